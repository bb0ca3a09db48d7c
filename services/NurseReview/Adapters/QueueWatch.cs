using Grpc.Core;
using Microsoft.Extensions.Hosting;
using UtilizationReview.Contracts.NurseReview.V1;

namespace UtilizationReview.NurseReview.Adapters;

/// <summary>The live queue: a snapshot, then every item whose version or holder changed. Each watcher compares with what it has sent, so that
/// nothing is missed whoever changed it: this process rings, another process's changes are found by looking every second.</summary>
internal sealed class QueueWatch(NurseQueue queue, NurseDesk desk, QueueSignal signal, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public async Task RunAsync(QueuePart part, IServerStreamWriter<QueueChange> stream, CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        Dictionary<string, Seen> sent = [];
        try
        {
            for (var first = true; ; first = false)
            {
                var next = signal.Next;
                await SendChangesAsync(part, sent, stream, ending.Token);
                if (first) await stream.WriteAsync(new() { SnapshotComplete = new() { Items = sent.Count } }, ending.Token);
                await Task.WhenAny(next, Task.Delay(Poll, ending.Token));
                ending.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The service is stopping: watch again."));
        }
    }

    private async Task SendChangesAsync(QueuePart part, Dictionary<string, Seen> sent, IServerStreamWriter<QueueChange> stream, CancellationToken ct)
    {
        var live = await queue.LiveAsync(part, ct);
        foreach (var seen in live.Where(seen => !sent.TryGetValue(seen.Id, out var before) || before != seen))
        {
            await SendAsync(seen.Id, stream, ct);
            sent[seen.Id] = seen;
        }
        if (live.Count == sent.Count) return;
        foreach (var id in sent.Keys.Except(live.Select(seen => seen.Id)).ToList())
        {
            await SendAsync(id, stream, ct); // it is done
            sent.Remove(id);
        }
    }

    private async Task SendAsync(string id, IServerStreamWriter<QueueChange> stream, CancellationToken ct)
    {
        if (await desk.ReadAsync(id, ct) is { } item) await stream.WriteAsync(new() { Item = NurseReviewWire.ToWire(item, clock.GetUtcNow()) }, ct);
    }
}
