using System.Globalization;
using MailKit.Security;
using MimeKit;

namespace UtilizationReview.Correspondence.Adapters.Delivery;

/// <summary>The SMTP server that mail goes to, and who it is from.</summary>
/// <param name="User">Empty: without authentication.</param>
internal sealed record MailSettings(string Host, int Port, SecureSocketOptions Security, string User, string Password, MailboxAddress From)
{
    /// <summary>Reads <c>Mail:*</c>; null: no server is configured, and nothing goes by mail.</summary>
    /// <exception cref="InvalidOperationException">Something is missing or cannot be read; its sentence names the variable.</exception>
    public static MailSettings? Read(IConfiguration config)
    {
        if (config["Mail:Server"] is not { Length: > 0 } server) return null;
        var colon = server.LastIndexOf(':');
        var port = 587;
        if (colon > 0 && !int.TryParse(server.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port))
            throw new InvalidOperationException($"Mail__Server is '{server}': what follows the colon is not a port; write host:port, such as mail.example.org:587.");
        if (!MailboxAddress.TryParse(config["Mail:From"] ?? "", out var from))
            throw new InvalidOperationException("Mail__From is not a mail address: with Mail__Server it is needed, such as notices@example.org.");
        var security = (config["Mail:Security"] ?? "") switch
        {
            "" or "StartTls" => SecureSocketOptions.StartTls,
            "Tls" => SecureSocketOptions.SslOnConnect,
            "None" => SecureSocketOptions.None,
            var other => throw new InvalidOperationException($"Mail__Security is '{other}'; allowed are StartTls, Tls and, on a loopback or closed network, None."),
        };
        return new(colon > 0 ? server[..colon] : server, port, security, config["Mail:User"] ?? "", config["Mail:Password"] ?? "", from);
    }
}
