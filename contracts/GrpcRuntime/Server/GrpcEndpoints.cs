using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server;

/// <summary>Makes the endpoints of services.</summary>
internal sealed class GrpcEndpoints
{
    internal IReadOnlyList<IEndpointConventionBuilder> Map<TService>(IEndpointRouteBuilder builder)
        where TService : class => throw new NotSupportedException(builder.ToString());
}
