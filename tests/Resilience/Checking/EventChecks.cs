namespace UtilizationReview.Tests.Resilience.Checking;

/// <summary>Nothing told is lost, nothing is told that did not happen, every consumer has it, and nobody acts on it twice.</summary>
internal static class EventChecks
{
    /// <summary>Facts that have to be told, and as what.</summary>
    private static readonly (string Service, string Event, string Urn)[] Tellings =
    [
        (Known.Intake, "OrderReceived", "ur:order-received:v1"),
        (Known.Intake, "ReferredToNurse", "ur:order-referred-to-nurse:v1"),
        (Known.Intake, "ReferredToPhysician", "ur:order-referred-to-physician:v1"),
        (Known.Intake, "OrderDetermined", "ur:order-determined:v1"),
        (Known.Intake, "OrderClosed", "ur:order-closed:v1"),
        (Known.Intake, "ApprovalChanged", "ur:approval-changed:v1"),
        (Known.Intake, "LinesRevoked", "ur:approval-revoked:v1"),
        (Known.Intake, "DeadlineMissed", "ur:deadline-missed:v1"),
        (Known.Intake, "InformationReceived", "ur:information-received:v1"),
        (Known.NurseReview, "LinesApproved", "ur:nurse-approved:v1"),
        (Known.NurseReview, "LinesReferred", "ur:nurse-referred:v1"),
        (Known.NurseReview, "InformationAsked", "ur:information-requested:v1"),
        (Known.PeerToPeer, "LinesDecided", "ur:physician-decided:v1"),
        (Known.PeerToPeer, "TalkHeld", "ur:peer-to-peer-recorded:v1"),
        (Known.PeerToPeer, "TalkBooked", "ur:peer-to-peer-recorded:v1"),
        (Known.Correspondence, "NoticeIssued", "ur:notice-issued:v1"),
    ];

    /// <summary>Commands that only a message causes: an aggregate has no more of them than messages of that kind were written for it.</summary>
    private static readonly (string Service, string Command, string From, string Urn)[] Effects =
    [
        (Known.Intake, "NurseApprove", Known.NurseReview, "ur:nurse-approved:v1"),
        (Known.Intake, "NurseRefer", Known.NurseReview, "ur:nurse-referred:v1"),
        (Known.Intake, "AskForInformation", Known.NurseReview, "ur:information-requested:v1"),
        (Known.Intake, "PhysicianDecide", Known.PeerToPeer, "ur:physician-decided:v1"),
        (Known.Intake, "RecordTalk", Known.PeerToPeer, "ur:peer-to-peer-recorded:v1"),
        (Known.NurseReview, "OrderArrives", Known.Intake, "ur:order-referred-to-nurse:v1"),
        (Known.NurseReview, "InformationArrives", Known.Intake, "ur:information-received:v1"),
        (Known.PeerToPeer, "ReferToPhysician", Known.Intake, "ur:order-referred-to-physician:v1"),
        (Known.PeerToPeer, "RecordDetermination", Known.Intake, "ur:order-determined:v1"),
    ];

    public static IEnumerable<Violation> Find(CampaignRecord record) => [.. Sent(record), .. Consumed(record), .. Told(record), .. OnceOnly(record)];

    private static IEnumerable<Violation> Sent(CampaignRecord record)
    {
        var recorded = record.Events.Select(e => e.Id).ToHashSet();
        var written = new HashSet<Guid>();
        foreach (var service in record.Services)
        {
            foreach (var row in service.Outbox)
            {
                written.Add(row.Id);
                if (row.ParkedAt is not null)
                    yield return new(Broken.EventLost,
                        $"{service.Name} gave up {row.Urn} {row.Id} of {row.AggregateId} after {row.Attempts} attempts.");
                else if (row.SentAt is null)
                    yield return new(Broken.EventLost, $"{service.Name} never sent {row.Urn} {row.Id} of {row.AggregateId} version {row.Version}.");
                else if (!recorded.Contains(row.Id))
                    yield return new(Broken.EventLost,
                        $"{service.Name} marked {row.Urn} {row.Id} of {row.AggregateId} as sent, and the recorder never got it.");
            }
        }
        foreach (var stray in record.Events.Where(e => !written.Contains(e.Id)).DistinctBy(e => e.Id))
            yield return new(Broken.EventUnexplained, $"The recorder got {stray.Urn} {stray.Id} of {stray.OrderId}, and no service's outbox has it.");
        foreach (var (queue, messages) in record.LeftInErrorQueues)
            yield return new(Broken.ConsumerMissed, $"{messages} message(s) are left in the error queue {queue}.");
    }

    private static IEnumerable<Violation> Consumed(CampaignRecord record)
    {
        var claims = record.Services.ToDictionary(s => s.Name, s => s.Inbox.Select(c => (c.Scope, c.MessageId)).ToHashSet());
        var rows = record.Services.SelectMany(s => s.Outbox).ToLookup(r => r.Urn);
        return from subscription in record.Subscriptions
               from row in rows[subscription.Urn]
               where !claims[subscription.Service].Contains((subscription.Scope, row.Id.ToString("N")))
               select new Violation(Broken.ConsumerMissed,
                   $"{subscription.Scope} of {subscription.Service} never acted on {row.Urn} {row.Id} of {row.AggregateId} version {row.Version}.");
    }

    private static IEnumerable<Violation> Told(CampaignRecord record)
    {
        foreach (var service in record.Services)
        {
            var rows = service.Outbox.Select(r => (r.AggregateId, r.Version, r.Urn)).ToHashSet();
            foreach (var (_, name, urn) in Tellings.Where(t => t.Service == service.Name))
            {
                foreach (var fact in service.History.Where(f => f.Event == name && !rows.Contains((f.Id, f.Version, urn))))
                    yield return new(Broken.EventLost, $"{fact} of {service.Name} was never written as {urn}.");
            }
        }
    }

    private static IEnumerable<Violation> OnceOnly(CampaignRecord record)
    {
        foreach (var service in record.Services)
        {
            foreach (var twice in service.Inbox.GroupBy(c => (c.Scope, c.MessageId)).Where(g => g.Count() > 1))
                yield return new(Broken.AppliedTwice, $"{service.Name} claimed {twice.Key.MessageId} for {twice.Key.Scope} {twice.Count()} times.");
        }
        foreach (var (service, command, from, urn) in Effects)
        {
            var messages = record.Of(from).Outbox.Where(r => r.Urn == urn).CountBy(r => r.AggregateId).ToDictionary();
            var effects = record.Of(service).History.Where(f => f.Command == command).DistinctBy(f => (f.Id, f.Version)).CountBy(f => f.Id);
            foreach (var (id, count) in effects.Where(e => e.Value > messages.GetValueOrDefault(e.Key)))
                yield return new(Broken.AppliedTwice,
                    $"{service} carried out {command} on {id} {count} times for {messages.GetValueOrDefault(id)} message(s) {urn}.");
        }
    }
}
