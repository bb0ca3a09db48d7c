using System.Collections.Concurrent;
using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Tests.Servers;
using PeerToPeerClient = UtilizationReview.Contracts.PeerToPeer.V1.PeerToPeer.PeerToPeerClient;

namespace UtilizationReview.Tests.Integration.Processes;

/// <summary>SIGTERM: the process drains what it has taken, within its bound, and says so by exit code 0.</summary>
[Collection(typeof(ProcessesCollection))]
public sealed class OrderlyStop(ProcessesFleet processes)
{
    /// <summary>The default of <c>Shutdown:Seconds</c>, and a moment for the end of the process.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task A_copy_asked_to_stop_under_load_ends_in_order_and_every_accepted_order_is_there()
    {
        var ct = TestContext.Current.CancellationToken;
        var fleet = processes.Fleet;
        var people = fleet.People(TimeSpan.Zero);
        var accepted = new ConcurrentQueue<string>();
        var run = Guid.NewGuid().ToString("N");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var load = Enumerable.Range(0, 4).Select(worker => SubmitAsync(worker)).ToList();
        await AcceptedAsync(12);
        var stopping = fleet.Of("Intake")[0];

        (await stopping.StopAsync(Bound)).ShouldBe(0, stopping.Account);
        await AcceptedAsync(accepted.Count + 12);

        await enough.CancelAsync();
        await Task.WhenAll(load);
        stopping.Start();
        await stopping.ReadyAsync();
        foreach (var number in accepted)
        {
            var order = await people.SoonAsync("the order being decided", () => people.AsAsync("maple-staff",
                options => people.Intake.GetOrderAsync(new GetOrderRequest { Number = number }, options), ct),
                found => found.Status is not (OrderStatus.Submitted or OrderStatus.Unspecified), ct);
            order.TrackingNumber.ShouldBe(number);
        }

        async Task SubmitAsync(int worker)
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                try
                {
                    var request = OrderFiles.Read("01-lumbar-discectomy.json", fleet.Clock.GetUtcNow(), $"{run}/{worker}/{i}");
                    var answer = await people.AsAsync("maple-staff", options => people.Intake.SubmitAsync(request, options), ct);
                    accepted.Enqueue(answer.Order.TrackingNumber);
                }
                catch (RpcException away) when (away.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled)
                {
                    // Not accepted, and told so.
                }
            }
        }

        Task AcceptedAsync(int count) => Eventually.Holds(() => accepted.Count >= count, () => $"{accepted.Count} orders accepted. {fleet.Account}");
    }

    [Fact]
    public async Task Somebody_who_watches_does_not_hold_up_the_stop()
    {
        var ct = TestContext.Current.CancellationToken;
        var fleet = processes.Fleet;
        var physician = fleet.Cast.Directory.Physicians[0].PhysicianId;
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(fleet.Of("PeerToPeer")[0].Address);
        var headers = new Metadata { { "authorization", $"Bearer {fleet.TokenOf(physician)}" } };
        using var watch = new PeerToPeerClient(channel).WatchWorklist(new ListWorklistRequest(), headers, cancellationToken: ct);
        (await watch.ResponseStream.MoveNext(ct)).ShouldBeTrue();

        (await fleet.Of("PeerToPeer")[0].StopAsync(Bound)).ShouldBe(0);

        var ended = await Should.ThrowAsync<RpcException>(async () =>
        {
            while (await watch.ResponseStream.MoveNext(ct)) { }
        });
        ended.StatusCode.ShouldBe(StatusCode.Unavailable);
        fleet.Of("PeerToPeer")[0].Start();
        await fleet.Of("PeerToPeer")[0].ReadyAsync();
    }
}
