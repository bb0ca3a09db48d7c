using UtilizationReview.ClinicalCriteria.Domain;
using static UtilizationReview.Tests.Unit.ClinicalCriteria.AnOrder;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

public sealed class TheSite
{
    private static LineEvaluation Site(CriteriaOrder order) => Evaluator.Site(Library, order, LineChecks.Check(Library, order).Routes[0])!;

    private static (Answer, string, bool) Reason(params (string, object)[] facts)
    {
        var site = Site(Of(Asking("62323"), Stated(facts)));
        var (id, objective) = SiteReason.Of(site);
        return (site.Answer, id, objective);
    }

    [Fact]
    public void Nothing_known_is_unknown() => Reason().ShouldBe((Answer.Unknown, "", false));

    [Fact]
    public void Age_under_18_is_an_objective_reason()
    {
        Reason(("pt.age", 17)).ShouldBe((Answer.Met, "SOC-1.c", true));
        Reason(("pt.age", 18)).ShouldBe((Answer.Unknown, "", false));
    }

    [Fact]
    public void Reach_is_objective_and_the_plans_own()
    {
        Reason(("site.nearest_capable_center_miles", 31)).ShouldBe((Answer.Met, "SOC-3.a", true));
        Reason(("site.nearest_capable_center_miles", 30)).ShouldBe((Answer.Unknown, "", false));
        var order = Of(Asking("62323"), Stated(("site.nearest_capable_center_miles", 31)));
        Site(order with { Plan = Plan(reach: 45) }).Answer.ShouldBe(Answer.Unknown);
        Site(order with { Plan = Plan(reach: 20) }).Answer.ShouldBe(Answer.Met);
    }

    [Fact]
    public void No_center_in_the_network_is_objective() => Reason(("site.network_center_exists", false)).ShouldBe((Answer.Met, "SOC-3.b", true));

    [Fact]
    public void Class_III_alone_is_not_enough_and_with_another_item_it_is()
    {
        Reason(("pt.asa", 3)).ShouldBe((Answer.Unknown, "", false));
        Reason(("pt.asa", 4)).ShouldBe((Answer.Met, "SOC-1.a", false));
        Reason(("pt.asa", 3), ("soc.lung", "home_oxygen")).Item1.ShouldBe(Answer.Met);
    }

    [Fact]
    public void Equipment_counts_only_when_no_reachable_center_has_it()
    {
        Reason(("site.equipment_needed", "bariatric_table"), ("site.equipment_available_elsewhere", false)).ShouldBe((Answer.Met, "SOC-2.b", false));
        Reason(("site.equipment_needed", "bariatric_table"), ("site.equipment_available_elsewhere", true)).ShouldBe((Answer.Unknown, "", false));
    }

    [Fact]
    public void Privileges_count_while_the_grace_period_is_open()
    {
        Reason(("site.surgeon_lacks_privileges", true), ("site.privileges_grace_open", true)).ShouldBe((Answer.Met, "SOC-4.a", false));
        Reason(("site.surgeon_lacks_privileges", true), ("site.privileges_grace_open", false)).ShouldBe((Answer.Unknown, "", false));
    }

    [Fact]
    public void Everything_answered_against_it_is_not_met()
    {
        var none = Array.Empty<string>();
        Reason(("pt.age", 50), ("pt.asa", 2), ("pt.bmi", 25), ("pt.pregnant", false), ("soc.sleep_apnoea", "none"), ("soc.heart", none), ("soc.lung", none), ("soc.kidney_liver", none),
            ("soc.bleeding", none), ("soc.brittle_diabetes", false), ("soc.anaesthesia", none), ("soc.needs_hospital_support", false), ("soc.unstable_immunosuppression", false),
            ("soc.procedure", none), ("site.equipment_needed", none), ("site.nearest_capable_center_miles", 8), ("site.network_center_exists", true),
            ("site.surgeon_lacks_privileges", false), ("site.privileges_grace_open", true), ("site.plan_exempt", false)).ShouldBe((Answer.NotMet, "", false));
    }
}
