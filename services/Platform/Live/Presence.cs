using System.Collections.Concurrent;
using System.Globalization;
using StackExchange.Redis;

namespace UtilizationReview.Platform.Live;

/// <summary>Who is at their desk: a heartbeat holds for a minute of the platform's clock. Every copy sees what any copy heard; while Redis is
/// away each goes by what it heard itself. The later of two marks on a person counts. Never the home of a booking.</summary>
public sealed class Presence
{
    /// <summary>How long one heartbeat holds.</summary>
    public static TimeSpan Holds { get; } = TimeSpan.FromSeconds(60);

    /// <summary>A group nobody beats in goes from Redis after this much real time, whatever the platform's clock says.</summary>
    private static readonly TimeSpan KeyLives = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(string Group, string Person), Mark> _heard = [];
    private readonly RedisLink _redis;
    private readonly TimeProvider _clock;

    internal Presence(RedisLink redis, TimeProvider clock) => (_redis, _clock) = (redis, clock);

    /// <summary>The person is present until the instant answered.</summary>
    /// <param name="group">Which people: <c>physicians</c>, <c>nurses</c>.</param>
    /// <param name="person">Person id.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<DateTimeOffset> BeatAsync(string group, string person, CancellationToken ct)
    {
        var now = Now();
        await MarkAsync(group, person, new(now, Here: true), ct);
        return now + Holds;
    }

    /// <summary>
    /// The person is there, as an act shows: noted, and told to the other copies if that is due (a third of the time a mark holds).
    /// </summary>
    public void Saw(string group, string person)
    {
        var now = Now();
        if (_heard.TryGetValue((group, person), out var known) && known.Here && now - known.At < Holds / 3 && now >= known.At) return;
        var mark = _heard[(group, person)] = new(now, Here: true);
        _redis.Tell(database =>
        {
            database.HashSet(Key(group), person, mark.Stored, flags: CommandFlags.FireAndForget);
            database.KeyExpire(Key(group), KeyLives, CommandFlags.FireAndForget);
        });
    }

    /// <summary>The person has gone.</summary>
    public Task SetAwayAsync(string group, string person, CancellationToken ct) => MarkAsync(group, person, new(Now(), Here: false), ct);

    /// <summary>Who is present now.</summary>
    public async Task<IReadOnlySet<string>> PresentAsync(string group, CancellationToken ct)
    {
        var now = Now();
        Dictionary<string, Mark> marks = _heard.Where(p => p.Key.Group == group)
            .ToDictionary(p => p.Key.Person, p => p.Value, StringComparer.Ordinal);
        var (known, shared) = await _redis.AskAsync(database => database.HashGetAllAsync(Key(group)), ct);
        foreach (var entry in known ? shared! : [])
        {
            var (person, mark) = ((string)entry.Name!, Mark.Read(entry.Value));
            if (!marks.TryGetValue(person, out var own) || own.At < mark.At) marks[person] = mark;
        }
        Forget(group, marks, now);
        return marks.Where(p => p.Value.Here && IsFresh(p.Value, now)).Select(p => p.Key).ToHashSet(StringComparer.Ordinal);
    }

    private async Task MarkAsync(string group, string person, Mark mark, CancellationToken ct)
    {
        _heard[(group, person)] = mark;
        await _redis.AskAsync(
            async database =>
            {
                var expires = database.KeyExpireAsync(Key(group), KeyLives);
                await database.HashSetAsync(Key(group), person, mark.Stored);
                return await expires;
            },
            ct);
    }

    /// <summary>Old marks go, here and in Redis; also those of a clock that was ahead before it was set anew.</summary>
    private void Forget(string group, Dictionary<string, Mark> marks, DateTimeOffset now)
    {
        var gone = marks.Where(p => !IsFresh(p.Value, now)).Select(p => p.Key).ToList();
        if (gone.Count == 0) return;
        foreach (var person in gone) _heard.TryRemove((group, person), out _);
        _redis.Tell(database => database.HashDelete(Key(group), [.. gone.Select(p => (RedisValue)p)], CommandFlags.FireAndForget));
    }

    private static bool IsFresh(Mark mark, DateTimeOffset now) => now < mark.At + Holds && mark.At <= now + Holds;

    /// <summary>To the millisecond, as it is stored.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(_clock.GetUtcNow().ToUnixTimeMilliseconds());

    private RedisKey Key(string group) => _redis.Key("presence:" + group);

    /// <summary>A heartbeat or a departure; stored as milliseconds, negative for a departure.</summary>
    private readonly record struct Mark(DateTimeOffset At, bool Here)
    {
        public string Stored => (Here ? At.ToUnixTimeMilliseconds() : -At.ToUnixTimeMilliseconds()).ToString(CultureInfo.InvariantCulture);

        /// <summary>What somebody else wrote there counts as long past.</summary>
        public static Mark Read(RedisValue stored) =>
            long.TryParse((string?)stored, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms)
            && ms is > -253_402_300_799_999 and < 253_402_300_799_999
                ? new(DateTimeOffset.FromUnixTimeMilliseconds(Math.Abs(ms)), ms > 0)
                : new(DateTimeOffset.UnixEpoch, Here: false);
    }
}
