using UtilizationReview.Tests.Benchmarks;

Benchmark[] benchmarks =
[
    new("evaluate", EvaluateBenchmark.RunAsync),
    new("criteria-load", CriteriaBenchmarks.LoadAsync),
    new("evaluate-largest", CriteriaBenchmarks.LargestAsync),
    new("next-question", CriteriaBenchmarks.NextQuestionAsync),
    new("notice-pdf", NoticeBenchmark.RunAsync),
    new("grpc-echo", GrpcEchoBenchmark.RunAsync),
    new("submit-to-approved", SubmitBenchmark.RunAsync),
    new("claim", ClaimBenchmark.RunAsync),
    new("processes-approved", ProcessesBenchmark.RunAsync),
    new("nurse-and-physician", ReviewersBenchmark.RunAsync),
    new("services", ServicesBenchmark.RunAsync),
    new("expiry", ExpiryBenchmark.RunAsync),
];

string wanted = args.Length == 1 ? args[0] : "";
Benchmark[] chosen = wanted == "all" ? benchmarks : [.. benchmarks.Where(one => one.Name == wanted)];
if (chosen.Length == 0)
{
    await Console.Error.WriteLineAsync($"Name one benchmark of {string.Join(", ", benchmarks.Select(one => one.Name))}, or 'all'.");
    return 2;
}

bool good = true;
foreach (Benchmark benchmark in chosen)
{
    BenchmarkResult result = await benchmark.Run(CancellationToken.None);
    foreach (string line in result.Lines()) Console.WriteLine(line);
    good &= result.IsGoodEnough;
}

return good ? 0 : 1;
