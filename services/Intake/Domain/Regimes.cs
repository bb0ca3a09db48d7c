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

/// <summary>Which kind of determination a clock is for; a kind without rows of its own takes those of <see cref="PreService"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CaseKind>))]
internal enum CaseKind
{
    /// <summary>A prior authorization: every order here.</summary>
    PreService,

    /// <summary>More of a course of treatment that was approved and still runs.</summary>
    Concurrent,

    /// <summary>After the service.</summary>
    PostService,

    /// <summary>After stabilization in an emergency department, before further care.</summary>
    PostStabilization,

    /// <summary>A drug of Medicare Part B.</summary>
    PartBDrug,

    /// <summary>A service said to be experimental.</summary>
    Experimental,

    /// <summary>A Medicare determination that is no prior authorization.</summary>
    OtherDetermination,
}

/// <summary>How a request was filed, where the law counts it differently.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Filing>))]
internal enum Filing { Electronic, Paper }

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

    /// <summary>The kind of determination it is for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public CaseKind Case { get; init; }

    /// <summary>Only for requests filed this way; null: however filed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Filing? Filed { get; init; }

    /// <summary>Name of an option (a bill whose fate is open): the row holds only for plans that chose it; null: it holds for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Option { get; init; }

    /// <summary>Calendar days from the start of the clock after which it ends whatever was asked (TN: 17); 0: no cap.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int CapDays { get; init; }

    /// <summary>The second regime on the same case; the stricter element of both holds (<see cref="Laws.Stricter"/>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Regime? Beside { get; init; }

    /// <summary>Confidence of the source and what is open about it; for the plan administrator, not pinned to orders.</summary>
    [JsonIgnore]
    public string Confidence { get; init; } = "";

    [JsonIgnore]
    public string Note { get; init; } = "";

    /// <summary>This regime and those beside it.</summary>
    [JsonIgnore]
    public IEnumerable<Regime> All => Beside is null ? [this] : [this, .. Beside.All];

    /// <summary>True where an extension on the ground stops this regime's own clock until the answer.</summary>
    public bool Tolls(string ground) => Extensions.Any(x => x.Ground == ground && x.TollDays > 0);

    /// <summary>Every ground on which one of its clocks can be extended.</summary>
    [JsonIgnore]
    public IReadOnlyList<Extension> Grounds => [.. All.SelectMany(r => r.Extensions).DistinctBy(x => x.Ground)];
}

/// <summary>Where a dated rule comes from, how sure that is, and when it holds.</summary>
/// <param name="EffectiveThrough">Last day, inclusive; null: open.</param>
/// <param name="Confidence">H: text read. M: good secondary source or draft. L: weak source. mem: general knowledge, not re-read. More than
/// one, as in <c>H/M</c>, where parts of the rule differ.</param>
/// <param name="VerifiedOn">Day it was taken over from the reference; not a legal review.</param>
/// <param name="Note">What is open about it; empty when nothing is.</param>
internal sealed record Source(
    DateOnly EffectiveFrom, DateOnly? EffectiveThrough, string Citation, string Confidence, DateOnly VerifiedOn, string Note)
{
    public bool HoldsOn(DateOnly day) => EffectiveFrom <= day && !(EffectiveThrough < day);
}

/// <summary>What an accreditation body asks (regulation §2.1). It follows the regulator and moves no due time; the administrator sees it.</summary>
/// <param name="Case">In words, for example <c>urgent pre-service</c>.</param>
/// <param name="Lines">Lines of business it differs for; empty: all.</param>
internal sealed record AccreditationClock(string Id, string Case, IReadOnlyList<LineOfBusiness> Lines, Period Period, Source Source);

/// <summary>A lowest validity that the law sets (regulation §6.2), as dated data.</summary>
/// <param name="State">Two-letter state, or <c>*</c>.</param>
/// <param name="ServiceClass">Program it holds for; null: all.</param>
/// <param name="ChronicOnly">Only for chronic or long-term conditions.</param>
/// <param name="Value">0 with <see cref="FloorUnit.NoExpiry"/>.</param>
internal sealed record ValidityFloor(
    string State, LineOfBusiness LineOfBusiness, Program? ServiceClass, bool ChronicOnly,
    DateOnly EffectiveFrom, DateOnly? EffectiveThrough, int Value,
    FloorUnit Unit, string Citation, DateOnly VerifiedOn)
{
    public string Confidence { get; init; } = "";

    public string Note { get; init; } = "";
}

/// <summary>Unit of a validity floor.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FloorUnit>))]
internal enum FloorUnit { CalendarDays, Months, Years, NoExpiry }

/// <summary>A right that goes with an adverse determination (regulation §5).</summary>
/// <param name="State">Two-letter state, or <c>*</c>.</param>
/// <param name="Name">Same name, same right: of two regimes on a case the one with the later last day is told.</param>
/// <param name="Days">Calendar days after the notice; 0 when counted in months.</param>
/// <param name="Months">Months after the notice; 0 when counted in days.</param>
/// <param name="Sentence">For people; <c>{last day}</c> stands for the last day.</param>
/// <param name="Step">The data of a step of the ladder; null: a right that is none, such as free copies.</param>
internal sealed record AppealRight(
    LineOfBusiness LineOfBusiness, string State, string Name, int Days, int Months, string Sentence, Source Source, AppealStep? Step = null);

/// <summary>Every dated rule the lifecycle decides by.</summary>
/// <param name="ChronicDiagnoses">ICD-10-CM prefixes of chronic conditions.</param>
internal sealed record Rules(
    IReadOnlyList<Regime> Regimes, IReadOnlyList<ValidityFloor> Floors, IReadOnlyList<AppealRight> Appeals, IReadOnlyList<string> ChronicDiagnoses,
    BusinessCalendar Calendar)
{
    public IReadOnlyList<AccreditationClock> Accreditation { get; init; } = [];

    /// <summary>Duties with a time of their own beside the decision clock.</summary>
    public IReadOnlyList<Duty> Duties { get; init; } = [];

    /// <summary>What notices must say.</summary>
    public IReadOnlyList<NoticeRule> Notices { get; init; } = [];

    /// <summary>Phrases that are no specific reason, without the final period.</summary>
    public IReadOnlyList<string> VagueReasons { get; init; } = [];

    /// <summary>What may be revoked and why.</summary>
    public IReadOnlyList<RevocationRule> Revocations { get; init; } = [];

    public IReadOnlyList<CriteriaPin> CriteriaPins { get; init; } = [];

    public IReadOnlyList<ContinuityRule> Continuity { get; init; } = [];

    public IReadOnlyList<GoldCardRule> GoldCards { get; init; } = [];
}
