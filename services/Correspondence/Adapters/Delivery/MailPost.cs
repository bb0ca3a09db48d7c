using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace UtilizationReview.Correspondence.Adapters.Delivery;

/// <summary>A mail to one address.</summary>
/// <param name="MessageId">The same whenever it is tried again, so that a server and a reader can tell; without angle brackets.</param>
/// <param name="AttachmentName">Name of the PDF; empty without one.</param>
internal sealed record Mail(string MessageId, string To, string Subject, string Text, string AttachmentName, byte[]? Attachment);

/// <summary>Hands mail to the SMTP server.</summary>
/// <param name="settings">Null: none is configured.</param>
internal sealed class MailPost(MailSettings? settings, TimeProvider clock)
{
    private const int TimeoutMilliseconds = 20_000;

    /// <summary>True when a server is configured.</summary>
    public bool IsOn => settings is not null;

    /// <summary>Sends it; never throws for what a server or a network does.</summary>
    public async Task<Posted> SendAsync(Mail mail, CancellationToken ct)
    {
        if (settings is null) return new Posted.NotNow("No mail server is configured (Mail__Server).");
        if (!MailboxAddress.TryParse(mail.To, out var to)) return new Posted.Never($"'{mail.To}' is not a mail address.");
        using var message = Written(mail, settings.From, to, clock.GetUtcNow());
        using var client = new SmtpClient { Timeout = TimeoutMilliseconds };
        try
        {
            await client.ConnectAsync(settings.Host, settings.Port, settings.Security, ct);
            if (settings.User.Length > 0) await client.AuthenticateAsync(settings.User, settings.Password, ct);
            var answer = await client.SendAsync(message, ct);
            await client.DisconnectAsync(quit: true, ct);
            return new Posted.Delivered(Posted.Shortened(answer));
        }
        catch (SmtpCommandException problem)
        {
            // 5xx is a server's "never"; what it says of its own state or of us is not about this mail, and may pass.
            var why = Posted.Shortened($"The mail server answered {(int)problem.StatusCode}: {problem.Message}");
            return (int)problem.StatusCode >= 500
                && problem.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted
                ? new Posted.Never(why) : new Posted.NotNow(why);
        }
        catch (Exception problem) when (IsOfTheWay(problem) && !ct.IsCancellationRequested)
        {
            return new Posted.NotNow(Posted.Shortened($"The mail server could not be reached: {problem.Message}"));
        }
    }

    private static bool IsOfTheWay(Exception problem) => problem is SocketException or IOException or ProtocolException or ServiceNotConnectedException
        or AuthenticationException or SslHandshakeException or NotSupportedException or TimeoutException or OperationCanceledException;

    private static MimeMessage Written(Mail mail, MailboxAddress from, MailboxAddress to, DateTimeOffset now)
    {
        var body = new BodyBuilder { TextBody = mail.Text };
        if (mail.Attachment is not null) body.Attachments.Add(mail.AttachmentName, mail.Attachment, new ContentType("application", "pdf"));
        var message = new MimeMessage { MessageId = mail.MessageId, Date = now, Subject = mail.Subject, Body = body.ToMessageBody() };
        message.From.Add(from);
        message.To.Add(to);
        message.Headers.Add("Auto-Submitted", "auto-generated"); // no out-of-office answers
        return message;
    }
}
