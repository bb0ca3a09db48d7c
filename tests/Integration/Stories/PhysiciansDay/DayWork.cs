using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Tests.Integration.Correspondence;
using UtilizationReview.Tests.Integration.Platform;

namespace UtilizationReview.Tests.Integration.Stories.PhysiciansDay;

/// <summary>What the people of the day do, from the first order to the last signature.</summary>
internal sealed partial class DayWork(DayHouse house, IReadOnlyList<DayCase> cases)
{
    private static readonly string[] AtTheirDesks =
        ["dr-sable", "dr-thorn", "dr-alder", "dr-cedar", "dr-umber", "dr-vesper", "dr-fir", "dr-holly"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>How often each reason refused something on the way.</summary>
    public ConcurrentDictionary<string, int> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>The practice submits everything; hospital sites reach the physicians at once, the rest the nurses.</summary>
    public async Task SubmitAsync(DayForms forms)
    {
        await Together(cases, async @case =>
        {
            var (form, member) = forms.For(@case);
            await house.Registrar.SaveMemberAsync(new() { Member = member, IdempotencyKey = house.Key() }, cancellationToken: Ct);
            var submit = new SubmitRequest { Form = form, Channel = Channel.Portal, IdempotencyKey = house.Key() };
            var order = (await house.Staff.SubmitAsync(submit, cancellationToken: Ct)).Order;
            order.Status.ShouldBe(@case.SiteOnly ? OrderStatus.PhysicianReview : OrderStatus.NurseReview, $"{@case.Index}");
            @case.Number = order.TrackingNumber;
        });
    }

    /// <summary>A nurse works the queue to its end: she cannot confirm what is open, and refers.</summary>
    public async Task ReferAsync()
    {
        var left = cases.Where(c => !c.SiteOnly).Select(c => c.Number).ToHashSet(StringComparer.Ordinal);
        await Eventually.Becomes(
            async () => (await house.Ada.ListQueueAsync(new() { PageSize = 200 }, cancellationToken: Ct)).Items.Count,
            count => count == left.Count, "orders in the nurses' queue");
        while ((await house.Ada.ClaimNextAsync(new() { IdempotencyKey = house.Key() }, cancellationToken: Ct)).Item is { } item)
        {
            left.Remove(item.TrackingNumber).ShouldBeTrue();
            var refer = new Contracts.NurseReview.V1.ReferRequest
            {
                TrackingNumber = item.TrackingNumber, Summary = "The record does not show what the criteria ask for.", IdempotencyKey = house.Key(),
            };
            await house.Ada.ReferAsync(refer, cancellationToken: Ct);
        }
        left.ShouldBeEmpty();
        await Eventually.Becomes(
            async () => (await house.Physician("dr-sable").ListWorklistAsync(new(), cancellationToken: Ct)).Cases.Count,
            count => count == cases.Count, "cases on a physician's worklist");
    }

    /// <summary>What the practice calls about while physicians are at their desks.</summary>
    public async Task ConnectAsync()
    {
        foreach (var @case in Of(Course.SiteDenied, Course.ConnectedThenDenied))
        {
            await house.ArePresentAsync(AtTheirDesks);
            @case.Talk = (await house.Desk.RequestTalkAsync(Ask(@case, callBackOnly: false), cancellationToken: Ct)).Talk;
            @case.Talk.State.ShouldBe(TalkState.Connecting, $"{@case.Index}");
            if (@case.Index < 10 && @case.Course == Course.ConnectedThenDenied) await PassOnAsync(@case);
            var physician = @case.Talk.PhysicianId;
            var accept = new AcceptConnectionRequest { TalkId = @case.Talk.TalkId, IdempotencyKey = house.Key() };
            await house.Physician(physician).AcceptConnectionAsync(accept, cancellationToken: Ct);
            await HoldAsync(@case);
            await TakeAsync(@case, physician);
            await DetermineAsync(@case, physician);
        }
    }

    /// <summary>Hospital sites that are accepted need no talk.</summary>
    public Task AcceptSitesAsync() => Together(Of(Course.SiteAccepted), async @case =>
    {
        var physician = @case.Index % 20 == 1 ? "dr-umber" : "dr-vesper";
        if (@case.Index < 10) await RefuseWrongSignaturesAsync(@case, physician);
        else await TakeAsync(@case, physician);
        await DetermineAsync(@case, physician);
    });

    /// <summary>The practice asks for calls back, many at the same time, and books.</summary>
    public async Task AskAndBookAsync()
    {
        var booked = Of(Course.Less, Course.Reconsidered, Course.TalkedAfterDenial, Course.MovedThenApproved, Course.MissedThenDenied).ToList();
        await Together(booked, AskAndBookAsync);
        await Together(Of(Course.MovedThenApproved), MoveAsync);
        await RefusedAsync("too-early", () => HoldAsync(booked[0]));
        var slots = new List<(string, Timestamp)>();
        foreach (var id in house.Roster.Keys)
        {
            var talks = (await house.Physician(id).ListWorklistAsync(new(), cancellationToken: Ct)).Talks;
            slots.AddRange(talks.Select(t => (id, t.SlotStart)));
        }
        (slots.Count, slots.Distinct().Count()).ShouldBe((booked.Count, booked.Count));
    }

    /// <summary>A physician tries the practice on three occasions and reaches nobody; another offers a talk that is declined.</summary>
    public async Task TryAndOfferAsync()
    {
        await Together(Of(Course.DocumentsAfterDenial, Course.Declined), async @case =>
        {
            var physician = @case.Course == Course.Declined ? "dr-quill" : "dr-sable";
            await TakeAsync(@case, physician);
            await RefusedAsync("peer-to-peer-duty", () => SignAsync(@case, physician));
        });
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await Together(Of(Course.DocumentsAfterDenial), @case => AttemptAsync(@case, AttemptOutcome.NoAnswer));
            house.Clock.Advance(TimeSpan.FromMinutes(20));
        }
        await Together(Of(Course.DocumentsAfterDenial), @case => DetermineAsync(@case, "dr-sable"));
        await Together(Of(Course.Declined), async @case =>
        {
            var offer = new OfferTalkRequest { Number = @case.Number, Contact = Contact(), IdempotencyKey = house.Key() };
            @case.Talk = (await house.Physician("dr-quill").OfferTalkAsync(offer, cancellationToken: Ct)).Talk;
            await RefusedAsync("peer-to-peer-duty", () => SignAsync(@case, "dr-quill"));
            var decline = new CancelTalkRequest { TalkId = @case.Talk.TalkId, Reason = "the record says it all", IdempotencyKey = house.Key() };
            @case.Talk = await house.Desk.CancelTalkAsync(decline, cancellationToken: Ct);
            @case.Talk.State.ShouldBe(TalkState.Declined);
            await DetermineAsync(@case, "dr-quill");
        });
    }

