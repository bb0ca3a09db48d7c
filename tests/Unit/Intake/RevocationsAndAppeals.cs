using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>What the law gives against a revocation: its steps are taken like those against a denial, and an overturned one approves again.</summary>
public sealed class RevocationsAndAppeals
{
    private static readonly DateOnly Revoked = new(2026, 12, 1);

    /// <summary>Last day of the appeal to the plan: 180 days after the revocation.</summary>
    private static readonly DateOnly LastDay = new(2027, 5, 30);

    private static readonly Revoke CoverageEnded = new(RevocationGround.CoverageEnded, "finding 7", "admin");

    private static AnOrder RevokedOrder(AnOrder? approved = null) => (approved ?? ApprovedByRules()).At(Morning(Revoked)).Do(CoverageEnded);

    private static DateTimeOffset Morning(DateOnly day) => day.At(new(9, 0), Chicago);

    private static FileAppeal File(DateOnly day, AppealLevel level = AppealLevel.PlanAppeal) =>
        new(level, [], Morning(day), AppealFiler.Enrollee, Consent: false, Expedited: false, "", "", "admin");

    private static RecordAppealOutcome Answered(AppealResult result, DateOnly on, AppealLevel level = AppealLevel.PlanAppeal) =>
        new(level, result, [], on, "an appeals unit", "A-7", "admin");

    private static Rung Step(AnOrder order, RecourseKind kind) => Ladder.Of(order.Order, order.Now, Law).Single(r => r.Kind == kind);

    [Fact]
    public void A_revoked_order_stays_open_for_the_steps_of_the_law()
    {
        var order = RevokedOrder();
        (order.Status, order.Order.Stage).ShouldBe((OrderStatus.Revoked, Stage.Determined));
        Step(order, RecourseKind.PlanAppeal).ShouldSatisfyAllConditions(
            r => r.State.ShouldBe(RungState.Open), r => r.Through.ShouldBe(LastDay), r => r.Told.ShouldHaveSingleItem().ShouldContain("2027-05-30"));
        Step(order, RecourseKind.Reconsideration).State.ShouldBe(RungState.NotYetOpen);
        OrderLifecycle.PossibleNow(order.Order, order.Now).ShouldBe([nameof(FileAppeal)]);
        Recourses.LastRights(order.Order).ShouldBe(order.Facts.OfType<OrderEvent.LinesRevoked>().Single().Rights);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void It_closes_after_the_last_day_of_the_appeal(int day, bool closes)
    {
        var order = RevokedOrder().At(LastDay.AddDays(day).StartOf(Chicago));
        if (!closes) order.Ignores(new Tick());
        else order = order.Do(new Tick());
        (order.Status, order.Order.Stage == Stage.Closed).ShouldBe((OrderStatus.Revoked, closes));
        OrderTimers.WakeAt(RevokedOrder().Order).ShouldBe(LastDay.EndOf(Chicago));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void An_appeal_is_filed_through_its_last_day(int day, bool taken)
    {
        var order = RevokedOrder().At(Morning(LastDay.AddDays(day)));
        if (taken) order.Do(File(LastDay)).Order.Appeals.ShouldHaveSingleItem();
        else order.Refused(File(LastDay.AddDays(day))).Code.ShouldBe(Refusals.AppealWindowClosed);
    }

    [Fact]
    public void A_revocation_that_is_overturned_approves_again_with_a_validity_of_its_own()
    {
        var revoked = RevokedOrder();
        var approvedBefore = (Determination.Approved)revoked.LineOf().InForce!;
        var decided = Revoked.AddDays(20);
        var order = revoked.Do(File(Revoked)).At(Morning(decided)).Do(Answered(AppealResult.Overturned, decided));
        order.Status.ShouldBe(OrderStatus.Approved);
        order.LineOf().InForce.ShouldBe(approvedBefore with { Validity = approvedBefore.Validity with { From = decided, Through = decided.AddDays(60) } });
        order.LineOf().Revocation.ShouldBeNull();
        order.Commands[^1].Select(f => f.GetType().Name).ShouldBe(["AppealDecided", "ApprovalReinstated", "OrderDetermined"]);
        order.At(Morning(decided.AddDays(61))).Do(new Tick()).LineOf().Outcome.ShouldBe(LineOutcome.Expired);
    }

    [Fact]
    public void What_was_approved_in_part_is_reinstated_in_part()
    {
        var less = WithPhysician(Line(levels: ["L4-L5", "L5-S1"])).Do(new PhysicianDecide(
            Physician(), [new LineDecision.ApproveLess(1, 1, ["L4-L5"], Why, Offered)], SoftwareRecommended: false));
        var order = RevokedOrder(less).Do(File(Revoked)).Do(Answered(AppealResult.Overturned, Revoked));
        order.Status.ShouldBe(OrderStatus.PartiallyApproved);
        order.LineOf().Outcome.ShouldBe(LineOutcome.ApprovedLess);
    }

    [Fact]
    public void One_that_is_upheld_stays_and_opens_the_next_step()
    {
        var answered = Revoked.AddDays(20);
        var order = RevokedOrder().Do(File(Revoked)).At(Morning(answered)).Do(Answered(AppealResult.Upheld, answered));
        (order.Status, order.Order.Stage).ShouldBe((OrderStatus.Revoked, Stage.Determined));
        Step(order, RecourseKind.PlanAppeal).State.ShouldBe(RungState.Used);
        Step(order, RecourseKind.ExternalReview).State.ShouldBe(RungState.Open);
    }

    [Fact]
    public void An_appeal_against_the_denial_before_it_is_not_one_against_the_revocation()
    {
        var denied = Denied();
        var overturned = denied.Do(new FileAppeal(AppealLevel.PlanAppeal, [], Received, AppealFiler.Enrollee, false, false, "", "", "admin"))
            .Do(Answered(AppealResult.Overturned, new(2026, 11, 24)));
        var order = RevokedOrder(overturned);
        Step(order, RecourseKind.PlanAppeal).State.ShouldBe(RungState.Open);
        order.Do(File(Revoked)).Do(Answered(AppealResult.Overturned, Revoked)).Status.ShouldBe(OrderStatus.Approved);
    }

    [Fact]
    public void Its_last_days_count_from_the_letter_to_the_member_when_that_comes_later()
    {
        var told = Revoked.AddDays(5);
        var order = RevokedOrder().At(Morning(told)).Do(new RecordNotice("N-1", told, Morning(told)));
        Step(order, RecourseKind.PlanAppeal).Through.ShouldBe(LastDay.AddDays(5));
        Recourses.LastRights(order.Order)[0].ShouldContain("2027-06-04");
        order.Ignores(new RecordNotice("N-2", told.AddDays(3), Morning(told)));
    }

    [Fact]
    public void A_revocation_from_before_its_steps_were_kept_closes_the_order_as_it_did()
    {
        var approved = ApprovedByRules();
        var before = OrderLifecycle.Evolve(approved.Order, new OrderEvent.LinesRevoked(approved.Now, [1], RevocationGround.Statute, "s. 1", "admin"));
        before.Lines[0].Revocation.ShouldBeNull();
        OrderTimers.IsOver(before, approved.Now).ShouldBeTrue();
    }
}
