using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.Intake.Domain;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>Gold cards by state and date, and the criteria version a law pins.</summary>
public sealed class GoldCardsAndPins
{
    private static readonly DateOnly YearStart = new(2026, 1, 1);

    private static GoldCardAnswer Judge(string state, string on, int requests, int approved, int overturned = 0, string lineOfBusiness = "CommercialInsured")
    {
        var plan = Plan with { State = state, LineOfBusiness = Enum.Parse<LineOfBusiness>(lineOfBusiness) };
        var day = DateOnly.Parse(on);
        var (from, through) = GoldCards.Of(plan, day, Law)?.Window(day) ?? (day, day);
        return GoldCards.Judge(plan, new("1999999984", "62323", from, through, requests, approved, overturned), day, Law);
    }

    [Theory]
    [InlineData("TX", "2026-11-24", 10, 9, true)]
    [InlineData("TX", "2026-11-24", 100, 90, true)]
    [InlineData("TX", "2026-11-24", 100, 89, false)]
    [InlineData("TX", "2026-11-24", 5, 5, true)]
    [InlineData("TX", "2026-11-24", 4, 4, false)]
    [InlineData("TX", "2026-11-24", 0, 0, false)]
    [InlineData("WY", "2026-01-01", 5, 5, true)]
    [InlineData("WY", "2026-01-01", 5, 4, false)]
    [InlineData("WY", "2025-12-31", 5, 5, false)]
    [InlineData("AR", "2026-11-24", 1, 1, true)]
    [InlineData("AR", "2026-11-24", 0, 0, false)]
    [InlineData("AR", "2026-11-24", 20, 17, false)]
    [InlineData("AR", "2023-12-31", 10, 10, false)]
    [InlineData("WI", "2026-11-24", 100, 100, false)]
    public void Ninety_percent_of_enough_requests_exempt(string state, string on, int requests, int approved, bool exempt) =>
        Judge(state, on, requests, approved).Exempt.ShouldBe(exempt);

    [Theory]
    [InlineData("2025-08-31", "2025-02-28", "2025-08-30")]
    [InlineData("2025-09-01", "2024-09-01", "2025-08-31")]
    public void Texas_looks_back_six_months_until_August_2025_and_twelve_from_September(string on, string from, string through)
    {
        var day = DateOnly.Parse(on);
        GoldCards.Of(Plan with { State = "TX" }, day, Law)!.Window(day).ShouldBe((DateOnly.Parse(from), DateOnly.Parse(through)));
    }

    [Fact]
    public void A_denial_that_an_appeal_overturned_counts_as_an_approval()
    {
        Judge("TX", "2026-11-24", 10, 8).Exempt.ShouldBeFalse();
        Judge("TX", "2026-11-24", 10, 8, overturned: 1).Exempt.ShouldBeTrue();
    }

    [Fact]
    public void Counts_of_another_window_prove_nothing()
    {
        var answer = GoldCards.Judge(Plan with { State = "TX" }, new("1999999984", "62323", new(2026, 1, 1), new(2026, 6, 30), 100, 100, 0), new(2026, 11, 24), Law);
        answer.Exempt.ShouldBeFalse();
        answer.Sentence.ShouldBe("Not exempt: the counts are not those of 2025-11-24 through 2026-11-23 (Ins. 4201; HB 3812 (2025)).");
    }

    [Fact]
    public void In_Wyoming_an_exemption_lasts_twelve_months_and_in_Texas_until_it_is_rescinded_in_a_January()
    {
        Judge("WY", "2026-03-01", 5, 5).ShouldSatisfyAllConditions(a => a.Through.ShouldBe(new(2027, 2, 28)),
            a => a.Sentence.ShouldBe("Exempt: 5 of 5 requests approved in 12 months; the exemption lasts through 2027-02-28 (Wyo. Stat. 26-55; HB 14 (2024))."));
        Judge("TX", "2026-03-01", 5, 5).ShouldSatisfyAllConditions(a => a.Through.ShouldBeNull(), a => a.Rule!.RescindedOnlyIn.ShouldBe(1));
    }

