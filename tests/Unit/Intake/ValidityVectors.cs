using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;
using Domain = UtilizationReview.Intake.Domain;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>VAL-1 and the floors: the worked dates of regulation §11 and clinical §11, and a counting of its own.</summary>
public sealed class ValidityVectors
{
    private static DateOnly? Through(string program, string date, string state = "WI", bool chronic = false, bool dayOne = false, string lineOfBusiness = "CommercialInsured") =>
        Validities.Of(Enum.Parse<Domain.Program>(program), DateOnly.Parse(date), chronic,
            Plan with { State = state, DecisionDayIsDayOne = dayOne, LineOfBusiness = Enum.Parse<LineOfBusiness>(lineOfBusiness) }, Law).Through;

    /// <summary>The validity rows of the table: every approval of 24 November 2026.</summary>
    [Theory]
    [InlineData("Spine approval, no state rule", "Spine", "WI", "2027-01-23")]
    [InlineData("Pain approval, no state rule", "Pain", "WI", "2026-12-09")]
    [InlineData("Pain approval, MI", "Pain", "MI", "2027-01-23")]
    [InlineData("Pain approval, DE", "Pain", "DE", "2027-01-23")]
    [InlineData("Pain approval, WA", "Pain", "WA", "2027-01-08")]
    [InlineData("Pain approval, OK", "Pain", "OK", "2027-01-08")]
    [InlineData("Any approval, ND", "Spine", "ND", "2027-05-24")]
    [InlineData("Any approval, ND", "Pain", "ND", "2027-05-24")]
    [InlineData("Any approval, IL (or shorter treatment length)", "Joint", "IL", "2027-05-24")]
    [InlineData("Any approval, IL (or shorter treatment length)", "Pain", "IL", "2027-05-24")]
    [InlineData("Any approval, IN", "Joint", "IN", "2027-11-24")]
    [InlineData("Any approval, IN", "Pain", "IN", "2027-11-24")]
    [InlineData("Any approval, NE", "Spine", "NE", "2027-11-24")]
    [InlineData("Any approval, NE", "Pain", "NE", "2027-11-24")]
    [InlineData("Any approval, CO", "Spine", "CO", "2027-11-24")]
    [InlineData("Any approval, CO", "Pain", "CO", "2027-11-24")]
    public void The_table_of_worked_validity_holds(string vector, string program, string state, string through) =>
        Through(program, "2026-11-24", state).ShouldBe(DateOnly.Parse(through), vector);

    [Theory]
    [InlineData("MedicaidFeeForService", "MI", "2026-12-09")]
    [InlineData("QualifiedHealthPlan", "MI", "2027-01-23")]
    [InlineData("QualifiedHealthPlan", "WI", "2026-12-09")]
    public void The_floors_of_a_state_reach_its_qualified_health_plans_and_not_Medicaid(string lineOfBusiness, string state, string through) =>
        Through("Pain", "2026-11-24", state, lineOfBusiness: lineOfBusiness).ShouldBe(DateOnly.Parse(through));

    [Theory]
    [InlineData("2025-11-24", "2026-02-24")]
    [InlineData("2026-11-24", "2027-05-24")]
    public void Montana_lengthened_its_floor_from_three_months_to_six(string decided, string through) => Through("Spine", decided, "MT").ShouldBe(DateOnly.Parse(through));

    [Theory]
    [InlineData("Joint", "2026-11-24", "WI", "2027-01-23")]
    [InlineData("Spine", "2026-11-24", "WA", "2027-01-23")]
    [InlineData("Spine", "2025-11-24", "CO", "2026-05-23")]
    [InlineData("Pain", "2026-11-04", "WI", "2026-11-19")]
    [InlineData("Pain", "2026-12-21", "WI", "2027-01-06")]
    [InlineData("Pain", "2026-11-20", "WI", "2026-12-07")]
    [InlineData("Spine", "2026-11-20", "WI", "2027-01-19")]
    public void The_worked_dates_hold(string program, string decided, string state, string through) => Through(program, decided, state).ShouldBe(DateOnly.Parse(through));

    [Theory]
    [InlineData("Spine", "2027-01-18")]
    [InlineData("Pain", "2026-12-04")]
    public void With_the_decision_day_as_day_one_validity_ends_a_day_earlier(string program, string through) =>
        Through(program, "2026-11-20", dayOne: true).ShouldBe(DateOnly.Parse(through));

    [Fact]
    public void A_floor_for_chronic_conditions_reaches_only_those()
    {
        Through("Pain", "2026-11-24", "TN").ShouldBe(new(2026, 12, 9));
        Through("Pain", "2026-11-24", "TN", chronic: true).ShouldBe(new(2027, 5, 24));
        Through("Pain", "2026-11-24", "ND", chronic: true).ShouldBe(new(2027, 11, 24));
        Validities.IsChronic(["M51.16", "G89.4"], Law).ShouldBeTrue();
        Validities.IsChronic(["M51.16"], Law).ShouldBeFalse();
    }

