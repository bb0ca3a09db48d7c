using System.Text.Json.Serialization;

namespace UtilizationReview.Correspondence.Domain.Notices;

/// <summary>What is wanted of a notice.</summary>
internal abstract record NoticeCommand
{
    private NoticeCommand() { }

    /// <summary>An event calls for it.</summary>
    public sealed record Owe(string NoticeId, NoticeKind Kind, Recipient To, string OrderId, Ownership? Owner, Occasion Occasion) : NoticeCommand;

    /// <summary>It is written with every required field.</summary>
    /// <param name="Letter">The issue; its instant is set by the decision.</param>
    /// <param name="Addresses">Where it goes besides the inbox or the mail room.</param>
    public sealed record Write(Ownership Owner, Issue Letter, string Markdown, Addresses Addresses) : NoticeCommand;

    /// <summary>It cannot be written yet.</summary>
    /// <param name="Owner">Whose it is; null where even that could not be asked.</param>
    public sealed record Hold(Ownership? Owner, Holding Why) : NoticeCommand;

    /// <summary>There is nothing to tell any more, and never will be.</summary>
    public sealed record Drop(Ownership Owner, Holding Why) : NoticeCommand;

    /// <summary>A person has it written now.</summary>
    public sealed record WriteAgain : NoticeCommand;

    /// <summary>The receiving side has taken it.</summary>
    public sealed record RecordDelivered(string DeliveryId, string Reference) : NoticeCommand;

    /// <summary>A try has failed.</summary>
    /// <param name="Why">For people; no address of a person, no member data.</param>
    /// <param name="ForEver">No try can help.</param>
    public sealed record RecordFailure(string DeliveryId, string Why, bool ForEver) : NoticeCommand;

    /// <summary>The mail room has posted the letter.</summary>
    /// <param name="Reference">Number of the post; may be empty.</param>
    public sealed record RecordMailed(string Reference) : NoticeCommand;

    /// <summary>A person sends a delivery again that was given up.</summary>
    public sealed record Redeliver(string DeliveryId) : NoticeCommand;

    /// <summary>Somebody reads it.</summary>
    /// <param name="ByRecipient">The reader is of the practice it is written to.</param>
    public sealed record RecordReading(bool ByRecipient) : NoticeCommand;

    /// <summary>The practice marks it as read.</summary>
    public sealed record MarkRead : NoticeCommand;
}

/// <summary>Where notices to a practice, or about the letters of a plan, are sent besides the inbox.</summary>
internal sealed record Addresses(IReadOnlyList<string> Emails, bool AttachPdf, bool HasWebhook)
{
    /// <summary>Nowhere.</summary>
    public static Addresses None { get; } = new([], false, false);
}

/// <summary>What has happened to a notice. Discriminators and property names are storage format: only ever added to.</summary>
[JsonPolymorphic]
[JsonDerivedType(typeof(NoticeOwed), "notice-owed")]
[JsonDerivedType(typeof(NoticeHeld), "notice-held")]
[JsonDerivedType(typeof(NoticeWoken), "notice-woken")]
[JsonDerivedType(typeof(NoticeOvertaken), "notice-overtaken")]
[JsonDerivedType(typeof(NoticeIssued), "notice-issued")]
[JsonDerivedType(typeof(NoticeDelivered), "notice-delivered")]
[JsonDerivedType(typeof(DeliveryFailed), "delivery-failed")]
[JsonDerivedType(typeof(DeliveryGivenUp), "delivery-given-up")]
[JsonDerivedType(typeof(DeliverySentAgain), "delivery-sent-again")]
[JsonDerivedType(typeof(NoticeRead), "notice-read")]
internal abstract record NoticeEvent
{
    private NoticeEvent(DateTimeOffset at) => At = at;

    /// <summary>Instant, UTC.</summary>
    public DateTimeOffset At { get; init; }

    public sealed record NoticeOwed(
        DateTimeOffset At, string NoticeId, NoticeKind Kind, Recipient To, string OrderId, Ownership? Owner, Occasion Occasion) : NoticeEvent(At);

    /// <param name="Tell">A person has to hear of it now: the reason is new, or a neighbour has been away for long.</param>
    public sealed record NoticeHeld(DateTimeOffset At, Ownership? Owner, Holding Why, int Tries, DateTimeOffset WriteAt, bool Tell) : NoticeEvent(At);

    public sealed record NoticeOvertaken(DateTimeOffset At, Ownership Owner, Holding Why) : NoticeEvent(At);

    public sealed record NoticeWoken(DateTimeOffset At) : NoticeEvent(At);

    /// <summary>The text as issued; it is in this event and beside the notice, and changes nowhere.</summary>
    public sealed record NoticeIssued(DateTimeOffset At, Ownership Owner, Issue Issue, string Markdown, IReadOnlyList<Delivery> Deliveries)
        : NoticeEvent(At);

    public sealed record NoticeDelivered(DateTimeOffset At, string DeliveryId, string Reference) : NoticeEvent(At);

    public sealed record DeliveryFailed(DateTimeOffset At, string DeliveryId, string Why, int Tries, DateTimeOffset TryAt) : NoticeEvent(At);

    public sealed record DeliveryGivenUp(DateTimeOffset At, string DeliveryId, string Why, int Tries) : NoticeEvent(At);

    public sealed record DeliverySentAgain(DateTimeOffset At, string DeliveryId) : NoticeEvent(At);

    /// <param name="Opened">The recipient read it for the first time.</param>
    public sealed record NoticeRead(DateTimeOffset At, bool Opened) : NoticeEvent(At);
}
