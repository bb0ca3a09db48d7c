using System.Globalization;
using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.Correspondence.Domain;

/// <summary>Every way a document is refused. Codes are part of the wire.</summary>
internal static class Refusals
{
    public const string UnknownCode = "unknown-document";

    /// <summary>Nothing of the record's documents is here.</summary>
    public static Refusal NoDocuments { get; } = new("no-documents", "The record has no documents.") { Kind = RefusalKind.Unknown };

    public static Refusal TooMany { get; } = Bad("too-many-documents", "header.order",
        $"The order has {Limits.MostDocuments} documents, which is the most there can be; put several pages into one file.");

    public static Refusal TooLarge { get; } = Bad("document-too-large", "chunk",
        $"The document is larger than {Megabytes(Limits.DocumentBytes)}, the most a document can have. Send it in parts, or scan it with less "
            + "detail.");

    public static Refusal ChunkTooLarge { get; } = Bad("chunk-too-large", "chunk",
        $"A piece of the content is larger than {Megabytes(Limits.ChunkBytes)}; send it in smaller pieces.");

    /// <summary>There is none, or the caller may not know of it.</summary>
    public static Refusal Unknown(string documentId) =>
        new(UnknownCode, $"There is no document '{Shown(documentId)}'.") { Kind = RefusalKind.Unknown };

    /// <summary>There is none, or the caller may not know of it.</summary>
    public static Refusal UnknownOrder(string number) =>
        new("unknown-order", $"There is no order with the number '{Shown(number)}'.") { Kind = RefusalKind.Unknown };

    /// <summary>There is none, or the caller may not know of it.</summary>
    public static Refusal UnknownDraft(string id) => new("unknown-draft", $"There is no draft {Shown(id)}.") { Kind = RefusalKind.Unknown };

    public static Refusal DraftIsOrder(string draftId, string order) => new("draft-is-order",
        $"The draft {Shown(draftId)} has become the order {order}; send the document there.");

    public static Refusal FolderFull(long present, long added) => Bad("order-full", "chunk",
        $"The documents of the order have {Megabytes(present)}; with the {Megabytes(added)} of this one they would have more than "
            + $"{Megabytes(Limits.FolderBytes)}, the most an order can have. Scan with less detail, or leave out what is not needed.");

    public static Refusal WrongContent(string problem) => Bad("wrong-content", "chunk",
        $"The content {problem}. Allowed are {DocumentTypes.Allowed}, each with the content it says.");

    public static Refusal Bad(string code, string field, string sentence) =>
        new(code, sentence) { Kind = RefusalKind.BadInput, Fields = [new(field, sentence)] };

    /// <summary>Why the content cannot be read (now).</summary>
    public static Refusal NotReadable(DocumentState state) => state == DocumentState.Infected
        ? new("document-infected", "The virus scanner found something in the document; its content was removed. Ask the practice for a clean copy.")
        : new("document-not-checked", "The virus scanner has not looked at the document yet; it can be read once it is found clean. "
            + "Until then only who sent it can.");

    private static string Megabytes(long bytes) => bytes < 1024 * 1024 && bytes % (1024 * 1024) != 0
        ? $"{bytes} bytes"
        : (bytes / (1024.0 * 1024)).ToString("0.##", CultureInfo.InvariantCulture) + " MB";

    private static string Shown(string id) => id.Length <= 40 ? id : id[..40];
}
