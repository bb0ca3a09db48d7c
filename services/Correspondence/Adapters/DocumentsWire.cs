using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using Wire = UtilizationReview.Contracts.Correspondence.V1;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Messages of the wire ↔ the domain's own words. Kinds and states are the same numbers on both sides.</summary>
internal static class DocumentsWire
{
    private const int LongestKey = 128;

    /// <summary>The type of a header that says everything as it should.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT with every field at fault.</exception>
    public static DocumentType Checked(UploadHeader header)
    {
        List<FieldProblem> problems = [];
        if (header.RecordCase == UploadHeader.RecordOneofCase.None)
            problems.Add(new("header.order", "neither an order nor a draft is named; name one of them"));
        if (FileNameProblem(header.FileName) is { } name) problems.Add(new("header.file_name", name));
        var type = DocumentTypes.Find(header.MediaType);
        if (type is null)
            problems.Add(new("header.media_type", $"'{Shown(header.MediaType)}' is not taken; allowed are {DocumentTypes.Allowed}"));
        if (!System.Enum.IsDefined((Domain.DocumentKind)header.Kind))
        {
            problems.Add(new("header.kind", "the kind is missing or unknown; it is office note, imaging report, therapy notes or other"));
        }
        if (header.IdempotencyKey.Length is 0 or > LongestKey)
        {
            problems.Add(new("header.idempotency_key",
                $"the key is missing or longer than {LongestKey} characters; send one of your own per document"));
        }
        if (problems.Count == 0) return type!;
        var sentence = $"The document cannot be taken: {string.Join("; ", problems.Select(p => $"{p.Field}: {p.Problem}"))}.";
        throw new Refusal("invalid-header", sentence) { Kind = RefusalKind.BadInput, Fields = problems }.ToRpcException();
    }

    /// <summary>What became of an upload.</summary>
    public static UploadResponse Answer(Folder folder, string sha256, bool alreadyThere, LateDocument late)
    {
        var document = folder.Same(sha256) ?? throw new InvalidOperationException("A document that was taken is not in its folder.");
        return new() { Document = ToWire(folder, document), AlreadyThere = alreadyThere, Sentence = Sentence(document, alreadyThere, late) };
    }

    public static Wire.Document ToWire(Folder folder, Domain.Document document) => new()
    {
        DocumentId = document.Id, Order = folder.IsDraft ? "" : folder.Id, DraftId = folder.IsDraft ? folder.Id : "",
        FileName = document.Content.FileName, MediaType = document.Content.MediaType, Kind = (Wire.DocumentKind)document.Content.Kind,
        Length = document.Content.Length, Pages = document.Content.Pages, Sha256 = document.Content.Sha256,
        State = (Wire.DocumentState)document.State, Usable = document.IsUsable, Found = document.Found, SentBy = document.SentBy,
        ReceivedAt = document.ReceivedAt.ToTimestamp(), AfterDetermination = document.Content.AfterDetermination?.ToTimestamp(),
    };

    /// <summary>The kind as events say it.</summary>
    public static string Word(Domain.DocumentKind kind) => kind switch
    {
        Domain.DocumentKind.OfficeNote => "office-note",
        Domain.DocumentKind.ImagingReport => "imaging-report",
        Domain.DocumentKind.TherapyNotes => "therapy-notes",
        _ => "other",
    };

    /// <summary>Why each citation that cannot be used cannot; the folder is null when there are no documents.</summary>
    public static IEnumerable<CitationProblem> Problems(Folder? folder, IEnumerable<Citation> citations) => citations
        .Select((citation, index) => (Index: index, Problem: Problem(folder?.Find(citation.DocumentId), citation)))
        .Where(found => found.Problem is not null).Select(found => new CitationProblem { Index = found.Index, Problem = found.Problem });

    public static RpcException StoreAway(StoreAwayException problem) => new(
        new Status(StatusCode.Unavailable, "The document store does not answer right now. Nothing was changed; try again in a moment.", problem),
        new Metadata { { RefusalErrors.CodeTrailer, "store-away" } });

    private static string? Problem(Domain.Document? document, Citation citation) => document switch
    {
        null => $"There is no document '{Shown(citation.DocumentId)}' on this record.",
        { State: Domain.DocumentState.Infected } => $"The document {document.Id} is infected and cannot be cited.",
        { IsUsable: false } => $"The document {document.Id} has not been found clean yet and cannot be cited before.",
        _ when citation.Page < 0 => $"Page {citation.Page} is none; pages count from 1, 0 is the whole document.",
        { Content.Pages: > 0 and var pages } when citation.Page > pages =>
            $"The document {document.Id} has {pages} pages, and no page {citation.Page}.",
        _ => null,
    };

    private static string Sentence(Domain.Document document, bool alreadyThere, LateDocument late)
    {
        var came = alreadyThere
            ? $"The same content is there already, as {document.Id}; nothing was added."
            : $"The document was received as {document.Id}.";
        return document.State switch
        {
            Domain.DocumentState.Infected when document.Found.StartsWith(Clamd.TooMuch, StringComparison.Ordinal) =>
                $"{came} The virus scanner could not look at all that is in it: its content was removed, and nobody can read it. Send it in smaller "
                    + "parts, or as a PDF.",
            Domain.DocumentState.Infected =>
                $"{came} The virus scanner found something in it: its content was removed, and nobody can read it. Send a clean copy.",
            Domain.DocumentState.Received or Domain.DocumentState.Quarantined =>
                $"{came} It is held back until the virus scanner has looked at it; there is nothing you have to do.",
            _ when document.Content.AfterDetermination is null || alreadyThere => $"{came} It can be read and cited.",
            _ => $"{came} It came after a denial" + late switch
            {
                LateDocument.OpensLook => ": a physician looks at what is denied with it, which is not a request for reconsideration.",
                LateDocument.JoinsLook => ": the physician who looks at the denial again sees it.",
                LateDocument.OpensNothing => " that documents cannot open any more; the rights named in the notice remain.",
                _ => " and is on record.",
            },
        };
    }

    private static string? FileNameProblem(string name) => name switch
    {
        "" => "the name of the file is missing",
        { Length: > Limits.FileNameLength } => $"the name has {name.Length} characters; at most {Limits.FileNameLength} are allowed",
        _ when string.IsNullOrWhiteSpace(name) || name.Trim('.').Length == 0 => "the name has no letters",
        _ when name.AsSpan().ContainsAny('/', '\\') => "the name holds a folder; send the last part only",
        _ when name.Any(char.IsControl) => "the name has control characters",
        _ => null,
    };

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60];
}
