using System.Text.RegularExpressions;

namespace UtilizationReview.SiteOfCare.Domain;

/// <summary>The plan's site-of-care terms, as its file says.</summary>
internal sealed record SiteTerms
{
    /// <summary>The plan reviews hospital outpatient sites at all.</summary>
    public bool Reviewed { get; init; } = true;

    /// <summary>Objective reasons settle the site without a physician.</summary>
    public bool ObjectiveReasonsSettle { get; init; }

    /// <summary>A center farther than this many whole miles is out of reach (SOC-3.a).</summary>
    public int ReachMiles { get; init; } = 30;

    /// <summary>Last date of service on which missing privileges count (SOC-4.a); null: they never do.</summary>
    public DateOnly? PrivilegesGraceThrough { get; init; }

    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Facility ids shown first among alternatives.</summary>
    public IReadOnlyList<string> PreferredFacilities { get; init; } = [];
}

/// <summary>Which places are hospital sites, which are centers, and when the grace period is open. The clinical thresholds (ASA class, BMI,
/// age …) are guideline data of ClinicalCriteria; the numbers here are the plan's.</summary>
internal static partial class SiteRules
{
    /// <summary>Outpatient departments of hospitals: the only sites that are reviewed. Inpatient (21) is a level-of-care question,
    /// the emergency room (23) is exempt.</summary>
    public static bool IsHospitalOutpatient(Place place) => place is Place.OffCampusOutpatientHospital or Place.OnCampusOutpatientHospital;

    /// <summary>What an order can be moved to: a surgery center or an office suite.</summary>
    public static bool IsAlternative(Place place) => place is Place.AmbulatorySurgeryCenter or Place.Office;

    /// <summary>
    /// SOC-2.b, SOC-3.a, SOC-3.b and SOC-4.a speak of surgery centers; an office suite is an alternative, but its absence is no reason.
    /// </summary>
    public static bool IsCenter(Place place) => place is Place.AmbulatorySurgeryCenter;

    /// <summary>Whether the site of this order is reviewed. An order that names an office or a center for its place, but a hospital outpatient
    /// department for its facility, is reviewed: the directory knows the place better than a form field.</summary>
    public static bool IsReviewedPlace(Place ordered, Place? facility) =>
        IsHospitalOutpatient(ordered) || (IsAlternative(ordered) && facility is { } place && IsHospitalOutpatient(place));

    /// <summary>SOC-4.a: the grace day itself still counts.</summary>
    public static bool IsGraceOpen(SiteTerms terms, DateOnly dateOfService) => terms.PrivilegesGraceThrough is { } last && dateOfService <= last;

    /// <summary>Whether the text is a reason id of the guideline, such as <c>SOC-2.b</c>, and not words of somebody's own.</summary>
    public static bool IsReasonId(string text) => ReasonId().IsMatch(text);

    [GeneratedRegex("^SOC-[0-9]{1,2}(\\.[a-z]{1,2})?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReasonId();
}
