using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Platform.Live;

/// <summary>Calls of a person in each minute of real time. A call is counted here and now, without waiting for anybody; copies tell each other
/// their counts every half second, so together they may let through what arrives in that time above the limit. Redis away: each copy counts
/// for itself.</summary>
internal sealed class RateLimits(RedisLink redis, int callsPerMinute, TimeProvider clock)
{
    /// <summary>Calls in a minute where nothing is configured.</summary>
    internal const int Default = 1200;
    private const long SecondsOfWindow = 60;
    private static readonly TimeSpan KeyLives = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, Tally> _tallies = new(StringComparer.Ordinal);

    /// <summary>Calls of a person that are let through in a minute; 0: any number.</summary>
    public int Limit => callsPerMinute;

    /// <summary>The configured limit. Demo identity takes calls from its own machine only, so there it is off unless configured.</summary>
    public static int CallsPerMinute(IConfiguration configuration)
    {
        if (configuration["RateLimits:CallsPerMinute"] is not { Length: > 0 } text) return CallersModule.IsDemo(configuration) ? 0 : Default;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var calls)
            ? calls
            : throw new InvalidOperationException(
                "RateLimits:CallsPerMinute (environment variable RateLimits__CallsPerMinute) "
                    + $"is '{text}'; it must be a whole number, 0 for no limit.");
    }

    /// <summary>Counts a call; how long to wait when it is one too many, else null.</summary>
    public TimeSpan? Refuse(string person)
    {
        if (callsPerMinute == 0) return null;
        var now = clock.GetUtcNow();
        var minute = now.ToUnixTimeSeconds() / SecondsOfWindow;
        var tally = _tallies.GetOrAdd(person, _ => new Tally());
        lock (tally)
        {
            tally.TurnTo(minute);
            if (tally.Own + tally.Others < callsPerMinute)
            {
                tally.Own++;
                return null;
            }
        }
        return DateTimeOffset.FromUnixTimeSeconds((minute + 1) * SecondsOfWindow) - now;
    }

    /// <summary>Tells the other copies what was counted here, and hears what they counted; forgets who called in no recent minute.</summary>
    public async Task ShareAsync(CancellationToken ct)
    {
        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / SecondsOfWindow;
        List<(Tally Tally, string Person, long Told, long News)> due = [];
        foreach (var (person, tally) in _tallies)
        {
            lock (tally)
            {
                if (tally.Minute < minute - 1) _tallies.TryRemove(person, out _);
                else if (tally.Minute == minute) due.Add((tally, person, tally.Own, tally.Own - tally.Told));
            }
        }
        if (due.Count == 0 || !redis.Answers) return;
        var (known, totals) = await redis.AskAsync(
            database => Task.WhenAll(due.Select(d => AddAsync(database, redis.Key($"calls:{minute}:{d.Person}"), d.News))), ct);
        for (var i = 0; i < due.Count; i++)
        {
            var (tally, _, told, _) = due[i];
            lock (tally)
            {
                if (tally.Minute != minute) continue;
                tally.Told = told; // also when the answer was lost: counted twice would lock people out
                if (known) tally.Others = Math.Max(0, totals![i] - told);
            }
        }
    }

    private static async Task<long> AddAsync(IDatabase database, RedisKey key, long news)
    {
        var total = database.StringIncrementAsync(key, news);
        await database.KeyExpireAsync(key, KeyLives, CommandFlags.FireAndForget);
        return await total;
    }

    private sealed class Tally
    {
        public long Minute { get; private set; }
        public long Own { get; set; }
        public long Told { get; set; }
        public long Others { get; set; }

        public void TurnTo(long minute)
        {
            if (Minute != minute) (Minute, Own, Told, Others) = (minute, 0, 0, 0);
        }
    }
}

/// <summary>Shares the counts every half second.</summary>
internal sealed class RateLimitSharing(RateLimits limits, RedisLink redis) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (limits.Limit == 0) return;
        var round = redis.IsConfigured ? Round : Round * 60; // alone there is only forgetting to do
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(round, TimeProvider.System, stoppingToken);
            await limits.ShareAsync(stoppingToken);
        }
    }
}
