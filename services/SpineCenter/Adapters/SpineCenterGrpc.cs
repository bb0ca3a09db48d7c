using Grpc.Core;
using UtilizationReview.Contracts.SpineCenter.V1;
using UtilizationReview.Platform.Identity;
using Wire = UtilizationReview.Contracts.SpineCenter.V1;

namespace UtilizationReview.SpineCenter.Adapters;

/// <summary>The service on the wire.</summary>
internal sealed class SpineCenterGrpc(CenterBook centers, EvaluationBook evaluations, VisitBook visits) : Wire.SpineCenter.SpineCenterBase
{
    public override async Task<Center> SaveCenter(SaveCenterRequest request, ServerCallContext context) =>
        SpineCenterWire.Write(await centers.SaveAsync(request, context.KeyOf(request.IdempotencyKey), context.Caller(), context.CancellationToken));

    public override async Task<ListCentersResponse> ListCenters(ListCentersRequest request, ServerCallContext context) =>
        new() { Centers = { (await centers.ListAsync(request, context.CancellationToken)).Select(SpineCenterWire.Write) } };

    public override async Task<Evaluation> RecordEvaluation(RecordEvaluationRequest request, ServerCallContext context) => SpineCenterWire.Write(
        await evaluations.RecordAsync(request, context.KeyOf(request.IdempotencyKey), context.Caller(), context.CancellationToken));

    public override async Task<GetEvaluationsResponse> GetEvaluations(GetEvaluationsRequest request, ServerCallContext context) => new()
    {
        Evaluations =
        {
            (await evaluations.OfMemberAsync(request.MemberId, context.Caller(), context.CancellationToken)).Select(SpineCenterWire.Write),
        },
    };

    public override async Task<Visit> RequestVisit(RequestVisitRequest request, ServerCallContext context) =>
        SpineCenterWire.Write(await visits.FileAsync(request, context.KeyOf(request.IdempotencyKey), context.Caller(), context.CancellationToken));

    public override Task<Visit> GetVisit(GetVisitRequest request, ServerCallContext context) =>
        visits.GetAsync(request.VisitNumber, context.Caller(), context.CancellationToken);

    public override async Task<ListVisitsToReviewResponse> ListVisitsToReview(ListVisitsToReviewRequest request, ServerCallContext context) =>
        new() { Visits = { (await visits.ToReviewAsync(request, context.Caller(), context.CancellationToken)).Select(SpineCenterWire.Write) } };

    public override async Task<Visit> DecideVisit(DecideVisitRequest request, ServerCallContext context) =>
        SpineCenterWire.Write(await visits.DecideAsync(request, context.KeyOf(request.IdempotencyKey), context.Caller(), context.CancellationToken));

    public override Task<CheckClaimResponse> CheckClaim(CheckClaimRequest request, ServerCallContext context) =>
        visits.CheckAsync(request, context.Caller(), context.CancellationToken);

    public override Task<ListOverdueAccessResponse> ListOverdueAccess(ListOverdueAccessRequest request, ServerCallContext context) =>
        evaluations.OverdueAsync(request, context.Caller(), context.CancellationToken);
}
