using Microsoft.EntityFrameworkCore;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Platform.Messaging;

/// <summary>Which dispatcher delivers which rows. On SQLite in two steps, so that looking does not take the turn of those who write: candidates
/// are read, then taken by an update that repeats the condition. Two dispatchers never hold the same row; nothing is held open while consumers
/// run.</summary>
internal sealed class OutboxLease<TContext>(IDbContextFactory<TContext> contexts, WriteTurns<TContext> turns, TimeProvider clock)
    where TContext : ServiceContext
{
    public const int BatchSize = 100;
    public const int AttemptLimit = 20;

    /// <summary>Longer than a batch may take (<see cref="OutboxDispatcher{TContext}"/> stops early).</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyList<OutboxRow>> TakeAsync(Guid token, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        if (context.Database.IsNpgsql()) return await TakeAtOnceAsync(context, token, ct);
        while (true)
        {
            var now = clock.GetUtcNow();
            var ids = await Free(context.Outbox, now).OrderBy(r => r.NextAttemptAt)
                .ThenBy(r => r.Id).Select(r => r.Id).Take(BatchSize).ToListAsync(ct);
            if (ids.Count == 0) return [];
            using (await turns.TakeAsync(context, ct))
            {
                await Free(context.Outbox, now).Where(r => ids.Contains(r.Id))
                    .ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseToken, token).SetProperty(r => r.LeasedUntil, now + Length), ct);
            }
            var rows = await context.Outbox.AsNoTracking().Where(r => r.LeaseToken == token && ids.Contains(r.Id)).OrderBy(r => r.Id).ToListAsync(ct);
            if (rows.Count > 0) return rows; // else another dispatcher was quicker with all of them: the next ones are free
        }
    }

    /// <summary>One round trip: the rows another dispatcher is taking at this moment are passed over.</summary>
    private async Task<IReadOnlyList<OutboxRow>> TakeAtOnceAsync(TContext context, Guid token, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var rows = await context.Outbox.FromSqlRaw(
            """
            UPDATE outbox SET lease_token = {0}, leased_until = {1} WHERE id IN (
              SELECT id FROM outbox
              WHERE sent_at IS NULL AND parked_at IS NULL AND next_attempt_at <= {2} AND (leased_until IS NULL OR leased_until <= {2})
              ORDER BY next_attempt_at, id LIMIT {3} FOR UPDATE SKIP LOCKED)
            RETURNING *
            """, token, (now + Length).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds(), BatchSize).AsNoTracking().ToListAsync(ct);
        rows.Sort((one, other) => one.Id.CompareTo(other.Id));
        return rows;
    }

    /// <summary>Settles a batch in one transaction: delivered rows are done, failed ones wait longer each time and are parked in the end when
    /// they may be, the rest is free again. Rows that another dispatcher has taken over meanwhile are left alone.</summary>
    /// <returns>How many were parked.</returns>
    public async Task<int> SettleAsync(
        Guid token, IReadOnlyList<Guid> delivered, IReadOnlyList<FailedDelivery> failed, bool someLeft, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        using var turn = await turns.TakeAsync(context, ct);
        var now = clock.GetUtcNow();
        var several = failed.Count > 0 || someLeft;
        await using var transaction = several ? await context.Database.BeginTransactionAsync(ct) : null;
        var mine = context.Outbox.Where(r => r.LeaseToken == token);
        if (delivered.Count > 0)
        {
            await mine.Where(r => delivered.Contains(r.Id)).ExecuteUpdateAsync(
                set => set.SetProperty(r => r.SentAt, now).SetProperty(r => r.LeaseToken, (Guid?)null)
                    .SetProperty(r => r.LeasedUntil, (DateTimeOffset?)null), ct);
        }
        var parked = 0;
        foreach (var (row, error, mayPark) in failed)
        {
            var attempts = row.Attempts + 1;
            var park = mayPark && attempts >= AttemptLimit;
            if (park) parked++;
            await mine.Where(r => r.Id == row.Id).ExecuteUpdateAsync(
                set => set.SetProperty(r => r.Attempts, attempts).SetProperty(r => r.LastError, error)
                    .SetProperty(r => r.NextAttemptAt, now + BackOff(attempts)).SetProperty(r => r.ParkedAt, park ? now : null)
                    .SetProperty(r => r.LeaseToken, (Guid?)null).SetProperty(r => r.LeasedUntil, (DateTimeOffset?)null),
                ct);
        }
        if (someLeft)
        {
            await mine.ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseToken, (Guid?)null)
                .SetProperty(r => r.LeasedUntil, (DateTimeOffset?)null), ct);
        }
        if (transaction is not null) await transaction.CommitAsync(ct);
        return parked;
    }

    /// <summary>1 s, 2 s, 4 s … at most five minutes.</summary>
    internal static TimeSpan BackOff(int attempts) =>
        attempts > 9 ? LongestBackOff : TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempts - 1), LongestBackOff.TotalSeconds));

    private static IQueryable<OutboxRow> Free(IQueryable<OutboxRow> rows, DateTimeOffset now) =>
        rows.Where(r => r.SentAt == null && r.ParkedAt == null && r.NextAttemptAt <= now && (r.LeasedUntil == null || r.LeasedUntil <= now));
}

/// <summary>A delivery that failed.</summary>
/// <param name="Row">The event.</param>
/// <param name="Error">Type of the failure; a message could hold member data.</param>
/// <param name="MayPark">False when nothing is wrong with the event, so that it is never given up.</param>
internal sealed record FailedDelivery(OutboxRow Row, string Error, bool MayPark);
