using System.Text.Json.Serialization;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>What can happen to a case and its talks. Discriminators and property names are storage format: additive change only.</summary>
[JsonDerivedType(typeof(OrderIntroduced), "order-introduced")]
[JsonDerivedType(typeof(CaseReferred), "case-referred")]
[JsonDerivedType(typeof(DueMoved), "due-moved")]
[JsonDerivedType(typeof(CaseTaken), "case-taken")]
[JsonDerivedType(typeof(CaseReleased), "case-released")]
[JsonDerivedType(typeof(AttemptRecorded), "attempt-recorded")]
[JsonDerivedType(typeof(LinesDecided), "lines-decided")]
[JsonDerivedType(typeof(DecisionRefused), "decision-refused")]
[JsonDerivedType(typeof(CaseDetermined), "case-determined")]
[JsonDerivedType(typeof(CaseClosed), "case-closed")]
[JsonDerivedType(typeof(DocumentArrived), "document-arrived")]
[JsonDerivedType(typeof(TalkOpened), "talk-opened")]
[JsonDerivedType(typeof(PhysicianReserved), "physician-reserved")]
[JsonDerivedType(typeof(ConnectionPassed), "connection-passed")]
[JsonDerivedType(typeof(SlotsOffered), "slots-offered")]
[JsonDerivedType(typeof(NoSlotFits), "no-slot-fits")]
[JsonDerivedType(typeof(TalkConnected), "talk-connected")]
[JsonDerivedType(typeof(TalkBooked), "talk-booked")]
[JsonDerivedType(typeof(TalkMoved), "talk-moved")]
[JsonDerivedType(typeof(BookingReleased), "booking-released")]
[JsonDerivedType(typeof(TalkHeld), "talk-held")]
[JsonDerivedType(typeof(TalkMissed), "talk-missed")]
[JsonDerivedType(typeof(TalkCalledOff), "talk-called-off")]
[JsonDerivedType(typeof(TalkEscalated), "talk-escalated")]
[JsonDerivedType(typeof(EscalationOver), "escalation-over")]
internal abstract record CaseEvent;

/// <summary>A practice asked about an order that no physician has to decide (yet).</summary>
internal sealed record OrderIntroduced(OrderKnown Order) : CaseEvent;

/// <summary>What intake says of an order when asked.</summary>
/// <param name="Version">The order's version.</param>
/// <param name="Open">Some line still waits for a determination.</param>
internal sealed record OrderKnown(
    string Number, int Version, string PlanId, string PracticeId, IReadOnlyList<string> Programs, DateTimeOffset DueAt, string MemberState,
    int AttemptsBeforeDecision, bool Open)
{
    /// <summary>When intake received it; null in facts from before it was kept.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <inheritdoc cref="PhysicianCase.LicenceInMemberState"/>
    public bool LicenceInMemberState { get; init; }

    /// <inheritdoc cref="PhysicianCase.Clinicians"/>
    public IReadOnlyList<string> Clinicians { get; init; } = [];

    /// <inheritdoc cref="PhysicianCase.Law"/>
    public StateLaw? Law { get; init; }

    /// <inheritdoc cref="PhysicianCase.TalkTime"/>
    public TalkTime? TalkTime { get; init; }
}

/// <summary>What the referral of an order to a physician says.</summary>
internal sealed record Referral(
    string Number, int OrderVersion, string PlanId, string PracticeId, IReadOnlyList<string> Programs, IReadOnlyList<int> Lines, DateTimeOffset DueAt,
    bool Expedited, string MemberState, CaseQuestion Question, IReadOnlyList<string> Excluded, string RequiredSpecialty, int AttemptsBeforeDecision,
    bool LicenceInMemberState)
{
    /// <summary>When intake referred it; null in facts from before it was kept.</summary>
    public DateTimeOffset? At { get; init; }

    /// <inheritdoc cref="PhysicianCase.Clinicians"/>
    public IReadOnlyList<string> Clinicians { get; init; } = [];

    /// <inheritdoc cref="PhysicianCase.Law"/>
    public StateLaw? Law { get; init; }

    /// <inheritdoc cref="PhysicianCase.TalkTime"/>
    public TalkTime? TalkTime { get; init; }
}

internal sealed record CaseReferred(Referral Referral) : CaseEvent;
internal sealed record DueMoved(string Number, int OrderVersion, DateTimeOffset DueAt) : CaseEvent;
internal sealed record CaseTaken(string PhysicianId) : CaseEvent;
internal sealed record CaseReleased(Who By) : CaseEvent;
internal sealed record AttemptRecorded(Attempt Attempt, Who By) : CaseEvent;

