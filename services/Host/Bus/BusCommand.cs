using Microsoft.Extensions.Configuration;
using RabbitMQ.Client.Exceptions;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Platform.Messaging;

namespace UtilizationReview.Host.Bus;

/// <summary>The operator's commands on the bus: <c>bus topology</c>, <c>bus errors</c>, <c>bus show</c>, <c>bus replay</c>. Configured as the
/// services are, by environment variables.</summary>
internal static class BusCommand
{
    private const string Usage = """
        bus topology [--definitions FILE]       declare every exchange, queue and binding on the broker; with FILE, write the definitions file
                                                (policies included, for the broker's import) instead
        bus errors [--json]                     what failed after every retry or was not known, per queue; parked and refused messages per service
        bus show MESSAGE_ID [--json]            one of them with headers and body
        bus replay QUEUE|MESSAGE_ID|--all       put them back: into their queue, or out of the outbox once more
        Configured as the services: Bus__Transport=RabbitMq, Bus__Address, Bus__User, Bus__Password; Database__* or Data__Directory.
        """;

    /// <summary>The broker as this platform needs it.</summary>
    public static BrokerTopology Topology { get; } = new(EventSubscriptions.Queues, EventSubscriptions.Events);

    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        return await RunAsync(args, configuration, output, CancellationToken.None);
    }

    /// <summary>Runs one command.</summary>
    /// <returns>0: done; 1: not found or not possible; 2: not understood.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, IConfiguration configuration, TextWriter output, CancellationToken ct)
    {
        var json = args.Contains("--json");
        string[] words = [.. args.Where(arg => arg != "--json")];
        try
        {
            switch (words)
            {
                case ["topology"]:
                    var settings = Broker(configuration);
                    await Topology.DeclareAsync(settings, ct);
                    await output.WriteLineAsync(
                        $"Declared on {settings.Host}:{settings.Port}{(settings.VirtualHost == "/" ? "/" : "/" + settings.VirtualHost)}: "
                            + $"{Topology.Exchanges.Count} exchanges, "
                        + $"{Topology.Queues.Count} quorum queues. Policies come with the definitions file.");
                    return 0;
                case ["topology", "--definitions", var file]:
                    await File.WriteAllTextAsync(file, Topology.Definitions("/"), ct);
                    await output.WriteLineAsync($"Wrote {file}.");
                    return 0;
                case ["errors"]:
                    return await new BusErrors(configuration, output, json).ListAsync(ct);
                case ["show", var id] when Guid.TryParse(id, out var message):
                    return await new BusErrors(configuration, output, json).ShowAsync(message, ct);
                case ["replay", "--all"]:
                    return await new BusErrors(configuration, output, json).ReplayAllAsync(ct);
                case ["replay", var id] when Guid.TryParse(id, out var message):
                    return await new BusErrors(configuration, output, json).ReplayAsync(message, ct);
                case ["replay", var queue]:
                    return await new BusErrors(configuration, output, json).ReplayAsync(queue, ct);
                default:
                    await output.WriteLineAsync(Usage);
                    return 2;
            }
        }
        catch (Exception problem) when (problem is InvalidOperationException or ArgumentException or BrokerUnreachableException or OperationInterruptedException)
        {
            await output.WriteLineAsync(problem is BrokerUnreachableException ? $"The broker does not answer: {problem.Message}" : problem.Message);
            return 1;
        }
    }

    /// <summary>Where the broker is.</summary>
    /// <exception cref="InvalidOperationException">Events stay inside the process here.</exception>
    public static BusSettings Broker(IConfiguration configuration) =>
        BusSettings.Read(configuration) is { Transport: BusTransport.RabbitMq } settings
            ? settings
            : throw new InvalidOperationException(
                "Bus__Transport is not RabbitMq here, so there is no broker. Set Bus__Transport=RabbitMq and Bus__Address.");
}
