using System.Globalization;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host.Metrics;
using UtilizationReview.Intake.Adapters;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Tests.Unit.House;
using ReviewProgram = UtilizationReview.Contracts.Vocabulary.V1.Program;
using Share = UtilizationReview.Intake.Domain.Share;

namespace UtilizationReview.Tests.Unit.Intake.Metrics;

/// <summary>The figures as comma-separated lines and as text for people.</summary>
public sealed class TheFiguresAsText
{
    private static readonly DateTimeOffset AsOf = new(2027, 1, 4, 9, 30, 0, TimeSpan.Zero);

    private static readonly LevelFigures Figures = new(
        new("meadow", LineOfBusiness.MedicareAdvantage), 2026, new(2, 3), new(1, 3), new(0, 3), new(1, 3), new(0, 0), new(0, 0),
        new(TimeSpan.FromMinutes(90), TimeSpan.FromSeconds(45)), new(null, null), new(1, 0, 0, 2, 1, 0, 0), new(4, 3, 2, 0));

    [Fact]
    public void The_header_names_every_column_and_a_line_has_its_values()
    {
        var lines = PublicMetricsCsv.Figures([Figures], AsOf).Split("\r\n");
        lines.Length.ShouldBe(3);
        lines[2].ShouldBeEmpty();
        var values = lines[0].Split(',').Zip(lines[1].Split(',')).ToDictionary(p => p.First, p => p.Second);
        values.ShouldBe(new Dictionary<string, string>
        {
            ["year"] = "2026", ["plan_id"] = "meadow", ["line_of_business"] = "medicare_advantage", ["standard_approved"] = "2",
            ["standard_approved_percent"] = "66.67", ["standard_denied"] = "1", ["standard_denied_percent"] = "33.33",
            ["standard_approved_after_appeal"] = "0", ["standard_approved_after_appeal_percent"] = "0.00", ["standard_decided"] = "3",
            ["standard_mean_hours"] = "1.50", ["standard_median_hours"] = "0.01", ["expedited_approved"] = "0",
            ["expedited_approved_percent"] = "none", ["expedited_denied"] = "0", ["expedited_denied_percent"] = "none", ["expedited_decided"] = "0",
            ["expedited_mean_hours"] = "none", ["expedited_median_hours"] = "none", ["extended_and_approved"] = "1",
            ["extended_and_approved_percent"] = "33.33", ["all_decided"] = "3", ["beside_partly_approved"] = "1", ["beside_deemed_denied"] = "0",
            ["beside_deemed_approved"] = "0", ["beside_approved_by_rules"] = "2", ["beside_late"] = "1", ["beside_standard_appeals_decided"] = "0",
            ["beside_reopened_and_approved"] = "0", ["apart_withdrawn"] = "4", ["apart_no_review_required"] = "3", ["apart_notifications"] = "2",
            ["apart_drugs"] = "0", ["as_of"] = "2027-01-04T09:30:00Z",
        }, ignoreOrder: true);
    }

    [Fact]
    public void No_culture_changes_a_decimal_point()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            PublicMetricsCsv.Figures([Figures], AsOf).ShouldContain(",66.67,");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_text_with_commas_and_quotes_is_quoted()
    {
        var csv = PublicMetricsCsv.Services(new Dictionary<string, IReadOnlyList<ListedService>>
        {
            ["meadow"] = [new() { Code = "62323", Description = "epidural, \"lumbar\"", Program = ReviewProgram.Pain }],
        });
        csv.ShouldBe("plan_id,code,description,program\r\nmeadow,62323,\"epidural, \"\"lumbar\"\"\",pain\r\n");
    }

    [Fact]
    public void Every_counting_rule_has_a_line()
    {
        var csv = PublicMetricsCsv.Rules();
        foreach (var rule in CountingRules.All) csv.ShouldContain("\r\n" + rule.Id + ",");
    }

    [Fact]
    public void The_readme_tells_every_rule_and_every_column()
    {
        var readme = File.ReadAllText(Path.Combine(SourceTree.Root, "services", "Intake", "README.md"));
        foreach (var rule in CountingRules.All) readme.ShouldContain($"| {rule.Id} | {rule.Matter} |");
        foreach (var column in PublicMetricsCsv.Figures([], AsOf).TrimEnd().Split(',')) readme.ShouldContain($"`{column}`");
    }

    [Fact]
    public void People_read_none_where_there_is_nothing_to_divide_by()
    {
        var text = MetricsText.Of(new()
        {
            Year = 2026, AsOf = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(AsOf), Plans = { PublicMetricsWire.ToWire(Figures, []) },
        });
        text.ShouldContain("a year that is not over");
        text.ShouldContain("(2) standard, approved                66.67 %  (2 of 3)");
        text.ShouldContain("(6) expedited, approved               none");
        text.ShouldContain("(8) time to decision, standard        mean 1.50 h, median 0.01 h");
        text.ShouldContain("4 withdrawn");
    }

    [Theory]
    [InlineData("2026", 2026, "", false)]
    [InlineData("2026 --plan meadow-commercial --csv", 2026, "meadow-commercial", true)]
    [InlineData("--csv 2025", 2025, "", true)]
    public void The_command_takes_a_year_a_plan_and_a_form(string line, int year, string plan, bool csv)
    {
        MetricsCommand.Options.TryRead(line.Split(' '), out var options).ShouldBeTrue();
        (options.Year, options.PlanId, options.Csv).ShouldBe((year, plan, csv));
    }

    [Theory]
    [InlineData("--csv")]
    [InlineData("twenty")]
    [InlineData("2026 2027")]
    [InlineData("2026 --plan")]
    public void The_command_says_so_when_it_does_not_understand(string line) =>
        MetricsCommand.Options.TryRead(line.Split(' '), out _).ShouldBeFalse();
}
