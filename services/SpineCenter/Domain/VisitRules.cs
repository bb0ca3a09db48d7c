namespace UtilizationReview.SpineCenter.Domain;

/// <summary>Where a member is seen, as far as the program asks.</summary>
internal enum VisitPlace
{
    Office,
    Inpatient,
    EmergencyRoom,
}

/// <summary>What a first visit to a spine surgeon is judged by.</summary>
internal sealed record VisitFacts
{
    /// <summary>Day of the visit.</summary>
    public required DateOnly On { get; init; }

    /// <summary>Day it was booked; null: not said.</summary>
    public DateOnly? BookedOn { get; init; }

    public required VisitPlace Place { get; init; }

    public required Complaint Complaint { get; init; }

    public required Product Product { get; init; }

    public required DateOnly BirthDate { get; init; }

    /// <summary>County of residence; null: the member's record does not say.</summary>
    public County? County { get; init; }

    /// <summary>A reason of the program's list; null: neither urgent nor emergent.</summary>
    public string? EmergentReason { get; init; }

    /// <summary>This surgeon has operated on the member's low back.</summary>
    public bool OperatedBefore { get; init; }

    /// <summary>Days of the evaluations on record at designated centers, in any order. Nothing else of an evaluation counts (MSC-10).</summary>
    public IReadOnlyList<DateOnly> Evaluations { get; init; } = [];

    /// <summary>Whole years on the day of the visit; who was born on 29 February has the birthday on 1 March in other years.</summary>
    public int Age => On.Year - BirthDate.Year - ((On.Month, On.Day).CompareTo((BirthDate.Month, BirthDate.Day)) < 0 ? 1 : 0);
}

/// <summary>What follows for a visit. Administrative, every one of them: none says that care is or is not necessary.</summary>
internal enum VisitResult
{
    NoRule,
    NoVisitOrderNeeded,
    BookedBeforeProgram,
    OutOfProgram,

    /// <summary><c>VISIT_PA_APPROVED</c>.</summary>
    AuthorizationApproved,

    /// <summary><c>VISIT_PA_NOT_APPROVED</c>.</summary>
    AuthorizationNotApproved,

    /// <summary><c>PN_ACCEPTED</c>.</summary>
    NotificationAccepted,

    NurseReview,
}

/// <summary>How the evaluation at a spine center stands.</summary>
internal enum EvaluationStanding
{
    NotAsked,
    Waived,
    Satisfied,
    Missing,
    Expired,
}

/// <summary>Until when the form of the visit is due.</summary>
internal enum FormDue
{
    Never,
    BeforeVisit,
    BeforeClaim,
}

/// <summary>What the decision table says.</summary>
/// <param name="Row">Row of the table, 1 to 10.</param>
/// <param name="Outcome">What follows.</param>
/// <param name="Phase">Phase of the visit; <see cref="Phase.None"/> where no form is due. A: the form is an authorization, B: a notification.</param>
/// <param name="Evaluation">How the evaluation stands.</param>
/// <param name="Due">Until when the form is due.</param>
/// <param name="Rules">The rules it rests on.</param>
/// <param name="Sentence">For a person.</param>
internal sealed record VisitAnswer(
    int Row, VisitResult Outcome, Phase Phase, EvaluationStanding Evaluation, FormDue Due, IReadOnlyList<ProgramRule> Rules, string Sentence)
{
    /// <summary>Why no evaluation is needed: emergent, age, county, product, suspension.</summary>
    public IReadOnlyList<string> Waivers { get; init; } = [];

    /// <summary>Last day of a visit the last evaluation counts for; null: none, or not asked.</summary>
    public DateOnly? EvaluationValidThrough { get; init; }

    /// <summary>The notification is accepted, but flagged: there is no valid evaluation.</summary>
    public bool LacksEvaluation => Evaluation is EvaluationStanding.Missing or EvaluationStanding.Expired;

    /// <summary>Reason codes: <c>MSC_MISSING</c>, <c>MSC_EXPIRED</c>.</summary>
    public IReadOnlyList<string> Reasons => Evaluation switch
    {
        EvaluationStanding.Missing => ["MSC_MISSING"],
        EvaluationStanding.Expired => ["MSC_EXPIRED"],
        _ => [],
    };
}

