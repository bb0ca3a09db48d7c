using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using ReviewProgram = UtilizationReview.Contracts.Vocabulary.V1.Program;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>Orders over gRPC, with neighbours that answer as each test tells them.</summary>
public sealed class OrderTests : IAsyncLifetime
{
    private IntakeHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await IntakeHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_order_that_meets_the_criteria_is_approved_in_the_same_call_in_two_versions()
    {
        var answer = await _host.Submit(_host.LumbarDiscectomy());
        var order = answer.Order;
        order.Status.ShouldBe(OrderStatus.Approved);
        order.OrderNumber.ShouldBe("ORD-" + order.TrackingNumber[3..]);
        order.Version.ShouldBe(2);
        var determination = order.Lines.ShouldHaveSingleItem().Determinations.ShouldHaveSingleItem();
        (determination.Decider, determination.Guideline).ShouldBe((Decider.Rules, "msk-test/anything"));
        determination.ValidThrough.ShouldBe(_host.Day(60));
        answer.Sentence.ShouldBe($"Approved; the order number is {order.OrderNumber}. It is valid through {_host.Day(60)}.");
        (await _host.Order(order.OrderNumber)).ShouldBe(order);
    }

    [Fact]
    public async Task The_age_at_the_date_of_service_is_given_by_the_platform_whatever_the_form_says()
    {
        await _host.Submit(_host.LumbarDiscectomy().With(f => f.Facts.Add(new Fact { Name = "pt.age", Value = new() { Number = 12 } })));
        var ages = _host.Script.LastEvaluated!.Facts.Where(f => f.Name == "pt.age").ToList();
        ages.ShouldHaveSingleItem().Origin.ShouldBe(FactOrigin.Platform);
        ages[0].Value.Number.ShouldBe(UtilizationReview.Intake.Adapters.IntakeDates.Age(new(1970, 6, 15), _host.Today.AddDays(14)));
    }

    [Fact]
    public async Task A_repeated_submission_is_the_same_order()
    {
        var form = _host.LumbarDiscectomy();
        var first = await _host.Submit(form, key: "k-same");
        var again = await _host.Submit(form, key: "k-same");
        again.ShouldBe(first);
        (await _host.As(IntakeHost.MapleStaff).FindOrdersAsync(new(), cancellationToken: Ct)).Orders.Count.ShouldBe(1);
    }

    [Fact]
    public async Task With_the_criteria_away_an_order_is_accepted_and_evaluated_when_they_are_back()
    {
        _host.Script.CriteriaAway = true;
        var answer = await _host.Submit(_host.LumbarDiscectomy(), key: "k-away");
        answer.Order.Status.ShouldBe(OrderStatus.Submitted);
        answer.Sentence.ShouldStartWith($"Received as {answer.Order.TrackingNumber} and being evaluated; a decision is due by ");
        _host.Script.CriteriaAway = false;
        _host.Clock.Advance(TimeSpan.FromMinutes(5));
        var order = await _host.Until(answer.Order.TrackingNumber, o => o.Status == OrderStatus.Approved);
        order.Lines[0].Program.ShouldBe(ReviewProgram.Spine);
        order.Lines[0].Determinations[^1].ValidThrough.ShouldBe(_host.Day(60));
    }

    [Fact]
    public async Task A_line_that_needs_no_review_is_settled_when_the_criteria_are_back()
    {
        _host.Script.CriteriaAway = true;
        var number = (await _host.Submit(_host.LumbarDiscectomy().With(f => f.Lines[0].Code = "99213"))).Order.TrackingNumber;
        _host.Script.CriteriaAway = false;
        _host.Clock.Advance(TimeSpan.FromMinutes(5));
        (await _host.Until(number, o => o.Status != OrderStatus.Submitted)).Status.ShouldBe(OrderStatus.NoReviewRequired);
    }

    [Fact]
    public async Task A_repeated_submission_goes_on_where_the_first_one_ended()
    {
        var form = _host.LumbarDiscectomy();
        _host.Script.CriteriaAway = true;
        var first = await _host.Submit(form, key: "k-crash");
        _host.Script.CriteriaAway = false;
        var again = await _host.Submit(form, key: "k-crash");
        (again.Order.TrackingNumber, again.Order.Status).ShouldBe((first.Order.TrackingNumber, OrderStatus.Approved));
    }

