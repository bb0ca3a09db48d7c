using System.Text;
using UtilizationReview.Correspondence.Adapters;
using UtilizationReview.Correspondence.Domain;

namespace UtilizationReview.Tests.Unit.Correspondence;

/// <summary>Content is checked against its declared type by its own bytes.</summary>
public sealed class ContentIsWhatItSays
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[], int> Good => new()
    {
        { "application/pdf", Contents.Pdf(), 1 },
        { "application/pdf", Contents.Pdf(12), 12 },
        { "application/pdf", Contents.Pdf(7, compressed: true), 7 },
        { "APPLICATION/PDF; x=y", Contents.Pdf(2), 2 },
        { "image/tiff", Contents.Tiff(), 1 },
        { "image/tiff", Contents.Tiff(5, little: false), 5 },
        { "image/tiff", Contents.Frames(false, (0, 8, 2), (1, 8, 2), (2, 8, 2), (4, 8, 2)), 2 },
        { "image/tiff", Contents.Frames(true, (0, 8, 2)), 1 },
        { "image/jpeg", Contents.Jpeg, 1 },
        { "image/jpeg", [.. Contents.Jpeg, .. "what a camera adds"u8], 1 },
        { "image/png", Contents.Png, 1 },
        { "application/rtf", Contents.Rtf, 0 },
        { "text/rtf", Contents.Rtf, 0 },
        { "text/plain", Contents.Text, 0 },
        { "text/plain; charset=utf-8", [0xEF, 0xBB, 0xBF, (byte)'a'], 0 },
        { Contents.DocxType, Contents.Docx, 0 },
        { Contents.DocxType, Contents.AlmostDocx(), 0 },
    };

    public static TheoryData<string, byte[], string> Bad => new()
    {
        { "application/pdf", [], "is empty" },
        { "text/plain", [], "is empty" },
        { "application/pdf", Contents.Png, "is not a PDF: it begins like a PNG image" },
        { "application/pdf", [.. "MZ"u8, .. new byte[600]], "is not a PDF: it begins like a Windows program" },
        { "application/pdf", [(byte)' ', .. Contents.Pdf()], "is not a PDF: it begins like something else" },
        { "application/pdf", Contents.Pdf()[..100], "is a PDF without its end" },
        { "application/pdf", [.. Contents.Pdf(), .. new byte[3000]], "is a PDF without its end" },
        { "image/png", Contents.Jpeg, "is not a PNG image: it begins like a JPEG image" },
        { "image/png", Contents.Png[..32], "is not a PNG image: its header is missing" },
        { "image/png", Contents.Png[..^8], "is a PNG image without its end" },
        { "image/jpeg", [0xFF, 0xD8, 0xFF, 0xD9, .. new byte[30]], "is not a JPEG image: no segment" },
        { "image/jpeg", Contents.Jpeg[..19], "is not a JPEG image: no segment" },
        { "image/jpeg", Contents.Jpeg[..^1], "is a JPEG image without its end" },
        { "image/jpeg", Contents.JpegWithPreview[..^1], "is a JPEG image without its end" },
        { "image/jpeg", "GIF89a"u8.ToArray(), "is not a JPEG image: it begins like a GIF image" },
        { "image/tiff", Contents.Tiff(2, circle: true), "is a TIFF image whose directories go in a circle" },
        { "image/tiff", Contents.Tiff(2)[..^1], "is a damaged TIFF image" },
        { "image/tiff", Contents.Frames(false, (0, 8, 1_000)), "is a TIFF image without its end" },
        { "image/tiff", Contents.Frames(true, (0, 8, 2), (0, 1_000, 1)), "is a TIFF image without its end" },
        { "image/tiff", "II*\0"u8.ToArray(), "is a damaged TIFF image" },
        { "image/tiff", [.. "II*\0"u8, 0, 0, 0, 0], "is a damaged TIFF image" },
        { "image/tiff", [.. "II*\0"u8, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0], "is a damaged TIFF image" },
        { "image/tiff", [.. "II*\0"u8, 0xFF, 0xFF, 0xFF, 0xFF], "is a damaged TIFF image" },
        { "application/rtf", Contents.Text, "is not an RTF text" },
        { "application/rtf", Contents.Rtf[..^3], "is an RTF text without its end" },
        { "application/rtf", [.. "{\\rtf1 "u8, 0, (byte)'}'], "is not an RTF text: it has NUL" },
        { "text/plain", Contents.Png, "is not a plain text in UTF-8: line 1" },
        { "text/plain", "one\ntwo\0"u8.ToArray(), "line 2 has the control character U+0000" },
        { "text/plain", "\u001b[31m"u8.ToArray(), "the control character U+001B" },
        { "text/plain", [(byte)'a', 0xC3], "is not a plain text in UTF-8" },
        { "text/plain", [0xFF, 0xFE, (byte)'a', 0], "is not a plain text in UTF-8" },
        { "text/plain", [0xED, 0xA0, 0x80], "is not a plain text in UTF-8" },
        { Contents.DocxType, Contents.Zip(("a.txt", "a")), "is not a Word document (DOCX): it is another ZIP archive" },
        { Contents.DocxType, Contents.AlmostDocx(types: "<Types/>"), "its list of types does not say so" },
        { Contents.DocxType, Contents.AlmostDocx(document: "<html>"), "its text does not begin as one" },
        { Contents.DocxType, Contents.AlmostDocx(more: "word/vbaProject.bin"), "with macros" },
        { Contents.DocxType, Contents.AlmostDocx(more: "word/document.xml"), "it is a damaged ZIP archive" },
        { Contents.DocxType, Contents.Docx[..^30], "it is a damaged ZIP archive" },
        { Contents.DocxType, [.. "PK\u0003\u0004"u8], "it is a damaged ZIP archive" },
        { Contents.DocxType, Contents.Pdf(), "it begins like a PDF" },
        { "application/pdf", Contents.Docx, "it begins like a ZIP archive or Office document" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public async Task What_it_says_is_taken_with_its_pages_where_they_are_certain(string mediaType, byte[] content, int pages) =>
        (await LookAsync(mediaType, content)).ShouldBe((pages, null));

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_it_does_not_say_is_refused_in_words(string mediaType, byte[] content, string problem) =>
        (await LookAsync(mediaType, content)).Problem.ShouldNotBeNull().ShouldContain(problem);

    [Fact]
    public async Task A_preview_in_a_photograph_is_not_its_image() =>
        (await LookAsync("image/jpeg", Contents.JpegWithPreview)).ShouldBe((1, null));

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task The_image_data_of_a_frame_ends_with_the_file_at_the_latest(int beyond, bool whole)
    {
        var length = Contents.Frames(false, (0, 8, 0)).Length;
        ((await LookAsync("image/tiff", Contents.Frames(false, (0, 8, length - 8 + beyond)))).Problem is null).ShouldBe(whole);
    }

    [Fact]
    public void A_list_that_many_directories_share_does_not_keep_the_reader_busy()
    {
        // 5000 directories, each of which lists the whole file as its strips.
        const int Directories = 5000, Directory = 2 + 12 + 4;
        var tiff = new byte[8 + (Directories * Directory)];
        "II*\0"u8.CopyTo(tiff);
        tiff[4] = 8;
        for (var i = 0; i < Directories; i++)
        {
            var at = 8 + (i * Directory);
            tiff[at] = 1;
            BitConverter.TryWriteBytes(tiff.AsSpan(at + 2), (ushort)273);
            BitConverter.TryWriteBytes(tiff.AsSpan(at + 4), (ushort)4);
            BitConverter.TryWriteBytes(tiff.AsSpan(at + 6), tiff.Length / 4);
            BitConverter.TryWriteBytes(tiff.AsSpan(at + 14), i + 1 < Directories ? at + Directory : 0);
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        TiffFrames.Count(new MemoryStream(tiff), Ct).Problem.ShouldNotBeNull();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10 * tiff.Length);
    }

    [Theory]
    [InlineData("image/gif")]
    [InlineData("application/msword")]
    [InlineData("text/html")]
    [InlineData("")]
    public void Another_type_is_not_taken(string mediaType) => DocumentTypes.Find(mediaType).ShouldBeNull();

    [Fact]
    public async Task A_part_that_unpacks_to_50_MB_is_not_unpacked_beyond_its_bound()
    {
        var bomb = Contents.Zip(("[Content_Types].xml", new string(' ', 50_000_000)), ("word/document.xml", "<w:document>"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        WordPackage.Problem(new MemoryStream(bomb)).ShouldNotBeNull();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(3_000_000);
        (await LookAsync(Contents.DocxType, bomb)).Problem.ShouldNotBeNull();
    }

    [Fact]
    public void A_text_is_judged_the_same_wherever_its_pieces_are_cut()
    {
        var good = Encoding.UTF8.GetBytes("Schmerz, боль, 痛み, 🦴\n");
        byte[] bad = [.. good, 0xE2, 0x82];
        for (var cut = 0; cut <= good.Length; cut++)
        {
            Problem(good[..cut], good[cut..]).ShouldBeNull();
            Problem(good[..cut], [.. good[cut..], 0xE2, 0x82]).ShouldNotBeNull();
        }
        Problem([.. bad.SelectMany(b => new[] { b })]).ShouldNotBeNull();

        static string? Problem(params byte[][] pieces)
        {
            var text = new PlainText();
            foreach (var piece in pieces) text.Append(piece);
            text.End();
            return text.Problem;
        }
    }

    internal static async Task<(int Pages, string? Problem)> LookAsync(string mediaType, byte[] content)
    {
        using var stream = new MemoryStream(content);
        return await ContentCheck.LookAsync(DocumentTypes.Find(mediaType)!, stream, Ct);
    }
}
