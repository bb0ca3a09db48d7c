namespace UtilizationReview.Tests.Resilience.Checking;

/// <summary>Every accepted order is there once, and every line of it has exactly one determination for each time it was open.</summary>
internal static class OrderChecks
{
    private static readonly HashSet<string> Determinations =
        ["LineSettled", "LineApproved", "LineApprovedLess", "LineDenied", "LineSiteDenied"];

    public static IEnumerable<Violation> Find(CampaignRecord record)
    {
        var facts = record.Of(Known.Intake).History.Where(f => f.Aggregate == Known.Orders).GroupBy(f => f.Id)
            .ToDictionary(g => g.Key, g => g.OrderBy(f => f.Version).ThenBy(f => f.Seq).ToList());
        return Accepted(record, facts).Concat(facts.SelectMany(order => Lines(order.Key, order.Value)));
    }

    private static IEnumerable<Violation> Accepted(CampaignRecord record, Dictionary<string, List<Fact>> facts)
    {
        var submitted = record.Told.Where(t => t.Method == "Submit").ToList();
        foreach (var told in submitted.Where(t => !facts.ContainsKey(t.Id)))
            yield return new(Broken.OrderLost, $"Order {told.Id} was accepted (key {told.Key}), and intake has no history of it.");
        foreach (var key in submitted.GroupBy(t => t.Key).Where(k => k.Select(t => t.Id).Distinct().Count() > 1))
        {
            yield return new(Broken.OrderLost,
                $"One submission (key {key.Key}) was answered with several orders: {string.Join(", ", key.Select(t => t.Id).Distinct())}.");
        }
        var known = submitted.Select(t => t.Id).ToHashSet();
        foreach (var (id, history) in facts.Where(f => !known.Contains(f.Key)))
        {
            if (history[0].Event == "OrderReceived" && history[0].Text("linkedFrom").Length > 0) continue;
            yield return new(Broken.OrderLost, $"Order {id} is in intake's history and no client was ever told of it: a submission made two orders.");
        }
    }

    private static IEnumerable<Violation> Lines(string id, List<Fact> facts)
    {
        if (facts.FirstOrDefault(f => f.Event == "OrderReceived") is not { } received)
        {
            yield return new(Broken.OrderLost, $"Order {id} has a history that does not begin with its receipt.");
            yield break;
        }
        foreach (var line in received.Body.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("number").GetInt32()))
        {
            var determined = facts.Count(f => Determinations.Contains(f.Event) && f.Number("line") == line);
            // Each of these opens the line once more; a withdrawal ends it without a determination.
            var opened = 1 + facts.Count(f => f.Event is "Reopened" or "SiteMoved" && f.Numbers("lines").Contains(line));
            var withdrawn = facts.Any(f => f.Event == "OrderWithdrawn" && f.Numbers("lines").Contains(line));
            if (determined < opened && !withdrawn)
                yield return new(Broken.OrderUndetermined,
                    $"Order {id} line {line} was open {opened} time(s) and has {determined} determination(s).");
            if (determined > opened)
                yield return new(Broken.LineDecidedTwice, $"Order {id} line {line} was open {opened} time(s) and has {determined} determinations.");
        }
        if (!facts.Any(f => f.Event is "OrderDetermined" or "OrderClosed"))
            yield return new(Broken.OrderUndetermined,
                $"Order {id} was neither determined nor closed; its last fact is {facts[^1].Event} at {facts[^1].At:O}.");
    }
}
