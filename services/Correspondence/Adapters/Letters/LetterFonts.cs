using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;
using PdfSharp.Fonts;
using PdfSharp.WPFonts;

namespace UtilizationReview.Correspondence.Adapters.Letters;

/// <summary>The typeface of letters: the open one that comes with the PDF library, so that a letter looks the same on every machine and none has
/// to have fonts.</summary>
internal sealed class LetterFonts : IFontResolver
{
    /// <summary>Name of the family.</summary>
    public const string Family = "Letter";

    private const string Regular = "letter-regular";
    private const string Bold = "letter-bold";

    /// <summary>What a letter shows in place of a character the typeface lacks: a gap that is seen, not one that is missed.</summary>
    private const char Unknown = '?';

    private static readonly FrozenSet<char> Known = CharactersOf(FontDataHelper.SegoeWP).Intersect(CharactersOf(FontDataHelper.SegoeWPBold)).ToFrozenSet();

    private static readonly Lazy<bool> Registered = new(() =>
    {
        GlobalFontSettings.FontResolver = new LetterFonts();
        return true;
    });

    /// <summary>Makes the family known to the PDF library, once a process.</summary>
    public static void Register() => _ = Registered.Value;

    /// <summary>The text as the typeface can show it.</summary>
    public static string Shown(string text)
    {
        if (text.All(Known.Contains)) return text;
        var shown = new StringBuilder(text.Length);
        // Composed first: a letter and its accent are one character where there is one.
        foreach (var letter in text.Normalize(NormalizationForm.FormC).EnumerateRunes())
            shown.Append(letter.IsBmp && Known.Contains((char)letter.Value) ? (char)letter.Value : Unknown);
        return shown.ToString();
    }

    /// <inheritdoc/>
    public FontResolverInfo? ResolveTypeface(string familyName, bool isBold, bool isItalic) =>
        new(isBold ? Bold : Regular, mustSimulateBold: false, mustSimulateItalic: isItalic);

    /// <inheritdoc/>
    public byte[]? GetFont(string faceName) => faceName == Bold ? FontDataHelper.SegoeWPBold : FontDataHelper.SegoeWP;

    /// <summary>Characters a TrueType font has a glyph for, from the segments of its character map (format 4).</summary>
    private static IEnumerable<char> CharactersOf(byte[] font)
    {
        var map = Table(font, "cmap");
        var tables = Word(font, map + 2);
        for (var i = 0; i < tables; i++)
        {
            var start = map + (int)BinaryPrimitives.ReadUInt32BigEndian(font.AsSpan(map + 8 + (i * 8)));
            if (Word(font, start) == 4) return Segments(font, start);
        }
        throw new InvalidDataException("The typeface of letters has no character map of format 4.");
    }

    private static IEnumerable<char> Segments(byte[] font, int start)
    {
        var twice = Word(font, start + 6);
        for (var at = 0; at < twice; at += 2)
        {
            var (end, first) = (Word(font, start + 14 + at), Word(font, start + 16 + twice + at));
            var (delta, offsetAt) = (Word(font, start + 16 + (2 * twice) + at), start + 16 + (3 * twice) + at);
            var offset = Word(font, offsetAt);
            for (var code = first; code <= end && code != 0xFFFF; code++)
            {
                var glyph = offset == 0 ? code + delta & 0xFFFF : Word(font, offsetAt + offset + (2 * (code - first)));
                if (glyph != 0) yield return (char)code;
            }
        }
    }

    private static int Table(byte[] font, string tag)
    {
        for (var at = 12; at < 12 + (16 * Word(font, 4)); at += 16)
            if (Encoding.ASCII.GetString(font, at, 4) == tag) return (int)BinaryPrimitives.ReadUInt32BigEndian(font.AsSpan(at + 8));
        throw new InvalidDataException($"The typeface of letters has no table '{tag}'.");
    }

    private static int Word(byte[] font, int at) => BinaryPrimitives.ReadUInt16BigEndian(font.AsSpan(at));
}
