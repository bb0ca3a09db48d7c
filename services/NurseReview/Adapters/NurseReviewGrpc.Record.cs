using Grpc.Core;
using UtilizationReview.Contracts.NurseReview.V1;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Identity;
using Wire = UtilizationReview.Contracts.NurseReview.V1;

namespace UtilizationReview.NurseReview.Adapters;

/// <content>The order's record: judged anew on the nurse's facts, what it lacks, and as a physician reads it.</content>
internal sealed partial class NurseReviewGrpc
{
    public override async Task<Wire.NurseItem> Reevaluate(ReevaluateRequest request, ServerCallContext context)
    {
        var item = (await calls.VisibleAsync(request.TrackingNumber, context)).State;
        var facts = Domain.Reevaluation.FactsOf(item);
        // What cannot be recorded is refused by the item without asking anybody.
        var lines = facts.Count == 0 || item.Lease?.PersonId != context.Caller().PersonId
            ? []
            : await orders.CompareAsync(item, await orders.GetAsync(item.OrderId, context.CancellationToken), facts, context.CancellationToken);
        return await calls.ActAsync(request, request.TrackingNumber, request.IdempotencyKey, context,
            (nurse, _) => new RecordReevaluation(nurse, facts, lines));
    }

    public override async Task<ListMissingResponse> ListMissing(ListMissingRequest request, ServerCallContext context)
    {
        var item = (await calls.VisibleAsync(request.TrackingNumber, context)).State;
        var missing = await orders.MissingAsync(item, context.CancellationToken);
        return new() { Missing = { missing.Select(NurseReviewWire.ToWire) } };
    }

    public override async Task<DraftReferralResponse> DraftReferral(DraftReferralRequest request, ServerCallContext context)
    {
        var item = (await calls.VisibleAsync(request.TrackingNumber, context)).State;
        var order = await orders.GetAsync(item.OrderId, context.CancellationToken);
        var judged = await JudgedIfPossibleAsync(item, order, context);
        var known = Domain.Reevaluation.For(item, judged, NurseCalls.Nurse(context.Caller()), calls.Now) is { } fact
            ? Domain.NurseItem.Evolve(item, fact)
            : item;
        var lines = ReferralSummary.Build(known, NurseRecords.CaseOf(order), request.Summary);
        return new()
        {
            Lines = { lines.Select(NurseReviewWire.ToWire) },
            Words = lines.Sum(line => ReferralSummary.Words(line.Text)) + ReferralSummary.Words(request.Summary),
        };
    }

    public override async Task<Wire.NurseItem> RequestInformation(RequestInformationRequest request, ServerCallContext context)
    {
        var answerBy = NurseReviewWire.AnswerBy(request.AnswerBy);
        IReadOnlyList<Domain.MissingFact> missing = request.AllMissing
            ? await orders.MissingAsync((await calls.VisibleAsync(request.TrackingNumber, context)).State, context.CancellationToken)
            : [];
        return await calls.ActAsync(request, request.TrackingNumber, request.IdempotencyKey, context,
            (nurse, item) => new AskForInformation(
                nurse, [.. request.Items.Union(missing.Select(m => m.Question))], [.. request.Facts.Union(missing.Select(m => m.Fact))],
                answerBy, calls.ZoneOf(item))
            {
                Missing = missing,
            });
    }

    public override async Task<Wire.NurseItem> Refer(ReferRequest request, ServerCallContext context)
    {
        var item = (await calls.VisibleAsync(request.TrackingNumber, context)).State;
        var order = await orders.GetAsync(item.OrderId, context.CancellationToken);
        var judged = await JudgedIfPossibleAsync(item, order, context);
        return await calls.ActAsync(request, request.TrackingNumber, request.IdempotencyKey, context,
            (nurse, _) => new Refer(nurse, request.Summary, [.. request.Criteria], NurseOrders.CriteriaOf(order))
            {
                Record = NurseRecords.CaseOf(order), Judged = judged,
            });
    }

    /// <summary>The criteria on what the caller corrected, when they have not judged it as it is now; null when nothing is due. What the caller
    /// does not hold is refused by the item without asking anybody.</summary>
    private async Task<JudgedAnew?> JudgedAnewAsync(Domain.NurseItem item, Contracts.Intake.V1.Order order, ServerCallContext context)
    {
        if (!Domain.Reevaluation.IsDue(item) || item.Lease?.PersonId != context.Caller().PersonId) return null;
        var facts = Domain.Reevaluation.FactsOf(item);
        return new(facts, await orders.CompareAsync(item, order, facts, context.CancellationToken));
    }

    /// <summary>The same for a referral, which no criteria that are away hold up: a physician judges for himself, and is told.</summary>
    private async Task<JudgedAnew?> JudgedIfPossibleAsync(Domain.NurseItem item, Contracts.Intake.V1.Order order, ServerCallContext context)
    {
        try
        {
            return await JudgedAnewAsync(item, order, context);
        }
        catch (RpcException problem) when (problem.StatusCode is StatusCode.Unavailable or StatusCode.InvalidArgument)
        {
            return null;
        }
    }
}
