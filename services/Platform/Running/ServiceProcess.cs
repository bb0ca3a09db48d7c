using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Telemetry;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Platform.Running;

/// <summary>One service as a process of its own: configuration, listeners, health, telemetry, and a stop that drains.</summary>
public static partial class ServiceProcess
{
    /// <summary>Exit code when the process was not configured well enough to start.</summary>
    public const int BadConfiguration = 2;

    /// <summary>Runs the service until it is asked to stop (SIGTERM, Ctrl+C).</summary>
    /// <param name="args">The command line; <c>--Key:Of value</c> overrides the environment. <c>health</c> alone asks the process that runs with
    /// the same environment whether it is ready, for container engines: exit code 0 or 1.</param>
    /// <param name="serviceName">Name in logs and telemetry, such as <c>nurse-review</c>.</param>
    /// <param name="add">Registers the service's module.</param>
    /// <param name="map">Maps the service's RPCs.</param>
    /// <returns>0 after an orderly stop, 2 when the configuration does not allow a start, 1 when the start failed.</returns>
    public static async Task<int> RunAsync(
        string[] args, string serviceName, Action<IServiceCollection, IConfiguration> add, Action<IEndpointRouteBuilder> map)
    {
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(map);
        if (args is ["health"]) return await HealthProbe.RunAsync();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Settings do not change while the process runs, so their files need no watchers.
            Args = [.. args, "--hostBuilder:reloadConfigOnChange=false"],
        });
        // The shape of values first: modules read them.
        if (Refused(serviceName, Settings.ProblemsOf(builder.Configuration, []))) return BadConfiguration;
        try
        {
            Build(builder, serviceName, add);
        }
        catch (Exception problem) when (problem is not (NullReferenceException or OutOfMemoryException))
        {
            Refused(serviceName, [problem.Message]); // files of plans, regimes or criteria tell what is wrong with them
            return BadConfiguration;
        }
        var called = builder.Services.Select(service => service.ImplementationInstance).OfType<CalledService>().Select(service => service.Name);
        if (Refused(serviceName, Settings.ProblemsOf(builder.Configuration, called))) return BadConfiguration;

        await using var app = builder.Build();
        map(app);
        app.MapServiceHealth();
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ServiceProcess));
        try
        {
            await app.StartAsync();
        }
        catch (Exception problem)
        {
            LogNotStarted(log, problem, serviceName);
            await Console.Error.WriteLineAsync($"{serviceName} did not start: {problem.Message}");
            return 1;
        }
        _ = app.Services.GetService<DemoIssuer>(); // says loudly at start, not at the first call, that identities are not real
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        var standing = Standing.Describe(builder.Configuration);
        LogStarted(log, serviceName, addresses[0], addresses[^1], standing);
        await app.WaitForShutdownAsync();
        LogStopped(log, serviceName);
        return 0;
    }

    private static void Build(WebApplicationBuilder builder, string serviceName, Action<IServiceCollection, IConfiguration> add)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        var address = IPAddress.Parse(Value("Listen:Address"));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // gRPC first: a process that calls itself finds it there. Without TLS a port speaks one protocol only, so health has its own.
            kestrel.Listen(address, Port("Listen:GrpcPort"), listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(address, Port("Listen:HttpPort"), listen => listen.Protocols = HttpProtocols.Http1);
        });
        services.Configure<HostOptions>(
            host => host.ShutdownTimeout = TimeSpan.FromSeconds(int.Parse(Value("Shutdown:Seconds"), CultureInfo.InvariantCulture)));
        if (configuration["Clock:File"] is { Length: > 0 } clock)
            services.AddSingleton<TimeProvider>(_ => MovableClock.Following(clock));
        ServiceLogs.Add(builder.Logging, configuration);
        TelemetryExport.Add(services, builder.Logging, configuration, serviceName);
        add(services, configuration);
        // Last: the bus knows its consumers only now. A service without storage and consumers has nothing to send or to hear.
        if (services.Any(service => service.ServiceType == typeof(EventConsumers)))
            services.AddEventDelivery(configuration);
        services.AddHealthChecks().AddCheck<Stopping>("running", tags: ["ready"]);

        string Value(string key) => configuration[key] is { Length: > 0 } value ? value : Settings.All.First(setting => setting.Key == key).Default;
        int Port(string key) => int.Parse(Value(key), CultureInfo.InvariantCulture);
    }

    private static bool Refused(string serviceName, IReadOnlyList<string> problems)
    {
        if (problems.Count == 0) return false;
        Console.Error.WriteLine($"{serviceName} cannot start with this configuration:");
        foreach (var problem in problems) Console.Error.WriteLine("  " + problem);
        return true;
    }

    /// <summary>A process that was asked to stop is no longer ready, so that nothing new is sent its way while it drains.</summary>
    private sealed class Stopping(IHostApplicationLifetime lifetime) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
            lifetime.ApplicationStopping.IsCancellationRequested
                ? HealthCheckResult.Unhealthy("the process is stopping")
                : HealthCheckResult.Healthy());
    }

    [LoggerMessage(EventId = 9601, Level = LogLevel.Information, Message = "{Service} serves gRPC on {Grpc} and health on {Http}; {Standing}")]
    private static partial void LogStarted(ILogger log, string service, string grpc, string http, string standing);

    [LoggerMessage(EventId = 9602, Level = LogLevel.Information, Message = "{Service} has stopped in order")]
    private static partial void LogStopped(ILogger log, string service);

    [LoggerMessage(EventId = 9603, Level = LogLevel.Critical, Message = "{Service} did not start")]
    private static partial void LogNotStarted(ILogger log, Exception problem, string service);
}
