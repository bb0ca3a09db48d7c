using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Grpc.Core;
using Grpc.Text;

namespace UtilizationReview.Tests.Unit.GrpcRuntime;

public sealed class TextOnTheWire
{
    [Theory]
    [InlineData("1H", 36_000_000_000)]
    [InlineData("1M", 600_000_000)]
    [InlineData("1S", 10_000_000)]
    [InlineData("1m", 10_000)]
    [InlineData("1u", 10)]
    [InlineData("100n", 1)]
    [InlineData("99999999S", 999_999_990_000_000)]
    [InlineData("99999999H", 999_999_990_000_000)]
    [InlineData("1n", 0)]
    [InlineData("99n", 0)]
    public void A_timeout_is_read(string text, long ticks) => TimeoutText.Parse(text)!.Value.Ticks.ShouldBe(ticks);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("M")]
    [InlineData("0S")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData(" 1S")]
    [InlineData("1s")]
    [InlineData("1.5S")]
    [InlineData("123456789S")]
    public void What_is_not_a_timeout_sets_none(string? text) => TimeoutText.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData(-1, "1n")]
    [InlineData(0, "1n")]
    [InlineData(1, "1m")]
    [InlineData(901, "901m")]
    [InlineData(1000, "1S")]
    [InlineData(2500, "2500m")]
    [InlineData(59_900, "59900m")]
    [InlineData(60_000, "1M")]
    [InlineData(80_000, "80S")]
    [InlineData(120_000, "2M")]
    [InlineData(3_600_000, "1H")]
    [InlineData(1_000_001, "1001S")]
    [InlineData(900_000, "15M")]
    public void A_timeout_is_written(long milliseconds, string text) => TimeoutText.Format(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(text);

    [Fact]
    public void A_written_timeout_is_never_shorter_nor_much_longer_than_the_real_one() => Prop.ForAll(
        Gen.Choose(1, int.MaxValue).ToArbitrary(), Gen.Choose(1, 30_000).ToArbitrary(), (ticks, factor) =>
        {
            var timeout = new TimeSpan((long)ticks * factor);
            string text = TimeoutText.Format(timeout);
            TimeSpan read = TimeoutText.Parse(text)!.Value;
            return text.Length <= 9 && read >= timeout && read <= (timeout * 1.011) + TimeSpan.FromMilliseconds(1);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a b", "a b")]
    [InlineData("\0", "%00")]
    [InlineData("☺", "%E2%98%BA")]
    [InlineData("%2", "%252")]
    [InlineData("ÿ", "%C3%BF")]
    [InlineData("😈", "%F0%9F%98%88")]
    [InlineData("\t~\u007f", "%09~%7F")]
    public void A_message_is_percent_encoded(string text, string encoded)
    {
        PercentText.Encode(text).ShouldBe(encoded);
        PercentText.Decode(encoded).ShouldBe(text);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("%A")]
    [InlineData("%AG")]
    [InlineData("%G0")]
    [InlineData("H%6")]
    public void What_is_not_an_escape_stays_as_it_is(string text) => PercentText.Decode(text).ShouldBe(text);

    [Fact]
    public void An_unpaired_surrogate_becomes_the_replacement_character() => PercentText.Encode("\ud800").ShouldBe("%EF%BF%BD");

    [Fact]
    public void Any_text_comes_back_and_travels_as_printable_ascii() => Prop.ForAll<string>(text =>
    {
        string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
        string encoded = PercentText.Encode(valid);
        return PercentText.Decode(encoded) == valid && encoded.All(letter => letter is >= ' ' and <= '~');
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decoding_never_throws() => Prop.ForAll<string>(text => PercentText.Decode(text ?? "") is not null).QuickCheckThrowOnFailure();

    [Fact]
    public void Bytes_come_back_padded_or_not() => Prop.ForAll<byte[]>(bytes =>
        BinaryText.Decode(BinaryText.Encode(bytes)).SequenceEqual(bytes) && BinaryText.Decode($" {Convert.ToBase64String(bytes)}").SequenceEqual(bytes)
        && !BinaryText.Encode(bytes).Contains('=', StringComparison.Ordinal)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("A")]
    [InlineData("AAAAA")]
    [InlineData("A?==")]
    public void What_is_not_base64_is_a_format_error(string text) => Should.Throw<FormatException>(() => BinaryText.Decode(text));

    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("APPLICATION/GRPC", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("application/grpc; charset=utf-8", true)]
    [InlineData("application/grpc-web", false)]
    [InlineData("application/json", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_grpc_is_grpc(string? contentType, bool admitted) => WireNames.IsGrpc(contentType).ShouldBe(admitted);

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("identity, gzip", true)]
    [InlineData("identity,deflate,gzip ", true)]
    [InlineData("identity", false)]
    [InlineData("xgzip", false)]
    [InlineData(null, false)]
    public void A_codec_is_looked_up_in_a_comma_list(string? list, bool accepted) => WireNames.Accepts(list, "gzip").ShouldBe(accepted);

    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(431, StatusCode.Internal)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(200, StatusCode.Unknown)]
    public void An_http_status_without_a_grpc_status_has_its_code(int http, StatusCode code) => WireNames.FromHttpStatus(http).ShouldBe(code);

    [Theory]
    [InlineData(0, StatusCode.Internal)]
    [InlineData(1, StatusCode.Internal)]
    [InlineData(2, StatusCode.Internal)]
    [InlineData(7, StatusCode.Unavailable)]
    [InlineData(8, StatusCode.Cancelled)]
    [InlineData(9, StatusCode.Internal)]
    [InlineData(11, StatusCode.ResourceExhausted)]
    [InlineData(12, StatusCode.PermissionDenied)]
    [InlineData(13, StatusCode.Internal)]
    public void A_reset_has_its_code(long reset, StatusCode code) => WireNames.FromReset(reset).ShouldBe(code);
}

public sealed class MetadataOfACall
{
    [Fact]
    public void The_last_entry_wins_a_lookup_and_all_are_listed_in_order()
    {
        var metadata = new Metadata { { "Key", "first" }, { "key", "second" } };
        metadata.GetValue("KEY").ShouldBe("second");
        metadata.GetAll("key").Select(entry => entry.Value).ShouldBe(["first", "second"]);
    }

    [Fact]
    public void Keys_ending_in_bin_carry_bytes_and_others_text()
    {
        var metadata = new Metadata { { "data-bin", [1, 2] } };
        metadata.GetValueBytes("data-bin").ShouldBe([1, 2]);
        Should.Throw<ArgumentException>(() => metadata.Add("data-bin", "text"));
        Should.Throw<ArgumentException>(() => metadata.Add("data", [1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData(":path")]
    [InlineData("ä")]
    public void Other_keys_are_not_allowed(string key) => Should.Throw<ArgumentException>(() => new Metadata { { key, "value" } });

    [Fact]
    public void The_shared_empty_list_stays_empty() => Should.Throw<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));
}
