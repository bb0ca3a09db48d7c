using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.SpineCenter.Domain;
using EvaluationDesk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.SpineCenter.Adapters.SpineCenterContext, UtilizationReview.SpineCenter.Adapters.EvaluationRow,
    UtilizationReview.SpineCenter.Domain.Evaluation, UtilizationReview.SpineCenter.Domain.RecordEvaluation,
    UtilizationReview.SpineCenter.Domain.EvaluationRecorded>;
using Wire = UtilizationReview.Contracts.SpineCenter.V1;

namespace UtilizationReview.SpineCenter.Adapters;

/// <summary>The evaluations on record.</summary>
internal sealed class EvaluationBook(
    EvaluationDesk desk, IDbContextFactory<SpineCenterContext> contexts, CenterBook centers, SpineMembers members, SpinePlans plans)
{
    private const int LongestList = 500;

    /// <summary>Records what is known of an evaluation. A practice does so for the centers it runs.</summary>
    public async Task<Versioned<Evaluation>> RecordAsync(Wire.RecordEvaluationRequest request, MessageKey key, Caller caller, CancellationToken ct)
    {
        var problems = new RequestProblems().Key(request.IdempotencyKey)
            .Add(request.EvaluationId.Length <= 64, "evaluation_id", "is longer than 64 characters");
        var id = request.EvaluationId.Length > 0 ? request.EvaluationId : SpineNumbers.Evaluation();
        var evaluation = SpineCenterWire.Read(request, id, problems);
        problems.Refuse();
        var hash = PayloadHash.Of(request);
        if (await desk.RepeatedAsync(key, hash, ct) is { } repeated) return Of(repeated.OrRefuse());

        var plan = plans.Plan(request.PlanId, caller);
        var program = plans.ProgramOf(plan) ?? throw SpineRefusals.NoProgram(plan.PlanId).ToRpcException();
        var center = await centers.FindAsync(request.CenterId, ct);
        if (caller.PracticeId is { } own && center is not null && center.PracticeId != own) throw SpineRefusals.NotYourCenter.ToRpcException();
        if (request.EvaluationId.Length > 0 && !await IsReachedAsync(id, caller, ct))
            throw SpineRefusals.UnknownEvaluation(id).ToRpcException();
        _ = await members.FindAsync(request.MemberId, request.PlanId, ct);
        var record = new RecordEvaluation(evaluation, center, program, plans.Today(plan));
        return Of((await desk.ExecuteAsync(id, record, key with { WasAsked = true }, hash, caller.Actor, ct)).OrRefuse());
    }

    /// <summary>The latest first. A practice asks by the id on the member's card; others see the members of their plans.</summary>
    public async Task<IReadOnlyList<Versioned<Evaluation>>> OfMemberAsync(string memberId, Caller caller, CancellationToken ct)
    {
        new RequestProblems().Id(memberId, "member_id").Refuse();
        return [.. (await AllOfMemberAsync(memberId, ct)).Where(e => caller.PracticeId is not null || caller.Sees(null, e.State.PlanId))];
    }

    /// <summary>Days on which the member was evaluated under the plan's program.</summary>
    public async Task<IReadOnlyList<DateOnly>> DaysAsync(string memberId, string planId, CancellationToken ct) =>
        [.. (await AllOfMemberAsync(memberId, ct)).Where(e => e.State.PlanId == planId).Select(e => e.State.EvaluatedOn).OfType<DateOnly>()];

    /// <summary>Where the access standard was missed; the earliest due day first.</summary>
    public async Task<Wire.ListOverdueAccessResponse> OverdueAsync(Wire.ListOverdueAccessRequest request, Caller caller, CancellationToken ct)
    {
        new RequestProblems().Id(request.PlanId, "plan_id").Refuse();
        var plan = plans.Plan(request.PlanId, caller);
        var program = plans.ProgramOf(plan) ?? throw SpineRefusals.NoProgram(plan.PlanId).ToRpcException();
        var today = plans.Today(plan);
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = await context.Evaluations.AsNoTracking()
            .Where(row => row.PlanId == request.PlanId && row.DueOn < today
                && (row.EvaluatedOn == null || (request.WithLate && row.EvaluatedOn > row.DueOn)))
            .OrderBy(row => row.DueOn).ThenBy(row => row.Id).Take(LongestList).ToListAsync(ct);
        return new()
        {
            Evaluations = { rows.Select(row => SpineCenterWire.Write(new Versioned<Evaluation>(desk.Fold(row), row.Version))) },
            Standard = $"An evaluation takes place within {program.AccessDays} working days of the day it is asked for, "
                + $"for chronic low back pain within {program.ChronicAccessDays} (MSC-16).",
        };
    }

    private async Task<bool> IsReachedAsync(string id, Caller caller, CancellationToken ct) =>
        await desk.ReadAsync(id, ct) is { State: var known }
        && caller.Sees((await centers.FindAsync(known.CenterId, ct))?.PracticeId, known.PlanId);

    private async Task<IReadOnlyList<Versioned<Evaluation>>> AllOfMemberAsync(string memberId, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = await context.Evaluations.AsNoTracking().Where(row => row.MemberId == memberId).ToListAsync(ct);
        return [.. rows.Select(row => new Versioned<Evaluation>(desk.Fold(row), row.Version))
            .OrderByDescending(e => e.State.EvaluatedOn ?? e.State.RequestedOn).ThenBy(e => e.State.EvaluationId, StringComparer.Ordinal)];
    }

    private static Versioned<Evaluation> Of(Settled<Evaluation> settled) => new(settled.State, settled.Version);
}
