using System.Globalization;
using Grpc.Core;
using Grpc.Core.Interceptors;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Live;

namespace UtilizationReview.Platform.Identity;

/// <summary>Turns away a person who calls too often; comes after the caller is known. The platform's services and its operators are not
/// counted. A stream is one call.</summary>
internal sealed class RateLimitInterceptor(RateLimits limits) : Interceptor
{
    /// <summary>Trailer with the whole seconds after which a call is let through again.</summary>
    public const string RetryAfterTrailer = "retry-after";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Count(context);
        return continuation(request, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Count(context);
        return continuation(requestStream, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Count(context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Count(context);
        return continuation(requestStream, responseStream, context);
    }

    private void Count(ServerCallContext context)
    {
        if (limits.Limit == 0 || Admissions.IsExempt(context.Method)) return;
        var caller = context.Caller();
        if (caller.Role is Caller.ServiceRole or Caller.OperatorRole || limits.Refuse(caller.PersonId) is not { } wait) return;
        var seconds = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        throw new RpcException(
            new Status(StatusCode.ResourceExhausted,
                $"More than {limits.Limit} calls came from you within a minute: wait {seconds} "
                    + "seconds, and ask less often or watch a stream instead."),
            new Metadata { { RefusalErrors.CodeTrailer, "too-many-calls" }, { RetryAfterTrailer, seconds } });
    }
}
