using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace UtilizationReview.Platform.Telemetry;

/// <summary>Source, meter and tag names of what every service does the same way. Services keep their own beside them.</summary>
public static class PlatformTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "UtilizationReview.Platform";

    internal static readonly ActivitySource Source = new(Name);
    internal static readonly Meter Meter = new(Name);
    internal static readonly Counter<long> Commands = Meter.CreateCounter<long>("ur.commands",
        description: "Commands carried out, by command and answer");
    internal static readonly Counter<long> RejectedMessages = Meter.CreateCounter<long>("ur.messages.rejected",
        description: "Bus messages the domain refused");
    internal static readonly Counter<long> Delivered = Meter.CreateCounter<long>("ur.outbox.delivered",
        description: "Events delivered to every consumer");
    internal static readonly Counter<long> Failed = Meter.CreateCounter<long>("ur.outbox.failed",
        description: "Deliveries that failed and will be tried again");
    internal static readonly Counter<long> Parked = Meter.CreateCounter<long>("ur.outbox.given_up",
        description: "Events given up on until an operator acts");

    internal static readonly Counter<long> Retried = Meter.CreateCounter<long>("ur.calls.retried",
        description: "Calls between services sent again, by the service called");
    internal static readonly Counter<long> Circuits = Meter.CreateCounter<long>("ur.calls.circuit",
        description: "Changes of the breaker in front of a service, by service and new state (open, closed)");

    /// <summary>Tag names; nothing under them may hold member data.</summary>
    public static class Tag
    {
        /// <summary>Name of the command's type.</summary>
        public const string Command = "ur.command";

        /// <summary>accepted, ignored, repeated, rejected or unknown.</summary>
        public const string Answer = "ur.answer";

        /// <summary>Code of a refusal, or why a command was ignored.</summary>
        public const string Reason = "ur.reason";

        /// <summary>Name of a service.</summary>
        public const string Service = "ur.service";

        /// <summary>State of a breaker, or of a waiting case.</summary>
        public const string State = "ur.state";

        /// <summary>Id of the record.</summary>
        public const string Id = "ur.id";

        /// <summary>URN of an event.</summary>
        public const string Event = "ur.event";
    }
}
