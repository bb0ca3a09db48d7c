using Grpc.Core;
using Grpc.Core.Interceptors;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Live;

namespace UtilizationReview.NurseReview.Adapters;

/// <summary>A nurse is present while she works: every call of hers is a heartbeat, and an open watch of the queue goes on being one.</summary>
internal sealed class NursePresence(Presence presence) : Interceptor
{
    /// <summary>Under which nurses are kept.</summary>
    public const string Group = "nurses";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Saw(context);
        return continuation(request, context);
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var watching = continuation(request, responseStream, context);
        // A watcher that has gone is not seen any more; the watch itself ends in its own time.
        while (!watching.IsCompleted && !context.CancellationToken.IsCancellationRequested)
        {
            Saw(context);
            await Task.WhenAny(watching, Task.Delay(Presence.Holds / 3, TimeProvider.System, context.CancellationToken));
        }
        await watching;
    }

    private void Saw(ServerCallContext context)
    {
        if (context.Caller() is { Role: Roles.Nurse } nurse) presence.Saw(Group, nurse.PersonId);
    }
}
