using System.Diagnostics;
using System.Globalization;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using MassTransit;
using MassTransit.Mediator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.NurseReview.V1;
using UtilizationReview.NurseReview;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Benchmarks;

/// <summary>How long "give me the next case" takes with ten thousand and with a million cases waiting, over gRPC and PostgreSQL; the two queues
/// take turns.</summary>
internal static class ClaimBenchmark
{
    private const string Name = "claim";
    private const int Rounds = 11;
    private const int ClaimsPerRound = 40;

    public static async Task<BenchmarkResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var postgres = await PrivatePostgres.StartNewAsync();
        await using var small = await Queue.StartAsync(postgres, "small_", 10_000, cancellationToken);
        await using var large = await Queue.StartAsync(postgres, "large_", 1_000_000, cancellationToken);
        await small.RoundAsync(300, cancellationToken);
        await large.RoundAsync(300, cancellationToken);
        List<double> fewWaiting = [], manyWaiting = [];
        for (var round = 0; round < Rounds; round++)
        {
            fewWaiting.AddRange(await small.RoundAsync(ClaimsPerRound, cancellationToken));
            manyWaiting.AddRange(await large.RoundAsync(ClaimsPerRound, cancellationToken));
        }

        var (few, many) = (BenchmarkResult.Median(fewWaiting), BenchmarkResult.Median(manyWaiting));
        return new BenchmarkResult(Name, 1000 / many, 1000 / (2 * few),
            "claims per second, one after the other", [.. manyWaiting.Select(ms => 1000 / ms)], Notes:
        [
            string.Create(CultureInfo.InvariantCulture, $"latency at 10,000 waiting: median {few:0.00} ms, p99 {Percentile(fewWaiting, 0.99):0.00} "
                + $"ms; at 1,000,000: median {many:0.00} ms, p99 {Percentile(manyWaiting, 0.99):0.00} ms"),
            "limit: half the rate at 10,000 waiting, that is twice its latency",
        ]);
    }

    internal static double Percentile(IEnumerable<double> values, double part)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];
    }

    /// <summary>The nurse queue over a database of its own.</summary>
    private sealed class Queue : IAsyncDisposable
    {
        private static readonly string[] Plans = ["meadow-commercial", "harbor-selfunded", "summit-advantage", "prairie-medicaid"];

        private readonly WebApplication _app;
        private readonly GrpcChannel _channel;
        private readonly Contracts.NurseReview.V1.NurseReview.NurseReviewClient _client;
        private readonly Metadata _headers;

        private Queue(WebApplication app)
        {
            _app = app;
            _channel = GrpcChannel.ForAddress(app.Urls.First());
            _client = new(_channel);
            var nurse = app.Services.GetRequiredService<DemoIssuer>()
                .Sign(new("nurse-bench", "Nurse", Roles.Nurse, null, [Plans[0], Plans[1]], null));
            _headers = new() { { "authorization", "Bearer " + nurse } };
        }

        public static async Task<Queue> StartAsync(PrivatePostgres postgres, string prefix, int waiting, CancellationToken ct)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Configuration.AddInMemoryCollection(
            [
                new("Data:Directory", ":temporary:"), new("Database:Provider", "PostgreSQL"),
                new("Database:ConnectionString", postgres.ConnectionString),
                new("Database:Prefix", prefix), new("NurseReview:LeaseMinutes", "240"), new("RateLimits:CallsPerMinute", "0"),
            ]);
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
            builder.Services.AddNurseReview(builder.Configuration).AddEventDelivery(builder.Configuration);
            var app = builder.Build();
            app.MapNurseReview();
            await app.StartAsync(ct);
            await app.Services.GetRequiredService<IMediator>().Publish(new OrderReferredToNurse
            {
                OrderId = "bench-0", OrderVersion = 2, OccurredAt = TimeProvider.System.GetUtcNow(),
                PlanId = Plans[0], PracticeId = "practice", Programs = ["spine"],
                Lines = [1], DueAt = TimeProvider.System.GetUtcNow().AddDays(7), Expedited = false, MemberState = "WI",
                Reasons = ["criteria-unknown"],
            }, Pipe.Execute<PublishContext>(context => context.MessageId = Guid.NewGuid()), ct);
            await FillAsync($"{postgres.ConnectionString};Database={prefix}nurse_review;Command Timeout=600", waiting, ct);
            return new(app);
        }

        /// <summary>Claims one after the other; milliseconds of each.</summary>
        public async Task<IReadOnlyList<double>> RoundAsync(int claims, CancellationToken ct)
        {
            var took = new double[claims];
            for (var i = 0; i < claims; i++)
            {
                var request = new ClaimNextRequest { IdempotencyKey = Guid.NewGuid().ToString("N") };
                var start = Stopwatch.GetTimestamp();
                var answer = await _client.ClaimNextAsync(request, _headers, cancellationToken: ct);
                took[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                if (answer.Item is null) throw new InvalidOperationException("The queue was empty.");
            }

            return took;
        }

        public async ValueTask DisposeAsync()
        {
            _channel.Dispose();
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        /// <summary>Copies the one item, over four plans and with due times of their own.</summary>
        private static async Task FillAsync(string connectionString, int waiting, CancellationToken ct)
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(ct);
            var columns = new List<string>();
            await using (var names = new NpgsqlCommand(
                "SELECT column_name::text FROM information_schema.columns WHERE table_name = 'nurse_items'", connection))
            await using (var rows = await names.ExecuteReaderAsync(ct))
                while (await rows.ReadAsync(ct)) columns.Add(rows.GetString(0));
            var plan = $"(ARRAY['{string.Join("','", Plans)}'])[1 + g % {Plans.Length}]";
            var values = columns.Select(column => column switch
            {
                "id" => "'bench-' || g",
                "state" => $"replace(replace(state, 'bench-0', 'bench-' || g), '{Plans[0]}', {plan})",
                "plan_id" => plan,
                "due_at" => "due_at + (g::bigint * 7919) % 600000000",
                _ => column,
            });
            await using var fill = new NpgsqlCommand(
                $"INSERT INTO nurse_items ({string.Join(", ", columns)}) SELECT {string.Join(", ", values)} FROM nurse_items, "
                    + $"generate_series(1, {waiting - 1}) g WHERE id = 'bench-0'", connection);
            await fill.ExecuteNonQueryAsync(ct);
            await using var analyze = new NpgsqlCommand("VACUUM ANALYZE nurse_items", connection);
            await analyze.ExecuteNonQueryAsync(ct);
        }
    }
}
