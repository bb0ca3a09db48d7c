using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Intake.Domain.OrderEvent;

namespace UtilizationReview.Intake.Domain;

/// <summary>What a practice's withdrawal ends ³: what waits, and what was approved and not used. It ends no denial: the right to appeal is the
/// member's, and a practice cannot withdraw it.</summary>
internal static class Withdrawals
{
    /// <summary>The practice withdraws.</summary>
    public static Answer<OrderEvent> Decide(Order order, Withdraw c, DateTimeOffset now, Rules rules)
    {
        if (c.UsedLines.FirstOrDefault(n => order.Line(n)?.Valid is null) is var unused and not 0)
            return Refusals.Now(order, now, Refusals.LineUnknown, $"Line {unused} is named as used, but it is not an approved line of this order.");
        var lines = order.Lines.Where(l => l.Waits != Waits.ForNobody || l.Valid is not null)
            .Select(l => l.Asked.Number).Except(c.UsedLines).ToList();
        return lines.Count == 0
            ? Refusals.Now(order, now, Refusals.NothingToWithdraw,
                "Nothing waits for a decision and nothing unused is approved; a denial stays on record.")
            : OrderLifecycle.Then(order, now, rules, [new OrderWithdrawn(now, lines, c.Reason, c.By)]);
    }

    /// <summary>Folds a withdrawal. A denial that was looked at again stands as it was; while anything is approved, denied or revoked, the order is not
    /// withdrawn as a whole.</summary>
    public static Order After(Order order, OrderWithdrawn e)
    {
        var after = order with { Lines = [.. order.Lines.Select(line => e.Lines.Contains(line.Asked.Number) ? Ended(line) : line)] };
        return after.Lines.Any(l => l.Valid is not null || l.StandsAdverse) ? after : after with { IsWithdrawn = true, OpenQuestion = null };
    }

    private static OrderLine Ended(OrderLine line) =>
        line.Reopened is null || line.Valid is not null ? line with { End = LineEnd.Withdrawn, Reopened = null } : line with { Reopened = null };
}
