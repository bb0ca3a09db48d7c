using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace UtilizationReview.Tests.Integration.GrpcWire;

public sealed class ForeignClients
{
    private static readonly string[] ChecksOfBoth =
    [
        "unary", "empty_unary", "large_unary", "client_streaming", "server_streaming", "large_streaming", "empty_stream", "ping_pong",
        "half_close_then_many", "status_code_and_message", "error_after_messages", "unexpected_exception_is_unknown", "custom_metadata",
        "trailers_with_error", "unimplemented_method", "unimplemented_service", "deadline_in_every_kind", "cancel_unary",
        "cancel_streams_after_first_response", "client_compressed_unary", "client_compressed_streaming", "server_compressed_unary",
        "server_compressed_streaming", "message_over_limit",
    ];

    [Fact]
    public Task Debian_s_grpcio_is_served_in_every_check() => EveryCheckPassesAsync(ForeignProcess.PythonClientAsync, [.. ChecksOfBoth, "health"]);

    [Fact]
    public Task Npm_s_grpc_js_is_served_in_every_check() => EveryCheckPassesAsync(ForeignProcess.NodeClientAsync, ChecksOfBoth);

    private static async Task EveryCheckPassesAsync(Func<int, int, Task<IReadOnlyList<string>>> run, string[] checks)
    {
        await using EchoServer plain = await StartAsync(codec: null);
        await using EchoServer gzip = await StartAsync(codec: "gzip");
        IReadOnlyList<string> report = await run(plain.Address.Port, gzip.Address.Port);
        report.Where(line => !line.StartsWith("ok ", StringComparison.Ordinal)).ShouldBe(["done"]);
        report.ShouldBe([.. checks.Select(check => $"ok {check}"), "done"]);
        await Eventually.Holds(() => plain.Events.Running == 0, () => $"{plain.Events.Running} handlers running");
        // Four deadlines and three cancellations reached their handlers.
        plain.Events.Seen.Count.ShouldBe(7);
    }

    private static async Task<EchoServer> StartAsync(string? codec)
    {
        EchoServer server = await EchoServer.StartAsync(
            services =>
            {
                services.AddGrpc(options => options.ResponseCompressionAlgorithm = codec);
                services.AddGrpcHealthChecks();
            },
            app => app.MapGrpcHealthChecksService());
        server.ExpectError("a secret that must not leave the server");
        return server;
    }
}
