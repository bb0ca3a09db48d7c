using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Platform.Live;
using UtilizationReview.Tests.Integration.Platform;
using IntakeClient = UtilizationReview.Contracts.Intake.V1.Intake.IntakeClient;
using NurseClient = UtilizationReview.Contracts.NurseReview.V1.NurseReview.NurseReviewClient;
using P = UtilizationReview.Contracts.PeerToPeer.V1;

namespace UtilizationReview.Tests.Integration.Telemetry;

/// <summary>An order goes from the practice over a nurse to a physician who approves it: what is measured on the way, and that nothing of the
/// member is in any log, metric or trace.</summary>
public sealed class MetricsOfReviewers : IDisposable
{
    private const string Plan = "meadow-commercial";
    private const string MemberName = "Quillon Featherstone";
    private const string BirthDate = "1961-04-13";
    private const string MemberId = "MBR-7734921-Q";
    private readonly OwnDirectory _directory = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_journey_is_measured_and_says_nothing_of_the_member()
    {
        ConcurrentQueue<string> traced = [];
        using var tracing = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traced.Enqueue(
                $"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Concat(activity.Events.SelectMany(e => e.Tags)).Select(t => $"{t.Key}={t.Value}"))}"),
        };
        ActivitySource.AddActivityListener(tracing);
        await using var house = await MetricsHouse.StartAsync(_directory.Path);
        using var measured = new Measured(house.Services);
        using var process = new Measured(services: null);

        var number = await SubmitAsync(house);
        await ReferAsync(house, number);
        var nurses = house.Services.GetRequiredService<Presence>();
        (await nurses.PresentAsync("nurses", Ct)).ShouldBe(["nurse-1"]);
        await ShowsAsync(house, measured, "ur.presence", "ur.group=nurses", 1);

        var physician = new P.PeerToPeer.PeerToPeerClient(house.As("dr-1", Roles.Physician, null, Plan));
        await physician.HeartbeatAsync(new(), cancellationToken: Ct);
        await Eventually.Becomes(
            async () => (await physician.ListWorklistAsync(new(), cancellationToken: Ct)).Cases.Count, count => count == 1, "cases of the physician");
        await ShowsAsync(house, measured, "ur.queue.depth", $"ur.plan={Plan} ur.queue=physician ur.state=waiting", 1);
        await ShowsAsync(house, measured, "ur.presence", "ur.group=physicians", 1);
        await DecideAsync(house, physician, number);
        await ShowsAsync(house, measured, "ur.queue.depth", $"ur.plan={Plan} ur.queue=physician ur.state=waiting", null);
        await ShowsAsync(house, measured, "ur.orders", "ur.status=approved", 1);

