namespace UtilizationReview.Tests.Servers;

/// <summary>What a fleet of service processes stands on.</summary>
public sealed record FleetSettings
{
    /// <summary>Copies of each service, at least one.</summary>
    public int Copies { get; init; } = 2;

    /// <summary>Connection string without a database; null: SQLite files, one copy only.</summary>
    public string? Postgres { get; init; }

    /// <summary>Address with virtual host as <c>Bus:Address</c> wants it; null: events reach nobody outside their process.</summary>
    public string? Rabbit { get; init; }

    /// <summary>As <c>Redis:Configuration</c> wants it; null: memory of each process.</summary>
    public string? Redis { get; init; }

    /// <summary>Keeps databases and keys of fleets on the same servers apart; a letter first.</summary>
    public string Prefix { get; init; } = $"f{Guid.NewGuid():N}"[..9] + "_";

    /// <summary>Where the shared clock begins; null: now.</summary>
    public DateTimeOffset? ClockStart { get; init; }

    /// <summary>Further environment variables of every process, such as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Saves the demonstration directory once all are ready.</summary>
    public bool Seeded { get; init; } = true;

    /// <summary>Over the three servers, apart from whatever else uses them: own databases, own virtual host, own keys.</summary>
    public static async Task<FleetSettings> OverAsync(PrivatePostgres postgres, PrivateRabbit rabbit, PrivateRedis redis)
    {
        var settings = new FleetSettings { Postgres = postgres.ConnectionString, Redis = redis.Configuration };
        var host = settings.Prefix.TrimEnd('_');
        await rabbit.ControlAsync("add_vhost", host);
        await rabbit.ControlAsync("set_permissions", "-p", host, "guest", ".*", ".*", ".*");
        return settings with { Rabbit = rabbit.Address + host };
    }
}
