using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Tests.Servers;
using SiteStubs = UtilizationReview.Contracts.SiteOfCare.V1.SiteOfCare;

namespace UtilizationReview.Tests.Integration.Live;

/// <summary>A service in a process of its own as far as its caller can tell, which answers as the test says.</summary>
internal sealed class Neighbour : SiteStubs.SiteOfCareBase, IAsyncDisposable
{
    private readonly string _directory;
    private WebApplication? _app;
    private int _calls;

    private Neighbour(string directory) => _directory = directory;

    public string Address { get; } = $"http://127.0.0.1:{FreePorts.Next()}";

    /// <summary>What the next calls are answered with; when it is empty, well.</summary>
    public ConcurrentQueue<StatusCode> Failures { get; } = [];

    /// <summary>Every call fails with this when set.</summary>
    public StatusCode? Always { get; set; }

    /// <summary>Calls that arrived.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public static async Task<Neighbour> StartAsync(string directory)
    {
        var neighbour = new Neighbour(directory);
        await neighbour.StartAsync();
        return neighbour;
    }

    public async Task StartAsync()
    {
        var builder = SlimServer.Builder([new("Data:Directory", _directory)], new Uri(Address).Port);
        builder.Services.AddCallers(builder.Configuration, RpcAccess.RolesByMethod.ToDictionary(r => r.Key, _ => (IReadOnlySet<string>)new HashSet<string> { "service" }));
        builder.Services.AddSingleton(this);
        _app = await builder.StartedAsync(app => app.MapGrpcService<Neighbour>());
    }

    public async Task StopAsync()
    {
        if (_app is null) return;
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>A client of it, as one service has of another; the provider owns it.</summary>
    public ServiceProvider Client(string breakSeconds = "0.5")
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new("Data:Directory", _directory), new("Services:SiteOfCare", Address), new("Calls:BreakSeconds", breakSeconds)]).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddServiceClient<SiteStubs.SiteOfCareClient>(configuration, "SiteOfCare");
        return services.BuildServiceProvider();
    }

    public override Task<Facility> GetFacility(GetFacilityRequest request, ServerCallContext context) => Answer();

    public override Task<Facility> SaveFacility(SaveFacilityRequest request, ServerCallContext context) => Answer();

    public async ValueTask DisposeAsync() => await StopAsync();

    private Task<Facility> Answer()
    {
        Interlocked.Increment(ref _calls);
        var failing = Failures.TryDequeue(out var next) ? next : Always;
        return failing is { } code ? throw new RpcException(new Status(code, "as the test says")) : Task.FromResult(new Facility { FacilityId = "f" });
    }
}
