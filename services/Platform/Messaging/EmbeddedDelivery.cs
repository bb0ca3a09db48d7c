using System.Diagnostics;
using MassTransit;
using MassTransit.Mediator;
using UtilizationReview.Platform.Telemetry;

namespace UtilizationReview.Platform.Messaging;

/// <summary>Hands an event to every consumer of this process, read back from the row's JSON so that both ways of delivery live by the same
/// contract. Returns only when all consumers have succeeded; the first failure comes out as the exception.</summary>
internal sealed class EmbeddedDelivery(IMediator mediator, EventCatalogue catalogue) : IEventDelivery
{
    /// <summary>Longer than any consumer needs: one desk transaction. A consumer that hangs must not hold the dispatcher.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>One after the other: consumers here write to the one file that takes one writer at a time.</summary>
    public int InFlight => 1;

    public Task WaitUntilReadyAsync(CancellationToken ct) => Task.CompletedTask;

    public DeliveryFailure Judge(Exception problem) => DeliveryFailure.Event;

    public async Task DeliverAsync(OutboxRow row, CancellationToken ct)
    {
        _ = ActivityContext.TryParse(row.Traceparent, null, isRemote: true, out var origin); // without one a new trace starts
        using var activity = PlatformTelemetry.Source.StartActivity("outbox.deliver", ActivityKind.Producer, origin);
        activity?.SetTag(PlatformTelemetry.Tag.Event, row.Type).SetTag(PlatformTelemetry.Tag.Id, row.AggregateId);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var message = catalogue.Read(row);
        await mediator.Publish(message, message.GetType(), Pipe.Execute<PublishContext>(context => context.MessageId = row.Id), patience.Token);
    }
}
