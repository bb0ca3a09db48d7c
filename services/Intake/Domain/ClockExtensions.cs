using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Intake.Domain.OrderEvent;

namespace UtilizationReview.Intake.Domain;

/// <summary>A formal extension or toll of the decision clock (regulation §2).</summary>
internal static class ClockExtensions
{
    /// <summary>Moves the due time, once, on a ground that the regime knows.</summary>
    public static Answer<OrderEvent> Decide(Order order, ExtendClock c, DateTimeOffset now, Rules rules)
    {
        var regime = order.Clock.Regime;
        var before = order.Clock.Events.FirstOrDefault(e => e.Kind == ClockEventKind.Extended);
        if (before?.Ground == c.Ground) return OrderLifecycle.Ignored("The clock was extended on this ground before.");
        var grounds = regime.Grounds;
        if (!grounds.Any(x => x.Ground == c.Ground))
            return Refusals.Now(order, now, Refusals.ExtensionNotAllowed, grounds.Count == 0
                ? $"The regime {regime.Id} allows no extension."
                : $"The regime {regime.Id} does not allow an extension on the ground '{c.Ground}'; its grounds are "
                    + $"{string.Join(", ", grounds.Select(x => x.Ground))}.");
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
        var due = OrderLifecycle.Due(order, rules, new(ClockEventKind.Extended, now, c.Ground));
        return due != order.DueAt ? OrderLifecycle.Beside(new ClockExtended(now, c.Ground, c.Reason, c.By, due))
            : Refusals.Now(order, now, Refusals.ExtensionNotAllowed, $"Two clocks run on this order ({regime.Id}), and the earlier one allows no "
                + $"extension on the ground '{c.Ground}'; the due time would not move.");
    }
}
