namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>Evidence grade of a leaf (clinical rules §0.2).</summary>
internal enum Evidence : byte
{
    None,
    ProgramPage,
    PlanNotice,
    Secondary,
    Analog,
    GeneralUnverified,
    Design,
}

internal enum Combination : byte
{
    Leaf,
    All,
    Any,

    /// <summary>The first child, or else the second, which waives it.</summary>
    Waivable,
    AtLeast,
    Not,

    /// <summary>Some entry of a list fact satisfies the one child.</summary>
    Exists,

    /// <summary>The latest entry that passes the filter satisfies the one child.</summary>
    Latest,
}

/// <summary>A node of a guideline's tree. Nodes are numbered from the root down, so a subtree is a range of numbers.</summary>
internal sealed class Criterion
{
    public required string Id { get; init; }

    public required string Text { get; init; }

    public required Combination Combination { get; init; }

    public string Source { get; init; } = "";

    public Evidence Evidence { get; init; }

    /// <summary>Number of this node; its subtree ends before <see cref="End"/>.</summary>
    public int Index { get; set; }

    public int End { get; set; }

    public int Needed { get; init; }

    public IReadOnlyList<Criterion> Children => Nodes;

    /// <summary>The children as the evaluator walks them.</summary>
    public Criterion[] Nodes { get; init; } = [];

    public LeafTest? Test { get; init; }

    /// <summary>List fact of an entry node.</summary>
    public FactDefinition? List { get; init; }

    public int ListSlot { get; init; }

    /// <summary>Filter and date field of a <see cref="Combination.Latest"/> node.</summary>
    public LeafTest[] Among { get; init; } = [];

    public int LatestBy { get; init; }

    /// <summary>Bit n: applies to the guideline's code n.</summary>
    public ulong CodeMask { get; init; } = ulong.MaxValue;

    /// <summary>The node in words that tell whether two nodes test the same; made when first asked for.</summary>
    public string? Signature { get; set; }

    /// <summary>Settles a site without a physician where the plan says so.</summary>
    public bool Objective { get; init; }
}

/// <summary>Shown and stored, never a gate (GEN-ADV).</summary>
internal sealed record Advisory(string Id, string Text, Criterion? When);

/// <summary>A statement about diagnoses and answers that contradict each other; never changes the outcome (clinical rules §9).</summary>
internal sealed record Contradiction(
    string Id, string Sentence, IReadOnlyList<string> DiagnosisPrefixes, IReadOnlyList<string> UnlessPrefixes, Criterion When);

/// <summary>Where sources disagree, and what this set does (clinical rules §14).</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Topic">What it is about.</param>
/// <param name="Says">What the sources say.</param>
/// <param name="Default">What the criteria do.</param>
/// <param name="Criteria">Criteria that carry the default.</param>
internal sealed record SourceConflict(string Id, string Topic, string Says, string Default, IReadOnlyList<string> Criteria);

/// <summary>What a complete request documents.</summary>
internal sealed record ChecklistEntry(string Guideline, string Text, IReadOnlyList<FactDefinition> Facts);

/// <summary>One version of a guideline, compiled: facts in slots, nodes numbered, ready to judge.</summary>
internal sealed class Guideline
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Version { get; init; }

    public required DateOnly EffectiveFrom { get; init; }

    /// <summary>Last date of service; null while open.</summary>
    public required DateOnly? EffectiveThrough { get; init; }

    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>All of: not any exclusion; any pathway.</summary>
    public required Criterion Root { get; init; }

    public required IReadOnlyList<Criterion> Exclusions { get; init; }

    public required IReadOnlyList<Criterion> Pathways { get; init; }

    public required IReadOnlyList<Advisory> Advisories { get; init; }

    public required IReadOnlyList<Contradiction> Contradictions { get; init; }

    public required IReadOnlyList<ChecklistEntry> Checklist { get; init; }

    public IReadOnlyList<SourceConflict> Conflicts { get; init; } = [];

    /// <summary>Judges before the catalogue's guideline for Medicare Advantage plans (CMS-1).</summary>
    public bool MedicareFirst { get; init; }

    /// <summary>The facts used, by slot.</summary>
    public required FactDefinition[] Slots { get; init; }

    /// <summary>Slot of a vocabulary fact, or -1.</summary>
    public required int[] SlotOfFact { get; init; }

    public required int NodeCount { get; init; }

    public bool InForce(DateOnly serviceDate) => serviceDate >= EffectiveFrom && (EffectiveThrough is not { } last || serviceDate <= last);

    /// <summary>Bit of a code in <see cref="Criterion.CodeMask"/>.</summary>
    public ulong CodeBit(string code)
    {
        for (var i = 0; i < Codes.Count; i++)
        {
            if (Codes[i] == code)
                return 1UL << i;
        }

        return Codes.Count == 0 ? ulong.MaxValue : 0;
    }

    /// <summary>Every node, from the root down.</summary>
    public IEnumerable<Criterion> Nodes() => Walk(Root);

    public static IEnumerable<Criterion> Walk(Criterion node) => node.Nodes.SelectMany(Walk).Prepend(node);
}

