using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.PeerToPeer.Adapters;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.PeerToPeer;

/// <summary>The one way a case or a talk changes, and the one that knows who is on the bench.</summary>
internal sealed class CaseDesk(
    Desk<PeerToPeerContext, CaseRow, PhysicianCase, CaseCommand, CaseEvent> desk, RosterDesk roster, IDbContextFactory<PeerToPeerContext> contexts,
    PhysicianPresence presence, CaseChanges changes, TimeProvider clock)
{
    /// <summary>Cases of a plan that a worklist is made of.</summary>
    private const int MostCases = 500;

    /// <summary>Storage format of states and facts.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() }, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static DeskRules<CaseRow, PhysicianCase, CaseCommand, CaseEvent> Rules { get; } = new()
    {
        Decide = PhysicianCase.Decide,
        Evolve = PhysicianCase.Evolve,
        Index = (@case, row) =>
        {
            row.PlanId = @case.PlanId;
            row.Phase = @case.Phase.ToString();
            row.DueAt = @case.DueAt;
            row.TakenBy = @case.TakenBy;
            row.WakeAt = @case.WakeAt;
            row.EscalatedAt = @case.EscalatedAt;
        },
        Tell = PeerToPeerEvents.Tell,
        Json = Json,
        Taken = Refusals.SlotTaken,
    };

    public Task<Versioned<PhysicianCase>?> ReadAsync(string number, CancellationToken ct) => desk.ReadAsync(number, ct);

    public async Task<DeskAnswer<PhysicianCase>> ExecuteAsync(
        string number, CaseCommand command, MessageKey? key, string payloadHash, Actor actor, CancellationToken ct)
    {
        var answer = await desk.ExecuteAsync(number, command, key, payloadHash, actor, ct);
        if (answer is DeskAnswer<PhysicianCase>.Accepted) changes.Tell();
        return answer;
    }

    /// <summary>Carries out a command that needs the bench. When somebody else took the half hour first, it is decided once more on the bench
    /// as it is then, so that another physician is asked or the sentence names the slots that are left.</summary>
    public async Task<DeskAnswer<PhysicianCase>> ExecuteAsync(
        string number, Func<Bench, CaseCommand> command, MessageKey? key, string payloadHash, Actor actor, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await ExecuteAsync(number, command(await BenchAsync(ct)), key, payloadHash, actor, ct);
            if (attempt == 3 || answer is not DeskAnswer<PhysicianCase>.Rejected { Refusal: var refusal } || refusal != Refusals.SlotTaken)
                return answer;
        }
    }

    /// <summary>Cases the physician may decide: untaken ones and his own, by due time, out of the most urgent 500 of each of his plans.</summary>
    public async Task<IReadOnlyList<Versioned<PhysicianCase>>> OpenCasesAsync(Physician physician, DateTimeOffset now, CancellationToken ct)
    {
        var (waiting, taken) = (nameof(CasePhase.Waiting), nameof(CasePhase.Taken));
        await using var context = await contexts.CreateDbContextAsync(ct);
        var cases = context.Set<CaseRow>().AsNoTracking();
        var rows = await cases.Where(r => physician.PlanIds.Contains(r.PlanId) && r.Phase == taken && r.TakenBy == physician.Id)
            .OrderBy(r => r.DueAt).ThenBy(r => r.Id).Take(MostCases).ToListAsync(ct);
        foreach (var plan in physician.PlanIds.Distinct())
        {
            // Each plan's own queue, from an index of its order: what waits in others does not matter.
            rows.AddRange(await cases.Where(r => r.PlanId == plan && r.Phase == waiting)
                .OrderBy(r => r.DueAt).ThenBy(r => r.Id).Take(MostCases).ToListAsync(ct));
        }
        return [.. rows.OrderBy(r => r.DueAt).ThenBy(r => r.Id, StringComparer.Ordinal)
            .Select(r => new Versioned<PhysicianCase>(desk.Fold(r), r.Version))
            .Where(c => Matching.WhyNot(physician, c.State, now) is null).Take(MostCases)];
    }

    /// <summary>Cases with a talk that waits for a supervisor, most urgent first, at most 500.</summary>
    /// <param name="plans">Plans wanted; null: all.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<PhysicianCase>> EscalatedAsync(IReadOnlyList<string>? plans, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = await context.Set<CaseRow>().AsNoTracking().Where(r => r.EscalatedAt != null && (plans == null || plans.Contains(r.PlanId)))
            .OrderBy(r => r.DueAt).ThenBy(r => r.Id).Take(MostCases).ToListAsync(ct);
        return [.. rows.Select(desk.Fold)];
    }

    /// <summary>Cases with a talk that holds a half hour of the physician.</summary>
    public async Task<IReadOnlyList<PhysicianCase>> WithTalksOfAsync(string physicianId, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var numbers = context.Set<ReservationRow>().Where(r => r.PhysicianId == physicianId).Select(r => r.CaseId);
        var rows = await context.Set<CaseRow>().AsNoTracking().Where(r => numbers.Contains(r.Id)).ToListAsync(ct);
        return [.. rows.Select(desk.Fold)];
    }

    /// <summary>Booked talks of the physician that could not take place if the roster had him so, by case; those that have begun are left
    /// alone.</summary>
    public async Task<IReadOnlyList<(PhysicianCase Case, Talk Talk)>> LostAsync(Physician physician, CancellationToken ct) =>
        [.. from @case in await WithTalksOfAsync(physician.Id, ct)
            from talk in @case.Talks
            where talk.PhysicianId == physician.Id && Bookings.WhyLost(@case, talk, physician, clock.GetUtcNow()).Length > 0
            orderby talk.SlotStart
            select (@case, talk)];

    /// <summary>Takes back the bookings that the physician cannot keep as the roster has him now; the ids of their talks.</summary>
    public async Task<IReadOnlyList<string>> ReleaseLostAsync(Physician physician, Actor actor, CancellationToken ct)
    {
        List<string> released = [];
        foreach (var (@case, talk) in await LostAsync(physician, ct))
        {
            var answer = await ExecuteAsync(@case.Number, bench => new ReleaseBooking(talk.Id, bench), key: null, payloadHash: "", actor, ct);
            if (answer is DeskAnswer<PhysicianCase>.Accepted) released.Add(talk.Id);
        }
        return released;
    }

    private async Task<Bench> BenchAsync(CancellationToken ct)
    {
        var physicians = await roster.AllAsync(ct);
        await using var context = await contexts.CreateDbContextAsync(ct);
        var from = clock.GetUtcNow() - Slots.Length; // nobody books what has passed
        var cells = await context.Set<ReservationRow>().AsNoTracking().Where(r => r.SlotStart >= from)
            .Select(r => new { r.PhysicianId, r.SlotStart }).ToListAsync(ct);
        return new(physicians, await presence.PresentAsync(ct), cells.Select(c => new Cell(c.PhysicianId, c.SlotStart)).ToHashSet());
    }
}

