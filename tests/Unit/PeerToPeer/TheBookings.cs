using UtilizationReview.Contracts.Events;
using UtilizationReview.PeerToPeer.Adapters;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Tests.Unit.PeerToPeer.ACase;

namespace UtilizationReview.Tests.Unit.PeerToPeer;

/// <summary>A booked talk and the roster: what its physician cannot keep does not stay silently.</summary>
public sealed class TheBookings
{
    private const string T1 = "UR-1-T1";

    private static readonly DateTimeOffset Eleven = Monday.AddHours(2);

    private static readonly Physician Afternoons = Okafor with
    {
        Hours = [.. Okafor.Hours.Select(h => h with { FromMinute = 13 * 60 })],
    };

    [Fact]
    public void A_booking_outside_the_new_hours_is_taken_back_and_other_slots_are_offered()
    {
        var @case = Booked(Eleven).After(new ReleaseBooking(T1, Bench([Afternoons])), Monday);
        var talk = @case.Talks.ShouldHaveSingleItem();
        (talk.Phase, talk.ReleasedBecause, talk.SlotStart, talk.PhysicianId, talk.AnswerBy).ShouldBe(
            (TalkPhase.Offered, "outside-hours", null, "", Monday.AddHours(6.5))); // the last of six slots
        talk.Slots[0].Start.ShouldBe(Monday.AddHours(4));
        talk.Cells().ShouldBeEmpty();
        @case.Refused(Deny(), Monday).Code.ShouldBe("peer-to-peer-duty");
        var again = @case.After(new BookSlot(Practice, T1, "", Monday.AddHours(4), false, Bench([Afternoons])), Monday);
        (again.Talks[0].Phase, again.Talks[0].ReleasedBecause).ShouldBe((TalkPhase.Booked, ""));
    }

    [Fact]
    public void Where_nothing_else_fits_a_supervisor_looks_after_it()
    {
        var @case = Booked(Eleven).After(new ReleaseBooking(T1, Bench([Okafor with { Hours = [] }])), Monday);
        (@case.Talks[0].Phase, @case.Talks[0].EscalationReason, @case.EscalatedAt).ShouldBe((TalkPhase.NoneFits, "no-slot-fits", Monday));
    }

    [Fact]
    public void Everybody_concerned_is_told()
    {
        var booked = Booked(Eleven);
        var events = ((Answer<CaseEvent>.Accepted)booked.When(new ReleaseBooking(T1, Bench([Afternoons])), Monday)).Events;
        var after = events.Aggregate(booked, PhysicianCase.Evolve);
        events.SelectMany(e => PeerToPeerEvents.Tell(after, e, 1)).OfType<PeerToPeerRecorded>().Select(t => (t.What, t.RecordedBy))
            .ShouldBe([("cancelled", "platform"), ("offered", "platform")]);
        PeerToPeerWire.Talk(after, after.Talks[0]).ReleasedBecause.ShouldBe("outside-hours");
    }

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)] // the licence's last day is the day of the talk
    [InlineData(25, true)]
    public void No_slot_is_offered_or_booked_beyond_a_licence(int day, bool possible)
    {
        var tuesday = Eleven.AddDays(1);
        var ending = Okafor with { Licences = [new("WI", "WI-dr-okafor", new(2026, 11, day))] };
        var asked = Taken().After(Ask(Bench([ending]), windows: new Window(tuesday, tuesday.AddMinutes(30))), Monday);
        asked.Talks[0].Slots.Select(s => s.Start).ShouldBe(possible ? [tuesday] : []);
        var book = new BookSlot(Practice, T1, ending.Id, tuesday, false, Bench([ending]));
        var offered = Taken().After(Ask(), Monday);
        if (possible) offered.After(book, Monday).Talks[0].Phase.ShouldBe(TalkPhase.Booked);
        else offered.Refused(book, Monday).Code.ShouldBe("slot-not-possible");
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void A_talk_that_has_begun_stays(int ticks, bool stays)
    {
        var answer = Booked(Eleven).When(new ReleaseBooking(T1, Bench([Afternoons])), Eleven.AddTicks(ticks));
        (answer is Answer<CaseEvent>.Ignored).ShouldBe(stays);
    }

    [Fact]
    public void Hours_that_still_hold_the_talk_change_nothing()
    {
        var narrow = Okafor with { Hours = [new(DayOfWeek.Monday, 11 * 60, (11 * 60) + 30)] };
        Booked(Eleven).Ignores(new ReleaseBooking(T1, Bench([narrow])), Monday);
        Booked(Eleven).After(new CallOff(Practice, T1, "x"), Monday).Ignores(new ReleaseBooking(T1, Bench([Afternoons])), Monday);
    }

    [Theory]
    [InlineData(22, "physician-not-suitable")] // the licence's last day is Sunday, the talk on Monday
    [InlineData(23, "")]
    public void A_licence_that_ends_before_the_talk_loses_it(int day, string why)
    {
        var ending = Okafor with { Licences = [new("WI", "WI-dr-okafor", new(2026, 11, day))] };
        Bookings.WhyLost(Booked(Eleven), Booked(Eleven).Talks[0], ending, Monday).ShouldBe(why);
    }

    [Fact]
    public void Who_may_not_have_the_case_any_more_loses_its_talk()
    {
        var (@case, talk) = (Booked(Eleven), Booked(Eleven).Talks[0]);
        Physician?[] cannot = [Okafor with { PlanIds = ["another-plan"] }, Okafor with { PracticeIds = ["lakeside"] }, null];
        foreach (var physician in cannot) Bookings.WhyLost(@case, talk, physician, Monday).ShouldBe("physician-not-suitable");
        Bookings.WhyLost(@case, talk, Okafor, Monday).ShouldBe("");
    }

    [Fact]
    public void A_calendar_loses_the_booking_and_gets_the_next_one_as_a_later_file()
    {
        var released = Booked(Eleven).After(new ReleaseBooking(T1, Bench([Afternoons])), Monday);
        foreach (var reader in new[] { "desk-1", Okafor.Id })
        {
            var off = Invitations.Of(released, released.Talks[0], reader).ShouldNotBeNull();
            (off.Method, off.Sequence).ShouldBe(("CANCEL", 1));
            off.Text.ShouldContain("DTSTART:20261123T170000Z");
        }
        var again = released.After(new BookSlot(Practice, T1, "", Monday.AddHours(4), false, Bench([Afternoons])), Monday.AddMinutes(5));
        foreach (var reader in new[] { "desk-1", Okafor.Id })
        {
            var on = Invitations.Of(again, again.Talks[0], reader).ShouldNotBeNull();
            (on.Method, on.Sequence).ShouldBe(("REQUEST", 2));
            on.Text.ShouldContain("DTSTART:20261123T190000Z");
        }
    }

    [Fact]
    public void The_refusal_names_the_talks_and_what_can_be_done()
    {
        var refusal = Bookings.Affected([Booked(Eleven).Talks[0]]);
        (refusal.Code, refusal.Sentence).ShouldBe(("booked-talks-affected",
            "A booked talk could not take place as saved: UR-1-T1 at 2026-11-23 17:00 UTC. "
            + "Move or cancel them first, or save with move_booked_talks: then the practices are offered other slots."));
    }
}
