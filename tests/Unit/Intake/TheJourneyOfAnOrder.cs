using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;
using Domain = UtilizationReview.Intake.Domain;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>Design §3, row by row.</summary>
public sealed class TheJourneyOfAnOrder
{
    [Fact]
    public void An_order_without_a_reviewed_line_closes_at_once()
    {
        Submitted(Line(route: LineRoute.NotInProgram)).Status.ShouldBe(OrderStatus.NoReviewRequired);
        Submitted(Line(route: LineRoute.Emergency), Line(2, route: LineRoute.NotificationOnly)).Status.ShouldBe(OrderStatus.NotificationRecorded);
        Submitted(Line(route: LineRoute.NotInProgram)).Order.ShouldSatisfyAllConditions(
            o => o.Stage.ShouldBe(Stage.Closed), o => OrderLifecycle.WakeAt(o).ShouldBeNull(), o => o.OrderNumber.ShouldBeEmpty());
    }

    [Fact]
    public void Lines_received_while_the_catalogue_is_away_wait_for_it()
    {
        var order = Submitted(Line(route: LineRoute.Unknown), Line(2, route: LineRoute.Unknown));
        order.Status.ShouldBe(OrderStatus.Submitted);
        var routed = order.Do(new RouteLines([Line(), Line(2, route: LineRoute.NotInProgram)]));
        routed.Status.ShouldBe(OrderStatus.Submitted);
        routed.LineOf(2).Outcome.ShouldBe(LineOutcome.NoReviewRequired);
        routed.Ignores(new RouteLines([Line()]));
        order.Do(new RouteLines([Line(route: LineRoute.NotInProgram), Line(2, route: LineRoute.NotificationOnly)])).Status.ShouldBe(OrderStatus.NotificationRecorded);
    }

    [Fact]
    public void While_the_catalogue_is_away_a_nurse_does_not_settle_a_hospital_site()
    {
        var order = Submitted(Plan with { EvaluationTries = 1 }, Form with { PlaceOfService = PlaceOfService.OnCampusHospital }, Line(route: LineRoute.Unknown))
            .Do(new RecordEvaluationFailure("away")).Do(new NurseApprove([1], Nurse(), [], ""));
        order.Status.ShouldBe(OrderStatus.PhysicianReview);
        order.Do(new PhysicianDecide(Physician(), [new LineDecision.DenySite(1, Why, Offered)], false)).LineOf().Outcome.ShouldBe(LineOutcome.DeniedSite);
    }

    [Fact]
    public void In_a_mixed_order_the_settled_line_keeps_its_outcome_and_the_others_go_on()
    {
        var order = ApprovedByRules(Line(), Line(2, route: LineRoute.NotificationOnly));
        order.Status.ShouldBe(OrderStatus.Approved);
        order.LineOf(2).Outcome.ShouldBe(LineOutcome.NotificationRecorded);
    }

    [Fact]
    public void Criteria_met_and_automation_allowed_is_approved_by_rules_with_everything_a_notice_needs()
    {
        var order = ApprovedByRules();
        order.Order.OrderNumber.ShouldBe("A-1");
        order.LineOf().InForce.ShouldBeOfType<Determination.Approved>().ShouldSatisfyAllConditions(
            d => d.By.ShouldBeOfType<Approver.Rules>(), d => d.Decided.ShouldBe(new DecidedOn(Received, new(2026, 11, 24))),
            d => d.Validity.ShouldBe(new Validity(new(2026, 11, 24), new(2027, 1, 23), "VAL-1 spine 60 calendar days")),
            d => d.Grounds.Criteria.ShouldBe(["LUM-DISC-2"]), d => d.Grounds.GuidelineVersion.ShouldBe("2026.2"), d => d.Grounds.SoftwareRecommended.ShouldBeTrue());
    }

