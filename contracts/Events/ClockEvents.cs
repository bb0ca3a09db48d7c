using MassTransit;

namespace UtilizationReview.Contracts.Events;

/// <summary>The decision clock was extended or tolled, with its ground.</summary>
[MessageUrn("ur:clock-moved:v1", useDefaultPrefix: false), EntityName("ur.clock-moved.v1")]
public sealed record ClockMoved
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OrderVersion"/>
    public required int OrderVersion { get; init; }

    /// <inheritdoc cref="OrderReceived.OccurredAt"/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc cref="OrderReceived.DueAt"/>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Ground of the extension or toll.</summary>
    public required string Ground { get; init; }

    /// <summary>Of a toll, the last day, plan-local, on which the clock still stands still for an answer; null: it does not stand still, or a
    /// sender that does not tell it.</summary>
    public DateOnly? TollsThrough { get; init; }

    /// <summary>Of an extension, what the practice is asked for meanwhile, in its words; empty: nothing; null from a sender that does not tell
    /// it.</summary>
    public IReadOnlyList<string>? Items { get; init; }

    /// <summary>Day by which an answer to that is useful, plan-local; null: nothing is asked.</summary>
    public DateOnly? AnswerBy { get; init; }
}

/// <summary>A deadline comes near.</summary>
[MessageUrn("ur:deadline-approaching:v1", useDefaultPrefix: false), EntityName("ur.deadline-approaching.v1")]
public sealed record DeadlineApproaching
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OrderVersion"/>
    public required int OrderVersion { get; init; }

    /// <inheritdoc cref="OrderReceived.OccurredAt"/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc cref="OrderReceived.PlanId"/>
    public required string PlanId { get; init; }

    /// <inheritdoc cref="OrderReceived.DueAt"/>
    public required DateTimeOffset DueAt { get; init; }
}

/// <summary>A deadline passed without a decision; its effect is the regime's.</summary>
[MessageUrn("ur:deadline-missed:v1", useDefaultPrefix: false), EntityName("ur.deadline-missed.v1")]
public sealed record DeadlineMissed
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OrderVersion"/>
    public required int OrderVersion { get; init; }

    /// <inheritdoc cref="OrderReceived.OccurredAt"/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc cref="OrderReceived.PlanId"/>
    public required string PlanId { get; init; }

    /// <inheritdoc cref="OrderReceived.DueAt"/>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>deemed-approved, claim-protected, deemed-denied, appealable-adverse, deemed-exhausted, regulatory-breach-only.</summary>
    public required string Effect { get; init; }

    /// <summary>Rule that gives the effect.</summary>
    public required string Rule { get; init; }
}
