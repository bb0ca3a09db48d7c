namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>Three-valued answer; the numbers are the wire's.</summary>
internal enum CaseAnswer { None = 0, Met = 1, NotMet = 2, Unknown = 3 }

/// <summary>What a guideline says of one line.</summary>
/// <param name="Pathway">The one that decides or comes closest; empty when none.</param>
/// <param name="Trace">Exclusions first; of several levels or sides one group each.</param>
/// <param name="Open">What stands between the line and an approval.</param>
/// <param name="Changes">Smallest sets of facts that would turn the answer, nearest first.</param>
internal sealed record Judgement(
    int Line, CaseAnswer Answer, string Guideline, string Version, string Pathway, IReadOnlyList<Criterion> Trace, IReadOnlyList<OpenCriterion> Open,
    IReadOnlyList<Change> Changes, IReadOnlyList<string> Advisories)
{
    /// <summary>It is met, but the evidence of the deciding criteria does not carry an approval without a reviewer.</summary>
    public bool NeedsReviewer { get; init; }

    /// <summary>Every place where a criterion of the id stands in the trace, with what is above it.</summary>
    public IEnumerable<PlacedCriterion> Find(string id) => Walk().Where(placed => placed.Criterion.Id == id);

    /// <summary>Every criterion with what is above it, top down.</summary>
    public IEnumerable<PlacedCriterion> Walk() => Trace.SelectMany(top => Walk(new(top, [])));

    private static IEnumerable<PlacedCriterion> Walk(PlacedCriterion at) =>
        at.Criterion.Children.SelectMany(child => Walk(new(child, [.. at.Above, at.Criterion]))).Prepend(at);
}

/// <summary>A criterion in its place.</summary>
/// <param name="Above">From the top down.</param>
internal sealed record PlacedCriterion(Criterion Criterion, IReadOnlyList<Criterion> Above)
{
    /// <summary>Level or side the group around it holds for; empty: the whole order.</summary>
    public string Unit => Above is [{ IsUnit: true } unit, ..] ? unit.Id : "";

    /// <summary>The criterion of the pathway that it is a part of; null when it is one itself.</summary>
    public Criterion? PartOf(string pathway) => pathway.Length == 0 || Criterion.Id.StartsWith(pathway, StringComparison.Ordinal) ? null
        : Above.LastOrDefault(above => above.Id.StartsWith(pathway + ".", StringComparison.Ordinal));

    /// <summary>Name of the list whose entry it looks at; empty when it looks at a fact of its own.</summary>
    public string List => Above.LastOrDefault(above => above.Facts.Count > 0 && above.Children.Count > 0)?.Facts[0].Name ?? "";
}

/// <summary>One node of a trace.</summary>
/// <param name="Evidence">Grade of evidence as guidelines name it; empty for inner nodes.</param>
/// <param name="Facts">Facts it looked at, with the value seen.</param>
internal sealed record Criterion(
    string Id, string Text, CaseAnswer Answer, bool Waived, string Evidence, IReadOnlyList<SeenFact> Facts, IReadOnlyList<Criterion> Children)
{
    /// <summary>What it asks of a number; null when it asks for something else.</summary>
    public Bound? Bound { get; init; }

    /// <summary>It is met when what is under it is not.</summary>
    public bool Negates { get; init; }

    /// <summary>The group of one level or side: its id is the level ("L4-L5") or the side.</summary>
    public bool IsUnit => Id is "left" or "right" || (Id.Length is >= 2 and <= 8 && Id[0] is 'C' or 'T' or 'L' or 'S' && char.IsAsciiDigit(Id[1]));

    /// <summary>A test, not a combination.</summary>
    public bool IsLeaf => Children.Count == 0;

    /// <summary>Leaves at and below it.</summary>
    public IEnumerable<Criterion> Leaves => IsLeaf ? [this] : Children.SelectMany(child => child.Leaves);
}

/// <summary>A fact as the criteria saw it.</summary>
/// <param name="Value">As the criteria word it; "not given" or "not documented" when it is missing.</param>
internal sealed record SeenFact(string Name, string Value)
{
    /// <summary>Nothing was known.</summary>
    public bool IsMissing => Value is "not given" or "not documented";
}

/// <summary>A criterion that stands open.</summary>
/// <param name="Missing">Names of facts that are not known.</param>
internal sealed record OpenCriterion(string Id, string Text, CaseAnswer Answer, IReadOnlyList<string> Missing);

/// <summary>A smallest set of changes.</summary>
/// <param name="Steps">As the criteria word them: "cm.weeks at least 6 (now 4 weeks)".</param>
/// <param name="Facts">Names of the facts involved.</param>
internal sealed record Change(IReadOnlyList<string> Steps, IReadOnlyList<string> Facts);
