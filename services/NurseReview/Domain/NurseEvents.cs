using System.Text.Json.Serialization;

namespace UtilizationReview.NurseReview.Domain;

/// <summary>What happened to an item. Names and discriminators are storage format: additive change only.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(ItemOpened), "item-opened")]
[JsonDerivedType(typeof(OrderLeft), "order-left")]
[JsonDerivedType(typeof(DueMoved), "due-moved")]
[JsonDerivedType(typeof(InformationArrived), "information-arrived")]
[JsonDerivedType(typeof(DocumentArrived), "document-arrived")]
[JsonDerivedType(typeof(DecisionTakenBack), "decision-taken-back")]
[JsonDerivedType(typeof(LeaseTaken), "lease-taken")]
[JsonDerivedType(typeof(LeaseRenewed), "lease-renewed")]
[JsonDerivedType(typeof(LeaseReleased), "lease-released")]
[JsonDerivedType(typeof(LeaseEnded), "lease-ended")]
[JsonDerivedType(typeof(WorkMoved), "work-moved")]
[JsonDerivedType(typeof(FindingsRecorded), "findings-recorded")]
[JsonDerivedType(typeof(CriteriaReevaluated), "criteria-reevaluated")]
[JsonDerivedType(typeof(InformationAsked), "information-asked")]
[JsonDerivedType(typeof(LinesApproved), "lines-approved")]
[JsonDerivedType(typeof(LinesReferred), "lines-referred")]
internal abstract record NurseEvent
{
    private protected NurseEvent() { }
}

/// <summary>An order came into the queue: a new round.</summary>
internal sealed record ItemOpened(string OrderId, int OrderVersion, Referral Referral, DateTimeOffset DueAt, DateTimeOffset At) : NurseEvent;

/// <summary>The order left the nurse's desk.</summary>
internal sealed record OrderLeft(string OrderId, int OrderVersion, string Why, DateTimeOffset At) : NurseEvent;

/// <summary>The order's due time moved.</summary>
internal sealed record DueMoved(string OrderId, int OrderVersion, DateTimeOffset DueAt) : NurseEvent;

/// <summary>The practice sent information.</summary>
internal sealed record InformationArrived(string OrderId, int OrderVersion, DateTimeOffset OccurredAt) : NurseEvent;

/// <summary>A document came while the item was in the queue.</summary>
internal sealed record DocumentArrived(string DocumentId, DateTimeOffset OccurredAt) : NurseEvent;

/// <summary>Intake refused the decision: what was decided waits again.</summary>
internal sealed record DecisionTakenBack(string Sentence, DateTimeOffset At) : NurseEvent;

/// <summary>A nurse leased the item.</summary>
internal sealed record LeaseTaken(Nurse Nurse, DateTimeOffset From, DateTimeOffset Until) : NurseEvent;

/// <summary>The holder was active.</summary>
internal sealed record LeaseRenewed(DateTimeOffset Until) : NurseEvent;

/// <summary>The holder gave the item back.</summary>
internal sealed record LeaseReleased(DateTimeOffset At) : NurseEvent;

/// <summary>The lease ran out.</summary>
internal sealed record LeaseEnded(DateTimeOffset At) : NurseEvent;

/// <summary>A supervisor took the item from its holder.</summary>
internal sealed record WorkMoved(Moved Moved) : NurseEvent;

/// <summary>The criteria were judged on a nurse's facts.</summary>
internal sealed record CriteriaReevaluated(Reevaluation Reevaluation) : NurseEvent;

/// <summary>A nurse recorded findings.</summary>
internal sealed record FindingsRecorded(IReadOnlyList<Finding> Findings) : NurseEvent;

/// <summary>A nurse asked the practice.</summary>
internal sealed record InformationAsked(AskedInformation Asked) : NurseEvent;

/// <summary>A nurse approved lines as asked.</summary>
internal sealed record LinesApproved(
    IReadOnlyList<int> Lines, NurseAttestation Attestation, IReadOnlyList<string> Criteria, string Reason, DateTimeOffset At) : NurseEvent
{
    /// <summary>The corrections the approval rests on; empty in facts from before they were kept.</summary>
    public IReadOnlyList<Finding> Corrected { get; init; } = [];

    /// <summary>Lines of the item that had an outcome without the nurse by then: they wait no more.</summary>
    public IReadOnlyList<int> Settled { get; init; } = [];
}

/// <summary>A nurse sent what waited to a physician.</summary>
internal sealed record LinesReferred(
    IReadOnlyList<int> Lines, string ReferredBy, string Summary, IReadOnlyList<string> Criteria, DateTimeOffset At) : NurseEvent
{
    /// <summary>The record as the physician reads it; empty in facts from before it was built.</summary>
    public IReadOnlyList<SummaryLine> Record { get; init; } = [];
}
