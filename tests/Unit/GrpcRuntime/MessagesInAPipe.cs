using System.IO.Pipelines;
using FsCheck;
using FsCheck.Fluent;
using Grpc.Core;
using Grpc.Framing;
using Grpc.Net.Compression;

namespace UtilizationReview.Tests.Unit.GrpcRuntime;

public sealed class MessagesInAPipe
{
    [Fact]
    public async Task Two_messages_are_read_wherever_the_stream_is_cut()
    {
        byte[] wire = [.. AFrame.Of("first"), .. AFrame.Of("the second")];
        for (int cut = 0; cut <= wire.Length; cut++)
        {
            PipeReader reader = AFrame.Reader(wire[..cut], wire[cut..]);
            (await NextAsync(reader)).ShouldBe("first", $"cut at {cut}");
            (await NextAsync(reader)).ShouldBe("the second", $"cut at {cut}");
            (await NextAsync(reader)).ShouldBeNull($"cut at {cut}");
        }
    }

    [Fact]
    public async Task A_single_message_is_read_wherever_the_stream_is_cut()
    {
        byte[] wire = AFrame.Of("alone");
        for (int cut = 0; cut <= wire.Length; cut++) (await SingleAsync(wire[..cut], wire[cut..])).ShouldBe("alone", $"cut at {cut}");
    }

    [Fact]
    public async Task A_single_message_arriving_byte_by_byte_is_read() =>
        (await SingleAsync([.. AFrame.Of("alone").Select(one => new[] { one })])).ShouldBe("alone");

    [Fact]
    public async Task Empty_messages_are_messages_and_not_the_end()
    {
        PipeReader reader = AFrame.Reader([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        (await NextAsync(reader)).ShouldBe("");
        (await NextAsync(reader)).ShouldBe("");
        (await NextAsync(reader)).ShouldBeNull();
        (await SingleAsync([0, 0, 0, 0, 0])).ShouldBe("");
    }

    [Fact]
    public async Task Every_truncation_is_an_internal_error()
    {
        byte[] wire = AFrame.Of("cut off");
        for (int length = 1; length < wire.Length; length++)
        {
            byte[] part = wire[..length];
            (await AFrame.FailsAsync(() => NextAsync(AFrame.Reader(part)))).Status.Detail.ShouldBe("The stream ended within a message.");
            (await AFrame.FailsAsync(() => SingleAsync(part))).Status.Detail.ShouldBe("The stream ended within a message.");
        }
    }

    [Fact]
    public async Task A_single_message_call_needs_one_message() =>
        (await AFrame.FailsAsync(() => SingleAsync())).Status.Detail.ShouldBe("The stream ended without the one message this call needs.");

    [Fact]
    public async Task Bytes_after_a_single_message_are_an_internal_error_in_the_same_read_and_in_a_later_one()
    {
        foreach (byte[][] parts in new byte[][][] { [[.. AFrame.Of("one"), 0]], [AFrame.Of("one"), [0]], [AFrame.Of("one"), AFrame.Of("two")] })
            (await AFrame.FailsAsync(() => SingleAsync(parts))).Status.Detail.ShouldBe("More came after the one message of this call.");
    }

    [Fact]
    public async Task A_flag_other_than_0_and_1_is_an_internal_error()
    {
        RpcException failure = await AFrame.FailsAsync(() => SingleAsync(AFrame.Of("x", flag: 2)));
        failure.StatusCode.ShouldBe(StatusCode.Internal);
        failure.Status.Detail.ShouldBe("A message's compressed flag is 2; it must be 0 or 1.");
    }

    [Theory]
    [InlineData(9, StatusCode.Internal)]
    [InlineData(10, StatusCode.Internal)]
    [InlineData(11, StatusCode.ResourceExhausted)]
    public async Task A_length_over_the_limit_is_refused_before_the_body_comes(byte length, StatusCode status)
    {
        byte[] onlyThePrefix = [0, 0, 0, 0, length];
        RpcException failure = await AFrame.FailsAsync(() =>
            PipeMessages.ReadSingleAsync(AFrame.Reader(onlyThePrefix), AFrame.Parser(maxLength: 10), AFrame.Text).AsTask());
        failure.StatusCode.ShouldBe(status);
    }

    [Fact]
    public void A_length_beyond_an_array_is_refused_without_a_limit() =>
        Should.Throw<RpcException>(() => MessageFraming.ParsePrefix([0, 0xFF, 0xFF, 0xFF, 0xFF], null))
            .StatusCode.ShouldBe(StatusCode.ResourceExhausted);

    [Fact]
    public async Task A_message_that_does_not_parse_is_an_internal_error_that_does_not_tell_what_was_in_it()
    {
        RpcException failure = await AFrame.FailsAsync(() => PipeMessages.ReadSingleAsync<string>(
            AFrame.Reader(AFrame.Of("x")), AFrame.Parser(), _ => throw new FormatException("secret")).AsTask());
        failure.StatusCode.ShouldBe(StatusCode.Internal);
        failure.Status.Detail.ShouldNotContain("secret");
    }

    [Fact]
    public void What_is_framed_is_read_back_whatever_it_is_and_wherever_it_is_cut() => Prop.ForAll<byte[], bool, int>((body, compressed, at) =>
    {
        using var writer = new MessageWriter();
        ICompressionProvider? codec = compressed ? new GzipCompressionProvider(System.IO.Compression.CompressionLevel.Fastest) : null;
        byte[] wire = writer.Frame((message, context) => context.Complete(message), body, null, codec).ToArray();
        int cut = (int)((uint)at % (wire.Length + 1));
        byte[] read = PipeMessages.ReadSingleAsync(AFrame.Reader(wire[..cut], wire[cut..]), AFrame.Parser(encoding: "gzip"),
            context => context.PayloadAsNewBuffer()).AsTask().GetAwaiter().GetResult();
        return read.AsSpan().SequenceEqual(body);
    }).QuickCheckThrowOnFailure();

    private static Task<string> SingleAsync(params byte[][] parts) =>
        PipeMessages.ReadSingleAsync(AFrame.Reader(parts), AFrame.Parser(), AFrame.Text).AsTask();

    private static Task<string?> NextAsync(PipeReader reader) =>
        PipeMessages.ReadStreamAsync(reader, AFrame.Parser(), AFrame.Text, CancellationToken.None).AsTask();
}
