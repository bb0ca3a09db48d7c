using MassTransit;
using UtilizationReview.Contracts.Events;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Messaging;

namespace UtilizationReview.NurseReview.Adapters;

/// <summary>What intake and Correspondence tell of orders, as commands of the item. Repeats and any order of arrival are settled by the order
/// version.</summary>
internal sealed class NurseReviewConsumers(NurseDesk desk) :
    IConsumer<OrderReferredToNurse>, IConsumer<OrderReferredToPhysician>, IConsumer<OrderDetermined>, IConsumer<OrderClosed>,
    IConsumer<InformationReceived>, IConsumer<DocumentReceived>, IConsumer<ClockMoved>, IConsumer<DeterminationRefused>
{
    private const string Name = "nurse-review";

    public Task Consume(ConsumeContext<OrderReferredToNurse> context)
    {
        var e = context.Message;
        var referral = new Referral(e.PlanId, e.PracticeId, e.Programs, e.Lines, e.Expedited, e.MemberState, e.Reasons)
        {
            Skills = Pools.SkillsFor(e.Programs, e.Codes, e.Minor),
        };
        return ActAsync(context, e.OrderId, new OrderArrives(e.OrderId, e.OrderVersion, referral, e.DueAt));
    }

    public Task Consume(ConsumeContext<OrderReferredToPhysician> context) =>
        ActAsync(context, context.Message.OrderId, new OrderLeaves(context.Message.OrderId, context.Message.OrderVersion, "with-physician"));

    public Task Consume(ConsumeContext<OrderDetermined> context) =>
        ActAsync(context, context.Message.OrderId, new OrderLeaves(context.Message.OrderId, context.Message.OrderVersion, context.Message.Status));

    public Task Consume(ConsumeContext<OrderClosed> context) =>
        ActAsync(context, context.Message.OrderId, new OrderLeaves(context.Message.OrderId, context.Message.OrderVersion, context.Message.Status));

    public Task Consume(ConsumeContext<InformationReceived> context) => ActAsync(context, context.Message.OrderId, new InformationArrives(
        context.Message.OrderId, context.Message.OrderVersion, context.Message.OccurredAt, context.Message.DueAt));

    public Task Consume(ConsumeContext<DocumentReceived> context) =>
        ActAsync(context, context.Message.OrderId, new DocumentArrives(context.Message.DocumentId, context.Message.OccurredAt));

    public Task Consume(ConsumeContext<ClockMoved> context) =>
        ActAsync(context, context.Message.OrderId, new MoveDue(context.Message.OrderId, context.Message.OrderVersion, context.Message.DueAt));

    public Task Consume(ConsumeContext<DeterminationRefused> context) => ActAsync(
        context, context.Message.OrderId, new DecisionRefused(context.Message.OrderId, context.Message.DecidedBy, context.Message.Sentence));

    private async Task ActAsync(ConsumeContext context, string orderId, NurseCommand command) =>
        (await desk.ExecuteAsync(orderId, command, context.KeyOf(Name), payloadHash: "", Actor.Platform, context.CancellationToken)).Acknowledge();
}
