using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using UtilizationReview.Platform.Live;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Telemetry;

namespace UtilizationReview.Platform.Storage;

/// <summary>Registers the storage of one service.</summary>
public static class StorageModule
{
    /// <summary>A pooled <see cref="IDbContextFactory{TContext}"/> over the service's own database, migrated before anything serves, with the
    /// dispatcher of its outbox. Call it once per service.</summary>
    /// <param name="services">The container; several services may share one.</param>
    /// <param name="configuration">
    /// <c>Database:Provider</c>: <c>Sqlite</c>, the default, or <c>PostgreSQL</c>.
    /// SQLite: <c>Data:Directory</c> (default <c>data</c>, <c>:temporary:</c> for a private one) and <c>Data:Synchronous</c> (<c>Normal</c>, the
    /// default: lasts through the death of the process; <c>Full</c>: through a power loss too, at one disk flush a commit).
    /// PostgreSQL: <c>Database:ConnectionString</c>, without a database, and <c>Database:Prefix</c> (default <c>ur_</c>); the pool is sized there
    /// by <c>Maximum Pool Size</c>. <c>Database:StartSeconds</c> (default 60): how long a start waits for a server that is away.
    /// </param>
    /// <param name="serviceName">Names the database: <c>intake</c> → <c>intake.db</c> or <c>ur_intake</c>.</param>
    public static IServiceCollection AddServiceStorage<TContext>(this IServiceCollection services, IConfiguration configuration, string serviceName)
        where TContext : ServiceContext
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new DataDirectory(configuration, provider.GetRequiredService<ILogger<DataDirectory>>()));
        services.TryAddSingleton(StorageProvider.Of(configuration));
        services.AddPooledDbContextFactory<TContext>((provider, options) =>
        {
            provider.GetRequiredService<StorageProvider>().Use(options, provider, serviceName);
            // A lost race for a unique row is decided again by the desk; what is no race is thrown and logged where it is answered.
            options.ConfigureWarnings(
                log => log.Log((CoreEventId.SaveChangesFailed, LogLevel.Debug), (RelationalEventId.CommandError, LogLevel.Debug)));
        });
        services.TryAddSingleton<WriteTurns<TContext>>();
        services.TryAddSingleton<StorageState<TContext>>();
        var patience = TimeSpan.FromSeconds(configuration.GetValue("Database:StartSeconds", 60));
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<StorageStart<TContext>>(provider, patience));
        services.AddDatabaseCheck<TContext>(serviceName);
        return services.AddLive(configuration).AddOutbox<TContext>(serviceName).AddOutboxCounters<TContext>(serviceName);
    }
}