    [Theory]
    [InlineData("NotMet", true, false, "criteria-not-met")]
    [InlineData("Unknown", true, false, "criteria-unknown")]
    [InlineData("Met", false, false, "automation-not-allowed")]
    [InlineData("Met", true, true, "exclusion")]
    [InlineData("NotMet", true, true, "criteria-not-met,exclusion")]
    public void Anything_else_goes_to_a_nurse_with_its_reasons(string answer, bool automation, bool excluded, string reasons)
    {
        var order = Submitted().Do(new RecordEvaluation([Finding(1, Enum.Parse<ServiceAnswer>(answer), automation, excluded)]));
        order.Status.ShouldBe(OrderStatus.NurseReview);
        string.Join(',', order.Facts.OfType<OrderEvent.ReferredToNurse>().Single().Reasons).ShouldBe(reasons);
    }

    [Fact]
    public void A_line_is_approved_when_its_own_gates_are_open_and_the_order_waits_for_the_other()
    {
        var order = Submitted(Line(), Line(2)).Do(new RecordEvaluation([Finding(1, ServiceAnswer.Met), Finding(2, ServiceAnswer.NotMet)]));
        order.LineOf(1).Outcome.ShouldBe(LineOutcome.Approved);
        order.Status.ShouldBe(OrderStatus.NurseReview);
    }

    [Fact]
    public void An_add_on_goes_with_its_primary()
    {
        var lines = new[] { Line(), Line(2, "63035", primary: 1) };
        Submitted(lines).Do(Evaluation(ServiceAnswer.Met)).Status.ShouldBe(OrderStatus.Approved);
        Submitted(lines).Do(new RecordEvaluation([Finding(1, ServiceAnswer.NotMet), Finding(2, ServiceAnswer.Met)])).LineOf(2).Outcome.ShouldBe(LineOutcome.Waiting);
    }

    [Fact]
    public void Service_met_and_site_open_is_a_physicians_question_and_moving_it_approves()
    {
        var order = WithSiteQuestion();
        order.Status.ShouldBe(OrderStatus.PhysicianReview);
        order.Facts.OfType<OrderEvent.ReferredToPhysician>().Single().Question.ShouldBe("site");
        order.Do(new MoveSite("asc", PlaceOfService.SurgeryCenter)).LineOf().InForce.ShouldBeOfType<Determination.Approved>().By.ShouldBeOfType<Approver.Rules>();
    }

    [Fact]
    public void A_site_that_was_denied_can_be_moved_and_the_service_is_not_judged_again()
    {
        var denied = WithSiteQuestion().Do(new PhysicianDecide(Physician(), [new LineDecision.DenySite(1, Why, Offered)], false));
        denied.Status.ShouldBe(OrderStatus.Denied);
        denied.LineOf().Outcome.ShouldBe(LineOutcome.DeniedSite);
        var moved = denied.Do(new MoveSite("asc", PlaceOfService.SurgeryCenter));
        moved.Status.ShouldBe(OrderStatus.Approved);
        moved.Facts.OfType<OrderEvent.OrderDetermined>().Last().Status.ShouldBe(OrderStatus.Approved, "whoever writes notices hears of it");
        moved.Order.Form.FacilityId.ShouldBe("asc");
        moved.LineOf().InForce.ShouldBeOfType<Determination.Approved>().Grounds.Reason.ShouldStartWith("The service was accepted before");
    }

    [Fact]
    public void A_nurse_approves_as_asked_but_cannot_settle_the_site()
    {
        WithNurse().Do(new NurseApprove([1], Nurse(), ["LUM-DISC-2.b"], "notes read")).LineOf().InForce.ShouldBeOfType<Determination.Approved>().By.ShouldBeOfType<Approver.Nurse>();
        var atHospital = Submitted(Plan, Form with { PlaceOfService = PlaceOfService.OnCampusHospital }, Line(siteScope: true)).Do(Evaluation(ServiceAnswer.Unknown));
        var confirmed = atHospital.Do(new NurseApprove([1], Nurse(), [], ""));
        confirmed.Status.ShouldBe(OrderStatus.PhysicianReview);
        confirmed.Do(new RecordSite([], new(SiteAnswer.Accepted, "SOC-3.a", "{}"))).LineOf().InForce.ShouldBeOfType<Determination.Approved>().By.ShouldBeOfType<Approver.Nurse>();
        confirmed.Do(ApproveBy("d-1", 1)).LineOf().InForce.ShouldBeOfType<Determination.Approved>().By.ShouldBeOfType<Approver.Physician>();
    }

