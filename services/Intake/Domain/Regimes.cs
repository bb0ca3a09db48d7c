using System.Text.Json.Serialization;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Intake.Domain;

/// <summary>How a period of a regime is counted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PeriodUnit>))]
internal enum PeriodUnit
{
    /// <summary>Elapsed hours.</summary>
    Hours,

    /// <summary>Elapsed hours; those of weekends and holidays do not count.</summary>
    HoursOnBusinessDays,

    /// <summary>Calendar days, to the same time of day.</summary>
    CalendarDays,

    /// <summary>Calendar days without holidays, to the same time of day.</summary>
    DaysWithoutHolidays,

    /// <summary>Business days, to the same time of day.</summary>
    BusinessDays,
}

/// <summary>When the clock of a regime starts (regulation §2.2).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClockStart>))]
internal enum ClockStart { Receipt, Completeness, StaffedHours }

/// <summary>What a missed deadline means (regulation §6.3).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LateEffect>))]
internal enum LateEffect { RegulatoryBreachOnly, DeemedApproved, ClaimProtected, DeemedDenied, AppealableAdverse, DeemedExhausted }

/// <summary>An amount of time as the law counts it.</summary>
internal sealed record Period(int Amount, PeriodUnit Unit);

/// <summary>A ground on which a regime lets its clock be extended, once.</summary>
/// <param name="Ground">member-asked, non-contract-information, extraordinary, missing-information, beyond-control.</param>
/// <param name="By">What is added; for a toll, what is counted anew from the answer.</param>
/// <param name="TollDays">Calendar days the practice has to answer while the clock stands still; 0: no toll.</param>
internal sealed record Extension(string Ground, Period By, int TollDays);

/// <summary>The rule for an incomplete urgent request: ask within so many hours, give so many, decide within so many (ERISA (f)(2)(i)).</summary>
internal sealed record IncompleteRule(int AskWithinHours, int GivenHours, int DecideWithinHours);

/// <summary>One decision clock, as dated data (regulation §2); pinned to the order at receipt.</summary>
/// <param name="State">Two-letter state, or <c>*</c>: every state without a row of its own.</param>
/// <param name="LateRule">The rule that gives the late effect.</param>
/// <param name="AnswerDays">Start on completeness: calendar days after which a missing answer starts the clock.</param>
internal sealed record Regime(
    string Id, LineOfBusiness LineOfBusiness, string State, Urgency Urgency,
    DateOnly EffectiveFrom, Period Period, ClockStart Start, LateEffect LateEffect,
    string LateRule, string Citation, IReadOnlyList<Extension> Extensions)
{
    public DateOnly? EffectiveThrough { get; init; }

    public IncompleteRule? Incomplete { get; init; }

    /// <summary>Hours that hold at least one business day (MN urgent).</summary>
    public bool HoldsABusinessDay { get; init; }

    public int AnswerDays { get; init; } = 45;

    /// <summary>Start of the staffed hours, plan-local, on business days; for <see cref="ClockStart.StaffedHours"/>.</summary>
    public TimeOnly StaffedFrom { get; init; } = new(6, 0);

    public TimeOnly StaffedTo { get; init; } = new(18, 0);

    public DateOnly? VerifiedOn { get; init; }
}

/// <summary>A lowest validity that the law sets (regulation §6.2), as dated data.</summary>
/// <param name="State">Two-letter state, or <c>*</c>.</param>
/// <param name="ServiceClass">Program it holds for; null: all.</param>
/// <param name="ChronicOnly">Only for chronic or long-term conditions.</param>
/// <param name="Value">0 with <see cref="FloorUnit.NoExpiry"/>.</param>
internal sealed record ValidityFloor(
    string State, LineOfBusiness LineOfBusiness, Program? ServiceClass, bool ChronicOnly,
    DateOnly EffectiveFrom, DateOnly? EffectiveThrough, int Value,
    FloorUnit Unit, string Citation, DateOnly VerifiedOn);

/// <summary>Unit of a validity floor.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FloorUnit>))]
internal enum FloorUnit { CalendarDays, Months, Years, NoExpiry }

/// <summary>A right that goes with an adverse determination (regulation §5).</summary>
/// <param name="Days">Calendar days after the notice; 0 when counted in months.</param>
/// <param name="Months">Months after the notice; 0 when counted in days.</param>
/// <param name="Sentence">For people; <c>{last day}</c> stands for the last day.</param>
internal sealed record AppealRight(LineOfBusiness LineOfBusiness, string Name, int Days, int Months, string Sentence, string Citation);

/// <summary>Every dated rule the lifecycle decides by.</summary>
/// <param name="ChronicDiagnoses">ICD-10-CM prefixes of chronic conditions.</param>
internal sealed record Rules(
    IReadOnlyList<Regime> Regimes, IReadOnlyList<ValidityFloor> Floors, IReadOnlyList<AppealRight> Appeals, IReadOnlyList<string> ChronicDiagnoses,
    BusinessCalendar Calendar);
