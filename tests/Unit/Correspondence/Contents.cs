using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace UtilizationReview.Tests.Unit.Correspondence;

/// <summary>Small contents of every type that is taken, made here byte by byte.</summary>
internal static class Contents
{
    public const string DocxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    private const string MainType = DocxType + ".main+xml";
    private const string Namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    public static byte[] Png { get; } =
        [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', 0, 0, 0, 13, .. "IHDR"u8, .. new byte[17], 0, 0, 0, 0, .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82];

    public static byte[] Jpeg { get; } = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8, .. new byte[30], 0xFF, 0xD9];

    /// <summary>A JPEG with a whole smaller one in its first segment.</summary>
    public static byte[] JpegWithPreview { get; } =
        [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(2 + Jpeg.Length), .. Jpeg, 0xFF, 0xDA, 0, 4, 1, 2, 7, 0xFF, 0, 9, 0xFF, 0xD0, 7, 7, 0xFF, 0xD9];

    public static byte[] Rtf { get; } = [.. "{\\rtf1\\ansi Six weeks of therapy.}\r\n"u8];

    public static byte[] Text { get; } = Encoding.UTF8.GetBytes("Six weeks of therapy.\r\n\tNo relief – Rückenschmerz.\f\n");

    /// <summary>A PDF of so many pages, as plain objects or with its pages in a compressed stream of objects.</summary>
    public static byte[] Pdf(int pages = 1, bool compressed = false, string extra = "")
    {
        var tree = $"<</Type/Pages/Kids[{string.Join(' ', Enumerable.Range(3, pages).Select(n => $"{n} 0 R"))}]/Count {pages}>>";
        var leaves = Enumerable.Repeat("<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Note (a \\) /Type /Page in (words))>>", pages).ToList();
        using var pdf = new MemoryStream();
        Write("%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
        if (compressed)
        {
            using var packed = new MemoryStream();
            using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                zip.Write(Encoding.Latin1.GetBytes("2 0 3 99\n" + tree + "\n" + string.Join('\n', leaves)));
            Write($"9 0 obj\n<</Type/ObjStm/N {pages + 1}/First 9/Filter/FlateDecode/Length {packed.Length}>>\nstream\r\n");
            pdf.Write(packed.ToArray());
            Write("\nendstream\nendobj\n");
        }
        else
        {
            Write($"2 0 obj\n{tree}\nendobj\n");
            for (var i = 0; i < pages; i++) Write($"{i + 3} 0 obj\n{leaves[i]}\nendobj\n");
        }
        // What a stream holds is no object, whatever it looks like.
        Write($"99 0 obj\n<</Length 20>>\nstream\n<</Type/Page>><</Typ\nendstream\nendobj\n{extra}");
        Write("trailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n");
        return pdf.ToArray();

        void Write(string text) => pdf.Write(Encoding.Latin1.GetBytes(text));
    }

    /// <summary>A TIFF of so many frames, in either byte order.</summary>
    public static byte[] Tiff(int frames = 1, bool little = true, bool circle = false)
    {
        const int Directory = 2 + 12 + 4;
        var bytes = new byte[8 + (frames * Directory)];
        (little ? "II*\0"u8 : "MM\0*"u8).CopyTo(bytes);
        U32(4, 8);
        for (var frame = 0; frame < frames; frame++)
        {
            var at = 8 + (frame * Directory);
            if (little) bytes[at] = 1;
            else bytes[at + 1] = 1;
            U32(at + 14, frame + 1 < frames ? at + Directory : circle ? 8 : 0);
        }
        return bytes;

        void U32(int at, int value)
        {
            if (little) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
            else BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), value);
        }
    }

    /// <summary>A TIFF of frames: the kind of each, where its only strip begins and how long it is.</summary>
    public static byte[] Frames(bool little, params IReadOnlyList<(int Kind, int Strip, int Length)> frames)
    {
        const int Directory = 2 + (3 * 12) + 4;
        var bytes = new byte[8 + (frames.Count * Directory)];
        (little ? "II*\0"u8 : "MM\0*"u8).CopyTo(bytes);
        U32(4, 8);
        for (var frame = 0; frame < frames.Count; frame++)
        {
            var at = 8 + (frame * Directory);
            var (kind, strip, length) = frames[frame];
            U16(at, 3);
            foreach (var (tag, value) in new[] { (254, kind), (273, strip), (279, length) })
            {
                U16(at + 2, tag);
                U16(at + 4, 4);
                U32(at + 6, 1);
                U32(at + 10, value);
                at += 12;
            }
            U32(at + 2, frame + 1 < frames.Count ? at + 6 : 0);
        }
        return bytes;

        void U16(int at, int value) => BitConverter.TryWriteBytes(bytes.AsSpan(at), little ? (ushort)value : BinaryPrimitives.ReverseEndianness((ushort)value));

        void U32(int at, int value) => BitConverter.TryWriteBytes(bytes.AsSpan(at), little ? value : BinaryPrimitives.ReverseEndianness(value));
    }

    public static byte[] Docx { get; } = Zip(
        ("[Content_Types].xml", $"<Types><Override PartName=\"/word/document.xml\" ContentType=\"{MainType}\"/></Types>"),
        ("word/document.xml", $"<?xml version=\"1.0\"?><w:document xmlns:w=\"{Namespace}\"><w:body/></w:document>"));

    /// <summary>An archive of these parts.</summary>
    public static byte[] Zip(params (string Name, string Text)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Optimal).Open());
                writer.Write(text);
            }
        }
        return bytes.ToArray();
    }

    /// <summary>An archive that is a Word document but for these texts.</summary>
    public static byte[] AlmostDocx(
        string types = MainType, string document = "<w:document>", string more = "word/styles.xml", string filling = "x") =>
        Zip(("[Content_Types].xml", types), ("word/document.xml", document), (more, filling));
}
