using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace UtilizationReview.Platform.Telemetry;

/// <summary>Traces, metrics and logs over OTLP, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to; the standard variables of
/// OpenTelemetry hold. Without it nothing leaves the process.</summary>
internal static class TelemetryExport
{
    /// <summary>Activity sources: the built-in ones, and every assembly of the platform under its own name.</summary>
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "MassTransit", "Npgsql", "UtilizationReview.*"];

    /// <summary>Meters likewise: a service that names its meter after its assembly is picked up.</summary>
    private static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "MassTransit", "Npgsql",
        "UtilizationReview.*",
    ];

    public static void Add(IServiceCollection services, ILoggingBuilder logging, IConfiguration configuration, string serviceName)
    {
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 }) return;
        logging.AddOpenTelemetry(logs =>
        {
            logs.SetResourceBuilder(Resource(serviceName));
            logs.IncludeFormattedMessage = true;
            logs.AddOtlpExporter();
        });
        services.AddHostedService(_ => new Providers(serviceName));
    }

    private static ResourceBuilder Resource(string serviceName) => ResourceBuilder.CreateDefault()
        // First, so that OTEL_RESOURCE_ATTRIBUTES of the operator wins.
        .Clear().AddService(serviceName, "utilization-review", serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}")
        .AddTelemetrySdk().AddEnvironmentVariableDetector();

    /// <summary>Listens from the first to the last moment of the process: before anything else starts, until everything else has stopped.</summary>
    private sealed class Providers(string serviceName) : IHostedLifecycleService
    {
        private TracerProvider? _traces;
        private MeterProvider? _metrics;

        public Task StartingAsync(CancellationToken cancellationToken)
        {
            _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Resource(serviceName)).AddSource(Sources)
                .AddProcessor(new OnlyWork()).AddOtlpExporter().Build();
            _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource(serviceName)).AddMeter(Meters).AddOtlpExporter().Build();
            return Task.CompletedTask;
        }

        public Task StoppedAsync(CancellationToken cancellationToken)
        {
            // What is left is sent; a collector that is away does not hold the stop for longer than this.
            _traces?.Shutdown(2_000);
            _metrics?.Shutdown(2_000);
            _traces?.Dispose();
            _metrics?.Dispose();
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Keeps back what belongs to no work: health checks, and the looks of background loops at their database and at the collector,
    /// which begin a trace of their own each time.</summary>
    private sealed class OnlyWork : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            var root = data.ParentSpanId == default;
            if ((root && data.Kind == ActivityKind.Client) || IsHealth(data)) data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        private static bool IsHealth(Activity data) => data.Kind == ActivityKind.Server && data.GetTagItem("url.path") is string path
            && (path.StartsWith("/health/", StringComparison.Ordinal) || path.StartsWith("/grpc.health.", StringComparison.Ordinal));
    }
}
