using System.Text.Json;

namespace UtilizationReview.Tests.Resilience.Checking;

/// <summary>Everything a campaign left behind, as plain data: what the databases hold, what the independent consumer wrote down, and what the
/// clients were told. The checker needs nothing else.</summary>
internal sealed record CampaignRecord
{
    /// <summary>The platform's time when the databases were read.</summary>
    public required DateTimeOffset Now { get; init; }

    public required IReadOnlyList<ServiceData> Services { get; init; }
    public required IReadOnlyList<RecordedEvent> Events { get; init; }
    public required IReadOnlyList<Reservation> Reservations { get; init; }
    public required IReadOnlyList<Told> Told { get; init; }
    public required IReadOnlyList<Subscription> Subscriptions { get; init; }

    /// <summary>Error queues that still hold messages, with their count.</summary>
    public required IReadOnlyList<(string Queue, int Messages)> LeftInErrorQueues { get; init; }

    public ServiceData Of(string service) => Services.First(s => s.Name == service);

    /// <summary>The same with one service's data changed; how violations are planted.</summary>
    public CampaignRecord With(string service, Func<ServiceData, ServiceData> change) =>
        this with { Services = [.. Services.Select(s => s.Name == service ? change(s) : s)] };
}

/// <summary>The database of one service.</summary>
internal sealed record ServiceData(
    string Name, IReadOnlyList<AggregateNow> Aggregates, IReadOnlyList<Fact> History, IReadOnlyList<OutboxEntry> Outbox, IReadOnlyList<Claim> Inbox,
    IReadOnlyList<Rejection> Rejections);

/// <summary>A row of an aggregate table.</summary>
internal sealed record AggregateNow(string Table, string Id, int Version);

/// <summary>A row of history.</summary>
internal sealed record Fact(
    string Aggregate, string Id, int Version, int Seq, DateTimeOffset At, string Person, string Role, string Command, string Event, JsonElement Body)
{
    public string Text(string name) => Body.TryGetProperty(name, out var value) ? value.ToString() : "";

    public int Number(string name) => Body.GetProperty(name).GetInt32();

    public DateTimeOffset Instant(string name) => Body.GetProperty(name).GetDateTimeOffset();

    public IEnumerable<int> Numbers(string name) => Body.GetProperty(name).EnumerateArray().Select(n => n.GetInt32());

    public override string ToString() => $"{Aggregate} {Id} version {Version}.{Seq} {Event}";
}

/// <summary>A row of the outbox.</summary>
internal sealed record OutboxEntry(Guid Id, string Urn, string AggregateId, int Version,
    DateTimeOffset? SentAt, DateTimeOffset? ParkedAt, int Attempts);

/// <summary>A row of the inbox.</summary>
internal sealed record Claim(string Scope, string MessageId, string AggregateId);

/// <summary>A bus message that a service refused for good.</summary>
internal sealed record Rejection(string Scope, string MessageId, string AggregateId, string Code);

/// <summary>An event as the independent consumer got it from the broker; the same one may come more than once.</summary>
internal sealed record RecordedEvent(Guid Id, string Urn, string OrderId);

/// <summary>A half hour of a physician that a case holds.</summary>
internal sealed record Reservation(string Physician, DateTimeOffset Start, string CaseId);

/// <summary>A consumer and an event that has to reach it.</summary>
internal sealed record Subscription(string Urn, string Service, string Scope);

/// <summary>An answer that a client got: its call was accepted.</summary>
/// <param name="Service">Service that answered.</param>
/// <param name="Method">Name of the rpc.</param>
/// <param name="Person">Who called.</param>
/// <param name="Key">Idempotency key of the call.</param>
/// <param name="Id">Aggregate the answer was about: the tracking number.</param>
/// <param name="Version">Version of the aggregate in the answer.</param>
/// <param name="Facts">One of these facts by this person has to be in history; empty: none is required.</param>
/// <param name="Holds">The answer said that the person holds the case.</param>
internal sealed record Told(
    string Service, string Method, string Person, string Key, string Id, int Version, IReadOnlyList<string> Facts, bool Holds = false);

/// <summary>A promise that was broken.</summary>
/// <param name="Kind">Which: a word of <see cref="Broken"/>.</param>
/// <param name="Sentence">What was found, with ids.</param>
internal sealed record Violation(string Kind, string Sentence);

/// <summary>The kinds of violation.</summary>
internal static class Broken
{
    public const string OrderLost = "order-lost";
    public const string OrderUndetermined = "order-undetermined";
    public const string LineDecidedTwice = "line-decided-twice";
    public const string EventLost = "event-lost";
    public const string EventUnexplained = "event-unexplained";
    public const string ConsumerMissed = "consumer-missed";
    public const string AppliedTwice = "applied-twice";
    public const string HeldByTwo = "held-by-two";
    public const string SlotTwice = "slot-booked-twice";
    public const string DeadlineUnmarked = "deadline-unmarked";
    public const string AuditGap = "audit-gap";
    public const string AnswerUnrecorded = "answer-unrecorded";
    public const string NoticeMissing = "notice-missing";
}

/// <summary>Names of the services and their main aggregates.</summary>
internal static class Known
{
    public const string Intake = "intake";
    public const string NurseReview = "nurse_review";
    public const string PeerToPeer = "peer_to_peer";
    public const string SiteOfCare = "site_of_care";
    public const string Correspondence = "correspondence";
    public const string Orders = "orders";
    public const string Items = "nurse_items";
    public const string Cases = "cases";
    public const string Notices = "notices";
}
