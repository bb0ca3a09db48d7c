using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UtilizationReview.Platform.Storage;
using UtilizationReview.Platform.Telemetry;

namespace UtilizationReview.Platform.Messaging;

/// <summary>Delivers the outbox of one database: woken by its desks, and every second as a safety net. A row that fails does not stop others;
/// a crash anywhere leads to a second delivery, which the consumer's inbox absorbs.</summary>
internal sealed partial class OutboxDispatcher<TContext>(
    OutboxLease<TContext> lease, OutboxBell<TContext> bell, IServiceProvider services, IHostApplicationLifetime lifetime,
    ILogger<OutboxDispatcher<TContext>> log) : BackgroundService
    where TContext : ServiceContext
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>A batch is settled well before its lease ends.</summary>
    private static readonly TimeSpan BatchTime = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.StartedAsync(stoppingToken);
        var delivery = services.GetService<EmbeddedDelivery>();
        if (delivery is null) LogNoDelivery(typeof(TContext).Name);
        while (delivery is not null && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await DispatchBatchAsync(delivery, stoppingToken) == OutboxLease<TContext>.BatchSize) { }
            }
            catch (Exception problem) when (problem is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogBatchFailed(problem, typeof(TContext).Name); // the database is away: the next round tries again
            }
            await bell.WaitAsync(Poll, stoppingToken);
        }
    }

    /// <summary>Delivers one batch; answers how many rows it held.</summary>
    internal async Task<int> DispatchBatchAsync(EmbeddedDelivery delivery, CancellationToken ct)
    {
        var token = Guid.NewGuid();
        var rows = await lease.TakeAsync(token, ct);
        if (rows.Count == 0) return 0;
        var started = Stopwatch.GetTimestamp();
        List<Guid> delivered = [];
        List<(OutboxRow, string)> failed = [];
        try
        {
            foreach (var row in rows)
            {
                if (Stopwatch.GetElapsedTime(started) > BatchTime) break;
                try
                {
                    await delivery.DeliverAsync(row, ct);
                    delivered.Add(row.Id);
                }
                catch (Exception problem) when (!ct.IsCancellationRequested)
                {
                    // Only the type is kept: a message could hold member data. The delivery is tried again, so nothing is swallowed.
                    failed.Add((row, problem.GetType().Name));
                    LogDeliveryFailed(problem, row.Type, row.Id, row.Attempts + 1);
                }
            }
        }
        finally
        {
            // Also when stopping: what was delivered is marked, the rest is free for the next start at once.
            using var bounded = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            var parked = await lease.SettleAsync(token, delivered, failed, someLeft: delivered.Count + failed.Count < rows.Count, bounded.Token);
            PlatformTelemetry.Delivered.Add(delivered.Count);
            PlatformTelemetry.Failed.Add(failed.Count);
            PlatformTelemetry.Parked.Add(parked);
            if (parked > 0) LogParked(parked, typeof(TContext).Name);
        }
        return rows.Count;
    }

    [LoggerMessage(EventId = 9101, Level = LogLevel.Warning,
        Message = "{Context} writes events but this process has no delivery: AddEmbeddedDelivery is missing; they wait")]
    private partial void LogNoDelivery(string context);

    [LoggerMessage(EventId = 9102, Level = LogLevel.Warning, Message = "Dispatching events of {Context} failed; trying again")]
    private partial void LogBatchFailed(Exception problem, string context);

    [LoggerMessage(EventId = 9103, Level = LogLevel.Warning,
        Message = "Delivering {Event} ({Id}) failed at attempt {Attempt}; it will be tried again")]
    private partial void LogDeliveryFailed(Exception problem, string @event, Guid id, int attempt);

    [LoggerMessage(EventId = 9104, Level = LogLevel.Error,
        Message = "{Count} events of {Context} were parked after the last attempt: an operator has to look and resend")]
    private partial void LogParked(int count, string context);
}
