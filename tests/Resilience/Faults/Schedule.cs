namespace UtilizationReview.Tests.Resilience.Faults;

/// <summary>What can strike.</summary>
internal enum FaultKind
{
    /// <summary>kill -9 of a copy of a service; it is started again after a while.</summary>
    KillService,

    /// <summary>A copy is stopped (SIGSTOP) and goes on later, with everything it held long given to others.</summary>
    PauseService,

    /// <summary>The broker is killed and started again on its data.</summary>
    StopRabbit,

    /// <summary>Every connection to the broker is cut.</summary>
    CutConnections,

    /// <summary>The database server stops at once and is started again.</summary>
    StopPostgres,

    /// <summary>Redis is killed and comes back empty.</summary>
    KillRedis,

    /// <summary>Redis forgets everything.</summary>
    FlushRedis,

    /// <summary>Two reviewers claim the same case at the same moment, each on another copy.</summary>
    SameCase,
}

/// <summary>One fault of the schedule.</summary>
/// <param name="Number">From 1, in the order of the strikes.</param>
/// <param name="Kind">What strikes.</param>
/// <param name="AfterOrders">Strikes once so many orders are accepted.</param>
/// <param name="Service">For kills and pauses: which service, counted from 0. For SameCase: 0 nurses, 1 physicians.</param>
/// <param name="Copy">For kills and pauses: which copy, from 0.</param>
/// <param name="For">How long it stays away, or 0.</param>
internal sealed record Fault(int Number, FaultKind Kind, int AfterOrders, int Service, int Copy, TimeSpan For)
{
    /// <summary>Faults of one lane strike one after the other; lanes run side by side.</summary>
    public int Lane => Kind switch
    {
        FaultKind.KillService => 0,
        FaultKind.PauseService => 1,
        FaultKind.SameCase => 3,
        _ => 2,
    };
}

/// <summary>When what strikes: drawn from the seed alone, so that the same seed gives the same schedule.</summary>
internal static class Schedule
{
    /// <summary>How often each kind comes, of a hundred.</summary>
    private static readonly (FaultKind Kind, int Weight)[] Weights =
    [
        (FaultKind.KillService, 36), (FaultKind.PauseService, 10), (FaultKind.StopRabbit, 8), (FaultKind.CutConnections, 12),
        (FaultKind.StopPostgres, 9), (FaultKind.KillRedis, 7), (FaultKind.FlushRedis, 6), (FaultKind.SameCase, 12),
    ];

    /// <summary>The schedule: each kind at least once when there is room, spread over the orders.</summary>
    /// <param name="seed">Draws it.</param>
    /// <param name="faults">How many.</param>
    /// <param name="orders">Over how many orders.</param>
    /// <param name="services">Number of services.</param>
    /// <param name="copies">Copies of each.</param>
    public static IReadOnlyList<Fault> Draw(int seed, int faults, int orders, int services, int copies)
    {
        var random = new Random(seed);
        var kinds = Enumerable.Range(0, faults).Select(i => i < Weights.Length ? Weights[i].Kind : Drawn(random)).ToArray();
        random.Shuffle(kinds);
        // The first orders run undisturbed, and the last fault strikes while orders still come in.
        var room = orders * 0.92;
        return
        [
            .. kinds.Select((kind, i) => new Fault(
                i + 1, kind, (int)((orders * 0.04) + (room * (i + (random.NextDouble() * 0.8)) / faults)),
                random.Next(kind == FaultKind.SameCase ? 2 : services), random.Next(copies), Away(kind, random, many: faults >= 50))),
        ];
    }

    private static FaultKind Drawn(Random random)
    {
        var place = random.Next(Weights.Sum(w => w.Weight));
        foreach (var (kind, weight) in Weights)
        {
            if ((place -= weight) < 0) return kind;
        }
        return FaultKind.KillService;
    }

    private static TimeSpan Away(FaultKind kind, Random random, bool many) => kind switch
    {
        FaultKind.KillService => TimeSpan.FromSeconds(random.Next(0, 6)),
        // Longer than the lease of an outbox row: what it was sending has gone to another copy when it goes on.
        FaultKind.PauseService => TimeSpan.FromSeconds(many && random.Next(2) == 0 ? random.Next(33, 42) : random.Next(6, 15)),
        FaultKind.StopRabbit or FaultKind.StopPostgres => TimeSpan.FromSeconds(random.Next(0, 5)),
        FaultKind.KillRedis => TimeSpan.FromSeconds(random.Next(1, 8)),
        _ => TimeSpan.Zero,
    };
}
