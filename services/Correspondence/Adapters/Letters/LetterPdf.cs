using System.Globalization;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using PdfSharp.Drawing;
using PdfSharp.Pdf;
using PdfSharp.UniversalAccessibility;
using static PdfSharp.UniversalAccessibility.PdfBlockLevelElementTag;

namespace UtilizationReview.Correspondence.Adapters.Letters;

/// <summary>A letter as PDF for paper and for readers of screens: every text stands in the structure in reading order, tables have header cells,
/// language and title are set, what only decorates is marked so.</summary>
internal sealed class LetterPdf
{
    private const double Usual = 10.5;
    private const double CompactShare = 0.84;
    private const double Indent = 16;
    private const double Padding = 4;

    private static readonly XPen Line = new(XColor.FromArgb(0x76, 0x76, 0x76), 0.5);

    private readonly PdfPen _pen;
    private readonly Dictionary<(double Size, XFontStyleEx Style), XFont> _fonts = [];

    private readonly double _share;

    private LetterPdf(PdfPen pen, bool compact) => (_pen, _share) = (pen, compact ? CompactShare : 1);

    private double Size => Usual * _share;

    /// <summary>The whole file.</summary>
    public static byte[] Render(Letter letter)
    {
        LetterFonts.Register();
        using var document = new PdfDocument();
        document.Info.Title = letter.Title;
        document.Info.Creator = "Utilization Review";
        document.Info.CreationDate = letter.Dated.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        document.Info.ModificationDate = document.Info.CreationDate;
        UAManager.ForDocument(document).SetDocumentLanguage(letter.Language);
        using (var pen = new PdfPen(document, letter.Footer))
        {
            var writer = new LetterPdf(pen, letter.Compact);
            foreach (var block in LetterText.Read(letter.Markdown)) writer.Write(block, PdfPen.Left);
        }
        using var file = new MemoryStream();
        document.Save(file, closeStream: false);
        return file.ToArray();
    }

    private void Write(Block block, double left)
    {
        switch (block)
        {
            case HeadingBlock heading:
                Write(heading, left);
                break;
            case ParagraphBlock paragraph:
                Tagged(Paragraph, () => Lines(paragraph, left, XFontStyleEx.Regular));
                _pen.Skip(6);
                break;
            case ListBlock list:
                Tagged(List, () => Items(list, left));
                break;
            case Table table:
                Write(table, left);
                break;
            case QuoteBlock quote:
                Write(quote, left);
                break;
            case ThematicBreakBlock:
                _pen.Skip(4);
                _pen.Decorate(page => page.DrawLine(Line, left, _pen.Y, PdfPen.Right, _pen.Y));
                _pen.Skip(8);
                break;
            case LinkReferenceDefinitionGroup:
                break; // names for links; not text
            case LeafBlock leaf:
                Tagged(Paragraph, () => Lines([Piece(leaf.Lines.ToString(), XFontStyleEx.Regular)], left));
                _pen.Skip(6);
                break;
            case ContainerBlock container:
                foreach (var child in container) Write(child, left);
                break;
            default:
                throw new InvalidOperationException($"A letter cannot hold {block.GetType().Name}.");
        }
    }

    private void Write(HeadingBlock heading, double left)
    {
        var (size, before, tag) = heading.Level switch
        {
            1 => (16.0, 4.0, Heading1),
            2 when _share < 1 => (11.0, 6.0, Heading2),
            2 => (12.5, 10.0, Heading2),
            _ => (11.0, 6.0, Heading3),
        };
        size *= _share;
        _pen.Skip(before * _share);
        _pen.Need(5 * PdfPen.HeightOf(Font(size, XFontStyleEx.Bold))); // a heading alone at the foot of a page heads nothing
        Tagged(tag, () => Lines(Pieces(heading.Inline, XFontStyleEx.Bold, size), left));
        _pen.Skip(4 * _share);
    }

