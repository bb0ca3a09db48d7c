namespace UtilizationReview.Intake.Domain;

/// <summary>Services of one provider in a window that are alike in everything that is counted.</summary>
internal sealed record ServiceTally(string Code, string Family, LineOutcome First, LineOutcome InForce, long Services);

/// <summary>Counts of one provider and one service in a window (regulation §6.4). Which rate frees whom from review is a state's rule and not
/// here.</summary>
/// <param name="Service">The code, or the guideline family.</param>
/// <param name="Requests">Eligible requests: reviewed and decided. Equal to approvals plus denials.</param>
/// <param name="Approvals">Approved as asked in the end; a denial that was overturned counts as approval.</param>
/// <param name="Denials">Everything else, approvals of less than asked included.</param>
/// <param name="Overturned">Approvals that were not at first.</param>
internal sealed record GoldCardCount(string Service, long Requests, long Approvals, long Denials, long Overturned)
{
    /// <summary>Approvals among the requests.</summary>
    public Share ApprovalRate => new(Approvals, Requests);
}

/// <summary>Counts per service what gold-card rules are applied to.</summary>
internal static class GoldCard
{
    /// <summary>Per code, in order of the codes.</summary>
    public static IReadOnlyList<GoldCardCount> ByCode(IEnumerable<ServiceTally> tallies) => By(tallies, t => t.Code);

    /// <summary>Per guideline family; services that no guideline judged are left out.</summary>
    public static IReadOnlyList<GoldCardCount> ByFamily(IEnumerable<ServiceTally> tallies) =>
        By(tallies.Where(t => t.Family.Length > 0), t => t.Family);

    private static IReadOnlyList<GoldCardCount> By(IEnumerable<ServiceTally> tallies, Func<ServiceTally, string> service) =>
    [
        .. tallies.GroupBy(service, StringComparer.Ordinal).OrderBy(alike => alike.Key, StringComparer.Ordinal).Select(alike => new GoldCardCount(
            alike.Key, Sum(alike, _ => true), Sum(alike, IsApproved), Sum(alike, t => !IsApproved(t)),
            Sum(alike, t => IsApproved(t) && t.First != LineOutcome.Approved))),
    ];

    private static bool IsApproved(ServiceTally tally) => tally.InForce == LineOutcome.Approved;

    private static long Sum(IEnumerable<ServiceTally> tallies, Func<ServiceTally, bool> which) => tallies.Where(which).Sum(t => t.Services);
}
