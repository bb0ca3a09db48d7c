using Google.Protobuf;
using Grpc.Core;

namespace UtilizationReview.Tests.Integration.GrpcWire;

public sealed class AllKindsOfCall
{
    private static readonly ByteString Hello = ByteString.CopyFromUtf8("hello");

    [Fact]
    public async Task A_unary_call_returns_its_response_and_status()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncUnaryCall<EchoResponse> call = server.Client().UnaryAsync(new EchoRequest { Payload = Hello });
        (await call).Payload.ShouldBe(Hello);
        call.GetStatus().ShouldBe(Status.DefaultSuccess);
        call.GetTrailers().Count.ShouldBe(0);
        server.Client().Unary(new EchoRequest { Payload = Hello }).Payload.ShouldBe(Hello);
    }

    [Fact]
    public async Task An_empty_message_is_a_message()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        (await server.Client().UnaryAsync(new EchoRequest())).Payload.Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_client_stream_is_collected()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncClientStreamingCall<EchoRequest, EchoResponse> call = server.Client().Collect();
        for (int i = 0; i < 5; i++) await call.RequestStream.WriteAsync(new EchoRequest { Payload = Hello });
        await call.RequestStream.CompleteAsync();
        EchoResponse response = await call;
        response.Number.ShouldBe(5);
        response.Payload.ToStringUtf8().ShouldBe("hellohellohellohellohello");
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task A_server_stream_is_read_to_its_end()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncServerStreamingCall<EchoResponse> call = server.Client().Expand(new EchoRequest { Payload = Hello, Count = 1000 });
        int last = 0;
        await foreach (EchoResponse response in call.ResponseStream.ReadAllAsync()) response.Number.ShouldBe(++last);
        last.ShouldBe(1000);
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task An_empty_server_stream_is_a_normal_end()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncServerStreamingCall<EchoResponse> call = server.Client().Expand(new EchoRequest());
        (await call.ResponseStream.MoveNext(default)).ShouldBeFalse();
        (await call.ResponseStream.MoveNext(default)).ShouldBeFalse();
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task Ping_and_pong_alternate_on_one_call()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncDuplexStreamingCall<EchoRequest, EchoResponse> call = server.Client().Chat();
        for (int i = 1; i <= 100; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Payload = Hello });
            (await call.ResponseStream.MoveNext(default)).ShouldBeTrue();
            call.ResponseStream.Current.Number.ShouldBe(i);
        }

        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext(default)).ShouldBeFalse();
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task Many_responses_may_follow_the_half_close()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncDuplexStreamingCall<EchoRequest, EchoResponse> call = server.Client().Chat();
        await call.RequestStream.WriteAsync(new EchoRequest { Payload = Hello, Count = 500 });
        await call.RequestStream.CompleteAsync();
        int seen = 0;
        await foreach (EchoResponse _ in call.ResponseStream.ReadAllAsync()) seen++;
        seen.ShouldBe(500);
    }

    [Fact]
    public async Task Messages_larger_than_a_flow_control_window_pass_in_every_kind()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Echo.EchoClient client = server.Client();
        var large = ByteString.CopyFrom([.. Enumerable.Range(0, 1_000_000).Select(i => (byte)i)]);
        (await client.UnaryAsync(new EchoRequest { Payload = large })).Payload.ShouldBe(large);
        using AsyncDuplexStreamingCall<EchoRequest, EchoResponse> chat = client.Chat();
        for (int i = 0; i < 3; i++)
        {
            await chat.RequestStream.WriteAsync(new EchoRequest { Payload = large });
            (await chat.ResponseStream.MoveNext(default)).ShouldBeTrue();
            chat.ResponseStream.Current.Payload.ShouldBe(large);
        }

        await chat.RequestStream.CompleteAsync();
        (await chat.ResponseStream.MoveNext(default)).ShouldBeFalse();
        using AsyncServerStreamingCall<EchoResponse> expand = client.Expand(new EchoRequest { Payload = large, Count = 10 });
        int seen = 0;
        await foreach (EchoResponse response in expand.ResponseStream.ReadAllAsync())
        {
            response.Payload.Length.ShouldBe(large.Length);
            seen++;
        }

        seen.ShouldBe(10);
    }
}
