// The whole journey of an order, above the budget of 300 lines because decisions, fold and status stand together (house-style §2.3).
//
//   Submit → Submitted ──→ NurseReview ──→ PhysicianReview ──→ Determined ──→ Closed
//                │              │                 │             │   ↑           ↑
//                └──────────────┴── lines decided ┴─────────────┘   │           │
//                                         Reconsideration ←─────────┘  expiry, withdrawal, windows over
//
// The stage says whose desk the order is on. Questions, talks and the clock are fields beside it. Each line has two gates (service, site) and
// its own determinations; the order is determined when no line waits for anybody. State in Order.cs, facts in OrderEvents.cs, commands in
// OrderCommands.cs; the long bodies stand apart: PhysicianDecisions.cs (guards ¹ ²), AfterDetermination.cs, Withdrawals.cs, Appeals.cs, Tellings.cs,
// ClockExtensions.cs, OrderTimers.cs.
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Intake.Domain.OrderEvent;
using static UtilizationReview.Intake.Domain.Stage;

namespace UtilizationReview.Intake.Domain;

/// <summary>Stages, outcomes, who may do what, and what is too late.</summary>
internal static class OrderLifecycle
{
    private static readonly TimeSpan FirstTry = TimeSpan.FromSeconds(30);

    /// <summary>What a command does to an order (null: there is none yet) at an instant. A due time that has passed is marked first: a decision
    /// that comes before the next tick is late all the same, and what the law makes of that comes before it.</summary>
    public static Answer<OrderEvent> Decide(Order? order, OrderCommand command, DateTimeOffset now, Rules rules)
    {
        if (order is null || command is Tick || !OrderTimers.IsLate(order, now)) return DecideInTime(order, command, now, rules);
        var late = ((Answer<OrderEvent>.Accepted)OrderTimers.Tick(order, now, rules)).Events;
        var answer = DecideInTime(late.Aggregate(order, Evolve), command, now, rules);
        return answer is Answer<OrderEvent>.Accepted accepted ? late.Concat(accepted.Events).ToArray() : answer;
    }

    /// <summary>Reading the switch is reading the process.</summary>
    private static Answer<OrderEvent> DecideInTime(Order? order, OrderCommand command, DateTimeOffset now, Rules rules) => (order, order?.Stage, command) switch
    {
        (null, _, Submit c) => Receive(c, now, rules),
        (null, _, _) => Refusals.Unknown(),
        (_, _, Submit) => Ignored("The order was received before."),

        ({ } o, Submitted or NurseReview or PhysicianReview or Stage.Reconsideration, RouteLines c) => Routed(o, c, now, rules),
        (_, _, RouteLines) => Ignored("Nothing on the order waits for the catalogue."),
        ({ } o, Submitted, RecordFacilityProblem c) => FacilityQuestioned(o, c, now, rules),
        ({ } o, Submitted, RecordEvaluation c) => Evaluated(o, c, now, rules),
        ({ } o, Submitted, RecordEvaluationFailure c) => NotEvaluated(o, c, now, rules),
        (_, _, RecordFacilityProblem or RecordEvaluation or RecordEvaluationFailure) => Ignored("The order has left evaluation."),
        ({ } o, Submitted or NurseReview or PhysicianReview, RecordSite c) => SiteAnswered(o, c, now, rules),
        (_, _, RecordSite) => Ignored("The order no longer waits for a site answer."),

        ({ } o, NurseReview, NurseApprove c) => ApprovedByNurse(o, c, now, rules),
        ({ } o, NurseReview, NurseRefer c) => ReferredByNurse(o, c, now, rules),
        ({ } o, PhysicianReview or Stage.Reconsideration, PhysicianDecide c) => PhysicianDecisions.Decide(o, c, now, rules),

        ({ } o, NurseReview or PhysicianReview or Stage.Reconsideration, AskForInformation c) => Asked(o, c, now, rules),
        (_, not Closed, AddInformation c) => InformationCame(order, c, now, rules),
        (_, not Closed, RecordTalk c) => Talked(order, c, now, rules),
        ({ } o, not Closed, AttachDocument c) => AfterDetermination.Attached(o, c, now, rules),
        ({ } o, not Closed, NoteUncheckedCitations c) when c.Facts.Except(o.UncheckedCitations).Any() => Beside(new CitationsUnchecked(now, c.Facts)),
        (_, _, AddInformation or RecordTalk or AttachDocument or NoteUncheckedCitations) => Ignored("The order is closed, or it is on record."),

        ({ } o, Determined, RequestReconsideration c) => AfterDetermination.ReconsiderationAsked(o, c, now, rules),
        ({ } o, not Closed, MoveSite c) => AfterDetermination.Moved(o, c, now, rules),
        ({ } o, Determined, ChangeApproved c) => AfterDetermination.Changed(o, c, now, rules),
        ({ } o, Determined, Revoke c) => AfterDetermination.Revoked(o, c, now, rules),
        ({ } o, not Closed, Withdraw c) => Withdrawals.Decide(o, c, now, rules),
        ({ } o, not Closed, FileAppeal or RecordAppealOutcome or ExtendAppeal) => Appeals.Decide(o, command, now, rules),
        ({ } o, not Closed, RecordNotice c) => Tellings.Decide(o, c, now, rules),
        (_, _, RecordNotice) => Ignored("The order is closed."),
        ({ } o, not (Closed or Determined), ExtendClock c) => ClockExtensions.Decide(o, c, now, rules),

        ({ } o, not Closed, Tick) => OrderTimers.Tick(o, now, rules),
        (_, _, Tick) => Ignored("The order is closed."),
        ({ } o, _, _) => Refusals.NotHere(o, command, now),
    };

