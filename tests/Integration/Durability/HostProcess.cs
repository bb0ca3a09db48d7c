using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace UtilizationReview.Tests.Integration.Durability;

/// <summary>The host as a process of its own that can be killed and started again on the same data and ports.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly string _arguments;
    private readonly Lock _turn = new();
    private readonly Queue<string> _last = new();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("utilization-review-killed-");
    private Process _process;
    private bool _over;

    public HostProcess(DateTimeOffset clockStart)
    {
        var (grpc, http) = (FreePort(), FreePort());
        GrpcAddress = new Uri($"http://127.0.0.1:{grpc}");
        HttpAddress = new Uri($"http://127.0.0.1:{http}");
        _arguments = $"\"{Path.Combine(AppContext.BaseDirectory, "UtilizationReview.Host.dll")}\" --data \"{_data.FullName}\" --grpc-port {grpc} --http-port {http} --movable-clock {clockStart:O}";
        _process = Start();
    }

    public Uri GrpcAddress { get; }
    public Uri HttpAddress { get; }

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    public string DataDirectory => _data.FullName;

    /// <summary>kill -9, then the same command again.</summary>
    public void KillAndStart()
    {
        lock (_turn)
        {
            if (_over)
                return;
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            _process.Dispose();
            Kills++;
            _process = Start();
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_turn)
        {
            _over = true;
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            _process.Dispose();
        }

        _data.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A port below those the system gives to whoever asks for any: while the host is down, nobody else gets it.</summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(15_000, 30_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; another one then.
            }
        }
    }

    private Process Start()
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", _arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(string? line)
    {
        lock (_last)
        {
            if (line is null)
                return;
            if (_last.Count == 40)
                _last.Dequeue();
            _last.Enqueue(line);
        }
    }

    /// <summary>Whether the process runs, and the last lines the host wrote, through all its lives.</summary>
    public string Account
    {
        get
        {
            lock (_turn)
            {
                lock (_last)
                    return $"Killed {Kills} times; now {(_process.HasExited ? $"ended with {_process.ExitCode}" : "running")}. Last lines:\n{string.Join('\n', _last)}";
            }
        }
    }
}
