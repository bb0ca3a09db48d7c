using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>Starts calls on a channel.</summary>
internal sealed class ChannelInvoker(GrpcChannel channel) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        using AsyncUnaryCall<TResponse> call = AsyncUnaryCall(method, host, options, request);
        return call.ResponseAsync.GetAwaiter().GetResult();
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        return new(call.RunSingleAsync(new UnaryContent<TRequest>(call, method.RequestMarshaller.ContextualSerializer, request)),
            static state => ((ClientCall)state).ResponseHeadersAsync(),
            static state => ((ClientCall)state).GetStatus(), static state => ((ClientCall)state).GetTrailers(),
            static state => ((ClientCall)state).Dispose(), call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        var responses = new ClientStreamReader<TRequest, TResponse>(call,
            call.OpenAsync(new UnaryContent<TRequest>(call, method.RequestMarshaller.ContextualSerializer, request)));
        return new(responses, static state => ((ClientCall)state).ResponseHeadersAsync(), static state => ((ClientCall)state).GetStatus(),
            static state => ((ClientCall)state).GetTrailers(), static state => ((ClientCall)state).Dispose(), call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        var requests = new ClientStreamWriter<TRequest>(call, method.RequestMarshaller.ContextualSerializer);
        Task<TResponse> response = call.RunSingleAsync(new StreamingContent(requests));
        requests.EndsWith(response);
        return new(requests, response, static state => ((ClientCall)state).ResponseHeadersAsync(), static state => ((ClientCall)state).GetStatus(),
            static state => ((ClientCall)state).GetTrailers(), static state => ((ClientCall)state).Dispose(), call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        var requests = new ClientStreamWriter<TRequest>(call, method.RequestMarshaller.ContextualSerializer);
        var responses = new ClientStreamReader<TRequest, TResponse>(call, call.OpenAsync(new StreamingContent(requests)));
        return new(requests, responses, static state => ((ClientCall)state).ResponseHeadersAsync(), static state => ((ClientCall)state).GetStatus(),
            static state => ((ClientCall)state).GetTrailers(), static state => ((ClientCall)state).Dispose(), call);
    }
}
