namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>The sentences that several documents of a kit share.</summary>
internal static class Cited
{
    private const int Quoted = 600;

    /// <summary>A fact with where it comes from; a gap when it was looked for in vain.</summary>
    public static Statement Fact(CaseFact fact, CaseRecord record) => fact.Content.IsGiven
        ? new Statement.Stated($"{FactWords.Sentence(fact, record.Terms)} ({FactWords.Citation(fact, record)}).", Source.Of(fact, record))
        : new Statement.NotInRecord(FactWords.Name(record.Terms.Find(fact.Name)), Source.Of(fact, record));

    /// <summary>A particular of the order: "Date of service: December 21, 2026."</summary>
    public static Statement Particular(Particular particular) =>
        new Statement.Stated($"{CaseWords.Upper(particular.Name)}: {particular.Value}.", Source.Of(particular));

    /// <summary>The particular when the record has it.</summary>
    public static IEnumerable<Statement> Particular(CaseRecord record, string name) =>
        record.Find(name) is { } found ? [Particular(found)] : [];

    /// <summary>The procedure asked for and where it stands.</summary>
    public static Statement Asked(CaseLine line) =>
        new Statement.Stated($"{CaseWords.Procedure(line)}: {CaseWords.Of(line.Outcome)}.", Source.Of(line));

    /// <summary>The diagnoses, with what they are about.</summary>
    public static Statement Diagnoses(CaseRecord record) => record.Diagnoses.Count == 0
        ? new Statement.NotInRecord("a diagnosis")
        : new Statement.Stated(
            $"Diagnosis: {CaseWords.List([.. record.Diagnoses.Select(d => d.Name.Length > 0 ? $"{d.Code} ({d.Name})" : d.Code)])}.",
            [.. record.Diagnoses.Select(Source.Of)]);

    /// <summary>An open criterion: id, our text, guideline and version, grade, and what it is a part of.</summary>
    public static Statement Open(OpenCriterion open, Judgement judgement)
    {
        if (Placed(open, judgement) is not { Count: > 0 } places)
        {
            return new Statement.Stated($"{open.Id} “{open.Text}”: {CaseWords.Of(open.Answer)}.", Source.Of(AsCriterion(open), judgement));
        }
        var units = places.Select(place => place.Unit).Where(unit => unit.Length > 0).Distinct().ToList();
        var part = places[0].PartOf(judgement.Pathway);
        var grade = places.SelectMany(place => place.Criterion.Leaves).Select(leaf => leaf.Evidence).FirstOrDefault(e => e.Length > 0) ?? "";
        var criteria = places.SelectMany(place => place.Criterion.Leaves.Prepend(place.Criterion)
            .Concat(place.Above.Where(above => above.IsUnit || above == part)));
        return new Statement.Stated(
            $"{open.Id} “{open.Text}”{(part is null ? "" : $", part of {part.Id} “{part.Text}”")} ({judgement.Guideline}, version {judgement.Version}"
                + $"{(grade.Length > 0 ? $"; evidence: {CaseWords.Grade(grade)}" : "")}): {Verdict(open, places[0].Criterion)}"
                + $"{(units.Count > 0 ? $" at {CaseWords.List(units)}" : "")}.",
            [.. criteria.Select(criterion => Source.Of(criterion, judgement))]);
    }

    /// <summary>How an open criterion stands. An exclusion that is hit is open with the opposite answer: the order needs it to be absent.</summary>
    public static string Verdict(OpenCriterion? open, Criterion judged) => open is not null && open.Answer != judged.Answer
        ? "this exclusion applies"
        : CaseWords.Of(judged.Answer);

    /// <summary>An open criterion by itself, where the trace does not show it.</summary>
    public static Criterion AsCriterion(OpenCriterion open) => new(open.Id, open.Text, open.Answer, false, "", [], []);

    /// <summary>What decided an open criterion: the facts of its open tests, each once, a number with how near it comes, or the gap.</summary>
    public static IReadOnlyList<Statement> Deciding(OpenCriterion open, Judgement judgement, CaseRecord record)
    {
        var told = Placed(open, judgement).SelectMany(place => Tests(place)
                .Select(test => (test.Criterion, Test: test, Missed: Missed(test, place, open)))
                .Where(at => at.Missed is not null || at.Criterion.Answer != CaseAnswer.Met || place.Criterion.Answer != open.Answer)
                .SelectMany(at => at.Criterion.Facts.SelectMany(fact => Seen(fact, at.Test, at.Missed, judgement, record))))
            .Concat(open.Missing.Where(name => record.Terms.Knows(name) && !record.FactsOf(name).Any(f => f.Content.IsGiven))
                .Select(name => new Statement.NotInRecord(FactWords.Name(record.Terms.Find(name)))));
        return [.. told.DistinctBy(statement => statement.Text)];
    }

    /// <summary>What would change the answer: the smallest sets that stay with the open criteria, else the nearest one.</summary>
    public static IReadOnlyList<Statement> Changes(Judgement judgement, CaseRecord record)
    {
        var needed = judgement.Open.SelectMany(open => judgement.Find(open.Id).SelectMany(place =>
            place.Criterion.Leaves.SelectMany(leaf => leaf.Facts).Concat(place.Criterion.Facts).Select(fact => fact.Name).Append(place.List)))
            .Concat(judgement.Open.SelectMany(open => open.Missing)).ToHashSet(StringComparer.Ordinal);
        var near = judgement.Changes.Where(change => change.Facts.All(needed.Contains)).ToList();
        var told = near.Count > 0 ? near : [.. judgement.Changes.Take(1)];
        return [.. told.Select(change => new Statement.Stated(
            CaseWords.Sentence(string.Join("; and ", change.Steps.Select(step => FactWords.Step(step, record.Terms)))),
                Source.Of(judgement, record)))];
    }

