using System.Text.Json.Serialization;

namespace UtilizationReview.Correspondence.Domain.Notices;

/// <summary>What happened to the order, as its event told it: a notice that is written late still tells this, and not what came after.
/// Discriminators and property names are storage format.</summary>
/// <param name="At">Instant it happened, UTC.</param>
[JsonPolymorphic]
[JsonDerivedType(typeof(Determined), "determined")]
[JsonDerivedType(typeof(Asked), "asked")]
[JsonDerivedType(typeof(Extended), "extended")]
[JsonDerivedType(typeof(Expiring), "expiring")]
[JsonDerivedType(typeof(Missed), "missed")]
[JsonDerivedType(typeof(Changed), "changed")]
[JsonDerivedType(typeof(Revoked), "revoked")]
internal abstract record Occasion(DateTimeOffset At)
{
    /// <summary>Every line has an outcome.</summary>
    /// <param name="Lines">Outcome of each line at that moment.</param>
    public sealed record Determined(DateTimeOffset At, IReadOnlyList<LineOutcome> Lines) : Occasion(At)
    {
        /// <summary>No line was decided; what stands has its notice.</summary>
        public bool NothingNew { get; init; }

        /// <summary>Lines whose approval is in force again after an appeal against its revocation.</summary>
        public IReadOnlyList<int> Reinstated { get; init; } = [];

        /// <summary>That is all there is to tell.</summary>
        [JsonIgnore]
        public bool OnlyReinstates => NothingNew && Reinstated.Count > 0;
    }

    /// <summary>A reviewer asked the practice.</summary>
    /// <param name="AnswerBy">Day by which an answer is useful, plan-local.</param>
    public sealed record Asked(
        DateTimeOffset At, IReadOnlyList<string> Items, IReadOnlyList<MissingFact> Missing, DateOnly AnswerBy) : Occasion(At);

    /// <summary>The clock was extended or tolled on a ground of the regime.</summary>
    /// <param name="Ground">member-asked, non-contract-information, extraordinary, missing-information or beyond-control.</param>
    /// <param name="DueAt">When a decision is due now.</param>
    public sealed record Extended(DateTimeOffset At, string Ground, DateTimeOffset DueAt) : Occasion(At)
    {
        /// <summary>Last day, plan-local, on which the clock stands still for an answer; null: it does not stand still.</summary>
        public DateOnly? TollsThrough { get; init; }

        /// <summary>What the practice is asked for meanwhile; null where it was not told.</summary>
        public IReadOnlyList<string>? Items { get; init; }

        /// <summary>Day by which an answer is useful, plan-local; null: nothing is asked.</summary>
        public DateOnly? AnswerBy { get; init; }
    }

    /// <summary>An approval ends soon.</summary>
    /// <param name="Through">Last valid day, plan-local.</param>
    public sealed record Expiring(DateTimeOffset At, IReadOnlyList<int> Lines, DateOnly Through) : Occasion(At);

    /// <summary>A deadline passed without a decision.</summary>
    /// <param name="Effect">deemed-approved, claim-protected, deemed-denied, appealable-adverse or deemed-exhausted.</param>
    /// <param name="Rule">Rule that gives the effect.</param>
    public sealed record Missed(DateTimeOffset At, DateTimeOffset DueAt, string Effect, string Rule) : Occasion(At);

    /// <summary>What was approved stays approved under other particulars.</summary>
    /// <param name="Lines">Lines that are approved.</param>
    public sealed record Changed(DateTimeOffset At, IReadOnlyList<int> Lines) : Occasion(At);

    /// <summary>What was approved was revoked.</summary>
    /// <param name="Lines">Lines whose approval ended.</param>
    /// <param name="Ground">fraud-or-misstatement, coverage-ended or statute.</param>
    /// <param name="Citation">Finding or statute relied on.</param>
    /// <param name="Rights">Rights by law that go with it, with their last days.</param>
    public sealed record Revoked(
        DateTimeOffset At, IReadOnlyList<int> Lines, string Ground, string Citation, IReadOnlyList<string> Rights) : Occasion(At);
}

