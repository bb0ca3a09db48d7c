using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Correspondence.Domain.Notices.NoticeCommand;
using static UtilizationReview.Correspondence.Domain.Notices.NoticeEvent;

namespace UtilizationReview.Correspondence.Domain.Notices;

/// <summary>The life of a notice: owed → issued, or held until it can be, or overtaken; then each delivery pending → delivered or given up.</summary>
internal static class NoticeLifecycle
{
    /// <summary>A neighbour that is away is no news; after so many tries a person should know.</summary>
    public const int TriesBeforeTelling = 5;

    /// <summary>What a command does to a notice (null: there is none yet).</summary>
    public static Answer<NoticeEvent> Decide(Notice? notice, NoticeCommand command, DateTimeOffset now) => (notice, command) switch
    {
        (null, Owe c) => Fact(new NoticeOwed(now, c.NoticeId, c.Kind, c.To, c.OrderId, c.Owner, c.Occasion)),
        (null, _) => Refuse(NoticeRefusals.Unknown("")),
        (_, Owe) => Ignored("The notice is owed already."),
        ({ Stage: NoticeStage.Overtaken }, Write or Hold or Drop) => Ignored("There is nothing to tell any more."),
        ({ Stage: NoticeStage.Overtaken }, WriteAgain) => Refuse(NoticeRefusals.IsOvertaken(notice.Id, notice.Held!)),
        (_, Drop c) when notice.Stage != NoticeStage.Issued => Fact(new NoticeOvertaken(now, c.Owner, c.Why)),
        ({ Stage: NoticeStage.Issued }, Write or Hold or Drop) => Ignored("The notice is issued; what is issued stays as it is."),
        ({ } n, Write c) => Fact(new NoticeIssued(
            now, c.Owner, c.Letter with { At = now }, c.Markdown, DeliveriesOf(n.To, c.Addresses, now))),
        ({ } n, Hold c) => Held(n, c, now),
        ({ Stage: NoticeStage.Issued }, WriteAgain) => Refuse(NoticeRefusals.IsIssued(notice.Id)),
        (_, WriteAgain) => Fact(new NoticeWoken(now)),
        ({ Stage: not NoticeStage.Issued }, _) => Refuse(NoticeRefusals.Unknown(notice.Id)),
        ({ } n, RecordDelivered c) => Delivered(n, c.DeliveryId, c.Reference, now),
        ({ } n, RecordFailure c) => Failed(n, c, now),
        ({ } n, RecordMailed c) => Mailed(n, c, now),
        ({ } n, Redeliver c) => Again(n, c.DeliveryId, now),
        ({ } n, RecordReading c) => Fact(new NoticeRead(now, c.ByRecipient && n.IsUnread)),
        ({ IsUnread: true }, MarkRead) => Fact(new NoticeRead(now, Opened: true)),
        (_, MarkRead) => Ignored("The notice is read."),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Folds one fact into the notice.</summary>
    public static Notice Evolve(Notice? notice, NoticeEvent fact) => fact switch
    {
        NoticeOwed e => new()
        {
            Id = e.NoticeId, Kind = e.Kind, To = e.To, OrderId = e.OrderId, Owner = e.Owner, Occasion = e.Occasion, OwedAt = e.At, WriteAt = e.At,
        },
        _ when notice is null => throw new InvalidOperationException($"{fact.GetType().Name} before the notice was owed: this history is damaged."),
        NoticeHeld e => notice with
        {
            Stage = NoticeStage.Held,
            Owner = e.Owner ?? notice.Owner,
            Held = e.Why,
            Tries = e.Tries,
            WriteAt = e.WriteAt,
        },
        NoticeOvertaken e => notice with { Stage = NoticeStage.Overtaken, Owner = e.Owner, Held = e.Why, WriteAt = null },
        NoticeWoken e => notice with { WriteAt = e.At },
        NoticeIssued e => notice with
        {
            Stage = NoticeStage.Issued,
            Owner = e.Owner,
            Issue = e.Issue,
            Deliveries = e.Deliveries,
            Held = null,
            WriteAt = null,
        },
        NoticeDelivered e => Each(notice, e.DeliveryId,
            d => d with { State = DeliveryState.Delivered, DeliveredAt = e.At, Reference = e.Reference, TryAt = null, LastProblem = "" }),
        DeliveryFailed e => Each(notice, e.DeliveryId, d => d with { Tries = e.Tries, LastProblem = e.Why, TryAt = e.TryAt }),
        DeliveryGivenUp e => Each(notice, e.DeliveryId,
            d => d with { State = DeliveryState.Failed, Tries = e.Tries, LastProblem = e.Why, TryAt = null }),
        DeliverySentAgain e => Each(notice, e.DeliveryId,
            d => d with { State = DeliveryState.Pending, Tries = 0, FirstAt = e.At, TryAt = e.At }),
        NoticeRead { Opened: true } e => notice with { OpenedAt = e.At },
        _ => notice,
    };

    /// <summary>A practice has an inbox, a member a letter box; addresses come on top.</summary>
    private static IReadOnlyList<Delivery> DeliveriesOf(Recipient to, Addresses addresses, DateTimeOffset now)
    {
        Delivery first = to == Recipient.Practice
            ? new("inbox", Channel.Inbox, "", now) { State = DeliveryState.Delivered, DeliveredAt = now }
            : new("letter", Channel.Letter, "", now);
        return
        [
            first,
            .. addresses.Emails.Select((email, index) =>
                new Delivery($"email-{index + 1}", Channel.Email, email, now) { TryAt = now, AttachPdf = addresses.AttachPdf }),
            .. addresses.HasWebhook ? [new Delivery("webhook", Channel.Webhook, "", now) { TryAt = now }] : Array.Empty<Delivery>(),
        ];
    }

    private static Answer<NoticeEvent> Held(Notice notice, Hold c, DateTimeOffset now)
    {
        var tries = notice.Tries + 1;
        var same = notice.Held is { } held && held.Code == c.Why.Code && held.Fields.SequenceEqual(c.Why.Fields, StringComparer.Ordinal);
        var tell = c.Why.Code == NoticeRefusals.NeighbourAway ? tries == TriesBeforeTelling : !same;
        return Fact(new NoticeHeld(now, c.Owner, c.Why, tries, now + RetrySchedule.Pause(tries), tell));
    }

    private static Answer<NoticeEvent> Delivered(Notice notice, string deliveryId, string reference, DateTimeOffset now) =>
        notice.Find(deliveryId) switch
        {
            null => Refuse(NoticeRefusals.UnknownDelivery(notice.Id, deliveryId)),
            { State: DeliveryState.Delivered } => Ignored("The notice is delivered there."),
            _ => Fact(new NoticeDelivered(now, deliveryId, reference)),
        };

    private static Answer<NoticeEvent> Failed(Notice notice, RecordFailure c, DateTimeOffset now)
    {
        if (notice.Find(c.DeliveryId) is not { } delivery) return Refuse(NoticeRefusals.UnknownDelivery(notice.Id, c.DeliveryId));
        if (delivery.State != DeliveryState.Pending) return Ignored("The delivery is settled.");
        var tries = delivery.Tries + 1;
        var next = c.ForEver ? null : RetrySchedule.Next(delivery.FirstAt, tries, now);
        return next is { } at
            ? Fact(new DeliveryFailed(now, delivery.Id, c.Why, tries, at))
            : Fact(new DeliveryGivenUp(now, delivery.Id, c.Why, tries));
    }

    private static Answer<NoticeEvent> Mailed(Notice notice, RecordMailed c, DateTimeOffset now) =>
        notice.Deliveries.FirstOrDefault(d => d.Channel == Channel.Letter) is { } letter
            ? Delivered(notice, letter.Id, c.Reference, now)
            : Refuse(NoticeRefusals.NoLetter(notice.Id));

    private static Answer<NoticeEvent> Again(Notice notice, string deliveryId, DateTimeOffset now) => notice.Find(deliveryId) switch
    {
        null => Refuse(NoticeRefusals.UnknownDelivery(notice.Id, deliveryId)),
        { State: DeliveryState.Delivered } => Refuse(NoticeRefusals.IsDelivered(notice.Id, deliveryId)),
        { Channel: Channel.Letter } => Refuse(NoticeRefusals.WaitsForMail(notice.Id)),
        { State: DeliveryState.Pending, TryAt: { } at } when at <= now => Ignored("The delivery is being tried."),
        _ => Fact(new DeliverySentAgain(now, deliveryId)),
    };

    private static Notice Each(Notice notice, string deliveryId, Func<Delivery, Delivery> change) =>
        notice with { Deliveries = [.. notice.Deliveries.Select(d => d.Id == deliveryId ? change(d) : d)] };

    private static Answer<NoticeEvent> Fact(NoticeEvent fact) => new[] { fact };

    private static Answer<NoticeEvent> Ignored(string why) => new Answer<NoticeEvent>.Ignored(why);

    private static Answer<NoticeEvent> Refuse(Refusal refusal) => new Answer<NoticeEvent>.Rejected(refusal);
}
