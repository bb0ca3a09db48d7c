using Microsoft.EntityFrameworkCore;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Tests.Integration.Servers;

namespace UtilizationReview.Tests.Integration.Platform;

public sealed class DeliveryOnSqlite() : Delivery(null);

public sealed class DeliveryOnPostgreSql(RealServers servers) : Delivery(servers);

public abstract class Delivery(RealServers? servers) : IDisposable
{
    private readonly OwnDirectory _directory = new(servers);

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_event_reaches_its_consumer_and_is_marked_sent()
    {
        await using var house = await ParcelHouse.StartAsync(_directory);
        await house.Do("p1", new ParcelCommand.RegisterAndMove("p1", "A1"));
        await CopyIsAt(house, "p1", "A1");
        await AllSent(house);
        house.Mischief.Deliveries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_event_committed_before_a_crash_is_delivered_by_the_next_process()
    {
        await using (var dying = await ParcelHouse.StartAsync(_directory, delivering: false))
        {
            await dying.Do("p1", new ParcelCommand.RegisterAndMove("p1", "A1"));
        }
        await using var next = await ParcelHouse.StartAsync(_directory);
        await CopyIsAt(next, "p1", "A1");
        await AllSent(next);
    }

    [Fact]
    public async Task An_event_leased_by_a_process_that_died_is_delivered_when_the_lease_ends()
    {
        await using (var dying = await ParcelHouse.StartAsync(_directory, delivering: false))
        {
            await dying.Do("p1", new ParcelCommand.RegisterAndMove("p1", "A1"));
            (await dying.Get<OutboxLease<ParcelContext>>().TakeAsync(Guid.NewGuid(), Ct)).Count.ShouldBe(1);
        }
        await using var next = await ParcelHouse.StartAsync(_directory);
        (await next.Get<OutboxLease<ParcelContext>>().TakeAsync(Guid.NewGuid(), Ct)).ShouldBeEmpty();
        next.Clock.Advance(OutboxLease<ParcelContext>.Length);
        await CopyIsAt(next, "p1", "A1");
    }

    [Fact]
    public async Task A_consumer_that_fails_twice_and_then_succeeds_is_applied_once()
    {
        await using var house = await ParcelHouse.StartAsync(_directory);
        house.Mischief.FailuresLeft = 2;
        await house.Do("p1", new ParcelCommand.RegisterAndMove("p1", "A1"));
        await Eventually.Becomes(
            async () =>
            {
                house.Clock.Advance(TimeSpan.FromMinutes(1));
                return (await house.Copies.ReadAsync("p1", Ct))?.State.Shelf;
            },
            shelf => shelf == "A1", "the copy's shelf");
        await AllSent(house);
        house.Mischief.Deliveries.Count.ShouldBe(3);
        house.Mischief.Deliveries.Distinct().Count().ShouldBe(1);
        (await house.Copies.HistoryAsync("p1", Ct)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_event_that_always_fails_is_parked_and_delivered_when_an_operator_resends_it()
    {
        await using var house = await ParcelHouse.StartAsync(_directory);
        house.Mischief.FailuresLeft = OutboxLease<ParcelContext>.AttemptLimit;
        await house.Do("p1", new ParcelCommand.RegisterAndMove("p1", "A1"));
        await Eventually.Becomes(
            async () =>
            {
                house.Clock.Advance(TimeSpan.FromMinutes(5));
                return (await house.Outbox.ParkedAsync(Ct)).Count;
            },
            parked => parked == 1, "parked events");
        var parked = (await house.Outbox.ParkedAsync(Ct)).Single();
        (parked.Attempts, parked.LastError, parked.AggregateId).ShouldBe((20, "TimeoutException", "p1"));
        house.Clock.Advance(TimeSpan.FromDays(1));
        (await house.Copies.ReadAsync("p1", Ct)).ShouldBeNull();

        (await house.Outbox.ResendAsync(parked.Id, Ct)).ShouldBeTrue();
        await CopyIsAt(house, "p1", "A1");
        (await house.Outbox.ParkedAsync(Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failing_event_does_not_hold_up_others()
    {
        await using var house = await ParcelHouse.StartAsync(_directory);
        house.Mischief.FailuresLeft = 1;
        await house.Do("p1", new ParcelCommand.RegisterAndMove("p1", "A1"));
        await house.Do("p2", new ParcelCommand.RegisterAndMove("p2", "B2"));
        await CopyIsAt(house, "p2", "B2");
        await CopyIsAt(house, "p1", "A1");
    }

    [Fact]
    public async Task An_event_delivered_three_times_has_one_effect()
    {
        await using var house = await ParcelHouse.StartAsync(_directory);
        await house.Do("p1", new ParcelCommand.RegisterAndMove("p1", "A1"));
        await AllSent(house);
        var id = house.Mischief.Deliveries.Single();
        for (var times = 2; times <= 3; times++)
        {
            await house.Outbox.ResendAsync(id, Ct);
            await Eventually.Becomes(() => Task.FromResult(house.Mischief.Deliveries.Count), n => n == times, "deliveries");
            await AllSent(house);
        }
        house.Mischief.Deliveries.ShouldAllBe(delivered => delivered == id);
        (await house.Copies.ReadAsync("p1", Ct))!.Version.ShouldBe(1);
    }

    [Fact]
    public async Task Two_dispatchers_deliver_each_event_once()
    {
        const int events = 300;
        await using var first = await ParcelHouse.StartAsync(_directory, delivering: false);
        for (var i = 0; i < events; i++) await first.Do($"p{i}", new ParcelCommand.RegisterAndMove($"p{i}", "A1"));

        // Two processes over the same files, each with its own dispatchers.
        await using var left = await ParcelHouse.StartAsync(_directory);
        await using var right = await ParcelHouse.StartAsync(_directory);
        await AllSent(left);
        var deliveries = left.Mischief.Deliveries.Concat(right.Mischief.Deliveries).ToList();
        deliveries.Distinct().Count().ShouldBe(events);
        deliveries.Count.ShouldBe(events);
        await using var copies = left.Get<IDbContextFactory<CopyContext>>().CreateDbContext();
        (await copies.Set<CopyRow>().CountAsync(Ct)).ShouldBe(events);
    }

    [Fact]
    public async Task Two_leases_never_hold_the_same_row()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        for (var i = 0; i < 150; i++) await house.Do($"p{i}", new ParcelCommand.RegisterAndMove($"p{i}", "A1"));
        var lease = house.Get<OutboxLease<ParcelContext>>();
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => lease.TakeAsync(Guid.NewGuid(), Ct), Ct)));
        var ids = taken.SelectMany(rows => rows.Select(r => r.Id)).ToList();
        ids.Count.ShouldBe(ids.Distinct().Count());
        ids.Count.ShouldBeInRange(100, 150);
    }

    [Fact]
    public async Task A_dispatcher_marks_only_rows_it_still_holds()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        await house.Do("p1", new ParcelCommand.RegisterAndMove("p1", "A1"));
        var lease = house.Get<OutboxLease<ParcelContext>>();
        var (slow, quick) = (Guid.NewGuid(), Guid.NewGuid());
        var id = (await lease.TakeAsync(slow, Ct)).Single().Id;
        house.Clock.Advance(OutboxLease<ParcelContext>.Length);
        (await lease.TakeAsync(quick, Ct)).Count.ShouldBe(1);

        await lease.SettleAsync(slow, [id], [], someLeft: false, Ct);
        (await house.Outbox.WaitingAsync(Ct)).ShouldBe(1);
        await lease.SettleAsync(quick, [id], [], someLeft: false, Ct);
        (await house.Outbox.WaitingAsync(Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task Delivered_events_are_forgotten_after_a_week_and_claims_after_a_month()
    {
        await using var house = await ParcelHouse.StartAsync(_directory);
        await house.Do("p1", new ParcelCommand.RegisterAndMove("p1", "A1"), key: "k1");
        await AllSent(house);
        var retention = house.Get<Retention<ParcelContext>>();
        async Task<(int Events, int Claims)> KeptAfter(TimeSpan time)
        {
            house.Clock.Advance(time);
            while (await retention.ForgetBatchAsync(Ct)) { }
            await using var db = house.Db();
            return (await db.Outbox.CountAsync(Ct), await db.Inbox.CountAsync(Ct));
        }
        (await KeptAfter(TimeSpan.FromDays(6.9))).ShouldBe((1, 1));
        (await KeptAfter(TimeSpan.FromDays(0.2))).ShouldBe((0, 1));
        (await KeptAfter(TimeSpan.FromDays(22.5))).ShouldBe((0, 1));
        (await KeptAfter(TimeSpan.FromDays(0.5))).ShouldBe((0, 0));
    }

    [Fact]
    public async Task An_event_that_was_not_delivered_is_never_forgotten()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        await house.Do("p1", new ParcelCommand.RegisterAndMove("p1", "A1"));
        house.Clock.Advance(TimeSpan.FromDays(400));
        while (await house.Get<Retention<ParcelContext>>().ForgetBatchAsync(Ct)) { }
        (await house.Outbox.WaitingAsync(Ct)).ShouldBe(1);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task CopyIsAt(ParcelHouse house, string id, string shelf) =>
        Eventually.Becomes(async () => (await house.Copies.ReadAsync(id, Ct))?.State.Shelf, at => at == shelf, $"the shelf of the copy of {id}");

    private static Task AllSent(ParcelHouse house) => Eventually.Becomes(() => house.Outbox.WaitingAsync(Ct), waiting => waiting == 0, "events not sent");
}
