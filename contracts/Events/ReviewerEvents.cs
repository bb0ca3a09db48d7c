using MassTransit;

namespace UtilizationReview.Contracts.Events;

/// <summary>A clinician's signed statement, as it travels with a decision.</summary>
public sealed record AttestationSigned
{
    /// <summary>Person id of the signer.</summary>
    public required string PersonId { get; init; }

    /// <summary>Name of the signer.</summary>
    public required string Name { get; init; }

    /// <summary>nurse, therapist or physician.</summary>
    public required string Profession { get; init; }

    /// <summary>National provider identifier, ten digits; empty for nurses and therapists.</summary>
    public required string Npi { get; init; }

    /// <summary>Specialty, kebab-case; empty for nurses and therapists.</summary>
    public required string Specialty { get; init; }

    /// <summary>Two-letter state of the licence relied on; empty for nurses and therapists.</summary>
    public required string LicenceState { get; init; }

    /// <summary>Number of the licence relied on; empty for nurses and therapists.</summary>
    public required string LicenceNumber { get; init; }

    /// <summary>"I reviewed the record"; always true in a decision.</summary>
    public required bool RecordReviewed { get; init; }

    /// <summary>"I have no conflict of interest"; always true in a decision.</summary>
    public required bool NoConflictOfInterest { get; init; }

    /// <summary>Instant of the signature, UTC.</summary>
    public required DateTimeOffset SignedAt { get; init; }
}

/// <summary>A nurse approved lines as asked.</summary>
[MessageUrn("ur:nurse-approved:v1", useDefaultPrefix: false), EntityName("ur.nurse-approved.v1")]
public sealed record NurseApproved
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <summary>Instant, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Lines approved as asked.</summary>
    public required IReadOnlyList<int> Lines { get; init; }

    /// <summary>The nurse's attestation.</summary>
    public required AttestationSigned Attestation { get; init; }

    /// <summary>Criteria the nurse confirmed, by id.</summary>
    public required IReadOnlyList<string> Criteria { get; init; }

    /// <summary>Why, in the nurse's words of the record; no member data.</summary>
    public required string Reason { get; init; }

    /// <summary>Facts the nurse corrected from the record and relied on; empty when the order's own facts carried the approval.</summary>
    public IReadOnlyList<FactCorrected> Corrected { get; init; } = [];
}

/// <summary>A fact as the record has it, where it differs from what the practice stated.</summary>
public sealed record FactCorrected
{
    /// <summary>Line the correction was made for.</summary>
    public required int Line { get; init; }

    /// <summary>Criterion it was made on, by id.</summary>
    public required string Criterion { get; init; }

    /// <summary>Name in the fact vocabulary; the value stays with the nurse's item.</summary>
    public required string Fact { get; init; }

    /// <summary>Level or side; empty: the whole order.</summary>
    public required string AppliesTo { get; init; }

    /// <summary>Document it was read in.</summary>
    public required string Document { get; init; }

    /// <summary>Page, from 1.</summary>
    public required int Page { get; init; }
}

/// <summary>A nurse referred lines to a physician.</summary>
[MessageUrn("ur:nurse-referred:v1", useDefaultPrefix: false), EntityName("ur.nurse-referred.v1")]
public sealed record NurseReferred
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <summary>Instant, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Lines referred; empty: every line that waits.</summary>
    public required IReadOnlyList<int> Lines { get; init; }

    /// <summary>Person id of the nurse.</summary>
    public required string ReferredBy { get; init; }

    /// <summary>Criteria the nurse could not confirm, by id.</summary>
    public required IReadOnlyList<string> Criteria { get; init; }
}

/// <summary>A reviewer asked the practice for information. The clock is untouched unless the regime says otherwise (I3).</summary>
[MessageUrn("ur:information-requested:v1", useDefaultPrefix: false), EntityName("ur.information-requested.v1")]
public sealed record InformationRequested
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <summary>Instant, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Person id of the reviewer.</summary>
    public required string AskedBy { get; init; }

    /// <summary>Role of the reviewer: nurse or physician.</summary>
    public required string AskedByRole { get; init; }

    /// <summary>Missing things in the practice's words; no member data.</summary>
    public required IReadOnlyList<string> Items { get; init; }

    /// <summary>Names of the facts asked for.</summary>
    public required IReadOnlyList<string> Facts { get; init; }

    /// <summary>Day by which an answer is useful, plan-local.</summary>
    public required DateOnly AnswerBy { get; init; }

    /// <summary>What is missing, one entry a fact, each with what it decides; empty when the reviewer asked in own words only.</summary>
    public IReadOnlyList<FactMissing> Missing { get; init; } = [];
}

/// <summary>A fact the criteria wait for.</summary>
public sealed record FactMissing
{
    /// <summary>Name in the fact vocabulary.</summary>
    public required string Fact { get; init; }

    /// <summary>The vocabulary's question, in the practice's words.</summary>
    public required string Question { get; init; }

