using System.Text.Json.Serialization;

namespace UtilizationReview.Correspondence.Domain;

/// <summary>What is wanted of a folder.</summary>
internal abstract record FolderCommand
{
    private FolderCommand() { }

    /// <summary>A document was stored; the command makes it one of the folder.</summary>
    /// <param name="IsDraft">The folder is a draft's.</param>
    /// <param name="Scanned">A scanner will look at it.</param>
    public sealed record Receive(
        string FolderId, bool IsDraft, Ownership Owner, string DocumentId, Content Content, bool Scanned, string SentBy, string SentByRole)
        : FolderCommand;

    /// <summary>The scanner has looked.</summary>
    /// <param name="Found">Name of what it found; empty: nothing.</param>
    public sealed record RecordScan(string DocumentId, string Found) : FolderCommand;

    /// <summary>The scanner could not look.</summary>
    /// <param name="Why">For the record; no content of the document.</param>
    public sealed record RecordScanFailure(string DocumentId, string Why) : FolderCommand;

    /// <summary>Somebody read.</summary>
    /// <param name="DocumentId">Empty: the list.</param>
    public sealed record RecordReading(string DocumentId, Reading What) : FolderCommand;

    /// <summary>Somebody reads what is made of the order's record; the folder is opened for it when the order has no documents.</summary>
    public sealed record RecordKit(string FolderId, Ownership Owner, string Document) : FolderCommand;

    /// <summary>The draft has become an order. A draft without documents is told too: one still on its way shall not arrive there.</summary>
    public sealed record HandOver(string FolderId, Ownership Owner, string OrderId) : FolderCommand;

    /// <summary>The order takes the documents of the draft it came from.</summary>
    public sealed record TakeOver(string FolderId, Ownership Owner, string DraftId, IReadOnlyList<Document> Documents) : FolderCommand;
}

/// <summary>What was read.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Reading>))]
internal enum Reading { List, Particulars, Content, Citations }

/// <summary>What has happened to a folder. Discriminators and property names are storage format: only ever added to.</summary>
[JsonPolymorphic]
[JsonDerivedType(typeof(DocumentStored), "document-stored")]
[JsonDerivedType(typeof(DocumentQuarantined), "document-quarantined")]
[JsonDerivedType(typeof(DocumentCleared), "document-cleared")]
[JsonDerivedType(typeof(DocumentFoundInfected), "document-found-infected")]
[JsonDerivedType(typeof(DocumentsRead), "documents-read")]
[JsonDerivedType(typeof(KitRead), "kit-read")]
[JsonDerivedType(typeof(DraftHandedOver), "draft-handed-over")]
[JsonDerivedType(typeof(DraftTakenOver), "draft-taken-over")]
internal abstract record FolderEvent
{
    private FolderEvent(DateTimeOffset at) => At = at;

    /// <summary>Instant, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>A document is in the folder; its state says whether a scanner will look at it.</summary>
    public sealed record DocumentStored(DateTimeOffset At, string FolderId, bool IsDraft, Ownership Owner, Document Document) : FolderEvent(At);

    /// <summary>The scanner could not say; it is asked again.</summary>
    public sealed record DocumentQuarantined(DateTimeOffset At, string DocumentId, string Why, int Tries, DateTimeOffset ScanAt) : FolderEvent(At);

    /// <summary>The scanner found nothing.</summary>
    public sealed record DocumentCleared(DateTimeOffset At, string DocumentId) : FolderEvent(At);

    /// <summary>The scanner found something; the content goes.</summary>
    public sealed record DocumentFoundInfected(DateTimeOffset At, string DocumentId, string Found) : FolderEvent(At);

    /// <summary>Somebody read; who, stands in history.</summary>
    public sealed record DocumentsRead(DateTimeOffset At, string DocumentId, Reading What) : FolderEvent(At);

    /// <summary>Somebody read a document of the advocate's kit ("why", "call-sheet", "reconsideration-letter"); who, stands in history.</summary>
    public sealed record KitRead(DateTimeOffset At, string FolderId, Ownership Owner, string Document) : FolderEvent(At);

    /// <summary>The draft is an order's now: nothing changes here any more.</summary>
    public sealed record DraftHandedOver(DateTimeOffset At, string FolderId, Ownership Owner, string OrderId) : FolderEvent(At);

    /// <summary>The order has the draft's documents.</summary>
    public sealed record DraftTakenOver(
        DateTimeOffset At, string FolderId, string DraftId, Ownership Owner, IReadOnlyList<Document> Documents) : FolderEvent(At);
}
