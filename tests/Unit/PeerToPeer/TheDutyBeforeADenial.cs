using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Tests.Unit.PeerToPeer.ACase;

namespace UtilizationReview.Tests.Unit.PeerToPeer;

public sealed class TheDutyBeforeADenial
{
    private static readonly DateTimeOffset Slot = Monday.AddHours(1);

    private static PhysicianCase WithAttempts(int failed) => Enumerable.Range(0, failed).Aggregate(Taken(), (c, i) =>
        c.After(new RecordAttempt(new(Monday.AddMinutes(i), "+16085550142", AttemptOutcome.NoAnswer, Nurse.PersonId), Nurse), Monday.AddHours(1)));

    [Fact]
    public void Nothing_fulfils_nothing()
    {
        Taken().Refused(Deny(), Monday).Code.ShouldBe("peer-to-peer-duty");
        Taken().Refused(Deny(), Monday).Sentence.ShouldBe(
            "Before anything adverse the practice must have had its chance to talk: hold a talk, offer one (OfferTalk), or record attempts to reach it (0 of 3 so far).");
        Taken().Refused(Deny(Denial with { Verdict = Verdict.DenySite }), Monday).Code.ShouldBe("peer-to-peer-duty");
        Taken().Refused(Deny(Denial with { Verdict = Verdict.ApproveLess, Units = 1 }), Monday).Code.ShouldBe("peer-to-peer-duty");
    }

    [Theory]
    [InlineData(2, "")]
    [InlineData(3, "unreachable")]
    [InlineData(4, "unreachable")]
    public void The_plans_number_of_failed_attempts_fulfils_it(int failed, string by) => DenialDuty.Of(WithAttempts(failed), Slot).FulfilledBy.ShouldBe(by);

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void An_attempt_is_not_older_than_the_order(int ticks, bool possible)
    {
        RecordAttempt attempt = new(new(Monday.AddTicks(ticks), "+16085550142", AttemptOutcome.NoAnswer, Nurse.PersonId), Nurse);
        var referred = Waiting(r => r with { At = Monday });
        (referred.When(attempt, Slot) is Answer<CaseEvent>.Accepted).ShouldBe(possible);
        var order = new OrderKnown(Number, 2, "meadow-commercial", "lakeside", ["spine"], Due, "WI", 3, Open: true) { ReceivedAt = Monday };
        var known = ((PhysicianCase?)null).After(new Introduce(order), Slot);
        (known.When(attempt, Slot) is Answer<CaseEvent>.Accepted).ShouldBe(possible);
        // What is known of the receipt stays known when the referral comes.
        (known.After(new ReferToPhysician(Referral() with { At = Slot }), Slot).When(attempt, Slot) is Answer<CaseEvent>.Accepted).ShouldBe(possible);
        if (!possible)
            referred.Refused(attempt, Slot).Sentence.ShouldContain("at lies before 2026-11-23 15:00 UTC, when the order came; record attempts made since");
    }

    [Fact]
    public void An_attempt_that_reached_the_practice_does_not_count()
    {
        var reached = WithAttempts(2).After(new RecordAttempt(new(Slot, "+16085550142", AttemptOutcome.Reached, Nurse.PersonId), Nurse), Slot);
        DenialDuty.Of(reached, Slot).Fulfilled.ShouldBeFalse();
    }

    [Theory]
    [InlineData(61, "")]
    [InlineData(60, "no-room")]
    [InlineData(59, "no-room")]
    [InlineData(-5, "no-room")]
    public void Sixty_minutes_before_the_due_time_there_is_no_room_left(int minutes, string by)
    {
        DenialDuty.Of(Taken(), Due.AddMinutes(-minutes)).FulfilledBy.ShouldBe(by);
        DenialDuty.Of(Taken(), Due.AddMinutes(-60).AddTicks(-1)).Fulfilled.ShouldBeFalse();
    }

