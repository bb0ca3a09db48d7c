using Markdig.Extensions.Tables;
using Markdig.Syntax;
using PdfSharp.Drawing;
using PdfSharp.UniversalAccessibility;
using static PdfSharp.UniversalAccessibility.PdfBlockLevelElementTag;

namespace UtilizationReview.Correspondence.Adapters.Letters;

/// <summary>A table of a letter: each row has a cell in each column, and header cells say what they head.</summary>
internal sealed class PdfTable(PdfPen pen, LetterInk ink)
{
    private const double Padding = 4;

    /// <summary>Writes it where the pen stands.</summary>
    public void Write(Table table, double left)
    {
        var rows = table.OfType<TableRow>().Select(row => (row.IsHeader, Cells: row.OfType<TableCell>().ToList())).ToList();
        var columns = rows.Max(row => row.Cells.Count);
        var widths = Widths([.. rows.Select(row => row.Cells)], columns, PdfPen.Right - left);
        // Where no column but the first has a name, the first cell of each row names what stands beside it.
        var areRowsNamed = columns > 1 && rows[0].IsHeader && rows[0].Cells.Skip(1).All(cell => !Pieces(cell, XFontStyleEx.Bold).Any());
        pen.Tagged(PdfBlockLevelElementTag.Table, () =>
        {
            foreach (var (isHeader, cells) in rows)
            {
                var style = isHeader ? XFontStyleEx.Bold : XFontStyleEx.Regular;
                // Every row has a cell in every column, or a reader of screens names the wrong column.
                List<Cell> row = [.. Enumerable.Range(0, columns).Select(c => new Cell(
                    Scope(isHeader, c, areRowsNamed), c < cells.Count ? pen.Break(Pieces(cells[c], style), widths[c] - (2 * Padding)) : []))];
                while (row.Exists(cell => cell.Lines.Count > 0)) row = Row(row, widths, left);
            }
        });
        pen.Skip(8);
    }

    private static string? Scope(bool isHeader, int column, bool areRowsNamed) => (isHeader, column) switch
    {
        (true, > 0) when areRowsNamed => null, // nothing to read, so it heads nothing
        (true, _) => "/Column",
        (false, 0) when areRowsNamed => "/Row",
        _ => null,
    };

    /// <summary>Writes a row as far as a page has room for it; gives back what is left of it.</summary>
    private List<Cell> Row(List<Cell> cells, double[] widths, double left)
    {
        var line = PdfPen.HeightOf(ink.Font());
        var lines = cells.Max(cell => cell.Lines.Count);
        pen.Need(Math.Min((lines * line) + (2 * Padding), PdfPen.PageHeight));
        var fits = Math.Max(1, Math.Min(lines, (int)((pen.Room - (2 * Padding)) / line)));
        var (top, bottom) = (pen.Y, pen.Y + (fits * line) + (2 * Padding));
        pen.Tagged(PdfBlockLevelElementTag.TableRow, () =>
        {
            var x = left;
            foreach (var (cell, width) in cells.Zip(widths))
            {
                pen.MoveTo(top + Padding);
                var from = x + Padding;
                void Write()
                {
                    foreach (var written in cell.Lines.Take(fits)) pen.Write(written, from);
                }
                if (cell.Scope is { } scope) pen.Tagged(TableHeaderCell, Write, ("/Table", "/Scope", scope));
                else pen.Tagged(TableDataCell, Write);
                x += width;
            }
        });
        pen.Decorate(page =>
        {
            var x = left;
            foreach (var width in widths)
            {
                page.DrawRectangle(PdfPen.Line, x, top, width, bottom - top);
                x += width;
            }
        });
        pen.MoveTo(bottom);
        return [.. cells.Select(cell => cell with { Lines = [.. cell.Lines.Skip(fits)] })];
    }

    /// <summary>Each column as wide as its longest word at least, and of the rest as much as its text is of all text.</summary>
    private double[] Widths(List<List<TableCell>> rows, int columns, double room)
    {
        var (least, wanted) = (new double[columns], new double[columns]);
        foreach (var (cell, c) in rows.SelectMany(row => row.Select((cell, c) => (cell, c))))
        {
            var words = Pieces(cell, XFontStyleEx.Bold).ToList();
            wanted[c] = Math.Max(wanted[c], words.Sum(pen.WidthOf) + (2 * Padding));
            var longest = words.SelectMany(piece => piece.Text.Split(' ').Select(word => pen.WidthOf(piece with { Text = word }))).DefaultIfEmpty().Max();
            least[c] = Math.Max(least[c], Math.Min(longest + (2 * Padding), room / columns));
        }
        var spare = Math.Max(0, room - least.Sum());
        var more = wanted.Zip(least, (w, l) => Math.Max(0, w - l)).ToArray();
        var all = more.Sum();
        return [.. least.Select((l, c) => l + (spare * (all > 0 ? more[c] / all : 1.0 / columns)))];
    }

    private IEnumerable<Ink> Pieces(TableCell cell, XFontStyleEx style) =>
        cell.OfType<LeafBlock>().SelectMany(block => ink.Pieces(block.Inline, style));

    /// <summary>A cell as far as it is not written yet.</summary>
    /// <param name="Scope">What a header cell heads, <c>/Column</c> or <c>/Row</c>; null: it heads nothing.</param>
    private sealed record Cell(string? Scope, IReadOnlyList<IReadOnlyList<Ink>> Lines);
}
