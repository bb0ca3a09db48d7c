using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>What can be done about a denial, who decides it, what it uses up (regulation §5), and the appeals that are on record.</summary>
public sealed class TheAppealLadder
{
    private static readonly DateTimeOffset Later = Received.AddDays(20);

    private static AnOrder DeniedOf(string lineOfBusiness, params RequestedLine[] lines)
    {
        var order = Submitted(Plan with { LineOfBusiness = Enum.Parse<LineOfBusiness>(lineOfBusiness) }, Form, lines).Do(o =>
            new RecordEvaluation([.. o.Lines.Select(l => Finding(l.Asked.Number, ServiceAnswer.NotMet))])).Do(new NurseRefer([], "n-1", []));
        return order.Do(o => Deny([.. o.Lines.Select(l => l.Asked.Number)]));
    }

    private static FileAppeal File(AppealLevel level = AppealLevel.PlanAppeal, DateTimeOffset? at = null, bool expedited = false, AppealFiler by = AppealFiler.Enrollee,
        bool consent = false, string cause = "", params int[] lines) => new(level, lines, at ?? Received, by, consent, expedited, "", cause, "admin");

    private static RecordAppealOutcome Answer(AppealResult result, AppealLevel level = AppealLevel.PlanAppeal, DateOnly? on = null, params int[] lines) =>
        new(level, result, lines, on ?? new(2026, 12, 10), "an appeals unit", "A-7", "admin");

    private static readonly ExtendAppeal More = new(AppealLevel.PlanAppeal, "the enrollee asked for it", "admin");

    private static Dictionary<RecourseKind, Rung> LadderOf(AnOrder order) => Ladder.Of(order.Order, order.Now, Law).ToDictionary(r => r.Kind);

    private static string Steps(AnOrder order) => string.Join(' ', Ladder.Of(order.Order, order.Now, Law).Select(r => $"{r.Kind}:{r.State}"));

    [Theory]
    [InlineData("MedicareAdvantage", "PlanAppeal:Open IndependentReview:NotYetOpen AdministrativeHearing:NotYetOpen")]
    [InlineData("MedicaidManaged", "PlanAppeal:Open StateFairHearing:NotYetOpen")]
    [InlineData("MedicaidFeeForService", "StateFairHearing:Open")]
    [InlineData("CommercialSelfFunded", "PlanAppeal:Open ExternalReview:NotYetOpen CivilAction:NotYetOpen")]
    [InlineData("CommercialInsured", "PlanAppeal:Open ExternalReview:NotYetOpen")]
    [InlineData("QualifiedHealthPlan", "PlanAppeal:Open ExternalReview:NotYetOpen")]
    public void The_steps_are_those_of_the_program_and_of_the_line_of_business(string lineOfBusiness, string legal) =>
        Steps(DeniedOf(lineOfBusiness)).ShouldBe("PeerToPeer:Open SupportingDocumentation:Open Reconsideration:Open " + legal);

    [Fact]
    public void The_platform_decides_the_steps_of_the_program_and_none_of_the_law() =>
        Ladder.Of(DeniedOf("MedicareAdvantage").Order, Received, Law).Where(r => r.ByPlatform).Select(r => r.Kind)
            .ShouldBe([RecourseKind.PeerToPeer, RecourseKind.SupportingDocumentation, RecourseKind.Reconsideration]);

    [Fact]
    public void Talk_and_documents_use_up_nothing_and_a_reconsideration_itself_only()
    {
        var ladder = LadderOf(DeniedOf("CommercialInsured"));
        ladder[RecourseKind.PeerToPeer].Consumes.ShouldStartWith("nothing");
        ladder[RecourseKind.SupportingDocumentation].Consumes.ShouldStartWith("nothing");
        ladder[RecourseKind.Reconsideration].Consumes.ShouldBe("itself: it can be asked for once; no level of appeal by law");
        Steps(DeniedOf("CommercialInsured").Do(Ask()).Do(DenyBy("d-2", 1))).ShouldContain("Reconsideration:Used PlanAppeal:Open");
    }

