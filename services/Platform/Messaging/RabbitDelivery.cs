using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.Logging;
using UtilizationReview.Platform.Telemetry;

namespace UtilizationReview.Platform.Messaging;

/// <summary>Publishes an event on the broker and returns when the broker has confirmed it. Events that somebody subscribes to are mandatory:
/// without a bound queue the broker gives them back and the row stays.</summary>
internal sealed partial class RabbitDelivery(
    IBusControl bus, BusSettings settings, EventCatalogue catalogue,
    EventConsumers consumers, ILogger<RabbitDelivery> log) : IEventDelivery, IDisposable
{
    /// <summary>Without an end a publish waits for as long as the broker is away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A confirm lost with its connection may never end for the client library, whatever its token says (rabbitmq-dotnet-client 1930):
    /// the batch goes on without it, and the row is sent once more.</summary>
    private static readonly TimeSpan LongestPatience = Patience + TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _declaring = new(1, 1);
    private bool _declared;

    /// <summary>One confirm costs the broker a flush to disk; many under way share it.</summary>
    public int InFlight => 32;

    /// <summary>Waits for the broker. Before this process publishes anything, the queues of all subscribers are there, so that those that have
    /// never been started miss nothing.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken ct)
    {
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, ct);
        await _declaring.WaitAsync(ct);
        try
        {
            if (_declared) return;
            await new BrokerTopology(consumers.AllQueues, consumers.Subscribed).DeclareAsync(settings, ct);
            _declared = true;
        }
        catch (Exception problem) when (!ct.IsCancellationRequested)
        {
            // Where this user may not declare, an operator has imported the definitions; where not, mandatory events stay in the outbox.
            LogNotDeclared(problem);
        }
        finally
        {
            _declaring.Release();
        }
    }

    public async Task DeliverAsync(OutboxRow row, CancellationToken ct)
    {
        _ = ActivityContext.TryParse(row.Traceparent, null, isRemote: true, out var origin); // without one a new trace starts
        using var activity = PlatformTelemetry.Source.StartActivity("outbox.deliver", ActivityKind.Producer, origin);
        activity?.SetTag(PlatformTelemetry.Tag.Event, row.Type).SetTag(PlatformTelemetry.Tag.Id, row.AggregateId);
        var message = catalogue.Read(row);
        var mandatory = consumers.Subscribed.Contains(message.GetType());
        // Not cancelled by a stop: it ends soon by itself, and an answer known is a repetition saved.
        using var patience = new CancellationTokenSource(Patience);
        await bus.Publish(message, message.GetType(), Pipe.Execute<PublishContext>(context =>
        {
            context.MessageId = row.Id;
            context.Mandatory = mandatory;
        }), patience.Token).WaitAsync(LongestPatience, CancellationToken.None);
    }

    public DeliveryFailure Judge(Exception problem) => problem switch
    {
        InvalidDataException or JsonException or NotSupportedException => DeliveryFailure.Event,
        MessageReturnedException => DeliveryFailure.NobodyBound,
        MessageNotAcknowledgedException => DeliveryFailure.Event, // a limit of a queue, or of the size of a message
        _ => DeliveryFailure.Away,
    };

    public void Dispose() => _declaring.Dispose();

    [LoggerMessage(EventId = 9107, Level = LogLevel.Warning,
        Message = "The queues of the platform could not be declared on the broker: import its definitions")]
    private partial void LogNotDeclared(Exception problem);
}
