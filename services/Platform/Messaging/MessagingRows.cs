using System.ComponentModel.DataAnnotations;

namespace UtilizationReview.Platform.Messaging;

/// <summary>An event to be delivered, written with the state it tells of.</summary>
internal sealed class OutboxRow
{
    public Guid Id { get; set; }
    public string Type { get; set; } = "";
    public string Body { get; set; } = "";
    [MaxLength(64)]
    public string AggregateId { get; set; } = "";
    public int AggregateVersion { get; set; }
    public string? Traceparent { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? SentAt { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset NextAttemptAt { get; set; }
    public string? LastError { get; set; }
    public DateTimeOffset? ParkedAt { get; set; }
    public Guid? LeaseToken { get; set; }
    public DateTimeOffset? LeasedUntil { get; set; }
}

/// <summary>A message or a caller's command that has been acted on: the second belt against doing it twice.</summary>
internal sealed class InboxRow
{
    [MaxLength(200)]
    public string Scope { get; set; } = "";
    [MaxLength(200)]
    public string MessageId { get; set; } = "";
    public string PayloadHash { get; set; } = "";
    [MaxLength(64)]
    public string AggregateId { get; set; } = "";
    public DateTimeOffset ReceivedAt { get; set; }
}

/// <summary>A bus message that the domain refused: acknowledged, kept for an operator.</summary>
internal sealed class RejectedMessageRow
{
    [MaxLength(200)]
    public string Scope { get; set; } = "";
    [MaxLength(200)]
    public string MessageId { get; set; } = "";
    [MaxLength(64)]
    public string AggregateId { get; set; } = "";
    public string Command { get; set; } = "";
    public string Code { get; set; } = "";
    public string Sentence { get; set; } = "";
    public DateTimeOffset At { get; set; }
}
