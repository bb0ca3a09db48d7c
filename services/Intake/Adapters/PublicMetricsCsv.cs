using System.Globalization;
using CsvHelper;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Intake.Domain;
using Share = UtilizationReview.Intake.Domain.Share;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Public figures as comma-separated text (RFC 4180): decimal point, CR LF, a header line; the README says what each column means.</summary>
internal static class PublicMetricsCsv
{
    private static readonly (string Name, Func<LevelFigures, string> Value)[] FigureColumns =
    [
        ("year", f => Number(f.Year)),
        ("plan_id", f => f.Level.PlanId),
        ("line_of_business", f => PublicMetricsWire.Word(f.Level.LineOfBusiness)),
        .. Columns("standard_approved", f => f.StandardApproved),
        .. Columns("standard_denied", f => f.StandardDenied),
        .. Columns("standard_approved_after_appeal", f => f.StandardApprovedAfterAppeal),
        ("standard_decided", f => Number(f.StandardApproved.Whole)),
        ("standard_mean_hours", f => Hours(f.StandardTimes.Mean)),
        ("standard_median_hours", f => Hours(f.StandardTimes.Median)),
        .. Columns("expedited_approved", f => f.ExpeditedApproved),
        .. Columns("expedited_denied", f => f.ExpeditedDenied),
        ("expedited_decided", f => Number(f.ExpeditedApproved.Whole)),
        ("expedited_mean_hours", f => Hours(f.ExpeditedTimes.Mean)),
        ("expedited_median_hours", f => Hours(f.ExpeditedTimes.Median)),
        .. Columns("extended_and_approved", f => f.ExtendedAndApproved),
        ("all_decided", f => Number(f.ExtendedAndApproved.Whole)),
        ("beside_partly_approved", f => Number(f.Beside.PartlyApproved)),
        ("beside_deemed_denied", f => Number(f.Beside.DeemedDenied)),
        ("beside_deemed_approved", f => Number(f.Beside.DeemedApproved)),
        ("beside_approved_by_rules", f => Number(f.Beside.ApprovedByRules)),
        ("beside_late", f => Number(f.Beside.Late)),
        ("beside_standard_appeals_decided", f => Number(f.Beside.StandardAppealsDecided)),
        ("beside_reopened_and_approved", f => Number(f.Beside.Reopened)),
        ("apart_withdrawn", f => Number(f.Apart.Withdrawn)),
        ("apart_no_review_required", f => Number(f.Apart.NoReviewRequired)),
        ("apart_notifications", f => Number(f.Apart.Notifications)),
        ("apart_drugs", f => Number(f.Apart.Drugs)),
    ];

    /// <summary>One line per level.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="asOf">When they were counted; the last column, <c>as_of</c>.</param>
    public static string Figures(IEnumerable<LevelFigures> figures, DateTimeOffset asOf) => Text(
        [.. FigureColumns.Select(c => c.Name), "as_of"],
        figures.Select(f => FigureColumns.Select(c => c.Value(f)).Append(asOf.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture))));

    /// <summary>One line per plan and service that needs authorization.</summary>
    public static string Services(IReadOnlyDictionary<string, IReadOnlyList<ListedService>> byPlan) => Text(
        ["plan_id", "code", "description", "program"],
        byPlan.OrderBy(p => p.Key, StringComparer.Ordinal).SelectMany(plan => plan.Value
            .Select(s => new[] { plan.Key, s.Code, s.Description, s.Program.ToString().ToLowerInvariant() })));

    /// <summary>One line per counting rule.</summary>
    public static string Rules() => Text(
        ["id", "matter", "sentence", "source"], CountingRules.All.Select(r => new[] { r.Id, r.Matter, r.Sentence, r.Source }));

    private static (string Name, Func<LevelFigures, string> Value)[] Columns(string name, Func<LevelFigures, Share> share) =>
        [(name, f => Number(share(f).Part)), (name + "_percent", f => PublicMetricsWire.Percent(share(f)))];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Hours with two digits, or <c>none</c> (CNT-17).</summary>
    private static string Hours(TimeSpan? time) => time is { } elapsed
        ? Math.Round((decimal)elapsed.Ticks / TimeSpan.TicksPerHour, 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture)
        : "none";

    private static string Text(IEnumerable<string> header, IEnumerable<IEnumerable<string>> lines)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        // The defaults are RFC 4180: comma, quotes where needed, CR LF, the invariant culture, as many fields in every line.
        using (var csv = CsvWriter.Create(text, CsvWriterOptions.Default, leaveOpen: true))
        {
            foreach (var line in lines.Prepend(header)) csv.WriteRecord(line.ToArray());
        }
        return text.ToString();
    }
}
