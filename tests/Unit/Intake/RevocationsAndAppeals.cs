using System.Text.Json;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>What the law gives against a revocation: its steps are taken like those against a denial, and an overturned one approves again.</summary>
public sealed class RevocationsAndAppeals
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly DateOnly Revoked = new(2026, 12, 1);

    /// <summary>Last day of the appeal to the plan: 180 days after the revocation.</summary>
    private static readonly DateOnly LastDay = new(2027, 5, 30);

    private static readonly Revoke CoverageEnded = new(RevocationGround.CoverageEnded, "finding 7", "admin");

    private static AnOrder RevokedOrder(AnOrder? approved = null) => (approved ?? ApprovedByRules()).At(Morning(Revoked)).Do(CoverageEnded);

    private static DateTimeOffset Morning(DateOnly day) => day.At(new(9, 0), Chicago);

    private static FileAppeal File(DateOnly day, AppealLevel level = AppealLevel.PlanAppeal, DateTimeOffset? at = null) =>
        new(level, [], at ?? Morning(day), AppealFiler.Enrollee, Consent: false, Expedited: false, "", "", "admin");

    private static FileAppeal About(int line) => File(new(2026, 11, 24), at: Received) with { Lines = [line] };

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
    public void The_appeal_about_the_denied_rest_stays_open_after_a_revocation_was_overturned()
    {
        var less = WithPhysician(Line(levels: ["L4-L5", "L5-S1"])).Do(new PhysicianDecide(
            Physician(), [new LineDecision.ApproveLess(1, 1, ["L4-L5"], Why, Offered)], SoftwareRecommended: false));
        var reinstated = RevokedOrder(less).Do(File(Revoked)).Do(Answered(AppealResult.Overturned, Revoked));
        Step(reinstated, RecourseKind.PlanAppeal).State.ShouldBe(RungState.Open);
        reinstated.Do(File(Revoked)).Do(Answered(AppealResult.Overturned, Revoked)).LineOf().Outcome.ShouldBe(LineOutcome.Approved);
    }

    [Fact]
    public void An_appeal_about_a_denial_that_runs_leaves_the_one_against_the_revocation_open()
    {
        var order = DeniedAndRevoked();
        var both = order.Do(About(2)).Do(About(1));
        both.Order.Appeals.Select(a => (a.Lines[0], a.Subject)).ShouldBe([(2, AppealSubject.Denial), (1, AppealSubject.Revocation)]);
        order.Do(About(2)).Refused(About(2) with { Reference = "again" }).Code.ShouldBe(Refusals.AppealRuns);
        var answer = Answered(AppealResult.Overturned, new(2026, 11, 24));
        var first = both.Do(answer with { Subject = AppealSubject.Revocation });
        (first.LineOf().Outcome, first.LineOf(2).Outcome).ShouldBe((LineOutcome.Approved, LineOutcome.Denied));
        first.Facts.OfType<OrderEvent.OrderDetermined>().Last().ShouldSatisfyAllConditions(d => d.NothingNew.ShouldBeTrue(), d => d.Reinstated.ShouldBe([1]));
        first.Do(answer).LineOf(2).Outcome.ShouldBe(LineOutcome.Approved);
    }

    [Fact]
    public void The_ladder_of_some_lines_tells_of_these_alone()
    {
        var order = DeniedAndRevoked().Do(About(2));
        RungState Stands(int line) => Ladder.Of(Ladder.Narrowed(order.Order, [line]), order.Now, Law).Single(r => r.Kind == RecourseKind.PlanAppeal).State;
        (Stands(1), Stands(2)).ShouldBe((RungState.Open, RungState.Running));
        Recourses.LastRights(Ladder.Narrowed(order.Order, [1])).ShouldNotContain(right => right.StartsWith("Reconsideration", StringComparison.Ordinal));
        Recourses.LastRights(Ladder.Narrowed(order.Order, [2])).ShouldContain(right => right.StartsWith("Reconsideration", StringComparison.Ordinal));
        Ladder.Narrowed(order.Order, []).ShouldBe(order.Order);
    }

    [Fact]
    public void Medicare_forwards_what_was_upheld_and_never_a_revocation_that_nobody_appealed()
    {
        var medicare = Plan with { LineOfBusiness = LineOfBusiness.MedicareAdvantage };
        var denied = Submitted(medicare, Form).Do(Evaluation(ServiceAnswer.NotMet)).Do(new NurseRefer([], "n-1", [])).Do(Deny(1));
        var revoked = denied.Do(About(1)).Do(Ask()).Do(ApproveBy("d-2", 1)).After(TimeSpan.FromMinutes(1)).Do(CoverageEnded);
        var upheld = Answered(AppealResult.Upheld, new(2026, 11, 24));
        revoked.Do(upheld).Order.Appeals.ShouldHaveSingleItem();
        var appealed = revoked.Do(upheld).Do(File(new(2026, 11, 24), at: revoked.Now)).Do(upheld);
        appealed.Order.Appeals.Select(a => (a.Level, a.Subject)).ShouldBe([
            (AppealLevel.PlanAppeal, AppealSubject.Denial), (AppealLevel.PlanAppeal, AppealSubject.Revocation), (AppealLevel.IndependentReview, AppealSubject.Revocation)]);
    }

    [Fact]
    public void A_second_revocation_has_its_own_appeal()
    {
        var again = RevokedOrder().Do(File(Revoked)).Do(Answered(AppealResult.Overturned, Revoked)).At(Morning(Revoked.AddDays(3))).Do(CoverageEnded);
        Step(again, RecourseKind.PlanAppeal).ShouldSatisfyAllConditions(r => r.State.ShouldBe(RungState.Open), r => r.Through.ShouldBe(LastDay.AddDays(3)));
        again.Do(File(Revoked.AddDays(3))).Order.Appeals.Count.ShouldBe(2);
    }

    [Fact]
    public void An_old_missed_deadline_opens_no_external_review_of_a_revocation()
    {
        var selfFunded = Plan with { LineOfBusiness = LineOfBusiness.CommercialSelfFunded };
        var late = Submitted(selfFunded, Form).Do(Evaluation(ServiceAnswer.NotMet)).Do(new NurseRefer([], "n-1", [])).After(TimeSpan.FromDays(20)).Do(new Tick());
        late.Order.Late!.Effect.ShouldBe(LateEffect.DeemedExhausted);
        Step(late, RecourseKind.ExternalReview).State.ShouldBe(RungState.Open);
        var revoked = late.Do(ApproveBy("d-1", 1)).Do(CoverageEnded);
        Step(revoked, RecourseKind.ExternalReview).State.ShouldBe(RungState.NotYetOpen);
        Step(revoked, RecourseKind.PlanAppeal).State.ShouldBe(RungState.Open);
    }

    [Fact]
    public void A_reinstatement_during_a_look_is_told_when_the_look_ends()
    {
        var order = DeniedAndRevoked().After(TimeSpan.FromDays(1)).Do(Ask(2)).Do(About(1)).Do(Answered(AppealResult.Overturned, new(2026, 11, 25)))
            .After(TimeSpan.FromHours(1)).Do(new Withdraw("changed plans", "pr-1", [1]));
        order.Facts.OfType<OrderEvent.OrderDetermined>().Last().ShouldSatisfyAllConditions(d => d.NothingNew.ShouldBeTrue(), d => d.Reinstated.ShouldBe([1]));
    }

    [Fact]
    public void A_letter_about_other_lines_or_of_an_earlier_day_tells_nothing_of_the_revocation()
    {
        var order = RevokedOrder();
        var told = Revoked.AddDays(5);
        order.At(Morning(told)).Ignores(new RecordNotice("N-1", told, Received, [1]));
        order.At(Morning(told)).Ignores(new RecordNotice("N-1", told, Morning(told), [2]));
        order.At(Morning(told)).Do(new RecordNotice("N-1", told, Morning(Revoked), [1])).LineOf().Revocation!.MemberToldOn.ShouldBe(told);
    }

    [Fact]
    public void CNT_8_an_appeal_against_a_revocation_is_none_against_the_decision()
    {
        RevokedOrder().Do(File(Revoked)).Case!.Appeal.ShouldBe(AppealOutcome.None);
        RevokedOrder().Do(File(Revoked)).Do(Answered(AppealResult.Overturned, Revoked)).Case!
            .ShouldSatisfyAllConditions(c => c.Appeal.ShouldBe(AppealOutcome.None), c => c.InForce.ShouldBe(CaseOutcome.Approved));
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
        var stored = JsonSerializer.Deserialize<OrderEvent>(
            """{"$type":"lines-revoked","at":"2026-11-24T21:00:00+00:00","lines":[1],"ground":"Statute","citation":"s. 1","by":"admin"}""", Json)!;
        var before = OrderLifecycle.Evolve(approved.Order, stored);
        before.Lines[0].Revocation.ShouldBeNull();
        OrderTimers.IsOver(before, approved.Now).ShouldBeTrue();
    }
}
