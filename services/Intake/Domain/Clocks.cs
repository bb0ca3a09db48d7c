using System.Text.Json.Serialization;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Intake.Domain;

/// <summary>What moves a clock, and nothing else does (I2).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClockEventKind>))]
internal enum ClockEventKind { InformationAsked, InformationReceived, Extended }

/// <summary>What a question to the practice does to the clock; numbered as on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<QuestionEffect>))]
internal enum QuestionEffect
{
    /// <summary>Nothing: the clock goes on.</summary>
    GoesOn = 1,

    /// <summary>The clock starts with the answer, or when the days for one are over.</summary>
    StartsWithAnswer,

    /// <summary>The decision follows within a set time of the answer, or of the end of the time given for one.</summary>
    DecidedAfterAnswer,
}

/// <summary>One recorded event of a clock.</summary>
/// <param name="Ground">Ground of an extension; empty otherwise.</param>
internal sealed record ClockEvent(ClockEventKind Kind, DateTimeOffset At, string Ground);

/// <summary>The decision clock of an order.</summary>
/// <param name="StartedAt">Receipt, or the reopening while a denial is looked at again.</param>
internal sealed record ClockState(Regime Regime, DateTimeOffset ReceivedAt,
    DateTimeOffset StartedAt, IReadOnlyList<ClockEvent> Events, DateTimeOffset DueAt)
{
    public bool DueSoonTold { get; init; }

    public bool Missed { get; init; }

    /// <summary>True while a toll waits for the practice's answer.</summary>
    [JsonIgnore]
    public bool TollRuns =>
        Events.LastOrDefault(e => e.Kind == ClockEventKind.Extended && Regime.All.Any(r => r.Tolls(e.Ground))) is { } toll
        && !Events.Any(e => e.Kind == ClockEventKind.InformationReceived && e.At >= toll.At);
}

/// <summary>Due dates: pure functions of the start, the regime and the recorded events (I2, regulation §2).</summary>
internal static class Clocks
{
    /// <summary>The regime of an order: line of business and funding first, then the plan's state, then urgency.</summary>
    /// <exception cref="InvalidOperationException">The rules hold no regime for the line of business; loading them forbids that.</exception>
    /// <remarks>A row of the state's own before <c>*</c>, of an option the plan chose before the law, of the way of filing before both ways,
    /// then the newest in force.</remarks>
    public static Regime Choose(IReadOnlyList<Regime> regimes, LineOfBusiness lineOfBusiness, string state, Urgency urgency, DateOnly receivedOn,
        Filing filed = Filing.Electronic, CaseKind kind = CaseKind.PreService, IReadOnlyList<string>? options = null)
    {
        var fitting = regimes.Where(r => r.LineOfBusiness == lineOfBusiness && r.Urgency == urgency && (r.State == state || r.State == "*")
            && r.Case == kind && (r.Filed ?? filed) == filed && (r.Option is null || options?.Contains(r.Option) == true)).ToList();
        if (kind != CaseKind.PreService && !fitting.Exists(r => Holds(r, receivedOn)))
            return Choose(regimes, lineOfBusiness, state, urgency, receivedOn, filed, CaseKind.PreService, options);
        var chosen = fitting.Where(r => Holds(r, receivedOn)).OrderByDescending(r => r.State == state).ThenByDescending(r => r.Option is not null)
            .ThenByDescending(r => r.Filed is not null).ThenByDescending(r => r.EffectiveFrom).FirstOrDefault()
            ?? fitting.Where(r => r.State == "*").MinBy(r => r.EffectiveFrom)
            ?? throw new InvalidOperationException($"No clock regime for {lineOfBusiness}, {urgency}.");
        return chosen with { Id = chosen.Id.Replace("*", state, StringComparison.Ordinal) };
    }

    /// <summary>When a decision is due; under two regimes, the earlier of their due times.</summary>
    /// <param name="startedAt">Receipt, or the reopening.</param>
    /// <param name="events">In the order they were recorded.</param>
    public static DateTimeOffset DueAt(
        Regime regime, DateTimeOffset startedAt, IReadOnlyList<ClockEvent> events, BusinessCalendar calendar, TimeZoneInfo zone) =>
        regime.All.Min(r => OwnDueAt(r, startedAt, events, calendar, zone));

