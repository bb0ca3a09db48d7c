using System.Globalization;
using System.Security.Cryptography;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Journeys;
using UtilizationReview.Host.Remote;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Tests.Servers;

/// <summary>Every service as processes of its own, several copies of each, over given servers, with one clock and one demo key. They end with
/// this process, however it ends.</summary>
public sealed class ServiceFleet : IAsyncDisposable
{
    /// <summary>The services, callees before callers.</summary>
    public static readonly IReadOnlyList<string> Services =
        ["ClinicalCriteria", "SiteOfCare", "Intake", "NurseReview", "PeerToPeer", "Correspondence", "SpineCenter"];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ur-fleet-");
    private readonly FleetSettings _settings;
    private readonly Dictionary<string, string> _environment;
    private readonly RemoteServices _remote;

    private ServiceFleet(FleetSettings settings)
    {
        _settings = settings;
        var key = RandomNumberGenerator.GetBytes(32);
        var clockFile = Path.Combine(_directory.FullName, "clock");
        var ahead = settings.ClockStart is { } start ? start - TimeProvider.System.GetUtcNow() : TimeSpan.Zero;
        File.WriteAllText(clockFile, ahead.ToString("c", CultureInfo.InvariantCulture));
        Clock = MovableClock.Following(clockFile);
        Cast = DemoCast.Load();
        _environment = Environment(settings, key, clockFile);
        Copies = [.. Services.SelectMany(service => Enumerable.Range(1, settings.Copies).Select(number => Copy(service, number)))];
        foreach (var service in Services)
            _environment[$"Services__{service}"] = string.Join(';', Of(service).Select(copy => copy.Address.ToString().TrimEnd('/')));
        _remote = new RemoteServices(new ConfigurationBuilder().AddInMemoryCollection(
            _environment.Select(entry => KeyValuePair.Create(entry.Key.Replace("__", ":", StringComparison.Ordinal), (string?)entry.Value)))
                .Build(), Clock);
    }

    /// <summary>All copies.</summary>
    public IReadOnlyList<ServiceCopy> Copies { get; }

    /// <summary>The clock every process follows: move it here.</summary>
    public MovableClock Clock { get; }

    /// <summary>The demonstration people, practices, members and facilities.</summary>
    internal DemoCast Cast { get; }

    /// <summary>What it stands on.</summary>
    public FleetSettings Settings => _settings;

    /// <summary>Starts every copy, waits until all are ready, and saves the demonstration directory.</summary>
    public static async Task<ServiceFleet> StartAsync(FleetSettings settings, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Postgres is null && settings.Copies > 1)
            throw new ArgumentException("Several copies of a service need PostgreSQL: one process owns a SQLite file.", nameof(settings));
        var fleet = new ServiceFleet(settings);
        try
        {
            if (settings.Rabbit is not null)
                await fleet.HostAsync("bus", "topology");
            foreach (var copy in fleet.Copies) copy.Start();
            await Task.WhenAll(fleet.Copies.Select(copy => copy.ReadyAsync()));
            if (settings.Seeded)
                await DemoSeeding.SeedAsync(fleet.Cast.Directory, person => fleet._remote.CallsAs(fleet.Find(person)), ct);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>The copies of a service.</summary>
    public IReadOnlyList<ServiceCopy> Of(string service) => [.. Copies.Where(copy => copy.Service == service)];

    /// <summary>Calls to all services: each goes to the next copy of its service, past one that takes no connection.</summary>
    public CallInvoker Calls => _remote.Calls;

    /// <summary>A token for a demonstration person, signed now.</summary>
    public string TokenOf(string personId) => _remote.TokenOf(Find(personId));

    /// <summary>Calls of the demonstration's people; the clock they move is the fleet's.</summary>
    /// <param name="patience">How long a call is repeated while its service is away.</param>
    internal DemoCalls People(TimeSpan patience) => new(Calls, (person, _) => Task.FromResult(TokenOf(person)), patience)
    {
        MoveClock = (instant, _) =>
        {
            Clock.MoveTo(instant);
            return Task.CompletedTask;
        },
    };

    /// <summary>Runs a command of the host program with the fleet's configuration; answers what it printed.</summary>
    public async Task<string> HostAsync(params string[] arguments)
    {
        await using var run = GuardedProcess.Start("host " + string.Join(' ', arguments), _environment, ["dotnet", Program("Host"), .. arguments]);
        var exit = await run.EndAsync(TimeSpan.FromSeconds(120));
        return exit == 0 ? run.Account : throw new InvalidOperationException(run.Account);
    }

    /// <summary>What the copies said last, for a failure's text.</summary>
    public string Account => string.Join("\n\n", Copies.Select(copy => copy.Account));

    public async ValueTask DisposeAsync()
    {
        _remote.Dispose();
        await Task.WhenAll(Copies.Select(copy => copy.DisposeAsync().AsTask()));
        _directory.Delete(recursive: true);
    }

    /// <summary>The program of a service, built beside the tests in the same configuration.</summary>
    internal static string Program(string service)
    {
        var name = $"UtilizationReview.{service}";
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var built = Path.Combine(here.Parent!.Parent!.FullName, name, here.Name, name + ".dll");
        return File.Exists(built) ? built : throw new FileNotFoundException($"{built} is not built: dotnet build services/{service}");
    }

    private ServiceCopy Copy(string service, int number) => new(
        service, number, _directory.CreateSubdirectory($"{service}-{number}").FullName, _environment, ["dotnet", Program(service)]);

    private Caller Find(string personId) =>
        Cast.Find(personId) ?? throw new ArgumentException($"'{personId}' is not a demo person.", nameof(personId));

    private static Dictionary<string, string> Environment(FleetSettings settings, byte[] key, string clockFile)
    {
        var environment = new Dictionary<string, string>
        {
            ["Database__Prefix"] = settings.Prefix,
            ["Redis__Prefix"] = settings.Prefix,
            ["Identity__DemoKey"] = Convert.ToBase64String(key),
            ["Clock__File"] = clockFile,
            ["Data__Directory"] = Path.GetDirectoryName(clockFile)!,
            ["Documents__Directory"] = Path.Combine(Path.GetDirectoryName(clockFile)!, "documents"),
            // Many processes share a small machine: one heap each, and no time spent on second thoughts of the compiler.
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_TieredPGO"] = "0",
        };
        if (settings.Postgres is not null)
            (environment["Database__Provider"], environment["Database__ConnectionString"]) = ("PostgreSQL", settings.Postgres);
        if (settings.Rabbit is not null)
            (environment["Bus__Transport"], environment["Bus__Address"]) = ("RabbitMq", settings.Rabbit);
        if (settings.Redis is not null)
            environment["Redis__Configuration"] = settings.Redis;
        foreach (var (name, value) in settings.Environment)
            environment[name] = value;
        return environment;
    }
}
