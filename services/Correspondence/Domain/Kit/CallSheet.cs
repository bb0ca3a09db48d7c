using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>One page for either side of a peer-to-peer call. What does not fit is left out in a fixed order and named.</summary>
internal sealed record CallSheet(IReadOnlyList<Section> Told) : KitText
{
    /// <inheritdoc/>
    public override string Title => "Call sheet";

    /// <inheritdoc/>
    public override IReadOnlyList<Section> Sections => Told;

    /// <summary>The sheet, or why there is none.</summary>
    public static (CallSheet? Document, Refusal? Refusal) Of(CaseRecord record, SheetSections sections)
    {
        if (KitRefusals.Of(record) is { } refusal) return (null, refusal);
        record = record with { UnsaidDay = record.ReceivedOn }; // there is no room to say it of every fact; what came later is told
        Section[] sheet =
        [
            new(Headings.Patient, Patient(record, sections)),
            new(Headings.Relied, [new(Finding(record, sections.Finding)), .. Relied(record)]),
            new(Headings.Care, Facts(record, sections.Care)),
            new(Headings.Function, Facts(record, sections.Function)),
            new(Headings.Imaging, Imaging(record, sections)),
            new(Headings.WhyNow, WhyNow(record, sections.WhyNow)),
            new(Headings.Objections, Objections.Of(record)),
            new(Headings.Call, Call(record)),
        ];
        return (new(OnePage.Fit([.. sheet.Where(section => section.Entries.Count > 0)])), null);
    }

    private static List<Entry> Patient(CaseRecord record, SheetSections sections)
    {
        List<Entry> entries = [.. record.Lines.Select(line => new Entry(Cited.Asked(line)))];
        entries.Add(new(Cited.Diagnoses(record)));
        var facts = sections.Patient.Of(record).ToList();
        if (facts.Count > 0) entries.Add(new(Together(facts, record)));
        var symptoms = sections.Symptoms.Of(record).ToList();
        if (symptoms.Count > 0) entries.Add(new(Together(symptoms, record)));
        entries.AddRange(sections.Patient.Gaps(record).Concat(sections.Symptoms.Gaps(record)).Select(gap => new Entry(gap)));
        Particular[] where = [.. new[] { ParticularNames.Order, ParticularNames.DateOfService, ParticularNames.Place, ParticularNames.Urgency }
            .Select(record.Find).OfType<Particular>()];
        if (where.Length > 0)
        {
            entries.Insert(0, new(new Statement.Stated(CaseWords.Upper(string.Join("; ", where.Select(p => $"{p.Name}: {p.Value}"))) + ".",
                [.. where.Select(Source.Of)])));
        }
        return entries;
    }

    /// <summary>The first finding the record affirms that a met criterion rests on; else the first one it affirms.</summary>
    private static Statement Finding(CaseRecord record, SheetSection section)
    {
        var affirmed = section.Of(record).Where(section.IsAffirmed).ToList();
        foreach (var fact in affirmed)
        {
            foreach (var judgement in record.Lines.Select(line => line.Judged).OfType<Judgement>())
            {
                if (judgement.Walk().Where(place => Rests(place, fact)).OrderByDescending(place => place.PartOf(judgement.Pathway) is not null)
                    .FirstOrDefault() is not { } met) continue;
                var criterion = met.PartOf(judgement.Pathway) is { Answer: CaseAnswer.Met } whole ? whole : met.Criterion;
                var said = fact.Content is FactContent.Entries
                    ? $"{FactWords.Name(record.Terms.Find(fact.Name))}, told below"
                    : FactWords.Sentence(fact, record.Terms);
                return new Statement.Stated($"{said} ({FactWords.Citation(fact, record)}): it meets {criterion.Id} "
                    + $"“{criterion.Text}”", Source.Of(fact, record), Source.Of(criterion, judgement));
            }
        }
        return affirmed.Count > 0 ? Cited.Fact(affirmed[0], record) : new Statement.NotInRecord("a finding that speaks for the procedure");
    }

    private static bool Rests(PlacedCriterion place, CaseFact fact) =>
        place.Criterion.Answer == CaseAnswer.Met && (place.Unit.Length == 0 || fact.AppliesTo.Length == 0 || place.Unit == fact.AppliesTo)
        && (place.Criterion.IsLeaf || place.List.Length == 0) && place.Criterion.Facts.Any(seen => seen.Name == fact.Name);

    private static List<Entry> Relied(CaseRecord record)
    {
        List<Entry> entries = [];
        foreach (var judgement in record.Lines.Select(line => line.Judged).OfType<Judgement>().DistinctBy(j => (j.Guideline, j.Version, j.Pathway)))
        {
            var pathway = judgement.Find(judgement.Pathway).FirstOrDefault()?.Criterion;
            entries.Add(new(pathway is null
                ? new Statement.Stated($"{judgement.Guideline}, version {judgement.Version}: {CaseWords.Of(judgement.Answer)}.",
                    Source.Of(judgement, record))
                : new Statement.Stated(
                    $"{pathway.Id} “{pathway.Text}” of {judgement.Guideline}, version {judgement.Version}: {CaseWords.Of(pathway.Answer)}.",
                    Source.Of(pathway, judgement), Source.Of(judgement, record))));
        }
        return entries.Count > 0 ? entries : [new(new Statement.NotInRecord("a guideline that was judged"))];
    }

