using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Host;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Journeys;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>Notices of shipped journeys, over the host of all services: what people do there ends in inboxes and letters.</summary>
public sealed class NoticesOfJourneys
{
    /// <summary>A jump of the clock in the middle of a call ends it (the caller's token is old then): the notice is tried again after 30 s.</summary>
    private const int Patience = 100;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
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
        var (issued, _) = await DocumentsHouse.Until(
            async () => ((await administrator.ListNoticesAsync(wanted, cancellationToken: Ct)).Notices,
                Problems: (await administrator.ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices),
            found => expected.All(kind => found.Notices.Any(n => Word(n.Kind) == kind)), seconds: Patience);
        issued.Select(n => Word(n.Kind)).Distinct().Order(StringComparer.Ordinal).ShouldBe(expected);
        var toMail = expected.Except(["expiry-warning"]).ToList();
        await DocumentsHouse.Until(
            async () => (await administrator.ListLettersToMailAsync(new(), cancellationToken: Ct)).Letters,
            found => found.Select(n => Word(n.Kind)).Distinct().Order(StringComparer.Ordinal).SequenceEqual(toMail), seconds: Patience);
        (await administrator.ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices.ShouldBeEmpty();
        var practice = As("maple-staff");
        foreach (var notice in issued)
        {
            var text = await practice.GetNoticeAsync(new() { NoticeId = notice.NoticeId, Forms = { NoticeForm.Markdown, NoticeForm.Pdf } }, cancellationToken: Ct);
            text.Pdf.Length.ShouldBeGreaterThan(1000);
            text.Markdown.ShouldContain(order.TrackingNumber);
        }

        Notices.NoticesClient As(string person) => new(channel.Intercept(metadata =>
        {
            metadata.Add("authorization", $"Bearer {host.TokenOf(person)}");
            return metadata;
        }));
    }

    private static string Word(IssuedKind kind) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}
