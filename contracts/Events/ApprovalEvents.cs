using MassTransit;

namespace UtilizationReview.Contracts.Events;

/// <summary>An approval was revoked on a legal ground; adverse for whoever relies on it.</summary>
[MessageUrn("ur:approval-revoked:v1", useDefaultPrefix: false), EntityName("ur.approval-revoked.v1")]
public sealed record ApprovalRevoked
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OrderVersion"/>
    public required int OrderVersion { get; init; }

    /// <summary>Instant from which it holds, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc cref="OrderReceived.PlanId"/>
    public required string PlanId { get; init; }

    /// <inheritdoc cref="OrderReceived.PracticeId"/>
    public required string PracticeId { get; init; }

    /// <summary>Numbers of the lines whose approval ended.</summary>
    public required IReadOnlyList<int> Lines { get; init; }

    /// <summary>fraud-or-misstatement, coverage-ended or statute.</summary>
    public required string Ground { get; init; }

    /// <summary>Finding or statute relied on; names nobody.</summary>
    public required string Citation { get; init; }

    /// <summary>Rights by law that go with it, one sentence each, with their last days (yyyy-MM-dd).</summary>
    public required IReadOnlyList<string> Rights { get; init; }

    /// <summary>As in <see cref="OrderDetermined.TalkThrough"/>: a talk opens no revocation, but something else on the order can be denied.</summary>
    public DateOnly? TalkThrough { get; init; }
}

/// <summary>What was approved stays approved under other particulars: day, facility, place or surgeon.</summary>
[MessageUrn("ur:approval-changed:v1", useDefaultPrefix: false), EntityName("ur.approval-changed.v1")]
public sealed record ApprovalChanged
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OrderVersion"/>
    public required int OrderVersion { get; init; }

    /// <inheritdoc cref="OrderReceived.OccurredAt"/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc cref="OrderReceived.PlanId"/>
    public required string PlanId { get; init; }

    /// <inheritdoc cref="OrderReceived.PracticeId"/>
    public required string PracticeId { get; init; }

    /// <summary>Numbers of the lines that are approved.</summary>
    public required IReadOnlyList<int> Lines { get; init; }
}

/// <summary>An approval will expire soon.</summary>
[MessageUrn("ur:authorization-expiring:v1", useDefaultPrefix: false), EntityName("ur.authorization-expiring.v1")]
public sealed record AuthorizationExpiring
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OrderVersion"/>
    public required int OrderVersion { get; init; }

    /// <inheritdoc cref="OrderReceived.OccurredAt"/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc cref="OrderReceived.PracticeId"/>
    public required string PracticeId { get; init; }

    /// <summary>Lines concerned.</summary>
    public required IReadOnlyList<int> Lines { get; init; }

    /// <summary>Last valid day, plan-local.</summary>
    public required DateOnly ValidThrough { get; init; }
}

/// <summary>The last valid day of an approval is over.</summary>
[MessageUrn("ur:authorization-expired:v1", useDefaultPrefix: false), EntityName("ur.authorization-expired.v1")]
public sealed record AuthorizationExpired
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OrderVersion"/>
    public required int OrderVersion { get; init; }

    /// <inheritdoc cref="OrderReceived.OccurredAt"/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc cref="OrderReceived.PracticeId"/>
    public required string PracticeId { get; init; }

    /// <summary>Lines concerned.</summary>
    public required IReadOnlyList<int> Lines { get; init; }

    /// <summary>Last valid day, plan-local.</summary>
    public required DateOnly ValidThrough { get; init; }
}
