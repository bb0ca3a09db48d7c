using UtilizationReview.Platform.Live;

namespace UtilizationReview.PeerToPeer.Adapters;

/// <summary>Which physicians are at their desk, as every copy of the service knows it.</summary>
internal sealed class PhysicianPresence(Presence presence)
{
    private const string Group = "physicians";

    /// <summary>The physician is present until the instant answered.</summary>
    public Task<DateTimeOffset> BeatAsync(string physicianId, CancellationToken ct) => presence.BeatAsync(Group, physicianId, ct);

    public Task SetAwayAsync(string physicianId, CancellationToken ct) => presence.SetAwayAsync(Group, physicianId, ct);

    public Task<IReadOnlySet<string>> PresentAsync(CancellationToken ct) => presence.PresentAsync(Group, ct);
}
