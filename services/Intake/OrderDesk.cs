using System.Text.Encodings.Web;
using System.Text.Json;
using UtilizationReview.Intake.Adapters;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Intake;

/// <summary>Commands for one order that stand or fall together: one transaction, one version. A refusal of any refuses all.</summary>
internal sealed record OrderWork(params IReadOnlyList<OrderCommand> Commands)
{
    /// <summary>A command that brings facts, with the note of those whose citations could not be checked.</summary>
    public static OrderWork With(OrderCommand command, IReadOnlyList<string> uncheckedCitations) =>
        uncheckedCitations.Count == 0 ? new(command) : new(command, new OrderCommand.NoteUncheckedCitations(uncheckedCitations));
}

/// <summary>The funnel through which every change of an order goes: the lifecycle's rules on the platform's desk.</summary>
internal sealed class OrderDesk(Desk<IntakeContext, OrderRow, Order, OrderWork, OrderEvent> desk, OrderChanges changes)
{
    /// <summary>How orders and their facts are stored.</summary>
    /// <remarks>Kept in a database and never in a page: quotes need no escape beyond JSON's own.</remarks>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the platform's desk is composed of.</summary>
    public static DeskRules<OrderRow, Order, OrderWork, OrderEvent> Rules(Rules rules) => new()
    {
        Decide = (order, work, now) => Decide(order, work, now, rules),
        Evolve = OrderLifecycle.Evolve,
        Index = Index,
        Tell = OrderMessages.Tell,
        TellRefusal = OrderMessages.TellRefusal,
        NameOf = work => string.Join('+', work.Commands.Select(c => c.GetType().Name)),
        Json = Json,
    };

    /// <summary>Carries out the work; watchers of the order hear of it.</summary>
    public async Task<DeskAnswer<Order>> ExecuteAsync(string id, OrderWork work,
        MessageKey? key, string payloadHash, Actor actor, CancellationToken ct)
    {
        var answer = await desk.ExecuteAsync(id, work, key, payloadHash, actor, ct);
        if (answer is DeskAnswer<Order>.Accepted) changes.Changed(id);
        return answer;
    }

    /// <inheritdoc cref="Desk{TContext,TRow,TState,TCommand,TEvent}.RepeatedAsync"/>
    public Task<DeskAnswer<Order>?> RepeatedAsync(MessageKey key, string payloadHash, CancellationToken ct) =>
        desk.RepeatedAsync(key, payloadHash, ct);

    public Task<Versioned<Order>?> ReadAsync(string id, CancellationToken ct) => desk.ReadAsync(id, ct);

    public Task<IReadOnlyList<HistoryEntry>> HistoryAsync(string id, CancellationToken ct) => desk.HistoryAsync(id, ct);

    public Order Fold(OrderRow row) => desk.Fold(row);

    private static Answer<OrderEvent> Decide(Order? order, OrderWork work, DateTimeOffset now, Rules rules)
    {
        List<OrderEvent> facts = [];
        var ignored = "nothing to do";
        foreach (var command in work.Commands)
        {
            // A note about facts that were not taken says nothing.
            if (command is OrderCommand.NoteUncheckedCitations && facts.Count == 0) continue;
            switch (OrderLifecycle.Decide(order, command, now, rules))
            {
                case Answer<OrderEvent>.Rejected rejected:
                    return rejected;
                case Answer<OrderEvent>.Ignored nothing:
                    ignored = nothing.Why;
                    break;
                case Answer<OrderEvent>.Accepted accepted:
                    facts.AddRange(accepted.Events);
                    order = accepted.Events.Aggregate(order, OrderLifecycle.Evolve);
                    break;
            }
        }
        return facts.Count > 0 ? new Answer<OrderEvent>.Accepted(facts) : new Answer<OrderEvent>.Ignored(ignored);
    }

    private static void Index(Order order, OrderRow row)
    {
        row.WakeAt = OrderLifecycle.WakeAt(order);
        row.OrderNumber = order.OrderNumber is { Length: > 0 } number ? number : null;
        row.Status = OrderLifecycle.Status(order).ToString();
        (row.PlanId, row.PracticeId, row.MemberId) = (order.Form.PlanId, order.Form.PracticeId, order.Form.MemberId);
        (row.DateOfService, row.ReceivedAt, row.DueAt) = (order.Form.DateOfService, order.Clock.ReceivedAt, order.DueAt);
        row.LinkedFrom = order.LinkedFrom is { Length: > 0 } from ? from : null;
    }
}
