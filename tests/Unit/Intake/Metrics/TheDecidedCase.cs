using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake.Metrics;

/// <summary>What the journey of an order makes of its decided case: the first decision stays, later ones are noted beside it.</summary>
public sealed class TheDecidedCase
{
    private static readonly PlanTerms Medicare = Plan with { LineOfBusiness = LineOfBusiness.MedicareAdvantage };
    private static readonly PlanTerms Medicaid = Plan with { LineOfBusiness = LineOfBusiness.MedicaidManaged };

    [Fact]
    public void An_undecided_order_has_no_case()
    {
        Submitted().Case.ShouldBeNull();
        WithNurse().Case.ShouldBeNull();
        WithPhysician().Case.ShouldBeNull();
    }

    [Fact]
    public void An_approval_by_rules_is_kept_with_everything_the_figures_need()
    {
        var decided = ApprovedByRules(Line(), Line(2, "63035", primary: 1)).Case!;
        (decided.OrderId, decided.PlanId, decided.PracticeId, decided.OrderingClinicianId).ShouldBe(("T-1", "meadow", "pr-1", "dr-1"));
        (decided.LineOfBusiness, decided.Urgency, decided.IsDrug).ShouldBe((LineOfBusiness.CommercialInsured, Urgency.Standard, false));
        (decided.Outcome, decided.InForce, decided.DecidedBy, decided.Appeal)
            .ShouldBe((CaseOutcome.Approved, CaseOutcome.Approved, CaseDecider.Rules, AppealOutcome.None));
        (decided.ReceivedAt, decided.DecidedAt, decided.DecidedOn, decided.ElapsedMilliseconds).ShouldBe((Received, Received, new(2026, 11, 24), 0L));
        decided.ProcedureCodes.ShouldBe(["63030", "63035"]);
        decided.Programs.ShouldBe([Domain(Line())]);
        decided.Services.ShouldBe(
        [
            new(1, "63030", "msk-spine/lumbar-discectomy", Domain(Line()), LineOutcome.Approved, LineOutcome.Approved),
            new(2, "63035", "msk-spine/lumbar-discectomy", Domain(Line()), LineOutcome.Approved, LineOutcome.Approved),
        ]);
    }

    [Fact]
    public void Who_decided_is_the_one_furthest_up_who_decided_any_line()
    {
        WithNurse().Do(new NurseApprove([1], Nurse(), [], "")).Case!.DecidedBy.ShouldBe(CaseDecider.Nurse);
        Denied().Case!.DecidedBy.ShouldBe(CaseDecider.Physician);
        var mixed = Submitted(Line(), Line(2)).Do(new RecordEvaluation([Finding(1, ServiceAnswer.Met), Finding(2, ServiceAnswer.NotMet)]));
        mixed.Do(new NurseApprove([2], Nurse(), [], "")).Case!.DecidedBy.ShouldBe(CaseDecider.Nurse);
        mixed.Do(new NurseRefer([], "n-1", [])).Do(ApproveBy("d-1", 2)).Case!.DecidedBy.ShouldBe(CaseDecider.Physician);
    }

    [Fact]
    public void The_first_decision_is_made_when_no_line_waits_any_more()
    {
        var half = Submitted(Line(), Line(2)).Do(new RecordEvaluation([Finding(1, ServiceAnswer.Met), Finding(2, ServiceAnswer.NotMet)]));
        half.Case.ShouldBeNull();
        var whole = half.After(TimeSpan.FromHours(30)).Do(new NurseApprove([2], Nurse(), [], "")).Case!;
        (whole.ElapsedMilliseconds, whole.Outcome).ShouldBe((30L * 3600 * 1000, CaseOutcome.Approved));
    }

