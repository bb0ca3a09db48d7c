using UtilizationReview.Contracts.Events;
using UtilizationReview.Correspondence.Domain;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Facts of a folder as bus events. Only documents of orders are told of, and only once they are usable; no file name leaves.</summary>
internal static class CorrespondenceEvents
{
    public static IEnumerable<object> Tell(Folder folder, FolderEvent fact) => fact switch
    {
        _ when folder.IsDraft => [],
        FolderEvent.DocumentStored e => Usable([e.Document], folder, e.At),
        FolderEvent.DocumentCleared e => Usable([folder.Find(e.DocumentId)!], folder, e.At),
        FolderEvent.DraftTakenOver e => Usable(e.Documents, folder, e.At),
        _ => [],
    };

    private static IEnumerable<DocumentReceived> Usable(IEnumerable<Document> documents, Folder folder, DateTimeOffset at) =>
        documents.Where(d => d.IsUsable).Select(d => new DocumentReceived
        {
            OrderId = folder.Id, OccurredAt = at, DocumentId = d.Id, Kind = DocumentsWire.Word(d.Content.Kind), ReceivedAt = d.ReceivedAt,
            SentBy = d.SentBy, SentByRole = d.SentByRole, AfterDetermination = d.Content.AfterDetermination,
        });
}
