using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.SiteOfCare.Domain;

namespace UtilizationReview.Tests.Unit.SiteOfCare;

public sealed class Distances_are_great_circles
{
    // City centres in degrees and published great-circle distances in statute miles; the sphere may differ from the ellipsoid by 0.5 %.
    [Theory]
    [InlineData("Madison-Milwaukee", 43.0731, -89.4012, 43.0389, -87.9065, 75.6)]
    [InlineData("Phoenix-Tucson", 33.4484, -112.0740, 32.2226, -110.9747, 106.0)]
    [InlineData("Portland ME-Bangor", 43.6591, -70.2568, 44.8016, -68.7712, 108.3)]
    [InlineData("New York-Los Angeles", 40.7128, -74.0060, 34.0522, -118.2437, 2446)]
    [InlineData("London-Sydney", 51.5074, -0.1278, -33.8688, 151.2093, 10560)]
    public void Known_city_pairs_agree_with_published_miles(string pair, double lat1, double lon1, double lat2, double lon2, double published) =>
        Distance.MilesBetween(new(lat1, lon1), new(lat2, lon2)).ShouldBe(published, published * 0.005, pair);

    [Fact]
    public void One_degree_of_latitude_is_69_09_miles() => Distance.MilesBetween(new(43, -89), new(44, -89)).ShouldBe(69.0935, 0.001);

    [Fact]
    public void The_antipode_is_half_the_circumference_away() => Distance.MilesBetween(new(0, 0), new(0, 180)).ShouldBe(12436.8, 0.2);

    [Fact]
    public void The_date_line_is_no_barrier() => Distance.MilesBetween(new(0, 179.5), new(0, -179.5)).ShouldBe(69.0935, 0.001);

    [Fact]
    public void Distance_is_symmetric_zero_at_home_and_never_beyond_half_the_earth() => Prop.ForAll(
        Points().Two().ToArbitrary(),
        pair => Distance.MilesBetween(pair.Item1, pair.Item1) == 0
            && Math.Abs(Distance.MilesBetween(pair.Item1, pair.Item2) - Distance.MilesBetween(pair.Item2, pair.Item1)) < 1e-6
            && Distance.MilesBetween(pair.Item1, pair.Item2) is >= 0 and < 12437.5).QuickCheckThrowOnFailure();

    [Fact]
    public void A_detour_is_never_shorter() => Prop.ForAll(
        Points().Three().ToArbitrary(),
        three => Distance.MilesBetween(three.Item1, three.Item3)
            <= Distance.MilesBetween(three.Item1, three.Item2) + Distance.MilesBetween(three.Item2, three.Item3) + 1e-6).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(30.04, 300, "30.0")]
    [InlineData(30.05, 301, "30.1")]
    [InlineData(0.04, 0, "0.0")]
    public void What_is_shown_is_what_is_decided_on(double miles, int tenths, string shown)
    {
        Miles.From(miles).Tenths.ShouldBe(tenths);
        Miles.From(miles).ToString().ShouldBe(shown);
    }

    private static Gen<GeoPoint> Points() =>
        from latitude in Gen.Choose(-9000, 9000)
        from longitude in Gen.Choose(-18000, 18000)
        select new GeoPoint(latitude / 100.0, longitude / 100.0);
}

internal static class Several
{
    public static Gen<(T, T)> Two<T>(this Gen<T> gen) => from a in gen from b in gen select (a, b);

    public static Gen<(T, T, T)> Three<T>(this Gen<T> gen) => from a in gen from b in gen from c in gen select (a, b, c);
}
