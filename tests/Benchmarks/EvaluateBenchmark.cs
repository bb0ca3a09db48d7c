using System.Diagnostics;
using UtilizationReview.ClinicalCriteria.Adapters;
using UtilizationReview.ClinicalCriteria.Domain;

namespace UtilizationReview.Tests.Benchmarks;

/// <summary>
/// Evaluating one order against its guideline on one core: routes given, facts as statements, the answer able to tell its whole trace.
/// Orders alternate between a discectomy, an injection and a knee replacement with a dozen facts each.
/// </summary>
internal static class EvaluateBenchmark
{
    private const double Limit = 200_000;
    private const int BytesAllowed = 2048;
    private const int Batch = 20_000;

    public static Task<BenchmarkResult> RunAsync(CancellationToken cancellationToken)
    {
        var library = CriteriaFolder.Load(Path.Combine(AppContext.BaseDirectory, "Guidelines"));
        var orders = Orders(library);
        var met = 0;
        for (var warm = 0; warm < 5; warm++)
            met += Run(library, orders);
        if (met != 5 * Batch)
            throw new InvalidOperationException($"The benchmark's orders are not met: {met} of {5 * Batch}.");

        var runs = new List<double>();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var run = 0; run < 15 && !cancellationToken.IsCancellationRequested; run++)
        {
            var watch = Stopwatch.GetTimestamp();
            Run(library, orders);
            runs.Add(Batch / Stopwatch.GetElapsedTime(watch).TotalSeconds);
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)(runs.Count * Batch);
        // Memory over its budget fails the row like speed below its limit.
        return Task.FromResult(new BenchmarkResult("evaluate", BenchmarkResult.Median(runs), Limit, "evaluations per second on one core", runs,
            bytes < BytesAllowed ? 1 : double.MaxValue, [$"allocated={bytes:0} bytes per evaluation, allowed below {BytesAllowed}"]));
    }

    private static int Run(CriteriaLibrary library, (CriteriaOrder Order, LineRoute Route)[] orders)
    {
        var met = 0;
        for (var i = 0; i < Batch; i++)
        {
            var (order, route) = orders[i % orders.Length];
            var evaluation = Evaluator.Line(library, order, route, null);
            met += evaluation.AutomationAllowed ? 1 : 0;
        }

        return met;
    }

    private static (CriteriaOrder, LineRoute)[] Orders(CriteriaLibrary library)
    {
        FactStatement Fact(string name, Func<FactDefinition, FactValue> value) =>
            library.Vocabulary.Find(name) is { } fact
                ? new FactStatement(fact, value(fact))
                : throw new InvalidOperationException(name);
        FactStatement Yes(string name, bool yes = true) => Fact(name, _ => FactValue.OfTruth(yes));
        FactStatement Number(string name, double number) => Fact(name, _ => FactValue.OfNumber(number));
        FactStatement Words(string name, params string[] words) => Fact(name, fact => WordsOf(fact, words));
        FactStatement Study(params (string, string)[] fields) => Fact("im", fact => FactValue.OfEntries([EntryOf(fact, fields)]));
        FactStatement[] care =
        [
            Number("cm.weeks", 14), Fact("cm.pt", fact => FactValue.OfWord(fact.WordIndex("clinic"))),
            Words("cm.other", "nsaid_analgesic"), Yes("cm.current_episode"),
            Fact("cm.result", fact => FactValue.OfWord(fact.WordIndex("worse"))),
            Number("sx.pain", 7), Number("fx.lost", 3), Words("sx.pattern", "radicular"),
        ];
        var mri = Study(("modality", "mri"), ("date", "2026-10-01"), ("reader", "independent_radiologist"),
            ("correlates", "yes"), ("findings", "root_compression"), ("levels", "L4-L5"));
        CriteriaOrder Order(OrderLine line, FactStatement[] facts) => new()
        {
            Plan = new PlanTerms("plan", ["spine", "joint", "pain"], [], true, 30), ServiceDate = new DateOnly(2026, 12, 7),
            RequestDate = new DateOnly(2026, 11, 23), Lines = [line], Facts = facts,
        };
        CriteriaOrder[] orders =
        [
            Order(new OrderLine(1, "63030", 1, Side.Left, ["L4-L5"]),
                [.. care, mri, Yes("sx.other_sources_excluded"), Yes("lum.operated_here", false)]),
            Order(new OrderLine(1, "62323", 1, Side.NotGiven, []), [.. care, mri, Yes("esi.first_in_region"), Yes("esi.structural_cause"),
                Yes("esi.contrast_guidance"), Words("esi.contraindications")]),
            Order(new OrderLine(1, "27447", 1, Side.Right, []),
                [.. care, Study(("modality", "weight_bearing_radiograph"), ("date", "2026-09-01"), ("side", "right"), ("kl", "3")),
                    Words("knee.contraindications"), Fact("px", _ => FactValue.OfEntries([]))]),
        ];
        return [.. orders.Select(order => (order, LineChecks.Check(library, order).Routes[0]))];
    }

    private static FactValue WordsOf(FactDefinition fact, params string[] words) =>
        FactValue.OfWords(words.Aggregate(0UL, (mask, word) => mask | 1UL << fact.WordIndex(word)));

    private static FactValue[] EntryOf(FactDefinition list, (string Name, string Text)[] fields)
    {
        var entry = new FactValue[list.Fields.Count];
        foreach (var (name, text) in fields)
        {
            var field = list.Field(name)!;
            entry[field.Index] = field.Type switch
            {
                FactType.Boolean => FactValue.OfTruth(text == "yes"),
                FactType.Number => FactValue.OfNumber(double.Parse(text)),
                FactType.Date => FactValue.OfDay(DateOnly.Parse(text).DayNumber),
                FactType.Word => FactValue.OfWord(field.WordIndex(text)),
                _ => WordsOf(field, text),
            };
        }

        return entry;
    }
}