    private static List<Entry> Facts(CaseRecord record, SheetSection section)
    {
        var facts = section.Of(record).ToList();
        return [.. facts.GroupBy(fact => FactWords.Citation(fact, record)).Select(same => new Entry(Together([.. same], record))),
            .. section.Gaps(record).Select(gap => new Entry(gap))];
    }

    /// <summary>Each study; and whether it shows what is asked for and where the symptoms are, only as far as the facts carry both.</summary>
    private static List<Entry> Imaging(CaseRecord record, SheetSections sections)
    {
        List<Entry> entries = [];
        foreach (var fact in sections.Imaging.Of(record))
        {
            if (fact.Content is not FactContent.Entries { Values: { Count: > 0 } studies })
            {
                entries.Add(new(Cited.Fact(fact, record)));
                continue;
            }
            var term = record.Terms.Find(fact.Name);
            entries.AddRange(studies.Select(study => new Entry(
                new Statement.Stated($"{CaseWords.Upper(FactWords.EntryOf(term, study))} ({FactWords.Citation(fact, record)}).",
                    Source.Of(fact, record)),
                Ties(study, fact, record, sections.Symptoms))));
        }
        return [.. entries, .. sections.Imaging.Gaps(record).Select(gap => new Entry(gap))];
    }

    private static List<Statement> Ties(
        IReadOnlyDictionary<string, FactContent> study, CaseFact imaging, CaseRecord record, SheetSection symptoms)
    {
        var places = study.Values.SelectMany(value => value switch
        {
            FactContent.Words words => words.Values.Where(IsPlace),
            FactContent.Text { Value: "left" or "right" } text => [text.Value],
            _ => [],
        }).ToHashSet(StringComparer.Ordinal);
        List<Statement> ties = [];
        foreach (var line in record.Lines.Where(line => line.Levels.Count > 0 || line.Side.Length > 0))
        {
            var asked = line.Levels.Append(line.Side).Where(place => place.Length > 0).ToList();
            if (asked.Where(places.Contains).ToList() is { Count: > 0 } shown)
                ties.Add(new Statement.Stated($"It shows what line {line.Number} asks for: {CaseWords.List(shown)}.", Source.Of(imaging, record),
                    Source.Of(line)));
        }
        var felt = record.Facts.Where(fact => symptoms.Show.Contains(fact.Name, StringComparer.Ordinal) && fact.AppliesTo.Length > 0
            && symptoms.IsAffirmed(fact)).ToList();
        ties.AddRange(felt.Where(fact => places.Contains(fact.AppliesTo)).Select(fact => new Statement.Stated(
            $"It shows where the symptoms are: {FactWords.Sentence(fact, record.Terms)}.", Source.Of(imaging, record), Source.Of(fact, record))));
        if (felt.Count == 0) ties.Add(new Statement.NotInRecord("the level or side of the symptoms, to hold the imaging against"));
        return ties;
    }

    private static List<Entry> WhyNow(CaseRecord record, SheetSection section)
    {
        List<Entry> entries = [.. section.Of(record).Where(section.IsAffirmed).Select(fact => new Entry(Cited.Fact(fact, record)))];
        if (entries.Count == 0) entries.Add(new(new Statement.NotInRecord("what is getting worse, or what waiting risks")));
        return [.. entries, .. section.Gaps(record).Select(gap => new Entry(gap))];
    }

    private static List<Entry> Call(CaseRecord record)
    {
        List<Entry> entries = [];
        foreach (var name in new[] { ParticularNames.Due, ParticularNames.Window, ParticularNames.Phone })
        {
            if (name == ParticularNames.Window && !record.CanBeReconsidered) continue;
            if (name == ParticularNames.Due && record.Denied.Count > 0 && record.Stage != CaseStage.Reconsideration) continue;
            entries.AddRange(Cited.Particular(record, name).Select(statement => new Entry(statement)));
        }
        var talks = record.Talks.Where(talk => talk.Ahead).Concat(record.Talks.Where(talk => !talk.Ahead).TakeLast(1)).ToList();
        entries.AddRange(talks.Select(talk => new Entry(new Statement.Stated(CaseWords.Sentence(talk.Sentence), Source.Of(talk)))));
        if (talks.Count == 0) entries.Add(new(new Statement.NotInRecord("a talk or an attempt to reach the practice")));
        if (record.Find(ParticularNames.Phone) is null) entries.Add(new(new Statement.ToFill("who will call, and the phone number")));
        return entries;
    }

    private static Statement.Stated Together(IReadOnlyList<CaseFact> facts, CaseRecord record) => new(
        string.Join("; ", facts.GroupBy(fact => FactWords.Citation(fact, record)).Select(same =>
            $"{string.Join("; ", same.Select(fact => FactWords.Sentence(fact, record.Terms)))} ({same.Key})")) + ".",
        [.. facts.Select(fact => Source.Of(fact, record))]);

    private static bool IsPlace(string word) => word.Length is >= 2 and <= 8 && word[0] is 'C' or 'T' or 'L' or 'S' && char.IsAsciiDigit(word[1]);
}
