namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>What a statement rests on; the numbers are the wire's.</summary>
internal enum SourceKind
{
    /// <summary>A fact of the order.</summary>
    Fact = 1,

    /// <summary>A criterion, as it was judged.</summary>
    Criterion = 2,

    /// <summary>The judgement of a line as a whole, or what would change it.</summary>
    Judgement = 3,

    /// <summary>A determination on record.</summary>
    Determination = 4,

    /// <summary>A requested procedure.</summary>
    Line = 5,

    /// <summary>A diagnosis code.</summary>
    Diagnosis = 6,

    /// <summary>What the order itself says: number, place, dates, clock, window.</summary>
    Order = 7,

    /// <summary>The member's record.</summary>
    Member = 8,

    /// <summary>A talk or an attempt on record.</summary>
    Talk = 9,

    /// <summary>A document of the order.</summary>
    Document = 10,

    /// <summary>The review of the site.</summary>
    Site = 11,

    /// <summary>What a reviewer asked the practice for.</summary>
    Question = 12,

    /// <summary>The plan's file.</summary>
    Plan = 13,

    /// <summary>The directory of practices.</summary>
    Practice = 14,
}

/// <summary>Where a statement comes from. One can only be made of a piece of the record.</summary>
internal sealed record Source
{
    private Source()
    {
    }

    public required SourceKind Kind { get; init; }

    /// <summary>Name of the fact, id of the criterion or document, number of the line, code of the diagnosis, name of the particular.</summary>
    public required string Key { get; init; }

    /// <summary>Everything it says, in words: whatever a statement claims stands here.</summary>
    public required string Says { get; init; }

    /// <summary>Level or side a fact holds for; empty: the whole order.</summary>
    public string AppliesTo { get; init; } = "";

    /// <summary>Who stated a fact; none for anything else.</summary>
    public FactOrigin Origin { get; init; }

    /// <summary>Id of the document a fact was read in; empty when none.</summary>
    public string Document { get; init; } = "";

    /// <summary>Page of the document, from 1; 0 when none.</summary>
    public int Page { get; init; }

    /// <summary>Plan-local day on which a fact was stated as it stands; null where that is not known, and for anything else.</summary>
    public DateOnly? StatedOn { get; init; }

    /// <summary>Guideline of a criterion; empty when none.</summary>
    public string Guideline { get; init; } = "";

    /// <summary>Its version; empty when none.</summary>
    public string Version { get; init; } = "";

    /// <summary>Line of the order it is about; 0: the whole order.</summary>
    public int Line { get; init; }

    /// <summary>A fact of the order.</summary>
    public static Source Of(CaseFact fact, CaseRecord record) => new()
    {
        Kind = SourceKind.Fact, Key = fact.Name, AppliesTo = fact.AppliesTo, Origin = fact.Origin, Document = fact.Document, Page = fact.Page,
        StatedOn = fact.StatedOn,
        Says = $"{record.Terms.Find(fact.Name).Question} {FactWords.Sentence(fact, record.Terms)} ({FactWords.Citation(fact, record)})",
    };

    /// <summary>A criterion with its answer.</summary>
    public static Source Of(Criterion criterion, Judgement judgement) => new()
    {
        Kind = SourceKind.Criterion, Key = criterion.Id, Line = judgement.Line, Guideline = judgement.Guideline, Version = judgement.Version,
        Says = $"{criterion.Id} “{criterion.Text}” ({judgement.Guideline} {judgement.Version}): {CaseWords.Of(criterion.Answer)}"
            + string.Concat(criterion.Facts.Select(fact => $"; looked at {fact.Name}: {fact.Value}"))
            + (criterion.Bound is { Seen: not null } bound
                ? $"; limit: {FactWords.Plain(bound.Limit)}, {FactWords.Plain(bound.Distance)} away from it" : "")
            + (criterion.Waived ? ", waived" : "") + (criterion.Evidence.Length > 0 ? $"; evidence: {CaseWords.Grade(criterion.Evidence)}" : ""),
    };

    /// <summary>What was judged of a line, with what would change it.</summary>
    public static Source Of(Judgement judgement, CaseRecord record) => new()
    {
        Kind = SourceKind.Judgement, Key = judgement.Pathway.Length > 0 ? judgement.Pathway : judgement.Guideline, Line = judgement.Line,
        Guideline = judgement.Guideline, Version = judgement.Version,
        Says = $"{judgement.Guideline} {judgement.Version}, {judgement.Pathway}: {CaseWords.Of(judgement.Answer)}"
            + string.Concat(judgement.Changes.Select(change => $"; would be met with {string.Join(" and ", change.Steps)}, "
                + string.Join(" and ", change.Steps.Select(step => FactWords.Step(step, record.Terms)))))
            + string.Concat(judgement.Advisories.Select(advice => $"; {advice}")),
    };

    /// <summary>A determination.</summary>
    public static Source Of(Decision decision) => new()
    {
        Kind = SourceKind.Determination, Key = $"line {decision.Line}", Line = decision.Line, Guideline = decision.Guideline,
        Version = decision.GuidelineVersion,
        Says = string.Join(" ", [
            $"Line {decision.Line}: {CaseWords.Of(decision.Outcome)} on {CaseWords.Day(decision.On)} by {CaseWords.Decider(decision)}.",
            decision.Reason, string.Join(", ", decision.Criteria), decision.Guideline, decision.GuidelineVersion,
            $"{decision.ApprovedUnits} units", string.Join(", ", decision.ApprovedLevels), .. decision.Missing, .. decision.Rights]),
    };

    /// <summary>A requested procedure.</summary>
    public static Source Of(CaseLine line) => new()
    {
        Kind = SourceKind.Line, Key = $"line {line.Number}", Line = line.Number,
        Says = $"Line {line.Number}: {CaseWords.Procedure(line)}: {CaseWords.Of(line.Outcome)}",
    };

    /// <summary>A diagnosis.</summary>
    public static Source Of(Diagnosis diagnosis) => new()
    {
        Kind = SourceKind.Diagnosis, Key = diagnosis.Code, Says = $"{diagnosis.Code} {diagnosis.Name}",
    };

    /// <summary>A particular of the order.</summary>
    public static Source Of(Particular particular) => new()
    {
        Kind = particular.Of, Key = particular.Name, Says = $"{particular.Name}: {particular.Value}",
    };

    /// <summary>A talk.</summary>
    public static Source Of(CaseTalk talk) => new() { Kind = SourceKind.Talk, Key = talk.Id, Says = talk.Sentence };

    /// <summary>A document.</summary>
    public static Source Of(CaseDocument document) => new()
    {
        Kind = SourceKind.Document, Key = document.Id, Document = document.Id, Says = CaseWords.Of(document),
    };

    /// <summary>The review of the site of a line.</summary>
    public static Source Of(SiteReview site) => new()
    {
        Kind = SourceKind.Site, Key = site.Judgement.Guideline, Line = site.Judgement.Line, Guideline = site.Judgement.Guideline,
        Version = site.Judgement.Version, Says = $"{site.Sentence} {string.Join("; ", site.Alternatives)}",
    };

    /// <summary>A question to the practice.</summary>
    public static Source Of(OpenQuestion question) => new()
    {
        Kind = SourceKind.Question, Key = "information request",
        Says = $"Asked on {CaseWords.Day(question.AskedOn)}, answer by {CaseWords.Day(question.AnswerBy)}: {string.Join("; ", question.Items)}",
    };
}
