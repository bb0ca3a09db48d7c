using System.Buffers.Binary;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Follows the directories of a TIFF: one is a frame, which is a page.</summary>
internal static class TiffFrames
{
    private const int MostFrames = 10_000;
    private const int EntryLength = 12;

    /// <summary>The number of frames, or what is wrong as the end of a sentence that begins with "The content".</summary>
    /// <param name="tiff">A file that begins like a TIFF.</param>
    public static (int Frames, string? Problem) Count(Stream tiff)
    {
        Span<byte> four = stackalloc byte[4];
        Span<byte> two = stackalloc byte[2];
        tiff.Position = 0;
        if (!TryRead(tiff, four)) return Damaged;
        var little = four[0] == (byte)'I';
        HashSet<uint> seen = [];
        if (!TryRead(tiff, four)) return Damaged;
        for (var place = Number(four, little); place != 0; place = Number(four, little))
        {
            if (!seen.Add(place)) return (0, "is a TIFF image whose directories go in a circle");
            if (seen.Count > MostFrames) return (0, $"is a TIFF image of more than {MostFrames} frames");
            if (place + 2L > tiff.Length) return Damaged;
            tiff.Position = place;
            if (!TryRead(tiff, two)) return Damaged;
            var entries = little ? BinaryPrimitives.ReadUInt16LittleEndian(two) : BinaryPrimitives.ReadUInt16BigEndian(two);
            if (entries == 0 || tiff.Position + (entries * EntryLength) > tiff.Length) return Damaged;
            tiff.Position += entries * EntryLength;
            if (!TryRead(tiff, four)) return Damaged;
        }
        return seen.Count == 0 ? Damaged : (seen.Count, null);
    }

    private static (int Frames, string? Problem) Damaged => (0, "is a damaged TIFF image: a directory of it is not there");

    private static bool TryRead(Stream stream, Span<byte> into) => stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) == into.Length;

    private static uint Number(ReadOnlySpan<byte> four, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(four) : BinaryPrimitives.ReadUInt32BigEndian(four);
}
