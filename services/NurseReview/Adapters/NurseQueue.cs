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

/// <summary>Reads the queue, most urgent first. A lease that has run out counts as open, swept or not.</summary>
internal sealed class NurseQueue(IDbContextFactory<NurseReviewContext> contexts, NurseDesk desk, TimeProvider clock)
{
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
        var (open, leased, done) = (stages.Contains(ItemStage.Open), stages.Contains(ItemStage.Leased), stages.Contains(ItemStage.Done));
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = Of(context, part).Where(r =>
            (open && (r.Stage == ItemStage.Open || (r.Stage == ItemStage.Leased && r.WakeAt <= now)))
            || (leased && r.Stage == ItemStage.Leased && r.WakeAt > now)
            || (done && r.Stage == ItemStage.Done));
        if (holder is not null) rows = rows.Where(r => r.Holder == holder && r.Stage == ItemStage.Leased && r.WakeAt > now);
        if (after is { } place) rows = rows.Where(r => r.DueAt > place.DueAt || (r.DueAt == place.DueAt && r.Id.CompareTo(place.Id) > 0));
        return [.. (await rows.OrderBy(r => r.DueAt).ThenBy(r => r.Id).Take(size).ToListAsync(ct)).Select(desk.Fold)];
    }

    /// <summary>Ids of what is open, most urgent first.</summary>
    public async Task<IReadOnlyList<string>> OpenIdsAsync(QueuePart part, int size, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await Of(context, part).Where(r => r.Stage == ItemStage.Open || (r.Stage == ItemStage.Leased && r.WakeAt <= now))
            .OrderBy(r => r.DueAt).ThenBy(r => r.Id).Take(size).Select(r => r.Id).ToListAsync(ct);
    }

    /// <summary>Everything open or leased, most urgent first.</summary>
    public async Task<IReadOnlyList<Seen>> LiveAsync(QueuePart part, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = await Of(context, part).Where(r => r.Stage == ItemStage.Open || r.Stage == ItemStage.Leased)
            .OrderBy(r => r.DueAt).ThenBy(r => r.Id).Select(r => new { r.Id, r.Version, r.Stage, r.WakeAt }).ToListAsync(ct);
        return [.. rows.Select(r => new Seen(r.Id, r.Version, r.Stage == ItemStage.Leased && r.WakeAt > now))];
    }

    private static IQueryable<NurseItemRow> Of(NurseReviewContext context, QueuePart part)
    {
        var rows = context.Items.AsNoTracking().Where(r => r.Stage != ItemStage.Expected);
        if (part.Plans is { } plans) rows = rows.Where(r => plans.Contains(r.PlanId));
        if (part.Programs is not 0 and var programs) rows = rows.Where(r => (r.Programs & programs) != 0);
        return rows;
    }
}
