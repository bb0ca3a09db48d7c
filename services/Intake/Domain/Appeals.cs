using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderEvent;

namespace UtilizationReview.Intake.Domain;

/// <summary>Appeals by law that somebody filed: recorded, timed and answered by their own bodies. Nothing here is adverse (I1): an answer that
/// helps the member approves lines, any other changes no line.</summary>
internal static class Appeals
{
    /// <summary>What is recorded of an appeal.</summary>
    public static Answer<OrderEvent> Decide(Order order, OrderCommand command, DateTimeOffset now, Rules rules) => command switch
    {
        OrderCommand.FileAppeal filed => Filed(order, filed, now, rules),
        OrderCommand.RecordAppealOutcome answered => Answered(order, answered, now, rules),
        OrderCommand.ExtendAppeal extended => Extended(order, extended, now, rules),
        _ => Refusals.NotHere(order, command, now),
    };

    /// <summary>An appeal was filed.</summary>
    private static Answer<OrderEvent> Filed(Order order, OrderCommand.FileAppeal c, DateTimeOffset now, Rules rules)
    {
        if (OrderLifecycle.Unknown(order, c.Lines) is { } unknown) return Refusals.Now(order, now, Refusals.LineUnknown, unknown);
        var name = Ladder.Name(c.Level);
        if (order.Appeals.Any(a => a.Level == c.Level && (c.Lines.Count == 0 || c.Lines.Order().SequenceEqual(a.Lines))
            && (a.FiledAt, a.By, a.Consent, a.Expedited, a.Reference) == (c.FiledAt, c.By, c.Consent, c.Expedited, c.Reference)
            && a.Lines.All(n => a.IsAbout(order.Line(n)!))))
            return OrderLifecycle.Ignored("This appeal is on record.");
        if (c.FiledAt > now) return Refusals.Bad(Refusals.AppealDateWrong, "filed_at", "The appeal is said to be filed in the future.");
        var concerned = Concerned(order).Where(line => c.Lines.Count == 0 || c.Lines.Contains(line.Asked.Number)).ToList();
        if (concerned.Count == 0 || c.Lines.Any(n => !concerned.Exists(line => line.Asked.Number == n)))
            return Refusals.Now(order, now, Refusals.NothingToAppeal, "What is appealed against is neither denied nor revoked.");
        var zone = OrderLifecycle.Zone(order);
        var day = c.FiledAt.DateIn(zone);
        var refused = concerned.Select(line => (Line: line, Why: Refuse(order, line, c, day))).ToList();
        var taken = refused.Where(r => r.Why is null).Select(r => r.Line).ToList();
        if (taken.Count == 0 || (c.Lines.Count > 0 && taken.Count < concerned.Count))
        {
            var (code, sentence) = refused.First(r => r.Why is not null).Why!.Value;
            return Refusals.Now(order, now, code, sentence);
        }
        if (taken.Select(line => line.Revocation?.At).Distinct().Count() > 1)
        {
            return Refusals.Now(order, now, Refusals.AppealOfTwoSubjects,
                $"A denial and a revocation are appealed each on its own; name the lines of one: {InWords(taken)}.");
        }
        var step = StepOf(order, taken[0], c.Level)!.Step;
        return new OrderEvent[]
        {
            new AppealFiled(now, new(
                c.Level, [.. taken.Select(l => l.Asked.Number)], c.FiledAt, day, c.By, c.Consent, c.Expedited, c.Reference,
                taken.Exists(l => IsLate(order, l, c.Level, day)) ? c.GoodCause : "",
                DueAt(step, c.FiledAt, c.Expedited, rules, zone))
            { RevokedAt = taken[0].Revocation?.At }, c.RecordedBy),
        };

        static string InWords(List<OrderLine> lines) => string.Join("; ", lines.GroupBy(line => line.Revocation?.At).Select(same =>
            $"{string.Join(", ", same.Select(line => line.Asked.Number))} ({(same.Key is null ? "denied" : "revoked")})"));
    }

