using UtilizationReview.SpineCenter.Domain;
using static UtilizationReview.Tests.Unit.SpineCenter.AVisit;

namespace UtilizationReview.Tests.Unit.SpineCenter;

/// <summary>The day before, the day, the day after.</summary>
public sealed class TheBoundaries
{
    [Theory]
    [InlineData("2011-12-31", 1)]
    [InlineData("2012-01-01", 9)]
    [InlineData("2012-01-02", 9)]
    public void MSC_0_the_program_starts_with_its_first_day(string day, int row) =>
        VisitRules.Decide(EveryRow, InPhaseA with { On = Day(day) }).Row.ShouldBe(row);

    [Theory]
    [InlineData("2018-12-31", 9, "A")]
    [InlineData("2019-01-01", 10, "B")]
    [InlineData("2019-01-02", 10, "B")]
    public void MSC_2_phase_B_starts_with_the_day_of_notification(string day, int row, string phase)
    {
        var answer = VisitRules.Decide(EveryRow, InPhaseA with { On = Day(day) });
        (answer.Row, answer.Phase.ToString()).ShouldBe((row, phase));
    }

    [Theory]
    [InlineData("2018-12-31", 9)]
    [InlineData("2019-01-01", 6)]
    public void MSC_4_Medicare_Advantage_is_exempt_from_phase_B_on(string day, int row) =>
        VisitRules.Decide(EveryRow, InPhaseA with { On = Day(day), Product = Product.MedicareAdvantage }).Row.ShouldBe(row);

    [Theory]
    [InlineData("2012-01-30", "2011-12-31", 3)]
    [InlineData("2012-01-31", "2011-12-31", 3)]
    [InlineData("2012-02-01", "2011-12-31", 9)]
    [InlineData("2012-01-31", "2011-12-30", 3)]
    [InlineData("2012-01-31", "2012-01-01", 9)]
    [InlineData("2012-01-31", null, 9)]
    public void MSC_14_booked_before_the_program_and_held_in_its_first_month(string day, string? booked, int row) =>
        VisitRules.Decide(EveryRow, InPhaseA with { On = Day(day), BookedOn = booked is null ? null : Day(booked) }).Row.ShouldBe(row);

    [Theory]
    [InlineData("2023-01-15", "2023-07-14", EvaluationStanding.Satisfied)]
    [InlineData("2023-01-15", "2023-07-15", EvaluationStanding.Satisfied)]
    [InlineData("2023-01-15", "2023-07-16", EvaluationStanding.Expired)]
    [InlineData("2023-08-31", "2024-02-29", EvaluationStanding.Satisfied)] // clamped, leap year
    [InlineData("2023-08-31", "2024-03-01", EvaluationStanding.Expired)]
    [InlineData("2022-08-31", "2023-02-28", EvaluationStanding.Satisfied)] // clamped
    [InlineData("2022-08-31", "2023-03-01", EvaluationStanding.Expired)]
    [InlineData("2023-02-28", "2023-08-28", EvaluationStanding.Satisfied)] // the same day number, not the end of the month
    [InlineData("2023-02-28", "2023-08-29", EvaluationStanding.Expired)]
    [InlineData("2023-05-10", "2023-05-09", EvaluationStanding.Missing)] // after the visit
    [InlineData("2023-05-10", "2023-05-10", EvaluationStanding.Satisfied)] // on its day
    internal void MSC_9_an_evaluation_counts_for_six_months(string evaluated, string visit, EvaluationStanding standing)
    {
        var answer = VisitRules.Decide(EveryRow, InPhaseB with { On = Day(visit), Evaluations = [Day(evaluated)] });
        answer.Evaluation.ShouldBe(standing);
        answer.Row.ShouldBe(standing == EvaluationStanding.Satisfied ? 7 : 10);
    }

    [Fact]
    public void MSC_9_the_last_evaluation_before_the_visit_counts_whatever_the_order_they_were_recorded_in()
    {
        var visit = InPhaseB with { Evaluations = [new(2023, 3, 1), new(2022, 1, 1), new(2023, 4, 1)] };
        VisitRules.Decide(EveryRow, visit).EvaluationValidThrough.ShouldBe(new DateOnly(2023, 9, 1));
        VisitRules.Decide(EveryRow, InPhaseB with { Evaluations = [new(2022, 1, 1)] }).Reasons.ShouldBe(["MSC_EXPIRED"]);
    }

    [Theory]
    [InlineData("2023-03-11", 6)] // the day before the 18th birthday
    [InlineData("2023-03-12", 10)]
    [InlineData("2023-03-13", 10)]
    public void MSC_6_eighteen_is_reached_on_the_birthday(string visit, int row) =>
        VisitRules.Decide(EveryRow, InPhaseB with { On = Day(visit), BirthDate = new(2005, 3, 12) }).Row.ShouldBe(row);

    [Theory]
    [InlineData("2014-02-28", 6)]
    [InlineData("2014-03-01", 9)]
    public void Born_on_29_February_the_birthday_is_1_March_in_other_years(string visit, int row) =>
        VisitRules.Decide(EveryRow, InPhaseA with { On = Day(visit), BirthDate = new(1996, 2, 29) }).Row.ShouldBe(row);

    [Theory]
    [InlineData("2020-04-30", 10)]
    [InlineData("2020-05-01", 6)]
    [InlineData("2020-05-02", 6)]
    [InlineData("2022-12-31", 6)]
    [InlineData("2023-01-01", 10)]
    public void MSC_15_evaluations_are_suspended_from_the_first_to_the_last_day(string day, int row) =>
        VisitRules.Decide(EveryRow, InPhaseB with { On = Day(day) }).Row.ShouldBe(row);

    [Fact]
    public void MSC_15_as_published_the_suspension_has_no_end() =>
        VisitRules.Decide(Published, InPhaseB with { On = new(2099, 1, 1) }).Waivers.ShouldBe(["suspension"]);

    [Theory]
    [InlineData("MN", "Hennepin", true)]
    [InlineData("MN", "HENNEPIN COUNTY", true)]
    [InlineData("MN", "Saint Louis", true)]
    [InlineData("WI", "St Croix", true)]
    [InlineData("WI", "St. Croix County", true)]
    [InlineData("WI", "Dane", false)]
    [InlineData("ND", "Cass", true)]
    [InlineData("ND", "Williams", false)]
    [InlineData("SD", "Minnehaha", true)]
    [InlineData("SD", "Pennington", false)]
    [InlineData("MN", "Pennington", true)]
    [InlineData("IA", "Polk", false)]
    public void MSC_5_the_county_is_in_or_out_of_the_list_however_it_is_written(string state, string county, bool listed) =>
        VisitRules.Decide(EveryRow, InPhaseB with { County = new(state, county) }).Row.ShouldBe(listed ? 10 : 6);

    [Fact]
    public void A_county_that_is_not_known_waives_nothing() => VisitRules.Decide(EveryRow, InPhaseB with { County = null }).Row.ShouldBe(10);

    [Theory]
    [InlineData(ComplaintCourse.Acute, "2023-11-22", "2023-11-27")] // Thanksgiving and the weekend do not count
    [InlineData(ComplaintCourse.Acute, "2023-03-06", "2023-03-08")]
    [InlineData(ComplaintCourse.Chronic, "2023-03-06", "2023-03-20")]
    internal void MSC_16_the_access_standard_counts_working_days_after_the_request(ComplaintCourse course, string requested, string due) =>
        Evaluations.DueOn(EveryRow, Day(requested), course).ShouldBe(Day(due));
}
