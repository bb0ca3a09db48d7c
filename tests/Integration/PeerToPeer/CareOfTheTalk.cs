using System.Text;
using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Tests.Integration.Platform;
using static UtilizationReview.Tests.Integration.PeerToPeer.PeerToPeerHouse;
using P = UtilizationReview.Contracts.PeerToPeer.V1;

namespace UtilizationReview.Tests.Integration.PeerToPeer;

/// <summary>What a talk needs around it: hours, calendars, a supervisor, a restart in between, and the right physician.</summary>
public sealed class CareOfTheTalk
{
    [Fact]
    public async Task What_fits_nobody_is_told_seen_by_the_plans_supervisor_and_settled_by_a_physicians_extra_hours()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.Refer("UR-ESC");
        var ask = Ask("UR-ESC");
        var evening = Monday.AddHours(10); // 19:00 in Chicago
        ask.Windows.Add(new P.Window { From = At(evening), To = At(evening.AddHours(1)) });
        var told = await house.Rpc.RequestTalkAsync(ask, house.Practice());
        (told.Outcome, told.Sentence).ShouldBe((P.TalkOutcome.NoneFits,
            "No slot fits these times before 2026-12-03 15:00 UTC. It has been escalated to a supervisor of the plan; "
            + "you can also ask for slots with other windows."));
        (told.Talk.Escalated, told.Talk.EscalationReason, told.Talk.EscalationSentence).ShouldBe((true, "no-slot-fits", told.Sentence));

        var seen = (await house.Rpc.ListEscalationsAsync(new(), house.Admin)).Escalations.ShouldHaveSingleItem();
        (seen.Talk.TalkId, seen.PlanId, seen.PracticeId, seen.EndsBefore.ToDateTimeOffset())
            .ShouldBe(("UR-ESC-T1", Plan, "lakeside", Monday.AddHours(72)));
        (await house.Rpc.ListEscalationsAsync(new(), house.As("op", "operator"))).Escalations.Count.ShouldBe(1);
        var elsewhere = house.As("admin-2", "plan_administrator", null, "summit-advantage");
        (await house.Rpc.ListEscalationsAsync(new(), elsewhere)).Escalations.ShouldBeEmpty();
        (await house.Rpc.ListEscalationsAsync(new() { PlanId = Plan }, elsewhere)).Escalations.ShouldBeEmpty();
        await Eventually.Becomes(
            () => Task.FromResult(Told.ByOrder.GetValueOrDefault("UR-ESC")?.OfType<PeerToPeerEscalated>().Select(e => e.Reason).ToList() ?? []),
            reasons => reasons is ["no-slot-fits"], "the escalation");

