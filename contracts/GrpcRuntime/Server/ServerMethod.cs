using Grpc.Core;
using Grpc.Framing;
using Grpc.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>What all kinds of call share on the server, from the request's arrival to the status.</summary>
internal abstract class ServerMethod(MethodSettings settings, ILogger logger, TimeProvider clock)
{
    /// <summary>Runs the handler: reads what it needs, writes what it returns.</summary>
    protected abstract Task HandleAsync(ServerCall call);

    /// <summary>The endpoint's delegate.</summary>
    internal Task ServeAsync(HttpContext http)
    {
        // Routing takes any case; gRPC does not.
        if (!http.Request.Path.Value!.EndsWith(settings.Method.FullName, StringComparison.Ordinal)) return Admission.AnswerUnimplementedAsync(http);
        if (!Admission.Admit(http)) return Task.CompletedTask;
        var call = new ServerCall(http, settings);
        http.Features.Set<ServerCallContext>(call);
        if (settings.Method.Type != MethodType.Unary) AllowLongStreams(http);
        if (call.StartDeadline(clock)) return RunAsync(call);
        call.Dispose();
        return Task.CompletedTask;
    }

    private async Task RunAsync(ServerCall call)
    {
        try
        {
            try
            {
                await HandleAsync(call);
            }
            catch (Exception failure)
            {
                TakeOver(call, failure);
            }

            await call.EndAsync();
        }
        finally
        {
            call.Dispose();
        }
    }

    private void TakeOver(ServerCall call, Exception failure)
    {
        if (failure is RpcException answer)
        {
            ServerLog.Refused(logger, settings.Method.FullName, answer.StatusCode, answer.Status.Detail);
            call.Status = answer.Status;
            call.AddTrailers(answer.Trailers);
            if (answer.StatusCode == StatusCode.Unimplemented) call.OfferCodecs();
        }
        else if (failure is CallerGoneException or ConnectionResetException or ConnectionAbortedException
            || (failure is OperationCanceledException or IOException && call.CancellationToken.IsCancellationRequested))
        {
            ServerLog.Cancelled(logger, settings.Method.FullName);
            call.Status = new Status(StatusCode.Cancelled, "The call was cancelled.");
        }
        else
        {
            ServerLog.Failed(logger, settings.Method.FullName, failure);
            call.Status = new Status(StatusCode.Unknown, settings.DetailedErrors
                ? $"The handler failed: {failure.GetType().Name}: {failure.Message}"
                : "The handler failed.");
        }
    }

    /// <summary>Streams may be slow, long and large; a request timeout holds only where the endpoint asks for one.</summary>
    private void AllowLongStreams(HttpContext http)
    {
        if (settings.Method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming)
        {
            if (http.Features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.IHttpMinRequestBodyDataRateFeature>() is { } rate)
                rate.MinDataRate = null;
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        }

        if (http.Features.Get<IHttpRequestTimeoutFeature>() is { } timeout
            && http.GetEndpoint()?.Metadata.GetMetadata<RequestTimeoutAttribute>() is null
            && http.GetEndpoint()?.Metadata.GetMetadata<RequestTimeoutPolicy>() is null) timeout.DisableTimeout();
    }
}

internal sealed class UnaryMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, MethodSettings settings,
    UnaryServerMethod<TRequest, TResponse> handler, ILogger logger, TimeProvider clock) : ServerMethod(settings, logger, clock)
    where TRequest : class
    where TResponse : class
{
    private readonly Func<DeserializationContext, TRequest> _deserializer = method.RequestMarshaller.ContextualDeserializer;
    private readonly Action<TResponse, SerializationContext> _serializer = method.ResponseMarshaller.ContextualSerializer;

    protected override async Task HandleAsync(ServerCall call)
    {
        TRequest request = await PipeMessages.ReadSingleAsync(call.Http.Request.BodyReader, call.Parser, _deserializer);
        Responses.Write(call, _serializer, await handler(request, call));
    }
}

internal sealed class ClientStreamingMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, MethodSettings settings,
    ClientStreamingServerMethod<TRequest, TResponse> handler, ILogger logger, TimeProvider clock) : ServerMethod(settings, logger, clock)
    where TRequest : class
    where TResponse : class
{
    protected override async Task HandleAsync(ServerCall call)
    {
        var requests = new ServerStreamReader<TRequest>(call, method.RequestMarshaller.ContextualDeserializer);
        try
        {
            Responses.Write(call, method.ResponseMarshaller.ContextualSerializer, await handler(requests, call));
        }
        finally
        {
            requests.Complete();
        }
    }
}

internal sealed class ServerStreamingMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, MethodSettings settings,
    ServerStreamingServerMethod<TRequest, TResponse> handler, ILogger logger, TimeProvider clock) : ServerMethod(settings, logger, clock)
    where TRequest : class
    where TResponse : class
{
    protected override async Task HandleAsync(ServerCall call)
    {
        TRequest request = await PipeMessages.ReadSingleAsync(
            call.Http.Request.BodyReader, call.Parser, method.RequestMarshaller.ContextualDeserializer);
        var responses = new ServerStreamWriter<TResponse>(call, method.ResponseMarshaller.ContextualSerializer);
        try
        {
            await handler(request, responses, call);
        }
        finally
        {
            responses.Complete();
        }
    }
}

internal sealed class DuplexStreamingMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, MethodSettings settings,
    DuplexStreamingServerMethod<TRequest, TResponse> handler, ILogger logger, TimeProvider clock) : ServerMethod(settings, logger, clock)
    where TRequest : class
    where TResponse : class
{
    protected override async Task HandleAsync(ServerCall call)
    {
        var requests = new ServerStreamReader<TRequest>(call, method.RequestMarshaller.ContextualDeserializer);
        var responses = new ServerStreamWriter<TResponse>(call, method.ResponseMarshaller.ContextualSerializer);
        try
        {
            await handler(requests, responses, call);
        }
        finally
        {
            requests.Complete();
            responses.Complete();
        }
    }
}

/// <summary>The one response of unary and client-streaming calls.</summary>
internal static class Responses
{
    internal static void Write<T>(ServerCall call, Action<T, SerializationContext> serializer, T? response)
        where T : class
    {
        if (response is null) throw new RpcException(new Status(StatusCode.Cancelled, "The handler returned no message."));
        call.Write(serializer, response, options: null);
    }
}