    [Fact]
    public async Task With_the_criteria_away_for_good_a_nurse_looks_at_it()
    {
        _host.Script.CriteriaAway = true;
        var number = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        var order = await _host.Until(number, o =>
        {
            if (o.Status == OrderStatus.Submitted) _host.Clock.Advance(TimeSpan.FromMinutes(2));
            return o.Status == OrderStatus.NurseReview;
        });
        var timeline = await _host.As(IntakeHost.MapleStaff).GetTimelineAsync(new() { Number = order.TrackingNumber }, cancellationToken: Ct);
        timeline.Entries.Select(e => e.What).ShouldContain("evaluation-given-up");
        timeline.Entries.Single(e => e.What == "referred-to-nurse").Sentence.ShouldBe("Line 1 went to a nurse: evaluation-unavailable.");
    }

    [Fact]
    public async Task With_the_site_service_away_the_site_is_reviewed_when_it_is_back()
    {
        _host.Script.SitesAway = true;
        var number = (await _host.Submit(_host.HospitalDiscectomy())).Order.TrackingNumber;
        (await _host.Order(number)).Status.ShouldBe(OrderStatus.Submitted);
        _host.Script.SitesAway = false;
        _host.Clock.Advance(TimeSpan.FromMinutes(5));
        await _host.Until(number, o => o.Status == OrderStatus.PhysicianReview);
    }

    [Fact]
    public async Task A_hospital_site_is_a_physicians_question_until_it_is_moved()
    {
        var order = (await _host.Submit(_host.HospitalDiscectomy())).Order;
        order.Status.ShouldBe(OrderStatus.PhysicianReview);
        order.Version.ShouldBe(2);
        order.SiteAlternatives.ShouldHaveSingleItem().Facility.FacilityId.ShouldBe("lakeside-surgery");
        order.PossibleNow.ShouldContain("MoveSite");
        var moved = await _host.As(IntakeHost.MapleStaff).MoveSiteAsync(
            new() { Number = order.TrackingNumber, FacilityId = "lakeside-surgery", IdempotencyKey = _host.Key() }, cancellationToken: Ct);
        (moved.Status, moved.Form.FacilityId).ShouldBe((OrderStatus.Approved, "lakeside-surgery"));
    }

    [Fact]
    public async Task A_hospital_site_that_is_accepted_is_approved_at_once()
    {
        _host.Script.JudgeSite = _ => new() { Answer = SiteAnswer.Accepted, Reason = "SOC-3.a", Sentence = "No center within reach.", Guideline = "site-of-care/hopd", Version = "2026.1" };
        (await _host.Submit(_host.HospitalDiscectomy())).Order.Status.ShouldBe(OrderStatus.Approved);
    }

    [Fact]
    public async Task A_notification_is_recorded_and_an_emergency_is_not_reviewed()
    {
        var notification = await _host.Submit(_host.Injection().With(f => { f.Lines[0].Code = "62322"; f.Diagnoses[0] = "G89.18"; }));
        notification.Order.Status.ShouldBe(OrderStatus.NotificationRecorded);
        var emergency = await _host.Submit(_host.LumbarDiscectomy().With(f =>
            (f.PlaceOfService, f.FacilityId, f.EmergencyPresentation) = (PlaceOfService.EmergencyRoom, "meadow-general", true)));
        emergency.Order.Status.ShouldBe(OrderStatus.NoReviewRequired);
    }

