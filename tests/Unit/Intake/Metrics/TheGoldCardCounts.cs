using UtilizationReview.Intake.Domain;

namespace UtilizationReview.Tests.Unit.Intake.Metrics;

/// <summary>Regulation §6.4: counts per provider and service; which rate frees from review is not counted here.</summary>
public sealed class TheGoldCardCounts
{
    [Fact]
    public void Requests_are_approvals_and_denials_per_code()
    {
        var counts = GoldCard.ByCode(
            [Service("62323", LineOutcome.Approved, 9), Service("62323", LineOutcome.Denied, 1), Service("27447", LineOutcome.Denied, 2)]);
        counts.ShouldBe([new("27447", 2, 0, 2, 0), new("62323", 10, 9, 1, 0)]);
        counts[1].ApprovalRate.Percent.ShouldBe(90.00m);
    }

    [Fact]
    public void A_denial_that_was_overturned_counts_as_approval() =>
        GoldCard.ByCode([Service("62323", LineOutcome.Approved, 3), Service("62323", LineOutcome.Approved, 2) with { First = LineOutcome.Denied }])
            .ShouldBe([new("62323", 5, 5, 0, 2)]);

    [Fact]
    public void Less_than_asked_or_not_at_the_site_asked_for_is_no_approval() =>
        GoldCard.ByCode([Service("62323", LineOutcome.ApprovedLess, 1), Service("62323", LineOutcome.DeniedSite, 1)])
            .ShouldBe([new("62323", 2, 0, 2, 0)]);

    [Fact]
    public void A_family_holds_its_codes_and_services_no_guideline_judged_are_in_none() =>
        GoldCard.ByFamily(
            [
                Service("62323", LineOutcome.Approved, 3), Service("62321", LineOutcome.Denied, 1),
                Service("99999", LineOutcome.Denied, 7) with { Family = "" },
            ])
            .ShouldBe([new("msk-pain/epidural", 4, 3, 1, 0)]);

    [Fact]
    public void Nobody_who_asked_for_nothing_has_a_rate()
    {
        GoldCard.ByCode([]).ShouldBeEmpty();
        new GoldCardCount("62323", 0, 0, 0, 0).ApprovalRate.Percent.ShouldBeNull();
    }

    private static ServiceTally Service(string code, LineOutcome outcome, long services) =>
        new(code, "msk-pain/epidural", outcome, outcome, services);
}
