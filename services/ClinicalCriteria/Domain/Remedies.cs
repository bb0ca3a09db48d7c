namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>One fact that would have to read otherwise.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Value">A value that would do.</param>
/// <param name="AppliesTo">Level or side; empty: all of the order.</param>
/// <param name="Words">The change in words: "cm.weeks at least 6 (now 4 weeks)".</param>
internal sealed record FactChange(FactDefinition Fact, FactValue Value, string AppliesTo, string Words);

/// <summary>A smallest set of changes that turns the answer to met.</summary>
internal sealed record Remedy(IReadOnlyList<FactChange> Changes)
{
    /// <summary>
    /// True when it leaves the closest pathway: a patient who lacks two weeks of therapy is not helped by "a cauda equina syndrome".
    /// </summary>
    public bool Far { get; init; }
}

/// <summary>"What would change the answer": a bounded search over the tree, every result tried out before it is told.</summary>
internal static class Remedies
{
    private const int Breadth = 8;
    private const int Told = 3;

    /// <summary>Smallest sets of facts that would turn the line to met; empty when it is met, or nothing the practice can state would do.</summary>
    public static IReadOnlyList<Remedy> Of(LineEvaluation evaluation)
    {
        if (evaluation.Guideline is not { } guideline || evaluation.Answer == Answer.Met)
            return [];
        List<Remedy> combined = [new Remedy([])];
        foreach (var unit in evaluation.Units.Where(unit => unit.Of(guideline.Root).Answer != Answer.Met))
        {
            var near = LineEvaluation.Closest(guideline, unit) is { } closest ? SlotsOf(closest) : null;
            combined = [.. combined.SelectMany(remedy => Extended(evaluation, guideline, unit, remedy, near))
                .OrderBy(remedy => remedy.Far).ThenBy(remedy => remedy.Changes.Count).Take(Told)];
        }

        return [.. combined.Select(remedy => Least(evaluation, guideline, remedy))
            .Where(remedy => remedy.Changes.Count > 0 && Does(evaluation, guideline, remedy.Changes))];
    }

    /// <summary>The remedy so far, made to do for one more level or side: what it changes for the whole order is changed there already.</summary>
    private static IEnumerable<Remedy> Extended(LineEvaluation evaluation, Guideline guideline, JudgedUnit unit, Remedy remedy, HashSet<int>? near)
    {
        var sheet = Changed(guideline, unit, remedy.Changes);
        if (Judge.Node(guideline.Root, sheet, null, new byte[guideline.NodeCount]).Answer == Answer.Met)
            return [remedy];
        var several = evaluation.Units.Count > 1;
        return Find(guideline, guideline.Root, sheet, includeComputed: false, near).Select(plan => new Remedy(
        [
            .. remedy.Changes.Where(change => !plan.Any(step => guideline.Slots[step.Slot] == change.Fact && change.AppliesTo.Length == 0)),
            .. plan.Select(step => Change(guideline, unit, step, several)),
        ])
        { Far = remedy.Far || IsFar(plan.Select(step => step.Slot), near) });
    }

    /// <summary>Without changes that the others do not need.</summary>
    private static Remedy Least(LineEvaluation evaluation, Guideline guideline, Remedy remedy)
    {
        foreach (var change in remedy.Changes)
        {
            FactChange[] without = [.. remedy.Changes.Where(other => other != change)];
            if (without.Length > 0 && Does(evaluation, guideline, without))
                return Least(evaluation, guideline, remedy with { Changes = without });
        }

        return remedy;
    }

    private static bool Does(LineEvaluation evaluation, Guideline guideline, IReadOnlyList<FactChange> changes) => evaluation.Units.All(unit =>
        Judge.Node(guideline.Root, Changed(guideline, unit, changes), null, new byte[guideline.NodeCount]).Answer == Answer.Met);

    private static Sheet Changed(Guideline guideline, JudgedUnit unit, IReadOnlyList<FactChange> changes)
    {
        var values = (FactValue[])unit.Sheet.Values.Clone();
        foreach (var change in changes.Where(change =>
            change.AppliesTo.Length == 0 || change.AppliesTo == unit.Sheet.Level || change.AppliesTo == unit.Sheet.Side))
            values[guideline.SlotOfFact[change.Fact.Index]] = change.Value;
        return unit.Sheet.With(values);
    }

