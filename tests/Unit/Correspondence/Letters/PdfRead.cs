using System.Text;
using System.Xml.Linq;
using PdfSharp.Pdf;
using PdfSharp.Pdf.Advanced;
using PdfSharp.Pdf.IO;
using UtilizationReview.Correspondence.Adapters.Letters;

namespace UtilizationReview.Tests.Unit.Correspondence.Letters;

/// <summary>A tag of a PDF.</summary>
/// <param name="Kind">Such as <c>/P</c>.</param>
/// <param name="Marks">The pieces of content that are its own: page, counted from 0, and number.</param>
internal sealed record Tag(string Kind, PdfDictionary Entry, IReadOnlyList<Tag> Kids, IReadOnlyList<(int Page, int Number)> Marks)
{
    /// <summary>The tag and all below it, in reading order.</summary>
    public IEnumerable<Tag> All => Kids.SelectMany(kid => kid.All).Prepend(this);

    /// <summary>Value of an attribute; null: not there.</summary>
    public string? Attribute(string owner, string key) =>
        Entry.Elements.GetDictionary("/A") is { } at && at.Elements.GetName("/O") == owner ? at.Elements.GetName(key) : null;
}

/// <summary>A letter as PDF, read back as an examiner of PDF/UA reads it.</summary>
internal sealed class PdfRead
{
    private readonly PdfDocument _document;

    private PdfRead(byte[] file)
    {
        _document = PdfReader.Open(new MemoryStream(file), PdfDocumentOpenMode.Import);
        Root = TagOf(Catalog.Elements.GetDictionary("/StructTreeRoot")!.Elements.GetDictionary("/K")!);
    }

    public PdfDictionary Catalog => _document.Internals.Catalog;

    public IReadOnlyList<PdfPage> Pages => [.. _document.Pages];

    /// <summary>The tag that holds all others.</summary>
    public Tag Root { get; }

    /// <summary>What the file says of itself (XMP).</summary>
    public XDocument Metadata => XDocument.Parse(Encoding.UTF8.GetString(Catalog.Elements.GetDictionary("/Metadata")!.Stream.Value));

    public static PdfRead Of(Letter letter) => new(LetterPdf.Render(letter));

    public static PdfRead Of(string markdown) => Of(new Letter("A letter", "en-US", new(2026, 11, 24), markdown, "UR-1 · approval"));

    /// <summary>The tags whose content a page says it has, by number.</summary>
    public IReadOnlyList<PdfDictionary> Parents(PdfPage page)
    {
        var tree = Catalog.Elements.GetDictionary("/StructTreeRoot")!.Elements.GetDictionary("/ParentTree")!.Elements.GetArray("/Nums")!;
        var at = Enumerable.Range(0, tree.Elements.Count / 2).Single(i => tree.Elements.GetInteger(2 * i) == page.Elements.GetInteger("/StructParents"));
        var parents = tree.Elements.GetArray((2 * at) + 1)!;
        return [.. Enumerable.Range(0, parents.Elements.Count).Select(i => parents.Elements.GetDictionary(i)!)];
    }

    private Tag TagOf(PdfDictionary entry)
    {
        var (kids, marks) = (new List<Tag>(), new List<(int, int)>());
        var held = Seen(entry.Elements["/K"]);
        foreach (var kid in held is PdfArray several ? several.Elements.Select(Seen) : held is null ? [] : [held])
        {
            if (kid is PdfInteger number) marks.Add((PageOf(entry), number.Value));
            else if (kid is PdfDictionary inner && inner.Elements.GetName("/Type") == "/MCR") marks.Add((PageOf(inner), inner.Elements.GetInteger("/MCID")));
            else kids.Add(TagOf((PdfDictionary)kid!));
        }
        return new(entry.Elements.GetName("/S"), entry, kids, marks);
    }

    private int PageOf(PdfDictionary entry)
    {
        var page = entry.Elements.GetReference("/Pg")!.ObjectNumber;
        return Enumerable.Range(0, _document.PageCount).Single(i => _document.Pages[i].Reference!.ObjectNumber == page);
    }

    private static PdfItem? Seen(PdfItem? item) => item is PdfReference reference ? reference.Value : item;
}
