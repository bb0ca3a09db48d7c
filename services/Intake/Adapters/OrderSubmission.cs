using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using Channel = UtilizationReview.Contracts.Intake.V1.Channel;
using OrderForm = UtilizationReview.Contracts.Intake.V1.OrderForm;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Submits an order: checked, on disk with its clock running, evaluated in the same call.</summary>
internal sealed class OrderSubmission(OrderDesk desk, DraftDesk drafts, SubmissionChecks checks, OrderStore store, OrderEvaluation evaluation)
{
    /// <summary>
    /// The order after submission, and evaluation if the criteria could be asked. A repeated call goes on where the first one ended.
    /// </summary>
    public async Task<Settled<Domain.Order>> SubmitAsync(SubmitRequest request, MessageKey key, Caller caller, CancellationToken ct)
    {
        var hash = PayloadHash.Of(request);
        var received = (await desk.RepeatedAsync(key, hash, ct))?.OrRefuse() ?? await ReceiveAsync(request, key, hash, caller, ct);
        if (request.ContentCase == SubmitRequest.ContentOneofCase.DraftId)
            await drafts.MarkSubmittedAsync(request.DraftId, received.Id, caller.Actor, ct);
        return await EvaluatedAsync(received, ct);
    }

    /// <summary>The order, evaluated if that is still owed.</summary>
    public async Task<Settled<Domain.Order>> EvaluatedAsync(Settled<Domain.Order> order, CancellationToken ct) =>
        order.State.Stage == Stage.Submitted ? await evaluation.EvaluateAsync(order.State, ct) : order;

    private async Task<Settled<Domain.Order>> ReceiveAsync(SubmitRequest request, MessageKey key, string hash, Caller caller, CancellationToken ct)
    {
        CheckChannel(request.Channel, caller);
        var (form, path) = await FormAsync(request, caller, ct);
        var draftId = request.ContentCase == SubmitRequest.ContentOneofCase.DraftId ? request.DraftId : "";
        var sound = await checks.CheckAsync(form, path, draftId, caller, ct);
        var asked = IntakeWire.Submitted(IntakeWire.ToDomain(sound.Form), sound.Today);
        var lines = sound.Form.Lines.Select(line => IntakeWire.ToDomain(line, sound.Routes.GetValueOrDefault(line.Number))).ToList();
        if (!request.SubmitDespiteDuplicate && await store.FindDuplicateAsync(asked, lines, ct) is { } earlier)
            throw Duplicate(earlier, caller).ToRpcException();
        var number = OrderNumbers.Tracking();
        var submit = new OrderCommand.Submit(
            number, OrderNumbers.Authorization(number), IntakeWire.ToDomain(request.Channel), caller.PersonId, asked,
            lines, IntakeWire.ToDomain(sound.Plan) with { Version = sound.Plan.Version }, sound.Member.State,
            DraftId: draftId);
        var work = OrderWork.With(submit, sound.UncheckedCitations);
        return (await desk.ExecuteAsync(number, work, key with { WasAsked = true }, hash, caller.Actor, ct)).OrRefuse();
    }

    private async Task<(OrderForm Form, string Path)> FormAsync(SubmitRequest request, Caller caller, CancellationToken ct)
    {
        switch (request.ContentCase)
        {
            case SubmitRequest.ContentOneofCase.DraftId:
                var draft = await drafts.GetAsync(request.DraftId, caller, ct);
                if (draft.SubmittedAs.Length > 0) throw Documents.AlreadySubmitted(draft.SubmittedAs).ToRpcException();
                return (draft.Form, "draft.form.");
            case SubmitRequest.ContentOneofCase.Form:
                var form = request.Form.Clone();
                if (form.PracticeId.Length == 0) form.PracticeId = caller.PracticeId ?? "";
                return (form, "form.");
            default:
                throw OrderRefusals.BadField("form-required", "form", "Neither a form nor a draft was given; give one of them.").ToRpcException();
        }
    }

    private static void CheckChannel(Channel channel, Caller caller)
    {
        var allowed = caller.Role == Roles.ContactCenter ? channel == Channel.ContactCenter : channel is Channel.Portal or Channel.Api;
        if (allowed) return;
        throw OrderRefusals.BadField("channel", "channel", caller.Role == Roles.ContactCenter
            ? "The contact center submits through the channel CHANNEL_CONTACT_CENTER."
            : "A practice submits through the channel CHANNEL_PORTAL or CHANNEL_API.").ToRpcException();
    }

    private static Refusal Duplicate(Domain.Order earlier, Caller caller)
    {
        var status = OrderMessages.Kebab(OrderLifecycle.Status(earlier)).Replace('-', ' ');
        var which = caller.Sees(earlier.Form.PracticeId, earlier.Form.PlanId)
            ? $"the order {earlier.Id} ({status}, date of service {earlier.Form.DateOfService:yyyy-MM-dd})"
            : "an order of another practice";
        return new("possible-duplicate",
            $"The same codes for this member, with a date of service within {OrderStore.DuplicateWindowDays} days, are already in {which}. Use that "
                + "order, or submit again with submit_despite_duplicate if both are meant.");
    }
}
