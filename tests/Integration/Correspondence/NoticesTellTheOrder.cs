using Grpc.Net.Client;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Journeys;
using UtilizationReview.Tests.Integration.Correspondence.Kit;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>What becomes of an order after its decision, as its notices tell it, over the host of all services.</summary>
public sealed class NoticesTellTheOrder
{
    private const string Administrator = "admin-gale";

    /// <summary>A knee of an employer's plan, of which the nurse asks more, for too short a time.</summary>
    private const string AskedOfAnEmployersPlan = """
        journey: Asked
        plan: harbor-selfunded
        member: m-hugo
        start: 2026-11-23 09:00
        order:
          practice: harbor-joint-demo
          ordering_clinician: dr-reef
          surgeon: dr-reef
          facility: lighthouse-demo-surgery
          place_of_service: 24
          date_of_service: 2026-12-15
          callback_phone: "+12075550112"
          diagnoses: [M17.11]
          lines:
            - {code: "27447", side: right}
        facts:
          sx.pain: 7
          fx.lost: 4
          knee.contraindications: []
          px: []
          cm.weeks: not_documented
          cm.pt: clinic
        steps:
          - practice: submits
            expect: {status: nurse review}
          - at: 2026-11-23 13:30
            nurse: asks for information
            items: ["How many weeks of conservative care were given for the right knee"]
            facts: [cm.weeks]
            answer_by: 2026-11-30

        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_an_upheld_denial_no_right_is_told_that_is_over()
    {
        await using var house = await StoryAsync(KitStories.Upheld);
        var told = await house.ToldAsync(IssuedKind.Adverse, 4);
        var upheld = told.Where(n => n.Text.Contains("Three weeks are documented still.", StringComparison.Ordinal)).Select(n => n.Text).ToList();
        upheld.Count.ShouldBe(2);
        foreach (var text in upheld)
        {
            text.ShouldNotContain("can open this decision again");
            text.ShouldNotContain("second look by another of our doctors");
            text.ShouldNotContain("Reconsideration by a different physician");
            text.ShouldContain("The last day to ask is June 2, 2027.");
        }
    }

    [Fact]
    public async Task A_question_to_an_employers_plan_and_its_toll_tell_what_stands_still_until_when_and_for_what()
    {
        await using var house = await StoryAsync(AskedOfAnEmployersPlan);
        var question = (await house.ToldAsync(IssuedKind.InformationRequest, 1)).Single().Text;
        question.ShouldContain("Please answer by November 30, 2026.");
        question.ShouldContain("Our question does not move that day.");
        await house.Calls.AsAsync("nurse-ada", options => house.Calls.Intake.ExtendClockAsync(
            new() { Number = house.Order, Ground = "missing-information", Reason = "The weeks of care are awaited.", IdempotencyKey = "extend-1" }, options), Ct);
        foreach (var (_, text) in await house.ToldAsync(IssuedKind.Extension, 2))
        {
            text.ShouldContain("The clock stands still from this notice until we have the answer, through January 7, 2027 at most.");
            text.ShouldContain("Please answer by January 7, 2027.");
            text.ShouldContain("- How many weeks of conservative care were given for the right knee");
        }
    }

    [Fact]
    public async Task A_changed_approval_and_a_revocation_are_told_to_the_practice_and_to_the_member()
    {
        await using var house = await PlayedAsync(Path.Combine(DemoCast.Folder("journeys"), "02-approved-by-a-nurse.yaml"));
        await house.ToldAsync(IssuedKind.Approval, 2);
        await house.Calls.AsAsync("maple-staff", options => house.Calls.Intake.ChangeApprovedAsync(
            new() { Number = house.Order, DateOfService = "2026-12-16", IdempotencyKey = "change-1" }, options), Ct);
        var changed = (await house.ToldAsync(IssuedKind.Approval, 4)).Where(n => n.Text.Contains("# An approval has changed", StringComparison.Ordinal)).ToList();
        changed.Select(n => n.To).ShouldBe([NoticeRecipient.Practice, NoticeRecipient.Member], ignoreOrder: true);
        changed.ShouldAllBe(n => n.Text.Contains("December 16, 2026", StringComparison.Ordinal));

        await house.Calls.AsAsync(Administrator, options => house.Calls.Intake.RevokeAsync(
            new() { Number = house.Order, Ground = RevocationGround.CoverageEnded, Citation = "Enrollment file, finding 7", IdempotencyKey = "revoke-1" }, options), Ct);
        var revoked = await house.ToldAsync(IssuedKind.Adverse, 2);
        revoked.Select(n => n.To).ShouldBe([NoticeRecipient.Practice, NoticeRecipient.Member], ignoreOrder: true);
        foreach (var text in revoked.Select(n => n.Text))
        {
            text.ShouldContain("# We end an approval before its time");
            text.ShouldContain("We rely on this: Enrollment file, finding 7");
            text.ShouldContain("An internal appeal can be filed through May 23, 2027");
            text.ShouldContain("The last day to ask is May 23, 2027.");
        }

        await house.Calls.AsAsync(Administrator, options => house.Calls.Ladder.FileAppealAsync(
            new() { Number = house.Order, Step = RecourseStep.PlanAppeal, FiledBy = AppealFiler.Enrollee, IdempotencyKey = "appeal-1" }, options), Ct);
        await house.Calls.AsAsync(Administrator, options => house.Calls.Ladder.RecordAppealOutcomeAsync(new()
        {
            Number = house.Order, Step = RecourseStep.PlanAppeal, Outcome = AppealResult.Overturned, DecidedOn = "2026-11-24", Body = "the plan", IdempotencyKey = "appeal-2",
        }, options), Ct);
        (await house.ToldAsync(IssuedKind.Approval, 6)).Count(n => n.Text.Contains("# An approval is in force again", StringComparison.Ordinal)).ShouldBe(2);
        (await house.Calls.AsAsync(Administrator, options => house.Notices.ListDeliveryProblemsAsync(new(), options), Ct)).Notices.ShouldBeEmpty();
    }

    private static async Task<Played> StoryAsync(string story)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, story, Ct);
        var played = await PlayedAsync(file);
        File.Delete(file);
        return played;
    }

    private static async Task<Played> PlayedAsync(string file)
    {
        List<string> problems = [];
        var journey = JourneyFiles.Load(file, problems).Single();
        problems.ShouldBeEmpty();
        var host = await ReviewHost.StartAsync(HostSettings.Private(new DateTimeOffset(journey.Start, TimeSpan.Zero).AddDays(-1)), Ct);
        var channel = GrpcChannel.ForAddress(host.GrpcAddress);
        var calls = new DemoCalls(channel.CreateCallInvoker(), (person, _) => Task.FromResult(host.TokenOf(person)), TimeSpan.Zero);
        var order = (await new JourneyPlayer(journey, calls, host.Cast, "journey").PlayAsync(Ct)).Order;
        return new(host, channel, calls, order.TrackingNumber);
    }

    /// <summary>A played order in a host that goes on.</summary>
    private sealed record Played(ReviewHost Host, GrpcChannel Channel, DemoCalls Calls, string Order) : IAsyncDisposable
    {
        public Notices.NoticesClient Notices { get; } = new(Channel);

        /// <summary>Waits for so many issued notices of a kind.</summary>
        public async Task<IReadOnlyList<(NoticeRecipient To, string Text)>> ToldAsync(IssuedKind kind, int count)
        {
            var wanted = new ListNoticesRequest { Order = Order, Kinds = { kind } };
            // A jump of the clock in the middle of a call ends it: the notice is tried again after 30 s.
            var found = await Eventually.Seen(
                async () => (await Calls.AsAsync(Administrator, options => Notices.ListNoticesAsync(wanted, options), Ct)).Notices,
                notices => notices.Count == count, patience: TimeSpan.FromSeconds(100));
            List<(NoticeRecipient, string)> told = [];
            foreach (var notice in found)
            {
                var text = await Calls.AsAsync(Administrator, options => Notices.GetNoticeAsync(new() { NoticeId = notice.NoticeId }, options), Ct);
                told.Add((notice.Recipient, text.Markdown));
            }
            return told;
        }

        public async ValueTask DisposeAsync()
        {
            Channel.Dispose();
            await Host.DisposeAsync();
        }
    }
}
