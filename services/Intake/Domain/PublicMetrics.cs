namespace UtilizationReview.Intake.Domain;

/// <summary>Level the figures are published at: MA contract, Medicaid plan or QHP issuer; here the plan with its line of business.</summary>
internal sealed record ReportingLevel(string PlanId, LineOfBusiness LineOfBusiness);

/// <summary>Cases of one level and year that are alike in everything that is counted.</summary>
/// <param name="Cases">How many.</param>
/// <param name="Milliseconds">Their times from receipt to the first decision, added up.</param>
internal sealed record CaseTally(
    ReportingLevel Level, Urgency Urgency, bool IsDrug, CaseOutcome Outcome, CaseOutcome InForce, AppealOutcome Appeal, CaseDecider DecidedBy,
    bool Extended, bool Late, long Cases, long Milliseconds);

/// <summary>A part of a whole.</summary>
internal sealed record Share(long Part, long Whole)
{
    /// <summary>In percent with two digits, halves away from zero; null when there is nothing to divide by (CNT-17).</summary>
    public decimal? Percent => Whole == 0 ? null : Math.Round(100m * Part / Whole, 2, MidpointRounding.AwayFromZero);
}

/// <summary>Times to decision; null when no case was decided (CNT-17).</summary>
internal sealed record DecisionTimes(TimeSpan? Mean, TimeSpan? Median);

/// <summary>What is told beside the figures so that others can be made of them.</summary>
/// <param name="PartlyApproved">Counted as denied (CNT-4).</param>
/// <param name="DeemedDenied">Counted as denied (CNT-7).</param>
/// <param name="DeemedApproved">Counted as approved (CNT-6).</param>
/// <param name="ApprovedByRules">Counted as approved (CNT-5).</param>
/// <param name="Late">Decided after their time.</param>
/// <param name="StandardAppealsDecided">Standard requests whose reconsideration or appeal was decided (CNT-8).</param>
/// <param name="Reopened">Not approved at first, approved later without an appeal: after a talk or at another site (CNT-9, CNT-10).</param>
internal sealed record BesideFigures(
    long PartlyApproved, long DeemedDenied, long DeemedApproved, long ApprovedByRules, long Late, long StandardAppealsDecided, long Reopened);

/// <summary>What is kept apart and not counted.</summary>
internal sealed record KeptApart(long Withdrawn, long NoReviewRequired, long Notifications, long Drugs);

/// <summary>The figures (2) to (9) of regulation §7 for one level and calendar year. Figure (1), the list of services, is the catalogue's.</summary>
internal sealed record LevelFigures(
    ReportingLevel Level, int Year, Share StandardApproved, Share StandardDenied, Share StandardApprovedAfterAppeal, Share ExtendedAndApproved,
    Share ExpeditedApproved, Share ExpeditedDenied, DecisionTimes StandardTimes, DecisionTimes ExpeditedTimes, BesideFigures Beside, KeptApart Apart);

/// <summary>Counts the yearly public figures from tallies the database made; <see cref="CountingRules"/> says how, in words.</summary>
internal static class PublicMetrics
{
    /// <summary>Figures of one level and year.</summary>
    /// <param name="level">The level.</param>
    /// <param name="year">Calendar year of the first decisions, in the plan's zone.</param>
    /// <param name="tallies">Tallies of the year; those of other levels are left aside.</param>
    /// <param name="middles">The times in the middle of all counted cases of an urgency, as <see cref="Middle"/> places them.</param>
    public static LevelFigures Of(
        ReportingLevel level, int year, IReadOnlyList<CaseTally> tallies, Func<Urgency, IReadOnlyList<TimeSpan>> middles)
    {
        var own = tallies.Where(t => t.Level == level).ToList();
        var counted = own.FindAll(Counts);
        var standard = counted.FindAll(t => t.Urgency == Urgency.Standard);
        var expedited = counted.FindAll(t => t.Urgency == Urgency.Expedited);
        return new(
            level, year,
            ShareOf(standard, IsApproved),
            ShareOf(standard, t => !IsApproved(t)),
            ShareOf(standard, t => t.Appeal == AppealOutcome.Overturned),
            ShareOf(counted, t => t.Extended && IsApproved(t)),
            ShareOf(expedited, IsApproved),
            ShareOf(expedited, t => !IsApproved(t)),
            Times(standard, middles(Urgency.Standard)),
            Times(expedited, middles(Urgency.Expedited)),
            new(
                Sum(counted, t => t.Outcome == CaseOutcome.PartlyApproved),
                Sum(counted, t => t.Outcome == CaseOutcome.DeemedDenied),
                Sum(counted, t => t is { Outcome: CaseOutcome.Approved, DecidedBy: CaseDecider.Law }),
                Sum(counted, t => t is { Outcome: CaseOutcome.Approved, DecidedBy: CaseDecider.Rules }),
                Sum(counted, t => t.Late),
                Sum(standard, t => t.Appeal is AppealOutcome.Overturned or AppealOutcome.PartlyOverturned or AppealOutcome.Upheld),
                Sum(counted, t => !IsApproved(t) && t.InForce == CaseOutcome.Approved && t.Appeal != AppealOutcome.Overturned)),
            new(
                Sum(own, t => !t.IsDrug && t.Outcome == CaseOutcome.Withdrawn),
                Sum(own, t => !t.IsDrug && t.Outcome == CaseOutcome.NoReviewRequired),
                Sum(own, t => !t.IsDrug && t.Outcome == CaseOutcome.NotificationRecorded),
                Sum(own, t => t.IsDrug)));
    }

    /// <summary>Counted cases of a level and urgency.</summary>
    public static long Cases(IReadOnlyList<CaseTally> tallies, ReportingLevel level, Urgency urgency) =>
        Sum(tallies, t => t.Level == level && t.Urgency == urgency && Counts(t));

    /// <summary>Which of so many times, the shortest first, stand in the middle: skip so many, take so many.</summary>
    public static (long Skip, int Take) Middle(long cases) => cases == 0 ? (0, 0) : ((cases - 1) / 2, cases % 2 == 0 ? 2 : 1);

    /// <summary>Approved and not counted as denied (CNT-3, CNT-4).</summary>
    private static bool IsApproved(CaseTally tally) => tally.Outcome == CaseOutcome.Approved;

    private static bool Counts(CaseTally tally) => !tally.IsDrug && CountingRules.Counted.Contains(tally.Outcome);

    private static Share ShareOf(List<CaseTally> whole, Func<CaseTally, bool> part) => new(Sum(whole, part), Sum(whole, _ => true));

    private static long Sum(IEnumerable<CaseTally> tallies, Func<CaseTally, bool> which) => tallies.Where(which).Sum(t => t.Cases);

    private static DecisionTimes Times(List<CaseTally> tallies, IReadOnlyList<TimeSpan> middle)
    {
        var cases = Sum(tallies, _ => true);
        return new(
            cases == 0 ? null : TimeSpan.FromMilliseconds(tallies.Sum(t => t.Milliseconds) / cases),
            middle.Count == 0 ? null : new TimeSpan(middle.Sum(t => t.Ticks) / middle.Count));
    }
}
