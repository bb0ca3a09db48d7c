using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Journeys;
using UtilizationReview.Platform.Time;
using UtilizationReview.Tests.Servers;
using PeerToPeerClient = UtilizationReview.Contracts.PeerToPeer.V1.PeerToPeer.PeerToPeerClient;

namespace UtilizationReview.Tests.Integration.Processes;

/// <summary>Fifty orders reach for the last slot of one physician, half of them by one process of the service and half by another.</summary>
[Collection(typeof(ProcessesCollection))]
public sealed class FiftyBookingsOverProcesses(ProcessesFleet processes)
{
    private const string Doctor = "dr-last-slot";
    private const string Plan = "meadow-commercial";
    private const string Staff = "maple-staff";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ServiceFleet Fleet => processes.Fleet;

    [Fact]
    public async Task One_of_fifty_gets_the_last_slot_whichever_process_it_asks()
    {
        var people = Fleet.People(TimeSpan.FromSeconds(20));
        var administrator = Fleet.Cast.FirstOf(Roles.PlanAdministrator, Plan);
        var now = Fleet.Clock.GetUtcNow();
        var chicago = TimeZones.Find("America/Chicago");
        var day = BusinessCalendar.UsFederal.AddBusinessDays(now.DateIn(chicago), 1);
        var start = day.At(new(10, 0), chicago);
        await SaveDoctorAsync(people, administrator, day, "work");
        try
        {
            var talks = new List<string>();
            for (var i = 0; i < 50; i++) talks.Add(await TalkAsync(people, administrator, i, day, start));
            using var one = GrpcChannel.ForAddress(Fleet.Of("PeerToPeer")[0].Address);
            using var other = GrpcChannel.ForAddress(Fleet.Of("PeerToPeer")[1].Address);
            var outcomes = await Task.WhenAll(talks.Select((talk, i) => BookAsync(new(i % 2 == 0 ? one : other), talk, start)));
            outcomes.Count(o => o == "booked").ShouldBe(1, string.Join(Environment.NewLine, outcomes.Distinct()) + Fleet.Account);
            outcomes.Count(o => o.StartsWith("FailedPrecondition slot-taken That slot was just taken.", StringComparison.Ordinal)).ShouldBe(49);
        }
        finally
        {
            await SaveDoctorAsync(people, administrator, null, "rest"); // other tests share the roster
        }
    }

    private static Task<Physician> SaveDoctorAsync(DemoCalls people, string administrator, DateOnly? works, string key) =>
        people.AsAsync(administrator, options => people.Physicians.SavePhysicianAsync(new SavePhysicianRequest
        {
            IdempotencyKey = $"{Doctor}-{key}", MoveBookedTalks = true,
            Physician = new Physician
            {
                PhysicianId = Doctor, Name = "Demo Dr. Last", Npi = "1234567893", Specialties = { "spine-surgery" }, PlanIds = { Plan },
                Licences = { new Licence { State = "WI", Number = "DEMO-WI-LAST", Expires = "2049-12-31" } }, TimeZone = "America/Chicago",
                Exceptions =
                {
                    works is { } day
                        ? [new HoursException { Date = $"{day:yyyy-MM-dd}", From = "10:00", To = "10:30", Change = HoursChange.Extra }]
                        : Array.Empty<HoursException>(),
                },
            },
        }, options), Ct);

    /// <summary>An order of a member of its own that no rule approves, and the talk the practice asks for about it.</summary>
    private async Task<string> TalkAsync(DemoCalls people, string administrator, int i, DateOnly day, DateTimeOffset start)
    {
        var form = JourneyFiles.Load(DemoCast.Folder("journeys"), []).First(j => j.PlanId == Plan && j.Order.PracticeId == "maple-spine-demo"
            && j.Order.Lines[0].Code == "63047").Order.Clone();
        var member = Fleet.Cast.Directory.Members.Single(one => one.MemberId == form.MemberId).Clone();
        member.MemberId = $"{member.MemberId}-fifty-{i}";
        await people.AsAsync(administrator, options => people.Intake.SaveMemberAsync(
            new SaveMemberRequest { Member = member, IdempotencyKey = member.MemberId }, options), Ct);
        (form.MemberId, form.DateOfService) = (member.MemberId, $"{day.AddDays(20):yyyy-MM-dd}");
        var answer = await people.AsAsync(Staff, options => people.Intake.SubmitAsync(
            new SubmitRequest { Form = form, Channel = Channel.Api, IdempotencyKey = member.MemberId }, options), Ct);
        var number = answer.Order.TrackingNumber;
        var asked = await people.AsAsync(Staff, options => people.Physicians.RequestTalkAsync(new RequestTalkRequest
        {
            Number = number, CallBackOnly = true, IdempotencyKey = $"ask-{number}",
            Contact = new PracticeContact { Name = "the ordering clinician", Phones = { "+16085550111" }, TimeZone = "America/Chicago" },
            Windows = { new Window { From = start.ToTimestamp(), To = start.AddMinutes(30).ToTimestamp() } },
        }, options), Ct);
        return asked.Talk.TalkId;
    }

    private async Task<string> BookAsync(PeerToPeerClient copy, string talk, DateTimeOffset start)
    {
        try
        {
            await copy.BookAsync(
                new() { TalkId = talk, PhysicianId = Doctor, Start = start.ToTimestamp(), IdempotencyKey = $"book-{talk}" },
                new CallOptions(new Metadata { { "authorization", "Bearer " + Fleet.TokenOf(Staff) } }, cancellationToken: Ct));
            return "booked";
        }
        catch (RpcException problem)
        {
            return $"{problem.StatusCode} {problem.Trailers.GetValue("reason-code")} {problem.Status.Detail}";
        }
    }
}
