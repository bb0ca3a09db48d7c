using System.Text.Json.Serialization;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Correspondence.Domain.FolderCommand;
using static UtilizationReview.Correspondence.Domain.FolderEvent;

namespace UtilizationReview.Correspondence.Domain;

/// <summary>The documents of one order or one draft. They are one record because what holds of all together (200 MB, no content twice) must hold
/// whoever sends at the same time.</summary>
internal sealed record Folder
{
    private static readonly TimeSpan FirstTry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>Tracking number of the order, or id of the draft.</summary>
    public required string Id { get; init; }

    public required bool IsDraft { get; init; }

    public required Ownership Owner { get; init; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Document> Documents { get; init; } = [];

    /// <summary>The order this draft has become; empty while it is a draft, and for an order.</summary>
    public string HandedOverTo { get; init; } = "";

    /// <summary>Bytes of all content.</summary>
    [JsonIgnore]
    public long Length => Documents.Where(d => d.HasContent).Sum(d => d.Content.Length);

    /// <summary>When the scanner is owed a look next.</summary>
    [JsonIgnore]
    public DateTimeOffset? WakeAt => HandedOverTo.Length > 0 ? null : Documents.Min(d => d.ScanAt);

    public Document? Find(string documentId) => Documents.FirstOrDefault(d => d.Id == documentId);

    /// <summary>The document with this content, if there is one.</summary>
    public Document? Same(string sha256) => Documents.FirstOrDefault(d => d.Content.Sha256 == sha256);

    /// <summary>What a command does to a folder (null: there is none yet).</summary>
    public static Answer<FolderEvent> Decide(Folder? folder, FolderCommand command, DateTimeOffset now) => (folder, command) switch
    {
        ({ HandedOverTo: { Length: > 0 } order }, Receive) => Refuse(Refusals.DraftIsOrder(folder.Id, order)),
        (_, Receive c) => Received(folder, c, now),
        (null, TakeOver c) => Taken([], c, now),
        ({ } f, TakeOver c) => Taken(f.Documents, c, now),
        (null, HandOver c) => Fact(new DraftHandedOver(now, c.FolderId, c.Owner, c.OrderId)),
        (_, RecordKit c) => Fact(new KitRead(now, c.FolderId, c.Owner, c.Document)),
        (null, _) => Refuse(Refusals.NoDocuments),
        (_, RecordReading c) => Fact(new DocumentsRead(now, c.DocumentId, c.What)),
        ({ HandedOverTo.Length: > 0 }, _) => Ignored("The draft is an order's; its documents are there."),
        (_, HandOver c) => Fact(new DraftHandedOver(now, c.FolderId, c.Owner, c.OrderId)),
        ({ } f, RecordScan c) => Scanned(f, c, now),
        ({ } f, RecordScanFailure c) => NotScanned(f, c, now),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Folds one fact into the folder.</summary>
    public static Folder Evolve(Folder? folder, FolderEvent fact) => fact switch
    {
        DocumentStored e => (folder ?? new() { Id = e.FolderId, IsDraft = e.IsDraft, Owner = e.Owner }).With(e.Document) with { Owner = e.Owner },
        DraftTakenOver e => e.Documents.Aggregate(folder ?? new() { Id = e.FolderId, IsDraft = false, Owner = e.Owner }, (f, d) => f.With(d)),
        DraftHandedOver e => (folder ?? new() { Id = e.FolderId, IsDraft = true, Owner = e.Owner }) with { HandedOverTo = e.OrderId },
        KitRead e => folder ?? new() { Id = e.FolderId, IsDraft = false, Owner = e.Owner },
        _ when folder is null => throw new InvalidOperationException($"{fact.GetType().Name} before any document: this history is damaged."),
        DocumentQuarantined e => folder.Each(e.DocumentId,
            d => d with { State = DocumentState.Quarantined, Tries = e.Tries, ScanAt = e.ScanAt }),
        DocumentCleared e => folder.Each(e.DocumentId, d => d with { State = DocumentState.Clean, ScanAt = null }),
        DocumentFoundInfected e => folder.Each(e.DocumentId, d => d with { State = DocumentState.Infected, Found = e.Found, ScanAt = null }),
        _ => folder,
    };

    private static Answer<FolderEvent> Received(Folder? folder, Receive c, DateTimeOffset now)
    {
        if (folder?.Same(c.Content.Sha256) is not null) return Ignored("The same content is there.");
        if (folder?.Documents.Count >= Limits.MostDocuments) return Refuse(Refusals.TooMany);
        if ((folder?.Length ?? 0) + c.Content.Length > Limits.FolderBytes) return Refuse(Refusals.FolderFull(folder!.Length, c.Content.Length));
        var document = new Document(
            c.DocumentId, c.Content, c.SentBy, c.SentByRole, now, c.Scanned ? DocumentState.Received : DocumentState.Unscanned)
        {
            // The upload itself asks the scanner; this is for when it does not come to it.
            ScanAt = c.Scanned ? now + FirstTry : null,
        };
        return new FolderEvent[] { new DocumentStored(now, c.FolderId, c.IsDraft, c.Owner, document) };
    }

    private static Answer<FolderEvent> Taken(IReadOnlyList<Document> known, TakeOver c, DateTimeOffset now)
    {
        var added = c.Documents.Where(d => known.All(k => k.Id != d.Id)).ToList();
        return added.Count == 0
            ? Ignored("The documents are there.")
            : new FolderEvent[] { new DraftTakenOver(now, c.FolderId, c.DraftId, c.Owner, added) };
    }

    private static Answer<FolderEvent> Scanned(Folder folder, RecordScan c, DateTimeOffset now) => folder.Find(c.DocumentId) switch
    {
        null => Refuse(Refusals.Unknown(c.DocumentId)),
        { ScanAt: null } => Ignored("The scanner has said, or is not wanted."),
        _ when c.Found.Length > 0 => Fact(new DocumentFoundInfected(now, c.DocumentId, c.Found)),
        _ => Fact(new DocumentCleared(now, c.DocumentId)),
    };

    private static Answer<FolderEvent> NotScanned(Folder folder, RecordScanFailure c, DateTimeOffset now)
    {
        if (folder.Find(c.DocumentId) is not { } document) return Refuse(Refusals.Unknown(c.DocumentId));
        if (document.ScanAt is null) return Ignored("The scanner has said, or is not wanted.");
        var pause = FirstTry * Math.Pow(2, Math.Min(document.Tries, 10));
        return Fact(new DocumentQuarantined(now, c.DocumentId, c.Why, document.Tries + 1, now + (pause < LongestPause ? pause : LongestPause)));
    }

    private Folder With(Document document) => this with { Documents = [.. Documents, document] };

    private Folder Each(string documentId, Func<Document, Document> change) =>
        this with { Documents = [.. Documents.Select(d => d.Id == documentId ? change(d) : d)] };

    private static Answer<FolderEvent> Fact(FolderEvent fact) => new[] { fact };

    private static Answer<FolderEvent> Ignored(string why) => new Answer<FolderEvent>.Ignored(why);

    private static Answer<FolderEvent> Refuse(Refusal refusal) => new Answer<FolderEvent>.Rejected(refusal);
}
