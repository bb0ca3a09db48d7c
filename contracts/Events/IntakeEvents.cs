using MassTransit;

namespace UtilizationReview.Contracts.Events;

/// <summary>An order is durable and its clock runs.</summary>
[MessageUrn("ur:order-received:v1", useDefaultPrefix: false), EntityName("ur.order-received.v1")]
public sealed record OrderReceived
{
    /// <summary>Tracking number of the order.</summary>
    public required string OrderId { get; init; }

    /// <summary>Version of the order this event belongs to; consumers stand repeats and reordering by it.</summary>
    public required int OrderVersion { get; init; }

    /// <summary>Instant, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Plan of the member.</summary>
    public required string PlanId { get; init; }

    /// <summary>Practice that asks.</summary>
    public required string PracticeId { get; init; }

    /// <summary>Instant by which a decision is due, UTC.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Clock regime.</summary>
    public required string Regime { get; init; }

    /// <summary>Id of the draft that became this order; null when it did not come from a draft.</summary>
    public string? DraftId { get; init; }
}

/// <summary>An order waits for a nurse or therapist.</summary>
[MessageUrn("ur:order-referred-to-nurse:v1", useDefaultPrefix: false), EntityName("ur.order-referred-to-nurse.v1")]
public sealed record OrderReferredToNurse
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

    /// <summary>Programs of the waiting lines: spine, joint, pain.</summary>
    public required IReadOnlyList<string> Programs { get; init; }

    /// <summary>Numbers of the lines that wait.</summary>
    public required IReadOnlyList<int> Lines { get; init; }

    /// <inheritdoc cref="OrderReceived.DueAt"/>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>True when the practice asked for an expedited decision.</summary>
    public required bool Expedited { get; init; }

    /// <summary>Two-letter state of the member.</summary>
    public required string MemberState { get; init; }

    /// <summary>
    /// Why it came here, as reason codes: criteria-not-met, criteria-unknown, exclusion, automation-not-allowed, evaluation-unavailable,
    /// unknown-facility, place-of-service-mismatch, facility-unchecked.
    /// </summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>CPT or HCPCS codes of the waiting lines; empty from a sender that does not tell them.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>True when the member is under 18 on the date of service; false also when that is not told.</summary>
    public bool Minor { get; init; }
}

/// <summary>An order waits for a physician.</summary>
[MessageUrn("ur:order-referred-to-physician:v1", useDefaultPrefix: false), EntityName("ur.order-referred-to-physician.v1")]
public sealed record OrderReferredToPhysician
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

    /// <inheritdoc cref="OrderReferredToNurse.Programs"/>
    public required IReadOnlyList<string> Programs { get; init; }

    /// <inheritdoc cref="OrderReferredToNurse.Lines"/>
    public required IReadOnlyList<int> Lines { get; init; }

    /// <inheritdoc cref="OrderReceived.DueAt"/>
    public required DateTimeOffset DueAt { get; init; }

    /// <inheritdoc cref="OrderReferredToNurse.Expedited"/>
    public required bool Expedited { get; init; }

    /// <inheritdoc cref="OrderReferredToNurse.MemberState"/>
    public required string MemberState { get; init; }

    /// <summary>
    /// service: the criteria; site: only the hospital site; reconsideration: denied lines reopened; talk-after-denial: reopened by a peer-to-peer;
    /// supporting-documents: reopened by documents that were not there for the denial.
    /// </summary>
    public required string Question { get; init; }

    /// <summary>Physicians who may not decide it: those whose decision is questioned (I9).</summary>
    public required IReadOnlyList<string> ExcludedPhysicians { get; init; }

    /// <summary>
    /// Specialty of the physician whose decision is questioned; empty on a first review. A reconsideration goes to the same specialty.
    /// </summary>
    public required string RequiredSpecialty { get; init; }

    /// <summary>Attempts to reach the practice after which the physician may decide without the call (plan).</summary>
    public required int AttemptsBeforeDecision { get; init; }

    /// <summary>True where the physician must be licensed in the member's state (plan or state rule).</summary>
    public required bool LicenceInMemberState { get; init; }

    /// <summary>Person ids of who orders and who performs: none of them decides it. Empty from a sender of an earlier version.</summary>
    public IReadOnlyList<string> Clinicians { get; init; } = [];
}

