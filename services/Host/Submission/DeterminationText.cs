using System.Text;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Host.Journeys;
using Route = UtilizationReview.Contracts.Criteria.V1.Route;

namespace UtilizationReview.Host.Submission;

/// <summary>An order's determination and trace as text.</summary>
internal static class DeterminationText
{
    public static string Of(Order order)
    {
        var text = new StringBuilder();
        text.AppendLine($"{order.TrackingNumber}: "
            + $"{JourneySteps.InWords(order.Status)}{(order.OrderNumber.Length > 0 ? $", order number {order.OrderNumber}" : "")}");
        text.AppendLine($"Received {order.ReceivedAt.ToDateTimeOffset():yyyy-MM-dd HH:mm} UTC; a decision is due by "
            + $"{order.DueAt?.ToDateTimeOffset():yyyy-MM-dd HH:mm} UTC ({order.Regime}).");
        foreach (var line in order.Lines)
        {
            text.AppendLine();
            text.AppendLine($"Line {line.Line.Number}: {line.Line.Code} {line.Description}: {JourneySteps.InWords(line.Outcome)}");
            foreach (var determination in line.Determinations)
                Determination(text, determination);
            if (line.Evaluation is { } evaluation)
                Evaluation(text, evaluation);
            if (line.Site is { Sentence.Length: > 0 } site)
                text.AppendLine($"  Site: {site.Sentence}");
        }

        foreach (var alternative in order.SiteAlternatives)
        {
            text.AppendLine($"  Alternative: {alternative.Facility.Name}, {alternative.TenthsOfMile / 10}.{alternative.TenthsOfMile % 10} miles"
                + (alternative.Preferred ? ", preferred" : "") + (alternative.SurgeonPrivileged ? ", your surgeon has privileges" : ""));
        }

        if (order.PossibleNow.Count > 0)
            text.AppendLine().AppendLine($"Possible now: {string.Join(", ", order.PossibleNow)}");
        text.AppendLine().Append("Demonstration criteria modelled on public information; not any company's criteria; not medical advice.");
        return text.ToString();
    }

    private static void Determination(StringBuilder text, Determination determination)
    {
        text.AppendLine($"  Decided by {JourneySteps.InWords(determination.Decider)} on {determination.DecisionDate}"
            + (determination.ValidThrough.Length > 0 ? $"; valid through {determination.ValidThrough} ({determination.ValidityRule})" : ""));
        if (determination.Reason.Length > 0)
            text.AppendLine($"  {determination.Reason}");
    }

    private static void Evaluation(StringBuilder text, LineEvaluation evaluation)
    {
        if (evaluation.Route is { Route: not Route.Review } route)
        {
            text.AppendLine($"  {route.Sentence}");
            return;
        }

        text.AppendLine($"  {evaluation.Guideline} {evaluation.Version}: {JourneySteps.InWords(evaluation.Answer)}"
            + (evaluation.Pathway.Length > 0 ? $" by {evaluation.Pathway}" : "")
            + (evaluation is { Answer: Answer.Met, AutomationAllowed: false } ? " (a reviewer must confirm it)" : ""));
        foreach (var criterion in evaluation.Trace)
            Criterion(text, criterion, "    ");
        foreach (var change in evaluation.WhatWouldChange)
            text.AppendLine($"  Would be met with: {string.Join(" and ", change.Steps)}");
        foreach (var advisory in evaluation.Advisories)
            text.AppendLine($"  Advice: {advisory}");
    }

    private static void Criterion(StringBuilder text, CriterionTrace criterion, string indent)
    {
        var sign = criterion switch
        {
            { Waived: true } => "waived",
            { Answer: Answer.Met } => "met",
            { Answer: Answer.NotMet } => "not met",
            _ => "unknown",
        };
        text.AppendLine($"{indent}[{sign,-7}] {criterion.Id} {criterion.Text}"
            + (criterion.Combines.Length > 0 ? $" ({criterion.Combines} of)" : "")
            + (criterion.Source.Length > 0 ? $" [{criterion.Source}, {criterion.Evidence}]" : ""));
        if (criterion.Facts.Count > 0)
            text.AppendLine($"{indent}          {string.Join("; ", criterion.Facts.Select(fact => $"{fact.Name} = {fact.Value}"))}");
        foreach (var child in criterion.Children)
            Criterion(text, child, indent + "  ");
    }
}
