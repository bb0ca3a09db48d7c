using Grpc.AspNetCore.Server;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection
{
    /// <summary>Adds grpc.reflection.v1 to an application.</summary>
    public static class GrpcReflectionServiceExtensions
    {
        /// <summary>Adds grpc.reflection.v1 over the services mapped in the application.</summary>
        public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
        {
            services.TryAddSingleton<SymbolTable>();
            services.TryAddSingleton<ReflectionService>();
            return services;
        }
    }
}

namespace Microsoft.AspNetCore.Builder
{
    /// <summary>Maps grpc.reflection.v1.</summary>
    public static class GrpcReflectionEndpointRouteBuilderExtensions
    {
        /// <summary>Maps grpc.reflection.v1; for development, since it tells everybody the whole interface.</summary>
        public static GrpcServiceEndpointConventionBuilder MapGrpcReflectionService(this IEndpointRouteBuilder builder) =>
            builder.MapGrpcService<ReflectionService>();
    }
}
