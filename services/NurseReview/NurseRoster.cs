using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.NurseReview.Adapters;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Desks;
using RosterDesk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.NurseReview.Adapters.NurseReviewContext, UtilizationReview.NurseReview.Adapters.NurseProfileRow,
    UtilizationReview.NurseReview.Domain.NurseProfile,
    UtilizationReview.NurseReview.Domain.SaveNurse, UtilizationReview.NurseReview.Domain.NurseSaved>;

namespace UtilizationReview.NurseReview;

/// <summary>What each nurse may work on; saved by supervisors, with history like everything.</summary>
internal sealed class NurseRoster(RosterDesk desk, IDbContextFactory<NurseReviewContext> contexts)
{
    public static DeskRules<NurseProfileRow, NurseProfile, SaveNurse, NurseSaved> Rules { get; } = new()
    {
        Decide = Pools.Decide,
        Evolve = Pools.Evolve,
        Index = (nurse, row) => row.Name = nurse.Name,
        Tell = (_, _, _) => [],
        Json = new(JsonSerializerDefaults.Web),
    };

    public Task<DeskAnswer<NurseProfile>> SaveAsync(NurseProfile nurse, MessageKey key, string payloadHash, Actor actor, CancellationToken ct) =>
        desk.ExecuteAsync(nurse.PersonId, new SaveNurse(nurse), key, payloadHash, actor, ct);

    /// <summary>The profile of a person; null when nobody saved one.</summary>
    public async Task<NurseProfile?> FindAsync(string personId, CancellationToken ct) => (await desk.ReadAsync(personId, ct))?.State;

    /// <summary>Every profile, by name.</summary>
    public async Task<IReadOnlyList<NurseProfile>> AllAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = await context.Nurses.AsNoTracking().OrderBy(r => r.Name).ThenBy(r => r.Id).ToListAsync(ct);
        return [.. rows.Select(desk.Fold)];
    }
}
