using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using UtilizationReview.Platform.Telemetry;

namespace UtilizationReview.Platform.Messaging;

/// <summary>Publishes an event on the broker and returns when the broker has confirmed it. Events that somebody subscribes to are mandatory:
/// without a bound queue the broker gives them back and the row stays.</summary>
internal sealed class RabbitDelivery(IBusControl bus, EventCatalogue catalogue, EventConsumers consumers) : IEventDelivery
{
    /// <summary>Without an end a publish waits for as long as the broker is away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>One confirm costs the broker a flush to disk; many under way share it.</summary>
    public int InFlight => 32;

    public Task WaitUntilReadyAsync(CancellationToken ct) => bus.WaitForHealthStatus(BusHealthStatus.Healthy, ct);

    public async Task DeliverAsync(OutboxRow row, CancellationToken ct)
    {
        _ = ActivityContext.TryParse(row.Traceparent, null, isRemote: true, out var origin); // without one a new trace starts
        using var activity = PlatformTelemetry.Source.StartActivity("outbox.deliver", ActivityKind.Producer, origin);
        activity?.SetTag(PlatformTelemetry.Tag.Event, row.Type).SetTag(PlatformTelemetry.Tag.Id, row.AggregateId);
        var message = catalogue.Read(row);
        var mandatory = consumers.Subscribed(message.GetType());
        // Not cancelled by a stop: it ends soon by itself, and an answer known is a repetition saved.
        using var patience = new CancellationTokenSource(Patience);
        await bus.Publish(message, message.GetType(), Pipe.Execute<PublishContext>(context =>
        {
            context.MessageId = row.Id;
            context.Mandatory = mandatory;
        }), patience.Token);
    }

    public DeliveryFailure Judge(Exception problem) => problem switch
    {
        InvalidDataException or JsonException or NotSupportedException => DeliveryFailure.Event,
        MessageReturnedException => DeliveryFailure.NobodyBound,
        MessageNotAcknowledgedException => DeliveryFailure.Event, // a limit of a queue, or of the size of a message
        _ => DeliveryFailure.Away,
    };
}
