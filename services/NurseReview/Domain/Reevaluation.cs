using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.NurseReview.Domain;

/// <summary>What the criteria say of a criterion or a line; the numbers are the wire's.</summary>
internal enum CriteriaAnswer
{
    /// <summary>Not judged, or not in the trace.</summary>
    None = 0,

    /// <summary>The facts show that it holds.</summary>
    Met = 1,

    /// <summary>The facts show that it does not hold.</summary>
    NotMet = 2,

    /// <summary>The facts do not say.</summary>
    Unknown = 3,
}

/// <summary>A criterion whose answer changed; none on a side where it was not in the trace.</summary>
internal sealed record CriterionDifference(string Id, CriteriaAnswer Before, CriteriaAnswer After);

/// <summary>How the judgement of one line differs.</summary>
/// <param name="Line">Line number.</param>
/// <param name="Guideline">Guideline that judged last.</param>
/// <param name="Version">Its version.</param>
/// <param name="Before">Answer on the order's own facts.</param>
/// <param name="After">Answer on the nurse's facts.</param>
/// <param name="AutomationBefore">Whether rules alone could have approved before.</param>
/// <param name="AutomationAfter">Whether rules alone could have approved after.</param>
/// <param name="OpenBefore">Open criteria before, by id.</param>
/// <param name="OpenAfter">Open criteria after, by id.</param>
/// <param name="Criteria">Criteria whose answer changed.</param>
internal sealed record LineDifference(
    int Line, string Guideline, string Version, CriteriaAnswer Before, CriteriaAnswer After, bool AutomationBefore, bool AutomationAfter,
    IReadOnlyList<string> OpenBefore, IReadOnlyList<string> OpenAfter, IReadOnlyList<CriterionDifference> Criteria);

/// <summary>The judgement of one line as the criteria gave it.</summary>
/// <param name="Line">Line number.</param>
/// <param name="Guideline">Guideline that judged.</param>
/// <param name="Version">Its version.</param>
/// <param name="Answer">Answer of the line.</param>
/// <param name="Automation">Whether rules alone could approve.</param>
/// <param name="Open">Open criteria, by id.</param>
/// <param name="Criteria">Every node of the trace in its sequence; an id may occur for several levels.</param>
internal sealed record LineJudgement(
    int Line, string Guideline, string Version, CriteriaAnswer Answer, bool Automation, IReadOnlyList<string> Open,
    IReadOnlyList<KeyValuePair<string, CriteriaAnswer>> Criteria)
{
    /// <summary>What differs when the facts change from this judgement's to the other's.</summary>
    public LineDifference To(LineJudgement after)
    {
        var (mine, theirs) = (Criteria.ToLookup(c => c.Key, c => c.Value), after.Criteria.ToLookup(c => c.Key, c => c.Value));
        var changed = Criteria.Concat(after.Criteria).Select(c => c.Key).Distinct()
            .SelectMany(id => Enumerable.Range(0, Math.Max(mine[id].Count(), theirs[id].Count()))
                .Select(i => new CriterionDifference(id, mine[id].ElementAtOrDefault(i), theirs[id].ElementAtOrDefault(i)))
                .Where(difference => difference.Before != difference.After).Take(1));
        return new(Line, after.Guideline, after.Version, Answer, after.Answer, Automation, after.Automation, Open, after.Open, [.. changed]);
    }
}

/// <summary>The criteria on a nurse's facts, beside what they said on the order's own. Kept with the item, for physician and audit.</summary>
/// <param name="Facts">The nurse's facts.</param>
/// <param name="Lines">Per waiting line.</param>
/// <param name="By">Person id of the nurse.</param>
/// <param name="At">When.</param>
internal sealed record Reevaluation(IReadOnlyList<CorrectedFact> Facts, IReadOnlyList<LineDifference> Lines, string By, DateTimeOffset At)
{
    /// <summary>The facts nurses corrected in this round: the latest of each name and level or side. What was corrected for a line that is
    /// approved by now holds for the others too.</summary>
    public static IReadOnlyList<CorrectedFact> FactsOf(NurseItem item) =>
        [.. item.Findings.Where(f => f.Kind == FindingKind.Corrected)
            .OrderBy(f => f.FoundAt).Select(f => f.Fact!)
            .GroupBy(f => (f.Name, f.AppliesTo)).Select(same => same.Last())
            .OrderBy(f => f.Name, StringComparer.Ordinal).ThenBy(f => f.AppliesTo, StringComparer.Ordinal)];

    /// <summary>False once a correction was added, changed or taken back since, or the practice sent information.</summary>
    public bool IsCurrent(NurseItem item) => Facts.SequenceEqual(FactsOf(item)) && !(item.InformationAt > At);

    /// <summary>Whether the criteria have to be asked before a decision: something was corrected, and they have not judged it as it is.</summary>
    public static bool IsDue(NurseItem item) => FactsOf(item).Count > 0 && item.Reevaluation?.IsCurrent(item) != true;

    /// <summary>The fact that the criteria judged what the nurse corrected; null when none is due, or when what they were asked with is not
    /// what is corrected now.</summary>
    public static CriteriaReevaluated? For(NurseItem item, JudgedAnew? judged, Nurse nurse, DateTimeOffset now) =>
        IsDue(item) && judged is not null && FactsOf(item).SequenceEqual(judged.Facts)
            ? new(new(judged.Facts, judged.Lines, nurse.PersonId, now))
            : null;

    public static Refusal NothingCorrected { get; } = new("nothing-corrected",
        "No fact was corrected on this order, so the criteria would say what they said before. Record CORRECTED with the fact and its source first.");

    public static Refusal CorrectionsChanged { get; } = new("corrections-changed",
        "The corrections changed while the criteria were asked. Evaluate again.");

    /// <summary>Criteria of the lines that are open on the nurse's own facts and that no nurse confirmed: they carry no approval. They may be of
    /// another pathway than those that were open before.</summary>
    public static Refusal? NotEnough(NurseItem item, IReadOnlyList<int> lines)
    {
        if (item.Reevaluation is not { } last || !last.IsCurrent(item)) return null;
        var open = last.Lines.Where(line => lines.Contains(line.Line))
            .Select(line => (line.Line, Ids: line.OpenAfter.Where(id => !IsConfirmed(item, line.Line, id)).ToList()))
            .Where(line => line.Ids.Count > 0).ToList();
        return open.Count == 0 ? null : new("correction-not-enough",
            "On the corrected facts these criteria are open: "
                + $"{string.Join("; ", open.Select(o => $"line {o.Line}: {string.Join(", ", o.Ids)}"))}. Ask the practice, or refer to a physician.")
        {
            Fields = [.. open.SelectMany(o => o.Ids.Select(id => new FieldProblem("lines", $"line {o.Line}: {id} is open on the corrected fact")))],
        };
    }

    /// <summary>A nurse's finding that it is met stands beside the facts; a correction stands on them.</summary>
    private static bool IsConfirmed(NurseItem item, int line, string id) =>
        item.Findings.Any(f => f.Line == line && f.Criterion == id && f.Kind == FindingKind.Confirmed);
}

/// <summary>What the criteria said when a decision was about to be made.</summary>
/// <param name="Facts">The corrected facts they were asked with.</param>
/// <param name="Lines">What differs per line.</param>
internal sealed record JudgedAnew(IReadOnlyList<CorrectedFact> Facts, IReadOnlyList<LineDifference> Lines);
