using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit;
using RabbitMQ.Client;

namespace UtilizationReview.Platform.Messaging;

/// <summary>Everything this platform has on the broker: an exchange per event, and per queue its own exchange and its error and skipped queues.
/// The same on every broker, so that an event published before a subscriber's first start waits for it there.</summary>
public sealed class BrokerTopology
{
    /// <summary>Ends the name of the queue of what failed after every retry.</summary>
    public const string Error = "_error";

    /// <summary>Ends the name of the queue of what the process at the queue did not know.</summary>
    public const string Skipped = "_skipped";

    /// <summary>Returns to its queue that a message may make (a process that dies takes its unfinished messages back) before it goes to the
    /// error queue. Explicit, because brokers differ: none, or 20 and then the message is dropped.</summary>
    private const int DeliveryLimit = 50;

    /// <summary>In effect none: every look of an operator returns the messages.</summary>
    private const int LookLimit = 1_000_000;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };
    private static readonly Dictionary<string, object?> Quorum = new(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" };

    private readonly List<Binding> _bindings = [];
    private readonly SortedSet<string> _exchanges = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _queues = new(StringComparer.Ordinal);

    /// <summary>What the subscriptions need.</summary>
    /// <param name="queues">Queue → events it is bound to.</param>
    /// <param name="events">Every event, subscribed to or not: others may bind to each.</param>
    public BrokerTopology(IReadOnlyDictionary<string, IReadOnlyList<Type>> queues, IEnumerable<Type> events)
    {
        ArgumentNullException.ThrowIfNull(queues);
        Subscribers = [.. queues.Keys.Order(StringComparer.Ordinal)];
        _exchanges.UnionWith(events.Concat(queues.Values.SelectMany(e => e)).Select(ExchangeOf));
        foreach (var queue in Subscribers)
        {
            foreach (var name in (string[])[queue, queue + Error, queue + Skipped])
            {
                _exchanges.Add(name);
                _queues.Add(name);
                _bindings.Add(new(name, name, ToQueue: true));
            }
            _bindings.AddRange(queues[queue].Select(ExchangeOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(exchange => new Binding(exchange, queue, ToQueue: false)));
        }
    }

    /// <summary>The queues that services consume.</summary>
    public IReadOnlyList<string> Subscribers { get; }

    /// <summary>All exchanges; every one is a durable fanout.</summary>
    public IReadOnlyCollection<string> Exchanges => _exchanges;

    /// <summary>All queues; every one is a quorum queue.</summary>
    public IReadOnlyCollection<string> Queues => _queues;

    internal IReadOnlyList<Binding> Bindings => _bindings;

    /// <summary>Declares everything but the policies, which AMQP cannot set. Repeating it changes nothing.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.OperationInterruptedException">The broker has something of the same name that differs, or
    /// the user may not declare.</exception>
    public async Task DeclareAsync(BusSettings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        await using var connection = await settings.Connections().CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        foreach (var exchange in _exchanges)
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: ct);
        foreach (var queue in _queues)
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments: Quorum, cancellationToken: ct);
        foreach (var (source, destination, toQueue) in _bindings)
        {
            if (toQueue) await channel.QueueBindAsync(destination, source, routingKey: "", cancellationToken: ct);
            else await channel.ExchangeBindAsync(destination, source, routingKey: "", cancellationToken: ct);
        }
        await connection.CloseAsync(ct);
    }

    /// <summary>The same as a definitions file of the broker, policies included; no users and no passwords.</summary>
    /// <param name="virtualHost">Virtual host the definitions are for.</param>
    public string Definitions(string virtualHost)
    {
        var definitions = new JsonObject
        {
            ["vhosts"] = new JsonArray(new JsonObject { ["name"] = virtualHost }),
            ["policies"] = new JsonArray([.. Policies(virtualHost)]),
            ["exchanges"] = new JsonArray([.. _exchanges.Select(exchange => new JsonObject
            {
                ["name"] = exchange, ["vhost"] = virtualHost, ["type"] = ExchangeType.Fanout, ["durable"] = true, ["auto_delete"] = false,
                ["internal"] = false, ["arguments"] = new JsonObject(),
            })]),
            ["queues"] = new JsonArray([.. _queues.Select(queue => new JsonObject
            {
                ["name"] = queue, ["vhost"] = virtualHost, ["durable"] = true, ["auto_delete"] = false,
                ["arguments"] = new JsonObject { ["x-queue-type"] = "quorum" },
            })]),
            ["bindings"] = new JsonArray([.. _bindings.Select(binding => new JsonObject
            {
                ["source"] = binding.Source, ["vhost"] = virtualHost, ["destination"] = binding.Destination,
                ["destination_type"] = binding.ToQueue ? "queue" : "exchange", ["routing_key"] = "", ["arguments"] = new JsonObject(),
            })]),
        };
        return definitions.ToJsonString(Indented) + "\n";
    }

    private IEnumerable<JsonObject> Policies(string virtualHost)
    {
        foreach (var queue in Subscribers)
        {
            // At least once: the broker keeps the message until the error queue has it; that needs overflow "reject-publish".
            yield return Policy(queue, $"^{queue}$", new()
            {
                ["delivery-limit"] = DeliveryLimit, ["dead-letter-exchange"] = queue + Error, ["dead-letter-strategy"] = "at-least-once",
                ["overflow"] = "reject-publish",
            });
        }
        yield return Policy("ur-looked-at", $"^ur-.*({Error}|{Skipped})$", new() { ["delivery-limit"] = LookLimit });

        JsonObject Policy(string name, string pattern, JsonObject definition) => new()
        {
            ["vhost"] = virtualHost, ["name"] = name, ["pattern"] = pattern, ["apply-to"] = "queues", ["priority"] = 0, ["definition"] = definition,
        };
    }

    private static string ExchangeOf(Type message) => message.GetCustomAttribute<EntityNameAttribute>()?.EntityName
        ?? throw new InvalidOperationException(
            $"{message.FullName} has no [EntityName(\"ur.….v1\")]: without it its name in code names the exchange.");

    /// <summary>Source passes everything on to the destination, a queue or an exchange.</summary>
    internal sealed record Binding(string Source, string Destination, bool ToQueue);
}
