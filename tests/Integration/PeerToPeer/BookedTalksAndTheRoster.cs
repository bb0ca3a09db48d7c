using Google.Protobuf.WellKnownTypes;
using UtilizationReview.PeerToPeer;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Tests.Integration.Platform;
using static UtilizationReview.Tests.Integration.PeerToPeer.PeerToPeerHouse;
using P = UtilizationReview.Contracts.PeerToPeer.V1;

namespace UtilizationReview.Tests.Integration.PeerToPeer;

/// <summary>A physician's hours change while talks are booked in them.</summary>
public sealed class BookedTalksAndTheRoster
{
    private const string T1 = "UR-HOURS-T1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_hours_are_refused_while_a_talk_is_booked_outside_them_and_offer_other_slots_when_asked_to()
    {
        using var directory = new OwnDirectory();
        await using var house = await WithABookingAsync(directory.Path);
        var hours = Afternoons("h1");
        (await Refusal(house.Rpc.SaveMyHoursAsync(hours, house.Doctor("dr-a")).ResponseAsync)).ShouldBe((
            Grpc.Core.StatusCode.FailedPrecondition, "booked-talks-affected",
            $"A booked talk could not take place as saved: {T1} at 2026-11-30 17:00 UTC. "
            + "Move or cancel them first, or save with move_booked_talks: then the practices are offered other slots."));
        (await house.Rpc.GetTalkAsync(new() { TalkId = T1 }, house.Practice())).State.ShouldBe(P.TalkState.Booked);
        (await house.Rpc.GetPhysicianAsync(new() { PhysicianId = "dr-a" }, house.Admin)).Version.ShouldBe(1);

        hours.MoveBookedTalks = true;
        var saved = await house.Rpc.SaveMyHoursAsync(hours, house.Doctor("dr-a"));
        (saved.Version, saved.ReleasedTalks.Single()).ShouldBe((2, T1));
        var talk = await house.Rpc.GetTalkAsync(new() { TalkId = T1 }, house.Practice());
        (talk.State, talk.ReleasedBecause, talk.SlotStart).ShouldBe((P.TalkState.Offered, "outside-hours", null));
        talk.Slots[0].Start.ToDateTimeOffset().ShouldBe(Monday.AddHours(4));
        (await house.Rpc.ListWorklistAsync(new(), house.Doctor("dr-a"))).Talks.ShouldBeEmpty();
        await house.Rpc.BookAsync(new() { TalkId = T1, Start = talk.Slots[0].Start, IdempotencyKey = "again" }, house.Practice());
        (await house.Rpc.SaveMyHoursAsync(hours, house.Doctor("dr-a"))).ReleasedTalks.ShouldBeEmpty("what was said before does nothing again");
        (await house.Rpc.GetTalkAsync(new() { TalkId = T1 }, house.Practice())).State.ShouldBe(P.TalkState.Booked);
    }

    [Fact]
    public async Task An_administrator_who_takes_the_plan_away_hears_of_the_talk_and_where_nothing_fits_it_is_escalated()
    {
        using var directory = new OwnDirectory();
        await using var house = await WithABookingAsync(directory.Path);
        var physician = await house.Rpc.GetPhysicianAsync(new() { PhysicianId = "dr-a" }, house.Admin);
        physician.PracticeIds.Add("lakeside");
        var save = new P.SavePhysicianRequest { Physician = physician, IdempotencyKey = "s1" };
        (await Refusal(house.Rpc.SavePhysicianAsync(save, house.Admin).ResponseAsync)).Reason.ShouldBe("booked-talks-affected");
        save.MoveBookedTalks = true;
        (await house.Rpc.SavePhysicianAsync(save, house.Admin)).ReleasedTalks.ShouldBe([T1]);
        var escalated = (await house.Rpc.ListEscalationsAsync(new(), house.Admin)).Escalations.ShouldHaveSingleItem().Talk;
        (escalated.TalkId, escalated.ReleasedBecause, escalated.EscalationReason).ShouldBe((T1, "physician-not-suitable", "no-slot-fits"));
    }

