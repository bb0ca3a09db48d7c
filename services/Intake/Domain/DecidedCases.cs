using UtilizationReview.Platform.Time;

namespace UtilizationReview.Intake.Domain;

/// <summary>What the facts of an order make of its decided case. The first decision stays; what comes later is noted beside it.</summary>
internal static class DecidedCases
{
    /// <summary>Whether a fact can make or change a case at all.</summary>
    public static bool Concerns(OrderEvent fact) => fact is OrderEvent.OrderDetermined or OrderEvent.OrderClosed or OrderEvent.DeadlineMissed
        or OrderEvent.Reopened or OrderEvent.OrderWithdrawn or OrderEvent.LineApproved or OrderEvent.AppealFiled or OrderEvent.AppealDecided;

    /// <summary>The case after one fact; null while nothing is decided.</summary>
    /// <param name="before">The case before; null when there was none.</param>
    /// <param name="order">The order after every fact of the same command.</param>
    /// <param name="fact">The fact.</param>
    public static DecidedCase? After(DecidedCase? before, Order order, OrderEvent fact) => (before, fact) switch
    {
        // Decided before its case was kept: only the whole history tells what the first decision was (Replay).
        (null, not OrderEvent.OrderReceived) when order.Clock.StartedAt != order.Clock.ReceivedAt => null,
        // The plan never decided: the deemed denial stays the first decision, and the appeal made an end of it.
        ({ Outcome: CaseOutcome.DeemedDenied }, OrderEvent.OrderDetermined) when order.Lines.Where(IsReviewed).All(IsByAppeal) =>
            before with { InForce = OutcomeOf(order), Services = Services(order) },
        (null or { Outcome: CaseOutcome.DeemedDenied }, OrderEvent.OrderDetermined e) => First(order, OutcomeOf(order), DeciderOf(order), e.At),
        (null, OrderEvent.DeadlineMissed { Effect: LateEffect.DeemedDenied or LateEffect.AppealableAdverse } e) =>
            First(order, CaseOutcome.DeemedDenied, CaseDecider.Law, e.DueAt),
        (null, OrderEvent.OrderClosed e) => NotDecided(order, e),
        // An appeal against a revocation is none against the decision.
        (_, OrderEvent.AppealFiled { Appeal.RevokedAt: not null } or OrderEvent.AppealDecided { RevokedAt: not null }) => before,
        (not null, OrderEvent.AppealFiled) when before.Appeal is AppealOutcome.None or AppealOutcome.Withdrawn =>
            before with { Appeal = AppealOutcome.Pending },
        (not null, OrderEvent.AppealDecided e) => Answered(before, order, e),
        (null or { Outcome: CaseOutcome.DeemedDenied }, _) => before,
        (_, OrderEvent.Reopened { Ground: ReopenGround.Reconsideration }) => before with { Appeal = AppealOutcome.Pending },
        (_, OrderEvent.OrderWithdrawn) when before.Appeal == AppealOutcome.Pending && !IsPending(order)
            && !order.Lines.Any(l => l.Reopened is not null) =>
            before with { Appeal = AppealOutcome.Withdrawn },
        (_, OrderEvent.OrderDetermined or OrderEvent.LineApproved) when order.Stage == Stage.Determined => Again(before, order),
        _ => before,
    };

    /// <summary>The case of an order from its whole history.</summary>
    /// <param name="history">Every fact with the version its command made, oldest first.</param>
    public static DecidedCase? Replay(IEnumerable<(int Version, OrderEvent Fact)> history)
    {
        Order? order = null;
        DecidedCase? found = null;
        foreach (var command in history.GroupBy(entry => entry.Version))
        {
            order = command.Aggregate(order, (state, entry) => OrderLifecycle.Evolve(state, entry.Fact));
            foreach (var (_, fact) in command) found = After(found, order!, fact);
        }
        return found;
    }

    private static DecidedCase First(Order order, CaseOutcome outcome, CaseDecider by, DateTimeOffset at)
    {
        var lines = order.Lines.Where(IsReviewed).ToList();
        if (lines.Count == 0) lines = [.. order.Lines];
        return new()
        {
            OrderId = order.Id, PlanId = order.Form.PlanId, LineOfBusiness = order.Plan.LineOfBusiness, Urgency = order.Form.Urgency,
            PracticeId = order.Form.PracticeId, OrderingClinicianId = order.Form.OrderingClinicianId,
            Programs = [.. lines.Select(l => l.Asked.Program).Where(p => p != Program.None).Distinct().Order()],
            ProcedureCodes = [.. lines.Select(l => l.Asked.Code).Distinct().Order(StringComparer.Ordinal)],
            ReceivedAt = order.Clock.ReceivedAt, DecidedAt = at, DecidedOn = at.DateIn(OrderLifecycle.Zone(order)),
            Outcome = outcome, InForce = outcome, DecidedBy = by, Late = order.DeadlineMissed,
            Extended = order.Clock.Events.Any(e => e.Kind == ClockEventKind.Extended),
            Appeal = order.Appeals.Any(IsPending) ? AppealOutcome.Pending : AppealOutcome.None,
            Services = outcome == CaseOutcome.DeemedDenied ? [] : Services(order),
        };
    }

    /// <summary>Closed without a decision; null when it was determined before its case was kept.</summary>
    private static DecidedCase? NotDecided(Order order, OrderEvent.OrderClosed fact) => fact.Status switch
    {
        OrderStatus.NoReviewRequired => First(order, CaseOutcome.NoReviewRequired, CaseDecider.Nobody, fact.At),
        OrderStatus.NotificationRecorded => First(order, CaseOutcome.NotificationRecorded, CaseDecider.Nobody, fact.At),
        OrderStatus.Withdrawn when order.Lines.Any(l => l.InForce is null) =>
            First(order, CaseOutcome.Withdrawn, CaseDecider.Nobody, fact.At) with { Services = [] },
        _ => null,
    };