    /// <summary>Names of the commands that are possible now, as the rpcs are called where there is one.</summary>
    public static IReadOnlyList<string> PossibleNow(Order order, DateTimeOffset now)
    {
        var approved = order.Lines.Any(line => line.Valid is not null);
        var today = now.DateIn(Zone(order));
        (string Name, bool Possible)[] commands =
        [
            (nameof(AddInformation), order.Stage is not (Closed or Determined)),
            (nameof(Withdraw), order.Stage != Closed && (order.Stage != Determined || approved)),
            (nameof(MoveSite), order.Stage != Closed && order.Lines.Any(AfterDetermination.CanMove)),
            (nameof(RequestReconsideration), order.Stage == Determined && order.Lines.Any(line => AfterDetermination.CanBeReconsidered(line, today))),
            (nameof(FileAppeal), Appeals.CanFile(order, today)),
            (nameof(RecordAppealOutcome), order.Stage != Closed && order.Appeals.Any(a => a.Runs)),
            (nameof(ExtendAppeal), order.Stage != Closed && order.Appeals.Any(a => Appeals.CanExtend(order, a, now))),
            (nameof(ChangeApproved), order.Stage == Determined && approved),
            (nameof(Revoke), order.Stage == Determined && approved),
            (nameof(ExtendClock), order.Stage is not (Closed or Determined) && order.Clock.Regime.Grounds.Count > 0 && now < order.DueAt
                && !order.Clock.Events.Any(e => e.Kind == ClockEventKind.Extended)),
            (nameof(NurseApprove), order.Stage == NurseReview),
            (nameof(NurseRefer), order.Stage == NurseReview),
            (nameof(AskForInformation), order.Stage is NurseReview or PhysicianReview or Stage.Reconsideration),
            (nameof(PhysicianDecide), order.Stage is PhysicianReview or Stage.Reconsideration),
        ];
        return [.. commands.Where(c => c.Possible).Select(c => c.Name)];
    }

    /// <summary>Clinicians have lines of which the catalogue, away at receipt, never said what they are.</summary>
    public static bool OwesRoutes(Order order) =>
        order.Stage is not (Submitted or Closed) && order.Waiting.Any(line => line.Asked.Route == LineRoute.Unknown);

    /// <inheritdoc cref="OrderTimers.WakeAt"/>
    public static DateTimeOffset? WakeAt(Order order) => OrderTimers.WakeAt(order);

    // Receipt and evaluation

