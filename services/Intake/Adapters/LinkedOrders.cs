using System.Text.Json;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Opens the order for what needs a review of its own. Called right after the change that asked for it and again by its event: whoever
/// comes second finds it there.</summary>
internal sealed class LinkedOrders(OrderDesk desk, OrderEvaluation evaluation)
{
    /// <summary>The linked order, received and evaluated.</summary>
    /// <exception cref="InvalidOperationException">The origin never asked for it.</exception>
    public async Task<Settled<Order>> OpenAsync(string originId, string linkedId, CancellationToken ct)
    {
        var order = await desk.ReadAsync(linkedId, ct) is { } there
            ? new Settled<Order>(linkedId, there.State, there.Version)
            : await ReceiveAsync(originId, linkedId, ct);
        return order.State.Stage == Stage.Submitted ? await evaluation.EvaluateAsync(order.State, ct) : order;
    }

    private async Task<Settled<Order>> ReceiveAsync(string originId, string linkedId, CancellationToken ct)
    {
        var asked = (await desk.HistoryAsync(originId, ct))
            .Where(entry => entry.Event == nameof(OrderEvent.LinkedReviewOpened))
            .Select(entry => (entry.Actor, Fact: (OrderEvent.LinkedReviewOpened)JsonSerializer.Deserialize<OrderEvent>(entry.Body, OrderDesk.Json)!))
            .Single(entry => entry.Fact.LinkedOrderId == linkedId);
        var origin = (await desk.ReadAsync(originId, ct))!.State;
        var submit = new OrderCommand.Submit(
            linkedId, OrderNumbers.Authorization(linkedId), origin.Channel, asked.Actor.PersonId, asked.Fact.Form,
            asked.Fact.Lines, origin.Plan, origin.MemberState, originId);
        return (await desk.ExecuteAsync(linkedId, new OrderWork(submit), new MessageKey("intake-linked-order", linkedId), "", asked.Actor, ct))
            .OrRefuse();
    }
}
