using System.Diagnostics;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Benchmarks;

/// <summary>Every service as one process over its own PostgreSQL (whose commits wait for the disk), RabbitMQ and Redis.</summary>
internal sealed class BenchFleet : IAsyncDisposable
{
    private readonly PrivateRabbit _rabbit;
    private readonly PrivateRedis _redis;

    private BenchFleet(PrivatePostgres postgres, PrivateRabbit rabbit, PrivateRedis redis, ServiceFleet services) =>
        (Postgres, _rabbit, _redis, Services) = (postgres, rabbit, redis, services);

    public PrivatePostgres Postgres { get; }

    public ServiceFleet Services { get; }

    public static async Task<BenchFleet> StartAsync(CancellationToken ct)
    {
        var (postgres, rabbit, redis) = (PrivatePostgres.StartNewAsync(flushes: true), PrivateRabbit.StartNewAsync(), PrivateRedis.StartNewAsync());
        await Task.WhenAll(postgres, rabbit, redis);
        var settings = await FleetSettings.OverAsync(await postgres, await rabbit, await redis);
        var services = await ServiceFleet.StartAsync(settings with
        {
            Copies = 1,
            // The compilers as in production; the fleet of the tests spares its second thoughts.
            Environment = new Dictionary<string, string>
            {
                ["RateLimits__CallsPerMinute"] = "0", ["Logging__LogLevel__Default"] = "Warning", ["DOTNET_TieredPGO"] = "1",
            },
        }, ct);
        return new(await postgres, await rabbit, await redis, services);
    }

    /// <summary>Does the work with several workers for a while; how often per second it was done, and the milliseconds of each.</summary>
    public static async Task<(double PerSecond, IReadOnlyList<double> Milliseconds)> RoundAsync(int workers, TimeSpan length, Func<int, Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, workers).Select(async worker =>
        {
            await Task.Yield();
            List<double> mine = [];
            while (Stopwatch.GetElapsedTime(start) < length)
            {
                var one = Stopwatch.GetTimestamp();
                await work(worker);
                mine.Add(Stopwatch.GetElapsedTime(one).TotalMilliseconds);
            }

            return mine;
        }));
        List<double> all = [.. times.SelectMany(mine => mine)];
        return (all.Count / Stopwatch.GetElapsedTime(start).TotalSeconds, all);
    }

    /// <summary>Waits until no service's outbox holds an event that is not delivered.</summary>
    public async Task QuietAsync(CancellationToken ct)
    {
        foreach (var database in (string[])["intake", "nurse_review", "peer_to_peer"])
        {
            await using var connection = new Npgsql.NpgsqlConnection(
                $"{Postgres.ConnectionString};Database={Services.Settings.Prefix}{database};Pooling=false");
            await connection.OpenAsync(ct);
            while (true)
            {
                await using var waiting = new Npgsql.NpgsqlCommand("SELECT count(*) FROM outbox WHERE sent_at IS NULL", connection);
                if (await waiting.ExecuteScalarAsync(ct) is 0L) break;
                await Task.Delay(50, ct);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await _redis.DisposeAsync();
        await _rabbit.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
