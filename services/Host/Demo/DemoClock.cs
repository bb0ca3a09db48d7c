using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Contracts.Demo.V1;
using UtilizationReview.Platform.Storage;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Host.Demo;

/// <summary>The clock of a host that shows days passing: it starts at a chosen instant, runs in real time and can be moved forward.</summary>
internal static class DemoClock
{
    /// <summary>The system's clock, or a movable one that a restart finds where it was.</summary>
    public static TimeProvider Open(DateTimeOffset? start, DataDirectory data)
    {
        if (start is not { } wanted)
            return TimeProvider.System;
        var file = data.File("clock-start");
        if (!File.Exists(file))
            File.WriteAllText(file, (wanted - TimeProvider.System.GetUtcNow()).ToString("c", CultureInfo.InvariantCulture));
        var shift = TimeSpan.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
        return new MovableClock(data.File("clock-moved"), new ShiftedClock(shift));
    }

    private sealed class ShiftedClock(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
    }
}

/// <summary>Lets an operator move the clock of a demonstration.</summary>
internal sealed class DemoClockGrpc(TimeProvider clock, DemoReadiness readiness) : Contracts.Demo.V1.DemoClock.DemoClockBase
{
    public override Task<ClockReading> Read(ReadClockRequest request, ServerCallContext context) => Task.FromResult(Reading());

    public override Task<ClockReading> MoveTo(MoveClockRequest request, ServerCallContext context)
    {
        if (request.Instant is null)
            throw new RpcException(new Status(StatusCode.InvalidArgument, "instant is missing: say to which instant the clock moves."));
        // A jump while the directory is being saved would let the tokens that save it expire on their way.
        if (!readiness.Seeded)
            throw new RpcException(new Status(StatusCode.Unavailable, "the host is still starting: move the clock once /health/ready answers 200."));
        ((MovableClock)clock).MoveTo(request.Instant.ToDateTimeOffset());
        return Task.FromResult(Reading());
    }

    private ClockReading Reading() => new() { Now = Timestamp.FromDateTimeOffset(clock.GetUtcNow()) };
}
