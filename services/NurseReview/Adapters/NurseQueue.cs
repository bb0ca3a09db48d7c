using System.Globalization;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.NurseReview.Adapters;

/// <summary>Which part of the queue is meant.</summary>
/// <param name="Plans">Plans; null: every plan.</param>
/// <param name="Programs">Programs as bits; 0: every program.</param>
internal sealed record QueuePart(IReadOnlyList<string>? Plans, int Programs)
{
    /// <summary>Only what this nurse may take: all programs, the state and all skills of a case; null: no pool narrows.</summary>
    public NurseProfile? Pool { get; init; }

    /// <summary>Values the searched programs may have; null: any.</summary>
    public IReadOnlyList<int>? Masks
    {
        get
        {
            var may = Pool is null ? NurseReviewWire.AllPrograms : NurseReviewWire.Mask(Pool.Programs);
            if (Programs == 0 && may == NurseReviewWire.AllPrograms) return null;
            return [.. Enumerable.Range(0, NurseReviewWire.AllPrograms + 1)
                .Where(mask => (mask & ~may) == 0 && (Programs == 0 || (mask & Programs) != 0))];
        }
    }

    /// <summary>The part of it that is in the nurse's pool.</summary>
    public QueuePart Within(NurseProfile? nurse) => nurse is null
        ? this
        : this with { Pool = nurse, Plans = Plans is null ? nurse.PlanIds : [.. Plans.Intersect(nurse.PlanIds)] };

    /// <summary>What the caller may see of what the caller asks for.</summary>
    public static QueuePart For(Caller caller, IReadOnlyCollection<string> plans, int programs)
    {
        if (caller.Role is Caller.OperatorRole or Caller.ServiceRole) return new(plans.Count == 0 ? null : [.. plans], programs);
        return new(plans.Count == 0 ? caller.PlanIds : [.. caller.PlanIds.Intersect(plans)], programs);
    }
}

/// <summary>Where a page ends: the next one starts after it.</summary>
internal sealed record QueuePlace(DateTimeOffset DueAt, string Id)
{
    public string ToToken() => $"{DueAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}~{Id}";

    /// <summary>The place a token stands for, or null when it is none of ours.</summary>
    public static QueuePlace? Parse(string token) =>
        token.Split('~', 2) is [var due, { Length: > 0 } id]
            && long.TryParse(due, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms)
        && ms is >= -62_135_596_800_000 and <= 253_402_300_799_999
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(ms), id)
            : null;
}

/// <summary>What a watcher compares: an item, its version and whether somebody holds it now.</summary>
internal readonly record struct Seen(string Id, int Version, bool Held);

/// <summary>Reads the queue, most urgent first. A lease that has run out counts as open, swept or not. What waits is read as the heads of the
/// plans' own queues, merged, so that the size of the queue does not matter; what is leased is little: a few items a nurse.</summary>
internal sealed class NurseQueue(IDbContextFactory<NurseReviewContext> contexts, NurseDesk desk, TimeProvider clock)
{
    /// <summary>Items a watcher is shown: the most urgent so many.</summary>
    public const int LiveSize = 500;

    /// <summary>How many of the most urgent are looked at together for the next to claim: more than nurses who ask in the same moment.</summary>
    private const int Candidates = 16;

    /// <summary>Plans whose heads are read by one query.</summary>
    private const int PlansTogether = 25;

