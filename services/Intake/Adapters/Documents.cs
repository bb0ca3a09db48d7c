using System.Text.Json;
using System.Text.Json.Serialization;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Intake.Adapters;

/// <summary>
/// A draft, a member or a practice: content without a lifecycle, kept through a desk for its version, its repeated-call rule and its history.
/// </summary>
/// <param name="Content">The message of the wire as protobuf JSON.</param>
/// <param name="SavedAt">When it was last saved.</param>
/// <param name="SubmittedAs">Tracking number of the order a draft became; empty otherwise.</param>
/// <param name="Discarded">A draft that was thrown away.</param>
internal sealed record Document(string Content, DateTimeOffset SavedAt, string SubmittedAs = "", bool Discarded = false);

/// <summary>What can be done to a document.</summary>
internal abstract record DocumentCommand
{
    /// <summary>Creates it or replaces its content.</summary>
    public sealed record Save(string Content) : DocumentCommand;

    /// <summary>Throws a draft away.</summary>
    public sealed record Discard : DocumentCommand;

    /// <summary>The draft became an order.</summary>
    public sealed record Submitted(string TrackingNumber) : DocumentCommand;
}

/// <summary>What happened to a document; names are storage format.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Saved), "saved")]
[JsonDerivedType(typeof(Discarded), "discarded")]
[JsonDerivedType(typeof(BecameOrder), "became-order")]
internal abstract record DocumentEvent
{
    public sealed record Saved(string Content, DateTimeOffset At) : DocumentEvent;
    public sealed record Discarded : DocumentEvent;
    public sealed record BecameOrder(string TrackingNumber) : DocumentEvent;
}

/// <summary>The rules of a document: saved any number of times until it is discarded or has become an order.</summary>
internal static class Documents
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static DeskRules<TRow, Document, DocumentCommand, DocumentEvent> Rules<TRow>(Action<Document, TRow> index, bool idIsPrivate = false)
        where TRow : AggregateRow, new() => new()
        {
            Decide = Decide, Evolve = Evolve, Index = index, Tell = (_, _, _) => [], Json = Json, IdIsPrivate = idIsPrivate,
        };

    internal static Answer<DocumentEvent> Decide(Document? document, DocumentCommand command, DateTimeOffset now) => (document, command) switch
    {
        (null, DocumentCommand.Save save) => Fact(new DocumentEvent.Saved(save.Content, now)),
        (null, _) or ({ Discarded: true }, DocumentCommand.Save or DocumentCommand.Submitted) =>
            Refuse(new("unknown-draft", "There is no such draft, or it was discarded.") { Kind = RefusalKind.Unknown }),
        ({ SubmittedAs.Length: > 0 }, DocumentCommand.Submitted again) when again.TrackingNumber == document.SubmittedAs =>
            new Answer<DocumentEvent>.Ignored("already marked"),
        ({ SubmittedAs.Length: > 0 }, _) => Refuse(AlreadySubmitted(document.SubmittedAs)),
        (_, DocumentCommand.Save save) when save.Content == document.Content => new Answer<DocumentEvent>.Ignored("same content"),
        (_, DocumentCommand.Save save) => Fact(new DocumentEvent.Saved(save.Content, now)),
        ({ Discarded: true }, DocumentCommand.Discard) => new Answer<DocumentEvent>.Ignored("already discarded"),
        (_, DocumentCommand.Discard) => Fact(new DocumentEvent.Discarded()),
        (_, DocumentCommand.Submitted submitted) => Fact(new DocumentEvent.BecameOrder(submitted.TrackingNumber)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A draft that has become an order stays as it is.</summary>
    public static Refusal AlreadySubmitted(string trackingNumber) =>
        new("draft-submitted", $"The draft was submitted as {trackingNumber} and can no longer change; open that order, or start a new draft.");

    internal static Document Evolve(Document? document, DocumentEvent happened) => happened switch
    {
        DocumentEvent.Saved saved => new(saved.Content, saved.At),
        DocumentEvent.Discarded => document! with { Discarded = true },
        DocumentEvent.BecameOrder order => document! with { SubmittedAs = order.TrackingNumber },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Answer<DocumentEvent> Fact(DocumentEvent happened) => new Answer<DocumentEvent>.Accepted([happened]);

    private static Answer<DocumentEvent> Refuse(Refusal refusal) => new Answer<DocumentEvent>.Rejected(refusal);
}
