using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.PeerToPeer.Adapters;
using UtilizationReview.Tests.Integration.Platform;
using UtilizationReview.Tests.Integration.Servers;
using static UtilizationReview.Tests.Integration.PeerToPeer.PeerToPeerHouse;
using P = UtilizationReview.Contracts.PeerToPeer.V1;

namespace UtilizationReview.Tests.Integration.PeerToPeer;

/// <summary>Fifty practices reach for one physician's last slot at the same moment, and later for the physician himself.</summary>
public sealed class FiftyPractices(RealServers servers)
{
    private const int Practices = 50;

    private static readonly IReadOnlyList<int> All = [.. Enumerable.Range(0, Practices)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_of_fifty_gets_the_last_slot_of_a_physician_over_SQLite()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await OneGetsTheLastSlot([house]);
    }

    [Fact]
    public async Task One_of_fifty_gets_the_last_slot_of_a_physician_over_two_copies_on_PostgreSQL()
    {
        using var first = new OwnDirectory();
        using var second = new OwnDirectory();
        var shared = await SharedAsync();
        var orders = new ScriptedOrders();
        await using var one = await StartAsync(first.Path, orders, shared);
        await using var other = await StartAsync(second.Path, orders, shared);
        await OneGetsTheLastSlot([one, other]);
    }

    [Fact]
    public async Task One_of_fifty_is_connected_to_the_physician_who_is_present()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        foreach (var i in All) house.Know(Number(i), Monday.AddHours(72), Of(i));
        await house.Rpc.HeartbeatAsync(new(), house.Doctor("dr-a"));
        var answers = await Task.WhenAll(All.Select(i => house.Rpc.RequestTalkAsync(Ask(Number(i)), house.Practice(Of(i))).ResponseAsync));
        answers.Count(a => a.Outcome == P.TalkOutcome.Connected).ShouldBe(1);
        answers.Count(a => a.Outcome == P.TalkOutcome.Slots).ShouldBe(Practices - 1);
        (await house.Rpc.ListWorklistAsync(new(), house.Doctor("dr-a"))).Talks.ShouldHaveSingleItem().State.ShouldBe(P.TalkState.Connecting);
    }

    private static async Task OneGetsTheLastSlot(PeerToPeerHouse[] copies)
    {
        PeerToPeerHouse Copy(int i) => copies[i % copies.Length];
        await copies[0].AddDoctor("dr-a", with: p =>
        {
            p.WeeklyHours.Clear();
            p.WeeklyHours.Add(new P.WeeklyHours { Day = P.Weekday.Monday, From = "10:00", To = "10:30" });
        });
        foreach (var i in All)
        {
            Copy(i).Know(Number(i), Monday.AddHours(72), Of(i));
            var slots = (await Copy(i).Rpc.RequestTalkAsync(Ask(Number(i), callBackOnly: true), Copy(i).Practice(Of(i)))).Talk.Slots;
            slots.ShouldHaveSingleItem().Start.ToDateTimeOffset().ShouldBe(Monday.AddHours(1));
        }
        var start = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Monday.AddHours(1));
        var outcomes = await Task.WhenAll(All.Select(async i =>
        {
            try
            {
                await Copy(i).Rpc.BookAsync(
                    new() { TalkId = Number(i) + "-T1", PhysicianId = "dr-a", Start = start, IdempotencyKey = "book" + i }, Copy(i).Practice(Of(i)));
                return "booked";
            }
            catch (RpcException problem)
            {
                return $"{problem.StatusCode} {problem.Trailers.GetValue("reason-code")} {problem.Status.Detail}";
            }
        }));
        outcomes.Count(o => o == "booked").ShouldBe(1);
        outcomes.Where(o => o != "booked").Distinct().ShouldBe(
            ["FailedPrecondition slot-taken That slot was just taken. No other slot fits now; ask for slots with other windows."]);

        await using var context = await copies[0].Get<IDbContextFactory<PeerToPeerContext>>().CreateDbContextAsync(Ct);
        (await context.Set<ReservationRow>().CountAsync(Ct)).ShouldBe(1);
        // The others look again, whichever copy answers, and a supervisor sees them all.
        foreach (var i in All.Where(i => outcomes[i] != "booked").Take(3))
        {
            var look = new P.OfferSlotsRequest { TalkId = Number(i) + "-T1", IdempotencyKey = $"again{i}" };
            var again = await Copy(i + 1).Rpc.OfferSlotsAsync(look, Copy(i + 1).Practice(Of(i)));
            again.Outcome.ShouldBe(P.TalkOutcome.NoneFits);
        }
        (await copies[^1].Rpc.ListEscalationsAsync(new(), copies[^1].Admin)).Escalations.Count.ShouldBe(3);
    }

    private static string Of(int i) => $"practice-{i:00}";

    private static string Number(int i) => $"UR-FIFTY{i:00}";

    private async Task<IEnumerable<KeyValuePair<string, string?>>> SharedAsync()
    {
        var server = await servers.PostgresAsync();
        return
        [
            new("Database:Provider", "PostgreSQL"), new("Database:ConnectionString", server.ConnectionString),
            new("Database:Prefix", $"fifty{Guid.NewGuid():N}"[..12] + "_"),
            new("Identity:DemoKey", Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32))),
        ];
    }
}
