using Google.Protobuf;
using Grpc.Core;

namespace UtilizationReview.Tests.Integration.GrpcWire;

public sealed class DeadlinesAndCancellation
{
    private static DateTime Soon => DateTime.UtcNow.AddMilliseconds(200);

    [Fact]
    public async Task A_deadline_ends_every_kind_of_call_on_both_sides()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Echo.EchoClient client = server.Client();
        var wait = new EchoRequest { Wait = true, Count = 1 };
        await EndsLateAsync(async () => await client.UnaryAsync(wait, deadline: Soon));

        using AsyncServerStreamingCall<EchoResponse> expand = client.Expand(wait, deadline: Soon);
        await EndsLateAsync(async () =>
        {
            await foreach (EchoResponse _ in expand.ResponseStream.ReadAllAsync())
            {
            }
        });
        expand.GetStatus().StatusCode.ShouldBe(StatusCode.DeadlineExceeded);

        using AsyncClientStreamingCall<EchoRequest, EchoResponse> collect = client.Collect(deadline: Soon);
        await collect.RequestStream.WriteAsync(wait);
        await EndsLateAsync(async () => await collect);

        using AsyncDuplexStreamingCall<EchoRequest, EchoResponse> chat = client.Chat(deadline: Soon);
        await chat.RequestStream.WriteAsync(wait);
        (await chat.ResponseStream.MoveNext(default)).ShouldBeTrue();
        await EndsLateAsync(() => chat.ResponseStream.MoveNext(default));

