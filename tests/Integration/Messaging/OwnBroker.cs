using RabbitMQ.Client;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Integration.Messaging;

/// <summary>A virtual host of one test alone, on the broker of the run or on one the test has started.</summary>
internal sealed class OwnBroker
{
    private readonly PrivateRabbit _rabbit;

    private OwnBroker(PrivateRabbit rabbit, string name) => (_rabbit, Name) = (rabbit, name);

    public string Name { get; }
    public string Address => _rabbit.Address + Name;

    /// <summary>What a service is configured with to use it.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Settings => [new("Bus:Transport", "RabbitMq"), new("Bus:Address", Address)];

    public static async Task<OwnBroker> NewAsync(PrivateRabbit rabbit)
    {
        var name = $"t{Guid.NewGuid():N}";
        await rabbit.ControlAsync("add_vhost", name);
        await rabbit.ControlAsync("set_permissions", "-p", name, "guest", ".*", ".*", ".*");
        return new(rabbit, name);
    }

    /// <summary>A connection as another vendor's program would make it.</summary>
    public Task<IConnection> ConnectAsync()
    {
        var factory = _rabbit.Connections;
        factory.VirtualHost = Name;
        return factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Messages ready in a queue.</summary>
    public async Task<uint> CountAsync(string queue)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        return await channel.MessageCountAsync(queue, TestContext.Current.CancellationToken);
    }

    /// <summary>Imports a definitions file that is for this virtual host.</summary>
    public async Task ImportAsync(string definitions)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, definitions);
        await _rabbit.ControlAsync("import_definitions", file);
        File.Delete(file);
    }

    /// <summary>Everything declared here but what the broker has of itself and temporary queues of single processes, one line each.</summary>
    public async Task<IReadOnlyList<string>> DeclaredAsync()
    {
        var exchanges = await LinesAsync("list_exchanges", "name", "type", "durable", "auto_delete");
        var queues = await LinesAsync("list_queues", "name", "durable", "auto_delete", "arguments");
        var bindings = await LinesAsync("list_bindings", "source_name", "destination_name", "destination_kind", "routing_key");
        return
        [
            .. exchanges.Where(line => line.StartsWith("ur", StringComparison.Ordinal)).Select(line => "exchange " + line)
                .Concat(queues.Where(line => line.StartsWith("ur", StringComparison.Ordinal)).Select(line => "queue " + line))
                .Concat(bindings.Where(line => line.StartsWith("ur", StringComparison.Ordinal)).Select(line => "binding " + line.TrimEnd('\t')))
                .Order(StringComparer.Ordinal),
        ];
    }

    private async Task<IEnumerable<string>> LinesAsync(string list, params string[] columns) =>
        (await _rabbit.ControlAsync([list, "-p", Name, "--no-table-headers", .. columns])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
