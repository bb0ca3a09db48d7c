using UtilizationReview.SiteOfCare.Domain;
using static UtilizationReview.Tests.Unit.SiteOfCare.ADirectory;

namespace UtilizationReview.Tests.Unit.SiteOfCare;

public sealed class A_site_answer_never_denies
{
    private static readonly DirectoryFacts NothingNear = new(new Miles(412), NetworkCenterExists: true, SurgeonLacksPrivileges: true, PrivilegesGraceOpen: false, null);
    private static readonly GuidelineAnswer OutOfReach = new(Met: true, Objective: true, "SOC-3.a", "No capable network center in reach.");
    private static readonly GuidelineAnswer SleepApnoea = new(Met: true, Objective: false, "SOC-1.e", "Moderate to severe sleep apnoea.");
    private static readonly GuidelineAnswer NothingMet = new(Met: false, Objective: false, "", "");
    private static readonly SiteTerms Settling = Plan with { ObjectiveReasonsSettle = true };

    [Fact]
    public void An_objective_reason_settles_where_the_plan_lets_it()
    {
        var accepted = SiteReview.Conclude(Question(), Settling, NothingNear, OutOfReach, 0).ShouldBeOfType<SiteAnswer.Accepted>();
        accepted.Reason.ShouldBe("SOC-3.a");
        accepted.Sentence.ShouldBe("The hospital site is accepted. SOC-3.a: the nearest network surgery center that can do every line is 41.2 miles "
            + "from the member's home, beyond the plan's 30.");
    }

    [Fact]
    public void Without_the_plans_switch_it_is_a_physicians_question()
    {
        var question = SiteReview.Conclude(Question(), Plan, NothingNear, OutOfReach, 0).ShouldBeOfType<SiteAnswer.PhysicianQuestion>();
        question.Reason.ShouldBe("SOC-3.a");
        question.Sentence.ShouldContain("The plan leaves this to a physician.");
    }

    [Fact]
    public void A_reason_that_needs_judgement_is_a_physicians_question_whatever_the_switch() =>
        SiteReview.Conclude(Question(), Settling, NothingNear, SleepApnoea, 2).ShouldBe(new SiteAnswer.PhysicianQuestion(
            "SOC-1.e",
            "SOC-1.e: Moderate to severe sleep apnoea. This reason needs a physician's judgement. 2 network centers and offices that can do every line are within reach."));

    [Fact]
    public void No_reason_at_all_is_still_a_question_not_a_denial() =>
        SiteReview.Conclude(Question() with { StatedReason = "SOC-2.b" }, Settling, NothingNear, NothingMet, 1).ShouldBe(new SiteAnswer.PhysicianQuestion(
            "",
            "No reason for a hospital outpatient department is shown so far, so a physician decides on the site. The practice gives SOC-2.b as its reason. "
            + "One network center or office that can do every line is within reach."));

    [Fact]
    public void Words_in_place_of_a_reason_id_are_not_repeated() => SiteReview.Conclude(
        Question() with { StatedReason = "because Mr. Somebody asked" }, Plan, NothingNear, NothingMet, 1).Sentence.ShouldNotContain("Somebody");

    [Fact]
    public void A_hospital_outside_the_network_is_not_settled_by_distance() =>
        SiteReview.Conclude(Question() with { Facility = Hospital with { Networks = [] } }, Settling, NothingNear, OutOfReach, 0)
            .ShouldBeOfType<SiteAnswer.PhysicianQuestion>().Sentence.ShouldContain("not in the plan's network");

    [Fact]
    public void No_center_at_all_is_told_as_such()
    {
        var none = NothingNear with { NearestCapableCenter = null, NetworkCenterExists = false };
        SiteReview.Conclude(Question(), Settling, none, OutOfReach with { Reason = "SOC-3.b" }, 0).Sentence
            .ShouldBe("The hospital site is accepted. SOC-3.b: no surgery center in the plan's network can do every line.");
    }
}
