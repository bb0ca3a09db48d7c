using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Contracts.Access;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using P = UtilizationReview.Contracts.PeerToPeer.V1;

namespace UtilizationReview.PeerToPeer.Adapters;

/// <summary>The service's RPCs: roster, presence, worklist and cases. Talks are in PeerToPeerGrpc.Talks.cs.</summary>
internal sealed partial class PeerToPeerGrpc(
    CaseDesk desk, RosterDesk roster, CaseReader reader, Facilities facilities, PhysicianPresence presence, Live live)
    : P.PeerToPeer.PeerToPeerBase
{
    public override async Task<P.Physician> SavePhysician(P.SavePhysicianRequest request, ServerCallContext context)
    {
        var physician = PeerToPeerReading.Physician(request.Physician).OrThrow();
        var caller = context.Caller();
        var others = (await roster.AllAsync(context.CancellationToken)).Where(p => p.Id != physician.Id);
        var save = new SavePhysician(physician)
        {
            KeepHours = request.KeepHours, Administers = caller.Role == Roles.PlanAdministrator ? caller.PlanIds : null,
            NpiTaken = others.Any(p => p.Npi == physician.Npi),
        };
        return await SaveAsync(physician.Id, save, request, request.IdempotencyKey, 0, request.MoveBookedTalks, context);
    }

    public override Task<P.Physician> SaveMyHours(P.SaveMyHoursRequest request, ServerCallContext context) => SaveAsync(
        context.Caller().PersonId, PeerToPeerReading.Hours(request).OrThrow(), request, request.IdempotencyKey, request.Version,
        request.MoveBookedTalks, context);

    public override async Task<P.Physician> GetPhysician(P.GetPhysicianRequest request, ServerCallContext context)
    {
        var found = await roster.ReadAsync(request.PhysicianId, context.CancellationToken);
        if (found is null || !Visible(context.Caller(), found.State)) throw Refusals.UnknownPhysician.ToRpcException();
        var present = await presence.PresentAsync(context.CancellationToken);
        return PeerToPeerWire.Physician(found.State, found.Version, present.Contains(found.State.Id));
    }

    public override async Task<P.ListPhysiciansResponse> ListPhysicians(P.ListPhysiciansRequest request, ServerCallContext context)
    {
        var all = await roster.AllVersionedAsync(context.CancellationToken);
        var present = await presence.PresentAsync(context.CancellationToken);
        return new()
        {
            Physicians =
            {
                all.Where(p => Visible(context.Caller(), p.State) && (request.PlanId.Length == 0 || p.State.PlanIds.Contains(request.PlanId)))
                    .Select(p => PeerToPeerWire.Physician(p.State, p.Version, present.Contains(p.State.Id))),
            },
        };
    }

    public override async Task<P.Presence> Heartbeat(P.HeartbeatRequest request, ServerCallContext context)
    {
        var me = await reader.MeAsync(context.Caller(), context.CancellationToken);
        return new() { Present = true, Until = (await presence.BeatAsync(me.Id, context.CancellationToken)).ToTimestamp() };
    }

    public override async Task<P.Presence> SetAway(P.SetAwayRequest request, ServerCallContext context)
    {
        await presence.SetAwayAsync(context.Caller().PersonId, context.CancellationToken);
        return new();
    }

    public override async Task<P.Worklist> ListWorklist(P.ListWorklistRequest request, ServerCallContext context) =>
        await live.WorklistAsync(await reader.MeAsync(context.Caller(), context.CancellationToken), context.CancellationToken);

    public override Task WatchWorklist(P.ListWorklistRequest request, IServerStreamWriter<P.Worklist> responseStream, ServerCallContext context) =>
        live.WatchAsync(() => reader.MeAsync(context.Caller(), context.CancellationToken), responseStream, context.CancellationToken);

    public override async Task<P.CaseDetail> GetCase(P.GetCaseRequest request, ServerCallContext context)
    {
        var found = await reader.KnownAsync(request.Number, context.Caller(), context.CancellationToken);
        var order = await reader.OrderAsync(found.State.Number, context.CancellationToken);
        return new()
        {
            Case = PeerToPeerWire.Case(found.State.On([.. order.Lines.Select(PeerToPeerReading.Asked)]), found.Version, live.Now), Order = order,
            Talks = { found.State.Talks.Select(t => PeerToPeerWire.Talk(found.State, t)) },
            Attempts = { found.State.Attempts.Select(PeerToPeerWire.Attempt) },
        };
    }

    public override async Task<P.PhysicianCase> TakeCase(P.TakeCaseRequest request, ServerCallContext context)
    {
        await reader.KnownAsync(request.Number, context.Caller(), context.CancellationToken);
        var me = await reader.MeAsync(context.Caller(), context.CancellationToken);
        return Told(await ExecuteAsync(request.Number, new TakeCase(me), request, request.IdempotencyKey, context));
    }

    public override async Task<P.PhysicianCase> ReleaseCase(P.ReleaseCaseRequest request, ServerCallContext context)
    {
        await reader.KnownAsync(request.Number, context.Caller(), context.CancellationToken);
        return Told(await ExecuteAsync(request.Number, new ReleaseCase(By(context)), request, request.IdempotencyKey, context));
    }

    public override async Task<P.DetermineResponse> Determine(P.DetermineRequest request, ServerCallContext context)
    {
        var found = await reader.KnownAsync(request.Number, context.Caller(), context.CancellationToken);
        var me = await reader.MeAsync(context.Caller(), context.CancellationToken);
        var lines = PeerToPeerReading.Lines(request).OrThrow();
        var order = await reader.OrderAsync(found.State.Number, context.CancellationToken);
        var signature = PeerToPeerReading.Signature(request.Attestation);
        var command = new Determine(
            By(context), me, lines, signature, request.SoftwareRecommended, [.. order.Lines.Select(PeerToPeerReading.Asked)])
        {
            Clinicians = CaseReader.CliniciansOf(order), Site = order.Form.FacilityId,
            Facilities = await facilities.KnownAsync(lines.Select(l => l.FacilityId), context.CancellationToken),
        };
        var settled = await ExecuteAsync(request.Number, command, request, request.IdempotencyKey, context);
        return new()
        {
            Case = Told(settled),
            Sentence = $"Signed by {me.Name}: {string.Join("; ", lines.Select(l => $"line {l.Line} {PeerToPeerWire.Word(l.Verdict)}"))}. "
                + "The order is determined as soon as intake has recorded it.",
        };
    }

    private async Task<P.Physician> SaveAsync(
        string id, RosterCommand command, IMessage request, string key, int version, bool moveTalks, ServerCallContext context)
    {
        if (!moveTalks && await roster.AfterAsync(id, command, live.Now, context.CancellationToken) is { } after
            && await desk.LostAsync(after, context.CancellationToken) is { Count: > 0 } lost)
        {
            throw Bookings.Affected([.. lost.Select(l => l.Talk)]).ToRpcException();
        }
        var saved = (await roster.ExecuteAsync(
            id, command, Key(context, key), PayloadHash.Of(request), context.Caller().Actor, version == 0 ? null : version,
            context.CancellationToken)).OrRefuse();
        // Saved first: what a death in between leaves behind is found by the watch of bookings.
        var released = await desk.ReleaseLostAsync(saved.State, context.Caller().Actor, context.CancellationToken);
        var present = await presence.PresentAsync(context.CancellationToken);
        var wire = PeerToPeerWire.Physician(saved.State, saved.Version, present.Contains(saved.Id));
        wire.ReleasedTalks.AddRange(released);
        return wire;
    }

    private static bool Visible(Caller caller, Physician physician) => physician.PlanIds.Any(plan => caller.Sees(null, plan));

    private static Who By(ServerCallContext context) => new(context.Caller().PersonId, context.Caller().Role);

    private static MessageKey Key(ServerCallContext context, string key) => key.Length is > 0 and <= 100
        ? context.KeyOf(key)
        : throw Refusals.Bad("idempotency_key", "must have 1 to 100 characters, new for each intended change").ToRpcException();

    private P.PhysicianCase Told(Settled<PhysicianCase> settled) => PeerToPeerWire.Case(settled.State, settled.Version, live.Now);

    private async Task<Settled<PhysicianCase>> ExecuteAsync(
        string number, CaseCommand command, IMessage request, string key, ServerCallContext context) =>
        (await desk.ExecuteAsync(number, command, Key(context, key), PayloadHash.Of(request), context.Caller().Actor, context.CancellationToken))
            .OrRefuse();

    private async Task<Settled<PhysicianCase>> ExecuteAsync(
        string number, Func<Bench, CaseCommand> command, IMessage request, string key, ServerCallContext context) =>
        (await desk.ExecuteAsync(number, command, Key(context, key), PayloadHash.Of(request), context.Caller().Actor, context.CancellationToken))
            .OrRefuse();
}
