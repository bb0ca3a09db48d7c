using System.Text.Json.Serialization;

namespace UtilizationReview.NurseReview.Domain;

/// <summary>A nurse's or therapist's signed statement. Exists only when both statements were made.</summary>
internal sealed record NurseAttestation
{
    [JsonConstructor]
    private NurseAttestation(string personId, string name, string profession) => (PersonId, Name, Profession) = (personId, name, profession);

    /// <summary>Person id of the signer.</summary>
    public string PersonId { get; }

    /// <summary>Name of the signer.</summary>
    public string Name { get; }

    /// <summary>nurse or therapist.</summary>
    public string Profession { get; }

    /// <summary>Signs, or null unless the record was reviewed and there is no conflict of interest.</summary>
    /// <param name="signer">Who signs.</param>
    /// <param name="profession">nurse or therapist.</param>
    /// <param name="recordReviewed">"I reviewed the record".</param>
    /// <param name="noConflictOfInterest">"I have no conflict of interest".</param>
    public static NurseAttestation? Sign(Nurse signer, string profession, bool recordReviewed, bool noConflictOfInterest) =>
        recordReviewed && noConflictOfInterest ? new(signer.PersonId, signer.Name, profession) : null;
}
