using UtilizationReview.Intake.Adapters;
using UtilizationReview.Intake.Domain;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>The bus promises no order: what a nurse decided comes to the same end whichever way round it arrives.</summary>
public sealed class DecisionsThatOvertakeEachOther
{
    private static readonly OrderCommand Approves = new NurseApprove([1], Nurse(), ["c"], "r");
    private static readonly OrderCommand Refers = new NurseRefer([2], "n-1", ["c"]);

    public static TheoryData<string> Arrivals => ["AR", "RA", "ARAR", "RRAA", "RAAR"];

    [Theory]
    [MemberData(nameof(Arrivals))]
    public void A_line_that_the_nurse_approved_never_reaches_the_physician_beside_the_one_she_referred(string arrival)
    {
        var order = arrival.Aggregate(WithNurse(Line(1), Line(2, "63047")), (o, letter) =>
            OrderLifecycle.Decide(o.State, letter == 'A' ? Approves : Refers, o.Now, Law) is Platform.Deciding.Answer<OrderEvent>.Accepted
                ? o.Do(letter == 'A' ? Approves : Refers) : o).Order;
        order.Stage.ShouldBe(Stage.PhysicianReview);
        order.Line(1)!.Outcome.ShouldBe(LineOutcome.Approved);
        order.Line(1)!.Referred.ShouldBeFalse();
        order.Waiting.Select(line => line.Asked.Number).ShouldBe([2]);
    }

    /// <summary>Line 1 is met and at a hospital whose site is in question, line 2 is not met: a physician has both.</summary>
    private static AnOrder WithSiteAndService() => Submitted(
            Plan, Form with { PlaceOfService = PlaceOfService.OnCampusHospital, FacilityId = "hospital" },
            Line(code: "62323", program: UtilizationReview.Intake.Domain.Program.Pain, siteScope: true), Line(2))
        .Do(new RecordEvaluation([Finding(1, ServiceAnswer.Met), Finding(2, ServiceAnswer.NotMet)]))
        .Do(new RecordSite([], new(SiteAnswer.PhysicianQuestion, "", "{}"))).Do(new NurseRefer([], "n-1", []));

    [Fact]
    public void A_decision_stands_for_what_still_waits_when_a_line_of_it_was_settled_since_it_was_signed()
    {
        PhysicianDecide signed = new(Physician(), [new LineDecision.DenySite(1, Why, Offered), new LineDecision.Deny(2, Why, Offered)], false);
        var moved = WithSiteAndService().Do(new MoveSite("asc", PlaceOfService.SurgeryCenter));
        (moved.Order.Stage, moved.LineOf(1).Outcome, moved.LineOf(2).Outcome).ShouldBe(
            (Stage.PhysicianReview, LineOutcome.Approved, LineOutcome.Waiting));
        var decided = moved.Do(signed);
        (decided.Status, decided.LineOf(1).Outcome, decided.LineOf(2).Outcome).ShouldBe(
            (OrderStatus.PartiallyApproved, LineOutcome.Approved, LineOutcome.Denied));
        var leftOut = decided.Facts.OfType<OrderEvent.DecisionOvertaken>().ShouldHaveSingleItem();
        (leftOut.Lines.Single(), leftOut.DecidedBy).ShouldBe((1, "d-1"));
        IntakeSentences.Of(leftOut).ShouldBe("Line 1 was left out of the physician's decision: settled since it was signed.");
        WithSiteAndService().Do(signed).Facts.OfType<OrderEvent.DecisionOvertaken>().ShouldBeEmpty();
    }

    [Fact]
    public void A_decision_of_which_nothing_waits_any_more_or_that_contradicts_another_physicians_is_refused()
    {
        var moved = WithSiteAndService().Do(new MoveSite("asc", PlaceOfService.SurgeryCenter));
        moved.Refused(new PhysicianDecide(Physician(), [new LineDecision.DenySite(1, Why, Offered)], false)).Code.ShouldBe(Refusals.LineNotWaiting);
        WithPhysician(Line(), Line(2)).Do(Deny(1)).Refused(ApproveBy("d-2", 1, 2)).Code.ShouldBe(Refusals.LineNotWaiting);
    }
}
