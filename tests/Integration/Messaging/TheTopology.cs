using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Correspondence;
using UtilizationReview.Correspondence.Adapters;
using UtilizationReview.Correspondence.Adapters.Notices;
using UtilizationReview.Host.Bus;
using UtilizationReview.Intake;
using UtilizationReview.Intake.Adapters;
using UtilizationReview.NurseReview;
using UtilizationReview.NurseReview.Adapters;
using UtilizationReview.PeerToPeer;
using UtilizationReview.PeerToPeer.Adapters;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.SiteOfCare;
using UtilizationReview.SpineCenter;
using UtilizationReview.Tests.Integration.Platform;
using UtilizationReview.Tests.Integration.Servers;

namespace UtilizationReview.Tests.Integration.Messaging;

public sealed class TheTopology(RealServers servers)
{
    private static readonly string CommittedFile = Path.Combine(RepositoryRoot.Path, "deploy", "rabbitmq", "definitions.json");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void The_table_of_subscriptions_is_what_the_services_register()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Data:Directory", ":temporary:")]).Build();
        var services = new ServiceCollection();
        services.AddSiteOfCare(configuration).AddIntake(configuration).AddNurseReview(configuration).AddPeerToPeer(configuration)
            .AddCorrespondence(configuration).AddSpineCenter(configuration);
        var registered = services.Select(service => service.ImplementationInstance).OfType<EventConsumers>().Single().Queues;
        registered.Keys.Order(StringComparer.Ordinal).ShouldBe(EventSubscriptions.Queues.Keys.Order(StringComparer.Ordinal));
        foreach (var (queue, events) in EventSubscriptions.Queues)
            registered[queue].ShouldBe(events, ignoreOrder: true, queue);
    }

    [Fact]
    public async Task The_committed_definitions_are_what_the_command_writes_and_hold_no_user()
    {
        var file = Path.GetTempFileName();
        var told = new StringWriter();
        (await BusCommand.RunAsync(["topology", "--definitions", file], new ConfigurationBuilder().Build(), told, Ct)).ShouldBe(0);
        var written = await File.ReadAllTextAsync(file, Ct);
        File.Delete(file);
        (await File.ReadAllTextAsync(CommittedFile, Ct)).ShouldBe(written, "run: dotnet run --project services/Host -- bus topology --definitions deploy/rabbitmq/definitions.json");
        written.ShouldNotContain("password");
        written.ShouldNotContain("\"users\"");
    }

    [Fact]
    public async Task Services_find_everything_as_they_declare_it_on_a_broker_with_the_definitions_imported()
    {
        var broker = await OwnBroker.NewAsync(await servers.RabbitAsync());
        await broker.ImportAsync(BusCommand.Topology.Definitions(broker.Name));
        var imported = await broker.DeclaredAsync();
        imported.Count.ShouldBe(BusCommand.Topology.Exchanges.Count + BusCommand.Topology.Queues.Count + imported.Count(line => line.StartsWith("binding", StringComparison.Ordinal)));
        using var host = await StartConsumersAsync(broker);
        (await broker.DeclaredAsync()).ShouldBe(imported); // healthy, so nothing was refused as inequivalent; and nothing was added
        await host.StopAsync(Ct);
    }

    [Fact]
    public async Task The_definitions_file_and_the_topology_command_make_the_same_broker()
    {
        var rabbit = await servers.RabbitAsync();
        var (imported, declared) = (await OwnBroker.NewAsync(rabbit), await OwnBroker.NewAsync(rabbit));
        await imported.ImportAsync(BusCommand.Topology.Definitions(imported.Name));
        var told = new StringWriter();
        (await BusCommand.RunAsync(["topology"], new ConfigurationBuilder().AddInMemoryCollection(declared.Settings).Build(), told, Ct)).ShouldBe(0, told.ToString());
        (await BusCommand.RunAsync(["topology"], new ConfigurationBuilder().AddInMemoryCollection(declared.Settings).Build(), told, Ct)).ShouldBe(0, told.ToString());
        (await declared.DeclaredAsync()).ShouldBe(await imported.DeclaredAsync());
    }

    [Fact]
    public async Task On_an_empty_broker_services_declare_a_part_of_the_topology_and_nothing_beside_it()
    {
        var rabbit = await servers.RabbitAsync();
        var (empty, whole) = (await OwnBroker.NewAsync(rabbit), await OwnBroker.NewAsync(rabbit));
        using var host = await StartConsumersAsync(empty);
        await whole.ImportAsync(BusCommand.Topology.Definitions(whole.Name));
        var declared = await empty.DeclaredAsync();
        declared.ShouldBeSubsetOf(await whole.DeclaredAsync());
        foreach (var queue in EventSubscriptions.Queues.Keys)
            declared.ShouldContain(line => line.StartsWith($"queue {queue}\t", StringComparison.Ordinal));
        await host.StopAsync(Ct);
    }

    [Fact]
    public async Task An_event_published_before_its_subscribers_first_start_arrives_when_it_starts()
    {
        var broker = await OwnBroker.NewAsync(await servers.RabbitAsync());
        using var place = new OwnDirectory();
        await using (var publisher = await BusHouse.StartAsync(place, broker.Settings, Part.Publisher))
        {
            await publisher.MoveAsync("p1");
            await publisher.AllSentAsync();
        }
        (await broker.CountAsync(BusHouse.Queue)).ShouldBe(1u);
        await using var subscriber = await BusHouse.StartAsync(place, broker.Settings, Part.Subscriber);
        await subscriber.CopiesAsync(1);
    }

    [Fact]
    public async Task An_event_whose_queue_is_missing_stays_in_the_outbox_until_the_topology_is_there()
    {
        var broker = await OwnBroker.NewAsync(await servers.RabbitAsync());
        using var place = new OwnDirectory();
        await using var publisher = await BusHouse.StartAsync(place, broker.Settings, Part.Publisher);
        await publisher.MoveAsync("p0");
        await publisher.AllSentAsync();
        await using (var connection = await broker.ConnectAsync())
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: Ct))
            await channel.ExchangeDeleteAsync(BusHouse.Queue, cancellationToken: Ct);

        await publisher.MoveAsync("p1");
        await Eventually.Becomes(
            async () =>
            {
                await using var db = await publisher.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<ParcelContext>>().CreateDbContextAsync();
                return db.Outbox.Single(row => row.AggregateId == "p1").LastError;
            },
            error => error is not null, "the failure of the outbox row");
        (await publisher.Outbox.WaitingAsync(Ct)).ShouldBe(1);

        await new BrokerTopology(BusHouse.Subscriptions, []).DeclareAsync(
            BusSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(broker.Settings).Build()), Ct);
        await publisher.AllSentAsync();
        (await broker.CountAsync(BusHouse.Queue)).ShouldBe(2u);
    }

    private static async Task<IHost> StartConsumersAsync(OwnBroker broker)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(broker.Settings);
        builder.Services.AddEventConsumer<IntakeConsumers>("ur-intake-order").AddEventConsumer<NurseReviewConsumers>("ur-nurse-review")
            .AddEventConsumer<PeerToPeerConsumers>("ur-peer-to-peer").AddEventConsumer<CorrespondenceConsumers>("ur-correspondence")
            .AddEventConsumer<NoticeConsumers>("ur-correspondence-notices").AddEventDelivery(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync(Ct);
        await Eventually.Becomes(
            async () => (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Ct)).Status,
            status => status == HealthStatus.Healthy, "health of the bus");
        return host;
    }
}
