using System.Globalization;

namespace UtilizationReview.Tests.Servers;

/// <summary>One copy of a service: a process that can be killed, stopped, paused, and started again on the same ports.</summary>
public sealed class ServiceCopy : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly Dictionary<string, string> _own;
    private readonly IReadOnlyList<string> _command;
    private GuardedProcess? _process;

    internal ServiceCopy(string service, int number, string data, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> command)
    {
        (Service, Number, _environment, _command) = (service, number, environment, command);
        _own = new Dictionary<string, string>
        {
            ["Listen__GrpcPort"] = GrpcPort.ToString(CultureInfo.InvariantCulture),
            ["Listen__HttpPort"] = HttpPort.ToString(CultureInfo.InvariantCulture),
            ["Data__Directory"] = data,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={service}-{number}",
        };
    }

    /// <summary>Name of the service, such as <c>NurseReview</c>.</summary>
    public string Service { get; }

    /// <summary>From 1.</summary>
    public int Number { get; }

    /// <summary>Where it speaks gRPC.</summary>
    public Uri Address => new($"http://127.0.0.1:{GrpcPort}");

    /// <summary>Where its health is.</summary>
    public Uri Health => new($"http://127.0.0.1:{HttpPort}");

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>True between a start and its end.</summary>
    public bool IsRunning => _process is { HasEnded: false };

    /// <summary>Its process id.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Whether it runs, and its last lines.</summary>
    public string Account => _process?.Account ?? $"{Service} {Number} was not started.";

    private int GrpcPort { get; } = FreePorts.Next();
    private int HttpPort { get; } = FreePorts.Next();

    /// <summary>Starts it, again after it has ended; does not wait until it is ready.</summary>
    public void Start() => _process = GuardedProcess.Start(
        $"{Service} {Number}", new Dictionary<string, string>(_own.UnionBy(_environment, entry => entry.Key)), _command);

    /// <summary>Waits until <c>/health/ready</c> says so.</summary>
    public Task ReadyAsync(TimeSpan? atMost = null) =>
        _process!.ReadyAsync(IsReadyAsync, atMost ?? TimeSpan.FromSeconds(120));

    /// <summary>What <c>/health/ready</c> says now; false when nobody answers.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(Health, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>kill -9; returns once it is gone.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        Kills++;
        await _process.KillAsync();
        await _process.DisposeAsync();
    }

    /// <summary>SIGTERM; answers the exit code.</summary>
    public async Task<int> StopAsync(TimeSpan atMost)
    {
        _process!.SignalAlone("TERM");
        return await _process.EndAsync(atMost);
    }

    /// <summary>SIGSTOP: it stands still, its connections stay.</summary>
    public void Pause() => _process!.Signal("STOP");

    /// <summary>SIGCONT: it goes on where it stood, late.</summary>
    public void Resume() => _process!.Signal("CONT");

    /// <summary>kill -9, then the same again; does not wait until it is ready.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }
}
