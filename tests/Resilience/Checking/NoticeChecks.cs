namespace UtilizationReview.Tests.Resilience.Checking;

/// <summary>Every determination, and what becomes of an approval after it, is told to the practice and to the member, each once, in words that
/// were fixed once.</summary>
internal static class NoticeChecks
{
    private static readonly HashSet<string> Decisions = ["LineApproved", "LineApprovedLess", "LineDenied", "LineSiteDenied"];
    private static readonly string[] Recipients = ["Practice", "Member"];

    public static IEnumerable<Violation> Find(CampaignRecord record)
    {
        var history = record.Of(Known.Correspondence).History.Where(f => f.Aggregate == Known.Notices).ToList();
        return [.. Missing(record.Of(Known.Intake), history), .. Twice(history)];
    }

    private static IEnumerable<Violation> Missing(ServiceData intake, List<Fact> history)
    {
        var issued = history.Where(f => f.Event == "NoticeIssued").Select(f => f.Id).ToHashSet(StringComparer.Ordinal);
        var owed = history.Where(f => f.Event == "NoticeOwed" && f.Text("kind") is "Adverse" or "Approval")
            .ToLookup(f => (Order: f.Text("orderId"), To: f.Text("to"), At: Occasion(f)));
        foreach (var order in intake.History.GroupBy(f => f.Id))
        {
            foreach (var determined in order.Where(f => f.Event is "ApprovalChanged" or "LinesRevoked" || (f.Event == "OrderDetermined"
                && !IsTold(f) && order.Any(d => d.Version <= f.Version && Decisions.Contains(d.Event)))))
            {
                foreach (var to in Recipients)
                {
                    var notices = owed[(order.Key, to, determined.At.ToUnixTimeMilliseconds())].Select(f => f.Id).ToList();
                    if (notices.Count > 1)
                        yield return new(Broken.NoticeMissing, $"{determined} was told to the {to} by {string.Join(" and ", notices)}.");
                    else if (notices.Count == 0 || !issued.Contains(notices[0]))
                        yield return new(Broken.NoticeMissing, $"{determined} was never told to the {to}.");
                }
            }
        }
    }

    /// <summary>Nothing was decided and nothing is in force again: what stands has its notice.</summary>
    private static bool IsTold(Fact determined) => determined.Body.TryGetProperty("nothingNew", out var repeats) && repeats.GetBoolean()
        && determined.Body.GetProperty("reinstated").GetArrayLength() == 0;

    private static IEnumerable<Violation> Twice(List<Fact> history) =>
        from fact in history
        where fact.Event is "NoticeOwed" or "NoticeIssued"
        group fact by (fact.Id, fact.Event) into same
        where same.Count() > 1
        select new Violation(Broken.AppliedTwice, $"{same.Key.Id} has {same.Key.Event} {same.Count()} times.");

    private static long Occasion(Fact owed) => owed.Body.GetProperty("occasion").GetProperty("at").GetDateTimeOffset().ToUnixTimeMilliseconds();
}
