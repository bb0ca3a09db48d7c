using System.Globalization;

namespace UtilizationReview.Platform.Time;

/// <summary>Real time plus an offset that only grows: for demonstrations, acceptance scenarios and tests. Timers and timestamps stay real;
/// what waits for a moment listens to <see cref="Moved"/>.</summary>
public sealed class MovableClock : TimeProvider
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _real;
    private readonly string? _file;
    private readonly Lock _moving = new();
    private long _offsetTicks;
    private long _stamp;
    private bool _follows;

    /// <summary>A clock that starts at real time, or where the file left it.</summary>
    /// <param name="file">Where the offset is kept so that it survives the process; null keeps it in memory.</param>
    /// <param name="real">The clock underneath; the system's when null.</param>
    public MovableClock(string? file = null, TimeProvider? real = null)
    {
        (_file, _real) = (file, real ?? System);
        if (file is null || !File.Exists(file)) return;
        _offsetTicks = TimeSpan.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var kept) && kept >= TimeSpan.Zero
            ? kept.Ticks
            : throw new InvalidDataException(
                $"{file} does not hold a clock offset such as 12.00:00:00. Repair or remove the file; without it the clock shows real time.");
    }

    /// <summary>A clock that several processes share: whoever moves it writes the file, all others follow it. The file holds how far the clock
    /// is ahead of real time, such as <c>12.00:00:00</c> (behind, with a minus sign in front, when it begins in the past); a missing file is
    /// real time. Its first value is where the clock begins; after that it goes forward only.</summary>
    /// <param name="file">The shared file.</param>
    /// <param name="real">The clock underneath; the system's when null.</param>
    public static MovableClock Following(string file, TimeProvider? real = null)
    {
        var stamp = StampOf(file); // before the content: a change in between is read again
        var clock = new MovableClock(file, real, (OffsetIn(file) ?? TimeSpan.Zero).Ticks) { _stamp = stamp, _follows = true };
        _ = FollowAsync(new WeakReference<MovableClock>(clock));
        return clock;
    }

    private MovableClock(string file, TimeProvider? real, long offsetTicks) => (_file, _real, _offsetTicks) = (file, real ?? System, offsetTicks);

    /// <summary>Called after each move, on the mover's thread: sweepers and dispatchers wake by it.</summary>
    public event EventHandler? Moved;

    /// <summary>How far this clock is ahead of real time.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        if (_follows) Follow();
        return _real.GetUtcNow() + Offset;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => _real.GetTimestamp();

    /// <inheritdoc/>
    public override long TimestampFrequency => _real.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => _real.LocalTimeZone;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _real.CreateTimer(callback, state, dueTime, period);

    /// <summary>Moves the clock forward by the span.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_moving) Set(_offsetTicks + by.Ticks);
        Moved?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Moves the clock forward to the instant; an instant already past leaves it alone.</summary>
    /// <returns>False when the instant is already past.</returns>
    public bool MoveTo(DateTimeOffset instant)
    {
        lock (_moving)
        {
            var ahead = (instant - _real.GetUtcNow()).Ticks;
            if (ahead <= _offsetTicks) return false;
            Set(ahead);
        }
        Moved?.Invoke(this, EventArgs.Empty);
        return true;
    }

    /// <summary>Looks at the file for those who wait for a move, as long as anybody has the clock.</summary>
    private static async Task FollowAsync(WeakReference<MovableClock> clock)
    {
        while (clock.TryGetTarget(out var still))
        {
            still.Follow();
            still = null;
            await Task.Delay(Glance);
        }
    }

    /// <summary>Reads the shared file when it has changed.</summary>
    private void Follow()
    {
        var stamp = StampOf(_file!);
        if (Interlocked.Read(ref _stamp) == stamp) return;
        lock (_moving)
        {
            // The stamp is taken over only with what the file says: until then everybody who asks for the time waits here for it.
            if (_stamp == stamp || OffsetIn(_file!) is not { } offset) return;
            var moved = offset.Ticks > _offsetTicks;
            if (moved) Interlocked.Exchange(ref _offsetTicks, offset.Ticks);
            Interlocked.Exchange(ref _stamp, stamp);
            if (!moved) return;
        }
        // Whoever asked for the time may hold what a listener waits for.
        ThreadPool.QueueUserWorkItem(_ => Moved?.Invoke(this, EventArgs.Empty));
    }

    private static long StampOf(string file) => File.GetLastWriteTimeUtc(file).Ticks;

    private static TimeSpan? OffsetIn(string file)
    {
        try
        {
            return TimeSpan.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var offset) ? offset : null;
        }
        catch (IOException)
        {
            return null; // not there, or just being replaced: it stays as it was
        }
    }

    private void Set(long offsetTicks)
    {
        if (_file is not null)
        {
            // Written aside and renamed: a kill leaves the old offset or the new one, never half a file.
            File.WriteAllText(_file + ".new", TimeSpan.FromTicks(offsetTicks).ToString("c", CultureInfo.InvariantCulture));
            File.Move(_file + ".new", _file, overwrite: true);
        }
        Interlocked.Exchange(ref _offsetTicks, offsetTicks);
    }
}
