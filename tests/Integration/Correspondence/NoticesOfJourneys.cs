using Grpc.Core;
using Grpc.Net.Client;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Journeys;
using UtilizationReview.Tests.Integration.Processes;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>Notices of shipped journeys, over the host of all services: what people do there ends in inboxes and letters.</summary>
public sealed class NoticesOfJourneys
{
    /// <summary>A jump of the clock in the middle of a call ends it (the caller's token is old then): the notice is tried again after 30 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("02-approved-by-a-nurse.yaml", "approval information-request")]
    [InlineData("04-denied-then-overturned.yaml", "adverse approval")]
    [InlineData("13-partial-approval.yaml", "adverse")]
    [InlineData("11-spine-approval-expires.yaml", "approval expiry-warning")]
    [InlineData("06-hospital-site-moved.yaml", "adverse approval")]
    public async Task What_was_decided_is_told_to_the_practice_and_to_the_member(string file, string kinds)
    {
        var problems = new List<string>();
        var journey = JourneyFiles.Load(Path.Combine(DemoCast.Folder("journeys"), file), problems).Single();
        problems.ShouldBeEmpty();
        await using var host = await ReviewHost.StartAsync(HostSettings.Private(new DateTimeOffset(journey.Start, TimeSpan.Zero).AddDays(-1)), Ct);
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);
        var calls = new DemoCalls(channel.CreateCallInvoker(), (person, _) => Task.FromResult(host.TokenOf(person)), TimeSpan.Zero);
        var order = (await new JourneyPlayer(journey, calls, host.Cast, "journey").PlayAsync(Ct)).Order;

        var expected = kinds.Split(' ');
        var administrator = As("admin-gale");
        var wanted = new ListNoticesRequest { Order = order.TrackingNumber, Recipient = NoticeRecipient.Practice };
        var (issued, _) = await Eventually.Seen(
            async () => ((await administrator.ListNoticesAsync(wanted, cancellationToken: Ct)).Notices,
                Problems: (await administrator.ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices),
            found => expected.All(kind => found.Notices.Any(n => Word(n.Kind) == kind)), patience: Patience);
        issued.Select(n => Word(n.Kind)).Distinct().Order(StringComparer.Ordinal).ShouldBe(expected);
        var toMail = expected.Except(["expiry-warning", "information-request"]).ToList();
        await Eventually.Becomes(
            async () => (await administrator.ListLettersToMailAsync(new(), cancellationToken: Ct)).Letters,
            found => found.Select(n => Word(n.Kind)).Distinct().Order(StringComparer.Ordinal).SequenceEqual(toMail), patience: Patience);
        (await administrator.ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices.ShouldBeEmpty();
        var practice = As("maple-staff");
        foreach (var notice in issued)
        {
            var text = await practice.GetNoticeAsync(new() { NoticeId = notice.NoticeId, Forms = { NoticeForm.Markdown, NoticeForm.Pdf } }, cancellationToken: Ct);
            text.Pdf.Length.ShouldBeGreaterThan(1000);
            text.Markdown.ShouldContain(order.TrackingNumber);
        }

        Notices.NoticesClient As(string person) => new(channel.With(() => host.TokenOf(person)));
    }

    [Fact]
    public async Task An_extension_and_a_missed_deadline_are_told_to_the_practice_and_to_the_member()
    {
        var start = new DateTimeOffset(2026, 11, 24, 21, 0, 0, TimeSpan.Zero);
        await using var host = await ReviewHost.StartAsync(HostSettings.Private(start), Ct);
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);
        var calls = new DemoCalls(channel.CreateCallInvoker(), (person, _) => Task.FromResult(host.TokenOf(person)), TimeSpan.Zero);
        var request = OrderFiles.Read("04-laminectomy-care-too-short.json", start, "order-1");
        (request.Form.PlanId, request.Form.MemberId, request.Form.PracticeId) = ("summit-advantage", "m-sol", "saguaro-pain-demo");
        (request.Form.OrderingClinicianId, request.Form.SurgeonId, request.Form.FacilityId) = ("dr-dune", "dr-dune", "saguaro-demo-surgery");
        var order = (await calls.AsAsync("saguaro-staff", options => calls.Intake.SubmitAsync(request, options), Ct)).Order;
        order.Status.ShouldBe(OrderStatus.NurseReview);

        var longer = await calls.AsAsync("nurse-ada", options => calls.Intake.ExtendClockAsync(
            new() { Number = order.TrackingNumber, Ground = "member-asked", Reason = "The member asked for more time.", IdempotencyKey = "extend-1" }, options), Ct);
        longer.DueAt.ToDateTimeOffset().ShouldBe(order.DueAt.ToDateTimeOffset().AddDays(14));
        var extended = await ToldAsync(IssuedKind.Extension);
        extended.ShouldContain("December 15, 2026");

        await calls.MoveClockAsync(longer.DueAt.ToDateTimeOffset(), host.Cast.Directory.People.First(p => p.Role == Contracts.Access.Roles.Operator).PersonId, Ct);
        var missed = await ToldAsync(IssuedKind.MissedDeadline);
        missed.ShouldContain("December 15, 2026");
        missed.ShouldContain("appeal");

        async Task<string> ToldAsync(IssuedKind kind)
        {
            var notices = new Notices.NoticesClient(channel);
            var wanted = new ListNoticesRequest { Order = order.TrackingNumber, Kinds = { kind } };
            var told = await Eventually.Seen(
                async () => (await calls.AsAsync("admin-gale", options => notices.ListNoticesAsync(wanted, options), Ct)).Notices,
                found => found.Count == 2, patience: Patience);
            told.Select(n => n.Recipient).ShouldBe([NoticeRecipient.Practice, NoticeRecipient.Member], ignoreOrder: true);
            var letter = new GetNoticeRequest { NoticeId = told.Single(n => n.Recipient == NoticeRecipient.Member).NoticeId };
            return (await calls.AsAsync("admin-gale", options => notices.GetNoticeAsync(letter, options), Ct)).Markdown;
        }
    }

    private static string Word(IssuedKind kind) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}
