using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Finds the folder or document a caller means and may see, and puts the reading on record.</summary>
internal sealed class Shelves(FolderDesk desk, IntakeRecords records)
{
    /// <summary>The order's folder; null when it has no documents. Whose it is, the folder knows once it is there: no other service is
    /// asked.</summary>
    public async Task<Folder?> OfOrderAsync(string number, Caller caller, CancellationToken ct)
    {
        if (await desk.ReadAsync(number, ct) is { IsDraft: false } known)
        {
            return caller.Sees(known.Owner.PracticeId, known.Owner.PlanId) ? known : throw Refusals.UnknownOrder(number).ToRpcException();
        }
        return await desk.ReadAsync((await records.OrderAsync(number, caller, ct)).FolderId, ct);
    }

    /// <summary>The draft's folder, or that of the order it has become; null when it has no documents.</summary>
    public async Task<Folder?> OfDraftAsync(string id, Caller caller, CancellationToken ct)
    {
        var draft = await records.DraftAsync(id, caller, ct);
        var folder = await desk.ReadAsync(draft.FolderId, ct);
        return folder is { HandedOverTo: { Length: > 0 } order } ? await desk.ReadAsync(order, ct) : folder;
    }

    /// <summary>The document and its folder.</summary>
    public async Task<(Folder Folder, Document Document)> DocumentAsync(string documentId, Caller caller, CancellationToken ct)
    {
        var unknown = Refusals.Unknown(documentId);
        if (await desk.FolderOfAsync(documentId, ct) is not { } folder || folder.Find(documentId) is not { } document)
            throw unknown.ToRpcException();
        if (folder.IsDraft)
        {
            try
            {
                await records.DraftAsync(folder.Id, caller, ct);
            }
            catch (Grpc.Core.RpcException hidden) when (hidden.StatusCode == Grpc.Core.StatusCode.NotFound)
            {
                throw unknown.ToRpcException();
            }
        }
        else if (!caller.Sees(folder.Owner.PracticeId, folder.Owner.PlanId))
        {
            throw unknown.ToRpcException();
        }
        return (folder, document);
    }

    /// <summary>Puts a reading on record; nothing is shown before it is.</summary>
    /// <param name="folder">What is read.</param>
    /// <param name="documentId">Empty: the list.</param>
    /// <param name="what">How much of it.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="ct">Cancels.</param>
    public Task RecordAsync(Folder folder, string documentId, Reading what, Caller caller, CancellationToken ct) =>
        desk.ExecuteAsync(folder.Id, new FolderCommand.RecordReading(documentId, what), key: null, payloadHash: "", caller.Actor, ct);
}
