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

/// <summary>Migrates the database of a service before anything of the process starts to serve.</summary>
internal sealed partial class StorageStart<TContext>(
    IDbContextFactory<TContext> contexts, StorageState<TContext> state, ILogger<StorageStart<TContext>> log) : IHostedLifecycleService
    where TContext : ServiceContext
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (context.Database.IsSqlite())
        {
            await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL;", cancellationToken);
            await DropLeftoverMigrationLockAsync(context, cancellationToken);
        }
        await context.Database.MigrateAsync(cancellationToken);
        state.Migrated = true;
        var (provider, source) = (context.Database.ProviderName, context.Database.GetDbConnection().DataSource);
        LogReady(typeof(TContext).Name, provider, source);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A process killed while migrating leaves its lock row, and the next migration would wait for it without end. One process owns
    /// a SQLite file, so a row found at start is always a leftover.</summary>
    private static async Task DropLeftoverMigrationLockAsync(TContext context, CancellationToken ct)
    {
        var tables = await context.Database
            .SqlQuery<int>($"SELECT count(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'").SingleAsync(ct);
        if (tables > 0) await context.Database.ExecuteSqlRawAsync("DELETE FROM __EFMigrationsLock", ct);
    }

    [LoggerMessage(EventId = 9002, Level = LogLevel.Information, Message = "{Context} keeps its data with {Provider} in {DataSource}")]
    private partial void LogReady(string context, string? provider, string dataSource);
}
