using Google.Protobuf;
using Grpc.Core;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using Wire = UtilizationReview.Contracts.Correspondence.V1;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Documents on the wire.</summary>
internal sealed partial class DocumentsGrpc(Uploads uploads, Shelves shelves, Holding holding, ILogger<DocumentsGrpc> log) : Documents.DocumentsBase
{
    private const int PieceLength = 64 * 1024;

    public override Task<UploadResponse> Upload(IAsyncStreamReader<UploadRequest> requestStream, ServerCallContext context) =>
        uploads.TakeAsync(requestStream, context);

    public override async Task Download(DownloadRequest request, IServerStreamWriter<DownloadResponse> responseStream, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        var (folder, document) = await shelves.DocumentAsync(request.DocumentId, caller, ct);
        if (!document.IsUsable && !(document.HasContent && document.SentBy == caller.PersonId))
            throw Refusals.NotReadable(document.State).ToRpcException();
        if (request.Offset < 0 || request.Offset > document.Content.Length)
        {
            throw Refusals.Bad("offset", "offset",
                $"The offset {request.Offset} is not in the document; allowed is 0 to {document.Content.Length}, its length.").ToRpcException();
        }
        await shelves.RecordAsync(folder, document.Id, Reading.Content, caller, ct);
        await responseStream.WriteAsync(new() { Document = DocumentsWire.ToWire(folder, document) }, ct);
        if (request.Offset < document.Content.Length) await SendAsync(document, request.Offset, responseStream, ct);
    }

    public override async Task<Wire.Document> GetDocument(GetDocumentRequest request, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        var (folder, document) = await shelves.DocumentAsync(request.DocumentId, caller, ct);
        await shelves.RecordAsync(folder, document.Id, Reading.Particulars, caller, ct);
        return DocumentsWire.ToWire(folder, document);
    }

    public override async Task<ListDocumentsResponse> ListDocuments(ListDocumentsRequest request, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        var folder = request.RecordCase == ListDocumentsRequest.RecordOneofCase.DraftId
            ? await shelves.OfDraftAsync(request.DraftId, caller, ct)
            : await shelves.OfOrderAsync(request.Order, caller, ct);
        if (folder is null) return new();
        await shelves.RecordAsync(folder, "", Reading.List, caller, ct);
        return new() { Documents = { folder.Documents.Select(d => DocumentsWire.ToWire(folder, d)) } };
    }

    public override async Task<CheckCitationsResponse> CheckCitations(CheckCitationsRequest request, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        if (request.Citations.Count > Limits.Citations)
        {
            throw Refusals.Bad("too-many-citations", "citations",
                $"{request.Citations.Count} citations were given; at most {Limits.Citations} are checked at once.").ToRpcException();
        }
        var folder = request.RecordCase == CheckCitationsRequest.RecordOneofCase.DraftId
            ? await shelves.OfDraftAsync(request.DraftId, caller, ct)
            : await shelves.OfOrderAsync(request.Order, caller, ct);
        if (folder is not null) await shelves.RecordAsync(folder, "", Reading.Citations, caller, ct);
        return new() { Problems = { DocumentsWire.Problems(folder, request.Citations) } };
    }

    private async Task SendAsync(Domain.Document document, long offset, IServerStreamWriter<DownloadResponse> stream, CancellationToken ct)
    {
        try
        {
            await using var content = await holding.Store.OpenAsync(document.Id, offset, ct) ?? throw Missing(document.Id);
            var piece = new byte[PieceLength];
            for (int read; (read = await content.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, ct)) > 0;)
            {
                // The message is on its way when the write returns: the buffer can be used again.
                await stream.WriteAsync(new() { Chunk = UnsafeByteOperations.UnsafeWrap(piece.AsMemory(0, read)) }, ct);
            }
        }
        catch (StoreAwayException problem)
        {
            throw DocumentsWire.StoreAway(problem);
        }
        catch (IOException problem) when (!ct.IsCancellationRequested)
        {
            throw DocumentsWire.StoreAway(new(problem));
        }
    }

    private RpcException Missing(string documentId)
    {
        LogMissing(documentId);
        return new(new Status(StatusCode.DataLoss, "The content of the document is not where it should be. Tell the operator its id."));
    }

    [LoggerMessage(EventId = 6201, Level = LogLevel.Error, Message = "{Document} has a record and no content in the store")]
    private partial void LogMissing(string document);
}