    /// <summary>The booked talks in the sequence of their slots, until none is left.</summary>
    public async Task HoldTalksAsync()
    {
        while (cases.Where(c => c.Talk?.State == TalkState.Booked).MinBy(c => c.Talk!.SlotStart.Seconds) is { } next)
        {
            var start = next.Talk!.SlotStart;
            house.Clock.MoveTo(start.ToDateTimeOffset().AddMinutes(11));
            foreach (var @case in cases.Where(c => c.Talk is { State: TalkState.Booked } talk && talk.SlotStart.Equals(start)).ToList())
                await AtTheSlotAsync(@case);
        }
    }

    /// <summary>Every case once more whose denial is questioned: by reconsideration, by a talk, by documents.</summary>
    public async Task QuestionAsync()
    {
        await Together(cases, @case => RecordedAsync(@case, 1));
        await Together(Of(Course.Reconsidered), async @case =>
        {
            var ask = new RequestReconsiderationRequest
            {
                Number = @case.Number, Reason = "The therapy record is attached.", IdempotencyKey = house.Key(),
            };
            await house.Staff.RequestReconsiderationAsync(ask, cancellationToken: Ct);
            await WaitsAgainAsync(@case, CaseQuestion.Reconsideration);
            await RefusedAsync("excluded-physician", () => TakeAsync(@case, @case.Signed[0]));
            await RefusedAsync("other-specialty", () => TakeAsync(@case, "dr-quill"));
            var specialty = house.Roster[@case.Signed[0]].Specialties[0];
            var other = house.Roster.Values.First(p => p.Specialties.Contains(specialty) && p.PhysicianId != @case.Signed[0]).PhysicianId;
            await TakeAsync(@case, other);
            await DetermineAsync(@case, other);
        });
        await Together(Of(Course.DocumentsAfterDenial), async @case =>
        {
            var header = DocumentsHouse.Header("text/plain", @case.Number, house.Key());
            await DocumentsHouse.SendAsync(house.Records, header, System.Text.Encoding.UTF8.GetBytes($"Therapy, two weeks. Note {@case.Index}."));
            await WaitsAgainAsync(@case, CaseQuestion.SupportingDocuments);
            await TakeAsync(@case, "dr-thorn");
            await DetermineAsync(@case, "dr-thorn");
        });
        await Together(Of(Course.TalkedAfterDenial), async @case =>
        {
            await AskAndBookAsync(@case);
            @case.Talk!.AfterDetermination.ShouldBeTrue();
            @case.Talk.PhysicianId.ShouldNotBe(@case.Signed[0]);
        });
        await HoldTalksAsync();
        await Together(cases, @case => RecordedAsync(@case, @case.Rounds));
    }

    private IEnumerable<DayCase> Of(params Course[] courses) => cases.Where(c => courses.Contains(c.Course));

    private static Task Together(IEnumerable<DayCase> some, Func<DayCase, Task> act) =>
        Parallel.ForEachAsync(some, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct }, async (c, _) => await act(c));

    /// <summary>What has to be refused, with the code of its refusal.</summary>
    private async Task RefusedAsync(string code, Func<Task> call)
    {
        var refused = await Should.ThrowAsync<RpcException>(call);
        (refused.Trailers.GetValue("reason-code") ?? refused.StatusCode.ToString()).ShouldBe(code, refused.Status.Detail);
        refused.Status.Detail.ShouldNotBeEmpty();
        Refused.AddOrUpdate(code, 1, (_, n) => n + 1);
    }
}
