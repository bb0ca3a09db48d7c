using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Ends a call at its deadline and cancels its handler.</summary>
internal sealed class ServerDeadline : IDisposable
{
    internal static readonly Status Exceeded = new(StatusCode.DeadlineExceeded, "The call's deadline has passed.");

    /// <summary>Timers may fire early by the grain of the system clock.</summary>
    private static readonly TimeSpan ClockGrain = TimeSpan.FromMilliseconds(14);

    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly ServerCall _call;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;

    internal ServerDeadline(ServerCall call, TimeSpan timeout, TimeProvider clock, CancellationToken aborted)
    {
        (_call, _clock) = (call, clock);
        At = clock.GetUtcNow().UtcDateTime + timeout;
        _source = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        Token = _source.Token;
        _timer = clock.CreateTimer(static state => ((ServerDeadline)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal DateTime At { get; }

    internal CancellationToken Token { get; }

    internal void Start()
    {
        TimeSpan due = At - _clock.GetUtcNow().UtcDateTime;
        due = due > TimeSpan.Zero ? due + ClockGrain : TimeSpan.Zero;
        _timer.Change(due < LongestTimer ? due : LongestTimer, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void OnTimer()
    {
        try
        {
            if (_clock.GetUtcNow().UtcDateTime < At) Start();
            else _call.Expire(Cancel);
        }
        catch (ObjectDisposedException)
        {
            // The call ended while the timer fired.
        }
    }

    private void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The handler returned in the meantime.
        }
    }
}
