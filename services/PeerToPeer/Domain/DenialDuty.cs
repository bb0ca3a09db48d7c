namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>How the duty stands: <paramref name="FulfilledBy"/> is held, offered, unreachable or no-room, empty while it is not fulfilled.</summary>
/// <param name="FulfilledBy">The word that travels with the decision.</param>
/// <param name="Sentence">What fulfils it, or what has to be done.</param>
internal sealed record Duty(string FulfilledBy, string Sentence)
{
    public bool Fulfilled => FulfilledBy.Length > 0;
}

/// <summary>The one place of the rule that nothing adverse is signed before the practice had its chance to talk (P2P-1, PATH-4, PATH-5):
/// the talk was held, or offered and not used, or the practice could not be reached, or the deadline leaves no room.</summary>
internal static class DenialDuty
{
    /// <summary>With this little time or less, a talk cannot be arranged and used before the decision is due.</summary>
    public static readonly TimeSpan NoRoom = TimeSpan.FromMinutes(60);

    public static bool LeavesNoRoom(DateTimeOffset dueAt, DateTimeOffset now) => dueAt - now <= NoRoom;

    public static Duty Of(PhysicianCase @case, DateTimeOffset now)
    {
        var noRoom = LeavesNoRoom(@case.DueAt, now);
        if (!noRoom && @case.Talks.FirstOrDefault(t => Blocks(t, now)) is { } open) return new("", WhatToDo(open));
        if (@case.Talks.FirstOrDefault(t => t.Phase == TalkPhase.Held) is { } held) return new("held", $"held {Refusals.Instant(held.EndedAt)}");
        if (@case.Talks.FirstOrDefault(t => OfferedInVain(t, now)) is { } offered)
            return new("offered", $"offered {Refusals.Instant(offered.OfferedAt)}, {Fate(offered)}");
        if (@case.FailedAttempts > 0 && @case.FailedAttempts >= @case.AttemptsBeforeDecision)
        {
            return new("unreachable",
                @case.FailedAttempts == 1 ? "1 attempt to reach the practice" : $"{@case.FailedAttempts} attempts to reach the practice");
        }
        if (noRoom) return new("no-room", NoRoomSentence(@case.DueAt - now));
        return new("", $"Before anything adverse the practice must have had its chance to talk: hold a talk, offer one (OfferTalk), or record "
            + $"attempts to reach it ({@case.FailedAttempts} of {@case.AttemptsBeforeDecision} so far).");
    }

    /// <summary>A talk that is still to come holds a denial back.</summary>
    private static bool Blocks(Talk talk, DateTimeOffset now) =>
        talk.Phase is TalkPhase.Connecting or TalkPhase.Connected or TalkPhase.Booked || (talk.Phase == TalkPhase.Offered && now < talk.AnswerBy);

    /// <summary>Offered, and the practice did not use it. A talk that the physician missed or a reviewer called off is no offer; to one that a
    /// reviewer booked without its word the practice need not come while it may still answer.</summary>
    private static bool OfferedInVain(Talk talk, DateTimeOffset now) => talk.OfferedAt is not null && talk.Phase switch
    {
        TalkPhase.Offered => now >= talk.AnswerBy,
        TalkPhase.Missed => talk.EndedByPractice && !(now < talk.UnansweredUntil),
        TalkPhase.Cancelled or TalkPhase.Declined => talk.EndedByPractice,
        _ => false,
    };

    private static string WhatToDo(Talk talk) => talk.Phase switch
    {
        TalkPhase.Connecting or TalkPhase.Connected => $"Talk {talk.Id} is being held or connected: record it as held first.",
        TalkPhase.Booked => $"Talk {talk.Id} is booked for {Refusals.Instant(talk.SlotStart)}: hold it and record it as held or missed first.",
        _ => $"Talk {talk.Id} is offered and the practice may answer until {Refusals.Instant(talk.AnswerBy)}: wait for its answer, or reach it.",
    };

    private static string Fate(Talk talk) => talk.Phase switch
    {
        TalkPhase.Missed => "the practice did not come",
        TalkPhase.Cancelled => "called off by the practice",
        TalkPhase.Declined => "declined by the practice",
        _ => $"not answered by {Refusals.Instant(talk.AnswerBy)}",
    };

    private static string NoRoomSentence(TimeSpan left) => left > TimeSpan.Zero
        ? $"due in {(int)left.TotalMinutes} minutes"
        : "the decision was due already";
}
