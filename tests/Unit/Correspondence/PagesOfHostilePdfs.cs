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

    [Theory]
    [InlineData("<</Type/ObjStm/Filter/FlateDecode>>\nstream\nnothing that was packed\nendstream")]
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

    private static int Count(byte[] pdf) => PdfPages.Count(new MemoryStream(pdf));
}
