using Grpc.Net.ClientFactory;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds configured gRPC clients to an application.</summary>
public static class GrpcClientServiceExtensions
{
    /// <summary>Adds a client; its address comes from later configuration.</summary>
    public static IHttpClientBuilder AddGrpcClient<TClient>(this IServiceCollection services)
        where TClient : class => services.AddGrpcClient<TClient>(_ => { });

    /// <summary>Adds a client.</summary>
    public static IHttpClientBuilder AddGrpcClient<TClient>(this IServiceCollection services, Action<GrpcClientFactoryOptions> configureClient)
        where TClient : class => services.AddGrpcClient<TClient>((_, options) => configureClient(options));

    /// <summary>Adds a client configured from the application's services.</summary>
    public static IHttpClientBuilder AddGrpcClient<TClient>(
        this IServiceCollection services, Action<IServiceProvider, GrpcClientFactoryOptions> configureClient)
        where TClient : class => Register<TClient>(services, typeof(TClient).Name, configureClient);

    /// <summary>Adds a named client; its address comes from later configuration.</summary>
    public static IHttpClientBuilder AddGrpcClient<TClient>(this IServiceCollection services, string name)
        where TClient : class => services.AddGrpcClient<TClient>(name, _ => { });

    /// <summary>Adds a named client.</summary>
    public static IHttpClientBuilder AddGrpcClient<TClient>(
        this IServiceCollection services, string name, Action<GrpcClientFactoryOptions> configureClient)
        where TClient : class => Register<TClient>(services, name, (_, options) => configureClient(options));

    /// <summary>Adds a named client configured from the application's services.</summary>
    public static IHttpClientBuilder AddGrpcClient<TClient>(
        this IServiceCollection services, string name, Action<IServiceProvider, GrpcClientFactoryOptions> configureClient)
        where TClient : class => Register<TClient>(services, name, configureClient);

    private static IHttpClientBuilder Register<TClient>(
        IServiceCollection services, string name, Action<IServiceProvider, GrpcClientFactoryOptions> configure)
        where TClient : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<GrpcClientFactoryOptions>(name).Configure<IServiceProvider>((options, provider) => configure(provider, options));
        services.TryAddSingleton<ConfiguredInvokers>();
        services.TryAddTransient<GrpcClientFactory, ConfiguredClientFactory>();
        services.AddTransient(provider => provider.GetRequiredService<GrpcClientFactory>().CreateClient<TClient>(name));
        return services.AddHttpClient(name)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
            // The channel keeps its handler for good; the handler itself renews connections.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
    }
}
