using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Journeys;
using UtilizationReview.Tests.Integration.Servers;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Integration.Processes;

/// <summary>Two copies of every service over PostgreSQL, RabbitMQ and Redis, sending their telemetry to a collector of the test; shared by the
/// tests of this collection, which leave it whole.</summary>
public sealed class ProcessesFleet(RealServers servers) : IAsyncLifetime
{
    private ServiceFleet? _fleet;

    /// <summary>The processes.</summary>
    public ServiceFleet Fleet => _fleet!;

    /// <summary>What they told.</summary>
    public TelemetryCollector Collector { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Collector.StartAsync();
        var journeys = JourneyFiles.Load(DemoCast.Folder("journeys"), []);
        var settings = await FleetSettings.OverAsync(await servers.PostgresAsync(), await servers.RabbitAsync(), await servers.RedisAsync());
        _fleet = await ServiceFleet.StartAsync(settings with
        {
            ClockStart = new DateTimeOffset(journeys.Min(journey => journey.Start), TimeSpan.Zero).AddDays(-1),
            Environment = new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector.Address.ToString(),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "300",
                ["OTEL_BLRP_SCHEDULE_DELAY"] = "300",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "2000",
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_fleet is not null) await _fleet.DisposeAsync();
        await Collector.DisposeAsync();
    }
}

/// <summary>Tests that share the fleet.</summary>
[CollectionDefinition]
public sealed class ProcessesCollection : ICollectionFixture<ProcessesFleet>;
