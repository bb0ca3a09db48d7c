using MassTransit;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Platform.Messaging;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>What orders tell: a draft that became one brings its documents.</summary>
internal sealed class CorrespondenceConsumers(FolderDesk desk) : IConsumer<OrderReceived>
{
    private const string Name = "correspondence";

    public async Task Consume(ConsumeContext<OrderReceived> context)
    {
        var order = context.Message;
        if (order.DraftId is not { Length: > 0 } draft) return;
        await desk.TakeOverAsync(draft, order.OrderId, new(order.PracticeId, order.PlanId), context.KeyOf(Name), context.CancellationToken);
    }
}
