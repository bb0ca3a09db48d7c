namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>One level and side, judged.</summary>
internal readonly record struct JudgedUnit(Sheet Sheet, byte[] Verdicts)
{
    public Verdict Of(Criterion node) => new(Verdicts[node.Index]);

    /// <summary>Level and side in words; empty when the line names neither.</summary>
    public string Name => string.Join(' ', new[] { Sheet.Level, Sheet.Side }.Where(part => part.Length > 0));
}

/// <summary>A criterion that stands between the order and an approval.</summary>
internal sealed record OpenCriterion(string Id, string Text, Answer Answer, IReadOnlyList<string> MissingFacts, string Source);

/// <summary>
/// The judgement of one line. Holds the facts and one byte per criterion; trace, open criteria and remedies are told from them on demand.
/// Multi-level surgery: the criteria hold for each level and side (clinical rules §2).
/// </summary>
internal sealed class LineEvaluation
{
    private readonly CriteriaOrder _order;

    public LineEvaluation(CriteriaOrder order, LineRoute route, Guideline? guideline, JudgedUnit[] units, LineEvaluation? primary)
    {
        _order = order;
        Route = route;
        Guideline = guideline;
        Units = units;
        var answer = guideline is null ? Answer.Unknown : Answer.Met;
        var carries = guideline is not null;
        for (var i = 0; i < units.Length; i++)
        {
            var root = units[i].Of(guideline!.Root);
            answer = Kleene.And(answer, root.Answer);
            carries &= root.Carries;
            Excluded |= Hit(guideline, units[i]);
        }

        if (primary is not null)
        {
            answer = Kleene.And(answer, primary.Answer);
            carries &= primary.AutomationAllowed;
            Excluded |= primary.Excluded;
        }

        Answer = answer;
        AutomationAllowed = answer == Answer.Met && carries && !Excluded;
    }

    public LineRoute Route { get; }

    /// <summary>Null where no guideline judges the code on this date of service: unknown, for a nurse.</summary>
    public Guideline? Guideline { get; }

    /// <summary>Every level and side of the line.</summary>
    public IReadOnlyList<JudgedUnit> Units { get; }

    public Answer Answer { get; }

    /// <summary>The evidence of what decided allows an approval by rules (clinical rules §0.2).</summary>
    public bool AutomationAllowed { get; }

    /// <summary>A contraindication is met.</summary>
    public bool Excluded { get; }

    /// <summary>The pathway that decides, or the one that comes closest; null without a guideline.</summary>
    public Criterion? Pathway => Guideline is null ? null : Closest(Guideline, Worst);

    /// <summary>The level and side that holds the answer back.</summary>
    public JudgedUnit Worst => Units.OrderBy(unit => unit.Of(Guideline!.Root).Answer).First();

    /// <summary>Criteria not met or unknown: exclusions that are hit or open, then the closest pathway of each level and side.</summary>
    public IReadOnlyList<OpenCriterion> OpenCriteria()
    {
        var open = new List<OpenCriterion>();
        if (Guideline is null)
            return open;
        foreach (var unit in Units)
        {
            foreach (var exclusion in Guideline.Exclusions)
                CollectExclusion(exclusion, unit, open);
            if (Closest(Guideline, unit) is { } pathway && unit.Of(pathway).Answer != Answer.Met)
                Collect(pathway, unit, null, open);
        }

        return [.. open.DistinctBy(criterion => (criterion.Id, criterion.Answer))];
    }

    /// <summary>Advisories whose occasion holds or cannot be ruled out; never a gate.</summary>
    public IReadOnlyList<string> Advisories() => Guideline is null ? [] :
        [.. Guideline.Advisories.Where(advisory => advisory.When is null || Alone(advisory.When, Units[0].Sheet) != Answer.NotMet)
            .Select(advisory => $"{advisory.Id}: {advisory.Text}")];

    /// <summary>Diagnoses that do not go with the answers (clinical rules §9).</summary>
    public IReadOnlyList<string> Contradictions() => Guideline is null ? [] :
        [.. Guideline.Contradictions
            .Where(c => _order.Diagnoses.Any(dx => StartsWithAny(dx, c.DiagnosisPrefixes))
                && !_order.Diagnoses.Any(dx => StartsWithAny(dx, c.UnlessPrefixes)))
            .Where(c => Units.Any(unit => Alone(c.When, unit.Sheet) == Answer.Met))
            .Select(c => c.Sentence)];

    /// <summary>The statement a slot was filled from; null when it was computed or not given.</summary>
    public FactStatement? StatementOf(FactDefinition fact, Sheet sheet) =>
        _order.Facts.LastOrDefault(s => s.Fact == fact && s.AppliesTo.Length > 0 && (s.AppliesTo == sheet.Level || s.AppliesTo == sheet.Side))
        ?? _order.Facts.LastOrDefault(s => s.Fact == fact && s.AppliesTo.Length == 0);

