using System.Collections.Concurrent;
using Grpc.Core;
using UtilizationReview.Contracts.NurseReview.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Tests.Resilience.People;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Resilience.Faults;

/// <summary>Carries out the schedule. Lanes run side by side, so that a copy may be killed while the broker is away.</summary>
/// <param name="servers">The three servers.</param>
/// <param name="house">What is under way, and the fleet.</param>
/// <param name="nurses">Who race for an item.</param>
/// <param name="physicians">Who race for a case.</param>
/// <param name="say">Prints a line.</param>
internal sealed class Striker(
    (PrivatePostgres Postgres, PrivateRabbit Rabbit, PrivateRedis Redis) servers, House house,
    IReadOnlyList<NurseReviewer> nurses, IReadOnlyList<PhysicianReviewer> physicians,
    Action<string> say)
{
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<ServiceCopy, bool> _away = [];
    private readonly ConcurrentQueue<Task> _returns = [];
    private readonly ConcurrentQueue<Fault> _struck = [];

    /// <summary>Faults that have struck.</summary>
    public IReadOnlyList<Fault> Struck => [.. _struck];

    /// <summary>Strikes until the schedule is done; returns when everything is back.</summary>
    public async Task RunAsync(IReadOnlyList<Fault> schedule, CancellationToken ct)
    {
        await Task.WhenAll(schedule.GroupBy(f => f.Lane).Select(lane => LaneAsync([.. lane], ct)));
        await Task.WhenAll(_returns);
    }

    private async Task LaneAsync(IReadOnlyList<Fault> faults, CancellationToken ct)
    {
        foreach (var fault in faults)
        {
            while (house.Accepted < fault.AfterOrders) await Task.Delay(100, ct);
            if (fault.Kind == FaultKind.SameCase && !await SameCaseAsync(fault, ct)) continue;
            if (fault.Kind != FaultKind.SameCase) await StrikeAsync(fault, ct);
            _struck.Enqueue(fault);
        }
    }

    private async Task StrikeAsync(Fault fault, CancellationToken ct)
    {
        switch (fault.Kind)
        {
            case FaultKind.KillService when Free(fault) is { } killed:
                say($"fault {fault.Number}: kill -9 of {killed.Service} {killed.Number}, back after {fault.For.TotalSeconds:0} s");
                await killed.KillAsync();
                await Task.Delay(fault.For, ct);
                killed.Start();
                Later(killed, () => killed.ReadyAsync(TimeSpan.FromMinutes(3)));
                break;
            case FaultKind.PauseService when Free(fault) is { } paused:
                say($"fault {fault.Number}: {paused.Service} {paused.Number} stands still for {fault.For.TotalSeconds:0} s");
                paused.Pause();
                await Task.Delay(fault.For, ct);
                paused.Resume();
                Later(paused, () => paused.ReadyAsync(TimeSpan.FromMinutes(3)));
                break;
            case FaultKind.StopRabbit:
                say($"fault {fault.Number}: RabbitMQ is killed, back after {fault.For.TotalSeconds:0} s");
                await servers.Rabbit.KillAsync();
                await Task.Delay(fault.For, ct);
                await servers.Rabbit.StartAsync();
                break;
            case FaultKind.CutConnections:
                say($"fault {fault.Number}: every connection to RabbitMQ is cut");
                await servers.Rabbit.CutConnectionsAsync();
                break;
            case FaultKind.StopPostgres:
                say($"fault {fault.Number}: PostgreSQL stops at once, back after {fault.For.TotalSeconds:0} s");
                await servers.Postgres.StopImmediatelyAsync();
                await Task.Delay(fault.For, ct);
                await servers.Postgres.StartAsync();
                break;
            case FaultKind.KillRedis:
                say($"fault {fault.Number}: Redis is killed, back and empty after {fault.For.TotalSeconds:0} s");
                await servers.Redis.KillAsync();
                await Task.Delay(fault.For, ct);
                await servers.Redis.StartAsync();
                break;
            case FaultKind.FlushRedis:
                say($"fault {fault.Number}: Redis forgets everything");
                await servers.Redis.FlushAsync();
                break;
            default:
                throw new InvalidOperationException($"{fault} cannot be carried out.");
        }
    }

    /// <summary>
    /// The copy of the fault, or the next that is there; kills and pauses have lanes of their own and leave each other's copies alone.
    /// </summary>
    private ServiceCopy Free(Fault fault)
    {
        var wanted = house.Fleet.Of(ServiceFleet.Services[fault.Service])[fault.Copy];
        var all = house.Fleet.Copies;
        var first = all.ToList().IndexOf(wanted);
        for (var i = 0; ; i = (i + 1) % all.Count)
        {
            var copy = all[(first + i) % all.Count];
            if (_away.TryAdd(copy, true)) return copy;
            if (i == all.Count - 1) throw new InvalidOperationException("Every copy of every service is away.");
        }
    }

    /// <summary>The copy is on its way back; faults leave it alone until it is ready.</summary>
    private void Later(ServiceCopy copy, Func<Task> ready) => _returns.Enqueue(Task.Run(async () =>
    {
        await ready();
        _away.TryRemove(copy, out _);
    }));

    /// <summary>Two reviewers, each on another copy, claim one case at the same moment. False: none was open for a long time.</summary>
    private async Task<bool> SameCaseAsync(Fault fault, CancellationToken ct)
    {
        var nurse = fault.Service == 0;
        string? number = null;
        house.Racing = true;
        try
        {
            var began = TimeProvider.System.GetTimestamp();
            while (number is null)
            {
                number = nurse ? await OpenItemAsync(ct) : await OpenCaseAsync(ct);
                if (number is not null) break;
                if (TimeProvider.System.GetElapsedTime(began) > LongestSearch)
                {
                    say($"fault {fault.Number}: nothing was open that two reviewers could claim; it did not strike");
                    return false;
                }
                nurse = !nurse;
                await Task.Delay(100, ct);
            }
        }
        finally
        {
            house.Racing = false;
        }
        Task<bool>[] race = nurse
            ? [WonAsync(() => nurses[0].ClaimAsync(number, 0, ct)), WonAsync(() => nurses[1].ClaimAsync(number, 1, ct))]
            : [WonAsync(() => physicians[0].TakeAsync(number, 0, ct)), WonAsync(() => physicians[1].TakeAsync(number, 1, ct))];
        var won = await Task.WhenAll(race);
        say($"fault {fault.Number}: two {(nurse ? "nurses" : "physicians")} claim {number} at once, {won.Count(w => w)} of them got it");
        // Both may get it, one after the other: calls are repeated until a copy answers, and a lease may end meanwhile. Whether anybody held what
        // another held is read from the history.
        return true;
    }

    private async Task<string?> OpenItemAsync(CancellationToken ct)
    {
        var list = await house.Nurses.AsAsync("nurse-ada", 0, (client, options) =>
            client.ListQueueAsync(new ListQueueRequest { Stages = { ItemStage.Open }, PageSize = 20 }, options), ct);
        return list.Items.LastOrDefault()?.TrackingNumber;
    }

    private async Task<string?> OpenCaseAsync(CancellationToken ct)
    {
        var list = await house.Physicians.AsAsync("dr-sable", 0,
            (client, options) => client.ListWorklistAsync(new ListWorklistRequest(), options), ct);
        return list.Cases.LastOrDefault(c => c.State == CaseState.Waiting)?.Number;
    }

    private async Task<bool> WonAsync(Func<Task<bool>> claim)
    {
        try
        {
            return await claim();
        }
        catch (RpcException refusal)
        {
            house.Tally.Refused(refusal);
            return false;
        }
    }
}
