using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;
using Domain = UtilizationReview.Intake.Domain;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>Deadlines and expiry at their boundaries.</summary>
public sealed class TimeAndTheOrder
{
    private static readonly Tick Tick = new();

    [Fact]
    public void A_deadline_comes_near_once_and_is_missed_at_its_instant()
    {
        var order = WithNurse();
        var due = order.Order.DueAt;
        order.At(due.AddHours(-24).AddMilliseconds(-1)).Ignores(Tick);
        var warned = order.At(due.AddHours(-24)).Do(Tick);
        warned.Facts.OfType<OrderEvent.DueSoon>().ShouldHaveSingleItem();
        warned.At(due.AddMilliseconds(-1)).Ignores(Tick);
        var missed = warned.At(due).Do(Tick);
        missed.Facts.OfType<OrderEvent.DeadlineMissed>().Single().Effect.ShouldBe(LateEffect.RegulatoryBreachOnly);
        missed.Status.ShouldBe(OrderStatus.NurseReview);
        missed.Order.DeadlineMissed.ShouldBeTrue();
        missed.At(due.AddMilliseconds(1)).Ignores(Tick);
        OrderLifecycle.WakeAt(missed.Order).ShouldBeNull();
    }

    [Fact]
    public void One_late_tick_catches_up()
    {
        var late = WithNurse().After(TimeSpan.FromDays(90)).Do(Tick);
        late.Facts.OfType<OrderEvent.DueSoon>().ShouldBeEmpty();
        late.Ignores(Tick);
    }

    [Fact]
    public void A_decision_between_the_due_time_and_the_next_tick_is_marked_as_late()
    {
        var order = WithNurse();
        order.At(order.Order.DueAt.AddMilliseconds(-1)).Do(new NurseRefer([], "n-1", [])).Facts.OfType<OrderEvent.DeadlineMissed>().ShouldBeEmpty();
        var late = order.At(order.Order.DueAt).Do(new NurseRefer([], "n-1", []));
        late.Facts.OfType<OrderEvent.DeadlineMissed>().Single().DueAt.ShouldBe(order.Order.DueAt);
        late.Status.ShouldBe(OrderStatus.PhysicianReview);
        late.Ignores(Tick);
    }

    [Fact]
    public void Where_the_law_deems_it_approved_a_late_decision_finds_it_decided()
    {
        var order = Submitted(Plan with { State = "MI" }, Form);
        order.At(order.Order.DueAt).Ignores(Evaluation(ServiceAnswer.NotMet));
    }

    [Fact]
    public void Where_the_law_deems_it_approved_the_law_is_the_decider()
    {
        var order = Submitted(Plan with { State = "MI" }, Form);
        var deemed = order.At(order.Order.DueAt).Do(Tick);
        deemed.Status.ShouldBe(OrderStatus.Approved);
        deemed.LineOf().InForce.ShouldBeOfType<Determination.Approved>().By.ShouldBe(new Approver.Law("MCL 500.2212e"));
    }

    [Fact]
    public void Where_the_law_deems_it_denied_that_is_a_fact_and_no_denial()
    {
        var order = Submitted(Plan with { LineOfBusiness = LineOfBusiness.MedicaidManaged }, Form);
        var missed = order.At(order.Order.DueAt).Do(Tick);
        missed.Facts.OfType<OrderEvent.DeadlineMissed>().Single().ShouldSatisfyAllConditions(e => e.Effect.ShouldBe(LateEffect.DeemedDenied), e => e.Rule.ShouldBe("42 CFR 438.404(c)(5)"));
        missed.LineOf().Outcome.ShouldBe(LineOutcome.Waiting);
    }

    [Fact]
    public void A_late_reconsideration_has_no_effect_by_law()
    {
        var order = Submitted(Plan with { State = "MI" }, Form).Do(Evaluation(ServiceAnswer.NotMet)).Do(new NurseRefer([], "n-1", [])).Do(Deny(1)).Do(Ask());
        order.At(order.Order.DueAt).Do(Tick).Status.ShouldBe(OrderStatus.Reconsideration);
    }