    private void Items(ListBlock list, double left)
    {
        var number = list.IsOrdered && int.TryParse(list.OrderedStart, CultureInfo.InvariantCulture, out var first) ? first : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var label = list.IsOrdered ? string.Create(CultureInfo.InvariantCulture, $"{number++}. ") : "• ";
            Tagged(ListItem, () =>
            {
                _pen.Need(PdfPen.HeightOf(Font(Size, XFontStyleEx.Regular)));
                var y = _pen.Y;
                Tagged(Label, () => _pen.Write([Piece(label, XFontStyleEx.Regular)], left));
                _pen.MoveTo(y);
                Tagged(ListBody, () =>
                {
                    foreach (var child in item)
                    {
                        if (child is ParagraphBlock paragraph) Lines(paragraph, left + Indent, XFontStyleEx.Regular);
                        else Write(child, left + Indent);
                    }
                });
                _pen.Skip(2.5 * _share);
            });
        }
        _pen.Skip(3.5 * _share);
    }

    private void Write(QuoteBlock quote, double left)
    {
        _pen.Tags.BeginElement(PdfGroupingElementTag.BlockQuotation);
        foreach (var child in quote) Write(child, left + Indent);
        _pen.Tags.End();
    }

    private void Write(Table table, double left)
    {
        var rows = table.OfType<TableRow>().Select(row => (row.IsHeader, Cells: row.OfType<TableCell>().ToList())).ToList();
        var columns = rows.Max(row => row.Cells.Count);
        var widths = Widths([.. rows.Select(row => row.Cells)], columns, PdfPen.Right - left);
        Tagged(PdfBlockLevelElementTag.Table, () =>
        {
            foreach (var (isHeader, cells) in rows)
            {
                var style = isHeader ? XFontStyleEx.Bold : XFontStyleEx.Regular;
                var texts = cells.Select((cell, c) => _pen.Break(Pieces(cell, style), widths[c] - (2 * Padding))).ToList();
                while (texts.Any(text => text.Count > 0)) texts = Row(texts, widths, left, isHeader);
            }
        });
        _pen.Skip(8);
    }

    /// <summary>Writes a row as far as a page has room for it; gives back what is left of it.</summary>
    private List<IReadOnlyList<IReadOnlyList<Ink>>> Row(
        List<IReadOnlyList<IReadOnlyList<Ink>>> texts, double[] widths, double left, bool isHeader)
    {
        var line = PdfPen.HeightOf(Font(Size, XFontStyleEx.Regular));
        var lines = texts.Max(text => text.Count);
        _pen.Need(Math.Min((lines * line) + (2 * Padding), PdfPen.PageHeight));
        var fits = Math.Max(1, Math.Min(lines, (int)((_pen.Room - (2 * Padding)) / line)));
        var (top, bottom) = (_pen.Y, _pen.Y + (fits * line) + (2 * Padding));
        Tagged(PdfBlockLevelElementTag.TableRow, () =>
        {
            var x = left;
            for (var c = 0; c < texts.Count; c++)
            {
                _pen.MoveTo(top + Padding);
                Tagged(isHeader ? TableHeaderCell : TableDataCell, () =>
                {
                    if (isHeader) HeadsColumn();
                    foreach (var written in texts[c].Take(fits)) _pen.Write(written, x + Padding);
                });
                x += widths[c];
            }
        });
        _pen.Decorate(page =>
        {
            var x = left;
            foreach (var width in widths)
            {
                page.DrawRectangle(Line, x, top, width, bottom - top);
                x += width;
            }
        });
        _pen.MoveTo(bottom);
        return [.. texts.Select(text => (IReadOnlyList<IReadOnlyList<Ink>>)[.. text.Skip(fits)])];
    }

    private void HeadsColumn()
    {
        var attributes = new PdfDictionary();
        attributes.Elements.SetName("/O", "/Table");
        attributes.Elements.SetName("/Scope", "/Column");
        _pen.Tags.CurrentStructureElement.Elements["/A"] = attributes;
    }

    /// <summary>Each column as wide as its longest word at least, and of the rest as much as its text is of all text.</summary>
    private double[] Widths(List<List<TableCell>> rows, int columns, double room)
    {
        var (least, wanted) = (new double[columns], new double[columns]);
        foreach (var (cell, c) in rows.SelectMany(row => row.Select((cell, c) => (cell, c))))
        {
            var words = Pieces(cell, XFontStyleEx.Bold).ToList();
            wanted[c] = Math.Max(wanted[c], words.Sum(_pen.WidthOf) + (2 * Padding));
            var longest = words.SelectMany(ink => ink.Text.Split(' ').Select(word => _pen.WidthOf(ink with { Text = word }))).DefaultIfEmpty().Max();
            least[c] = Math.Max(least[c], Math.Min(longest + (2 * Padding), room / columns));
        }
        var spare = Math.Max(0, room - least.Sum());
        var more = wanted.Zip(least, (w, l) => Math.Max(0, w - l)).ToArray();
        var all = more.Sum();
        return [.. least.Select((l, c) => l + (spare * (all > 0 ? more[c] / all : 1.0 / columns)))];
    }

    private void Lines(LeafBlock block, double left, XFontStyleEx style) => Lines(Pieces(block.Inline, style, Size), left);

    private void Lines(IEnumerable<Ink> pieces, double left)
    {
        foreach (var line in _pen.Break(pieces, PdfPen.Right - left)) _pen.Write(line, left);
    }

    private IEnumerable<Ink> Pieces(TableCell cell, XFontStyleEx style) =>
        cell.OfType<LeafBlock>().SelectMany(block => Pieces(block.Inline, style, Size));

    private IEnumerable<Ink> Pieces(ContainerInline? inlines, XFontStyleEx style, double size)
    {
        foreach (var inline in inlines ?? [])
        {
            if (inline is EmphasisInline emphasis)
            {
                var stressed = style | (emphasis.DelimiterCount > 1 ? XFontStyleEx.Bold : XFontStyleEx.Italic);
                foreach (var piece in Pieces(emphasis, stressed, size)) yield return piece;
            }
            else if (inline is LineBreakInline { IsHard: true }) yield return new(PdfPen.NewLine, Font(size, style));
            else if (inline is ContainerInline container and not LinkInline)
            {
                foreach (var piece in Pieces(container, style, size)) yield return piece;
            }
            else if (LetterText.Plain(inline) is { Length: > 0 } text) yield return new(LetterFonts.Shown(text), Font(size, style));
        }
    }

    private Ink Piece(string text, XFontStyleEx style) => new(LetterFonts.Shown(text), Font(Size, style));

    private XFont Font(double size, XFontStyleEx style) =>
        _fonts.TryGetValue((size, style), out var font) ? font : _fonts[(size, style)] = new(LetterFonts.Family, size, style);

    private void Tagged(PdfBlockLevelElementTag tag, Action write)
    {
        _pen.Tags.BeginElement(tag);
        write();
        _pen.Tags.End();
    }
}
