using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>
/// Gets a service or interceptor for one call: from the application's services, or made with their help and released after the call.
/// </summary>
internal sealed class Activation<T>
    where T : class
{
    private readonly Type _type;
    private readonly object[] _arguments;
    private readonly ObjectFactory? _factory;

    // A type that asks for nothing is made without the request's services, whose scope would be opened for nothing.
    private readonly IServiceProvider? _withoutScope;

    internal Activation(IServiceProvider services, Type type, IReadOnlyList<object>? arguments = null)
    {
        (_type, _arguments) = (type, [.. arguments ?? []]);
        if (_arguments.Length > 0 || services.GetService<IServiceProviderIsService>()?.IsService(type) != true)
            _factory = ActivatorUtilities.CreateFactory(type, [.. _arguments.Select(argument => argument.GetType())]);
        if (_factory is not null && type.GetConstructors() is [{ } only] && only.GetParameters().Length == 0) _withoutScope = services;
        NeedsRelease = _factory is not null && (typeof(IDisposable).IsAssignableFrom(type) || typeof(IAsyncDisposable).IsAssignableFrom(type));
    }

    internal bool NeedsRelease { get; }

    internal T Get(ServerCallContext context)
    {
        IServiceProvider services = _withoutScope ?? context.GetHttpContext().RequestServices;
        return (T)(_factory is null ? services.GetRequiredService(_type) : _factory(services, _arguments));
    }

    internal static ValueTask ReleaseAsync(T instance)
    {
        if (instance is IAsyncDisposable asynchronous) return asynchronous.DisposeAsync();
        (instance as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a step with an instance of its own.</summary>
    internal Task<TResult> UseAsync<TResult>(ServerCallContext context, Func<T, Task<TResult>> step)
    {
        T instance = Get(context);
        return NeedsRelease ? ReleaseAfterAsync(instance, step) : step(instance);
    }

    /// <summary>Runs a step with an instance of its own.</summary>
    internal Task UseAsync(ServerCallContext context, Func<T, Task> step)
    {
        T instance = Get(context);
        return NeedsRelease ? ReleaseAfterAsync(instance, step) : step(instance);
    }

    private static async Task<TResult> ReleaseAfterAsync<TResult>(T instance, Func<T, Task<TResult>> step)
    {
        try
        {
            return await step(instance);
        }
        finally
        {
            await ReleaseAsync(instance);
        }
    }

    private static async Task ReleaseAfterAsync(T instance, Func<T, Task> step)
    {
        try
        {
            await step(instance);
        }
        finally
        {
            await ReleaseAsync(instance);
        }
    }
}