    private static Answer<OrderEvent> Receive(Submit c, DateTimeOffset now, Rules rules)
    {
        var zone = TimeZones.Find(c.Plan.TimeZone);
        var today = now.DateIn(zone);
        if (c.Lines.Count == 0) return Refusals.Bad(Refusals.NoLines, "form.lines", "The order has no lines; it needs at least one requested procedure.");
        if (c.Lines.FirstOrDefault(l => l.PrimaryLine != 0 && !c.Lines.Any(p => p.Number == l.PrimaryLine && p != l)) is { } alone)
            return Refusals.Bad(Refusals.AddOnWithoutPrimary, "form.lines", $"Line {alone.Number} ({alone.Code}) is an add-on; its primary procedure is not on the order.");
        if (c.Form.DateOfService < today)
            return Refusals.Bad(Refusals.DateOfServicePast, "form.date_of_service",
                $"The date of service {Recourses.Day(c.Form.DateOfService)} is past; it must be {Recourses.Day(today)} or later.");
        if (c.Form.DateOfService > today.AddYears(1))
            return Refusals.Bad(Refusals.DateOfServiceTooFar, "form.date_of_service",
                $"The date of service {Recourses.Day(c.Form.DateOfService)} is too far ahead; it must be {Recourses.Day(today.AddYears(1))} or earlier.");
        var regime = Laws.OnCase(rules.Regimes, c.Plan, c.Form.Urgency, today);
        var due = Clocks.DueAt(regime, now, [], rules.Calendar, zone);
        return Then(null, now, rules, [
            new OrderReceived(now, c.OrderId, c.ReservedNumber, c.Channel, c.SubmittedBy, c.Form, c.Lines, c.Plan, c.MemberState, c.LinkedFrom, regime, due, now + FirstTry,
                c.DraftId),
            .. Settle(c.Lines, now, today)]);
    }

    private static Answer<OrderEvent> Routed(Order order, RouteLines c, DateTimeOffset now, Rules rules)
    {
        // Clinicians may have it by now: the program still decides how long an approval is valid. A denial that is looked at again is not settled away.
        var lines = c.Lines.Where(l => l.Route != LineRoute.Unknown && order.Line(l.Number) is { Asked.Route: LineRoute.Unknown, Waits: not Waits.ForNobody } line
            && (line.Reopened is null || l.Route == LineRoute.Review)).ToList();
        return lines.Count == 0
            ? Ignored("The route of every line is known.")
            : Then(order, now, rules, [new LinesRouted(now, lines), .. Settle(lines, now, now.DateIn(Zone(order)))]);
    }

    private static IEnumerable<LineSettled> Settle(IEnumerable<RequestedLine> lines, DateTimeOffset now, DateOnly today) =>
        lines.Where(l => l.Route is not (LineRoute.Review or LineRoute.Unknown)).Select(l => new LineSettled(now, l.Number, new(
            new(now, today), new(l.RouteSentence, [l.RouteRule], "", "", [], SoftwareRecommended: false), l.Route == LineRoute.NotificationOnly)));

    private static Answer<OrderEvent> FacilityQuestioned(Order order, RecordFacilityProblem c, DateTimeOffset now, Rules rules) => order.FacilityQuestion == c.Code
        ? Ignored("The facility is in question already.") : Then(order, now, rules, [new OrderEvent.FacilityQuestioned(now, c.Code, c.Sentence)]);

    private static Answer<OrderEvent> Evaluated(Order order, RecordEvaluation c, DateTimeOffset now, Rules rules)
    {
        var owed = order.Lines.Where(line => line.Waits == Waits.ForPlatform && line.Service == Gate.Owed);
        // An add-on goes with its primary, whatever it would be alone.
        LineFinding? Found(OrderLine line) => c.Findings.FirstOrDefault(f => f.Line == Leader(order, line).Asked.Number) is not { } leading ? null
            : (c.Findings.FirstOrDefault(f => f.Line == line.Asked.Number) ?? leading) with
            {
                Line = line.Asked.Number,
                Answer = leading.Answer,
                AutomationAllowed = leading.AutomationAllowed,
                Excluded = leading.Excluded,
            };
        var findings = owed.Select(Found).OfType<LineFinding>().ToList();
        return findings.Count == 0 ? Ignored("Every line named is evaluated already.") : Then(order, now, rules, [new EvaluationRecorded(now, findings)]);
    }

