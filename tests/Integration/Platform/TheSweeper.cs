using UtilizationReview.Platform.Desks;
using UtilizationReview.Tests.Integration.Servers;

namespace UtilizationReview.Tests.Integration.Platform;

public sealed class TheSweeperOnSqlite() : TheSweeper(null);

public sealed class TheSweeperOnPostgreSql(RealServers servers) : TheSweeper(servers);

public abstract class TheSweeper(RealServers? servers) : IDisposable
{
    private readonly OwnDirectory _directory = new(servers);

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_record_is_woken_when_the_clock_is_moved_past_its_moment()
    {
        await using var house = await ParcelHouse.StartAsync(_directory);
        var at = house.Clock.GetUtcNow().AddDays(10);
        await house.Do("p1", new ParcelCommand.Register("p1"));
        await house.Do("p1", new ParcelCommand.RemindAt(at));
        house.Clock.Advance(TimeSpan.FromDays(9));
        (await house.Parcels.ReadAsync("p1", Ct))!.State.Reminders.ShouldBe(0);
        house.Clock.Advance(TimeSpan.FromDays(1));
        await Reminded(house, 1);
    }

    [Fact]
    public async Task A_record_that_became_due_while_the_process_was_away_is_woken_at_the_next_start()
    {
        await using (var first = await ParcelHouse.StartAsync(_directory))
        {
            await first.Do("p1", new ParcelCommand.Register("p1"));
            await first.Do("p1", new ParcelCommand.RemindAt(first.Clock.GetUtcNow().AddMilliseconds(300)));
        }
        await using var next = await ParcelHouse.StartAsync(_directory);
        await Reminded(next, 1);
        (await next.Parcels.HistoryAsync("p1", Ct))[^1].Actor.ShouldBe(Actor.Platform);
    }

    [Fact]
    public async Task More_records_than_a_batch_are_all_woken_once_by_two_processes()
    {
        const int parcels = 230;
        await using var left = await ParcelHouse.StartAsync(_directory);
        await using var right = await ParcelHouse.StartAsync(_directory);
        var at = left.Clock.GetUtcNow().AddDays(1);
        for (var i = 0; i < parcels; i++)
        {
            await left.Do($"p{i}", new ParcelCommand.Register($"p{i}"));
            await left.Do($"p{i}", new ParcelCommand.RemindAt(at));
        }
        left.Clock.Advance(TimeSpan.FromDays(2));
        right.Clock.Advance(TimeSpan.FromDays(2));
        for (var i = 0; i < parcels; i++) await Reminded(left, 1, $"p{i}");
        await Eventually.Becomes(async () => (await left.Parcels.ReadAsync("p0", Ct))!.Version, v => v == 3, "the version of p0");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task Reminded(ParcelHouse house, int times, string id = "p1") =>
        Eventually.Becomes(async () => (await house.Parcels.ReadAsync(id, Ct))?.State.Reminders, n => n == times, $"reminders of {id}");
}
