using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.ClientFactory;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UtilizationReview.Tests.Integration.GrpcWire;

public sealed class ClientsFromTheApplication
{
    [Fact]
    public async Task Interceptors_on_both_sides_stand_around_every_kind_of_call()
    {
        var steps = new ConcurrentQueue<string>();
        await using EchoServer server = await EchoServer.StartAsync(services =>
        {
            services.AddSingleton(steps);
            services.AddGrpc(options =>
            {
                options.Interceptors.Add<ServerSide>("outer");
                options.Interceptors.Add<ServerSide>("inner");
            });
        });
        var client = new Echo.EchoClient(server.Channel().Intercept(new ClientSide(steps, "first"), new ClientSide(steps, "second"))
            .Intercept(headers =>
            {
                headers.Add("x-echo-added", "yes");
                return headers;
            }));
        using AsyncUnaryCall<EchoResponse> unary = client.UnaryAsync(new EchoRequest());
        (await unary.ResponseHeadersAsync).GetValue("x-echo-added").ShouldBe("yes");
        await unary;
        steps.ShouldBe(["first", "second", "outer", "inner"]);

        using AsyncClientStreamingCall<EchoRequest, EchoResponse> collect = client.Collect();
        await collect.RequestStream.CompleteAsync();
        await collect;
        using AsyncServerStreamingCall<EchoResponse> expand = client.Expand(new EchoRequest());
        (await expand.ResponseStream.MoveNext(default)).ShouldBeFalse();
        using AsyncDuplexStreamingCall<EchoRequest, EchoResponse> chat = client.Chat();
        await chat.RequestStream.CompleteAsync();
        (await chat.ResponseStream.MoveNext(default)).ShouldBeFalse();
        steps.Count.ShouldBe(16);
    }

