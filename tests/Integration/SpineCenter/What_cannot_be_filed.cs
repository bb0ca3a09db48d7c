using Grpc.Core;
using UtilizationReview.Contracts.SpineCenter.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Platform.Desks;
using static UtilizationReview.Tests.Integration.SpineCenter.SpineHost;
using static UtilizationReview.Tests.Integration.SpineCenter.Visits_are_filed_and_claims_checked;

namespace UtilizationReview.Tests.Integration.SpineCenter;

public sealed class What_cannot_be_filed : IAsyncLifetime
{
    private SpineHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Everything_wrong_with_a_form_is_told_at_once_by_field()
    {
        var refusal = await Should.ThrowAsync<RpcException>(
            () => _host.FileAsync(new() { VisitOn = "tomorrow", BookedOn = "2023-02-30", SurgeonId = new('x', 65) }));
        refusal.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refusal.ToRefusal()!.Fields.Select(field => field.Field).Order(StringComparer.Ordinal).ShouldBe(
            ["form.booked_on", "form.complaint", "form.member_id", "form.place_of_service", "form.plan_id", "form.surgeon_id", "form.visit_on"]);
    }

    [Fact]
    public async Task A_form_with_a_value_that_cannot_be_is_refused()
    {
        (await Field(Form("2024-03-11"))).ShouldBe(["form.visit_on"]);
        (await Field(new(Form()) { BookedOn = "2023-03-11" })).ShouldBe(["form.booked_on"]);
        (await Field(new(Form()) { EmergentReason = "hurts" })).ShouldBe(["form.emergent_reason"]);
        (await Field(new(Form()) { PlaceOfService = (PlaceOfService)99 })).ShouldBe(["form.place_of_service"]);
        (await Field(new(Form()) { PracticeId = "others" })).ShouldBe(["form.practice_id"]);
        (await Refused(_host.Staff.RequestVisitAsync(new() { Form = Form() }).ResponseAsync))
            .ShouldBe((StatusCode.InvalidArgument, "invalid-request"));
    }

    [Fact]
    public async Task Unknown_plans_members_and_visits_are_not_found()
    {
        (await Refused(_host.FileAsync(Form(plan: "lost")))).ShouldBe((StatusCode.NotFound, "unknown-plan"));
        (await Refused(_host.FileAsync(Form(member: "nobody")))).ShouldBe((StatusCode.NotFound, "unknown-member"));
        (await Refused(_host.FileAsync(Form(member: "published/m-in")))).ShouldBe((StatusCode.NotFound, "unknown-member"));
        var visit = await _host.FileAsync(Form());
        (await Refused(_host.OtherStaff.GetVisitAsync(new() { VisitNumber = visit.VisitNumber }).ResponseAsync))
            .ShouldBe((StatusCode.NotFound, "unknown-visit"));
    }

    [Fact]
    public async Task A_county_the_answer_hangs_on_is_asked_for() =>
        (await Refused(_host.FileAsync(Form(member: "m-nowhere")))).ShouldBe((StatusCode.FailedPrecondition, "county-unknown"));

    [Fact]
    public async Task With_Intake_away_filing_is_unavailable_and_reading_goes_on()
    {
        var visit = await _host.FileAsync(Form());
        _host.Members.Away = true;
        (await Refused(_host.FileAsync(Form("2023-03-21")))).Item1.ShouldBe(StatusCode.Unavailable);
        (await _host.Staff.GetVisitAsync(new() { VisitNumber = visit.VisitNumber })).Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_practice_records_evaluations_of_its_own_centers_only()
    {
        (await Refused(_host.Staff.RecordEvaluationAsync(Evaluation("2023-03-10")).ResponseAsync))
            .ShouldBe((StatusCode.PermissionDenied, "not-your-center"));
        var recorded = await _host.CenterStaff.RecordEvaluationAsync(Evaluation("2023-03-10"));
        var undone = new RecordEvaluationRequest(Evaluation("")) { EvaluationId = recorded.EvaluationId, RequestedOn = "2023-03-10" };
        (await Refused(_host.CenterStaff.RecordEvaluationAsync(undone).ResponseAsync))
            .ShouldBe((StatusCode.FailedPrecondition, "evaluation-took-place"));
        (await Refused(_host.CenterStaff.RecordEvaluationAsync(new(Evaluation("2023-03-10")) { EvaluationId = "EV-none" }).ResponseAsync))
            .ShouldBe((StatusCode.NotFound, "unknown-evaluation"));
        (await Refused(_host.CenterStaff.RecordEvaluationAsync(Evaluation("2023-03-11")).ResponseAsync))
            .ShouldBe((StatusCode.InvalidArgument, "invalid-evaluation"));
        var elsewhere = new RecordEvaluationRequest(Evaluation("2023-03-10")) { PlanId = "none", MemberId = "none/m-in" };
        (await Refused(_host.CenterStaff.RecordEvaluationAsync(elsewhere).ResponseAsync))
            .ShouldBe((StatusCode.FailedPrecondition, "plan-without-program"));
    }

    [Fact]
    public async Task Centers_are_listed_by_program_state_and_day_and_bad_ones_are_not_saved()
    {
        await _host.Administrator.SaveCenterAsync(new()
        {
            Center = new(Center("ended-spine")) { State = "MN", DesignatedThrough = "2020-12-31" }, IdempotencyKey = Key(),
        });
        (await List(new())).ShouldBe(["ended-spine", "hudson-spine"]);
        (await List(new() { State = "MN" })).ShouldBe(["ended-spine"]);
        (await List(new() { DesignatedOn = "2021-01-01" })).ShouldBe(["hudson-spine"]);
        (await List(new() { DesignatedOn = "2020-12-31", ProgramId = "upper-midwest-spine" })).ShouldBe(["ended-spine", "hudson-spine"]);
        (await Refused(_host.Administrator.SaveCenterAsync(new() { Center = new(Center()) { State = "Wis" }, IdempotencyKey = Key() }).ResponseAsync))
            .ShouldBe((StatusCode.InvalidArgument, "invalid-center"));

        async Task<IEnumerable<string>> List(ListCentersRequest request) =>
            (await _host.Staff.ListCentersAsync(request)).Centers.Select(c => c.CenterId);
    }

    [Fact]
    public async Task A_claim_is_not_checked_before_its_visit() =>
        (await Refused(_host.Staff.CheckClaimAsync(new() { Visit = Form() }).ResponseAsync))
            .ShouldBe((StatusCode.InvalidArgument, "invalid-request"));

    private async Task<IEnumerable<string>> Field(VisitForm form) =>
        (await Should.ThrowAsync<RpcException>(() => _host.FileAsync(form))).ToRefusal()!.Fields.Select(field => field.Field);
}
