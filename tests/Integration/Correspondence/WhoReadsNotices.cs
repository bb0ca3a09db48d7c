using Grpc.Core;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Correspondence.Adapters.Notices;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Tests.Integration.Servers;
using static UtilizationReview.Tests.Integration.Correspondence.NoticesHouse;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>Who may see and do what with notices, their addresses and their templates.</summary>
public sealed class WhoReadsNotices(RealServers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_practice_sees_its_own_notices_and_nobody_elses_and_a_plan_those_of_its_members()
    {
        await using var house = await StartAsync();
        var order = await house.DeniedAsync();
        var (toPractice, letter) = await house.IssuedAsync(order, 2) is [var first, var second] ? (first, second) : default;
        (await house.As(Maple).ListNoticesAsync(new(), cancellationToken: Ct)).Notices.Count.ShouldBe(2);
        foreach (var stranger in new[] { Oak, AdministratorElsewhere })
        {
            (await house.As(stranger).ListNoticesAsync(new(), cancellationToken: Ct)).Notices.ShouldBeEmpty();
            foreach (var notice in new[] { toPractice, letter })
                (await Refused(() => house.As(stranger).GetNoticeAsync(new() { NoticeId = notice.NoticeId }, cancellationToken: Ct))).ShouldBe("unknown-notice");
        }
        (await Refused(() => house.As(AdministratorElsewhere).RecordMailedAsync(new() { NoticeId = letter.NoticeId, IdempotencyKey = "k" }, cancellationToken: Ct)))
            .ShouldBe("unknown-notice");
        (await house.As(Oak).ListNoticesAsync(new() { PracticeId = "maple-spine" }, cancellationToken: Ct)).Notices.ShouldBeEmpty();
        await house.As(Administrator).GetNoticeAsync(new() { NoticeId = toPractice.NoticeId }, cancellationToken: Ct);
        (await house.As(Maple).ListNoticesAsync(new() { UnreadOnly = true }, cancellationToken: Ct)).Notices.ShouldHaveSingleItem().NoticeId
            .ShouldBe(toPractice.NoticeId, "what the plan reads, the practice has not read");
        (await house.As(Maple).MarkReadAsync(new() { NoticeId = toPractice.NoticeId }, cancellationToken: Ct)).Unread.ShouldBeFalse();
        (await house.As(Maple).ListNoticesAsync(new() { UnreadOnly = true }, cancellationToken: Ct)).Notices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task The_inbox_comes_in_pages_newest_first_by_kind_and_recipient(string database)
    {
        await using var house = await StartAsync(database == "SQLite" ? null : new Dictionary<string, string?>
        {
            ["Database:Provider"] = database, ["Database:ConnectionString"] = (await servers.PostgresAsync()).ConnectionString,
            ["Database:Prefix"] = $"n{Guid.NewGuid():N}"[..9] + "_",
        });
        for (var i = 1; i <= 5; i++)
        {
            await house.DeniedAsync($"UR-{i}");
            await house.IssuedAsync($"UR-{i}", 2);
            house.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        List<string> seen = [];
        var request = new ListNoticesRequest { Recipient = NoticeRecipient.Practice, Kinds = { IssuedKind.Adverse }, PageSize = 2 };
        do
        {
            var page = await house.As(Maple).ListNoticesAsync(request, cancellationToken: Ct);
            page.Notices.Count.ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(page.Notices.Select(n => n.Order));
            request.PageToken = page.NextPageToken;
        } while (request.PageToken.Length > 0);
        seen.ShouldBe(["UR-5", "UR-4", "UR-3", "UR-2", "UR-1"]);
        (await house.As(Maple).ListNoticesAsync(new() { Kinds = { IssuedKind.Approval } }, cancellationToken: Ct)).Notices.ShouldBeEmpty();
        (await house.As(Administrator).ListLettersToMailAsync(new(), cancellationToken: Ct)).Letters.Select(n => n.Order).ShouldBe(["UR-1", "UR-2", "UR-3", "UR-4", "UR-5"]);
        (await house.As(Administrator).ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices.ShouldBeEmpty();
        (await Refused(() => house.As(Maple).ListNoticesAsync(new() { PageToken = "x" }, cancellationToken: Ct))).ShouldBe("page-token");
        (await Refused(() => house.As(Maple).ListNoticesAsync(new() { PageSize = 201 }, cancellationToken: Ct))).ShouldBe("page-size");
    }

    [Fact]
    public async Task A_secret_is_never_answered_and_not_in_the_database_as_it_was_typed()
    {
        await using var house = await StartAsync();
        var saved = await house.As(Maple).SaveDeliveryAddressAsync(Address(), cancellationToken: Ct);
        (saved.HasSecret, saved.Version, saved.WebhookUrl).ShouldBe((true, 1, "https://practice.example/hook"));
        (await house.As(Maple).GetDeliveryAddressAsync(new() { PracticeId = "maple-spine" }, cancellationToken: Ct)).ShouldBe(saved);
        var kept = Address();
        (kept.WebhookSecret, kept.Version) = ("", 1);
        kept.Emails.Add("office@maple.example");
        (await house.As(Maple).SaveDeliveryAddressAsync(kept, cancellationToken: Ct)).HasSecret.ShouldBeTrue("a save without a secret keeps it");
        var everything = string.Join('\n', await house.Rows("SELECT state FROM delivery_addresses UNION ALL SELECT body FROM history"));
        everything.ShouldContain("practice.example");
        everything.ShouldNotContain(PlayedReceiver.Secret[6..]);
        everything.ShouldNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(PlayedReceiver.Secret)));
        var moved = Address("https://elsewhere.example/hook");
        (moved.WebhookSecret, moved.Version) = ("", 2);
        (await Refused(() => house.As(Maple).SaveDeliveryAddressAsync(moved, cancellationToken: Ct))).ShouldBe("secret-required");
        (await Refused(() => house.As(Maple).SaveDeliveryAddressAsync(Address(), cancellationToken: Ct))).ShouldBe("stale-version");
    }

    [Fact]
    public async Task An_address_is_refused_with_every_field_at_fault()
    {
        await using var house = await StartAsync();
        var bad = new SaveDeliveryAddressRequest
        {
            PracticeId = "maple-spine", PlanId = "meadow-commercial", Emails = { "no mail", "a@b.example", "A@b.example" }, WebhookUrl = "ftp://x", WebhookSecret = "short",
            IdempotencyKey = "k",
        };
        var refusal = (await Should.ThrowAsync<RpcException>(async () => await house.As(Maple).SaveDeliveryAddressAsync(bad, cancellationToken: Ct))).ToRefusal()!;
        refusal.Fields.Select(f => f.Field).ShouldBe(["practice_id", "emails[0]", "emails[2]", "webhook_url", "webhook_secret"]);
        refusal.Sentence.ShouldNotContain("short");
        foreach (var (caller, practice, plan) in new[] { (Oak, "maple-spine", ""), (Maple, "", "meadow-commercial"), (Administrator, "maple-spine", ""), (Administrator, "", "summit-advantage") })
        {
            (await Refused(() => house.As(caller).GetDeliveryAddressAsync(new() { PracticeId = practice, PlanId = plan }, cancellationToken: Ct))).ShouldBe("unknown-owner");
        }
    }

    [Fact]
    public async Task A_plan_administrator_looks_at_every_template_with_invented_people()
    {
        await using var house = await StartAsync();
        (await house.As(Administrator).ListTemplatesAsync(new(), cancellationToken: Ct)).Templates.Count.ShouldBe(36);
        foreach (var kind in Enum.GetValues<IssuedKind>().Where(kind => kind != IssuedKind.Unspecified))
        {
            foreach (var line in TemplateFiles.LinesOfBusiness)
            {
                var preview = await house.As(Administrator).PreviewTemplateAsync(
                    new() { Kind = kind, LineOfBusiness = line, Recipient = NoticeRecipient.Member }, cancellationToken: Ct);
                preview.Markdown.ShouldContain("Testa Demo-Patient");
                preview.Html.ShouldContain("<h1");
            }
        }
        (await Refused(() => house.As(Administrator).PreviewTemplateAsync(new() { Kind = IssuedKind.Adverse, LineOfBusiness = "none" }, cancellationToken: Ct)))
            .ShouldBe("line-of-business");
    }

    private static SaveDeliveryAddressRequest Address(string url = "https://practice.example/hook") => new()
    {
        PracticeId = "maple-spine", WebhookUrl = url, WebhookSecret = PlayedReceiver.Secret, IdempotencyKey = Guid.NewGuid().ToString("N"),
    };

    private static async Task<string> Refused<T>(Func<AsyncUnaryCall<T>> call) =>
        (await Should.ThrowAsync<RpcException>(async () => await call())).ToRefusal()!.Code;
}
