using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.NurseReview.V1;
using UtilizationReview.NurseReview.Adapters;
using UtilizationReview.Tests.Integration.Platform;
using static UtilizationReview.Tests.Integration.NurseReview.NurseHouse;

namespace UtilizationReview.Tests.Integration.NurseReview;

public sealed class The_queue_and_its_leases
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_migrations_build_what_the_model_says()
    {
        var (migrated, model) = await SchemaComparison.OfAsync<NurseReviewContext>(options => new NurseReviewContext(options));
        migrated.ShouldBe(model);
    }

    [Fact]
    public async Task The_queue_is_ordered_by_due_time_then_tracking_number_and_pages_through()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        foreach (var (order, due) in new[] { ("T-3", 5), ("T-1", 9), ("T-2", 5), ("T-4", 1) }) await house.Refer(order, due);
        var first = await house.Dana.ListQueueAsync(new() { PageSize = 3 }, cancellationToken: Ct);
        first.Items.Select(i => i.TrackingNumber).ShouldBe(["T-4", "T-2", "T-3"]);
        var second = await house.Dana.ListQueueAsync(new() { PageSize = 3, PageToken = first.NextPageToken }, cancellationToken: Ct);
        second.Items.Select(i => i.TrackingNumber).ShouldBe(["T-1"]);
        second.NextPageToken.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_queue_can_be_narrowed_by_program_plan_and_holder()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        await house.Refer("T-1");
        await house.Refer("T-2", program: "pain");
        await house.Refer("T-3", plan: OtherPlan);
        var both = house.As("nurse-both", "Both Plans", Roles.Nurse, Plan, OtherPlan);
        (await Numbers(both, new())).ShouldBe(["T-1", "T-2", "T-3"]);
        (await Numbers(both, new() { Filter = new() { Programs = { Contracts.Vocabulary.V1.Program.Pain } } })).ShouldBe(["T-2"]);
        (await Numbers(both, new() { Filter = new() { PlanIds = { OtherPlan } } })).ShouldBe(["T-3"]);
        await both.ClaimAsync(new() { TrackingNumber = "T-2", IdempotencyKey = Key() }, cancellationToken: Ct);
        (await Numbers(both, new() { Mine = true })).ShouldBe(["T-2"]);
        (await Numbers(both, new() { Stages = { ItemStage.Open } })).ShouldBe(["T-1", "T-3"]);
        (await Numbers(house.As("ops", "Operator", Roles.Operator), new())).ShouldBe(["T-1", "T-2", "T-3"]);
    }

    [Fact]
    public async Task A_nurse_neither_sees_nor_touches_what_is_not_of_her_plans()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        await house.Refer("T-1", plan: OtherPlan);
        (await Numbers(house.Dana, new() { Filter = new() { PlanIds = { OtherPlan } } })).ShouldBeEmpty();
        (await house.Dana.ClaimNextAsync(new() { IdempotencyKey = Key() }, cancellationToken: Ct)).Item.ShouldBeNull();
        foreach (var order in new[] { "T-1", "T-none" })
        {
            var refused = await Should.ThrowAsync<RpcException>(async () => await house.Dana.ClaimAsync(new() { TrackingNumber = order, IdempotencyKey = Key() }, cancellationToken: Ct));
            (refused.StatusCode, refused.Status.Detail).ShouldBe((StatusCode.NotFound, "No such order is in the nurse queue of your plans."));
        }
    }

    [Fact]
    public async Task Eight_nurses_at_two_processes_empty_the_queue_and_no_order_has_two_holders()
    {
        using var ground = new NurseGround();
        await using var one = await ground.StartAsync();
        await using var two = await ground.StartAsync();
        for (var i = 0; i < 20; i++) await one.Refer($"T-{i:00}", i);
        var claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            var nurse = (n % 2 == 0 ? one : two).As($"nurse-{n}", $"Nurse {n}");
            List<(string Order, string Holder)> mine = [];
            while ((await nurse.ClaimNextAsync(new() { IdempotencyKey = Key() }, cancellationToken: Ct)).Item is { } item) mine.Add((item.TrackingNumber, item.Lease.PersonId));
            mine.ShouldAllBe(claim => claim.Holder == $"nurse-{n}");
            return mine;
        }));
        claimed.SelectMany(c => c).Select(c => c.Order).Order().ShouldBe(Enumerable.Range(0, 20).Select(i => $"T-{i:00}"));
        var listed = await one.Dana.ListQueueAsync(new(), cancellationToken: Ct);
        listed.Items.Select(i => (i.TrackingNumber, i.Lease.PersonId)).ShouldBe(claimed.SelectMany(c => c), ignoreOrder: true);
    }

    [Fact]
    public async Task Claiming_the_next_again_with_the_same_key_gives_the_same_order()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        await house.Refer("T-1", 1);
        await house.Refer("T-2", 2);
        var key = Key();
        for (var i = 0; i < 2; i++)
        {
            (await house.Dana.ClaimNextAsync(new() { IdempotencyKey = key }, cancellationToken: Ct)).Item.TrackingNumber.ShouldBe("T-1");
        }
        (await house.Ola.ClaimNextAsync(new() { IdempotencyKey = key }, cancellationToken: Ct)).Item.TrackingNumber.ShouldBe("T-2");
        (await house.Dana.ClaimNextAsync(new() { IdempotencyKey = key }, cancellationToken: Ct)).Item.TrackingNumber.ShouldBe("T-1");
        (await house.Dana.ClaimNextAsync(new() { IdempotencyKey = Key() }, cancellationToken: Ct)).Item.ShouldBeNull();
        var reused = await Should.ThrowAsync<RpcException>(async () =>
            await house.Dana.ClaimNextAsync(new() { IdempotencyKey = key, Filter = new() { PlanIds = { Plan } } }, cancellationToken: Ct));
        reused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task A_lease_that_ran_out_lets_another_nurse_in_and_tells_the_first_who_holds_it()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        await house.Refer("T-1");
        await house.Dana.ClaimAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct);
        var held = await Should.ThrowAsync<RpcException>(async () => await house.Ola.ClaimAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct));
        held.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        held.Trailers.GetValue("reason-code").ShouldBe("lease-held");
        held.Status.Detail.ShouldStartWith("Dana Reyes holds this order now, until ");
        ground.Clock.Advance(TimeSpan.FromMinutes(20));
        (await house.Ola.ClaimNextAsync(new() { IdempotencyKey = Key() }, cancellationToken: Ct)).Item.Lease.Name.ShouldBe("Ola Berg");
        var late = await Should.ThrowAsync<RpcException>(async () => await house.Dana.ApproveAsync(Approval("T-1", "nurse-dana", Key()), cancellationToken: Ct));
        late.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        late.Status.Detail.ShouldContain(". Ola Berg holds this order now, until ");
        late.Status.Detail.ShouldStartWith("Your lease ended at ");
    }

    [Fact]
    public async Task Two_watchers_see_the_snapshot_then_open_leased_and_done_and_end_when_they_cancel()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        await house.Refer("T-0");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        ending.CancelAfter(TimeSpan.FromSeconds(30));
        using var first = house.Dana.WatchQueue(new(), cancellationToken: ending.Token);
        using var second = house.Ola.WatchQueue(new(), cancellationToken: ending.Token);
        foreach (var watch in new[] { first, second })
        {
            (await Next(watch)).Item.TrackingNumber.ShouldBe("T-0");
            (await Next(watch)).SnapshotComplete.Items.ShouldBe(1);
        }
        await house.Refer("T-1", 1);
        await Both(ItemStage.Open);
        await house.Dana.ClaimAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct);
        await Both(ItemStage.Leased);
        ground.Clock.Advance(TimeSpan.FromMinutes(21));
        await Both(ItemStage.Open);
        await house.Deliver(Closed("T-1", 5));
        await Both(ItemStage.Done);
        await ending.CancelAsync();
        foreach (var watch in new[] { first, second })
        {
            (await Should.ThrowAsync<RpcException>(() => Next(watch))).StatusCode.ShouldBe(StatusCode.Cancelled);
        }

        async Task Both(ItemStage stage)
        {
            foreach (var watch in new[] { first, second })
            {
                Contracts.NurseReview.V1.NurseItem item;
                do item = (await Next(watch)).Item;
                while (item.Stage != stage); // the sweeper may tell the same stage once more
                item.TrackingNumber.ShouldBe("T-1");
            }
        }

        static async Task<QueueChange> Next(AsyncServerStreamingCall<QueueChange> watch)
        {
            (await watch.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
            return watch.ResponseStream.Current;
        }
    }

    [Fact]
    public async Task A_watcher_of_another_process_sees_the_change_too()
    {
        using var ground = new NurseGround();
        await using var one = await ground.StartAsync();
        await using var two = await ground.StartAsync();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        ending.CancelAfter(TimeSpan.FromSeconds(30));
        using var watch = two.Dana.WatchQueue(new(), cancellationToken: ending.Token);
        (await watch.ResponseStream.MoveNext(ending.Token)).ShouldBeTrue();
        await one.Refer("T-1");
        (await watch.ResponseStream.MoveNext(ending.Token)).ShouldBeTrue();
        watch.ResponseStream.Current.Item.TrackingNumber.ShouldBe("T-1");
    }

    [Fact]
    public async Task A_watcher_sees_that_a_document_came_and_how_many_since_it_was_taken()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        await house.Refer("T-1");
        await house.Dana.ClaimAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        ending.CancelAfter(TimeSpan.FromSeconds(30));
        using var watch = house.Dana.WatchQueue(new(), cancellationToken: ending.Token);
        for (var i = 0; i < 2; i++) await house.Deliver(Document("DOC-1"));
        Contracts.NurseReview.V1.NurseItem? item = null;
        while (item is not { NewDocuments: 1 } && await watch.ResponseStream.MoveNext(ending.Token)) item = watch.ResponseStream.Current.Item;
        await house.Deliver(Document("DOC-2"));
        var read = (await house.Dana.GetItemAsync(new() { TrackingNumber = "T-1" }, cancellationToken: Ct)).Item;
        (read.NewDocuments, read.Version, read.LastDocumentAt.ToDateTimeOffset()).ShouldBe((2, item!.Version + 1, Due.AddDays(-1)));
        await house.Deliver(Document("DOC-3") with { OrderId = "T-NOBODYS" });

        static DocumentReceived Document(string id) => new()
        {
            OrderId = "T-1", OccurredAt = Due.AddDays(-1), DocumentId = id, Kind = "therapy-notes", ReceivedAt = Due.AddDays(-1), SentBy = "desk-1",
            SentByRole = "practice",
        };
    }

    [Fact]
    public async Task A_restart_keeps_items_leases_and_findings()
    {
        using var ground = new NurseGround();
        await using (var house = await ground.StartAsync())
        {
            await house.Refer("T-1");
            await house.Dana.ClaimAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct);
            await house.Dana.RecordFindingAsync(Confirmation("T-1", "LUM-2.b"), cancellationToken: Ct);
        }
        await using var again = await ground.StartAsync();
        var item = (await again.Dana.ListQueueAsync(new() { Mine = true }, cancellationToken: Ct)).Items.Single();
        (item.Stage, item.Lease.Name, item.Findings.Single().Criterion).ShouldBe((ItemStage.Leased, "Dana Reyes", "LUM-2.b"));
    }

    private static async Task<IEnumerable<string>> Numbers(Contracts.NurseReview.V1.NurseReview.NurseReviewClient client, ListQueueRequest request) =>
        (await client.ListQueueAsync(request, cancellationToken: Ct)).Items.Select(i => i.TrackingNumber);
}