/// <summary>The decision table of the program for a first office visit to a spine surgeon (clinical rules §13): rows 1 to 10, the first that
/// matches. Row 11 is asked at claim time: <see cref="ClaimRules"/>.</summary>
internal static class VisitRules
{
    /// <summary>Judges a visit.</summary>
    /// <param name="program">The plan's program; null: the plan takes part in none.</param>
    /// <param name="visit">The visit.</param>
    public static VisitAnswer Decide(SpineProgram? program, VisitFacts visit)
    {
        if (program is null) return Free(4, VisitResult.OutOfProgram, [], VisitSentences.PlanTakesNoPart);
        var phase = program.PhaseOn(visit.On);

        if (phase == Phase.None) return Free(1, VisitResult.NoRule, program.Cite("MSC-0"), VisitSentences.BeforeProgram(program));
        if (!program.Complaints.Contains(visit.Complaint)) return Free(1, VisitResult.NoRule, program.Cite("MSC-6"), VisitSentences.NotTheBack);
        if (visit.Place is not VisitPlace.Office) return Free(2, VisitResult.NoVisitOrderNeeded, program.Cite("MSC-6"), VisitSentences.InHospital);
        if (visit.On <= program.BookedVisitsThrough && visit.BookedOn < program.Starts)
            return Free(3, VisitResult.BookedBeforeProgram, program.Cite("MSC-14"), VisitSentences.BookedBefore(program));
        if (!program.Products.Contains(visit.Product)) return Free(4, VisitResult.OutOfProgram, program.Cite("MSC-3"), VisitSentences.OtherProduct);

        if (visit.EmergentReason is { } reason)
            return Waived(5, FormDue.BeforeClaim, ["emergent"], ["MSC-6", "MSC-7", "MSC-8"], VisitSentences.Emergent(program, reason, phase));
        if (Waivers(program, visit, phase) is { Count: > 0 } waivers)
            return Waived(6, FormDue.BeforeVisit, [.. waivers.Select(waiver => waiver.Why)], waivers.Select(waiver => waiver.Rule),
                VisitSentences.Waived(program, waivers.Select(waiver => waiver.Why), phase));

        var (evaluation, through) = Evaluation(program, visit);
        if (evaluation == EvaluationStanding.Satisfied)
            return Asked(7, Accepts(phase), ["MSC-9", FormRule(phase)], VisitSentences.Satisfied(phase, through!.Value));
        if (phase == Phase.A && visit.OperatedBefore)
            return Asked(8, VisitResult.NurseReview, ["MSC-13"], VisitSentences.OperatedBefore);
        if (phase == Phase.A)
            return Asked(9, VisitResult.AuthorizationNotApproved, ["MSC-1", "MSC-9", "MSC-12"], VisitSentences.NotApproved(evaluation, through));
        return Asked(10, VisitResult.NotificationAccepted, ["MSC-2", "MSC-9", "MSC-12"], VisitSentences.Flagged(evaluation, through));

        VisitAnswer Waived(int row, FormDue due, IReadOnlyList<string> why, IEnumerable<string> rules, string sentence) =>
            new(row, Accepts(phase), phase, EvaluationStanding.Waived, due, program.Cite([.. rules, FormRule(phase)]), sentence) { Waivers = why };

        VisitAnswer Asked(int row, VisitResult result, string[] rules, string sentence) =>
            new(row, result, phase, evaluation, FormDue.BeforeVisit, program.Cite(rules), sentence) { EvaluationValidThrough = through };
    }

    /// <summary>Row 6: everything that makes the evaluation unnecessary, in the order of the table. A county that is not known
    /// waives nothing.</summary>
    private static List<(string Why, string Rule)> Waivers(SpineProgram program, VisitFacts visit, Phase phase)
    {
        List<(string, string)> found = [];
        if (visit.Age < program.FullAge) found.Add(("age", "MSC-6"));
        if (visit.County is { } county && !program.Lists(county)) found.Add(("county", "MSC-5"));
        if (phase == Phase.B && program.EvaluationExemptProducts.Contains(visit.Product)) found.Add(("product", "MSC-4"));
        if (program.IsSuspended(visit.On)) found.Add(("suspension", "MSC-15"));
        return found;
    }

    /// <summary>Row 7: the last evaluation on or before the day of the visit counts, until its last valid day.</summary>
    private static (EvaluationStanding Standing, DateOnly? Through) Evaluation(SpineProgram program, VisitFacts visit)
    {
        var before = visit.Evaluations.Where(day => day <= visit.On).ToList();
        if (before.Count == 0) return (EvaluationStanding.Missing, null);
        var through = program.ValidThrough(before.Max());
        return (visit.On <= through ? EvaluationStanding.Satisfied : EvaluationStanding.Expired, through);
    }

    private static VisitResult Accepts(Phase phase) => phase == Phase.A ? VisitResult.AuthorizationApproved : VisitResult.NotificationAccepted;

    private static string FormRule(Phase phase) => phase == Phase.A ? "MSC-1" : "MSC-2";

    private static VisitAnswer Free(int row, VisitResult result, IReadOnlyList<ProgramRule> rules, string sentence) =>
        new(row, result, Phase.None, EvaluationStanding.NotAsked, FormDue.Never, rules, sentence);
}
