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
/// <param name="clock">Dates the mail.</param>
/// <param name="patience">How long the whole of a mail may take; null: a minute.</param>
internal sealed class MailPost(MailSettings? settings, TimeProvider clock, TimeSpan? patience = null)
{
    private const int TimeoutMilliseconds = 20_000;

    /// <summary>A server that answers one letter at a time keeps nobody else waiting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Sends it; never throws for what a server or a network does.</summary>
    public async Task<Posted> SendAsync(Mail mail, CancellationToken ct)
    {
        if (settings is null) return new Posted.NotNow("No mail server is configured (Mail__Server).");
        if (!MailboxAddress.TryParse(mail.To, out var to)) return new Posted.Never("What is saved as an address is no mail address; save another.");
        using var message = Written(mail, settings.From, to, clock.GetUtcNow());
        using var client = new SmtpClient { Timeout = TimeoutMilliseconds };
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(patience ?? Patience);
        try
        {
            await client.ConnectAsync(settings.Host, settings.Port, settings.Security, bounded.Token);
            if (settings.User.Length > 0) await client.AuthenticateAsync(settings.User, settings.Password, bounded.Token);
            await client.SendAsync(message, bounded.Token);
        }
        catch (SmtpCommandException problem)
        {
            // 5xx is a server's "never"; what it says of its own state or of us is not about this mail, and may pass.
            var (status, never) = ((int)problem.StatusCode, (int)problem.StatusCode >= 500);
            return problem.ErrorCode switch
            {
                SmtpErrorCode.RecipientNotAccepted when never => new Posted.Never($"The mail server knows no such mailbox (SMTP {status})."),
                SmtpErrorCode.RecipientNotAccepted => new Posted.NotNow($"The mail server does not take mail for this mailbox now (SMTP {status})."),
                SmtpErrorCode.MessageNotAccepted when never => new Posted.Never($"The mail server does not take this mail (SMTP {status})."),
                SmtpErrorCode.MessageNotAccepted => new Posted.NotNow($"The mail server does not take this mail now (SMTP {status})."),
                SmtpErrorCode.SenderNotAccepted => new Posted.NotNow($"The mail server does not take mail from us (SMTP {status}); check Mail__From."),
                _ => new Posted.NotNow($"The mail server does not do what is asked of it (SMTP {status})."),
            };
        }
        catch (Exception problem) when (OfTheWay(problem) is { } why && !ct.IsCancellationRequested)
        {
            return new Posted.NotNow(why);
        }
        await LeaveAsync(client, bounded.Token);
        return new Posted.Delivered(mail.MessageId);
    }

    /// <summary>The server has the mail: how the connection ends does not matter.</summary>
    private static async Task LeaveAsync(SmtpClient client, CancellationToken ct)
    {
        try
        {
            await client.DisconnectAsync(quit: true, ct);
        }
        catch (Exception problem) when (problem is SmtpCommandException || OfTheWay(problem) is not null)
        {
        }
    }

    /// <summary>What stood between us and the server; null: something else is wrong.</summary>
    private static string? OfTheWay(Exception problem) => problem switch
    {
        AuthenticationException => "The mail server does not accept our name and password; check Mail__User and Mail__Password.",
        ServiceNotAuthenticatedException => "The mail server wants a name and password; set Mail__User and Mail__Password.",
        SslHandshakeException => "The mail server's certificate, or its TLS, cannot be relied on.",
        NotSupportedException => "The mail server does not offer what is asked for; check Mail__Security and Mail__User.",
        TimeoutException or OperationCanceledException => "The mail server did not answer in time.",
        ProtocolException => "The mail server did not answer as one does.",
        SocketException or IOException or ServiceNotConnectedException => "The mail server could not be reached.",
        _ => null,
    };

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