    /// <summary>The determination in the reviewer's own words.</summary>
    public static IEnumerable<Statement> Decision(Decision decision)
    {
        yield return new Statement.Stated($"Line {decision.Line}: {CaseWords.Of(decision.Outcome)} on {CaseWords.Day(decision.On)} by "
            + $"{CaseWords.Decider(decision)}.", Source.Of(decision));
        yield return decision.Reason.Length > 0
            ? new Statement.Stated($"Reason given: “{CaseWords.Short(decision.Reason, Quoted)}”", Source.Of(decision))
            : new Statement.NotInRecord("a reason for the decision", Source.Of(decision));
        if (decision.Criteria.Count > 0)
        {
            yield return new Statement.Stated($"Criteria named: {CaseWords.List(decision.Criteria)}"
                + $"{(decision.Guideline.Length > 0 ? $" of {decision.Guideline}, version {decision.GuidelineVersion}" : "")}.", Source.Of(decision));
        }
        foreach (var missing in decision.Missing)
            yield return new Statement.Stated(CaseWords.Sentence($"Named as missing: {CaseWords.Short(missing, Quoted)}"), Source.Of(decision));
    }

    /// <summary>What the order would need of the number that a test looked at: the opposite of the test where it must not hold, in an exclusion
    /// that is hit or under a "not". Null where no number is asked for, where it is as needed, and where nothing is decided yet.</summary>
    private static Bound? Missed(PlacedCriterion test, PlacedCriterion place, OpenCriterion open)
    {
        if (open.Answer != CaseAnswer.NotMet || test.Criterion.Bound is not { } asked) return null;
        var turns = test.Above.Skip(place.Above.Count).Count(above => above.Negates) + (place.Criterion.Answer != open.Answer ? 1 : 0);
        var needed = turns % 2 == 0 ? asked : asked.Opposite;
        return needed.IsMissed ? needed : null;
    }

    private static IEnumerable<Statement> Seen(SeenFact seen, PlacedCriterion leaf, Bound? missed, Judgement judgement, CaseRecord record)
    {
        var ofEntry = !record.Terms.Knows(seen.Name) && leaf.List.Length > 0;
        if (seen.IsMissing)
        {
            var term = ofEntry ? record.Terms.Find(leaf.List).Field(seen.Name) : record.Terms.Find(seen.Name);
            var name = ofEntry ? $"{FactWords.Name(record.Terms.Find(leaf.List))}, {FactWords.Name(term)}" : FactWords.Name(term);
            return [new Statement.NotInRecord(name, Source.Of(leaf.Criterion, judgement))];
        }
        var facts = record.FactsOf(ofEntry ? leaf.List : seen.Name, leaf.Unit).Where(fact => fact.Content.IsGiven).ToList();
        if (facts.Count == 0) return [];
        if (!ofEntry)
        {
            return facts.Select(fact => missed is not null && IsSeen(fact, seen, missed)
                ? new Statement.Stated($"{FactWords.Sentence(fact, record.Terms)} ({FactWords.Citation(fact, record)}); "
                    + $"{FactWords.Missed(missed, record.Terms.Find(seen.Name))}.", Source.Of(fact, record), Source.Of(leaf.Criterion, judgement))
                : Fact(fact, record));
        }
        var from = CaseWords.List([.. facts.Select(f => FactWords.Citation(f, record)).Distinct()]);
        var near = missed is null ? "" : $"; {FactWords.Missed(missed, record.Terms.Find(leaf.List).Field(seen.Name))}";
        return [new Statement.Stated($"{FactWords.Seen(seen, leaf.List, record.Terms)} ({from}){near}.",
            [.. facts.Select(fact => Source.Of(fact, record)), Source.Of(leaf.Criterion, judgement)])];
    }

    /// <summary>The number of the record is the one the criteria saw: a level has its own, and facts may have come since.</summary>
    private static bool IsSeen(CaseFact fact, SeenFact seen, Bound bound) => fact.Content switch
    {
        FactContent.Number number => number.Value == bound.Seen,
        FactContent.Computed computed => computed.Value == seen.Value,
        _ => false,
    };

    /// <summary>Where the open criterion stands in the trace: on the pathway that comes closest, where it is there.</summary>
    private static List<PlacedCriterion> Placed(OpenCriterion open, Judgement judgement)
    {
        var all = judgement.Find(open.Id).Where(place => place.Above.All(above => above.Id != open.Id)).ToList();
        var same = all.Where(place => place.Criterion.Answer == open.Answer).ToList();
        if (same.Count > 0) all = same;
        var near = all.Where(place => place.Above.Append(place.Criterion).Any(c => c.Id == judgement.Pathway)).ToList();
        return near.Count > 0 ? near : all;
    }

    /// <summary>The tests at and below a criterion; a list that is not known counts as one.</summary>
    private static IEnumerable<PlacedCriterion> Tests(PlacedCriterion place) =>
        place.Criterion.IsLeaf || place.Criterion.Facts is [{ IsMissing: true }, ..]
            ? [place]
            : place.Criterion.Children.SelectMany(child => Tests(new PlacedCriterion(child, [.. place.Above, place.Criterion])));
}
