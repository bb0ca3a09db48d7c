using System.Collections.Concurrent;
using System.Reflection;
using Grpc.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server;

/// <summary>Makes the endpoints of services.</summary>
internal sealed class GrpcEndpoints(IOptions<GrpcServiceOptions> general, ILoggerFactory loggers, IServiceProvider services)
{
    private readonly ConcurrentDictionary<string, bool> _services = new(StringComparer.Ordinal);

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
        foreach ((Core.IMethod method, MethodInfo implementation, RequestDelegate serve) in binder.Endpoints)
        {
            IEndpointConventionBuilder endpoint = builder.Map(RoutePatternFactory.Parse(method.FullName), serve);
            endpoint.Add(one =>
            {
                one.DisplayName = $"gRPC - {method.FullName}";
                one.Metadata.Add(new GrpcMethodMetadata(typeof(TService), method));
                foreach (object attribute in ofService) one.Metadata.Add(attribute);
                foreach (object attribute in implementation.GetCustomAttributes(inherit: true)) one.Metadata.Add(attribute);
                one.Metadata.Add(new HttpMethodMetadata([HttpMethods.Post], acceptCorsPreflight: true));
            });
            result.Add(endpoint);
        }

        foreach (string serviceName in binder.Endpoints.Select(one => one.Method.ServiceName)) _services.TryAdd(serviceName, true);
        return result;
    }

    /// <summary>Whether a call that no endpoint took is answered here.</summary>
    internal bool AnswersUnknown(string path) =>
        !_services.IsEmpty && (general.Value.IgnoreUnknownServices != true || _services.ContainsKey(path.TrimStart('/').Split('/')[0]));
}

/// <summary>
/// Answers calls of unknown methods and services with UNIMPLEMENTED instead of 404. It stands behind everything else the application does with
/// a request, so that routing stays free of catch-all endpoints and calls that have a handler pay nothing.
/// </summary>
internal sealed class UnimplementedCalls(GrpcEndpoints endpoints) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        app.Use(rest => http => WireNames.IsGrpc(http.Request.ContentType) && http.GetEndpoint() is null && HttpMethods.IsPost(http.Request.Method)
            && endpoints.AnswersUnknown(http.Request.Path.Value ?? "") ? Admission.AnswerUnimplementedAsync(http) : rest(http));
    };
}