    [Fact]
    public void CNT_4_less_than_asked_is_approved_in_part_and_another_site_is_denied()
    {
        WithPhysician(Line(units: 2)).Do(new PhysicianDecide(Physician(), [new LineDecision.ApproveLess(1, 1, [], Why, Offered)], false))
            .Case!.Outcome.ShouldBe(CaseOutcome.PartlyApproved);
        WithPhysician(Line(), Line(2)).Do(ApproveBy("d-1", 1)).Do(Deny(2)).Case!.Outcome.ShouldBe(CaseOutcome.PartlyApproved);
        WithSiteQuestion().Do(new PhysicianDecide(Physician(), [new LineDecision.DenySite(1, Why, Offered)], false))
            .Case!.Outcome.ShouldBe(CaseOutcome.Denied);
    }

    [Theory]
    [InlineData("2026-12-31T23:59:59.999", 2026)]
    [InlineData("2027-01-01T00:00:00.000", 2027)]
    public void CNT_2_the_year_turns_at_midnight_in_the_plans_zone(string local, int year)
    {
        var at = DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture);
        var decided = WithPhysician().At(DateOnly.FromDateTime(at).At(TimeOnly.FromDateTime(at), Chicago)).Do(ApproveBy("d-1", 1)).Case!;
        decided.DecidedOn.Year.ShouldBe(year);
        decided.DecidedAt.Year.ShouldBe(2027); // already the next year in universal time
    }

    [Fact]
    public void CNT_7_where_the_law_takes_a_missed_deadline_for_a_denial_it_is_one_until_somebody_decides()
    {
        foreach (var plan in new[] { Medicare, Medicaid })
        {
            var waiting = Submitted(plan, Form).Do(Evaluation(ServiceAnswer.NotMet)).Do(new NurseRefer([], "n-1", []));
            var due = waiting.Order.DueAt;
            var late = waiting.At(due.AddHours(1)).Do(new Tick());
            late.Case!.ShouldSatisfyAllConditions(
                c => (c.Outcome, c.DecidedBy, c.DecidedAt, c.Late).ShouldBe((CaseOutcome.DeemedDenied, CaseDecider.Law, due, true)),
                c => c.Services.ShouldBeEmpty());
            var decided = late.At(due.AddHours(5)).Do(ApproveBy("d-1", 1)).Case!;
            (decided.Outcome, decided.DecidedBy, decided.DecidedAt, decided.Late)
                .ShouldBe((CaseOutcome.Approved, CaseDecider.Physician, due.AddHours(5), true));
            decided.Services.Count.ShouldBe(1);
            late.Do(new Withdraw("", "pr-1", [])).Case!.Outcome.ShouldBe(CaseOutcome.DeemedDenied);
        }
    }

    [Fact]
    public void CNT_7_a_decision_that_comes_before_the_tick_is_the_only_one()
    {
        var waiting = Submitted(Medicare, Form).Do(Evaluation(ServiceAnswer.NotMet)).Do(new NurseRefer([], "n-1", []));
        var decided = waiting.At(waiting.Order.DueAt.AddHours(1)).Do(Deny(1)).Case!;
        (decided.Outcome, decided.DecidedBy, decided.Late).ShouldBe((CaseOutcome.Denied, CaseDecider.Physician, true));
    }

    [Fact]
    public void A_missed_deadline_without_an_effect_on_the_outcome_decides_nothing()
    {
        var waiting = WithPhysician();
        waiting.At(waiting.Order.DueAt.AddHours(1)).Do(new Tick()).Case.ShouldBeNull();
    }

    [Fact]
    public void CNT_6_deemed_approved_is_an_approval_by_the_law()
    {
        var waiting = Submitted(Plan with { State = "MI" }, Form).Do(Evaluation(ServiceAnswer.NotMet));
        var decided = waiting.At(waiting.Order.DueAt.AddMinutes(1)).Do(new Tick()).Case!;
        (decided.Outcome, decided.DecidedBy, decided.Late).ShouldBe((CaseOutcome.Approved, CaseDecider.Law, true));
    }

    [Fact]
    public void CNT_8_a_reconsideration_is_noted_as_an_appeal_and_the_first_decision_stays()
    {
        var asked = Denied().After(TimeSpan.FromDays(2)).Do(Ask());
        asked.Case!.Appeal.ShouldBe(AppealOutcome.Pending);
        var overturned = asked.Do(new PhysicianDecide(Physician("d-2"), [new LineDecision.Approve(1, "new notes", [])], false)).Case!;
        (overturned.Outcome, overturned.InForce, overturned.Appeal, overturned.DecidedAt)
            .ShouldBe((CaseOutcome.Denied, CaseOutcome.Approved, AppealOutcome.Overturned, Received));
        (overturned.Services[0].First, overturned.Services[0].InForce).ShouldBe((LineOutcome.Denied, LineOutcome.Approved));
        asked.Do(DenyBy("d-2", 1)).Case!.ShouldSatisfyAllConditions(
            c => c.Appeal.ShouldBe(AppealOutcome.Upheld), c => c.InForce.ShouldBe(CaseOutcome.Denied));
    }

    [Fact]
    public void CNT_8_an_appeal_that_wins_only_a_part_has_not_won()
    {
        var asked = Denied(Line(), Line(2)).Do(Ask());
        asked.Do(ApproveBy("d-2", 1)).Do(DenyBy("d-2", 2)).Case!.ShouldSatisfyAllConditions(
            c => c.Appeal.ShouldBe(AppealOutcome.PartlyOverturned), c => c.InForce.ShouldBe(CaseOutcome.PartlyApproved));
        Denied(Line(units: 2)).Do(Ask()).Do(new PhysicianDecide(Physician("d-2"), [new LineDecision.ApproveLess(1, 1, [], Why, Offered)], false))
            .Case!.Appeal.ShouldBe(AppealOutcome.PartlyOverturned);
    }

    [Fact]
    public void An_appeal_that_is_withdrawn_leaves_the_denial()
    {
        var withdrawn = Denied().Do(Ask()).Do(new Withdraw("", "pr-1", [])).Case!;
        (withdrawn.Outcome, withdrawn.InForce, withdrawn.Appeal).ShouldBe((CaseOutcome.Denied, CaseOutcome.Denied, AppealOutcome.Withdrawn));
    }

    [Fact]
    public void CNT_9_an_approval_after_a_talk_is_no_appeal()
    {
        var later = Denied().After(TimeSpan.FromHours(1));
        var approved = later.Do(Talk(TalkStep.Held, later.Now)).Do(ApproveBy("d-1", 1)).Case!;
        (approved.Outcome, approved.InForce, approved.Appeal).ShouldBe((CaseOutcome.Denied, CaseOutcome.Approved, AppealOutcome.None));
    }

    [Fact]
    public void CNT_10_moving_to_another_site_is_no_appeal_either_even_while_one_runs()
    {
        var denied = WithSiteQuestion().Do(new PhysicianDecide(Physician(), [new LineDecision.DenySite(1, Why, Offered)], false));
        var moved = denied.Do(new MoveSite("asc", PlaceOfService.SurgeryCenter)).Case!;
        (moved.Outcome, moved.InForce, moved.Appeal).ShouldBe((CaseOutcome.Denied, CaseOutcome.Approved, AppealOutcome.None));
        denied.Do(Ask()).Do(new MoveSite("asc", PlaceOfService.SurgeryCenter)).Case!.Appeal.ShouldBe(AppealOutcome.Withdrawn);
    }

    [Fact]
    public void CNT_11_an_extension_counts_only_before_the_first_decision_and_a_question_is_none()
    {
        var asked = Submitted(Medicare, Form).Do(Evaluation(ServiceAnswer.NotMet))
            .Do(new AskForInformation("n-1", "nurse", ["notes"], [], new(2026, 12, 1)));
        asked.Do(new NurseApprove([1], Nurse(), [], "")).Case!.Extended.ShouldBeFalse();
        var extended = asked.Do(new ExtendClock("member-asked", "", "n-1")).Do(new NurseRefer([], "n-1", [])).Do(Deny(1));
        extended.Case!.Extended.ShouldBeTrue();
        extended.Do(Ask()).Do(ApproveBy("d-2", 1)).Case!.Extended.ShouldBeTrue();
        var denied = Submitted(Medicare, Form).Do(Evaluation(ServiceAnswer.NotMet)).Do(new NurseRefer([], "n-1", [])).Do(Deny(1));
        denied.Do(Ask()).Do(new ExtendClock("member-asked", "", "d-2")).Do(ApproveBy("d-2", 1)).Case!.Extended.ShouldBeFalse();
    }

    [Fact]
    public void CNT_13_withdrawn_before_the_decision_is_kept_apart_and_after_it_changes_nothing()
    {
        WithNurse().Do(new Withdraw("", "pr-1", [])).Case!.Outcome.ShouldBe(CaseOutcome.Withdrawn);
        var half = Submitted(Line(), Line(2)).Do(new RecordEvaluation([Finding(1, ServiceAnswer.Met), Finding(2, ServiceAnswer.NotMet)]));
        half.Do(new Withdraw("", "pr-1", [])).Case!.ShouldSatisfyAllConditions(
            c => c.Outcome.ShouldBe(CaseOutcome.Withdrawn), c => c.Services.ShouldBeEmpty());
        half.Do(new Withdraw("", "pr-1", [1])).Case!.Outcome.ShouldBe(CaseOutcome.Approved); // the used line was decided
        var approved = ApprovedByRules();
        approved.Do(new Withdraw("", "pr-1", [])).Case!.ShouldBeEquivalentTo(approved.Case);
    }

    [Fact]
    public void CNT_3_expiry_and_revocation_do_not_undo_the_decision()
    {
        var approved = ApprovedByRules();
        approved.At(new DateOnly(2027, 6, 1).At(new(9, 0), Chicago)).Do(new Tick()).Case!.InForce.ShouldBe(CaseOutcome.Approved);
        approved.Do(new Revoke(RevocationGround.FraudOrMisstatement, "finding 7", "admin")).Case!.InForce.ShouldBe(CaseOutcome.Approved);
    }

    [Fact]
    public void CNT_15_what_needs_no_review_is_kept_apart_and_lines_of_it_are_left_aside()
    {
        Submitted(Line(route: LineRoute.NotInProgram)).Case!.Outcome.ShouldBe(CaseOutcome.NoReviewRequired);
        Submitted(Line(route: LineRoute.NotificationOnly)).Case!.Outcome.ShouldBe(CaseOutcome.NotificationRecorded);
        var mixed = WithPhysician(Line(), Line(2, "62323", route: LineRoute.NotInProgram)).Do(Deny(1));
        mixed.Case!.ShouldSatisfyAllConditions(
            c => c.Outcome.ShouldBe(CaseOutcome.Denied), c => c.ProcedureCodes.ShouldBe(["63030"]), c => c.Services.Count.ShouldBe(1));
    }

    [Fact]
    public void An_order_decided_before_its_case_was_kept_gets_none_from_a_later_fact_alone()
    {
        var asked = Denied().After(TimeSpan.FromDays(1)).Do(Ask());
        var approved = asked.Do(ApproveBy("d-2", 1));
        foreach (var fact in approved.Commands[^1]) DecidedCases.After(null, approved.Order, fact).ShouldBeNull();
        var closed = ApprovedByRules().Do(new Withdraw("", "pr-1", []));
        foreach (var fact in closed.Commands[^1]) DecidedCases.After(null, closed.Order, fact).ShouldBeNull();
    }

    private static UtilizationReview.Intake.Domain.Program Domain(RequestedLine line) => line.Program;
}
