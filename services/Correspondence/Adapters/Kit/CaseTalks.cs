using System.Globalization;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Correspondence.Domain.Kit;

namespace UtilizationReview.Correspondence.Adapters.Kit;

/// <summary>Talks and attempts of an order, each as one sentence in the plan's time.</summary>
internal static class CaseTalks
{
    /// <summary>Oldest first; attempts together at the end.</summary>
    public static IEnumerable<CaseTalk> Of(ListTalksResponse talks, TimeZoneInfo zone)
    {
        foreach (var talk in talks.Talks)
            yield return new(talk.TalkId, Sentence(talk, zone), talk.State is TalkState.Booked or TalkState.Connecting or TalkState.Offered);
        foreach (var (attempt, index) in talks.Attempts.Select((attempt, index) => (attempt, index)))
        {
            yield return new($"attempt {index + 1}",
                $"Attempt to reach the practice on {Moment(attempt.At.ToDateTimeOffset(), zone)}: {Words(attempt.Outcome)}", Ahead: false);
        }
    }

    /// <summary>"November 24, 2026, 16:30 (America/Chicago)".</summary>
    public static string Moment(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("MMMM d, yyyy, HH:mm", CultureInfo.InvariantCulture) + $" ({zone.Id})";

    private static string Sentence(Talk talk, TimeZoneInfo zone)
    {
        var with = talk.PhysicianName.Length > 0 ? $" with {talk.PhysicianName}" : "";
        var slot = talk.SlotStart is { } start ? $" for {Moment(start.ToDateTimeOffset(), zone)}" : "";
        var contact = talk.Contact is { Phones.Count: > 0 } who
            ? $"; for the practice {(who.Name.Length > 0 ? who.Name : "its clinician")}, {string.Join(", ", who.Phones)}"
            : "";
        var ended = talk.EndedAt is { } end ? $" on {Moment(end.ToDateTimeOffset(), zone)}" : "";
        var outcome = talk.Outcome.Length > 0 ? $" ({Spaced(talk.Outcome)})" : "";
        return talk.State switch
        {
            TalkState.Connecting => $"A physician is being asked to take a call now{with}{contact}",
            TalkState.Connected => $"A talk{with} is going on{contact}",
            TalkState.Offered => $"A talk is offered to the practice"
                + (talk.AnswerBy is { } by ? $"; answer by {Moment(by.ToDateTimeOffset(), zone)}" : ""),
            TalkState.NoneFits => "A talk was asked for and no time fits; a supervisor looks after it",
            TalkState.Booked => $"A talk{with} is booked{slot}{contact}",
            TalkState.Held => $"A talk{with} took place{ended}{outcome}",
            TalkState.Missed => $"A talk{with} booked{slot} did not take place{outcome}",
            TalkState.Cancelled => $"A talk{with} was called off{ended}{outcome}",
            TalkState.Declined => $"The practice declined a talk{ended}",
            _ => "A talk is on record",
        };
    }

    /// <summary>"NothingNew" → "nothing new"; words of people stay.</summary>
    private static string Spaced(string outcome) => outcome.Contains(' ', StringComparison.Ordinal)
        ? outcome
        : string.Concat(outcome.Select((c, i) => char.IsUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : c.ToString()));

    private static string Words(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.NoAnswer => "no answer",
        AttemptOutcome.Busy => "busy",
        AttemptOutcome.LeftMessage => "left a message",
        AttemptOutcome.WrongNumber => "wrong number",
        AttemptOutcome.Reached => "reached",
        _ => "outcome not told",
    };
}