    /// <summary>Of the pathways that apply: met and carrying first, then met, then the one of which the greatest part is met.</summary>
    public static Criterion? Closest(Guideline guideline, JudgedUnit unit) =>
        guideline.Pathways.Where(pathway => unit.Of(pathway).Applies)
            .OrderByDescending(pathway => unit.Of(pathway).Carries)
            .ThenByDescending(pathway => unit.Of(pathway).Answer == Answer.Met)
            .ThenBy(pathway => OpenPart(pathway, unit))
            .ThenBy(pathway => Distance(pathway, unit))
            .FirstOrDefault();

    /// <summary>The open part of a pathway, 0 to 1: one criterion short of a full course is closer than an emergency that nobody claims.</summary>
    private static double OpenPart(Criterion pathway, JudgedUnit unit)
    {
        var distance = Distance(pathway, unit);
        var met = Guideline.Walk(pathway).Count(node => node.Test is not null && unit.Of(node) is { Applies: true, Answer: Answer.Met });
        return distance / (double)(distance + 2 * met);
    }

    /// <summary>How far a node is from being met: 2 for an unknown leaf, 3 for one not met.</summary>
    public static int Distance(Criterion node, JudgedUnit unit)
    {
        var verdict = unit.Of(node);
        if (verdict.Answer == Answer.Met)
            return 0;
        return node.Combination switch
        {
            Combination.All => node.Nodes.Sum(child => Distance(child, unit)),
            Combination.Any or Combination.Waivable =>
                node.Nodes.Where(child => unit.Of(child).Applies).Select(child => Distance(child, unit)).DefaultIfEmpty(99).Min(),
            Combination.AtLeast => node.Nodes.Select(child => Distance(child, unit)).Order().Take(node.Needed).Sum(),
            Combination.Exists or Combination.Latest => Math.Max(Distance(node.Nodes[0], unit), 2),
            _ => verdict.Answer == Answer.Unknown ? 2 : 3,
        };
    }

    private static bool StartsWithAny(string diagnosis, IReadOnlyList<string> prefixes) =>
        prefixes.Any(prefix => diagnosis.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static Answer Alone(Criterion node, Sheet sheet) => Judge.Node(node, sheet, null, new byte[node.End]).Answer;

    private static bool Hit(Guideline guideline, JudgedUnit unit)
    {
        foreach (var exclusion in guideline.Exclusions)
        {
            if (unit.Of(exclusion) is { Applies: true, Answer: Answer.Met })
                return true;
        }

        return false;
    }

    private static void CollectExclusion(Criterion node, JudgedUnit unit, List<OpenCriterion> open)
    {
        var verdict = unit.Of(node);
        if (verdict is { Applies: true, Answer: not Answer.NotMet })
        {
            // The order needs the contraindication to be absent: a hit is a criterion not met.
            open.Add(new OpenCriterion(node.Id, node.Text, Kleene.Not(verdict.Answer), Missing(node, unit, null), SourceOf(node)));
        }
    }

    private static void Collect(Criterion node, JudgedUnit unit, FactValue[]? entry, List<OpenCriterion> open)
    {
        var verdict = unit.Of(node);
        if (verdict is { Applies: false } or { Answer: Answer.Met })
            return;
        switch (node.Combination)
        {
            case Combination.All:
                foreach (var child in node.Nodes)
                    Collect(child, unit, entry, open);
                break;
            case Combination.Any:
                Collect(node.Nodes.Where(child => unit.Of(child).Applies).MinBy(child => Distance(child, unit))!, unit, entry, open);
                break;
            case Combination.Waivable:
                Collect(node.Nodes[0], unit, entry, open);
                break;
            case Combination.AtLeast:
                foreach (var child in node.Nodes.OrderBy(child => Distance(child, unit)).Take(node.Needed))
                    Collect(child, unit, entry, open);
                break;
            case Combination.Exists or Combination.Latest when Judge.PickEntry(node, unit.Sheet) is { } picked:
                Collect(node.Nodes[0], unit, picked, open);
                break;
            default:
                open.Add(new OpenCriterion(node.Id, node.Text, verdict.Answer, Missing(node, unit, entry), SourceOf(node)));
                break;
        }
    }

    /// <summary>Source of a criterion, or of the first under it that names one.</summary>
    public static string SourceOf(Criterion node) => node.Source.Length > 0 || node.Nodes.Length == 0 ? node.Source : SourceOf(node.Nodes[0]);

    /// <summary>Names of facts under a criterion that are not known.</summary>
    public static string[] Missing(Criterion node, JudgedUnit unit, FactValue[]? entry)
    {
        var missing = new List<string>();
        foreach (var part in Guideline.Walk(node))
        {
            if (part.List is { } list && !unit.Sheet.Values[part.ListSlot].Known)
                missing.Add(list.Name);
            else if (part.Test is { OnEntry: false, Subject: { } fact } && unit.Of(part).Answer == Answer.Unknown)
                missing.Add(fact.Name);
            else if (part.Test is { OnEntry: true, Subject: { } field, Slot: var slot } && entry is not null && !entry[slot].Known)
                missing.Add(field.Name);
        }

        return [.. missing.Distinct(StringComparer.Ordinal)];
    }
}
