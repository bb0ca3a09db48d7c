using System.Diagnostics;
using System.Globalization;
using RabbitMQ.Client;

namespace UtilizationReview.Tests.Servers;

/// <summary>A RabbitMQ of this test run alone: own node name, own directory, own port mapper.</summary>
public sealed class PrivateRabbit : IAsyncDisposable
{
    private const string Programs = "/usr/lib/rabbitmq/bin";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ur-rabbit-");
    private readonly Dictionary<string, string> _environment;
    private GuardedProcess? _process;

    private PrivateRabbit()
    {
        var mapper = Text(FreePorts.Next());
        _environment = new()
        {
            ["HOME"] = _directory.FullName,
            ["RABBITMQ_NODENAME"] = $"ur-{Port}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = Text(Port),
            ["RABBITMQ_DIST_PORT"] = Text(FreePorts.Next()),
            ["ERL_EPMD_PORT"] = mapper,
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_directory.FullName, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(_directory.FullName, "log"),
            ["RABBITMQ_PID_FILE"] = Path.Combine(_directory.FullName, "pid"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_directory.FullName, "plugins"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_directory.FullName, "rabbitmq"),
            // The machine is shared with the services under test: schedulers do not spin.
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
        };
        File.WriteAllText(_environment["RABBITMQ_ENABLED_PLUGINS_FILE"], "[].\n");
        File.WriteAllText(_environment["RABBITMQ_CONFIG_FILE"] + ".conf", "disk_free_limit.absolute = 50MB\n");
    }

    /// <summary>Loopback port of AMQP.</summary>
    public int Port { get; } = FreePorts.Next();

    /// <summary>Address as <c>Bus:Address</c> wants it; user and password are guest.</summary>
    public string Address => $"rabbitmq://127.0.0.1:{Port}/";

    /// <summary>True where the server is installed.</summary>
    public static bool IsInstalled => File.Exists(Path.Combine(Programs, "rabbitmq-server"));

    /// <summary>A plain connection factory for tests that look at the broker as another vendor would.</summary>
    public ConnectionFactory Connections => new() { HostName = "127.0.0.1", Port = Port, UserName = "guest", Password = "guest" };

    /// <summary>A new, empty server.</summary>
    public static async Task<PrivateRabbit> StartNewAsync()
    {
        if (!IsInstalled)
            throw new InvalidOperationException("RabbitMQ is not installed: apt-get install rabbitmq-server");
        var server = new PrivateRabbit();
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts the stopped server again on the same data and port.</summary>
    public async Task StartAsync()
    {
        _process = GuardedProcess.Start("rabbitmq", _environment, Path.Combine(Programs, "rabbitmq-server"));
        await _process.ReadyAsync(async () =>
        {
            await using var connection = await Connections.CreateConnectionAsync();
            return true;
        }, TimeSpan.FromSeconds(120));
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
    }

    /// <summary>Closes every client's connection; the server goes on.</summary>
    public Task CutConnectionsAsync() => ControlAsync("close_all_connections", "cut");

    /// <summary>Runs the server's own control program; answers what it printed.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Programs, "rabbitmqctl"), ["-q", .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var (key, value) in _environment)
            start.Environment[key] = value;
        using var control = Process.Start(start)!;
        var (output, errors) = (control.StandardOutput.ReadToEndAsync(), control.StandardError.ReadToEndAsync());
        await control.WaitForExitAsync();
        return control.ExitCode == 0
            ? await output
            : throw new InvalidOperationException(
                $"rabbitmqctl {string.Join(' ', arguments)} ended with {control.ExitCode}: {await output} {await errors}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        var end = new ProcessStartInfo("epmd", ["-kill"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var key in (string[])["ERL_EPMD_PORT", "ERL_EPMD_ADDRESS"])
            end.Environment[key] = _environment[key];
        using var mapper = Process.Start(end);
        if (mapper is not null)
            await mapper.WaitForExitAsync();
        _directory.Delete(recursive: true);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
