using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.Net.ClientFactory;

/// <summary>Makes clients over the invoker configured under their name.</summary>
internal sealed class ConfiguredClientFactory(ConfiguredInvokers invokers, IServiceProvider services) : GrpcClientFactory
{
    private static readonly ConcurrentDictionary<Type, ObjectFactory> Constructors = new();

    public override TClient CreateClient<TClient>(string name)
    {
        ConfiguredInvokers.Configured configured = invokers.Get(name);
        CallInvoker invoker = configured.Invoker;
        foreach (InterceptorRegistration registration in configured.Options.InterceptorRegistrations.Reverse())
        {
            if (registration.Scope == InterceptorScope.Client) invoker = invoker.Intercept(registration.Creator(services));
        }

        if (configured.Options.CallOptionsActions.Count > 0)
            invoker = new CallOptionsChanger(invoker, configured.Options.CallOptionsActions, services);
        if (configured.Options.Creator is { } creator) return (TClient)creator(invoker);
        return (TClient)Constructors.GetOrAdd(typeof(TClient),
            type => ActivatorUtilities.CreateFactory(type, [typeof(CallInvoker)]))(services, [invoker]);
    }

    /// <summary>Lets the configured actions change the options of every call.</summary>
    private sealed class CallOptionsChanger(CallInvoker next, IList<Action<CallOptionsContext>> actions, IServiceProvider services) : CallInvoker
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
            next.BlockingUnaryCall(method, host, Changed(options), request);

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
            next.AsyncUnaryCall(method, host, Changed(options), request);

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
            next.AsyncServerStreamingCall(method, host, Changed(options), request);

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options) =>
            next.AsyncClientStreamingCall(method, host, Changed(options));

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options) =>
            next.AsyncDuplexStreamingCall(method, host, Changed(options));

        private CallOptions Changed(CallOptions options)
        {
            var context = new CallOptionsContext(options, services);
            foreach (Action<CallOptionsContext> action in actions) action(context);
            return context.CallOptions;
        }
    }
}

/// <summary>The channels of configured clients, one per name, kept for the application's life.</summary>
internal sealed class ConfiguredInvokers(
    IOptionsMonitor<GrpcClientFactoryOptions> options, IHttpMessageHandlerFactory handlers, IServiceProvider services, ILoggerFactory loggers)
    : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Configured>> _byName = new(StringComparer.Ordinal);

    internal Configured Get(string name) =>
        _byName.GetOrAdd(name, static (key, self) => new Lazy<Configured>(() => self.Create(key)), this).Value;

    public void Dispose()
    {
        foreach (Lazy<Configured> configured in _byName.Values.Where(lazy => lazy.IsValueCreated)) configured.Value.Channel.Dispose();
    }

    private Configured Create(string name)
    {
        GrpcClientFactoryOptions clientOptions = options.Get(name);
        var channelOptions = new GrpcChannelOptions { HttpHandler = handlers.CreateHandler(name), LoggerFactory = loggers };
        foreach (Action<GrpcChannelOptions> action in clientOptions.ChannelOptionsActions) action(channelOptions);
        Uri address = clientOptions.Address ?? throw new InvalidOperationException(
            $"The gRPC client '{name}' has no address: set options.Address where AddGrpcClient is called.");
        if (clientOptions.HasCallCredentials && address.Scheme != Uri.UriSchemeHttps && !channelOptions.UnsafeUseInsecureChannelCallCredentials)
        {
            throw new InvalidOperationException(
                $"The gRPC client '{name}' has call credentials and the address {address.Scheme}://{address.Authority} "
                + "is without TLS. Use an https address, or allow it with GrpcChannelOptions.UnsafeUseInsecureChannelCallCredentials.");
        }

        GrpcChannel channel = GrpcChannel.ForAddress(address, channelOptions);
        CallInvoker invoker = channel.CreateCallInvoker();
        IEnumerable<Interceptor> interceptors = clientOptions.Interceptors.Concat(
            clientOptions.InterceptorRegistrations.Where(one => one.Scope == InterceptorScope.Channel).Select(one => one.Creator(services)));
        return new Configured(channel, invoker.Intercept([.. interceptors]), clientOptions);
    }

    internal sealed record Configured(GrpcChannel Channel, CallInvoker Invoker, GrpcClientFactoryOptions Options);
}
