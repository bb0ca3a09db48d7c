using UtilizationReview.Platform.Time;

namespace UtilizationReview.Intake.Domain;

/// <summary>Every way to have a decision looked at, in the order of the ladder; the last ones are <see cref="AppealLevel"/>.</summary>
internal enum RecourseKind
{
    PeerToPeer = 1, SupportingDocumentation, Reconsideration, PlanAppeal, IndependentReview, ExternalReview, StateFairHearing, AdministrativeHearing,
    CivilAction,
}

/// <summary>How a step stands.</summary>
internal enum RungState
{
    /// <summary>Something has to come before: a denial, or the answer of an earlier step.</summary>
    NotYetOpen = 1,

    /// <summary>It can be taken now.</summary>
    Open,

    /// <summary>It was taken and has no answer yet.</summary>
    Running,

    /// <summary>It was taken and answered; it cannot be taken again.</summary>
    Used,

    /// <summary>Its last day has passed, or the order is closed.</summary>
    Closed,
}

/// <summary>One step of the ladder as an order stands.</summary>
/// <param name="DecidedBy">Who decides it, in words.</param>
/// <param name="ByPlatform">This platform decides it; otherwise it only routes and tracks.</param>
/// <param name="Through">Last day, inclusive and plan-local; null: none, or not known yet.</param>
/// <param name="Window">How the days are counted, in words.</param>
/// <param name="Standard">Time to decide, in words.</param>
/// <param name="Expedited">The same for urgent cases; empty: there is none.</param>
/// <param name="DueAt">When it is due, once it was taken and where a rule has a number.</param>
/// <param name="AskedBy">Who may ask, in words.</param>
/// <param name="MayDecide">Who may decide, in words.</param>
/// <param name="Consumes">What it uses up, in words.</param>
/// <param name="Sentence">How it stands, for people.</param>
internal sealed record Rung(
    RecourseKind Kind, RungState State, string DecidedBy, bool ByPlatform, DateOnly? Through, string Window, string Standard, string Expedited,
    DateTimeOffset? DueAt, string AskedBy, string MayDecide, string Consumes, string Sentence, string Citation)
{
    /// <summary>Sentences by which the denials or revocations in force told of it when they were made; empty: they did not.</summary>
    public IReadOnlyList<string> Told { get; init; } = [];

    /// <summary>Whether the practice may ask in its own right, with the enrollee's consent, or not at all.</summary>
    public AppealFiler ByPractice { get; init; }
}

/// <summary>The appeal ladder of an order (regulation §5): what the platform decides, what it only routes and tracks, each with window, clock,
/// who may decide, and what it uses up.</summary>
internal static class Ladder
{
    private const string NoLevel = "no level of appeal";
    private const string ConsumesNothing = $"nothing: {NoLevel}, not the reconsideration, and no day of its window while a physician looks again";

    /// <summary>Every step, as the order stands.</summary>
    public static IReadOnlyList<Rung> Of(Order order, DateTimeOffset now, Rules rules)
    {
        var today = now.DateIn(OrderLifecycle.Zone(order));
        var denied = order.Lines.Where(l => l.End is null or LineEnd.Expired && l.Adverse is not null).ToList();
        return [Talk(order, denied, today), Documents(order, denied, today), Reconsideration(order, denied, today), .. Legal(order, today, rules)];
    }

    /// <summary>The order with some of its lines only and what was appealed about them, as a notice tells of it that is about these; none named:
    /// with all.</summary>
    public static Order Narrowed(Order order, IReadOnlyCollection<int> lines)
    {
        var told = order.Lines.Where(line => lines.Count == 0 || lines.Contains(line.Asked.Number)).ToList();
        return lines.Count == 0 ? order : order with { Lines = told, Appeals = [.. order.Appeals.Where(a => told.Exists(a.IsAbout))] };
    }

    /// <summary>A step's name within a sentence.</summary>
    public static string Name(AppealLevel level) => RulesInWords.Spaced(level.ToString());

