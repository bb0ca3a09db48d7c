using System.Globalization;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Removes what nobody has a record of: at start and every ten minutes what uploads that were cut off left in the spool, and content that
/// was stored an hour or more ago and whose record never came, or whose record needs it no more. Says at start what holds here.</summary>
internal sealed partial class StoreSweeper(
    FolderDesk desk, Holding holding, Screening screening, TimeProvider clock, ILogger<StoreSweeper> log) : BackgroundService
{
    /// <summary>How long content may wait for its record.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private const int Batch = 500;
    private const string Prefix = "DOC-";
    private const int TimeDigits = 12;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <summary>An id for a new document. It tells when it was made by the platform's clock: the age of content is read from its name.</summary>
    public static string NewId(TimeProvider clock) => Prefix + Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (screening.Scanner is { } scanner) LogScanner(scanner);
        else LogUnscanned();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem)
            {
                LogFailed(problem); // the store or the database is away: the next round tries again
            }
            await Task.Delay(Pause, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One round; returns how much content was removed.</summary>
    internal async Task<int> SweepAsync(CancellationToken ct)
    {
        if (holding.Spool.Sweep() is > 0 and var parts) LogParts(parts);
        var removed = 0;
        List<string> ids = [];
        await foreach (var id in holding.Store.ListAsync(ct))
        {
            if (!IsOld(id)) continue;
            ids.Add(id);
            if (ids.Count < Batch) continue;
            removed += await RemoveAsync(ids, ct);
            ids.Clear();
        }
        removed += await RemoveAsync(ids, ct);
        if (removed > 0) LogRemoved(removed);
        return removed;
    }

    /// <summary>Names that are none of ours are left alone.</summary>
    private bool IsOld(string id) => id.Length == Prefix.Length + 32 && id.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(id.AsSpan(Prefix.Length, TimeDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var at)
        && clock.GetUtcNow().ToUnixTimeMilliseconds() - at >= (long)Grace.TotalMilliseconds;

    private async Task<int> RemoveAsync(List<string> ids, CancellationToken ct)
    {
        // The content was listed before its record is looked for: one that is written now is young, or found.
        var needed = ids.Count == 0 ? new HashSet<string>() : await desk.NeededAsync(ids, ct);
        var orphans = ids.Where(id => !needed.Contains(id)).ToList();
        foreach (var orphan in orphans) await holding.Store.RemoveAsync(orphan, ct);
        return orphans.Count;
    }

    [LoggerMessage(EventId = 6101, Level = LogLevel.Warning,
        Message = "No virus scanner is configured (Documents__Scanner): documents are readable as they come, marked as not scanned")]
    private partial void LogUnscanned();

    [LoggerMessage(EventId = 6102, Level = LogLevel.Information, Message = "Documents are held back until the scanner at {Scanner} finds them clean")]
    private partial void LogScanner(string scanner);

    [LoggerMessage(EventId = 6103, Level = LogLevel.Information, Message = "{Count} uploads that were cut off were swept away")]
    private partial void LogParts(int count);

    [LoggerMessage(EventId = 6104, Level = LogLevel.Information, Message = "{Count} contents without a record were removed from the store")]
    private partial void LogRemoved(int count);

    [LoggerMessage(EventId = 6105, Level = LogLevel.Warning, Message = "Sweeping the document store failed; the next round tries again")]
    private partial void LogFailed(Exception problem);
}
