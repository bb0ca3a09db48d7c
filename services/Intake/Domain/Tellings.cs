using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Intake.Domain.OrderEvent;

namespace UtilizationReview.Intake.Domain;

/// <summary>When the member was told of a denial or a revocation. A letter can wait for days, for an address or a template; the last days of what the law lets be
/// done wait with it (<see cref="Recourses.Told"/>).</summary>
internal static class Tellings
{
    /// <summary>A notice of something adverse was issued. The first one after a determination counts; one that repeats it moves nothing.</summary>
    public static Answer<OrderEvent> Decide(Order order, RecordNotice c, DateTimeOffset now, Rules rules)
    {
        var lines = order.Lines.Where(line => c.ToldAt >= line.AdverseSince?.At && c.Lines?.Contains(line.Asked.Number) != false).ToList();
        var told = Told(order, lines, c.Dated, rules).ToList();
        return told.Count == 0
            ? OrderLifecycle.Ignored("Nothing adverse waits to be told.")
            : OrderLifecycle.Beside(new NoticeGiven(now, c.NoticeId, c.Dated, told));
    }

    /// <summary>The order as it will stand when the member, not told yet, is told on a day: what a notice of that day has to say.</summary>
    public static Order AsIfTold(Order order, DateOnly day, Rules rules) =>
        With(order, Told(order, order.Lines.Where(l => l.StandsAdverse), day, rules));

    /// <summary>Folds a notice.</summary>
    public static Order After(Order order, NoticeGiven e) => With(order, e.Lines);

    private static IEnumerable<ToldLine> Told(Order order, IEnumerable<OrderLine> lines, DateOnly day, Rules rules) =>
        from line in lines
        where (line.Revocation is { } revoked ? revoked.MemberToldOn : line.Adverse!.Recourse.MemberToldOn) is null
        select line.Revocation is { } revocation
            ? new ToldLine(line.Asked.Number, null) { Revocation = Recourses.Told(revocation, day, order.Plan, rules) }
            : new ToldLine(line.Asked.Number, Recourses.Told(line.Adverse!.Recourse, line.InForce!.Decided.Date, day, order.Plan, rules));

    private static Order With(Order order, IEnumerable<ToldLine> told)
    {
        var lines = told.ToDictionary(t => t.Line);
        return order with
        {
            Lines = [.. order.Lines.Select(line => lines.TryGetValue(line.Asked.Number, out var told) ? With(line, told) : line)],
        };
    }

    private static OrderLine With(OrderLine line, ToldLine told) => told.Recourse is not { } recourse
        ? line with { Revocation = told.Revocation }
        : line with { Determinations = [.. line.Determinations.SkipLast(1), line.InForce!.With(recourse)] };
}
