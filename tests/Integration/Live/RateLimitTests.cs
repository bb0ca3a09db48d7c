using UtilizationReview.Platform.Live;
using UtilizationReview.Platform.Time;
using UtilizationReview.Tests.Integration.Servers;

namespace UtilizationReview.Tests.Integration.Live;

/// <summary>How often a person may call; counts are shared by copies over Redis.</summary>
public sealed class RateLimitTests(RealServers servers)
{
    private readonly MovableClock _clock = new(real: new AtTheMinute());
    private readonly string _prefix = $"limits-{Guid.NewGuid():N}:";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_call_above_the_limit_waits_for_the_next_minute(bool redis)
    {
        await using var copy = await Copy(redis);
        var limits = Limits(copy, 3);
        for (var i = 0; i < 3; i++) limits.Refuse("a").ShouldBeNull();
        _clock.Advance(TimeSpan.FromSeconds(20));
        limits.Refuse("a").ShouldBe(TimeSpan.FromSeconds(40));
        limits.Refuse("b").ShouldBeNull();
        _clock.Advance(TimeSpan.FromSeconds(40));
        limits.Refuse("a").ShouldBeNull();
    }

    [Fact]
    public async Task Copies_count_together()
    {
        await using var one = await Copy(redis: true);
        await using var two = await Copy(redis: true);
        var (first, second) = (Limits(one, 10), Limits(two, 10));
        for (var i = 0; i < 6; i++) first.Refuse("a").ShouldBeNull();
        second.Refuse("a").ShouldBeNull();
        await first.ShareAsync(Ct);
        await second.ShareAsync(Ct);
        for (var i = 0; i < 3; i++) second.Refuse("a").ShouldBeNull();
        second.Refuse("a").ShouldNotBeNull();
        await second.ShareAsync(Ct);
        await first.ShareAsync(Ct);
        first.Refuse("a").ShouldNotBeNull();
    }

    [Fact]
    public async Task Zero_lets_any_number_through()
    {
        await using var copy = await Copy(redis: false);
        for (var i = 0; i < 10_000; i++) Limits(copy, 0).Refuse("a").ShouldBeNull();
    }

    private async Task<LiveCopy> Copy(bool redis) =>
        await LiveCopy.StartAsync(_clock, redis ? (await servers.RedisAsync()).Configuration : null, _prefix);

    private RateLimits Limits(LiveCopy copy, int callsPerMinute) => new(copy.Redis, callsPerMinute, _clock);

    private sealed class AtTheMinute : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 30, 15, 0, 0, TimeSpan.Zero);
    }
}
