using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Platform.Telemetry;

/// <summary>Health over HTTP and grpc.health.v1.</summary>
public static class ServiceHealth
{
    private const string Ready = "ready";

    /// <summary>Maps <c>/health/live</c> (the process), <c>/health/ready</c> (databases answer and are migrated) and grpc.health.v1, which
    /// mirrors ready. Call it once per process.</summary>
    public static void MapServiceHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) });
        app.MapGrpcHealthChecksService();
    }

    internal static void AddDatabaseCheck<TContext>(this IServiceCollection services, string serviceName)
        where TContext : ServiceContext
    {
        services.AddGrpcHealthChecks().AddCheck<DatabaseCheck<TContext>>(serviceName, tags: [Ready]);
        services.Configure<HealthCheckPublisherOptions>(options => (options.Delay, options.Period) = (TimeSpan.Zero, TimeSpan.FromSeconds(5)));
    }

    private sealed class DatabaseCheck<TContext>(IDbContextFactory<TContext> contexts, StorageState<TContext> state) : IHealthCheck
        where TContext : ServiceContext
    {
        private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(3);

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            if (!state.Migrated) return HealthCheckResult.Unhealthy("the database is being migrated");
            using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            bounded.CancelAfter(AtMost);
            try
            {
                await using var db = await contexts.CreateDbContextAsync(bounded.Token);
                await db.Database.ExecuteSqlRawAsync("SELECT 1", bounded.Token);
                return HealthCheckResult.Healthy();
            }
            catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
            {
                return HealthCheckResult.Unhealthy($"the database does not answer: {problem.GetBaseException().Message}");
            }
        }
    }
}
