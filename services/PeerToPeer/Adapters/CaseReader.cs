using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using MskProgram = UtilizationReview.Contracts.Vocabulary.V1.Program;

namespace UtilizationReview.PeerToPeer.Adapters;

/// <summary>Finds the case a caller means and may see; asks intake about orders that no event has brought here.</summary>
internal sealed class CaseReader(CaseDesk desk, RosterDesk roster, Intake.IntakeClient intake, CaseTerms terms)
{
    /// <summary>The case, or the refusal that does not tell whether it exists.</summary>
    public async Task<Versioned<PhysicianCase>> KnownAsync(string number, Caller caller, CancellationToken ct)
    {
        if (number.Length == 0) throw Refusals.Bad("number", "is empty; give the tracking number of the order").ToRpcException();
        var found = await desk.ReadAsync(number, ct);
        return found is { State.NameOnly: false } && caller.Sees(found.State.PracticeId, found.State.PlanId)
            ? found
            : throw Refusals.UnknownCase.ToRpcException();
    }

    /// <summary>The same for a talk: its case and its id.</summary>
    public async Task<PhysicianCase> OfTalkAsync(string talkId, Caller caller, CancellationToken ct)
    {
        if (talkId.Length == 0) throw Refusals.Bad("talk_id", "is empty; give the id of the talk").ToRpcException();
        var end = talkId.LastIndexOf("-T", StringComparison.Ordinal);
        var found = end > 0 ? await desk.ReadAsync(talkId[..end], ct) : null;
        return found is not null && caller.Sees(found.State.PracticeId, found.State.PlanId) && found.State.Talks.Any(t => t.Id == talkId)
            ? found.State
            : throw Refusals.UnknownTalk.ToRpcException();
    }

    /// <summary>The number of the case, introduced from intake when no event has brought it: talks are possible at any time (P2P-1).</summary>
    public async Task<string> IntroducedAsync(string number, Caller caller, CancellationToken ct)
    {
        if (number.Length == 0) throw Refusals.Bad("number", "is empty; give the tracking number of the order").ToRpcException();
        if (await desk.ReadAsync(number, ct) is { State.NameOnly: false }) return (await KnownAsync(number, caller, ct)).State.Number;
        var order = await OrderAsync(number, ct);
        if (!caller.Sees(order.Form.PracticeId, order.Form.PlanId)) throw Refusals.UnknownCase.ToRpcException();
        var plan = terms.Plan(order.Form.PlanId, order.PlanVersion);
        var known = new OrderKnown(
            order.TrackingNumber, order.Version, order.Form.PlanId, order.Form.PracticeId,
            [.. order.Lines.Select(l => l.Program).Distinct().Where(p => p != MskProgram.Unspecified).Select(p => p.ToString().ToLowerInvariant())],
            order.DueAt.ToDateTimeOffset(), order.MemberState, plan.PeerToPeer.AttemptsBeforeDecision, Open: IsOpen(order.Status))
        {
            ReceivedAt = order.ReceivedAt?.ToDateTimeOffset(), LicenceInMemberState = plan.PeerToPeer.LicenceInMemberState,
            Clinicians = CliniciansOf(order), Law = terms.LawOf(plan), TalkTime = terms.TalkTimeOf(plan),
        };
        (await desk.ExecuteAsync(known.Number, new Introduce(known), key: null, payloadHash: "", Actor.Platform, ct)).OrRefuse();
        return known.Number;
    }

    /// <summary>The order as intake has it now.</summary>
    public async Task<Order> OrderAsync(string number, CancellationToken ct)
    {
        try
        {
            return await intake.GetOrderAsync(new() { Number = number }, cancellationToken: ct);
        }
        catch (RpcException problem) when (problem.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
        {
            throw Refusals.UnknownCase.ToRpcException();
        }
        catch (RpcException problem) when (!ct.IsCancellationRequested)
        {
            throw new RpcException(
                new Status(StatusCode.Unavailable, "The order cannot be read now: intake does not answer. Try again in a moment.", problem));
        }
    }

    /// <summary>Who orders and who performs.</summary>
    public static IReadOnlyList<string> CliniciansOf(Order order) =>
        [.. new[] { order.Form.OrderingClinicianId, order.Form.SurgeonId }.Where(id => id.Length > 0).Distinct()];

    /// <summary>The caller's own roster entry.</summary>
    public async Task<Physician> MeAsync(Caller caller, CancellationToken ct) =>
        (await roster.ReadAsync(caller.PersonId, ct))?.State ?? throw Refusals.NotOnRoster.ToRpcException();

    private static bool IsOpen(OrderStatus status) =>
        status is OrderStatus.Submitted or OrderStatus.NurseReview or OrderStatus.PhysicianReview or OrderStatus.Reconsideration;
}
