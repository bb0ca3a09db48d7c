using System.Collections.Concurrent;
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

    /// <summary>The bus notices some seconds late that the broker is back; meanwhile one batch now and then finds out.</summary>
    private static readonly TimeSpan LongestAway = TimeSpan.FromSeconds(3);

    /// <summary>A batch is settled well before its lease ends.</summary>
    private static readonly TimeSpan BatchTime = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.StartedAsync(stoppingToken);
        if (services.GetService<IEventDelivery>() is not { } delivery)
        {
            LogNoDelivery(typeof(TContext).Name);
            return;
        }
        // The bus may be stopped before this service is: no batch is begun once the process stops.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await delivery.WaitUntilReadyAsync(stopping.Token);
        while (!stopping.IsCancellationRequested)
        {
            var away = false;
            try
            {
                for (Batch batch; (batch = await DispatchBatchAsync(delivery, stopping.Token)).Rows > 0 && !away;) away = batch.Away;
            }
            catch (Exception problem) when (!stopping.IsCancellationRequested)
            {
                LogBatchFailed(problem, typeof(TContext).Name); // the database is away: the next round tries again
            }
            if (away) await Task.WhenAny(delivery.WaitUntilReadyAsync(stopping.Token), Task.Delay(LongestAway, TimeProvider.System, stopping.Token));
            await bell.WaitAsync(Poll, stopping.Token);
        }
    }

    /// <summary>Delivers one batch, as many at once as the delivery bears. Ended early where the broker is away.</summary>
    internal async Task<Batch> DispatchBatchAsync(IEventDelivery delivery, CancellationToken ct)
    {
        var token = Guid.NewGuid();
        var rows = await lease.TakeAsync(token, ct);
        if (rows.Count == 0) return new(0, Away: false);
        var started = Stopwatch.GetTimestamp();
        ConcurrentQueue<Guid> delivered = [];
        ConcurrentQueue<FailedDelivery> failed = [];
        var away = 0;
        try
        {
            await Parallel.ForEachAsync(rows,
                new ParallelOptions { MaxDegreeOfParallelism = delivery.InFlight, CancellationToken = ct }, async (row, _) =>
            {
                if (Volatile.Read(ref away) != 0 || Stopwatch.GetElapsedTime(started) > BatchTime) return;
                try
                {
                    await delivery.DeliverAsync(row, ct);
                    delivered.Enqueue(row.Id);
                }
                catch (Exception problem) when (!ct.IsCancellationRequested)
                {
                    // Only the type is kept: a message could hold member data. The delivery is tried again, so nothing is swallowed.
                    var failure = delivery.Judge(problem);
                    if (failure != DeliveryFailure.Away)
                    {
                        failed.Enqueue(new(row, problem.GetType().Name, MayPark: failure == DeliveryFailure.Event));
                        LogDeliveryFailed(problem, row.Type, row.Id, row.Attempts + 1);
                    }
                    else if (Interlocked.Exchange(ref away, 1) == 0)
                    {
                        LogAway(typeof(TContext).Name, problem.GetType().Name);
                    }
                }
            });
        }
        finally
        {
            // Also when stopping: what was delivered is marked, the rest is free for the next start at once.
            using var bounded = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            var parked = await lease.SettleAsync(
                token, [.. delivered], [.. failed], someLeft: delivered.Count + failed.Count < rows.Count, bounded.Token);
            PlatformTelemetry.Delivered.Add(delivered.Count);
            PlatformTelemetry.Failed.Add(failed.Count);
            PlatformTelemetry.Parked.Add(parked);
            if (parked > 0) LogParked(parked, typeof(TContext).Name);
        }
        return new(rows.Count, away != 0);
    }

    /// <summary>A batch that was dispatched.</summary>
    /// <param name="Rows">How many rows it held.</param>
    /// <param name="Away">True when the broker was found away; the rows that were left are free again.</param>
    internal readonly record struct Batch(int Rows, bool Away);

    [LoggerMessage(EventId = 9101, Level = LogLevel.Warning,
        Message = "{Context} writes events but this process has no delivery: AddEventDelivery is missing; they wait")]
    private partial void LogNoDelivery(string context);

    [LoggerMessage(EventId = 9102, Level = LogLevel.Warning, Message = "Dispatching events of {Context} failed; trying again")]
    private partial void LogBatchFailed(Exception problem, string context);

    [LoggerMessage(EventId = 9103, Level = LogLevel.Warning,
        Message = "Delivering {Event} ({Id}) failed at attempt {Attempt}; it will be tried again")]
    private partial void LogDeliveryFailed(Exception problem, string @event, Guid id, int attempt);

    [LoggerMessage(EventId = 9106, Level = LogLevel.Warning, Message = "The broker is away ({Problem}); events of {Context} wait for it")]
    private partial void LogAway(string context, string problem);

    [LoggerMessage(EventId = 9104, Level = LogLevel.Error,
        Message = "{Count} events of {Context} were parked after the last attempt: an operator has to look and resend")]
    private partial void LogParked(int count, string context);
}