    [Fact]
    public void Every_step_says_who_decides_until_when_and_in_what_time()
    {
        var plan = LadderOf(DeniedOf("CommercialSelfFunded"))[RecourseKind.PlanAppeal];
        plan.ShouldSatisfyAllConditions(
            r => r.Through.ShouldBe(new(2027, 5, 23)), r => r.Standard.ShouldBe("30 calendar days"), r => r.Expedited.ShouldBe("72 hours"), r => r.DecidedBy.ShouldBe("the plan"),
            r => r.MayDecide.ShouldContain("not subordinate"), r => r.AskedBy.ShouldBe("the enrollee or a representative or the practice with the enrollee's consent"));
        foreach (var line in Enum.GetValues<LineOfBusiness>())
            Ladder.Of(DeniedOf(line.ToString()).Order, Received, Law).ShouldAllBe(r => r.Sentence.EndsWith('.') && r.DecidedBy.Length > 0 && r.MayDecide.Length > 0
                && r.AskedBy.Length > 0 && r.Consumes.Length > 0 && r.Window.Length > 0 && r.Citation.Length > 0);
    }

    [Fact]
    public void Before_a_denial_a_talk_and_documents_are_open_and_the_rest_is_not_yet() =>
        Steps(WithNurse()).ShouldBe("PeerToPeer:Open SupportingDocumentation:Open Reconsideration:NotYetOpen PlanAppeal:NotYetOpen ExternalReview:NotYetOpen");

    [Theory]
    [InlineData(false, "2027-01-13 15:00")]
    [InlineData(true, "2026-12-17 15:00")]
    public void An_appeal_runs_from_its_filing_by_the_time_of_its_regime(bool expedited, string due)
    {
        var order = DeniedOf("CommercialSelfFunded").At(Later).Do(File(at: Later, expedited: expedited));
        TimeZoneInfo.ConvertTime(order.Order.Appeals.Single().DueAt!.Value, Chicago).ToString("yyyy-MM-dd HH:mm").ShouldBe(due);
        LadderOf(order)[RecourseKind.PlanAppeal].ShouldSatisfyAllConditions(
            r => r.State.ShouldBe(RungState.Running), r => r.Sentence.ShouldBe("Filed on 2026-12-14; it runs."), r => r.DueAt.ShouldBe(order.Order.Appeals.Single().DueAt));
        order.Order.Stage.ShouldBe(Stage.Determined);
        order.Order.DueAt.ShouldBe(DeniedOf("CommercialSelfFunded").Order.DueAt);
    }

    [Fact]
    public void A_reconsideration_and_a_plan_appeal_run_side_by_side_and_neither_uses_up_the_other()
    {
        var both = DeniedOf("MedicareAdvantage").Do(File()).Do(Ask());
        Steps(both).ShouldContain("Reconsideration:Running PlanAppeal:Running");
        both.Do(DenyBy("d-2", 1)).Order.Appeals.Single().Runs.ShouldBeTrue();
        var asked = DeniedOf("MedicareAdvantage").Do(Ask());
        asked.Do(File()).Do(ApproveBy("d-2", 1)).Status.ShouldBe(OrderStatus.Approved);
    }

    [Fact]
    public void An_overturned_denial_is_an_approval_by_the_appeal_body_with_order_number_and_validity()
    {
        var denied = DeniedOf("CommercialInsured").Do(File()).At(Later);
        denied.Order.OrderNumber.ShouldBeEmpty();
        var approved = denied.Do(Answer(AppealResult.Overturned));
        approved.Status.ShouldBe(OrderStatus.Approved);
        approved.Order.OrderNumber.ShouldBe("A-1");
        var determination = approved.LineOf().InForce.ShouldBeOfType<Determination.Approved>();
        determination.By.ShouldBe(new Approver.Appeal(AppealLevel.PlanAppeal, "an appeals unit", "A-7"));
        (determination.Validity.From, determination.Validity.Through).ShouldBe((new DateOnly(2026, 12, 14), new DateOnly(2027, 2, 12)));
        approved.Facts[^1].ShouldBeOfType<OrderEvent.OrderDetermined>().Status.ShouldBe(OrderStatus.Approved);
        approved.At(new DateOnly(2027, 2, 13).StartOf(Chicago)).Do(new Tick()).Status.ShouldBe(OrderStatus.Expired);
    }

