namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>How a criterion stands before submission.</summary>
internal enum CriterionState : byte
{
    Met,
    Unmet,
    Missing,
}

/// <summary>One criterion that counts.</summary>
/// <param name="Criterion">The criterion.</param>
/// <param name="State">How it stands; an exclusion is met when it is absent.</param>
/// <param name="Unit">Level and side it was judged at.</param>
/// <param name="Entry">Entry it was judged on; null outside entries.</param>
internal sealed record CheckedCriterion(Criterion Criterion, CriterionState State, JudgedUnit Unit, FactValue[]? Entry);

/// <summary>What a practice sees before it submits: exclusions, then the pathway that is met or comes closest, criterion by criterion.</summary>
internal static class PreCheck
{
    public static IReadOnlyList<CheckedCriterion> Of(LineEvaluation evaluation)
    {
        var found = new List<CheckedCriterion>();
        if (evaluation.Guideline is not { } guideline)
            return found;
        foreach (var unit in evaluation.Units)
        {
            foreach (var exclusion in guideline.Exclusions.Where(exclusion => unit.Of(exclusion).Applies))
                found.Add(new CheckedCriterion(exclusion, StateOf(Kleene.Not(unit.Of(exclusion).Answer)), unit, null));
            if (LineEvaluation.Closest(guideline, unit) is { } pathway)
                Collect(pathway, unit, null, found);
        }

        return found;
    }

    /// <summary>The outlook in a sentence.</summary>
    public static string Sentence(LineEvaluation evaluation) => evaluation switch
    {
        { Route.Kind: not RouteKind.Review } => evaluation.Route.Sentence,
        { Guideline: null } => "No guideline judges this code on the date of service; a nurse looks at it.",
        { Excluded: true } => "A contraindication is present; a nurse looks at it, and only a physician may deny.",
        { AutomationAllowed: true } => "Every criterion is met; the line would be approved at once, if its site is no question.",
        { Answer: Answer.Met } => "Every criterion is met, but its evidence does not carry an approval by rules; a nurse looks at it.",
        { Answer: Answer.NotMet } => "A criterion is not met; a nurse looks at it, and only a physician may deny.",
        _ => "The record does not say everything; a nurse looks at it, or the missing facts are stated first.",
    };

    private static void Collect(Criterion node, JudgedUnit unit, FactValue[]? entry, List<CheckedCriterion> found)
    {
        var verdict = unit.Of(node);
        switch (node.Combination)
        {
            case Combination.All:
                foreach (var child in node.Nodes)
                    Collect(child, unit, entry, found);
                break;
            case Combination.Any when node.Nodes.Where(child => unit.Of(child).Applies)
                .MinBy(child => LineEvaluation.Distance(child, unit)) is { } closest:
                Collect(closest, unit, entry, found);
                break;
            case Combination.Waivable:
                Collect(verdict.Waived ? node.Nodes[1] : node.Nodes[0], unit, entry, found);
                break;
            case Combination.Exists or Combination.Latest
                when unit.Sheet.Values[node.ListSlot].Known && Judge.PickEntry(node, unit.Sheet) is { } picked:
                Collect(node.Nodes[0], unit, picked, found);
                break;
            default:
                found.Add(new CheckedCriterion(node, StateOf(verdict.Answer), unit, entry));
                break;
        }
    }

    private static CriterionState StateOf(Answer answer) => answer switch
    {
        Answer.Met => CriterionState.Met,
        Answer.NotMet => CriterionState.Unmet,
        _ => CriterionState.Missing,
    };
}
