using Grpc.Core;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>An order or draft the caller may send documents to and see those of.</summary>
/// <param name="FolderId">Tracking number of the order, or id of the draft.</param>
/// <param name="AfterDetermination">Instant of the order's last determination; null when there is none.</param>
/// <param name="BecameOrder">Tracking number of the order the draft has become; empty while it is a draft.</param>
internal sealed record SeenRecord(
    string FolderId, bool IsDraft, Ownership Owner, DateTimeOffset? AfterDetermination = null, string BecameOrder = "");

/// <summary>Asks Intake whose a record is. What the caller may not see is not there.</summary>
internal sealed class IntakeRecords(Intake.IntakeClient intake)
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
        var decided = order.Lines.SelectMany(line => line.Determinations).Select(d => d.DecidedAt.ToDateTimeOffset()).ToList();
        return new(order.TrackingNumber, IsDraft: false, new(order.Form.PracticeId, order.Form.PlanId), decided.Count == 0 ? null : decided.Max());
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
            ? new(draft.DraftId, IsDraft: true, new(draft.Form.PracticeId, draft.Form.PlanId), BecameOrder: draft.SubmittedAs)
            : throw unknown.ToRpcException();
    }

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
