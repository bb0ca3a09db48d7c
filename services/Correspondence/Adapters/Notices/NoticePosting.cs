using System.Data.Common;
using System.Text.Json;
using UtilizationReview.Correspondence.Adapters.Delivery;
using UtilizationReview.Correspondence.Adapters.Letters;
using UtilizationReview.Correspondence.Domain.Notices;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>Hands issued notices over: mail and webhooks whose time has come. What was handed over and not recorded, because the process died in
/// between, is handed over again under the same id.</summary>
internal sealed partial class NoticePosting(
    NoticeDesk desk, AddressDesk addresses, NoticeTextStore texts, Couriers couriers, ILogger<NoticePosting> log)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Tries every delivery that is due. What goes wrong with one is on record and keeps no other from its turn.</summary>
    public async Task PostAsync(Notice notice, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var delivery in notice.Deliveries.Where(d => d.State == DeliveryState.Pending && d.TryAt <= now))
        {
            var posted = await TryAsync(notice, delivery, now, ct);
            NoticeCommand said = posted switch
            {
                Posted.Delivered arrived => new NoticeCommand.RecordDelivered(delivery.Id, arrived.Reference),
                Posted.Never never => new NoticeCommand.RecordFailure(delivery.Id, never.Why, ForEver: true),
                Posted.NotNow later => new NoticeCommand.RecordFailure(delivery.Id, later.Why, ForEver: false),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            await desk.ExecuteAsync(notice.Id, said, key: null, payloadHash: "", Actor.Platform, ct);
            if (said is NoticeCommand.RecordFailure failed) LogFailed(notice.Id, delivery.Id, failed.Why, failed.ForEver);
        }
    }

    /// <summary>A fault of our own is given up at once: it shows among the problems, and a person sends it again when it is mended. Only a
    /// database that is away stops the round.</summary>
    private async Task<Posted> TryAsync(Notice notice, Domain.Notices.Delivery delivery, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            return delivery.Channel == Channel.Email
                ? await MailAsync(notice, delivery, ct)
                : await CallAsync(notice, delivery, now, ct);
        }
        catch (Exception problem) when (!ct.IsCancellationRequested && !IsOfTheDatabase(problem))
        {
            LogFault(problem, notice.Id, delivery.Id);
            return new Posted.Never($"Something went wrong here ({problem.GetType().Name}); the log tells more. Send it again once it is mended.");
        }
    }

    private static bool IsOfTheDatabase(Exception? problem) => problem is not null && (problem is DbException || IsOfTheDatabase(problem.InnerException));

    /// <summary>The letter a notice is, from the text as issued.</summary>
    public static Letter LetterOf(Notice notice, string markdown) =>
        new(notice.Issue!.Title, notice.Issue.Language, notice.Issue.Dated, markdown, notice.Issue.Footer);

    private async Task<Posted> MailAsync(Notice notice, Domain.Notices.Delivery delivery, CancellationToken ct)
    {
        var (subject, text) = notice.To == Recipient.Practice
            ? ($"A notice about {notice.OrderId} is in your inbox",
                $"A notice about the order {notice.OrderId} is in your inbox in the portal. Sign in to read it.\n")
            : ($"A letter about {notice.OrderId} is to be mailed",
                $"A letter about the order {notice.OrderId} waits for the mail room. Sign in to print it and to record that it was posted.\n");
        var pdf = delivery.AttachPdf ? LetterPdf.Render(LetterOf(notice, await texts.MarkdownAsync(notice.Id, ct))) : null;
        return await couriers.Mail.SendAsync(
            new($"{notice.Id}.{delivery.Id}@notices.utilization-review", delivery.Target, subject, text,
                pdf is null ? "" : $"{notice.Id}.pdf", pdf), ct);
    }

    private async Task<Posted> CallAsync(Notice notice, Domain.Notices.Delivery delivery, DateTimeOffset now, CancellationToken ct)
    {
        var owner = notice.To == Recipient.Practice
            ? DeliveryAddress.OfPractice(notice.Owner!.PracticeId) : DeliveryAddress.OfPlan(notice.Owner!.PlanId);
        if ((await addresses.ReadAsync(owner, ct))?.State is not { WebhookUrl: { Length: > 0 } url } address)
            return new Posted.Never("The address has no webhook any more; save one and send it again.");
        if (couriers.Seal.Open(address.SealedSecret, owner) is not { } secret)
            return new Posted.Never("The secret cannot be opened with the key in use (Notices__SecretKey); save the address with a new secret.");
        var body = JsonSerializer.Serialize(new
        {
            NoticeId = notice.Id, Kind = NoticeEvents.Word(notice.Kind), Recipient = NoticeEvents.Word(notice.To), Order = notice.OrderId,
            Plan = notice.Owner!.PlanId, IssuedAt = notice.Issue!.At,
        }, Json);
        return await couriers.Hooks.SendAsync(new($"{notice.Id}-{delivery.Id}", new Uri(url), secret, now, body), ct);
    }

    [LoggerMessage(EventId = 6311, Level = LogLevel.Warning, Message = "{Notice} could not be delivered ({Delivery}): {Problem} For ever: {ForEver}")]
    private partial void LogFailed(string notice, string delivery, string problem, bool forEver);

    [LoggerMessage(EventId = 6312, Level = LogLevel.Error, Message = "Handing over {Notice} ({Delivery}) failed in a way nobody foresaw")]
    private partial void LogFault(Exception problem, string notice, string delivery);
}

/// <summary>Who carries notices.</summary>
internal sealed record Couriers(MailPost Mail, HookPost Hooks, HookRule Rule, SecretSeal Seal);

/// <summary>What is owed next of a notice: writing it, or handing it over.</summary>
internal sealed class NoticeRounds(NoticeDesk desk, NoticeWriter writer, NoticePosting posting)
{
    public async Task WakeAsync(string noticeId, DateTimeOffset now, CancellationToken ct)
    {
        if (await desk.ReadAsync(noticeId, ct) is not { } notice) return;
        if (notice.Stage != NoticeStage.Issued)
        {
            if (!(notice.WriteAt <= now)) return;
            await writer.WriteAsync(notice, ct);
            notice = (await desk.ReadAsync(noticeId, ct))!; // what it is told to is handed over at once
        }
        if (notice.Stage == NoticeStage.Issued) await posting.PostAsync(notice, now, ct);
    }
}
