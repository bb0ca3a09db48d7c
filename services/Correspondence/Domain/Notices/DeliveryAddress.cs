using System.Text.Json.Serialization;
using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.Correspondence.Domain.Notices;

/// <summary>Where notices to a practice, or news of letters to a plan's members, go besides the inbox.</summary>
/// <param name="Emails">At most <see cref="MostEmails"/>.</param>
/// <param name="WebhookUrl">Empty: nowhere.</param>
/// <param name="SealedSecret">Secret webhooks are signed with, as it is kept; empty: none.</param>
internal sealed record DeliveryAddress(string Id, IReadOnlyList<string> Emails, bool AttachPdf, string WebhookUrl, string SealedSecret)
{
    public const int MostEmails = 10;

    /// <summary>What a notice takes from it.</summary>
    [JsonIgnore]
    public Addresses Addresses => new(Emails, AttachPdf, WebhookUrl.Length > 0);

    /// <summary>Id of a practice's address.</summary>
    public static string OfPractice(string practiceId) => $"p:{practiceId}";

    /// <summary>Id of a plan's.</summary>
    public static string OfPlan(string planId) => $"l:{planId}";

    public static Answer<AddressSaved> Decide(DeliveryAddress? address, SaveAddress command, DateTimeOffset now)
    {
        // A save without a secret keeps the one there is, but only for the same receiver: whoever changes where calls go gives a new secret.
        var kept = address is { } known && known.WebhookUrl == command.WebhookUrl ? known.SealedSecret : "";
        var secret = command.SealedSecret.Length > 0 ? command.SealedSecret : kept;
        if (command.WebhookUrl.Length > 0 && secret.Length == 0)
        {
            const string Sentence = "A webhook needs a secret to sign with, \"whsec_\" and base64 of 24 to 64 bytes; give one with the address, and "
                + "a new one when the address changes.";
            return new Answer<AddressSaved>.Rejected(
                new("secret-required", Sentence) { Kind = RefusalKind.BadInput, Fields = [new("webhook_secret", Sentence)] });
        }
        var next = new DeliveryAddress(command.Id, command.Emails, command.AttachPdf, command.WebhookUrl,
            command.WebhookUrl.Length > 0 ? secret : "");
        return new[] { new AddressSaved(now, next) };
    }

    public static DeliveryAddress Evolve(DeliveryAddress? address, AddressSaved fact) => fact.Address;
}

/// <summary>Saves an address.</summary>
/// <param name="SealedSecret">Empty: the one on record stays.</param>
internal sealed record SaveAddress(string Id, IReadOnlyList<string> Emails, bool AttachPdf, string WebhookUrl, string SealedSecret);

/// <summary>An address was saved. Property names are storage format.</summary>
internal sealed record AddressSaved(DateTimeOffset At, DeliveryAddress Address);
