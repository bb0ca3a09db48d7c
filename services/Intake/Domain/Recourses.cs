using System.Globalization;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Intake.Domain;

/// <summary>What can be done about an adverse determination: windows and rights, with their last days (RECON-1, P2P-1, regulation §5).</summary>
internal static class Recourses
{
    /// <summary>After a first adverse determination. Day 1 of every window is the day after the notice.</summary>
    public static Recourse First(DateOnly notice, PlanTerms plan, Rules rules)
    {
        var reconsideration = plan.ReconsiderationInBusinessDays
            ? rules.Calendar.AddBusinessDays(notice, plan.ReconsiderationDays)
            : notice.AddDays(plan.ReconsiderationDays);
        var talk = notice.AddDays(plan.TalkDaysAfterDetermination);
        return new(reconsideration, talk, [.. OfProgram(reconsideration, talk, notice), .. Legal(notice, plan, rules)], Upheld: false, Reconsidered: false)
        {
            Steps = Steps(notice, plan, rules),
        };
    }

    /// <summary>After a second look that did not approve: the legal rights count from the new notice, and the first windows stay. A look after a talk
    /// or at documents uses nothing up, so its days do not count in them.</summary>
    /// <param name="opened">Plan-local day the look began.</param>
    /// <param name="notice">Plan-local day of the decision that ended it.</param>
    public static Recourse Second(Recourse first, ReopenGround ground, DateOnly opened, DateOnly notice, PlanTerms plan, Rules rules)
    {
        var reconsidered = first.Reconsidered || ground == ReopenGround.Reconsideration;
        var (reconsideration, talk) = reconsidered ? (first.ReconsiderationThrough, first.TalkThrough) : (
            Without(opened, notice, first.ReconsiderationThrough, plan.ReconsiderationInBusinessDays, rules.Calendar),
            Without(opened, notice, first.TalkThrough, inBusinessDays: false, rules.Calendar));
        return first with
        {
            ReconsiderationThrough = reconsideration,
            TalkThrough = talk,
            Rights = [.. reconsidered ? [] : OfProgram(reconsideration, talk, notice), .. Legal(notice, plan, rules)],
            Upheld = true,
            Reconsidered = reconsidered,
            Steps = Steps(notice, plan, rules),
            MemberToldOn = null,
        };
    }

    /// <summary>After a notice told the member of it. What the law gives counts from the notice (regulation §5), and until it comes the day of the
    /// decision stands for it: one dated later moves those last days. The program's own windows count from the denial.</summary>
    /// <param name="decided">Plan-local day of the decision.</param>
    /// <param name="dated">Plan-local date of the notice.</param>
    public static Recourse Told(Recourse stands, DateOnly decided, DateOnly dated, PlanTerms plan, Rules rules)
    {
        var told = stands with { MemberToldOn = dated };
        return dated <= decided ? told : told with
        {
            Steps = Moved(told.Steps, decided, dated, plan, rules),
            Rights = [.. told.Reconsidered ? [] : OfProgram(told.ReconsiderationThrough, told.TalkThrough, decided), .. Legal(decided, plan, rules, dated)],
        };
    }

    /// <inheritdoc cref="Told(Recourse, DateOnly, DateOnly, PlanTerms, Rules)"/>
    public static Revocation Told(Revocation stands, DateOnly dated, PlanTerms plan, Rules rules) =>
        dated <= stands.Day ? stands with { MemberToldOn = dated } : stands with
        {
            MemberToldOn = dated,
            Steps = Moved(stands.Steps, stands.Day, dated, plan, rules),
            Rights = [.. Legal(stands.Day, plan, rules, dated)],
        };

    private static IReadOnlyList<LegalStep> Moved(IReadOnlyList<LegalStep> steps, DateOnly decided, DateOnly dated, PlanTerms plan, Rules rules)
    {
        var moved = Steps(decided, plan, rules, dated);
        return [.. steps.Select(step => moved.FirstOrDefault(m => m.Step.Level == step.Step.Level) is { } later
            ? step with { Through = later.Through ?? step.Through, Told = later.Told } : step)];
    }

