using System.Text.Json.Serialization;
using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>What the physician put his name under, as it came.</summary>
internal sealed record Signature(
    string PersonId, string Npi, string Specialty, string LicenceState, string LicenceNumber, bool RecordReviewed, bool NoConflictOfInterest);

/// <summary>A physician's checked statement (I1, I12). Only <see cref="Attestations.Sign"/> makes one, and none exists in which he does not say
/// that he reviewed the record and has no conflict of interest.</summary>
internal sealed record PhysicianAttestation
{
    /// <summary>What every physician says with his signature.</summary>
    public const string Statement = "I reviewed the record. I have no conflict of interest in this case.";

    [JsonConstructor]
    private PhysicianAttestation(
        string personId, string name, string npi, string specialty, string licenceState, string licenceNumber, DateTimeOffset signedAt,
        string states = Statement)
    {
        // A record of an earlier version names no statement, and gets the default: it was made by the same check.
        if (states != Statement)
            throw new ArgumentException("A determination stands only on the physician's whole statement.", nameof(states));
        (PersonId, Name, Npi, Specialty, LicenceState, LicenceNumber, SignedAt, States) =
            (personId, name, npi, specialty, licenceState, licenceNumber, signedAt, states);
    }

    public string PersonId { get; }
    public string Name { get; }
    public string Npi { get; }
    public string Specialty { get; }
    public string LicenceState { get; }
    public string LicenceNumber { get; }
    public DateTimeOffset SignedAt { get; }

    /// <summary>The words he signed.</summary>
    public string States { get; }

    /// <exception cref="ArgumentException">The statement is not whole: whoever calls has to have refused it before.</exception>
    internal static PhysicianAttestation Of(Physician physician, Signature signature, DateTimeOffset now) => new(
        physician.Id, physician.Name, physician.Npi, signature.Specialty, signature.LicenceState, signature.LicenceNumber, now,
        signature is { RecordReviewed: true, NoConflictOfInterest: true } ? Statement : "");
}

/// <summary>Whether a signature may stand under a determination of a case.</summary>
internal static class Attestations
{
    /// <summary>The attestation, or why there is none.</summary>
    public static (PhysicianAttestation? Attestation, Refusal? Refusal) Sign(
        Who by, Physician physician, PhysicianCase @case, Signature signature, DateTimeOffset now)
    {
        if (by.Role != Who.PhysicianRole) return (null, Refusals.OnlyAPhysician);
        if (Problems(by, physician, signature).ToList() is { Count: > 0 } problems)
        {
            return (null, Refusals.Bad("attestation-not-valid", "The attestation cannot stand under a determination", problems));
        }
        var licence = physician.Licences.First(l => l.State == signature.LicenceState && l.Number == signature.LicenceNumber);
        if (!physician.ValidLicences(now).Contains(licence)) return (null, Refusals.LicenceExpired(licence));
        if (@case.LicenceInMemberState && licence.State != @case.MemberState) return (null, Refusals.NoLicenceInState(@case.MemberState));
        // Where plan and law ask for two states, he has both, and the plan's is the one he signs with.
        if (!@case.LicenceInMemberState && @case.Law is { LicenceState: { Length: > 0 } state } law && licence.State != state)
            return (null, Refusals.NoLicenceByLaw(law));
        if (@case.RequiredSpecialty.Length > 0 && signature.Specialty != @case.RequiredSpecialty)
            return (null, Refusals.OtherSpecialty(@case.RequiredSpecialty));
        return (PhysicianAttestation.Of(physician, signature, now), null);
    }

    private static IEnumerable<FieldProblem> Problems(Who by, Physician physician, Signature signature)
    {
        if (signature.PersonId != by.PersonId) yield return new("attestation.person_id", "must be the caller: nobody signs for another person");
        if (signature.Npi != physician.Npi) yield return new("attestation.npi", "is not the one on the roster");
        if (!physician.Specialties.Contains(signature.Specialty))
        {
            yield return new("attestation.specialty",
                $"'{signature.Specialty}' is not on the roster; there: {string.Join(", ", physician.Specialties)}");
        }
        if (!physician.Licences.Any(l => l.State == signature.LicenceState && l.Number == signature.LicenceNumber))
        {
            yield return new("attestation.licence_number", "this state and number are not on the roster");
        }
        if (!signature.RecordReviewed) yield return new("attestation.record_reviewed", "must be true: a determination needs a reviewed record");
        if (!signature.NoConflictOfInterest)
            yield return new("attestation.no_conflict_of_interest", "must be true: with a conflict, release the case");
    }
}