    [Fact]
    public async Task A_configured_client_has_its_address_interceptors_and_credentials()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        var steps = new ConcurrentQueue<string>();
        var services = new ServiceCollection();
        services.AddSingleton(new ClientSide(steps, "configured"));
        services.AddGrpcClient<Echo.EchoClient>(options => options.Address = server.Address)
            .AddInterceptor<ClientSide>()
            .AddInterceptor(InterceptorScope.Client, () => new ClientSide(steps, "per client"))
            .ConfigureChannel(channel => channel.UnsafeUseInsecureChannelCallCredentials = true)
            .AddCallCredentials((context, metadata) =>
            {
                metadata.Add("x-echo-token", $"for {context.MethodName}");
                return Task.CompletedTask;
            });
        await using ServiceProvider provider = services.BuildServiceProvider();
        using AsyncUnaryCall<EchoResponse> call = provider.GetRequiredService<Echo.EchoClient>().UnaryAsync(new EchoRequest());
        (await call.ResponseHeadersAsync).GetValue("x-echo-token").ShouldBe("for Unary");
        await call;
        steps.ShouldBe(["per client", "configured"]);
        provider.GetRequiredService<GrpcClientFactory>().CreateClient<Echo.EchoClient>(nameof(Echo.EchoClient)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Credentials_do_not_travel_without_tls_unless_allowed()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        var services = new ServiceCollection();
        services.AddGrpcClient<Echo.EchoClient>(options => options.Address = server.Address).AddCallCredentials((_, _) => Task.CompletedTask);
        await using ServiceProvider provider = services.BuildServiceProvider();
        Should.Throw<InvalidOperationException>(provider.GetRequiredService<Echo.EchoClient>)
            .Message.ShouldContain("UnsafeUseInsecureChannelCallCredentials");

        var credentials = CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("x-echo-token", "secret");
            return Task.CompletedTask;
        });
        using AsyncUnaryCall<EchoResponse> call = server.Client().UnaryAsync(new EchoRequest(), new CallOptions().WithCredentials(credentials));
        (await call.ResponseHeadersAsync).Get("x-echo-token").ShouldBeNull();
        await call;
    }

    [Fact]
    public async Task A_client_without_an_address_says_so()
    {
        var services = new ServiceCollection();
        services.AddGrpcClient<Echo.EchoClient>();
        await using ServiceProvider provider = services.BuildServiceProvider();
        Should.Throw<InvalidOperationException>(provider.GetRequiredService<Echo.EchoClient>).Message.ShouldContain("has no address");
    }

    [Fact]
    public async Task The_deadline_and_the_cancellation_of_a_served_call_flow_to_its_outgoing_calls()
    {
        await using EchoServer back = await EchoServer.StartAsync();
        // The interceptor forwards what the front is asked to the back, from within the served call.
        await using EchoServer forwarding = await EchoServer.StartAsync(services =>
        {
            services.AddGrpcClient<Echo.EchoClient>("back", options => options.Address = back.Address).EnableCallContextPropagation();
            services.AddGrpc(options => options.Interceptors.Add<Forward>());
        });
        AsyncUnaryCall<EchoResponse> limited = forwarding.Client().UnaryAsync(new EchoRequest { Wait = true }, deadline: DateTime.UtcNow.AddSeconds(3));
        await Eventually.Holds(() => back.Events.Running == 1, () => $"{back.Events.Running} handlers running");
        RpcException late = await Should.ThrowAsync<RpcException>(async () => await limited);
        late.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        await Eventually.Holds(() => back.Events.Seen.Count == 1 && back.Events.Running == 0, () => $"{back.Events.Running} handlers running");

        AsyncUnaryCall<EchoResponse> call = forwarding.Client().UnaryAsync(new EchoRequest { Wait = true });
        await Eventually.Holds(() => back.Events.Running == 1, () => $"{back.Events.Running} handlers running");
        call.Dispose();
        await Eventually.Holds(() => back.Events.Seen.Count == 2 && back.Events.Running == 0, () => $"{back.Events.Running} handlers running");

        Echo.EchoClient outside = forwarding.Services.GetRequiredService<GrpcClientFactory>().CreateClient<Echo.EchoClient>("back");
        Should.Throw<InvalidOperationException>(() => outside.UnaryAsync(new EchoRequest())).Message.ShouldContain("no gRPC call being served");
    }

    [Fact]
    public async Task Authorization_of_aspnet_holds_for_a_mapped_service_and_the_refusal_reads_as_a_status()
    {
        await using EchoServer attributed = await EchoServer.StartAsync(
            services => services.AddAuthorization().AddAuthentication("none").AddScheme<AuthenticationSchemeOptions, Nobody>("none", null),
            service: app => app.MapGrpcService<GuardedEcho>());
        RpcException refused = await Should.ThrowAsync<RpcException>(async () => await attributed.Client().UnaryAsync(new EchoRequest()));
        refused.StatusCode.ShouldBe(StatusCode.Unauthenticated);
        (await attributed.Client().MissingAsync(new EchoRequest())).Number.ShouldBe(7);

        await using EchoServer required = await EchoServer.StartAsync(
            services => services.AddAuthorization().AddAuthentication("none").AddScheme<AuthenticationSchemeOptions, Nobody>("none", null),
            service: app => app.MapGrpcService<EchoService>().RequireAuthorization());
        (await Should.ThrowAsync<RpcException>(async () => await required.Client().UnaryAsync(new EchoRequest())))
            .StatusCode.ShouldBe(StatusCode.Unauthenticated);
    }

    [Authorize]
    private sealed class GuardedEcho : Echo.EchoBase
    {
        public override Task<EchoResponse> Unary(EchoRequest request, ServerCallContext context) => Task.FromResult(new EchoResponse());

        [AllowAnonymous]
        public override Task<EchoResponse> Missing(EchoRequest request, ServerCallContext context) => Task.FromResult(new EchoResponse { Number = 7 });
    }

    private sealed class Nobody(IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
            Task.FromResult(AuthenticateResult.NoResult());
    }

    private sealed class Forward(GrpcClientFactory clients) : Interceptor
    {
        public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            await clients.CreateClient<Echo.EchoClient>("back").UnaryAsync((EchoRequest)(object)request);
            return await continuation(request, context);
        }
    }

    private sealed class ServerSide(ConcurrentQueue<string> steps, string name) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            steps.Enqueue(name);
            return continuation(request, context);
        }

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            steps.Enqueue(name);
            return continuation(requestStream, context);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            steps.Enqueue(name);
            return continuation(request, responseStream, context);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            steps.Enqueue(name);
            return continuation(requestStream, responseStream, context);
        }
    }

    private sealed class ClientSide(ConcurrentQueue<string> steps, string name) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            steps.Enqueue(name);
            return continuation(request, context);
        }

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            steps.Enqueue(name);
            return continuation(request, context);
        }

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            steps.Enqueue(name);
            return continuation(context);
        }

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            steps.Enqueue(name);
            return continuation(context);
        }
    }
}
