using Google.Protobuf;
using Grpc.Core;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Time;
using Wire = UtilizationReview.Contracts.NurseReview.V1;

namespace UtilizationReview.NurseReview.Adapters;

/// <summary>What the calls on one item have in common: who may see it, and the way to the desk.</summary>
internal sealed class NurseCalls(NurseDesk desk, NurseRoster roster, PlanRegistry plans, TimeProvider clock)
{
    /// <summary>Now, by the service's clock.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>What the caller may work on; null when nobody saved it.</summary>
    public Task<NurseProfile?> ProfileAsync(ServerCallContext context) => roster.FindAsync(context.Caller().PersonId, context.CancellationToken);

    public static Nurse Nurse(Caller caller) => new(caller.PersonId, caller.Name);

    /// <summary>Carries out one command of the caller on an item the caller may see.</summary>
    public async Task<Wire.NurseItem> ActAsync(
        IMessage request, string trackingNumber, string idempotencyKey, ServerCallContext context, Func<Nurse, NurseItem, CommandOfNurse> command)
    {
        var (caller, key) = (context.Caller(), context.KeyOf(NurseReviewWire.Key(idempotencyKey)));
        var item = await VisibleAsync(trackingNumber, context);
        return ToWire(await desk.ExecuteAsync(
            trackingNumber, command(Nurse(caller), item.State), key, PayloadHash.Of(request), caller.Actor, context.CancellationToken));
    }

    /// <summary>The item, when it is in the queue and of the caller's plans; else nobody is told that it exists.</summary>
    public async Task<Versioned<NurseItem>> VisibleAsync(string trackingNumber, ServerCallContext context)
    {
        var item = await desk.ReadAsync(NurseReviewWire.TrackingNumber(trackingNumber), context.CancellationToken);
        return item?.State.Referral is { } referral && context.Caller().Sees(referral.PracticeId, referral.PlanId)
            ? item
            : throw LeaseSentences.NotInQueue.ToRpcException();
    }

    /// <summary>The zone in which the item's plan counts days.</summary>
    public TimeZoneInfo ZoneOf(NurseItem item) => ZoneOf(item.Referral!.PlanId)
        ?? throw new InvalidOperationException($"Plan {item.Referral.PlanId} of an item in the queue has no file here.");

    /// <summary>The zone in which a plan counts days; null when it has no file here.</summary>
    public TimeZoneInfo? ZoneOf(string planId) => plans.Find(planId) is { } plan ? TimeZones.Find(plan.TimeZone) : null;

    public Wire.NurseItem ToWire(Versioned<NurseItem> item) => NurseReviewWire.ToWire(item, clock.GetUtcNow());

    public Wire.NurseItem ToWire(DeskAnswer<NurseItem> answer)
    {
        var settled = answer.OrRefuse();
        return ToWire(new Versioned<NurseItem>(settled.State, settled.Version));
    }
}