    [Fact]
    public void A_booked_talk_holds_a_denial_back_until_it_is_held_or_missed()
    {
        var booked = Booked(Slot);
        booked.Refused(Deny(), Slot).Sentence.ShouldBe("Talk UR-1-T1 is booked for 2026-11-23 16:00 UTC: hold it and record it as held or missed first.");
        DenialDuty.Of(booked.After(new RecordHeld(By(Okafor), "UR-1-T1", Okafor, "Dr. Caller", TalkSummary.NothingNew), Slot), Slot)
            .ShouldBe(new Duty("held", "held 2026-11-23 16:00 UTC"));
        DenialDuty.Of(booked.After(new RecordMissed(By(Okafor), "UR-1-T1", ByPractice: true), Slot.AddMinutes(10)), Slot.AddMinutes(10))
            .ShouldBe(new Duty("offered", "offered 2026-11-23 15:00 UTC, the practice did not come"));
    }

    private static readonly BookSlot OwnBooking = new(By(Okafor), "UR-1-T1", Okafor.Id, Slot, Move: false, Bench());

    private static PhysicianCase MissedByPractice(PhysicianCase booked) =>
        booked.After(new RecordMissed(By(Okafor), "UR-1-T1", ByPractice: true), Slot.AddMinutes(10));

    /// <summary>Offered for four hours at 9:00, booked by the physician for 10:00.</summary>
    private static PhysicianCase Offered => Taken().After(new OfferTalk(By(Okafor), Caller, [], Monday.AddHours(4), "k", Bench()), Monday);

    [Fact]
    public void A_practice_that_did_not_come_to_what_a_reviewer_booked_without_its_word_still_has_its_time_to_answer()
    {
        var missed = MissedByPractice(Offered.After(OwnBooking, Monday.AddMinutes(5)));
        missed.Refused(Deny(), Slot.AddMinutes(10)).Code.ShouldBe("peer-to-peer-duty");
        DenialDuty.Of(missed, Monday.AddHours(4).AddTicks(-1)).Fulfilled.ShouldBeFalse();
        DenialDuty.Of(missed, Monday.AddHours(4)).Sentence.ShouldBe("offered 2026-11-23 15:00 UTC, the practice did not come");
    }

    [Fact]
    public void A_reviewer_who_books_at_the_practices_word_says_whose_it_was_and_the_booking_counts_as_the_practices()
    {
        var booked = Offered.After(OwnBooking with { AgreedWith = "Pat, front desk" }, Monday.AddMinutes(5));
        DenialDuty.Of(MissedByPractice(booked), Slot.AddMinutes(10)).FulfilledBy.ShouldBe("offered");
        var events = ((Answer<CaseEvent>.Accepted)Offered.When(OwnBooking with { AgreedWith = "Pat, front desk" }, Monday)).Events;
        events.ShouldHaveSingleItem().ShouldBeOfType<TalkBooked>().AgreedWith.ShouldBe("Pat, front desk");
    }

    [Fact]
    public void A_practice_that_takes_the_slot_a_reviewer_booked_has_agreed_to_it()
    {
        var booked = Offered.After(OwnBooking, Monday.AddMinutes(5));
        booked.Ignores(OwnBooking, Monday.AddMinutes(6));
        var taken = booked.After(OwnBooking with { By = Practice }, Monday.AddMinutes(6));
        (taken.Talks[0].Phase, taken.Talks[0].SlotStart, taken.Talks[0].PhysicianId).ShouldBe((TalkPhase.Booked, Slot, Okafor.Id));
        DenialDuty.Of(MissedByPractice(taken), Slot.AddMinutes(10)).FulfilledBy.ShouldBe("offered");
        taken.Ignores(OwnBooking with { By = Practice }, Monday.AddMinutes(7));
        booked.Ignores(OwnBooking with { By = Practice }, Slot);
    }

    [Fact]
    public void A_talk_moved_or_booked_without_the_practices_word_where_nothing_was_offered_is_never_its_chance()
    {
        var move = OwnBooking with { Move = true, Start = Slot.AddHours(1) };
        var moved = Booked(Slot).After(move, Monday);
        var missed = moved.After(new RecordMissed(By(Okafor), "UR-1-T1", ByPractice: true), Slot.AddMinutes(70));
        DenialDuty.Of(missed, Due.AddMinutes(-61)).Fulfilled.ShouldBeFalse();
        var agreed = Booked(Slot).After(move with { AgreedWith = "Pat" }, Monday);
        DenialDuty.Of(agreed.After(new RecordMissed(By(Okafor), "UR-1-T1", ByPractice: true), Slot.AddMinutes(70)), Slot.AddMinutes(70))
            .FulfilledBy.ShouldBe("offered");
    }