    [Fact]
    public void After_the_plans_tries_an_evaluation_that_does_not_come_leaves_the_facts_unknown()
    {
        var order = Submitted();
        for (var tries = 1; tries < Plan.EvaluationTries; tries++)
        {
            order = order.Do(new RecordEvaluationFailure("away"));
            OrderLifecycle.WakeAt(order.Order).ShouldBe(Received.AddSeconds(30 * Math.Pow(2, tries)));
        }
        order = order.Do(new RecordEvaluationFailure("away"));
        order.Status.ShouldBe(OrderStatus.NurseReview);
        order.Facts.OfType<OrderEvent.ReferredToNurse>().Single().Reasons.ShouldBe(["evaluation-unavailable"]);
    }

    [Fact]
    public void A_question_stays_on_the_desk_and_the_answer_brings_the_facts()
    {
        var order = WithNurse().Do(new AskForInformation("n-1", "nurse", ["notes"], ["cm.weeks"], new(2026, 12, 1)));
        order.Status.ShouldBe(OrderStatus.NurseReview);
        order.Order.OpenQuestion!.Items.ShouldBe(["notes"]);
        var answered = order.After(TimeSpan.FromDays(1)).Do(new AddInformation([new("cm.weeks", "", "{\"number\":7}")], "", "pr-1"));
        answered.Order.OpenQuestion.ShouldBeNull();
        answered.Order.Form.Facts.ShouldHaveSingleItem().Json.ShouldBe("{\"number\":7}");
        answered.Order.DueAt.ShouldBe(WithNurse().Order.DueAt);
    }

    [Fact]
    public void A_physician_may_approve_less_and_the_rest_can_be_reconsidered()
    {
        var order = WithPhysician(Line(units: 2, levels: ["L4-L5", "L5-S1"])).Do(new PhysicianDecide(Physician(), [new LineDecision.ApproveLess(1, 1, ["L4-L5"], Why, Offered)], true));
        order.Status.ShouldBe(OrderStatus.PartiallyApproved);
        var again = order.Do(Ask());
        again.LineOf().Valid.ShouldNotBeNull("what was approved stays approved meanwhile");
        var upheld = again.Do(DenyBy("d-2", 1));
        upheld.Status.ShouldBe(OrderStatus.PartiallyApproved);
        upheld.LineOf().Valid.ShouldBe(order.LineOf().Valid);
        again.Do(ApproveBy("d-2", 1)).Status.ShouldBe(OrderStatus.Approved);
    }

    [Fact]
    public void A_denial_says_its_reason_its_criteria_and_its_rights() =>
        Denied().LineOf().InForce.ShouldBeOfType<Determination.Denied>().ShouldSatisfyAllConditions(
            d => d.Grounds.Reason.ShouldBe(Why.Reason), d => d.Grounds.Criteria.ShouldBe(Why.Criteria), d => d.Grounds.Missing.ShouldBe(Why.Missing),
            d => d.Grounds.Guideline.ShouldBe("msk-spine/lumbar-discectomy"), d => d.Grounds.SoftwareRecommended.ShouldBeTrue(),
            d => d.Recourse.Rights.ShouldBe([
                "Reconsideration by a different physician of the same specialty can be asked through 2026-12-04.",
                "A peer-to-peer talk can be asked for and held through 2026-12-08; it can open this decision again.",
                "An internal appeal can be filed through 2027-05-23; an urgent one is answered within 72 hours.",
                "A state external review can be asked for through 2027-03-24, or within 4 months of the plan's final answer to an appeal if that is later.",
                "An approved course of treatment is not ended or shortened before an appeal about it is answered.",
                "The state insurance regulator or its consumer help can be asked for help.",
                "Copies of the file and of the criteria used are free on request.",
                "Help in other languages is free where the county reaches the threshold of the rule."]));

