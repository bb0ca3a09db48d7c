using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using MimeKit;
using UtilizationReview.Correspondence.Adapters.Delivery;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Integration.Correspondence.Delivery;

/// <summary>Mail over a real SMTP server.</summary>
public sealed class MailIsHandedOver : IAsyncLifetime
{
    private PrivateMailServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await PrivateMailServer.StartNewAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_mail_arrives_as_it_was_written_with_its_pdf()
    {
        var pdf = Enumerable.Range(0, 100_000).Select(i => (byte)i).ToArray();
        var posted = await Post().SendAsync(Mail("front@practice.example") with { AttachmentName = "notice.pdf", Attachment = pdf }, Ct);
        posted.ShouldBeOfType<Posted.Delivered>().Reference.ShouldBe("NTC-1@notices.example");

        using var taken = await MimeMessage.LoadAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(_server.Taken.ShouldHaveSingleItem())), Ct);
        taken.MessageId.ShouldBe("NTC-1@notices.example");
        taken.Subject.ShouldBe("A notice is in your inbox – order UR-7K4MQ-29XWA");
        taken.TextBody!.Trim().ShouldBe("Zoë, a notice is in your inbox.");
        taken.From.ToString().ShouldBe("\"Meadow notices\" <notices@meadow.example>");
        taken.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        var attached = taken.Attachments.ShouldHaveSingleItem().ShouldBeOfType<MimePart>();
        attached.ContentType.MimeType.ShouldBe("application/pdf");
        using var content = new MemoryStream();
        await attached.Content!.DecodeToAsync(content, Ct);
        content.ToArray().ShouldBe(pdf);
    }

    [Fact]
    public async Task A_mailbox_that_is_not_there_is_not_tried_again()
    {
        (await Post().SendAsync(Mail("gone@practice.example"), Ct)).ShouldBeOfType<Posted.Never>().Why
            .ShouldBe("The mail server knows no such mailbox (SMTP 550).");
        (await Post().SendAsync(Mail("no address"), Ct)).ShouldBeOfType<Posted.Never>().Why.ShouldNotContain("no address");
        _server.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_server_puts_off_is_tried_again() =>
        (await Post().SendAsync(Mail("later@practice.example"), Ct)).ShouldBeOfType<Posted.NotNow>().Why
            .ShouldBe("The mail server does not take mail for this mailbox now (SMTP 451).");

    [Fact]
    public async Task A_server_that_wants_a_name_and_password_is_tried_again_once_they_are_set()
    {
        await using var server = await PrivateMailServer.StartNewAsync(wantsPassword: true);
        (await Post(server: server.Address).SendAsync(Mail("front@practice.example"), Ct)).ShouldBeOfType<Posted.NotNow>().Why
            .ShouldBe("The mail server wants a name and password; set Mail__User and Mail__Password.");
        server.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_is_away_is_tried_again_and_takes_it_when_it_is_back()
    {
        await _server.KillAsync();
        (await Post().SendAsync(Mail("front@practice.example"), Ct)).ShouldBeOfType<Posted.NotNow>();
        await _server.StartAsync();
        (await Post().SendAsync(Mail("front@practice.example"), Ct)).ShouldBeOfType<Posted.Delivered>();
    }

    [Fact]
    public async Task Mail_that_is_to_be_encrypted_is_not_sent_in_the_clear()
    {
        (await Post("StartTls").SendAsync(Mail("front@practice.example"), Ct)).ShouldBeOfType<Posted.NotNow>();
        (await Post("Tls").SendAsync(Mail("front@practice.example"), Ct)).ShouldBeOfType<Posted.NotNow>();
        _server.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_tried_again()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var post = Post(server: silent.LocalEndpoint.ToString(), patience: TimeSpan.FromMilliseconds(300));
        (await post.SendAsync(Mail("front@practice.example"), Ct)).ShouldBe(new Posted.NotNow("The mail server did not answer in time."));
    }

    [Fact]
    public async Task Without_a_server_mail_waits() =>
        (await new MailPost(settings: null, TimeProvider.System).SendAsync(Mail("front@practice.example"), Ct)).ShouldBeOfType<Posted.NotNow>();

    private static Mail Mail(string to) =>
        new("NTC-1@notices.example", to, "A notice is in your inbox – order UR-7K4MQ-29XWA", "Zoë, a notice is in your inbox.", "", Attachment: null);

    private MailPost Post(string security = "None", string? server = null, TimeSpan? patience = null) => new(
        MailSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Mail:Server"] = server ?? _server.Address, ["Mail:Security"] = security, ["Mail:From"] = "Meadow notices <notices@meadow.example>",
        }).Build()),
        TimeProvider.System, patience);
}
