using Grpc.Core;
using UtilizationReview.Contracts.Access;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using P = UtilizationReview.Contracts.PeerToPeer.V1;

namespace UtilizationReview.PeerToPeer.Adapters;

/// <summary>The RPCs about talks.</summary>
internal sealed partial class PeerToPeerGrpc
{
    public override async Task<P.TalkAnswer> RequestTalk(P.RequestTalkRequest request, ServerCallContext context)
    {
        var contact = PeerToPeerReading.Contact(request.Contact).OrThrow();
        var windows = PeerToPeerReading.Windows(request.Windows).OrThrow();
        var number = await reader.IntroducedAsync(request.Number, context.Caller(), context.CancellationToken);
        var opener = Opener(context, request.IdempotencyKey);
        var settled = await ExecuteAsync(
            number, bench => new AskForTalk(By(context), contact, windows, request.CallBackOnly, opener, bench),
            request, request.IdempotencyKey, context);
        return PeerToPeerWire.Answer(settled.State, OpenedBy(settled.State, opener));
    }

    public override async Task<P.TalkAnswer> OfferTalk(P.OfferTalkRequest request, ServerCallContext context)
    {
        var contact = PeerToPeerReading.Contact(request.Contact).OrThrow();
        var windows = PeerToPeerReading.Windows(request.Windows).OrThrow();
        var number = await reader.IntroducedAsync(request.Number, context.Caller(), context.CancellationToken);
        var opener = Opener(context, request.IdempotencyKey);
        var settled = await ExecuteAsync(
            number, bench => new OfferTalk(By(context), contact, windows, request.AnswerBy?.ToDateTimeOffset(), opener, bench), request,
            request.IdempotencyKey, context);
        return PeerToPeerWire.Answer(settled.State, OpenedBy(settled.State, opener));
    }

    public override async Task<P.TalkAnswer> OfferSlots(P.OfferSlotsRequest request, ServerCallContext context)
    {
        var windows = PeerToPeerReading.Windows(request.Windows).OrThrow();
        var known = await reader.OfTalkAsync(request.TalkId, context.Caller(), context.CancellationToken);
        var settled = await ExecuteAsync(
            known.Number, bench => new OfferSlots(By(context), request.TalkId, windows, bench), request, request.IdempotencyKey, context);
        return PeerToPeerWire.Answer(settled.State, Find(settled.State, request.TalkId));
    }

    public override Task<P.Talk> Book(P.BookRequest request, ServerCallContext context)
    {
        var start = PeerToPeerReading.Instant(request.Start, "start").OrThrow();
        var agreed = PeerToPeerReading.AgreedWith(request.AgreedWith).OrThrow();
        return OnTalkAsync(
            request.TalkId,
            bench => new BookSlot(By(context), request.TalkId, request.PhysicianId, start, Move: false, bench) { AgreedWith = agreed }, request,
            request.IdempotencyKey, context);
    }

    public override Task<P.Talk> MoveTalk(P.MoveTalkRequest request, ServerCallContext context)
    {
        var start = PeerToPeerReading.Instant(request.Start, "start").OrThrow();
        var agreed = PeerToPeerReading.AgreedWith(request.AgreedWith).OrThrow();
        return OnTalkAsync(
            request.TalkId,
            bench => new BookSlot(By(context), request.TalkId, request.PhysicianId, start, Move: true, bench) { AgreedWith = agreed }, request,
            request.IdempotencyKey, context);
    }

    public override Task<P.Talk> CancelTalk(P.CancelTalkRequest request, ServerCallContext context)
    {
        var reason = PeerToPeerReading.Text(request.Reason, "reason", 200).OrThrow();
        return OnTalkAsync(request.TalkId, _ => new CallOff(By(context), request.TalkId, reason), request, request.IdempotencyKey, context);
    }

    public override Task<P.Talk> AcceptConnection(P.AcceptConnectionRequest request, ServerCallContext context) =>
        OnTalkAsync(request.TalkId, _ => new AcceptConnection(By(context), request.TalkId), request, request.IdempotencyKey, context);