    [Fact]
    public void Overturned_in_part_approves_the_lines_named_and_leaves_the_others_denied()
    {
        var order = DeniedOf("CommercialInsured", Line(), Line(2)).Do(File()).At(Later);
        order.Refused(Answer(AppealResult.OverturnedInPart, lines: [1, 2])).Code.ShouldBe(Refusals.AppealLinesWrong);
        order.Refused(Answer(AppealResult.OverturnedInPart)).Code.ShouldBe(Refusals.AppealLinesWrong);
        var part = order.Do(Answer(AppealResult.OverturnedInPart, lines: 2));
        (part.LineOf(1).Outcome, part.LineOf(2).Outcome, part.Status).ShouldBe((LineOutcome.Denied, LineOutcome.Approved, OrderStatus.PartiallyApproved));
        LadderOf(part)[RecourseKind.ExternalReview].State.ShouldBe(RungState.Open);
        var appeal = LadderOf(part)[RecourseKind.PlanAppeal];
        appeal.State.ShouldBe(RungState.Used);
        part.LineOf(1).Adverse!.Recourse.Rights.ShouldContain(appeal.Told.ShouldHaveSingleItem(), "a notice leaves out what it told of it");
    }

    [Theory]
    [InlineData("MedicareAdvantage", RecourseKind.PlanAppeal, AppealFiler.Practice)]
    [InlineData("MedicareAdvantage", RecourseKind.AdministrativeHearing, AppealFiler.None)]
    [InlineData("MedicaidManaged", RecourseKind.PlanAppeal, AppealFiler.PracticeWithConsent)]
    [InlineData("MedicaidManaged", RecourseKind.StateFairHearing, AppealFiler.None)]
    [InlineData("CommercialSelfFunded", RecourseKind.PlanAppeal, AppealFiler.PracticeWithConsent)]
    [InlineData("CommercialInsured", RecourseKind.ExternalReview, AppealFiler.None)]
    [InlineData("CommercialInsured", RecourseKind.Reconsideration, AppealFiler.Practice)]
    internal void Every_step_says_whether_the_practice_may_take_it(string lineOfBusiness, RecourseKind step, AppealFiler by) =>
        LadderOf(DeniedOf(lineOfBusiness))[step].ByPractice.ShouldBe(by);

    [Theory]
    [InlineData("Upheld")]
    [InlineData("Dismissed")]
    [InlineData("Withdrawn")]
    public void Any_other_outcome_changes_no_line(string result)
    {
        var order = DeniedOf("CommercialInsured").Do(File()).At(Later);
        var answered = order.Do(Answer(Enum.Parse<AppealResult>(result)));
        answered.LineOf().ShouldBe(order.LineOf());
        (answered.Status, answered.Order.OrderNumber).ShouldBe((OrderStatus.Denied, ""));
    }

    [Fact]
    public void What_the_plan_upheld_opens_the_next_step_counted_from_the_final_notice()
    {
        var upheld = DeniedOf("CommercialSelfFunded").Do(File()).At(Later).Do(Answer(AppealResult.Upheld, on: new(2026, 12, 10)));
        LadderOf(upheld)[RecourseKind.ExternalReview].ShouldSatisfyAllConditions(r => r.State.ShouldBe(RungState.Open), r => r.Through.ShouldBe(new(2027, 4, 12)));
        LadderOf(upheld)[RecourseKind.CivilAction].State.ShouldBe(RungState.Open);
        upheld.Do(File(AppealLevel.ExternalReview, Later)).Order.Appeals.Count.ShouldBe(2);
        DeniedOf("CommercialSelfFunded").Refused(File(AppealLevel.ExternalReview)).Code.ShouldBe(Refusals.StepNotOpen);
    }

    [Fact]
    public void Medicare_forwards_what_it_upheld_without_being_asked()
    {
        var upheld = DeniedOf("MedicareAdvantage").Do(File(by: AppealFiler.Practice)).At(Later).Do(Answer(AppealResult.Upheld));
        upheld.Order.Appeals[^1].ShouldSatisfyAllConditions(
            a => a.Level.ShouldBe(AppealLevel.IndependentReview), a => a.By.ShouldBe(AppealFiler.Plan), a => a.DueAt.ShouldBeNull(), a => a.Lines.ShouldBe([1]));
        Steps(upheld).ShouldContain("PlanAppeal:Used IndependentReview:Running AdministrativeHearing:NotYetOpen");
        var again = upheld.Do(Answer(AppealResult.Upheld, AppealLevel.IndependentReview, new(2026, 12, 14)));
        LadderOf(again)[RecourseKind.AdministrativeHearing].Through.ShouldBe(new(2027, 2, 12));
    }