        await Eventually.Holds(() => server.Events.Running == 0, () => $"{server.Events.Running} handlers running");
        server.Events.Seen.Count.ShouldBe(4);
    }

    [Fact]
    public async Task The_server_keeps_the_deadline_by_itself_and_still_tells_the_status()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Echo.EchoClient client = server.Client();
        // The header without a deadline of the client's own: only the server counts.
        using AsyncUnaryCall<EchoResponse> call = new ServerSideDeadline(server).Unary(new EchoRequest { Wait = true }, "100m");
        (await Should.ThrowAsync<RpcException>(async () => await call)).StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        using AsyncUnaryCall<EchoResponse> expired = new ServerSideDeadline(server).Unary(new EchoRequest(), "1n");
        (await Should.ThrowAsync<RpcException>(async () => await expired)).StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        using AsyncUnaryCall<EchoResponse> ignored = new ServerSideDeadline(server).Unary(new EchoRequest(), "nonsense");
        (await ignored).Number.ShouldBe(1);
        (await client.UnaryAsync(new EchoRequest())).Number.ShouldBe(1);
    }

    [Fact]
    public async Task A_deadline_that_has_passed_ends_the_call_before_it_is_sent()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await EndsLateAsync(async () => await server.Client().UnaryAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(-1)));
        Should.Throw<InvalidOperationException>(() => server.Client().UnaryAsync(new EchoRequest(), deadline: DateTime.Now));
    }

    [Fact]
    public async Task A_call_that_ends_around_its_deadline_ends_once_and_cleanly()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Echo.EchoClient client = server.Client();
        var payload = new EchoRequest { Payload = ByteString.CopyFrom(new byte[1000]), Count = 20 };
        for (int i = 0; i < 200; i++)
        {
            using AsyncServerStreamingCall<EchoResponse> call = client.Expand(payload, deadline: DateTime.UtcNow.AddMilliseconds(i % 8));
            try
            {
                int seen = 0;
                await foreach (EchoResponse _ in call.ResponseStream.ReadAllAsync()) seen++;
                seen.ShouldBe(20);
            }
            catch (RpcException late)
            {
                late.StatusCode.ShouldBe(StatusCode.DeadlineExceeded, late.Status.Detail);
            }
        }

        await Eventually.Holds(() => server.Events.Running == 0, () => $"{server.Events.Running} handlers running");
    }

    [Fact]
    public async Task A_token_or_a_dispose_cancels_every_kind_of_call_and_its_handler()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Echo.EchoClient client = server.Client();
        var wait = new EchoRequest { Wait = true, Count = 1 };
        using (var cancel = new CancellationTokenSource())
        {
            AsyncUnaryCall<EchoResponse> unary = client.UnaryAsync(wait, cancellationToken: cancel.Token);
            await HandlersAsync(server, 1);
            await cancel.CancelAsync();
            (await Should.ThrowAsync<RpcException>(async () => await unary)).Status.ShouldBe(new Status(StatusCode.Cancelled, "Call canceled by the client."));
            await HandlersAsync(server, 0);
        }

        AsyncServerStreamingCall<EchoResponse> expand = client.Expand(wait);
        (await expand.ResponseStream.MoveNext(default)).ShouldBeTrue();
        Task<bool> pending = expand.ResponseStream.MoveNext(default);
        expand.Dispose();
        (await Should.ThrowAsync<RpcException>(() => pending)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await HandlersAsync(server, 0);

        AsyncClientStreamingCall<EchoRequest, EchoResponse> collect = client.Collect();
        await collect.RequestStream.WriteAsync(wait);
        await HandlersAsync(server, 1);
        collect.Dispose();
        (await Should.ThrowAsync<RpcException>(async () => await collect)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await HandlersAsync(server, 0);

        AsyncDuplexStreamingCall<EchoRequest, EchoResponse> chat = client.Chat();
        await chat.RequestStream.WriteAsync(wait);
        (await chat.ResponseStream.MoveNext(default)).ShouldBeTrue();
        using (var cancel = new CancellationTokenSource())
        {
            Task<bool> next = chat.ResponseStream.MoveNext(cancel.Token);
            await cancel.CancelAsync();
            (await Should.ThrowAsync<RpcException>(() => next)).StatusCode.ShouldBe(StatusCode.Cancelled);
        }

        await HandlersAsync(server, 0);
        server.Events.Seen.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_cancelled_call_throws_as_cancelled_where_the_channel_says_so()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Echo.EchoClient client = server.Client(options => options.ThrowOperationCanceledOnCancellation = true);
        await Should.ThrowAsync<OperationCanceledException>(async () => await client.UnaryAsync(new EchoRequest { Wait = true }, deadline: Soon));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await client.UnaryAsync(new EchoRequest(), cancellationToken: cancelled.Token));
    }

    [Fact]
    public async Task A_server_that_ends_early_answers_with_its_status_and_not_the_transport_s()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncClientStreamingCall<EchoRequest, EchoResponse> call = server.Client().Collect();
        await call.RequestStream.WriteAsync(new EchoRequest { FailCode = 9, FailMessage = "enough" });
        RpcException failure = await Should.ThrowAsync<RpcException>(async () =>
        {
            while (true) await call.RequestStream.WriteAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[10_000]) });
        });
        failure.Status.ShouldBe(new Status(StatusCode.FailedPrecondition, "enough"));
        (await Should.ThrowAsync<RpcException>(async () => await call)).Status.Detail.ShouldBe("enough");
    }

    [Fact]
    public async Task A_slow_reader_stops_the_writer_and_loses_nothing()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncServerStreamingCall<EchoResponse> call = server.Client().Expand(
            new EchoRequest { Payload = ByteString.CopyFrom(new byte[100_000]), Count = 200 });
        (await call.ResponseStream.MoveNext(default)).ShouldBeTrue();
        int seen = 1;
        while (await call.ResponseStream.MoveNext(default))
        {
            if (seen % 50 == 0) await Task.Delay(20);
            call.ResponseStream.Current.Number.ShouldBe(++seen);
        }

        seen.ShouldBe(200);
    }

    [Fact]
    public async Task Two_writes_or_reads_at_once_are_refused_and_so_is_a_write_after_completion()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncDuplexStreamingCall<EchoRequest, EchoResponse> call = server.Client().Chat();
        Task<bool> first = call.ResponseStream.MoveNext(default);
        await Should.ThrowAsync<InvalidOperationException>(() => call.ResponseStream.MoveNext(default));
        await call.RequestStream.CompleteAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new EchoRequest()));
        await Should.ThrowAsync<InvalidOperationException>(() => call.RequestStream.CompleteAsync());
        (await first).ShouldBeFalse();
    }

    private static Task HandlersAsync(EchoServer server, int running) =>
        Eventually.Holds(() => server.Events.Running == running, () => $"{server.Events.Running} handlers running");

    private static async Task EndsLateAsync(Func<Task> call) =>
        (await Should.ThrowAsync<RpcException>(call)).StatusCode.ShouldBe(StatusCode.DeadlineExceeded);

    /// <summary>A client whose transport adds a grpc-timeout the client itself knows nothing of.</summary>
    private sealed class ServerSideDeadline(EchoServer server)
    {
        public AsyncUnaryCall<EchoResponse> Unary(EchoRequest request, string timeout) =>
            server.Client(options => options.HttpHandler = new AddHeader(timeout)).UnaryAsync(request);

        private sealed class AddHeader(string timeout) : DelegatingHandler(new SocketsHttpHandler())
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                request.Headers.TryAddWithoutValidation("grpc-timeout", timeout);
                return base.SendAsync(request, cancellationToken);
            }
        }
    }
}
