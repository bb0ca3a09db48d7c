using System.Collections.Concurrent;
using StackExchange.Redis;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Platform.Live;

/// <summary>Keys of callers' commands that have been answered: a repetition found here is answered by reading, without a write transaction.
/// A hint only: what was asked and which record it acted on is read from the database, so a wrong entry changes no answer; a key that is not
/// found here may have come all the same.</summary>
internal sealed class AnswerCache(RedisLink redis)
{
    private static readonly TimeSpan Keep = TimeSpan.FromHours(24);

    /// <summary>Two generations of this many keys (some 10 MB) are kept in memory.</summary>
    private const int Generation = 50_000;

    private ConcurrentDictionary<string, bool> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, bool> _old = new(StringComparer.Ordinal);

    /// <summary>Notes that the key has been answered; call it after the commit.</summary>
    public void Remember(MessageKey key)
    {
        var name = NameOf(key);
        if (!_young.TryAdd(name, true)) return;
        if (_young.Count > Generation) (_old, _young) = (_young, new(StringComparer.Ordinal));
        redis.Tell(database => database.StringSet(redis.Key(name), "1", Keep, flags: CommandFlags.FireAndForget));
    }

    /// <summary>Whether the key has probably been answered.</summary>
    public async ValueTask<bool> MayKnowAsync(MessageKey key, CancellationToken ct)
    {
        var name = NameOf(key);
        if (_young.ContainsKey(name) || _old.ContainsKey(name)) return true;
        if (!redis.Answers) return false;
        var (known, there) = await redis.AskAsync(database => database.KeyExistsAsync(redis.Key(name)), ct);
        return known && there;
    }

    /// <summary>Hashed: a caller's key may be anything.</summary>
    private static string NameOf(MessageKey key) => "answered:" + PayloadHash.Of($"{key.Scope}\n{key.Id}");
}
