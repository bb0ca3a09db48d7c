using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Grpc.Net.ClientFactory;

/// <summary>Makes configured clients by name.</summary>
public abstract class GrpcClientFactory
{
    /// <summary>A client configured under a name with <c>AddGrpcClient</c>.</summary>
    public abstract TClient CreateClient<TClient>(string name)
        where TClient : class;
}

/// <summary>Options of one configured client.</summary>
public class GrpcClientFactoryOptions
{
    /// <summary>The server's address.</summary>
    public Uri? Address { get; set; }

    /// <summary>Changes to the channel's options.</summary>
    public IList<Action<GrpcChannelOptions>> ChannelOptionsActions { get; } = [];

    /// <summary>Changes to the options of every call.</summary>
    public IList<Action<CallOptionsContext>> CallOptionsActions { get; } = [];

    /// <summary>Interceptors, the first one outermost, made once per channel.</summary>
    public IList<Interceptor> Interceptors { get; } = [];

    /// <summary>Interceptors made from the application's services.</summary>
    public IList<InterceptorRegistration> InterceptorRegistrations { get; } = [];

    /// <summary>Makes the client; null for its constructor that takes an invoker.</summary>
    public Func<CallInvoker, object>? Creator { get; set; }

    internal bool HasCallCredentials { get; set; }
}

/// <summary>The options of a call about to be made.</summary>
public class CallOptionsContext
{
    internal CallOptionsContext(CallOptions callOptions, IServiceProvider serviceProvider) =>
        (CallOptions, ServiceProvider) = (callOptions, serviceProvider);

    /// <summary>The options; set others to change them.</summary>
    public CallOptions CallOptions { get; set; }

    /// <summary>The application's services.</summary>
    public IServiceProvider ServiceProvider { get; }
}

/// <summary>How long an interceptor of a configured client lives.</summary>
public enum InterceptorScope
{
    /// <summary>One for the channel, shared by all clients.</summary>
    Channel,

    /// <summary>One for each client.</summary>
    Client,
}

/// <summary>An interceptor of a configured client.</summary>
public class InterceptorRegistration(InterceptorScope scope, Func<IServiceProvider, Interceptor> creator)
{
    /// <summary>How long the interceptor lives.</summary>
    public InterceptorScope Scope { get; } = scope;

    internal Func<IServiceProvider, Interceptor> Creator { get; } = creator;
}