    [Fact]
    public void An_appeal_is_filed_once_and_again_only_after_it_was_dismissed_or_withdrawn()
    {
        var filed = DeniedOf("CommercialInsured").Do(File());
        filed.Ignores(File());
        filed.At(Later).Refused(File(at: Later)).Code.ShouldBe(Refusals.AppealRuns);
        filed.At(Later).Do(Answer(AppealResult.Upheld)).Refused(File(at: Later)).Code.ShouldBe(Refusals.AppealUsed);
        filed.At(Later).Do(Answer(AppealResult.Dismissed)).Do(File(at: Later)).Order.Appeals.Count.ShouldBe(2);
        filed.At(Later).Do(Answer(AppealResult.Upheld)).Ignores(Answer(AppealResult.Upheld));
    }

    [Fact]
    public void A_practice_files_with_the_enrollees_consent_where_the_law_asks_for_it()
    {
        DeniedOf("MedicaidManaged").Refused(File(by: AppealFiler.Practice)).Code.ShouldBe(Refusals.FilerNotAdmitted);
        DeniedOf("MedicaidManaged").Do(File(by: AppealFiler.Practice, consent: true)).Order.Appeals.Single().Consent.ShouldBeTrue();
        DeniedOf("MedicareAdvantage").Do(File(by: AppealFiler.Practice)).Order.Appeals.ShouldHaveSingleItem();
    }

    [Fact]
    public void The_deadline_of_an_appeal_comes_near_and_is_missed_as_facts_and_missing_it_opens_the_next_step()
    {
        var order = DeniedOf("CommercialSelfFunded").Do(File()).At(new DateOnly(2026, 12, 1).StartOf(Chicago)).Do(new Tick());
        var due = order.Order.Appeals.Single().DueAt!.Value;
        OrderLifecycle.WakeAt(order.Order).ShouldBe(due.AddDays(-1));
        var near = order.At(due.AddDays(-1)).Do(new Tick());
        near.Facts[^1].ShouldBe(new OrderEvent.AppealDue(due.AddDays(-1), AppealLevel.PlanAppeal, due, Missed: false));
        near.At(due.AddMilliseconds(-1)).Ignores(new Tick());
        var missed = near.At(due).Do(new Tick());
        missed.Facts[^1].ShouldBe(new OrderEvent.AppealDue(due, AppealLevel.PlanAppeal, due, Missed: true));
        (missed.Status, missed.LineOf().Outcome).ShouldBe((OrderStatus.Denied, LineOutcome.Denied));
        LadderOf(missed)[RecourseKind.ExternalReview].ShouldSatisfyAllConditions(
            r => r.State.ShouldBe(RungState.Open), r => r.Through.ShouldBe(new(2027, 4, 26)));
        missed.Ignores(new Tick());
    }

    [Theory]
    [InlineData("MedicareAdvantage", false, "2027-01-07 15:00")]
    [InlineData("MedicareAdvantage", true, "2026-12-11 15:00")]
    [InlineData("MedicaidManaged", false, "2027-01-07 15:00")]
    public void A_plan_may_take_fourteen_days_more_once_where_the_law_gives_them(string lineOfBusiness, bool expedited, string due)
    {
        var filed = DeniedOf(lineOfBusiness).Do(File(expedited: expedited));
        var before = filed.Order.Appeals.Single().DueAt!.Value;
        OrderLifecycle.PossibleNow(filed.Order, filed.Now).ShouldContain("ExtendAppeal");
        filed.Refused(new ExtendAppeal(AppealLevel.PlanAppeal, " ", "admin")).Fields.Single().Field.ShouldBe("reason");
        filed.At(before).Refused(More).Code.ShouldBe(Refusals.DeadlinePassed);
        var longer = filed.At(before.AddTicks(-1)).Do(More);
        TimeZoneInfo.ConvertTime(longer.Order.Appeals.Single().DueAt!.Value, Chicago).ToString("yyyy-MM-dd HH:mm").ShouldBe(due);
        LadderOf(longer)[RecourseKind.PlanAppeal].Sentence.ShouldEndWith("as the law allows once.");
        longer.Ignores(More);
        longer.Refused(More with { Reason = "another one" }).Code.ShouldBe(Refusals.ExtensionUsed);
        var after = longer.Order.Appeals.Single().DueAt!.Value;
        longer.At(after.AddTicks(-1)).Do(new Tick()).Order.Appeals.Single().ShouldSatisfyAllConditions(a => a.Missed.ShouldBeFalse(), a => a.DueSoonTold.ShouldBeTrue());
        longer.At(after).Do(new Tick()).Order.Appeals.Single().Missed.ShouldBeTrue();
    }