    /// <summary>Criterion that cannot be judged without it, by id.</summary>
    public required string Criterion { get; init; }

    /// <summary>Why it matters: what the criterion asks for.</summary>
    public required string Why { get; init; }
}

/// <summary>Something happened about a talk between practice and physician. Stage and clock of the order stay untouched.</summary>
[MessageUrn("ur:peer-to-peer-recorded:v1", useDefaultPrefix: false), EntityName("ur.peer-to-peer-recorded.v1")]
public sealed record PeerToPeerRecorded
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <summary>Instant, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Id of the talk.</summary>
    public required string TalkId { get; init; }

    /// <summary>offered, asked, connected, booked, moved, cancelled, held, missed, attempted, declined, escalated.</summary>
    public required string What { get; init; }

    /// <summary>Person id of who recorded it.</summary>
    public required string RecordedBy { get; init; }

    /// <summary>Role of who recorded it.</summary>
    public required string RecordedByRole { get; init; }

    /// <summary>Physician of the talk; empty when none yet.</summary>
    public required string PhysicianId { get; init; }

    /// <summary>Start of the booked slot, UTC; null when none.</summary>
    public DateTimeOffset? SlotStart { get; init; }

    /// <summary>Attempts to reach the practice so far.</summary>
    public required int Attempts { get; init; }
}

/// <summary>A talk can take place with nobody as things stand: a supervisor of the plan has to look after it, before the time for talks ends.
/// No service of the platform listens to it; a plan administrator reads the same by <c>ListEscalations</c>.</summary>
[MessageUrn("ur:peer-to-peer-escalated:v1", useDefaultPrefix: false), EntityName("ur.peer-to-peer-escalated.v1")]
public sealed record PeerToPeerEscalated
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <summary>Instant, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc cref="OrderReceived.PlanId"/>
    public required string PlanId { get; init; }

    /// <inheritdoc cref="OrderReceived.PracticeId"/>
    public required string PracticeId { get; init; }

    /// <inheritdoc cref="PeerToPeerRecorded.TalkId"/>
    public required string TalkId { get; init; }

    /// <summary>no-slot-fits, booked-too-late or not-held-in-time.</summary>
    public required string Reason { get; init; }

    /// <summary>What is wrong and what can be done, for people; the practice reads the same.</summary>
    public required string Sentence { get; init; }

    /// <summary>Instant before which a talk has to end: the due time, or the end of the plan's window after a denial.</summary>
    public required DateTimeOffset EndsBefore { get; init; }
}

/// <summary>A physician decided lines of an order.</summary>
[MessageUrn("ur:physician-decided:v1", useDefaultPrefix: false), EntityName("ur.physician-decided.v1")]
public sealed record PhysicianDecided
{
    /// <inheritdoc cref="OrderReceived.OrderId"/>
    public required string OrderId { get; init; }

    /// <summary>Instant, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The physician's attestation.</summary>
    public required AttestationSigned Attestation { get; init; }

    /// <summary>Decision per line.</summary>
    public required IReadOnlyList<LineDecided> Lines { get; init; }

    /// <summary>
    /// How the peer-to-peer duty stood when the physician signed: held, offered, unreachable, no-room; required for anything adverse.
    /// </summary>
    public required string PeerToPeerDuty { get; init; }

    /// <summary>What fulfils it, for people: "offered 2026-11-20 14:00 UTC", "3 attempts", "due in 30 minutes".</summary>
    public required string PeerToPeerEvidence { get; init; }

    /// <summary>Attempts to reach the practice on record.</summary>
    public required int Attempts { get; init; }

    /// <summary>True when software recommended the outcome (I12).</summary>
    public required bool SoftwareRecommended { get; init; }
}

/// <summary>A physician's decision on one line.</summary>
public sealed record LineDecided
{
    /// <summary>Line number.</summary>
    public required int Line { get; init; }

    /// <summary>approve, approve-less, deny, deny-site.</summary>
    public required string Decision { get; init; }

    /// <summary>Units approved; 0 for a denial.</summary>
    public required int Units { get; init; }

    /// <summary>Levels approved; empty for a denial or where the line has none.</summary>
    public required IReadOnlyList<string> Levels { get; init; }

    /// <summary>Specific reason in plain words; required unless approved as asked.</summary>
    public required string Reason { get; init; }

    /// <summary>Criteria relied on, by id; at least one for anything adverse.</summary>
    public required IReadOnlyList<string> Criteria { get; init; }

    /// <summary>What is missing and why it matters.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Guideline the decision relies on, as pinned on the order; empty when the line was not evaluated.</summary>
    public string Guideline { get; init; } = "";

    /// <summary>Its version.</summary>
    public string GuidelineVersion { get; init; } = "";

    /// <summary>Another facility at which the service can be done, named by the physician with deny-site; empty otherwise. The reason names it
    /// too; the practice moves the order.</summary>
    public string FacilityId { get; init; } = "";
}
