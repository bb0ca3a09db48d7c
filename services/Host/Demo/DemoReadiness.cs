using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace UtilizationReview.Host.Demo;

/// <summary>The host is ready once its demonstration directory is saved: before that, nobody in it is known.</summary>
internal sealed class DemoReadiness : IHealthCheck
{
    /// <summary>Set once seeding is over.</summary>
    public bool Seeded
    {
        get => Volatile.Read(ref _seeded);
        set => Volatile.Write(ref _seeded, value);
    }

    private bool _seeded;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Seeded ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the demonstration directory is being saved"));
}
