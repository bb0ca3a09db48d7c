using System.Globalization;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Tests.Integration.Platform;
using UtilizationReview.Tests.Integration.Servers;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Integration.Messaging;

public sealed class ManyDispatchersAndABrokerThatFalls(RealServers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_dispatchers_side_by_side_publish_each_event_once()
    {
        const int events = 2000;
        var broker = await OwnBroker.NewAsync(await servers.RabbitAsync());
        using var place = new OwnDirectory(servers);
        await using var writer = await BusHouse.StartAsync(place, [], Part.Publisher);
        await Parallel.ForEachAsync(Enumerable.Range(0, events), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct },
            async (i, _) => await writer.MoveAsync(i.ToString(CultureInfo.InvariantCulture)));
        (await writer.Outbox.WaitingAsync(Ct)).ShouldBe(events);

        var dispatchers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BusHouse.StartAsync(place, broker.Settings, Part.Publisher)));
        try
        {
            await BusHouse.InTheEndAsync(() => writer.Outbox.WaitingAsync(Ct), waiting => waiting == 0, "events not sent");
            (await broker.CountAsync(BusHouse.Queue)).ShouldBe((uint)events);
        }
        finally
        {
            foreach (var dispatcher in dispatchers) await dispatcher.DisposeAsync();
        }
    }

    [Fact]
    public async Task Nothing_is_lost_and_nothing_has_two_effects_while_the_broker_dies_and_connections_are_cut()
    {
        await using var rabbit = await PrivateRabbit.StartNewAsync();
        var broker = await OwnBroker.NewAsync(rabbit);
        using var place = new OwnDirectory();
        await using var house = await BusHouse.StartAsync(place, broker.Settings, Part.Publisher | Part.Subscriber);
        var moved = 0;
        async Task MoveSomeAsync()
        {
            for (var i = 0; i < 40; i++, moved++) await house.MoveAsync(moved.ToString(CultureInfo.InvariantCulture));
        }
        await MoveSomeAsync();
        await rabbit.CutConnectionsAsync();
        await MoveSomeAsync();
        await rabbit.KillAsync();
        await MoveSomeAsync(); // accepted and durable while the broker is away
        (await house.Outbox.WaitingAsync(Ct)).ShouldBeGreaterThan(0);
        await rabbit.StartAsync();
        await MoveSomeAsync();

        await BusHouse.InTheEndAsync(() => house.Outbox.WaitingAsync(Ct), waiting => waiting == 0, "events not sent");
        await BusHouse.InTheEndAsync(house.CopyCountAsync, count => count == moved, "copies");
        await using var db = await house.Get<IDbContextFactory<CopyContext>>().CreateDbContextAsync(Ct);
        (await db.Set<CopyRow>().CountAsync(row => row.Version != 1, Ct)).ShouldBe(0);
        (await house.Outbox.ParkedAsync(Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_starts_while_the_broker_is_down_and_catches_up_when_it_comes()
    {
        await using var rabbit = await PrivateRabbit.StartNewAsync();
        var broker = await OwnBroker.NewAsync(rabbit);
        await rabbit.KillAsync();
        using var place = new OwnDirectory();
        await using var house = await BusHouse.StartAsync(place, broker.Settings, Part.Publisher | Part.Subscriber);
        await house.MoveAsync("p1");
        (await house.Outbox.WaitingAsync(Ct)).ShouldBe(1);
        await rabbit.StartAsync();
        await BusHouse.InTheEndAsync(house.CopyCountAsync, count => count == 1, "copies");
    }
}
