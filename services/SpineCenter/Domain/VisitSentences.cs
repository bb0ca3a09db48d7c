namespace UtilizationReview.SpineCenter.Domain;

/// <summary>What people read about a visit. No sentence speaks of medical necessity, and none holds member data.</summary>
internal static class VisitSentences
{
    public const string PlanTakesNoPart = "The member's plan takes part in no spine center program: no form is due for the visit.";
    public const string NotTheBack = "The visit is not for the complaint the program is about: it has no rule, and no form is due.";
    public const string InHospital = "The member is seen in a hospital or an emergency room: no evaluation and no visit order is needed.";
    public const string OtherProduct = "The member's kind of coverage is not in the program: no form is due for the visit.";

    public const string OperatedBefore =
        "This surgeon has operated on the member's low back before: a nurse looks at whether an evaluation is needed first.";

    private const string Arrange = "Arrange an evaluation at a designated spine center (no referral and no imaging is needed for it)";

    public static string BeforeProgram(SpineProgram program) => $"The program holds for visits from {program.Starts:yyyy-MM-dd} on: no form is due.";

    public static string BookedBefore(SpineProgram program) =>
        $"The visit was booked before {program.Starts:yyyy-MM-dd} and takes place by {program.BookedVisitsThrough:yyyy-MM-dd}: "
            + "it goes ahead and is paid.";

    public static string Emergent(SpineProgram program, string reason, Phase phase)
    {
        var text = program.EmergentReasons.FirstOrDefault(listed => listed.Id == reason)?.Text.TrimEnd('.') ?? reason;
        return $"Urgent or emergent ({text}): no evaluation is needed. "
            + $"The {Form(phase)} may follow the visit but is due before the claim; this is it.";
    }

    public static string Waived(SpineProgram program, IEnumerable<string> why, Phase phase)
    {
        var grounds = why.Select(word => word switch
        {
            "age" => $"the member is younger than {program.FullAge} on the day of the visit",
            "county" => "the member lives outside the listed counties",
            "product" => "Medicare Advantage members are exempt",
            _ => "evaluations are suspended on that day",
        });
        return $"No evaluation is needed: {string.Join(", and ", grounds)}. The {Form(phase)} is still due before the visit; this is it.";
    }

    public static string Satisfied(Phase phase, DateOnly through) =>
        $"An evaluation at a spine center is on record and counts for visits through {through:yyyy-MM-dd}: the {Form(phase)} is "
            + $"{(phase == Phase.A ? "approved" : "accepted")}.";

    public static string NotApproved(EvaluationStanding evaluation, DateOnly? through) =>
        $"The prior authorization of the visit is not approved for an administrative reason: {Lack(evaluation, through)}. "
            + $"{Arrange}, then file the visit again.";

    public static string Flagged(EvaluationStanding evaluation, DateOnly? through) =>
        $"The prior notification is accepted, but {Lack(evaluation, through)}. {Arrange} before the visit; otherwise the plan's claim edit applies.";

    public static string Form(Phase phase) => phase == Phase.A ? "prior authorization" : "prior notification";

    private static string Lack(EvaluationStanding evaluation, DateOnly? through) => evaluation == EvaluationStanding.Expired
        ? $"the last evaluation counted for visits through {through:yyyy-MM-dd} only"
        : "no evaluation at a designated spine center is on record";
}
