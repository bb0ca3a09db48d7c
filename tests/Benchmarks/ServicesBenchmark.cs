using System.Diagnostics;
using System.Globalization;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Benchmarks;

/// <summary>Start-up time and memory of each service, alone on the machine with its servers.</summary>
internal static class ServicesBenchmark
{
    private const string Name = "services";
    private const int Rounds = 3;

    public static async Task<BenchmarkResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var fleet = await BenchFleet.StartAsync(cancellationToken);
        List<string> notes = [];
        List<double> starts = [];
        foreach (var copy in fleet.Services.Copies)
        {
            List<double> seconds = [], megabytes = [];
            for (var round = 0; round < Rounds; round++)
            {
                await copy.KillAsync();
                var start = Stopwatch.GetTimestamp();
                copy.Start();
                await copy.ReadyAsync();
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                megabytes.Add(Memory.Of(copy).Resident / 1024.0 / 1024);
            }

            starts.AddRange(seconds);
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"{copy.Service}: ready after {BenchmarkResult.Median(seconds):0.0} s, {BenchmarkResult.Median(megabytes):0} MB resident"));
        }

        return new BenchmarkResult(Name, BenchmarkResult.Median(starts), 1, "seconds from start to ready", starts, RequiredRatio: 0, notes);
    }
}

/// <summary>Memory of a process as the kernel counts it, in bytes.</summary>
/// <param name="Resident">Now.</param>
/// <param name="Peak">The most it ever was.</param>
internal sealed record Memory(long Resident, long Peak)
{
    public static Memory Of(ServiceCopy copy)
    {
        var lines = File.ReadAllLines($"/proc/{copy.ProcessId}/status");
        return new(Of("VmRSS:"), Of("VmHWM:"));

        long Of(string name) => long.Parse(lines.Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
            .Replace("kB", ""), CultureInfo.InvariantCulture) * 1024;
    }
}
