using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.Plans.V1;

namespace UtilizationReview.Intake.Adapters;

/// <summary>From plan files and their record to the wire.</summary>
internal static class PlansWire
{
    /// <summary>Every version of a plan, oldest first.</summary>
    /// <param name="versions">Oldest first.</param>
    /// <param name="inForce">The one for orders received now.</param>
    public static IEnumerable<PlanVersion> Versions(IReadOnlyList<PlanFile> versions, PlanFile? inForce)
    {
        for (var i = 0; i < versions.Count; i++)
            yield return Version(versions[i], i + 1 < versions.Count ? versions[i + 1] : null, ReferenceEquals(versions[i], inForce));
    }

    public static PlanVersion Version(PlanFile plan, PlanFile? next, bool inForce) => new()
    {
        PlanId = plan.PlanId, Version = plan.Version, Name = plan.Name, EffectiveFrom = Day(plan.EffectiveFrom), InForce = inForce,
        EffectiveThrough = next is null ? "" : IntakeDates.Write(next.EffectiveFrom.AddDays(-1)),
        File = plan.Source.File, TextHash = plan.Source.Hash,
    };

    public static PlanTerms Terms(PlanFile plan) => new()
    {
        LineOfBusiness = plan.LineOfBusiness, Funding = plan.Funding, EmployerGroup = plan.EmployerGroup,
        State = plan.State, TimeZone = plan.TimeZone, Programs = { plan.Programs },
        Modules = { plan.Modules }, CodesAdded = { plan.CodesAdded }, CodesNotReviewed = { plan.CodesNotReviewed },
        CriteriaVersions = { plan.CriteriaVersions.ToDictionary() }, MedicalPolicies = { plan.MedicalPolicies.ToDictionary() },
        MedicareFirst = plan.MedicareFirst, NicotineGateHard = plan.NicotineGateHard, AdoptsAnalogCriteria = plan.AdoptsAnalogCriteria,
        GoldCards = { plan.GoldCards.Select(Card) }, DecisionDayIsDayOne = plan.Validity.DecisionDayIsDayOne, WarningDays = plan.Validity.WarningDays,
        ReconsiderationDays = plan.Reconsideration.Days, ReconsiderationCounting = plan.Reconsideration.Counting,
        AttemptsBeforeDecision = plan.PeerToPeer.AttemptsBeforeDecision, DaysAfterDetermination = plan.PeerToPeer.DaysAfterDetermination,
        LicenceInMemberState = plan.PeerToPeer.LicenceInMemberState, SiteReviewed = plan.SiteOfCare.Reviewed,
        ObjectiveReasonsSettle = plan.SiteOfCare.ObjectiveReasonsSettle, ReachMiles = plan.SiteOfCare.ReachMiles,
        PrivilegesGraceThrough = plan.SiteOfCare.PrivilegesGraceThrough is { } last ? IntakeDates.Write(last) : "",
        Networks = { plan.SiteOfCare.Networks }, PreferredFacilities = { plan.SiteOfCare.PreferredFacilities },
    };

    public static PlanChange Change(PlanLedger ledger, PlanEntry entry) => new()
    {
        At = entry.At.ToTimestamp(), PersonId = entry.By.PersonId, Role = entry.By.Role, PlanId = ledger.PlanId, Version = entry.Version,
        EffectiveFrom = Day(entry.EffectiveFrom), What = { entry.What }, TextHash = entry.TextHash, Hash = entry.Hash,
        How = entry.How switch
        {
            PlanChangeKind.Loaded => "loaded",
            PlanChangeKind.Found => "found in the folder",
            _ => "gone from the folder",
        },
    };

    private static GoldCard Card(PlanGoldCard card) => new()
    {
        PracticeId = card.Practice, Codes = { card.Codes }, Program = card.Program, From = IntakeDates.Write(card.From),
        Through = card.Through is { } last ? IntakeDates.Write(last) : "",
    };

    /// <summary>The beginning of everything is an empty text on the wire.</summary>
    private static string Day(DateOnly from) => from == DateOnly.MinValue ? "" : from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
