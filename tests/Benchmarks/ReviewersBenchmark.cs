using System.Globalization;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Journeys;

namespace UtilizationReview.Tests.Benchmarks;

/// <summary>Orders that a nurse refers and a physician approves, by simulated reviewers at work over separate processes, PostgreSQL and RabbitMQ,
/// beside orders that rules approve at once.</summary>
internal static class ReviewersBenchmark
{
    private const string Name = "nurse-and-physician";
    private const int Workers = 24;
    private const int Rounds = 5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(10);

    public static async Task<BenchmarkResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var fleet = await BenchFleet.StartAsync(cancellationToken);
        List<string> problems = [];
        var journey = JourneyFiles.Load(Path.Combine(DemoCast.Folder("journeys"), "03-peer-to-peer-at-once.yaml"), problems).Single();
        if (problems.Count > 0) throw new InvalidOperationException(string.Join('\n', problems));
        var people = fleet.Services.People(TimeSpan.Zero);
        var order = journey.Order.Clone();
        order.DateOfService = TimeProvider.System.GetUtcNow().AddDays(20).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Act[] acts = [new Act.Submit(DespiteDuplicate: true), .. journey.Steps.Select(step => step.Act)
            .Where(act => act is Act.Refer or Act.Determine)];
        var steps = acts.Select(
            act => (journey.Steps.FirstOrDefault(step => step.Act == act) ?? journey.Steps[0]) with { Act = act, At = null, Expect = null }).ToList();
        var count = 0;

        async Task ReviewOneAsync(int worker)
        {
            var player = new JourneyPlayer(journey with { Order = order, Steps = steps }, people,
                fleet.Services.Cast, $"bench-{Interlocked.Increment(ref count)}");
            await player.PrepareAsync(cancellationToken);
            foreach (var step in steps) await player.PlayAsync(step, cancellationToken);
        }

        await BenchFleet.RoundAsync(Workers, WarmUp, ReviewOneAsync);
        List<double> reviewed = [], took = [];
        for (var round = 0; round < Rounds; round++)
        {
            var (rate, milliseconds) = await BenchFleet.RoundAsync(Workers, RoundLength, ReviewOneAsync);
            reviewed.Add(rate);
            took.AddRange(milliseconds);
        }

        return new BenchmarkResult(Name, BenchmarkResult.Median(reviewed), 1,
            "orders per second through nurse and physician", reviewed, RequiredRatio: 0, Notes:
        [
            string.Create(CultureInfo.InvariantCulture, $"submission to determination: p50 {BenchmarkResult.Median(took):0} ms, p99 "
                + $"{ClaimBenchmark.Percentile(took, 0.99):0} ms; {Workers} orders at a time, reviewers look every 50 ms"),
        ]);
    }
}
