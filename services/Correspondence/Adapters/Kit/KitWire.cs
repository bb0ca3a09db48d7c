using Google.Protobuf;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Correspondence.Adapters.Letters;
using UtilizationReview.Correspondence.Domain.Kit;

namespace UtilizationReview.Correspondence.Adapters.Kit;

/// <summary>A document of the kit on the wire: written, and as data. Kinds are the same numbers on both sides.</summary>
internal static class KitWire
{
    private const string Language = "en-US";

    /// <summary>The document in the format asked for.</summary>
    public static KitDocument ToWire(KitText document, SeenCase seen, KitFormat format)
    {
        var markdown = KitMarkdown.Of(document);
        var letter = new Letter(document.Title, Language, seen.Case.Today, markdown, seen.Notice) { Compact = document is CallSheet };
        var (mediaType, content) = format switch
        {
            KitFormat.Html => ("text/html; charset=utf-8", ByteString.CopyFromUtf8(LetterHtml.Render(letter))),
            KitFormat.Pdf => ("application/pdf", ByteString.CopyFrom(LetterPdf.Render(letter))),
            _ => ("text/markdown; charset=utf-8", ByteString.CopyFromUtf8($"{markdown}\n---\n\n{LetterText.Escape(seen.Notice)}\n")),
        };
        return new()
        {
            Number = seen.Case.Number, OrderVersion = seen.Order.Version, Title = document.Title, MediaType = mediaType, Content = content,
            Notice = seen.Notice, Sections = { document.Sections.Select(ToWire) },
        };
    }

    private static KitSection ToWire(Section section) => new()
    {
        Id = section.Heading.Id, Heading = section.Heading.Words,
        Statements = { section.Entries.SelectMany(entry => entry.Under
            .Select(s => ToWire(s, under: true)).Prepend(ToWire(entry.Main, under: false))) },
    };

    private static KitStatement ToWire(Statement statement, bool under) => new()
    {
        Kind = statement switch
        {
            Statement.ToFill => KitStatementKind.ToFill,
            Statement.NotInRecord => KitStatementKind.NotInRecord,
            _ => KitStatementKind.Stated,
        },
        Text = statement.Text, Under = under, Sources = { statement.Sources.Select(ToWire) },
    };

    private static KitSource ToWire(Source source) => new()
    {
        Kind = (KitSourceKind)(int)source.Kind, Key = source.Key, Says = source.Says, AppliesTo = source.AppliesTo,
        Origin = source.Origin == FactOrigin.None ? "" : source.Origin.ToString().ToLowerInvariant(), Document = source.Document, Page = source.Page,
        Guideline = source.Guideline, Version = source.Version, Line = source.Line,
        StatedOn = source.StatedOn is { } day ? CaseWire.Iso(day) : "",
    };
}
