using System.Globalization;

namespace UtilizationReview.Tests.Benchmarks;

/// <summary>A named measurement; rows stand in Program.cs.</summary>
internal sealed record Benchmark(string Name, Func<CancellationToken, Task<BenchmarkResult>> Run);

/// <summary>What a benchmark measured.</summary>
/// <param name="Name">The benchmark's name.</param>
/// <param name="Value">The median of the runs.</param>
/// <param name="Limit">What the value is held against; must not be 0.</param>
/// <param name="Unit">What value, limit and runs count, such as "per second".</param>
/// <param name="Runs">The value of every run, for the spread.</param>
/// <param name="RequiredRatio">The smallest acceptable value / limit; 0 when the figure is only reported.</param>
/// <param name="Notes">Further figures in words, one line each.</param>
internal sealed record BenchmarkResult(
    string Name, double Value, double Limit, string Unit, IReadOnlyList<double> Runs, double RequiredRatio = 1, IReadOnlyList<string>? Notes = null)
{
    public double Ratio => Value / Limit;

    public bool IsGoodEnough => Ratio >= RequiredRatio;

    /// <summary>The lines to print: the figure, the spread, the notes.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"{Name} value={Show(Value)} limit={Show(Limit)} ratio={Ratio.ToString("0.00", CultureInfo.InvariantCulture)}";
        yield return $"{Name} runs min={Show(Runs.Min())} median={Show(Median(Runs))} max={Show(Runs.Max())} count={Runs.Count} unit={Unit}";
        foreach (string note in Notes ?? []) yield return $"{Name} {note}";
        if (!IsGoodEnough) yield return $"{Name} TOO SLOW: the ratio must be at least {RequiredRatio.ToString("0.00", CultureInfo.InvariantCulture)}";
    }

    public static double Median(IReadOnlyList<double> runs)
    {
        double[] sorted = [.. runs.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Show(double value) => value.ToString(value >= 100 ? "0" : "0.000", CultureInfo.InvariantCulture);
}
