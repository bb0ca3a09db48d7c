namespace UtilizationReview.Intake.Domain;

/// <summary>A law by which criteria that change within the plan year do not reach enrollees who were approved (I11), as dated data.</summary>
internal sealed record CriteriaPin(string Id, IReadOnlyList<LineOfBusiness> Lines, string State, string Sentence, Source Source);

/// <summary>How long a new plan honors what the former one approved, or a course under way, as dated data.</summary>
/// <param name="Within">From the first day of coverage.</param>
internal sealed record ContinuityRule(string Id, IReadOnlyList<LineOfBusiness> Lines, string State, Period Within, string Sentence, Source Source);

/// <summary>An approval of the same enrollee and service.</summary>
/// <param name="Approved">Plan-local day of the approval.</param>
/// <param name="VersionDate">The date its criteria version was chosen by.</param>
internal sealed record ApprovedUnder(DateOnly Approved, DateOnly VersionDate);

/// <summary>The date a criteria version is chosen by, and the rule that says so.</summary>
internal sealed record VersionDate(DateOnly On, string Rule);

/// <summary>Which criteria version a case is judged by (I11): the one of its date of service, unless a law pins an earlier one.</summary>
internal static class CriteriaPins
{
    /// <summary>The date by which the version is chosen.</summary>
    /// <param name="received">Plan-local day of receipt: whether a pin is in force.</param>
    /// <param name="dateOfService">Planned date of service; the version in force on it is the ordinary one.</param>
    /// <param name="yearStart">A first day of a plan year; its month and day count.</param>
    /// <param name="approvals">Earlier approvals of this enrollee for the same service, in any order.</param>
    public static VersionDate Choose(
        PlanTerms plan, DateOnly received, DateOnly dateOfService, DateOnly yearStart, IReadOnlyList<ApprovedUnder> approvals, Rules rules)
    {
        var ordinary = new VersionDate(dateOfService, "I11: the version in force on the date of service");
        var pin = rules.CriteriaPins.FirstOrDefault(p => Laws.Reaches(p.Lines, p.State, plan) && p.Source.HoldsOn(received));
        if (pin is null) return ordinary;
        var from = YearOf(dateOfService, yearStart);
        // The first approval of the plan year fixes the version for the rest of it; a later one was judged by the same.
        var first = approvals.Where(a => a.Approved >= from && a.Approved < from.AddYears(1) && a.Approved <= received).MinBy(a => a.Approved);
        return first is not null && first.VersionDate < dateOfService
            ? new(first.VersionDate, $"I11: {pin.Sentence} ({pin.Source.Citation})")
            : ordinary;
    }

    /// <summary>First day of the plan year that holds a day.</summary>
    public static DateOnly YearOf(DateOnly day, DateOnly yearStart)
    {
        // From any year's first day: 29 February of a leap year is the 28th in the others.
        var start = yearStart.AddYears(day.Year - yearStart.Year);
        return start <= day ? start : yearStart.AddYears(day.Year - yearStart.Year - 1);
    }
}
