using Grpc.Core;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using Content = UtilizationReview.Correspondence.Domain.Content;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Takes a document in: whole, checked, stored, then recorded, then shown to the scanner. Whatever ends between two of these steps leaves
/// nothing that is not swept, and no record without content.</summary>
internal sealed class Uploads(FolderDesk desk, IntakeRecords records, Holding holding, Screening screening, TimeProvider clock)
{
    public async Task<UploadResponse> TakeAsync(IAsyncStreamReader<UploadRequest> stream, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        using var arrivals = new Arrivals(stream, ct);
        var header = await arrivals.HeaderAsync();
        var type = DocumentsWire.Checked(header);
        var record = header.RecordCase == UploadHeader.RecordOneofCase.DraftId
            ? await records.DraftAsync(header.DraftId, caller, ct)
            : await records.OrderAsync(header.Order, caller, ct);
        if (record.BecameOrder.Length > 0) throw Refusals.DraftIsOrder(record.FolderId, record.BecameOrder).ToRpcException();
        await using var file = await SpoolAsync(arrivals);

        // The sender has done its part. What follows is short, and not given up when the sender goes: the key tells what became of it.
        var (pages, problem) = await ContentCheck.LookAsync(type, file.Content, ct);
        if (problem is not null) throw Refusals.WrongContent(problem).ToRpcException();
        record = await records.AgainAsync(record, caller, CancellationToken.None);
        var content = new Content(
            header.FileName, type.MediaType, (Domain.DocumentKind)header.Kind, file.Length, file.Sha256, pages, record.DeniedAt);
        var key = context.KeyOf(header.IdempotencyKey);
        var hash = PayloadHash.Of($"{PayloadHash.Of(header)}|{file.Sha256}");
        if (await desk.RepeatedAsync(key, hash, CancellationToken.None) is { } repeated)
            return DocumentsWire.Answer(repeated.OrRefuse().State, file.Sha256, alreadyThere: false, record.Late);
        if (record.DraftId.Length > 0) await desk.TakeOverAsync(record.DraftId, record.FolderId, record.Owner, key: null, CancellationToken.None);
        var receive = new FolderCommand.Receive(
            record.FolderId, record.IsDraft, record.Owner, StoreSweeper.NewId(clock), content, screening.IsOn, caller.PersonId, caller.Role);
        var (folder, added) = await KeepAsync(receive, file, key with { WasAsked = true }, hash, caller.Actor);
        return DocumentsWire.Answer(folder, file.Sha256, alreadyThere: !added, record.Late);
    }

    /// <summary>The folder with the document in it, and whether it was added.</summary>
    private async Task<(Folder Folder, bool Added)> KeepAsync(
        FolderCommand.Receive receive, SpooledFile file, MessageKey key, string hash, Actor actor)
    {
        // What the folder would say is asked before anything is stored for nothing; the desk has the last word.
        var present = await desk.ReadAsync(receive.FolderId, CancellationToken.None);
        var before = Folder.Decide(present, receive, clock.GetUtcNow());
        if (before is Answer<FolderEvent>.Rejected rejected) throw rejected.Refusal.ToRpcException();
        var stored = before is Answer<FolderEvent>.Accepted;
        if (stored) await StoreAsync(receive.DocumentId, file);
        var answer = await desk.ExecuteAsync(receive.FolderId, receive, key, hash, actor, CancellationToken.None);
        if (answer is DeskAnswer<Folder>.Accepted accepted)
        {
            var folder = screening.IsOn
                ? await screening.LookAsync(receive.FolderId, receive.DocumentId, CancellationToken.None)
                : accepted.State;
            return (folder, Added: true);
        }
        // Somebody else's same content, or the same upload twice at once, was first.
        if (stored) await RemoveAsync(receive.DocumentId);
        return (answer.OrRefuse().State, Added: answer is not DeskAnswer<Folder>.Ignored);
    }

    private async Task<SpooledFile> SpoolAsync(Arrivals arrivals)
    {
        try
        {
            var file = holding.Spool.Open();
            try
            {
                await arrivals.ReadAsync(file);
                return file;
            }
            catch
            {
                await file.DisposeAsync();
                throw;
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw DocumentsWire.StoreAway(new(problem)); // the disk is full or away
        }
    }

    private async Task RemoveAsync(string documentId)
    {
        try
        {
            await holding.Store.RemoveAsync(documentId, CancellationToken.None);
        }
        catch (StoreAwayException)
        {
            // Content without a record is swept in an hour.
        }
    }

    private async Task StoreAsync(string documentId, SpooledFile file)
    {
        try
        {
            await holding.Store.StoreAsync(documentId, file, CancellationToken.None);
        }
        catch (StoreAwayException problem)
        {
            throw DocumentsWire.StoreAway(problem);
        }
    }
}