    /// <summary>What a question that is open does to the clock, and until when the law gives time to answer it (null: no rule gives any); under two
    /// regimes, by the one whose due time holds.</summary>
    /// <param name="events">In the order they were recorded, the question among them.</param>
    public static (QuestionEffect Effect, DateTimeOffset? Given) OfQuestion(
        Regime regime, DateTimeOffset startedAt, IReadOnlyList<ClockEvent> events, BusinessCalendar calendar, TimeZoneInfo zone)
    {
        var own = Holding(regime, startedAt, events, calendar, zone);
        var asked = events.First(e => e.Kind == ClockEventKind.InformationAsked);
        if (events.Any(e => e.Kind == ClockEventKind.InformationReceived && e.At >= asked.At)) return (QuestionEffect.GoesOn, null);
        var effect = Effect(own, startedAt, Started(own, startedAt, calendar, zone), asked);
        return (effect, effect == QuestionEffect.DecidedAfterAnswer ? asked.At.AddHours(own.Incomplete!.GivenHours) : null);
    }

    /// <summary>When a clock that an extension has stopped goes on at the latest; null: the clock whose due time holds was not stopped.</summary>
    /// <param name="events">In the order they were recorded, the extension among them.</param>
    public static DateTimeOffset? TollEndsAt(
        Regime regime, DateTimeOffset startedAt, IReadOnlyList<ClockEvent> events, BusinessCalendar calendar, TimeZoneInfo zone)
    {
        var own = Holding(regime, startedAt, events, calendar, zone);
        return events.LastOrDefault(e => e.Kind == ClockEventKind.Extended && own.Tolls(e.Ground)) is { } toll
            ? Add(toll.At, new(own.Extensions.First(x => x.Ground == toll.Ground).TollDays, PeriodUnit.CalendarDays), calendar, zone)
            : null;
    }

    /// <summary>The regime whose due time holds.</summary>
    private static Regime Holding(
        Regime regime, DateTimeOffset startedAt, IReadOnlyList<ClockEvent> events, BusinessCalendar calendar, TimeZoneInfo zone) =>
        regime.All.MinBy(r => OwnDueAt(r, startedAt, events, calendar, zone))!;

    private static DateTimeOffset OwnDueAt(
        Regime regime, DateTimeOffset startedAt, IReadOnlyList<ClockEvent> events, BusinessCalendar calendar, TimeZoneInfo zone)
    {
        var due = Started(regime, startedAt, calendar, zone);
        // Only the first question counts: asking again must not push the date out.
        if (events.FirstOrDefault(e => e.Kind == ClockEventKind.InformationAsked) is { } asked)
        {
            due = Effect(regime, startedAt, due, asked) switch
            {
                QuestionEffect.StartsWithAnswer => Counted(regime,
                    AnsweredOr(Add(asked.At, new(regime.AnswerDays, PeriodUnit.CalendarDays), calendar, zone), asked, events), calendar, zone),
                QuestionEffect.DecidedAfterAnswer =>
                    AnsweredOr(asked.At.AddHours(regime.Incomplete!.GivenHours), asked, events).AddHours(regime.Incomplete.DecideWithinHours),
                _ => due,
            };
        }
        foreach (var extended in events.Where(e => e.Kind == ClockEventKind.Extended))
        {
            if (regime.Extensions.FirstOrDefault(x => x.Ground == extended.Ground) is not { } extension) continue;
            // I3: a toll counts its period anew from the answer, or from the end of the time given for it (the conservative reading).
            due = extension.TollDays == 0 ? Add(due, extension.By, calendar, zone)
                : Add(AnsweredOr(Add(extended.At, new(extension.TollDays, PeriodUnit.CalendarDays), calendar, zone), extended, events),
                    extension.By, calendar, zone);
        }
        if (regime.CapDays == 0) return due;
        var cap = Add(startedAt, new(regime.CapDays, PeriodUnit.CalendarDays), calendar, zone);
        return due < cap ? due : cap;
    }

    /// <summary>What happens when a request to expedite is refused: the standard clock, from the same receipt; null where no rule allows it. A
    /// request that the treating physician makes or supports is never refused (I4).</summary>
    public static Regime? AfterRefusalToExpedite(Rules rules, PlanTerms plan, DateOnly receivedOn) =>
        Duties.Of(rules, plan, Urgency.Expedited, Filing.Electronic, receivedOn).Any(duty => duty.Kind == DutyKind.TellRefusalToExpedite)
            ? Laws.OnCase(rules.Regimes, plan, Urgency.Standard, receivedOn) : null;

