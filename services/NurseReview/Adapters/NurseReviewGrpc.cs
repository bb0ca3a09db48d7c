using Grpc.Core;
using UtilizationReview.Contracts.NurseReview.V1;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using Wire = UtilizationReview.Contracts.NurseReview.V1;

namespace UtilizationReview.NurseReview.Adapters;

/// <summary>The gRPC surface: translates, sees to it that the caller reaches only items of the caller's plans, and calls the desk.</summary>
internal sealed partial class NurseReviewGrpc(
    NurseDesk desk, NurseQueue queue, QueueWatch watch, NurseOrders orders, NurseDocuments documents, NurseCalls calls)
    : Wire.NurseReview.NurseReviewBase
{
    public override async Task<ListQueueResponse> ListQueue(ListQueueRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var (size, part) = (NurseReviewWire.PageSize(request.PageSize), Part(request.Filter, caller));
        var items = await queue.PageAsync(
            part, NurseReviewWire.Stages(request.Stages), request.Mine ? caller.PersonId : null, NurseReviewWire.Place(request.PageToken), size + 1,
            context.CancellationToken);
        var response = new ListQueueResponse { Items = { items.Take(size).Select(calls.ToWire) } };
        if (items.Count > size) response.NextPageToken = new QueuePlace(items[size - 1].State.DueAt, items[size - 1].State.OrderId).ToToken();
        return response;
    }

    public override Task WatchQueue(WatchQueueRequest request, IServerStreamWriter<QueueChange> responseStream, ServerCallContext context) =>
        watch.RunAsync(Part(request.Filter, context.Caller()), responseStream, context.CancellationToken);

    public override async Task<ClaimNextResponse> ClaimNext(ClaimNextRequest request, ServerCallContext context)
    {
        var (caller, key, hash) = (context.Caller(), context.KeyOf(NurseReviewWire.Key(request.IdempotencyKey)), PayloadHash.Of(request));
        var profile = await calls.ProfileAsync(context);
        var (part, command) = (Part(request.Filter, caller).Within(profile), new ClaimOpen(NurseCalls.Nurse(caller)) { Profile = profile });
        var answer = await desk.ExecuteNextAsync(part, command, key, hash, caller.Actor, context.CancellationToken);
        return answer is null ? new() : new() { Item = calls.ToWire(answer) };
    }

    public override async Task<Wire.NurseItem> Claim(ClaimRequest request, ServerCallContext context)
    {
        var profile = await calls.ProfileAsync(context);
        return await calls.ActAsync(
            request, request.TrackingNumber, request.IdempotencyKey, context, (nurse, _) => new Claim(nurse) { Profile = profile });
    }

    public override Task<Wire.NurseItem> RenewLease(RenewLeaseRequest request, ServerCallContext context) =>
        calls.ActAsync(request, request.TrackingNumber, request.IdempotencyKey, context, (nurse, _) => new RenewLease(nurse));

    public override Task<Wire.NurseItem> Release(ReleaseRequest request, ServerCallContext context) =>
        calls.ActAsync(request, request.TrackingNumber, request.IdempotencyKey, context, (nurse, _) => new Release(nurse));

    public override async Task<GetItemResponse> GetItem(GetItemRequest request, ServerCallContext context)
    {
        var item = await calls.VisibleAsync(request.TrackingNumber, context);
        var order = await orders.GetAsync(item.State.OrderId, context.CancellationToken);
        var waiting = new Versioned<Domain.NurseItem>(item.State.On(NurseOrders.CriteriaOf(order)), item.Version);
        return new() { Item = calls.ToWire(waiting), Order = order };
    }

    public override async Task<Wire.NurseItem> RecordFinding(RecordFindingRequest request, ServerCallContext context)
    {
        var (kind, fact) = (NurseReviewWire.Kind(request.Kind), NurseReviewWire.Fact(request.Fact));
        var item = (await calls.VisibleAsync(request.TrackingNumber, context)).State;
        var criteria = await orders.CriteriaAsync(item.OrderId, context.CancellationToken);
        var problem = kind == Domain.FindingKind.Corrected ? await documents.NotCitableAsync(item.OrderId, fact, context.CancellationToken) : "";
        return await calls.ActAsync(request, request.TrackingNumber, request.IdempotencyKey, context,
            (nurse, _) => new RecordFinding(nurse, request.Line, request.Criterion, kind, fact, request.Note, criteria) { NotCitable = problem });
    }

    public override async Task<Wire.NurseItem> Approve(ApproveRequest request, ServerCallContext context)
    {
        var attestation = NurseReviewWire.Attestation(request.Attestation, NurseCalls.Nurse(context.Caller()));
        var item = (await calls.VisibleAsync(request.TrackingNumber, context)).State;
        var order = await orders.GetAsync(item.OrderId, context.CancellationToken);
        var judged = await JudgedAnewAsync(item, order, context);
        return await calls.ActAsync(request, request.TrackingNumber, request.IdempotencyKey, context,
            (nurse, _) => new Approve(nurse, [.. request.Lines], attestation, request.Reason, NurseOrders.CriteriaOf(order)) { Judged = judged });
    }

    private static QueuePart Part(QueueFilter? filter, Caller caller) =>
        QueuePart.For(caller, filter?.PlanIds ?? [], NurseReviewWire.Mask(filter?.Programs ?? []));
}
