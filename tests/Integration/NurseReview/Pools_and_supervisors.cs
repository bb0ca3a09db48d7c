using Grpc.Core;
using UtilizationReview.Contracts.NurseReview.V1;
using static UtilizationReview.Tests.Integration.NurseReview.NurseHouse;

namespace UtilizationReview.Tests.Integration.NurseReview;

/// <summary>Who may take what; what a supervisor sees; work that is moved.</summary>
public sealed class Pools_and_supervisors
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_case_is_the_most_urgent_of_the_nurses_programs_licences_and_skills()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        await house.Refer("T-joint", 1, program: "joint");
        await house.Refer("T-elsewhere", 2, state: "MN");
        await house.Refer("T-deformity", 3, code: "22802");
        await house.Refer("T-minor", 4, minor: true);
        await house.Refer("T-plain", 5);
        await house.Sam.SaveNurseAsync(Save("nurse-dana", "Dana Reyes", ["WI"]), cancellationToken: Ct);
        await house.Sam.SaveNurseAsync(Save("nurse-ola", "Ola Berg", [], "deformity", "pediatric"), cancellationToken: Ct);
        (await Next(house.Dana)).ShouldBe("T-plain");
        (await Next(house.Dana)).ShouldBeNull();
        var outside = await Refusal.Of(() => house.Dana.ClaimAsync(new() { TrackingNumber = "T-elsewhere", IdempotencyKey = Key() }, cancellationToken: Ct), "outside-pool");
        outside.ShouldBe("This order needs a licence in MN, which your profile does not have. Take the next one, or ask your supervisor.");
        (await Next(house.Ola)).ShouldBe("T-elsewhere");
        (await Next(house.Ola)).ShouldBe("T-deformity");
        (await Next(house.Ola)).ShouldBe("T-minor");
        (await Next(house.Ola)).ShouldBeNull("joint is not her program");
        (await Next(house.As("nurse-new", "New Nurse"))).ShouldBe("T-joint", "without a profile everything of her plans is hers");
    }

    [Fact]
    public async Task A_case_outside_the_pool_stays_outside_when_its_lease_runs_out()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        await house.Refer("T-1", state: "MN");
        (await Next(house.Ola)).ShouldBe("T-1");
        await house.Sam.SaveNurseAsync(Save("nurse-dana", "Dana Reyes", ["WI"]), cancellationToken: Ct);
        ground.Clock.Advance(TimeSpan.FromMinutes(20));
        (await Next(house.Dana)).ShouldBeNull();
        (await Next(house.As("nurse-third", "Third"))).ShouldBe("T-1");
    }

    [Fact]
    public async Task A_supervisor_gives_only_the_own_plans_and_takes_no_other_away()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        var foreign = Save("nurse-dana", "Dana Reyes", []);
        foreign.Nurse.PlanIds.Add(OtherPlan);
        await Refusal.Of(() => house.Sam.SaveNurseAsync(foreign, cancellationToken: Ct), "plan-not-yours");
        var bad = Save("nurse-dana", "Dana Reyes", ["Wisconsin"]);
        await Refusal.Of(() => house.Sam.SaveNurseAsync(bad, cancellationToken: Ct), "nurse-not-valid");
        (await house.Sam.ListNursesAsync(new(), cancellationToken: Ct)).Nurses.ShouldBeEmpty();
        var saved = await house.Sam.SaveNurseAsync(Save("nurse-dana", "Dana Reyes", ["WI"], "deformity"), cancellationToken: Ct);
        (await house.Sam.ListNursesAsync(new(), cancellationToken: Ct)).Nurses.ShouldBe([saved]);
    }

    [Fact]
    public async Task A_supervisor_sees_load_and_how_near_the_deadlines_are()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        await house.Sam.SaveNurseAsync(Save("nurse-dana", "Dana Reyes", ["WI"]), cancellationToken: Ct);
        ground.Clock.Advance(Due - ground.Clock.GetUtcNow());
        foreach (var hours in new[] { -1, 0, 1, 4, 23, 24, 71, 72, 100 }) await house.Refer($"T-{hours}", hours);
        await house.Refer("T-deformity", 2, code: "22802");
        (await Next(house.Dana)).ShouldBe("T--1");
        ground.Clock.Advance(TimeSpan.FromSeconds(30));
        var load = (await house.Sam.LoadAsync(new(), cancellationToken: Ct)).Nurses.ShouldHaveSingleItem();
        (load.Name, load.Held, load.DoneToday, load.Present).ShouldBe(("Dana Reyes", 1, 0, true));
        load.AverageAgeSeconds.ShouldBeInRange(30, 120);
        var pools = (await house.Sam.AgeingAsync(new(), cancellationToken: Ct)).Pools;
        var plain = pools[0];
        (plain.Overdue, plain.Under4Hours, plain.Under24Hours, plain.Under72Hours, plain.Later).ShouldBe((2, 2, 2, 2, 1));
        (plain.Waiting, plain.MemberState, plain.Nurses).ShouldBe((8, "WI", 1));
        (pools[1].Skills.Single(), pools[1].Under4Hours, pools[1].Nurses).ShouldBe(("deformity", 1, 0));
        (await house.Sam.AgeingAsync(new() { PlanIds = { OtherPlan } }, cancellationToken: Ct)).Pools.ShouldBeEmpty("not a plan of hers");
    }

    [Fact]
    public async Task Moved_work_is_refused_to_the_one_who_held_it_with_why_and_who_holds_it_now()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        await house.Refer("T-1");
        await house.Sam.SaveNurseAsync(Save("nurse-ola", "Ola Berg", []), cancellationToken: Ct);
        await Next(house.Dana);
        await Refusal.Of(() => house.Sam.AssignAsync(Assign("nurse-nobody"), cancellationToken: Ct), "nurse-unknown");
        (await house.Sam.AssignAsync(Assign("nurse-ola"), cancellationToken: Ct)).Lease.Name.ShouldBe("Ola Berg");
        var late = await Refusal.Of(() => house.Dana.RecordFindingAsync(Confirmation("T-1", "LUM-2.b"), cancellationToken: Ct), "lease-held");
        late.ShouldStartWith("Sam Lead moved this order away from you at ");
        late.ShouldContain(": Dana is away. Ola Berg holds it now, until ");
        var back = await house.Sam.ReturnToPoolAsync(new() { TrackingNumber = "T-1", Reason = "Rush", IdempotencyKey = Key() }, cancellationToken: Ct);
        back.Stage.ShouldBe(ItemStage.Open);
        (await Refusal.Of(() => house.Ola.RenewLeaseAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct), "lease-moved"))
            .ShouldContain(": Rush. It is back in the queue");
        var elsewhere = Assign("nurse-ola");
        elsewhere.TrackingNumber = "T-none";
        (await Should.ThrowAsync<RpcException>(async () => await house.Sam.AssignAsync(elsewhere, cancellationToken: Ct))).StatusCode.ShouldBe(StatusCode.NotFound);

        static AssignRequest Assign(string nurse) => new() { TrackingNumber = "T-1", NurseId = nurse, Reason = "Dana is away.", IdempotencyKey = Key() };
    }

    internal static SaveNurseRequest Save(string person, string name, string[] states, params string[] skills) => new()
    {
        Nurse = new()
        {
            PersonId = person, Name = name, PlanIds = { Plan }, Programs = { Contracts.Vocabulary.V1.Program.Spine }, States = { states }, Skills = { skills },
        },
        IdempotencyKey = Key(),
    };

    private static async Task<string?> Next(Contracts.NurseReview.V1.NurseReview.NurseReviewClient nurse) =>
        (await nurse.ClaimNextAsync(new() { IdempotencyKey = Key() }, cancellationToken: Ct)).Item?.TrackingNumber;
}
