using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UtilizationReview.Tests.Integration.GrpcWire;

namespace UtilizationReview.Tests.Benchmarks;

/// <summary>A unary gRPC echo of 1 KB against a bare Kestrel HTTP/2 endpoint, both called through one handler; the two take turns.</summary>
internal static class GrpcEchoBenchmark
{
    private const string Name = "grpc-echo";
    private const double RequiredShareOfBare = 0.8;
    private const int Workers = 8;
    private const int Rounds = 7;
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(1);
    private static readonly byte[] Payload = [.. Enumerable.Range(0, 1024).Select(i => (byte)i)];

    public static async Task<BenchmarkResult> RunAsync(CancellationToken cancellationToken)
    {
        await using WebApplication app = await StartAsync(cancellationToken);
        var address = new Uri(app.Urls.First());
        using var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using GrpcChannel channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler });
        var client = new Echo.EchoClient(channel);
        var request = new EchoRequest { Payload = ByteString.CopyFrom(Payload) };
        var bareUri = new Uri(address, "/bare");
        Func<Task> bare = () => CallBareAsync(invoker, bareUri, cancellationToken);
        Func<Task> grpc = () => CallGrpcAsync(client, request);

        await RoundAsync(bare);
        await RoundAsync(grpc);
        var bareRates = new List<double>();
        var grpcRates = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            bareRates.Add(await RoundAsync(bare));
            grpcRates.Add(await RoundAsync(grpc));
        }

        double[] shares = [.. grpcRates.Zip(bareRates, (one, other) => one / other)];
        return new BenchmarkResult(Name, BenchmarkResult.Median(shares), RequiredShareOfBare, "share of the bare endpoint's rate", shares, Notes:
        [
            $"calls per second: gRPC {BenchmarkResult.Median(grpcRates):0}, bare endpoint {BenchmarkResult.Median(bareRates):0} "
                + $"({Workers} workers, {Rounds} rounds of {RoundLength.TotalSeconds:0} s each)",
        ]);
    }

    private static async Task<double> RoundAsync(Func<Task> call)
    {
        long start = Stopwatch.GetTimestamp();
        int[] counts = await Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
        {
            int count = 0;
            while (Stopwatch.GetElapsedTime(start) < RoundLength)
            {
                await call();
                count++;
            }

            return count;
        }));
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task CallBareAsync(HttpMessageInvoker invoker, Uri uri, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(Payload),
        };
        using HttpResponseMessage response = await invoker.SendAsync(request, cancellationToken);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (body.Length != Payload.Length) throw new InvalidOperationException($"The bare endpoint returned {body.Length} bytes.");
    }

    private static async Task CallGrpcAsync(Echo.EchoClient client, EchoRequest request)
    {
        EchoResponse response = await client.UnaryAsync(request);
        if (response.Payload.Length != Payload.Length) throw new InvalidOperationException($"The gRPC service returned {response.Payload.Length} bytes.");
    }

    private static async Task<WebApplication> StartAsync(CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        WebApplication app = builder.Build();
        app.MapPost("/bare", (RequestDelegate)EchoBodyAsync);
        app.MapGrpcService<EchoService>();
        await app.StartAsync(cancellationToken);
        return app;
    }

    private static async Task EchoBodyAsync(HttpContext context)
    {
        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult result = await reader.ReadAsync();
            foreach (ReadOnlyMemory<byte> segment in result.Buffer) context.Response.BodyWriter.Write(segment.Span);
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) return;
        }
    }

    private sealed class EchoService : Echo.EchoBase
    {
        public override Task<EchoResponse> Unary(EchoRequest request, ServerCallContext context) =>
            Task.FromResult(new EchoResponse { Payload = request.Payload, Number = 1 });
    }
}
