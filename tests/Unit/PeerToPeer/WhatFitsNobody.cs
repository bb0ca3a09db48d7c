using UtilizationReview.Contracts.Events;
using UtilizationReview.PeerToPeer.Adapters;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Tests.Unit.PeerToPeer.ACase;

namespace UtilizationReview.Tests.Unit.PeerToPeer;

/// <summary>Nothing is offered that ends after the due time; what fits nobody goes to a supervisor, and says so.</summary>
public sealed class WhatFitsNobody
{
    private const string T1 = "UR-1-T1";

    private static PhysicianCase None => Taken().After(Ask(Bench(physicians: [])), Monday);

    [Fact]
    public void A_talk_that_fits_nobody_is_escalated_and_the_practice_is_told()
    {
        var talk = None.Talks[0];
        (talk.Phase, talk.EscalationReason, talk.EscalatedAt, None.EscalatedAt).ShouldBe((TalkPhase.NoneFits, "no-slot-fits", Monday, Monday));
        PeerToPeerWire.Answer(None, talk).Sentence.ShouldBe(
            "No slot fits these times before 2026-11-26 15:00 UTC. It has been escalated to a supervisor of the plan; "
            + "you can also ask for slots with other windows.");
        PeerToPeerWire.Talk(None, talk).Escalated.ShouldBeTrue();
    }

    [Fact]
    public void A_supervisor_is_told_once()
    {
        var answer = (Answer<CaseEvent>.Accepted)Taken().When(Ask(Bench(physicians: [])), Monday);
        var told = answer.Events.SelectMany(e => PeerToPeerEvents.Tell(None, e, 1)).ToList();
        told.OfType<PeerToPeerRecorded>().Select(t => t.What).ShouldBe(["asked", "escalated"]);
        var escalated = told.OfType<PeerToPeerEscalated>().ShouldHaveSingleItem();
        (escalated.Reason, escalated.PlanId, escalated.EndsBefore).ShouldBe(("no-slot-fits", "meadow-commercial", Due));
        escalated.Sentence.ShouldStartWith("No slot fits these times before");
        var again = (Answer<CaseEvent>.Accepted)None.When(new OfferSlots(Practice, T1, [], Bench(physicians: [])), Monday);
        again.Events.SelectMany(e => PeerToPeerEvents.Tell(None, e, 1)).ShouldBeEmpty();
    }

    [Fact]
    public void Slots_a_booking_or_an_end_settle_it()
    {
        None.After(new OfferSlots(Practice, T1, [], Bench()), Monday).EscalatedAt.ShouldBeNull();
        None.After(new BookSlot(Practice, T1, "", Monday.AddHours(1), false, Bench()), Monday).EscalatedAt.ShouldBeNull();
        None.After(new CallOff(Practice, T1, "x"), Monday).EscalatedAt.ShouldBeNull();
        None.After(new RecordHeld(By(Okafor), T1, Okafor, "x", TalkSummary.NothingNew), Monday).EscalatedAt.ShouldBeNull();
        None.After(new CloseCase(Number, 9), Monday).EscalatedAt.ShouldBeNull();
    }

    [Fact]
    public void A_reviewers_offer_without_a_time_is_escalated_and_is_no_offer()
    {
        var offered = Taken().After(new OfferTalk(By(Okafor), Caller, [], null, "k", Bench(physicians: [])), Monday);
        (offered.Talks[0].Phase, offered.Talks[0].EscalationReason).ShouldBe((TalkPhase.NoneFits, "no-slot-fits"));
        offered.Refused(Deny(), Monday.AddHours(25)).Code.ShouldBe("peer-to-peer-duty");
    }

    [Fact]
    public void When_nobody_takes_the_call_and_no_slot_is_left_it_is_escalated()
    {
        var near = Taken().After(Ask(Bench([Okafor], present: [Okafor.Id])), Due.AddMinutes(-25));
        near.Talks[0].Phase.ShouldBe(TalkPhase.Connecting);
        near.After(new PassOn(Bench([Okafor], present: [Okafor.Id])), Due.AddMinutes(-23)).Talks[0].EscalationReason.ShouldBe("no-slot-fits");
    }

