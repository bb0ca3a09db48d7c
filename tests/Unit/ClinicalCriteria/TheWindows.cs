using UtilizationReview.ClinicalCriteria.Domain;
using static UtilizationReview.Tests.Unit.ClinicalCriteria.AnOrder;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

public sealed class TheWindows
{
    [Theory]
    [InlineData("2026-11-23", 9, "2026-02-22", false)]
    [InlineData("2026-11-23", 9, "2026-02-23", true)]
    [InlineData("2026-11-30", 9, "2026-02-28", true)] // clamped: there is no 30 February
    [InlineData("2026-11-30", 9, "2026-02-27", false)]
    [InlineData("2024-08-31", 6, "2024-02-29", true)]
    [InlineData("2024-08-31", 6, "2024-02-28", false)]
    [InlineData("2026-11-23", 18, "2025-05-23", true)]
    [InlineData("2026-11-23", 18, "2025-05-22", false)]
    public void Months_count_back_from_the_request_date_inclusive_and_clamped(string requested, int months, string date, bool within)
    {
        var day = Day(requested);
        new DateTest(DateOperator.WithinMonths, months) { Subject = null }.Judge(FactValue.OfDay(Day(date)), Sheet(day, day + 14)).ShouldBe(Kleene.Of(within));
    }

    [Theory]
    [InlineData("2026-12-07", "2026-10-26", true)] // 42 days
    [InlineData("2026-12-07", "2026-10-25", false)]
    [InlineData("2026-12-07", "2026-12-07", true)]
    [InlineData("2026-12-07", "2026-12-08", false)]
    public void Six_weeks_before_surgery_count_to_the_date_of_service(string service, string date, bool within) =>
        new DateTest(DateOperator.WithinDaysBeforeService, 42) { Subject = null }.Judge(FactValue.OfDay(Day(date)), Sheet(Day(service) - 30, Day(service))).ShouldBe(Kleene.Of(within));

    [Theory]
    [InlineData("2026-12-07", "2025-12-07", false)] // dated after DOS minus 12 months
    [InlineData("2026-12-07", "2025-12-08", true)]
    [InlineData("2028-02-29", "2027-02-28", false)]
    [InlineData("2028-02-29", "2027-03-01", true)]
    public void The_rolling_year_is_dated_after_the_service_minus_twelve_months(string service, string date, bool within) =>
        new DateTest(DateOperator.WithinRollingMonths, 12) { Subject = null }.Judge(FactValue.OfDay(Day(date)), Sheet(Day(service) - 10, Day(service))).ShouldBe(Kleene.Of(within));

    [Fact]
    public void Imaging_just_inside_and_just_outside_nine_months_decides_a_discectomy()
    {
        Of(Example.Discectomy.Line, Example.Discectomy.Facts.With(("im", Example.Spine("root_compression", "2026-02-23")))).Evaluated().Answer.ShouldBe(Answer.Met);
        Of(Example.Discectomy.Line, Example.Discectomy.Facts.With(("im", Example.Spine("root_compression", "2026-02-22")))).Evaluated().Answer.ShouldNotBe(Answer.Met);
    }

    [Fact]
    public void A_steroid_injection_into_the_knee_six_weeks_before_surgery_excludes_and_a_day_earlier_does_not()
    {
        var example = Example.All.Single(e => e.Pathway == "TKA-1");
        (string, object)[] Injection(string date) => Entry(("kind", "joint_steroid_injection"), ("side", "right"), ("date", date));

        Of(example.Line, example.Facts.With(("px", Injection("2026-10-26")))).Evaluated().Excluded.ShouldBeTrue();
        Of(example.Line, example.Facts.With(("px", Injection("2026-10-25")))).Evaluated().Answer.ShouldBe(Answer.Met);
    }

    [Theory]
    [InlineData("2023-04-08", "2022.1")]
    [InlineData("2023-04-09", "2023.1")]
    [InlineData("2026-06-13", "2023.1")]
    [InlineData("2026-06-14", "2026.1")]
    [InlineData("2020-08-15", null)]
    [InlineData("2020-08-16", "2020.1")]
    [InlineData("2022-03-12", "2020.1")]
    public void The_date_of_service_selects_the_version(string service, string? version) =>
        Library.Find("msk-pain/epidural-steroid-injection", DateOnly.Parse(service))?.Version.ShouldBe(version);

    [Fact]
    public void A_repeat_injection_needed_three_weeks_of_benefit_before_2023_04_09_and_thirteen_since()
    {
        var facts = Example.All.Single(e => e.Pathway == "ESI-2").Facts.With(("px", Entry(("kind", "epidural_injection"), ("region", "lumbosacral"),
            ("date", "2023-03-01"), ("relief_pct", 50), ("relief_weeks", 3), ("function_improved", true))));
        CriteriaOrder At(DateOnly service) => Of(Asking("62323"), facts) with { ServiceDate = service, RequestDate = service.AddDays(-3) };

        At(new DateOnly(2023, 4, 8)).Evaluated().Answer.ShouldBe(Answer.Met);
        At(new DateOnly(2023, 4, 9)).Evaluated().Answer.ShouldNotBe(Answer.Met);
        At(new DateOnly(2023, 4, 9)).Evaluated().Guideline!.Version.ShouldBe("2023.1");
    }

    [Fact]
    public void Spine_advisories_widen_on_2026_09_19()
    {
        var order = Of(Example.Discectomy.Line, Example.Discectomy.Facts.With(("nic.use", "current"), ("pt.bmi", 41)));

        (order with { ServiceDate = new DateOnly(2026, 9, 18) }).Evaluated().Advisories().Select(a => a.Split(':')[0]).ShouldBe(["GEN-ADV.tob"]);
        (order with { ServiceDate = new DateOnly(2026, 9, 19) }).Evaluated().Advisories().Select(a => a.Split(':')[0]).ShouldBe(["GEN-ADV.nic", "GEN-ADV.bmi", "GEN-ADV.a1c"]);
    }

    [Fact]
    public void Two_injections_on_one_day_are_one_session()
    {
        (string, object)[] Session(string date) => Entry(("kind", "epidural_injection"), ("region", "lumbosacral"), ("date", date), ("relief_pct", 60), ("relief_weeks", 16), ("function_improved", true));
        var facts = Example.All.Single(e => e.Pathway == "ESI-2").Facts;
        Answer With(params string[] dates) => Of(Asking("62323"), facts.With(("px", dates.Select(Session).ToArray()))).Evaluated().Answer;

        With("2026-01-05", "2026-03-05", "2026-06-01").ShouldBe(Answer.Met);
        With("2026-01-05", "2026-03-05", "2026-03-05", "2026-06-01").ShouldBe(Answer.Met);
        With("2026-01-05", "2026-02-05", "2026-03-05", "2026-06-01").ShouldNotBe(Answer.Met);
        With("2025-12-07", "2026-02-05", "2026-03-05", "2026-06-01").ShouldBe(Answer.Met);
    }

    internal static int Day(string date) => DateOnly.Parse(date).DayNumber;

    internal static Sheet Sheet(int requestDay, int serviceDay) => new() { Values = [], Code = "", CodeBit = 0, RequestDay = requestDay, ServiceDay = serviceDay, ReachMiles = 30 };
}
