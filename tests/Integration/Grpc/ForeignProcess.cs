using System.Diagnostics;

namespace UtilizationReview.Tests.Integration.GrpcWire;

/// <summary>Foreign software of the interop tests: Debian's grpcio and npm's grpc-js.</summary>
internal static class ForeignProcess
{
    // The system's interpreter, because that is where Debian puts grpcio.
    private const string Python = "/usr/bin/python3";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Grpc", "Interop");
    private static readonly Lazy<Task<string>> Generated = new(GenerateAsync);
    private static readonly Lazy<Task> NodePackages = new(InstallAsync);

    public static string ProtoFile { get; } = Path.Combine(AppContext.BaseDirectory, "Grpc", "Protos", "echo.proto");

    public static async Task<IReadOnlyList<string>> PythonClientAsync(int plainPort, int gzipPort) =>
        await LinesAsync(Python, [Path.Combine(Folder, "python_client.py"), await Generated.Value, $"{plainPort}", $"{gzipPort}"]);

    public static async Task<IReadOnlyList<string>> NodeClientAsync(int plainPort, int gzipPort)
    {
        await NodePackages.Value;
        return await LinesAsync("node", [Path.Combine(Folder, "node_client.js"), ProtoFile, $"{plainPort}", $"{gzipPort}"]);
    }

    /// <summary>Starts the Python server; it ends when its standard input closes. Returns its ports: plain, gzip.</summary>
    public static async Task<(Process Server, int PlainPort, int GzipPort)> StartPythonServerAsync()
    {
        Process server = Start(Python, [Path.Combine(Folder, "python_server.py"), await Generated.Value], redirectErrors: false);
        string? line = await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        string[] words = (line ?? "").Split(' ');
        if (words is not ["listening", _, _]) throw new InvalidOperationException($"The Python server did not start; it said '{line}'.");
        return (server, int.Parse(words[1]), int.Parse(words[2]));
    }

    private static async Task<string> GenerateAsync()
    {
        string folder = Directory.CreateDirectory(Path.Combine(Folder, "generated")).FullName;
        await LinesAsync("protoc", [$"--proto_path={Path.GetDirectoryName(ProtoFile)}", $"--python_out={folder}", ProtoFile]);
        return folder;
    }

    private static async Task InstallAsync()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", "@grpc", "grpc-js"))) return;
        await LinesAsync("npm", ["ci", "--prefix", Folder, "--ignore-scripts", "--no-audit", "--no-fund"]);
    }

    private static async Task<IReadOnlyList<string>> LinesAsync(string program, IReadOnlyList<string> arguments)
    {
        using Process process = Start(program, arguments, redirectErrors: true);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        var lines = new List<string>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line) lines.Add(line);
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end. It said: {string.Join(" | ", lines)} {await errors}", late);
        }

        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {string.Join(" | ", lines)} {await errors}");
        return lines;
    }

    private static Process Start(string program, IReadOnlyList<string> arguments, bool redirectErrors)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardInput = true, RedirectStandardError = redirectErrors, UseShellExecute = false,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }
}
