using System.Collections.Frozen;

namespace UtilizationReview.Contracts.Plans;

/// <summary>
/// The plans this process serves, every version of each. Reading takes no lock and allocates nothing; a new set of versions takes the place of the
/// old one as a whole.
/// </summary>
public sealed class PlanRegistry
{
    private readonly TimeProvider _clock;
    private volatile PlanSet _set;

    /// <summary>A registry of these plans.</summary>
    /// <param name="plans">Versions of plans; of one plan with distinct versions and first days.</param>
    /// <param name="clock">Tells which version is in force where no date is at hand; the system's when null.</param>
    public PlanRegistry(IEnumerable<PlanFile> plans, TimeProvider? clock = null) =>
        (_clock, _set) = (clock ?? TimeProvider.System, new PlanSet([.. plans]));

    /// <summary>Called after another set of versions came into force, with the one before; on the thread that brought it.</summary>
    public event EventHandler? Changed;

    /// <summary>One version of every plan, in the order of the files' names: the one in force now, or the first to come.</summary>
    public IReadOnlyCollection<PlanFile> All => [.. _set.Ids.Select(id => Find(id) ?? _set.Of(id)[0].Plan)];

    /// <summary>Every version of every plan.</summary>
    public IReadOnlyList<PlanFile> EveryVersion => _set.Plans;

    /// <summary>What is wrong with the folder as it stands, so that it is not taken; empty while what stands there is in force.</summary>
    public IReadOnlyList<string> Refused { get; private set; } = [];

    /// <summary>The plan of this id in the version in force now, where its days are counted; null when there is none.</summary>
    public PlanFile? Find(string planId)
    {
        var versions = _set.Of(planId);
        if (versions is [{ Plan.EffectiveFrom: var from } only] && from == DateOnly.MinValue)
            return only.Plan;
        for (var i = versions.Length - 1; i >= 0; i--)
        {
            if (IsBegun(versions[i]))
                return versions[i].Plan;
        }

        return null;
    }

    /// <summary>The plan of this id in the version for orders received on a day; null when there is none.</summary>
    /// <param name="planId">Id of the plan.</param>
    /// <param name="receivedOn">Day of receipt, plan-local.</param>
    public PlanFile? Find(string planId, DateOnly receivedOn)
    {
        var versions = _set.Of(planId);
        for (var i = versions.Length - 1; i >= 0; i--)
        {
            if (versions[i].Plan.EffectiveFrom <= receivedOn)
                return versions[i].Plan;
        }

        return null;
    }

    /// <summary>This version of the plan; null when it is not here.</summary>
    /// <param name="planId">Id of the plan.</param>
    /// <param name="version">Version an order was received under.</param>
    public PlanFile? Find(string planId, string version)
    {
        foreach (var candidate in _set.Of(planId))
        {
            if (string.Equals(candidate.Plan.Version, version, StringComparison.Ordinal))
                return candidate.Plan;
        }

        return null;
    }

    /// <summary>Versions of a plan, oldest first; empty when there is no such plan.</summary>
    public IReadOnlyList<PlanFile> Versions(string planId) => [.. _set.Of(planId).Select(version => version.Plan)];

    /// <summary>Versions that are in force or were, and that another set no longer has: orders stand on them.</summary>
    internal IEnumerable<string> Missing(IReadOnlyList<PlanFile> plans) =>
        from id in _set.Ids
        from version in _set.Of(id)
        where IsBegun(version) && !plans.Any(plan => plan.PlanId == id && plan.Version == version.Plan.Version)
        select $"{version.Plan.Source.File}:1: plan '{id}' version '{version.Plan.Version}' is gone, but orders stand on it; "
            + "put the file back, and end a version by one that begins after it.";

    /// <summary>Puts another set of versions in force.</summary>
    internal void Replace(IReadOnlyList<PlanFile> plans)
    {
        (_set, Refused) = (new PlanSet(plans), []);
        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Leaves what is in force as it is and keeps what is wrong with the folder; empty: nothing any more.</summary>
    internal void Refuse(IReadOnlyList<string> problems) => Refused = problems;

    private bool IsBegun(PlanVersion version) => version.Plan.EffectiveFrom == DateOnly.MinValue
        || DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(_clock.GetUtcNow(), version.Zone).DateTime) >= version.Plan.EffectiveFrom;

    private readonly record struct PlanVersion(PlanFile Plan, TimeZoneInfo Zone);

    /// <summary>One set of versions; never changes.</summary>
    private sealed class PlanSet(IReadOnlyList<PlanFile> plans)
    {
        private readonly FrozenDictionary<string, PlanVersion[]> _byId = plans.GroupBy(plan => plan.PlanId, StringComparer.Ordinal)
            .ToFrozenDictionary(
                group => group.Key,
                group => group.OrderBy(plan => plan.EffectiveFrom)
                    .Select(plan => new PlanVersion(plan, TimeZoneInfo.FindSystemTimeZoneById(plan.TimeZone))).ToArray(),
                StringComparer.Ordinal);

        public IReadOnlyList<PlanFile> Plans { get; } = plans;

        public IReadOnlyList<string> Ids { get; } = [.. plans.Select(plan => plan.PlanId).Distinct(StringComparer.Ordinal)];

        public PlanVersion[] Of(string planId) => _byId.TryGetValue(planId, out var versions) ? versions : [];
    }
}
