using System.Text.Json.Serialization;

namespace UtilizationReview.Intake.Domain;

/// <summary>What moves a clock, and nothing else does (I2).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClockEventKind>))]
internal enum ClockEventKind { InformationAsked, InformationReceived, Extended }

/// <summary>One recorded event of a clock.</summary>
/// <param name="Ground">Ground of an extension; empty otherwise.</param>
internal sealed record ClockEvent(ClockEventKind Kind, DateTimeOffset At, string Ground);

/// <summary>The decision clock of an order.</summary>
/// <param name="StartedAt">Receipt, or the reopening while a denial is looked at again.</param>
internal sealed record ClockState(Regime Regime, DateTimeOffset ReceivedAt, DateTimeOffset StartedAt, IReadOnlyList<ClockEvent> Events, DateTimeOffset DueAt)
{
    public bool DueSoonTold { get; init; }

    public bool Missed { get; init; }
}
