using Microsoft.Extensions.Configuration;
using Npgsql;
using StackExchange.Redis;

namespace UtilizationReview.Platform.Running;

/// <summary>What a process stands on, in one line for the log; no secret is in it.</summary>
internal static class Standing
{
    public static string Describe(IConfiguration configuration) => string.Join("; ",
        "database " + Database(configuration), "bus " + Bus(configuration), "cache " + Cache(configuration),
        "telemetry " + (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 } collector ? Place(collector) : "stays here"),
        "identity " + Identity(configuration),
        "clock " + (configuration["Clock:File"] is { Length: > 0 } file ? $"FOLLOWS {file}, FOR DEMONSTRATIONS ONLY" : "of the machine"));

    private static string Database(IConfiguration configuration)
    {
        if (!Is(configuration, "Database:Provider", "PostgreSQL")) return $"SQLite under {configuration["Data:Directory"] ?? "data"}";
        var parts = new NpgsqlConnectionStringBuilder(configuration["Database:ConnectionString"]);
        return $"PostgreSQL at {parts.Host}:{parts.Port}";
    }

    private static string Bus(IConfiguration configuration) => Is(configuration, "Bus:Transport", "RabbitMq")
        ? "RabbitMQ at " + Place(configuration["Bus:Address"]!)
        : "EMBEDDED: events reach nobody outside this process";

    private static string Cache(IConfiguration configuration) => configuration["Redis:Configuration"] is { Length: > 0 } redis
        ? "Redis at " + string.Join(", ", ConfigurationOptions.Parse(redis).EndPoints.Select(point => point switch
        {
            System.Net.DnsEndPoint name => $"{name.Host}:{name.Port}",
            _ => point.ToString(),
        }))
        : "in memory of this process";

    private static string Identity(IConfiguration configuration) => configuration["Identity:Authority"] is { Length: > 0 } authority
        ? "of " + Place(authority)
        : "DEMO, tokens signed here";

    private static string Place(string address)
    {
        var uri = new Uri(address);
        return $"{uri.Scheme}://{uri.Authority}"; // never what stands before the '@'
    }

    private static bool Is(IConfiguration configuration, string key, string word) =>
        string.Equals(configuration[key], word, StringComparison.OrdinalIgnoreCase);
}
