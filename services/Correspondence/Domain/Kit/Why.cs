using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>Why an order is pended or denied: per line the criteria that are open, each with the fact that decided it and where that comes
/// from, and the smallest set of facts that would change the answer; the same of the place where it is to be done.</summary>
internal sealed record Why(Section Order, IReadOnlyList<Section> Lines, Section Due) : KitText
{
    /// <inheritdoc/>
    public override string Title => "Why the order is not approved";

    /// <inheritdoc/>
    public override IReadOnlyList<Section> Sections => [Order, .. Lines, Due];

    /// <summary>The document, or why there is none.</summary>
    public static (Why? Document, Refusal? Refusal) Of(CaseRecord record)
    {
        if (KitRefusals.Of(record) is { } refusal) return (null, refusal);
        var waiting = record.Lines.Where(line => line.Outcome == CaseOutcome.Waiting || line.Adverse is not null);
        return (new(OrderOf(record), [.. waiting.SelectMany(line => LineOf(line, record))], DueOf(record)), null);
    }

    /// <summary>What is due, when, and what can be done: clock, question, talks, window, rights.</summary>
    public static Section DueOf(CaseRecord record)
    {
        List<Entry> entries = [.. record.Denied.Count > 0 && record.Stage != CaseStage.Reconsideration
            ? [] : Cited.Particular(record, ParticularNames.Due).Select(s => new Entry(s))];
        if (record.Question is { } asked)
        {
            var source = Source.Of(asked);
            entries.Add(new(
                new Statement.Stated($"On {CaseWords.Day(asked.AskedOn)} a reviewer asked the practice; answer by {CaseWords.Day(asked.AnswerBy)}.",
                    source),
                [.. asked.Items.Select(item => new Statement.Stated(CaseWords.Sentence(item), source))]));
        }
        entries.AddRange(record.Talks.Select(talk => new Entry(new Statement.Stated(CaseWords.Sentence(talk.Sentence), Source.Of(talk)))));
        if (record.CanBeReconsidered) entries.AddRange(Cited.Particular(record, ParticularNames.Window).Select(s => new Entry(s)));
        entries.AddRange(record.Denied.Select(line => line.Adverse!).SelectMany(decision => decision.Rights.Select(right => (right, decision)))
            .DistinctBy(pair => pair.right)
            .Select(pair => new Entry(new Statement.Stated(CaseWords.Sentence(pair.right), Source.Of(pair.decision)))));
        if (entries.Count == 0) entries.Add(new(new Statement.NotInRecord("a date by which something is due")));
        return new(Headings.Due, entries);
    }

    private static Section OrderOf(CaseRecord record) => new(Headings.Order,
    [
        .. new[] { ParticularNames.Order, ParticularNames.DateOfService, ParticularNames.Place, ParticularNames.Urgency }
            .SelectMany(name => Cited.Particular(record, name)).Select(statement => new Entry(statement)),
        new(Cited.Diagnoses(record)),
    ]);

    private static IEnumerable<Section> LineOf(CaseLine line, CaseRecord record)
    {
        List<Entry> first = [new(Cited.Asked(line))];
        if (line.Judged is { } judged) first.Add(new(Verdict(line, judged, record)));
        yield return new(Headings.Line(line.Number), first);
        if (line.Decisions.Count > 0)
        {
            yield return new(Headings.Decided(line.Number), [.. line.Decisions.Select(decision =>
            {
                List<Statement> told = [.. Cited.Decision(decision)];
                return new Entry(told[0], told[1..]);
            })]);
        }
        if (line.Judged is { Open.Count: > 0 } open)
        {
            yield return new(Headings.Open(line.Number),
                [.. open.Open.Select(criterion => new Entry(Cited.Open(criterion, open), Cited.Deciding(criterion, open, record)))]);
        }
        if (line.Judged is { Answer: not CaseAnswer.Met } closed)
            yield return new(Headings.Changes(line.Number), [.. ChangesOf(closed, record).Select(statement => new Entry(statement))]);
        if (line.Site is not { } site) yield break;
        yield return SiteOf(line, site, record);
        if (Cited.Changes(site.Judgement, record) is { Count: > 0 } changes)
            yield return new(Headings.SiteChanges(line.Number), [.. changes.Select(statement => new Entry(statement))]);
    }

    private static Statement.Stated Verdict(CaseLine line, Judgement judged, CaseRecord record)
    {
        var text = judged.Answer switch
        {
            CaseAnswer.Met when judged.NeedsReviewer => "the criteria are met, by evidence that a reviewer has to confirm",
            CaseAnswer.Met => "the criteria are met",
            CaseAnswer.NotMet => "the criteria are not met",
            _ => "the criteria are not shown to be met",
        };
        var then = line.AtReceipt is { } before && before.Answer != judged.Answer ? $"; at receipt: {CaseWords.Of(before.Answer)}" : "";
        var by = judged.Pathway.Length > 0 ? $", {(judged.Answer == CaseAnswer.Met ? "by" : "closest by")} {judged.Pathway}" : "";
        Source[] receipt = then.Length > 0 ? [Source.Of(line.AtReceipt!, record)] : [];
        return new($"On the facts as they stand {text} ({judged.Guideline}, version {judged.Version}{by}){then}.",
            [Source.Of(judged, record), .. receipt]);
    }

    private static IReadOnlyList<Statement> ChangesOf(Judgement judged, CaseRecord record) => Cited.Changes(judged, record) is { Count: > 0 } changes
        ? changes
        : [new Statement.Stated("No fact that a practice can state would meet these criteria.", Source.Of(judged, record))];

    private static Section SiteOf(CaseLine line, SiteReview site, CaseRecord record)
    {
        List<Entry> entries = [new(new Statement.Stated(CaseWords.Sentence(site.Sentence), Source.Of(site)))];
        entries.AddRange(Cited.Particular(record, ParticularNames.SiteReason).Select(statement => new Entry(statement)));
        entries.AddRange(site.Judgement.Open.Select(open =>
            new Entry(Cited.Open(open, site.Judgement), Cited.Deciding(open, site.Judgement, record))));
        entries.AddRange(site.Alternatives
            .Select(place => new Entry(new Statement.Stated($"Without a review of the site: {place}.", Source.Of(site)))));
        return new(Headings.Site(line.Number), entries);
    }
}
