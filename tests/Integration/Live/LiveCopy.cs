using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using UtilizationReview.Platform.Live;

namespace UtilizationReview.Tests.Integration.Live;

/// <summary>What one copy of a service keeps live, over a Redis or in memory.</summary>
internal sealed class LiveCopy : IAsyncDisposable
{
    private readonly IHost _host;

    private LiveCopy(IHost host) => _host = host;

    public Presence Presence => Get<Presence>();
    public AnswerCache Answers => Get<AnswerCache>();
    public RateLimits Limits => Get<RateLimits>();
    public RedisLink Redis => Get<RedisLink>();
    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Started, and when a Redis is given that answers, in touch with it.</summary>
    public static async Task<LiveCopy> StartAsync(TimeProvider clock, string? redis, string prefix, int callsPerMinute = 0, bool inTouch = true)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(
        [
            new("Redis:Configuration", redis), new("Redis:Prefix", prefix), new("RateLimits:CallsPerMinute", $"{callsPerMinute}"),
            new("Redis:PatienceMilliseconds", "30000"), // a busy machine is not a Redis that is away
        ]);
        builder.Services.AddSingleton(clock).AddLive(builder.Configuration);
        var copy = new LiveCopy(builder.Build());
        await copy._host.StartAsync(TestContext.Current.CancellationToken);
        if (redis is not null && inTouch) await copy.InTouch(true);
        return copy;
    }

    /// <summary>Waits until this copy has noticed that Redis answers, or does not.</summary>
    public Task InTouch(bool yes) => Eventually.Becomes(() => Task.FromResult(Redis.Answers), answers => answers == yes, "Redis answers");

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
