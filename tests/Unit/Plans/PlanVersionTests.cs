using UtilizationReview.Contracts.Plans;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Tests.Unit.Plans;

/// <summary>Which version of a plan is for which order.</summary>
public sealed class PlanVersionTests
{
    private static readonly DateOnly NewYear = new(2027, 1, 1);

    [Theory]
    [InlineData("2026-12-31", "1")]
    [InlineData("2027-01-01", "2")]
    [InlineData("2027-06-30", "2")]
    [InlineData("2027-07-01", "3")]
    public void The_day_of_receipt_selects_the_version(string received, string version)
    {
        var plans = new PlanRegistry([Plan("3", new DateOnly(2027, 7, 1)), Plan("1", DateOnly.MinValue), Plan("2", NewYear)]);

        plans.Find("test-plan", DateOnly.Parse(received, System.Globalization.CultureInfo.InvariantCulture))!.Version.ShouldBe(version);
        plans.Versions("test-plan").Select(plan => plan.Version).ShouldBe(["1", "2", "3"]);
    }

    [Theory]
    [InlineData(5, 59, "1")] // 23:59 in Chicago
    [InlineData(6, 0, "2")]
    public void A_version_begins_at_midnight_where_the_plan_counts_its_days(int hour, int minute, string version)
    {
        var clock = new MovableClock();
        clock.MoveTo(new DateTimeOffset(2027, 1, 1, hour, minute, 0, TimeSpan.Zero));

        new PlanRegistry([Plan("1", DateOnly.MinValue), Plan("2", NewYear)], clock).Find("test-plan")!.Version.ShouldBe(version);
    }

    [Fact]
    public void Before_its_first_version_a_plan_takes_no_order()
    {
        var plans = new PlanRegistry([Plan("1", NewYear)]);

        plans.Find("test-plan", NewYear.AddDays(-1)).ShouldBeNull();
        plans.Find("test-plan", "1").ShouldNotBeNull();
        plans.Find("test-plan", "2").ShouldBeNull();
        plans.All.ShouldHaveSingleItem().Version.ShouldBe("1");
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var plans = new PlanRegistry([Plan("1", DateOnly.MinValue), Plan("2", NewYear)]);
        plans.Find("test-plan");
        plans.Find("test-plan", NewYear);
        plans.Find("test-plan", "2");

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            plans.Find("test-plan");
            plans.Find("test-plan", NewYear);
            plans.Find("test-plan", "2");
            plans.Find("nobody");
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void What_changes_between_versions_is_told_in_words()
    {
        var before = Plan("1", DateOnly.MinValue) with { CodesNotReviewed = ["63030", "63047"], PeerToPeer = new() { AttemptsBeforeDecision = 2 } };
        var after = Plan("2", NewYear) with
        {
            CodesNotReviewed = ["63047", "62323"],
            NicotineGateHard = true,
            CriteriaVersions = new Dictionary<string, string> { ["msk-spine/one"] = "2025.2" },
            GoldCards = [new PlanGoldCard { Practice = "maple-spine", Codes = ["63030"], From = NewYear }],
        };

        PlanChangeWords.Between(before, after).ShouldBe(
        [
            "codes_not_reviewed with 62323, without 63030", "nicotine_gate_hard was false, is true",
            "gold_cards with practice maple-spine codes 63030 from 2027-01-01", "peer_to_peer.attempts_before_decision was 2, is 3",
            "criteria_versions.msk-spine/one with 2025.2",
        ]);
        PlanChangeWords.Between(null, before).ShouldBe(["the first version on record"]);
        PlanChangeWords.Between(before, before with { Version = "9" }).ShouldBe(["no term differs"]);
    }

    private static PlanFile Plan(string version, DateOnly from) => new()
    {
        PlanId = "test-plan", Version = version, EffectiveFrom = from, Name = "Test", LineOfBusiness = "commercial_insured", State = "WI",
        TimeZone = "America/Chicago", Programs = ["spine"],
    };
}
