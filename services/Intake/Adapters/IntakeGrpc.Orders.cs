using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Orders: submission, reading and watching, and what is asked of them.</summary>
internal sealed partial class IntakeGrpc
{
    public override async Task<SubmitResponse> Submit(SubmitRequest request, ServerCallContext context)
    {
        var order = await submission.SubmitAsync(request, Key(context, request.IdempotencyKey), context.Caller(), context.CancellationToken);
        return new() { Order = views.Wire(order), Sentence = IntakeSentences.AfterSubmission(order.State) };
    }

    public override async Task<Order> GetOrder(GetOrderRequest request, ServerCallContext context) =>
        views.Wire(await views.SeenAsync(request.Number, context.Caller(), context.CancellationToken));

    public override Task<FindOrdersResponse> FindOrders(FindOrdersRequest request, ServerCallContext context) =>
        views.FindAsync(request, context.Caller(), context.CancellationToken);

    public override Task<Timeline> GetTimeline(GetTimelineRequest request, ServerCallContext context) =>
        views.TimelineAsync(request.Number, context.Caller(), context.CancellationToken);

    public override Task WatchOrder(GetOrderRequest request, IServerStreamWriter<Order> responseStream, ServerCallContext context) =>
        views.WatchAsync(request.Number, context.Caller(), responseStream, context.CancellationToken);

    public override async Task<Order> AddInformation(AddInformationRequest request, ServerCallContext context) =>
        views.Wire(await requests.AddInformationAsync(request, Key(context, request.IdempotencyKey), context.Caller(), context.CancellationToken));

    public override async Task<Order> Withdraw(WithdrawRequest request, ServerCallContext context) =>
        views.Wire(await requests.WithdrawAsync(request, Key(context, request.IdempotencyKey), context.Caller(), context.CancellationToken));

    public override async Task<ChangeApprovedResponse> ChangeApproved(ChangeApprovedRequest request, ServerCallContext context)
    {
        var (order, linked) = await requests.ChangeAsync(request, Key(context, request.IdempotencyKey), context.Caller(), context.CancellationToken);
        return new()
        {
            Order = views.Wire(order), LinkedOrder = linked is null
                ? null
                : views.Wire(linked), Sentence = IntakeSentences.AfterChange(linked?.State),
        };
    }

    public override async Task<Order> MoveSite(MoveSiteRequest request, ServerCallContext context) =>
        views.Wire(await requests.MoveSiteAsync(request, Key(context, request.IdempotencyKey), context.Caller(), context.CancellationToken));

    public override async Task<Order> RequestReconsideration(RequestReconsiderationRequest request, ServerCallContext context) =>
        views.Wire(await requests.ReconsiderAsync(request, Key(context, request.IdempotencyKey), context.Caller(), context.CancellationToken));

    public override async Task<Order> Revoke(RevokeRequest request, ServerCallContext context) =>
        views.Wire(await requests.RevokeAsync(request, Key(context, request.IdempotencyKey), context.Caller(), context.CancellationToken));

    public override async Task<Order> ExtendClock(ExtendClockRequest request, ServerCallContext context) =>
        views.Wire(await requests.ExtendAsync(request, Key(context, request.IdempotencyKey), context.Caller(), context.CancellationToken));
}
