using System.Text.Json.Serialization;

namespace UtilizationReview.Intake.Domain;

/// <summary>A nurse's or therapist's signed statement. It can carry an approval as asked and nothing else (I1).</summary>
/// <param name="Profession"><c>nurse</c> or <c>therapist</c>.</param>
internal sealed record NurseAttestation(
    string PersonId, string Name, string Profession, bool RecordReviewed, bool NoConflictOfInterest, DateTimeOffset SignedAt)
{
    /// <summary>What it lacks, in words; empty when complete.</summary>
    public IReadOnlyList<string> Lacks() =>
    [
        .. PersonId.Length == 0 ? ["who signs"] : Array.Empty<string>(),
        .. RecordReviewed ? Array.Empty<string>() : ["that the record was reviewed"],
        .. NoConflictOfInterest ? Array.Empty<string>() : ["that there is no conflict of interest"],
    ];
}

/// <summary>A physician's signed statement; without one nothing adverse can exist (I1, promise 1).</summary>
/// <param name="Npi">National provider identifier, ten digits.</param>
/// <param name="Specialty">Kebab-case.</param>
/// <param name="LicenceState">Two-letter state of the licence relied on.</param>
internal sealed record PhysicianAttestation(
    string PersonId, string Name, string Npi, string Specialty, string LicenceState, string LicenceNumber, bool RecordReviewed,
    bool NoConflictOfInterest, DateTimeOffset SignedAt)
{
    /// <inheritdoc cref="NurseAttestation.Lacks"/>
    public IReadOnlyList<string> Lacks() =>
    [
        .. PersonId.Length == 0 ? ["who signs"] : Array.Empty<string>(),
        .. Specialty.Length == 0 ? ["the specialty"] : Array.Empty<string>(),
        .. LicenceState.Length == 0 || LicenceNumber.Length == 0 ? ["the licence relied on, with its state"] : Array.Empty<string>(),
        .. RecordReviewed ? Array.Empty<string>() : ["that the record was reviewed"],
        .. NoConflictOfInterest ? Array.Empty<string>() : ["that there is no conflict of interest"],
    ];
}

/// <summary>How the duty to talk before an adverse decision stands (design §3, guard ¹).</summary>
[JsonPolymorphic]
[JsonDerivedType(typeof(Held), "held")]
[JsonDerivedType(typeof(Offered), "offered")]
[JsonDerivedType(typeof(Unreachable), "unreachable")]
[JsonDerivedType(typeof(NoRoom), "no-room")]
internal abstract record PeerToPeerDuty
{
    private PeerToPeerDuty() { }

    /// <summary>The talk took place.</summary>
    public sealed record Held(DateTimeOffset At) : PeerToPeerDuty;

    /// <summary>A talk was offered.</summary>
    public sealed record Offered(DateTimeOffset At) : PeerToPeerDuty;

    /// <summary>The practice could not be reached in so many attempts; at least the plan's number.</summary>
    public sealed record Unreachable(int Attempts) : PeerToPeerDuty;

    /// <summary>The deadline leaves no room for a talk.</summary>
    public sealed record NoRoom(DateTimeOffset DueAt) : PeerToPeerDuty;
}

/// <summary>Who carries an approval.</summary>
[JsonPolymorphic]
[JsonDerivedType(typeof(Rules), "rules")]
[JsonDerivedType(typeof(Nurse), "nurse")]
[JsonDerivedType(typeof(Physician), "physician")]
[JsonDerivedType(typeof(Law), "law")]
[JsonDerivedType(typeof(Appeal), "appeal")]
internal abstract record Approver
{
    private Approver() { }

    /// <summary>The criteria, met on this member's own facts.</summary>
    public sealed record Rules : Approver;

    /// <summary>A nurse or therapist, as asked.</summary>
    public sealed record Nurse(NurseAttestation Attestation) : Approver;

    /// <summary>A physician.</summary>
    public sealed record Physician(PhysicianAttestation Attestation) : Approver;

    /// <summary>The law, by a missed deadline whose effect is "deemed approved".</summary>
    public sealed record Law(string Rule) : Approver;

    /// <summary>A body that answers appeals, by overturning what the plan decided.</summary>
    /// <param name="Body">Organization that decided.</param>
    /// <param name="Reference">Its number of the decision; may be empty.</param>
    public sealed record Appeal(AppealLevel Level, string Body, string Reference) : Approver;
}
