using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace UtilizationReview.Tests.Integration.GrpcWire;

public sealed class RequestsThatAreNotGrpc
{
    private const string Path = "/grpc_runtime.wire.v1.Echo/Unary";

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    public async Task A_foreign_content_type_is_answered_with_415(string? contentType)
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using HttpResponseMessage response = await SendAsync(server, Path, contentType);
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        response.Headers.GetValues("grpc-status").ShouldBe(["13"]);
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("APPLICATION/GRPC")]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc; param=1")]
    public async Task Every_grpc_content_type_is_served(string contentType)
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using HttpResponseMessage response = await SendAsync(server, Path, contentType);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/grpc");
        (await response.Content.ReadAsByteArrayAsync()).Length.ShouldBeGreaterThanOrEqualTo(5);
        response.TrailingHeaders.GetValues("grpc-status").ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_get_is_answered_with_405()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using HttpResponseMessage response = await SendAsync(server, Path, "application/grpc", HttpMethod.Get);
        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData("/grpc_runtime.wire.v1.Echo/Nothing")]
    [InlineData("/grpc_runtime.wire.v1.Echo/unary")]
    [InlineData("/some.Other/Method")]
    public async Task An_unknown_method_or_service_is_unimplemented_in_a_trailers_only_answer(string path)
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using HttpResponseMessage response = await SendAsync(server, path, "application/grpc");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("grpc-status").ShouldBe(["12"]);
        response.TrailingHeaders.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unknown_path_without_a_grpc_content_type_stays_404()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using HttpResponseMessage response = await SendAsync(server, "/some.Other/Method", "application/json");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Http_1_is_told_to_upgrade_and_a_client_of_ours_reads_that_as_a_status()
    {
        await using EchoServer server = await EchoServer.StartAsync(protocols: HttpProtocols.Http1);
        using HttpResponseMessage response = await SendAsync(server, Path, "application/grpc", version: HttpVersion.Version11);
        response.StatusCode.ShouldBe(HttpStatusCode.UpgradeRequired);
        response.Headers.GetValues("grpc-status").ShouldBe(["13"]);
        RpcException failure = await Should.ThrowAsync<RpcException>(async () => await server.Client().UnaryAsync(new EchoRequest()));
        failure.StatusCode.ShouldBe(StatusCode.Internal);
    }

    [Fact]
    public async Task A_method_the_service_does_not_override_is_unimplemented()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        RpcException failure = await Should.ThrowAsync<RpcException>(async () => await server.Client().MissingAsync(new EchoRequest()));
        failure.StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        EchoServer server = await EchoServer.StartAsync();
        Echo.EchoClient client = server.Client();
        await server.DisposeAsync();
        RpcException failure = await Should.ThrowAsync<RpcException>(async () => await client.UnaryAsync(new EchoRequest()));
        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        using AsyncServerStreamingCall<EchoResponse> call = client.Expand(new EchoRequest());
        (await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext(default))).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task A_message_cut_off_or_doubled_or_malformed_is_an_internal_error_on_the_server()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        byte[][] bodies = [[], [0, 0, 0, 0], [0, 0, 0, 0, 9, 1], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [2, 0, 0, 0, 0], [0, 0, 0, 0, 2, 0x0A, 0xFF]];
        foreach (byte[] body in bodies)
        {
            using HttpResponseMessage response = await SendAsync(server, Path, "application/grpc", body: body);
            response.Headers.GetValues("grpc-status").ShouldBe(["13"], Convert.ToHexString(body));
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(
        EchoServer server, string path, string? contentType, HttpMethod? method = null, Version? version = null, byte[]? body = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, new Uri(server.Address, path))
        {
            Version = version ?? HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = method == HttpMethod.Get ? null : new ByteArrayContent(body ?? [0, 0, 0, 0, 0]),
        };
        if (contentType is not null && request.Content is not null)
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return await client.SendAsync(request);
    }
}