    [Fact]
    public void Where_the_law_gives_no_more_time_an_appeal_is_not_extended()
    {
        var filed = DeniedOf("CommercialSelfFunded").Do(File());
        filed.Refused(More).Code.ShouldBe(Refusals.ExtensionNotAllowed);
        OrderLifecycle.PossibleNow(filed.Order, filed.Now).ShouldNotContain("ExtendAppeal");
        DeniedOf("MedicareAdvantage").Refused(More).Code.ShouldBe(Refusals.AppealUnknown);
        var forwarded = DeniedOf("MedicareAdvantage").Do(File()).At(Later).Do(Answer(AppealResult.Upheld));
        forwarded.Refused(More with { Level = AppealLevel.IndependentReview }).Code.ShouldBe(Refusals.AppealUnknown);
    }

    [Theory]
    [InlineData("MedicareAdvantage", "PlanAppeal", "2027-02-04")]
    [InlineData("MedicaidManaged", "PlanAppeal", "2027-01-30")]
    [InlineData("CommercialSelfFunded", "ExternalReview", "2027-04-09")]
    public void A_deadline_missed_before_any_decision_opens_what_the_law_says(string lineOfBusiness, string step, string through)
    {
        var order = Submitted(Plan with { LineOfBusiness = Enum.Parse<LineOfBusiness>(lineOfBusiness) }, Form).Do(Evaluation(ServiceAnswer.NotMet));
        var level = Enum.Parse<AppealLevel>(step);
        order.Refused(File(level)).Code.ShouldBe(Refusals.NothingToAppeal);
        var late = order.At(order.Order.DueAt).Do(new Tick());
        late.LineOf().Outcome.ShouldBe(LineOutcome.Waiting);
        LadderOf(late)[Enum.Parse<RecourseKind>(step)].ShouldSatisfyAllConditions(r => r.State.ShouldBe(RungState.Open), r => r.Through.ShouldBe(DateOnly.Parse(through)));
        var overturned = late.Do(File(level, late.Now)).After(TimeSpan.FromDays(1)).Do(Answer(AppealResult.Overturned, level, late.Now.AddDays(1).DateIn(Chicago)));
        overturned.Status.ShouldBe(OrderStatus.Approved);
        OrderLifecycle.PossibleNow(late.Order, late.Now).ShouldContain("FileAppeal");
    }

    [Fact]
    public void A_state_whose_law_makes_nothing_of_a_missed_deadline_opens_nothing_by_it()
    {
        var order = WithNurse();
        order.At(order.Order.DueAt).Do(new Tick()).Order.Late.ShouldBeNull();
    }

