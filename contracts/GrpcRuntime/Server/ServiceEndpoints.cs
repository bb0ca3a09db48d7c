using System.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>Receives the rpcs of a service from its generated code and binds each to the method that implements it.</summary>
internal sealed class ServiceEndpoints<TService>(
    Type generatedBase, GrpcServiceOptions general, GrpcServiceOptions own, IServiceProvider services, ILogger logger, TimeProvider clock)
    : ServiceBinderBase
    where TService : class
{
    private delegate Task<TResponse> Unary<TRequest, TResponse>(TService service, TRequest request, ServerCallContext context);

    private delegate Task<TResponse> ClientStream<TRequest, TResponse>(
        TService service, IAsyncStreamReader<TRequest> requests, ServerCallContext context);

    private delegate Task ServerStream<TRequest, TResponse>(
        TService service, TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context);

    private delegate Task Duplex<TRequest, TResponse>(
        TService service, IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context);

    private readonly Activation<TService> _service = new(services, typeof(TService));

    internal List<(IMethod Method, MethodInfo Implementation, RequestDelegate Serve)> Endpoints { get; } = [];

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        MethodInfo implementation = Implementation(method.Name, typeof(TRequest), typeof(ServerCallContext));
        var invoke = implementation.CreateDelegate<Unary<TRequest, TResponse>>();
        UnaryServerMethod<TRequest, TResponse> inner = _service.NeedsRelease
            ? (request, context) => _service.UseAsync(context, service => invoke(service, request, context))
            : (request, context) => invoke(_service.Get(context), request, context);
        MethodSettings settings = Settings(method);
        foreach (Activation<Interceptor> interceptor in Interceptors(settings))
        {
            UnaryServerMethod<TRequest, TResponse> next = inner;
            inner = (request, context) => interceptor.UseAsync(context, one => one.UnaryServerHandler(request, context, next));
        }

        Add(implementation, settings, new UnaryMethod<TRequest, TResponse>(method, settings, inner, logger, clock));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        MethodInfo implementation = Implementation(method.Name, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        var invoke = implementation.CreateDelegate<ClientStream<TRequest, TResponse>>();
        ClientStreamingServerMethod<TRequest, TResponse> inner =
            (requests, context) => _service.UseAsync(context, service => invoke(service, requests, context));
        MethodSettings settings = Settings(method);
        foreach (Activation<Interceptor> interceptor in Interceptors(settings))
        {
            ClientStreamingServerMethod<TRequest, TResponse> next = inner;
            inner = (requests, context) => interceptor.UseAsync(context, one => one.ClientStreamingServerHandler(requests, context, next));
        }

        Add(implementation, settings, new ClientStreamingMethod<TRequest, TResponse>(method, settings, inner, logger, clock));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        MethodInfo implementation = Implementation(method.Name, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var invoke = implementation.CreateDelegate<ServerStream<TRequest, TResponse>>();
        ServerStreamingServerMethod<TRequest, TResponse> inner =
            (request, responses, context) => _service.UseAsync(context, service => invoke(service, request, responses, context));
        MethodSettings settings = Settings(method);
        foreach (Activation<Interceptor> interceptor in Interceptors(settings))
        {
            ServerStreamingServerMethod<TRequest, TResponse> next = inner;
            inner = (request, responses, context) =>
                interceptor.UseAsync(context, one => one.ServerStreamingServerHandler(request, responses, context, next));
        }

        Add(implementation, settings, new ServerStreamingMethod<TRequest, TResponse>(method, settings, inner, logger, clock));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        MethodInfo implementation = Implementation(
            method.Name, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var invoke = implementation.CreateDelegate<Duplex<TRequest, TResponse>>();
        DuplexStreamingServerMethod<TRequest, TResponse> inner =
            (requests, responses, context) => _service.UseAsync(context, service => invoke(service, requests, responses, context));
        MethodSettings settings = Settings(method);
        foreach (Activation<Interceptor> interceptor in Interceptors(settings))
        {
            DuplexStreamingServerMethod<TRequest, TResponse> next = inner;
            inner = (requests, responses, context) =>
                interceptor.UseAsync(context, one => one.DuplexStreamingServerHandler(requests, responses, context, next));
        }

        Add(implementation, settings, new DuplexStreamingMethod<TRequest, TResponse>(method, settings, inner, logger, clock));
    }

    private MethodSettings Settings(IMethod method) => MethodSettings.Merge(method, general, own);

    /// <summary>Innermost first, so that the first one registered ends up outermost.</summary>
    private IEnumerable<Activation<Interceptor>> Interceptors(MethodSettings settings) =>
        settings.Interceptors.Reverse().Select(one => new Activation<Interceptor>(services, one.Type, one.Arguments));

    private void Add(MethodInfo implementation, MethodSettings settings, ServerMethod method) =>
        Endpoints.Add((settings.Method, implementation, method.ServeAsync));

    /// <summary>The override of a generated method; a method that only hides it is not one.</summary>
    private MethodInfo Implementation(string name, params Type[] parameters)
    {
        for (Type? type = typeof(TService); type is not null; type = type.BaseType)
        {
            MethodInfo? found = type.GetMethod(
                name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly, parameters);
            if (found is { IsVirtual: true } && found.GetBaseDefinition().DeclaringType == generatedBase) return found;
        }

        throw new InvalidOperationException($"{typeof(TService)} has no method {name} that overrides the one of {generatedBase}.");
    }
}
