namespace UtilizationReview.SpineCenter.Domain;

/// <summary>What happens to the claim of a visit. Administrative, like everything here.</summary>
internal enum ClaimResult
{
    Pay,
    PayAndTell,
    Hold,

    /// <summary><c>CLAIM_DENIED_PROVIDER_LIABILITY</c>.</summary>
    DeniedProviderLiability,

    /// <summary>The member was told before the visit and signed.</summary>
    MemberLiability,
}

/// <summary>How a visit order that is on file stands.</summary>
internal enum FormStanding
{
    /// <summary>Authorization approved, or notification accepted.</summary>
    Granted,

    /// <summary>Authorization not approved.</summary>
    NotGranted,

    /// <summary>Waits for a reviewer.</summary>
    Waits,
}

/// <summary>A visit order on file for the visit that is billed.</summary>
/// <param name="FiledOn">Day it was filed.</param>
/// <param name="Standing">How it stands.</param>
internal sealed record FormOnFile(DateOnly FiledOn, FormStanding Standing);

/// <summary>A claim for a first visit.</summary>
/// <param name="Visit">The visit as billed, with the evaluations now on record.</param>
/// <param name="PlanId">Whose claim edit counts.</param>
/// <param name="ReceivedOn">Day the claim came in.</param>
/// <param name="Form">The visit order on file; null: none.</param>
/// <param name="WaiverSignedOn">Day the member signed to pay, after being told; null: did not.</param>
internal sealed record ClaimFacts(VisitFacts Visit, string PlanId, DateOnly ReceivedOn, FormOnFile? Form, DateOnly? WaiverSignedOn);

/// <summary>What happens to a claim and why.</summary>
/// <param name="Outcome">What happens.</param>
/// <param name="Table">What the decision table says of the visit as billed.</param>
/// <param name="Reasons">Reason codes.</param>
/// <param name="Rules">The rules it rests on.</param>
/// <param name="Sentence">For a person.</param>
internal sealed record ClaimAnswer(
    ClaimResult Outcome, VisitAnswer Table, IReadOnlyList<string> Reasons, IReadOnlyList<ProgramRule> Rules, string Sentence);

/// <summary>Row 11 of the decision table: at claim time, whatever row the visit matched, the form that was due has to be on file, in time.</summary>
internal static class ClaimRules
{
    /// <summary>Checks a claim. Rows 1 to 4 ask for no form, so nothing can be missing there.</summary>
    /// <param name="program">The plan's program; null: the plan takes part in none.</param>
    /// <param name="claim">The claim.</param>
    public static ClaimAnswer Check(SpineProgram? program, ClaimFacts claim)
    {
        var table = VisitRules.Decide(program, claim.Visit);
        if (program is null || table.Due == FormDue.Never)
            return new(ClaimResult.Pay, table, [], table.Rules, $"The program does not stand in the way of the claim. {table.Sentence}");
        var form = InTime(claim, table.Due) ? claim.Form : null;
        if (form is { Standing: FormStanding.Waits })
        {
            return new(ClaimResult.Hold, table, [], program.Cite("MSC-13"),
                "The claim is held: the prior authorization of the visit was filed in time and still waits for a reviewer.");
        }
        if (form is not { Standing: FormStanding.Granted }) return WithoutForm(program, claim, table);
        if (table is { Row: 10 })
        {
            var (result, what) = program.EditOf(claim.PlanId) switch
            {
                ClaimEdit.Pay => (ClaimResult.Pay, "is paid"),
                ClaimEdit.Hold => (ClaimResult.Hold, "is held for a person, as the plan's claim edit says"),
                _ => (ClaimResult.PayAndTell, "is paid and the practice is told"),
            };
            return new(result, table, table.Reasons, program.Cite("MSC-2", "MSC-9"),
                $"The prior notification was filed in time, but there was no valid evaluation at a spine center: the claim {what}.");
        }
        return new(ClaimResult.Pay, table, [], program.Cite(FormRule(table)), $"The {VisitSentences.Form(table.Phase)} of the visit is on file: "
            + "the program does not stand in the way of the claim.");
    }

    private static ClaimAnswer WithoutForm(SpineProgram program, ClaimFacts claim, VisitAnswer table)
    {
        var (code, form) = (table.Phase == Phase.A ? "NO_PRIOR_AUTHORIZATION" : "NO_PRIOR_NOTIFICATION", VisitSentences.Form(table.Phase));
        string[] reasons = [code, .. table.Reasons];
        var until = table.Due == FormDue.BeforeClaim ? "before the claim" : "before the visit";
        return claim.WaiverSignedOn <= claim.Visit.On
            ? new(ClaimResult.MemberLiability, table, reasons, program.Cite(FormRule(table), "MSC-19", "MSC-21"),
                $"No {form} was in force {until}, but the member was told before the visit and signed: the member pays; bill with modifier GA.")
            : new(ClaimResult.DeniedProviderLiability, table, reasons, program.Cite(FormRule(table), "MSC-19"),
                $"No {form} was in force {until}: the claim is not paid and the provider bears it; the member owes nothing. "
                    + "This is administrative and says nothing about whether the care was needed.");
    }

    /// <summary>The day of the visit still counts as before it, and the day of the claim as before the claim (MSC-8): hours are not known.</summary>
    private static bool InTime(ClaimFacts claim, FormDue due) =>
        claim.Form is { } form && form.FiledOn <= (due == FormDue.BeforeClaim ? claim.ReceivedOn : claim.Visit.On);

    private static string FormRule(VisitAnswer table) => table.Phase == Phase.A ? "MSC-1" : "MSC-2";
}
