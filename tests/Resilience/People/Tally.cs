using System.Collections.Concurrent;
using Grpc.Core;
using UtilizationReview.Tests.Resilience.Checking;

namespace UtilizationReview.Tests.Resilience.People;

/// <summary>What the clients of a campaign did and were told.</summary>
internal sealed class Tally
{
    private readonly ConcurrentQueue<Told> _told = [];
    private readonly ConcurrentDictionary<string, int> _refusals = [];
    private readonly ConcurrentDictionary<string, int> _acts = [];
    private int _calls;
    private int _repeats;

    public int Calls => Volatile.Read(ref _calls);

    public int Repeats => Volatile.Read(ref _repeats);

    public IReadOnlyList<Told> Told => [.. _told];

    /// <summary>Refusals by code, the most frequent first.</summary>
    public IEnumerable<KeyValuePair<string, int>> Refusals => _refusals.OrderByDescending(r => r.Value);

    /// <summary>What was done, by name.</summary>
    public IReadOnlyDictionary<string, int> Acts => _acts;

    public void Called() => Interlocked.Increment(ref _calls);

    public void Repeated() => Interlocked.Increment(ref _repeats);

    public void Note(Told told)
    {
        _told.Enqueue(told);
        Did(told.Method);
    }

    public void Did(string what) => _acts.AddOrUpdate(what, 1, (_, n) => n + 1);

    /// <summary>A refusal is an answer too: somebody else was faster, a lease ran out, a slot was taken.</summary>
    public void Refused(RpcException refusal)
    {
        var code = refusal.Trailers.GetValue("reason-code") ?? refusal.StatusCode.ToString();
        _refusals.AddOrUpdate(code, 1, (_, n) => n + 1);
    }
}
