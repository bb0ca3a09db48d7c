using System.Globalization;
using PdfSharp;
using PdfSharp.Drawing;
using PdfSharp.Pdf;
using PdfSharp.UniversalAccessibility;

namespace UtilizationReview.Correspondence.Adapters.Letters;

/// <summary>A piece of a line in one style. Its text ends with the blank that stands before the next piece.</summary>
internal sealed record Ink(string Text, XFont Font);

/// <summary>Writes lines down a page of US letter and turns the page when it is full; whatever element is open goes on there. Lengths are in
/// points.</summary>
internal sealed class PdfPen : IDisposable
{
    public const double Left = 64;
    public const double Right = 612 - 64;

    /// <summary>A piece that ends its line.</summary>
    public const string NewLine = "\n";

    private const double Top = 60;
    private const double Bottom = 792 - 72;
    private const double Gap = 1.35;

    private static ReadOnlySpan<byte> Unsaid => "/Artifact BMC"u8;
    private static ReadOnlySpan<byte> Said => "/Artifact <</Type/Pagination/Subtype/Footer/Attached[/Bottom]>>BDC"u8;

    /// <summary>For rules and the borders of tables.</summary>
    public static readonly XPen Line = new(XColor.FromArgb(0x76, 0x76, 0x76), 0.5);

    private static readonly XColor Faint = XColor.FromArgb(0x59, 0x59, 0x59);

    private readonly PdfDocument _document;
    private readonly UAManager _access;
    private readonly string _footer;
    private readonly XFont _small = new(LetterFonts.Family, 8.5);
    private XGraphics? _page;

    public PdfPen(PdfDocument document, string footer)
    {
        (_document, _footer) = (document, LetterFonts.Shown(footer));
        _access = UAManager.ForDocument(document);
        TurnPage();
    }

    /// <summary>The structure a reader of screens follows.</summary>
    public StructureBuilder Tags => _access.StructureBuilder;

    /// <summary>Where the next line begins.</summary>
    public double Y { get; private set; }

    /// <summary>What is left of the page.</summary>
    public double Room => Bottom - Y;

    /// <summary>Height of a whole empty page.</summary>
    public static double PageHeight => Bottom - Top;

    private XGraphics Page => _page ?? throw new ObjectDisposedException(nameof(PdfPen));

    /// <summary>Height of a line in a font.</summary>
    public static double HeightOf(XFont font) => font.Size * Gap;

    /// <summary>Leaves room, but not at the top of a page.</summary>
    public void Skip(double points)
    {
        if (Y > Top) Y += points;
    }

    /// <summary>Turns the page unless so much of it is left.</summary>
    public void Need(double points)
    {
        if (Room < points && Y > Top) TurnPage();
    }

    /// <summary>Goes back to a line of the same page, for the next cell of a row.</summary>
    public void MoveTo(double y) => Y = y;

    /// <summary>Width of a text.</summary>
    public double WidthOf(Ink ink) => ink.Text == NewLine ? 0 : Page.MeasureString(ink.Text, ink.Font, XStringFormats.Default).Width;

    /// <summary>Breaks pieces into lines of at most a width. A word that is wider alone is cut.</summary>
    public IReadOnlyList<IReadOnlyList<Ink>> Break(IEnumerable<Ink> pieces, double width)
    {
        var lines = new List<IReadOnlyList<Ink>>();
        var (line, used) = (new List<Ink>(), 0.0);
        foreach (var word in pieces.SelectMany(Words).SelectMany(word => Fitting(word, width)))
        {
            var bare = WidthOf(word with { Text = word.Text.TrimEnd() });
            if (line.Count > 0 && (word.Text == NewLine || used + bare > width))
            {
                lines.Add(Joined(line));
                (line, used) = ([], 0);
            }
            if (word.Text == NewLine) continue;
            line.Add(word);
            used += WidthOf(word);
        }
        if (line.Count > 0) lines.Add(Joined(line));
        return lines;
    }