    [Fact]
    public async Task An_order_that_does_not_meet_the_criteria_goes_to_a_nurse_who_asks_and_approves()
    {
        _host.Script.Judge = (_, _) => ScriptedCriteria.NotMet();
        var order = (await _host.Submit(_host.LumbarDiscectomy())).Order;
        order.Status.ShouldBe(OrderStatus.NurseReview);
        await _host.Deliver(new Contracts.Events.InformationRequested
        {
            OrderId = order.TrackingNumber, OccurredAt = _host.Clock.GetUtcNow(), AskedBy = "nurse-1", AskedByRole = "nurse", Items = ["Physical therapy notes"], Facts = ["cm.weeks"],
            AnswerBy = _host.Today.AddDays(3), Missing = [new() { Fact = "cm.weeks", Question = "How many weeks?", Criterion = "LUM-DISC-2.b", Why = "Six weeks of care" }],
        });
        var open = (await _host.Order(order.TrackingNumber)).OpenInformationRequest;
        open.Items.ShouldBe(["Physical therapy notes"]);
        open.Missing.ShouldBe([new MissingInformation { Fact = "cm.weeks", Question = "How many weeks?", Criterion = "LUM-DISC-2.b", Why = "Six weeks of care" }]);
        var answered = await _host.As(IntakeHost.MapleStaff).AddInformationAsync(new()
        {
            Number = order.TrackingNumber, Note = "Attached.", IdempotencyKey = _host.Key(), Facts = { new Fact { Name = "cm.weeks", Value = new() { Number = 10 } } },
        }, cancellationToken: Ct);
        answered.OpenInformationRequest.ShouldBeNull();
        answered.Form.Facts.Single(f => f.Name == "cm.weeks").Value.Number.ShouldBe(10);
        var id = Guid.CreateVersion7();
        await _host.Deliver(_host.NurseApproves(order.TrackingNumber, 1), id);
        await _host.Deliver(_host.NurseApproves(order.TrackingNumber, 1), id);
        var approved = await _host.Order(order.TrackingNumber);
        approved.Status.ShouldBe(OrderStatus.Approved);
        approved.Lines[0].Determinations.ShouldHaveSingleItem().Attestation.PersonId.ShouldBe("nurse-1");
    }

    [Fact]
    public async Task A_denial_carries_what_a_notice_needs_and_is_overturned_by_another_physician()
    {
        var number = await DeniedAsync();
        var denied = await _host.Order(number);
        denied.Status.ShouldBe(OrderStatus.Denied);
        var determination = denied.Lines[0].Determinations[^1];
        (determination.Decider, determination.Reason, determination.Attestation.Npi).ShouldBe((Decider.Physician, "Six weeks of conservative care are not documented.", "1999999992"));
        determination.Criteria.ShouldBe(["T-1.a"]);
        determination.Rights.ShouldNotBeEmpty();
        denied.ReconsiderationThrough.ShouldBe(_host.Day(10));
        var reopened = await _host.As(IntakeHost.MapleStaff).RequestReconsiderationAsync(
            new() { Number = number, Reason = "New notes.", IdempotencyKey = _host.Key() }, cancellationToken: Ct);
        reopened.Status.ShouldBe(OrderStatus.Reconsideration);
        await _host.Deliver(_host.PhysicianDecides(number, "approve", person: "dr-reviewer-2"));
        (await _host.Order(number)).Status.ShouldBe(OrderStatus.Approved);
    }

    [Fact]
    public async Task A_refused_physician_decision_is_kept_and_told_back()
    {
        _host.Script.Judge = (_, _) => ScriptedCriteria.NotMet();
        var number = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        await _host.Deliver(_host.PhysicianDecides(number, "deny")); // still on the nurse's desk
        (await _host.Order(number)).Status.ShouldBe(OrderStatus.NurseReview);
        var stored = await _host.Stored();
        stored.ShouldContain("rejected_messages=1");
        (await _host.OutboxTypes()).ShouldContain("ur:determination-refused:v1");
    }

    [Fact]
    public async Task Reconsideration_after_its_last_day_is_refused()
    {
        var number = await DeniedAsync();
        _host.Clock.Advance(TimeSpan.FromDays(11));
        var problem = await Should.ThrowAsync<RpcException>(async () => await _host.As(IntakeHost.MapleStaff).RequestReconsiderationAsync(
            new() { Number = number, Reason = "Late.", IdempotencyKey = _host.Key() }, cancellationToken: Ct));
        var refusal = problem.ToRefusal()!;
        (refusal.Kind, refusal.Code).ShouldBe((RefusalKind.NotPossibleNow, "reconsideration-window-closed"));
    }

