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
    /// <param name="configuration"><c>Data:Directory</c> (default <c>data</c>, <c>:temporary:</c> for a private one) and <c>Data:Synchronous</c>
    /// (<c>Normal</c>, the default: lasts through the death of the process; <c>Full</c>: through a power loss too, at one disk flush a
    /// commit).</param>
    /// <param name="serviceName">Names the database file: <c>intake</c> → <c>intake.db</c>.</param>
    public static IServiceCollection AddServiceStorage<TContext>(this IServiceCollection services, IConfiguration configuration, string serviceName)
        where TContext : ServiceContext
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new DataDirectory(configuration, provider.GetRequiredService<ILogger<DataDirectory>>()));
        services.TryAddSingleton(new SqliteSession(configuration["Data:Synchronous"] ?? "Normal"));
        services.AddPooledDbContextFactory<TContext>((provider, options) => options
            .UseSqlite($"Data Source={provider.GetRequiredService<DataDirectory>().File(serviceName + ".db")}")
            .AddInterceptors(provider.GetRequiredService<SqliteSession>())
            // A lost race for a unique row is decided again by the desk; what is no race is thrown and logged where it is answered.
            .ConfigureWarnings(log => log.Log((CoreEventId.SaveChangesFailed, LogLevel.Debug), (RelationalEventId.CommandError, LogLevel.Debug))));
        services.TryAddSingleton<WriteTurns<TContext>>();
        services.TryAddSingleton<StorageState<TContext>>();
        services.AddHostedService<StorageStart<TContext>>();
        services.AddDatabaseCheck<TContext>(serviceName);
        return services.AddLive(configuration).AddOutbox<TContext>();
    }
}
