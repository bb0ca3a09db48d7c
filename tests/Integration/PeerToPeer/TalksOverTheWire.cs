using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Contracts.Events;
using UtilizationReview.PeerToPeer.Adapters;
using UtilizationReview.Tests.Integration.Platform;
using static UtilizationReview.Tests.Integration.PeerToPeer.PeerToPeerHouse;
using P = UtilizationReview.Contracts.PeerToPeer.V1;

namespace UtilizationReview.Tests.Integration.PeerToPeer;

public sealed class TalksOverTheWire
{
    [Fact]
    public async Task One_of_ten_parallel_bookings_of_a_slot_wins_and_the_others_are_told_what_is_free()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        var numbers = Enumerable.Range(0, 10).Select(i => $"UR-PAR{i}").ToList();
        P.Slot? slot = null;
        foreach (var number in numbers)
        {
            await house.Refer(number);
            slot = (await house.Rpc.RequestTalkAsync(Ask(number, callBackOnly: true), house.Practice())).Talk.Slots[0];
        }
        var booked = 0;
        List<RpcException> refused = [];
        await Task.WhenAll(numbers.Select(async number =>
        {
            try
            {
                await house.Rpc.BookAsync(new() { TalkId = number + "-T1", PhysicianId = "dr-a", Start = slot!.Start, IdempotencyKey = "b-" + number }, house.Practice());
                Interlocked.Increment(ref booked);
            }
            catch (RpcException problem)
            {
                lock (refused) refused.Add(problem);
            }
        }));
        booked.ShouldBe(1);
        refused.Count.ShouldBe(9);
        refused.ShouldAllBe(r => r.StatusCode == StatusCode.FailedPrecondition && r.Trailers.GetValue("reason-code") == "slot-taken"
            && r.Status.Detail.StartsWith("That slot was just taken. Free now: 2026-11-30 15:30 UTC with Dr. dr-a;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Parallel_bookings_of_any_slots_never_overlap()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.AddDoctor("dr-b", "neurosurgery");
        var numbers = Enumerable.Range(0, 12).Select(i => $"UR-ANY{i}").ToList();
        foreach (var number in numbers)
        {
            await house.Refer(number);
            await house.Rpc.RequestTalkAsync(Ask(number, callBackOnly: true), house.Practice());
        }
        await Task.WhenAll(numbers.Select(async (number, i) =>
        {
            var start = Monday.AddHours(1).AddMinutes(30 * (i % 3)).ToTimestamp();
            try
            {
                await house.Rpc.BookAsync(new() { TalkId = number + "-T1", Start = start, IdempotencyKey = "b-" + number }, house.Practice());
            }
            catch (RpcException problem)
            {
                problem.Trailers.GetValue("reason-code").ShouldBe("slot-taken");
            }
        }));
        List<P.Talk> talks = [];
        foreach (var number in numbers) talks.AddRange((await house.Rpc.ListTalksAsync(new() { Number = number }, house.Practice())).Talks);
        var cells = talks.Where(t => t.State == P.TalkState.Booked).Select(t => (t.PhysicianId, t.SlotStart)).ToList();
        cells.Count.ShouldBe(6, "three starts with two physicians each");
        cells.Distinct().Count().ShouldBe(6);
    }

    [Fact]
    public async Task Connect_now_goes_to_the_next_physician_when_the_first_does_not_accept()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.AddDoctor("dr-b");
        await house.Refer("UR-CON");
        await house.Rpc.HeartbeatAsync(new(), house.Doctor("dr-a"));
        var asked = await house.Rpc.RequestTalkAsync(Ask("UR-CON"), house.Practice());
        (asked.Outcome, asked.Talk.PhysicianId).ShouldBe((P.TalkOutcome.Connected, "dr-a"));
        (await house.Rpc.ListWorklistAsync(new(), house.Doctor("dr-a"))).Talks.ShouldHaveSingleItem().TalkId.ShouldBe("UR-CON-T1");

        await house.Rpc.HeartbeatAsync(new(), house.Doctor("dr-b"));
        house.Clock.Advance(TimeSpan.FromSeconds(59));
        await house.Rpc.HeartbeatAsync(new(), house.Doctor("dr-b"));
        house.Clock.Advance(TimeSpan.FromSeconds(58));
        await house.Rpc.HeartbeatAsync(new(), house.Doctor("dr-b"));
        house.Clock.Advance(TimeSpan.FromSeconds(4));
        await Eventually.Becomes(
            async () => (await house.Rpc.GetTalkAsync(new() { TalkId = "UR-CON-T1" }, house.Practice())).PhysicianId, id => id == "dr-b", "the next physician");
        (await Refusal(house.Rpc.AcceptConnectionAsync(new() { TalkId = "UR-CON-T1", IdempotencyKey = "x" }, house.Doctor("dr-a")))).Reason.ShouldBe("connection-passed");
        (await house.Rpc.AcceptConnectionAsync(new() { TalkId = "UR-CON-T1", IdempotencyKey = "x" }, house.Doctor("dr-b"))).State.ShouldBe(P.TalkState.Connected);
        var held = await house.Rpc.RecordHeldAsync(
            new() { TalkId = "UR-CON-T1", SpokeWith = "Dr. Caller", Summary = P.TalkSummary.NewInformation, IdempotencyKey = "h" }, house.Doctor("dr-b"));
        held.State.ShouldBe(P.TalkState.Held);
        await Eventually.Becomes(
            () => Task.FromResult(string.Join(' ', Told.ByOrder.GetValueOrDefault("UR-CON")?.OfType<PeerToPeerRecorded>().Select(t => t.What).Order(StringComparer.Ordinal).ToArray() ?? [])),
            told => told == "asked connected held", "what was told");
    }

