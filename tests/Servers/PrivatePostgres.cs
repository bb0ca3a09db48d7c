using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace UtilizationReview.Tests.Servers;

/// <summary>A PostgreSQL of this test run alone: own directory, own port, ended with the run. Others on the machine are not touched.</summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ur-postgres-");
    private readonly string _programs;
    private readonly bool _flushes;
    private GuardedProcess? _process;

    private PrivatePostgres(string programs, bool flushes) => (_programs, _flushes) = (programs, flushes);

    /// <summary>Loopback port.</summary>
    public int Port { get; } = FreePorts.Next();

    /// <summary>Connection string without a database.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=postgres;Timeout=5;Command Timeout=30";

    /// <summary>The newest installed server's programs, or null when none is installed.</summary>
    public static string? Installed =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "postgres"))).OrderDescending(StringComparer.Ordinal).FirstOrDefault()
            : null;

    /// <summary>A new server with empty data.</summary>
    public static Task<PrivatePostgres> StartNewAsync() => StartNewAsync(flushes: false);

    /// <summary>A new server with empty data.</summary>
    /// <param name="flushes">True: a commit waits for the disk, as in production; measurements want that. False: commits outlive the death of
    /// processes, not of the machine, which is all that tests need.</param>
    public static async Task<PrivatePostgres> StartNewAsync(bool flushes)
    {
        var server = new PrivatePostgres(
            Installed ?? throw new InvalidOperationException("PostgreSQL is not installed: apt-get install postgresql"), flushes);
        if (AsPostgres.Length > 0)
            await RunAsync("chown", "postgres", server._directory.FullName);
        var data = server.Data;
        await RunAsync([.. AsPostgres, Path.Combine(server._programs, "initdb"), "-D", data, "-U", "postgres",
            "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts the stopped server again on the same data and port.</summary>
    public async Task StartAsync()
    {
        string[] settings = ["listen_addresses=127.0.0.1", $"fsync={(_flushes ? "on" : "off")}", "max_connections=600",
            "shared_buffers=128MB", $"unix_socket_directories={_directory.FullName}"];
        _process = GuardedProcess.Start("postgres", new Dictionary<string, string>(),
            [.. AsPostgres, Path.Combine(_programs, "postgres"), "-D", Data, "-p",
                Port.ToString(CultureInfo.InvariantCulture), .. settings.SelectMany(s => (string[])["-c", s])]);
        await _process.ReadyAsync(async () =>
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Database=postgres;Pooling=false");
            await connection.OpenAsync();
            return true;
        }, TimeSpan.FromSeconds(60));
    }

    /// <summary>Immediate stop: connections are cut, nothing is written on the way out; the next start recovers from the log.</summary>
    public async Task StopImmediatelyAsync()
    {
        _process!.SignalAlone("QUIT");
        await _process.EndAsync(TimeSpan.FromSeconds(30));
        await _process.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private string Data => Path.Combine(_directory.FullName, "data");

    /// <summary>The server refuses to run as root.</summary>
    private static string[] AsPostgres => Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    private static async Task RunAsync(params string[] command)
    {
        using var run = Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var (output, errors) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await run.WaitForExitAsync();
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {run.ExitCode}: {await output} {await errors}");
    }
}
