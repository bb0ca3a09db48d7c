using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace UtilizationReview.Platform.Identity;

/// <summary>The token with which this process calls the platform's own services.</summary>
public sealed class ServiceTokens
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly string? _configured;
    private readonly DemoIssuer? _issuer;
    private readonly TimeProvider _clock;
    private (string Token, DateTimeOffset RenewAt)? _kept;

    internal ServiceTokens(IConfiguration configuration, IServiceProvider services, TimeProvider clock)
    {
        _configured = configuration["Identity:ServiceToken"];
        _issuer = CallersModule.IsDemo(configuration) ? services.GetRequiredService<DemoIssuer>() : null;
        _clock = clock;
    }

    /// <summary>A token that is valid now: <c>Identity:ServiceToken</c>, or one of the demo issuer.</summary>
    public string Current()
    {
        if (_configured is not null) return _configured;
        if (_issuer is null)
            throw new InvalidOperationException(
                "Identity:ServiceToken is not configured: with a provider of your own, services need a token of role 'service'.");
        var now = _clock.GetUtcNow();
        if (_kept is { } kept && now < kept.RenewAt) return kept.Token;
        var token = _issuer.Sign(new("service", "service", Caller.ServiceRole, null, [], null), Lifetime);
        _kept = (token, now + (Lifetime / 2));
        return token;
    }
}

/// <summary>Adds the service token, and a deadline to calls that end: a call without one may wait for ever.</summary>
internal sealed class ServiceCallInterceptor(ServiceTokens tokens) : Interceptor
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(5);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Prepared(context, ends: true));

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Prepared(context, ends: true));

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Prepared(context, ends: false));

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
        AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Prepared(context, ends: false));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Prepared(context, ends: false));

    private ClientInterceptorContext<TRequest, TResponse> Prepared<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, bool ends)
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
        // A deadline runs in real time, whatever the platform's clock has been moved to.
        if (ends && options.Deadline is null) options = options.WithDeadline((TimeProvider.System.GetUtcNow() + DefaultDeadline).UtcDateTime);
        return new(context.Method, context.Host, options);
    }
}
