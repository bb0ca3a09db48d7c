using UtilizationReview.PeerToPeer.Domain;
using static UtilizationReview.Tests.Unit.PeerToPeer.ACase;

namespace UtilizationReview.Tests.Unit.PeerToPeer;

public sealed class TheTalk
{
    private const string T1 = "UR-1-T1";

    private static Bench Present(params string[] who) => Bench(present: who);

    private static PhysicianCase Connecting => Taken().After(Ask(Present(Okafor.Id, Lindqvist.Id)), Monday);

    [Fact]
    public void A_present_physician_is_asked_at_once_and_reserved_for_two_minutes()
    {
        var talk = Connecting.Talks[0];
        (talk.Phase, talk.PhysicianId, talk.ReservedUntil).ShouldBe((TalkPhase.Connecting, Okafor.Id, Monday.AddMinutes(2)));
        Connecting.WakeAt.ShouldBe(Monday.AddMinutes(2));
    }

    [Fact]
    public void He_may_accept_until_just_before_the_two_minutes_are_over()
    {
        var end = Monday.AddMinutes(2);
        Connecting.After(new AcceptConnection(By(Okafor), T1), end.AddTicks(-1)).Talks[0].Phase.ShouldBe(TalkPhase.Connected);
        Connecting.Refused(new AcceptConnection(By(Okafor), T1), end).Sentence.ShouldBe(
            "The two minutes to accept talk UR-1-T1 are over; the call goes to the next physician.");
        Connecting.Ignores(new PassOn(Present(Lindqvist.Id)), end.AddTicks(-1));
        Connecting.After(new PassOn(Present(Okafor.Id, Lindqvist.Id)), end).Talks[0].PhysicianId.ShouldBe(Lindqvist.Id);
    }

    [Fact]
    public void When_nobody_accepts_slots_are_offered()
    {
        var next = Connecting.After(new PassOn(Present(Okafor.Id, Lindqvist.Id)), Monday.AddMinutes(2));
        next.Refused(new AcceptConnection(By(Okafor), T1), Monday.AddMinutes(3)).Code.ShouldBe("connection-passed");
        var nobody = next.After(new PassOn(Present(Okafor.Id, Lindqvist.Id)), Monday.AddMinutes(4));
        nobody.Talks[0].Phase.ShouldBe(TalkPhase.Offered);
        nobody.Talks[0].PassedOver.ShouldBe([Okafor.Id, Lindqvist.Id]);
        nobody.WakeAt.ShouldBeNull();
    }

    [Fact]
    public void Only_the_physician_asked_accepts() => Connecting.Refused(new AcceptConnection(By(Weber), T1), Monday).Code.ShouldBe("not-your-talk");

    [Fact]
    public void A_physician_with_a_talk_in_the_next_half_hour_is_not_asked_now()
    {
        var at = Monday.AddMinutes(10);
        var taken = new Cell(Okafor.Id, Monday.AddMinutes(30));
        Taken().After(Ask(Bench(present: [Okafor.Id, Lindqvist.Id], taken: [taken])), at).Talks[0].PhysicianId.ShouldBe(Lindqvist.Id);
        Taken().After(Ask(Bench(present: [Okafor.Id, Lindqvist.Id], taken: [taken])), Monday).Talks[0].PhysicianId.ShouldBe(Okafor.Id);
    }

    [Fact]
    public void Whoever_has_the_case_is_asked_first() =>
        Waiting().After(new TakeCase(Weber), Monday).After(Ask(Present(Okafor.Id, Weber.Id)), Monday).Talks[0].PhysicianId.ShouldBe(Weber.Id);

    [Fact]
    public void An_excluded_physician_is_never_asked() =>
        Waiting(r => r with { Excluded = [Okafor.Id] }).After(Ask(Present(Okafor.Id)), Monday).Talks[0].Phase.ShouldBe(TalkPhase.Offered);

    [Fact]
    public void Slots_come_by_fit_then_time()
    {
        var slots = Taken().After(Ask(Bench([Weber, Lindqvist])), Monday).Talks[0].Slots;
        slots.ShouldAllBe(s => s.PhysicianId == Lindqvist.Id && s.Fit == Fit.Same);
        slots[0].Start.ShouldBe(Monday);
        slots.Select(s => s.Start).ShouldBeInOrder();
        slots.Count.ShouldBe(Slots.Most);
        var callers = Taken().After(new AskForTalk(Practice, Caller with { Specialty = "pain-medicine" }, [], true, "k", Bench([Weber, Lindqvist])), Monday);
        callers.Talks[0].Slots.ShouldAllBe(s => s.PhysicianId == Weber.Id);
    }

