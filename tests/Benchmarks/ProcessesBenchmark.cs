using System.Globalization;
using Google.Protobuf;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Submission;

namespace UtilizationReview.Tests.Benchmarks;

/// <summary>Orders submitted and approved by rules over separate processes, PostgreSQL and RabbitMQ, beside bare transactions that write the
/// same rows over the same number of connections to the same server; the two take turns.</summary>
internal static class ProcessesBenchmark
{
    private const string Name = "processes-approved";
    private const int Workers = 8;
    private const int Rounds = 5;

    /// <summary>Until the compilers of all processes are done with what they have seen.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(6);

    public static async Task<BenchmarkResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var fleet = await BenchFleet.StartAsync(cancellationToken);
        var template = JsonParser.Default.Parse<SubmitRequest>(SubmitCommand.WithDates(
            await File.ReadAllTextAsync(Path.Combine(DemoCast.Folder("orders"), "01-lumbar-discectomy.json"), cancellationToken),
            TimeProvider.System.GetUtcNow()));
        template.SubmitDespiteDuplicate = true;
        var people = fleet.Services.People(TimeSpan.Zero);
        var staff = fleet.Services.Cast.StaffOf(template.Form.PracticeId);

        async Task ApproveOneAsync(int worker)
        {
            var request = template.Clone();
            request.IdempotencyKey = Guid.NewGuid().ToString("N");
            var answer = await people.AsAsync(staff, options => people.Intake.SubmitAsync(request, options), cancellationToken);
            if (answer.Order.Status != OrderStatus.Approved) throw new InvalidOperationException($"The order was not approved: {answer.Sentence}");
        }

        await BenchFleet.RoundAsync(Workers, WarmUp, ApproveOneAsync);
        await fleet.QuietAsync(cancellationToken);
        var (server, prefix) = (fleet.Postgres.ConnectionString, fleet.Services.Settings.Prefix);
        var before = await PostgresFootprint.ReadAsync(server, prefix, cancellationToken);
        const int probe = 400;
        for (var i = 0; i < probe; i++) await ApproveOneAsync(0);
        await fleet.QuietAsync(cancellationToken);
        var perOrder = (await PostgresFootprint.ReadAsync(server, prefix, cancellationToken)).Since(before, probe);

        await using var bare = await BarePostgres.OpenAsync(server, perOrder, cancellationToken);
        await BenchFleet.RoundAsync(Workers, TimeSpan.FromSeconds(3), _ => bare.WriteAsync(cancellationToken));
        List<double> orders = [], limit = [], latency = [];
        var spent = CpuTime.Of(fleet.Services);
        spent = spent.Minus(spent);
        for (var round = 0; round < Rounds; round++)
        {
            var start = CpuTime.Of(fleet.Services);
            var (rate, took) = await BenchFleet.RoundAsync(Workers, RoundLength, ApproveOneAsync);
            orders.Add(rate);
            latency.AddRange(took);
            await fleet.QuietAsync(cancellationToken);
            spent = spent.Plus(CpuTime.Of(fleet.Services).Minus(start));
            limit.Add((await BenchFleet.RoundAsync(Workers, RoundLength, _ => bare.WriteAsync(cancellationToken))).PerSecond);
        }

        return new BenchmarkResult(Name, BenchmarkResult.Median(orders),
            BenchmarkResult.Median(limit), "orders per second", orders, RequiredRatio: 0.35, Notes:
        [
            string.Create(CultureInfo.InvariantCulture, $"latency of a submission: p50 {BenchmarkResult.Median(latency):0.0} ms, p99 "
                + $"{ClaimBenchmark.Percentile(latency, 0.99):0.0} ms, {Workers} at a time"),
            spent.PerOrder(latency.Count),
            $"limit: bare transactions writing what an order leaves in all databases ({perOrder}), over {Workers} connections",
        ]);
    }
}
