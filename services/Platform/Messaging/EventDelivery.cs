namespace UtilizationReview.Platform.Messaging;

/// <summary>The last step of the outbox: inside the process, or over the broker.</summary>
internal interface IEventDelivery
{
    /// <summary>Rows that may be under way at once.</summary>
    int InFlight { get; }

    /// <summary>Returns when deliveries have a chance.</summary>
    Task WaitUntilReadyAsync(CancellationToken ct);

    /// <summary>Delivers one event; returns when it is safe: every consumer has succeeded, or the broker has confirmed it.</summary>
    Task DeliverAsync(OutboxRow row, CancellationToken ct);

    /// <summary>What a failed delivery says.</summary>
    DeliveryFailure Judge(Exception problem);
}

/// <summary>Why an event was not delivered.</summary>
internal enum DeliveryFailure
{
    /// <summary>This event: it waits longer each time and is parked in the end.</summary>
    Event,

    /// <summary>No queue is bound to it though it has subscribers: it waits longer each time, and is never given up.</summary>
    NobodyBound,

    /// <summary>The broker is away, which is no fault of the event: nothing is counted.</summary>
    Away,
}
