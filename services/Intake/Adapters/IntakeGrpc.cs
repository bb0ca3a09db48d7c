using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Intake.Adapters;

/// <summary>The gRPC surface of intake: translates and calls the desks. Drafts and directory here; orders in IntakeGrpc.Orders.cs.</summary>
internal sealed partial class IntakeGrpc(DraftDesk drafts, IntakeDirectory directory,
    OrderSubmission submission, OrderRequests requests, OrderViews views)
    : Contracts.Intake.V1.Intake.IntakeBase
{
    public override Task<Draft> SaveDraft(SaveDraftRequest request, ServerCallContext context) =>
        drafts.SaveAsync(request, Key(context, request.IdempotencyKey), context.Caller(), context.CancellationToken);

    public override Task<Draft> GetDraft(GetDraftRequest request, ServerCallContext context) =>
        drafts.GetAsync(request.DraftId, context.Caller(), context.CancellationToken);

    public override async Task<ListDraftsResponse> ListDrafts(ListDraftsRequest request, ServerCallContext context) =>
        new() { Drafts = { await drafts.ListAsync(context.Caller(), context.CancellationToken) } };

    public override async Task<DiscardDraftResponse> DiscardDraft(DiscardDraftRequest request, ServerCallContext context)
    {
        await drafts.DiscardAsync(request, Key(context, request.IdempotencyKey), context.Caller(), context.CancellationToken);
        return new();
    }

    public override async Task<Member> SaveMember(SaveMemberRequest request, ServerCallContext context)
    {
        var member = request.Member ?? new Member();
        if (!context.Caller().Sees(null, member.PlanId))
        {
            throw OrderRefusals.BadField("not-your-plan", "member.plan_id", "The member's plan is not one of yours.").ToRpcException();
        }
        await directory.SaveAsync(member, Key(context, request.IdempotencyKey),
            PayloadHash.Of(request), context.Caller().Actor, context.CancellationToken);
        return member;
    }

    public override async Task<Member> GetMember(GetMemberRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        // A practice asks by the id on the member's card; others see the members of their plans.
        return await directory.MemberAsync(request.MemberId, context.CancellationToken) is { } member
            && (caller.PracticeId is not null || caller.Sees(null, member.PlanId))
            ? member
            : throw new Refusal("unknown-member", "There is no member with this id.") { Kind = RefusalKind.Unknown }.ToRpcException();
    }

    public override async Task<Practice> SavePractice(SavePracticeRequest request, ServerCallContext context)
    {
        var practice = request.Practice ?? new Practice();
        await directory.SaveAsync(practice, Key(context, request.IdempotencyKey),
            PayloadHash.Of(request), context.Caller().Actor, context.CancellationToken);
        return practice;
    }

    public override async Task<Practice> GetPractice(GetPracticeRequest request, ServerCallContext context)
    {
        // A practice belongs to no plan: whoever works for plans may read every one.
        return context.Caller().PracticeId is not { } own || own == request.PracticeId
            ? await directory.PracticeAsync(request.PracticeId, context.CancellationToken) ?? throw UnknownPractice()
            : throw UnknownPractice();

        static RpcException UnknownPractice() =>
            new Refusal("unknown-practice", "There is no practice with this id.") { Kind = RefusalKind.Unknown }.ToRpcException();
    }

    private static MessageKey Key(ServerCallContext context, string idempotencyKey) => context.KeyOf(OrderRefusals.Required(idempotencyKey));
}
