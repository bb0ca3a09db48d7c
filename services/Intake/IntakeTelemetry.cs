using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Intake.Adapters;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Live;

namespace UtilizationReview.Intake;

/// <summary>What intake measures. Counters and histograms are recorded after the commit, once per fact; gauges are counted from the database.
/// No tag says anything of a member.</summary>
internal sealed class IntakeTelemetry
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "UtilizationReview.Intake";

    private readonly Counter<long> _received;
    private readonly Counter<long> _determined;
    private readonly Counter<long> _dueSoon;
    private readonly Counter<long> _missed;
    private readonly Histogram<double> _timeToDetermination;
    private readonly Histogram<double> _evaluation;

    public IntakeTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _received = meter.CreateCounter<long>("ur.orders.received", "{order}", "Orders received, by regime and channel.");
        _determined = meter.CreateCounter<long>("ur.orders.determined", "{line}",
            "Lines determined, by outcome and decider (rules, nurse, physician, law, appeal, nobody).");
        _dueSoon = meter.CreateCounter<long>("ur.deadlines.approaching", "{order}", "Orders whose deadline came near without a decision, by regime.");
        _missed = meter.CreateCounter<long>("ur.deadlines.missed", "{order}", "Orders whose deadline passed without a decision, by regime.");
        _timeToDetermination = meter.CreateHistogram<double>("ur.time_to_determination", "s",
            "Time from the start of the clock to the determination, by regime and outcome.", advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [1, 10, 60, 600, 3600, 4 * 3600, 24 * 3600, 72 * 3600, 7 * 24 * 3600, 14 * 24 * 3600, 30 * 24 * 3600],
            });
        _evaluation = meter.CreateHistogram<double>("ur.evaluation.time", "s",
            "Time to ask the criteria and the site review about one order, by result (answered, away).", advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
            });
    }

    /// <summary>What is counted from the database.</summary>
    public static CounterBoard Board { get; } = new(
        "orders", Name,
        [
            new("ur.orders", "{order}", "Orders by status."),
            new("ur.stage.age", "s", "Time since receipt of the oldest order on a desk, by desk (ur.stage)."),
        ],
        CountAsync);

    /// <summary>One fact is committed.</summary>
    public void Heard(Order order, OrderEvent fact)
    {
        var regime = new KeyValuePair<string, object?>(Tag.Regime, order.Clock.Regime.Id);
        switch (fact)
        {
            case OrderEvent.OrderReceived received:
                _received.Add(1, regime, new(Tag.Channel, OrderMessages.Kebab(received.Channel)));
                break;
            case OrderEvent.LineSettled settled:
                Determined(settled.Determination);
                break;
            case OrderEvent.LineApproved approved:
                Determined(approved.Determination);
                break;
            case OrderEvent.LineApprovedLess less:
                Determined(less.Determination);
                break;
            case OrderEvent.LineDenied denied:
                Determined(denied.Determination);
                break;
            case OrderEvent.LineSiteDenied denied:
                Determined(denied.Determination);
                break;
            // An appeal answered elsewhere is no decision of this platform's in its time.
            case OrderEvent.OrderDetermined determined when !order.Appeals.Any(a => a.Answer?.Lines.Count > 0
                && order.Lines.Any(l => a.Answer.Lines.Contains(l.Asked.Number) && l.InForce?.Decided.At == determined.At))
                // Nor is a look that the practice withdrew, nor the end of a revocation.
                && order.Lines.Any(l => l.InForce?.Decided.At == determined.At):
                _timeToDetermination.Record(
                    Math.Max(0, (determined.At - order.Clock.StartedAt).TotalSeconds),
                    regime, new(Tag.Outcome, OrderMessages.Kebab(determined.Status)));
                break;
            case OrderEvent.DueSoon:
                _dueSoon.Add(1, regime);
                break;
            case OrderEvent.DeadlineMissed:
                _missed.Add(1, regime);
                break;
            default:
                break; // not measured
        }
    }

    /// <summary>The neighbours were asked about an order.</summary>
    /// <param name="started">Timestamp (<see cref="Stopwatch"/>) at which asking began.</param>
    /// <param name="answered">False when one of them was away.</param>
    public void Evaluated(long started, bool answered) =>
        _evaluation.Record(Stopwatch.GetElapsedTime(started).TotalSeconds,
            new KeyValuePair<string, object?>(Tag.Evaluation, answered ? "answered" : "away"));

    private void Determined(Determination determination) => _determined.Add(
        1, new(Tag.Outcome, OrderMessages.Kebab(determination.Outcome)), new(Tag.Decider, OrderMessages.Decider(determination)));

    private static async Task<IReadOnlyList<Counted>> CountAsync(IServiceProvider services, CancellationToken ct)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        await using var context = await services.GetRequiredService<IDbContextFactory<IntakeContext>>().CreateDbContextAsync(ct);
        var byStatus = await context.Orders.AsNoTracking().GroupBy(r => r.Status)
            .Select(g => new { Status = g.Key, Count = g.Count() }).ToListAsync(ct);
        List<Counted> counted = [.. byStatus.Select(s => new Counted("ur.orders", s.Count, Tags(Tag.Status, s.Status)))];
        foreach (var stage in new[] { OrderStatus.Submitted, OrderStatus.NurseReview, OrderStatus.PhysicianReview, OrderStatus.Reconsideration })
        {
            var status = stage.ToString();
            var oldest = await context.Orders.AsNoTracking().Where(r => r.Status == status).OrderBy(r => r.ReceivedAt)
                .Select(r => (DateTimeOffset?)r.ReceivedAt).FirstOrDefaultAsync(ct);
            counted.Add(new("ur.stage.age", oldest is { } since ? Math.Max(0, (now - since).TotalSeconds) : 0, Tags(Tag.Stage, status)));
        }
        return counted;
    }

    private static Dictionary<string, string> Tags(string name, string status) => new(StringComparer.Ordinal)
    {
        [name] = OrderMessages.Kebab(status),
    };

    /// <summary>Tag names.</summary>
    public static class Tag
    {
        public const string Regime = "ur.regime";
        public const string Outcome = "ur.outcome";
        public const string Decider = "ur.decider";
        public const string Status = "ur.status";
        public const string Stage = "ur.stage";
        public const string Channel = "ur.channel";
        public const string Evaluation = "ur.result";
    }
}
