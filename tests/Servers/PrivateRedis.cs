using System.Globalization;
using System.Net.Sockets;

namespace UtilizationReview.Tests.Servers;

/// <summary>A Redis of this test run alone.</summary>
public sealed class PrivateRedis : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ur-redis-");
    private GuardedProcess? _process;

    /// <summary>Loopback port.</summary>
    public int Port { get; } = FreePorts.Next();

    /// <summary>As <c>Redis:Configuration</c> wants it.</summary>
    public string Configuration => $"127.0.0.1:{Port}";

    /// <summary>A new, empty server.</summary>
    public static async Task<PrivateRedis> StartNewAsync()
    {
        var server = new PrivateRedis();
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts the killed server again on the same port, empty.</summary>
    public async Task StartAsync()
    {
        _process = GuardedProcess.Start("redis", new Dictionary<string, string>(),
            "redis-server", "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1",
            "--save", "", "--appendonly", "no", "--dir", _directory.FullName);
        await _process.ReadyAsync(async () => (await AskAsync("PING")).StartsWith("+PONG", StringComparison.Ordinal), TimeSpan.FromSeconds(20));
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Forgets everything.</summary>
    public Task FlushAsync() => AskAsync("FLUSHALL");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task<string> AskAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"));
        var answer = new byte[64];
        var read = await stream.ReadAsync(answer);
        return System.Text.Encoding.ASCII.GetString(answer, 0, read);
    }
}
