using MassTransit;

namespace UtilizationReview.Contracts.Events;

/// <summary>An appeal by law was filed, forwarded or answered. The platform decides none of them: it routes and tracks.</summary>
[MessageUrn("ur:appeal-recorded:v1", useDefaultPrefix: false), EntityName("ur.appeal-recorded.v1")]
public sealed record AppealRecorded
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

    /// <summary>plan-appeal, independent-review, external-review, state-fair-hearing, administrative-hearing, civil-action.</summary>
    public required string Step { get; init; }

    /// <summary>filed, forwarded (by the plan, without being asked), extended, upheld, overturned, overturned-in-part, dismissed, withdrawn.</summary>
    public required string What { get; init; }

    /// <summary>Lines it is about.</summary>
    public required IReadOnlyList<int> Lines { get; init; }

    /// <summary>Day of the filing, plan-local.</summary>
    public required DateOnly FiledOn { get; init; }

    /// <summary>True when an urgent decision was asked for.</summary>
    public required bool Expedited { get; init; }

    /// <summary>Instant by which its body has to decide, UTC; null where no rule has a number.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Day of the final notice, plan-local; null while it runs.</summary>
    public DateOnly? DecidedOn { get; init; }

    /// <summary>Lines it approved.</summary>
    public IReadOnlyList<int> ApprovedLines { get; init; } = [];

    /// <summary>What it is against: denial or revocation; a sender that does not tell it knows denials only.</summary>
    public string Subject { get; init; } = "denial";
}

/// <summary>The deadline of an appeal that runs comes near, or passed without an answer on record.</summary>
[MessageUrn("ur:appeal-due:v1", useDefaultPrefix: false), EntityName("ur.appeal-due.v1")]
public sealed record AppealDue
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OrderVersion"/>
    public required int OrderVersion { get; init; }

    /// <inheritdoc cref="OrderReceived.OccurredAt"/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc cref="OrderReceived.PlanId"/>
    public required string PlanId { get; init; }

    /// <inheritdoc cref="AppealRecorded.Step"/>
    public required string Step { get; init; }

    /// <summary>Instant by which its body has to decide, UTC.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>False: it comes near. True: it passed.</summary>
    public required bool Missed { get; init; }

    /// <inheritdoc cref="AppealRecorded.Subject"/>
    public string Subject { get; init; } = "denial";
}
