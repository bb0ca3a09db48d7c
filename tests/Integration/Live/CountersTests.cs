using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using UtilizationReview.Platform.Live;
using UtilizationReview.Platform.Time;
using UtilizationReview.Tests.Integration.Servers;

namespace UtilizationReview.Tests.Integration.Live;

/// <summary>Queues are counted by one copy for all with Redis, by each for itself without.</summary>
public sealed class CountersTests(RealServers servers)
{
    private readonly string _prefix = $"counters-{Guid.NewGuid():N}:";
    private int _counts;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_Redis_one_copy_counts_for_all()
    {
        await using var one = await Copy(redis: true);
        await using var two = await Copy(redis: true);
        var (first, second) = (Counters(one), Counters(two));
        await first.RoundAsync(Ct);
        first.Latest.ShouldHaveSingleItem().Value.ShouldBe(1);
        // A copy whose Redis was slow for a moment counts for itself, as it should; the next round takes what stands there.
        await Eventually.Becomes(
            async () =>
            {
                var before = _counts;
                await second.RoundAsync(Ct);
                return _counts - before;
            },
            counted => counted == 0, "what the other copy counted itself");
        var taken = second.Latest.ShouldHaveSingleItem();
        taken.Value.ShouldBeInRange(1, _counts);
        taken.Tags["ur.plan"].ShouldBe("p");
    }

    [Fact]
    public async Task Without_Redis_each_copy_counts_for_itself()
    {
        await using var one = await Copy(redis: false);
        await using var two = await Copy(redis: false);
        await Counters(one).RoundAsync(Ct);
        await Counters(two).RoundAsync(Ct);
        _counts.ShouldBe(2);
    }

    [Fact]
    public async Task Figures_in_Redis_that_nobody_can_read_are_counted_anew()
    {
        await using var one = await Copy(redis: true);
        await one.Redis.AskAsync(database => database.StringSetAsync(one.Redis.Key("counters:board:turn"), "another"), Ct);
        await one.Redis.AskAsync(database => database.StringSetAsync(one.Redis.Key("counters:board:figures"), "{nonsense"), Ct);
        var counters = Counters(one);
        await counters.RoundAsync(Ct);
        counters.Latest.ShouldHaveSingleItem().Value.ShouldBe(1);
    }

    [Fact]
    public async Task Figures_that_cannot_be_counted_are_not_shown_as_if_they_still_held()
    {
        await using var one = await Copy(redis: false);
        var fails = false;
        var counters = Counters(one, () => fails ? throw new TimeoutException("the database is away") : 7);
        await counters.RoundAsync(Ct);
        counters.Latest[0].Value.ShouldBe(7);
        fails = true;
        await counters.RoundAsync(Ct);
        counters.Latest.ShouldBeEmpty();
    }

    private async Task<LiveCopy> Copy(bool redis) =>
        await LiveCopy.StartAsync(new MovableClock(), redis ? (await servers.RedisAsync()).Configuration : null, _prefix);

    private Counters Counters(LiveCopy copy, Func<int>? count = null) => new(
        new CounterBoard("board", "test", [new("ur.test", "{thing}", "Things.")], (_, _) => Task.FromResult<IReadOnlyList<Counted>>(
            [new("ur.test", count?.Invoke() ?? Interlocked.Increment(ref _counts), new Dictionary<string, string> { ["ur.plan"] = "p" })])),
        copy.Redis, new ServiceCollection().BuildServiceProvider(), NullLogger<Counters>.Instance);
}
