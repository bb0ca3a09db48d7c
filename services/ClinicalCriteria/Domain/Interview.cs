namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>A question that can still change an answer.</summary>
/// <param name="Fact">What is asked for.</param>
/// <param name="AppliesTo">Level or side asked about; empty: the whole order.</param>
/// <param name="Criteria">Criteria the answer can decide.</param>
/// <param name="Weight">How decisive: 1 would settle a line alone.</param>
internal sealed record InterviewQuestion(FactDefinition Fact, string AppliesTo, IReadOnlyList<string> Criteria, double Weight);

/// <summary>
/// What to ask next. A fact is worth asking only while a leaf that reads it is unknown and every node above that leaf is unknown too:
/// under a settled node nothing can change. Of those, only what can decide is asked (<see cref="Pivots"/>). The weight of the root is shared among
/// its open children, and so on down to the leaves.
/// </summary>
internal static class Interview
{
    /// <summary>Most decisive first; empty when every line is settled or the rest cannot be asked.</summary>
    public static IReadOnlyList<InterviewQuestion> NextQuestions(IReadOnlyList<LineEvaluation> evaluations, int limit)
    {
        var asked = new Dictionary<(FactDefinition Fact, string AppliesTo), (double Weight, List<string> Criteria)>();
        foreach (var evaluation in evaluations.Where(evaluation => evaluation is { Guideline: not null, Answer: Answer.Unknown }))
        {
            var several = evaluation.Units.Count > 1;
            foreach (var unit in evaluation.Units)
                new Walk(evaluation.Guideline!.Root, unit, several, asked).Node(evaluation.Guideline.Root, 1.0 / evaluation.Units.Count);
        }

        return [.. asked.OrderByDescending(pair => pair.Value.Weight)
            .ThenBy(pair => pair.Key.Fact.Index).ThenBy(pair => pair.Key.AppliesTo, StringComparer.Ordinal)
            .Take(limit)
            .Select(pair => new InterviewQuestion(pair.Key.Fact, pair.Key.AppliesTo,
                [.. pair.Value.Criteria.Distinct(StringComparer.Ordinal)], pair.Value.Weight))];
    }

    /// <summary>Which tests of a unit are open to an answer, and which of those can decide; for trying out.</summary>
    internal static Pivots PivotsOf(Criterion root, JudgedUnit unit) =>
        new(root, unit, node => OpenFact(node, unit, new byte[unit.Verdicts.Length]) is not null);

    /// <summary>
    /// The fact whose answer this unknown test waits for; null when it was answered "not documented" or there is nothing to answer.
    /// </summary>
    private static FactDefinition? OpenFact(Criterion node, JudgedUnit unit, byte[] scratch)
    {
        if (node.List is { } list)
        {
            var value = unit.Sheet.Values[node.ListSlot];
            return value.Kind == FactKind.NotGiven || value.Entries.Any(entry => EntryGap(node, unit, entry, scratch)) ? list : null;
        }

        var given = node.Test is { Subject: not null } test ? unit.Sheet.Values[test.Slot] : FactValue.NotDocumented;
        return given.Kind == FactKind.NotGiven || (node.Test is CountTest count && CountGap(count, given, unit)) ? node.Test!.Subject : null;
    }

    private static bool EntryGap(Criterion node, JudgedUnit unit, FactValue[] entry, byte[] scratch)
    {
        if (node.Among.Any(test => test.Judge(unit.Sheet, entry) == Answer.NotMet))
            return false;
        if (node.Among.Any(test => test.Judge(unit.Sheet, entry) == Answer.Unknown && entry[test.Slot].Kind == FactKind.NotGiven)
            || (node.Combination == Combination.Latest && entry[node.LatestBy].Kind == FactKind.NotGiven))
            return true;
        Judge.Node(node.Nodes[0], unit.Sheet, entry, scratch);
        return OpenLeaf(node.Nodes[0], entry, scratch);
    }

    private static bool OpenLeaf(Criterion node, FactValue[] entry, byte[] verdicts) =>
        new Verdict(verdicts[node.Index]) is { Applies: true, Answer: Answer.Unknown }
        && (node.Test is { } test
            ? test.OnEntry && entry[test.Slot].Kind == FactKind.NotGiven
            : Array.Exists(node.Nodes, child => OpenLeaf(child, entry, verdicts)));

    private static bool CountGap(CountTest count, FactValue value, JudgedUnit unit) => value.Entries.Any(entry =>
        count.Passes(entry, unit.Sheet) == Answer.Unknown && count.Where.Any(test => entry[test.Slot].Kind == FactKind.NotGiven));

    private sealed class Walk(Criterion root, JudgedUnit unit, bool several,
        Dictionary<(FactDefinition, string), (double Weight, List<string> Criteria)> asked)
    {
        private readonly byte[] _scratch = new byte[unit.Verdicts.Length];
        private readonly Pivots _pivots = PivotsOf(root, unit);

        public void Node(Criterion node, double weight)
        {
            if (node.Combination is Combination.Leaf or Combination.Exists or Combination.Latest)
            {
                if (OpenFact(node, unit, _scratch) is { Supply: FactSupply.Asked } fact && _pivots.Decides(node))
                    Ask(fact, node.Id, weight);
                return;
            }

            var open = Array.FindAll(node.Nodes, child => unit.Of(child) is { Applies: true, Answer: Answer.Unknown });
            foreach (var child in open)
                Node(child, weight / open.Length);
        }

        private void Ask(FactDefinition fact, string criterion, double weight)
        {
            var appliesTo = !several ? "" : fact.Scope switch { FactScope.Level => unit.Sheet.Level, FactScope.Side => unit.Sheet.Side, _ => "" };
            var (sum, criteria) = asked.GetValueOrDefault((fact, appliesTo), (0, []));
            criteria.Add(criterion);
            asked[(fact, appliesTo)] = (sum + weight, criteria);
        }
    }
}