    /// <summary>An outcome within a sentence.</summary>
    public static string Words(AppealResult result) => RulesInWords.Spaced(result.ToString());

    /// <summary>Who may file a step, within a sentence.</summary>
    public static string Filers(AppealStep step) => string.Join(" or ", step.FiledBy.Select(by => by switch
    {
        AppealFiler.Enrollee => "the enrollee",
        AppealFiler.Representative => "a representative",
        AppealFiler.Practice => "the practice for the enrollee",
        AppealFiler.PracticeWithConsent => "the practice with the enrollee's consent",
        _ => "the plan",
    }));

    /// <summary>Who decides a step of the law, within a sentence.</summary>
    public static string Words(AppealBody body) => body switch
    {
        AppealBody.Plan => "the plan",
        AppealBody.IndependentReviewEntity => "the independent review entity",
        AppealBody.IndependentReviewOrganization => "an independent review organization",
        AppealBody.StateAgency => "the state",
        AppealBody.AdministrativeLawJudge => "an administrative law judge",
        _ => "a court",
    };

    private static Rung Talk(Order order, List<OrderLine> denied, DateOnly today)
    {
        DateOnly? through = denied.Count == 0 ? null : denied.Max(l => l.Adverse!.Recourse.TalkThrough);
        var reopens = denied.Exists(l => !l.Adverse!.Recourse.Reconsidered && today <= l.Adverse.Recourse.TalkThrough);
        var running = denied.Exists(l => l.Reopened == ReopenGround.TalkAfterDenial);
        var (state, sentence) = order.Stage switch
        {
            Stage.Closed => (RungState.Closed, "The order is closed."),
            _ when running => (RungState.Running, "A talk was held; a physician looks at the denial again."),
            Stage.Determined or Stage.Reconsideration when denied.Count == 0 => (RungState.NotYetOpen, "Nothing is denied."),
            Stage.Determined or Stage.Reconsideration => reopens
                ? (RungState.Open, $"A talk held through {Recourses.Day(through!.Value)} can open the denial again.")
                : (RungState.Closed, $"A talk could open the denial again through {Recourses.Day(through!.Value)} and before a reconsideration."),
            _ => (RungState.Open, "A talk can be asked for at any time before the decision; it moves no deadline."),
        };
        return new(RecourseKind.PeerToPeer, state, "a physician reviewer", ByPlatform: true, through,
            $"any time before the decision; after a denial within {order.Plan.TalkDaysAfterDetermination} calendar days, day 1 the day after it",
            "at the talk; a reopened denial as in reconsideration", "", running ? order.DueAt : null, "the treating clinician or a delegate",
            "a physician of the same or a similar specialty; the one who denied may change the decision", ConsumesNothing, sentence, "Program rule")
        {
            Told = [.. denied.Select(l => Recourses.TalkThrough(l.Adverse!.Recourse.TalkThrough)).Distinct()],
            ByPractice = AppealFiler.Practice,
        };
    }

    private static Rung Documents(Order order, List<OrderLine> denied, DateOnly today)
    {
        var running = denied.Exists(l => l.Reopened == ReopenGround.SupportingDocuments);
        var (through, state, sentence) = InProgram(order, denied, today, running,
            "A document sent through {last day} opens the denial for a physician's look.",
            "Documents are on record; a physician looks at the denial with them.");
        if (order.Stage is not (Stage.Determined or Stage.Reconsideration or Stage.Closed))
            (state, sentence) = (RungState.Open, "Documents can be sent at any time before the decision; reviewers see them.");
        return new(RecourseKind.SupportingDocumentation, state, "a physician reviewer", ByPlatform: true, through, CountedAs(order), Clock(order), "",
            running ? order.DueAt : null, "the practice", "any physician reviewer, the one who denied included", ConsumesNothing, sentence,
            "Program rule")
        { ByPractice = AppealFiler.Practice };
    }

