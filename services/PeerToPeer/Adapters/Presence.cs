using System.Collections.Concurrent;

namespace UtilizationReview.PeerToPeer.Adapters;

/// <summary>Which physicians are at their desk. In memory: lost with the process and renewed with the next heartbeat; never the home of a
/// booking.</summary>
internal sealed class Presence(TimeProvider clock)
{
    /// <summary>How long one heartbeat holds.</summary>
    public static readonly TimeSpan Holds = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    /// <summary>The physician is present until the instant answered.</summary>
    public DateTimeOffset Beat(string physicianId) => _until[physicianId] = clock.GetUtcNow() + Holds;

    public void SetAway(string physicianId) => _until.TryRemove(physicianId, out _);

    public bool IsPresent(string physicianId) => _until.TryGetValue(physicianId, out var until) && clock.GetUtcNow() < until;

    public IReadOnlySet<string> Present()
    {
        var now = clock.GetUtcNow();
        return _until.Where(p => now < p.Value).Select(p => p.Key).ToHashSet(StringComparer.Ordinal);
    }
}
