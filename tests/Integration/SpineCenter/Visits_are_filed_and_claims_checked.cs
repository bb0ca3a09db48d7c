using Grpc.Core;
using UtilizationReview.Contracts.SpineCenter.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Tests.Integration.Servers;
using SpineCenterClient = UtilizationReview.Contracts.SpineCenter.V1.SpineCenter.SpineCenterClient;
using static UtilizationReview.Tests.Integration.SpineCenter.SpineHost;

namespace UtilizationReview.Tests.Integration.SpineCenter;

/// <summary>Over the wire, with each database.</summary>
public sealed class Visits_are_filed_and_claims_checked(RealServers servers)
{
    private static readonly VisitForm InPhaseA = new(Form("2015-03-20")) { OperatedBeforeByThisSurgeon = true };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Flagged_without_evaluation_accepted_after_it_and_the_claim_follows(bool postgres)
    {
        await using var host = await StartAsync(postgres ? servers : null);
        var flagged = await host.FileAsync(Form());
        (flagged.Outcome, flagged.Answer.Row, flagged.DecidedBy).ShouldBe((VisitResult.PnAccepted, 10, "rules"));
        flagged.Answer.Reasons.ShouldBe(["MSC_MISSING"]);
        flagged.Answer.Rules.Select(rule => rule.Id).ShouldContain("MSC-2");

        var evaluation = await host.CenterStaff.RecordEvaluationAsync(Evaluation("2023-03-10"));
        (evaluation.ValidThrough, evaluation.Version).ShouldBe(("2023-09-10", 1));
        (await host.Staff.GetEvaluationsAsync(new() { MemberId = "m-in" })).Evaluations.ShouldBe([evaluation]);

        var accepted = await host.FileAsync(Form());
        (accepted.VisitNumber, accepted.Answer.Row, accepted.Answer.Evaluation, accepted.Version)
            .ShouldBe((flagged.VisitNumber, 7, EvaluationStanding.Satisfied, 2));
        var read = await host.Nurse.GetVisitAsync(new() { VisitNumber = flagged.VisitNumber });
        read.History.Select(step => (step.What, step.Role)).ShouldBe([("visit-filed", "practice"), ("visit-filed", "practice")]);

        host.Clock.Day = new(2023, 4, 1);
        var claim = await host.Staff.CheckClaimAsync(new() { Visit = Form() });
        (claim.Outcome, claim.VisitNumber).ShouldBe((ClaimResult.Pay, flagged.VisitNumber));
        (await host.Staff.CheckClaimAsync(new() { Visit = Form("2023-03-21") })).Outcome.ShouldBe(ClaimResult.ClaimDeniedProviderLiability);
        (await host.Staff.CheckClaimAsync(new() { Visit = Form("2023-03-21"), WaiverSignedOn = "2023-03-20" }))
            .Outcome.ShouldBe(ClaimResult.MemberLiability);

        (await host.EventsAsync(flagged.VisitNumber)).ShouldBe(["ur:visit-decided:v1", "ur:visit-decided:v1"]);
        (await host.EventsAsync(evaluation.EvaluationId)).ShouldBe(["ur:spine-evaluation-recorded:v1"]);
    }

    [Fact]
    public async Task A_form_filed_after_the_visit_is_refused_with_the_reason()
    {
        await using var host = await StartAsync();
        (await Refused(host.FileAsync(Form("2023-03-09")))).ShouldBe((StatusCode.FailedPrecondition, "filed-after-visit"));
        (await host.FileAsync(Form("2023-03-10"))).Outcome.ShouldBe(VisitResult.PnAccepted);
    }

    [Fact]
    public async Task A_nurse_forwards_a_physician_asks_for_the_evaluation_and_nobody_decides_twice()
    {
        await using var host = await StartAsync(on: new(2015, 3, 1));
        var visit = await host.FileAsync(InPhaseA);
        (visit.Outcome, visit.DecidedBy, visit.Answer.Phase).ShouldBe((VisitResult.NurseReview, "", "A"));
        (await host.EventsAsync(visit.VisitNumber)).ShouldBeEmpty();
        (await host.Nurse.ListVisitsToReviewAsync(new())).Visits.ShouldHaveSingleItem().VisitNumber.ShouldBe(visit.VisitNumber);
        (await host.Physician.ListVisitsToReviewAsync(new())).Visits.ShouldBeEmpty();
        (await host.OtherNurse.ListVisitsToReviewAsync(new())).Visits.ShouldBeEmpty();
        (await Refused(Decide(host.OtherNurse, VisitDecision.Approve))).ShouldBe((StatusCode.NotFound, "unknown-visit"));
        (await Refused(Decide(host.Nurse, VisitDecision.RequireEvaluation))).ShouldBe((StatusCode.PermissionDenied, "decision-not-for-role"));
        (await Refused(Decide(host.Physician, VisitDecision.Approve))).ShouldBe((StatusCode.FailedPrecondition, "visit-not-in-review"));

        (await Decide(host.Nurse, VisitDecision.Forward)).WaitsForPhysician.ShouldBeTrue();
        (await host.Nurse.ListVisitsToReviewAsync(new())).Visits.ShouldBeEmpty();
        (await host.Physician.ListVisitsToReviewAsync(new())).Visits.Count.ShouldBe(1);
        var decided = await Decide(host.Physician, VisitDecision.RequireEvaluation);
        (decided.Outcome, decided.DecidedBy, decided.ReviewReason).ShouldBe((VisitResult.VisitPaNotApproved, "physician", "as the record shows"));
        (await Refused(Decide(host.Physician, VisitDecision.Approve))).ShouldBe((StatusCode.FailedPrecondition, "visit-not-in-review"));
        (await host.EventsAsync(visit.VisitNumber)).ShouldBe(["ur:visit-decided:v1"]);

        async Task<Visit> Decide(SpineCenterClient reviewer, VisitDecision decision) => await reviewer.DecideVisitAsync(
            new() { VisitNumber = visit.VisitNumber, Decision = decision, Reason = "as the record shows", IdempotencyKey = Key() });
    }

