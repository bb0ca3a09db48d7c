using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PdfSharp.Pdf;
using PdfSharp.UniversalAccessibility;

namespace UtilizationReview.Correspondence.Adapters.Letters;

/// <summary>What a PDF says of itself: its title, its language, its day, and that it follows PDF/UA-1 (ISO 14289-1).</summary>
internal static partial class PdfParticulars
{
    private const string Maker = "Utilization Review";

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;
    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace Dc = "http://purl.org/dc/elements/1.1/";
    private static readonly XNamespace Xmp = "http://ns.adobe.com/xap/1.0/";
    private static readonly XNamespace PdfUa = "http://www.aiim.org/pdfua/ns/id/";

    /// <summary>Before anything is written.</summary>
    public static void Set(PdfDocument document, Letter letter)
    {
        document.Info.Title = letter.Title;
        document.Info.Creator = Maker;
        document.Info.CreationDate = letter.Dated.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        document.Info.ModificationDate = document.Info.CreationDate;
        UAManager.ForDocument(document).SetDocumentLanguage(letter.Language);
    }

    /// <summary>The whole file. The library writes metadata of its own while it saves, without the standard and with the title unescaped; a later
    /// version of the same object, as ISO 32000-1 §7.5.6 appends it, takes its place.</summary>
    public static byte[] Save(PdfDocument document, Letter letter)
    {
        // What the library compresses lacks its end, of which strict readers complain; a letter is small without it too.
        (document.Options.NoCompression, document.Options.CompressContentStreams) = (true, false);
        using var file = new MemoryStream();
        document.Save(file, closeStream: false);
        var end = End().Match(Encoding.Latin1.GetString(file.ToArray()));
        var number = document.Internals.Catalog.Elements.GetReference("/Metadata")?.ObjectNumber;
        if (!end.Success || number is null) throw new InvalidOperationException("The PDF library ends its files in a way that is not known.");

        var metadata = Encoding.UTF8.GetBytes(Metadata(letter));
        var start = file.Seek(0, SeekOrigin.End) + 1;
        Append(file, string.Create(Invariant, $"\n{number} 0 obj\n<</Type/Metadata/Subtype/XML/Length {metadata.Length}>>\nstream\n"));
        file.Write(metadata);
        Append(file, "\nendstream\nendobj\n");
        var table = file.Length;
        Append(file, string.Create(Invariant, $"xref\n{number} 1\n{start:D10} 00000 n \n"));
        Append(file, string.Create(Invariant, $"trailer\n<<{end.Groups["trailer"]}/Prev {end.Groups["table"]}>>\n"));
        Append(file, string.Create(Invariant, $"startxref\n{table}\n%%EOF\n"));
        return file.ToArray();
    }

    private static void Append(MemoryStream file, string text) => file.Write(Encoding.ASCII.GetBytes(text));

    private static string Metadata(Letter letter)
    {
        var day = letter.Dated.ToString("yyyy-MM-dd", Invariant);
        var about = new XAttribute(Rdf + "about", "");
        var title = new XElement(Rdf + "li", new XAttribute(XNamespace.Xml + "lang", "x-default"), letter.Title);
        XNamespace x = "adobe:ns:meta/";
        var packet = new XElement(x + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", x.NamespaceName),
            new XElement(Rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", Rdf.NamespaceName),
                new XElement(Rdf + "Description", about, new XAttribute(XNamespace.Xmlns + "dc", Dc.NamespaceName),
                    new XElement(Dc + "title", new XElement(Rdf + "Alt", title)),
                    new XElement(Dc + "language", new XElement(Rdf + "Bag", new XElement(Rdf + "li", letter.Language)))),
                new XElement(Rdf + "Description", about, new XAttribute(XNamespace.Xmlns + "xmp", Xmp.NamespaceName),
                    new XElement(Xmp + "CreatorTool", Maker), new XElement(Xmp + "CreateDate", day), new XElement(Xmp + "ModifyDate", day)),
                new XElement(Rdf + "Description", about, new XAttribute(XNamespace.Xmlns + "pdfuaid", PdfUa.NamespaceName),
                    new XElement(PdfUa + "part", 1))));
        return $"<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n{packet}\n<?xpacket end=\"r\"?>";
    }

    /// <summary>The trailer of a file and where its table of objects begins.</summary>
    [GeneratedRegex(@"trailer\s*<<(?<trailer>[^\r\n]*)>>[^\r\n]*\s+startxref\s+(?<table>\d+)\s+%%EOF\s*$",
        RegexOptions.ExplicitCapture | RegexOptions.RightToLeft, 1000)]
    private static partial Regex End();
}