    /// <summary>The body decided.</summary>
    private static Answer<OrderEvent> Answered(Order order, OrderCommand.RecordAppealOutcome c, DateTimeOffset now, Rules rules)
    {
        var name = Ladder.Name(c.Level);
        if (RunTwo(order, c.Level, c.Subject)) return SubjectNeeded(order, c.Level, now);
        if (Find(order, c.Level, c.Subject) is not { } appeal)
            return Refusals.Now(order, now, Refusals.AppealUnknown, $"No {name} is on record; file it first.");
        IReadOnlyList<int> lines = c.Outcome == AppealResult.Overturned && c.Lines.Count == 0 ? appeal.Lines : [.. c.Lines.Distinct().Order()];
        var answer = new AppealAnswer(c.Outcome, lines, c.DecidedOn, c.Body, c.Reference);
        if (appeal.Answer is { } before)
        {
            return before with { Lines = [] } == answer with { Lines = [] } && before.Lines.SequenceEqual(lines)
                ? OrderLifecycle.Ignored("This outcome is on record.")
                : Refusals.Now(order, now, Refusals.AppealAnswered,
                    $"The {name} was {Ladder.Words(before.Outcome)} on {Recourses.Day(before.DecidedOn)}; an outcome on record stays.");
        }
        if (AnswerRefused(order, appeal, answer, now) is { } refusal) return refusal;

        var facts = new List<OrderEvent> { new AppealDecided(now, c.Level, answer, c.RecordedBy) { RevokedAt = appeal.RevokedAt } };
        var by = new Approver.Appeal(c.Level, c.Body, c.Reference);
        var why = $"The {name} decided on {Recourses.Day(c.DecidedOn)} overturned the decision of the plan.";
        var overturned = lines.Select(n => order.Line(n)!).Where(line => CanOverturn(line) && appeal.IsAbout(line));
        facts.AddRange(overturned.Select(line => line.Revocation is null
            ? PhysicianDecisions.Approve(order, line, by, PhysicianDecisions.GroundsOf(line, why, []), now, rules)
            : PhysicianDecisions.Reinstate(order, line, c.Level, now, rules)));
        var after = facts.Aggregate(order, OrderLifecycle.Evolve);
        if (c.Outcome is AppealResult.Upheld or AppealResult.OverturnedInPart)
            facts.AddRange(Forwarded(after, appeal, c.RecordedBy, now, rules));
        // A determined order has new outcomes: whoever listens hears of all of them, as after a second look.
        int[] reinstated = [.. facts.OfType<ApprovalReinstated>().Select(f => f.Line)];
        if (order.Stage == Stage.Determined && (reinstated.Length > 0 || facts.Exists(f => f is LineApproved)))
            facts.Add(new OrderDetermined(now, OrderLifecycle.Status(after)) { NothingNew = reinstated.Length > 0, Reinstated = reinstated });
        return OrderLifecycle.Then(order, now, rules, facts);
    }

    /// <summary>Whether the plan can still take more time for an appeal.</summary>
    public static bool CanExtend(Order order, Appeal appeal, DateTimeOffset now) =>
        appeal is { Runs: true, ExtendedOn: null } && now < appeal.DueAt && StepOf(order, appeal)?.Extension is not null;

    /// <summary>The plan takes the time more that the law allows it.</summary>
    private static Answer<OrderEvent> Extended(Order order, OrderCommand.ExtendAppeal c, DateTimeOffset now, Rules rules)
    {
        var name = Ladder.Name(c.Level);
        if (RunTwo(order, c.Level, c.Subject)) return SubjectNeeded(order, c.Level, now);
        if (Find(order, c.Level, c.Subject) is not { Runs: true, DueAt: { } due } appeal)
            return Refusals.Now(order, now, Refusals.AppealUnknown, $"No {name} with a time to decide runs on this order; there is nothing to extend.");
        if (appeal.ExtendedOn is not null)
        {
            return appeal.ExtensionReason == c.Reason ? OrderLifecycle.Ignored("The appeal was extended before, for this reason.")
                : Refusals.Now(order, now, Refusals.ExtensionUsed,
                    $"The {name} was extended on {Recourses.Day(appeal.ExtendedOn.Value)}; the law allows it once.");
        }
        if (StepOf(order, appeal)?.Extension is not { } longer)
            return Refusals.Now(order, now, Refusals.ExtensionNotAllowed, $"The law of this plan gives no more time for the {name}.");
        if (string.IsNullOrWhiteSpace(c.Reason))
            return Refusals.Bad(Refusals.ReasonRequired, "reason", "The extension gives no reason; say why more time is in the member's interest.");
        return now >= due
            ? Refusals.Now(order, now, Refusals.DeadlinePassed, $"The {name} was due at {due:yyyy-MM-dd HH:mm} UTC; it is extended before that.")
            : new OrderEvent[]
            {
                new AppealExtended(now, c.Level, c.Reason, c.By, Clocks.Add(due, longer, rules.Calendar, OrderLifecycle.Zone(order)))
                { RevokedAt = appeal.RevokedAt },
            };
    }

