using MassTransit;

namespace UtilizationReview.Contracts.Events;

/// <summary>A document of an order can be read and cited: the scanner found nothing in it, or none is configured.</summary>
[MessageUrn("ur:document-received:v1", useDefaultPrefix: false), EntityName("ur.document-received.v1")]
public sealed record DocumentReceived
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <summary>Instant from which the document could be read and cited, UTC: a denial before it was made without it.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Id of the document; its content comes by gRPC from Correspondence.</summary>
    public required string DocumentId { get; init; }

    /// <summary>office-note, imaging-report, therapy-notes or other.</summary>
    public required string Kind { get; init; }

    /// <summary>Instant the document was stored, UTC: what counts for windows, however long the scanner took.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Person who sent it.</summary>
    public required string SentBy { get; init; }

    /// <summary>Role the person acted in: practice or contact_center.</summary>
    public required string SentByRole { get; init; }

    /// <summary>Instant of the denial in force when the document came, UTC; null when nothing was denied.</summary>
    public DateTimeOffset? AfterDetermination { get; init; }
}

/// <summary>A notice is written and fixed for ever; it is being delivered.</summary>
[MessageUrn("ur:notice-issued:v1", useDefaultPrefix: false), EntityName("ur.notice-issued.v1")]
public sealed record NoticeIssued
{
    /// <summary>Id of the notice; its text comes by gRPC from Correspondence.</summary>
    public required string NoticeId { get; init; }

    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OccurredAt"/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc cref="OrderReceived.PlanId"/>
    public required string PlanId { get; init; }

    /// <inheritdoc cref="OrderReceived.PracticeId"/>
    public required string PracticeId { get; init; }

    /// <summary>adverse, approval, information-request, extension, expiry-warning or missed-deadline.</summary>
    public required string Kind { get; init; }

    /// <summary>practice or member.</summary>
    public required string Recipient { get; init; }

    /// <summary>Day it is dated, plan-local.</summary>
    public required DateOnly Dated { get; init; }

    /// <summary>Instant of what it tells of, UTC; null from a sender that does not tell it.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>Numbers of the lines whose denial or revocation it tells of; null in other notices, and from a sender that does not tell it.</summary>
    public IReadOnlyList<int>? Lines { get; init; }
}

/// <summary>A notice has arrived over one channel.</summary>
[MessageUrn("ur:notice-delivered:v1", useDefaultPrefix: false), EntityName("ur.notice-delivered.v1")]
public sealed record NoticeDelivered
{
    /// <summary>Id of the notice; its text comes by gRPC from Correspondence.</summary>
    public required string NoticeId { get; init; }

    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OccurredAt"/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc cref="OrderReceived.PlanId"/>
    public required string PlanId { get; init; }

    /// <inheritdoc cref="OrderReceived.PracticeId"/>
    public required string PracticeId { get; init; }

    /// <summary>adverse, approval, information-request, extension, expiry-warning or missed-deadline.</summary>
    public required string Kind { get; init; }

    /// <summary>practice or member.</summary>
    public required string Recipient { get; init; }

    /// <summary>inbox, email, webhook or letter.</summary>
    public required string Channel { get; init; }
}

/// <summary>A notice is given up on one channel: a person has to look at it.</summary>
[MessageUrn("ur:notice-undeliverable:v1", useDefaultPrefix: false), EntityName("ur.notice-undeliverable.v1")]
public sealed record NoticeUndeliverable
{
    /// <summary>Id of the notice; its text comes by gRPC from Correspondence.</summary>
    public required string NoticeId { get; init; }

    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OccurredAt"/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc cref="OrderReceived.PlanId"/>
    public required string PlanId { get; init; }

    /// <inheritdoc cref="OrderReceived.PracticeId"/>
    public required string PracticeId { get; init; }

    /// <summary>adverse, approval, information-request, extension, expiry-warning or missed-deadline.</summary>
    public required string Kind { get; init; }

    /// <summary>practice or member.</summary>
    public required string Recipient { get; init; }

    /// <summary>inbox, email, webhook or letter.</summary>
    public required string Channel { get; init; }

    /// <summary>Tries that failed.</summary>
    public required int Tries { get; init; }
}

/// <summary>A notice cannot be written as things stand: a person has to supply what is missing. Told again when the
/// reason changes.</summary>
[MessageUrn("ur:notice-held:v1", useDefaultPrefix: false), EntityName("ur.notice-held.v1")]
public sealed record NoticeHeld
{
    /// <summary>Id of the notice; its text comes by gRPC from Correspondence.</summary>
    public required string NoticeId { get; init; }

    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OccurredAt"/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Plan of the member; empty while the order could not be asked.</summary>
    public required string PlanId { get; init; }

    /// <summary>Practice that asks; empty while the order could not be asked.</summary>
    public required string PracticeId { get; init; }

    /// <summary>adverse, approval, information-request, extension, expiry-warning or missed-deadline.</summary>
    public required string Kind { get; init; }

    /// <summary>practice or member.</summary>
    public required string Recipient { get; init; }

    /// <summary>missing-fields, no-address, unknown-order, neighbour-away, not-on-record, no-template or cannot-write.</summary>
    public required string Reason { get; init; }

    /// <summary>Required fields that are not filled, as the rules of notices name them; empty where that is not the reason.</summary>
    public required IReadOnlyList<string> Fields { get; init; }
}
