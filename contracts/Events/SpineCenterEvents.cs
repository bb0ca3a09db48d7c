using MassTransit;

namespace UtilizationReview.Contracts.Events;

/// <summary>A first visit to a spine surgeon was decided: administratively, never as a judgement of medical necessity. No service of the platform
/// listens; practices' and claims' software may.</summary>
[MessageUrn("ur:visit-decided:v1", useDefaultPrefix: false), EntityName("ur.visit-decided.v1")]
public sealed record VisitDecided
{
    /// <summary>Number of the visit order.</summary>
    public required string VisitNumber { get; init; }

    /// <summary>Version of the visit order after the decision; only grows.</summary>
    public required int VisitVersion { get; init; }

    /// <summary>Instant, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Plan of the member.</summary>
    public required string PlanId { get; init; }

    /// <summary>Surgical practice that is consulted.</summary>
    public required string PracticeId { get; init; }

    /// <summary>Day of the visit, plan-local.</summary>
    public required DateOnly VisitOn { get; init; }

    /// <summary>
    /// no-rule, no-visit-order-needed, booked-before-program, out-of-program, visit-pa-approved, visit-pa-not-approved, pn-accepted.
    /// </summary>
    public required string Outcome { get; init; }

    /// <summary>Row of the decision table, 1 to 10.</summary>
    public required int Row { get; init; }

    /// <summary>How the evaluation stands: not-asked, waived, satisfied, missing, expired.</summary>
    public required string Evaluation { get; init; }

    /// <summary>Reason codes: MSC_MISSING, MSC_EXPIRED.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Rules it rests on, by id.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>rules, nurse or physician.</summary>
    public required string DecidedBy { get; init; }
}

/// <summary>An evaluation at a spine center took place and is on record. No service of the platform listens; what needs it asks by gRPC.</summary>
[MessageUrn("ur:spine-evaluation-recorded:v1", useDefaultPrefix: false), EntityName("ur.spine-evaluation-recorded.v1")]
public sealed record SpineEvaluationRecorded
{
    /// <summary>Id of the evaluation.</summary>
    public required string EvaluationId { get; init; }

    /// <summary>Version of its record; only grows.</summary>
    public required int EvaluationVersion { get; init; }

    /// <summary>Instant of the recording, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Plan of the member.</summary>
    public required string PlanId { get; init; }

    /// <summary>Spine center.</summary>
    public required string CenterId { get; init; }

    /// <summary>Day it took place, plan-local.</summary>
    public required DateOnly EvaluatedOn { get; init; }

    /// <summary>in-person or phone.</summary>
    public required string Mode { get; init; }

    /// <summary>Last day of a surgeon visit it counts for.</summary>
    public required DateOnly ValidThrough { get; init; }
}
