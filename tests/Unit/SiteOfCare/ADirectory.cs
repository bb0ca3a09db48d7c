using UtilizationReview.SiteOfCare.Domain;

namespace UtilizationReview.Tests.Unit.SiteOfCare;

/// <summary>Facilities around one home, at exact distances straight north of it.</summary>
internal static class ADirectory
{
    public const string Network = "test-network";
    public const string Surgeon = "surgeon-one";

    private const double MilesPerDegree = 69.09347;

    public static readonly GeoPoint Home = new(43, -89);

    public static readonly SiteTerms Plan = new() { Networks = [Network], ReachMiles = 30 };

    public static readonly Facility Hospital = new()
    {
        FacilityId = "test-hospital", Name = "Test Hospital", Place = Place.OnCampusOutpatientHospital, Coordinates = Home, State = "WI",
        Networks = [Network], Capabilities = ["29881", "62323"],
    };

    public static Facility Center(string id, double miles) => Hospital with
    {
        FacilityId = id,
        Name = id,
        Place = Place.AmbulatorySurgeryCenter,
        Coordinates = Home with { Latitude = Home.Latitude + miles / MilesPerDegree },
    };

    public static Facility Office(string id, double miles) => Center(id, miles) with { Place = Place.Office };

    public static SiteQuestion Question(params string[] codes) => new()
    {
        OrderedPlace = Place.OnCampusOutpatientHospital, Facility = Hospital, Home = Home, DateOfService = new(2027, 3, 1), Codes = codes.Length > 0 ? codes : ["62323"],
        LinesInScope = 1, SurgeonId = Surgeon,
    };
}
