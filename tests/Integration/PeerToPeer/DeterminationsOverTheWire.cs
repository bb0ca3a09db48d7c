using Grpc.Core;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Tests.Integration.Platform;
using static UtilizationReview.Tests.Integration.PeerToPeer.PeerToPeerHouse;
using P = UtilizationReview.Contracts.PeerToPeer.V1;

namespace UtilizationReview.Tests.Integration.PeerToPeer;

public sealed class DeterminationsOverTheWire
{
    [Fact]
    public async Task A_denial_waits_for_the_duty_and_carries_its_evidence()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.Refer("UR-DUTY");
        (await Refusal(house.Rpc.DetermineAsync(Deny("UR-DUTY", "dr-a"), house.Doctor("dr-a")).ResponseAsync)).ShouldBe(
            (StatusCode.FailedPrecondition, "case-not-taken", "Take the case before you decide it, so that nobody else decides it at the same time."));
        await house.Rpc.TakeCaseAsync(new() { Number = "UR-DUTY", IdempotencyKey = "t" }, house.Doctor("dr-a"));
        (await Refusal(house.Rpc.DetermineAsync(Deny("UR-DUTY", "dr-a"), house.Doctor("dr-a")).ResponseAsync)).ShouldBe((
            StatusCode.FailedPrecondition, "peer-to-peer-duty",
            "Before anything adverse the practice must have had its chance to talk: hold a talk, offer one (OfferTalk), or record attempts to reach it (0 of 3 so far)."));
        for (var i = 1; i <= 3; i++)
        {
            var attempt = new P.RecordAttemptRequest { Number = "UR-DUTY", Phone = "+16085550142", Outcome = P.AttemptOutcome.NoAnswer, IdempotencyKey = $"a{i}" };
            (await house.Rpc.RecordAttemptAsync(attempt, house.As("nurse-1", "nurse"))).Duty.FulfilledBy.ShouldBe(i == 3 ? "unreachable" : "");
            house.Clock.Advance(TimeSpan.FromMinutes(5));
        }
        var signed = await house.Rpc.DetermineAsync(Deny("UR-DUTY", "dr-a"), house.Doctor("dr-a"));
        signed.Case.State.ShouldBe(P.CaseState.Decided);
        signed.Sentence.ShouldBe("Signed by Dr. dr-a: line 1 denied. The order is determined as soon as intake has recorded it.");
        (await house.Rpc.DetermineAsync(Deny("UR-DUTY", "dr-a"), house.Doctor("dr-a"))).Case.State.ShouldBe(P.CaseState.Decided);
        await Eventually.Becomes(
            () => Task.FromResult(Told.ByOrder.GetValueOrDefault("UR-DUTY")?.OfType<PhysicianDecided>().ToList() ?? []), told => told.Count > 0, "the decision");
        var decided = Told.ByOrder["UR-DUTY"].OfType<PhysicianDecided>().ShouldHaveSingleItem();
        (decided.PeerToPeerDuty, decided.PeerToPeerEvidence, decided.Attempts).ShouldBe(("unreachable", "3 attempts to reach the practice", 3));
        decided.Attestation.Npi.ShouldBe(NpiOf("dr-a"));
        decided.Lines[0].Decision.ShouldBe("deny");
    }

    [Fact]
    public async Task A_refused_determination_comes_back_and_a_reconsideration_goes_to_another()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.AddDoctor("dr-b");
        await house.Refer("UR-AGAIN");
        await house.Rpc.TakeCaseAsync(new() { Number = "UR-AGAIN", IdempotencyKey = "t" }, house.Doctor("dr-a"));
        await house.Rpc.RecordHeldAsync(
            new() { Number = "UR-AGAIN", SpokeWith = "Dr. Caller", Summary = P.TalkSummary.NothingNew, IdempotencyKey = "h" }, house.Doctor("dr-a"));
        await house.Rpc.DetermineAsync(Deny("UR-AGAIN", "dr-a"), house.Doctor("dr-a"));
        await house.Publish(new DeterminationRefused
        {
            OrderId = "UR-AGAIN", OrderVersion = 3, OccurredAt = Monday, DecidedBy = "dr-a", ReasonCode = "x", Sentence = "The order has changed.",
        });
        var back = (await house.Rpc.GetCaseAsync(new() { Number = "UR-AGAIN" }, house.Doctor("dr-a"))).Case;
        (back.State, back.LastRefusal).ShouldBe((P.CaseState.Taken, "The order has changed."));
        await house.Rpc.DetermineAsync(Deny("UR-AGAIN", "dr-a", "deny2"), house.Doctor("dr-a"));
        await house.Publish(new OrderDetermined
        {
            OrderId = "UR-AGAIN", OrderVersion = 5, OccurredAt = Monday, PlanId = Plan, PracticeId = "lakeside", Status = "denied", OrderNumber = "",
            Lines = [new() { Line = 1, Outcome = "denied", Decider = "physician" }],
        });
        (await house.Rpc.RequestTalkAsync(Ask("UR-AGAIN"), house.Practice())).Talk.AfterDetermination.ShouldBeTrue();
        await house.Refer("UR-AGAIN", e => e with
        {
            OrderVersion = 6,
            Question = "reconsideration",
            ExcludedPhysicians = ["dr-a"],
            RequiredSpecialty = "spine-surgery",
        });
        (await house.Rpc.ListWorklistAsync(new(), house.Doctor("dr-a"))).Cases.ShouldBeEmpty();
        (await house.Rpc.ListWorklistAsync(new(), house.Doctor("dr-b"))).Cases.ShouldHaveSingleItem().Round.ShouldBe(2);
        (await Refusal(house.Rpc.TakeCaseAsync(new() { Number = "UR-AGAIN", IdempotencyKey = "t2" }, house.Doctor("dr-a")).ResponseAsync)).Sentence.ShouldBe(
            "You may not decide this case: your own decision is questioned in it. It goes to a different physician.");
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public async Task A_talk_about_a_denial_is_arranged_through_the_day_that_intake_tells_whatever_the_plans_days_are(int days, bool arranged)
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.Refer("UR-TOLD");
        await house.Publish(new OrderDetermined
        {
            OrderId = "UR-TOLD", OrderVersion = 5, OccurredAt = Monday, PlanId = Plan, PracticeId = "lakeside", Status = "denial-upheld", OrderNumber = "",
            Lines = [new() { Line = 1, Outcome = "denied", Decider = "physician" }], TalkThrough = DateOnly.FromDateTime(Monday.UtcDateTime).AddDays(days),
        });
        if (arranged) (await house.Rpc.RequestTalkAsync(Ask("UR-TOLD"), house.Practice())).Talk.AfterDetermination.ShouldBeTrue();
        else (await Refusal(house.Rpc.RequestTalkAsync(Ask("UR-TOLD"), house.Practice()).ResponseAsync)).Reason.ShouldBe("talk-window-over");
    }

    [Theory]
    [InlineData(null, P.TalkState.Cancelled)]
    [InlineData(10, P.TalkState.Booked)]
    public async Task A_revocation_ends_the_talks_of_an_order_on_which_nothing_is_denied_any_more(int? talkDays, P.TalkState state)
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.Refer("UR-GONE");
        await house.Publish(new OrderDetermined
        {
            OrderId = "UR-GONE", OrderVersion = 5, OccurredAt = Monday, PlanId = Plan, PracticeId = "lakeside", Status = "partially-approved", OrderNumber = "ORD-GONE",
            Lines = [new() { Line = 1, Outcome = "approved-less", Decider = "physician" }],
        });
        var asked = await house.Rpc.RequestTalkAsync(Ask("UR-GONE"), house.Practice());
        var booked = await house.Rpc.BookAsync(
            new() { TalkId = asked.Talk.TalkId, PhysicianId = asked.Talk.Slots[0].PhysicianId, Start = asked.Talk.Slots[0].Start, IdempotencyKey = "b" }, house.Practice());
        booked.State.ShouldBe(P.TalkState.Booked);
        await house.Publish(new ApprovalRevoked
        {
            OrderId = "UR-GONE", OrderVersion = 6, OccurredAt = Monday, PlanId = Plan, PracticeId = "lakeside", Lines = [1], Ground = "coverage-ended", Citation = "finding 7",
            Rights = [], TalkThrough = talkDays is { } days ? DateOnly.FromDateTime(Monday.UtcDateTime).AddDays(days) : null,
        });
        (await house.Rpc.GetTalkAsync(new() { TalkId = booked.TalkId }, house.Practice())).State.ShouldBe(state);
    }

    [Fact]
    public async Task A_denied_site_can_name_another_one_that_needs_no_review()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.Refer("UR-SITE", e => e with { Question = "site" });
        house.Get<ScriptedOrders>().Orders["UR-SITE"].Form.FacilityId = "lakeshore";
        await house.Rpc.TakeCaseAsync(new() { Number = "UR-SITE", IdempotencyKey = "t" }, house.Doctor("dr-a"));
        var held = new P.RecordHeldRequest { Number = "UR-SITE", SpokeWith = "Dr. Caller", Summary = P.TalkSummary.NothingNew, IdempotencyKey = "h" };
        await house.Rpc.RecordHeldAsync(held, house.Doctor("dr-a"));
        var deny = Deny("UR-SITE", "dr-a");
        (string Facility, P.LineDecision Decision, string Sentence)[] wrong =
        [
            ("isthmus", P.LineDecision.Deny, "lines[0].facility_id is only for DENY_SITE: the site the service can be done at instead."),
            ("lakeshore", P.LineDecision.DenySite, "lines[0].facility_id 'lakeshore' is the site asked for; name another one or none."),
            ("nowhere", P.LineDecision.DenySite, "lines[0].facility_id 'nowhere' is not in the directory of facilities."),
            ("general", P.LineDecision.DenySite, "lines[0].facility_id 'general' would need a review too; name an office or a surgery center."),
        ];
        foreach (var (facility, decision, sentence) in wrong)
        {
            (deny.Lines[0].FacilityId, deny.Lines[0].Decision) = (facility, decision);
            (await Refusal(house.Rpc.DetermineAsync(deny, house.Doctor("dr-a")).ResponseAsync)).Sentence.ShouldEndWith(sentence);
        }
        deny.Lines[0].FacilityId = "away";
        (await Refusal(house.Rpc.DetermineAsync(deny, house.Doctor("dr-a")).ResponseAsync)).Code.ShouldBe(StatusCode.Unavailable);
        deny.Lines[0].FacilityId = "isthmus";
        await house.Rpc.DetermineAsync(deny, house.Doctor("dr-a"));
        await Eventually.Becomes(
            () => Task.FromResult(Told.ByOrder.GetValueOrDefault("UR-SITE")?.OfType<PhysicianDecided>().ToList() ?? []),
            told => told.Count > 0, "the decision");
        var line = Told.ByOrder["UR-SITE"].OfType<PhysicianDecided>().Single().Lines.ShouldHaveSingleItem();
        (line.Decision, line.FacilityId, line.Reason).ShouldBe(
            ("deny-site", "isthmus", "No trial of therapy is documented. It can be done at Isthmus Surgery Center (isthmus) instead."));
    }

    [Fact]
    public async Task The_worklist_is_ordered_by_due_time_and_can_be_watched()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.Refer("UR-LATE");
        await house.Refer("UR-OTHER", e => e with { PlanId = "summit-advantage" });
        using var watch = house.Rpc.WatchWorklist(new(), house.Doctor("dr-a"));
        (await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).ShouldBeTrue();
        watch.ResponseStream.Current.Cases.Select(c => c.Number).ShouldBe(["UR-LATE"]);
        await house.Refer("UR-SOON", e => e with { DueAt = e.DueAt.AddHours(-24) });
        (await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).ShouldBeTrue();
        watch.ResponseStream.Current.Cases.Select(c => c.Number).ShouldBe(["UR-SOON", "UR-LATE"]);
        await house.Publish(new DocumentReceived
        {
            OrderId = "UR-LATE", OccurredAt = Monday.AddMinutes(5), DocumentId = "DOC-1", Kind = "therapy-notes", ReceivedAt = Monday.AddMinutes(5),
            SentBy = "desk-lakeside", SentByRole = "practice",
        });
        (await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).ShouldBeTrue();
        watch.ResponseStream.Current.Cases.Select(c => c.NewDocuments).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task Bad_input_is_told_field_by_field_and_changes_nothing()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.Refer("UR-BAD");
        var before = (await house.Rpc.GetCaseAsync(new() { Number = "UR-BAD" }, house.Doctor("dr-a"))).Case;
        var ask = Ask("UR-BAD");
        ask.Contact.TimeZone = "Moon/Base";
        ask.Contact.Phones[0] = "call me";
        (await Refusal(house.Rpc.RequestTalkAsync(ask, house.Practice()).ResponseAsync)).ShouldBe((
            StatusCode.InvalidArgument, "not-valid",
            "The request is not valid: contact.phones[0] must be a phone number of 7 to 20 digits, for example +16085550142; "
            + "contact.time_zone 'Moon/Base' is not a time zone; use an IANA id such as America/Chicago."));
        (await Refusal(house.Rpc.TakeCaseAsync(new() { Number = "UR-BAD" }, house.Doctor("dr-a")).ResponseAsync)).Sentence.ShouldBe(
            "The request is not valid: idempotency_key must have 1 to 100 characters, new for each intended change.");
        (await Refusal(house.Rpc.TakeCaseAsync(new() { Number = "UR-BAD", IdempotencyKey = "t" }, house.Doctor("dr-nobody")).ResponseAsync)).Reason.ShouldBe("not-on-roster");
        (await Refusal(house.Rpc.TakeCaseAsync(new() { Number = "UR-BAD", IdempotencyKey = "t" }, house.As("nurse-1", "nurse")).ResponseAsync)).Code
            .ShouldBe(StatusCode.PermissionDenied);
        (await house.Rpc.GetCaseAsync(new() { Number = "UR-BAD" }, house.Doctor("dr-a"))).Case.ShouldBe(before);
    }
}