    /// <summary>Lines an appeal can be about: what is denied or revoked, once the order was determined and its notice went out, and, where the law
    /// takes a missed deadline for a denial or for the end of the plan's procedure, what still waits.</summary>
    public static IEnumerable<OrderLine> Concerned(Order order) => order.Lines.Where(line => CanOverturn(line)
        && (line.InForce is null ? order.Late is not null : order.Stage is Stage.Determined or Stage.Reconsideration or Stage.Closed));

    /// <summary>The steps of the law for a line; none when it is neither denied nor revoked.</summary>
    public static IReadOnlyList<LegalStep> StepsOf(Order order, OrderLine line) =>
        line.InForce is null ? order.Late?.Steps ?? [] : line.LegalSteps;

    /// <summary>The step of an appeal that is on record; null when it stands on no line any more.</summary>
    private static AppealStep? StepOf(Order order, Appeal appeal) =>
        appeal.Lines.Select(n => order.Line(n)!).Where(appeal.IsAbout)
            .Select(line => StepOf(order, line, appeal.Level)?.Step).FirstOrDefault(step => step is not null);

    public static LegalStep? StepOf(Order order, OrderLine line, AppealLevel level) =>
        StepsOf(order, line).FirstOrDefault(s => s.Step.Level == level);

    /// <summary>From which day a step can be taken for a line, and its last day (null: no rule sets one); null: not open yet.</summary>
    public static (DateOnly From, DateOnly? Through)? WindowOf(Order order, OrderLine line, LegalStep step)
    {
        if (step.Step.After.Count == 0) return (line.AdverseSince?.Date ?? order.Late!.Day, step.Through);
        var before = order.Appeals.LastOrDefault(a => step.Step.After.Contains(a.Level) && a.IsAbout(line));
        DateOnly? from = before switch
        {
            { Answer: { Outcome: AppealResult.Upheld or AppealResult.OverturnedInPart } answer } => answer.DecidedOn,
            // The plan did not answer in time: its procedure counts as exhausted.
            { Missed: true, Answer: null } => before.DueAt!.Value.DateIn(OrderLifecycle.Zone(order)),
            _ => order.Late is { Effect: LateEffect.DeemedExhausted } late && line.Revocation is null
                && step.Step.After.Contains(AppealLevel.PlanAppeal) ? late.Day : null,
        };
        return from is not { } day ? null : (day, step.Step.LastDay(day));
    }

    /// <summary>Whether anybody can file an appeal of the order on a day; with a filer, whether that one can.</summary>
    public static bool CanFile(Order order, DateOnly today, AppealFiler by = AppealFiler.None) => Open(order, today)
        .Any(open => by == AppealFiler.None || open.Step.Admits(by, consent: true));

    /// <summary>The last day on which an appeal can still be filed; null: there is none, or no rule sets a last day.</summary>
    public static DateOnly? Through(Order order) => Concerned(order).SelectMany(line => StepsOf(order, line)
        .Where(step => !IsUsed(order, line, step.Step.Level)).Select(step => WindowOf(order, line, step)?.Through)).Max();

    /// <summary>True when an appeal at the level runs for the line, or was decided.</summary>
    public static bool IsUsed(Order order, OrderLine line, AppealLevel level) =>
        order.Appeals.Any(a => a.Level == level && a.UsesUp && a.IsAbout(line));

    /// <summary>True while an appeal at the level runs against the same as one of the line would be; of each one runs at a time.</summary>
    public static bool Runs(Order order, OrderLine line, AppealLevel level) =>
        order.Appeals.Any(a => a.Level == level && a.Runs && a.RevokedAt == line.Revocation?.At);

    /// <summary>The appeal that is meant: the one that runs, or else the last one.</summary>
    private static Appeal? Find(Order order, AppealLevel level, AppealSubject? subject)
    {
        var meant = order.Appeals.Where(a => a.Level == level && (subject is null || a.Subject == subject)).ToList();
        return meant.Find(a => a.Runs) ?? meant.LastOrDefault();
    }

