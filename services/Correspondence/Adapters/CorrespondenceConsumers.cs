using MassTransit;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Messaging;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>What orders tell: a draft that became one brings its documents.</summary>
internal sealed class CorrespondenceConsumers(FolderDesk desk) : IConsumer<OrderReceived>
{
    private const string Name = "correspondence";

    /// <summary>First the draft's folder is closed, so that what is in it stays as it is; then the order takes it. Both are harmless twice.</summary>
    public async Task Consume(ConsumeContext<OrderReceived> context)
    {
        var (order, ct) = (context.Message, context.CancellationToken);
        if (order.DraftId is not { Length: > 0 } draft) return;
        var owner = new Ownership(order.PracticeId, order.PlanId);
        (await desk.ExecuteAsync(draft, new FolderCommand.HandOver(draft, owner, order.OrderId), key: null, "", Actor.Platform, ct)).Acknowledge();
        var documents = (await desk.ReadAsync(draft, ct))!.Documents;
        if (documents.Count == 0) return;
        (await desk.ExecuteAsync(
            order.OrderId, new FolderCommand.TakeOver(order.OrderId, owner, draft, documents), context.KeyOf(Name), "", Actor.Platform, ct))
            .Acknowledge();
    }
}
