using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Live;
using UtilizationReview.Platform.Time;
using UtilizationReview.Tests.Integration.Servers;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Integration.Live;

/// <summary>Redis is killed, missing, flushed and back: nothing fails, each copy goes on with what it knows.</summary>
public sealed class RedisAwayTests : IAsyncLifetime
{
    private readonly MovableClock _clock = new();
    private PrivateRedis _redis = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await PrivateRedis.StartNewAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task A_killed_Redis_leaves_each_copy_what_it_heard_and_they_share_again_when_it_is_back()
    {
        await using var first = await Copy();
        await using var second = await Copy();
        await first.Presence.BeatAsync("physicians", "a", Ct);
        (await second.Presence.PresentAsync("physicians", Ct)).ShouldBe(["a"]);

        await _redis.KillAsync();
        (await first.Presence.PresentAsync("physicians", Ct)).ShouldBe(["a"]);
        (await second.Presence.PresentAsync("physicians", Ct)).ShouldBeEmpty();
        await second.Presence.BeatAsync("physicians", "b", Ct);
        (await second.Presence.PresentAsync("physicians", Ct)).ShouldBe(["b"]);
        first.Answers.Remember(new("scope", "key"));
        (await first.Answers.MayKnowAsync(new("scope", "key"), Ct)).ShouldBeTrue();
        (await second.Answers.MayKnowAsync(new("scope", "key"), Ct)).ShouldBeFalse();

        await _redis.StartAsync();
        await first.InTouch(true);
        await second.InTouch(true);
        await first.Presence.BeatAsync("physicians", "a", Ct);
        (await second.Presence.PresentAsync("physicians", Ct)).ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_flushed_Redis_loses_nothing_a_copy_heard_itself()
    {
        await using var copy = await Copy();
        await copy.Presence.BeatAsync("physicians", "a", Ct);
        copy.Answers.Remember(new("scope", "key"));
        await _redis.FlushAsync();
        (await copy.Presence.PresentAsync("physicians", Ct)).ShouldBe(["a"]);
        (await copy.Answers.MayKnowAsync(new("scope", "key"), Ct)).ShouldBeTrue();
        copy.Redis.Answers.ShouldBeTrue();
    }

    [Fact]
    public async Task A_copy_starts_without_Redis_and_finds_it_later()
    {
        await _redis.KillAsync();
        await using var copy = await LiveCopy.StartAsync(_clock, _redis.Configuration, "later:", inTouch: false);
        await copy.Presence.BeatAsync("physicians", "a", Ct);
        (await copy.Presence.PresentAsync("physicians", Ct)).ShouldBe(["a"]);
        copy.Redis.Answers.ShouldBeFalse();
        await _redis.StartAsync();
        await copy.InTouch(true);
    }

    [Fact]
    public async Task Calls_go_on_while_Redis_is_killed_flushed_and_restarted()
    {
        await using var copy = await Copy();
        var limits = new RateLimits(copy.Redis, 1_000_000, TimeProvider.System);
        using var enough = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(async caller =>
        {
            var calls = 0;
            while (!enough.IsCancellationRequested)
            {
                await copy.Presence.BeatAsync("physicians", $"p{caller}", Ct);
                (await copy.Presence.PresentAsync("physicians", Ct)).ShouldContain($"p{caller}");
                limits.Refuse($"p{caller}").ShouldBeNull();
                await limits.ShareAsync(Ct);
                var key = new MessageKey("calls", $"{caller}-{calls++}");
                copy.Answers.Remember(key);
                (await copy.Answers.MayKnowAsync(key, Ct)).ShouldBeTrue();
                await Task.Delay(1, Ct);
            }
            return calls;
        }).ToArray();
        await _redis.FlushAsync();
        await _redis.KillAsync();
        await copy.InTouch(false);
        await _redis.StartAsync();
        await copy.InTouch(true);
        await _redis.FlushAsync();
        await enough.CancelAsync();
        (await Task.WhenAll(callers)).ShouldAllBe(calls => calls > 0);
    }

    [Fact]
    public async Task A_key_answered_by_one_copy_is_known_to_the_other()
    {
        await using var first = await Copy();
        await using var second = await Copy();
        (await second.Answers.MayKnowAsync(new("scope", "key"), Ct)).ShouldBeFalse();
        first.Answers.Remember(new("scope", "key"));
        await Eventually.Becomes(async () => await second.Answers.MayKnowAsync(new("scope", "key"), Ct), known => known, "known to the other copy");
        (await second.Answers.MayKnowAsync(new("scope", "key2"), Ct)).ShouldBeFalse();
        (await second.Answers.MayKnowAsync(new("scope2", "key"), Ct)).ShouldBeFalse();
    }

    private Task<LiveCopy> Copy() => LiveCopy.StartAsync(_clock, _redis.Configuration, "away:");
}