    private static bool RunTwo(Order order, AppealLevel level, AppealSubject? subject) =>
        subject is null && order.Appeals.Where(a => a.Level == level && a.Runs).Select(a => a.Subject).Distinct().Count() > 1;

    private static Answer<OrderEvent> SubjectNeeded(Order order, AppealLevel level, DateTimeOffset now) => Refusals.Now(order, now,
        Refusals.AppealSubjectRequired,
        $"Two appeals run as {Ladder.Name(level)}, one against a denial and one against a revocation; say which is meant.");

    /// <summary>What time does to appeals that run.</summary>
    public static IEnumerable<OrderEvent> Due(Order order, DateTimeOffset now)
    {
        foreach (var appeal in order.Appeals.Where(a => a is { Runs: true, Missed: false, DueAt: not null }))
        {
            var missed = now >= appeal.DueAt;
            if (missed || (!appeal.DueSoonTold && now >= appeal.DueSoonAt))
                yield return new AppealDue(now, appeal.Level, appeal.DueAt!.Value, missed) { RevokedAt = appeal.RevokedAt };
        }
    }

    /// <summary>When time does something to them next.</summary>
    public static IEnumerable<DateTimeOffset> Moments(Order order) => order.Appeals.Where(a => a is { Runs: true, Missed: false, DueAt: not null })
        .Select(a => a.DueSoonTold ? a.DueAt!.Value : a.DueSoonAt!.Value);

    /// <summary>Folds what happened to appeals; of a level at most one runs against denials, and one against a revocation.</summary>
    public static Order Evolve(Order order, OrderEvent fact)
    {
        return fact switch
        {
            AppealFiled e => order with { Appeals = [.. order.Appeals, e.Appeal] },
            AppealDecided e => With(e.Level, e.RevokedAt, a => a with { Answer = e.Answer }),
            AppealExtended e => With(e.Level, e.RevokedAt, a => a with
            {
                DueAt = e.DueAt,
                ExtendedOn = e.At.DateIn(OrderLifecycle.Zone(order)),
                ExtensionReason = e.Reason,
                DueSoonTold = false,
            }),
            AppealDue { Missed: true } e => With(e.Level, e.RevokedAt, a => a with { Missed = true }),
            AppealDue e => With(e.Level, e.RevokedAt, a => a with { DueSoonTold = true }),
            _ => order,
        };

        Order With(AppealLevel level, DateTimeOffset? revokedAt, Func<Appeal, Appeal> change) => order with
        {
            Appeals = [.. order.Appeals.Select(a => a.Level == level && a.RevokedAt == revokedAt && a.Runs ? change(a) : a)],
        };
    }

    /// <summary>Folds the end of a revocation: what was in force before is in force again.</summary>
    public static OrderLine Reinstated(OrderLine line, ApprovalReinstated e) => line with
    {
        End = null,
        Revocation = null,
        ReinstatedAt = e.At,
        Warned = false,
        Determinations = [.. line.Determinations.SkipLast(1), line.InForce!.With(e.Validity)],
    };

    /// <summary>What an appeal can still change: a denial or a revocation that stands, or a line that waits.</summary>
    private static bool CanOverturn(OrderLine line) => line.InForce is null ? line.End is null : line.StandsAdverse;

    private static IEnumerable<LegalStep> Open(Order order, DateOnly today) => order.Stage == Stage.Closed ? [] : Concerned(order)
        .SelectMany(line => StepsOf(order, line).Where(step => !IsUsed(order, line, step.Step.Level)
            && !Runs(order, line, step.Step.Level)
            && WindowOf(order, line, step) is { } window && !(window.Through < today)));

    private static bool IsLate(Order order, OrderLine line, AppealLevel level, DateOnly day) =>
        StepOf(order, line, level) is { } step && WindowOf(order, line, step)?.Through < day;

