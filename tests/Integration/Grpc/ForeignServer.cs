using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace UtilizationReview.Tests.Integration.GrpcWire;

/// <summary>Debian's grpcio as the server of our client.</summary>
public sealed class ForeignServer : IAsyncLifetime
{
    private static readonly ByteString Large = ByteString.CopyFrom([.. Enumerable.Range(0, 1_000_000).Select(i => (byte)(i % 251))]);
    private static readonly Metadata Gzip = new() { { "grpc-internal-encoding-request", "gzip" } };

    private Process _server = null!;
    private GrpcChannel _plainChannel = null!;
    private GrpcChannel _gzipChannel = null!;
    private Echo.EchoClient _plain = null!;
    private Echo.EchoClient _gzip = null!;

    public async ValueTask InitializeAsync()
    {
        (_server, int plainPort, int gzipPort) = await ForeignProcess.StartPythonServerAsync();
        _plainChannel = GrpcChannel.ForAddress($"http://127.0.0.1:{plainPort}");
        _gzipChannel = GrpcChannel.ForAddress($"http://127.0.0.1:{gzipPort}");
        (_plain, _gzip) = (new Echo.EchoClient(_plainChannel), new Echo.EchoClient(_gzipChannel));
    }

    public async ValueTask DisposeAsync()
    {
        _plainChannel.Dispose();
        _gzipChannel.Dispose();
        _server.StandardInput.Close();
        await _server.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        _server.Dispose();
    }

