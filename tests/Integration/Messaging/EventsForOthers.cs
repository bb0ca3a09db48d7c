using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Host.Bus;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Tests.Integration.Servers;

namespace UtilizationReview.Tests.Integration.Messaging;

/// <summary>Events as another vendor's program sees them: plain AMQP, a queue of its own, and what contracts/README.md says.</summary>
public sealed class EventsForOthers(RealServers servers)
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly string Readme = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "contracts", "README.md")).ReplaceLineEndings("\n");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plain_client_with_a_queue_of_its_own_receives_every_event_as_documented()
    {
        var broker = await OwnBroker.NewAsync(await servers.RabbitAsync());
        await new BrokerTopology(EventSubscriptions.Queues, EventSubscriptions.Events).DeclareAsync(
            BusSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(broker.Settings).Build()), Ct);
        await using var connection = await broker.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await channel.QueueDeclareAsync("acme-workstation", durable: true, exclusive: false, autoDelete: false,
            arguments: new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" }, cancellationToken: Ct);
        foreach (var type in EventSubscriptions.Events)
            await channel.QueueBindAsync("acme-workstation", EventSubscriptions.ExchangeOf(type), routingKey: "", cancellationToken: Ct);

        using var listening = new ActivityListener { ShouldListenTo = _ => true, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listening);
        var sent = await PublishSamplesAsync(broker);
        foreach (var _ in sent)
        {
            BasicGetResult? message = null;
            await BusHouse.InTheEndAsync(async () => message = await channel.BasicGetAsync("acme-workstation", autoAck: true, Ct), got => got is not null, "the next message");
            var envelope = JsonNode.Parse(Encoding.UTF8.GetString(message!.Body.Span))!;
            var id = Guid.Parse(message.BasicProperties.MessageId!);
            var (urn, sample) = sent[id];
            message.Exchange.ShouldBe(urn.Replace(':', '.'));
            (message.BasicProperties.ContentType, message.BasicProperties.Persistent).ShouldBe(("application/vnd.masstransit+json", true));
            envelope["messageId"]!.GetValue<Guid>().ShouldBe(id);
            envelope["messageType"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldBe([urn]);
            envelope["sentTime"]!.GetValue<DateTimeOffset>().Year.ShouldBeGreaterThan(2000);
            JsonNode.DeepEquals(envelope["message"], JsonNode.Parse(sample)).ShouldBeTrue($"{urn}: {envelope["message"]}");
            var trace = Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers!["MT-Activity-Id"]!);
            trace.ShouldStartWith(Trace[..35], Case.Sensitive, urn);
        }
    }

    [Fact]
    public void The_readme_of_the_contract_names_every_event_exchange_and_queue_and_shows_its_sample()
    {
        foreach (var type in EventSubscriptions.Events)
        {
            var exchange = EventSubscriptions.ExchangeOf(type);
            Readme.ShouldContain($"### `{exchange}`");
            Readme.ShouldContain($"`{exchange.Replace('.', ':')}`");
            Readme.ShouldContain(File.ReadAllText(Sample(exchange)).ReplaceLineEndings("\n").Trim(), Case.Sensitive, exchange);
            var section = Readme[Readme.IndexOf($"### `{exchange}`", StringComparison.Ordinal)..];
            section = section[..(section.IndexOf("\n### ", StringComparison.Ordinal) is > 0 and var end ? end : section.Length)];
            foreach (var (queue, events) in EventSubscriptions.Queues)
                section.Contains($"`{queue}`", StringComparison.Ordinal).ShouldBe(events.Contains(type), $"{exchange} and {queue}");
        }
        foreach (var queue in BusCommand.Topology.Queues) Readme.ShouldContain($"`{queue}`");
    }

    private static async Task<Dictionary<Guid, (string Urn, string Sample)>> PublishSamplesAsync(OwnBroker broker)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(broker.Settings);
        builder.Services.AddEventSubscriptions(EventSubscriptions.Queues).AddEventDelivery(builder.Configuration);
        using var host = builder.Build();
        await host.StartAsync(Ct);
        var delivery = host.Services.GetRequiredService<IEventDelivery>();
        await delivery.WaitUntilReadyAsync(Ct);
        Dictionary<Guid, (string, string)> sent = [];
        foreach (var exchange in EventSubscriptions.Events.Select(EventSubscriptions.ExchangeOf))
        {
            var (id, urn, sample) = (Guid.CreateVersion7(), exchange.Replace('.', ':'), await File.ReadAllTextAsync(Sample(exchange), Ct));
            sent[id] = (urn, sample);
            await delivery.DeliverAsync(new OutboxRow { Id = id, Type = urn, Body = sample, AggregateId = "T-1", Traceparent = Trace }, Ct);
        }
        await host.StopAsync(Ct);
        return sent;
    }

    private static string Sample(string exchange) => Path.Combine(RepositoryRoot.Path, "contracts", "Events", "Samples", exchange + ".json");
}
