using System.Globalization;
using System.Net.Mail;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Correspondence.Adapters.Delivery;
using UtilizationReview.Correspondence.Domain.Notices;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using Wire = UtilizationReview.Contracts.Correspondence.V1;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>Messages of the wire ↔ the domain's own words. Kinds, recipients, stages, channels and states are the same numbers on both
/// sides.</summary>
internal static class NoticesWire
{
    private const int LongestKey = 128;
    private const int LongestReference = 100;
    private const int MostPerPage = 200;
    private const int UsualPage = 50;

    public static NoticeSummary ToWire(Domain.Notices.Notice notice) => new()
    {
        NoticeId = notice.Id, Kind = (IssuedKind)notice.Kind, Recipient = (NoticeRecipient)notice.To, Stage = (Wire.NoticeStage)notice.Stage,
        Order = notice.OrderId, PracticeId = notice.Owner?.PracticeId ?? "", PlanId = notice.Owner?.PlanId ?? "",
        Title = notice.Issue?.Title ?? "", Dated = Day(notice.Issue?.Dated), IssuedAt = notice.Issue?.At.ToTimestamp(), Unread = notice.IsUnread,
        OpenedAt = notice.OpenedAt?.ToTimestamp(), Deliveries = { notice.Deliveries.Select(ToWire) },
        Held = notice.Held is { } held
            ? new()
            {
                Code = held.Code, Sentences = { held.Sentences }, Fields = { held.Fields }, Tries = notice.Tries,
                NextTryAt = notice.WriteAt?.ToTimestamp(),
            }
            : null,
    };

    public static Wire.DeliveryAddress ToWire(string practiceId, string planId, Versioned<Domain.Notices.DeliveryAddress>? address) => new()
    {
        PracticeId = practiceId, PlanId = planId, Emails = { address?.State.Emails ?? [] }, AttachPdf = address?.State.AttachPdf ?? false,
        WebhookUrl = address?.State.WebhookUrl ?? "", HasSecret = address?.State.SealedSecret.Length > 0, Version = address?.Version ?? 0,
    };

    /// <summary>How many are asked for.</summary>
    public static int Size(int asked) => asked switch
    {
        0 => UsualPage,
        > 0 and <= MostPerPage => asked,
        _ => throw Bad("page-size", "page_size", $"The page size {asked} is not allowed; it is 1 to {MostPerPage}, or 0 for {UsualPage}."),
    };

    /// <summary>A search that says everything as it should.</summary>
    public static NoticeSearch Search(ListNoticesRequest request)
    {
        if (!NoticeTextStore.IsToken(request.PageToken))
            throw Bad("page-token", "page_token", "The page token is not one of an earlier answer; leave it empty for the first page.");
        foreach (var kind in request.Kinds) Known((NoticeKind)kind, "kinds");
        return new(request.Order, request.PracticeId, request.PlanId, [.. request.Kinds.Select(kind => (NoticeKind)kind)],
            request.Recipient == NoticeRecipient.Unspecified ? null : Known((Recipient)request.Recipient, "recipient"),
            request.UnreadOnly, Size(request.PageSize), request.PageToken);
    }

    /// <summary>The caller's key, which every change needs.</summary>
    public static string Key(string key) => key.Length is > 0 and <= LongestKey
        ? key
        : throw Bad("idempotency-key", "idempotency_key",
            $"The key is missing or longer than {LongestKey} characters; send one of your own per change.");

    /// <summary>A number of the post.</summary>
    public static string Reference(string reference) => reference.Length <= LongestReference && !reference.Any(char.IsControl)
        ? reference
        : throw Bad("reference", "reference", $"The number of the post is longer than {LongestReference} characters, or has line breaks.");

    /// <summary>A value of a closed list.</summary>
    public static T Known<T>(T value, string field)
        where T : struct, System.Enum => System.Enum.IsDefined(value)
        ? value
        : throw Bad($"unknown-{field}", field,
            $"The {field} is missing or unknown; allowed are {string.Join(", ", System.Enum.GetNames<T>().Select(Shape.Kebab))}.");

    /// <summary>What a save would put on record: checked, and without its secret.</summary>
    public static void Check(SaveDeliveryAddressRequest request, HookRule rule)
    {
        List<FieldProblem> problems = [];
        if (request.PracticeId.Length == 0 == (request.PlanId.Length == 0))
            problems.Add(new("practice_id", "name a practice or a plan, one of them"));
        if (request.PracticeId.Length > 62 || request.PlanId.Length > 62)
            problems.Add(new("practice_id", "the id is longer than 62 characters"));
        if (request.Emails.Count > Domain.Notices.DeliveryAddress.MostEmails)
        {
            problems.Add(new("emails",
                $"{request.Emails.Count} addresses were given; at most {Domain.Notices.DeliveryAddress.MostEmails} are allowed"));
        }
        foreach (var (email, index) in request.Emails.Select((email, index) => (email, index)))
        {
            if (email.Length > 254 || !MailAddress.TryCreate(email, out var parsed) || parsed.Address != email)
                problems.Add(new($"emails[{index}]", "it is not an e-mail address such as office@practice.example"));
            else if (request.Emails.Take(index).Contains(email, StringComparer.OrdinalIgnoreCase))
                problems.Add(new($"emails[{index}]", "it is named twice"));
        }
        if (request.WebhookUrl.Length > 0 && rule.Problem(request.WebhookUrl) is { } problem)
            problems.Add(new("webhook_url", problem));
        if (request.WebhookSecret.Length > 0 && HookPost.KeyOf(request.WebhookSecret) is null)
            problems.Add(new("webhook_secret", $"it is not \"{HookPost.SecretPrefix}\" and base64 of 24 to 64 bytes"));
        if (request.WebhookSecret.Length > 0 && request.WebhookUrl.Length == 0)
            problems.Add(new("webhook_secret", "it stands without an address to call; give webhook_url too, or leave it out"));
        if (problems.Count == 0) return;
        throw new Refusal("invalid-address", $"The address cannot be saved: {string.Join("; ", problems.Select(p => $"{p.Field}: {p.Problem}"))}.")
        {
            Kind = RefusalKind.BadInput, Fields = problems,
        }.ToRpcException();
    }

    public static RpcException Bad(string code, string field, string sentence) =>
        new Refusal(code, sentence) { Kind = RefusalKind.BadInput, Fields = [new(field, sentence)] }.ToRpcException();

    public static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static NoticeDelivery ToWire(Domain.Notices.Delivery delivery) => new()
    {
        DeliveryId = delivery.Id, Channel = (DeliveryChannel)delivery.Channel, Target = delivery.Target, State = (Wire.DeliveryState)delivery.State,
        Tries = delivery.Tries, NextTryAt = delivery.TryAt?.ToTimestamp(), LastProblem = delivery.LastProblem,
        DeliveredAt = delivery.DeliveredAt?.ToTimestamp(), Reference = delivery.Reference,
    };
}
