namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>A question that can still change an answer.</summary>
/// <param name="Fact">What is asked for.</param>
/// <param name="AppliesTo">Level or side asked about; empty: the whole order.</param>
/// <param name="Criteria">Criteria the answer can decide.</param>
/// <param name="Weight">How decisive: 1 would settle a line alone.</param>
internal sealed record InterviewQuestion(FactDefinition Fact, string AppliesTo, IReadOnlyList<string> Criteria, double Weight);

/// <summary>
/// What to ask next. A fact is worth asking only while a leaf that reads it is unknown and every node above that leaf is unknown too:
/// under a settled node nothing can change, and an alternative that another one absorbs cannot either. The weight of the root is shared among its open children, and so on down to the leaves.
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
                new Walk(unit, several, asked).Node(evaluation.Guideline!.Root, null, 1.0 / evaluation.Units.Count);
        }

        return [.. asked.OrderByDescending(pair => pair.Value.Weight).ThenBy(pair => pair.Key.Fact.Index).ThenBy(pair => pair.Key.AppliesTo, StringComparer.Ordinal)
            .Take(limit)
            .Select(pair => new InterviewQuestion(pair.Key.Fact, pair.Key.AppliesTo, [.. pair.Value.Criteria.Distinct(StringComparer.Ordinal)], pair.Value.Weight))];
    }

    private sealed class Walk(JudgedUnit unit, bool several, Dictionary<(FactDefinition, string), (double Weight, List<string> Criteria)> asked)
    {
        private readonly byte[] _scratch = new byte[unit.Verdicts.Length];

        public void Node(Criterion node, FactDefinition? list, double weight)
        {
            switch (node.Combination)
            {
                case Combination.Leaf:
                    Leaf(node, list, unit.Verdicts, weight);
                    break;
                case Combination.Exists or Combination.Latest:
                    Entries(node, weight);
                    break;
                default:
                    var open = Absorption.Open(node, unit);
                    foreach (var child in open)
                        Node(child, list, weight / open.Length);
                    break;
            }
        }

        private void Leaf(Criterion node, FactDefinition? list, byte[] verdicts, double weight)
        {
            if (new Verdict(verdicts[node.Index]).Answer != Answer.Unknown || node.Test!.Subject is not { } subject)
                return;
            var value = unit.Sheet.Values[list is null ? node.Test.Slot : 0];
            if (list is null && (value.Kind == FactKind.NotGiven || (node.Test is CountTest count && HasGap(count, value))))
                Ask(subject, node.Id, weight);
        }

        private void Entries(Criterion node, double weight)
        {
            var value = unit.Sheet.Values[node.ListSlot];
            if (value.Kind == FactKind.NotGiven)
            {
                Ask(node.List!, node.Id, weight);
                return;
            }

            foreach (var entry in value.Entries)
            {
                var among = node.Among.Where(test => test.Judge(unit.Sheet, entry) == Answer.Unknown).ToArray();
                var gap = Array.Exists(among, test => entry[test.Slot].Kind == FactKind.NotGiven)
                    || (node.Combination == Combination.Latest && entry[node.LatestBy].Kind == FactKind.NotGiven && !node.Among.Any(test => test.Judge(unit.Sheet, entry) == Answer.NotMet));
                if (gap || GapIn(node.Nodes[0], entry))
                {
                    Ask(node.List!, node.Id, weight);
                    return;
                }
            }
        }

        /// <summary>An unknown leaf of this entry's own judgement whose field nobody filled in.</summary>
        private bool GapIn(Criterion child, FactValue[] entry)
        {
            Judge.Node(child, unit.Sheet, entry, _scratch);
            return OpenLeaf(child, entry);
        }

        private bool OpenLeaf(Criterion node, FactValue[] entry) => new Verdict(_scratch[node.Index]) is { Applies: true, Answer: Answer.Unknown }
            && (node.Test is { } test ? test.OnEntry && entry[test.Slot].Kind == FactKind.NotGiven : Array.Exists(node.Nodes, child => OpenLeaf(child, entry)));

        private bool HasGap(CountTest count, FactValue value) => value.Kind == FactKind.Entries && value.Entries.Any(entry =>
            count.Passes(entry, unit.Sheet) == Answer.Unknown && count.Where.Any(test => entry[test.Slot].Kind == FactKind.NotGiven));

        private void Ask(FactDefinition fact, string criterion, double weight)
        {
            if (fact.Supply != FactSupply.Asked)
                return;
            var appliesTo = !several ? "" : fact.Scope switch { FactScope.Level => unit.Sheet.Level, FactScope.Side => unit.Sheet.Side, _ => "" };
            var (sum, criteria) = asked.GetValueOrDefault((fact, appliesTo), (0, []));
            criteria.Add(criterion);
            asked[(fact, appliesTo)] = (sum + weight, criteria);
        }
    }
}
