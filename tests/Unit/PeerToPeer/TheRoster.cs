using UtilizationReview.PeerToPeer.Adapters;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Tests.Unit.PeerToPeer.ACase;

namespace UtilizationReview.Tests.Unit.PeerToPeer;

public sealed class TheRoster
{
    [Theory]
    [InlineData("1234567893", true)]
    [InlineData("1245319599", true)]
    [InlineData("1234567890", false)]
    [InlineData("1234567839", false)]
    [InlineData("123456789", false)]
    [InlineData("12345678931", false)]
    [InlineData("12345A7893", false)]
    public void A_provider_identifier_has_ten_digits_and_a_check_digit(string npi, bool valid) => Roster.IsNpi(npi).ShouldBe(valid);

    [Fact]
    public void What_is_wrong_with_an_entry_is_told_field_by_field()
    {
        var bad = Okafor with { Npi = "1", Specialties = ["cardiology"], Licences = [], TimeZone = "Mars", Hours = [new(DayOfWeek.Monday, 600, 600)] };
        var refusal = ((Answer<PhysicianSaved>.Rejected)Roster.Decide(null, new SavePhysician(bad), Monday)).Refusal;
        refusal.Kind.ShouldBe(RefusalKind.BadInput);
        refusal.Fields.Select(f => f.Field).ShouldBe(
            ["physician.npi", "physician.specialties[0]", "physician.licences", "physician.time_zone", "physician.weekly_hours[0]"]);
    }

    [Fact]
    public void Similar_specialties_are_similar_both_ways()
    {
        foreach (var a in Specialties.All)
        {
            foreach (var b in Specialties.All) Specialties.FitOf([a], [b]).ShouldBe(Specialties.FitOf([b], [a]));
            Specialties.FitOf([a], [a]).ShouldBe(Fit.Same);
        }
        Specialties.FitOf(["orthopedic-surgery"], Specialties.For(["spine"])).ShouldBe(Fit.Similar);
        Specialties.FitOf(["pain-medicine"], Specialties.For(["spine"])).ShouldBe(Fit.Other);
    }

    private sealed class FrozenClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Monday;
    }
}