/// <summary>The one way the roster changes.</summary>
internal sealed class RosterDesk(
    Desk<PeerToPeerContext, PhysicianRow, Physician, RosterCommand, PhysicianSaved> desk, IDbContextFactory<PeerToPeerContext> contexts)
{
    public static DeskRules<PhysicianRow, Physician, RosterCommand, PhysicianSaved> Rules { get; } = new()
    {
        Decide = Roster.Decide,
        Evolve = Roster.Evolve,
        Index = (physician, row) => row.Name = physician.Name,
        Tell = (_, _, _) => [],
        Json = CaseDesk.Json,
    };

    /// <summary>Carries out a command on the entry; with a version, only while the entry still has it.</summary>
    public Task<DeskAnswer<Physician>> ExecuteAsync(
        string id, RosterCommand command, MessageKey key, string payloadHash, Actor actor, int? version, CancellationToken ct) =>
        desk.ExecuteAsync(id, command, key, payloadHash, actor, version, ct);

    public Task<Versioned<Physician>?> ReadAsync(string id, CancellationToken ct) => desk.ReadAsync(id, ct);

    /// <summary>The entry as it would be after the command; null when the command would be refused.</summary>
    public async Task<Physician?> AfterAsync(string id, RosterCommand command, DateTimeOffset now, CancellationToken ct) =>
        Roster.Decide((await ReadAsync(id, ct))?.State, command, now) is Platform.Deciding.Answer<PhysicianSaved>.Accepted saved
            ? saved.Events[^1].Physician
            : null;

    public async Task<IReadOnlyList<Physician>> AllAsync(CancellationToken ct) => [.. (await AllVersionedAsync(ct)).Select(p => p.State)];

    public async Task<IReadOnlyList<Versioned<Physician>>> AllVersionedAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = await context.Set<PhysicianRow>().AsNoTracking().OrderBy(r => r.Name).ThenBy(r => r.Id).ToListAsync(ct);
        return [.. rows.Select(r => new Versioned<Physician>(desk.Fold(r), r.Version))];
    }
}

/// <summary>Wakes the live worklists after a change.</summary>
internal sealed class CaseChanges
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next change after this was read.</summary>
    public Task Next => _next.Task;

    public void Tell() => Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
