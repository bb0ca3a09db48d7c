using System.Diagnostics;
using System.Globalization;

namespace UtilizationReview.Tests.Servers;

/// <summary>An S3-compatible store of this test run alone: npm's s3rver over a directory of its own, with one bucket.</summary>
public sealed class PrivateObjectStore : IAsyncDisposable
{
    private const string Bucket = "ur-documents";

    private static readonly string Packages = Path.Combine(AppContext.BaseDirectory, "ObjectStore");
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ur-objects-");
    private GuardedProcess? _process;

    /// <summary>Loopback port.</summary>
    public int Port { get; } = FreePorts.Next();

    /// <summary>As the service is configured for it.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Documents:Store"] = "S3",
        ["Documents:Endpoint"] = $"http://127.0.0.1:{Port}",
        ["Documents:Bucket"] = Bucket,
        ["Documents:AccessKey"] = "S3RVER",
        ["Documents:SecretKey"] = "S3RVER",
    };

    /// <summary>Everything it holds, as files.</summary>
    public IReadOnlyList<string> Objects => [.. Directory.EnumerateFiles(_directory.FullName, "*._S3rver_object", SearchOption.AllDirectories)];

    /// <summary>A new, empty store, ready.</summary>
    public static async Task<PrivateObjectStore> StartNewAsync()
    {
        await Installed.Value;
        var store = new PrivateObjectStore();
        await store.StartAsync();
        return store;
    }

    /// <summary>Starts it, again after it was killed, with what it held.</summary>
    public async Task StartAsync()
    {
        _process = GuardedProcess.Start("s3rver", new Dictionary<string, string>(), "node",
            Path.Combine(Packages, "node_modules", "s3rver", "bin", "s3rver.js"), "--directory", _directory.FullName, "--address", "127.0.0.1",
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--no-vhost-buckets", "--configure-bucket", Bucket);
        using var http = new HttpClient();
        await _process.ReadyAsync(async () =>
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{Port}/"));
            return true;
        }, TimeSpan.FromSeconds(30));
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Forgets everything.</summary>
    public void Empty()
    {
        foreach (var file in Directory.EnumerateFiles(_directory.FullName, "*._S3rver_*", SearchOption.AllDirectories))
        {
            if (Path.GetDirectoryName(file) != Path.Combine(_directory.FullName, Bucket)) File.Delete(file);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static async Task InstallAsync()
    {
        if (Directory.Exists(Path.Combine(Packages, "node_modules", "s3rver"))) return;
        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--prefix", Packages, "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var (said, complained) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        await npm.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(180)).Token);
        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm ended with {npm.ExitCode}: {await said} {await complained}");
    }
}
