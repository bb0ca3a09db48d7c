using System.Text.Json.Serialization;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Intake.Domain;

/// <summary>A step of the law after an adverse determination (regulation §5). The platform decides none of them; it routes and tracks. Numbered
/// as on the wire and in <see cref="RecourseKind"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AppealLevel>))]
internal enum AppealLevel
{
    /// <summary>Formal appeal to the plan; Medicare calls it reconsideration, which is not the program's own.</summary>
    PlanAppeal = 4,

    /// <summary>Medicare's independent review entity, to which the plan forwards what it upheld.</summary>
    IndependentReview,

    /// <summary>Review by an independent review organization, federal or of the state; it binds the plan.</summary>
    ExternalReview,

    /// <summary>Hearing before the Medicaid agency of the state.</summary>
    StateFairHearing,

    /// <summary>Administrative law judge, then the Council and the courts.</summary>
    AdministrativeHearing,

    /// <summary>Action before a court.</summary>
    CivilAction,
}

/// <summary>Who decides a step of the law.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AppealBody>))]
internal enum AppealBody { None, Plan, IndependentReviewEntity, IndependentReviewOrganization, StateAgency, AdministrativeLawJudge, Court }

/// <summary>Who files an appeal; the practice may do it in its own right, or only with the enrollee's consent.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AppealFiler>))]
internal enum AppealFiler { None, Enrollee, Representative, Practice, PracticeWithConsent, Plan }

/// <summary>What an appeal is against; numbered as on the wire.</summary>
internal enum AppealSubject { Denial = 1, Revocation }

/// <summary>What came of an appeal.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AppealResult>))]
internal enum AppealResult
{
    None,

    /// <summary>What it is against stands; the next step opens.</summary>
    Upheld,

    /// <summary>Every line of the appeal is approved as asked; one that was revoked, as it had been.</summary>
    Overturned,

    /// <summary>The same for some lines; for the rest it stands.</summary>
    OverturnedInPart,

    /// <summary>Not looked at, for example because it was filed too late or by nobody who may.</summary>
    Dismissed,

    /// <summary>Taken back by who filed it.</summary>
    Withdrawn,
}

/// <summary>The data of a step of the law, as the rights file has it.</summary>
/// <param name="After">Steps one of which comes before; empty: a first step, whose last day counts from the notice.</param>
/// <param name="Days">Calendar days to file, from the answer of the step before; 0 when counted in months, or when no rule sets a last day.</param>
/// <param name="Months">Months to file, from the answer of the step before.</param>
/// <param name="Standard">Time to decide, from the filing; null: the rule has none, or it is the body's own.</param>
/// <param name="Expedited">The same where it was asked for urgently; null: as standard.</param>
/// <param name="FiledBy">Who may file.</param>
/// <param name="Automatic">The plan forwards to it what it upheld, without being asked.</param>
internal sealed record AppealStep(
    AppealLevel Level, AppealBody DecidedBy, IReadOnlyList<AppealLevel> After, int Days, int Months, Period? Standard, Period? Expedited,
    IReadOnlyList<AppealFiler> FiledBy, bool Automatic)
{
    /// <summary>Time that the plan may take more, once; null: the law gives none, or the step was pinned before it was kept.</summary>
    public Period? Extension { get; init; }

    /// <summary>How months end where the federal external review counts them (29 CFR 2590.715-2719(d)(2)(i)): without a corresponding day on the
    /// first day of the month after, and never on a Saturday, Sunday or federal holiday but on the next day that is none. Otherwise a month ends
    /// with its last day, whatever day that is. False in steps that were pinned before it was kept.</summary>
    public bool RollsForward { get; init; }

    /// <summary>Last day to file, inclusive, after the answer of the step before; null: no rule sets one.</summary>
    public DateOnly? LastDay(DateOnly answered)
    {
        if (Days + Months == 0) return null;
        var day = answered.AddMonths(Months);
        if (!RollsForward) return day.AddDays(Days);
        if (day.Day < answered.Day) day = day.AddDays(1);
        day = day.AddDays(Days);
        while (!BusinessCalendar.UsFederal.IsBusinessDay(day)) day = day.AddDays(1);
        return day;
    }

    /// <summary>The time to decide, as it was filed.</summary>
    public Period? Within(bool expedited) => expedited ? Expedited ?? Standard : Standard;

    /// <summary>What the practice may do: <see cref="AppealFiler.Practice"/>, <see cref="AppealFiler.PracticeWithConsent"/>, or none of both.</summary>
    [JsonIgnore]
    public AppealFiler AsPractice => FiledBy.FirstOrDefault(by => by is AppealFiler.Practice or AppealFiler.PracticeWithConsent);

    /// <summary>Whether somebody may file it.</summary>
    public bool Admits(AppealFiler by, bool consent) =>
        FiledBy.Contains(by) || (by == AppealFiler.Practice && consent && FiledBy.Contains(AppealFiler.PracticeWithConsent));
}

