using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Tests.Servers;
using static UtilizationReview.Tests.Integration.Correspondence.NoticesHouse;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>From the event to the inbox, the letter, the mail and the webhook.</summary>
public sealed class NoticesAreDelivered
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_denial_reaches_the_practices_inbox_and_the_members_letter()
    {
        await using var house = await StartAsync();
        var order = await house.DeniedAsync();
        var issued = await house.IssuedAsync(order, 2);
        issued.Select(n => (n.Kind, n.Recipient, n.PracticeId, n.PlanId, n.Unread)).ShouldBe(
        [
            (IssuedKind.Adverse, NoticeRecipient.Practice, "maple-spine", "meadow-commercial", true),
            (IssuedKind.Adverse, NoticeRecipient.Member, "maple-spine", "meadow-commercial", false),
        ]);
        issued[0].Deliveries.ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Delivered);
        var notice = await house.As(Maple).GetNoticeAsync(
            new() { NoticeId = issued[0].NoticeId, Forms = { NoticeForm.Markdown, NoticeForm.Html, NoticeForm.Pdf } }, cancellationToken: Ct);
        notice.Markdown.ShouldContain("Six weeks were asked for, three are documented.");
        notice.Markdown.ShouldContain("“At least 6 weeks of care.”");
        notice.Markdown.ShouldContain("An internal appeal can be filed through May 28, 2027.");
        notice.Markdown.ShouldContain("The last day to ask is May 28, 2027.");
        notice.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(notice.Markdown))));
        notice.Template.ShouldStartWith("adverse@2026.1+");
        notice.Fields.ShouldContain("specific_reason");
        notice.Html.ShouldContain("Six weeks were asked for");
        notice.Pdf.ToByteArray().AsSpan(0, 5).SequenceEqual("%PDF-"u8).ShouldBeTrue();
        notice.Summary.Unread.ShouldBeFalse("the practice has read it");

        var letter = (await house.As(Administrator).ListLettersToMailAsync(new(), cancellationToken: Ct)).Letters.ShouldHaveSingleItem();
        var text = (await house.As(Administrator).GetNoticeAsync(new() { NoticeId = letter.NoticeId }, cancellationToken: Ct)).Markdown;
        text.ShouldContain("Testa Demo-Patient");
        text.ShouldContain("100 Demo Street");
        var mailed = await house.As(Administrator).RecordMailedAsync(
            new() { NoticeId = letter.NoticeId, Reference = "9400-1", IdempotencyKey = "k1" }, cancellationToken: Ct);
        mailed.Deliveries.ShouldHaveSingleItem().Reference.ShouldBe("9400-1");
        (await house.As(Administrator).ListLettersToMailAsync(new(), cancellationToken: Ct)).Letters.ShouldBeEmpty();
        (await house.Rows("SELECT event FROM history WHERE event = 'NoticeRead'")).Count.ShouldBe(2, "every reading is on record");
        var told = await house.Rows("SELECT body FROM outbox");
        told.ShouldAllBe(body => !body.Contains("Testa", StringComparison.Ordinal) && !body.Contains("Six weeks", StringComparison.Ordinal));
        (await house.Rows("SELECT type FROM outbox ORDER BY type")).ShouldBe(
        [
            "ur:notice-delivered:v1", "ur:notice-delivered:v1", "ur:notice-issued:v1", "ur:notice-issued:v1",
        ]);
    }

    [Fact]
    public async Task The_same_event_however_often_and_by_whatever_delivery_makes_one_notice_for_each()
    {
        await using var house = await StartAsync();
        var (at, id) = (house.Now, Guid.NewGuid());
        house.Neighbours.Decided("UR-1", at, LineOutcome.Denied, "Six weeks were asked for.");
        await house.Deliver(Determined("UR-1", at, "denied"), id);
        await house.IssuedAsync("UR-1", 2);
        await house.Deliver(Determined("UR-1", at, "denied"), id);
        await house.Deliver(Determined("UR-1", at, "denied")); // as if the inbox had forgotten it
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => house.Deliver(Determined("UR-1", at, "denied"))));
        (await house.IssuedAsync("UR-1", 2)).Count.ShouldBe(2);
        (await house.Rows("SELECT event FROM history WHERE event IN ('NoticeOwed', 'NoticeIssued')")).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Mail_and_webhook_tell_of_the_notice_and_not_of_the_member()
    {
        await using var mail = await PrivateMailServer.StartNewAsync();
        await using var receiver = await PlayedReceiver.StartAsync();
        await using var house = await StartAsync(new Dictionary<string, string?> { ["Mail:Server"] = mail.Address });
        await house.As(Maple).SaveDeliveryAddressAsync(Saved(receiver.Url, "office@maple.example"), cancellationToken: Ct);
        var plan = Saved("", "mailroom@plan.example");
        (plan.PracticeId, plan.PlanId, plan.AttachPdf, plan.WebhookSecret) = ("", "meadow-commercial", true, "");
        await house.As(Administrator).SaveDeliveryAddressAsync(plan, cancellationToken: Ct);
        var order = await house.DeniedAsync();
        await house.IssuedAsync(order, 2);
        var notices = await Eventually.Seen(() => house.IssuedAsync(order, 2),
            found => found.SelectMany(n => n.Deliveries).All(d => d.Channel == DeliveryChannel.Letter || d.State == DeliveryState.Delivered));
        var (id, body) = receiver.Calls.ShouldHaveSingleItem();
        id.ShouldBe($"{notices[0].NoticeId}-webhook");
        using (var json = JsonDocument.Parse(body))
        {
            json.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(["noticeId", "kind", "recipient", "order", "plan", "issuedAt"]);
            json.RootElement.GetProperty("kind").GetString().ShouldBe("adverse");
        }
        mail.Taken.Count.ShouldBe(2);
        var toPractice = mail.Taken.Single(message => message.Contains("To: office@maple.example", StringComparison.Ordinal));
        toPractice.ShouldContain("Subject: A notice about UR-1 is in your inbox");
        toPractice.ShouldNotContain("application/pdf");
        var toMailRoom = mail.Taken.Single(message => message.Contains("To: mailroom@plan.example", StringComparison.Ordinal));
        toMailRoom.ShouldContain("application/pdf");
        mail.Taken.ShouldAllBe(message => !message.Contains("Testa", StringComparison.Ordinal) && !message.Contains("Six weeks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receiver_that_fails_three_times_and_then_works_hears_it_under_one_id()
    {
        await using var receiver = await PlayedReceiver.StartAsync();
        await using var house = await StartAsync();
        await house.As(Maple).SaveDeliveryAddressAsync(Saved(receiver.Url), cancellationToken: Ct);
        receiver.Answer = context =>
        {
            context.Response.StatusCode = receiver.Calls.Count <= 3 ? 503 : 204;
            return Task.CompletedTask;
        };
        var order = await house.DeniedAsync();
        for (var tries = 1; tries <= 3; tries++)
        {
            var pending = await WebhookAsync(house, order, d => d.Tries == tries);
            (pending.State, receiver.Calls.Count).ShouldBe((DeliveryState.Pending, tries));
            pending.LastProblem.ShouldContain("503");
            house.Clock.Advance(TimeSpan.FromSeconds(30 * Math.Pow(2, tries - 1)));
        }
        (await WebhookAsync(house, order, d => d.State == DeliveryState.Delivered)).Tries.ShouldBe(3);
        receiver.Calls.Select(call => call.Id).Distinct().Count().ShouldBe(1);
        receiver.Calls.Select(call => call.Body).Distinct().Count().ShouldBe(1);
        (await house.As(Operator).ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fault_nobody_foresaw_is_on_record_and_keeps_nothing_behind_it_from_its_turn()
    {
        await using var receiver = await PlayedReceiver.StartAsync();
        await using var house = await StartAsync();
        var address = Saved(receiver.Url, "office@maple.example");
        address.AttachPdf = true;
        await house.As(Maple).SaveDeliveryAddressAsync(address, cancellationToken: Ct);
        receiver.Answer = context =>
        {
            context.Response.StatusCode = receiver.Calls.Count == 1 ? 503 : 200;
            return Task.CompletedTask;
        };
        var order = await house.DeniedAsync();
        await WebhookAsync(house, order, d => d.Tries == 1); // the mail waits too: there is no server
        await house.Rows("DELETE FROM notice_texts");
        house.Clock.Advance(TimeSpan.FromSeconds(30));
        await WebhookAsync(house, order, d => d.State == DeliveryState.Delivered);
        var problem = (await house.As(Operator).ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices.ShouldHaveSingleItem();
        problem.Deliveries.Single(d => d.Channel == DeliveryChannel.Email).LastProblem
            .ShouldBe("Something went wrong here (InvalidOperationException); the log tells more. Send it again once it is mended.");
    }

    [Fact]
    public async Task A_receiver_that_never_finishes_its_answer_stops_nobody()
    {
        await using var receiver = await PlayedReceiver.StartAsync();
        await using var house = await StartAsync();
        await house.As(Maple).SaveDeliveryAddressAsync(Saved(receiver.Url), cancellationToken: Ct);
        receiver.Answer = async context =>
        {
            await context.Response.WriteAsync("so far", Ct);
            await context.Response.Body.FlushAsync(Ct);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        await WebhookAsync(house, await house.DeniedAsync("UR-1"), d => d.State == DeliveryState.Delivered);
        await WebhookAsync(house, await house.DeniedAsync("UR-2"), d => d.State == DeliveryState.Delivered);
    }

    [Fact]
    public async Task What_cannot_be_delivered_surfaces_and_is_sent_again_by_hand()
    {
        await using var receiver = await PlayedReceiver.StartAsync();
        await using var house = await StartAsync();
        await house.As(Maple).SaveDeliveryAddressAsync(Saved(receiver.Url), cancellationToken: Ct);
        receiver.Answer = context =>
        {
            context.Response.StatusCode = receiver.Calls.Count == 1 ? 410 : 200;
            return Task.CompletedTask;
        };
        var order = await house.DeniedAsync();
        await WebhookAsync(house, order, d => d.State == DeliveryState.Failed);
        foreach (var watcher in new[] { Administrator, Operator })
        {
            (await house.As(watcher).ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices.ShouldHaveSingleItem().Order.ShouldBe(order);
        }
        (await house.As(AdministratorElsewhere).ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices.ShouldBeEmpty();
        (await house.Rows("SELECT type FROM outbox WHERE type = 'ur:notice-undeliverable:v1'")).Count.ShouldBe(1);
        var notice = (await house.IssuedAsync(order, 2))[0].NoticeId;
        await house.As(Administrator).RedeliverAsync(new() { NoticeId = notice, DeliveryId = "webhook", IdempotencyKey = "again" }, cancellationToken: Ct);
        await WebhookAsync(house, order, d => d.State == DeliveryState.Delivered);
        (await house.As(Operator).ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_letter_without_an_address_is_held_told_of_and_issued_once_there_is_one()
    {
        await using var house = await StartAsync();
        house.Neighbours.Member.AddressLines.Clear();
        var order = await house.DeniedAsync();
        var held = (await Eventually.Seen(
            async () => (await house.As(Administrator).ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices, found => found.Count > 0))[0];
        (held.Stage, held.Recipient, held.Held.Code).ShouldBe((NoticeStage.Held, NoticeRecipient.Member, "no-address"));
        held.Held.Sentences[0].ShouldContain("save one with SaveMember");
        (await house.Rows("SELECT body FROM outbox WHERE type = 'ur:notice-held:v1'")).ShouldHaveSingleItem().ShouldContain("no-address");
        (await house.IssuedAsync(order, 1)).Count.ShouldBe(1, "the practice's own notice does not wait for it");
        (await Refused(() => house.As(Administrator).GetNoticeAsync(new() { NoticeId = held.NoticeId }, cancellationToken: Ct))).ShouldBe("unknown-notice");
        house.Neighbours.Member.AddressLines.Add("100 Demo Street");
        await house.As(Administrator).ReissueAsync(new() { NoticeId = held.NoticeId, IdempotencyKey = "now" }, cancellationToken: Ct);
        await house.IssuedAsync(order, 2);
        (await house.As(Administrator).ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices.ShouldBeEmpty();
        (await Refused(() => house.As(Administrator).ReissueAsync(new() { NoticeId = held.NoticeId, IdempotencyKey = "more" }, cancellationToken: Ct)))
            .ShouldBe("notice-issued");
    }

    [Fact]
    public async Task A_stock_phrase_is_no_reason_and_the_notice_is_held_by_that_field()
    {
        await using var house = await StartAsync();
        await house.DeniedAsync(reason: "Not medically necessary.");
        var held = (await Eventually.Seen(
            async () => (await house.As(Administrator).ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices, found => found.Count == 2))[0];
        held.Held.Fields.ShouldBe(["specific_reason"]);
        held.Held.Sentences.ShouldHaveSingleItem().ShouldStartWith("specific_reason is missing: ");
    }

    [Fact]
    public async Task While_Intake_is_away_a_notice_waits_and_is_written_once_it_is_back()
    {
        await using var house = await StartAsync();
        house.Neighbours.Failure = new Status(StatusCode.Unavailable, "away");
        var order = await house.DeniedAsync();
        await Eventually.Becomes(() => house.Rows("SELECT event FROM history WHERE event = 'NoticeHeld'"), found => found.Count == 2);
        (await house.Rows("SELECT type FROM outbox")).ShouldBeEmpty("a moment's absence is no news");
        house.Neighbours.Failure = null;
        house.Clock.Advance(TimeSpan.FromSeconds(31));
        await house.IssuedAsync(order, 2);
    }

    [Fact]
    public async Task A_late_event_still_tells_what_was_decided_then()
    {
        await using var house = await StartAsync();
        var denied = house.Now.AddDays(-3);
        var order = house.Neighbours.Decided("UR-1", denied, LineOutcome.Denied, "Six weeks were asked for.");
        order.Lines[0].Determinations.Add(PlayedNeighbours.Determination(house.Now, LineOutcome.Approved, "Nine weeks are documented."));
        (order.Lines[0].Outcome, order.OrderNumber) = (LineOutcome.Approved, "ORD-1");
        await house.Deliver(Determined("UR-1", denied, "denied"));
        await house.Deliver(Determined("UR-1", house.Neighbours.Orders["UR-1"].Lines[0].Determinations[1].DecidedAt.ToDateTimeOffset(), "approved"));
        var issued = (await house.IssuedAsync("UR-1", 4)).Where(n => n.Recipient == NoticeRecipient.Practice).OrderBy(n => n.Kind).ToList();
        issued.Select(n => n.Kind).ShouldBe([IssuedKind.Adverse, IssuedKind.Approval]);
        var told = (await house.As(Nurse).GetNoticeAsync(new() { NoticeId = issued[0].NoticeId }, cancellationToken: Ct)).Markdown;
        told.ShouldContain("Six weeks were asked for.");
        told.ShouldNotContain("Nine weeks");
        told.ShouldNotContain("ORD-1", Case.Sensitive, "there was no number then");
        told.ShouldContain("The last day to ask is in the list above.", Case.Sensitive, "the ladder's days are those of the later decision");
        (await house.As(Nurse).GetNoticeAsync(new() { NoticeId = issued[1].NoticeId }, cancellationToken: Ct)).Markdown.ShouldContain("through January 28, 2027");
    }

    [Fact]
    public async Task A_question_an_extension_a_warning_and_a_missed_deadline_are_told()
    {
        await using var house = await StartAsync();
        var at = house.Now;
        var order = house.Neighbours.Decided("UR-1", at.AddHours(-2), LineOutcome.Approved, "Met.");
        (order.Lines[0].Outcome, order.OrderNumber, order.Status) = (LineOutcome.Waiting, "ORD-1", OrderStatus.NurseReview);
        await house.Deliver(new InformationRequested
        {
            OrderId = "UR-1", OccurredAt = at, AskedBy = "nurse-1", AskedByRole = "nurse", Items = ["Notes of therapy"], Facts = ["cm.weeks"],
            AnswerBy = new(2026, 12, 4), Missing = [new() { Fact = "cm.weeks", Question = "How many weeks?", Criterion = "LUM-DISC-2.b", Why = "At least 6 weeks." }],
        });
        await Eventually.Becomes(() => house.Rows("SELECT body FROM history WHERE event = 'NoticeHeld'"), found => found.Count > 0);
        house.Neighbours.Timeline.Add(new() { At = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(at.AddSeconds(1)), What = "information-asked", Sentence = "…" });
        house.Neighbours.Timeline.Add(new()
        {
            At = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(at), What = "clock-extended", Sentence = "The clock was extended (beyond-control): a storm.",
        });
        house.Clock.Advance(TimeSpan.FromSeconds(31));
        await house.Deliver(new ClockMoved { OrderId = "UR-1", OrderVersion = 4, OccurredAt = at, DueAt = at.AddDays(20), Ground = "beyond-control" });
        await house.Deliver(new AuthorizationExpiring
        {
            OrderId = "UR-1", OrderVersion = 5, OccurredAt = at, PracticeId = "maple-spine", Lines = [1], ValidThrough = new(2027, 1, 28),
        });
        await house.Deliver(new DeadlineMissed
        {
            OrderId = "UR-1", OrderVersion = 6, OccurredAt = at, PlanId = "meadow-commercial", DueAt = at, Effect = "deemed-exhausted", Rule = "45 CFR 147.136",
        });
        await house.Deliver(new DeadlineMissed
        {
            OrderId = "UR-1", OrderVersion = 6, OccurredAt = at.AddSeconds(1), PlanId = "meadow-commercial", DueAt = at, Effect = "regulatory-breach-only", Rule = "none",
        });
        var issued = await house.IssuedAsync("UR-1", 6);
        issued.Select(n => (n.Kind, n.Recipient)).OrderBy(n => n).ShouldBe(
        [
            (IssuedKind.InformationRequest, NoticeRecipient.Practice), (IssuedKind.Extension, NoticeRecipient.Practice), (IssuedKind.Extension, NoticeRecipient.Member),
            (IssuedKind.ExpiryWarning, NoticeRecipient.Practice), (IssuedKind.MissedDeadline, NoticeRecipient.Practice),
            (IssuedKind.MissedDeadline, NoticeRecipient.Member),
        ]);
        async Task<string> Text(IssuedKind kind) => (await house.As(Nurse).GetNoticeAsync(
            new() { NoticeId = issued.First(n => n.Kind == kind).NoticeId }, cancellationToken: Ct)).Markdown;
        (await Text(IssuedKind.InformationRequest)).ShouldContain("- Notes of therapy");
        (await Text(IssuedKind.Extension)).ShouldContain("a storm.");
        (await Text(IssuedKind.ExpiryWarning)).ShouldContain("The approval is good through January 28, 2027.");
        (await Text(IssuedKind.MissedDeadline)).ShouldContain("The law is: 45 CFR 147.136.");
    }

    private static SaveDeliveryAddressRequest Saved(string url, params string[] emails) => new()
    {
        PracticeId = "maple-spine", Emails = { emails }, WebhookUrl = url, WebhookSecret = url.Length > 0 ? PlayedReceiver.Secret : "",
        IdempotencyKey = Guid.NewGuid().ToString("N"),
    };

    private static async Task<NoticeDelivery> WebhookAsync(NoticesHouse house, string order, Func<NoticeDelivery, bool> wanted) =>
        (await Eventually.Seen(
            async () => (await house.IssuedAsync(order, 1)).SelectMany(n => n.Deliveries).SingleOrDefault(d => d.Channel == DeliveryChannel.Webhook),
            delivery => delivery is not null && wanted(delivery)))!;

    private static async Task<string> Refused<T>(Func<AsyncUnaryCall<T>> call) =>
        (await Should.ThrowAsync<RpcException>(async () => await call())).ToRefusal()!.Code;
}