    [Fact]
    public async Task A_nurse_approves_and_the_claim_of_the_visit_is_paid()
    {
        await using var host = await StartAsync(on: new(2015, 3, 1));
        var visit = await host.FileAsync(InPhaseA);
        host.Clock.Day = new(2015, 4, 1);
        (await host.Administrator.CheckClaimAsync(new() { Visit = new(InPhaseA) { PracticeId = "surgeons" } })).Outcome.ShouldBe(ClaimResult.Hold);
        var request = new DecideVisitRequest
        {
            VisitNumber = visit.VisitNumber, Decision = VisitDecision.Approve, Reason = "recent", IdempotencyKey = Key(),
        };
        (await host.Nurse.DecideVisitAsync(request)).Outcome.ShouldBe(VisitResult.VisitPaApproved);
        (await host.Nurse.DecideVisitAsync(request)).Version.ShouldBe(2, "the same call again");
        (await host.Staff.CheckClaimAsync(new() { Visit = InPhaseA })).Outcome.ShouldBe(ClaimResult.Pay);
    }

    [Fact]
    public async Task Who_needs_no_evaluation_is_told_why_and_that_the_form_is_still_due()
    {
        await using var host = await StartAsync();
        foreach (var (form, waiver) in new[]
        {
            (Form(member: "m-out"), "county"), (Form(member: "m-young"), "age"), (Form(plan: "advantage", member: "advantage/m-in"), "product"),
            (Form(plan: "published", member: "published/m-in"), "suspension"),
        })
        {
            var visit = await host.FileAsync(form);
            (visit.Outcome, visit.Answer.Row, visit.Answer.FormDue, visit.Answer.Form)
                .ShouldBe((VisitResult.PnAccepted, 6, FormDue.BeforeVisit, FormKind.PriorNotification), waiver);
            visit.Answer.Waivers.ShouldBe([waiver]);
        }
        (await host.FileAsync(Form(plan: "none", member: "none/m-in"))).Outcome.ShouldBe(VisitResult.OutOfProgram);
        (await host.FileAsync(new(Form()) { PlaceOfService = PlaceOfService.EmergencyRoom })).Outcome.ShouldBe(VisitResult.NoVisitOrderNeeded);
        (await host.FileAsync(new(Form("2023-03-12")) { Complaint = Complaint.NotSpine })).Outcome.ShouldBe(VisitResult.NoRule);
        (await host.FileAsync(Form("2011-12-31"))).Outcome.ShouldBe(VisitResult.NoRule);
        (await host.FileAsync(new(Form("2023-03-01")) { EmergentReason = "fracture" })).Answer.FormDue.ShouldBe(FormDue.BeforeClaim);
    }

    [Fact]
    public async Task The_same_call_again_gives_the_same_answer_and_its_key_with_another_form_is_refused()
    {
        await using var host = await StartAsync();
        var request = new RequestVisitRequest { Form = Form(), IdempotencyKey = "key" };
        var first = await host.Staff.RequestVisitAsync(request);
        host.Members.Away = true;
        (await host.Staff.RequestVisitAsync(request)).ShouldBe(first);
        request.Form.VisitOn = "2023-03-22";
        (await Refused(host.Staff.RequestVisitAsync(request).ResponseAsync)).ShouldBe((StatusCode.InvalidArgument, "idempotency-key-reused"));
    }

    [Fact]
    public async Task Side_by_side_the_same_visit_is_one_order()
    {
        await using var host = await StartAsync();
        var visits = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.FileAsync(Form())));
        visits.ShouldAllBe(visit => visit.Version == 1 && visit.VisitNumber == visits[0].VisitNumber);
        (await host.EventsAsync(visits[0].VisitNumber)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Overdue_evaluations_are_listed_until_they_take_place_and_late_ones_on_request()
    {
        await using var host = await StartAsync();
        var open = await host.CenterStaff.RecordEvaluationAsync(new(Evaluation("")) { RequestedOn = "2023-03-08" }); // a Wednesday
        open.DueOn.ShouldBe("2023-03-10");
        var chronic = await host.CenterStaff.RecordEvaluationAsync(
            new(Evaluation("")) { RequestedOn = "2023-03-08", Course = ComplaintCourse.Chronic });
        chronic.DueOn.ShouldBe("2023-03-22");
        (await Overdue()).ShouldBeEmpty();
        host.Clock.Day = new(2023, 3, 11);
        (await Overdue()).ShouldBe([open.EvaluationId]);
        await host.CenterStaff.RecordEvaluationAsync(new(Evaluation("2023-03-11")) { EvaluationId = open.EvaluationId, RequestedOn = "2023-03-08" });
        (await Overdue()).ShouldBeEmpty();
        (await Overdue(withLate: true)).ShouldBe([open.EvaluationId]);

        async Task<IEnumerable<string>> Overdue(bool withLate = false) => (await host.Administrator.ListOverdueAccessAsync(
            new() { PlanId = "resumed", WithLate = withLate })).Evaluations.Select(e => e.EvaluationId);
    }

    internal static async Task<(StatusCode, string?)> Refused<T>(Task<T> call)
    {
        var refusal = await Should.ThrowAsync<RpcException>(() => call);
        return (refusal.StatusCode, refusal.Trailers.GetValue("reason-code"));
    }
}
