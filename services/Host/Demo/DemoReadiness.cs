using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace UtilizationReview.Host.Demo;

/// <summary>The host is ready once its demonstration directory is saved: before that, nobody in it is known.</summary>
internal sealed class DemoReadiness : IHealthCheck
{
    /// <summary>Set once seeding is over.</summary>
    public bool Seeded { get; set; }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Seeded ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the demonstration directory is being saved"));
}