    private static Answer<OrderEvent> NotEvaluated(Order order, RecordEvaluationFailure c, DateTimeOffset now, Rules rules)
    {
        var tries = order.EvaluationTries + 1;
        return Then(order, now, rules, tries >= order.Plan.EvaluationTries
            ? [new EvaluationGivenUp(now, tries)]
            : [new EvaluationFailed(now, tries, c.Why, now + (FirstTry * Math.Pow(2, tries)))]);
    }

    private static Answer<OrderEvent> SiteAnswered(Order order, RecordSite c, DateTimeOffset now, Rules rules)
    {
        var lines = order.Lines.Where(l => l.Waits != Waits.ForNobody && l.Site != Gate.Open && l.SiteFinding is null)
            .Select(l => l.Asked.Number).Where(n => c.Lines.Count == 0 || c.Lines.Contains(n)).ToList();
        return lines.Count == 0 ? Ignored("No line waits for a site answer.") : Then(order, now, rules, [new SiteRecorded(now, lines, c.Finding)]);
    }

    // Nurse

    private static Answer<OrderEvent> ApprovedByNurse(Order order, NurseApprove c, DateTimeOffset now, Rules rules)
    {
        if (c.Attestation.Lacks() is { Count: > 0 } lacks)
            return Refusals.Now(order, now, Refusals.AttestationIncomplete, $"The nurse's attestation does not say {string.Join(", ", lacks)}.");
        if (c.Lines.Count == 0) return Refusals.Bad(Refusals.NoLines, "lines", "The approval names no line; name at least one.");
        if (Unknown(order, c.Lines) is { } unknown) return Refusals.Now(order, now, Refusals.LineUnknown, unknown);
        if (c.Lines.All(n => order.Line(n)!.Passed?.By is Approver.Nurse by && by.Attestation.PersonId == c.Attestation.PersonId))
            return Ignored("The nurse approved these lines before.");
        if (c.Lines.FirstOrDefault(n => order.Line(n)!.Waits != Waits.ForNurse) is var other and not 0)
            return Refusals.Now(order, now, Refusals.LineNotWaiting, $"Line {other} does not wait for a nurse.");
        return Then(order, now, rules, c.Lines.Select(n => new ServiceConfirmed(now, n, c.Attestation, PhysicianDecisions.GroundsOf(order.Line(n)!, c.Reason, c.Criteria))));
    }

    private static Answer<OrderEvent> ReferredByNurse(Order order, NurseRefer c, DateTimeOffset now, Rules rules)
    {
        if (Unknown(order, c.Lines) is { } unknown) return Refusals.Now(order, now, Refusals.LineUnknown, unknown);
        var lines = order.Lines.Where(l => l.Waits == Waits.ForNurse).Select(l => l.Asked.Number).Where(n => c.Lines.Count == 0 || c.Lines.Contains(n)).ToList();
        if (lines.Count == 0 && c.Lines.All(n => order.Line(n)!.Referred)) return Ignored("These lines were referred before.");
        return lines.Count == 0
            ? Refusals.Now(order, now, Refusals.LineNotWaiting, $"Line {string.Join(", ", c.Lines)} does not wait for a nurse.")
            : Then(order, now, rules, [new LinesReferred(now, lines, c.ReferredBy, c.Criteria)]);
    }

    // Beside the stages: questions, talks, the clock

