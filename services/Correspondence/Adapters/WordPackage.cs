using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Whether a ZIP archive is a Word document: its table of contents names the two parts every one has, and both begin as they should.
/// Nothing is unpacked beyond a bound, however much it claims or would become.</summary>
internal static class WordPackage
{
    private const int EndLength = 22;
    private const int LongestComment = 65_535;
    private const int LargestDirectory = 1024 * 1024;
    private const int EntryLength = 46;
    private const int LocalLength = 30;
    private const int MostInflated = 256 * 1024;
    private const string Main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

    /// <summary>What is wrong, as the end of a sentence that begins with "The content"; null: nothing.</summary>
    public static string? Problem(Stream archive)
    {
        if (Directory(archive) is not { } parts) return "is not a Word document (DOCX): it is a damaged ZIP archive";
        if (!parts.TryGetValue("[Content_Types].xml", out var types) || !parts.TryGetValue("word/document.xml", out var text))
            return "is not a Word document (DOCX): it is another ZIP archive";
        if (parts.Keys.Any(name => name.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)))
            return "is a Word document with macros; save it without them";
        try
        {
            if (!Begin(archive, types, MostInflated).Contains(Main, StringComparison.Ordinal))
                return "is not a Word document (DOCX): its list of types does not say so";
            var begin = Begin(archive, text, 4096);
            return begin.Contains(":document", StringComparison.Ordinal) || begin.Contains("<document", StringComparison.Ordinal)
                ? null
                : "is not a Word document (DOCX): its text does not begin as one";
        }
        catch (InvalidDataException)
        {
            return "is a damaged Word document (DOCX)";
        }
    }

    /// <summary>Parts by name; null when the archive is damaged or its directory too large to be a document's.</summary>
    private static Dictionary<string, Part>? Directory(Stream archive)
    {
        var tail = new byte[Math.Min(archive.Length, EndLength + LongestComment)];
        archive.Position = archive.Length - tail.Length;
        archive.ReadExactly(tail);
        var at = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || tail.Length - at < EndLength) return null;
        var (length, place) = (U32(tail.AsSpan(at + 12)), U32(tail.AsSpan(at + 16)));
        if (length > LargestDirectory || place + (long)length > archive.Length) return null;
        var directory = new byte[length];
        archive.Position = place;
        archive.ReadExactly(directory);
        return Parts(directory);
    }

    private static Dictionary<string, Part>? Parts(ReadOnlySpan<byte> directory)
    {
        Dictionary<string, Part> parts = new(StringComparer.Ordinal);
        while (directory.Length > 0)
        {
            if (directory.Length < EntryLength || !directory.StartsWith("PK\u0001\u0002"u8)) return null;
            var (method, packed, place) = (U16(directory[10..]), U32(directory[20..]), U32(directory[42..]));
            var (name, extra, comment) = (U16(directory[28..]), U16(directory[30..]), U16(directory[32..]));
            var whole = EntryLength + name + extra + comment;
            // Two parts of one name would let two readers see two documents.
            if (directory.Length < whole || !parts.TryAdd(Encoding.UTF8.GetString(directory.Slice(EntryLength, name)), new(method, packed, place)))
                return null;
            directory = directory[whole..];
        }
        return parts;
    }

    /// <summary>The beginning of a part, unpacked.</summary>
    private static string Begin(Stream archive, Part part, int most)
    {
        Span<byte> local = stackalloc byte[LocalLength];
        if (part.Place + (long)LocalLength > archive.Length) throw new InvalidDataException("A part lies beyond the end.");
        archive.Position = part.Place;
        archive.ReadExactly(local);
        if (!local.StartsWith("PK\u0003\u0004"u8)) throw new InvalidDataException("A part does not begin as one.");
        archive.Position += U16(local[26..]) + U16(local[28..]);
        if (part.Method == 0) return Text(archive, (int)Math.Min(most, part.Packed));
        if (part.Method != 8) throw new InvalidDataException("A part is packed in a way documents are not.");
        using var unpacked = new DeflateStream(archive, CompressionMode.Decompress, leaveOpen: true);
        return Text(unpacked, most);
    }

    private static string Text(Stream stream, int most)
    {
        var bytes = new byte[most];
        return Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, most, throwOnEndOfStream: false));
    }

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>A part of the archive.</summary>
    /// <param name="Method">0: as it is; 8: deflated.</param>
    /// <param name="Packed">Bytes in the archive.</param>
    /// <param name="Place">Where it begins.</param>
    private sealed record Part(int Method, uint Packed, uint Place);
}