    private static (string Code, string Sentence)? Refuse(Order order, OrderLine line, OrderCommand.FileAppeal c, DateOnly day)
    {
        var (name, number) = (Ladder.Name(c.Level), line.Asked.Number);
        if (StepOf(order, line, c.Level) is not { } step)
            return (Refusals.NoSuchStep, $"No {name} goes with this plan; its steps are "
                + $"{string.Join(", ", StepsOf(order, line).Select(s => Ladder.Name(s.Step.Level)))}.");
        if (Runs(order, line, c.Level))
            return (Refusals.AppealRuns, $"The {name} on record has no outcome yet; record it before another one is filed.");
        if (IsUsed(order, line, c.Level)) return (Refusals.AppealUsed, $"The {name} about line {number} was used and decided.");
        if (WindowOf(order, line, step) is not { } window)
            return (Refusals.StepNotOpen, $"The {name} about line {number} opens only after the "
                + $"{string.Join(" or the ", step.Step.After.Select(Ladder.Name))} was answered, or not answered in time.");
        if (!step.Step.Admits(c.By, c.Consent))
            return (Refusals.FilerNotAdmitted, $"The {name} is filed by {Ladder.Filers(step.Step)}.");
        if (day < window.From)
            return (Refusals.AppealDateWrong, $"The {name} is said to be filed on {Recourses.Day(day)}, before {Recourses.Day(window.From)}, "
                + "the day of what it is about.");
        return window.Through < day && c.GoodCause.Length == 0
            ? (Refusals.AppealWindowClosed, $"The {name} about line {number} could be filed through {Recourses.Day(window.Through!.Value)}; "
                + "for a good cause the plan administrator can record a late one, with the reason.")
            : null;
    }

    private static Answer<OrderEvent>? AnswerRefused(Order order, Appeal appeal, AppealAnswer answer, DateTimeOffset now)
    {
        if (answer.DecidedOn > now.DateIn(OrderLifecycle.Zone(order)))
            return Refusals.Bad(Refusals.AppealDateWrong, "decided_on", "The appeal is said to be decided in the future.");
        if (answer.DecidedOn < appeal.FiledOn)
        {
            return Refusals.Bad(Refusals.AppealDateWrong, "decided_on",
                $"The appeal was filed on {Recourses.Day(appeal.FiledOn)}; it is not decided before.");
        }
        var inside = answer.Lines.All(appeal.Lines.Contains);
        return answer.Outcome switch
        {
            AppealResult.Overturned when !inside || answer.Lines.Count < appeal.Lines.Count =>
                Lines("Overturned are all lines of the appeal; leave them out, or record it as overturned in part."),
            AppealResult.OverturnedInPart when !inside || answer.Lines.Count == 0 || answer.Lines.Count == appeal.Lines.Count =>
                Lines("Overturned in part names the lines that are approved: at least one, and not all. "
                    + "Less than a whole line is for a physician of the plan to approve."),
            AppealResult.Upheld or AppealResult.Dismissed or AppealResult.Withdrawn when answer.Lines.Count > 0 =>
                Lines("Only an overturned decision approves lines; leave them out."),
            _ => null,
        };

        Answer<OrderEvent> Lines(string sentence) =>
            Refusals.Bad(Refusals.AppealLinesWrong, "lines", $"{sentence} The lines of the appeal are {string.Join(", ", appeal.Lines)}.");
    }

    /// <summary>What the plan upheld goes on without being asked where the law says so.</summary>
    private static IEnumerable<AppealFiled> Forwarded(Order after, Appeal appeal, string recordedBy, DateTimeOffset now, Rules rules)
    {
        var zone = OrderLifecycle.Zone(after);
        var next =
            from line in Concerned(after).Where(appeal.IsAbout)
            from legal in StepsOf(after, line).Where(s => s.Step.Automatic && s.Step.After.Contains(appeal.Level))
            where !Runs(after, line, legal.Step.Level) && !after.Appeals.Any(a => a.Level == legal.Step.Level && a.IsAbout(line))
            select (Line: line.Asked.Number, legal.Step);
        foreach (var together in next.GroupBy(x => x.Step.Level))
        {
            yield return new(now, new(
                together.Key, [.. together.Select(x => x.Line)], now, now.DateIn(zone), AppealFiler.Plan, Consent: false, appeal.Expedited,
                Reference: "", GoodCause: "", DueAt(together.First().Step, now, appeal.Expedited, rules, zone))
            { RevokedAt = appeal.RevokedAt }, recordedBy);
        }
    }

    private static DateTimeOffset? DueAt(AppealStep step, DateTimeOffset filedAt, bool expedited, Rules rules, TimeZoneInfo zone) =>
        step.Within(expedited) is { } period ? Clocks.Add(filedAt, period, rules.Calendar, zone) : null;
}
