using UtilizationReview.SiteOfCare.Domain;
using static UtilizationReview.Tests.Unit.SiteOfCare.ADirectory;

namespace UtilizationReview.Tests.Unit.SiteOfCare;

public sealed class The_directory_says_what_is_in_reach
{
    [Theory]
    [InlineData(29.9, true)]
    [InlineData(30.0, true)]
    [InlineData(30.1, false)]
    public void SOC_3a_a_center_at_exactly_the_plans_reach_is_within_it(double miles, bool within)
    {
        var facility = Center("center", miles) with { PrivilegedSurgeons = [Surgeon] };
        var facts = SiteReview.Look(Question(), Plan, [facility]);
        facts.NearestCapableCenter!.Value.Value.ShouldBe(miles, 0.0001);
        facts.NearestCapableCenter.Value.Within(Plan.ReachMiles).ShouldBe(within);
        facts.NetworkCenterExists.ShouldBeTrue();
        facts.SurgeonLacksPrivileges.ShouldBe(!within, "privileges out of reach are of no use");
        SiteReview.Offers(Question(), Plan, [facility]).Count.ShouldBe(within ? 1 : 0);
    }

    [Theory]
    [InlineData(44.9, true)]
    [InlineData(45.0, true)]
    [InlineData(45.1, false)]
    public void Another_plan_may_set_another_reach(double miles, bool within) =>
        SiteReview.Offers(Question(), Plan with { ReachMiles = 45 }, [Center("center", miles)]).Count.ShouldBe(within ? 1 : 0);

    [Fact]
    public void The_nearest_of_several_counts() =>
        SiteReview.Look(Question(), Plan, [Center("far", 41), Center("near", 12.3), Center("middle", 20)]).NearestCapableCenter.ShouldBe(new Miles(123));

    [Fact]
    public void Capable_means_every_code_of_the_order()
    {
        Facility[] directory = [Center("half", 5) with { Capabilities = ["62323"] }, Center("whole", 25)];
        SiteReview.Look(Question("62323"), Plan, directory).NearestCapableCenter.ShouldBe(new Miles(50));
        SiteReview.Look(Question("62323", "29881"), Plan, directory).NearestCapableCenter.ShouldBe(new Miles(250));
        SiteReview.Offers(Question("62323", "29881"), Plan, directory).Select(o => o.Facility.FacilityId).ShouldBe(["whole"]);
    }

    [Fact]
    public void SOC_3b_no_capable_center_in_the_network_leaves_no_distance()
    {
        Facility[] directory = [Center("other-network", 3) with { Networks = ["other"] }, Office("office", 2), Center("incapable", 4) with { Capabilities = [] }];
        var facts = SiteReview.Look(Question(), Plan, directory);
        facts.NearestCapableCenter.ShouldBeNull();
        facts.NetworkCenterExists.ShouldBeFalse();
    }

    [Theory]
    [InlineData("2027-06-29", true)]
    [InlineData("2027-06-30", true)]
    [InlineData("2027-07-01", false)]
    public void SOC_4a_the_grace_day_itself_still_counts(string dateOfService, bool open)
    {
        var plan = Plan with { PrivilegesGraceThrough = new(2027, 6, 30) };
        SiteReview.Look(Question() with { DateOfService = DateOnly.Parse(dateOfService) }, plan, []).PrivilegesGraceOpen.ShouldBe(open);
    }

    [Fact]
    public void SOC_4a_a_plan_without_a_grace_date_has_no_grace_period() => SiteReview.Look(Question(), Plan, []).PrivilegesGraceOpen.ShouldBeFalse();

    [Fact]
    public void SOC_4a_privileges_at_one_reachable_capable_center_are_privileges()
    {
        Facility[] directory = [Center("one", 5), Center("two", 20) with { PrivilegedSurgeons = [Surgeon] }];
        SiteReview.Look(Question(), Plan, directory).SurgeonLacksPrivileges.ShouldBe(false);
        SiteReview.Look(Question() with { SurgeonId = "somebody-else" }, Plan, directory).SurgeonLacksPrivileges.ShouldBe(true);
        SiteReview.Look(Question() with { SurgeonId = "" }, Plan, directory).SurgeonLacksPrivileges.ShouldBeNull();
    }

    [Fact]
    public void SOC_2b_equipment_is_elsewhere_when_one_reachable_center_has_all_of_it()
    {
        var needing = Question() with { EquipmentNeeded = ["bariatric_table", "fluoroscopy"] };
        var one = Center("one", 5) with { Equipment = ["fluoroscopy"] };
        var two = Center("two", 6) with { Equipment = ["bariatric_table"] };
        var both = Center("both", 7) with { Equipment = ["bariatric_table", "fluoroscopy"] };
        var far = Center("far", 31) with { Equipment = ["bariatric_table", "fluoroscopy"] };
        SiteReview.Look(needing, Plan, [one, two, far]).EquipmentAvailableElsewhere.ShouldBe(false);
        SiteReview.Look(needing, Plan, [one, two, both]).EquipmentAvailableElsewhere.ShouldBe(true);
        SiteReview.Look(Question(), Plan, [both]).EquipmentAvailableElsewhere.ShouldBeNull("nobody said what is needed");
    }

    [Fact]
    public void Alternatives_come_preferred_first_then_by_distance()
    {
        var plan = Plan with { PreferredFacilities = ["preferred-far", "preferred-near"] };
        Facility[] directory = [Center("near", 1), Center("preferred-far", 20), Office("office", 5), Center("preferred-near", 10), Center("out", 31), Hospital];
        var offers = SiteReview.Offers(Question(), plan, directory);
        offers.Select(o => o.Facility.FacilityId).ShouldBe(["preferred-near", "preferred-far", "near", "office"]);
        offers.Select(o => o.Preferred).ShouldBe([true, true, false, false]);
        offers[0].Distance.ShouldBe(new Miles(100));
    }

    [Fact]
    public void Places_outside_the_network_are_listed_with_a_mark_but_never_offered()
    {
        Facility[] directory = [Center("outside", 1) with { Networks = ["other"] }, Center("inside", 2) with { PrivilegedSurgeons = [Surgeon] }];
        var listed = SiteReview.Alternatives(Home, ["62323"], Surgeon, 30, Plan, directory);
        listed.Select(a => (a.Facility.FacilityId, a.InNetwork, a.SurgeonPrivileged)).ShouldBe([("outside", false, false), ("inside", true, true)]);
        SiteReview.Offers(Question(), Plan, directory).Select(a => a.Facility.FacilityId).ShouldBe(["inside"]);
    }
}