    [Fact]
    public async Task Repeated_calls_answer_the_same_and_do_nothing_again()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        await house.Refer("UR-REP");
        var first = await house.Rpc.RequestTalkAsync(Ask("UR-REP"), house.Practice());
        (await house.Rpc.RequestTalkAsync(Ask("UR-REP"), house.Practice())).ShouldBe(first);
        (await Refusal(house.Rpc.RequestTalkAsync(Ask("UR-REP", callBackOnly: true), house.Practice()).ResponseAsync)).Reason.ShouldBe("idempotency-key-reused");
        var book = new P.BookRequest { TalkId = "UR-REP-T1", Start = first.Talk.Slots[1].Start, IdempotencyKey = "b" };
        var booked = await house.Rpc.BookAsync(book, house.Practice());
        (await house.Rpc.BookAsync(book, house.Practice())).ShouldBe(booked);
        (await house.Rpc.ListTalksAsync(new() { Number = "UR-REP" }, house.Practice())).Talks.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_restart_keeps_talks_and_their_half_hours()
    {
        using var directory = new OwnDirectory();
        var orders = new ScriptedOrders();
        Timestamp start;
        await using (var house = await StartAsync(directory.Path, orders))
        {
            await house.AddDoctor("dr-a");
            await house.Refer("UR-KEEP1");
            await house.Refer("UR-KEEP2");
            start = (await house.Rpc.RequestTalkAsync(Ask("UR-KEEP1"), house.Practice())).Talk.Slots[2].Start;
            await house.Rpc.RequestTalkAsync(Ask("UR-KEEP2"), house.Practice());
            await house.Rpc.BookAsync(new() { TalkId = "UR-KEEP1-T1", Start = start, IdempotencyKey = "b1" }, house.Practice());
        }
        await using var again = await StartAsync(directory.Path, orders);
        (await again.Rpc.GetTalkAsync(new() { TalkId = "UR-KEEP1-T1" }, again.Practice())).SlotStart.ShouldBe(start);
        (await Refusal(again.Rpc.BookAsync(new() { TalkId = "UR-KEEP2-T1", Start = start, IdempotencyKey = "b" }, again.Practice()))).Reason.ShouldBe("slot-taken");
        await again.Rpc.CancelTalkAsync(new() { TalkId = "UR-KEEP1-T1", Reason = "not needed", IdempotencyKey = "c" }, again.Practice());
        (await again.Rpc.BookAsync(new() { TalkId = "UR-KEEP2-T1", Start = start, IdempotencyKey = "b" }, again.Practice())).State.ShouldBe(P.TalkState.Booked);
    }

    [Fact]
    public async Task A_practice_sees_its_own_orders_talks_only_and_can_ask_before_any_referral()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        await house.AddDoctor("dr-a");
        house.Get<ScriptedOrders>().Orders["UR-EARLY"] = AnOrder("UR-EARLY", house.Clock.GetUtcNow().AddHours(72));
        (await Refusal(house.Rpc.RequestTalkAsync(Ask("UR-EARLY"), house.Practice("hillside")).ResponseAsync)).ShouldBe(
            (StatusCode.NotFound, "unknown", "There is no such order, or you may not see it."));
        (await house.Rpc.RequestTalkAsync(Ask("UR-EARLY"), house.Practice())).Outcome.ShouldBe(P.TalkOutcome.Slots);
        (await Refusal(house.Rpc.GetTalkAsync(new() { TalkId = "UR-EARLY-T1" }, house.Practice("hillside")))).Code.ShouldBe(StatusCode.NotFound);
        (await Refusal(house.Rpc.GetTalkAsync(new() { TalkId = "UR-EARLY-T1" }, house.As("dr-a", "physician", null, "summit-advantage")))).Code
            .ShouldBe(StatusCode.NotFound);
        (await Refusal(house.Rpc.RequestTalkAsync(Ask("UR-NONE"), house.Practice()).ResponseAsync)).Code.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Migrations_build_what_the_model_says()
    {
        var (migrated, model) = await SchemaComparison.OfAsync<PeerToPeerContext>(options => new(options));
        migrated.ShouldBe(model);
    }
}