    [Fact]
    public void An_order_stays_open_while_an_appeal_runs_or_can_be_filed_and_ends_with_the_last_window()
    {
        var order = Submitted(Line(), Line(2)).Do(new RecordEvaluation([Finding(1, ServiceAnswer.Met), Finding(2, ServiceAnswer.NotMet)])).Do(new NurseRefer([], "n-1", []))
            .Do(Deny(2)).At(Received.AddDays(100)).Do(new Tick());
        (order.Status, order.Order.Stage).ShouldBe((OrderStatus.Expired, Stage.Determined));
        var running = order.Do(File(at: order.Now)).At(Received.AddDays(400)).Do(new Tick());
        running.Order.Stage.ShouldBe(Stage.Determined);
        running.Do(Answer(AppealResult.Dismissed, on: running.Now.DateIn(Chicago))).Order.Stage.ShouldBe(Stage.Closed);
        order.At(new DateOnly(2027, 5, 24).StartOf(Chicago)).Do(new Tick()).Order.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void Withdrawing_what_was_approved_does_not_take_a_running_appeal_from_the_member()
    {
        var order = Submitted(Line(), Line(2)).Do(new RecordEvaluation([Finding(1, ServiceAnswer.Met), Finding(2, ServiceAnswer.NotMet)])).Do(new NurseRefer([], "n-1", [])).Do(Deny(2))
            .Do(File()).Do(new Withdraw("not needed", "pr-1", []));
        (order.Order.Stage, order.Status).ShouldBe((Stage.Determined, OrderStatus.Denied));
        order.At(Later).Do(Answer(AppealResult.Overturned)).Status.ShouldBe(OrderStatus.Approved);
    }

    [Fact]
    public void CNT_8_an_appeal_on_record_counts_once_with_the_best_outcome()
    {
        var filed = DeniedOf("MedicareAdvantage").Do(File());
        filed.Case!.Appeal.ShouldBe(AppealOutcome.Pending);
        var overturned = filed.At(Later).Do(Answer(AppealResult.Overturned));
        (overturned.Case!.Outcome, overturned.Case.InForce, overturned.Case.Appeal).ShouldBe((CaseOutcome.Denied, CaseOutcome.Approved, AppealOutcome.Overturned));
        filed.At(Later).Do(Answer(AppealResult.Withdrawn)).Case!.Appeal.ShouldBe(AppealOutcome.Withdrawn);
        var independent = filed.At(Later).Do(Answer(AppealResult.Upheld));
        independent.Case!.Appeal.ShouldBe(AppealOutcome.Pending);
        independent.Do(Answer(AppealResult.Overturned, AppealLevel.IndependentReview, new(2026, 12, 14))).Case!.Appeal.ShouldBe(AppealOutcome.Overturned);
        var reconsidered = DeniedOf("CommercialInsured").Do(Ask()).Do(DenyBy("d-2", 1));
        reconsidered.Case!.Appeal.ShouldBe(AppealOutcome.Upheld);
        reconsidered.Do(File()).At(Later).Do(Answer(AppealResult.Overturned)).Case!.Appeal.ShouldBe(AppealOutcome.Overturned);
        reconsidered.Do(File()).At(Later).Do(Answer(AppealResult.Upheld)).Case!.Appeal.ShouldBe(AppealOutcome.Upheld);
        DeniedOf("CommercialInsured", Line(), Line(2)).Do(File()).At(Later).Do(Answer(AppealResult.OverturnedInPart, lines: 2)).Case!.Appeal.ShouldBe(AppealOutcome.PartlyOverturned);
    }

    [Fact]
    public void CNT_7_a_deemed_denial_that_an_appeal_overturns_stays_the_first_decision()
    {
        var order = Submitted(Plan with { LineOfBusiness = LineOfBusiness.MedicaidManaged }, Form).Do(Evaluation(ServiceAnswer.NotMet));
        var late = order.At(order.Order.DueAt).Do(new Tick());
        var overturned = late.Do(File(at: late.Now)).After(TimeSpan.FromDays(1)).Do(Answer(AppealResult.Overturned, on: late.Now.AddDays(1).DateIn(Chicago))).Case!;
        (overturned.Outcome, overturned.DecidedBy, overturned.InForce, overturned.Appeal)
            .ShouldBe((CaseOutcome.DeemedDenied, CaseDecider.Law, CaseOutcome.Approved, AppealOutcome.Overturned));
    }

    [Theory]
    [InlineData("internal-appeal", "MedicareAdvantage", " Plan appeal; filed by the enrollee or a representative or the practice for the enrollee; decided by the plan within 30 calendar days, "
        + "urgently within 72 hours; the plan may take 14 calendar days more, once.")]
    [InlineData("independent-review", "MedicareAdvantage", " Independent review after plan appeal, forwarded without being asked; filed by the plan; decided by the independent review entity.")]
    [InlineData("external-review", "CommercialSelfFunded", " External review after plan appeal, filed within 4 months of its answer, without a corresponding day by the first of the next month, and never last on a weekend or federal holiday; filed by the enrollee or a representative; "
        + "decided by an independent review organization within 45 calendar days, urgently within 72 hours.")]
    public void The_book_of_rules_tells_the_steps_in_words(string name, string lineOfBusiness, string ends) =>
        RulesInWords.Of(Law).Single(r => r.Kind == RuleKind.AppealRight && r.Id == name && r.Lines.Contains(Enum.Parse<LineOfBusiness>(lineOfBusiness))).Says.ShouldEndWith(ends);
}
