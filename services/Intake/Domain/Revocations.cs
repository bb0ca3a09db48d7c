using UtilizationReview.Platform.Time;

namespace UtilizationReview.Intake.Domain;

/// <summary>Whether an approval may be revoked on a ground (I6), as dated data.</summary>
/// <param name="Lines">Lines of business; empty: all.</param>
/// <param name="State">Two-letter state, or <c>*</c>: every state without a row of its own for the ground.</param>
/// <param name="Allowed">False: the law forbids to revoke on this ground.</param>
/// <param name="ProtectedBusinessDays">Business days after the approval, the last one inclusive, in which this ground revokes nothing.</param>
/// <param name="Sentence">What the law says, for people.</param>
internal sealed record RevocationRule(
    string Id, IReadOnlyList<LineOfBusiness> Lines, string State, RevocationGround Ground, bool Allowed, int ProtectedBusinessDays, string Sentence,
    Source Source);

/// <summary>A revocation as it stands on a line, and what the law gives against it.</summary>
/// <param name="At">Instant from which it holds.</param>
/// <param name="Day">Plan-local day of it.</param>
/// <param name="Rights">The rights by law in words, with their last days.</param>
/// <param name="Steps">The steps of the law; none in revocations from before they were kept.</param>
/// <param name="MemberToldOn">Date of the notice by which the member was told, plan-local; null: not told yet.</param>
internal sealed record Revocation(
    DateTimeOffset At, DateOnly Day, IReadOnlyList<string> Rights, IReadOnlyList<LegalStep> Steps, DateOnly? MemberToldOn);

/// <summary>What may be revoked and why. An approval is never judged again for medical necessity; revoking needs a coded legal ground.</summary>
internal static class Revocations
{
    /// <summary>Why an approval cannot be revoked on a ground; null when it can. Of two laws each has to allow it.</summary>
    /// <param name="approved">Plan-local day of the approval.</param>
    /// <param name="today">Plan-local day of the revocation.</param>
    public static string? Refused(RevocationGround ground, DateOnly approved, DateOnly today, PlanTerms plan, Rules rules) =>
        Of(ground, today, plan, rules) is { Count: > 0 } holding
            ? holding.Select(rule => Refused(rule, approved, today, rules.Calendar)).FirstOrDefault(why => why is not null)
            : "No rule of this plan's law lists this ground.";

    /// <summary>The rule per law of the plan that decides about a ground on a day: of its state before all, of its line before all.</summary>
    public static IReadOnlyList<RevocationRule> Of(RevocationGround ground, DateOnly today, PlanTerms plan, Rules rules) =>
        [.. Laws.Of(plan).Select(line => rules.Revocations
            .Where(rule => rule.Ground == ground && (rule.Lines.Count == 0 || rule.Lines.Contains(line))
                && (rule.State == "*" || rule.State == plan.State) && rule.Source.HoldsOn(today))
            .OrderByDescending(rule => rule.State == plan.State).ThenByDescending(rule => rule.Lines.Count > 0)
            .ThenByDescending(rule => rule.Source.EffectiveFrom).FirstOrDefault()).OfType<RevocationRule>().Distinct()];

    private static string? Refused(RevocationRule rule, DateOnly approved, DateOnly today, BusinessCalendar calendar)
    {
        if (!rule.Allowed) return $"{rule.Sentence} ({rule.Source.Citation})";
        var through = calendar.AddBusinessDays(approved, rule.ProtectedBusinessDays);
        return rule.ProtectedBusinessDays > 0 && today <= through
            ? $"The approval of {Recourses.Day(approved)} is protected through {Recourses.Day(through)}: {rule.Sentence} ({rule.Source.Citation})"
            : null;
    }
}
