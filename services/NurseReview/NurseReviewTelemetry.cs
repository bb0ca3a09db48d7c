using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.NurseReview.Adapters;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Live;

namespace UtilizationReview.NurseReview;

/// <summary>What the nurse queue measures. Counters are recorded after the commit, once per fact; gauges are counted from the database.</summary>
internal sealed class NurseReviewTelemetry
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "UtilizationReview.NurseReview";

    private static readonly (int Bit, string Program)[] Programs = [(1, "spine"), (2, "joint"), (4, "pain")];

    private readonly Counter<long> _claimed;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _lines;

    public NurseReviewTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _claimed = meter.CreateCounter<long>("ur.nurse.claimed", "{case}", "Cases taken by a nurse, by plan.");
        _ended = meter.CreateCounter<long>("ur.nurse.lease_ended", "{case}", "Leases that ran out and were given back, by plan.");
        _lines = meter.CreateCounter<long>("ur.nurse.decided", "{line}", "Lines decided by nurses, by outcome (approved, referred).");
    }

    /// <summary>What is counted from the database.</summary>
    public static CounterBoard Board { get; } = new(
        "nurse-queue", Name,
        [
            new("ur.queue.depth", "{case}", "Cases of the queue (ur.queue nurse) by plan, programs and state: waiting, held."),
            new("ur.queue.overdue", "{case}", "Of those, past their due instant."),
            new("ur.presence", "{person}", "People present, by group (nurses)."),
        ],
        CountAsync);

    /// <summary>One fact is committed.</summary>
    public void Heard(NurseItem item, NurseEvent fact)
    {
        var plan = new KeyValuePair<string, object?>(Tag.Plan, item.Referral?.PlanId ?? "");
        switch (fact)
        {
            case LeaseTaken:
                _claimed.Add(1, plan);
                break;
            case LeaseEnded:
                _ended.Add(1, plan);
                break;
            case LinesApproved approved:
                _lines.Add(approved.Lines.Count, new KeyValuePair<string, object?>(Tag.Outcome, "approved"));
                break;
            case LinesReferred referred:
                _lines.Add(referred.Lines.Count, new KeyValuePair<string, object?>(Tag.Outcome, "referred"));
                break;
            default:
                break; // not measured
        }
    }

    private static async Task<IReadOnlyList<Counted>> CountAsync(IServiceProvider services, CancellationToken ct)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        await using var context = await services.GetRequiredService<IDbContextFactory<NurseReviewContext>>().CreateDbContextAsync(ct);
        var items = context.Items.AsNoTracking();
        // What waits is counted from the index the queue is claimed by; what is held is little.
        var waiting = await items.Where(r => r.Stage == ItemStage.Open)
            .GroupBy(r => new { r.PlanId, r.Programs }).Select(g => new { g.Key.PlanId, g.Key.Programs, Count = g.Count() }).ToListAsync(ct);
        var late = await items.Where(r => r.Stage == ItemStage.Open && r.DueAt <= now)
            .GroupBy(r => new { r.PlanId, r.Programs }).Select(g => new { g.Key.PlanId, g.Key.Programs, Count = g.Count() }).ToListAsync(ct);
        var leased = await items.Where(r => r.WakeAt != null && r.Stage == ItemStage.Leased)
            .Select(r => new { r.PlanId, r.Programs, Held = r.WakeAt > now, Late = r.DueAt <= now }).ToListAsync(ct);
        var present = await services.GetRequiredService<Presence>().PresentAsync(NursePresence.Group, ct);
        List<Counted> counted =
            [new("ur.presence", present.Count, new Dictionary<string, string>(StringComparer.Ordinal) { [Tag.Group] = NursePresence.Group })];
        var depth = waiting.Select(w => (w.PlanId, w.Programs, State: "waiting", w.Count))
            .Concat(leased.Select(l => (l.PlanId, l.Programs, State: l.Held ? "held" : "waiting", Count: 1)));
        counted.AddRange(depth.GroupBy(d => (d.PlanId, d.Programs, d.State))
            .Select(g => new Counted("ur.queue.depth", g.Sum(d => d.Count), Tags(g.Key.PlanId, g.Key.Programs, g.Key.State))));
        var overdue = late.Select(l => (l.PlanId, l.Programs, l.Count))
            .Concat(leased.Where(l => l.Late).Select(l => (l.PlanId, l.Programs, Count: 1)));
        counted.AddRange(overdue.GroupBy(o => (o.PlanId, o.Programs))
            .Select(g => new Counted("ur.queue.overdue", g.Sum(o => o.Count), Tags(g.Key.PlanId, g.Key.Programs, null))));
        return counted;
    }

    private static Dictionary<string, string> Tags(string plan, int programs, string? state)
    {
        Dictionary<string, string> tags = new(StringComparer.Ordinal)
        {
            [Tag.Queue] = "nurse", [Tag.Plan] = plan,
            [Tag.Programs] = string.Join('+', Programs.Where(p => (programs & p.Bit) != 0).Select(p => p.Program)),
        };
        if (state is not null) tags[Tag.State] = state;
        return tags;
    }

    /// <summary>Tag names.</summary>
    public static class Tag
    {
        public const string Queue = "ur.queue";
        public const string Plan = "ur.plan";
        public const string Programs = "ur.programs";
        public const string State = "ur.state";
        public const string Outcome = "ur.outcome";
        public const string Group = "ur.group";
    }
}
