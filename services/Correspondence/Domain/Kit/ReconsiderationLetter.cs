using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>The letter that asks for reconsideration: complete but for what only the practice knows, and editable.</summary>
internal sealed record ReconsiderationLetter(
    Section Address, Section Subject, Section Denial, Section Points, Section Enclosed, Section Request, Section Signature) : KitText
{
    /// <inheritdoc/>
    public override string Title => "Request for reconsideration";

    /// <inheritdoc/>
    public override IReadOnlyList<Section> Sections => [Address, Subject, Denial, Points, Enclosed, Request, Signature];

    /// <summary>The letter, or why there is none.</summary>
    public static (ReconsiderationLetter? Document, Refusal? Refusal) Of(CaseRecord record, SheetSections sections) =>
        KitRefusals.OfLetter(record) is { } refusal
            ? (null, refusal)
            : (new(
                new(Headings.Address, AddressOf(record)),
                new(Headings.Subject, SubjectOf(record)),
                new(Headings.Denial, [.. record.Denied.SelectMany(line => DenialOf(line, line.Adverse!)).Select(statement => new Entry(statement))]),
                new(Headings.Points, PointsOf(record, sections)),
                new(Headings.Enclosed, EnclosedOf(record)),
                new(Headings.Request, RequestOf(record)),
                new(Headings.Signature, SignatureOf())), null);

    private static List<Entry> AddressOf(CaseRecord record)
    {
        List<Entry> entries = [.. From(record).Select(statement => new Entry(statement)), new(new Statement.ToFill("date of the letter"))];
        entries.Add(new(record.Find(ParticularNames.Plan) is { } plan
            ? new Statement.Stated($"To: {plan.Value}, reconsideration.", Source.Of(plan))
            : new Statement.ToFill("name of the plan")));
        entries.Add(new(new Statement.ToFill("address or fax number of the plan, from the notice")));
        return entries;
    }

    /// <summary>The practice as the directory has it, and what it lacks.</summary>
    private static IEnumerable<Statement> From(CaseRecord record)
    {
        if (record.Find(ParticularNames.Practice) is not { } practice)
        {
            yield return new Statement.ToFill("name, address, phone and NPI of the practice");
            yield break;
        }
        var (npi, phone) = (record.Find(ParticularNames.PracticeNpi), record.Find(ParticularNames.PracticePhone));
        var told = $"From: {practice.Value}{(npi is null ? "" : $", NPI {npi.Value}")}{(phone is null ? "" : $", phone {phone.Value}")}.";
        yield return new Statement.Stated(told, [.. new[] { practice, npi, phone }.OfType<Particular>().Select(Source.Of)]);
        yield return new Statement.ToFill(
            CaseWords.List([.. new[] { "address", phone is null ? "phone" : "", npi is null ? "NPI" : "" }.Where(word => word.Length > 0)]) + " of the practice");
    }

    private static List<Entry> SubjectOf(CaseRecord record)
    {
        Particular[] named = [.. new[]
        {
            ParticularNames.Order, ParticularNames.MemberName, ParticularNames.MemberId, ParticularNames.BirthDate, ParticularNames.DateOfService,
        }.Select(record.Find).OfType<Particular>()];
        List<Entry> entries = [];
        if (named.Length > 0)
        {
            entries.Add(new(new Statement.Stated($"Reconsideration: {string.Join("; ", named.Select(p => $"{p.Name} {p.Value}"))}.",
                [.. named.Select(Source.Of)])));
        }
        entries.AddRange(record.Denied.Select(line => new Entry(
            new Statement.Stated($"Line {line.Number}: {CaseWords.Procedure(line)}.", Source.Of(line)))));
        entries.Add(new(Cited.Diagnoses(record)));
        return entries;
    }

    private static IEnumerable<Statement> DenialOf(CaseLine line, Decision decision)
    {
        foreach (var statement in Cited.Decision(decision)) yield return statement;
        var named = Named(line, decision).ToList();
        foreach (var (criterion, judgement) in named)
        {
            yield return new Statement.Stated($"{criterion.Id} of {judgement.Guideline}, version {judgement.Version}, reads: “{criterion.Text}”",
                Source.Of(criterion, judgement));
        }
        if (named.Count == 0) yield return new Statement.NotInRecord("the text of a criterion the decision relied on", Source.Of(decision));
    }

    /// <summary>The criteria the decision names, as our own text has them; without a name those that are open.</summary>
    private static IEnumerable<(Criterion Criterion, Judgement Judgement)> Named(CaseLine line, Decision decision)
    {
        Judgement[] judgements = [.. new[] { line.AtReceipt, line.Now, line.Site?.Judgement }.OfType<Judgement>()];
        string[] ids = decision.Criteria.Count > 0 ? [.. decision.Criteria] : [.. judgements.Take(1).SelectMany(j => j.Open).Select(open => open.Id)];
        return ids.Distinct(StringComparer.Ordinal)
            .SelectMany(id => judgements.SelectMany(j => j.Find(id).Take(1).Select(place => (place.Criterion, j))).Take(1));
    }

    private static List<Entry> PointsOf(CaseRecord record, SheetSections sections)
    {
        List<Entry> entries = [];
        foreach (var line in record.Denied.Where(line => line.Judged is not null))
        {
            var judged = line.Judged!;
            foreach (var (criterion, by) in Named(line, line.Adverse!))
                entries.Add(Point(criterion, by, judged.Find(criterion.Id).FirstOrDefault() is { } now ? (now, judged) : null, record));
            foreach (var open in judged.Open.Where(open => !Answered(entries, open.Id)))
                entries.Add(new(Cited.Open(open, judged), [.. Cited.Deciding(open, judged, record), Blank(Cited.AsCriterion(open), judged)]));
        }
        entries.AddRange(record.Denied.Select(line => line.Adverse!).SelectMany(decision => decision.Missing.Select(missing => new Entry(
            new Statement.Stated(CaseWords.Sentence($"Named as missing: {CaseWords.Short(missing, 600)}"), Source.Of(decision)),
            new Statement.ToFill("what is now enclosed, with document and page", Source.Of(decision))))));
        var facts = sections.Care.Of(record).Concat(sections.Function.Of(record)).Concat(sections.Imaging.Of(record))
            .Concat(sections.WhyNow.Of(record).Where(sections.WhyNow.IsAffirmed)).DistinctBy(fact => (fact.Name, fact.AppliesTo))
            .Select(fact => Cited.Fact(fact, record)).Where(fact => !entries.Exists(entry => entry.All.Any(told =>
                told.Text == fact.Text || told.Text.StartsWith($"{fact.Text.TrimEnd('.')}; ", StringComparison.Ordinal))));
        entries.AddRange(facts.Select(fact => new Entry(fact)));
        entries.AddRange(sections.WhyNow.Gaps(record).Concat(sections.Care.Gaps(record)).Concat(sections.Function.Gaps(record))
            .Select(gap => new Entry(gap, new Statement.ToFill("add it with document and page, or leave it out"))));
        return entries;
    }

    /// <summary>A criterion the decision names, with what the record says to it now.</summary>
    private static Entry Point(Criterion named, Judgement by, (PlacedCriterion Place, Judgement Judgement)? now, CaseRecord record)
    {
        if (now is not { } found) return new(new Statement.Stated($"{named.Id} “{named.Text}”.", Source.Of(named, by)), Blank(named, by));
        var (place, judgement) = found;
        var open = judgement.Open.FirstOrDefault(criterion => criterion.Id == named.Id);
        var answer = new Statement.Stated($"{named.Id} “{place.Criterion.Text}”: {Cited.Verdict(open, place.Criterion)} on the facts as they stand.",
            Source.Of(place.Criterion, judgement));
        var facts = place.Criterion.Leaves.SelectMany(leaf => leaf.Facts).Concat(place.Criterion.Facts).Select(fact => fact.Name).Append(place.List)
            .Concat(place.Criterion.Children.SelectMany(child => child.Facts).Select(fact => fact.Name)).Distinct()
            .SelectMany(name => record.FactsOf(name, place.Unit)).Select(fact => Cited.Fact(fact, record)).ToList();
        return new(answer, open is null && place.Criterion.Answer == CaseAnswer.Met && facts.Count > 0 ? facts : [.. facts, Blank(named, judgement)]);
    }

    private static Statement.ToFill Blank(Criterion criterion, Judgement judgement) =>
        new($"what answers {criterion.Id}, with document and page", Source.Of(criterion, judgement));

    private static bool Answered(IEnumerable<Entry> entries, string id) =>
        entries.Any(entry => entry.Main.Sources.Any(source => source.Kind == SourceKind.Criterion && source.Key == id));

    private static List<Entry> EnclosedOf(CaseRecord record) => record.Documents.Count == 0
        ? [new(new Statement.NotInRecord("documents of the order")), new(new Statement.ToFill("documents enclosed with this letter"))]
        : [.. record.Documents.Select(document =>
            new Entry(new Statement.Stated(CaseWords.Upper(CaseWords.Of(document)) + ".", Source.Of(document)))),
            new(new Statement.ToFill("further documents enclosed with this letter"))];

    private static List<Entry> RequestOf(CaseRecord record)
    {
        var decisions = record.Denied.Select(line => line.Adverse!).ToList();
        var sources = decisions.Select(Source.Of).ToList();
        var lines = $"{(record.Denied.Count == 1 ? "line" : "lines")} {CaseWords.List([.. record.Denied.Select(l => $"{l.Number}")])}";
        List<Entry> entries = [new(new Statement.Stated(record.Stage == CaseStage.Reconsideration
            ? $"We ask that the denial of {lines} be changed in the look that is open."
            : $"We ask for reconsideration of {lines} by a physician who did not take part in the denial, and for approval as asked.", sources))];
        if (record.Stage != CaseStage.Reconsideration) entries.AddRange(Cited.Particular(record, ParticularNames.Window).Select(s => new Entry(s)));
        entries.Add(new(new Statement.ToFill("in your own words: why this patient needs it now, and what delay would risk")));
        entries.Add(new(record.Find(ParticularNames.Phone) is { } phone
            ? new Statement.Stated($"For a call: {phone.Value}.", Source.Of(phone))
            : new Statement.ToFill("who can be called, and when")));
        return entries;
    }

    private static List<Entry> SignatureOf() =>
        [new(new Statement.ToFill("name and credentials of the signing clinician")), new(new Statement.ToFill("signature and date"))];
}