        var hours = new P.SaveMyHoursRequest { TimeZone = "America/Chicago", Version = 1, IdempotencyKey = "evening" };
        hours.Exceptions.Add(new P.HoursException { Date = "2026-11-30", From = "19:00", To = "20:00", Change = P.HoursChange.Extra });
        (await house.Rpc.SaveMyHoursAsync(hours, house.Doctor("dr-a"))).Version.ShouldBe(2);
        var offered = await house.Rpc.OfferSlotsAsync(new() { TalkId = "UR-ESC-T1", IdempotencyKey = "look" }, house.Admin);
        offered.Talk.Slots.Select(s => s.Start.ToDateTimeOffset()).ShouldBe([evening, evening.AddMinutes(30)]);
        (await house.Rpc.ListEscalationsAsync(new(), house.Admin)).Escalations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_clock_that_comes_forward_escalates_a_booking_that_ends_too_late()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.Refer("UR-SOONER");
        await house.Rpc.RequestTalkAsync(Ask("UR-SOONER", callBackOnly: true), house.Practice());
        await house.Rpc.BookAsync(new() { TalkId = "UR-SOONER-T1", Start = At(Monday.AddHours(4)), IdempotencyKey = "b" }, house.Practice());
        await house.Publish(new ClockMoved
        {
            OrderId = "UR-SOONER", OrderVersion = 4, OccurredAt = Monday, DueAt = Monday.AddHours(4), Ground = "expedited",
        });
        (await house.Rpc.GetTalkAsync(new() { TalkId = "UR-SOONER-T1" }, house.Practice())).EscalationReason.ShouldBe("booked-too-late");
        var moved = new P.MoveTalkRequest { TalkId = "UR-SOONER-T1", Start = At(Monday.AddHours(1)), IdempotencyKey = "m" };
        (await house.Rpc.MoveTalkAsync(moved, house.Admin)).Escalated.ShouldBeFalse();
        (await house.Rpc.ListEscalationsAsync(new(), house.Admin)).Escalations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_talk_that_runs_out_of_the_time_a_states_law_sets_is_escalated_until_it_is_booked_in_time()
    {
        using var directory = new OwnDirectory();
        using var laws = new OwnDirectory();
        await File.WriteAllTextAsync(Path.Combine(laws.Path, "reviewer-rules.yaml"), """
            rules: []
            talks:
              - state: WI
                line_of_business: commercial_insured
                within_business_days: 2
                effective_from: 2026-01-01
                citation: a law
                verified_on: 2026-11-22
            """, TestContext.Current.CancellationToken);
        await using var house = await StartAsync(directory.Path, new(), [new("ReviewerRules:Directory", laws.Path)]);
        await house.AddDoctor("dr-a");
        await house.Refer("UR-LAW", e => e with { DueAt = e.DueAt.AddDays(10) });
        var asked = (await house.Rpc.RequestTalkAsync(Ask("UR-LAW", callBackOnly: true), house.Practice())).Talk;
        var end = new DateTimeOffset(2026, 12, 3, 6, 0, 0, TimeSpan.Zero); // Wednesday's midnight in Chicago
        (asked.State, asked.Escalated, asked.HoldBy.ToDateTimeOffset()).ShouldBe((P.TalkState.Offered, false, end));
        house.Clock.MoveTo(end.AddHours(-24));
        await Eventually.Becomes(
            async () => (await house.Rpc.ListEscalationsAsync(new(), house.Admin)).Escalations.Select(e => e.Talk.EscalationReason).ToList(),
            reasons => reasons is ["not-held-in-time"], "a supervisor hears of it a day ahead");
        var slot = At(end.AddHours(-12)); // 12:00 in Chicago
        await house.Rpc.BookAsync(new() { TalkId = asked.TalkId, Start = slot, IdempotencyKey = "b" }, house.Practice());
        (await house.Rpc.ListEscalationsAsync(new(), house.Admin)).Escalations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Both_sides_read_the_same_calendar_file_and_a_former_physician_its_cancelling()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.AddDoctor("dr-b");
        await house.Refer("UR-ICS");
        await house.Rpc.RequestTalkAsync(Ask("UR-ICS", callBackOnly: true), house.Practice());
        var file = new P.GetInvitationRequest { TalkId = "UR-ICS-T1" };
        (await Refusal(house.Rpc.GetInvitationAsync(file, house.Practice()).ResponseAsync)).ShouldBe((
            StatusCode.FailedPrecondition, "nothing-booked",
            "There is nothing to put into a calendar: talk UR-ICS-T1 is offered; a slot can be booked."));
        var start = At(Monday.AddHours(2));
        await house.Rpc.BookAsync(new() { TalkId = "UR-ICS-T1", PhysicianId = "dr-a", Start = start, IdempotencyKey = "b" }, house.Practice());
        var practice = await house.Rpc.GetInvitationAsync(file, house.Practice());
        (await house.Rpc.GetInvitationAsync(file, house.Doctor("dr-a"))).ShouldBe(practice);
        (practice.FileName, practice.MediaType, practice.Sequence).ShouldBe(("UR-ICS-T1.ics", "text/calendar; charset=utf-8; method=REQUEST", 0));
        Encoding.UTF8.GetString(practice.Content.Span).ShouldContain("\r\nDTSTART:20261130T170000Z\r\nDTEND:20261130T173000Z\r\n");
        (await Refusal(house.Rpc.GetInvitationAsync(file, house.Practice("hillside")).ResponseAsync)).Code.ShouldBe(StatusCode.NotFound);

        await house.Rpc.MoveTalkAsync(
            new() { TalkId = "UR-ICS-T1", PhysicianId = "dr-b", Start = start, IdempotencyKey = "m" }, house.Practice());
        var former = await house.Rpc.GetInvitationAsync(file, house.Doctor("dr-a"));
        var mine = await house.Rpc.GetInvitationAsync(file, house.Doctor("dr-b"));
        (former.Method, former.Sequence, mine.Method, mine.Sequence).ShouldBe(("CANCEL", 1, "REQUEST", 1));
        await house.Rpc.CancelTalkAsync(new() { TalkId = "UR-ICS-T1", Reason = "not needed", IdempotencyKey = "c" }, house.Practice());
        (await house.Rpc.GetInvitationAsync(file, house.Doctor("dr-b"))).Method.ShouldBe("CANCEL");
        Uids(practice, former, mine).ShouldBe(["UID:UR-ICS-T1@peer-to-peer.invalid"]);
    }