    private static Answer<OrderEvent> Asked(Order order, AskForInformation c, DateTimeOffset now, Rules rules)
    {
        if (c.Items.Count == 0 && c.Facts.Count == 0)
            return Refusals.Bad(Refusals.NothingAsked, "items", "The request names nothing that is missing; name at least one item or fact.");
        if (order.OpenQuestion is { } open && open.AskedBy == c.AskedBy && open.Items.SequenceEqual(c.Items) && open.Facts.SequenceEqual(c.Facts))
            return Ignored("The same question is open already.");
        ClockEvent asked = new(ClockEventKind.InformationAsked, now, "");
        var (effect, given) = Clocks.OfQuestion(order.Clock.Regime, order.Clock.StartedAt, [.. order.Clock.Events, asked], rules.Calendar, Zone(order));
        // The time the law gives for an answer is not the reviewer's to shorten.
        var by = given?.DateIn(Zone(order)) is { } least && least > c.AnswerBy ? least : c.AnswerBy;
        return Beside(new InformationAsked(now, new(now, c.AskedBy, c.AskedByRole, c.Items, c.Facts, by) { Missing = c.Missing }, Due(order, rules, asked))
        {
            Effect = effect,
        });
    }

    private static Answer<OrderEvent> InformationCame(Order? order, AddInformation c, DateTimeOffset now, Rules rules)
    {
        var known = (c.Note.Length == 0 || order!.Notes.Any(n => n.From == c.From && n.Text == c.Note)) && c.Facts.All(order!.Form.Facts.Contains);
        if (order!.Stage == Determined || (order.OpenQuestion is null && !order.Clock.TollRuns && known)) return Ignored("Nobody asked, and nothing is new.");
        var answers = order.OpenQuestion is not null || order.Clock.TollRuns;
        return Beside(new InformationReceived(now, c.Facts, c.Note, c.From, answers,
            answers ? Due(order, rules, new(ClockEventKind.InformationReceived, now, "")) : order.DueAt));
    }

    private static Answer<OrderEvent> Talked(Order? order, RecordTalk c, DateTimeOffset now, Rules rules)
    {
        var entry = new TalkEntry(c.OccurredAt, c.TalkId, c.Step, c.By, c.Role, c.PhysicianId, c.SlotStart, c.Attempts);
        if (order!.Talks.Contains(entry) || (c.Step == TalkStep.Held && order.Talks.Any(t => t.TalkId == c.TalkId && t.Step == TalkStep.Held)))
            return Ignored("This step of the talk is on record.");
        var day = c.OccurredAt.DateIn(Zone(order));
        var lines = order.Stage != Determined || c.Step != TalkStep.Held ? [] : order.Lines.Where(l => l.End is null or LineEnd.Expired
            && l.Adverse is { Recourse: { Reconsidered: false } recourse } && c.OccurredAt > l.InForce!.Decided.At && day <= recourse.TalkThrough).ToList();
        return lines.Count == 0 ? Beside(new TalkRecorded(now, entry))
            : Then(order, now, rules, [new TalkRecorded(now, entry), AfterDetermination.Reopen(order, ReopenGround.TalkAfterDenial, lines, [], "peer-to-peer after the denial", c.By, now, rules)]);
    }

    /// <summary>Accepts a fact that changes nobody's desk.</summary>
    internal static Answer<OrderEvent> Beside(OrderEvent fact) => new[] { fact };

    // What follows from facts: approvals of lines with both gates open, then whose desk it is

    /// <summary>Accepts the facts with what follows from them.</summary>
    internal static Answer<OrderEvent> Then(Order? order, DateTimeOffset now, Rules rules, IEnumerable<OrderEvent> facts)
    {
        var all = facts.ToList();
        var after = all.Aggregate(order, Evolve)!;
        foreach (var line in after.Lines.Where(l => l is { Outcome: LineOutcome.Waiting, Passed: not null, Service: Gate.Open, Site: Gate.Open }))
            all.Add(PhysicianDecisions.Approve(after, line, line.Passed!.By, line.Passed.Grounds, now, rules));
        after = all.Aggregate(order, Evolve)!;
        if (Next(after, now) is { } next) all.Add(next);
        return all.ToArray();
    }

