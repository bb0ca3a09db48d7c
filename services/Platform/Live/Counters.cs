using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using UtilizationReview.Platform.Messaging;

namespace UtilizationReview.Platform.Live;

/// <summary>A gauge fed from a database.</summary>
/// <param name="Name">As in <c>ur.queue.depth</c>.</param>
/// <param name="Unit">UCUM: <c>s</c>, <c>{case}</c>.</param>
/// <param name="Description">What it tells.</param>
public sealed record CountedGauge(string Name, string Unit, string Description);

/// <summary>One value of a gauge.</summary>
/// <param name="Gauge">Name of the gauge.</param>
/// <param name="Value">The value.</param>
/// <param name="Tags">Tag name → value; nothing of a member.</param>
public sealed record Counted(string Gauge, double Value, IReadOnlyDictionary<string, string> Tags);

/// <summary>What is counted together.</summary>
/// <param name="Name">Names it in Redis: <c>nurse-queue</c>.</param>
/// <param name="Meter">Meter the gauges belong to.</param>
/// <param name="Gauges">The gauges.</param>
/// <param name="Count">Counts; reading only.</param>
public sealed record CounterBoard(
    string Name, string Meter, IReadOnlyList<CountedGauge> Gauges, Func<IServiceProvider, CancellationToken, Task<IReadOnlyList<Counted>>> Count);

/// <summary>Registers counters.</summary>
public static class CountersModule
{
    private const string Shared = " Every copy reports the same figure: read it with max or last, not sum.";

    /// <summary>Counts now and then and shows the figures as gauges. With Redis one copy counts for all; without it each counts for itself.</summary>
    public static IServiceCollection AddCounters(this IServiceCollection services, CounterBoard board)
    {
        ArgumentNullException.ThrowIfNull(board);
        var told = board with { Gauges = [.. board.Gauges.Select(gauge => gauge with { Description = gauge.Description + Shared })] };
        services.AddMetrics();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Counters>(provider, told));
        return services.AddHostedService<CounterRounds>();
    }
}

/// <summary>The figures of one board, counted every five seconds, or more seldom when counting takes long: never more than a twentieth of the
/// time of one connection.</summary>
internal sealed partial class Counters(CounterBoard board, RedisLink redis, IServiceProvider services, ILogger<Counters> log)
{
    private const int Rests = 19;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>A copy that died while counting is replaced after this.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FiguresLive = TimeSpan.FromMinutes(10);

    private readonly string _self = Guid.NewGuid().ToString("N");
    private volatile IReadOnlyList<Counted> _latest = [];
    private bool _counted;

    /// <summary>The figures as last counted, here or by another copy; empty while they cannot be counted.</summary>
    public IReadOnlyList<Counted> Latest => _latest;

    /// <summary>Name of the board.</summary>
    public string Name => board.Name;

    /// <summary>Shows the figures as gauges of the board's meter.</summary>
    public void Show(IMeterFactory meters)
    {
        var meter = meters.Create(board.Meter);
        foreach (var gauge in board.Gauges)
        {
            meter.CreateObservableGauge(
                gauge.Name,
                () => _latest.Where(c => c.Gauge == gauge.Name)
                    .Select(c => new Measurement<double>(c.Value, c.Tags.Select(t => new KeyValuePair<string, object?>(t.Key, t.Value)))),
                gauge.Unit, gauge.Description);
        }
    }

    /// <summary>Counts, or takes what another copy counted; answers how long to wait for the next round.</summary>
    public async Task<TimeSpan> RoundAsync(CancellationToken ct)
    {
        var (known, mine) = await redis.AskAsync(database => database.StringSetAsync(Key("turn"), _self, Turn, When.NotExists), ct);
        if (known && !mine)
        {
            var (read, figures) = await redis.AskAsync(database => database.StringGetAsync(Key("figures")), ct);
            if (read && Read(figures) is { } shared)
            {
                _latest = shared;
                return Shortest;
            }
        }
        var started = Stopwatch.GetTimestamp();
        try
        {
            _latest = await board.Count(services, ct);
        }
        catch (Exception problem) when (!ct.IsCancellationRequested)
        {
            _latest = []; // an old figure would look like the present one
            LogFailed(problem, board.Name);
        }
        // The first count is mostly the compilers' time and says nothing of the next.
        var pause = _counted
            ? TimeSpan.FromTicks(Math.Clamp(Stopwatch.GetElapsedTime(started).Ticks * Rests, Shortest.Ticks, Longest.Ticks))
            : Shortest;
        _counted = true;
        // Waited for: whoever finds the turn taken finds the figures too.
        await redis.AskAsync(database => database.StringSetAsync(Key("figures"), JsonSerializer.Serialize(_latest), FiguresLive), ct);
        redis.Tell(database => database.KeyExpire(Key("turn"), pause * 0.9, CommandFlags.FireAndForget));
        return pause;
    }

    private RedisKey Key(string what) => redis.Key($"counters:{board.Name}:{what}");

    /// <summary>Null when nothing readable is there: then this copy counts.</summary>
    private static IReadOnlyList<Counted>? Read(RedisValue figures)
    {
        if (!figures.HasValue) return null;
        try
        {
            return JsonSerializer.Deserialize<IReadOnlyList<Counted>>((string)figures!);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 9511, Level = LogLevel.Warning, Message = "Counting {Board} failed; trying again")]
    private partial void LogFailed(Exception problem, string board);
}

/// <summary>Counts every board, each at its own pace.</summary>
internal sealed class CounterRounds(IEnumerable<Counters> boards, IMeterFactory meters, IHostApplicationLifetime lifetime) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var board in boards) board.Show(meters);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.StartedAsync(stoppingToken);
        await Task.WhenAll(boards.Select(board => CountAsync(board, stoppingToken)));
    }

    private static async Task CountAsync(Counters board, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(await board.RoundAsync(ct), TimeProvider.System, ct);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return; // whatever a cancelled query says
            }
        }
    }
}