    [Theory]
    [InlineData("MedicareAdvantage", false)]
    [InlineData("CommercialSelfFunded", false)]
    [InlineData("MedicaidManaged", false)]
    [InlineData("QualifiedHealthPlan", true)]
    public void A_gold_card_of_a_state_reaches_the_plans_its_law_reaches(string lineOfBusiness, bool exempt) =>
        Judge("TX", "2026-11-24", 10, 10, lineOfBusiness: lineOfBusiness).Exempt.ShouldBe(exempt);

    [Fact]
    public void One_more_approval_never_takes_an_exemption_away() =>
        Prop.ForAll((from state in Gen.Elements("TX", "WY", "AR") from requests in Gen.Choose(1, 200) from approved in Gen.Choose(0, requests - 1) select (state, requests, approved)).ToArbitrary(),
            c => !Judge(c.state, "2026-11-24", c.requests, c.approved).Exempt || Judge(c.state, "2026-11-24", c.requests, c.approved + 1).Exempt).QuickCheckThrowOnFailure();

    private static VersionDate Pin(string state, string dateOfService, ApprovedUnder[] approvals, string received = "2026-11-24", string lineOfBusiness = "CommercialInsured", DateOnly? yearStart = null) =>
        CriteriaPins.Choose(Plan with { State = state, LineOfBusiness = Enum.Parse<LineOfBusiness>(lineOfBusiness) }, DateOnly.Parse(received), DateOnly.Parse(dateOfService),
            yearStart ?? YearStart, approvals, Law);

    private static ApprovedUnder Under(string approved, string version) => new(DateOnly.Parse(approved), DateOnly.Parse(version));

    [Theory]
    [InlineData("WI", "2026-12-10", "2026-03-02", "2026-12-10")]
    [InlineData("MN", "2026-12-10", "2026-03-02", "2026-03-20")]
    [InlineData("MN", "2026-12-31", "2026-01-01", "2026-03-20")]
    [InlineData("MN", "2027-01-01", "2026-03-02", "2027-01-01")]
    [InlineData("MN", "2026-12-10", "2025-12-31", "2026-12-10")]
    public void In_Minnesota_an_approved_enrollee_keeps_the_version_for_the_rest_of_the_plan_year(string state, string dateOfService, string approved, string version) =>
        Pin(state, dateOfService, [Under(approved, "2026-03-20")]).On.ShouldBe(DateOnly.Parse(version));

    [Fact]
    public void The_first_approval_of_the_plan_year_fixes_the_version()
    {
        Pin("MN", "2026-12-10", [Under("2026-08-01", "2026-08-15"), Under("2026-03-02", "2026-03-20")]).ShouldSatisfyAllConditions(
            v => v.On.ShouldBe(new(2026, 3, 20)), v => v.Rule.ShouldEndWith("(Minn. Stat. 62M.17)"));
        Pin("MN", "2026-12-10", []).Rule.ShouldBe("I11: the version in force on the date of service");
    }

    [Theory]
    [InlineData("MedicaidManaged", "2026-03-20")]
    [InlineData("QualifiedHealthPlan", "2026-03-20")]
    [InlineData("CommercialSelfFunded", "2026-12-10")]
    [InlineData("MedicareAdvantage", "2026-12-10")]
    public void The_pin_reaches_the_plans_the_law_reaches(string lineOfBusiness, string version) =>
        Pin("MN", "2026-12-10", [Under("2026-03-02", "2026-03-20")], lineOfBusiness: lineOfBusiness).On.ShouldBe(DateOnly.Parse(version));

    [Theory]
    [InlineData("2026-06-30", "2025-07-01")]
    [InlineData("2026-07-01", "2026-07-01")]
    [InlineData("2024-02-29", "2023-07-01")]
    public void A_plan_year_can_start_on_any_day(string day, string from) => CriteriaPins.YearOf(DateOnly.Parse(day), new(2026, 7, 1)).ShouldBe(DateOnly.Parse(from));

    [Fact]
    public void An_approval_of_the_plan_year_before_pins_nothing() =>
        Pin("MN", "2026-12-10", [Under("2026-06-30", "2026-07-15")], yearStart: new(2026, 7, 1)).On.ShouldBe(new(2026, 12, 10));
}