    private static OrderEvent? Next(Order order, DateTimeOffset now)
    {
        int[] For(params Waits[] whom) => [.. order.Waiting.Where(l => whom.Contains(l.Waits)).Select(l => l.Asked.Number)];
        var waiting = order.Waiting.ToList();
        var lines = order.Lines;
        return order.Stage switch
        {
            Closed => null,
            Determined => OrderTimers.IsOver(order, now) ? new OrderClosed(now, Status(order)) : null,
            Submitted when waiting.Exists(l => l.Waits == Waits.ForPlatform) => null,
            Submitted when For(Waits.ForNurse) is { Length: > 0 } nurse => new ReferredToNurse(now, nurse, [.. nurse.SelectMany(n => Reasons(order, order.Line(n)!)).Distinct()]),
            Submitted or NurseReview when For(Waits.ForNurse).Length == 0 && For(Waits.ForPhysician) is { Length: > 0 } physician =>
                new ReferredToPhysician(now, physician, physician.Any(n => order.Line(n)!.Service == Gate.Question) ? "service" : "site"),
            _ when waiting.Count > 0 => null,
            _ when order.IsWithdrawn || lines.All(l => l.InForce is Determination.Settled) => new OrderClosed(now, Status(order with { Stage = Closed })),
            _ => AfterDetermination.Determined(order, now),
        };
    }

    private static IEnumerable<string> Reasons(Order order, OrderLine line) =>
        order.FacilityQuestion.Length == 0 ? Reasons(line) : line.Finding is { OpensByRules: true } ? [order.FacilityQuestion] : [.. Reasons(line), order.FacilityQuestion];

    private static IEnumerable<string> Reasons(OrderLine line)
    {
        if (line.Finding is not { } finding) return ["evaluation-unavailable"];
        var answer = finding.Answer switch { ServiceAnswer.NotMet => "criteria-not-met", ServiceAnswer.Unknown => "criteria-unknown", _ => "automation-not-allowed" };
        return finding.Excluded ? finding.Answer == ServiceAnswer.Met ? ["exclusion"] : [answer, "exclusion"] : [answer];
    }

    internal static TimeZoneInfo Zone(Order order) => TimeZones.Find(order.Plan.TimeZone);

    internal static Answer<OrderEvent> Ignored(string why) => new Answer<OrderEvent>.Ignored(why);

    private static OrderLine Leader(Order order, OrderLine line) =>
        order.Line(line.Asked.PrimaryLine) is { Asked.Route: LineRoute.Review } primary ? primary : line;

    internal static string? Unknown(Order order, IEnumerable<int> lines) => lines.FirstOrDefault(n => order.Line(n) is null) is var n and not 0
        ? $"The order has no line {n}; its lines are {string.Join(", ", order.Lines.Select(l => l.Asked.Number))}." : null;

    /// <summary>When the decision is due once one more thing has happened to the clock.</summary>
    internal static DateTimeOffset Due(Order order, Rules rules, ClockEvent next) =>
        Clocks.DueAt(order.Clock.Regime, order.Clock.StartedAt, [.. order.Clock.Events, next], rules.Calendar, Zone(order));

