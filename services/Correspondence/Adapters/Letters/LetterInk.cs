using Markdig.Syntax.Inlines;
using PdfSharp.Drawing;

namespace UtilizationReview.Correspondence.Adapters.Letters;

/// <summary>The pieces a line of a letter is made of, each in its style.</summary>
internal sealed class LetterInk(bool isCompact)
{
    private const double Usual = 10.5;
    private const double CompactShare = 0.84;

    private readonly Dictionary<(double Size, XFontStyleEx Style), XFont> _fonts = [];

    /// <summary>Whether the print is small.</summary>
    public bool IsCompact => isCompact;

    /// <summary>Of the usual size and room.</summary>
    public double Share => isCompact ? CompactShare : 1;

    private double Size => Usual * Share;

    /// <summary>The font of running text.</summary>
    public XFont Font() => Font(Size, XFontStyleEx.Regular);

    /// <summary>The font of a size in points and a style.</summary>
    public XFont Font(double size, XFontStyleEx style) =>
        _fonts.TryGetValue((size, style), out var font) ? font : _fonts[(size, style)] = new(LetterFonts.Family, size, style);

    /// <summary>A text without marks, as running text.</summary>
    public Ink Piece(string text) => new(LetterFonts.Shown(text), Font());

    /// <summary>What stands in a line of running text.</summary>
    public IEnumerable<Ink> Pieces(ContainerInline? inlines, XFontStyleEx style = XFontStyleEx.Regular) => Pieces(inlines, style, Size);

    /// <summary>What stands in a line of a size in points.</summary>
    public IEnumerable<Ink> Pieces(ContainerInline? inlines, XFontStyleEx style, double size)
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
}
