using System.Text.Json.Serialization;

namespace UtilizationReview.Correspondence.Domain.Notices;

/// <summary>What a notice tells; numbered as on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NoticeKind>))]
internal enum NoticeKind
{
    /// <summary>A denial, less than asked, another site than asked, or the end of an approval before its time.</summary>
    Adverse = 1,

    /// <summary>An approval of everything that was reviewed, or new particulars of one.</summary>
    Approval,

    /// <summary>What a reviewer asks the practice for.</summary>
    InformationRequest,

    /// <summary>The time to decide was formally extended.</summary>
    Extension,

    /// <summary>An approval ends soon.</summary>
    ExpiryWarning,

    /// <summary>A deadline passed without a decision, and the law gives that an effect.</summary>
    MissedDeadline,
}

/// <summary>Whom a notice is written to; numbered as on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Recipient>))]
internal enum Recipient
{
    /// <summary>The practice that asked.</summary>
    Practice = 1,

    /// <summary>The member, by letter through the plan's mail room.</summary>
    Member,
}

/// <summary>How far a notice is; numbered as on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NoticeStage>))]
internal enum NoticeStage
{
    /// <summary>To be written.</summary>
    Owed = 1,

    /// <summary>Cannot be written yet; tried again, and by hand.</summary>
    Held,

    /// <summary>Written and fixed for ever; being delivered.</summary>
    Issued,

    /// <summary>Never written: what it was to tell did not come to be.</summary>
    Overtaken,
}

/// <summary>Why a notice could not be written.</summary>
/// <param name="Code">missing-fields, no-address, unknown-order, neighbour-away, not-on-record, no-template, cannot-write or overtaken.</param>
/// <param name="Sentences">What is missing and what to do, for people. No member data.</param>
/// <param name="Fields">Required fields that are not filled, as the rules name them; empty where that is not the reason.</param>
internal sealed record Holding(string Code, IReadOnlyList<string> Sentences, IReadOnlyList<string> Fields);

/// <summary>A notice as it was issued. Its text lies beside it and is never written again.</summary>
/// <param name="Dated">Day of the notice, plan-local.</param>
/// <param name="Template">Which text was used: kind, version and check sum of its parts.</param>
/// <param name="Sha256">Of the Markdown, hexadecimal.</param>
/// <param name="Fields">Fields the notice fills, as the rules name them.</param>
/// <param name="Urgent">The request was expedited: letters of such come first.</param>
internal sealed record Issue(
    DateTimeOffset At, DateOnly Dated, string Title, string Language, string Footer, string Template, string Sha256, IReadOnlyList<string> Fields,
    bool Urgent);

/// <summary>A notice about an order to one recipient: owed when the event came, then written once, then delivered.</summary>
internal sealed record Notice
{
    public required string Id { get; init; }

    public required NoticeKind Kind { get; init; }

    public required Recipient To { get; init; }

    /// <summary>Tracking number.</summary>
    public required string OrderId { get; init; }

    /// <summary>What is told, as it was when it happened.</summary>
    public required Occasion Occasion { get; init; }

    public required DateTimeOffset OwedAt { get; init; }

    /// <summary>Whose the notice is; null until the order could be asked.</summary>
    public Ownership? Owner { get; init; }

    public NoticeStage Stage { get; init; } = NoticeStage.Owed;

    /// <summary>Tries to write it that failed in a row.</summary>
    public int Tries { get; init; }

    /// <summary>When it is (next) to be written; null once issued.</summary>
    public DateTimeOffset? WriteAt { get; init; }

    /// <summary>Why it is held, or why it is never written; null when it is neither.</summary>
    public Holding? Held { get; init; }

    /// <summary>Null until it is issued.</summary>
    public Issue? Issue { get; init; }

    public IReadOnlyList<Delivery> Deliveries { get; init; } = [];

    /// <summary>When somebody of the recipient first read it.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    public Delivery? Find(string deliveryId) => Deliveries.FirstOrDefault(d => d.Id == deliveryId);

    /// <summary>When something is owed next: writing, or a try to deliver.</summary>
    [JsonIgnore]
    public DateTimeOffset? WakeAt => Stage == NoticeStage.Issued ? Deliveries.Min(d => d.TryAt) : WriteAt;

    /// <summary>In the practice's inbox and not opened.</summary>
    [JsonIgnore]
    public bool IsUnread => Stage == NoticeStage.Issued && To == Recipient.Practice && OpenedAt is null;

    /// <summary>A letter that waits for the mail room.</summary>
    [JsonIgnore]
    public bool WaitsForMail => Deliveries.Any(d => d is { Channel: Channel.Letter, State: DeliveryState.Pending });

    /// <summary>A person has to look at it: held, or given up on a channel.</summary>
    [JsonIgnore]
    public bool HasProblem => Stage == NoticeStage.Held || Deliveries.Any(d => d.State == DeliveryState.Failed);
}
