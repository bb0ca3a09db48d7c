namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>One node of a trace, as it is shown.</summary>
internal sealed record TraceNode(
    string Id, string Text, Answer? Answer, bool Waived, Evidence Evidence, string Source, string Combines,
    IReadOnlyList<TraceFact> Facts, IReadOnlyList<TraceNode> Children)
{
    /// <summary>Of a judged test on a number; null for anything else.</summary>
    public NumberBound? Bound { get; init; }
}

/// <summary>A fact as the evaluator saw it.</summary>
internal sealed record TraceFact(string Name, string Value, FactOrigin? Origin, string Document, int Page);

/// <summary>Tells the whole tree of an evaluation, or of a guideline that nothing was judged by.</summary>
internal static class Trace
{
    /// <summary>Exclusions first, then pathways. Several levels or sides: one group each.</summary>
    public static IReadOnlyList<TraceNode> Of(LineEvaluation evaluation)
    {
        if (evaluation.Guideline is not { } guideline)
            return [];
        if (evaluation.Units.Count == 1)
            return OfUnit(evaluation, guideline, evaluation.Units[0]);
        return [.. evaluation.Units.Select(unit => new TraceNode(
            unit.Name, $"The criteria hold at {unit.Name}.", unit.Of(guideline.Root).Answer, false, Evidence.None, "", "all", [],
            OfUnit(evaluation, guideline, unit)))];
    }

    /// <summary>The criteria of a guideline without answers.</summary>
    public static IReadOnlyList<TraceNode> Of(Guideline guideline) => [.. guideline.Exclusions.Concat(guideline.Pathways).Select(Unjudged)];

    private static List<TraceNode> OfUnit(LineEvaluation evaluation, Guideline guideline, JudgedUnit unit) =>
        [.. guideline.Exclusions.Concat(guideline.Pathways)
            .Where(node => unit.Of(node).Applies).Select(node => Judged(evaluation, node, unit, null))];

    /// <summary>The facts a criterion was judged on.</summary>
    public static IReadOnlyList<TraceFact> FactsOf(LineEvaluation evaluation, CheckedCriterion checkedCriterion) =>
        [.. Guideline.Walk(checkedCriterion.Criterion).SelectMany(node => FactOf(evaluation, node, checkedCriterion)).DistinctBy(fact => fact.Name)];

    private static IEnumerable<TraceFact> FactOf(LineEvaluation evaluation, Criterion node, CheckedCriterion of)
    {
        if (node.List is { } list)
            yield return Used(evaluation, list, of.Unit.Sheet.Values[node.ListSlot], of.Unit.Sheet, onEntry: false);
        else if (node.Test is { Subject: { } subject, OnEntry: false, Slot: var slot })
            yield return Used(evaluation, subject, of.Unit.Sheet.Values[slot], of.Unit.Sheet, onEntry: false);
        else if (node.Test is { Subject: { } field, Slot: var at } && of.Entry is { } entry)
            yield return Used(evaluation, field, entry[at], of.Unit.Sheet, onEntry: true);
    }

    private static TraceNode Judged(LineEvaluation evaluation, Criterion node, JudgedUnit unit, FactValue[]? entry)
    {
        var verdict = unit.Of(node);
        var facts = new List<TraceFact>();
        NumberBound? bound = null;
        if (node.Test?.Subject is { } subject)
        {
            var value = node.Test.OnEntry ? entry is null ? default : entry[node.Test.Slot] : unit.Sheet.Values[node.Test.Slot];
            facts.Add(Used(evaluation, subject, value, unit.Sheet, node.Test.OnEntry));
            bound = (node.Test as NumberTest)?.Bound(value, unit.Sheet);
        }
        else if (node.List is { } list)
        {
            facts.Add(Used(evaluation, list, unit.Sheet.Values[node.ListSlot], unit.Sheet, onEntry: false));
            entry = Judge.PickEntry(node, unit.Sheet);
        }

        var children = node.Nodes.Where(child => unit.Of(child).Applies).Select(child => Judged(evaluation, child, unit, entry)).ToList();
        return Shown(node, verdict.Answer, verdict.Waived, facts, children) with { Bound = bound };
    }

    private static TraceNode Unjudged(Criterion node) => Shown(node, null, waived: false, [], [.. node.Nodes.Select(Unjudged)]);

    private static TraceNode Shown(Criterion node, Answer? answer, bool waived, IReadOnlyList<TraceFact> facts, IReadOnlyList<TraceNode> children) =>
        new(node.Id, node.Text, answer, waived, node.Evidence, node.Source, Combines(node), facts, children);

    private static TraceFact Used(LineEvaluation evaluation, FactDefinition fact, FactValue value, Sheet sheet, bool onEntry)
    {
        if (fact.Computed && !onEntry)
            return new TraceFact(fact.Name, fact.InWords(value), FactOrigin.Platform, "", 0);
        var statement = onEntry ? null : evaluation.StatementOf(fact, sheet);
        return new TraceFact(fact.Name, fact.InWords(value), statement?.Origin, statement?.Document ?? "", statement?.Page ?? 0);
    }

    /// <summary>How a node combines its children, in words; empty for a leaf.</summary>
    public static string Combines(Criterion node) => node.Combination switch
    {
        Combination.Leaf => "",
        Combination.All => "all",
        Combination.Any => "any",
        Combination.Waivable => "the first, or waived by the second",
        Combination.AtLeast => $"at least {node.Needed} of",
        Combination.Not => "not",
        Combination.Exists => $"some entry of {node.List!.Name}",
        _ => $"the latest entry of {node.List!.Name}",
    };
}
