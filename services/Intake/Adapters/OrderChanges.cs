using System.Collections.Concurrent;
using System.Threading.Channels;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Tells watchers in this process that an order changed. Changes made by another process are found by the watchers' own polling.</summary>
internal sealed class OrderChanges
{
    private readonly ConcurrentDictionary<Watch, string> _watches = [];

    /// <summary>Starts to listen for changes of one order; dispose it to stop.</summary>
    public Watch Listen(string trackingNumber)
    {
        var watch = new Watch(this);
        _watches[watch] = trackingNumber;
        return watch;
    }

    public void Changed(string trackingNumber)
    {
        foreach (var (watch, number) in _watches)
        {
            if (number == trackingNumber) watch.Ring();
        }
    }

    internal sealed class Watch(OrderChanges changes) : IDisposable
    {
        // Holds at most one ring: several changes between two looks are one reason to look.
        private readonly Channel<bool> _rings = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public void Ring() => _rings.Writer.TryWrite(true);

        /// <summary>Waits for a change, or until the time is up.</summary>
        public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(atMost);
            try
            {
                await _rings.Reader.ReadAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // The time is up: look anyway.
            }
        }

        public void Dispose() => changes._watches.TryRemove(this, out _);
    }
}
