using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Platform.Desks;

/// <summary>Wakes the records of one table whose moment has come. Sweepers of several copies side by side are safe: the desk lets one act and
/// the other find nothing to do. So that this is rare, each takes parts of what is due at random.</summary>
internal sealed partial class Sweeper<TContext, TRow>(
    Func<IServiceProvider, string, DateTimeOffset, CancellationToken, Task> wake, IServiceProvider services, IDbContextFactory<TContext> contexts,
    TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<Sweeper<TContext, TRow>> log) : BackgroundService
    where TContext : ServiceContext
    where TRow : TimedRow
{
    /// <summary>Records looked at together.</summary>
    private const int BatchSize = 1024;

    /// <summary>A full batch falls into so many parts, the same ones in every copy of the service.</summary>
    private const int Parts = 16;

    /// <summary>Records woken at once where the database takes several writers.</summary>
    private const int Together = 8;

    /// <summary>More that stay due than this end a sweep: what is remembered of them stays small, and the next sweep goes on.</summary>
    private const int MostStubborn = 50_000;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Records that were woken and were still due afterwards: tries so far, and the timestamp before which they are left alone.
    /// </summary>
    private readonly Dictionary<string, Stubborn> _stubborn = [];

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

    /// <summary>Wakes every record that is due until none is left but those that wait for another try.</summary>
    internal async Task SweepAsync(CancellationToken ct)
    {
        foreach (var id in _stubborn.Where(known => known.Value.IsForgotten).Select(known => known.Key).ToList()) _stubborn.Remove(id);
        var after = new Due("", DateTimeOffset.MinValue);
        while (true)
        {
            var batch = await DueAsync(after, ct);
            var ready = batch.FindAll(IsReady);
            if (ready.Count > 0)
            {
                await WakeAsync(PartOf(ready), ct);
                if (_stubborn.Count > MostStubborn) return;
            }
            else if (batch.Count == BatchSize) after = batch[^1];
            else return;
        }
    }

    /// <summary>All when few are due; else one part, chosen at random, so that copies seldom choose the same one at the same time.</summary>
    private static Due[] PartOf(List<Due> ready)
    {
        var parts = ready.Count <= BatchSize / Parts ? [[.. ready]] : ready.GroupBy(due => PartOf(due.Id)).Select(part => part.ToArray()).ToArray();
        var chosen = parts[RandomNumberGenerator.GetInt32(parts.Length)];
        RandomNumberGenerator.Shuffle<Due>(chosen);
        return chosen;
    }

    private static uint PartOf(string id) => id.Aggregate(2_166_136_261u, (hash, letter) => unchecked((hash ^ letter) * 16_777_619u)) % Parts;

    private bool IsReady(Due due) =>
        !_stubborn.TryGetValue(due.Id, out var known) || known.WakeAt != due.WakeAt || Stopwatch.GetTimestamp() >= known.NotBefore;

    private async Task<List<Due>> DueAsync(Due after, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.Set<TRow>().AsNoTracking()
            .Where(r => r.WakeAt <= now && r.WakeAt >= after.WakeAt && (r.WakeAt > after.WakeAt || r.Id.CompareTo(after.Id) > 0))
            .OrderBy(r => r.WakeAt).ThenBy(r => r.Id).Take(BatchSize).Select(r => new Due(r.Id, r.WakeAt!.Value)).ToListAsync(ct);
    }

    private async Task WakeAsync(Due[] part, CancellationToken ct)
    {
        bool several;
        await using (var context = await contexts.CreateDbContextAsync(ct)) several = context.Database.IsNpgsql();
        await Parallel.ForEachAsync(
            part, new ParallelOptions { MaxDegreeOfParallelism = several ? Together : 1, CancellationToken = ct },
            async (due, cancel) => await WakeAsync(due, cancel));
        await NoteStubbornAsync(part, ct);
    }

    private async Task WakeAsync(Due due, CancellationToken ct)
    {
        try
        {
            await wake(services, due.Id, clock.GetUtcNow(), ct);
        }
        catch (Exception problem) when (!ct.IsCancellationRequested && !DatabaseFailure.IsAway(problem))
        {
            LogWakeFailed(problem, typeof(TRow).Name, due.Id, _stubborn.GetValueOrDefault(due.Id).Tries + 1); // tried again after the pause
        }
    }

    /// <summary>A record that is still due after its wake is woken again later and later, so that it cannot crowd out the others.</summary>
    private async Task NoteStubbornAsync(Due[] part, CancellationToken ct)
    {
        var (now, ids) = (clock.GetUtcNow(), part.Select(due => due.Id).ToList());
        await using var context = await contexts.CreateDbContextAsync(ct);
        var left = await context.Set<TRow>().AsNoTracking().Where(r => ids.Contains(r.Id) && r.WakeAt <= now)
            .ToDictionaryAsync(r => r.Id, r => r.WakeAt!.Value, ct);
        foreach (var (id, wakeAt) in part)
        {
            if (!left.TryGetValue(id, out var still)) _stubborn.Remove(id);
            else _stubborn[id] = Stubborn.After(still == wakeAt ? Math.Min(_stubborn.GetValueOrDefault(id).Tries + 1, 10) : 0, still);
        }
    }

    private sealed record Due(string Id, DateTimeOffset WakeAt);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Stubborn(DateTimeOffset WakeAt, int Tries, long NotBefore)
    {
        /// <summary>Another copy has woken it since, or its moment was moved.</summary>
        public bool IsForgotten => Stopwatch.GetElapsedTime(NotBefore) > TimeSpan.FromMinutes(5);

        /// <summary>A moment that moved and has passed too is looked at soon; the same one after 1, 2, 4 … 60 seconds.</summary>
        public static Stubborn After(int tries, DateTimeOffset wakeAt)
        {
            var pause = tries == 0 ? 0.2 : Math.Min(Math.Pow(2, tries - 1), 60);
            return new(wakeAt, tries, Stopwatch.GetTimestamp() + (long)(pause * Stopwatch.Frequency));
        }
    }

    [LoggerMessage(EventId = 9201, Level = LogLevel.Warning, Message = "Looking for due records of {Table} failed; trying again")]
    private partial void LogSweepFailed(Exception problem, string table);

    [LoggerMessage(EventId = 9202, Level = LogLevel.Warning, Message = "Waking {Table} {Id} failed at try {Try}; it will be tried again")]
    private partial void LogWakeFailed(Exception problem, string table, string id, int @try);
}
