using System.Buffers.Binary;

namespace UtilizationReview.Correspondence.Domain;

/// <summary>Whether content is what it was declared to be, by its beginning and its end. What lies between is checked for texts by
/// <see cref="PlainText"/>, and for TIFF, JPEG and DOCX by their structure.</summary>
internal static class ContentRules
{
    /// <summary>Last bytes that are looked at.</summary>
    public const int TailLength = 2048;

    /// <summary>What is wrong, as the end of a sentence that begins with "The content"; null: nothing.</summary>
    /// <param name="type">As declared.</param>
    /// <param name="head">The first <see cref="DocumentTypes.HeadLength"/> bytes, or all there are.</param>
    /// <param name="tail">The last <see cref="TailLength"/> bytes, or all there are.</param>
    public static string? Problem(DocumentType type, ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        if (head.IsEmpty) return "is empty";
        if (type == DocumentTypes.Text) return null; // the whole of it is looked at
        if (!type.Fits(head)) return $"is not {type.Name}: it begins like {DocumentTypes.LooksLike(head)}";
        if (type == DocumentTypes.Pdf) return tail.IndexOf("%%EOF"u8) < 0 ? "is a PDF without its end; it may have been cut off" : null;
        if (type == DocumentTypes.Jpeg) return IsJpeg(head) ? null : "is not a JPEG image: no segment follows its beginning";
        if (type == DocumentTypes.Png) return PngProblem(head, tail);
        if (type == DocumentTypes.Rtf) return RtfProblem(head, tail);
        return null;
    }

    /// <summary>After the start of the image comes a segment: a marker from C0 on that is no restart, start or end.</summary>
    private static bool IsJpeg(ReadOnlySpan<byte> head) => head.Length >= 20 && head[3] is >= 0xC0 and not (>= 0xD0 and <= 0xD9) and not 0xFF;

    private static string? PngProblem(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        if (head.Length < 33 || BinaryPrimitives.ReadUInt32BigEndian(head[8..]) != 13 || !head[12..16].SequenceEqual("IHDR"u8))
            return "is not a PNG image: its header is missing";
        return tail.IndexOf("IEND"u8) < 0 ? "is a PNG image without its end; it may have been cut off" : null;
    }

    private static string? RtfProblem(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        if (head.IndexOf((byte)0) >= 0) return "is not an RTF text: it has NUL characters";
        return tail.TrimEnd("\0 \r\n\t"u8) is [.., (byte)'}'] ? null : "is an RTF text without its end; it may have been cut off";
    }
}
