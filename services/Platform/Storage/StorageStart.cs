using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UtilizationReview.Platform.Storage;

/// <summary>Whether the database of a service has been migrated by this process.</summary>
internal sealed class StorageState<TContext>
    where TContext : ServiceContext
{
    public bool Migrated { get; set; }
}

/// <summary>Migrates the database of a service before anything of the process starts to serve. A server that is away is waited for, within a
/// bound: whoever supervises the process then sees it end and starts it again.</summary>
internal sealed partial class StorageStart<TContext>(
    IDbContextFactory<TContext> contexts, StorageProvider storage, StorageState<TContext> state, TimeSpan patience,
    ILogger<StorageStart<TContext>> log) : IHostedLifecycleService
    where TContext : ServiceContext
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.GetTimestamp(); !await TryAsync(started, cancellationToken);)
        {
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
        state.Migrated = true;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> TryAsync(long started, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var (provider, source) = (context.Database.ProviderName, context.Database.GetDbConnection().DataSource);
        try
        {
            await storage.MigrateAsync(context, ct);
            LogReady(typeof(TContext).Name, provider, source);
            return true;
        }
        catch (Exception problem) when (DatabaseFailure.IsAway(problem) && Stopwatch.GetElapsedTime(started) < patience)
        {
            LogAway(typeof(TContext).Name, source, problem.GetBaseException().Message,
                (int)(patience - Stopwatch.GetElapsedTime(started)).TotalSeconds);
            return false;
        }
        catch (Exception problem) when (DatabaseFailure.IsAway(problem))
        {
            throw new InvalidOperationException(
                $"The database of {typeof(TContext).Name} at {source} did not answer within {patience.TotalSeconds:0} s of starting: "
                + $"{problem.GetBaseException().Message}. Check Database:ConnectionString and whether PostgreSQL runs.", problem);
        }
    }

    [LoggerMessage(EventId = 9002, Level = LogLevel.Information, Message = "{Context} keeps its data with {Provider} in {DataSource}")]
    private partial void LogReady(string context, string? provider, string dataSource);

    [LoggerMessage(EventId = 9003, Level = LogLevel.Warning,
        Message = "{Context} waits for its database at {DataSource}: {Problem}; trying for {Seconds} s more")]
    private partial void LogAway(string context, string dataSource, string problem, int seconds);
}
