using UtilizationReview.Platform.Storage;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Platform.Messaging;

/// <summary>Wakes one waiting loop; rings while it works are remembered as one.</summary>
internal class Bell : IDisposable
{
    private readonly SemaphoreSlim _rung = new(0, 1);
    private readonly MovableClock? _clock;

    /// <summary>A bell that also rings when the clock is moved.</summary>
    public Bell(TimeProvider clock)
    {
        _clock = clock as MovableClock;
        _clock?.Moved += OnMoved;
    }

    public void Ring()
    {
        try
        {
            if (_rung.CurrentCount == 0) _rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // Two rang at once: one is enough.
        }
    }

    /// <summary>Waits for a ring, or until the time is up.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _rung.WaitAsync(atMost, ct);

    public void Dispose()
    {
        _clock?.Moved -= OnMoved;
        _rung.Dispose();
        GC.SuppressFinalize(this);
    }

    private void OnMoved(object? sender, EventArgs e) => Ring();
}

/// <summary>Rung by the desks of a database after each commit that wrote events.</summary>
internal sealed class OutboxBell<TContext>(TimeProvider clock) : Bell(clock)
    where TContext : ServiceContext;
