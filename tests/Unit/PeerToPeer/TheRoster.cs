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
    public void An_administrator_gives_and_takes_only_plans_of_his_own()
    {
        var both = Okafor with { PlanIds = ["meadow-commercial", "summit-advantage"] };
        SavePhysician Save(Physician entry) => new(entry) { Administers = ["summit-advantage"] };
        Saved(Roster.Decide(both, Save(both with { PlanIds = ["meadow-commercial"] }), Monday)).PlanIds.ShouldBe(["meadow-commercial"]);
        Saved(Roster.Decide(Okafor, Save(Okafor with { PlanIds = ["summit-advantage"] }), Monday)).PlanIds
            .ShouldBe(["summit-advantage", "meadow-commercial"]);
        Saved(Roster.Decide(both, Save(both with { PlanIds = [] }), Monday)).PlanIds.ShouldBe(["meadow-commercial"]);
        Refused(Roster.Decide(both, Save(both with { PlanIds = ["harbor-selfunded"] }), Monday)).Sentence
            .ShouldContain("physician.plan_ids 'harbor-selfunded' is not a plan you administer");
        Refused(Roster.Decide(null, Save(Okafor), Monday)).Sentence.ShouldContain("'meadow-commercial' is not a plan you administer");
    }

    [Theory]
    [InlineData("name")]
    [InlineData("npi")]
    [InlineData("specialties")]
    [InlineData("licences")]
    [InlineData("practice_ids")]
    [InlineData("weekly_hours")]
    public void An_entry_with_plans_of_others_is_not_changed_otherwise(string field)
    {
        var known = Okafor with { PlanIds = ["meadow-commercial", "summit-advantage"] };
        var changed = field switch
        {
            "name" => known with { Name = "Dr. Other" },
            "npi" => known with { Npi = "1245319599" },
            "specialties" => known with { Specialties = ["neurosurgery"] },
            "licences" => known with { Licences = [new("TX", "TX-1", new(2030, 1, 1))] },
            "practice_ids" => known with { PracticeIds = ["lakeside"] },
            _ => known with { Hours = [] },
        };
        var refusal = Refused(Roster.Decide(known, new SavePhysician(changed) { Administers = ["summit-advantage"] }, Monday));
        (refusal.Code, refusal.Fields.ShouldHaveSingleItem().Field).ShouldBe(("entry-of-other-plans", $"physician.{field}"));
        Saved(Roster.Decide(known, new SavePhysician(changed) { Administers = known.PlanIds }, Monday)).ShouldBe(changed);
    }

    [Fact]
    public void One_person_has_one_entry()
    {
        Refused(Roster.Decide(null, new SavePhysician(Okafor) { NpiTaken = true }, Monday)).Sentence.ShouldContain(
            "physician.npi is on the roster already, under another person id: one person has one entry; change that one");
        Refused(Roster.Decide(Okafor, new SavePhysician(Okafor with { Npi = "1245319599" }) { NpiTaken = true }, Monday)).Fields[0].Field
            .ShouldBe("physician.npi");
        // An entry from before this was asked stays one that can be saved.
        Saved(Roster.Decide(Okafor, new SavePhysician(Okafor) { NpiTaken = true }, Monday)).ShouldBe(Okafor);
    }

    private static Refusal Refused(Answer<PhysicianSaved> answer) => ((Answer<PhysicianSaved>.Rejected)answer).Refusal;

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
