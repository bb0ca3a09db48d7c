using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server;

/// <summary>Makes the endpoints of services.</summary>
internal sealed class GrpcEndpoints(IOptions<GrpcServiceOptions> general, ILoggerFactory loggers, IServiceProvider services)
{
    private readonly ConcurrentDictionary<string, bool> _withFallback = new(StringComparer.Ordinal);

    internal IReadOnlyList<IEndpointConventionBuilder> Map<TService>(IEndpointRouteBuilder builder)
        where TService : class
    {
        (MethodInfo bind, Type generatedBase) = BindMethod.Find(typeof(TService));
        GrpcServiceOptions own = services.GetRequiredService<IOptions<GrpcServiceOptions<TService>>>().Value;
        // Deadlines are counted by the system's clock even where the application's own clock is moved by hand.
        var binder = new ServiceEndpoints<TService>(
            generatedBase, general.Value, own, services, loggers.CreateLogger("Grpc.AspNetCore.Server.ServerCallHandler"), TimeProvider.System);
        bind.Invoke(null, [binder, null]);
        object[] ofService = typeof(TService).GetCustomAttributes(inherit: true);
        var result = new List<IEndpointConventionBuilder>();
        foreach ((Core.IMethod method, MethodInfo implementation, Microsoft.AspNetCore.Http.RequestDelegate serve) in binder.Endpoints)
        {
            IEndpointConventionBuilder endpoint = builder.Map(RoutePatternFactory.Parse(method.FullName), serve);
            endpoint.Add(one =>
            {
                one.DisplayName = $"gRPC - {method.FullName}";
                one.Metadata.Add(new GrpcMethodMetadata(typeof(TService), method));
                foreach (object attribute in ofService) one.Metadata.Add(attribute);
                foreach (object attribute in implementation.GetCustomAttributes(inherit: true)) one.Metadata.Add(attribute);
                one.Metadata.Add(new HttpMethodMetadata([Microsoft.AspNetCore.Http.HttpMethods.Post], acceptCorsPreflight: true));
            });
            result.Add(endpoint);
        }

        if (!(own.IgnoreUnknownServices ?? general.Value.IgnoreUnknownServices ?? false)) MapFallback(builder, "/{unimplementedService}");
        foreach (string serviceName in binder.Endpoints.Select(one => one.Method.ServiceName).Distinct(StringComparer.Ordinal))
            MapFallback(builder, $"/{serviceName}");
        return result;
    }

    /// <summary>Answers unknown methods and services with UNIMPLEMENTED instead of 404.</summary>
    private void MapFallback(IEndpointRouteBuilder builder, string prefix)
    {
        if (!_withFallback.TryAdd(prefix, true)) return;
        RoutePattern pattern = RoutePatternFactory.Parse(
            prefix + "/{unimplementedMethod}", defaults: null, parameterPolicies: new { unimplementedMethod = new GrpcContentTypeConstraint() });
        builder.Map(pattern, Admission.AnswerUnimplementedAsync).Add(one =>
        {
            one.DisplayName = $"gRPC - unimplemented {prefix}";
            // After everything else the application maps.
            ((RouteEndpointBuilder)one).Order = int.MaxValue - 1;
            one.Metadata.Add(new HttpMethodMetadata([Microsoft.AspNetCore.Http.HttpMethods.Post], acceptCorsPreflight: true));
        });
    }
}
