using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>Particulars of what is approved may change; what was approved is not judged again, and is revoked on a coded legal ground only.</summary>
public sealed class ChangeOfApprovedTests : IAsyncLifetime
{
    private IntakeHost _host = null!;
    private Order _approved = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await IntakeHost.StartAsync();
        _approved = (await _host.Submit(_host.LumbarDiscectomy())).Order;
        _approved.Status.ShouldBe(OrderStatus.Approved);
        // Whoever asked the criteria again would now hear another answer.
        _host.Script.Judge = (_, _) => ScriptedCriteria.NotMet();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_new_date_inside_the_validity_leaves_the_approval_as_it_is()
    {
        var changed = await Changed(r => r.DateOfService = _host.Day(30));
        changed.LinkedOrder.ShouldBeNull();
        changed.Sentence.ShouldBe("The change is recorded; what was approved stays approved.");
        changed.Order.Form.DateOfService.ShouldBe(_host.Day(30));
        (await Changed(r => r.DateOfService = _host.Day(60))).Order.Form.DateOfService.ShouldBe(_host.Day(60)); // the last day is inclusive
    }

    [Fact]
    public async Task A_date_after_the_last_valid_day_is_refused()
    {
        var refusal = (await Should.ThrowAsync<RpcException>(() => Change(r => r.DateOfService = _host.Day(61)))).ToRefusal()!;
        (refusal.Kind, refusal.Code).ShouldBe((RefusalKind.NotPossibleNow, "date-outside-validity"));
        refusal.Sentence.ShouldStartWith(
            $"The date of service {_host.Day(61)} is outside what the approval covers; choose a day from {_host.Day(0)} through {_host.Day(60)}. The order is approved; possible now: ");
        (await _host.Order(_approved.TrackingNumber)).ShouldBe(_approved);
    }

    [Fact]
    public async Task A_facility_of_the_same_kind_leaves_the_approval_as_it_is()
    {
        var changed = await Changed(r => r.FacilityId = "oakwood-surgery");
        changed.LinkedOrder.ShouldBeNull();
        (changed.Order.Form.FacilityId, changed.Order.Form.PlaceOfService).ShouldBe(("oakwood-surgery", PlaceOfService.AmbulatorySurgeryCenter));
    }

    [Fact]
    public async Task An_unknown_facility_is_refused()
    {
        var refusal = (await Should.ThrowAsync<RpcException>(() => Change(r => r.FacilityId = "nowhere"))).ToRefusal()!;
        refusal.Fields.ShouldContain(new FieldProblem("facility_id", "There is no facility 'nowhere'; look it up with FindFacilities."));
        (await _host.Order(_approved.TrackingNumber)).ShouldBe(_approved);
    }

    [Fact]
    public async Task A_move_to_a_hospital_for_a_code_in_scope_is_a_review_of_its_own_beside_the_approval()
    {
        var changed = await Changed(r => r.FacilityId = "meadow-general");
        (changed.Order.Form.FacilityId, changed.Order.Form.PlaceOfService).ShouldBe(("lakeside-surgery", PlaceOfService.AmbulatorySurgeryCenter));
        var linked = changed.LinkedOrder;
        (linked.LinkedFrom, linked.Form.FacilityId, linked.Form.PlaceOfService)
            .ShouldBe((_approved.TrackingNumber, "meadow-general", PlaceOfService.OnCampusOutpatientHospital));
        linked.Lines.ShouldHaveSingleItem().Line.Code.ShouldBe("63030");
        linked.Status.ShouldBe(OrderStatus.NurseReview);
        changed.Order.LinkedOrders.ShouldBe([linked.TrackingNumber]);
        changed.Sentence.ShouldBe(
            $"What was approved stays approved; what needs a review of its own is now the order {linked.TrackingNumber}, which is in nurse review.");
    }

    [Fact]
    public async Task A_new_surgeon_leaves_the_approval_as_it_is()
    {
        var changed = await Changed(r => r.SurgeonId = "dr-other");
        (changed.LinkedOrder, changed.Order.Form.SurgeonId).ShouldBe((null, "dr-other"));
    }