    [Theory]
    [InlineData("2026-12-04 23:59", true)]
    [InlineData("2026-12-05 00:00", false)]
    public void Reconsideration_can_be_asked_through_the_tenth_day_and_not_on_the_eleventh(string local, bool possible)
    {
        var at = DateTime.Parse(local);
        var order = DeniedOn(new(2026, 11, 24)).At(DateOnly.FromDateTime(at).At(TimeOnly.FromDateTime(at), Chicago));
        if (possible) order.Do(Ask()).Status.ShouldBe(OrderStatus.Reconsideration);
        else order.Refused(Ask()).Code.ShouldBe(Refusals.ReconsiderationWindowClosed);
    }

    [Fact]
    public void A_plan_may_count_the_window_in_business_days()
    {
        var order = DeniedOn(new(2026, 11, 24), Plan with { ReconsiderationInBusinessDays = true });
        order.At(new DateOnly(2026, 12, 9).At(new(23, 59), Chicago)).Do(Ask());
        order.At(new DateOnly(2026, 12, 10).StartOf(Chicago)).Refused(Ask()).Sentence.ShouldStartWith("Reconsideration could be asked through 2026-12-09, the last day of the window of 10 business days");
    }

    [Fact]
    public void A_reconsideration_goes_to_another_physician_of_the_specialty_under_its_own_clock()
    {
        var asked = DeniedOn(new(2026, 11, 24)).At(new DateOnly(2026, 11, 30).At(new(9, 0), Chicago)).Do(Ask());
        asked.Facts.OfType<OrderEvent.Reopened>().Single().ShouldSatisfyAllConditions(
            e => e.ExcludedPhysicians.ShouldBe(["d-1"]), e => e.RequiredSpecialties.ShouldBe(["spine-surgery"]), e => e.DueAt.DateIn(Chicago).ShouldBe(new DateOnly(2026, 12, 15)));
        asked.Do(ApproveBy("d-2", 1)).Status.ShouldBe(OrderStatus.Approved);
        var upheld = asked.Do(DenyBy("d-2", 1));
        upheld.Status.ShouldBe(OrderStatus.DenialUpheld);
        upheld.LineOf().Adverse!.Recourse.ReconsiderationThrough.ShouldBe(new(2026, 12, 4));
        OrderLifecycle.WakeAt(upheld.Order).ShouldBeNull();
    }

    [Fact]
    public void Deciding_one_of_two_reopened_lines_does_not_end_the_reopening()
    {
        var order = Denied(Line(), Line(2)).Do(Ask()).Do(DenyBy("d-2", 1));
        order.Status.ShouldBe(OrderStatus.Reconsideration);
        order.Do(ApproveBy("d-3", 2)).Status.ShouldBe(OrderStatus.PartiallyApproved);
    }

    [Fact]
    public void A_talk_after_the_denial_opens_it_again_and_does_not_use_up_the_reconsideration()
    {
        var talked = Denied().After(TimeSpan.FromHours(1)).Do(o => Talk(TalkStep.Held, Received.AddHours(1)));
        talked.Status.ShouldBe(OrderStatus.Reconsideration);
        talked.Do(ApproveBy("d-1", 1)).Status.ShouldBe(OrderStatus.Approved, "the same physician may change his mind");
        var upheld = talked.Do(DenyBy("d-1", 1));
        upheld.Status.ShouldBe(OrderStatus.DenialUpheld);
        upheld.Do(Ask()).Status.ShouldBe(OrderStatus.Reconsideration);
    }

