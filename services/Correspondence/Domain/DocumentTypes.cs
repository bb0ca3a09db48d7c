namespace UtilizationReview.Correspondence.Domain;

/// <summary>A media type that is taken.</summary>
/// <param name="MediaType">As declared, lower case.</param>
/// <param name="Name">In a sentence, with its article: "a PDF".</param>
/// <param name="Begins">The ways its content can begin; none: it has no mark of its own.</param>
internal sealed record DocumentType(string MediaType, string Name, params IReadOnlyList<byte[]> Begins)
{
    /// <summary>Whether the content can be of this type by its first bytes.</summary>
    public bool Fits(ReadOnlySpan<byte> head)
    {
        foreach (var mark in Begins)
        {
            if (head.StartsWith(mark)) return true;
        }
        return false;
    }
}

/// <summary>What documents can be, and how each is known by its own bytes.</summary>
internal static class DocumentTypes
{
    /// <summary>First bytes that are enough for <see cref="LooksLike"/>.</summary>
    public const int HeadLength = 512;

    public static DocumentType Pdf { get; } = new("application/pdf", "a PDF", "%PDF-"u8.ToArray());

    public static DocumentType Tiff { get; } = new("image/tiff", "a TIFF image", "II*\0"u8.ToArray(), "MM\0*"u8.ToArray());

    public static DocumentType Jpeg { get; } = new("image/jpeg", "a JPEG image", [[0xFF, 0xD8, 0xFF]]);

    public static DocumentType Png { get; } = new("image/png", "a PNG image", [[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]]);

    public static DocumentType Docx { get; } = new(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a Word document (DOCX)", "PK\u0003\u0004"u8.ToArray());

    public static DocumentType Rtf { get; } = new("application/rtf", "an RTF text", "{\\rtf1"u8.ToArray());

    public static DocumentType Text { get; } = new("text/plain", "a plain text");

    public static IReadOnlyList<DocumentType> All { get; } = [Pdf, Tiff, Jpeg, Png, Docx, Rtf, Text];

    /// <summary>In a sentence: what is allowed.</summary>
    public static string Allowed { get; } = string.Join(", ", All.Select(type => type.MediaType));

    /// <summary>What is known by its beginning and not taken; named, so that the sender sees what was sent.</summary>
    private static readonly (byte[] Begins, string Name)[] Others =
    [
        ("MZ"u8.ToArray(), "a Windows program"), ([0x7F, (byte)'E', (byte)'L', (byte)'F'], "a program"), ("GIF8"u8.ToArray(), "a GIF image"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Office document"), ("<!DOCTYPE html"u8.ToArray(), "a web page"),
        ("<html"u8.ToArray(), "a web page"), ("#!"u8.ToArray(), "a script"), ([0x1F, 0x8B], "a gzip archive"), ("Rar!"u8.ToArray(), "a RAR archive"),
        ("7z"u8.ToArray(), "a 7-Zip archive"), ("BM"u8.ToArray(), "a bitmap"), ("{\\rtf"u8.ToArray(), "an RTF text of an unknown version"),
    ];

    /// <summary>The type declared, by any case and without parameters; null when it is not taken.</summary>
    public static DocumentType? Find(string mediaType)
    {
        var plain = mediaType.Split(';')[0].Trim().ToLowerInvariant();
        return plain switch
        {
            "text/rtf" => Rtf,
            "image/jpg" => Jpeg,
            _ => All.FirstOrDefault(type => type.MediaType == plain),
        };
    }

    /// <summary>What the content looks like by its first bytes, with its article.</summary>
    public static string LooksLike(ReadOnlySpan<byte> head)
    {
        foreach (var type in All)
        {
            if (type.Fits(head)) return type == Docx ? "a ZIP archive or Office document" : type.Name;
        }
        foreach (var (begins, name) in Others)
        {
            if (head.StartsWith(begins)) return name;
        }
        return head.IsEmpty ? "nothing" : "something else";
    }
}
