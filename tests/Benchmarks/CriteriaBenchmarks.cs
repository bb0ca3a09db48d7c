using System.Diagnostics;
using UtilizationReview.ClinicalCriteria.Adapters;
using UtilizationReview.ClinicalCriteria.Bench;
using UtilizationReview.ClinicalCriteria.Domain;

namespace UtilizationReview.Tests.Benchmarks;

/// <summary>The whole library: how long it takes to load, to judge by its largest guideline, and to find the next question.</summary>
internal static class CriteriaBenchmarks
{
    private const double LoadMilliseconds = 1000;
    private const double LargestPerSecond = 100_000;
    private const double QuestionMilliseconds = 1;

    private static readonly string Guidelines = Path.Combine(AppContext.BaseDirectory, "Guidelines");

    /// <summary>Every family read, checked and compiled; the first run pays for the compiler as a start does.</summary>
    public static Task<BenchmarkResult> LoadAsync(CancellationToken cancellationToken)
    {
        var runs = new List<double>();
        var library = default(CriteriaLibrary);
        for (var run = 0; run < 9 && !cancellationToken.IsCancellationRequested; run++)
        {
            var watch = Stopwatch.GetTimestamp();
            library = CriteriaFolder.Load(Guidelines);
            runs.Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds);
        }

        return Task.FromResult(new BenchmarkResult("criteria-load", LoadMilliseconds, BenchmarkResult.Median(runs), "milliseconds", runs,
            RequiredRatio: 1, [$"first run {runs[0]:0} ms, the others without the compiler",
                $"{library!.All.Select(g => g.Id).Distinct(StringComparer.Ordinal).Count()} guidelines in {library.All.Count()} versions, "
                    + $"{library.All.Sum(g => g.NodeCount)} criteria"]));
    }

    /// <summary>Evaluations by the guideline in force with most criteria, over the orders of its case files in turn.</summary>
    public static Task<BenchmarkResult> LargestAsync(CancellationToken cancellationToken)
    {
        var library = CriteriaFolder.Load(Guidelines);
        var largest = library.All.Where(guideline => guideline is { Codes.Count: > 0, MedicareFirst: false, EffectiveThrough: null })
            .MaxBy(guideline => guideline.NodeCount)!;
        var orders = Cases(library, largest.Id).Where(x => library.For(x.Route.Procedure, x.Order.Plan, x.Order.ServiceDate) == largest).ToArray();
        var runs = new List<double>();
        for (var run = 0; run < 20 && !cancellationToken.IsCancellationRequested; run++)
        {
            var watch = Stopwatch.GetTimestamp();
            for (var i = 0; i < 20_000; i++)
                Evaluator.Line(library, orders[i % orders.Length].Order, orders[i % orders.Length].Route, null);
            if (run >= 5)
                runs.Add(20_000 / Stopwatch.GetElapsedTime(watch).TotalSeconds);
        }

        return Task.FromResult(new BenchmarkResult("evaluate-largest", BenchmarkResult.Median(runs), LargestPerSecond,
            "evaluations per second on one core", runs, RequiredRatio: 1,
            [$"{largest.Id} {largest.Version}: {largest.NodeCount} criteria, {orders.Length} orders in turn"]));
    }

    /// <summary>The next question of every case of every family with some of its facts taken away; the slowest family counts.</summary>
    public static Task<BenchmarkResult> NextQuestionAsync(CancellationToken cancellationToken)
    {
        var library = CriteriaFolder.Load(Guidelines);
        var slowest = new List<double>();
        var name = "";
        foreach (var family in library.All.Where(guideline => guideline.Codes.Count > 0)
            .Select(guideline => guideline.Id).Distinct(StringComparer.Ordinal))
        {
            var asked = Cases(library, family)
                .SelectMany(x => new[] { 0, 3, 6 }.Select(kept => (Order: x.Order with { Facts = [.. x.Order.Facts.Take(kept)] }, x.Route)))
                .Take(60).ToArray();
            if (asked.Length == 0)
                continue;
            var runs = new List<double>();
            for (var run = 0; run < 12 && !cancellationToken.IsCancellationRequested; run++)
            {
                var watch = Stopwatch.GetTimestamp();
                foreach (var (order, route) in asked)
                    Interview.NextQuestions([Evaluator.Line(library, order, route, null)], 5);
                if (run >= 3)
                    runs.Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds / asked.Length);
            }

            if (slowest.Count == 0 || BenchmarkResult.Median(runs) > BenchmarkResult.Median(slowest))
                (slowest, name) = (runs, family);
        }

        return Task.FromResult(new BenchmarkResult("next-question", QuestionMilliseconds, BenchmarkResult.Median(slowest), "milliseconds", slowest,
            RequiredRatio: 1, [$"slowest family: {name}; evaluation and next five questions together"]));
    }

    private static IEnumerable<(CriteriaOrder Order, LineRoute Route)> Cases(CriteriaLibrary library, string family) =>
        CaseTest.Load(library, Path.Combine(AppContext.BaseDirectory, "Cases"), family).SelectMany(file => file.Cases)
            .Select(tried => (tried.Order, LineChecks.Check(library, tried.Order).Routes.FirstOrDefault(route => route.Line.Number == tried.Judged)!))
            .Where(x => x.Item2 is { Kind: RouteKind.Review, PrimaryLine: 0 });
}