    /// <summary>Smallest sets of slot values that make the node met; every one was tried.</summary>
    /// <param name="guideline">Guideline of the node.</param>
    /// <param name="root">The node to be met.</param>
    /// <param name="sheet">Facts so far.</param>
    /// <param name="includeComputed">True: facts of the platform may change too (used to see whether a pathway can be reached at all).</param>
    /// <param name="near">Slots of the closest pathway, whose sets come first; null: only the size counts.</param>
    public static IReadOnlyList<IReadOnlyList<SlotChange>> Find(Guideline guideline, Criterion root,
        Sheet sheet, bool includeComputed, HashSet<int>? near = null)
    {
        var verdicts = new byte[guideline.NodeCount];
        Judge.Node(root, sheet, null, verdicts);
        var search = new Search(sheet, verdicts, includeComputed, near);
        var found = new List<IReadOnlyList<SlotChange>>();
        foreach (var plan in search.Plans(root, met: true))
        {
            if (Works(root, sheet, plan, verdicts.Length, includeComputed) is { } values
                && Minimal(root, sheet, plan, verdicts.Length, includeComputed) is { } least)
            {
                values = Works(root, sheet, least, verdicts.Length, includeComputed)!;
                found.Add([.. least.Where(edit => edit.Slot >= 0).GroupBy(edit => edit.Slot)
                    .Select(group => new SlotChange(group.Key, values[group.Key],
                        string.Join(" and ", group.Select(edit => edit.Words).Distinct(StringComparer.Ordinal))))]);
            }
        }

        // Among sets of one size, those first that ask for more (weeks, studies, missing facts) rather than for the opposite of what was stated.
        return [.. found.OrderBy(changes => IsFar(changes.Select(c => c.Slot), near)).ThenBy(changes => changes.Count)
            .ThenBy(changes => changes.Count(c => Reverses(sheet.Values[c.Slot])))
            .DistinctBy(changes => string.Join('|', changes.Select(c => c.Slot).Order())).Take(Told)];
    }

    private static HashSet<int> SlotsOf(Criterion pathway) =>
        [.. Guideline.Walk(pathway)
            .Where(node => node.Test is { OnEntry: false } || node.Combination is Combination.Exists or Combination.Latest)
            .Select(node => node.Test?.Slot ?? node.ListSlot)];

    private static bool IsFar(IEnumerable<int> slots, HashSet<int>? near) => near is not null && slots.Any(slot => !near.Contains(slot));

    private static bool Reverses(FactValue stated) => stated.Kind is FactKind.Truth or FactKind.Word or FactKind.Words;

    private static FactChange Change(Guideline guideline, JudgedUnit unit, SlotChange change, bool several)
    {
        var fact = guideline.Slots[change.Slot];
        var appliesTo = !several ? "" : fact.Scope switch { FactScope.Level => unit.Sheet.Level, FactScope.Side => unit.Sheet.Side, _ => "" };
        var where = appliesTo.Length > 0 ? $" at {appliesTo}" : "";
        return new FactChange(fact, change.Value, appliesTo,
            $"{fact.Name} {change.Words}{where} (now {fact.InWords(unit.Sheet.Values[change.Slot])})");
    }

    private static FactValue[]? Works(Criterion root, Sheet sheet, IReadOnlyList<Edit> plan, int nodes, bool includeComputed)
    {
        var values = (FactValue[])sheet.Values.Clone();
        var changed = sheet.With(values);
        // Twice: a later edit of the same fact may undo an earlier one that a second pass reconciles.
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var edit in plan)
            {
                if (!edit.TryApply(changed, includeComputed))
                    return null;
            }