    [Fact]
    public void In_Minnesota_the_approval_of_a_chronic_condition_does_not_expire()
    {
        Validities.Of(Domain.Program.Spine, new(2026, 11, 24), chronic: true, Plan with { State = "MN" }, Law).ShouldSatisfyAllConditions(
            v => v.Through.ShouldBeNull(), v => v.Rule.ShouldBe("state floor MN: no expiry (Minn. Stat. 62M.17)"));
    }

    [Fact]
    public void State_floors_do_not_reach_self_funded_plans_and_Medicare_has_its_own()
    {
        Through("Pain", "2026-11-24", "MI", lineOfBusiness: "CommercialSelfFunded").ShouldBe(new(2026, 12, 9));
        Through("Pain", "2026-11-24", "MI", lineOfBusiness: "MedicareAdvantage").ShouldBe(new(2027, 1, 23));
        Validities.Of(Domain.Program.Pain, new(2026, 11, 24), false, Plan with { LineOfBusiness = LineOfBusiness.MedicareAdvantage }, Law).Rule
            .ShouldStartWith("MedicareAdvantage floor: 60 calendar days");
    }

    [Fact]
    public void The_rule_that_set_validity_is_named()
    {
        Validities.Of(Domain.Program.Pain, new(2026, 11, 24), false, Plan, Law).Rule.ShouldBe("VAL-1 pain 10 business days");
        Validities.Of(Domain.Program.Joint, new(2026, 11, 24), false, Plan with { DecisionDayIsDayOne = true }, Law).Rule
            .ShouldBe("VAL-1 joint 60 calendar days, the decision day is day 1");
        Validities.Of(Domain.Program.Pain, new(2026, 11, 24), false, Plan with { State = "CO" }, Law).Rule.ShouldBe("state floor CO: 1 year (CRS 10-16-112.5, HB24-1149)");
        Validities.Of(Domain.Program.Pain, new(2026, 11, 24), false, Plan with { State = "IL" }, Law).Rule.ShouldStartWith("state floor IL: 6 months");
    }

    [Fact]
    public void Validity_agrees_with_counting_day_by_day_and_a_floor_never_shortens_it()
    {
        var states = Law.Floors.Select(f => f.State).Append("WI").Where(s => s != "*").Distinct().ToArray();
        var cases = from day in Gen.Choose(0, 3650)
                    from program in Gen.Elements(Domain.Program.Spine, Domain.Program.Joint, Domain.Program.Pain)
                    from state in Gen.Elements(states)
                    from chronic in Gen.Elements(true, false)
                    from business in Gen.Elements(Enum.GetValues<LineOfBusiness>())
                    from employer in Gen.Elements(true, false)
                    select (Date: new DateOnly(2024, 1, 1).AddDays(day), program, state, chronic, business, employer);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var counted = c.program == Domain.Program.Pain ? CountBusinessDays(c.Date, 10) : CountDays(c.Date, 60);
            var plain = Validities.Of(c.program, c.Date, c.chronic, Plan, Law);
            var real = Validities.Of(c.program, c.Date, c.chronic,
                Plan with { State = c.state, LineOfBusiness = c.business, EmployerGroup = c.employer }, Law);
            return plain.Through == counted && (real.Through is null || real.Through >= counted) && real.From == c.Date;
        }).QuickCheckThrowOnFailure();
    }

    private static DateOnly CountDays(DateOnly day, int left) => left == 0 ? day : CountDays(day.AddDays(1), left - 1);

    // Knows the eleven federal holidays by their text in 5 U.S.C. 6103, not by the calendar under test.
    private static DateOnly CountBusinessDays(DateOnly day, int left)
    {
        while (left > 0)
        {
            day = day.AddDays(1);
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Observed(day)) left--;
        }
        return day;
    }

    private static bool Observed(DateOnly d)
    {
        bool Fixed(int month, int date) => (d.Month, d.Day) == (month, date)
            || (d.DayOfWeek == DayOfWeek.Friday && (d.AddDays(1).Month, d.AddDays(1).Day) == (month, date))
            || (d.DayOfWeek == DayOfWeek.Monday && (d.AddDays(-1).Month, d.AddDays(-1).Day) == (month, date));
        bool Nth(int month, DayOfWeek weekday, int n) => d.Month == month && d.DayOfWeek == weekday && ((d.Day - 1) / 7) + 1 == n;
        return Fixed(1, 1) || Fixed(6, 19) || Fixed(7, 4) || Fixed(11, 11) || Fixed(12, 25)
            || Nth(1, DayOfWeek.Monday, 3) || Nth(2, DayOfWeek.Monday, 3) || (d.Month == 5 && d.DayOfWeek == DayOfWeek.Monday && d.Day > 24)
            || Nth(9, DayOfWeek.Monday, 1) || Nth(10, DayOfWeek.Monday, 2) || Nth(11, DayOfWeek.Thursday, 4);
    }
}
