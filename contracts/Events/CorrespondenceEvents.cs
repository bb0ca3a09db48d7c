using MassTransit;

namespace UtilizationReview.Contracts.Events;

/// <summary>A document of an order can be read and cited: the scanner found nothing in it, or none is configured.</summary>
[MessageUrn("ur:document-received:v1", useDefaultPrefix: false), EntityName("ur.document-received.v1")]
public sealed record DocumentReceived
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OccurredAt"/>
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

    /// <summary>Instant of the last determination before the document came, UTC; null when there was none.</summary>
    public DateTimeOffset? AfterDetermination { get; init; }
}
