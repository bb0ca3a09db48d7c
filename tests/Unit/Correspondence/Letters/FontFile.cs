using System.Buffers.Binary;
using System.Text;
using PdfSharp.Pdf;

namespace UtilizationReview.Tests.Unit.Correspondence.Letters;

/// <summary>The TrueType program of a font, as it lies in a PDF.</summary>
internal sealed class FontFile(PdfDictionary descriptor)
{
    private readonly byte[] _font = descriptor.Elements.GetDictionary("/FontFile2")!.Stream.UnfilteredValue;

    /// <summary>Width of a shape in thousandths of the size.</summary>
    public double WidthOf(int glyph) => Word(Table("hmtx") + (4 * Math.Min(glyph, Word(Table("hhea") + 34) - 1))) * 1000.0 / Word(Table("head") + 18);

    /// <summary>The shape of a character by the map from Unicode for Windows (platform 3, encoding 1, format 4), which a font that is not symbolic
    /// has to have.</summary>
    public int GlyphOf(char letter)
    {
        var map = Table("cmap");
        var entry = Enumerable.Range(0, Word(map + 2)).Select(i => map + 4 + (8 * i)).Single(at => (Word(at), Word(at + 2)) == (3, 1));
        var start = map + (int)BinaryPrimitives.ReadUInt32BigEndian(_font.AsSpan(entry + 4));
        Word(start).ShouldBe(4);
        var twice = Word(start + 6);
        var segment = Enumerable.Range(0, twice / 2).Select(i => 2 * i).First(at => letter <= Word(start + 14 + at));
        var (first, delta) = (Word(start + 16 + twice + segment), Word(start + 16 + (2 * twice) + segment));
        letter.ShouldBeGreaterThanOrEqualTo((char)first, "the font has no such character");
        var offsetAt = start + 16 + (3 * twice) + segment;
        return Word(offsetAt) == 0 ? (letter + delta) & 0xFFFF : Word(offsetAt + Word(offsetAt) + (2 * (letter - first)));
    }

    private int Table(string tag)
    {
        for (var at = 12; ; at += 16)
            if (Encoding.ASCII.GetString(_font, at, 4) == tag) return (int)BinaryPrimitives.ReadUInt32BigEndian(_font.AsSpan(at + 8));
    }

    private int Word(int at) => BinaryPrimitives.ReadUInt16BigEndian(_font.AsSpan(at));
}
