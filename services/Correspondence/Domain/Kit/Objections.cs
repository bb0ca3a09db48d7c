namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>What a reviewer is likely to object, each with the record's answer or an honest gap: what is open, what rests on a criterion of
/// weak evidence, and what rests on the practice's word alone.</summary>
internal static class Objections
{
    private const int Named = 6;

    /// <summary>In the order in which a reviewer would raise them.</summary>
    public static IReadOnlyList<Entry> Of(CaseRecord record)
    {
        var lines = record.Lines.Where(line => line.Outcome == CaseOutcome.Waiting || line.Adverse is not null).ToList();
        var judged = lines.Select(line => line.Judged).OfType<Judgement>().ToList();
        List<Entry> entries = [.. judged.Concat(Sites(lines)).SelectMany(judgement => judgement.Open.Select(open =>
            new Entry(Cited.Open(open, judgement), Answers(Cited.Deciding(open, judgement, record))))), .. Missing(lines, record)];
        entries.AddRange(judged.SelectMany(judgement => Weak(judgement, record)));
        if (Unpaged(judged, record) is { } unpaged) entries.Add(unpaged);
        if (entries.Count > 0) return [.. entries.DistinctBy(entry => entry.Main.Text)];
        return [new(judged.Count > 0
            ? new Statement.Stated("No criterion is open, and none that is met rests on weak evidence.",
                [.. judged.Select(j => Source.Of(j, record))])
            : new Statement.NotInRecord("a judgement by the criteria"))];
    }

    private static IEnumerable<Judgement> Sites(IEnumerable<CaseLine> lines) =>
        lines.Select(line => line.Site).OfType<SiteReview>().Where(site => !site.Accepted).Select(site => site.Judgement)
            .DistinctBy(site => site.Guideline);

    private static IReadOnlyList<Statement> Answers(IReadOnlyList<Statement> told) =>
        told.Count > 0 ? told : [new Statement.NotInRecord("an answer to it")];

    /// <summary>What a physician named as missing.</summary>
    private static IEnumerable<Entry> Missing(IEnumerable<CaseLine> lines, CaseRecord record) => lines.Select(line => line.Adverse).OfType<Decision>()
        .SelectMany(decision => decision.Missing.Select(missing => new Entry(
            new Statement.Stated(CaseWords.Sentence($"Named as missing: {CaseWords.Short(missing, 300)}"), Source.Of(decision)),
            record.Documents.Where(document => document.ReceivedAt > decision.At).MaxBy(document => document.ReceivedAt) is { } last
                ? new Statement.Stated($"Received since: {CaseWords.Of(last)}.", Source.Of(last))
                : new Statement.NotInRecord("a document received since"))));

    /// <summary>Met, on a criterion that itself rests on little.</summary>
    private static IEnumerable<Entry> Weak(Judgement judgement, CaseRecord record) => OnPathway(judgement)
        .Where(place => place.Criterion is { IsLeaf: true, Answer: CaseAnswer.Met } && CaseWords.IsWeak(place.Criterion.Evidence)
            && place.Criterion.Facts.SelectMany(fact => record.FactsOf(fact.Name, place.Unit)).Any(fact => fact.Origin != FactOrigin.Platform))
        .DistinctBy(place => place.Criterion.Id).Select(place => new Entry(
            new Statement.Stated($"{place.Criterion.Id} “{place.Criterion.Text}” is met, but the criterion's own evidence is weak "
                + $"({CaseWords.Grade(place.Criterion.Evidence)}).", Source.Of(place.Criterion, judgement)),
            Answers([.. place.Criterion.Facts.SelectMany(fact => record.FactsOf(fact.Name, place.Unit)).Select(fact => Cited.Fact(fact, record))])));

    /// <summary>Facts that met criteria rest on and that nobody has found on a page.</summary>
    private static Entry? Unpaged(IEnumerable<Judgement> judged, CaseRecord record)
    {
        var names = judged.SelectMany(OnPathway).Where(place => place.Criterion.Answer == CaseAnswer.Met)
            .SelectMany(place => place.Criterion.Facts).Select(fact => fact.Name).ToHashSet(StringComparer.Ordinal);
        var facts = record.Facts.Where(fact => names.Contains(fact.Name)
            && fact is { Document: "", Origin: FactOrigin.Practice, Content.IsGiven: true }).ToList();
        if (facts.Count == 0) return null;
        var all = facts.Select(fact => FactWords.Name(record.Terms.Find(fact.Name))).Distinct().ToList();
        var shown = all.Count > Named ? [.. all.Take(Named), "others"] : all;
        return new(
            new Statement.Stated($"Stated by the practice, no page cited: {CaseWords.List(shown)}.",
                [.. facts.Select(fact => Source.Of(fact, record))]),
            new Statement.ToFill("the document and page that show each of these"));
    }

    private static IEnumerable<PlacedCriterion> OnPathway(Judgement judgement) =>
        judgement.Walk().Where(place => place.Above.Append(place.Criterion).Any(c => c.Id == judgement.Pathway));
}
