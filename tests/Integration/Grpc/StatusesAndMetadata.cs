using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace UtilizationReview.Tests.Integration.GrpcWire;

public sealed class StatusesAndMetadata
{
    [Fact]
    public async Task A_status_with_any_text_reaches_the_caller()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        const string text = "\t\nwhitespace, 100% with ünïcödé and 😈 \r\n";
        using AsyncUnaryCall<EchoResponse> call = server.Client().UnaryAsync(new EchoRequest { FailCode = 9, FailMessage = text });
        RpcException failure = await Should.ThrowAsync<RpcException>(async () => await call);
        failure.Status.ShouldBe(new Status(StatusCode.FailedPrecondition, text));
        call.GetStatus().ShouldBe(failure.Status);
    }

    [Fact]
    public async Task Every_code_reaches_the_caller()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Echo.EchoClient client = server.Client();
        foreach (StatusCode code in Enum.GetValues<StatusCode>().Where(one => one != StatusCode.OK))
        {
            (await Should.ThrowAsync<RpcException>(async () => await client.UnaryAsync(new EchoRequest { FailCode = (int)code, FailMessage = "no" })))
                .StatusCode.ShouldBe(code);
        }
    }

    [Fact]
    public async Task An_error_after_two_messages_comes_after_them()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncServerStreamingCall<EchoResponse> call = server.Client().Expand(new EchoRequest { Count = 2, FailCode = 10, FailMessage = "late" });
        (await call.ResponseStream.MoveNext(default)).ShouldBeTrue();
        (await call.ResponseStream.MoveNext(default)).ShouldBeTrue();
        RpcException failure = await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        failure.Status.ShouldBe(new Status(StatusCode.Aborted, "late"));
        call.GetStatus().ShouldBe(failure.Status);
    }

    [Fact]
    public async Task Metadata_travels_both_ways_with_repeated_and_binary_values()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        byte[][] values = [[0, 1, 254, 255], [], [7]];
        var headers = new Metadata { { "x-echo-text", "one" }, { "x-echo-text", "two" }, { "x-trail-text", "end" } };
        foreach (byte[] value in values)
        {
            headers.Add("x-echo-data-bin", value);
            headers.Add("x-trail-data-bin", value);
        }

        using AsyncUnaryCall<EchoResponse> call = server.Client().UnaryAsync(new EchoRequest(), headers);
        Metadata received = await call.ResponseHeadersAsync;
        await call;
        string.Join(", ", received.GetAll("x-echo-text").Select(entry => entry.Value)).ShouldBe("one, two");
        received.GetAll("x-echo-data-bin").Select(entry => entry.ValueBytes).ShouldBe(values);
        call.GetTrailers().GetValue("x-trail-text").ShouldBe("end");
        call.GetTrailers().GetAll("x-trail-data-bin").Select(entry => entry.ValueBytes).ShouldBe(values);
    }

    [Fact]
    public async Task Trailers_come_with_an_error_in_unary_and_streaming_calls()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        var headers = new Metadata { { "x-trail-reason", "too-late" }, { "x-trail-data-bin", [1, 2, 3] } };
        var request = new EchoRequest { FailCode = 9, FailMessage = "no" };
        RpcException unary = await Should.ThrowAsync<RpcException>(async () => await server.Client().UnaryAsync(request, headers));
        using AsyncServerStreamingCall<EchoResponse> call = server.Client().Expand(request, headers);
        RpcException stream = await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        foreach (Metadata trailers in new[] { unary.Trailers, stream.Trailers })
        {
            trailers.GetValue("x-trail-reason").ShouldBe("too-late");
            trailers.GetValueBytes("x-trail-data-bin").ShouldBe([1, 2, 3]);
        }
    }

    [Fact]
    public async Task An_unexpected_exception_is_unknown_and_keeps_its_text_to_itself()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        server.ExpectError("a secret that must not leave the server");
        RpcException failure = await Should.ThrowAsync<RpcException>(async () => await server.Client().UnaryAsync(new EchoRequest { Crash = true }));
        failure.StatusCode.ShouldBe(StatusCode.Unknown);
        failure.Status.Detail.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Detailed_errors_are_told_only_where_they_are_switched_on()
    {
        await using EchoServer server = await EchoServer.StartAsync(services => services.AddGrpc(options => options.EnableDetailedErrors = true));
        server.ExpectError("a secret that must not leave the server");
        RpcException failure = await Should.ThrowAsync<RpcException>(async () => await server.Client().UnaryAsync(new EchoRequest { Crash = true }));
        failure.Status.Detail.ShouldContain("a secret");
    }

    [Fact]
    public async Task Calls_without_a_status_are_not_asked_for_one()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncDuplexStreamingCall<EchoRequest, EchoResponse> call = server.Client().Chat();
        Should.Throw<InvalidOperationException>(() => call.GetStatus());
        Should.Throw<InvalidOperationException>(() => call.GetTrailers());
    }

    [Fact]
    public async Task A_message_over_the_limit_is_refused_in_each_direction()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        var large = new EchoRequest { Payload = ByteString.CopyFrom(new byte[5 * 1024 * 1024]) };
        await RefusedAsync(server.Client().UnaryAsync(large), "A received message is larger than the limit of 4194304 bytes.");
        await RefusedAsync(server.Client(options => options.MaxSendMessageSize = 1000).UnaryAsync(large), "A sent message is larger than the limit of 1000 bytes.");
        large.Payload = ByteString.CopyFrom(new byte[100_000]);
        await RefusedAsync(server.Client(options => options.MaxReceiveMessageSize = 1000).UnaryAsync(large),
            "A received message is larger than the limit of 1000 bytes.");
        await using EchoServer small = await EchoServer.StartAsync(services => services.AddGrpc().AddServiceOptions<EchoService>(
            (GrpcServiceOptions<EchoService> options) => options.MaxSendMessageSize = 1000));
        await RefusedAsync(small.Client().UnaryAsync(large), "A sent message is larger than the limit of 1000 bytes.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Gzip_works_both_ways_in_every_kind_of_call(bool serverCompresses)
    {
        await using EchoServer server = await EchoServer.StartAsync(services => services.AddGrpc(options =>
            options.ResponseCompressionAlgorithm = serverCompresses ? "gzip" : null));
        var payload = ByteString.CopyFrom(new byte[300_000]);
        var headers = new Metadata { { "grpc-internal-encoding-request", "gzip" } };
        Echo.EchoClient client = server.Client();
        (await client.UnaryAsync(new EchoRequest { Payload = payload }, headers)).Payload.ShouldBe(payload);
        using AsyncDuplexStreamingCall<EchoRequest, EchoResponse> chat = client.Chat(headers);
        chat.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await chat.RequestStream.WriteAsync(new EchoRequest { Payload = payload });
        chat.RequestStream.WriteOptions = WriteOptions.Default;
        await chat.RequestStream.WriteAsync(new EchoRequest { Payload = payload });
        await chat.RequestStream.CompleteAsync();
        int seen = 0;
        await foreach (EchoResponse response in chat.ResponseStream.ReadAllAsync())
        {
            response.Payload.ShouldBe(payload);
            seen++;
        }

        seen.ShouldBe(2);
    }

    [Fact]
    public async Task A_gzip_bomb_is_refused_by_its_decompressed_size()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        var bomb = new EchoRequest { Payload = ByteString.CopyFrom(new byte[20 * 1024 * 1024]) };
        await RefusedAsync(server.Client().UnaryAsync(bomb, new Metadata { { "grpc-internal-encoding-request", "gzip" } }),
            "A received message is larger than the limit of 4194304 bytes.");
    }

    private static async Task RefusedAsync(AsyncUnaryCall<EchoResponse> call, string detail)
    {
        RpcException failure = await Should.ThrowAsync<RpcException>(async () => await call);
        failure.Status.ShouldBe(new Status(StatusCode.ResourceExhausted, detail));
    }
}
