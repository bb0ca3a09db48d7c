using Microsoft.EntityFrameworkCore;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Live;

namespace UtilizationReview.NurseReview.Adapters;

/// <summary>Load of one nurse. Average age: since the held cases came into the queue.</summary>
internal sealed record NurseLoad(
    string PersonId, string Name, int Held, int DoneToday, TimeSpan AverageAge, DateTimeOffset? NextDueAt, bool Present);

/// <summary>How near the deadlines of one pool are; each case is in exactly one bucket.</summary>
internal sealed record PoolAgeing(
    string PlanId, int Programs, string MemberState, int Skills, int[] Buckets, int Waiting, DateTimeOffset NextDueAt, int Nurses);

/// <summary>What supervisors see, counted by the database from the searched columns; only what is held is read: a few cases a nurse.</summary>
internal sealed class SupervisorViews(
    IDbContextFactory<NurseReviewContext> contexts, NurseDesk desk, NurseRoster roster, Presence presence, NurseCalls calls)
{
    /// <summary>Hours to the deadline at which the buckets after "overdue" end.</summary>
    private static readonly int[] BucketHours = [4, 24, 72];

    /// <summary>Load per nurse of the plans, by name.</summary>
    public async Task<IReadOnlyList<NurseLoad>> LoadAsync(IReadOnlyList<string> plans, CancellationToken ct)
    {
        var now = calls.Now;
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = await context.Items.AsNoTracking()
            .Where(r => r.Stage == ItemStage.Leased && r.WakeAt > now && plans.Contains(r.PlanId)).ToListAsync(ct);
        var held = rows.Select(r => desk.Fold(r).State).ToLookup(item => item.Lease!.PersonId, StringComparer.Ordinal);
        Dictionary<string, int> done = new(StringComparer.Ordinal);
        foreach (var plan in plans.Distinct())
        {
            var midnight = MidnightOf(plan, now);
            var finished = await context.Items.AsNoTracking().Where(r => r.PlanId == plan && r.DoneAt >= midnight && r.DoneBy != "")
                .GroupBy(r => r.DoneBy).Select(g => new { By = g.Key, Count = g.Count() }).ToListAsync(ct);
            foreach (var one in finished) done[one.By] = done.GetValueOrDefault(one.By) + one.Count;
        }
        var profiles = (await roster.AllAsync(ct)).Where(p => p.PlanIds.Intersect(plans).Any()).ToDictionary(p => p.PersonId, StringComparer.Ordinal);
        var present = await presence.PresentAsync(NursePresence.Group, ct);
        return [.. profiles.Keys.Concat(held.Select(h => h.Key)).Concat(done.Keys).Distinct(StringComparer.Ordinal).Select(person =>
        {
            NurseItem[] hers = [.. held[person]];
            var name = profiles.GetValueOrDefault(person)?.Name ?? (hers.Length > 0 ? hers[0].Lease!.Name : person);
            return new NurseLoad(person, name, hers.Length, done.GetValueOrDefault(person),
                hers.Length == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Floor(hers.Average(item => (now - item.OpenedAt).TotalSeconds))),
                hers.Length == 0 ? null : hers.Min(item => item.DueAt), present.Contains(person));
        }).OrderBy(n => n.Name, StringComparer.Ordinal).ThenBy(n => n.PersonId, StringComparer.Ordinal)];
    }

    /// <summary>Open and leased cases of the plans by pool and time left, the pool with the earliest deadline first.</summary>
    public async Task<IReadOnlyList<PoolAgeing>> AgeingAsync(IReadOnlyList<string> plans, CancellationToken ct)
    {
        var now = calls.Now;
        await using var context = await contexts.CreateDbContextAsync(ct);
        var profiles = await roster.AllAsync(ct);
        Dictionary<(string Plan, int Programs, string State, int Skills), (int[] Buckets, int Waiting, DateTimeOffset Next)> pools = [];
        DateTimeOffset[] ends = [now, .. BucketHours.Select(hours => now.AddHours(hours)), DateTimeOffset.MaxValue];
        for (var bucket = 0; bucket < ends.Length; bucket++)
        {
            var (first, end) = (bucket == 0 ? DateTimeOffset.MinValue : ends[bucket - 1], ends[bucket]);
            var due = context.Items.AsNoTracking()
                .Where(r => (r.Stage == ItemStage.Open || r.Stage == ItemStage.Leased) && plans.Contains(r.PlanId));
            // A deadline is missed at its instant; the later buckets hold their start and not their end.
            due = bucket switch
            {
                0 => due.Where(r => r.DueAt <= end),
                1 => due.Where(r => r.DueAt > first && r.DueAt < end),
                _ when bucket == ends.Length - 1 => due.Where(r => r.DueAt >= first),
                _ => due.Where(r => r.DueAt >= first && r.DueAt < end),
            };
            var counted = await due
                .GroupBy(r => new { r.PlanId, r.Programs, r.MemberState, r.Skills, Held = r.Stage == ItemStage.Leased && r.WakeAt > now })
                .Select(g => new
                {
                    g.Key.PlanId, g.Key.Programs, g.Key.MemberState, g.Key.Skills, g.Key.Held, Count = g.Count(), Next = g.Min(r => r.DueAt),
                })
                .ToListAsync(ct);
            foreach (var c in counted)
            {
                var key = (c.PlanId, c.Programs, c.MemberState, c.Skills);
                var (buckets, waiting, next) = pools.TryGetValue(key, out var known) ? known : (new int[ends.Length], 0, c.Next);
                buckets[bucket] += c.Count;
                pools[key] = (buckets, waiting + (c.Held ? 0 : c.Count), next < c.Next ? next : c.Next);
            }
        }
        return [.. pools.OrderBy(p => p.Value.Next).ThenBy(p => p.Key).Select(p => new PoolAgeing(
            p.Key.Plan, p.Key.Programs, p.Key.State, p.Key.Skills, p.Value.Buckets, p.Value.Waiting, p.Value.Next,
            profiles.Count(nurse => MayTake(nurse, p.Key))))];
    }

    private static bool MayTake(NurseProfile nurse, (string Plan, int Programs, string State, int Skills) pool) =>
        nurse.PlanIds.Contains(pool.Plan) && (pool.Programs & ~NurseReviewWire.Mask(nurse.Programs)) == 0
        && (nurse.States.Count == 0 || nurse.States.Contains(pool.State)) && (pool.Skills & ~NurseReviewWire.SkillMask(nurse.Skills)) == 0;

    /// <summary>Start of today where the plan counts its days; UTC for a plan without a file here.</summary>
    private DateTimeOffset MidnightOf(string plan, DateTimeOffset now)
    {
        var zone = calls.ZoneOf(plan) ?? TimeZoneInfo.Utc;
        var midnight = TimeZoneInfo.ConvertTime(now, zone).Date;
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(30);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }
}
