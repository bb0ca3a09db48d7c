using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Storage;
using UtilizationReview.Platform.Time;
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

    [Fact]
    public async Task Two_sweepers_side_by_side_share_what_is_due()
    {
        const int parcels = 2000;
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        var contexts = house.Get<IDbContextFactory<ParcelContext>>();
        var at = house.Clock.GetUtcNow().AddDays(1);
        await using (var db = house.Db())
        {
            db.AddRange(Enumerable.Range(0, parcels).Select(i => new ParcelRow { Id = $"p{i}", Version = 1, State = "{}", WakeAt = at }));
            await db.SaveChangesAsync(Ct);
        }
        var later = new MovableClock();
        later.Advance(TimeSpan.FromDays(2));
        ConcurrentQueue<string> woken = [];
        async Task Wake(IServiceProvider services, string id, DateTimeOffset now, CancellationToken ct)
        {
            woken.Enqueue(id);
            await using var db = await contexts.CreateDbContextAsync(ct);
            using var turn = await house.Get<WriteTurns<ParcelContext>>().TakeAsync(db, ct);
            await db.Set<ParcelRow>().Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.WakeAt, (DateTimeOffset?)null), ct);
        }
        Sweeper<ParcelContext, ParcelRow> New() => new(
            Wake, house.Get<IServiceProvider>(), contexts, later, house.Get<IHostApplicationLifetime>(), NullLogger<Sweeper<ParcelContext, ParcelRow>>.Instance);
        using var left = New();
        using var right = New();
        await Task.WhenAll(left.SweepAsync(Ct), right.SweepAsync(Ct));
        woken.Distinct().Count().ShouldBe(parcels);
        woken.Count.ShouldBeLessThan(parcels * 3 / 2);
    }

    [Fact]
    public async Task A_record_that_stays_due_does_not_hold_up_more_than_a_batch_of_others()
    {
        const int parcels = 2500;
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        var at = house.Clock.GetUtcNow().AddDays(1);
        await using (var db = house.Db())
        {
            db.AddRange(Enumerable.Range(0, parcels).Select(i => new ParcelRow { Id = $"p{i:0000}", Version = 1, State = "{}", WakeAt = at }));
            await db.SaveChangesAsync(Ct);
        }
        var later = new MovableClock();
        later.Advance(TimeSpan.FromDays(2));
        ConcurrentQueue<string> woken = [];
        using var sweeper = new Sweeper<ParcelContext, ParcelRow>(
            (_, id, _, _) =>
            {
                woken.Enqueue(id); // and nothing is done about it
                return Task.CompletedTask;
            },
            house.Get<IServiceProvider>(), house.Get<IDbContextFactory<ParcelContext>>(), later, house.Get<IHostApplicationLifetime>(),
            NullLogger<Sweeper<ParcelContext, ParcelRow>>.Instance);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var sweeping = sweeper.SweepAsync(enough.Token);
        await Eventually.Becomes(() => Task.FromResult(woken.Distinct().Count()), n => n == parcels, "records woken");
        await enough.CancelAsync();
        await sweeping.ContinueWith(_ => { }, TaskScheduler.Default); // ended or cancelled: both are in order
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task Reminded(ParcelHouse house, int times, string id = "p1") =>
        Eventually.Becomes(async () => (await house.Parcels.ReadAsync(id, Ct))?.State.Reminders, n => n == times, $"reminders of {id}");
}
