using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Platform.Desks;

/// <summary>Wakes the records of one table whose moment has come. Two sweepers side by side are safe: the desk's version check lets one act
/// and the other find nothing to do.</summary>
internal sealed partial class Sweeper<TContext, TRow>(
    Func<IServiceProvider, string, DateTimeOffset, CancellationToken, Task> wake, IServiceProvider services, IDbContextFactory<TContext> contexts,
    TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<Sweeper<TContext, TRow>> log) : BackgroundService
    where TContext : ServiceContext
    where TRow : TimedRow
{
    private const int BatchSize = 100;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Records that were woken and are still due for the same moment: tries so far, and the timestamp before which they are left alone.
    /// </summary>
    private readonly Dictionary<string, (DateTimeOffset WakeAt, int Tries, long NotBefore)> _stubborn = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var bell = new Bell(clock);
        await lifetime.StartedAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return; // a call to a neighbour that the stop cut off ends in a way of its own
            }
            catch (Exception problem)
            {
                LogSweepFailed(problem, typeof(TRow).Name); // the database is away: the next round tries again
            }
            await bell.WaitAsync(Poll, stoppingToken);
        }
    }

    /// <summary>Wakes every record that is due, each once.</summary>
    internal async Task SweepAsync(CancellationToken ct)
    {
        HashSet<string> due = [];
        var (lastWake, lastId) = (DateTimeOffset.MinValue, "");
        var now = clock.GetUtcNow();
        while (true)
        {
            var batch = await DueAsync(now, lastWake, lastId, ct);
            foreach (var (id, wakeAt) in batch)
            {
                due.Add(id);
                await WakeAsync(id, wakeAt, ct);
            }
            if (batch.Count < BatchSize) break;
            (lastId, lastWake) = batch[^1];
        }
        foreach (var gone in _stubborn.Keys.Where(id => !due.Contains(id)).ToList()) _stubborn.Remove(gone);
    }

    private async Task<List<(string Id, DateTimeOffset WakeAt)>> DueAsync(DateTimeOffset now,
        DateTimeOffset lastWake, string lastId, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = await context.Set<TRow>().AsNoTracking()
            .Where(r => r.WakeAt != null && r.WakeAt <= now && (r.WakeAt > lastWake || (r.WakeAt == lastWake && r.Id.CompareTo(lastId) > 0)))
            .OrderBy(r => r.WakeAt).ThenBy(r => r.Id).Take(BatchSize).Select(r => new { r.Id, r.WakeAt }).ToListAsync(ct);
        return [.. rows.Select(r => (r.Id, r.WakeAt!.Value))];
    }

    private async Task WakeAsync(string id, DateTimeOffset wakeAt, CancellationToken ct)
    {
        var known = _stubborn.GetValueOrDefault(id);
        var tries = known.WakeAt == wakeAt ? known.Tries : 0;
        if (tries > 0 && Stopwatch.GetTimestamp() < known.NotBefore) return;
        // A record that is still due after its wake is woken again later and later, so that it cannot crowd out the others.
        var pause = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, tries), 60));
        _stubborn[id] = (wakeAt, Math.Min(tries + 1, 10), Stopwatch.GetTimestamp() + (long)(pause.TotalSeconds * Stopwatch.Frequency));
        try
        {
            await wake(services, id, clock.GetUtcNow(), ct);
        }
        catch (Exception problem) when (!ct.IsCancellationRequested)
        {
            LogWakeFailed(problem, typeof(TRow).Name, id, tries + 1); // tried again after the pause
        }
    }

    [LoggerMessage(EventId = 9201, Level = LogLevel.Warning, Message = "Looking for due records of {Table} failed; trying again")]
    private partial void LogSweepFailed(Exception problem, string table);

    [LoggerMessage(EventId = 9202, Level = LogLevel.Warning, Message = "Waking {Table} {Id} failed at try {Try}; it will be tried again")]
    private partial void LogWakeFailed(Exception problem, string table, string id, int @try);
}
