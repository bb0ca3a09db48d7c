namespace UtilizationReview.Tests.Resilience.Checking;

/// <summary>History is whole: every version of every record, no fact twice, and everything that a client was told.</summary>
internal static class AuditChecks
{
    /// <summary>Facts that describe one thing that happened; the same one twice means that something was done twice. Their instant is left out,
    /// because the second doing has another one.</summary>
    private static readonly HashSet<string> Single =
    [
        "OrderReceived", "EvaluationRecorded", "SiteRecorded", "ReferredToNurse",
        "ReferredToPhysician", "ServiceConfirmed", "TalkRecorded", "InformationAsked",
        "ItemOpened", "CaseReferred", "AttemptRecorded", "TalkOpened", "TalkHeld", "TalkMissed", "DeadlineMissed",
    ];

    public static IEnumerable<Violation> Find(CampaignRecord record) =>
        [.. record.Services.SelectMany(Versions), .. record.Services.SelectMany(Twice), .. Answers(record)];

    private static IEnumerable<Violation> Versions(ServiceData service)
    {
        var rows = service.Aggregates.ToDictionary(a => (a.Table, a.Id), a => a.Version);
        foreach (var record in service.History.GroupBy(f => (f.Aggregate, f.Id)))
        {
            var name = $"{record.Key.Aggregate} {record.Key.Id} of {service.Name}";
            var expected = 1;
            foreach (var version in record.GroupBy(f => f.Version).OrderBy(g => g.Key))
            {
                if (version.Key != expected)
                    yield return new(Broken.AuditGap, $"{name}: version {expected} is missing in history; {version.Key} follows.");
                expected = version.Key + 1;
                if (!version.Select(f => f.Seq).Order().SequenceEqual(Enumerable.Range(0, version.Count())))
                    yield return new(Broken.AuditGap, $"{name}: version {version.Key} has the facts "
                        + $"{string.Join(", ", version.Select(f => f.Seq).Order())}, not 0 to {version.Count() - 1}.");
            }
            if (!rows.TryGetValue(record.Key, out var now))
                yield return new(Broken.AuditGap, $"{name} has a history and no row.");
            else if (now != expected - 1)
                yield return new(Broken.AuditGap, $"{name} is at version {now}, its history ends with {expected - 1}.");
        }
        var told = service.History.Select(f => (f.Aggregate, f.Id)).ToHashSet();
        foreach (var row in service.Aggregates.Where(a => !told.Contains((a.Table, a.Id))))
            yield return new(Broken.AuditGap, $"{row.Table} {row.Id} of {service.Name} is at version {row.Version} and has no history.");
    }

    private static IEnumerable<Violation> Twice(ServiceData service) =>
        from fact in service.History
        where Single.Contains(fact.Event)
        group fact by (fact.Aggregate, fact.Id, fact.Event, Content: Content(fact)) into same
        where same.Count() > 1
        select new Violation(Broken.AppliedTwice,
            $"{same.Key.Aggregate} {same.Key.Id} of {service.Name} has the same {same.Key.Event} at "
                + $"versions {string.Join(", ", same.Select(f => f.Version))}.");

    private static string Content(Fact fact) =>
        string.Join('\u001f', fact.Body.EnumerateObject().Where(p => p.Name is not "at").Select(p => p.Name + "=" + p.Value.GetRawText()));

    private static IEnumerable<Violation> Answers(CampaignRecord record)
    {
        var keys = record.Services.ToDictionary(s => s.Name, s => s.Inbox.Select(c => (c.MessageId, c.AggregateId)).ToHashSet());
        var facts = record.Services.ToDictionary(s => s.Name, s => s.History.ToLookup(f => f.Id));
        foreach (var told in record.Told)
        {
            var who = $"{told.Person} was told that {told.Method} (key {told.Key}) on {told.Id} of {told.Service} is done";
            if (!keys[told.Service].Contains((told.Key, told.Id)))
                yield return new(Broken.AnswerUnrecorded, $"{who}, and its key is not on record there.");
            var history = facts[told.Service][told.Id].ToList();
            if (told.Version > 0 && !history.Exists(f => f.Version == told.Version))
                yield return new(Broken.AnswerUnrecorded, $"{who} with version {told.Version}, and history has no such version.");
            if (told.Facts.Count > 0 && !history.Exists(f => f.Person == told.Person && told.Facts.Contains(f.Event)))
                yield return new(Broken.AnswerUnrecorded, $"{who}, and history has no {string.Join(" or ", told.Facts)} by that person.");
        }
    }
}
