namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>Which facts feed which section of the call sheet: data, so that a new fact of a guideline is placed without code.</summary>
/// <param name="OnlyWhereAsked">Facts told with the criterion they decide, and nowhere else.</param>
internal sealed record SheetSections(
    SheetSection Patient, SheetSection Symptoms, SheetSection Finding, SheetSection Care, SheetSection Function, SheetSection Imaging,
    SheetSection WhyNow, IReadOnlySet<string> OnlyWhereAsked)
{
    /// <summary>All sections.</summary>
    public IReadOnlyList<SheetSection> All => [Patient, Symptoms, Finding, Care, Function, Imaging, WhyNow];
}

/// <summary>The facts of one section.</summary>
/// <param name="Show">Names, in the order they are told.</param>
/// <param name="Expect">What a complete record says.</param>
/// <param name="Dates">What is missing when no fact told here carries a date; empty: dates are not expected.</param>
/// <param name="AffirmedBy">Of a fact with words, those that affirm it.</param>
internal sealed record SheetSection(
    IReadOnlyList<string> Show, IReadOnlyList<Expectation> Expect, string Dates, IReadOnlyDictionary<string, IReadOnlyList<string>> AffirmedBy)
{
    /// <summary>The record says that it is so: yes, a number above 0, a word that affirms, any word of a set, any entry.</summary>
    public bool IsAffirmed(CaseFact fact) => fact.Content switch
    {
        FactContent.Truth truth => truth.Value,
        FactContent.Number number => number.Value > 0,
        FactContent.Text text => AffirmedBy.TryGetValue(fact.Name, out var words)
            ? words.Contains(text.Value, StringComparer.Ordinal)
            : text.Value != "none",
        FactContent.Words words => words.Values.Count > 0,
        FactContent.Entries entries => entries.Values.Count > 0,
        _ => false,
    };

    /// <summary>Facts of the record to be told here, in order.</summary>
    public IEnumerable<CaseFact> Of(CaseRecord record) => Show.SelectMany(name => record.FactsOf(name)).Where(fact => fact.Content.IsGiven);

    /// <summary>What a complete record would say here and this one does not, in one sentence; none when nothing is missing.</summary>
    public IReadOnlyList<Statement> Gaps(CaseRecord record)
    {
        var told = Of(record).ToList();
        List<string> gaps = [.. Expect.Where(e => !told.Exists(fact => e.Facts.Contains(fact.Name, StringComparer.Ordinal))).Select(e => e.Say)];
        if (Dates.Length > 0 && !told.Exists(fact => HasDate(record.Terms.Find(fact.Name), fact.Content))) gaps.Add(Dates);
        return gaps.Count == 0 ? [] : [new Statement.NotInRecord(string.Join("; ", gaps))];
    }

    private static bool HasDate(FactTerm term, FactContent content) => content switch
    {
        FactContent.Text => term.IsDate,
        FactContent.Entries entries => entries.Values.Any(entry => entry.Any(field => HasDate(term.Field(field.Key), field.Value))),
        _ => false,
    };
}

/// <summary>Something a complete record says.</summary>
/// <param name="Facts">Any of these says it; none: the vocabulary has no fact for it.</param>
/// <param name="Say">What is not in the record without them, a phrase.</param>
internal sealed record Expectation(IReadOnlyList<string> Facts, string Say);
