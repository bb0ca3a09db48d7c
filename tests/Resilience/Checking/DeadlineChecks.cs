namespace UtilizationReview.Tests.Resilience.Checking;

/// <summary>Where the clock of an order ran out, the order says so.</summary>
internal static class DeadlineChecks
{
    /// <summary>How long after a due time the platform may take to mark it before the databases are read.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    public static IEnumerable<Violation> Find(CampaignRecord record) =>
        record.Of(Known.Intake).History.Where(f => f.Aggregate == Known.Orders).GroupBy(f => f.Id)
            .SelectMany(order => OfOrder(order.Key, [.. order.OrderBy(f => f.Version).ThenBy(f => f.Seq)], record.Now));

    private static IEnumerable<Violation> OfOrder(string id, IReadOnlyList<Fact> facts, DateTimeOffset now)
    {
        var due = DateTimeOffset.MaxValue;
        var (runs, missed) = (false, false);
        foreach (var fact in facts)
        {
            switch (fact.Event)
            {
                case "OrderReceived" or "Reopened":
                    (runs, missed, due) = (true, false, fact.Instant("dueAt"));
                    break;
                case "InformationAsked" or "InformationReceived" or "ClockExtended":
                    due = fact.Instant("dueAt");
                    break;
                case "DeadlineMissed":
                    missed = true;
                    break;
                case "OrderDetermined" or "OrderClosed":
                    if (runs && !missed && fact.At >= due)
                    {
                        yield return new(Broken.DeadlineUnmarked,
                            $"Order {id} was due at {due:O} and ended at {fact.At:O} (version {fact.Version}) without a mark that it was late.");
                    }
                    runs = false;
                    break;
                default:
                    break;
            }
        }
        if (runs && !missed && now > due + Grace)
            yield return new(Broken.DeadlineUnmarked, $"Order {id} is open, was due at {due:O}, and it is {now:O} without a mark that it is late.");
    }
}
