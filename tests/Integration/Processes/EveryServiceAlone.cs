using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Integration.Processes;

/// <summary>Every service as one process of its own, with no server beside it.</summary>
public sealed class EveryServiceAlone
{
    [Fact]
    public async Task A_service_is_ready_without_any_server_and_ready_again_after_a_kill()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var fleet = await ServiceFleet.StartAsync(new FleetSettings { Copies = 1, ClockStart = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero) }, ct);
        var people = fleet.People(patience: TimeSpan.FromSeconds(60));
        var before = await people.AsAsync("maple-staff", options => people.Criteria.ListFactsAsync(new ListFactsRequest(), options), ct);

        await fleet.Of("ClinicalCriteria")[0].RestartAsync();

        var after = await people.AsAsync("maple-staff", options => people.Criteria.ListFactsAsync(new ListFactsRequest(), options), ct);
        after.Facts.Count.ShouldBe(before.Facts.Count);
        fleet.Of("ClinicalCriteria")[0].Kills.ShouldBe(1);
        (await fleet.Of("Intake")[0].StopAsync(TimeSpan.FromSeconds(40))).ShouldBe(0);
    }
}