    [Fact]
    public void A_talk_held_before_the_denial_or_after_the_plans_window_is_only_recorded()
    {
        var order = Denied().After(TimeSpan.FromDays(20));
        order.Do(Talk(TalkStep.Held, Received.AddHours(-1))).Status.ShouldBe(OrderStatus.Denied);
        order.Do(Talk(TalkStep.Held, new DateOnly(2026, 12, 8).At(new(23, 59), Chicago))).Status.ShouldBe(OrderStatus.Reconsideration);
        order.Do(Talk(TalkStep.Held, new DateOnly(2026, 12, 9).StartOf(Chicago))).Status.ShouldBe(OrderStatus.Denied);
        order.Do(Talk(TalkStep.Booked, Received.AddHours(2))).Status.ShouldBe(OrderStatus.Denied);
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void Only_the_last_hour_before_the_due_time_leaves_no_room_for_a_talk(int minutesBefore, bool enough)
    {
        var order = WithPhysician();
        var deny = new PhysicianDecide(Physician(), [new LineDecision.Deny(1, Why, new PeerToPeerDuty.NoRoom(order.Order.DueAt))], false);
        var late = order.At(order.Order.DueAt.AddMinutes(-minutesBefore));
        if (enough) late.Do(deny).Status.ShouldBe(OrderStatus.Denied);
        else late.Refused(deny).Code.ShouldBe(Refusals.PeerToPeerDutyUnmet);
    }

    [Fact]
    public void An_approval_may_change_its_particulars_and_what_was_never_looked_at_becomes_a_linked_review()
    {
        var order = ApprovedByRules(Line(siteScope: true));
        var changed = order.Do(new ChangeApproved(new(2027, 1, 23), "f-2", null, "dr-2", [], [], "T-2"));
        changed.Order.Form.ShouldSatisfyAllConditions(f => f.DateOfService.ShouldBe(new(2027, 1, 23)), f => f.FacilityId.ShouldBe("f-2"), f => f.SurgeonId.ShouldBe("dr-2"));
        changed.Order.Linked.ShouldBeEmpty();
        changed.LineOf().InForce.ShouldBe(order.LineOf().InForce);
        var linked = order.Do(new ChangeApproved(null, "hospital", PlaceOfService.OnCampusHospital, null, [Line(2, "22612")], [], "T-2"));
        linked.Order.Form.PlaceOfService.ShouldBe(PlaceOfService.SurgeryCenter, "the approval stays where it was given");
        linked.Order.Linked.Single().Lines.Select(l => l.Code).ShouldBe(["63030", "22612"]);
        linked.Status.ShouldBe(OrderStatus.Approved);
        order.Ignores(new ChangeApproved(null, null, null, null, [], [], "T-2"));
        order.At(new DateOnly(2027, 1, 24).StartOf(Chicago)).Refused(new ChangeApproved(null, "f-2", null, null, [], [], "T-2")).Sentence
            .ShouldStartWith("The approval was valid through 2027-01-23; nothing can be changed after that.");
    }

    [Fact]
    public void Withdrawing_voids_what_was_not_used_and_keeps_what_was()
    {
        var order = ApprovedByRules(Line(), Line(2));
        order.Do(new Withdraw("no", "pr-1", [])).Status.ShouldBe(OrderStatus.Withdrawn);
        var partly = order.Do(new Withdraw("no", "pr-1", [1]));
        partly.Status.ShouldBe(OrderStatus.Approved);
        partly.LineOf(2).Outcome.ShouldBe(LineOutcome.Withdrawn);
        order.Refused(new Withdraw("no", "pr-1", [9])).Code.ShouldBe(Refusals.LineUnknown);
    }

    [Fact]
    public void A_revocation_on_a_legal_ground_ends_the_order() =>
        ApprovedByRules().Do(new Revoke(RevocationGround.CoverageEnded, "enrolment file", "admin")).Status.ShouldBe(OrderStatus.Revoked);
}
