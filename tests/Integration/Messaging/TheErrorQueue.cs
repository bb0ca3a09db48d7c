using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;
using UtilizationReview.Host.Bus;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Tests.Integration.Platform;
using UtilizationReview.Tests.Integration.Servers;

namespace UtilizationReview.Tests.Integration.Messaging;

public sealed class TheErrorQueue(RealServers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_fails_after_every_retry_waits_in_the_error_queue_and_has_one_effect_when_replayed()
    {
        var broker = await OwnBroker.NewAsync(await servers.RabbitAsync());
        using var place = new OwnDirectory();
        await using var house = await BusHouse.StartAsync(place, broker.Settings, Part.Publisher | Part.Subscriber);
        house.Mischief.FailuresLeft = 4; // the first delivery and its three retries
        await house.MoveAsync("p1");
        await house.AllSentAsync();
        await BusHouse.InTheEndAsync(() => broker.CountAsync(BusHouse.Queue + BrokerTopology.Error), count => count == 1, "messages in the error queue");
        house.Mischief.Deliveries.Count.ShouldBe(4);
        (await house.CopyCountAsync()).ShouldBe(0);

        var errors = ErrorsOf(broker, new BrokerTopology(BusHouse.Subscriptions, []));
        var failed = (await errors.ListAsync(10, Ct)).Single();
        var message = failed.First.Single();
        (failed.Queue, failed.Count, message.Event).ShouldBe((BusHouse.Queue + BrokerTopology.Error, 1u, "ur:test-parcel-moved:v1"));
        message.Reason.ShouldContain("TimeoutException");
        message.At.ShouldNotBeNull();
        Guid.Parse(message.MessageId).ShouldBe(house.Mischief.Deliveries.First());
        (await errors.FindAsync(Guid.Parse(message.MessageId), Ct))!.Body.ShouldContain("\"shelf\": \"A1\"");
        (await errors.ListAsync(10, Ct)).Single().Count.ShouldBe(1u, "looking takes nothing away");

        (await errors.ReplayAsync(BusHouse.Queue, id: null, Ct)).ShouldBe(1);
        await house.CopiesAsync(1);
        (await errors.ListAsync(10, Ct)).ShouldBeEmpty();
        await house.Outbox.ResendAsync(Guid.Parse(message.MessageId), Ct); // and once more: the inbox knows it
        await BusHouse.InTheEndAsync(() => Task.FromResult(house.Mischief.Deliveries.Count), count => count == 6, "deliveries");
        (await house.Copies.ReadAsync("p1", Ct))!.Version.ShouldBe(1);
    }

    [Fact]
    public async Task The_operators_commands_list_show_and_replay()
    {
        var broker = await OwnBroker.NewAsync(await servers.RabbitAsync());
        using var place = new OwnDirectory();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([.. broker.Settings, new("Data:Directory", place.Path)]).Build();
        (await RunAsync("topology")).Code.ShouldBe(0);
        var id = Guid.NewGuid();
        await PutAsync(broker, "ur-nurse-review_error", id);
        await PutAsync(broker, "ur-peer-to-peer_skipped", Guid.NewGuid());

        var list = await RunAsync("errors");
        list.Text.ShouldContain("ur-nurse-review_error: 1");
        list.Text.ShouldContain("ur-peer-to-peer_skipped: 1");
        list.Text.ShouldContain($"{id}  2026-11-24 15:00:00Z  ur:order-closed:v1  T-1  System.TimeoutException");
        var json = JsonDocument.Parse((await RunAsync("errors", "--json")).Text).RootElement;
        json.GetProperty("queues")[0].GetProperty("first")[0].GetProperty("messageId").GetString().ShouldBe(id.ToString());

        var shown = await RunAsync("show", id.ToString());
        shown.Text.ShouldContain("MT-Fault-ExceptionType: System.TimeoutException");
        shown.Text.ShouldContain("\"orderId\": \"T-1\"");

        (await RunAsync("replay", id.ToString())).Text.ShouldContain("1 message put back");
        (await broker.CountAsync("ur-nurse-review")).ShouldBe(1u);
        (await broker.CountAsync("ur-nurse-review_error")).ShouldBe(0u);
        await using (var connection = await broker.ConnectAsync())
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: Ct))
        {
            var back = (await channel.BasicGetAsync("ur-nurse-review", autoAck: true, Ct))!;
            back.BasicProperties.MessageId.ShouldBe(id.ToString());
            (back.BasicProperties.Headers ?? new Dictionary<string, object?>(StringComparer.Ordinal)).Keys.ShouldNotContain(key => key.StartsWith("MT-Fault", StringComparison.Ordinal));
        }
        (await RunAsync("replay", "--all")).Code.ShouldBe(0);
        (await broker.CountAsync("ur-peer-to-peer")).ShouldBe(1u);
        (await RunAsync("errors")).Text.Trim().ShouldBe("Nothing failed.");
        (await RunAsync("show", id.ToString())).Code.ShouldBe(1);
        var wrong = await RunAsync("replay", "ur-nobody");
        wrong.Code.ShouldBe(1);
        wrong.Text.ShouldContain("Queues are: ur-correspondence, ur-correspondence-notices, ur-intake-order, ur-nurse-review, ur-peer-to-peer");

        async Task<(int Code, string Text)> RunAsync(params string[] args)
        {
            var told = new StringWriter();
            return (await BusCommand.RunAsync(args, configuration, told, Ct), told.ToString());
        }
    }

    private static BrokerErrors ErrorsOf(OwnBroker broker, BrokerTopology topology) =>
        new(BusSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(broker.Settings).Build()), topology);

    private static async Task PutAsync(OwnBroker broker, string queue, Guid id)
    {
        await using var connection = await broker.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Ct);
        var properties = new BasicProperties
        {
            MessageId = id.ToString(), Persistent = true,
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["MT-Fault-ExceptionType"] = "System.TimeoutException", ["MT-Fault-Timestamp"] = "2026-11-24T15:00:00Z", ["MT-Reason"] = "fault",
            },
        };
        var body = Encoding.UTF8.GetBytes("""{"messageType": ["ur:order-closed:v1"], "message": {"orderId": "T-1"}}""");
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, body, Ct);
    }
}