    [Fact]
    public void A_spine_approval_ends_with_the_last_minute_of_its_sixtieth_day()
    {
        var order = ApprovedByRules();
        var warning = new DateOnly(2027, 1, 16).StartOf(Chicago);
        OrderLifecycle.WakeAt(order.Order).ShouldBe(warning);
        order.At(warning.AddMilliseconds(-1)).Ignores(Tick);
        var warned = order.At(warning).Do(Tick);
        warned.Facts.OfType<OrderEvent.ExpiryWarned>().Single().ValidThrough.ShouldBe(new(2027, 1, 23));
        var end = new DateOnly(2027, 1, 24).StartOf(Chicago);
        OrderLifecycle.WakeAt(warned.Order).ShouldBe(end);
        warned.At(end.AddMilliseconds(-1)).Ignores(Tick);
        var expired = warned.At(end).Do(Tick);
        expired.Status.ShouldBe(OrderStatus.Expired);
        expired.Order.Stage.ShouldBe(Stage.Closed);
        expired.Facts[^1].ShouldBeOfType<OrderEvent.OrderClosed>().Status.ShouldBe(OrderStatus.Expired);
    }

    [Fact]
    public void The_expiry_warning_of_a_short_approval_does_not_go_out_before_the_approval()
    {
        var order = Submitted(Plan with { WarningDays = 30 }, Form, Line(program: Domain.Program.Pain)).Do(Evaluation(ServiceAnswer.Met));
        OrderLifecycle.WakeAt(order.Order).ShouldBe(Received);
        order.Do(Tick).Facts[^1].ShouldBeOfType<OrderEvent.ExpiryWarned>();
    }

    [Fact]
    public void Lines_expire_each_on_its_own_day()
    {
        var order = ApprovedByRules(Line(), Line(2, program: Domain.Program.Pain));
        var first = order.At(new DateOnly(2026, 12, 10).StartOf(Chicago)).Do(Tick);
        first.LineOf(2).Outcome.ShouldBe(LineOutcome.Expired);
        first.Status.ShouldBe(OrderStatus.Approved);
        first.At(new DateOnly(2027, 1, 24).StartOf(Chicago)).Do(Tick).Status.ShouldBe(OrderStatus.Expired);
    }

    [Fact]
    public void When_the_approval_ends_before_the_window_of_a_denial_the_order_stays_open_for_it()
    {
        var order = Submitted(Plan with { ReconsiderationDays = 30 }, Form, Line(program: Domain.Program.Pain), Line(2))
            .Do(new RecordEvaluation([Finding(1, ServiceAnswer.Met), Finding(2, ServiceAnswer.NotMet)])).Do(new NurseRefer([], "n-1", [])).Do(Deny(2))
            .At(new DateOnly(2026, 12, 10).StartOf(Chicago)).Do(Tick);
        order.Status.ShouldBe(OrderStatus.Expired);
        order.Do(Ask()).Do(ApproveBy("d-2", 2)).Status.ShouldBe(OrderStatus.Approved);
        order = order.At(new DateOnly(2026, 12, 21).StartOf(Chicago)).Do(Tick);
        order.Facts[^1].ShouldBeOfType<OrderEvent.ReconsiderationClosing>();
        // The plan appeal against line 2, 180 days after 24 November, is the last window.
        var end = new DateOnly(2027, 5, 24).StartOf(Chicago);
        OrderLifecycle.WakeAt(order.Order).ShouldBe(end);
        order.At(end).Do(Tick).Order.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void An_extension_moves_the_due_date_once()
    {
        var order = Submitted(Plan with { LineOfBusiness = LineOfBusiness.MedicareAdvantage }, Form);
        var extended = order.Do(new ExtendClock("member-asked", "asked by phone", "n-1"));
        extended.Order.DueAt.ShouldBe(order.Order.DueAt.AddDays(14));
        extended.Ignores(new ExtendClock("member-asked", "again", "n-1"));
    }

    [Fact]
    public void A_toll_ends_with_the_answer()
    {
        var order = Submitted(Plan with { LineOfBusiness = LineOfBusiness.CommercialSelfFunded }, Form).Do(Evaluation(ServiceAnswer.Unknown))
            .After(TimeSpan.FromDays(10)).Do(new AskForInformation("n-1", "nurse", ["notes"], [], new(2026, 12, 10)))
            .Do(new ExtendClock("missing-information", "notes are missing", "n-1"));
        order.Order.Clock.TollRuns.ShouldBeTrue();
        var answered = order.After(TimeSpan.FromDays(16)).Do(new AddInformation([], "here", "pr-1"));
        answered.Order.Clock.TollRuns.ShouldBeFalse();
        answered.Order.DueAt.ShouldBe(answered.Now.AddDays(15));
    }
}
