using Microsoft.EntityFrameworkCore;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.SpineCenter.Domain;
using CenterDesk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.SpineCenter.Adapters.SpineCenterContext, UtilizationReview.SpineCenter.Adapters.CenterRow,
    UtilizationReview.SpineCenter.Domain.Center, UtilizationReview.SpineCenter.Domain.SaveCenter, UtilizationReview.SpineCenter.Domain.CenterSaved>;
using Wire = UtilizationReview.Contracts.SpineCenter.V1;

namespace UtilizationReview.SpineCenter.Adapters;

/// <summary>The directory of spine centers.</summary>
internal sealed class CenterBook(CenterDesk desk, IDbContextFactory<SpineCenterContext> contexts, SpinePlans plans)
{
    public async Task<Center?> FindAsync(string centerId, CancellationToken ct) => (await desk.ReadAsync(centerId, ct))?.State;

    public async Task<Versioned<Center>> SaveAsync(Wire.SaveCenterRequest request, MessageKey key, Caller caller, CancellationToken ct)
    {
        var problems = new RequestProblems().Key(request.IdempotencyKey).Add(request.Center is not null, "center", "is missing");
        var center = SpineCenterWire.Read(request.Center ?? new(), problems);
        problems.Refuse();
        var saved = (await desk.ExecuteAsync(
            center.CenterId, new SaveCenter(center, plans.ProgramIds), key, PayloadHash.Of(request), caller.Actor, ct)).OrRefuse();
        return new(saved.State, saved.Version);
    }

    public async Task<IReadOnlyList<Versioned<Center>>> ListAsync(Wire.ListCentersRequest request, CancellationToken ct)
    {
        var problems = new RequestProblems();
        var day = problems.Optional(request.DesignatedOn, "designated_on");
        problems.Refuse();
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = context.Centers.AsNoTracking();
        if (request.State.Length > 0) rows = rows.Where(row => row.UsState == request.State);
        var found = await rows.OrderBy(row => row.NameLower).ThenBy(row => row.Id).ToListAsync(ct);
        return [.. found.Select(row => new Versioned<Center>(desk.Fold(row), row.Version))
            .Where(center => request.ProgramId.Length == 0 || center.State.Programs.Contains(request.ProgramId))
            .Where(center => day is not { } on || center.State.IsDesignatedOn(on))];
    }
}