        house.Log.Entries.Count.ShouldBeGreaterThan(100, "the log was not collected");
        traced.Count.ShouldBeGreaterThan(20, "traces were not collected");
        process.Gauge("ur.orders", "none").ShouldBeNull(); // makes every gauge of the process speak
        foreach (var secret in new[] { MemberName, "Featherstone", BirthDate, MemberId })
        {
            house.Log.Entries.Where(text => text.Contains(secret, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
            process.Texts.Where(text => text.Contains(secret, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
            traced.Where(text => text.Contains(secret, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task The_nurse_queue_is_counted_by_plan_program_and_state()
    {
        await using var house = await MetricsHouse.StartAsync(_directory.Path);
        using var measured = new Measured(house.Services);
        var number = await SubmitAsync(house);
        var nurse = Nurse(house);
        await Eventually.Becomes(async () => (await nurse.ListQueueAsync(new(), cancellationToken: Ct)).Items.Count, count => count == 1, "items of the queue");
        await ShowsAsync(house, measured, "ur.queue.depth", $"ur.plan={Plan} ur.programs=spine ur.queue=nurse ur.state=waiting", 1);
        await nurse.ClaimAsync(new() { TrackingNumber = number, IdempotencyKey = "claim" }, cancellationToken: Ct);
        measured.Sum("ur.nurse.claimed", $"ur.plan={Plan}").ShouldBe(1);
        await ShowsAsync(house, measured, "ur.queue.depth", $"ur.plan={Plan} ur.programs=spine ur.queue=nurse ur.state=held", 1);
        await ShowsAsync(house, measured, "ur.queue.depth", $"ur.plan={Plan} ur.programs=spine ur.queue=nurse ur.state=waiting", null);
        await ShowsAsync(house, measured, "ur.queue.overdue", $"ur.plan={Plan} ur.programs=spine ur.queue=nurse", null);
        house.Clock.Advance(TimeSpan.FromDays(60));
        await ShowsAsync(house, measured, "ur.queue.overdue", $"ur.plan={Plan} ur.programs=spine ur.queue=nurse", 1);
        await nurse.ReferAsync(new() { TrackingNumber = number, Summary = "late", IdempotencyKey = "x" }, cancellationToken: Ct).ResponseAsync
            .ContinueWith(_ => { }, Ct, TaskContinuationOptions.None, TaskScheduler.Default); // accepted or not, it is a call more
    }

    /// <summary>Counts until a gauge shows a value (null: nothing): the house counts by itself too, and may end a count that began before.</summary>
    private static Task ShowsAsync(MetricsHouse house, Measured measured, string gauge, string tags, double? value) => Eventually.Becomes(
        async () =>
        {
            foreach (var board in house.Services.GetServices<Counters>()) await board.RoundAsync(Ct);
            return measured.Gauge(gauge, tags);
        },
        seen => seen == value, $"{gauge} {tags}");

    private static NurseClient Nurse(MetricsHouse house) => new(house.As("nurse-1", Roles.Nurse, null, Plan));

    private static async Task<string> SubmitAsync(MetricsHouse house)
    {
        var administrator = house.As("admin-1", Roles.PlanAdministrator, null, Plan);
        var intake = new IntakeClient(administrator);
        await intake.SavePracticeAsync(
            new() { Practice = new() { PracticeId = "maple", Name = "Maple", TimeZone = "America/Chicago", Npi = "1999999984", Phone = "555-0100" }, IdempotencyKey = "p" },
            cancellationToken: Ct);
        await intake.SaveMemberAsync(
            new()
            {
                Member = new()
                {
                    MemberId = MemberId, PlanId = Plan, Name = MemberName, BirthDate = BirthDate, State = "WI", County = "Dane", CoveredFrom = "2020-01-01",
                    Home = new() { Latitude = 43.07, Longitude = -89.4 },
                },
                IdempotencyKey = "m",
            },
            cancellationToken: Ct);
        await new P.PeerToPeer.PeerToPeerClient(administrator).SavePhysicianAsync(
            new()
            {
                Physician = new()
                {
                    PhysicianId = "dr-1", Name = "Dr. One", Npi = "1234567893", Specialties = { "spine-surgery" }, PlanIds = { Plan }, TimeZone = "America/Chicago",
                    Licences = { new P.Licence { State = "WI", Number = "WI-1", Expires = "2035-01-01" } },
                    WeeklyHours = { Enumerable.Range(1, 5).Select(d => new P.WeeklyHours { Day = (P.Weekday)d, From = "08:00", To = "17:00" }) },
                },
                IdempotencyKey = "d",
            },
            cancellationToken: Ct);
        var answer = await new IntakeClient(house.As("maple-1", Roles.Practice, "maple")).SubmitAsync(
            new()
            {
                Channel = Channel.Portal, IdempotencyKey = "submit",
                Form = new()
                {
                    PlanId = Plan, MemberId = MemberId, PracticeId = "maple", OrderingClinicianId = "dr-maple", PlaceOfService = PlaceOfService.Office,
                    DateOfService = house.Clock.GetUtcNow().AddDays(14).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Urgency = Urgency.Standard,
                    Lines = { new Line { Number = 1, Code = "63030", Units = 1, Side = Side.Left, Levels = { "L4-L5" } } }, Diagnoses = { "M51.16" },
                    Facts = { new Fact { Name = "cm.current_episode", Value = new() { Truth = true } } }, CallbackPhone = "555-0101",
                },
            },
            cancellationToken: Ct);
        answer.Order.Status.ShouldBe(OrderStatus.NurseReview);
        return answer.Order.TrackingNumber;
    }

    private static async Task ReferAsync(MetricsHouse house, string number)
    {
        var nurse = Nurse(house);
        await Eventually.Becomes(
            async () => (await nurse.ClaimNextAsync(new() { IdempotencyKey = Guid.NewGuid().ToString("N") }, cancellationToken: Ct)).Item?.TrackingNumber,
            claimed => claimed == number, "the item claimed");
        await nurse.ReferAsync(new() { TrackingNumber = number, Summary = "Needs a physician's look.", IdempotencyKey = "refer" }, cancellationToken: Ct);
    }

    private static async Task DecideAsync(MetricsHouse house, P.PeerToPeer.PeerToPeerClient physician, string number)
    {
        await physician.TakeCaseAsync(new() { Number = number, IdempotencyKey = "take" }, cancellationToken: Ct);
        await physician.DetermineAsync(
            new()
            {
                Number = number, IdempotencyKey = "decide", Lines = { new P.DecidedLine { Line = 1, Decision = P.LineDecision.Approve } },
                Attestation = new()
                {
                    PersonId = "dr-1", Npi = "1234567893", Specialty = "spine-surgery", LicenceState = "WI", LicenceNumber = "WI-1", RecordReviewed = true,
                    NoConflictOfInterest = true,
                },
            },
            cancellationToken: Ct);
        var practice = new IntakeClient(house.As("maple-1", Roles.Practice, "maple"));
        await Eventually.Becomes(
            async () => (await practice.GetOrderAsync(new() { Number = number }, cancellationToken: Ct)).Status, status => status == OrderStatus.Approved, "the order");
    }
}