/// <summary>Every line of an order has an outcome.</summary>
[MessageUrn("ur:order-determined:v1", useDefaultPrefix: false), EntityName("ur.order-determined.v1")]
public sealed record OrderDetermined
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

    /// <summary>Status word people see: approved, partially-approved, denied, denial-upheld.</summary>
    public required string Status { get; init; }

    /// <summary>Outcome per line.</summary>
    public required IReadOnlyList<LineDetermined> Lines { get; init; }

    /// <summary>Authorization number; empty when nothing is approved.</summary>
    public required string OrderNumber { get; init; }

    /// <summary>Version of the plan the order was received under; null from a sender that knows no versions.</summary>
    public string? PlanVersion { get; init; }

    /// <summary>Last day, plan-local and inclusive, on which a talk can open a denial of the order again; a day that is past: none can any more. Null
    /// when nothing is denied, and from a sender that does not tell it.</summary>
    public DateOnly? TalkThrough { get; init; }

    /// <summary>No line was decided since the order was last determined (the practice withdrew a look it had asked for, or an appeal ended a
    /// revocation): what stands was told before. False from a sender that does not tell it.</summary>
    public bool NothingNew { get; init; }

    /// <summary>Numbers of the lines whose approval is in force again since then, after an appeal against its revocation.</summary>
    public IReadOnlyList<int> Reinstated { get; init; } = [];
}

/// <summary>Outcome of one line.</summary>
public sealed record LineDetermined
{
    /// <summary>Line number.</summary>
    public required int Line { get; init; }

    /// <summary>approved, approved-less, denied, denied-site, no-review-required, notification-recorded; of an approval that ended since: withdrawn,
    /// expired, revoked.</summary>
    public required string Outcome { get; init; }

    /// <summary>rules, nurse, physician, law, appeal, nobody.</summary>
    public required string Decider { get; init; }

    /// <summary>Last valid day, plan-local; null for what is not approved.</summary>
    public DateOnly? ValidThrough { get; init; }
}

/// <summary>Denied lines are open again: reconsideration, a talk after the denial, or supporting documents.</summary>
[MessageUrn("ur:order-reopened:v1", useDefaultPrefix: false), EntityName("ur.order-reopened.v1")]
public sealed record OrderReopened
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

    /// <summary>reconsideration, talk-after-denial or supporting-documents.</summary>
    public required string Ground { get; init; }

    /// <inheritdoc cref="OrderReferredToNurse.Lines"/>
    public required IReadOnlyList<int> Lines { get; init; }
}

/// <summary>Something that grew out of an order needs a review of its own, under an order that is opened for it.</summary>
[MessageUrn("ur:linked-review-opened:v1", useDefaultPrefix: false), EntityName("ur.linked-review-opened.v1")]
public sealed record LinkedReviewOpened
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OrderVersion"/>
    public required int OrderVersion { get; init; }

    /// <inheritdoc cref="OrderReceived.OccurredAt"/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Tracking number of the order that is opened.</summary>
    public required string LinkedOrderId { get; init; }
}

/// <summary>Nothing is open on an order any more, for ever.</summary>
[MessageUrn("ur:order-closed:v1", useDefaultPrefix: false), EntityName("ur.order-closed.v1")]
public sealed record OrderClosed
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

    /// <summary>withdrawn, expired, revoked, no-review-required, notification-recorded.</summary>
    public required string Status { get; init; }
}

/// <summary>The practice answered an information request, or added facts while under review.</summary>
[MessageUrn("ur:information-received:v1", useDefaultPrefix: false), EntityName("ur.information-received.v1")]
public sealed record InformationReceived
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OrderVersion"/>
    public required int OrderVersion { get; init; }

    /// <inheritdoc cref="OrderReceived.OccurredAt"/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Names of the facts that came.</summary>
    public required IReadOnlyList<string> Facts { get; init; }

    /// <inheritdoc cref="OrderReceived.DueAt"/>
    public required DateTimeOffset DueAt { get; init; }
}

/// <summary>The window in which reconsideration of denied lines can be asked comes to its end.</summary>
[MessageUrn("ur:reconsideration-closing:v1", useDefaultPrefix: false), EntityName("ur.reconsideration-closing.v1")]
public sealed record ReconsiderationClosing
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

    /// <summary>Lines that can still be asked for.</summary>
    public required IReadOnlyList<int> Lines { get; init; }

    /// <summary>Last day on which it can be asked, plan-local, inclusive.</summary>
    public required DateOnly Through { get; init; }
}

/// <summary>Intake could not record a reviewer's decision; the case is open again with the reason.</summary>
[MessageUrn("ur:determination-refused:v1", useDefaultPrefix: false), EntityName("ur.determination-refused.v1")]
public sealed record DeterminationRefused
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <inheritdoc cref="OrderReceived.OrderVersion"/>
    public required int OrderVersion { get; init; }

    /// <inheritdoc cref="OrderReceived.OccurredAt"/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Person whose decision it was.</summary>
    public required string DecidedBy { get; init; }

    /// <summary>Stable code of the refusal.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>What a person reads.</summary>
    public required string Sentence { get; init; }
}
