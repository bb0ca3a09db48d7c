using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.ClientFactory;

/// <summary>Options of <c>EnableCallContextPropagation</c>.</summary>
public class GrpcContextPropagationOptions
{
    /// <summary>Whether calls made outside a served call simply go without. Default: no, they fail.</summary>
    public bool SuppressContextNotFoundErrors { get; set; }
}

/// <summary>Makes outgoing calls end no later than the call being served.</summary>
internal sealed class ContextPropagation(IHttpContextAccessor accessor, GrpcContextPropagationOptions options) : Interceptor
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
        BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        using CancellationTokenSource? linked = Propagate(ref context);
        return continuation(request, context);
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        CancellationTokenSource? linked = Propagate(ref context);
        AsyncUnaryCall<TResponse> call = continuation(request, context);
        if (linked is null) return call;
        ReleaseAfter(linked, call.ResponseAsync);
        return new(call.ResponseAsync, _ => call.ResponseHeadersAsync, _ => call.GetStatus(), _ => call.GetTrailers(), _ => call.Dispose(), call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        CancellationTokenSource? linked = Propagate(ref context);
        AsyncServerStreamingCall<TResponse> call = continuation(request, context);
        return linked is null ? call : new(call.ResponseStream, _ => call.ResponseHeadersAsync, _ => call.GetStatus(), _ => call.GetTrailers(),
            _ => End(call, linked), call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        CancellationTokenSource? linked = Propagate(ref context);
        AsyncClientStreamingCall<TRequest, TResponse> call = continuation(context);
        if (linked is not null) ReleaseAfter(linked, call.ResponseAsync);
        return call;
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        CancellationTokenSource? linked = Propagate(ref context);
        AsyncDuplexStreamingCall<TRequest, TResponse> call = continuation(context);
        return linked is null ? call : new(call.RequestStream, call.ResponseStream, _ => call.ResponseHeadersAsync, _ => call.GetStatus(),
            _ => call.GetTrailers(), _ => End(call, linked), call);
    }

    private static void End(IDisposable call, CancellationTokenSource linked)
    {
        call.Dispose();
        linked.Dispose();
    }

    private static void ReleaseAfter(CancellationTokenSource linked, Task response) => _ = response.ContinueWith(
        static (_, state) => ((CancellationTokenSource)state!).Dispose(), linked, CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private CancellationTokenSource? Propagate<TRequest, TResponse>(ref ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class
    {
        ServerCallContext? served = accessor.HttpContext?.Features.Get<ServerCallContext>();
        if (served is null)
        {
            if (options.SuppressContextNotFoundErrors) return null;
            throw new InvalidOperationException("There is no gRPC call being served whose deadline and cancellation could flow on. Call this client "
                + "from a gRPC handler, or set SuppressContextNotFoundErrors in EnableCallContextPropagation.");
        }

        CallOptions callOptions = context.Options;
        CancellationTokenSource? linked = null;
        if (served.Deadline < (callOptions.Deadline ?? DateTime.MaxValue)) callOptions = callOptions.WithDeadline(served.Deadline);
        if (served.CancellationToken.CanBeCanceled)
        {
            CancellationToken token = served.CancellationToken;
            if (callOptions.CancellationToken.CanBeCanceled)
            {
                linked = CancellationTokenSource.CreateLinkedTokenSource(callOptions.CancellationToken, token);
                token = linked.Token;
            }

            callOptions = callOptions.WithCancellationToken(token);
        }

        context = new(context.Method, context.Host, callOptions);
        return linked;
    }
}
