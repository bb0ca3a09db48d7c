using Grpc.AspNetCore.ClientFactory;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.ClientFactory;
using Microsoft.AspNetCore.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Configures a gRPC client added with <c>AddGrpcClient</c>.</summary>
public static class GrpcHttpClientBuilderExtensions
{
    /// <summary>Changes the channel's options.</summary>
    public static IHttpClientBuilder ConfigureChannel(this IHttpClientBuilder builder, Action<GrpcChannelOptions> configureChannel) =>
        builder.ConfigureChannel((_, options) => configureChannel(options));

    /// <summary>Changes the channel's options with the help of the application's services.</summary>
    public static IHttpClientBuilder ConfigureChannel(this IHttpClientBuilder builder, Action<IServiceProvider, GrpcChannelOptions> configureChannel)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<GrpcClientFactoryOptions>(builder.Name).Configure<IServiceProvider>(
            (options, services) => options.ChannelOptionsActions.Add(channel => configureChannel(services, channel)));
        return builder;
    }

    /// <summary>Adds an interceptor taken from the application's services, one per channel.</summary>
    public static IHttpClientBuilder AddInterceptor<TInterceptor>(this IHttpClientBuilder builder)
        where TInterceptor : Interceptor => builder.AddInterceptor<TInterceptor>(InterceptorScope.Channel);

    /// <summary>Adds an interceptor taken from the application's services.</summary>
    public static IHttpClientBuilder AddInterceptor<TInterceptor>(this IHttpClientBuilder builder, InterceptorScope scope)
        where TInterceptor : Interceptor => builder.AddInterceptor(scope, services => services.GetRequiredService<TInterceptor>());

    /// <summary>Adds an interceptor, one per channel.</summary>
    public static IHttpClientBuilder AddInterceptor(this IHttpClientBuilder builder, Func<Interceptor> configureInvoker) =>
        builder.AddInterceptor(InterceptorScope.Channel, _ => configureInvoker());

    /// <summary>Adds an interceptor.</summary>
    public static IHttpClientBuilder AddInterceptor(this IHttpClientBuilder builder, InterceptorScope scope, Func<Interceptor> configureInvoker) =>
        builder.AddInterceptor(scope, _ => configureInvoker());

    /// <summary>Adds an interceptor made with the help of the application's services, one per channel.</summary>
    public static IHttpClientBuilder AddInterceptor(this IHttpClientBuilder builder, Func<IServiceProvider, Interceptor> configureInvoker) =>
        builder.AddInterceptor(InterceptorScope.Channel, configureInvoker);

    /// <summary>Adds an interceptor made with the help of the application's services.</summary>
    public static IHttpClientBuilder AddInterceptor(
        this IHttpClientBuilder builder, InterceptorScope scope, Func<IServiceProvider, Interceptor> configureInvoker)
    {
        ArgumentNullException.ThrowIfNull(configureInvoker);
        return builder.Configure(options => options.InterceptorRegistrations.Add(new InterceptorRegistration(scope, configureInvoker)));
    }

    /// <summary>Adds headers, such as a bearer token, to every call; over TLS unless the channel allows otherwise.</summary>
    public static IHttpClientBuilder AddCallCredentials(this IHttpClientBuilder builder,
        Func<AuthInterceptorContext, Metadata, Task> authInterceptor) =>
        builder.AddCallCredentials((context, metadata, _) => authInterceptor(context, metadata));

    /// <summary>Adds headers with the help of the application's services to every call; over TLS unless the channel allows otherwise.</summary>
    public static IHttpClientBuilder AddCallCredentials(
        this IHttpClientBuilder builder, Func<AuthInterceptorContext, Metadata, IServiceProvider, Task> authInterceptor) =>
        builder.AddCredentials(services => CallCredentials.FromInterceptor((context, metadata) => authInterceptor(context, metadata, services)));

    /// <summary>Adds credentials to every call; over TLS unless the channel allows otherwise.</summary>
    public static IHttpClientBuilder AddCallCredentials(this IHttpClientBuilder builder, CallCredentials credentials) =>
        builder.AddCredentials(_ => credentials);

    /// <summary>Makes clients with a function instead of their constructor.</summary>
    public static IHttpClientBuilder ConfigureGrpcClientCreator(this IHttpClientBuilder builder, Func<CallInvoker, object> configureCreator) =>
        builder.Configure(options => options.Creator = configureCreator);

    /// <summary>The deadline and the cancellation of the gRPC call being served flow to the calls of this client.</summary>
    public static IHttpClientBuilder EnableCallContextPropagation(this IHttpClientBuilder builder) => builder.EnableCallContextPropagation(_ => { });

    /// <summary>The deadline and the cancellation of the gRPC call being served flow to the calls of this client.</summary>
    public static IHttpClientBuilder EnableCallContextPropagation(
        this IHttpClientBuilder builder, Action<GrpcContextPropagationOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configureOptions);
        builder.Services.AddHttpContextAccessor();
        var options = new GrpcContextPropagationOptions();
        configureOptions(options);
        return builder.AddInterceptor(services => new ContextPropagation(services.GetRequiredService<IHttpContextAccessor>(), options));
    }

    private static IHttpClientBuilder AddCredentials(this IHttpClientBuilder builder, Func<IServiceProvider, CallCredentials> create) =>
        builder.Configure(options =>
        {
            options.HasCallCredentials = true;
            options.CallOptionsActions.Add(context =>
            {
                CallCredentials credentials = create(context.ServiceProvider);
                if (context.CallOptions.Credentials is { } own) credentials = CallCredentials.Compose(own, credentials);
                context.CallOptions = context.CallOptions.WithCredentials(credentials);
            });
        });

    private static IHttpClientBuilder Configure(this IHttpClientBuilder builder, Action<GrpcClientFactoryOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }
}