/// <summary>Everything loaded: vocabulary, catalogue, guideline versions.</summary>
internal sealed class CriteriaLibrary
{
    public const string SiteGuideline = "site-of-care/hospital-outpatient";

    public const string LevelOfCareGuideline = "site-of-care/level-of-care";

    private readonly Dictionary<string, Guideline[]> _versions;
    private readonly Dictionary<string, string> _medicareFirst;

    public CriteriaLibrary(IEnumerable<Guideline> guidelines)
    {
        _versions = guidelines.GroupBy(guideline => guideline.Id, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.OrderBy(version => version.EffectiveFrom).ToArray(), StringComparer.Ordinal);
        _medicareFirst = _versions.Where(pair => pair.Value[0].MedicareFirst)
            .SelectMany(pair => pair.Value[0].Codes.Select(code => (code, pair.Key))).ToDictionary(x => x.code, x => x.Key, StringComparer.Ordinal);
    }

    public required FactVocabulary Vocabulary { get; init; }

    public required ProcedureCatalogue Catalogue { get; init; }

    public required IReadOnlyList<ChecklistEntry> GeneralChecklist { get; init; }

    public required DiagnosisBook Diagnoses { get; init; }

    public required IReadOnlyList<DocumentationHint> Documentation { get; init; }

    /// <summary>Where sources disagree on what no single guideline owns.</summary>
    public required IReadOnlyList<SourceConflict> Conflicts { get; init; }

    /// <summary>What this set is and is not; shown wherever criteria are shown.</summary>
    public required string Notice { get; init; }

    public IEnumerable<Guideline> All => _versions.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value);

    /// <summary>
    /// The version that judges a code: Medicare's own determination first where the plan is one of Medicare Advantage, then the plan's medical
    /// policy, then the catalogue's guideline; of each the version the plan pins, or the one in force on the date of service.
    /// </summary>
    public Guideline? For(Procedure procedure, PlanTerms plan, DateOnly serviceDate)
    {
        if (plan.Medicare && _medicareFirst.TryGetValue(procedure.Code, out var first) && Pinned(first, plan, serviceDate) is { } determination)
            return determination;
        var id = plan.MedicalPolicies.GetValueOrDefault(procedure.Code) ?? procedure.Guideline;
        return id.Length == 0 ? null : Pinned(id, plan, serviceDate);
    }

    /// <summary>The version the plan pins, or else the one in force on the date of service.</summary>
    public Guideline? Pinned(string id, PlanTerms plan, DateOnly serviceDate) =>
        plan.VersionPins.TryGetValue(id, out var version) && _versions.GetValueOrDefault(id) is { } versions
        && Array.Find(versions, candidate => candidate.Version == version) is { } pinned ? pinned : Find(id, serviceDate);

    /// <summary>The version in force on the date of service, or null.</summary>
    public Guideline? Find(string id, DateOnly serviceDate)
    {
        if (!_versions.TryGetValue(id, out var versions))
            return null;
        for (var i = versions.Length - 1; i >= 0; i--)
        {
            if (versions[i].InForce(serviceDate))
                return versions[i];
        }

        return null;
    }

    /// <summary>Versions of a guideline, oldest first; empty when unknown.</summary>
    public IReadOnlyList<Guideline> Versions(string id) => _versions.GetValueOrDefault(id) ?? [];
}
