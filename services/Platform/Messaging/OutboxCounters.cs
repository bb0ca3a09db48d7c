using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Platform.Live;
using UtilizationReview.Platform.Storage;
using UtilizationReview.Platform.Telemetry;

namespace UtilizationReview.Platform.Messaging;

/// <summary>How far the delivery of a service's events is behind.</summary>
internal static class OutboxCounters
{
    /// <summary>Gauges over the outbox and the refused messages of one service.</summary>
    public static IServiceCollection AddOutboxCounters<TContext>(this IServiceCollection services, string serviceName)
        where TContext : ServiceContext => services.AddCounters(new(
            "outbox-" + serviceName, PlatformTelemetry.Name,
            [
                new("ur.outbox.oldest_age", "s", "Age of the oldest event that is not delivered, by service; 0 when none waits."),
                new("ur.outbox.waiting", "{event}", "Events not delivered yet, by service."),
                new("ur.outbox.parked", "{event}", "Events given up on until an operator acts, by service."),
                new("ur.messages.kept", "{message}", "Bus messages the domain refused that an operator has not looked at, by service."),
            ],
            (provider, ct) => CountAsync<TContext>(provider, serviceName, ct)));

    private static async Task<IReadOnlyList<Counted>> CountAsync<TContext>(IServiceProvider provider, string serviceName, CancellationToken ct)
        where TContext : ServiceContext
    {
        var now = provider.GetRequiredService<TimeProvider>().GetUtcNow();
        await using var context = await provider.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContextAsync(ct);
        var unsent = context.Outbox.AsNoTracking().Where(r => r.SentAt == null);
        var parked = await unsent.CountAsync(r => r.ParkedAt != null, ct);
        var waiting = await unsent.CountAsync(r => r.ParkedAt == null, ct);
        var oldest = await unsent.Where(r => r.ParkedAt == null).OrderBy(r => r.CreatedAt)
            .Select(r => (DateTimeOffset?)r.CreatedAt).FirstOrDefaultAsync(ct);
        var refused = await context.RejectedMessages.CountAsync(ct);
        Dictionary<string, string> tags = new(StringComparer.Ordinal) { [PlatformTelemetry.Tag.Service] = serviceName };
        return
        [
            new("ur.outbox.oldest_age", oldest is { } since ? Math.Max(0, (now - since).TotalSeconds) : 0, tags),
            new("ur.outbox.waiting", waiting, tags), new("ur.outbox.parked", parked, tags), new("ur.messages.kept", refused, tags),
        ];
    }
}