/// <summary>A step of the law as it goes with one notice; pinned to the order with it.</summary>
/// <param name="Through">Last day to file, inclusive and plan-local, counted from the notice; null: counted from the step before, or none.</param>
internal sealed record LegalStep(AppealStep Step, DateOnly? Through, string Citation)
{
    /// <summary>The sentence that told of it in the notice; empty in what was decided before it was kept.</summary>
    public string Told { get; init; } = "";
}

/// <summary>What the law makes of a deadline missed before any decision: what can be done from the day it passed.</summary>
/// <param name="Day">Plan-local day of <paramref name="DueAt"/>; windows count from it.</param>
/// <param name="Steps">The steps of the law as of that day.</param>
internal sealed record LateRecourse(LateEffect Effect, DateTimeOffset DueAt, DateOnly Day, IReadOnlyList<LegalStep> Steps);

/// <summary>An appeal as it was filed, and what came of it.</summary>
/// <param name="Lines">Lines it is about.</param>
/// <param name="FiledAt">Instant it was filed; its time to decide runs from here.</param>
/// <param name="FiledOn">The day of it, plan-local.</param>
/// <param name="Consent">The enrollee consented to the practice's filing it.</param>
/// <param name="Reference">The body's own number of it; may be empty.</param>
/// <param name="GoodCause">Why it is taken though it came after the last day; empty when it came in time.</param>
/// <param name="DueAt">When it has to be decided; null: the rule has no number.</param>
internal sealed record Appeal(
    AppealLevel Level, IReadOnlyList<int> Lines, DateTimeOffset FiledAt, DateOnly FiledOn, AppealFiler By, bool Consent, bool Expedited,
    string Reference, string GoodCause, DateTimeOffset? DueAt)
{
    /// <summary>The revocation it is against, by its instant; null: it is against a denial, or what the law makes of a missed deadline.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>It was told that its deadline comes near.</summary>
    public bool DueSoonTold { get; init; }

    /// <summary>Plan-local day on which the plan took more time; null: it did not.</summary>
    public DateOnly? ExtendedOn { get; init; }

    /// <summary>Why; empty when it did not.</summary>
    public string ExtensionReason { get; init; } = "";

    /// <summary>Its deadline passed without an answer on record.</summary>
    public bool Missed { get; init; }

    /// <summary>What came of it; null while it runs.</summary>
    public AppealAnswer? Answer { get; init; }

    [JsonIgnore]
    public bool Runs => Answer is null;

    /// <summary>What it is against.</summary>
    [JsonIgnore]
    public AppealSubject Subject => RevokedAt is null ? AppealSubject.Denial : AppealSubject.Revocation;

    /// <summary>Whether it is about what stands on a line now: what was filed against a denial is not about a revocation that came later, nor the
    /// other way round.</summary>
    public bool IsAbout(OrderLine line) => Lines.Contains(line.Asked.Number) && RevokedAt == line.Revocation?.At;

    /// <summary>It uses its step up: it runs or was decided; what was dismissed or withdrawn can be filed again inside the window.</summary>
    [JsonIgnore]
    public bool UsesUp => Answer?.Outcome is not (AppealResult.Dismissed or AppealResult.Withdrawn);

    /// <summary>When to tell that its deadline comes near: a quarter of its time before, a day at most; null: it has none.</summary>
    [JsonIgnore]
    public DateTimeOffset? DueSoonAt => DueAt is not { } due ? null
        : (due - FiledAt) / 4 is var quarter && quarter < TimeSpan.FromDays(1) ? due - quarter : due.AddDays(-1);
}

/// <summary>The answer to an appeal.</summary>
/// <param name="Lines">Lines approved by it; empty unless overturned.</param>
/// <param name="DecidedOn">Day of the final notice, plan-local; the next step's window counts from it.</param>
/// <param name="Body">Organization that decided; never a person.</param>
/// <param name="Reference">The body's own number of the decision; may be empty.</param>
internal sealed record AppealAnswer(AppealResult Outcome, IReadOnlyList<int> Lines, DateOnly DecidedOn, string Body, string Reference);
