using System.Globalization;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using PdfSharp.Drawing;
using PdfSharp.Pdf;
using PdfSharp.UniversalAccessibility;
using static PdfSharp.UniversalAccessibility.PdfBlockLevelElementTag;

namespace UtilizationReview.Correspondence.Adapters.Letters;

/// <summary>A letter as PDF for paper and for readers of screens, by PDF/UA-1 (ISO 14289-1): every text stands in the structure in reading order,
/// headings skip no level, lists and tables say how they are built, what only decorates is marked so.</summary>
internal sealed class LetterPdf
{
    private const double Indent = 16;

    private readonly PdfPen _pen;
    private readonly LetterInk _ink;
    private int _level;

    private LetterPdf(PdfPen pen, bool compact) => (_pen, _ink) = (pen, new(compact));

    /// <summary>The whole file.</summary>
    public static byte[] Render(Letter letter)
    {
        LetterFonts.Register();
        using var document = new PdfDocument();
        PdfParticulars.Set(document, letter);
        using (var pen = new PdfPen(document, letter.Footer))
        {
            var writer = new LetterPdf(pen, letter.Compact);
            foreach (var block in LetterText.Read(letter.Markdown)) writer.Write(block, PdfPen.Left);
            pen.Finish();
        }
        return PdfParticulars.Save(document, letter);
    }

    private void Write(Block block, double left)
    {
        switch (block)
        {
            case HeadingBlock heading:
                Write(heading, left);
                break;
            case ParagraphBlock paragraph:
                _pen.Tagged(Paragraph, () => Lines(_ink.Pieces(paragraph.Inline), left));
                _pen.Skip(6);
                break;
            case ListBlock list:
                _pen.Tagged(List, () => Items(list, left), ("/List", "/ListNumbering", list.IsOrdered ? "/Decimal" : "/Disc"));
                break;
            case Table table:
                new PdfTable(_pen, _ink).Write(table, left);
                break;
            case QuoteBlock quote:
                Write(quote, left);
                break;
            case ThematicBreakBlock:
                _pen.Skip(4);
                _pen.Decorate(page => page.DrawLine(PdfPen.Line, left, _pen.Y, PdfPen.Right, _pen.Y));
                _pen.Skip(8);
                break;
            case LinkReferenceDefinitionGroup:
                break; // names for links; not text
            case LeafBlock leaf:
                _pen.Tagged(Paragraph, () => Lines([_ink.Piece(leaf.Lines.ToString())], left));
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
        // A reader of screens goes from heading to heading: one that jumps from the first level to the third seems to have lost the second.
        _level = Math.Min(heading.Level, _level + 1);
        var (size, before) = heading.Level switch
        {
            1 => (16.0, 4.0),
            2 when _ink.IsCompact => (11.0, 6.0),
            2 => (12.5, 10.0),
            _ => (11.0, 6.0),
        };
        size *= _ink.Share;
        _pen.Skip(before * _ink.Share);
        _pen.Need(5 * PdfPen.HeightOf(_ink.Font(size, XFontStyleEx.Bold))); // a heading alone at the foot of a page heads nothing
        var tag = _level switch { 1 => Heading1, 2 => Heading2, _ => Heading3 };
        _pen.Tagged(tag, () => Lines(_ink.Pieces(heading.Inline, XFontStyleEx.Bold, size), left));
        _pen.Skip(4 * _ink.Share);
    }

    private void Items(ListBlock list, double left)
    {
        var number = list.IsOrdered && int.TryParse(list.OrderedStart, CultureInfo.InvariantCulture, out var first) ? first : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var label = list.IsOrdered ? string.Create(CultureInfo.InvariantCulture, $"{number++}. ") : "• ";
            _pen.Tagged(ListItem, () =>
            {
                _pen.Need(PdfPen.HeightOf(_ink.Font()));
                var y = _pen.Y;
                _pen.Tagged(Label, () => _pen.Write([_ink.Piece(label)], left));
                _pen.MoveTo(y);
                _pen.Tagged(ListBody, () =>
                {
                    foreach (var child in item)
                    {
                        if (child is ParagraphBlock paragraph) Lines(_ink.Pieces(paragraph.Inline), left + Indent);
                        else Write(child, left + Indent);
                    }
                });
                _pen.Skip(2.5 * _ink.Share);
            });
        }
        _pen.Skip(3.5 * _ink.Share);
    }

    private void Write(QuoteBlock quote, double left)
    {
        _pen.Tags.BeginElement(PdfGroupingElementTag.BlockQuotation);
        foreach (var child in quote) Write(child, left + Indent);
        _pen.Tags.End();
    }

    private void Lines(IEnumerable<Ink> pieces, double left)
    {
        foreach (var line in _pen.Break(pieces, PdfPen.Right - left)) _pen.Write(line, left);
    }
}
