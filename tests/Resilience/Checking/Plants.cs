using System.Text.Json;

namespace UtilizationReview.Tests.Resilience.Checking;

/// <summary>A violation put into a good record.</summary>
/// <param name="What">What is planted, for people.</param>
/// <param name="Kind">The kind that has to be found.</param>
/// <param name="Plant">Makes the record bad; null when the record has nothing to do it with.</param>
internal sealed record Planting(string What, string Kind, Func<CampaignRecord, CampaignRecord?> Plant);

/// <summary>Every kind of violation, planted once or more.</summary>
internal static class Plants
{
    public static IReadOnlyList<Planting> All { get; } =
    [
        new("an accepted order is gone", Broken.OrderLost, r => First(Facts(r, Known.Intake, "OrderReceived"),
            f => r.With(Known.Intake,
                s => s with { History = [.. s.History.Where(h => h.Id != f.Id)], Aggregates = [.. s.Aggregates.Where(a => a.Id != f.Id)] }))),
        new("one submission made two orders", Broken.OrderLost, r => First(r.Told.Where(t => t.Method == "Submit"),
            t => r with { Told = [.. r.Told, t with { Id = t.Id + "X" }] })),
        new("a line without a determination", Broken.OrderUndetermined,
            r => First(Facts(r, Known.Intake, "LineApproved"), f => Without(r, Known.Intake, f))),
        new("an order that never ends", Broken.OrderUndetermined, r => First(Facts(r, Known.Intake, "OrderDetermined"),
            f => r.With(Known.Intake,
                s => s with { History = [.. s.History.Where(h => h.Id != f.Id || h.Event is not ("OrderDetermined" or "OrderClosed"))] }))),
        new("a line decided twice", Broken.LineDecidedTwice, r => First(Facts(r, Known.Intake, "LineApproved"), f => Again(r, Known.Intake, f))),
        new("an event that the broker lost", Broken.EventLost, r => First(r.Of(Known.NurseReview).Outbox,
            row => r with { Events = [.. r.Events.Where(e => e.Id != row.Id)] })),
        new("an event that was never sent", Broken.EventLost, r => First(r.Of(Known.Intake).Outbox,
            row => Outbox(r, Known.Intake, row, row with { SentAt = null }))),
        new("an event that was given up", Broken.EventLost, r => First(r.Of(Known.PeerToPeer).Outbox,
            row => Outbox(r, Known.PeerToPeer, row, row with { SentAt = null, ParkedAt = r.Now, Attempts = 20 }))),
        new("a fact that was never told", Broken.EventLost, r => First(r.Of(Known.PeerToPeer).Outbox.Where(o => o.Urn == "ur:physician-decided:v1"),
            row => Outbox(r, Known.PeerToPeer, row, null) with { Events = [.. r.Events.Where(e => e.Id != row.Id)] })),
        new("an event of nobody", Broken.EventUnexplained,
            r => r with { Events = [.. r.Events, new(new Guid("00000000-0000-0000-0000-00000000dead"), "ur:order-closed:v1", "UR-?")] }),
        new("a consumer that never acted", Broken.ConsumerMissed, r => First(r.Of(Known.PeerToPeer).Inbox.Where(c => c.Scope == "peer-to-peer-case"),
            c => r.With(Known.PeerToPeer, s => s with { Inbox = [.. s.Inbox.Where(i => i != c)] }))),
        new("a message left in an error queue", Broken.ConsumerMissed, r => r with { LeftInErrorQueues = [("ur-intake-order_error", 1)] }),
        new("a message claimed twice", Broken.AppliedTwice, r => First(r.Of(Known.Intake).Inbox.Where(c => c.Scope == "intake-order"),
            c => r.With(Known.Intake, s => s with { Inbox = [.. s.Inbox, c] }))),
        new("a nurse's approval carried out twice", Broken.AppliedTwice,
            r => First(Facts(r, Known.Intake, "ServiceConfirmed"), f => Again(r, Known.Intake, f))),
        new("a talk recorded twice", Broken.AppliedTwice, r => First(Facts(r, Known.Intake, "TalkRecorded"), f => Again(r, Known.Intake, f))),
        new("an item leased to a second nurse", Broken.HeldByTwo, r => First(Facts(r, Known.NurseReview, "LeaseTaken"),
            f => Insert(r, Known.NurseReview, f, Changed(f, "\"" + Taker(f) + "\"", "\"nurse-zoe\"") with { Person = "nurse-zoe" }))),
        new("a lease ended before its time", Broken.HeldByTwo, r => First(Facts(r, Known.NurseReview, "LeaseTaken"),
            f => Insert(r, Known.NurseReview, f, f with { Event = "LeaseEnded", Body = Json($$"""{"at":"{{f.Instant("until").AddMinutes(-1):O}}"}""") }))),
        new("a nurse who decides what another holds", Broken.HeldByTwo, r => First(Facts(r, Known.NurseReview, "LinesApproved"),
            f => Replace(r, Known.NurseReview, f, f with { Person = "nurse-zoe" }))),
        new("a case taken by a second physician", Broken.HeldByTwo, r => First(Facts(r, Known.PeerToPeer, "CaseTaken"),
            f => Insert(r, Known.PeerToPeer, f, f with { Person = "dr-zoe", Body = Json("""{"physicianId":"dr-zoe"}""") }))),
        new("two people told that they hold one case", Broken.HeldByTwo, r => First(r.Told.Where(t => t.Holds),
            t => r with { Told = [.. r.Told, t with { Person = "nurse-zoe" }] })),
        new("a half hour reserved twice", Broken.SlotTwice,
            r => First(r.Reservations, x => r with { Reservations = [.. r.Reservations, x with { CaseId = "UR-?" }] })),
        new("a slot booked for two talks", Broken.SlotTwice, r => First(Facts(r, Known.PeerToPeer, "TalkBooked"),
            f => r.With(Known.PeerToPeer,
                s => s with { History = [.. s.History, Changed(f, f.Text("talkId"), "UR-?-T1") with { Id = "UR-?", Version = 1, Seq = 0 }] }))),
        new("a deadline passed without a mark", Broken.DeadlineUnmarked,
            r => First(Facts(r, Known.Intake, "DeadlineMissed"), f => Without(r, Known.Intake, f))),
        new("a version that is missing in history", Broken.AuditGap, r => First(r.Of(Known.NurseReview).History.Where(f => f.Version == 1),
            f => r.With(Known.NurseReview, s => s with { History = [.. s.History.Where(h => h.Id != f.Id || h.Version != 1)] }))),
        new("a fact that is missing in a version", Broken.AuditGap,
            r => First(r.Of(Known.Intake).History.Where(f => f.Seq == 1), f => Without(r, Known.Intake, f.Version, f.Id, 0))),
        new("a row that is ahead of its history", Broken.AuditGap, r => First(r.Of(Known.PeerToPeer).Aggregates,
            a => r.With(Known.PeerToPeer,
                s => s with { Aggregates = [.. s.Aggregates.Select(x => x == a ? x with { Version = x.Version + 1 } : x)] }))),
        new("a determination that nobody is told of", Broken.NoticeMissing, r => First(Facts(r, Known.Correspondence, "NoticeIssued"),
            f => r.With(Known.Correspondence, s => s with
            {
                History = [.. s.History.Where(h => h.Id != f.Id)], Aggregates = [.. s.Aggregates.Where(a => a.Id != f.Id)],
            }))),
        new("a determination that is told by two notices", Broken.NoticeMissing, r => First(Facts(r, Known.Correspondence, "NoticeOwed")
            .Where(f => f.Text("kind") is "Approval" or "Adverse"),
            f => r.With(Known.Correspondence, s => s with { History = [.. s.History, f with { Id = f.Id + "X" }] }))),
        new("a notice that was issued twice", Broken.AppliedTwice,
            r => First(Facts(r, Known.Correspondence, "NoticeIssued"), f => Again(r, Known.Correspondence, f))),
        new("an accepted call that nobody recorded", Broken.AnswerUnrecorded, r => First(r.Told.Where(t => t.Method == "Determine"),
            t => r with { Told = [.. r.Told, t with { Key = "lost", Person = "dr-zoe" }] })),
    ];