    [Fact]
    public async Task A_physician_asked_to_connect_is_released_by_whoever_runs_after_the_two_minutes()
    {
        using var directory = new OwnDirectory();
        var orders = new ScriptedOrders();
        await using (var house = await StartAsync(directory.Path, orders))
        {
            await house.AddDoctor("dr-a");
            await house.Refer("UR-DEATH");
            await house.Rpc.HeartbeatAsync(new(), house.Doctor("dr-a"));
            (await house.Rpc.RequestTalkAsync(Ask("UR-DEATH"), house.Practice())).Outcome.ShouldBe(P.TalkOutcome.Connected);
        }
        await using var again = await StartAsync(directory.Path, orders);
        var kept = await again.Rpc.GetTalkAsync(new() { TalkId = "UR-DEATH-T1" }, again.Practice());
        (kept.State, kept.PhysicianId, kept.ReservedUntil.ToDateTimeOffset()).ShouldBe((P.TalkState.Connecting, "dr-a", Monday.AddMinutes(2)));
        again.Clock.Advance(TimeSpan.FromMinutes(2));
        await Eventually.Becomes(
            async () => await again.Rpc.GetTalkAsync(new() { TalkId = "UR-DEATH-T1" }, again.Practice()),
            talk => talk.State == P.TalkState.Offered && talk.Slots.Count > 0, "slots instead");
    }

    [Fact]
    public async Task A_physician_edits_his_own_hours_and_an_old_edit_is_refused()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.Refer("UR-HOURS");
        var mine = new P.SaveMyHoursRequest { TimeZone = "America/Phoenix", Version = 1, IdempotencyKey = "h1" };
        mine.WeeklyHours.Add(new P.WeeklyHours { Day = P.Weekday.Tuesday, From = "14:00", To = "15:00" });
        mine.Exceptions.Add(new P.HoursException { Date = "2026-12-01", From = "14:30", To = "15:00", Change = P.HoursChange.Off });
        mine.DaysOff.Add("2026-12-24");
        var saved = await house.Rpc.SaveMyHoursAsync(mine, house.Doctor("dr-a"));
        (saved.TimeZone, saved.WeeklyHours.Count, saved.Exceptions.Count, saved.Licences.Count, saved.Version)
            .ShouldBe(("America/Phoenix", 1, 1, 1, 2));
        (await house.Rpc.SaveMyHoursAsync(mine, house.Doctor("dr-a"))).ShouldBe(saved);
        var slots = (await house.Rpc.RequestTalkAsync(Ask("UR-HOURS", callBackOnly: true), house.Practice())).Talk.Slots;
        slots.ShouldHaveSingleItem().Start.ToDateTimeOffset().ShouldBe(new(2026, 12, 1, 21, 0, 0, TimeSpan.Zero));

