using System.IO.Compression;
using System.Text;
using UtilizationReview.Correspondence.Adapters;

namespace UtilizationReview.Tests.Unit.Correspondence;

/// <summary>Pages are counted only where they are certain, and nothing a sender can write keeps the counter busy or takes it down.</summary>
public sealed class PagesOfHostilePdfs
{
    [Fact]
    public void Arrays_nested_a_million_deep_do_not_matter() =>
        Count(Contents.Pdf(3, extra: $"50 0 obj\n{new string('[', 1_000_000)}\nendobj\n")).ShouldBe(3);

    [Fact]
    public void Dictionaries_nested_without_end_make_the_count_uncertain() =>
        Count(Contents.Pdf(3, extra: "50 0 obj\n" + string.Concat(Enumerable.Repeat("<</A ", 100_000)) + "\nendobj\n")).ShouldBe(0);

    [Fact]
    public void A_table_that_points_to_itself_is_not_followed() =>
        Count(Contents.Pdf(2, extra: "xref\n0 1\n0000000000 65535 f \ntrailer\n<</Prev 9>>\n")).ShouldBe(2);

    [Fact]
    public void Pages_the_tree_does_not_claim_make_the_count_uncertain() =>
        Count(Contents.Pdf(2, extra: "50 0 obj\n<</Type/Page>>\nendobj\n")).ShouldBe(0);

    [Fact]
    public void A_tree_that_claims_more_than_there_is_makes_the_count_uncertain() =>
        Count(Contents.Pdf(2, extra: "50 0 obj\n<</Type/Pages/Count 99999999>>\nendobj\n")).ShouldBe(0);

    [Fact]
    public void Objects_that_unpack_without_end_make_the_count_uncertain()
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 80; i++) zip.Write(zeros);
        }
        var text = Encoding.Latin1.GetString(packed.ToArray());
        Count(Contents.Pdf(2, extra: $"50 0 obj\n<</Type/ObjStm/Filter/FlateDecode>>\nstream\n{text}\nendstream\nendobj\n")).ShouldBe(0);
    }

    [Fact]
    public void Streams_laid_into_one_another_are_not_unpacked_again_and_again()
    {
        const int Streams = 1400;
        const string Begin = "<</Type/ObjStm/Filter/FlateDecode>>stream\nx\u009c";
        // Each stream goes on into the next, whose text is a block of it, and all into blocks with nothing in them and one that never ends.
        const string Next = "endstream\n" + Begin;
        var block = "\0" + (char)Next.Length + "\0" + (char)(byte)~Next.Length + "\u00ff" + Next;
        var text = new StringBuilder(Begin);
        for (var i = 1; i < Streams; i++) text.Append(block);
        for (var i = 0; i < 100_000; i++) text.Append("\0\0\0\u00ff\u00ff");
        text.Append("\0\u00ff\u007f\0\u0080");
        using var pdf = new CountedStream(Contents.Pdf(2, extra: text.ToString()));
        PdfPages.Count(pdf, Ct);
        pdf.Taken.ShouldBeLessThan(3 * pdf.Length);
    }

    [Fact]
    public void Who_has_gone_is_not_counted_for()
    {
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        Should.Throw<OperationCanceledException>(() => PdfPages.Count(new MemoryStream(Contents.Pdf(2)), gone.Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_tree_that_was_replaced_makes_the_count_uncertain(int left) =>
        Count(Contents.Pdf(2, extra: $"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count {left}>>\nendobj\n")).ShouldBe(0);

    [Fact]
    public void Branches_of_one_tree_do_not() =>
        Count(Contents.Pdf(2, extra: "50 0 obj\n<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1>>\nendobj\n")).ShouldBe(2);

    [Theory]
    [InlineData("<</Type/ObjStm/Filter/FlateDecode>>\nstream\nnothing that was packed\nendstream")]
    [InlineData("<</Type/ObjStm/Filter/FlateDecode>>\nstream\nx 1234\nendstream")]
    [InlineData("<</Type/ObjStm/Filter[/LZWDecode]>>\nstream\nx\nendstream")]
    public void Objects_that_cannot_be_read_make_the_count_uncertain(string extra) => Count(Contents.Pdf(2, extra: extra)).ShouldBe(0);

    [Fact]
    public void Whatever_bytes_come_the_count_ends()
    {
        var random = new Random(7);
        var words = "<< >> /Type /Page /Pages /Count 3 ( ) \\ < > [ ] stream endstream obj endobj % \n /ObjStm /Filter /FlateDecode".Split(' ');
        for (var round = 0; round < 300; round++)
        {
            var text = new StringBuilder("%PDF-1.7 ");
            for (var i = 0; i < 200; i++) text.Append(words[random.Next(words.Length)]).Append(random.Next(4) == 0 ? "" : " ");
            Count(Encoding.Latin1.GetBytes(text.ToString())).ShouldBeGreaterThanOrEqualTo(0);
        }
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static int Count(byte[] pdf) => PdfPages.Count(new MemoryStream(pdf), Ct);

    /// <summary>Counts the bytes that are taken out of it.</summary>
    private sealed class CountedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long Taken { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = base.Read(buffer, offset, count);
            Taken += read;
            return read;
        }

        public override int Read(Span<byte> buffer)
        {
            var read = base.Read(buffer);
            Taken += read;
            return read;
        }
    }
}
