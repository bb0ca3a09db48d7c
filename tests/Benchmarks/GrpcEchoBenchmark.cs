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
    private const int Rounds = 21;
    private const int WarmUpCalls = 80_000;
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(0.4);
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

        await WarmUpAsync(bare);
        await WarmUpAsync(grpc);
        var bareRounds = new List<Round>();
        var grpcRounds = new List<Round>();
        for (int round = 0; round < Rounds; round++)
        {
            bareRounds.Add(await RoundAsync(bare));
            grpcRounds.Add(await RoundAsync(grpc));
        }

        double[] shares = [.. grpcRounds.Zip(bareRounds, (one, other) => one.Rate / other.Rate)];
        double bareRate = BenchmarkResult.Median([.. bareRounds.Select(one => one.Rate)]);
        double grpcRate = BenchmarkResult.Median([.. grpcRounds.Select(one => one.Rate)]);
        double bareCost = BenchmarkResult.Median([.. bareRounds.Select(one => one.ProcessorMicroseconds)]);
        double grpcCost = BenchmarkResult.Median([.. grpcRounds.Select(one => one.ProcessorMicroseconds)]);
        return new BenchmarkResult(Name, BenchmarkResult.Median(shares), RequiredShareOfBare, "share of the bare endpoint's rate", shares, Notes:
        [
            $"calls per second: gRPC {grpcRate:0}, bare endpoint {bareRate:0} ({Workers} "
                + $"workers, {Rounds} rounds of {RoundLength.TotalSeconds} s each)",
            $"processor time per call, client and server: gRPC {grpcCost:0.0} us, bare endpoint {bareCost:0.0} us, share {bareCost / grpcCost:0.00}",
        ]);
    }

    /// <summary>Until the compiler has seen the path often enough to have optimized it.</summary>
    private static async Task WarmUpAsync(Func<Task> call)
    {
        for (double calls = 0; calls < WarmUpCalls;) calls += (await RoundAsync(call)).Rate * RoundLength.TotalSeconds;
    }

    private static async Task<Round> RoundAsync(Func<Task> call)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
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
        int calls = counts.Sum();
        return new Round(calls / Stopwatch.GetElapsedTime(start).TotalSeconds,
            (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / calls);
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
        if (response.Payload.Length != Payload.Length)
            throw new InvalidOperationException($"The gRPC service returned {response.Payload.Length} bytes.");
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

    /// <summary>Calls per second, and the processor time of the process per call.</summary>
    private sealed record Round(double Rate, double ProcessorMicroseconds);
}
