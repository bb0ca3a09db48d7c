using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Contracts.NurseReview.V1;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using Wire = UtilizationReview.Contracts.NurseReview.V1;

namespace UtilizationReview.NurseReview.Adapters;

/// <summary>The supervisors' gRPC surface: each reaches the cases and nurses of the own plans.</summary>
internal sealed class NurseSupervisionGrpc(NurseDesk desk, NurseRoster roster, SupervisorViews views, NurseCalls calls)
    : Wire.NurseSupervision.NurseSupervisionBase
{
    private static readonly Refusal UnknownNurse = new("nurse-unknown",
        "No nurse of your plans has this person id. Save what she may work on first, or choose one of ListNurses.")
    {
        Kind = RefusalKind.BadInput, Fields = [new("nurse_id", "not a nurse with a profile in your plans")],
    };

    public override async Task<Wire.NurseProfile> SaveNurse(SaveNurseRequest request, ServerCallContext context)
    {
        var (caller, nurse) = (context.Caller(), NurseReviewWire.Profile(request.Nurse));
        var known = nurse.PersonId.Length is > 0 and <= 64 ? await roster.FindAsync(nurse.PersonId, context.CancellationToken) : null;
        // Plans she works for that are not the caller's: they are not the caller's to give, and not to take away by leaving them out.
        var foreign = nurse.PlanIds.Except(caller.PlanIds).Concat((known?.PlanIds ?? []).Except(caller.PlanIds).Except(nurse.PlanIds)).ToList();
        if (foreign.Except(known?.PlanIds ?? []).FirstOrDefault() is { } given)
        {
            throw FindingRules.Bad("plan-not-yours", "nurse.plan_ids",
                $"'{given}' is not a plan you administer, so you cannot let a nurse work for it.", "must be plans you administer").ToRpcException();
        }
        var saved = (await roster.SaveAsync(
            nurse with { PlanIds = [.. nurse.PlanIds.Union(foreign)] }, context.KeyOf(NurseReviewWire.Key(request.IdempotencyKey)),
            PayloadHash.Of(request), caller.Actor, context.CancellationToken)).OrRefuse();
        return NurseReviewWire.ToWire(saved.State);
    }

    public override async Task<ListNursesResponse> ListNurses(ListNursesRequest request, ServerCallContext context)
    {
        var plans = context.Caller().PlanIds;
        var nurses = await roster.AllAsync(context.CancellationToken);
        return new() { Nurses = { nurses.Where(n => n.PlanIds.Intersect(plans).Any()).Select(NurseReviewWire.ToWire) } };
    }

    public override async Task<LoadResponse> Load(LoadRequest request, ServerCallContext context)
    {
        var nurses = await views.LoadAsync(Plans(request.PlanIds, context), context.CancellationToken);
        return new()
        {
            Nurses =
            {
                nurses.Select(n => new Wire.NurseLoad
                {
                    PersonId = n.PersonId, Name = n.Name, Held = n.Held, DoneToday = n.DoneToday, Present = n.Present,
                    AverageAgeSeconds = (long)n.AverageAge.TotalSeconds, NextDueAt = n.NextDueAt?.ToTimestamp(),
                }),
            },
        };
    }

    public override async Task<AgeingResponse> Ageing(AgeingRequest request, ServerCallContext context)
    {
        var pools = await views.AgeingAsync(Plans(request.PlanIds, context), context.CancellationToken);
        return new()
        {
            Pools =
            {
                pools.Select(p => new Wire.PoolAgeing
                {
                    PlanId = p.PlanId, Programs = { NurseReviewWire.ProgramsOf(p.Programs) }, MemberState = p.MemberState,
                    Skills = { NurseReviewWire.SkillsOf(p.Skills) }, Overdue = p.Buckets[0], Under4Hours = p.Buckets[1], Under24Hours = p.Buckets[2],
                    Under72Hours = p.Buckets[3], Later = p.Buckets[4], Waiting = p.Waiting, NextDueAt = p.NextDueAt.ToTimestamp(), Nurses = p.Nurses,
                }),
            },
        };
    }

    public override async Task<Wire.NurseItem> Assign(AssignRequest request, ServerCallContext context)
    {
        await calls.VisibleAsync(request.TrackingNumber, context); // an order of others is not found, whoever it is for
        var nurse = request.NurseId.Length is > 0 and <= 64 ? await roster.FindAsync(request.NurseId, context.CancellationToken) : null;
        if (nurse is null || !nurse.PlanIds.Intersect(context.Caller().PlanIds).Any()) throw UnknownNurse.ToRpcException();
        return await MoveAsync(request, request.TrackingNumber, request.IdempotencyKey, context, by => new AssignTo(by, nurse, request.Reason));
    }

    public override Task<Wire.NurseItem> ReturnToPool(ReturnToPoolRequest request, ServerCallContext context) =>
        MoveAsync(request, request.TrackingNumber, request.IdempotencyKey, context, by => new Domain.ReturnToPool(by, request.Reason));

    private async Task<Wire.NurseItem> MoveAsync(
        IMessage request, string trackingNumber, string idempotencyKey, ServerCallContext context, Func<Supervisor, NurseCommand> command)
    {
        var (caller, key) = (context.Caller(), context.KeyOf(NurseReviewWire.Key(idempotencyKey)));
        await calls.VisibleAsync(trackingNumber, context);
        return calls.ToWire(await desk.ExecuteAsync(
            trackingNumber, command(new(caller.PersonId, caller.Name)), key, PayloadHash.Of(request), caller.Actor, context.CancellationToken));
    }

    private static IReadOnlyList<string> Plans(Google.Protobuf.Collections.RepeatedField<string> asked, ServerCallContext context) =>
        asked.Count == 0 ? context.Caller().PlanIds : [.. context.Caller().PlanIds.Intersect(asked)];
}
