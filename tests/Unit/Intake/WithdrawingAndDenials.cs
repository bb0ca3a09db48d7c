using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>A practice withdraws what waits and what was not used. A denial stays on record, and with it the member's right to appeal.</summary>
public sealed class WithdrawingAndDenials
{
    private static readonly Withdraw Withdrawal = new("changed plans", "pr-1", []);

    private static readonly FileAppeal Appeal =
        new(AppealLevel.PlanAppeal, [], Received, AppealFiler.Enrollee, Consent: false, Expedited: false, "", "", "admin");

    private static AnOrder OneOfTwoDenied() => Submitted(Line(), Line(2))
        .Do(new RecordEvaluation([Finding(1, ServiceAnswer.Met), Finding(2, ServiceAnswer.NotMet)])).Do(new NurseRefer([], "n-1", [])).Do(Deny(2));

    [Fact]
    public void Withdrawing_a_reconsideration_leaves_the_denial_as_it_stood()
    {
        var order = Denied().Do(Ask()).Do(Withdrawal);
        (order.Status, order.Order.Stage, order.Order.IsWithdrawn).ShouldBe((OrderStatus.Denied, Stage.Determined, false));
        order.LineOf().ShouldSatisfyAllConditions(l => l.Outcome.ShouldBe(LineOutcome.Denied), l => l.Reopened.ShouldBeNull());
        order.Facts[^1].ShouldBe(new OrderEvent.OrderDetermined(Received, OrderStatus.Denied));
        order.Do(Appeal).Order.Appeals.ShouldHaveSingleItem();
        order.Do(Ask()).Status.ShouldBe(OrderStatus.Reconsideration);
        order.Refused(Withdrawal).Code.ShouldBe(Refusals.NothingToWithdraw);
    }

    [Fact]
    public void A_look_that_is_withdrawn_tells_nothing_new_and_one_that_decided_something_does()
    {
        static bool NothingNew(AnOrder order) => order.Facts.OfType<OrderEvent.OrderDetermined>().Last().NothingNew;

        var denied = Denied(Line(), Line(2));
        NothingNew(denied).ShouldBeFalse();
        var looked = denied.After(TimeSpan.FromDays(1)).Do(Ask()).After(TimeSpan.FromHours(1));
        NothingNew(looked.Do(Withdrawal)).ShouldBeTrue();
        NothingNew(looked.Do(DenyBy("d-2", 1)).Do(Withdrawal)).ShouldBeFalse();
        NothingNew(WithPhysician(Line(), Line(2)).Do(Deny(1)).After(TimeSpan.FromHours(1)).Do(Withdrawal)).ShouldBeFalse("line 1 was not told yet");
    }

    [Fact]
    public void Withdrawing_an_approved_line_leaves_the_other_ones_denial_and_its_appeal()
    {
        var order = OneOfTwoDenied().Do(Withdrawal);
        (order.Status, order.Order.Stage, order.LineOf().Outcome).ShouldBe((OrderStatus.Denied, Stage.Determined, LineOutcome.Withdrawn));
        OrderLifecycle.PossibleNow(order.Order, Received).ShouldContain("FileAppeal");
        order.Do(Appeal).Order.Appeals.Single().Lines.ShouldBe([2]);
        // It ends as any order ends whose approvals are over: with the last window, 180 days after the denial.
        var end = new DateOnly(2027, 5, 24).StartOf(Chicago);
        order.At(end.AddTicks(-1)).Do(new Tick()).Order.Stage.ShouldBe(Stage.Determined);
        order.At(end).Do(new Tick()).Order.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void Withdrawing_the_line_that_still_waits_determines_the_order_by_the_denied_one()
    {
        var order = WithPhysician(Line(), Line(2)).Do(Deny(1)).Do(Withdrawal);
        (order.Status, order.Order.Stage, order.LineOf(2).Outcome).ShouldBe((OrderStatus.Denied, Stage.Determined, LineOutcome.Withdrawn));
        order.Do(Appeal).Order.Appeals.Single().Lines.ShouldBe([1]);
        order.Case!.ShouldSatisfyAllConditions(c => c.Outcome.ShouldBe(CaseOutcome.Denied), c => c.Services.Select(s => s.Line).ShouldBe([1]));
    }

    [Fact]
    public void The_denied_rest_of_an_approval_in_part_can_be_appealed_after_the_approved_part_was_withdrawn()
    {
        var partly = WithPhysician(Line(units: 2)).Do(new PhysicianDecide(Physician(), [new LineDecision.ApproveLess(1, 1, [], Why, Offered)], false));
        var order = partly.Do(Withdrawal);
        (order.Status, order.LineOf().Outcome, order.LineOf().Valid).ShouldBe((OrderStatus.Denied, LineOutcome.Withdrawn, null));
        var overturned = order.Do(Appeal).Do(new RecordAppealOutcome(AppealLevel.PlanAppeal, AppealResult.Overturned, [], new(2026, 11, 24), "the plan", "", "admin"));
        overturned.Status.ShouldBe(OrderStatus.Approved);
        // What the practice gave up it does not ask to be looked at again.
        order.Refused(Ask()).Code.ShouldBe(Refusals.NothingDenied);
    }

    [Fact]
    public void An_order_without_a_denial_is_withdrawn_for_ever()
    {
        WithNurse().Do(Withdrawal).Order.ShouldSatisfyAllConditions(o => o.Stage.ShouldBe(Stage.Closed), o => o.IsWithdrawn.ShouldBeTrue());
        ApprovedByRules().Do(Withdrawal).Order.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void CNT_13_a_denial_stays_counted_and_a_reconsideration_that_was_withdrawn_is_no_appeal_decided()
    {
        var withdrawn = Denied().Do(Ask()).Do(Withdrawal);
        (withdrawn.Case!.Outcome, withdrawn.Case.InForce, withdrawn.Case.Appeal).ShouldBe((CaseOutcome.Denied, CaseOutcome.Denied, AppealOutcome.Withdrawn));
        withdrawn.Do(Appeal).Case!.Appeal.ShouldBe(AppealOutcome.Pending);
        var half = OneOfTwoDenied();
        half.Do(Withdrawal).Case!.ShouldBeEquivalentTo(half.Case);
    }
}
