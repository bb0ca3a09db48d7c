using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace UtilizationReview.Tests.Integration.GrpcWire;

/// <summary>What happened on the server, for tests to look at.</summary>
internal sealed class EchoEvents
{
    private int _running;

    public int Running => Volatile.Read(ref _running);

    public System.Collections.Concurrent.ConcurrentQueue<string> Seen { get; } = new();

    public void Enter() => Interlocked.Increment(ref _running);

    public void Leave() => Interlocked.Decrement(ref _running);
}

/// <summary>Does what it is told. Headers named x-echo-… come back as response headers, and
/// those named x-trail-… as trailers; x-echo-codec and x-trail-codec come back with the codec of the requests and of the responses.</summary>
internal sealed class EchoService(EchoEvents events) : Echo.EchoBase
{
    public override Task<EchoResponse> Unary(EchoRequest request, ServerCallContext context) => Counted(async () =>
    {
        await EchoHeadersAsync(context);
        await ObeyAsync(request, context);
        return new EchoResponse { Payload = request.Payload, Number = 1 };
    });

    public override Task<EchoResponse> Collect(IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context) => Counted(async () =>
    {
        await EchoHeadersAsync(context);
        var all = new MemoryStream();
        int number = 0;
        await foreach (EchoRequest request in requestStream.ReadAllAsync())
        {
            number++;
            request.Payload.WriteTo(all);
            await ObeyAsync(request, context);
        }

        return new EchoResponse { Payload = ByteString.CopyFrom(all.ToArray()), Number = number };
    });

    public override Task Expand(EchoRequest request, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context) =>
        Counted(async () =>
        {
            await EchoHeadersAsync(context);
            for (int number = 1; number <= request.Count; number++)
                await responseStream.WriteAsync(new EchoResponse { Payload = request.Payload, Number = number });
            await ObeyAsync(request, context);
            return true;
        });

    public override Task Chat(
        IAsyncStreamReader<EchoRequest> requestStream, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context) =>
        Counted(async () =>
        {
            await EchoHeadersAsync(context);
            int number = 0;
            await foreach (EchoRequest request in requestStream.ReadAllAsync())
            {
                for (int i = 0; i < Math.Max(1, request.Count); i++)
                    await responseStream.WriteAsync(new EchoResponse { Payload = request.Payload, Number = ++number });
                await ObeyAsync(request, context);
            }

            return true;
        });

    private static async Task ObeyAsync(EchoRequest request, ServerCallContext context)
    {
        if (request.Wait) await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        if (request.Crash) throw new InvalidOperationException("a secret that must not leave the server");
        if (request.FailCode != 0) throw new RpcException(new Status((StatusCode)request.FailCode, request.FailMessage));
    }

    private static Task EchoHeadersAsync(ServerCallContext context)
    {
        var headers = new Metadata();
        HttpContext http = context.GetHttpContext();
        foreach (Metadata.Entry entry in context.RequestHeaders)
        {
            if (entry.Key == "x-echo-codec") headers.Add(entry.Key, http.Request.Headers.GrpcEncoding.ToString());
            else if (entry.Key == "x-trail-codec") context.ResponseTrailers.Add(entry.Key, http.Response.Headers.GrpcEncoding.ToString());
            else if (entry.Key.StartsWith("x-echo-", StringComparison.Ordinal)) headers.Add(entry);
            else if (entry.Key.StartsWith("x-trail-", StringComparison.Ordinal)) context.ResponseTrailers.Add(entry);
        }

        return headers.Count == 0 ? Task.CompletedTask : context.WriteResponseHeadersAsync(headers);
    }

    private async Task<T> Counted<T>(Func<Task<T>> handler)
    {
        events.Enter();
        try
        {
            return await handler();
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            events.Seen.Enqueue("cancelled");
            throw;
        }
        finally
        {
            events.Leave();
        }
    }
}