/// <summary>The outcome of a line when the event came.</summary>
/// <param name="Outcome">approved, approved-less, denied, denied-site, no-review-required or notification-recorded.</param>
internal sealed record LineOutcome(int Line, string Outcome)
{
    /// <summary>Something less than asked: a full notice with every right.</summary>
    [JsonIgnore]
    public bool IsAdverse => Outcome is "denied" or "denied-site" or "approved-less";

    [JsonIgnore]
    public bool IsApproved => Outcome is "approved" or "approved-less";
}

/// <summary>A fact the criteria wait for.</summary>
/// <param name="Question">In the practice's words.</param>
/// <param name="Criterion">Id of the criterion it decides.</param>
/// <param name="Why">What the criterion asks for.</param>
internal sealed record MissingFact(string Question, string Criterion, string Why);

/// <summary>Which notices an event calls for, and to whom.</summary>
internal static class Occasions
{
    private static readonly string[] EffectsToTell =
        ["deemed-approved", "claim-protected", "deemed-denied", "appealable-adverse", "deemed-exhausted"];

    /// <summary>The ground Intake names when a question alone moved the clock: the question's own notice tells of it.</summary>
    private const string QuestionGround = "information-asked";

    /// <summary>Why there is nothing to tell, and never will be: Intake did not take the question up. Null: it did, or still can.</summary>
    /// <param name="occasion">What gave rise to the notice.</param>
    /// <param name="isOnRecord">The order has the question.</param>
    /// <param name="isUnderReview">The order is not decided; questions are still taken up.</param>
    /// <param name="open">What the open question asks for; null: none is open.</param>
    public static string? Overtaken(Occasion occasion, bool isOnRecord, bool isUnderReview, IReadOnlyList<string>? open) => occasion switch
    {
        Occasion.Asked when isOnRecord => null,
        Occasion.Asked when !isUnderReview => "The order was decided before the question came to it; there is nothing to answer.",
        Occasion.Asked asked when open is not null && open.SequenceEqual(asked.Items) => "The same question is open already and has its notice.",
        _ => null,
    };

    /// <summary>The kind of notice an occasion calls for; null: none.</summary>
    public static NoticeKind? KindOf(Occasion occasion) => occasion switch
    {
        Occasion.Determined { OnlyReinstates: true } => NoticeKind.Approval,
        Occasion.Determined { NothingNew: true } => null,
        Occasion.Determined { Lines: var lines } when lines.Any(l => l.IsAdverse) => NoticeKind.Adverse,
        Occasion.Determined { Lines: var lines } when lines.Any(l => l.IsApproved) => NoticeKind.Approval,
        Occasion.Revoked => NoticeKind.Adverse,
        Occasion.Changed => NoticeKind.Approval,
        Occasion.Asked => NoticeKind.InformationRequest,
        Occasion.Extended { Ground: not QuestionGround } => NoticeKind.Extension,
        Occasion.Expiring => NoticeKind.ExpiryWarning,
        Occasion.Missed missed when EffectsToTell.Contains(missed.Effect, StringComparer.Ordinal) => NoticeKind.MissedDeadline,
        _ => null,
    };

    /// <summary>Lines whose denial or revocation a notice of the occasion tells of; null: it tells of none.</summary>
    public static IReadOnlyList<int>? AdverseLines(Occasion occasion) => occasion switch
    {
        Occasion.Determined determined => [.. determined.Lines.Where(l => l.IsAdverse).Select(l => l.Line)],
        Occasion.Revoked revoked => revoked.Lines,
        _ => null,
    };

    /// <summary>Who gets a notice of the kind. Questions and the end of an approval are the practice's to act on.</summary>
    public static IReadOnlyList<Recipient> RecipientsOf(NoticeKind kind) => kind is NoticeKind.InformationRequest or NoticeKind.ExpiryWarning
        ? [Recipient.Practice]
        : [Recipient.Practice, Recipient.Member];
}
