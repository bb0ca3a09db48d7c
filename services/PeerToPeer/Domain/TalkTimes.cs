using UtilizationReview.Platform.Time;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>In which time a state's law wants a talk held that the practice asked for, as it stood for one case.</summary>
/// <param name="BusinessDays">Business days after the day it was asked on, by the federal calendar; at least 1.</param>
/// <param name="TimeZone">The plan's zone, in which those days are counted.</param>
/// <param name="Citation">The law, for people.</param>
internal sealed record TalkTime(int BusinessDays, string TimeZone, string Citation);

/// <summary>One dated row of <c>talks</c> in <c>reviewer-rules.yaml</c>.</summary>
/// <param name="State">State of issue of the plan.</param>
/// <param name="LineOfBusiness">Plans it is for, in the words of the plan files.</param>
/// <param name="WithinBusinessDays">Business days after the day the practice asked.</param>
/// <param name="EffectiveThrough">Last day, inclusive; null while in force.</param>
internal sealed record TalkTimeRow(
    string State, string LineOfBusiness, int WithinBusinessDays, DateOnly EffectiveFrom, DateOnly? EffectiveThrough, string Citation);

/// <summary>The time in which a talk that was asked for has to be held. It moves no due time; who runs out of it is told to a supervisor, from
/// a day ahead on while nothing in time is booked, and when the time is over.</summary>
internal static class TalkTimes
{
    /// <summary>How long before its end a supervisor looks after a talk that is not booked in time.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromHours(24);

    /// <summary>The end, exclusive, of the time for the talk: the end of the last day, plan-local. Null: no law sets one, or the practice has
    /// not asked for it.</summary>
    public static DateTimeOffset? HoldBy(PhysicianCase @case, Talk talk)
    {
        if (@case.TalkTime is not { } law || talk.Ended || AskedSince(@case, talk) is not { } asked) return null;
        var zone = TimeZones.Find(law.TimeZone);
        return BusinessCalendar.UsFederal.AddBusinessDays(asked.DateIn(zone), law.BusinessDays).EndOf(zone);
    }

    /// <summary>When a supervisor has to hear of the talk as it stands; null when never, or when one looks after it already.</summary>
    public static DateTimeOffset? WatchAt(PhysicianCase @case, Talk talk) => talk.Escalated || HoldBy(@case, talk) is not { } end ? null
        : talk is { Phase: TalkPhase.Booked, SlotStart: { } start } && start + Slots.Length <= end ? end
        : end - Ahead;

    /// <summary>The talks that run out of their time now.</summary>
    public static IEnumerable<CaseEvent> Overdue(PhysicianCase @case, DateTimeOffset now) =>
        @case.Talks.Where(t => now >= WatchAt(@case, t)).Select(t => new TalkEscalated(t.Id, now, Escalations.NotHeldInTime));

    /// <summary>Since when the practice has been asking: an earlier talk that did not come about by the reviewers' doing counts on.</summary>
    private static DateTimeOffset? AskedSince(PhysicianCase @case, Talk talk)
    {
        var since = talk.AskedAt;
        foreach (var earlier in @case.Talks.TakeWhile(t => t.Id != talk.Id).Reverse())
        {
            if (earlier.Phase is not (TalkPhase.Missed or TalkPhase.Cancelled) || earlier.EndedByPractice) break;
            if (earlier.AskedAt is { } asked) since = since is null ? null : asked;
        }
        return since;
    }
}