/// <summary>The only fact by which a line is decided here; it cannot be made without a physician's attestation (I1).</summary>
internal sealed record LinesDecided(
    PhysicianAttestation Attestation, IReadOnlyList<LineVerdict> Lines, string Duty, string DutyEvidence, bool SoftwareRecommended) : CaseEvent;

internal sealed record DecisionRefused(int OrderVersion, string Code, string Sentence) : CaseEvent;

/// <summary>Intake: every line has an outcome.</summary>
/// <param name="OrderVersion">The order's version.</param>
/// <param name="Denied">Something was denied or approved in part.</param>
/// <param name="TalksUntil">End, exclusive, of the time in which a talk can open the denial again.</param>
internal sealed record CaseDetermined(int OrderVersion, bool Denied, DateTimeOffset TalksUntil) : CaseEvent
{
    /// <summary>Number of the order: this may be the first that is heard of it.</summary>
    public string Number { get; init; } = "";
}

internal sealed record CaseClosed(string Number, int OrderVersion) : CaseEvent;

/// <summary>A document came while the case was before a physician.</summary>
internal sealed record DocumentArrived(string DocumentId, DateTimeOffset OccurredAt) : CaseEvent;

/// <summary>A fact of one talk.</summary>
internal abstract record TalkEvent(string TalkId) : CaseEvent;

/// <summary>Asked by the practice or offered by a reviewer; a practice that answers an open offer by asking takes it up with its own words.</summary>
internal sealed record TalkOpened(
    string TalkId, DateTimeOffset At, Who By, Contact Contact,
    IReadOnlyList<Window> Windows, bool AfterDetermination, string Key) : TalkEvent(TalkId);

internal sealed record PhysicianReserved(
    string TalkId, string PhysicianId, string PhysicianName, Fit Fit, DateTimeOffset At, DateTimeOffset Until) : TalkEvent(TalkId);

/// <summary>The physician asked did not accept in time.</summary>
internal sealed record ConnectionPassed(string TalkId, string PhysicianId) : TalkEvent(TalkId);

internal sealed record SlotsOffered(
    string TalkId, DateTimeOffset At, Who By, IReadOnlyList<Slot> Slots, DateTimeOffset AnswerBy, IReadOnlyList<Window> Windows) : TalkEvent(TalkId);

internal sealed record NoSlotFits(string TalkId, IReadOnlyList<Window> Windows) : TalkEvent(TalkId);
internal sealed record TalkConnected(string TalkId, DateTimeOffset At, Who By) : TalkEvent(TalkId);
internal sealed record TalkBooked(string TalkId, DateTimeOffset At, Who By, Slot Slot) : TalkEvent(TalkId)
{
    /// <summary>Who of the practice agreed to the slot, when a reviewer took it for the practice; empty when nobody did, or the practice took it
    /// itself.</summary>
    public string AgreedWith { get; init; } = "";
}

internal sealed record TalkMoved(string TalkId, DateTimeOffset At, Who By, Slot Slot) : TalkEvent(TalkId)
{
    /// <inheritdoc cref="TalkBooked.AgreedWith"/>
    public string AgreedWith { get; init; } = "";
}

/// <summary>The platform took a booking back, because its physician does not work then any more or may not have the case.</summary>
/// <param name="TalkId">Id of the talk.</param>
/// <param name="At">When.</param>
/// <param name="Reason">A word of <see cref="Bookings"/>.</param>
internal sealed record BookingReleased(string TalkId, DateTimeOffset At, string Reason) : TalkEvent(TalkId);

internal sealed record TalkHeld(
    string TalkId, DateTimeOffset At, Who By, string PhysicianName, string SpokeWith,
    TalkSummary Summary, bool AfterDetermination) : TalkEvent(TalkId);

internal sealed record TalkMissed(string TalkId, DateTimeOffset At, Who By, bool ByPractice) : TalkEvent(TalkId)
{
    /// <summary>Neither side came; then <see cref="ByPractice"/> is false, because the practice had no talk to come to.</summary>
    public bool ByBoth { get; init; }
}

/// <summary>Nobody can have the talk as things stand: a supervisor looks after it.</summary>
internal sealed record TalkEscalated(string TalkId, DateTimeOffset At, string Reason) : TalkEvent(TalkId);

/// <summary>What was escalated has settled without a change of the talk.</summary>
internal sealed record EscalationOver(string TalkId) : TalkEvent(TalkId);
internal sealed record TalkCalledOff(string TalkId, DateTimeOffset At, Who By, bool Declined, string Reason) : TalkEvent(TalkId);
