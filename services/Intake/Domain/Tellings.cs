using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Intake.Domain.OrderEvent;

namespace UtilizationReview.Intake.Domain;

/// <summary>When the member and the practice were told of a denial. A letter can wait for days, for an address or a template; the last days of
/// what can be done wait with it (<see cref="Recourses.Told"/>).</summary>
internal static class Tellings
{
    /// <summary>A notice of something adverse was issued. The first one after a determination counts; one that repeats it moves nothing.</summary>
    public static Answer<OrderEvent> Decide(Order order, RecordNotice c, DateTimeOffset now, Rules rules)
    {
        var lines = order.Lines.Where(line => line.StandsDenied && c.IssuedAt >= line.InForce!.Decided.At).ToList();
        var told = Told(order, lines, c.To, c.Dated, rules).ToList();
        return told.Count == 0
            ? OrderLifecycle.Ignored("No denial waits to be told to them.")
            : OrderLifecycle.Beside(new NoticeGiven(now, c.NoticeId, c.To, c.Dated, told));
    }

    /// <summary>The order as it will stand when whoever is not told yet is told on a day: what a notice of that day has to say.</summary>
    public static Order AsIfTold(Order order, DateOnly day, Rules rules) =>
        Enum.GetValues<NoticeRecipient>().Aggregate(order, (before, to) => With(before, Told(before, before.Lines.Where(l => l.StandsDenied), to, day, rules)));

    /// <summary>Folds a notice.</summary>
    public static Order After(Order order, NoticeGiven e) => With(order, e.Lines);

    private static IEnumerable<ToldLine> Told(Order order, IEnumerable<OrderLine> lines, NoticeRecipient to, DateOnly day, Rules rules) =>
        from line in lines
        let stands = line.Adverse!.Recourse
        where (to == NoticeRecipient.Member ? stands.MemberToldOn : stands.PracticeToldOn) is null
        select new ToldLine(line.Asked.Number, Recourses.Told(stands, to, line.InForce!.Decided.Date, day, order.Plan, rules));

    private static Order With(Order order, IEnumerable<ToldLine> told)
    {
        var recourses = told.ToDictionary(t => t.Line, t => t.Recourse);
        return order with
        {
            Lines = [.. order.Lines.Select(line => recourses.TryGetValue(line.Asked.Number, out var recourse) ? With(line, recourse) : line)],
        };
    }

    /// <summary>A window that moved comes to its end anew.</summary>
    private static OrderLine With(OrderLine line, Recourse recourse) => line with
    {
        Determinations = [.. line.Determinations.SkipLast(1), line.InForce!.With(recourse)],
        ReconsiderationWarned = line.ReconsiderationWarned
            && line.Adverse!.Recourse.ReconsiderationThrough == recourse.ReconsiderationThrough,
    };
}