    /// <summary>Folds one fact into the order: never fails, never decides.</summary>
    public static Order Evolve(Order? order, OrderEvent fact) => fact switch
    {
        OrderReceived e => new()
        {
            Id = e.OrderId, ReservedNumber = e.ReservedNumber, Stage = Submitted, Form = e.Form, Channel = e.Channel, SubmittedBy = e.SubmittedBy, Plan = e.Plan,
            MemberState = e.MemberState, LinkedFrom = e.LinkedFrom, DraftId = e.DraftId, EvaluateAt = e.EvaluateAt, Clock = new(e.Regime, e.At, e.At, [], e.DueAt),
            Lines = [.. e.Lines.Select(l => new OrderLine(l, Gate.Owed, SiteGate(l, e.Form), []))],
        },
        _ when order is null => throw new InvalidOperationException($"{fact.GetType().Name} before receipt: the history of this order is damaged."),
        LinesRouted e => Each(order, e.Lines.Select(l => l.Number), line => e.Lines.First(l => l.Number == line.Asked.Number) is var routed
            ? line with { Asked = routed, Site = SiteGate(routed, order.Form) == Gate.Open ? Gate.Open : line.Site } : line),
        OrderEvent.FacilityQuestioned e => order with { FacilityQuestion = e.Code },
        LineSettled e => Determine(order, e.Line, e.Determination),
        LineApproved e => Determine(order, e.Line, e.Determination),
        LineApprovedLess e => Determine(order, e.Line, e.Determination),
        LineDenied e => Determine(order, e.Line, e.Determination),
        LineSiteDenied e => Determine(order, e.Line, e.Determination),
        EvaluationRecorded e => Each(order, e.Findings.Select(f => f.Line), line => Judge(order, line, e.Findings.First(f => f.Line == line.Asked.Number))),
        EvaluationFailed e => order with { EvaluationTries = e.Tries, EvaluateAt = e.EvaluateAt },
        EvaluationGivenUp e => Each(order, Numbers(order), line => line with
        {
            Service = line.Service == Gate.Owed ? Gate.Question : line.Service,
            Site = line.Site == Gate.Owed ? Gate.Question : line.Site,
        }) with
        { EvaluationTries = e.Tries },
        SiteRecorded e => Each(order, e.Lines, line => line with
        {
            SiteFinding = e.Finding,
            Site = e.Finding.Answer == SiteAnswer.PhysicianQuestion ? Gate.Question : Gate.Open,
        }),
        ReferredToNurse => order with { Stage = NurseReview },
        // A nurse cannot settle the site: what is still owed there becomes a physician's question.
        ServiceConfirmed e => Each(order, [e.Line], line => line with
        {
            Service = Gate.Open,
            Passed = new(new Approver.Nurse(e.Attestation), e.Grounds),
            Site = line.Site == Gate.Owed ? Gate.Question : line.Site,
        }),
        LinesReferred e => Each(order, e.Lines, line => line with { Referred = true }),
        ReferredToPhysician => order with { Stage = PhysicianReview },
        OrderEvent.OrderDetermined => order with { Stage = Determined, OpenQuestion = null },
        InformationAsked e => Clock(order, ClockEventKind.InformationAsked, e.At, "", e.DueAt) with { OpenQuestion = e.Request },
        InformationReceived e => (e.AnswersQuestion ? Clock(order, ClockEventKind.InformationReceived, e.At, "", e.DueAt) : order).With(e.Facts) with
        {
            OpenQuestion = null,
            Notes = e.Note.Length == 0 ? order.Notes : [.. order.Notes, new(e.At, e.From, e.Note)],
        },
        TalkRecorded e => order with { Talks = [.. order.Talks, e.Entry] },
        DocumentAttached e => order with { Documents = [.. order.Documents, e.Document] },
        ClockExtended e => Clock(order, ClockEventKind.Extended, e.At, e.Ground, e.DueAt) with { OpenQuestion = order.OpenQuestion?.GivenThrough(e.TollsThrough) },
        DueSoon => order with { Clock = order.Clock with { DueSoonTold = true } },
        OrderEvent.DeadlineMissed e => OrderTimers.AfterMissed(order, e),
        AppealFiled or AppealDue or AppealDecided or AppealExtended => Appeals.Evolve(order, fact),
        NoticeGiven e => Tellings.After(order, e),
        ReconsiderationClosing e => Each(order, e.Lines, line => line with { ReconsiderationWarned = true }),
        DecisionOvertaken => order,
        CitationsUnchecked e => order with { UncheckedCitations = [.. order.UncheckedCitations.Union(e.Facts)] },
        Reopened e => Each(order, e.Lines, line => line with { Reopened = e.Ground }).With(e.Facts) with
        {
            Stage = Stage.Reconsideration,
            Clock = order.Clock with { StartedAt = e.At, Events = [], DueAt = e.DueAt, DueSoonTold = false, Missed = false },
        },
        SiteMoved e => Each(order, e.Lines, line => line with { Site = Gate.Open }) with { Form = order.Form with { FacilityId = e.FacilityId, PlaceOfService = e.PlaceOfService } },
        ApprovalChanged e => order with
        {
            Form = order.Form with
            {
                DateOfService = e.DateOfService ?? order.Form.DateOfService,
                FacilityId = e.FacilityId ?? order.Form.FacilityId,
                PlaceOfService = e.PlaceOfService ?? order.Form.PlaceOfService,
                SurgeonId = e.SurgeonId ?? order.Form.SurgeonId,
            },
        },
        LinkedReviewOpened e => order with { Linked = [.. order.Linked, new(e.LinkedOrderId, e.Lines)] },
        ExpiryWarned e => Each(order, e.Lines, line => line with { Warned = true }),
        LinesExpired e => Each(order, e.Lines, line => line with { End = LineEnd.Expired }),
        LinesRevoked e => Each(order, e.Lines, line => line with
        {
            End = LineEnd.Revoked,
            Revocation = e.Steps.Count == 0 ? null : new(e.At, e.At.DateIn(Zone(order)), e.Rights, e.Steps, MemberToldOn: null),
        }),
        ApprovalReinstated e => Each(order, [e.Line], line => Appeals.Reinstated(line, e)),
        OrderWithdrawn e => Withdrawals.After(order, e),
        _ => order with { Stage = Closed, OpenQuestion = null },
    };