    [Fact]
    public void Windows_that_nobody_works_in_fit_none_and_are_escalated()
    {
        var night = new Window(Monday.AddHours(12), Monday.AddHours(14));
        var none = Taken().After(Ask(windows: night), Monday);
        none.Talks[0].Phase.ShouldBe(TalkPhase.NoneFits);
        none.After(new OfferSlots(Practice, T1, [new(Monday.AddHours(1), Monday.AddHours(2))], Bench()), Monday).Talks[0].Slots.Count.ShouldBe(2);
    }

    [Fact]
    public void A_practice_has_one_open_talk_and_its_question_takes_up_an_offer()
    {
        var offered = Taken().After(new OfferTalk(By(Okafor), Caller, [], null, "k1", Bench()), Monday);
        var taken = offered.After(Ask(Present(Okafor.Id), "k2"), Monday);
        taken.Talks.ShouldHaveSingleItem().Phase.ShouldBe(TalkPhase.Connecting);
        taken.Refused(Ask(Present(Okafor.Id), "k3"), Monday).Sentence.ShouldBe("Talk UR-1-T1 is being connected already.");
        Booked(Monday.AddHours(1)).Refused(Ask(), Monday).Sentence.ShouldBe("Talk UR-1-T1 is already booked for 2026-11-23 16:00 UTC. Move it or call it off.");
    }

    [Fact]
    public void A_taken_slot_is_refused_with_others()
    {
        var start = Monday.AddHours(1);
        var refusal = Taken().After(Ask(), Monday).Refused(
            new BookSlot(Practice, T1, Okafor.Id, start, false, Bench([Okafor], taken: [new(Okafor.Id, start)])), Monday);
        refusal.Code.ShouldBe("slot-taken");
        refusal.Sentence.ShouldStartWith("That slot was just taken. Free now: 2026-11-23 15:00 UTC with Dr. okafor; 2026-11-23 15:30 UTC with Dr. okafor; 2026-11-23 16:30 UTC");
    }

    [Theory]
    [InlineData(15, "must be a full or half hour")]
    [InlineData(-30, "That slot is past; choose a later one.")]
    [InlineData((72 * 60) - 30, "That slot ends too late: the decision is due at 2026-11-26 15:00 UTC. Choose an earlier one.")]
    [InlineData(10 * 60, "That slot lies outside the physician's hours.")]
    public void A_slot_that_cannot_be_is_refused(int minutes, string sentence) =>
        Taken().After(Ask(), Monday).Refused(new BookSlot(Practice, T1, Okafor.Id, Monday.AddMinutes(minutes), false, Bench()), Monday).Sentence.ShouldContain(sentence);