    [Fact]
    public async Task All_four_kinds_of_call_work_with_small_and_large_messages()
    {
        foreach (ByteString payload in new[] { ByteString.Empty, ByteString.CopyFromUtf8("hello"), Large })
        {
            (await _plain.UnaryAsync(new EchoRequest { Payload = payload })).Payload.ShouldBe(payload);
            (await ChatAsync(_plain, payload, null)).ShouldBe([payload, payload, payload]);
            (await ExpandAsync(_plain, payload)).ShouldBe([payload, payload, payload, payload]);
            (await CollectAsync(_plain, payload, null)).Payload.Length.ShouldBe(payload.Length * 3);
        }

        (await ExpandAsync(_plain, Large, count: 0)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Gzip_works_both_ways_in_every_kind_of_call()
    {
        foreach (Echo.EchoClient client in new[] { _plain, _gzip })
        {
            (await client.UnaryAsync(new EchoRequest { Payload = Large }, Gzip)).Payload.ShouldBe(Large);
            (await ChatAsync(client, Large, Gzip)).ShouldBe([Large, Large, Large]);
            (await ExpandAsync(client, Large)).ShouldBe([Large, Large, Large, Large]);
            (await CollectAsync(client, Large, Gzip)).Payload.Length.ShouldBe(Large.Length * 3);
        }
    }

    [Fact]
    public async Task Statuses_with_any_text_and_their_trailers_are_read()
    {
        const string text = "\t\nwhitespace, 100% and ünïcödé 😈\r\n";
        var request = new EchoRequest { FailCode = 9, FailMessage = text };
        var headers = new Metadata { { "x-trail-reason", "gone" }, { "x-trail-data-bin", [1, 2] } };
        RpcException unary = await Should.ThrowAsync<RpcException>(async () => await _plain.UnaryAsync(request, headers));
        using AsyncServerStreamingCall<EchoResponse> expand = _plain.Expand(new EchoRequest(request) { Count = 1 }, headers);
        (await expand.ResponseStream.MoveNext(default)).ShouldBeTrue();
        RpcException stream = await Should.ThrowAsync<RpcException>(() => expand.ResponseStream.MoveNext(default));
        foreach (RpcException failure in new[] { unary, stream })
        {
            failure.Status.ShouldBe(new Status(StatusCode.FailedPrecondition, text));
            failure.Trailers.GetValue("x-trail-reason").ShouldBe("gone");
            failure.Trailers.GetValueBytes("x-trail-data-bin").ShouldBe([1, 2]);
        }

        (await Should.ThrowAsync<RpcException>(async () => await _plain.MissingAsync(request))).StatusCode.ShouldBe(StatusCode.Unimplemented);
        (await Should.ThrowAsync<RpcException>(async () => await _plain.UnaryAsync(new EchoRequest { Crash = true })))
            .StatusCode.ShouldBe(StatusCode.Unknown);
    }

    [Fact]
    public async Task Metadata_travels_both_ways_with_repeated_text_and_binary_values()
    {
        // One value per binary key: HttpClient joins repeated headers with a comma, as the protocol allows, and grpcio refuses the comma.
        byte[] value = [0, 1, 254, 255];
        var headers = new Metadata
        {
            { "x-echo-text", "one" }, { "x-echo-text", "two" }, { "x-trail-text", "end" }, { "x-echo-data-bin", value }, { "x-trail-data-bin", value },
            { "x-echo-empty-bin", [] },
        };

        using AsyncUnaryCall<EchoResponse> call = _plain.UnaryAsync(new EchoRequest(), headers);
        Metadata received = await call.ResponseHeadersAsync;
        await call;
        string.Join(", ", received.GetAll("x-echo-text").Select(entry => entry.Value)).ShouldBe("one, two");
        received.GetValueBytes("x-echo-data-bin").ShouldBe(value);
        received.GetValueBytes("x-echo-empty-bin").ShouldBe([]);
        call.GetTrailers().GetValue("x-trail-text").ShouldBe("end");
        call.GetTrailers().GetValueBytes("x-trail-data-bin").ShouldBe(value);
    }

    [Fact]
    public async Task Deadlines_and_cancellations_end_the_call_here_and_there()
    {
        var wait = new EchoRequest { Wait = true, Count = 1 };
        (await Should.ThrowAsync<RpcException>(async () => await _plain.UnaryAsync(wait, deadline: DateTime.UtcNow.AddSeconds(1))))
            .StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        await CancelledThereAsync(1);

        AsyncServerStreamingCall<EchoResponse> expand = _plain.Expand(wait);
        (await expand.ResponseStream.MoveNext(default)).ShouldBeTrue();
        expand.Dispose();
        await CancelledThereAsync(2);

        using var cancel = new CancellationTokenSource();
        using AsyncDuplexStreamingCall<EchoRequest, EchoResponse> chat = _plain.Chat(cancellationToken: cancel.Token);
        await chat.RequestStream.WriteAsync(wait);
        (await chat.ResponseStream.MoveNext(default)).ShouldBeTrue();
        Task<bool> next = chat.ResponseStream.MoveNext(default);
        await cancel.CancelAsync();
        (await Should.ThrowAsync<RpcException>(() => next)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await CancelledThereAsync(3);
    }

    private async Task CancelledThereAsync(int count)
    {
        int seen = 0;
        DateTime end = DateTime.UtcNow.AddSeconds(10);
        while (seen < count && DateTime.UtcNow < end) seen = (await _plain.UnaryAsync(new EchoRequest { Count = -1 })).Number;
        seen.ShouldBe(count);
    }

    private static async Task<List<ByteString>> ExpandAsync(Echo.EchoClient client, ByteString payload, int count = 4)
    {
        using AsyncServerStreamingCall<EchoResponse> call = client.Expand(new EchoRequest { Payload = payload, Count = count });
        var result = new List<ByteString>();
        await foreach (EchoResponse response in call.ResponseStream.ReadAllAsync()) result.Add(response.Payload);
        return result;
    }

    private static async Task<List<ByteString>> ChatAsync(Echo.EchoClient client, ByteString payload, Metadata? headers)
    {
        using AsyncDuplexStreamingCall<EchoRequest, EchoResponse> call = client.Chat(headers);
        var result = new List<ByteString>();
        for (int i = 0; i < 3; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Payload = payload });
            (await call.ResponseStream.MoveNext(default)).ShouldBeTrue();
            result.Add(call.ResponseStream.Current.Payload);
        }

        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext(default)).ShouldBeFalse();
        return result;
    }

    private static async Task<EchoResponse> CollectAsync(Echo.EchoClient client, ByteString payload, Metadata? headers)
    {
        using AsyncClientStreamingCall<EchoRequest, EchoResponse> call = client.Collect(headers);
        for (int i = 0; i < 3; i++) await call.RequestStream.WriteAsync(new EchoRequest { Payload = payload });
        await call.RequestStream.CompleteAsync();
        return await call;
    }
}
