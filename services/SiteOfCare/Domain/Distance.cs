namespace UtilizationReview.SiteOfCare.Domain;

/// <summary>A place on earth, WGS 84, in degrees.</summary>
/// <param name="Latitude">-90 to 90.</param>
/// <param name="Longitude">-180 to 180.</param>
internal sealed record GeoPoint(double Latitude, double Longitude);

/// <summary>A straight-line distance in tenths of a statute mile: what is shown is what is decided on, so 30.04 miles counts as 30.0.</summary>
internal readonly record struct Miles(int Tenths)
{
    /// <summary>Nearest tenth, halves away from zero.</summary>
    public static Miles From(double miles) => new((int)Math.Round(miles * 10, MidpointRounding.AwayFromZero));

    /// <summary>Statute miles.</summary>
    public double Value => Tenths / 10.0;

    /// <summary>True at exactly the reach and below it.</summary>
    public bool Within(int wholeMiles) => Tenths <= wholeMiles * 10;

    /// <inheritdoc />
    public override string ToString() => $"{Tenths / 10}.{Tenths % 10}";
}

/// <summary>Great-circle distances: as the crow flies, never shorter than zero, about 0.5 % from the true ellipsoid at most.</summary>
internal static class Distance
{
    /// <summary>Mean radius of the earth (IUGG R1, 6371.0088 km) in statute miles of 1.609344 km.</summary>
    private const double EarthRadiusMiles = 6371.0088 / 1.609344;

    /// <summary>Haversine formula, which stays exact for places close together.</summary>
    public static double MilesBetween(GeoPoint from, GeoPoint to)
    {
        var latitude = Math.Pow(Math.Sin(Radians(to.Latitude - from.Latitude) / 2), 2);
        var longitude = Math.Pow(Math.Sin(Radians(to.Longitude - from.Longitude) / 2), 2);
        var chord = latitude + Math.Cos(Radians(from.Latitude)) * Math.Cos(Radians(to.Latitude)) * longitude;
        return 2 * EarthRadiusMiles * Math.Asin(Math.Sqrt(Math.Min(1, chord)));
    }

    /// <summary>The same, rounded to what is shown and decided on.</summary>
    public static Miles Between(GeoPoint from, GeoPoint to) => Miles.From(MilesBetween(from, to));

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