    [Fact]
    public void A_booking_moves_until_its_time_has_come()
    {
        var (from, to) = (Monday.AddHours(1), Monday.AddHours(2));
        var moved = Booked(from).After(new BookSlot(Practice, T1, "", to, true, Bench()), from.AddTicks(-1));
        (moved.Talks[0].SlotStart, moved.Talks[0].PhysicianId).ShouldBe((to, Okafor.Id));
        moved.Talks[0].Cells().ShouldBe([new Cell(Okafor.Id, to)]);
        Booked(from).Refused(new BookSlot(Practice, T1, "", to, true, Bench()), from).Code.ShouldBe("talk-not-possible-now");
        Booked(from).Ignores(new BookSlot(Practice, T1, Okafor.Id, from, false, Bench()), Monday);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(11, true)]
    public void The_practice_has_missed_a_talk_ten_minutes_after_its_start(int minutes, bool missed)
    {
        var start = Monday.AddHours(1);
        var answer = Booked(start).When(new RecordMissed(By(Okafor), T1, true), start.AddMinutes(minutes));
        (answer is UtilizationReview.Platform.Deciding.Answer<CaseEvent>.Accepted).ShouldBe(missed);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void A_practice_reports_that_the_physician_did_not_come(int minutes, bool possible)
    {
        var start = Monday.AddHours(1);
        var answer = Booked(start).When(new RecordMissed(Practice, T1, false), start.AddMinutes(minutes));
        (answer is UtilizationReview.Platform.Deciding.Answer<CaseEvent>.Accepted).ShouldBe(possible);
    }

    [Fact]
    public void That_the_practice_did_not_come_is_said_by_the_physician_who_waited()
    {
        var late = Monday.AddHours(1).AddMinutes(10);
        foreach (var by in new[] { Practice, By(Weber) })
            Booked(Monday.AddHours(1)).Refused(new RecordMissed(by, T1, true), late).Code.ShouldBe("not-your-talk");
    }

    [Fact]
    public void When_neither_side_came_the_practice_still_has_its_chance_to_talk()
    {
        var start = Monday.AddHours(1);
        var both = new RecordMissed(Practice, T1, false) { ByBoth = true };
        Booked(start).Refused(both, start.AddMinutes(9)).Sentence
            .ShouldBe("Recording that neither side came is possible from 2026-11-23 16:10 UTC on.");
        var missed = Booked(start).After(both, start.AddMinutes(10));
        (missed.Talks[0].Phase, missed.Talks[0].Outcome).ShouldBe((TalkPhase.Missed, "both"));
        missed.Ignores(both, start.AddMinutes(11));
        missed.Refused(new RecordMissed(By(Okafor), T1, true), start.AddMinutes(11)).Code.ShouldBe("talk-not-possible-now");
        missed.Refused(Deny(), start.AddMinutes(11)).Code.ShouldBe("peer-to-peer-duty");
    }

    [Fact]
    public void A_booked_talk_is_not_held_before_its_time_or_by_another()
    {
        var start = Monday.AddHours(1);
        Booked(start).Refused(new RecordHeld(By(Okafor), T1, Okafor, "x", TalkSummary.NothingNew), start.AddTicks(-1)).Sentence
            .ShouldBe("Recording this talk as held is possible from 2026-11-23 16:00 UTC on.");
        Booked(start).Refused(new RecordHeld(By(Weber), T1, Weber, "x", TalkSummary.NothingNew), start).Code.ShouldBe("not-your-talk");
    }

    [Fact]
    public void A_physicians_own_call_is_recorded_without_a_booking()
    {
        var held = Taken().After(new RecordHeld(By(Okafor), "", Okafor, "Dr. Caller", TalkSummary.NewInformation), Monday);
        (held.Talks[0].Id, held.Talks[0].Phase).ShouldBe((T1, TalkPhase.Held));
        Waiting(r => r with { PlanId = "other" }).Refused(new RecordHeld(By(Okafor), "", Okafor, "x", TalkSummary.NothingNew), Monday).Code.ShouldBe("not-your-plan");
    }

    [Fact]
    public void An_excluded_physician_holds_no_talk_that_had_no_physician_yet() =>
        Waiting(r => r with { Excluded = [Weber.Id] }).After(Ask(), Monday)
            .Refused(new RecordHeld(By(Weber), T1, Weber, "x", TalkSummary.NothingNew), Monday).Code.ShouldBe("excluded-physician");

    [Fact]
    public void After_a_denial_talks_are_possible_inside_the_plans_window()
    {
        var denied = DeniedAt(Monday);
        var end = new DateTimeOffset(2026, 12, 8, 6, 0, 0, TimeSpan.Zero); // 14 days after 23 November, end of day in Chicago
        denied.TalksUntil.ShouldBe(end);
        denied.After(Ask(Present(Okafor.Id)), end.AddTicks(-1)).Talks[^1].AfterDetermination.ShouldBeTrue();
        denied.Refused(Ask(), end).Code.ShouldBe("talk-window-over");
        var again = denied.After(new ReferToPhysician(Referral(6) with { Question = CaseQuestion.TalkAfterDenial }), Monday.AddDays(1));
        (again.Phase, again.Round).ShouldBe((CasePhase.Waiting, 2));
    }

    [Fact]
    public void Every_fact_said_twice_is_ignored()
    {
        var start = Monday.AddHours(1);
        var held = Booked(start).After(new RecordHeld(By(Okafor), T1, Okafor, "x", TalkSummary.NothingNew), start);
        held.Ignores(new RecordHeld(By(Okafor), T1, Okafor, "x", TalkSummary.NothingNew), start);
        Booked(start).After(new RecordMissed(By(Okafor), T1, false), start).Ignores(new RecordMissed(By(Okafor), T1, false), start);
        Booked(start).After(new CallOff(Practice, T1, "x"), Monday).Ignores(new CallOff(Practice, T1, "x"), Monday);
        Connecting.After(new AcceptConnection(By(Okafor), T1), Monday).Ignores(new AcceptConnection(By(Okafor), T1), Monday);
        var attempt = new RecordAttempt(new(Monday, "+16085550142", AttemptOutcome.Busy, Nurse.PersonId), Nurse);
        Taken().After(attempt, Monday).Ignores(attempt, Monday);
        Taken().Refused(new RecordAttempt(attempt.Attempt with { At = Monday.AddTicks(1) }, Nurse), Monday).Sentence
            .ShouldBe("The request is not valid: at lies in the future; an attempt is recorded after it was made.");
    }
}