    /// <summary>Last day on which a talk can open something denied again; the day before <paramref name="today"/> when none can any more; null: nothing is
    /// denied.</summary>
    public static DateOnly? LastTalkDay(Order order, DateOnly today)
    {
        var denied = order.Lines.Where(l => l.End is null or LineEnd.Expired && l.Adverse is not null).Select(l => l.Adverse!.Recourse).ToList();
        return denied.Count == 0 ? null : denied.Where(r => !r.Reconsidered).Select(r => (DateOnly?)r.TalkThrough).Max() ?? today.AddDays(-1);
    }

    /// <summary>The rights in words of the last denial or revocation that stands; none when there is none.</summary>
    public static IReadOnlyList<string> LastRights(Order order) =>
        order.Lines.Where(line => line.StandsAdverse).MaxBy(line => line.AdverseSince!.At) is { } last
            ? last.Revocation?.Rights ?? last.Adverse!.Recourse.Rights : [];

    /// <summary>The last day of a window in which the days from one to another do not count: what was left of it on the first follows on the second. A
    /// window that was over stays over, and none becomes shorter.</summary>
    private static DateOnly Without(DateOnly from, DateOnly to, DateOnly last, bool inBusinessDays, BusinessCalendar calendar)
    {
        if (from > last) return last;
        var left = last.DayNumber - from.DayNumber;
        var moved = inBusinessDays
            ? calendar.AddBusinessDays(to, Enumerable.Range(1, left).Count(day => calendar.IsBusinessDay(from.AddDays(day))))
            : to.AddDays(left);
        return moved > last ? moved : last;
    }

    private static IEnumerable<string> OfProgram(DateOnly reconsideration, DateOnly talk, DateOnly notice)
    {
        if (notice <= reconsideration)
            yield return ReconsiderationThrough(reconsideration);
        if (notice <= talk)
            yield return TalkThrough(talk);
    }

    /// <summary>The rights by law, of every regime on the case: of the same right under two regimes the one with the later last day.</summary>
    public static IEnumerable<AppealRight> ByLaw(DateOnly notice, PlanTerms plan, Rules rules) => rules.Appeals
        .Where(right => Laws.Reaches(right.LineOfBusiness, right.State, plan) && right.Source.HoldsOn(notice))
        .OrderBy(right => Laws.Of(plan).Index().First(law => law.Item == right.LineOfBusiness).Index)
        .GroupBy(right => right.Name, StringComparer.Ordinal)
        .Select(same => same.OrderByDescending(right => LastDay(right, notice)).ThenByDescending(right => right.State == plan.State).First());

    /// <summary>The steps of the law that go with a notice, with the last day where it counts from the notice.</summary>
    /// <param name="told">Day the notice came, where it came later than the decision whose law holds.</param>
    public static IReadOnlyList<LegalStep> Steps(DateOnly notice, PlanTerms plan, Rules rules, DateOnly? told = null) =>
    [
        .. ByLaw(notice, plan, rules).Where(right => right.Step is not null).Select(right => new LegalStep(
            right.Step!, right.Step!.After.Count == 0 && right.Days + right.Months > 0 ? LastDay(right, told ?? notice) : null,
            right.Source.Citation)
        {
            Told = Told(right, told ?? notice),
        }),
    ];

    /// <summary>The sentences of the rights by law, as a notice of a day tells them.</summary>
    /// <param name="told">Day the notice came, where it came later than the decision whose law holds.</param>
    public static IEnumerable<string> Legal(DateOnly notice, PlanTerms plan, Rules rules, DateOnly? told = null) =>
        ByLaw(notice, plan, rules).Select(right => Told(right, told ?? notice)).Distinct();

    /// <summary>How a denial tells of the program's second look.</summary>
    public static string ReconsiderationThrough(DateOnly day) =>
        $"Reconsideration by a different physician of the same specialty can be asked through {Day(day)}.";

    /// <summary>How a denial tells of a talk.</summary>
    public static string TalkThrough(DateOnly day) =>
        $"A peer-to-peer talk can be asked for and held through {Day(day)}; it can open this decision again.";

    private static string Told(AppealRight right, DateOnly notice) =>
        right.Sentence.Replace("{last day}", Day(LastDay(right, notice)), StringComparison.Ordinal);

    /// <summary>The last day on which a right can be used, inclusive.</summary>
    public static DateOnly LastDay(AppealRight right, DateOnly notice) => notice.AddMonths(right.Months).AddDays(right.Days);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
