using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace UtilizationReview.Tests.Servers;

/// <summary>A ClamAV daemon of this test run alone, that knows one made-up pattern.</summary>
public sealed class PrivateClamd : IAsyncDisposable
{
    /// <summary>What it takes for a virus.</summary>
    public const string Pattern = "utilization-review made-up pattern 4711";

    /// <summary>What it calls it.</summary>
    public const string PatternName = "Ur.Test.Pattern.UNOFFICIAL";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ur-clamd-");
    private GuardedProcess? _process;

    /// <summary>Loopback port.</summary>
    public int Port { get; } = FreePorts.Next();

    /// <summary>As <c>Documents:Scanner</c> wants it.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>A new one, ready.</summary>
    public static async Task<PrivateClamd> StartNewAsync()
    {
        var scanner = new PrivateClamd();
        await scanner.StartAsync();
        return scanner;
    }

    /// <summary>Starts it, again after it was killed, on the same port.</summary>
    public async Task StartAsync()
    {
        var database = _directory.CreateSubdirectory("db").FullName;
        var configuration = Path.Combine(_directory.FullName, "clamd.conf");
        var pattern = Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Pattern));
        await File.WriteAllTextAsync(Path.Combine(database, "own.ndb"), $"Ur.Test.Pattern:0:*:{pattern}\n");
        await File.WriteAllTextAsync(configuration, $"""
            TCPSocket {Port.ToString(CultureInfo.InvariantCulture)}
            TCPAddr 127.0.0.1
            DatabaseDirectory {database}
            TemporaryDirectory {_directory.FullName}
            StreamMaxLength 30M
            MaxFileSize 30M
            MaxScanSize 60M
            AlertExceedsMax yes
            Foreground yes

            """);
        _process = GuardedProcess.Start("clamd", new Dictionary<string, string>(), Program, $"--config-file={configuration}");
        await _process.ReadyAsync(async () => await AskAsync("zPING\0") == "PONG", TimeSpan.FromSeconds(60));
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>Debian keeps daemons out of a user's path.</summary>
    private static string Program => File.Exists("/usr/sbin/clamd") ? "/usr/sbin/clamd" : "clamd";

    private async Task<string> AskAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command));
        var answer = new byte[64];
        return Encoding.ASCII.GetString(answer, 0, await stream.ReadAsync(answer)).TrimEnd('\0', '\n');
    }
}
