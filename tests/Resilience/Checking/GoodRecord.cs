using System.Globalization;
using System.Text.Json;

namespace UtilizationReview.Tests.Resilience.Checking;

/// <summary>A small campaign in which everything went well, written by hand: the ground on which violations are planted.</summary>
internal sealed class GoodRecord
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);
    private static readonly string[] Names = [Known.Intake, Known.NurseReview, Known.PeerToPeer, Known.SiteOfCare, Known.Correspondence];

    private readonly Dictionary<string, List<Fact>> _history = Names.ToDictionary(n => n, _ => new List<Fact>());
    private readonly Dictionary<string, List<OutboxEntry>> _outbox = Names.ToDictionary(n => n, _ => new List<OutboxEntry>());
    private readonly Dictionary<string, List<Claim>> _inbox = Names.ToDictionary(n => n, _ => new List<Claim>());
    private readonly List<RecordedEvent> _events = [];
    private readonly List<Told> _told = [];
    private int _minutes;
    private int _ids;

    private GoodRecord() { }

    /// <summary>Five orders: approved by rules, approved by a nurse, denied after a talk, late and deemed approved, withdrawn.</summary>
    public static CampaignRecord Make()
    {
        var made = new GoodRecord();
        made.ApprovedByRules("UR-A");
        made.ApprovedByNurse("UR-B");
        made.DeniedAfterTalk("UR-C");
        made.Late("UR-D");
        made.Withdrawn("UR-E");
        made.Booked("UR-F");
        return made.Build();
    }

    private void ApprovedByRules(string id)
    {
        Submit(id, Start.AddDays(7));
        Fact(Known.Intake, Known.Orders, id, "platform", "RecordEvaluation", ("EvaluationRecorded", """{"findings":[]}"""), Approved(1), Determined);
        Tell(Known.Intake, id, 2, "ur:order-determined:v1");
    }

    private void ApprovedByNurse(string id)
    {
        Submit(id, Start.AddDays(7));
        ToNurse(id);
        Fact(Known.NurseReview, Known.Items, id, "nurse-ada", "ClaimOpen", ("LeaseTaken", Lease("nurse-ada")));
        Answered(Known.NurseReview, "ClaimNext", "nurse-ada", id, 2, true, "LeaseTaken");
        Fact(Known.NurseReview, Known.Items, id, "platform", "Tick", ("LeaseEnded", $$"""{"at":"{{Text(Start.AddDays(2))}}"}"""));
        Fact(Known.NurseReview, Known.Items, id, "nurse-bram", "Claim", ("LeaseTaken", Lease("nurse-bram")));
        Answered(Known.NurseReview, "Claim", "nurse-bram", id, 4, true, "LeaseTaken");
        Fact(Known.NurseReview, Known.Items, id, "nurse-bram", "Approve", ("LinesApproved", """{"lines":[1]}"""));
        Tell(Known.NurseReview, id, 5, "ur:nurse-approved:v1");
        Answered(Known.NurseReview, "Approve", "nurse-bram", id, 5, false, "LinesApproved");
        Fact(Known.Intake, Known.Orders, id, "nurse-bram", "NurseApprove", ("ServiceConfirmed", """{"line":1}"""), Approved(1), Determined);
        Tell(Known.Intake, id, 3, "ur:order-determined:v1");
    }

    private void DeniedAfterTalk(string id)
    {
        Submit(id, Start.AddDays(7));
        ToPhysician(id);
        Fact(Known.PeerToPeer, Known.Cases, id, "dr-sable", "TakeCase", ("CaseTaken", """{"physicianId":"dr-sable"}"""));
        Answered(Known.PeerToPeer, "TakeCase", "dr-sable", id, 2, true, "CaseTaken");
        Book(id, Start.AddHours(2));
        Fact(Known.PeerToPeer, Known.Cases, id, "dr-sable", "RecordHeld", ("TalkHeld", $$"""{"talkId":"{{id}}-T1","at":"{{Text(Now)}}"}"""));
        Tell(Known.PeerToPeer, id, 4, "ur:peer-to-peer-recorded:v1");
        Fact(Known.Intake, Known.Orders, id, "dr-sable", "RecordTalk", ("TalkRecorded", """{"entry":{"step":"Held"}}"""));
        Fact(Known.PeerToPeer, Known.Cases, id, "dr-sable", "Determine", ("LinesDecided", """{"attestation":{"personId":"dr-sable"}}"""));
        Tell(Known.PeerToPeer, id, 5, "ur:physician-decided:v1");
        Answered(Known.PeerToPeer, "Determine", "dr-sable", id, 5, false, "LinesDecided");
        Fact(Known.Intake, Known.Orders, id, "dr-sable", "PhysicianDecide", ("LineDenied", """{"line":1}"""), Determined);
        Tell(Known.Intake, id, 4, "ur:order-determined:v1");
        Fact(Known.PeerToPeer, Known.Cases, id, "platform", "RecordDetermination", ("CaseDetermined", "{}"));
    }

    private void Late(string id)
    {
        Submit(id, Start.AddHours(1));
        _minutes += 120;
        Fact(Known.Intake, Known.Orders, id, "platform", "Tick", ("DeadlineMissed", $$"""{"dueAt":"{{Text(Start.AddHours(1))}}"}"""), Approved(1), Determined);
        Tell(Known.Intake, id, 2, "ur:deadline-missed:v1", "ur:order-determined:v1");
    }

    private void Withdrawn(string id)
    {
        Submit(id, Start.AddDays(7));
        Fact(Known.Intake, Known.Orders, id, "maple-staff", "Withdraw", ("OrderWithdrawn", """{"lines":[1]}"""), ("OrderClosed", "{}"));
        Tell(Known.Intake, id, 2, "ur:order-closed:v1");
        Answered(Known.Intake, "Withdraw", "maple-staff", id, 2, false, "OrderWithdrawn");
    }

    /// <summary>Approved by a physician while a talk is still booked.</summary>
    private void Booked(string id)
    {
        Submit(id, Start.AddDays(7));
        ToPhysician(id);
        Fact(Known.PeerToPeer, Known.Cases, id, "dr-thorn", "TakeCase", ("CaseTaken", """{"physicianId":"dr-thorn"}"""));
        Book(id, Start.AddDays(1));
        Fact(Known.PeerToPeer, Known.Cases, id, "dr-thorn", "Determine", ("LinesDecided", """{"attestation":{"personId":"dr-thorn"}}"""));
        Tell(Known.PeerToPeer, id, 4, "ur:physician-decided:v1");
        Fact(Known.Intake, Known.Orders, id, "dr-thorn", "PhysicianDecide", Approved(1), Determined);
        Tell(Known.Intake, id, 3, "ur:order-determined:v1");
    }

    private DateTimeOffset Now => Start.AddMinutes(_minutes);

    private static (string, string) Determined { get; } = ("OrderDetermined", "{}");

    private static (string, string) Approved(int line) => ("LineApproved", $$"""{"line":{{line}}}""");

    private static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private string Lease(string person) => $$"""{"nurse":{"personId":"{{person}}"},"until":"{{Text(Now.AddMinutes(20))}}"}""";

    private void Submit(string id, DateTimeOffset due)
    {
        Fact(Known.Intake, Known.Orders, id, "maple-staff", "Submit",
            ("OrderReceived", $$"""{"linkedFrom":"","lines":[{"number":1}],"dueAt":"{{Text(due)}}"}"""));
        Tell(Known.Intake, id, 1, "ur:order-received:v1");
        Answered(Known.Intake, "Submit", "maple-staff", id, 1, false, "OrderReceived");
    }

    private void ToNurse(string id)
    {
        Fact(Known.Intake, Known.Orders, id, "platform", "RecordEvaluation", ("ReferredToNurse", """{"lines":[1]}"""));
        Tell(Known.Intake, id, 2, "ur:order-referred-to-nurse:v1");
        Fact(Known.NurseReview, Known.Items, id, "platform", "OrderArrives", ("ItemOpened", """{"orderVersion":2}"""));
    }

    private void ToPhysician(string id)
    {
        Fact(Known.Intake, Known.Orders, id, "platform", "RecordSite", ("ReferredToPhysician", """{"lines":[1]}"""));
        Tell(Known.Intake, id, 2, "ur:order-referred-to-physician:v1");
        Fact(Known.PeerToPeer, Known.Cases, id, "platform", "ReferToPhysician", ("CaseReferred", """{"referral":{"orderVersion":2}}"""));
    }

    private void Book(string id, DateTimeOffset slot)
    {
        Fact(Known.PeerToPeer, Known.Cases, id, "maple-staff", "BookSlot",
            ("TalkBooked", $$"""{"talkId":"{{id}}-T1","at":"{{Text(Now)}}","slot":{"start":"{{Text(slot)}}","physicianId":"dr-sable"} }"""));
        Tell(Known.PeerToPeer, id, 3, "ur:peer-to-peer-recorded:v1");
    }

    private void Fact(string service, string aggregate, string id, string person, string command, params (string Event, string Body)[] facts)
    {
        _minutes++;
        var version = _history[service].Where(f => f.Id == id).Select(f => f.Version).DefaultIfEmpty(0).Max() + 1;
        foreach (var ((name, body), seq) in facts.Select((fact, seq) => (fact, seq)))
            _history[service].Add(new(aggregate, id, version, seq, Now, person, "role", command, name, JsonDocument.Parse(body).RootElement));
    }

    private void Tell(string service, string id, int version, params string[] urns)
    {
        foreach (var urn in urns)
        {
            var row = new OutboxEntry(new Guid(++_ids, 0, 0, new byte[8]), urn, id, version, Now, null, 0);
            _outbox[service].Add(row);
            _events.Add(new(row.Id, urn, id));
            foreach (var subscription in Subscriptions.All.Where(s => s.Urn == urn))
                _inbox[subscription.Service].Add(new(subscription.Scope, row.Id.ToString("N"), id));
            if (urn == "ur:order-determined:v1") Notify(id);
        }
    }

    private void Notify(string id)
    {
        var at = Text(_history[Known.Intake].Last(f => f.Id == id && f.Event == "OrderDetermined").At);
        foreach (var to in (string[])["Practice", "Member"])
        {
            var notice = $"N-{++_ids}";
            Fact(Known.Correspondence, Known.Notices, notice, "platform", "Owe",
                ("NoticeOwed", $$"""{"kind":"Approval","to":"{{to}}","orderId":"{{id}}","occasion":{"at":"{{at}}"} }"""));
            Fact(Known.Correspondence, Known.Notices, notice, "platform", "Write", ("NoticeIssued", "{}"));
            Tell(Known.Correspondence, notice, 2, "ur:notice-issued:v1");
        }
    }

    private void Answered(string service, string method, string person, string id, int version, bool holds, params string[] facts)
    {
        var key = $"key-{++_ids}";
        _inbox[service].Add(new($"/x/{method}|{person}", key, id));
        _told.Add(new(service, method, person, key, id, version, facts, holds));
    }

    private CampaignRecord Build() => new()
    {
        Now = Now.AddHours(1),
        Services =
        [
            .. Names.Select(name => new ServiceData(
                name, [.. _history[name].GroupBy(f => (f.Aggregate, f.Id))
                    .Select(g => new AggregateNow(g.Key.Aggregate, g.Key.Id, g.Max(f => f.Version)))],
                _history[name], _outbox[name], _inbox[name], [])),
        ],
        Events = _events,
        Reservations = [new("dr-sable", Start.AddDays(1), "UR-F")],
        Told = _told,
        Subscriptions = Subscriptions.All,
        LeftInErrorQueues = [],
    };
}
