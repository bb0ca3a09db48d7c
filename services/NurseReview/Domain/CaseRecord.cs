namespace UtilizationReview.NurseReview.Domain;

/// <summary>An order as far as a summary and an information request need it; no name, no member id.</summary>
/// <param name="Age">Age in years at the date of service; null when not known.</param>
/// <param name="PlanId">Plan of the member.</param>
/// <param name="MemberState">Two-letter state of the member.</param>
/// <param name="DateOfService">Planned day, yyyy-MM-dd.</param>
/// <param name="Place">Where, in words.</param>
/// <param name="Asked">What is asked.</param>
/// <param name="Met">Criteria that are met, in the trace's sequence.</param>
/// <param name="Open">Criteria that stand in the way, in the closest pathway's sequence.</param>
internal sealed record CaseRecord(
    double? Age, string PlanId, string MemberState, string DateOfService, string Place, IReadOnlyList<AskedService> Asked,
    IReadOnlyList<SeenCriterion> Met, IReadOnlyList<SeenCriterion> Open);

/// <summary>One requested procedure, in words.</summary>
internal sealed record AskedService(int Line, string Words);

/// <summary>A criterion with what was seen on it.</summary>
/// <param name="Line">Line number.</param>
/// <param name="Id">Criterion id.</param>
/// <param name="Text">Our own text of it.</param>
/// <param name="Answer">What the facts say.</param>
/// <param name="Facts">The facts it uses, as seen.</param>
/// <param name="Missing">Names of facts that are missing.</param>
internal sealed record SeenCriterion(
    int Line, string Id, string Text, CriteriaAnswer Answer, IReadOnlyList<SeenFact> Facts, IReadOnlyList<string> Missing);

/// <summary>A fact with the value seen and where it came from, both in words.</summary>
internal sealed record SeenFact(string Name, string Value, string Source);

/// <summary>What the vocabulary says of a fact.</summary>
/// <param name="Question">In the practice's words.</param>
/// <param name="IsAsked">True when somebody states it; false when the platform computes it, so that nobody can be asked for it.</param>
internal sealed record VocabularyFact(string Question, bool IsAsked);

/// <summary>A fact the criteria wait for: what to ask, and why.</summary>
internal sealed record MissingFact(string Fact, string Question, string Criterion, string Why)
{
    /// <summary>Exactly what is missing: each fact once, of open criteria that no finding settles.</summary>
    /// <param name="item">The item with its findings.</param>
    /// <param name="record">The order.</param>
    /// <param name="vocabulary">By name.</param>
    public static IReadOnlyList<MissingFact> Of(
        NurseItem item, CaseRecord record, IReadOnlyDictionary<string, VocabularyFact> vocabulary)
    {
        var corrected = item.Findings.Where(f => f.Kind == FindingKind.Corrected).Select(f => f.Fact!.Name).ToHashSet(StringComparer.Ordinal);
        return [.. record.Open
            .Where(c => item.Lines.Contains(c.Line)
                && !item.Findings.Any(f => f.Line == c.Line && f.Criterion == c.Id && f.Kind != FindingKind.CannotConfirm))
            .SelectMany(c => c.Missing.Select(name => (Criterion: c, Name: name)))
            .Where(m => !corrected.Contains(m.Name) && (!vocabulary.TryGetValue(m.Name, out var known) || known.IsAsked))
            .DistinctBy(m => m.Name)
            .Select(m => new MissingFact(
                m.Name, vocabulary.TryGetValue(m.Name, out var known) && known.Question.Length > 0 ? known.Question : m.Name,
                m.Criterion.Id, m.Criterion.Text))];
    }
}
