using System.IO.Compression;
using Grpc.Core;
using Grpc.Framing;
using Grpc.Net.Compression;

namespace UtilizationReview.Tests.Unit.GrpcRuntime;

public sealed class CompressedMessages
{
    private static readonly GzipCompressionProvider Gzip = new(CompressionLevel.Fastest);

    private static byte[] Compressed(byte[] body)
    {
        using var writer = new MessageWriter();
        return writer.Frame((message, context) => context.Complete(message), body, null, Gzip).ToArray();
    }

    private static Task<RpcException> RefusedAsync(byte[] wire, string? encoding, int? maxLength = null) => AFrame.FailsAsync(async () =>
        await PipeMessages.ReadSingleAsync(AFrame.Reader(wire), AFrame.Parser(maxLength, encoding), context => context.PayloadAsNewBuffer()));

    [Fact]
    public void A_compressed_frame_is_marked_and_shorter()
    {
        byte[] wire = Compressed(new byte[100_000]);
        wire[0].ShouldBe((byte)1);
        wire.Length.ShouldBeLessThan(1000);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    public async Task The_flag_without_a_codec_is_an_internal_error(string? encoding) =>
        (await RefusedAsync(Compressed([1, 2, 3]), encoding)).StatusCode.ShouldBe(StatusCode.Internal);

    [Fact]
    public async Task An_unknown_codec_is_named_in_the_refusal()
    {
        RpcException failure = await RefusedAsync(Compressed([1, 2, 3]), "snappy");
        failure.StatusCode.ShouldBe(StatusCode.Unimplemented);
        failure.Status.Detail.ShouldContain("'snappy'");
    }

    [Fact]
    public async Task An_unknown_codec_does_not_matter_while_nothing_is_compressed() =>
        (await PipeMessages.ReadSingleAsync(AFrame.Reader(AFrame.Of("plain")), AFrame.Parser(encoding: "snappy"), AFrame.Text)).ShouldBe("plain");

    [Theory]
    [InlineData(1_000_000, false)]
    [InlineData(1_000_001, true)]
    public async Task The_limit_holds_for_the_decompressed_size(int size, bool refused)
    {
        byte[] wire = Compressed(new byte[size]);
        wire.Length.ShouldBeLessThan(10_000);
        if (refused)
        {
            (await RefusedAsync(wire, "gzip", 1_000_000)).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
            return;
        }

        byte[] read = await PipeMessages.ReadSingleAsync(
            AFrame.Reader(wire), AFrame.Parser(1_000_000, "gzip"), context => context.PayloadAsNewBuffer());
        read.Length.ShouldBe(size);
    }

    [Fact]
    public async Task What_is_not_gzip_is_an_internal_error() =>
        (await RefusedAsync(AFrame.Of("this is not gzip at all", flag: 1), "gzip")).StatusCode.ShouldBe(StatusCode.Internal);

    [Fact]
    public void A_message_over_the_send_limit_is_refused()
    {
        using var writer = new MessageWriter();
        writer.Frame((message, context) => context.Complete(message), new byte[10], 10).Length.ShouldBe(15);
        Should.Throw<RpcException>(() => writer.Frame((message, context) => context.Complete(message), new byte[11], 10))
            .StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }
}
