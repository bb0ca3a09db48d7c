using Grpc.AspNetCore.HealthChecks;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grpc.AspNetCore.HealthChecks
{
    /// <summary>Which health checks speak for which service name.</summary>
    public sealed class GrpcHealthChecksOptions
    {
        /// <summary>Service names and their health checks; from the start the empty name (the whole server) with all checks.</summary>
        public ServiceMappingCollection Services { get; } = new();
    }

    /// <summary>A health check as it is registered.</summary>
    public sealed class HealthCheckMapContext
    {
        internal HealthCheckMapContext(string name, IEnumerable<string> tags) => (Name, Tags) = (name, tags);

        /// <summary>The check's name.</summary>
        public string Name { get; }

        /// <summary>The check's tags.</summary>
        public IEnumerable<string> Tags { get; }
    }

    /// <summary>Service names and the health checks that speak for them.</summary>
    public sealed class ServiceMappingCollection
    {
        private readonly Dictionary<string, Func<HealthCheckMapContext, bool>> _byName = new(StringComparer.Ordinal) { [""] = _ => true };

        /// <summary>Lets the checks that fit the predicate speak for a service name; replaces an earlier mapping.</summary>
        public void Map(string name, Func<HealthCheckMapContext, bool> predicate)
        {
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(predicate);
            _byName[name] = predicate;
        }

        /// <summary>Removes all mappings.</summary>
        public void Clear() => _byName.Clear();

        internal IReadOnlyDictionary<string, Func<HealthCheckMapContext, bool>> ByName => _byName;
    }
}

namespace Microsoft.Extensions.DependencyInjection
{
    /// <summary>Adds grpc.health.v1 to an application.</summary>
    public static class GrpcHealthChecksServiceExtensions
    {
        /// <summary>Adds grpc.health.v1 over the application's health checks.</summary>
        public static IHealthChecksBuilder AddGrpcHealthChecks(this IServiceCollection services) => services.AddGrpcHealthChecks(_ => { });

        /// <summary>Adds grpc.health.v1 over the application's health checks, with service names.</summary>
        public static IHealthChecksBuilder AddGrpcHealthChecks(this IServiceCollection services, Action<GrpcHealthChecksOptions> configure)
        {
            services.Configure(configure);
            services.TryAddSingleton<HealthBoard>();
            services.TryAddSingleton<HealthService>();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthCheckPublisher, HealthBoardPublisher>());
            return services.AddHealthChecks();
        }
    }
}

namespace Microsoft.AspNetCore.Builder
{
    /// <summary>Maps grpc.health.v1.</summary>
    public static class GrpcHealthChecksEndpointRouteBuilderExtensions
    {
        /// <summary>Maps grpc.health.v1.</summary>
        public static GrpcServiceEndpointConventionBuilder MapGrpcHealthChecksService(this IEndpointRouteBuilder builder) =>
            builder.MapGrpcService<HealthService>();
    }
}
