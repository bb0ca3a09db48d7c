using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using UtilizationReview.Contracts.Intake.V1;

namespace UtilizationReview.Host.Metrics;

/// <summary>The yearly public figures for people.</summary>
internal static class MetricsText
{
    public static string Of(GetPublicMetricsResponse metrics)
    {
        var text = new StringBuilder();
        Line(text, $"Prior authorization in {metrics.Year}{(metrics.YearIsOver ? "" : ", a year that is not over")}, counted "
            + $"{metrics.AsOf.ToDateTimeOffset():yyyy-MM-dd HH:mm} UTC");
        foreach (var plan in metrics.Plans)
        {
            Line(text, "");
            Line(text, $"{plan.PlanId} ({plan.LineOfBusiness.Replace('_', ' ')})");
            Line(text, $"  (1) services needing authorization    {plan.Services.Count} codes");
            Line(text, $"  (2) standard, approved                {Share(plan.StandardApproved)}");
            Line(text, $"  (3) standard, denied                  {Share(plan.StandardDenied)}");
            Line(text, $"  (4) standard, approved after appeal   {Share(plan.StandardApprovedAfterAppeal)}"
                + $"; {plan.Beside.StandardAppealsDecided} appeals decided");
            Line(text, $"  (5) extended and approved             {Share(plan.ExtendedAndApproved)}");
            Line(text, $"  (6) expedited, approved               {Share(plan.ExpeditedApproved)}");
            Line(text, $"  (7) expedited, denied                 {Share(plan.ExpeditedDenied)}");
            Line(text, $"  (8) time to decision, standard        {Times(plan.StandardTime)}");
            Line(text, $"  (9) time to decision, expedited       {Times(plan.ExpeditedTime)}");
            Line(text, $"  beside: {plan.Beside.ApprovedByRules} approved by rules, "
                + $"{plan.Beside.PartlyApproved} approved in part (counted as denied), "
                + $"{plan.Beside.ReopenedAndApproved} reopened and approved, {plan.Beside.Late} late, {plan.Beside.DeemedApproved} deemed approved, "
                + $"{plan.Beside.DeemedDenied} deemed denied");
            Line(text, $"  not counted: {plan.KeptApart.Withdrawn} withdrawn, {plan.KeptApart.NoReviewRequired} without review, "
                + $"{plan.KeptApart.Notifications} notifications, {plan.KeptApart.Drugs} drugs");
        }
        Line(text, "");
        Line(text, "How it is counted");
        foreach (var rule in metrics.CountingRules) Line(text, $"  {rule.Id} {rule.Matter}: {rule.Sentence} [{rule.Source}]");
        return text.ToString();
    }

    private static string Share(Share share) => share.Whole == 0 ? "none" : $"{share.Percent} %  ({share.Part} of {share.Whole})";

    private static string Times(DecisionTime time) =>
        time.Mean is null ? "none" : $"mean {Hours(time.Mean)} h, median {(time.Median is null ? "none" : Hours(time.Median) + " h")}";

    private static string Hours(Duration time) => time.ToTimeSpan().TotalHours.ToString("0.00", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