        mine.IdempotencyKey = "h2";
        (await Refusal(house.Rpc.SaveMyHoursAsync(mine, house.Doctor("dr-a")).ResponseAsync)).Reason.ShouldBe("stale-version");
        (await Refusal(house.Rpc.SaveMyHoursAsync(mine, house.Doctor("dr-nobody")).ResponseAsync)).Code.ShouldBe(StatusCode.FailedPrecondition);
        (mine.Version, mine.Exceptions[0].Change, mine.Exceptions[0].To) = (0, P.HoursChange.Unspecified, "25:00");
        (await Refusal(house.Rpc.SaveMyHoursAsync(mine, house.Doctor("dr-a")).ResponseAsync)).Sentence.ShouldBe(
            "The request is not valid: exceptions[0].to '25:00' is not a time HH:mm; "
            + "exceptions[0].change must be HOURS_CHANGE_OFF or HOURS_CHANGE_EXTRA.");
        (await house.Rpc.GetPhysicianAsync(new() { PhysicianId = "dr-a" }, house.Doctor("dr-a"))).ShouldBe(saved);
    }

    [Fact]
    public async Task A_practice_reports_a_physician_who_did_not_come_and_a_denial_waits_for_a_new_talk()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.Refer("UR-AWAY");
        await house.Rpc.TakeCaseAsync(new() { Number = "UR-AWAY", IdempotencyKey = "t" }, house.Doctor("dr-a"));
        await house.Rpc.RequestTalkAsync(Ask("UR-AWAY", callBackOnly: true), house.Practice());
        await house.Rpc.BookAsync(new() { TalkId = "UR-AWAY-T1", Start = At(Monday.AddHours(1)), IdempotencyKey = "b" }, house.Practice());
        house.Clock.Advance(TimeSpan.FromMinutes(70));
        var missed = new P.RecordMissedRequest { TalkId = "UR-AWAY-T1", MissedBy = P.MissedBy.Practice, IdempotencyKey = "m1" };
        (await Refusal(house.Rpc.RecordMissedAsync(missed, house.Practice()))).Reason.ShouldBe("not-your-talk");
        (missed.MissedBy, missed.IdempotencyKey) = (P.MissedBy.Physician, "m2");
        (await house.Rpc.RecordMissedAsync(missed, house.Practice())).Outcome.ShouldBe("physician");
        (await Refusal(house.Rpc.DetermineAsync(Deny("UR-AWAY", "dr-a"), house.Doctor("dr-a")).ResponseAsync)).Reason.ShouldBe("peer-to-peer-duty");
    }

    [Fact]
    public async Task A_physician_of_the_practice_or_of_the_order_neither_sees_takes_nor_signs_it()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-partner", with: p => p.PracticeIds.Add("lakeside"));
        await house.AddDoctor("dr-surgeon");
        await house.Refer("UR-OWN", e => e with { Clinicians = ["dr-surgeon"] });
        foreach (var doctor in new[] { "dr-partner", "dr-surgeon" })
        {
            (await house.Rpc.ListWorklistAsync(new(), house.Doctor(doctor))).Cases.ShouldBeEmpty();
            (await Refusal(house.Rpc.TakeCaseAsync(new() { Number = "UR-OWN", IdempotencyKey = "t" }, house.Doctor(doctor)).ResponseAsync)).Reason
                .ShouldBe("conflict-of-interest");
        }
        (await house.Rpc.RequestTalkAsync(Ask("UR-OWN"), house.Practice())).Outcome.ShouldBe(P.TalkOutcome.NoneFits);

        // The practice names another surgeon after the case was taken: intake's order counts when it is signed.
        await house.AddDoctor("dr-later");
        await house.Refer("UR-LATER");
        await house.Rpc.TakeCaseAsync(new() { Number = "UR-LATER", IdempotencyKey = "t" }, house.Doctor("dr-later"));
        house.Get<ScriptedOrders>().Orders["UR-LATER"].Form.SurgeonId = "dr-later";
        (await Refusal(house.Rpc.DetermineAsync(Deny("UR-LATER", "dr-later"), house.Doctor("dr-later")).ResponseAsync)).Reason
            .ShouldBe("conflict-of-interest");
    }

    [Fact]
    public async Task A_denial_is_bound_to_criterion_version_and_what_is_missing()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.Refer("UR-BOUND");
        house.Get<ScriptedOrders>().Orders["UR-BOUND"].Lines[0].Evaluation = new()
        {
            Guideline = "msk-spine/lumbar-discectomy", Version = "2026.1",
            OpenCriteria = { new OpenCriterion { Id = "GEN-CM.c", Text = "Six weeks." } },
            Trace = { Unmet("LUM-DISC-2", "First herniation.", Unmet("LUM-DISC-2.d", "Six weeks of conservative care.")) },
        };
        await house.Rpc.TakeCaseAsync(new() { Number = "UR-BOUND", IdempotencyKey = "t" }, house.Doctor("dr-a"));
        await house.Rpc.RecordHeldAsync(
            new() { Number = "UR-BOUND", SpokeWith = "Dr. Caller", Summary = P.TalkSummary.NothingNew, IdempotencyKey = "h" }, house.Doctor("dr-a"));
        var deny = Deny("UR-BOUND", "dr-a");
        deny.SoftwareRecommended = true;
        deny.Lines[0].Missing.Clear();
        (deny.Lines[0].Guideline, deny.Lines[0].GuidelineVersion) = ("msk-spine/lumbar-discectomy", "2025.2");
        (await Refusal(house.Rpc.DetermineAsync(deny, house.Doctor("dr-a")).ResponseAsync)).Sentence.ShouldContain("read the case again");
        (deny.Lines[0].GuidelineVersion, deny.IdempotencyKey) = ("2026.1", "deny-2");
        await house.Rpc.DetermineAsync(deny, house.Doctor("dr-a"));
        await Eventually.Becomes(
            () => Task.FromResult(Told.ByOrder.GetValueOrDefault("UR-BOUND")?.OfType<PhysicianDecided>().ToList() ?? []),
            told => told.Count > 0, "the decision");
        var decided = Told.ByOrder["UR-BOUND"].OfType<PhysicianDecided>().ShouldHaveSingleItem();
        var line = decided.Lines.ShouldHaveSingleItem();
        (line.Guideline, line.GuidelineVersion, decided.SoftwareRecommended, decided.PeerToPeerDuty)
            .ShouldBe(("msk-spine/lumbar-discectomy", "2026.1", true, "held"));
        (line.Criteria, line.Missing).ShouldSatisfyAllConditions(
            said => said.Criteria.ShouldBe(["LUM-DISC-2.d"]), said => said.Missing.ShouldBe(["LUM-DISC-2.d: Six weeks of conservative care."]));
    }

    private static CriterionTrace Unmet(string id, string text, params CriterionTrace[] children) =>
        new() { Id = id, Text = text, Answer = Contracts.Vocabulary.V1.Answer.NotMet, Children = { children } };

    private static Google.Protobuf.WellKnownTypes.Timestamp At(DateTimeOffset instant) =>
        Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(instant);

    private static IEnumerable<string> Uids(params P.Invitation[] files) => files
        .SelectMany(f => Encoding.UTF8.GetString(f.Content.Span).Split("\r\n"))
        .Where(line => line.StartsWith("UID:", StringComparison.Ordinal)).Distinct();
}