    [Fact]
    public async Task An_administrator_of_one_plan_does_not_overwrite_the_physician_of_another()
    {
        using var directory = new OwnDirectory();
        await using var house = await StartAsync(directory.Path, new());
        var other = house.As("admin-2", "plan_administrator", null, "summit-advantage");
        var entry = await house.AddDoctor("dr-a");
        var taken = new P.SavePhysicianRequest { Physician = entry.Clone(), IdempotencyKey = "s1" };
        (taken.Physician.Npi, taken.Physician.Name) = (NpiOf("dr-x"), "Dr. X");
        taken.Physician.PlanIds.Clear();
        taken.Physician.PlanIds.Add("summit-advantage");
        var refused = await Refusal(house.Rpc.SavePhysicianAsync(taken, other).ResponseAsync);
        (refused.Code, refused.Reason).ShouldBe((Grpc.Core.StatusCode.InvalidArgument, "entry-of-other-plans"));
        refused.Sentence.ShouldEndWith("physician.name is not yours to change here; physician.npi is not yours to change here.");
        (await house.Rpc.GetPhysicianAsync(new() { PhysicianId = "dr-a" }, house.Admin)).ShouldBe(entry);

        (taken.Physician.Npi, taken.Physician.Name, taken.IdempotencyKey) = (entry.Npi, entry.Name, "s2");
        (await house.Rpc.SavePhysicianAsync(taken, other)).PlanIds.ShouldBe(["summit-advantage", Plan]);
        (taken.Physician.PhysicianId, taken.IdempotencyKey) = ("dr-b", "s3");
        (await Refusal(house.Rpc.SavePhysicianAsync(taken, other).ResponseAsync)).Sentence.ShouldContain(
            "physician.npi is on the roster already, under another person id");
    }

    [Fact]
    public async Task What_a_process_that_died_left_behind_is_settled_by_the_next_one()
    {
        using var directory = new OwnDirectory();
        await using (var house = await WithABookingAsync(directory.Path))
        {
            // The hours are saved, and nothing after it: as when the process dies there.
            var hours = new SaveHours([new(DayOfWeek.Monday, 13 * 60, 17 * 60)], "America/Chicago", [], []);
            await house.Get<RosterDesk>().ExecuteAsync("dr-a", hours, new MessageKey("test", "died"), "", Actor.Platform, null, Ct);
            (await house.Rpc.GetTalkAsync(new() { TalkId = T1 }, house.Practice())).State.ShouldBe(P.TalkState.Booked);
        }
        await using var next = await StartAsync(directory.Path, new());
        await Eventually.Becomes(
            async () => await next.Rpc.GetTalkAsync(new() { TalkId = T1 }, next.Practice()),
            talk => talk is { State: P.TalkState.Offered, ReleasedBecause: "outside-hours" }, "the booking is taken back");
    }

    private static async Task<PeerToPeerHouse> WithABookingAsync(string directory)
    {
        var house = await StartAsync(directory, new());
        await house.AddDoctor("dr-a");
        await house.Refer("UR-HOURS");
        await house.Rpc.RequestTalkAsync(Ask("UR-HOURS", callBackOnly: true), house.Practice());
        var start = Timestamp.FromDateTimeOffset(Monday.AddHours(2));
        await house.Rpc.BookAsync(new() { TalkId = T1, PhysicianId = "dr-a", Start = start, IdempotencyKey = "b" }, house.Practice());
        return house;
    }

    private static P.SaveMyHoursRequest Afternoons(string key) => new()
    {
        TimeZone = "America/Chicago", IdempotencyKey = key,
        WeeklyHours = { Enumerable.Range(1, 5).Select(d => new P.WeeklyHours { Day = (P.Weekday)d, From = "13:00", To = "17:00" }) },
    };
}
