using UtilizationReview.Platform.Time;
using UtilizationReview.Tests.Integration.Servers;

namespace UtilizationReview.Tests.Integration.Live;

/// <summary>Who is present, the same in memory and over Redis.</summary>
public sealed class PresenceTests(RealServers servers)
{
    private readonly MovableClock _clock = new(real: new StandingClock());
    private readonly string _prefix = $"presence-{Guid.NewGuid():N}:";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_heartbeat_holds_for_sixty_seconds_and_is_renewed(bool redis)
    {
        await using var copy = await Copy(redis);
        (await copy.Presence.PresentAsync("physicians", Ct)).ShouldBeEmpty();
        (await copy.Presence.BeatAsync("physicians", "a", Ct)).ShouldBe(_clock.GetUtcNow() + TimeSpan.FromSeconds(60));
        _clock.Advance(TimeSpan.FromMilliseconds(59_999));
        (await copy.Presence.PresentAsync("physicians", Ct)).ShouldBe(["a"]);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        (await copy.Presence.PresentAsync("physicians", Ct)).ShouldBeEmpty();
        await copy.Presence.BeatAsync("physicians", "a", Ct);
        _clock.Advance(TimeSpan.FromSeconds(59));
        await copy.Presence.BeatAsync("physicians", "a", Ct);
        _clock.Advance(TimeSpan.FromSeconds(59));
        (await copy.Presence.PresentAsync("physicians", Ct)).ShouldBe(["a"]);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Who_goes_away_is_not_present_until_the_next_heartbeat(bool redis)
    {
        await using var copy = await Copy(redis);
        await copy.Presence.BeatAsync("physicians", "a", Ct);
        await copy.Presence.BeatAsync("physicians", "b", Ct);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await copy.Presence.SetAwayAsync("physicians", "a", Ct);
        (await copy.Presence.PresentAsync("physicians", Ct)).ShouldBe(["b"]);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await copy.Presence.BeatAsync("physicians", "a", Ct);
        (await copy.Presence.PresentAsync("physicians", Ct)).ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Groups_are_kept_apart(bool redis)
    {
        await using var copy = await Copy(redis);
        await copy.Presence.BeatAsync("physicians", "a", Ct);
        copy.Presence.Saw("nurses", "n");
        (await copy.Presence.PresentAsync("physicians", Ct)).ShouldBe(["a"]);
        (await copy.Presence.PresentAsync("nurses", Ct)).ShouldBe(["n"]);
    }

    [Fact]
    public async Task Every_copy_sees_what_any_copy_heard()
    {
        await using var first = await Copy(redis: true);
        await using var second = await Copy(redis: true);
        await first.Presence.BeatAsync("physicians", "a", Ct);
        (await second.Presence.PresentAsync("physicians", Ct)).ShouldBe(["a"]);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await second.Presence.SetAwayAsync("physicians", "a", Ct);
        (await first.Presence.PresentAsync("physicians", Ct)).ShouldBeEmpty();
        second.Presence.Saw("nurses", "n");
        await Eventually.Becomes(async () => (await first.Presence.PresentAsync("nurses", Ct)).Count, count => count == 1, "nurses seen by the other copy");
    }

    [Fact]
    public async Task A_mark_of_a_clock_that_was_ahead_counts_for_nothing()
    {
        var ahead = new MovableClock(real: new StandingClock());
        ahead.Advance(TimeSpan.FromDays(60));
        await using (var demonstration = await LiveCopy.StartAsync(ahead, (await servers.RedisAsync()).Configuration, _prefix))
            await demonstration.Presence.BeatAsync("physicians", "a", Ct);
        await using var copy = await Copy(redis: true);
        (await copy.Presence.PresentAsync("physicians", Ct)).ShouldBeEmpty();
    }

    private async Task<LiveCopy> Copy(bool redis) =>
        await LiveCopy.StartAsync(_clock, redis ? (await servers.RedisAsync()).Configuration : null, _prefix);

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 30, 15, 0, 0, TimeSpan.Zero);
    }
}