    /// <summary>One page.</summary>
    /// <param name="part">Part of the queue.</param>
    /// <param name="stages">Stages wanted, as shown.</param>
    /// <param name="holder">Only items this person holds; null: everybody's.</param>
    /// <param name="after">Place the page starts after; null: from the start.</param>
    /// <param name="size">At most so many.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<Versioned<NurseItem>>> PageAsync(
        QueuePart part, IReadOnlySet<ItemStage> stages, string? holder, QueuePlace? after, int size, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(ct);
        List<NurseItemRow> found = [];
        if (stages.Contains(ItemStage.Open) && holder is null)
        {
            found.AddRange(await HeadsAsync(context, part, after, size, rows => rows, ct));
            found.AddRange(await PageOfAsync(Of(context, part).Where(r => r.Stage == ItemStage.Leased && r.WakeAt <= now), after, size, ct));
        }
        if (stages.Contains(ItemStage.Leased))
        {
            var leased = Of(context, part).Where(r => r.Stage == ItemStage.Leased && r.WakeAt > now);
            found.AddRange(await PageOfAsync(holder is null ? leased : leased.Where(r => r.Holder == holder), after, size, ct));
        }
        if (stages.Contains(ItemStage.Done) && holder is null)
            found.AddRange(await PageOfAsync(Of(context, part).Where(r => r.Stage == ItemStage.Done), after, size, ct));
        return [.. found.OrderBy(r => r.DueAt).ThenBy(r => r.Id, StringComparer.Ordinal).Take(size).Select(desk.Fold)];
    }

    /// <summary>The most urgent of what is open or leased.</summary>
    public async Task<IReadOnlyList<Seen>> LiveAsync(QueuePart part, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(ct);
        var open = await HeadsAsync(context, part, null, LiveSize,
            rows => rows.Select(r => new Live(r.Id, r.DueAt, r.Version, r.Stage, r.WakeAt)), ct);
        var leased = await Of(context, part).Where(r => r.Stage == ItemStage.Leased).OrderBy(r => r.DueAt).ThenBy(r => r.Id).Take(LiveSize)
            .Select(r => new Live(r.Id, r.DueAt, r.Version, r.Stage, r.WakeAt)).ToListAsync(ct);
        return [.. open.Concat(leased).OrderBy(r => r.DueAt).ThenBy(r => r.Id, StringComparer.Ordinal).Take(LiveSize)
            .Select(r => new Seen(r.Id, r.Version, r.Stage == ItemStage.Leased && r.WakeAt > now))];
    }

    /// <summary>Ids of what is open, most urgent first, without the first so many.</summary>
    public static async Task<IReadOnlyList<string>> NextIdsAsync(
        NurseReviewContext context, QueuePart part, DateTimeOffset now, int skip, CancellationToken ct)
    {
        var heads = await HeadsAsync(context, part, null, skip + Candidates, rows => rows.Select(r => new Place(r.Id, r.DueAt)), ct);
        var ended = await Of(context, part).Where(r => r.Stage == ItemStage.Leased && r.WakeAt <= now).OrderBy(r => r.DueAt).ThenBy(r => r.Id)
            .Take(skip + Candidates).Select(r => new Place(r.Id, r.DueAt)).ToListAsync(ct);
        return [.. heads.Concat(ended).OrderBy(r => r.DueAt).ThenBy(r => r.Id, StringComparer.Ordinal).Skip(skip).Take(Candidates).Select(r => r.Id)];
    }

    /// <summary>The most urgent open items of the part in no order: of each plan, and where programs are asked for of each combination of programs
    /// in it, the first so many, each from an index of its own order; every query answers no more than so many.</summary>
    private static async Task<List<T>> HeadsAsync<T>(
        NurseReviewContext context, QueuePart part, QueuePlace? after, int size,
        Func<IQueryable<NurseItemRow>, IQueryable<T>> shape, CancellationToken ct)
    {
        var open = InPool(context.Items.AsNoTracking().Where(r => r.Stage == ItemStage.Open), part);
        var (programs, masks) = (part.Programs, part.Masks);
        if (part.Plans is not { } plans)
        {
            if (programs != 0) open = open.Where(r => (r.Programs & programs) != 0);
            return await shape(First(open, after, size)).ToListAsync(ct);
        }
        List<T> found = [];
        foreach (var together in plans.Distinct().Chunk(PlansTogether))
        {
            var heads = together.SelectMany(plan => masks is null
                ? [First(open.Where(r => r.PlanId == plan), after, size)]
                : masks.Select(mask => First(open.Where(r => r.PlanId == plan && r.Programs == mask), after, size)));
            found.AddRange(await shape(heads.Aggregate((a, b) => a.Concat(b)).OrderBy(r => r.DueAt).ThenBy(r => r.Id).Take(size)).ToListAsync(ct));
        }
        return found;
    }

    private static Task<List<NurseItemRow>> PageOfAsync(IQueryable<NurseItemRow> rows, QueuePlace? after, int size, CancellationToken ct) =>
        First(rows, after, size).ToListAsync(ct);

    private static IQueryable<NurseItemRow> First(IQueryable<NurseItemRow> rows, QueuePlace? after, int size)
    {
        // Said twice, so that the index is entered at the place and not at its start.
        if (after is { } place) rows = rows.Where(r => r.DueAt >= place.DueAt && (r.DueAt > place.DueAt || r.Id.CompareTo(place.Id) > 0));
        return rows.OrderBy(r => r.DueAt).ThenBy(r => r.Id).Take(size);
    }

    private static IQueryable<NurseItemRow> Of(NurseReviewContext context, QueuePart part)
    {
        var rows = context.Items.AsNoTracking().Where(r => r.Stage != ItemStage.Expected);
        if (part.Plans is { } plans) rows = rows.Where(r => plans.Contains(r.PlanId));
        if (part.Programs is not 0 and var programs) rows = rows.Where(r => (r.Programs & programs) != 0);
        if (part.Pool is { } nurse && ~NurseReviewWire.Mask(nurse.Programs) is var others) rows = rows.Where(r => (r.Programs & others) == 0);
        return InPool(rows, part);
    }

    /// <summary>Licence and skills; programs are narrowed by who reads, since they lead the index.</summary>
    private static IQueryable<NurseItemRow> InPool(IQueryable<NurseItemRow> rows, QueuePart part)
    {
        if (part.Pool is not { } nurse) return rows;
        if (nurse.States is { Count: > 0 } states) rows = rows.Where(r => states.Contains(r.MemberState));
        var lacking = NurseReviewWire.AllSkills & ~NurseReviewWire.SkillMask(nurse.Skills);
        return lacking == 0 ? rows : rows.Where(r => (r.Skills & lacking) == 0);
    }

    private sealed record Place(string Id, DateTimeOffset DueAt);
    private sealed record Live(string Id, DateTimeOffset DueAt, int Version, ItemStage Stage, DateTimeOffset? WakeAt);
}
