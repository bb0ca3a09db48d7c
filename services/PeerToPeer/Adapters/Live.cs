using Grpc.Core;
using UtilizationReview.PeerToPeer.Domain;
using P = UtilizationReview.Contracts.PeerToPeer.V1;

namespace UtilizationReview.PeerToPeer.Adapters;

/// <summary>A physician's worklist, once and live.</summary>
internal sealed class Live(CaseDesk desk, CaseChanges changes, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    /// <summary>Time alone changes a worklist too (a licence ends, an offer is past), so it is looked at this often without a change.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<P.Worklist> WorklistAsync(Physician physician, CancellationToken ct)
    {
        var now = Now;
        var cases = await desk.OpenCasesAsync(physician, now, ct);
        var mine = from @case in await desk.WithTalksOfAsync(physician.Id, ct)
                   from talk in @case.Talks
                   where talk.PhysicianId == physician.Id && talk.Cells().Any()
                   orderby talk.SlotStart ?? talk.ConnectAt
                   select PeerToPeerWire.Talk(@case, talk);
        return new() { Cases = { cases.Select(c => PeerToPeerWire.Case(c.State, c.Version, now)) }, Talks = { mine } };
    }

    public async Task WatchAsync(Func<Task<Physician>> physician, IServerStreamWriter<P.Worklist> stream, CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        try
        {
            for (P.Worklist? last = null; ;)
            {
                var changed = changes.Next; // before reading: a change in between is not lost
                var now = await WorklistAsync(await physician(), ending.Token);
                if (!now.Equals(last)) await stream.WriteAsync(last = now, ending.Token);
                await Task.WhenAny(changed, Task.Delay(Poll, ending.Token));
                ending.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The service is stopping: watch again."));
        }
    }
}
