using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.PeerToPeer.Adapters;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Live;

namespace UtilizationReview.PeerToPeer;

/// <summary>What the physicians' service measures. Counters are recorded after the commit, once per fact; gauges are counted from the
/// database.</summary>
internal sealed class PeerToPeerTelemetry
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "UtilizationReview.PeerToPeer";

    private readonly Counter<long> _talks;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _lines;
    private readonly Counter<long> _refused;

    public PeerToPeerTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _talks = meter.CreateCounter<long>("ur.talks", "{talk}",
            "Steps of talks, by step (opened, reserved, connected, booked, moved, held, missed, called-off, declined, no-slot, escalated).");
        _attempts = meter.CreateCounter<long>("ur.attempts", "{call}", "Attempts to reach the practice.");
        _lines = meter.CreateCounter<long>("ur.physician.decided", "{line}", "Lines decided by physicians, by verdict.");
        _refused = meter.CreateCounter<long>("ur.physician.refused", "{decision}", "Decisions that intake could not record, by reason.");
    }

    /// <summary>What is counted from the database.</summary>
    public static CounterBoard Board { get; } = new(
        "physician-queue", Name,
        [
            new("ur.queue.depth", "{case}", "Cases of the queue (ur.queue physician) by plan and state: waiting, held."),
            new("ur.queue.overdue", "{case}", "Of those, past their due instant."),
            new("ur.reservations", "{slot}", "Half hours of physicians that are reserved from now on."),
            new("ur.presence", "{person}", "People present, by group (physicians)."),
        ],
        CountAsync);

    /// <summary>One fact is committed.</summary>
    public void Heard(PhysicianCase @case, CaseEvent fact)
    {
        switch (fact)
        {
            case LinesDecided decided:
                foreach (var line in decided.Lines)
                    _lines.Add(1, new KeyValuePair<string, object?>(Tag.Outcome, Outcome(line.Verdict)));
                break;
            case AttemptRecorded:
                _attempts.Add(1);
                break;
            case DecisionRefused refused:
                _refused.Add(1, new KeyValuePair<string, object?>(Tag.Reason, refused.Code));
                break;
            case TalkEvent talk when Step(talk) is { } step:
                _talks.Add(1, new KeyValuePair<string, object?>(Tag.Step, step));
                break;
            default:
                break; // not measured
        }
    }

    private static string Outcome(Verdict verdict) => verdict switch
    {
        Verdict.Approve => "approved",
        Verdict.ApproveLess => "approved-less",
        Verdict.Deny => "denied",
        Verdict.DenySite => "denied-site",
        _ => "unspecified",
    };

    private static string? Step(TalkEvent fact) => fact switch
    {
        TalkOpened => "opened",
        PhysicianReserved => "reserved",
        TalkConnected => "connected",
        TalkBooked => "booked",
        TalkMoved => "moved",
        BookingReleased => "released",
        TalkHeld => "held",
        TalkMissed => "missed",
        TalkCalledOff { Declined: true } => "declined",
        TalkCalledOff => "called-off",
        NoSlotFits => "no-slot",
        TalkEscalated => "escalated",
        _ => null,
    };

    private static async Task<IReadOnlyList<Counted>> CountAsync(IServiceProvider services, CancellationToken ct)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        await using var context = await services.GetRequiredService<IDbContextFactory<PeerToPeerContext>>().CreateDbContextAsync(ct);
        var (waiting, taken) = (nameof(CasePhase.Waiting), nameof(CasePhase.Taken));
        var open = context.Set<CaseRow>().AsNoTracking().Where(r => r.Phase == waiting || r.Phase == taken);
        var depth = await open.GroupBy(r => new { r.PlanId, r.Phase })
            .Select(g => new { g.Key.PlanId, g.Key.Phase, Count = g.Count() }).ToListAsync(ct);
        var late = await open.Where(r => r.DueAt <= now).GroupBy(r => r.PlanId)
            .Select(g => new { PlanId = g.Key, Count = g.Count() }).ToListAsync(ct);
        var reserved = await context.Set<ReservationRow>().CountAsync(r => r.SlotStart >= now, ct);
        var present = await services.GetRequiredService<PhysicianPresence>().PresentAsync(ct);
        return
        [
            .. depth.Select(d => new Counted("ur.queue.depth", d.Count, Tags(d.PlanId, d.Phase == waiting ? "waiting" : "held"))),
            .. late.Select(l => new Counted("ur.queue.overdue", l.Count, Tags(l.PlanId, null))),
            new("ur.reservations", reserved, new Dictionary<string, string>()),
            new("ur.presence", present.Count, new Dictionary<string, string>(StringComparer.Ordinal) { [Tag.Group] = "physicians" }),
        ];
    }

    private static Dictionary<string, string> Tags(string plan, string? state)
    {
        Dictionary<string, string> tags = new(StringComparer.Ordinal) { [Tag.Queue] = "physician", [Tag.Plan] = plan };
        if (state is not null) tags[Tag.State] = state;
        return tags;
    }

    /// <summary>Tag names.</summary>
    public static class Tag
    {
        public const string Queue = "ur.queue";
        public const string Plan = "ur.plan";
        public const string State = "ur.state";
        public const string Step = "ur.step";
        public const string Outcome = "ur.outcome";
        public const string Reason = "ur.reason";
        public const string Group = "ur.group";
    }
}
