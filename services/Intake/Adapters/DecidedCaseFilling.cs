using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Fills in the cases of orders that were decided before cases were kept, once after each start and beside everything else: from their
/// history, one small transaction an order. What is there already is left alone, so it may be cut off and run in several copies at once.</summary>
internal sealed partial class DecidedCaseFilling(
    IDbContextFactory<IntakeContext> contexts, OrderDesk desk, TimeProvider clock, ILogger<DecidedCaseFilling> log) : BackgroundService
{
    private const int BatchSize = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Orders with these statuses were never decided, except that the law may take a missed deadline for a denial.</summary>
    private static readonly string[] Undecided =
        [nameof(OrderStatus.Submitted), nameof(OrderStatus.NurseReview), nameof(OrderStatus.PhysicianReview)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (true)
        {
            try
            {
                await FillAsync(stoppingToken);
                return;
            }
            catch (Exception problem) when (!stoppingToken.IsCancellationRequested)
            {
                LogAway(problem); // the database went away; what is filled in stays
                await Task.Delay(Pause, TimeProvider.System, stoppingToken);
            }
        }
    }

    /// <summary>Fills in what is missing; returns how many cases were.</summary>
    public async Task<int> FillAsync(CancellationToken ct)
    {
        var filled = 0;
        for (var after = ""; await MissingAsync(after, ct) is [.., var last] ids; after = last)
        {
            foreach (var id in ids)
            {
                if (await FillAsync(id, ct)) filled++;
            }
        }
        if (filled > 0) LogFilled(filled);
        return filled;
    }

    private async Task<List<string>> MissingAsync(string after, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.Orders.AsNoTracking()
            .Where(o => o.Id.CompareTo(after) > 0 && (!Undecided.Contains(o.Status) || o.DueAt <= now)
                && !context.DecidedCases.Any(d => d.OrderId == o.Id))
            .OrderBy(o => o.Id).Select(o => o.Id).Take(BatchSize).ToListAsync(ct);
    }

    private async Task<bool> FillAsync(string id, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        // Writing the row as it is holds off everybody else who would change the order: what its history says stays true until the commit.
        await context.Orders.Where(o => o.Id == id).ExecuteUpdateAsync(row => row.SetProperty(o => o.Version, o => o.Version), ct);
        if (await context.DecidedCases.AsNoTracking().AnyAsync(d => d.OrderId == id, ct)) return false;
        if (await ReplayAsync(id, ct) is not { } decided) return false;
        await DecidedCaseBook.WriteAsync(context, row: null, decided, ct);
        await context.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private async Task<DecidedCase?> ReplayAsync(string id, CancellationToken ct)
    {
        try
        {
            var history = await desk.HistoryAsync(id, ct);
            return DecidedCases.Replay(history.Select(e => (e.Version, JsonSerializer.Deserialize<OrderEvent>(e.Body, OrderDesk.Json)!)));
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException or ArgumentException)
        {
            LogDamaged(damaged, id); // one damaged history must not keep the others out
            return null;
        }
    }

    [LoggerMessage(EventId = 1301, Level = LogLevel.Information, Message = "Filled in {Count} decided cases of orders that were decided earlier")]
    private partial void LogFilled(int count);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Warning, Message = "Filling in decided cases was cut off; going on in a moment")]
    private partial void LogAway(Exception problem);

    [LoggerMessage(EventId = 1303, Level = LogLevel.Warning,
        Message = "The history of order {OrderId} cannot be read; it is missing in the public figures")]
    private partial void LogDamaged(Exception problem, string orderId);
}
