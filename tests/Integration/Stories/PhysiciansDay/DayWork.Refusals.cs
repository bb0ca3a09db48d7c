using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;

namespace UtilizationReview.Tests.Integration.Stories.PhysiciansDay;

/// <content>What may not be signed, tried on the way; nothing of it changes the case.</content>
internal sealed partial class DayWork
{
    /// <summary>Signatures that cannot stand: before the case is taken, of other people, without a statement, on a licence that ended.</summary>
    private async Task RefuseWrongSignaturesAsync(DayCase @case, string physician)
    {
        await RefusedAsync("case-not-taken", () => SignAsync(@case, physician));
        await RefusedAsync("conflict-of-interest", () => house.Physician(DayHouse.Partner).TakeCaseAsync(
            new() { Number = @case.Number, IdempotencyKey = house.Key() }, cancellationToken: Ct).ResponseAsync);
        var signature = await SignatureAsync(@case, physician);
        await RefusedAsync("role-not-admitted", () => house.Physician("nurse-ada").DetermineAsync(signature, cancellationToken: Ct).ResponseAsync);
        await RefusedAsync("role-not-admitted", () => house.Physician("maple-staff").DetermineAsync(signature, cancellationToken: Ct).ResponseAsync);

        const string careless = "dr-alder";
        await TakeAsync(@case, careless);
        Action<Attestation>[] wrong =
        [
            a => a.RecordReviewed = false, a => a.NoConflictOfInterest = false, a => a.Npi = "1999990058", a => a.LicenceNumber = "WI-nobody",
            a => a.Specialty = "pain-medicine", a => a.PersonId = physician,
        ];
        foreach (var change in wrong)
            await RefusedAsync("attestation-not-valid", () => SignAsync(@case, careless, request => change(request.Attestation)));
        await RefusedAsync("licence-expired", () => SignAsync(@case, careless,
            request => (request.Attestation.LicenceState, request.Attestation.LicenceNumber) = ("IL", $"IL-{careless}")));
        Action<DecidedLine>[] shapeless =
        [
            line => (line.Decision, line.Reason) = (LineDecision.DenySite, "Not medically necessary."),
            line => (line.Decision, line.Reason) = (LineDecision.Deny, "No reason for a hospital is on record at all, as far as we see."),
            line => (line.Decision, line.Units) = (LineDecision.Approve, 7), line => (line.GuidelineVersion, line.Guideline) = ("1999.1", "made/up"),
        ];
        foreach (var change in shapeless)
            await RefusedAsync("decision-not-valid", () => SignAsync(@case, careless, request => change(request.Lines[0])));
        await RefusedAsync("case-taken", () => TakeAsync(@case, physician));
        await house.Physician(careless).ReleaseCaseAsync(new() { Number = @case.Number, IdempotencyKey = house.Key() }, cancellationToken: Ct);
        await TakeAsync(@case, physician);
    }

    /// <summary>While one physician has the case, no other signs it.</summary>
    private async Task RefuseTheOtherAsync(DayCase @case, string physician)
    {
        await TakeAsync(@case, physician);
        var other = house.Roster.Keys.First(id => id != physician);
        await RefusedAsync("case-taken", () => SignAsync(@case, other));
    }
}