    [Fact]
    public async Task A_revocation_on_a_coded_ground_ends_the_approval()
    {
        var revoked = await Revoke(RevocationGround.FraudOrMisstatement, "Finding 2026-17");
        revoked.Status.ShouldBe(OrderStatus.Revoked);
        revoked.Lines[0].Outcome.ShouldBe(LineOutcome.Revoked);
        revoked.Lines[0].Determinations.ShouldBe(_approved.Lines[0].Determinations); // on record as it was made
        var timeline = await _host.As(IntakeHost.MapleStaff).GetTimelineAsync(new() { Number = _approved.TrackingNumber }, cancellationToken: Ct);
        timeline.Entries.Single(e => e.What == "lines-revoked").Sentence.ShouldBe("The approval of line 1 was revoked (fraud or misstatement): Finding 2026-17.");
        (await Should.ThrowAsync<RpcException>(() => Change(r => r.SurgeonId = "dr-other"))).StatusCode.ShouldBe(StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task A_revocation_can_be_appealed_and_one_that_is_overturned_approves_again()
    {
        (await Revoke(RevocationGround.CoverageEnded, "Enrollment file")).PossibleNow.ShouldBe(["FileAppeal"]);
        var ladder = _host.LadderAs(IntakeHost.Administrator);
        var filed = await ladder.FileAppealAsync(new()
        {
            Number = _approved.TrackingNumber, Step = RecourseStep.PlanAppeal, FiledBy = AppealFiler.Enrollee, Reference = "G-18", IdempotencyKey = _host.Key(),
        }, cancellationToken: Ct);
        filed.Appeals.ShouldHaveSingleItem().Lines.ShouldBe([1]);
        filed.Steps.Single(s => s.Step == RecourseStep.PlanAppeal).State.ShouldBe(RecourseState.Running);
        await ladder.RecordAppealOutcomeAsync(new()
        {
            Number = _approved.TrackingNumber, Step = RecourseStep.PlanAppeal, Outcome = AppealResult.Overturned, DecidedOn = _host.Day(0), Body = "the plan's appeals unit",
            IdempotencyKey = _host.Key(),
        }, cancellationToken: Ct);
        var order = await _host.Order(_approved.TrackingNumber);
        (order.Status, order.OrderNumber).ShouldBe((OrderStatus.Approved, _approved.OrderNumber));
        var timeline = await _host.As(IntakeHost.MapleStaff).GetTimelineAsync(new() { Number = _approved.TrackingNumber }, cancellationToken: Ct);
        timeline.Entries.Single(e => e.What == "approval-reinstated").Sentence.ShouldStartWith("The plan appeal overturned the revocation of line 1: it is approved again, valid through ");
    }

    [Theory]
    [InlineData(RevocationGround.Unspecified, "Finding 2026-17")]
    [InlineData(RevocationGround.Statute, "")]
    public async Task A_revocation_without_a_coded_ground_and_what_it_relies_on_is_refused(RevocationGround ground, string citation)
    {
        var refusal = (await Should.ThrowAsync<RpcException>(() => Revoke(ground, citation))).ToRefusal()!;
        refusal.Code.ShouldBe("revocation-ground-required");
        refusal.Sentence.ShouldStartWith(
            "An approval is revoked only on a coded legal ground (fraud or misstatement, coverage ended, statute) with the finding or statute relied on.");
        (await _host.Order(_approved.TrackingNumber)).ShouldBe(_approved);
    }

    [Fact]
    public async Task A_practice_or_a_nurse_cannot_revoke()
    {
        foreach (var caller in new[] { IntakeHost.MapleStaff, IntakeHost.Nurse, IntakeHost.ContactCenter })
        {
            (await Should.ThrowAsync<RpcException>(() => Revoke(RevocationGround.Statute, "§ 1", caller))).StatusCode.ShouldBe(StatusCode.PermissionDenied);
        }
        (await _host.Order(_approved.TrackingNumber)).ShouldBe(_approved);
    }

    /// <summary>Carries out a change after which the order is approved and its lines are, to the letter, as they were.</summary>
    private async Task<ChangeApprovedResponse> Changed(Action<ChangeApprovedRequest> what)
    {
        var changed = await Change(what);
        changed.Order.Status.ShouldBe(OrderStatus.Approved);
        changed.Order.OrderNumber.ShouldBe(_approved.OrderNumber);
        changed.Order.Lines.ShouldBe(_approved.Lines);
        return changed;
    }

    private async Task<ChangeApprovedResponse> Change(Action<ChangeApprovedRequest> what)
    {
        var request = new ChangeApprovedRequest { Number = _approved.TrackingNumber, IdempotencyKey = _host.Key() };
        what(request);
        return await _host.As(IntakeHost.MapleStaff).ChangeApprovedAsync(request, cancellationToken: Ct);
    }

    private async Task<Order> Revoke(RevocationGround ground, string citation, Caller? by = null) => await _host.As(by ?? IntakeHost.Administrator).RevokeAsync(
        new() { Number = _approved.TrackingNumber, Ground = ground, Citation = citation, IdempotencyKey = _host.Key() }, cancellationToken: Ct);
}
