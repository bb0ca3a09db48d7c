using Microsoft.Extensions.Hosting;

namespace UtilizationReview.Platform.Messaging;

/// <summary>Background loops work only while the process serves.</summary>
internal static class Hosting
{
    /// <summary>Completes when every hosted service, the web server included, has started.</summary>
    public static Task StartedAsync(this IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStarted.Register(started.SetResult);
        return started.Task.WaitAsync(ct);
    }
}
