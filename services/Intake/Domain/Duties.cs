using UtilizationReview.Platform.Time;

namespace UtilizationReview.Intake.Domain;

/// <summary>What has to be done in a time of its own, beside the decision clock.</summary>
internal enum DutyKind
{
    /// <summary>Ask for information that is missing.</summary>
    AskForInformation,

    /// <summary>Tell the claimant that a request was not filed as the plan's procedures say.</summary>
    TellImproperFiling,

    /// <summary>Tell that a request to expedite was refused; the standard clock runs, from the same receipt.</summary>
    TellRefusalToExpedite,

    /// <summary>Put an adverse notice that was given by voice into writing.</summary>
    WriteAfterOralNotice,

    /// <summary>Notify the requesting provider.</summary>
    NotifyProvider,

    /// <summary>Notify the member.</summary>
    NotifyMember,

    /// <summary>Hold, or be ready for, the talk between the practice and a physician.</summary>
    OfferTalk,

    /// <summary>Tell of an extension of the decision clock.</summary>
    TellExtension,

    /// <summary>Decide on a renewal of an approval.</summary>
    DecideRenewal,
}

/// <summary>What the time of a duty is counted from.</summary>
internal enum DutyStart { Receipt, Decision, OralNotice, Refusal, TalkAsked, Extension, Expiry }

/// <summary>A duty with its time, as dated data (regulation §2.1, §4).</summary>
/// <param name="Lines">Lines of business; empty: all.</param>
/// <param name="State">Two-letter state, or <c>*</c>.</param>
/// <param name="Urgency">Null: both.</param>
/// <param name="Filed">Null: however filed.</param>
/// <param name="Within">Null: the rule has no number, as in "before the decision" or "promptly".</param>
internal sealed record Duty(
    string Id, DutyKind Kind, IReadOnlyList<LineOfBusiness> Lines, string State, Urgency? Urgency, Filing? Filed, DutyStart From, Period? Within,
    string Sentence, Source Source)
{
    /// <summary>The last instant to do it in time; null: the rule has no number.</summary>
    /// <param name="from">Instant of what <see cref="From"/> names.</param>
    public DateTimeOffset? DueAt(DateTimeOffset from, BusinessCalendar calendar, TimeZoneInfo zone) =>
        Within is null ? null : Clocks.Add(from, Within, calendar, zone);
}

/// <summary>The duties of a case.</summary>
internal static class Duties
{
    /// <summary>The duties that hold for a plan's case received on a day; those of two regimes stand side by side.</summary>
    public static IEnumerable<Duty> Of(Rules rules, PlanTerms plan, Urgency urgency, Filing filed, DateOnly receivedOn) =>
        rules.Duties.Where(duty => Laws.Reaches(duty.Lines, duty.State, plan) && (duty.Urgency ?? urgency) == urgency
            && (duty.Filed ?? filed) == filed && duty.Source.HoldsOn(receivedOn));

    /// <summary>Until when missing information has to be asked for; null: no rule sets a time. Of two rules the earlier holds.</summary>
    public static DateTimeOffset? AskBy(
        Rules rules, PlanTerms plan, Urgency urgency, Filing filed, DateTimeOffset receivedAt, TimeZoneInfo zone) =>
        Of(rules, plan, urgency, filed, receivedAt.DateIn(zone)).Where(duty => duty.Kind == DutyKind.AskForInformation)
            .Select(duty => duty.DueAt(receivedAt, rules.Calendar, zone)).Min();
}
