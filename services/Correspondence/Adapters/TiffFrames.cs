using System.Buffers.Binary;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Follows the directories of a TIFF: one is a frame, which is a page unless it is a preview or a mask of another one; and its image
/// data has to be there.</summary>
internal static class TiffFrames
{
    private const int MostFrames = 10_000;
    private const int EntryLength = 12;

    /// <summary>The number of pages, or what is wrong as the end of a sentence that begins with "The content".</summary>
    /// <param name="tiff">A file that begins like a TIFF.</param>
    /// <param name="ct">Cancels.</param>
    public static (int Frames, string? Problem) Count(Stream tiff, CancellationToken ct)
    {
        var file = new Reader(tiff);
        if (file.Take(0, 8) is not { } header) return Damaged;
        file.Little = header[0] == (byte)'I';
        HashSet<uint> seen = [];
        var pages = 0;
        for (var place = file.U32(header.AsSpan(4)); place != 0;)
        {
            ct.ThrowIfCancellationRequested();
            if (!seen.Add(place)) return (0, "is a TIFF image whose directories go in a circle");
            if (seen.Count > MostFrames) return (0, $"is a TIFF image of more than {MostFrames} frames");
            if (file.Take(place, 2) is not { } two || file.U16(two) is not (> 0 and var entries)) return Damaged;
            if (file.Take(place + 2L, (entries * EntryLength) + 4) is not { } directory) return Damaged;
            var frame = new Frame(file, directory.AsSpan(0, entries * EntryLength));
            if (!frame.IsWhole) return (0, "is a TIFF image without its end; it may have been cut off");
            if (frame.IsPage) pages++;
            place = file.U32(directory.AsSpan(entries * EntryLength));
        }
        return seen.Count == 0 ? Damaged : (pages, null);
    }

    private static (int Frames, string? Problem) Damaged => (0, "is a damaged TIFF image: a directory of it is not there");

    /// <summary>What a directory says of its frame.</summary>
    private readonly ref struct Frame
    {
        private const int Kind = 254, Strips = 273, StripLengths = 279, Tiles = 324, TileLengths = 325;

        /// <summary>Of the kinds of a frame, those that show no page of their own: a smaller copy, a mask.</summary>
        private const uint NoPage = 1 | 4;

        public Frame(Reader file, ReadOnlySpan<byte> directory)
        {
            (IsPage, IsWhole) = (true, true);
            long[] places = [], lengths = [];
            for (; directory.Length > 0 && IsWhole; directory = directory[EntryLength..])
            {
                var tag = file.U16(directory);
                if (tag is not (Kind or Strips or StripLengths or Tiles or TileLengths)) continue;
                if (file.Values(directory) is not { } values)
                {
                    IsWhole = false;
                    continue;
                }
                if (tag == Kind) IsPage = values is not [var kind, ..] || (kind & NoPage) == 0;
                else if (tag is Strips or Tiles) places = values;
                else lengths = values;
            }
            for (var i = 0; i < places.Length && IsWhole; i++)
                IsWhole = places[i] + (i < lengths.Length ? lengths[i] : 0) <= file.Length;
        }

        /// <summary>It is a page, no preview and no mask.</summary>
        public bool IsPage { get; }

        /// <summary>The file holds its image data.</summary>
        public bool IsWhole { get; }
    }

    /// <summary>Numbers of the file. In a sound one no two lists lie over one another, so all together they are no longer than the file: a
    /// directory that is pointed to again and again does not keep the reader busy.</summary>
    private sealed class Reader(Stream tiff)
    {
        private const int Short = 3, Long = 4;

        private long _left = tiff.Length;

        public bool Little { get; set; }

        public long Length => tiff.Length;

        /// <summary>Bytes of a place; null: they are not there.</summary>
        public byte[]? Take(long place, long length)
        {
            if (place + length > tiff.Length || (_left -= length) < 0) return null;
            var bytes = new byte[length];
            tiff.Position = place;
            return tiff.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length ? bytes : null;
        }

        /// <summary>What an entry lists, in it or where it points to; empty for what are no whole numbers, null: the list is not there.</summary>
        public long[]? Values(ReadOnlySpan<byte> entry)
        {
            var (type, count) = (U16(entry[2..]), (long)U32(entry[4..]));
            if (type is not (Short or Long)) return [];
            var size = type == Short ? 2 : 4;
            var bytes = count * size <= 4 ? entry[8..(8 + (int)(count * size))] : Take(U32(entry[8..]), count * size);
            if (bytes.IsEmpty && count > 0) return null;
            var values = new long[count];
            for (var i = 0; i < values.Length; i++) values[i] = type == Short ? U16(bytes[(i * 2)..]) : U32(bytes[(i * 4)..]);
            return values;
        }

        public ushort U16(ReadOnlySpan<byte> bytes) =>
            Little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

        public uint U32(ReadOnlySpan<byte> bytes) =>
            Little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