    public override async Task<P.AttemptAnswer> RecordAttempt(P.RecordAttemptRequest request, ServerCallContext context)
    {
        var attempt = PeerToPeerReading.Attempt(request, context.Caller().PersonId, live.Now).OrThrow();
        var number = await reader.IntroducedAsync(request.Number, context.Caller(), context.CancellationToken);
        var @case = (await ExecuteAsync(number, new RecordAttempt(attempt, By(context)), request, request.IdempotencyKey, context)).State;
        return new()
        {
            Attempts = @case.FailedAttempts, AttemptsBeforeDecision = @case.AttemptsBeforeDecision,
            Duty = PeerToPeerWire.Duty(DenialDuty.Of(@case, live.Now)),
        };
    }

    public override async Task<P.Talk> RecordHeld(P.RecordHeldRequest request, ServerCallContext context)
    {
        var (spokeWith, summary) = PeerToPeerReading.Held(request).OrThrow();
        var me = await reader.MeAsync(context.Caller(), context.CancellationToken);
        var number = request.TalkId.Length > 0
            ? (await reader.OfTalkAsync(request.TalkId, context.Caller(), context.CancellationToken)).Number
            : await reader.IntroducedAsync(request.Number, context.Caller(), context.CancellationToken);
        var settled = await ExecuteAsync(
            number, new RecordHeld(By(context), request.TalkId, me, spokeWith, summary), request, request.IdempotencyKey, context);
        var talk = request.TalkId.Length > 0 ? Find(settled.State, request.TalkId) : settled.State.Talks.Last(t => t.Phase == TalkPhase.Held);
        return PeerToPeerWire.Talk(settled.State, talk);
    }

    public override Task<P.Talk> RecordMissed(P.RecordMissedRequest request, ServerCallContext context)
    {
        var missed = PeerToPeerReading.Missed(request, By(context)).OrThrow();
        return OnTalkAsync(request.TalkId, _ => missed, request, request.IdempotencyKey, context);
    }

    public override async Task<P.Invitation> GetInvitation(P.GetInvitationRequest request, ServerCallContext context)
    {
        var @case = await reader.OfTalkAsync(request.TalkId, context.Caller(), context.CancellationToken);
        var talk = Find(@case, request.TalkId);
        return Invitations.Of(@case, talk, context.Caller().PersonId) is { } invitation
            ? PeerToPeerWire.Invitation(talk, invitation)
            : throw Refusals.NothingBooked(talk).ToRpcException();
    }

    public override async Task<P.ListEscalationsResponse> ListEscalations(P.ListEscalationsRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var plans = caller.Role == Roles.Operator ? null : caller.PlanIds;
        if (request.PlanId.Length > 0) plans = plans?.Contains(request.PlanId) == false ? [] : [request.PlanId];
        return new()
        {
            Escalations =
            {
                from @case in await desk.EscalatedAsync(plans, context.CancellationToken)
                from talk in @case.Talks
                where talk.Escalated
                select PeerToPeerWire.Escalation(@case, talk),
            },
        };
    }

    public override async Task<P.Talk> GetTalk(P.GetTalkRequest request, ServerCallContext context)
    {
        var @case = await reader.OfTalkAsync(request.TalkId, context.Caller(), context.CancellationToken);
        return PeerToPeerWire.Talk(@case, Find(@case, request.TalkId));
    }

    public override async Task<P.ListTalksResponse> ListTalks(P.ListTalksRequest request, ServerCallContext context)
    {
        var @case = (await reader.KnownAsync(request.Number, context.Caller(), context.CancellationToken)).State;
        return new()
        {
            Talks = { @case.Talks.Select(t => PeerToPeerWire.Talk(@case, t)) }, Attempts = { @case.Attempts.Select(PeerToPeerWire.Attempt) },
        };
    }

    /// <summary>Kept with the talk so that a repeated call finds what the first one opened.</summary>
    private static string Opener(ServerCallContext context, string key) => $"{Key(context, key).Scope}|{key}";

    private static Talk OpenedBy(PhysicianCase @case, string opener) => @case.Talks.FirstOrDefault(t => t.OpenedWith == opener) ?? @case.Talks[^1];

    private static Talk Find(PhysicianCase @case, string talkId) => @case.Talks.First(t => t.Id == talkId);

    private async Task<P.Talk> OnTalkAsync(
        string talkId, Func<Bench, CaseCommand> command, Google.Protobuf.IMessage request, string key, ServerCallContext context)
    {
        var known = await reader.OfTalkAsync(talkId, context.Caller(), context.CancellationToken);
        var settled = await ExecuteAsync(known.Number, command, request, key, context);
        return PeerToPeerWire.Talk(settled.State, Find(settled.State, talkId));
    }
}
