namespace UtilizationReview.NurseReview.Adapters;

/// <summary>Tells the watchers of this process that an item changed; watchers of other processes look by themselves.</summary>
internal sealed class QueueSignal
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the next change. Take it before looking, so that nothing falls in between.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Ring() => Interlocked.Exchange(ref _next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