    private static CampaignRecord? First<T>(IEnumerable<T> found, Func<T, CampaignRecord> plant)
        where T : class => found.FirstOrDefault() is { } first ? plant(first) : null;

    private static IEnumerable<Fact> Facts(CampaignRecord record, string service, string name) =>
        record.Of(service).History.Where(f => f.Event == name);

    private static CampaignRecord Without(CampaignRecord record, string service, Fact fact) =>
        Without(record, service, fact.Version, fact.Id, fact.Seq);

    private static CampaignRecord Without(CampaignRecord record, string service, int version, string id, int seq) =>
        record.With(service, s => s with { History = [.. s.History.Where(h => h.Id != id || h.Version != version || h.Seq != seq)] });

    private static CampaignRecord Replace(CampaignRecord record, string service, Fact fact, Fact by) =>
        record.With(service, s => s with { History = [.. s.History.Select(h => h == fact ? by : h)] });

    /// <summary>The same fact once more, as the record's last version.</summary>
    private static CampaignRecord Again(CampaignRecord record, string service, Fact fact) => record.With(service, s =>
    {
        var last = s.History.Where(h => h.Id == fact.Id && h.Aggregate == fact.Aggregate).Max(h => h.Version) + 1;
        return s with
        {
            History = [.. s.History, fact with { Version = last, Seq = 0 }],
            Aggregates = [.. s.Aggregates.Select(a => a.Id == fact.Id && a.Table == fact.Aggregate ? a with { Version = last } : a)],
        };
    });

    /// <summary>Another fact right after this one.</summary>
    private static CampaignRecord Insert(CampaignRecord record, string service, Fact after, Fact inserted) => record.With(service, s => s with
    {
        History = [.. s.History.Select(h => h.Id == after.Id && h.Aggregate == after.Aggregate
            && h.Version > after.Version ? h with { Version = h.Version + 1 } : h),
            inserted with { Version = after.Version + 1, Seq = 0 }],
    });

    private static CampaignRecord Outbox(CampaignRecord record, string service, OutboxEntry row, OutboxEntry? by) =>
        record.With(service, s => s with { Outbox = [.. s.Outbox.Select(o => o == row ? by : o).OfType<OutboxEntry>()] });

    private static string Taker(Fact fact) => fact.Body.GetProperty("nurse").GetProperty("personId").GetString()!;

    private static Fact Changed(Fact fact, string from, string to) => fact with
    {
        Body = Json(fact.Body.GetRawText().Replace(from, to, StringComparison.Ordinal)),
    };

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
