using Grpc.Core;
using Grpc.Core.Interceptors;
using Polly;
using Polly.CircuitBreaker;

namespace UtilizationReview.Platform.Identity;

/// <summary>Calls to one of the platform's services: with the service token and, for calls that end, within a bound of time, tried again where
/// that is safe, and through the service's breaker.</summary>
internal sealed class ServiceCallInterceptor(string service, ServiceTokens tokens, CallPipelines pipelines, SafeCalls safe) : Interceptor
{
    /// <summary>Bound of a call with all its tries when the caller sets no deadline.</summary>
    private static readonly TimeSpan Whole = TimeSpan.FromSeconds(5);

    /// <summary>Bound of one try: a service that hangs is noticed, and another copy asked, while somebody waits.</summary>
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(3);

    /// <summary>Trailer of an answer that came from the breaker: whole seconds after which a call may get through.</summary>
    public const string RetryAfterTrailer = "retry-after";

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        // Deadlines run in real time, whatever the platform's clock has been moved to.
        var until = context.Options.Deadline ?? (TimeProvider.System.GetUtcNow() + Whole).UtcDateTime;
        var tries = new Tries<TResponse>(context.Options.CancellationToken);
        var pipeline = pipelines.Of(service, safe.MayRepeat(context.Method, request));
        tries.Response = AnswerAsync(pipeline, tries, () => continuation(request, Prepared(context, until)));
        return new(
            tries.Response, static t => ((Tries<TResponse>)t).HeadersAsync(), static t => ((Tries<TResponse>)t).Status,
            static t => ((Tries<TResponse>)t).Trailers, static t => ((Tries<TResponse>)t).Stop(), tries);
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Prepared(context, context.Options.Deadline ?? (TimeProvider.System.GetUtcNow() + Whole).UtcDateTime));

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Prepared(context, null));

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
        AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Prepared(context, null));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Prepared(context, null));

    private async Task<TResponse> AnswerAsync<TResponse>(ResiliencePipeline pipeline, Tries<TResponse> tries, Func<AsyncUnaryCall<TResponse>> call)
    {
        try
        {
            return await pipeline.ExecuteAsync(async _ => await tries.Next(call).ResponseAsync, tries.Stopped);
        }
        catch (BrokenCircuitException open)
        {
            var seconds = (int)Math.Ceiling(Math.Max(1, (open.RetryAfter ?? TimeSpan.Zero).TotalSeconds));
            throw tries.Refuse(
                new Status(StatusCode.Unavailable, $"{service} has not been answering; it is asked again in {seconds} s.", open),
                RetryAfterTrailer, seconds);
        }
        catch (OperationCanceledException) when (tries.Stopped.IsCancellationRequested)
        {
            throw tries.Refuse(new Status(StatusCode.Cancelled, "Call canceled by the client."));
        }
        finally
        {
            tries.Dispose();
        }
    }

    private ClientInterceptorContext<TRequest, TResponse> Prepared<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, DateTime? until)
        where TRequest : class
        where TResponse : class
    {
        var options = context.Options;
        if (options.Headers?.Get("authorization") is null)
        {
            var headers = new Metadata();
            foreach (var entry in options.Headers ?? []) headers.Add(entry);
            headers.Add("authorization", "Bearer " + tokens.Current());
            options = options.WithHeaders(headers);
        }
        if (until is { } whole)
        {
            var one = (TimeProvider.System.GetUtcNow() + OneTry).UtcDateTime;
            // A caller who sets a deadline means it for one try as well.
            options = options.WithDeadline(options.Deadline is not null || whole < one ? whole : one);
        }
        return new(context.Method, context.Host, options);
    }
}