    private static Rung Reconsideration(Order order, List<OrderLine> denied, DateOnly today)
    {
        var running = denied.Exists(l => l.Reopened == ReopenGround.Reconsideration);
        var (through, state, sentence) = InProgram(order, denied, today, running,
            "Reconsideration can be asked for through {last day}.", "A different physician looks at the denial.");
        return new(RecourseKind.Reconsideration, state, "a physician reviewer", ByPlatform: true, through, CountedAs(order), Clock(order), "",
            running ? order.DueAt : null, "the practice", "a different physician of the same specialty, who took no part in the denial",
            $"itself: it can be asked for once; {NoLevel} by law", sentence, "RECON-1, program rule")
        {
            Told = [.. denied.Select(l => Recourses.ReconsiderationThrough(l.Adverse!.Recourse.ReconsiderationThrough)).Distinct()],
            ByPractice = AppealFiler.Practice,
        };
    }

    private static (DateOnly? Through, RungState State, string Sentence) InProgram(
        Order order, List<OrderLine> denied, DateOnly today, bool running, string open, string runs)
    {
        DateOnly? through = denied.Count == 0 ? null : denied.Max(l => l.Adverse!.Recourse.ReconsiderationThrough);
        return order.Stage switch
        {
            Stage.Closed => (through, RungState.Closed, "The order is closed."),
            _ when running => (through, RungState.Running, $"{runs} A decision is due by {order.DueAt:yyyy-MM-dd HH:mm} UTC."),
            _ when denied.Count == 0 => (through, RungState.NotYetOpen, "Nothing is denied."),
            _ when denied.TrueForAll(l => l.Adverse!.Recourse.Reconsidered) =>
                (through, RungState.Used, "The denial was reconsidered once and stands."),
            _ when denied.Exists(l => l.Reopened is ReopenGround.TalkAfterDenial or ReopenGround.SupportingDocuments
                && AfterDetermination.CanBeReconsidered(l, order.Clock.StartedAt.DateIn(OrderLifecycle.Zone(order)))) =>
                (through, RungState.NotYetOpen, "A physician looks at the denial again; the days of this look do not count in the window, and what "
                    + "is left of it follows the decision."),
            _ when denied.Exists(l => AfterDetermination.CanBeReconsidered(l, today)) => order.Stage == Stage.Determined
                ? (through, RungState.Open, open.Replace("{last day}", Recourses.Day(through!.Value), StringComparison.Ordinal))
                : (through, RungState.NotYetOpen, "The order is on a desk; it can be asked for when every line is decided."),
            _ => (through, RungState.Closed, $"The last day was {Recourses.Day(through!.Value)}."),
        };
    }

    private static IEnumerable<Rung> Legal(Order order, DateOnly today, Rules rules)
    {
        var lines = Appeals.Concerned(order).Where(line => Appeals.StepsOf(order, line).Count > 0).ToList();
        // Nothing is denied yet: what would go with a denial of today.
        var steps = lines.Count == 0 ? Recourses.Steps(today, order.Plan, rules)
            : lines.SelectMany(line => Appeals.StepsOf(order, line)).DistinctBy(s => s.Step.Level);
        foreach (var legal in steps)
        {
            var step = legal.Step;
            var windows = lines.Where(line => !Appeals.IsUsed(order, line, step.Level) && !Appeals.Runs(order, line, step.Level))
                .Select(line => Appeals.StepOf(order, line, step.Level) is { } own ? Appeals.WindowOf(order, line, own) : null).ToList();
            var opened = windows.Where(w => w is not null).Select(w => w!.Value).ToList();
            DateOnly? through = opened.Count == 0 || opened.Exists(w => w.Through is null) ? null : opened.Max(w => w.Through);
            var last = order.Appeals.LastOrDefault(a => a.Level == step.Level && a.Runs) ?? order.Appeals.LastOrDefault(a => a.Level == step.Level);
            var (state, sentence) = Stands(order, step, last, lines.Count > 0, opened, through, today);
            yield return new((RecourseKind)step.Level, state, Words(step.DecidedBy), ByPlatform: false, through, Counted(step, legal), Within(step),
                step.Expedited is { } fast ? RulesInWords.Words(fast) : "", last is { Runs: true } ? last.DueAt : null, Filers(step),
                MayDecide(step.DecidedBy), "this step; the steps after it stay", sentence, legal.Citation)
            {
                Told = [.. lines.Select(line => Appeals.StepOf(order, line, step.Level)?.Told ?? "").Where(told => told.Length > 0).Distinct()],
                ByPractice = step.AsPractice,
            };
        }
    }

