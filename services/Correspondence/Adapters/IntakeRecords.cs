using Grpc.Core;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>What a document does that comes after a denial.</summary>
internal enum LateDocument
{
    /// <summary>It could not be asked.</summary>
    NotKnown,

    /// <summary>Nothing: the window is over, or a reconsideration is.</summary>
    OpensNothing,

    /// <summary>It opens the denial for a physician's look.</summary>
    OpensLook,

    /// <summary>It joins a look that is going on.</summary>
    JoinsLook,
}

/// <summary>An order or draft the caller may send documents to and see those of.</summary>
/// <param name="FolderId">Tracking number of the order, or id of the draft.</param>
internal sealed record SeenRecord(string FolderId, bool IsDraft, Ownership Owner)
{
    /// <summary>Instant of the denial in force, or that is being looked at again; null: nothing of the order is denied.</summary>
    public DateTimeOffset? DeniedAt { get; init; }

    /// <summary>What a document does that comes after the denial.</summary>
    public LateDocument Late { get; init; }

    /// <summary>The draft the order came from; empty: none, and for a draft.</summary>
    public string DraftId { get; init; } = "";

    /// <summary>Tracking number of the order the draft has become; empty while it is a draft.</summary>
    public string BecameOrder { get; init; } = "";
}

/// <summary>Asks Intake whose a record is. What the caller may not see is not there.</summary>
internal sealed class IntakeRecords(Intake.IntakeClient intake, AppealLadder.AppealLadderClient ladder)
{
    /// <summary>The order with the tracking or order number.</summary>
    /// <exception cref="RpcException">NOT_FOUND, or UNAVAILABLE when Intake is away.</exception>
    public async Task<SeenRecord> OrderAsync(string number, Caller caller, CancellationToken ct)
    {
        var unknown = Refusals.UnknownOrder(number);
        if (number.Length == 0)
        {
            throw Refusals.Bad("record-required", "order", "The order's number is empty; give its tracking or order number.").ToRpcException();
        }
        var order = await AskAsync(
            () => intake.GetOrderAsync(new() { Number = number }, cancellationToken: ct).ResponseAsync, unknown.ToRpcException, ct);
        if (!caller.Sees(order.Form.PracticeId, order.Form.PlanId)) throw unknown.ToRpcException();
        return new(order.TrackingNumber, IsDraft: false, new(order.Form.PracticeId, order.Form.PlanId))
        {
            DeniedAt = DeniedAt(order), DraftId = order.DraftId,
            Late = order.Status == OrderStatus.Reconsideration ? LateDocument.JoinsLook : LateDocument.NotKnown,
        };
    }

    /// <summary>The record as it stands now that the content is here: what it was before the upload may have been decided since. What was seen
    /// before holds where Intake is away by now: nobody sends the content again for that.</summary>
    public async Task<SeenRecord> AgainAsync(SeenRecord before, Caller caller, CancellationToken ct)
    {
        if (before.IsDraft) return before;
        var seen = before;
        try
        {
            seen = await OrderAsync(before.FolderId, caller, ct);
            if (seen.DeniedAt is null || seen.Late == LateDocument.JoinsLook) return seen;
            var steps = (await ladder.GetLadderAsync(new() { Number = seen.FolderId }, cancellationToken: ct)).Steps;
            return seen with
            {
                Late = steps.FirstOrDefault(step => step.Step == RecourseStep.SupportingDocumentation)?.State switch
                {
                    RecourseState.Open => LateDocument.OpensLook,
                    RecourseState.Running => LateDocument.JoinsLook,
                    _ => LateDocument.OpensNothing,
                },
            };
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            return seen;
        }
    }

    /// <summary>The draft. It is its practice's and the contact center's; reviewers do not see what is not asked yet.</summary>
    /// <exception cref="RpcException">NOT_FOUND, or UNAVAILABLE when Intake is away.</exception>
    public async Task<SeenRecord> DraftAsync(string id, Caller caller, CancellationToken ct)
    {
        var unknown = Refusals.UnknownDraft(id);
        if (id.Length == 0)
        {
            throw Refusals.Bad("record-required", "draft_id", "The draft's id is empty; give the id SaveDraft answered.").ToRpcException();
        }
        var draft = await AskAsync(
            () => intake.GetDraftAsync(new() { DraftId = id }, cancellationToken: ct).ResponseAsync, unknown.ToRpcException, ct);
        var mine = caller.Role is Roles.Practice or Roles.ContactCenter or Roles.Service && caller.Sees(draft.Form.PracticeId, draft.Form.PlanId);
        return mine
            ? new(draft.DraftId, IsDraft: true, new(draft.Form.PracticeId, draft.Form.PlanId)) { BecameOrder = draft.SubmittedAs }
            : throw unknown.ToRpcException();
    }

    /// <summary>When what is denied of the order was denied last; null: nothing is, whatever was decided of a line.</summary>
    private static DateTimeOffset? DeniedAt(Order order) => order.Status
        is OrderStatus.Denied or OrderStatus.PartiallyApproved or OrderStatus.DenialUpheld or OrderStatus.Reconsideration
        ? order.Lines.Select(line => line.Determinations.LastOrDefault())
            .Where(last => last?.Outcome is LineOutcome.ApprovedLess or LineOutcome.Denied or LineOutcome.DeniedSite)
            .Max(last => last?.DecidedAt?.ToDateTimeOffset())
        : null;

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask, Func<RpcException> unknown, CancellationToken ct)
    {
        try
        {
            return await ask();
        }
        catch (RpcException problem) when (problem.StatusCode == StatusCode.NotFound)
        {
            throw unknown();
        }
        catch (RpcException problem) when (!ct.IsCancellationRequested)
        {
            throw new RpcException(
                new Status(
                    StatusCode.Unavailable, "Whose order this is cannot be asked right now. Nothing was changed; try again in a moment.", problem),
                new Metadata { { RefusalErrors.CodeTrailer, "intake-away" } });
        }
    }
}
