using System.Net;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using UtilizationReview.ClinicalCriteria;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Correspondence;
using UtilizationReview.Host.Demo;
using UtilizationReview.Intake;
using UtilizationReview.NurseReview;
using UtilizationReview.PeerToPeer;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;
using UtilizationReview.Platform.Telemetry;
using UtilizationReview.Platform.Time;
using UtilizationReview.SiteOfCare;
using UtilizationReview.SpineCenter;

namespace UtilizationReview.Host;

/// <summary>Every service in one process, on loopback, over SQLite files, with demonstration people.</summary>
internal sealed class ReviewHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ReviewHost(WebApplication app, DemoCast cast) => (_app, Cast) = (app, cast);

    /// <summary>Where gRPC is spoken (HTTP/2 without TLS).</summary>
    public Uri GrpcAddress => new(Addresses.First());

    /// <summary>Where health and demo tokens are (HTTP/1.1).</summary>
    public Uri HttpAddress => new(Addresses.Last());

    /// <summary>The demonstration people, practices, members and facilities.</summary>
    public DemoCast Cast { get; }

    /// <summary>The container, for tests that stand in for an operator.</summary>
    public IServiceProvider Services => _app.Services;

    private ICollection<string> Addresses => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;

    /// <summary>Starts everything and seeds the demonstration directory.</summary>
    public static async Task<ReviewHost> StartAsync(HostSettings settings, CancellationToken ct)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection([new("Data:Directory", settings.DataDirectory ?? DataDirectory.Temporary)]);
        if (settings.PlansDirectory is { } plans)
            builder.Configuration.AddInMemoryCollection([new("Plans:Directory", plans)]);
        builder.Logging.SetMinimumLevel(settings.Talkative ? LogLevel.Information : LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // The outbox dispatcher tells of deliveries that failed; a delivery cut off by the stop of the process is tried again at the next start.
        builder.Logging.AddFilter("MassTransit", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Transaction", LogLevel.None);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        // What a check finds is its answer; while the host starts, not being ready is no error.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        if (!settings.Talkative)
        {
            // A host nobody else uses need not warn of demonstration tokens and of documents that nobody scans.
            builder.Logging.AddFilter(typeof(DemoIssuer).FullName, LogLevel.Error);
            builder.Logging.AddFilter("UtilizationReview.Correspondence.Adapters.StoreSweeper", LogLevel.Error);
        }
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // gRPC first: the services of this process find each other at its first address.
            kestrel.Listen(IPAddress.Loopback, settings.GrpcPort, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, settings.HttpPort, listen => listen.Protocols = HttpProtocols.Http1);
        });

        var services = builder.Services;
        var configuration = builder.Configuration;
        services.AddSingleton<DataDirectory>();
        services.AddSingleton<TimeProvider>(provider => DemoClock.Open(settings.ClockStart, provider.GetRequiredService<DataDirectory>()));
        services.AddPlans(configuration);
        services.AddCallers(configuration, RpcAccess.RolesByMethod);
        services.AddClinicalCriteria(configuration);
        services.AddSiteOfCare(configuration);
        services.AddIntake(configuration);
        services.AddNurseReview(configuration);
        services.AddPeerToPeer(configuration);
        services.AddCorrespondence(configuration);
        services.AddSpineCenter(configuration);
        services.AddEventDelivery(configuration);
        services.AddGrpcReflection();

        var cast = DemoCast.Load();
        services.AddSingleton(cast);
        services.AddSingleton<DemoReadiness>();
        services.AddHealthChecks().AddCheck<DemoReadiness>("demonstration", tags: ["ready"]);

        var app = builder.Build();
        app.MapClinicalCriteria();
        app.MapSiteOfCare();
        app.MapIntake();
        app.MapNurseReview();
        app.MapPeerToPeer();
        app.MapCorrespondence();
        app.MapSpineCenter();
        app.MapServiceHealth();
        app.MapGrpcReflectionService();
        app.MapDemoTokens();
        if (settings.ClockStart is not null)
            app.MapGrpcService<DemoClockGrpc>();

        await app.StartAsync(ct);
        var host = new ReviewHost(app, cast);
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);
        await DemoSeeding.SeedAsync(cast.Directory, person => channel.Intercept(headers => Authorized(headers, host.TokenOf(person))), ct);
        app.Services.GetRequiredService<DemoReadiness>().Seeded = true;
        return host;
    }

    /// <summary>Waits until the process is asked to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken ct) => _app.WaitForShutdownAsync(ct);

    /// <summary>A demo token for the person.</summary>
    public string TokenOf(string personId) => _app.Services.GetRequiredService<DemoIssuer>().Sign(
        Cast.Find(personId) ?? throw new ArgumentException($"'{personId}' is not a demo person.", nameof(personId)));

    private static Metadata Authorized(Metadata headers, string token)
    {
        headers.Add("authorization", $"Bearer {token}");
        return headers;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