    /// <summary>What an appeal by law made of the case (CNT-8): approved lines are in force at once, and the best outcome counts. A reconsideration
    /// or another appeal that is still pending is waited for.</summary>
    private static DecidedCase Answered(DecidedCase before, Order order, OrderEvent.AppealDecided e)
    {
        var now = OutcomeOf(order);
        if (e.Answer.Lines.Count > 0 && before.Services.Count > 0) before = before with { InForce = now, Services = Services(order) };
        if (before.Appeal == AppealOutcome.Pending && IsPending(order)) return before;
        return before with
        {
            Appeal = order.Lines.Any(l => IsByAppeal(l) || IsByAnotherPhysician(l))
                ? now == CaseOutcome.Approved && order.Lines.All(l => l.InForce is not null)
                    ? AppealOutcome.Overturned : AppealOutcome.PartlyOverturned
                : before.Appeal != AppealOutcome.Pending ? before.Appeal
                : e.Answer.Outcome is AppealResult.Dismissed or AppealResult.Withdrawn ? AppealOutcome.Withdrawn : AppealOutcome.Upheld,
        };
    }

    private static bool IsPending(Appeal appeal) => appeal is { Runs: true, Subject: AppealSubject.Denial };

    private static bool IsPending(Order order) =>
        order.Appeals.Any(IsPending) || order.Lines.Any(l => l.Reopened == ReopenGround.Reconsideration);

    /// <summary>A reconsideration approved it; a talk changes the mind of the same physician (CNT-9).</summary>
    private static bool IsByAnotherPhysician(OrderLine line) => line.InForce is Determination.Approved { By: Approver.Physician by }
        && line.Determinations.OfType<IAdverse>().Select(d => d.Attestation.PersonId).ToList() is { Count: > 0 } deniers
        && !deniers.Contains(by.Attestation.PersonId);

    private static bool IsByAppeal(OrderLine line) => line.InForce is Determination.Approved { By: Approver.Appeal };

    private static DecidedCase Again(DecidedCase before, Order order)
    {
        var now = OutcomeOf(order);
        return before with
        {
            InForce = now,
            Services = Services(order),
            Appeal = before.Appeal == AppealOutcome.Pending && !order.Appeals.Any(IsPending) ? AppealOf(order, now) : before.Appeal,
        };
    }

    /// <summary>What the second look made of the appeal. Lines that the practice moved to another site meanwhile were not decided by it
    /// (CNT-10).</summary>
    private static AppealOutcome AppealOf(Order order, CaseOutcome now)
    {
        var looked = order.Lines.Where(l => l.Determinations.Count > 1 && l.InForce!.Decided.At >= order.Clock.StartedAt).ToList();
        var moved = looked.Exists(l => l.InForce is Determination.Approved { By: Approver.Rules });
        return !looked.Exists(Improved) ? order.Lines.Any(IsByAppeal) ? AppealOutcome.PartlyOverturned
            : moved ? AppealOutcome.Withdrawn : AppealOutcome.Upheld
            : now == CaseOutcome.Approved && !moved ? AppealOutcome.Overturned
            : AppealOutcome.PartlyOverturned;
    }

    /// <summary>True when a physician's or an appeal's last determination gives the line more than the one before it.</summary>
    private static bool Improved(OrderLine line) => (line.Determinations[^1], line.Determinations[^2]) switch
    {
        (Determination.Approved { By: Approver.Physician or Approver.Appeal }, not Determination.Approved) => true,
        (Determination.ApprovedLess less, Determination.ApprovedLess before) => less.Units > before.Units || less.Levels.Count > before.Levels.Count,
        (Determination.ApprovedLess, IAdverse) => true,
        _ => false,
    };

    /// <summary>What the determinations in force make of the request; what became of an approval afterwards does not matter here.</summary>
    private static CaseOutcome OutcomeOf(Order order)
    {
        var decided = order.Lines.Where(l => IsReviewed(l) && l.InForce is not null).Select(l => l.InForce!).ToList();
        return decided.Count == 0 ? CaseOutcome.NoReviewRequired
            : decided.TrueForAll(d => d is Determination.Approved) ? CaseOutcome.Approved
            : decided.TrueForAll(d => d is Determination.Denied or Determination.DeniedSite) ? CaseOutcome.Denied
            : CaseOutcome.PartlyApproved;
    }

    private static CaseDecider DeciderOf(Order order) => order.Lines.Where(IsReviewed).Select(l => l.InForce switch
    {
        null => CaseDecider.Nobody,
        Determination.Approved { By: Approver.Rules } => CaseDecider.Rules,
        Determination.Approved { By: Approver.Nurse } => CaseDecider.Nurse,
        // Beside lines that the plan decided too late: the deemed denial, which is the law's, is what the appeal answered.
        Determination.Approved { By: Approver.Law or Approver.Appeal } => CaseDecider.Law,
        _ => CaseDecider.Physician,
    }).DefaultIfEmpty(CaseDecider.Nobody).Max();

    private static IReadOnlyList<DecidedService> Services(Order order) =>
    [
        .. order.Lines.Where(l => IsReviewed(l) && l.InForce is not null).Select(l => new DecidedService(
            l.Asked.Number, l.Asked.Code, l.Finding?.Guideline ?? "", l.Asked.Program, l.Determinations[0].Outcome, l.InForce!.Outcome)),
    ];

    private static bool IsReviewed(OrderLine line) => line.InForce is not Determination.Settled;
}
