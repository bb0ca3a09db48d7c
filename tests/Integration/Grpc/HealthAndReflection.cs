using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace UtilizationReview.Tests.Integration.GrpcWire;

public sealed class HealthAndReflection
{
    [Fact]
    public async Task Health_is_told_for_the_server_and_for_registered_services_only()
    {
        bool healthy = true;
        await using EchoServer server = await StartAsync(() => healthy);
        var client = new Health.HealthClient(server.Channel());
        (await client.CheckAsync(new HealthCheckRequest())).Status.ShouldBe(ServingStatus.Serving);
        (await client.CheckAsync(new HealthCheckRequest { Service = "echo" })).Status.ShouldBe(ServingStatus.Serving);
        (await Should.ThrowAsync<RpcException>(async () => await client.CheckAsync(new HealthCheckRequest { Service = "other" })))
            .StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task A_watcher_sees_each_change_once_and_not_serving_at_shutdown()
    {
        bool healthy = true;
        await using EchoServer server = await StartAsync(() => healthy);
        using AsyncServerStreamingCall<HealthCheckResponse> watch = new Health.HealthClient(server.Channel()).Watch(new HealthCheckRequest());
        (await NextAsync(watch)).ShouldBe(ServingStatus.Serving);
        server.ExpectError("Health check switch with status Unhealthy");
        healthy = false;
        (await NextAsync(watch)).ShouldBe(ServingStatus.NotServing);
        healthy = true;
        (await NextAsync(watch)).ShouldBe(ServingStatus.Serving);
        Task stopping = server.StopAsync();
        (await NextAsync(watch)).ShouldBe(ServingStatus.NotServing);
        (await watch.ResponseStream.MoveNext(default)).ShouldBeFalse();
        await stopping;
    }

    [Fact]
    public async Task Watching_an_unknown_service_says_so_and_goes_on()
    {
        await using EchoServer server = await StartAsync(() => true);
        using AsyncServerStreamingCall<HealthCheckResponse> watch =
            new Health.HealthClient(server.Channel()).Watch(new HealthCheckRequest { Service = "other" });
        (await NextAsync(watch)).ShouldBe(ServingStatus.ServiceUnknown);
        Task<bool> next = watch.ResponseStream.MoveNext(default);
        next.IsCompleted.ShouldBeFalse();
        watch.Dispose();
        (await Should.ThrowAsync<RpcException>(() => next)).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task Reflection_answers_in_order_and_errors_are_answers()
    {
        await using EchoServer server = await StartAsync(() => true);
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(server.Channel()).ServerReflectionInfo();

        ServerReflectionResponse services = await AskAsync(call, new ServerReflectionRequest { ListServices = "*" });
        services.ListServicesResponse.Service.Select(one => one.Name)
            .ShouldBe(["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc_runtime.wire.v1.Echo"]);
        foreach (string symbol in new[] { "grpc_runtime.wire.v1.Echo", "grpc_runtime.wire.v1.Echo.Chat", "grpc_runtime.wire.v1.EchoRequest" })
        {
            ServerReflectionResponse file = await AskAsync(call, new ServerReflectionRequest { Host = "h", FileContainingSymbol = symbol });
            file.ValidHost.ShouldBe("h");
            file.OriginalRequest.FileContainingSymbol.ShouldBe(symbol);
            FileDescriptorProto.Parser.ParseFrom(file.FileDescriptorResponse.FileDescriptorProto[0]).Name.ShouldBe("echo.proto");
        }

        (await AskAsync(call, new ServerReflectionRequest { FileContainingSymbol = "grpc.health.v1.HealthCheckResponse.ServingStatus" }))
            .FileDescriptorResponse.FileDescriptorProto.Count.ShouldBe(1);
        (await AskAsync(call, new ServerReflectionRequest { FileByFilename = "echo.proto" })).FileDescriptorResponse.ShouldNotBeNull();
        (await AskAsync(call, new ServerReflectionRequest { FileByFilename = "none.proto" })).ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.NotFound);
        (await AskAsync(call, new ServerReflectionRequest { AllExtensionNumbersOfType = "x" })).ErrorResponse.ErrorCode
            .ShouldBe((int)StatusCode.Unimplemented);
        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext(default)).ShouldBeFalse();
    }

    private static async Task<ServerReflectionResponse> AskAsync(
        AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call, ServerReflectionRequest question)
    {
        await call.RequestStream.WriteAsync(question);
        (await call.ResponseStream.MoveNext(default)).ShouldBeTrue();
        return call.ResponseStream.Current;
    }

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        (await watch.ResponseStream.MoveNext(default)).ShouldBeTrue();
        return watch.ResponseStream.Current.Status;
    }

    private static Task<EchoServer> StartAsync(Func<bool> healthy) => EchoServer.StartAsync(
        services =>
        {
            services.AddGrpcHealthChecks(options => options.Services.Map("echo", check => check.Tags.Contains("echo")))
                .AddCheck("switch", () => healthy() ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(), ["echo"]);
            services.AddGrpcReflection();
            services.Configure<HealthCheckPublisherOptions>(options =>
            {
                options.Delay = TimeSpan.Zero;
                options.Period = TimeSpan.FromSeconds(1);
            });
        },
        app =>
        {
            app.MapGrpcHealthChecksService();
            app.MapGrpcReflectionService();
        });
}
