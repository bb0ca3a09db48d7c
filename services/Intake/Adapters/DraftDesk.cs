using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using Desk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.Intake.Adapters.IntakeContext, UtilizationReview.Intake.Adapters.DraftRow, UtilizationReview.Intake.Adapters.Document,
    UtilizationReview.Intake.Adapters.DocumentCommand, UtilizationReview.Intake.Adapters.DocumentEvent>;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Drafts: forms being filled in. A practice sees its own, the contact center those of its plans.</summary>
internal sealed class DraftDesk(Desk desk, Citations citations, IDbContextFactory<IntakeContext> contexts)
{
    private const int MostListed = 200;

    /// <summary>Writes the columns drafts are listed by.</summary>
    public static void Index(Document draft, DraftRow row)
    {
        var form = Form(draft);
        (row.PracticeId, row.PlanId, row.Open) = (form.PracticeId, form.PlanId, !draft.Discarded && draft.SubmittedAs.Length == 0);
    }

    public async Task<Draft> SaveAsync(SaveDraftRequest request, MessageKey key, Caller caller, CancellationToken ct)
    {
        var form = request.Form?.Clone() ?? new OrderForm();
        if (form.PracticeId.Length == 0) form.PracticeId = caller.PracticeId ?? "";
        if (!caller.Sees(form.PracticeId, form.PlanId)) throw OrderRefusals.NotYourPractice("form.practice_id").ToRpcException();
        var isNew = request.DraftId.Length == 0;
        // The id follows from the key, so that a repeated first save finds the draft it made.
        var id = isNew ? "D-" + PayloadHash.Of($"{key.Scope}|{key.Id}")[..16] : request.DraftId;
        if (!isNew) await SeenAsync(id, caller, ct);
        // A service that is away holds no draft up: what a draft cites is checked again when it is submitted.
        if ((await citations.OfDraftAsync(form.Facts, "facts", request.DraftId, ct)).Problems is { Count: > 0 } problems)
            throw FormProblem.Refuse("form.", problems).ToRpcException();
        var saved = (await desk.ExecuteAsync(
            id, new DocumentCommand.Save(JsonFormatter.Default.Format(form)), key, PayloadHash.Of(request), caller.Actor, isNew
                ? 0
                : request.Version, ct)).OrRefuse();
        return Wire(saved.Id, saved.State, saved.Version);
    }

    public async Task<Draft> GetAsync(string id, Caller caller, CancellationToken ct)
    {
        var draft = await SeenAsync(id, caller, ct);
        return Wire(id, draft.State, draft.Version);
    }

    public async Task<IReadOnlyList<Draft>> ListAsync(Caller caller, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = context.Drafts.AsNoTracking().Where(r => r.Open);
        rows = caller.PracticeId is { } practice ? rows.Where(r => r.PracticeId == practice) : rows.Where(r => caller.PlanIds.Contains(r.PlanId));
        return [.. (await rows.OrderByDescending(r => r.Id).Take(MostListed).ToListAsync(ct)).Select(r => Wire(r.Id, desk.Fold(r), r.Version))
            .OrderByDescending(d => d.SavedAt.ToDateTimeOffset())];
    }

    public async Task DiscardAsync(DiscardDraftRequest request, MessageKey key, Caller caller, CancellationToken ct)
    {
        await SeenAsync(request.DraftId, caller, ct, discardedToo: true);
        (await desk.ExecuteAsync(request.DraftId, new DocumentCommand.Discard(), key, PayloadHash.Of(request), caller.Actor, ct)).OrRefuse();
    }

    /// <summary>The draft became an order; marking it again changes nothing.</summary>
    public Task MarkSubmittedAsync(string id, string trackingNumber, Actor actor, CancellationToken ct) =>
        desk.ExecuteAsync(id, new DocumentCommand.Submitted(trackingNumber), key: null, payloadHash: "", actor, ct);

    private async Task<Versioned<Document>> SeenAsync(string id, Caller caller, CancellationToken ct, bool discardedToo = false)
    {
        if (await desk.ReadAsync(id, ct) is { } draft && (discardedToo || !draft.State.Discarded)
            && Form(draft.State) is var form && caller.Sees(form.PracticeId, form.PlanId))
        {
            return draft;
        }
        throw new Refusal("unknown-draft", $"There is no draft {id}.") { Kind = RefusalKind.Unknown }.ToRpcException();
    }

    private static OrderForm Form(Document draft) => OrderForm.Parser.ParseJson(draft.Content);

    private static Draft Wire(string id, Document draft, int version) =>
        new() { DraftId = id, Form = Form(draft), Version = version, SavedAt = draft.SavedAt.ToTimestamp(), SubmittedAs = draft.SubmittedAs };
}