    // A line whose code is not known yet may be in scope: without the catalogue a hospital site is nobody's to wave through.
    private static Gate SiteGate(RequestedLine line, OrderForm form) =>
        PlaceOfService.IsReviewed(form.PlaceOfService, line.SiteOfCareScope || line.Route == LineRoute.Unknown) ? Gate.Owed : Gate.Open;

    // The rules approve nothing at a facility that is in question.
    private static OrderLine Judge(Order order, OrderLine line, LineFinding finding) => finding.OpensByRules && order.FacilityQuestion.Length == 0
        ? line with
        {
            Finding = finding,
            Service = Gate.Open,
            Passed = new(new Approver.Rules(), new($"Every criterion of {finding.Pathway} is met.", [finding.Pathway],
                finding.Guideline, finding.Version, [], SoftwareRecommended: true)),
        }
        : line with { Finding = finding, Service = Gate.Question };

    private static Order Determine(Order order, int number, Determination determination) => Each(order, [number], line => line with
    {
        Determinations = [.. line.Determinations, determination],
        End = null,
        Revocation = null,
        Reopened = null,
        Warned = false,
        ReconsiderationWarned = false,
        Service = determination is Determination.Denied or Determination.ApprovedLess ? line.Service : Gate.Open,
    });

    private static Order Clock(Order order, ClockEventKind kind, DateTimeOffset at, string ground, DateTimeOffset due) =>
        order with { Clock = order.Clock with { Events = [.. order.Clock.Events, new(kind, at, ground)], DueAt = due } };

    private static IEnumerable<int> Numbers(Order order) => order.Waiting.Select(line => line.Asked.Number);

    private static Order Each(Order order, IEnumerable<int> lines, Func<OrderLine, OrderLine> change)
    {
        var named = lines.ToHashSet();
        return order with { Lines = [.. order.Lines.Select(line => named.Contains(line.Asked.Number) ? change(line) : line)] };
    }

    /// <summary>The word people see. While the order is on a desk, the desk; then what the lines say.</summary>
    public static OrderStatus Status(Order order) => order.Stage switch
    {
        Submitted => OrderStatus.Submitted,
        NurseReview => OrderStatus.NurseReview,
        PhysicianReview => OrderStatus.PhysicianReview,
        Stage.Reconsideration => OrderStatus.Reconsideration,
        _ when order.IsWithdrawn => OrderStatus.Withdrawn,
        _ when order.Lines.Any(l => l.Valid is not null) =>
            order.Lines.Any(l => l.End is null && l.Adverse is not null) ? OrderStatus.PartiallyApproved : OrderStatus.Approved,
        _ when order.Lines.Any(l => l.End == LineEnd.Revoked) => OrderStatus.Revoked,
        _ when order.Lines.Any(l => l.End == LineEnd.Expired) => OrderStatus.Expired,
        _ when order.Lines.Any(l => l.Adverse is not null) =>
            order.Lines.Any(l => l.Adverse is { Recourse.Upheld: false }) ? OrderStatus.Denied : OrderStatus.DenialUpheld,
        _ => order.Lines.Any(l => l.Outcome == LineOutcome.NotificationRecorded) ? OrderStatus.NotificationRecorded : OrderStatus.NoReviewRequired,
    };
}
