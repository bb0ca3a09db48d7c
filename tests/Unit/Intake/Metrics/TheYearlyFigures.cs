using UtilizationReview.Intake.Domain;

namespace UtilizationReview.Tests.Unit.Intake.Metrics;

/// <summary>Every figure of regulation §7, counted by hand on small years.</summary>
public sealed class TheYearlyFigures
{
    private static readonly ReportingLevel Meadow = new("meadow", LineOfBusiness.MedicareAdvantage);

    [Fact]
    public void Approved_and_denied_are_shares_of_the_standard_requests_decided()
    {
        var figures = Of(Case(CaseOutcome.Approved, 7), Case(CaseOutcome.Denied, 3), Case(CaseOutcome.Denied, 40, Urgency.Expedited));
        figures.StandardApproved.ShouldBe(new Share(7, 10));
        figures.StandardApproved.Percent.ShouldBe(70.00m);
        figures.StandardDenied.ShouldBe(new Share(3, 10));
    }

    [Fact]
    public void Expedited_requests_have_shares_of_their_own()
    {
        var figures = Of(
            Case(CaseOutcome.Approved, 90), Case(CaseOutcome.Approved, 2, Urgency.Expedited), Case(CaseOutcome.Denied, 1, Urgency.Expedited));
        (figures.ExpeditedApproved.Percent, figures.ExpeditedDenied.Percent).ShouldBe((66.67m, 33.33m));
    }

    [Fact]
    public void CNT_4_approved_in_part_is_counted_as_denied_and_stated_beside()
    {
        var figures = Of(Case(CaseOutcome.Approved, 1), Case(CaseOutcome.PartlyApproved, 2), Case(CaseOutcome.Denied, 1));
        (figures.StandardApproved, figures.StandardDenied, figures.Beside.PartlyApproved).ShouldBe((new(1, 4), new(3, 4), 2L));
    }

    [Fact]
    public void CNT_5_CNT_6_approved_by_rules_and_by_the_law_are_approved()
    {
        var figures = Of(
            Case(CaseOutcome.Approved, 5) with { DecidedBy = CaseDecider.Rules },
            Case(CaseOutcome.Approved, 2) with { DecidedBy = CaseDecider.Law, Late = true },
            Case(CaseOutcome.Approved, 1) with { DecidedBy = CaseDecider.Nurse });
        figures.StandardApproved.ShouldBe(new Share(8, 8));
        (figures.Beside.ApprovedByRules, figures.Beside.DeemedApproved, figures.Beside.Late).ShouldBe((5L, 2L, 2L));
    }

    [Fact]
    public void CNT_7_deemed_denied_is_denied_as_long_as_nobody_has_decided()
    {
        var figures = Of(Case(CaseOutcome.Approved, 1), Case(CaseOutcome.DeemedDenied, 1) with { DecidedBy = CaseDecider.Law, Late = true });
        (figures.StandardDenied, figures.Beside.DeemedDenied).ShouldBe((new(1, 2), 1L));
    }

    [Fact]
    public void CNT_8_approved_after_appeal_is_what_reconsideration_approved_wholly_among_the_standard_requests()
    {
        var figures = Of(
            Case(CaseOutcome.Approved, 4),
            Case(CaseOutcome.Denied, 2) with { Appeal = AppealOutcome.Overturned, InForce = CaseOutcome.Approved },
            Case(CaseOutcome.PartlyApproved, 1) with { Appeal = AppealOutcome.Overturned, InForce = CaseOutcome.Approved },
            Case(CaseOutcome.Denied, 1) with { Appeal = AppealOutcome.PartlyOverturned, InForce = CaseOutcome.PartlyApproved },
            Case(CaseOutcome.Denied, 1) with { Appeal = AppealOutcome.Upheld },
            Case(CaseOutcome.Denied, 1) with { Appeal = AppealOutcome.Pending },
            Case(CaseOutcome.Denied, 5, Urgency.Expedited) with { Appeal = AppealOutcome.Overturned, InForce = CaseOutcome.Approved });
        figures.StandardApprovedAfterAppeal.ShouldBe(new Share(3, 10));
        (figures.StandardApproved, figures.StandardDenied, figures.Beside.StandardAppealsDecided).ShouldBe((new(4, 10), new(6, 10), 5L));
        figures.Beside.Reopened.ShouldBe(0);
    }

    [Fact]
    public void CNT_9_CNT_10_reopened_approvals_stay_denied_and_are_stated_beside()
    {
        var figures = Of(Case(CaseOutcome.Approved, 1), Case(CaseOutcome.Denied, 3) with { InForce = CaseOutcome.Approved });
        (figures.StandardDenied, figures.StandardApprovedAfterAppeal, figures.Beside.Reopened).ShouldBe((new(3, 4), new(0, 4), 3L));
    }

    [Fact]
    public void CNT_11_extended_and_approved_is_a_share_of_all_requests_of_both_urgencies()
    {
        var figures = Of(
            Case(CaseOutcome.Approved, 2) with { Extended = true }, Case(CaseOutcome.Denied, 3) with { Extended = true },
            Case(CaseOutcome.PartlyApproved, 1) with { Extended = true }, Case(CaseOutcome.Approved, 1, Urgency.Expedited) with { Extended = true },
            Case(CaseOutcome.Approved, 5));
        figures.ExtendedAndApproved.ShouldBe(new Share(3, 12));
        figures.ExtendedAndApproved.Percent.ShouldBe(25.00m);
    }