    [Fact]
    public async Task An_approval_warns_and_expires_after_its_last_day()
    {
        var number = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        _host.Clock.Advance(TimeSpan.FromDays(62));
        (await _host.Until(number, o => o.Status == OrderStatus.Expired)).Lines[0].Outcome.ShouldBe(LineOutcome.Expired);
        (await _host.OutboxTypes()).ShouldContain("ur:authorization-expired:v1");
    }

    [Fact]
    public async Task A_withdrawn_order_refuses_further_commands_with_where_it_is()
    {
        var number = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        var practice = _host.As(IntakeHost.MapleStaff);
        (await practice.WithdrawAsync(new() { Number = number, Reason = "Not needed.", IdempotencyKey = _host.Key() }, cancellationToken: Ct)).Status.ShouldBe(OrderStatus.Withdrawn);
        var problem = await Should.ThrowAsync<RpcException>(async () =>
            await practice.MoveSiteAsync(new() { Number = number, FacilityId = "lakeside-surgery", IdempotencyKey = _host.Key() }, cancellationToken: Ct));
        problem.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        problem.Status.Detail.ShouldContain("withdrawn");
    }

    [Fact]
    public async Task Withdrawing_keeps_the_lines_that_the_practice_names_as_used()
    {
        var form = _host.LumbarDiscectomy().With(f => f.Lines.Add(new Line { Number = 2, Code = "62323", Units = 1, Side = Side.NotApplicable }));
        var number = (await _host.Submit(form)).Order.TrackingNumber;
        WithdrawRequest Used(int line) => new() { Number = number, Reason = "Moved away.", UsedLines = { line }, IdempotencyKey = _host.Key() };
        var practice = _host.As(IntakeHost.MapleStaff);
        (await Should.ThrowAsync<RpcException>(async () => await practice.WithdrawAsync(Used(9), cancellationToken: Ct))).ToRefusal()!.Code.ShouldBe("line-unknown");
        var left = await practice.WithdrawAsync(Used(1), cancellationToken: Ct);
        (left.Status, left.Lines[0].Outcome, left.Lines[1].Outcome).ShouldBe((OrderStatus.Approved, LineOutcome.Approved, LineOutcome.Withdrawn));
    }

    [Fact]
    public async Task A_related_code_opens_a_linked_order_and_leaves_the_approval_alone()
    {
        var order = (await _host.Submit(_host.LumbarDiscectomy())).Order;
        _host.Script.Judge = (_, _) => ScriptedCriteria.NotMet();
        var request = new ChangeApprovedRequest
        {
            Number = order.TrackingNumber, IdempotencyKey = _host.Key(),
            AddedLines = { new Contracts.Criteria.V1.Line { Number = 2, Code = "63047", Units = 1, Side = Side.NotApplicable, Levels = { "L3-L4" } } },
        };
        var changed = await _host.As(IntakeHost.MapleStaff).ChangeApprovedAsync(request, cancellationToken: Ct);
        changed.Order.Status.ShouldBe(OrderStatus.Approved);
        (changed.LinkedOrder.Status, changed.LinkedOrder.LinkedFrom).ShouldBe((OrderStatus.NurseReview, order.TrackingNumber));
        var again = await _host.As(IntakeHost.MapleStaff).ChangeApprovedAsync(request, cancellationToken: Ct);
        again.LinkedOrder.TrackingNumber.ShouldBe(changed.LinkedOrder.TrackingNumber);
        (await _host.As(IntakeHost.MapleStaff).FindOrdersAsync(new(), cancellationToken: Ct)).Orders.Count.ShouldBe(2);
    }

    private async Task<string> DeniedAsync()
    {
        _host.Script.Judge = (_, _) => ScriptedCriteria.NotMet();
        var number = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        await _host.Deliver(_host.NurseRefers(number));
        await _host.Deliver(_host.Talk(number, "offered"));
        await _host.Deliver(_host.PhysicianDecides(number, "deny"));
        return number;
    }
}
