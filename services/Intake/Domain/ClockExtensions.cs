using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Intake.Domain;

/// <summary>A formal extension or toll of the decision clock: on a ground of the regime, once, before the clock runs out.</summary>
internal static class ClockExtensions
{
    /// <summary>Whether the clock is extended, and to when.</summary>
    public static Answer<OrderEvent> Decide(Order order, OrderCommand.ExtendClock c, DateTimeOffset now, Rules rules)
    {
        var regime = order.Clock.Regime;
        var before = order.Clock.Events.FirstOrDefault(e => e.Kind == ClockEventKind.Extended);
        if (before?.Ground == c.Ground) return OrderLifecycle.Ignored("The clock was extended on this ground before.");
        var grounds = regime.Grounds;
        if (!grounds.Any(x => x.Ground == c.Ground))
        {
            return Refusals.Now(order, now, Refusals.ExtensionNotAllowed, grounds.Count == 0
                ? $"The regime {regime.Id} allows no extension."
                : $"The regime {regime.Id} does not allow an extension on the ground '{c.Ground}'; its grounds are "
                    + $"{string.Join(", ", grounds.Select(x => x.Ground))}.");
        }
        if (before is not null)
        {
            return Refusals.Now(order, now, Refusals.ExtensionUsed,
                $"The clock was extended once, on the ground '{before.Ground}'; the regime {regime.Id} allows no second extension.");
        }
        if (now >= order.DueAt)
        {
            return Refusals.Now(order, now, Refusals.DeadlinePassed,
                $"The decision was due at {order.DueAt:yyyy-MM-dd HH:mm} UTC; a clock is extended before it runs out.");
        }
        ClockEvent extended = new(ClockEventKind.Extended, now, c.Ground);
        var due = OrderLifecycle.Due(order, rules, extended);
        if (due == order.DueAt)
        {
            return Refusals.Now(order, now, Refusals.ExtensionNotAllowed, $"Two clocks run on this order ({regime.Id}), and the earlier one allows no "
                + $"extension on the ground '{c.Ground}'; the due time would not move.");
        }
        // A clock stands still for an answer; without a question nobody could give one.
        if (order.OpenQuestion is null && regime.All.Any(r => r.Tolls(c.Ground)))
        {
            return Refusals.Now(order, now, Refusals.QuestionRequired,
                $"An extension on the ground '{c.Ground}' stops the clock until the practice answers, and no question to it is open; ask for what is "
                + "missing first.");
        }
        var zone = OrderLifecycle.Zone(order);
        var through = Clocks.TollEndsAt(regime, order.Clock.StartedAt, [.. order.Clock.Events, extended], rules.Calendar, zone)?.DateIn(zone);
        return OrderLifecycle.Beside(new OrderEvent.ClockExtended(now, c.Ground, c.Reason, c.By, due) { TollsThrough = through });
    }
}
