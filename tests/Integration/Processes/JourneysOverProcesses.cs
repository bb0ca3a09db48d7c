using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Journeys;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Integration.Processes;

/// <summary>The shipped journeys on PostgreSQL, RabbitMQ and Redis, every service as two processes. They share one clock that only goes
/// forward, so they are played interleaved: step by step in the order of their dates.</summary>
[Collection(typeof(ProcessesCollection))]
public sealed class JourneysOverProcesses(ProcessesFleet processes)
{
    [Fact]
    public async Task Every_shipped_journey_ends_as_expected_with_two_copies_of_every_service()
    {
        var ct = TestContext.Current.CancellationToken;
        var problems = new List<string>();
        var journeys = JourneyFiles.Load(DemoCast.Folder("journeys"), problems);
        problems.ShouldBeEmpty();
        var fleet = processes.Fleet;
        var people = fleet.People(TimeSpan.Zero);
        List<Played> played = [];
        foreach (var journey in journeys)
            played.Add(await PrepareAsync(fleet, people, journey, played.Count + 1, ct));

        var failures = new List<string>();
        foreach (var (at, step, one) in played.SelectMany(one => one.Player.Dated().Select(dated => (dated.At, dated.Step, One: one)))
            .OrderBy(dated => dated.At).ThenBy(dated => dated.One.Number))
        {
            if (one.Failed) continue;
            fleet.Clock.MoveTo(at);
            try
            {
                await one.Player.PlayAsync(step, ct);
            }
            catch (JourneyFailedException failure)
            {
                one.Failed = true;
                failures.Add(failure.Message);
            }
        }
        failures.ShouldBeEmpty(fleet.Account);
        foreach (var one in played)
            (await one.Player.EndAsync(ct)).Timeline.Entries.ShouldNotBeEmpty();
    }

    /// <summary>A member of its own for each journey: several orders for one member at a time would be duplicates of each other.</summary>
    private static async Task<Played> PrepareAsync(ServiceFleet fleet, DemoCalls people, Journey journey, int number, CancellationToken ct)
    {
        var member = fleet.Cast.Directory.Members.Single(one => one.MemberId == journey.Order.MemberId).Clone();
        member.MemberId = $"{member.MemberId}-{number}";
        var administrator = fleet.Cast.FirstOf(Contracts.Access.Roles.PlanAdministrator, journey.PlanId);
        await people.AsAsync(administrator, options => people.Intake.SaveMemberAsync(
            new SaveMemberRequest { Member = member, IdempotencyKey = member.MemberId }, options), ct);
        var order = journey.Order.Clone();
        order.MemberId = member.MemberId;
        var player = new JourneyPlayer(journey with { Order = order }, people, fleet.Cast, "processes");
        await player.PrepareAsync(ct);
        return new Played(number, player);
    }

    private sealed class Played(int number, JourneyPlayer player)
    {
        public int Number { get; } = number;
        public JourneyPlayer Player { get; } = player;
        public bool Failed { get; set; }
    }
}
