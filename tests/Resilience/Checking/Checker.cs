namespace UtilizationReview.Tests.Resilience.Checking;

/// <summary>Whether a campaign's record keeps every promise: a pure function of the record.</summary>
internal static class Checker
{
    /// <summary>Every broken promise; none when all is well.</summary>
    public static IReadOnlyList<Violation> Check(CampaignRecord record) =>
    [
        .. OrderChecks.Find(record),
        .. EventChecks.Find(record),
        .. HoldingChecks.Find(record),
        .. SlotChecks.Find(record),
        .. DeadlineChecks.Find(record),
        .. AuditChecks.Find(record),
        .. NoticeChecks.Find(record),
    ];
}