    private static (RungState State, string Sentence) Stands(
        Order order, AppealStep step, Appeal? last, bool denied, List<(DateOnly From, DateOnly? Through)> opened, DateOnly? through, DateOnly today)
    {
        if (order.Stage == Stage.Closed) return (RungState.Closed, "The order is closed.");
        if (opened.Exists(w => !(w.Through < today)))
        {
            return (RungState.Open, through is { } day
                ? $"It can be filed through {Recourses.Day(day)}." : "It can be filed; no rule here sets a last day.");
        }
        if (last is { Runs: true })
        {
            var longer = last.ExtendedOn is { } extended ? $" The plan took more time for it on {Recourses.Day(extended)}, as the law allows once." : "";
            return (RungState.Running, (last.Missed ? $"Filed on {Recourses.Day(last.FiledOn)} and not answered in time." : last.By == AppealFiler.Plan
                ? $"Forwarded by the plan on {Recourses.Day(last.FiledOn)}." : $"Filed on {Recourses.Day(last.FiledOn)}; it runs.") + longer);
        }
        if (last is { UsesUp: true }) return (RungState.Used, $"It was {Words(last.Answer!.Outcome)} on {Recourses.Day(last.Answer.DecidedOn)}.");
        if (opened.Count > 0) return (RungState.Closed, $"The last day was {Recourses.Day(through!.Value)}.");
        return (RungState.NotYetOpen, !denied ? "Nothing is denied." : step.Automatic
            ? "The plan forwards it without being asked when it upholds its decision."
            : $"It opens after the {string.Join(" or the ", step.After.Select(Name))} was answered, or not answered in time.");
    }

    private static string Counted(AppealStep step, LegalStep legal) => step switch
    {
        { Automatic: true } => "forwarded by the plan",
        { After.Count: 0 } => legal.Through is null ? "no rule here sets a last day"
            : "calendar days or months after the notice, day 1 being the day after it",
        { Months: > 0, RollsForward: true } => $"{step.Months} months from the final answer of the step before, to the same day of the month or, "
            + "without one, the first of the next; from a Saturday, Sunday or federal holiday on to the next day that is none",
        { Months: > 0 } => $"{step.Months} months from the final answer of the step before, to the same day of the month or its last",
        { Days: > 0 } => $"{step.Days} calendar days from the final answer of the step before, day 1 being the day after it",
        _ => "no rule here sets a last day",
    };

    private static string Within(AppealStep step) =>
        step.Standard is { } time ? RulesInWords.Words(time) : step.DecidedBy == AppealBody.Plan ? "" : $"as {Words(step.DecidedBy)} sets it";

    private static string MayDecide(AppealBody body) => body switch
    {
        AppealBody.Plan => "somebody of the plan who took no part in the denial and is not subordinate to who did, without deference to it; "
            + "where medical judgement is in question, with a physician of the same or a similar specialty",
        AppealBody.IndependentReviewEntity or AppealBody.IndependentReviewOrganization => "a reviewer independent of the plan",
        AppealBody.StateAgency => "a hearing officer of the state",
        AppealBody.AdministrativeLawJudge => "an administrative law judge, then the Council and the courts",
        _ => "a judge",
    };

    private static string CountedAs(Order order) =>
        $"{order.Plan.ReconsiderationDays} {(order.Plan.ReconsiderationInBusinessDays ? "business" : "calendar")} days, "
        + "day 1 being the day after the notice, to the end of the last day";

    private static string Clock(Order order) => RulesInWords.Words(order.Clock.Regime.Period);
}
