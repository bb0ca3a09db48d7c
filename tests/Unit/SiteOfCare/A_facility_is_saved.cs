using UtilizationReview.Platform.Deciding;
using UtilizationReview.SiteOfCare.Domain;
using static UtilizationReview.Tests.Unit.SiteOfCare.ADirectory;

namespace UtilizationReview.Tests.Unit.SiteOfCare;

public sealed class A_facility_is_saved
{
    [Fact]
    public void A_new_one_is_kept_with_its_lists_in_order_and_nothing_twice()
    {
        var given = Hospital with { Capabilities = ["62323", "29881", "62323"], Name = "  Test Hospital " };
        var saved = FacilityDirectory.Decide(null, new(given)).ShouldBeOfType<Answer<FacilitySaved>.Accepted>().Events.ShouldHaveSingleItem().Facility;
        saved.Capabilities.ShouldBe(["29881", "62323"]);
        saved.Name.ShouldBe("Test Hospital");
        FacilityDirectory.Evolve(null, new(saved)).ShouldBe(saved);
    }

    [Fact]
    public void The_same_content_in_another_order_changes_nothing()
    {
        var kept = FacilityDirectory.Decide(null, new(Hospital)).ShouldBeOfType<Answer<FacilitySaved>.Accepted>().Events[0].Facility with { Version = 4 };
        FacilityDirectory.Decide(kept, new(Hospital with { Capabilities = [.. Hospital.Capabilities.Reverse()] })).ShouldBeOfType<Answer<FacilitySaved>.Ignored>();
        FacilityDirectory.Decide(kept, new(Hospital with { Networks = [] })).ShouldBeOfType<Answer<FacilitySaved>.Accepted>();
    }

    [Theory]
    [InlineData("Upper Case", "facility.facility_id 'Upper Case' is not an id: lower-case letters, digits and single hyphens, at most 64")]
    [InlineData("", "facility.facility_id '' is not an id: lower-case letters, digits and single hyphens, at most 64")]
    public void An_id_is_kebab_case(string id, string message) => Refused(Hospital with { FacilityId = id }).ShouldContain(message);

    [Theory]
    [InlineData(90.0, true)]
    [InlineData(90.1, false)]
    [InlineData(-90.0, true)]
    [InlineData(-90.1, false)]
    [InlineData(double.NaN, false)]
    public void Latitude_is_within_90_degrees(double latitude, bool allowed) => Sound(Hospital with { Coordinates = new(latitude, 10) }, "coordinates.latitude").ShouldBe(allowed);

    [Theory]
    [InlineData(180.0, true)]
    [InlineData(180.1, false)]
    [InlineData(-180.0, true)]
    [InlineData(-180.1, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void Longitude_is_within_180_degrees(double longitude, bool allowed) => Sound(Hospital with { Coordinates = new(10, longitude) }, "coordinates.longitude").ShouldBe(allowed);

    [Theory]
    [InlineData(0, false)]
    [InlineData(11, true)]
    [InlineData(12, false)]
    [InlineData(19, true)]
    [InlineData(21, true)]
    [InlineData(22, true)]
    [InlineData(23, true)]
    [InlineData(24, true)]
    [InlineData(99, false)]
    public void The_place_of_service_is_one_of_six(int place, bool allowed) => Sound(Hospital with { Place = (Place)place }, "place_of_service").ShouldBe(allowed);

    [Theory]
    [InlineData("62323", true)]
    [InlineData("0275T", true)]
    [InlineData("G0260", true)]
    [InlineData("6232", false)]
    [InlineData("623233", false)]
    [InlineData("g0260", false)]
    [InlineData("62 23", false)]
    [InlineData("", false)]
    public void A_capability_has_the_form_of_a_procedure_code(string code, bool allowed) => Sound(Hospital with { Capabilities = ["29881", code] }, "capabilities").ShouldBe(allowed);

    [Fact]
    public void Everything_wrong_is_told_at_once()
    {
        var sentence = Refused(Hospital with { State = "Wis", Capabilities = ["knee"], Equipment = ["Big Table"], Networks = ["Net!"], Name = " ", Coordinates = new(0, 0) });
        sentence.ShouldContain("facility.name is empty");
        sentence.ShouldContain("facility.coordinates is missing (0, 0 is in the Atlantic Ocean)");
        sentence.ShouldContain("facility.state 'Wis' is not a two-letter state code such as WI");
        sentence.ShouldContain("facility.capabilities 'knee' is not a procedure code: five characters, CPT such as 62323 or HCPCS such as G0260");
        sentence.ShouldContain("facility.equipment 'Big Table' is not an equipment word");
        sentence.ShouldContain("facility.networks 'Net!' is not a network id");
    }

    private static bool Sound(Facility facility, string field) =>
        FacilityDirectory.Decide(null, new(facility)) is not Answer<FacilitySaved>.Rejected rejected || rejected.Refusal.Fields.All(f => f.Field != "facility." + field);

    private static string Refused(Facility facility)
    {
        var refusal = FacilityDirectory.Decide(null, new(facility)).ShouldBeOfType<Answer<FacilitySaved>.Rejected>().Refusal;
        refusal.Kind.ShouldBe(RefusalKind.BadInput);
        refusal.Code.ShouldBe(FacilityDirectory.InvalidFacility);
        return refusal.Sentence;
    }
}