    [Fact]
    public void A_booked_talk_holds_nothing_back_when_there_is_no_room()
    {
        var late = Taken().After(Ask(), Due.AddHours(-3)).After(new BookSlot(Practice, "UR-1-T1", Okafor.Id, Due.AddHours(-1), false, Bench()), Due.AddHours(-3));
        DenialDuty.Of(late, Due.AddMinutes(-60)).FulfilledBy.ShouldBe("no-room");
    }

    [Fact]
    public void A_talk_the_physician_missed_or_the_reviewer_called_off_is_no_offer()
    {
        var booked = Booked(Slot);
        DenialDuty.Of(booked.After(new RecordMissed(By(Okafor), "UR-1-T1", ByPractice: false), Slot), Slot).Fulfilled.ShouldBeFalse();
        DenialDuty.Of(booked.After(new CallOff(By(Okafor), "UR-1-T1", "ill"), Monday), Monday).Fulfilled.ShouldBeFalse();
    }

    [Fact]
    public void A_practice_that_calls_off_or_declines_had_its_offer()
    {
        DenialDuty.Of(Booked(Slot).After(new CallOff(Practice, "UR-1-T1", "no need"), Monday), Monday).FulfilledBy.ShouldBe("offered");
        var offered = Taken().After(new OfferTalk(By(Okafor), Caller, [], null, "k", Bench()), Monday);
        var declined = offered.After(new CallOff(Practice, "UR-1-T1", "no need"), Monday);
        declined.Talks[0].Phase.ShouldBe(TalkPhase.Declined);
        DenialDuty.Of(declined, Monday).Sentence.ShouldBe("offered 2026-11-23 15:00 UTC, declined by the practice");
    }

    [Fact]
    public void A_request_for_which_no_slot_fitted_is_no_offer()
    {
        var none = Taken().After(Ask(Bench(physicians: [])), Monday);
        none.Talks[0].Phase.ShouldBe(TalkPhase.NoneFits);
        DenialDuty.Of(none, Monday).Fulfilled.ShouldBeFalse();
        DenialDuty.Of(none.After(new CallOff(Practice, "UR-1-T1", "gave up"), Monday), Monday).Fulfilled.ShouldBeFalse();
    }

    [Fact]
    public void An_offer_stands_until_its_answer_is_due()
    {
        var by = Monday.AddHours(4);
        var offered = Taken().After(new OfferTalk(By(Okafor), Caller, [], by, "k", Bench()), Monday);
        DenialDuty.Of(offered, by.AddTicks(-1)).Sentence.ShouldBe(
            "Talk UR-1-T1 is offered and the practice may answer until 2026-11-23 19:00 UTC: wait for its answer, or reach it.");
        DenialDuty.Of(offered, by).ShouldBe(new Duty("offered", "offered 2026-11-23 15:00 UTC, not answered by 2026-11-23 19:00 UTC"));
    }

    [Fact]
    public void Slots_that_a_reviewer_offers_again_leave_the_practice_an_hour_to_answer()
    {
        Window soon = new(Monday.AddMinutes(30), Monday.AddMinutes(60));
        var again = Offered.After(new OfferSlots(By(Okafor), "UR-1-T1", [soon], Bench()), Monday.AddMinutes(5));
        (again.Talks[0].Slots.Single().Start, again.Talks[0].AnswerBy).ShouldBe((soon.From, Monday.AddMinutes(65)));
        DenialDuty.Of(again, Monday.AddMinutes(65).AddTicks(-1)).Fulfilled.ShouldBeFalse();
        // A practice that looks for a time itself knows how long its slots last.
        var own = Offered.After(new OfferSlots(Practice, "UR-1-T1", [soon], Bench()), Monday.AddMinutes(5));
        own.Talks[0].AnswerBy.ShouldBe(soon.From);
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    [InlineData(61, true)]
    public void An_offer_leaves_the_practice_an_hour_at_least(int minutes, bool possible)
    {
        var answer = Taken().When(new OfferTalk(By(Okafor), Caller, [], Monday.AddMinutes(minutes), "k", Bench()), Monday);
        (answer is Answer<CaseEvent>.Accepted).ShouldBe(possible);
    }
}
