using UtilizationReview.PeerToPeer.Adapters;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Tests.Unit.PeerToPeer.ACase;

namespace UtilizationReview.Tests.Unit.PeerToPeer;

/// <summary>A state's law sets a time for a talk that the practice asked for (Indiana: seven business days).</summary>
public sealed class TheTimeForATalk
{
    private const string T1 = "UR-1-T1";

    private static readonly TalkTime Seven = new(7, "America/Chicago", "IC 27-1-37.5-17");

    /// <summary>Asked on Monday 2026-11-23; Thanksgiving is no business day: the last day is Thursday 2026-12-03.</summary>
    private static readonly DateTimeOffset End = new DateOnly(2026, 12, 4).StartOf(TimeZones.Find("America/Chicago"));

    private static PhysicianCase Lawful => Taken(r => r with { DueAt = Monday.AddDays(30), TalkTime = Seven });

    [Fact]
    public void Business_days_are_counted_from_the_day_the_practice_asked_without_holidays()
    {
        var asked = Lawful.After(Ask(), Monday);
        TalkTimes.HoldBy(asked, asked.Talks[0]).ShouldBe(End);
        PeerToPeerWire.Talk(asked, asked.Talks[0]).HoldBy.ToDateTimeOffset().ShouldBe(End);
        asked.WakeAt.ShouldBe(End.AddHours(-24));
    }

    [Fact]
    public void Where_no_law_sets_a_time_or_nobody_asked_there_is_none()
    {
        var free = Taken().After(Ask(), Monday);
        (TalkTimes.HoldBy(free, free.Talks[0]), free.WakeAt).ShouldBe((null, null));
        var offered = Lawful.After(new OfferTalk(By(Okafor), Caller, [], null, "k", Bench()), Monday);
        TalkTimes.HoldBy(offered, offered.Talks[0]).ShouldBeNull();
        var taken = offered.After(Ask(), Monday.AddDays(1));
        TalkTimes.HoldBy(taken, taken.Talks[0]).ShouldBe(End.AddDays(1), "the practice answers the offer by asking");
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void A_day_ahead_a_supervisor_looks_after_a_talk_that_is_not_booked_in_time(int ticks, bool told)
    {
        var asked = Lawful.After(Ask(), Monday);
        var at = End.AddHours(-24).AddTicks(ticks);
        if (!told)
        {
            asked.Ignores(new PassOn(Bench()), at);
            return;
        }
        var late = asked.After(new PassOn(Bench()), at);
        (late.Talks[0].EscalationReason, late.EscalatedAt, late.WakeAt).ShouldBe(("not-held-in-time", at, null));
        Escalations.Sentence(late, late.Talks[0]).ShouldBe(
            "Talk UR-1-T1, which the practice asked for, has to be held before 2026-12-04 06:00 UTC (IC 27-1-37.5-17). "
            + "It has been escalated to a supervisor of the plan; a slot before then can be booked.");
    }

    [Fact]
    public void A_booking_in_time_settles_it_until_the_time_is_over_and_a_later_one_does_not()
    {
        var late = Lawful.After(Ask(), Monday).After(new PassOn(Bench()), End.AddHours(-24));
        var inTime = late.After(new BookSlot(Practice, T1, Okafor.Id, End.AddHours(-8), false, Bench()), End.AddHours(-23));
        (inTime.EscalatedAt, inTime.WakeAt).ShouldBe((null, End));
        inTime.Ignores(new PassOn(Bench()), End.AddTicks(-1));
        inTime.After(new PassOn(Bench()), End).Talks[0].EscalationReason.ShouldBe("not-held-in-time");
        inTime.After(new RecordHeld(By(Okafor), T1, Okafor, "x", TalkSummary.NothingNew), End.AddHours(-7)).WakeAt.ShouldBeNull();

        var after = late.After(new BookSlot(Practice, T1, "", End.AddHours(10), false, Bench()), End.AddHours(-23));
        after.After(new PassOn(Bench()), End.AddHours(-23)).Talks[0].EscalationReason.ShouldBe("not-held-in-time");
    }

    [Fact]
    public void A_talk_that_the_physician_missed_goes_on_in_the_time_of_the_first_and_one_the_practice_missed_does_not()
    {
        var start = Monday.AddHours(1);
        PhysicianCase Again(RecordMissed missed) => Lawful.After(Ask(), Monday)
            .After(new BookSlot(Practice, T1, Okafor.Id, start, false, Bench()), Monday)
            .After(missed, start.AddMinutes(10)).After(Ask(key: "again"), Monday.AddDays(2));
        var byPhysician = Again(new(Nurse, T1, ByPractice: false));
        TalkTimes.HoldBy(byPhysician, byPhysician.Talks[1]).ShouldBe(End);
        var byPractice = Again(new(By(Okafor), T1, ByPractice: true));
        TalkTimes.HoldBy(byPractice, byPractice.Talks[1]).ShouldBe(new DateOnly(2026, 12, 8).StartOf(TimeZones.Find("America/Chicago")));
    }

    [Fact]
    public void Slots_within_the_time_are_offered_before_better_fitting_ones_after_it()
    {
        var later = Okafor with { Hours = [], Exceptions = [new(new(2026, 12, 7), 480, 1020, HoursChange.Extra)] };
        var offered = Lawful.After(Ask(Bench([later, Weber])), Monday).Talks[0].Slots;
        offered.ShouldAllBe(s => s.PhysicianId == Weber.Id && s.Start < End);
        Lawful.After(Ask(Bench([later])), Monday).Talks[0].Slots.ShouldAllBe(s => s.PhysicianId == Okafor.Id && s.Start > End);
    }

    [Fact]
    public void The_time_moves_no_due_time_and_holds_no_decision_back()
    {
        var late = Lawful.After(Ask(), Monday).After(new PassOn(Bench()), End);
        late.DueAt.ShouldBe(Monday.AddDays(30));
        late.When(Deny(Approval), End).ShouldBeOfType<Platform.Deciding.Answer<CaseEvent>.Accepted>();
    }

    [Theory]
    [InlineData("2025-06-30", null)]
    [InlineData("2025-07-01", 7)]
    [InlineData("2026-11-23", 7)]
    public void The_shipped_law_of_Indiana_holds_from_its_first_day(string day, int? days) =>
        (Shipped().TalkTimeFor("IN", "commercial_insured", Date(day), "America/Chicago")?.BusinessDays).ShouldBe(days);

    [Theory]
    [InlineData("TX", "commercial_insured")]
    [InlineData("OK", "commercial_insured")]
    [InlineData("IN", "commercial_self_funded")]
    [InlineData("IN", "medicare_advantage")]
    public void Other_states_and_plans_have_none(string state, string plans) =>
        Shipped().TalkTimeFor(state, plans, new(2026, 11, 23), "America/Chicago").ShouldBeNull();

    [Fact]
    public void A_row_that_cannot_be_used_says_why()
    {
        var folder = Directory.CreateTempSubdirectory("ur-talks-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "reviewer-rules.yaml"),
                "rules: []\ntalks:\n"
                + "  - { state: IN, line_of_business: commercial_insured, effective_from: 2025-07-01, citation: c, verified_on: 2026-11-22 }\n");
            Should.Throw<InvalidDataException>(() => StateLawFiles.Load(folder.FullName)).Message.ShouldContain("within_business_days");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static StateLaws Shipped() => StateLawFiles.Load(Path.Combine(House.SourceTree.Root, "services", "PeerToPeer", "Regimes"));

    private static DateOnly Date(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
