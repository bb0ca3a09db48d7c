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
        return new(reconsideration, talk, [
            ReconsiderationThrough(reconsideration),
            TalkThrough(talk),
            .. Legal(notice, plan, rules)], Upheld: false, Reconsidered: false)
        { Steps = Steps(notice, plan, rules) };
    }

    /// <summary>After a second look that did not approve: the first windows stay, the legal rights count from the new notice.</summary>
    public static Recourse Second(Recourse first, ReopenGround ground, DateOnly notice, PlanTerms plan, Rules rules)
    {
        var reconsidered = first.Reconsidered || ground == ReopenGround.Reconsideration;
        string[] open = reconsidered || notice > first.ReconsiderationThrough ? []
            : [ReconsiderationThrough(first.ReconsiderationThrough)];
        return first with
        {
            Rights = [.. open, .. Legal(notice, plan, rules)],
            Upheld = true,
            Reconsidered = reconsidered,
            Steps = Steps(notice, plan, rules),
        };
    }

    /// <summary>The rights by law, of every regime on the case: of the same right under two regimes the one with the later last day.</summary>
    public static IEnumerable<AppealRight> ByLaw(DateOnly notice, PlanTerms plan, Rules rules) => rules.Appeals
        .Where(right => Laws.Reaches(right.LineOfBusiness, right.State, plan) && right.Source.HoldsOn(notice))
        .OrderBy(right => Laws.Of(plan).Index().First(law => law.Item == right.LineOfBusiness).Index)
        .GroupBy(right => right.Name, StringComparer.Ordinal)
        .Select(same => same.OrderByDescending(right => LastDay(right, notice)).ThenByDescending(right => right.State == plan.State).First());

    /// <summary>The steps of the law that go with a notice, with the last day where it counts from the notice.</summary>
    public static IReadOnlyList<LegalStep> Steps(DateOnly notice, PlanTerms plan, Rules rules) =>
    [
        .. ByLaw(notice, plan, rules).Where(right => right.Step is not null).Select(right => new LegalStep(
            right.Step!, right.Step!.After.Count == 0 && right.Days + right.Months > 0 ? LastDay(right, notice) : null, right.Source.Citation)
        {
            Told = Told(right, notice),
        }),
    ];

    /// <summary>The sentences of the rights by law, as a notice of a day tells them.</summary>
    public static IEnumerable<string> Legal(DateOnly notice, PlanTerms plan, Rules rules) =>
        ByLaw(notice, plan, rules).Select(right => Told(right, notice)).Distinct();

    /// <summary>How a denial tells of the program's second look.</summary>
    public static string ReconsiderationThrough(DateOnly day) =>
        $"Reconsideration by a different physician of the same specialty can be asked through {Day(day)}.";

    /// <summary>How a denial tells of a talk.</summary>
    public static string TalkThrough(DateOnly day) =>
        $"A peer-to-peer talk can be asked for at any time; one held through {Day(day)} can open this decision again.";

    private static string Told(AppealRight right, DateOnly notice) =>
        right.Sentence.Replace("{last day}", Day(LastDay(right, notice)), StringComparison.Ordinal);

    /// <summary>The last day on which a right can be used, inclusive.</summary>
    public static DateOnly LastDay(AppealRight right, DateOnly notice) => notice.AddMonths(right.Months).AddDays(right.Days);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
