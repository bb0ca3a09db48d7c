using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace UtilizationReview.Platform.Live;

/// <summary>
/// Registers what lives for seconds and is worth nothing after a restart: presence, rate limits, the cache of answered keys, counters.
/// </summary>
public static class LiveModule
{
    /// <summary>May be called by each module of a process. Without <c>Redis:Configuration</c> everything is kept in memory of this process, which
    /// is right for one copy of each service; with it, copies share what they know, and go on alone while Redis is away.</summary>
    /// <param name="services">The container.</param>
    /// <param name="configuration"><c>Redis:Configuration</c> (<c>host:port,password=…</c>; empty: in memory), <c>Redis:Prefix</c>
    /// (<c>ur:</c>) and <c>Redis:PatienceMilliseconds</c> (250).</param>
    public static IServiceCollection AddLive(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (services.Any(s => s.ServiceType == typeof(RedisLink))) return services;
        var options = Read(configuration["Redis:Configuration"]);
        var prefix = configuration["Redis:Prefix"] ?? "ur:";
        services.TryAddSingleton(TimeProvider.System);
        var patience = TimeSpan.FromMilliseconds(configuration.GetValue("Redis:PatienceMilliseconds", 250));
        services.AddSingleton(provider => new RedisLink(options, prefix, patience, provider.GetRequiredService<ILogger<RedisLink>>()));
        services.AddHostedService(provider => provider.GetRequiredService<RedisLink>());
        services.AddSingleton<AnswerCache>()
            .AddSingleton(provider => new Presence(provider.GetRequiredService<RedisLink>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new RateLimits(
            provider.GetRequiredService<RedisLink>(), RateLimits.CallsPerMinute(configuration), TimeProvider.System));
        services.AddHostedService<RateLimitSharing>();
        return services;
    }

    private static ConfigurationOptions? Read(string? configured)
    {
        if (string.IsNullOrWhiteSpace(configured)) return null;
        ConfigurationOptions options;
        try
        {
            options = ConfigurationOptions.Parse(configured);
        }
        catch (ArgumentException)
        {
            throw Unreadable(); // what it says could repeat the password
        }
        if (options.EndPoints.Count == 0) throw Unreadable();
        options.AbortOnConnectFail = true; // this class' own loop tries again, with addresses resolved anew
        options.ResolveDns = true;
        options.ConnectTimeout = (int)RedisLink.ConnectPatience.TotalMilliseconds;
        options.SyncTimeout = (int)RedisLink.ConnectPatience.TotalMilliseconds;
        options.ClientName ??= "utilization-review";
        return options;
    }

    private static InvalidOperationException Unreadable() => new(
        "Redis:Configuration (environment variable Redis__Configuration) is not an address such as redis.example:6379,password=SECRET. "
        + "Correct it, or leave it empty to keep presence, rate limits and counters in memory of each process.");
}
