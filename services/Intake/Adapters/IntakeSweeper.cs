using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Looks at an order whose moment has come: an evaluation that is owed is tried again; every other date is a tick.</summary>
internal sealed class IntakeSweeper(OrderDesk desk, OrderEvaluation evaluation)
{
    public async Task WakeAsync(string id, DateTimeOffset now, CancellationToken ct)
    {
        if (await desk.ReadAsync(id, ct) is not { } order) return;
        if (order.State.Stage == Stage.Submitted && order.State.EvaluateAt <= now) await evaluation.EvaluateAsync(order.State, ct);
        if (OrderLifecycle.WakeAt(order.State) <= now)
        {
            await evaluation.RouteAsync(id, ct); // the law may approve with this tick: as long as its program says
            await desk.ExecuteAsync(id, new OrderWork(new OrderCommand.Tick()), key: null, payloadHash: "", Actor.Platform, ct);
        }
    }
}
