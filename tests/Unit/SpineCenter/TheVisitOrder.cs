using UtilizationReview.Platform.Deciding;
using UtilizationReview.SpineCenter.Domain;
using static UtilizationReview.Tests.Unit.SpineCenter.AVisit;

namespace UtilizationReview.Tests.Unit.SpineCenter;

/// <summary>The life of a visit order.</summary>
public sealed class TheVisitOrder
{
    private static readonly NurseReviewer Nurse = new("nurse-1");
    private static readonly PhysicianReviewer Physician = new("dr-1");
    private static readonly VisitFacts Operated = InPhaseA with { OperatedBefore = true };

    private static readonly VisitCommand[] Reviews =
    [
        new VisitCommand.NurseApproves(Nurse, "seen"), new VisitCommand.NurseForwards(Nurse, "unsure"),
        new VisitCommand.PhysicianApproves(Physician, "seen"), new VisitCommand.PhysicianRequiresEvaluation(Physician, "long ago"),
    ];

    [Fact]
    public void What_the_rules_settle_is_decided_by_the_rules_at_once()
    {
        Stand(After(File(InPhaseA))).ShouldBe((VisitStatus.NotApproved, "rules"));
        Stand(After(File(InPhaseB))).ShouldBe((VisitStatus.Accepted, "rules"));
        Stand(After(File(InPhaseA with { Evaluations = [InPhaseA.On] }))).ShouldBe((VisitStatus.Approved, "rules"));
        Stand(After(File(InPhaseA with { Complaint = Complaint.NotSpine }))).ShouldBe((VisitStatus.NotNeeded, "rules"));
    }

    [Fact]
    public void A_nurse_approves_or_sends_on_and_a_physician_then_decides()
    {
        Stand(After(File(Operated))).ShouldBe((VisitStatus.NurseReview, ""));
        Stand(After(File(Operated), Reviews[0])).ShouldBe((VisitStatus.Approved, "nurse"));
        Stand(After(File(Operated), Reviews[1])).ShouldBe((VisitStatus.PhysicianReview, ""));
        Stand(After(File(Operated), Reviews[1], Reviews[2])).ShouldBe((VisitStatus.Approved, "physician"));
        Stand(After(File(Operated), Reviews[1], Reviews[3])).ShouldBe((VisitStatus.NotApproved, "physician"));
    }

    [Fact]
    public void No_command_of_a_nurse_says_no()
    {
        var ofNurses = typeof(VisitCommand).GetNestedTypes().Where(type => type.GetConstructors()
            .Any(made => made.GetParameters().Any(parameter => parameter.ParameterType == typeof(NurseReviewer)))).Select(type => type.Name);
        ofNurses.ShouldBe([nameof(VisitCommand.NurseApproves), nameof(VisitCommand.NurseForwards)], ignoreOrder: true);
    }

    [Fact]
    public void Reviewers_decide_only_what_waits_for_them_and_the_refusal_says_who_is_asked()
    {
        foreach (var (order, allowed) in new (VisitOrder, int[])[]
        {
            (After(File(InPhaseA)), []), (After(File(Operated)), [0, 1]), (After(File(Operated), Reviews[1]), [2, 3]),
            (After(File(Operated), Reviews[0]), []), (After(File(Operated), Reviews[1], Reviews[3]), []),
        })
        {
            for (var i = 0; i < Reviews.Length; i++)
            {
                var answer = VisitLifecycle.Decide(order, Reviews[i], Now);
                if (allowed.Contains(i)) answer.ShouldBeOfType<Answer<VisitEvent>.Accepted>();
                else answer.ShouldBeOfType<Answer<VisitEvent>.Rejected>().Refusal.Code.ShouldBe(VisitLifecycle.NotInReview);
            }
        }
        VisitLifecycle.Decide(null, Reviews[0], Now).ShouldBeOfType<Answer<VisitEvent>.Rejected>().Refusal.Kind.ShouldBe(RefusalKind.Unknown);
    }

    [Fact]
    public void Filed_again_after_an_evaluation_the_visit_is_judged_again()
    {
        var evaluated = File(InPhaseA with { Evaluations = [InPhaseA.On.AddDays(-2)] });
        Stand(After(File(InPhaseA), evaluated)).ShouldBe((VisitStatus.Approved, "rules"));
        Stand(After(File(Operated), Reviews[1], Reviews[3], evaluated)).ShouldBe((VisitStatus.Approved, "rules"));
        After(File(InPhaseB), File(InPhaseB with { Evaluations = [InPhaseB.On] })).Answer.Row.ShouldBe(7);
    }

    [Fact]
    public void Filed_again_with_nothing_new_nothing_happens_and_no_reviewer_is_asked_twice()
    {
        foreach (var (order, filed) in new[]
        {
            (After(File(InPhaseA)), InPhaseA), (After(File(Operated)), Operated), (After(File(Operated), Reviews[1]), Operated),
            (After(File(Operated), Reviews[1], Reviews[3]), Operated), (After(File(Operated), Reviews[0]), Operated),
        })
        {
            VisitLifecycle.Decide(order, File(filed), Now).ShouldBeOfType<Answer<VisitEvent>.Ignored>();
        }
    }

    [Fact]
    public void What_is_approved_stands_whatever_is_filed_later() =>
        VisitLifecycle.Decide(After(File(InPhaseA with { Evaluations = [InPhaseA.On] })), File(InPhaseA), Now)
            .ShouldBeOfType<Answer<VisitEvent>.Ignored>();

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void The_form_is_filed_before_the_visit(int days, bool taken)
    {
        var answer = VisitLifecycle.Decide(null, File(InPhaseB, InPhaseB.On.AddDays(days)), Now);
        if (taken) answer.ShouldBeOfType<Answer<VisitEvent>.Accepted>();
        else answer.ShouldBeOfType<Answer<VisitEvent>.Rejected>().Refusal.Code.ShouldBe(VisitLifecycle.FiledAfterVisit);
    }

    [Fact]
    public void MSC_8_an_emergent_visit_may_be_filed_afterwards() =>
        Stand(After(File(InPhaseB with { EmergentReason = "fracture" }, InPhaseB.On.AddDays(3)))).ShouldBe((VisitStatus.Accepted, "rules"));

    [Fact]
    public void A_county_the_answer_hangs_on_is_asked_for_and_one_it_does_not_hang_on_is_not()
    {
        VisitLifecycle.Decide(null, File(InPhaseA with { County = null }), Now)
            .ShouldBeOfType<Answer<VisitEvent>.Rejected>().Refusal.Code.ShouldBe(VisitLifecycle.CountyUnknown);
        After(File(InPhaseA with { County = null, Evaluations = [InPhaseA.On] })).Status.ShouldBe(VisitStatus.Approved);
        After(File(InPhaseA with { County = null, EmergentReason = "cancer" })).Status.ShouldBe(VisitStatus.Approved);
    }

    private static (VisitStatus, string) Stand(VisitOrder order) => (order.Status, order.DecidedBy);
}
