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
    public void A_physician_keeps_his_own_hours_and_nothing_else_of_his_entry()
    {
        var hours = new SaveHours(
            [new(DayOfWeek.Saturday, 600, 660)], "America/Denver", [new(2026, 12, 24)], [new(new(2026, 12, 26), 600, 720, HoursChange.Extra)]);
        var saved = Saved(Roster.Decide(Okafor, hours, Monday));
        saved.ShouldBe(Okafor with { Hours = hours.Weekly, TimeZone = "America/Denver", DaysOff = hours.DaysOff, Exceptions = hours.Exceptions });
        ((Answer<PhysicianSaved>.Rejected)Roster.Decide(null, hours, Monday)).Refusal.Code.ShouldBe("not-on-roster");
    }

    [Fact]
    public void An_administrator_can_replace_an_entry_and_leave_the_hours_to_the_physician()
    {
        var entry = Okafor with { Name = "Dr. New", Hours = [], TimeZone = "America/Denver" };
        Saved(Roster.Decide(Okafor, new SavePhysician(entry) { KeepHours = true }, Monday))
            .ShouldBe(entry with { Hours = Okafor.Hours, TimeZone = Okafor.TimeZone, DaysOff = Okafor.DaysOff, Exceptions = Okafor.Exceptions });
        Saved(Roster.Decide(Okafor, new SavePhysician(entry), Monday)).ShouldBe(entry);
        Saved(Roster.Decide(null, new SavePhysician(entry) { KeepHours = true }, Monday)).ShouldBe(entry);
    }

    [Fact]
    public void Hours_that_cannot_be_are_told_field_by_field()
    {
        var day = new DateOnly(2026, 12, 24);
        var bad = new SaveHours(
            [.. Enumerable.Repeat(new WeeklyHours(DayOfWeek.Monday, 60, 120), 501)], "Mars", [day],
            [new(day, 600, 600, HoursChange.Off), new(day, 600, 720, HoursChange.Extra)]);
        ((Answer<PhysicianSaved>.Rejected)Roster.Decide(Okafor, bad, Monday)).Refusal.Fields.Select(f => f.Field)
            .ShouldBe(["time_zone", "exceptions[0]", "exceptions[1].date", "weekly_hours"]);
    }

    private static Physician Saved(Answer<PhysicianSaved> answer) =>
        ((Answer<PhysicianSaved>.Accepted)answer).Events.ShouldHaveSingleItem().Physician;

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
