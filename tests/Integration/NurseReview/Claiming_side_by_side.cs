using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Contracts.NurseReview.V1;
using UtilizationReview.NurseReview.Adapters;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Time;
using UtilizationReview.Tests.Integration.Platform;
using UtilizationReview.Tests.Integration.Servers;
using static UtilizationReview.Tests.Integration.NurseReview.NurseHouse;
using Domain = UtilizationReview.NurseReview.Domain;

namespace UtilizationReview.Tests.Integration.NurseReview;

/// <summary>Two copies of the service over one PostgreSQL, and many nurses.</summary>
public sealed class Claiming_side_by_side(RealServers servers) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly OwnDirectory _directory = new(servers);
    private readonly MovableClock _clock = new();

    public void Dispose()
    {
        _directory.Dispose();
        (_clock as object as IDisposable)?.Dispose();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eight_nurses_at_two_copies_never_get_the_same_item_and_miss_none()
    {
        const int items = 120;
        await using var left = await StartAsync();
        await using var right = await StartAsync();
        await FillAsync(left, items, Plan);
        ConcurrentQueue<(string Nurse, string Item)> claimed = [];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            var nurse = (n % 2 == 0 ? left : right).As($"nurse-{n}", $"Nurse {n}");
            for (var i = 0; ; i++)
            {
                var answer = await nurse.ClaimNextAsync(new() { IdempotencyKey = $"claim-{n}-{i}" }, cancellationToken: Ct);
                if (answer.Item is null) break;
                answer.Item.Lease.PersonId.ShouldBe($"nurse-{n}");
                claimed.Enqueue(($"nurse-{n}", answer.Item.TrackingNumber));
            }
        }, Ct)));
        claimed.Select(c => c.Item).Distinct().Count().ShouldBe(items);
        claimed.Count.ShouldBe(items);
        await using var db = Db(left);
        (await db.Items.CountAsync(r => r.Stage == Domain.ItemStage.Leased && r.Version == 2, Ct)).ShouldBe(items);
    }

    [Fact]
    public async Task Fifty_nurses_on_one_queue_get_each_case_once_at_two_copies()
    {
        const int items = 150;
        await using var left = await StartAsync();
        await using var right = await StartAsync();
        await FillAsync(left, items, Plan);
        var claimed = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Task.Run(
            () => A_nurses_day.TakeAllAsync((n % 2 == 0 ? left : right).As($"nurse-{n}", $"Nurse {n}"), $"nurse-{n}"), Ct)));
        claimed.SelectMany(c => c).Order().ShouldBe(Enumerable.Range(0, items).Select(i => $"T-{i:0000000}"));
    }

    [Fact]
    public async Task Pools_load_and_ageing_read_the_same_on_this_database()
    {
        await using var house = await StartAsync();
        await house.Sam.SaveNurseAsync(Pools_and_supervisors.Save("nurse-dana", "Dana Reyes", ["WI"]), cancellationToken: Ct);
        await house.Refer("T-1", 1, state: "MN");
        await house.Refer("T-2", 2);
        (await house.Dana.ClaimNextAsync(new() { IdempotencyKey = "k1" }, cancellationToken: Ct)).Item.TrackingNumber.ShouldBe("T-2");
        (await house.Dana.ClaimNextAsync(new() { IdempotencyKey = "k2" }, cancellationToken: Ct)).Item.ShouldBeNull();
        (await house.Sam.LoadAsync(new(), cancellationToken: Ct)).Nurses.ShouldHaveSingleItem().Held.ShouldBe(1);
        var pools = (await house.Sam.AgeingAsync(new(), cancellationToken: Ct)).Pools;
        pools.Select(p => (p.MemberState, p.Waiting, p.Nurses)).ShouldBe([("MN", 1, 0), ("WI", 0, 1)]);
    }

    [Fact]
    public async Task An_item_that_somebody_is_at_is_passed_over_without_waiting()
    {
        await using var house = await StartAsync();
        await FillAsync(house, 3, Plan);
        await using var db = Db(house);
        await using var held = await db.Database.BeginTransactionAsync(Ct);
        await db.Items.Where(r => r.Id == "T-0000000").ExecuteUpdateAsync(set => set.SetProperty(r => r.Holder, "somebody"), Ct);

        // The lock is held until the end of the test: an answer at all is the proof that it was not waited for.
        var next = await house.Dana.ClaimNextAsync(new() { IdempotencyKey = "k1" }, deadline: DateTime.UtcNow.AddSeconds(20), cancellationToken: Ct);
        next.Item.TrackingNumber.ShouldBe("T-0000001");
    }

    [Fact]
    public async Task The_most_urgent_item_of_the_callers_plans_and_programs_comes_first()
    {
        await using var house = await StartAsync();
        await FillAsync(house, 50, Plan);
        await FillAsync(house, 5, OtherPlan, from: 100, program: "joint");
        var ola = house.As("nurse-ola", "Ola Berg", plans: [OtherPlan, Plan]);
        (await ola.ClaimNextAsync(new() { IdempotencyKey = "k1" }, cancellationToken: Ct)).Item.TrackingNumber.ShouldBe("T-0000000");
        var joint = new QueueFilter { Programs = { Contracts.Vocabulary.V1.Program.Joint } };
        (await ola.ClaimNextAsync(new() { IdempotencyKey = "k2", Filter = joint }, cancellationToken: Ct)).Item.TrackingNumber.ShouldBe("T-0000100");
        (await house.Dana.ClaimNextAsync(new() { IdempotencyKey = "k3", Filter = joint }, cancellationToken: Ct)).Item.ShouldBeNull();
        var page = await ola.ListQueueAsync(new() { PageSize = 60 }, cancellationToken: Ct);
        page.Items.Select(i => i.TrackingNumber).ShouldBeInOrder();
        page.Items.Count.ShouldBe(55);
    }

    [Fact]
    public async Task The_next_item_is_read_from_the_index_of_its_plan()
    {
        await using var house = await StartAsync();
        await FillAsync(house, 3000, OtherPlan);
        await FillAsync(house, 20, Plan, from: 5000);
        await using var db = Db(house);
        await db.Database.ExecuteSqlRawAsync("ANALYZE nurse_items", Ct);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"EXPLAIN SELECT id, due_at FROM nurse_items WHERE stage = 1 AND plan_id = '{Plan}' ORDER BY due_at, id LIMIT 16";
        await db.Database.OpenConnectionAsync(Ct);
        var plan = "";
        await using (var reader = await command.ExecuteReaderAsync(Ct))
        {
            while (await reader.ReadAsync(Ct)) plan += reader.GetString(0) + "\n";
        }
        plan.ShouldContain("ix_nurse_items_plan_id_due_at_id");
        (await NurseQueue.NextIdsAsync(db, new([Plan, OtherPlan], 0), _clock.GetUtcNow(), 0, Ct)).Count.ShouldBe(16);
    }

    private async Task<NurseHouse> StartAsync() => await NurseHouse.StartAsync(_directory.Path, _clock, await _directory.SettingsAsync());

    private static NurseReviewContext Db(NurseHouse house) => house.Get<IDbContextFactory<NurseReviewContext>>().CreateDbContext();

    /// <summary>Open items, the first the most urgent.</summary>
    private static async Task FillAsync(NurseHouse house, int items, string plan, int from = 0, string program = "spine")
    {
        await using var db = Db(house);
        db.AddRange(Enumerable.Range(from, items).Select(i =>
        {
            var item = Domain.NurseItem.Evolve(null, new ItemOpened(
                $"T-{i:0000000}", 2, new Referral(plan, "practice-1", [program], [1], false, "WI", ["criteria-unknown"]), Due.AddMinutes(i), Due.AddDays(-7)));
            return new NurseItemRow
            {
                Id = item.OrderId, Version = 1, State = JsonSerializer.Serialize(item, Json), PlanId = plan, Stage = item.Stage, DueAt = item.DueAt,
                Programs = NurseReviewWire.Mask([program]),
            };
        }));
        await db.SaveChangesAsync(Ct);
    }
}