    [Theory]
    [InlineData(-120, true)]
    [InlineData(-119, false)]
    [InlineData(0, false)]
    public void Nobody_is_asked_to_take_a_call_that_could_only_begin_after_the_due_time(int seconds, bool asked) =>
        Taken().After(Ask(Bench(present: [Okafor.Id])), Due.AddSeconds(seconds)).Talks[0].Phase
            .ShouldBe(asked ? TalkPhase.Connecting : TalkPhase.NoneFits);

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public void The_last_slot_ends_before_the_due_time(int ticks, int slots)
    {
        Window only = new(Monday.AddHours(1), Monday.AddHours(1) + Slots.Length);
        var asked = Waiting(r => r with { DueAt = only.To.AddTicks(ticks) }).After(Ask(windows: only), Monday);
        asked.Talks[0].Slots.Count.ShouldBe(slots);
        asked.Talks[0].Escalated.ShouldBe(slots == 0);
    }

    [Fact]
    public void An_earlier_due_time_takes_back_slots_and_escalates_a_booking_that_ends_after_it()
    {
        var offered = Taken().After(Ask(), Monday);
        var third = offered.Talks[0].Slots[2].Start;
        var fewer = offered.After(new MoveDue(Number, 4, third + Slots.Length), Monday);
        fewer.Talks[0].Slots.Count.ShouldBe(2, "a slot has to end before the due time, not at it");
        offered.After(new MoveDue(Number, 4, Monday.AddMinutes(20)), Monday).Talks[0].EscalationReason.ShouldBe("no-slot-fits");

        var start = Monday.AddHours(4);
        var late = Booked(start).After(new MoveDue(Number, 4, start + Slots.Length), Monday);
        late.Talks[0].EscalationReason.ShouldBe("booked-too-late");
        Escalations.Sentence(late, late.Talks[0]).ShouldBe(
            "Talk UR-1-T1 is booked for 2026-11-23 19:00 UTC and would end after 2026-11-23 19:30 UTC, when the decision is due now. "
            + "It has been escalated to a supervisor of the plan; it can be moved to an earlier slot.");
        Booked(start).After(new MoveDue(Number, 4, start + Slots.Length + TimeSpan.FromTicks(1)), Monday).EscalatedAt.ShouldBeNull();
        late.After(new MoveDue(Number, 5, Due), Monday).EscalatedAt.ShouldBeNull();
        late.After(new BookSlot(Practice, T1, "", Monday.AddHours(1), true, Bench()), Monday).EscalatedAt.ShouldBeNull();
    }

    [Fact]
    public void When_the_window_after_a_denial_is_over_nobody_has_to_look_after_it_any_more()
    {
        var none = DeniedAt(Monday).After(Ask(Bench(physicians: [])), Monday);
        none.WakeAt.ShouldBe(none.TalksUntil);
        none.Ignores(new PassOn(Bench()), none.TalksUntil.AddTicks(-1));
        var over = none.After(new PassOn(Bench()), none.TalksUntil);
        (over.EscalatedAt, over.WakeAt, over.Talks[^1].Phase).ShouldBe((null, null, TalkPhase.Cancelled));
        over.Talks[^1].Outcome.ShouldBe("the time for talks is over");
    }

    [Fact]
    public void What_fitted_nobody_before_escalations_were_told_waits_for_a_supervisor_too()
    {
        var old = new Talk { Id = T1, Phase = TalkPhase.NoneFits, Contact = Caller, OpenedBy = Practice, OpenedAt = Monday };
        var @case = Taken() with { Talks = [old] };
        @case.EscalatedAt.ShouldBe(Monday);
        PeerToPeerWire.Talk(@case, old).EscalationReason.ShouldBe("no-slot-fits");
    }
}
