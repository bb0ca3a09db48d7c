using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Intake.Domain;

/// <summary>What time does to an order: due dates, expiry and its warning, the end of the windows. One tick catches up with everything.</summary>
internal static class OrderTimers
{
    private const int DaysBeforeClosing = 3;

    /// <summary>True when the due time has passed without a decision and without a mark.</summary>
    public static bool IsLate(Order order, DateTimeOffset now) => ClockRuns(order) && !order.Clock.Missed && now >= order.DueAt;

    /// <summary>What has fallen due by now.</summary>
    public static Answer<OrderEvent> Tick(Order order, DateTimeOffset now, Rules rules)
    {
        var facts = new List<OrderEvent>();
        var zone = OrderLifecycle.Zone(order);
        if (ClockRuns(order) && !order.Clock.Missed)
        {
            if (IsLate(order, now)) facts.AddRange(Missed(order, now, rules));
            else if (!order.Clock.DueSoonTold && now >= Clocks.DueSoonAt(order.Clock)) facts.Add(new OrderEvent.DueSoon(now, order.DueAt));
        }
        facts.AddRange(Closing(order).Where(x => now >= x.At).GroupBy(x => x.Through)
            .Select(x => new OrderEvent.ReconsiderationClosing(now, [.. x.Select(y => y.Line)], x.Key)));
        facts.AddRange(Appeals.Due(order, now));
        foreach (var together in order.Lines.Where(l => l.Valid?.Through is not null).GroupBy(l => l.Valid!.Through!.Value))
        {
            if (now >= together.Key.EndOf(zone))
                facts.Add(new OrderEvent.LinesExpired(now, [.. together.Select(l => l.Asked.Number)], together.Key));
            else if (together.Where(l => !l.Warned && now >= WarnAt(order, l, zone)).Select(l => l.Asked.Number).ToArray() is { Length: > 0 } warned)
                facts.Add(new OrderEvent.ExpiryWarned(now, warned, together.Key));
        }
        return facts.Count > 0 || IsOver(order, now) ? OrderLifecycle.Then(order, now, rules, facts) : OrderLifecycle.Ignored("Nothing is due.");
    }

    /// <summary>When a tick, or in evaluation another try, is due next; null: never.</summary>
    public static DateTimeOffset? WakeAt(Order order)
    {
        if (order.Stage == Stage.Closed) return null;
        var zone = OrderLifecycle.Zone(order);
        var moments = new List<DateTimeOffset>(Appeals.Moments(order));
        if (order.Stage == Stage.Submitted) moments.Add(order.EvaluateAt);
        if (ClockRuns(order) && !order.Clock.Missed)
        {
            moments.Add(order.DueAt);
            if (!order.Clock.DueSoonTold) moments.Add(Clocks.DueSoonAt(order.Clock));
        }
        moments.AddRange(Closing(order).Select(x => x.At));
        foreach (var line in order.Lines.Where(l => l.Valid?.Through is not null))
        {
            moments.Add(line.Valid!.Through!.Value.EndOf(zone));
            if (!line.Warned) moments.Add(WarnAt(order, line, zone));
        }
        if (Ended(order) && !order.Appeals.Any(a => a.Runs) && WindowsThrough(order) is { } last) moments.Add(last.EndOf(zone));
        return moments.Count == 0 ? null : moments.Min();
    }

    /// <summary>True when what was approved has ended, no denial can be opened again, and no appeal against a denial or a revocation runs or can be
    /// filed: nothing is open any more.</summary>
    public static bool IsOver(Order order, DateTimeOffset now) =>
        order.IsWithdrawn || (Ended(order) && !order.Appeals.Any(a => a.Runs)
            && !(WindowsThrough(order) is { } last && now < last.EndOf(OrderLifecycle.Zone(order))));

    private static IEnumerable<OrderEvent> Missed(Order order, DateTimeOffset now, Rules rules)
    {
        // A second look at a denial is the program's own promise; no law gives its lateness an effect.
        var (effect, rule) = order.Stage == Stage.Reconsideration
            ? (LateEffect.RegulatoryBreachOnly, "reconsideration by the program")
            : (order.Clock.Regime.LateEffect, order.Clock.Regime.LateRule);
        yield return new OrderEvent.DeadlineMissed(now, order.DueAt, effect, rule)
        {
            Steps = effect is not (LateEffect.DeemedDenied or LateEffect.AppealableAdverse or LateEffect.DeemedExhausted) ? []
                : Recourses.Steps(order.DueAt.DateIn(OrderLifecycle.Zone(order)), order.Plan, rules),
        };
        if (effect != LateEffect.DeemedApproved) yield break;
        foreach (var line in order.Waiting)
        {
            yield return PhysicianDecisions.Approve(order, line, new Approver.Law(rule),
                PhysicianDecisions.GroundsOf(line,
                    $"No decision was made by {order.DueAt:yyyy-MM-dd HH:mm} UTC; the law deems the request approved.", [rule]), now, rules);
        }
    }

    /// <summary>Folds a missed deadline; where it opens steps of the law by itself, they stand from the day it passed.</summary>
    public static Order AfterMissed(Order order, OrderEvent.DeadlineMissed e) => order with
    {
        DeadlineMissed = true,
        Clock = order.Clock with { Missed = true },
        Late = e.Steps.Count == 0 ? order.Late : new(e.Effect, e.DueAt, e.DueAt.DateIn(OrderLifecycle.Zone(order)), e.Steps),
    };

    /// <summary>When to say of a denied line that its reconsideration window comes to its end: three days before its last day, which of ten is day 7
    /// (regulation §5); nothing is said of a window that is no longer than that.</summary>
    private static IEnumerable<(int Line, DateTimeOffset At, DateOnly Through)> Closing(Order order) =>
        from line in order.Stage == Stage.Determined ? order.Lines : []
        where !line.ReconsiderationWarned && line.Adverse is { } adverse
            && AfterDetermination.CanBeReconsidered(line, adverse.Recourse.ReconsiderationThrough)
        let through = line.Adverse!.Recourse.ReconsiderationThrough
        let at = through.AddDays(-DaysBeforeClosing).StartOf(OrderLifecycle.Zone(order))
        where at > line.InForce!.Decided.At
        select (line.Asked.Number, at, through);

    private static bool ClockRuns(Order order) => order.Stage is not (Stage.Determined or Stage.Closed);

    /// <summary>Something was approved and none of it is valid any more.</summary>
    private static bool Ended(Order order) =>
        order.Stage == Stage.Determined && order.Lines.Any(l => l.End is not null) && !order.Lines.Any(l => l.Valid is not null);

    private static DateOnly? WindowsThrough(Order order) => order.Lines
        .Where(l => l.End is null or LineEnd.Expired && l.Adverse is { Recourse.Reconsidered: false })
        .Select(l => l.Adverse!.Recourse)
        .Select(r => (DateOnly?)(r.TalkThrough > r.ReconsiderationThrough ? r.TalkThrough : r.ReconsiderationThrough))
        .Append(Appeals.Through(order)).Max();

    /// <summary>The warning goes out the plan's number of days before the last valid day, and not before the approval itself.</summary>
    private static DateTimeOffset WarnAt(Order order, OrderLine line, TimeZoneInfo zone)
    {
        var planned = line.Valid!.Through!.Value.AddDays(-order.Plan.WarningDays).StartOf(zone);
        return planned > line.InForce!.Decided.At ? planned : line.InForce.Decided.At;
    }
}
