using Grpc.AspNetCore.HealthChecks;
using Grpc.Core;

namespace Grpc.Health.V1;

/// <summary>grpc.health.v1 over the board.</summary>
internal sealed class HealthService(HealthBoard board) : Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        await board.EnsureReportedAsync(context.CancellationToken);
        return board.Find(request.Service) is { } status
            ? new HealthCheckResponse { Status = status }
            : throw new RpcException(new Status(StatusCode.NotFound, $"No health is kept for the service '{request.Service}'."));
    }

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        await board.EnsureReportedAsync(context.CancellationToken);
        using HealthBoard.Watcher watcher = board.Watch(request.Service);
        HealthCheckResponse.Types.ServingStatus? last = null;
        await foreach (HealthCheckResponse.Types.ServingStatus status in watcher.Changes.Reader.ReadAllAsync(context.CancellationToken))
        {
            if (status == last) continue;
            last = status;
            await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
        }
    }
}
