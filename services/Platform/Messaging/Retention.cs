using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Platform.Messaging;

/// <summary>Forgets delivered events and old claims, in small batches. Claims stay far longer than any retry, resend or parked row lives.</summary>
internal sealed partial class Retention<TContext>(
    IDbContextFactory<TContext> contexts, WriteTurns<TContext> turns, TimeProvider clock,
    IHostApplicationLifetime lifetime, ILogger<Retention<TContext>> log)
    : BackgroundService
    where TContext : ServiceContext
{
    public static readonly TimeSpan KeepSent = TimeSpan.FromDays(7);
    public static readonly TimeSpan KeepClaims = TimeSpan.FromDays(30);
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private const int BatchSize = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.StartedAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, TimeProvider.System, stoppingToken);
            try
            {
                while (await ForgetBatchAsync(stoppingToken)) { }
            }
            catch (Exception problem) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(problem, typeof(TContext).Name); // nothing is lost by keeping more: the next round tries again
            }
        }
    }

    /// <summary>Forgets one batch of each; answers whether more may be there.</summary>
    internal async Task<bool> ForgetBatchAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var sent = await context.Outbox.Where(r => r.SentAt < now - KeepSent).OrderBy(r => r.Id).Select(r => r.Id).Take(BatchSize).ToListAsync(ct);
        var claims = await context.Inbox.AsNoTracking().Where(r => r.ReceivedAt < now - KeepClaims).OrderBy(r => r.ReceivedAt)
            .Select(r => r.ReceivedAt).Skip(BatchSize).Take(1).ToListAsync(ct);
        var until = claims is [var found] ? found : now - KeepClaims;
        using var turn = await turns.TakeAsync(context, ct);
        if (sent.Count > 0) await context.Outbox.Where(r => sent.Contains(r.Id)).ExecuteDeleteAsync(ct);
        await context.Inbox.Where(r => r.ReceivedAt < until).ExecuteDeleteAsync(ct);
        return sent.Count == BatchSize || claims.Count > 0;
    }

    [LoggerMessage(EventId = 9105, Level = LogLevel.Warning, Message = "Forgetting old messages of {Context} failed; trying again in an hour")]
    private partial void LogFailed(Exception problem, string context);
}