    [Fact]
    public void CNT_12_the_mean_is_over_all_counted_requests_of_an_urgency()
    {
        var figures = Of(
            Case(CaseOutcome.Approved, 3) with { Milliseconds = Hours(6) }, Case(CaseOutcome.Denied, 1) with { Milliseconds = Hours(14) },
            Case(CaseOutcome.Withdrawn, 9) with { Milliseconds = Hours(900) },
            Case(CaseOutcome.Approved, 1, Urgency.Expedited) with { Milliseconds = Hours(2) });
        (figures.StandardTimes.Mean, figures.ExpeditedTimes.Mean).ShouldBe((TimeSpan.FromHours(5), TimeSpan.FromHours(2)));
    }

    [Theory]
    [InlineData("4", "4")]
    [InlineData("1 2 9", "2")]
    [InlineData("1 2 4 9", "3")]
    [InlineData("0 0 0 0 100", "0")]
    [InlineData("5 6", "5.5")]
    public void CNT_12_the_median_of_an_even_number_is_the_mean_of_the_two_in_the_middle(string hours, string median)
    {
        double[] sorted = [.. hours.Split(' ').Select(h => double.Parse(h, System.Globalization.CultureInfo.InvariantCulture))];
        var (skip, take) = PublicMetrics.Middle(sorted.Length);
        var middle = sorted.Skip((int)skip).Take(take).Select(TimeSpan.FromHours).ToList();
        var figures = PublicMetrics.Of(
            Meadow, 2026, [Case(CaseOutcome.Approved, sorted.Length)], urgency => urgency == Urgency.Standard ? middle : []);
        figures.StandardTimes.Median.ShouldBe(TimeSpan.FromHours(double.Parse(median, System.Globalization.CultureInfo.InvariantCulture)));
        figures.ExpeditedTimes.Median.ShouldBeNull();
    }

    [Fact]
    public void CNT_13_CNT_15_CNT_16_what_is_kept_apart_is_in_no_figure()
    {
        var figures = Of(
            Case(CaseOutcome.Withdrawn, 1), Case(CaseOutcome.NoReviewRequired, 2), Case(CaseOutcome.NotificationRecorded, 3),
            Case(CaseOutcome.Approved, 4) with { IsDrug = true }, Case(CaseOutcome.Denied, 1));
        figures.Apart.ShouldBe(new KeptApart(1, 2, 3, 4));
        (figures.StandardDenied, figures.ExtendedAndApproved.Whole).ShouldBe((new(1, 1), 1L));
    }

    [Fact]
    public void CNT_17_of_nothing_there_is_no_percentage_and_no_time()
    {
        var figures = Of();
        foreach (var share in new[]
        {
            figures.StandardApproved, figures.StandardDenied, figures.StandardApprovedAfterAppeal, figures.ExtendedAndApproved,
            figures.ExpeditedApproved, figures.ExpeditedDenied,
        })
        {
            share.Percent.ShouldBeNull();
        }
        figures.StandardTimes.ShouldBe(new DecisionTimes(null, null));
        figures.ExpeditedTimes.ShouldBe(new DecisionTimes(null, null));
        new Share(0, 5).Percent.ShouldBe(0.00m);
    }

    [Theory]
    [InlineData(1, 3, 33.33)]
    [InlineData(2, 3, 66.67)]
    [InlineData(1, 1600, 0.06)]
    [InlineData(1, 800, 0.13)] // 0.125: halves go away from zero
    [InlineData(5, 5, 100)]
    public void Percentages_have_two_digits_and_halves_go_up(long part, long whole, double percent) =>
        new Share(part, whole).Percent.ShouldBe((decimal)percent);

    [Fact]
    public void Another_plan_or_line_of_business_is_another_level()
    {
        var other = Case(CaseOutcome.Denied, 8) with { Level = new("meadow", LineOfBusiness.MedicaidManaged) };
        Of(Case(CaseOutcome.Approved, 1), other).StandardApproved.ShouldBe(new Share(1, 1));
    }

    [Fact]
    public void Every_outcome_is_counted_or_kept_apart_and_every_rule_says_what_why_and_by_what()
    {
        foreach (var outcome in Enum.GetValues<CaseOutcome>())
        {
            var figures = Of(Case(outcome, 1));
            (figures.ExtendedAndApproved.Whole + figures.Apart.Withdrawn + figures.Apart.NoReviewRequired + figures.Apart.Notifications)
                .ShouldBe(1, outcome.ToString());
        }
        CountingRules.All.Select(r => r.Id).ShouldBe(Enumerable.Range(1, CountingRules.All.Count).Select(n => $"CNT-{n}"));
        CountingRules.All.ShouldAllBe(r => r.Matter.Length > 0 && r.Sentence.EndsWith('.') && r.Source.Length > 0);
    }

    private static LevelFigures Of(params CaseTally[] tallies) => PublicMetrics.Of(Meadow, 2026, tallies, _ => []);

    private static CaseTally Case(CaseOutcome outcome, long cases, Urgency urgency = Urgency.Standard) =>
        new(Meadow, urgency, false, outcome, outcome, AppealOutcome.None, CaseDecider.Physician, false, false, cases, 0);

    private static long Hours(int hours) => (long)TimeSpan.FromHours(hours).TotalMilliseconds;
}
