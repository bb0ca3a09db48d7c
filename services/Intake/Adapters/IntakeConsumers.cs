using MassTransit;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Messaging;

namespace UtilizationReview.Intake.Adapters;

/// <summary>What reviewers tell, put on the order's desk. A refusal is kept by the desk; a physician's is also told back.</summary>
internal sealed class IntakeConsumers(OrderDesk desk, LinkedOrders linked, OrderEvaluation evaluation)
    : IConsumer<NurseApproved>, IConsumer<NurseReferred>, IConsumer<InformationRequested>,
    IConsumer<PeerToPeerRecorded>, IConsumer<PhysicianDecided>, IConsumer<LinkedReviewOpened>,
    IConsumer<DocumentReceived>, IConsumer<NoticeIssued>
{
    private const string Name = "intake-order";

    public Task Consume(ConsumeContext<NurseApproved> context) =>
        DecideAsync(context, context.Message.OrderId, IntakeWire.ToCommand(context.Message), new(context.Message.Attestation.PersonId, Roles.Nurse));

    public Task Consume(ConsumeContext<NurseReferred> context) =>
        DecideAsync(context, context.Message.OrderId, IntakeWire.ToCommand(context.Message), new(context.Message.ReferredBy, Roles.Nurse));

    public Task Consume(ConsumeContext<InformationRequested> context) =>
        PutAsync(context, context.Message.OrderId, IntakeWire.ToCommand(context.Message), new(context.Message.AskedBy, context.Message.AskedByRole));

    public Task Consume(ConsumeContext<PeerToPeerRecorded> context) =>
        PutAsync(context, context.Message.OrderId, IntakeWire.ToCommand(context.Message),
            new(context.Message.RecordedBy, context.Message.RecordedByRole));

    public async Task Consume(ConsumeContext<PhysicianDecided> context)
    {
        await evaluation.RouteAsync(context.Message.OrderId, context.CancellationToken);
        var order = await desk.ReadAsync(context.Message.OrderId, context.CancellationToken);
        await PutAsync(context, context.Message.OrderId, IntakeWire.ToCommand(context.Message, order?.State),
            new(context.Message.Attestation.PersonId, Roles.Physician));
    }

    public Task Consume(ConsumeContext<LinkedReviewOpened> context) =>
        linked.OpenAsync(context.Message.OrderId, context.Message.LinkedOrderId, context.CancellationToken);

    public Task Consume(ConsumeContext<DocumentReceived> context) =>
        PutAsync(context, context.Message.OrderId, IntakeWire.ToCommand(context.Message), new(context.Message.SentBy, context.Message.SentByRole));

    public Task Consume(ConsumeContext<NoticeIssued> context) => IntakeWire.ToCommand(context.Message) is { } command
        ? PutAsync(context, context.Message.OrderId, command, Actor.Platform)
        : Task.CompletedTask;

    /// <summary>As below; what the catalogue could not say at receipt is asked first.</summary>
    private async Task DecideAsync(ConsumeContext context, string orderId, OrderCommand command, Actor actor)
    {
        await evaluation.RouteAsync(orderId, context.CancellationToken);
        await PutAsync(context, orderId, command, actor);
    }

    private async Task PutAsync(ConsumeContext context, string orderId, OrderCommand command, Actor actor) =>
        (await desk.ExecuteAsync(orderId, new OrderWork(command), context.KeyOf(Name), "", actor, context.CancellationToken)).Acknowledge();
}