    /// <summary>When to say that a deadline comes near: a quarter of the time before it, a day at most.</summary>
    public static DateTimeOffset DueSoonAt(ClockState clock)
    {
        var quarter = (clock.DueAt - clock.StartedAt) / 4;
        return clock.DueAt - (quarter < TimeSpan.FromHours(24) ? quarter : TimeSpan.FromHours(24));
    }

    /// <summary>An instant plus a period; days keep the local time of day.</summary>
    public static DateTimeOffset Add(DateTimeOffset from, Period period, BusinessCalendar calendar, TimeZoneInfo zone)
    {
        var date = from.DateIn(zone);
        var time = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, zone).DateTime);
        return period.Unit switch
        {
            PeriodUnit.Hours => from.AddHours(period.Amount).ToUniversalTime(),
            PeriodUnit.HoursOnBusinessDays => AddBusinessHours(from, TimeSpan.FromHours(period.Amount), calendar, zone),
            PeriodUnit.BusinessDays => calendar.AddBusinessDays(date, period.Amount).At(time, zone),
            PeriodUnit.DaysWithoutHolidays => Days(date).Where(d => !calendar.IsHoliday(d)).ElementAt(period.Amount - 1).At(time, zone),
            _ => date.AddDays(period.Amount).At(time, zone),
        };
    }

    private static bool Holds(Regime regime, DateOnly on) => regime.EffectiveFrom <= on && !(regime.EffectiveThrough < on);

    private static DateTimeOffset Started(Regime regime, DateTimeOffset startedAt, BusinessCalendar calendar, TimeZoneInfo zone) => Counted(
        regime, regime.Start == ClockStart.StaffedHours ? NextStaffed(regime, startedAt, calendar, zone) : startedAt, calendar, zone);

    private static QuestionEffect Effect(Regime regime, DateTimeOffset startedAt, DateTimeOffset due, ClockEvent asked) =>
        asked.At > due ? QuestionEffect.GoesOn
        : regime.Start == ClockStart.Completeness ? QuestionEffect.StartsWithAnswer
        : regime.Incomplete is { } rule && asked.At <= startedAt.AddHours(rule.AskWithinHours) ? QuestionEffect.DecidedAfterAnswer
        : QuestionEffect.GoesOn;

    private static DateTimeOffset Counted(Regime regime, DateTimeOffset start, BusinessCalendar calendar, TimeZoneInfo zone)
    {
        var due = Add(start, regime.Period, calendar, zone);
        var oneBusinessDay = regime.HoldsABusinessDay ? Add(start, new(1, PeriodUnit.BusinessDays), calendar, zone) : due;
        return oneBusinessDay > due ? oneBusinessDay : due;
    }

    private static DateTimeOffset AnsweredOr(DateTimeOffset latest, ClockEvent question, IReadOnlyList<ClockEvent> events) =>
        events.FirstOrDefault(e => e.Kind == ClockEventKind.InformationReceived && e.At >= question.At) is { } answer && answer.At < latest
            ? answer.At
            : latest;

    private static DateTimeOffset NextStaffed(Regime regime, DateTimeOffset at, BusinessCalendar calendar, TimeZoneInfo zone)
    {
        var today = at.DateIn(zone);
        return Days(today.AddDays(-1)).Where(calendar.IsBusinessDay)
            .Where(day => day > today || at < day.At(regime.StaffedTo, zone))
            .Select(day => day.At(regime.StaffedFrom, zone)).Select(opens => at > opens ? at : opens).First();
    }

    private static DateTimeOffset AddBusinessHours(DateTimeOffset from, TimeSpan left, BusinessCalendar calendar, TimeZoneInfo zone)
    {
        for (var at = from; ; at = at.DateIn(zone).EndOf(zone))
        {
            if (!calendar.IsBusinessDay(at.DateIn(zone))) continue;
            var today = at.DateIn(zone).EndOf(zone) - at;
            if (left <= today) return (at + left).ToUniversalTime();
            left -= today;
        }
    }

    private static IEnumerable<DateOnly> Days(DateOnly after)
    {
        for (var day = after.AddDays(1); ; day = day.AddDays(1)) yield return day;
    }
}