    /// <summary>Writes one line and goes to the next.</summary>
    public void Write(IReadOnlyList<Ink> line, double x)
    {
        if (line.Count == 0) return;
        var height = line.Max(ink => HeightOf(ink.Font));
        if (Room < height) TurnPage();
        foreach (var ink in line)
        {
            Page.DrawString(ink.Text, ink.Font, XBrushes.Black, x, Y + (height * 0.78));
            x += WidthOf(ink);
        }
        Y += height;
    }

    /// <summary>Writes what belongs to a tag, with what else is said of the tag.</summary>
    public void Tagged(PdfBlockLevelElementTag tag, Action write, (string Owner, string Key, string Value)? attribute = null)
    {
        Tags.BeginElement(tag);
        if (attribute is var (owner, key, value))
        {
            var attributes = new PdfDictionary();
            attributes.Elements.SetName("/O", owner);
            attributes.Elements.SetName(key, value);
            Tags.CurrentStructureElement.Elements["/A"] = attributes;
        }
        write();
        Tags.End();
    }

    /// <summary>Draws what only the eye needs.</summary>
    public void Decorate(Action<XGraphics> draw)
    {
        // A piece of text and what is marked have to lie one in the other (ISO 32000-1 §14.6.1), and the library leaves text open.
        Tags.EndMarkedContentsWithId();
        _access.BeginGraphicMode();
        Tags.BeginArtifact();
        draw(Page);
        _access.BeginGraphicMode();
        Tags.End();
        _access.BeginTextMode();
    }

    /// <summary>Nothing more is written.</summary>
    public void Finish()
    {
        Dispose();
        foreach (var page in _document.Pages) SayFooter(page);
    }

    public void Dispose()
    {
        _page?.Dispose();
        _page = null;
    }

    /// <summary>Says of the first mark on a page, which is its foot, that it is one: the library can only say that a mark is no content.</summary>
    private static void SayFooter(PdfPage page)
    {
        var stream = page.Contents.Elements.GetDictionary(0)?.Stream ?? throw new InvalidOperationException("A page of a letter has no content.");
        var at = stream.Value.AsSpan().IndexOf(Unsaid);
        if (at < 0) throw new InvalidOperationException("A page of a letter does not begin with its foot.");
        stream.Value = [.. stream.Value.AsSpan(0, at), .. Said, .. stream.Value.AsSpan(at + Unsaid.Length)];
    }

    private void TurnPage()
    {
        var before = _page;
        var page = _document.AddPage();
        before?.Dispose(); // only now: the library ends the marks of the page before while it adds the next
        page.Size = PageSize.Letter;
        page.Elements.SetName("/Tabs", "/S");
        _page = XGraphics.FromPdfPage(page);
        Y = Top;
        Decorate(graphics =>
        {
            var brush = new XSolidBrush(Faint);
            var number = "Page " + _document.PageCount.ToString(CultureInfo.InvariantCulture);
            graphics.DrawLine(new XPen(Faint, 0.5), Left, Bottom + 14, Right, Bottom + 14);
            graphics.DrawString(_footer, _small, brush, Left, Bottom + 28);
            graphics.DrawString(number, _small, brush, Right - graphics.MeasureString(number, _small, XStringFormats.Default).Width, Bottom + 28);
        });
    }

    private static IEnumerable<Ink> Words(Ink piece)
    {
        for (var at = 0; at < piece.Text.Length;)
        {
            var blank = piece.Text.IndexOf(' ', at);
            var end = blank < 0 ? piece.Text.Length : blank + 1;
            yield return piece with { Text = piece.Text[at..end] };
            at = end;
        }
    }

    private IEnumerable<Ink> Fitting(Ink word, double width)
    {
        while (word.Text.Length > 1 && WidthOf(word with { Text = word.Text.TrimEnd() }) > width)
        {
            var fits = 1;
            while (WidthOf(word with { Text = word.Text[..(fits + 1)] }) <= width) fits++;
            yield return word with { Text = word.Text[..fits] };
            word = word with { Text = word.Text[fits..] };
        }
        yield return word;
    }

    private static List<Ink> Joined(List<Ink> words)
    {
        var line = new List<Ink>();
        foreach (var word in words)
        {
            if (line.Count > 0 && line[^1].Font == word.Font) line[^1] = line[^1] with { Text = line[^1].Text + word.Text };
            else line.Add(word);
        }
        return line;
    }
}