            if (Judge.Node(root, changed, null, new byte[nodes]).Answer == Answer.Met)
                return values;
        }

        return null;
    }

    private static List<Edit>? Minimal(Criterion root, Sheet sheet, IReadOnlyList<Edit> plan, int nodes, bool includeComputed)
    {
        List<Edit> least = [.. plan];
        for (var i = least.Count - 1; i >= 0; i--)
        {
            List<Edit> without = [.. least[..i], .. least[(i + 1)..]];
            if (Works(root, sheet, without, nodes, includeComputed) is not null)
                least = without;
        }

        return least.Count == 0 ? null : least;
    }

    /// <summary>A fact in its slot with its new value.</summary>
    internal sealed record SlotChange(int Slot, FactValue Value, string Words);

    /// <summary>One node to be made met or not met by changing one fact.</summary>
    private sealed record Edit(Criterion Node, bool Met)
    {
        public int Slot => Node.Test?.Slot ?? Node.ListSlot;

        public string Words => Node.Test is { } test ? Met ? test.InWords : $"not {test.InWords}"
            : Met ? $"an entry with {string.Join(", ", EntryLeaves(Node).Select(leaf => $"{leaf.Subject!.Name} {leaf.InWords}"))}"
            : $"without an entry with {string.Join(", ", EntryLeaves(Node).Select(leaf => $"{leaf.Subject!.Name} {leaf.InWords}"))}";

        public bool TryApply(Sheet sheet, bool includeComputed)
        {
            if (Node.Test is { Subject: null } ofOrder)
                return includeComputed && ofOrder.TryMakeOrder(Met, sheet);
            if (Node.Test is { } test)
                return test.Subject is { } fact && (includeComputed || fact.Supply == FactSupply.Asked)
                    && test.TryMake(Met, sheet, ref sheet.Values[test.Slot]);
            return EntryEdits.TryMake(Node, Met, sheet);
        }

        private static IEnumerable<LeafTest> EntryLeaves(Criterion node) =>
            node.Among.Concat(Guideline.Walk(node).Where(part => part.Test is { OnEntry: true }).Select(part => part.Test!));
    }

    /// <summary>Alternative plans for a node, smallest first, at most <see cref="Breadth"/>.</summary>
    private sealed class Search(Sheet sheet, byte[] verdicts, bool includeComputed, HashSet<int>? near)
    {
        public List<List<Edit>> Plans(Criterion node, bool met)
        {
            var wanted = Kleene.Of(met);
            if (new Verdict(verdicts[node.Index]) is { Applies: true } verdict && verdict.Answer == wanted)
                return [[]];
            switch (node.Combination)
            {
                case Combination.Not:
                    return Plans(node.Nodes[0], !met);
                case Combination.All when met:
                case Combination.Any or Combination.Waivable when !met:
                    return Every(Applying(node), met);
                case Combination.All or Combination.Any or Combination.Waivable:
                    return Least(Applying(node).SelectMany(child => Plans(child, met)));
                case Combination.AtLeast:
                    return Some(node, met);
                default:
                    var edit = new Edit(node, met);
                    return edit.TryApply(sheet.With((FactValue[])sheet.Values.Clone()), includeComputed) ? [[edit]] : [];
            }
        }

        private List<List<Edit>> Every(IEnumerable<Criterion> children, bool met)
        {
            List<List<Edit>> plans = [[]];
            foreach (var child in children)
            {
                var more = Plans(child, met);
                plans = Least(plans.SelectMany(plan => more.Select(next => plan.Concat(next).ToList())));
            }

            return plans;
        }

        private List<List<Edit>> Some(Criterion node, bool met)
        {
            var needed = met ? node.Needed : node.Nodes.Length - node.Needed + 1;
            var cheapest = node.Nodes.Select(child => Plans(child, met)).Where(plans => plans.Count > 0).Select(plans => plans[0])
                .OrderBy(plan => plan.Count).Take(needed).ToList();
            return cheapest.Count < needed ? [] : [[.. cheapest.SelectMany(plan => plan)]];
        }

        private IEnumerable<Criterion> Applying(Criterion node) =>
            node.Combination == Combination.Any ? node.Nodes.Where(child => (child.CodeMask & sheet.CodeBit) != 0) : node.Nodes;

        private List<List<Edit>> Least(IEnumerable<List<Edit>> plans) =>
            [.. plans.OrderBy(plan => IsFar(plan.Select(edit => edit.Slot), near))
                .ThenBy(plan => plan.Select(edit => edit.Slot).Distinct().Count()).Take(Breadth)];
    }
}
