using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Intake.Domain;

/// <summary>A physician's decision: guards ¹ (a talk before anything adverse) and ² (a different physician), and what each decision makes of a line.
/// A command is taken whole or not at all, but for lines that were settled since it was signed: those are left out, on record.</summary>
internal static class PhysicianDecisions
{
    /// <summary>Decides the lines of the command.</summary>
    public static Answer<OrderEvent> Decide(Order order, OrderCommand.PhysicianDecide c, DateTimeOffset now, Rules rules)
    {
        if (c.Lines.Count == 0) return Refusals.Bad(Refusals.NoLines, "lines", "The decision names no line; name at least one.");
        if (OrderLifecycle.Unknown(order, c.Lines.Select(d => d.Line)) is { } unknown) return Refusals.Now(order, now, Refusals.LineUnknown, unknown);
        if (c.Lines.All(d => Signed(order.Line(d.Line)!)?.Equals(c.Attestation) == true))
            return OrderLifecycle.Ignored("This decision is on record.");
        if (c.Attestation.Lacks() is { Count: > 0 } lacks)
            return Refusals.Now(order, now, Refusals.AttestationIncomplete, $"The physician's attestation does not say {string.Join(", ", lacks)}.");
        if (order.Plan.LicenceInMemberState && c.Attestation.LicenceState != order.MemberState)
            return Refusals.Now(order, now, Refusals.LicenceNotInMemberState,
                $"The plan asks for a licence in the member's state {order.MemberState}; the "
                    + $"attestation relies on one in {c.Attestation.LicenceState}.");
        // By another site, an appeal or the catalogue; when nothing else is decided, there is nothing the decision could stand for.
        int[] overtaken = [.. c.Lines.Select(d => d.Line).Where(n => order.Line(n) is { Waits: Waits.ForNobody, Adverse: null }).Distinct()];
        if (c.Lines.All(d => overtaken.Contains(d.Line))) overtaken = [];
        var standing = c.Lines.Where(d => !overtaken.Contains(d.Line)).ToList();
        foreach (var decision in standing)
        {
            if (Refuse(order, order.Line(decision.Line)!, decision, c.Attestation, now) is { } refusal)
                return Refusals.Now(order, now, refusal.Code, refusal.Sentence);
        }
        IEnumerable<OrderEvent> leftOut = overtaken.Length == 0 ? [] : [new OrderEvent.DecisionOvertaken(now, overtaken, c.Attestation.PersonId)];
        return OrderLifecycle.Then(order, now, rules, leftOut.Concat(standing.DistinctBy(d => d.Line)
            .Select(d => Fact(order, order.Line(d.Line)!, d, c, now, rules))));
    }

    /// <summary>Approves a line as asked.</summary>
    public static OrderEvent Approve(Order order, OrderLine line, Approver by, Grounds grounds, DateTimeOffset now, Rules rules)
    {
        var decided = Decided(order, now);
        return new OrderEvent.LineApproved(now, line.Asked.Number,
            new(decided, grounds, by, Valid(order, line, decided, rules), line.Asked.Units, line.Asked.Levels));
    }

    /// <summary>What was approved is approved again, valid as if it were decided now.</summary>
    public static OrderEvent Reinstate(Order order, OrderLine line, AppealLevel level, DateTimeOffset now, Rules rules) =>
        new OrderEvent.ApprovalReinstated(now, line.Asked.Number, level, Valid(order, line, Decided(order, now), rules));

    /// <summary>Grounds of a clinician's decision, with the guideline and version pinned at intake (I11).</summary>
    public static Grounds GroundsOf(OrderLine line, string reason, IReadOnlyList<string> criteria,
        IReadOnlyList<string>? missing = null, bool software = false) =>
        new(reason, criteria, line.Finding?.Guideline ?? "", line.Finding?.Version ?? "", missing ?? [], software);

    private static (string Code, string Sentence)? Refuse(Order order, OrderLine line,
        LineDecision decision, PhysicianAttestation by, DateTimeOffset now)
    {
        var number = line.Asked.Number;
        if (line.Waits != (order.Stage == Stage.Reconsideration ? Waits.ForOtherPhysician : Waits.ForPhysician))
            return (Refusals.LineNotWaiting, $"Line {number} does not wait for a physician.");
        return Questioned(line, by) ?? decision switch
        {
            LineDecision.ApproveLess less => WhyRefused(order, number, less.Why, less.Duty, now) ?? OnlySite(line) ?? LessRefused(line, less),
            LineDecision.Deny deny => WhyRefused(order, number, deny.Why, deny.Duty, now) ?? OnlySite(line),
            LineDecision.DenySite site => WhyRefused(order, number, site.Why, site.Duty, now) ?? SiteRefused(order, line),
            _ => null,
        };
    }

    /// <summary>Guard ² (I9): a reconsideration is decided by a different physician of the same specialty.</summary>
    private static (string Code, string Sentence)? Questioned(OrderLine line, PhysicianAttestation by)
    {
        if (line.Reopened != ReopenGround.Reconsideration) return null;
        if (line.Determinations.OfType<IAdverse>()
            .Any(d => d.Attestation.PersonId == by.PersonId || (by.Npi.Length > 0 && d.Attestation.Npi == by.Npi)))
            return (Refusals.SamePhysician,
                $"The denial of line {line.Asked.Number} is this physician's own; a different physician decides its reconsideration.");
        return line.Adverse!.Attestation.Specialty is var specialty && specialty != by.Specialty
            ? (Refusals.OtherSpecialty, $"The denial of line {line.Asked.Number} was made in {specialty}; a physician of the same "
                + $"specialty decides its reconsideration, not of {by.Specialty}.")
            : null;
    }

    /// <summary>I7 and guard ¹: a specific reason, a criterion, and a talk held, offered, not reachable or without room.</summary>
    private static (string Code, string Sentence)? WhyRefused(Order order, int line, AdverseReason why, PeerToPeerDuty duty, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(why.Reason))
            return (Refusals.ReasonRequired, $"The decision on line {line} gives no specific reason in plain words.");
        if (why.Criteria.Count == 0) return (Refusals.CriterionRequired, $"The decision on line {line} names no criterion; name at least one.");
        const int minutes = 60; // before the due time: from then on the deadline leaves no room for a talk
        var unmet = duty switch
        {
            PeerToPeerDuty.Held held when held.At <= now => null,
            PeerToPeerDuty.Offered offered when offered.At <= now => null,
            PeerToPeerDuty.Unreachable tried when tried.Attempts >= order.Plan.AttemptsBeforeDecision => null,
            PeerToPeerDuty.Unreachable tried =>
                $"{tried.Attempts} attempts to reach the practice are on record; the plan asks for {order.Plan.AttemptsBeforeDecision}",
            PeerToPeerDuty.NoRoom room when room.DueAt == order.DueAt && now >= order.DueAt.AddMinutes(-minutes) => null,
            PeerToPeerDuty.NoRoom =>
                $"the decision is due at {order.DueAt:yyyy-MM-dd HH:mm} UTC, and only the last {minutes} minutes leave no room for a talk",
            PeerToPeerDuty.Held => "the talk said to be held lies in the future",
            _ => "the talk said to be offered lies in the future",
        };
        return unmet is null ? null : (Refusals.PeerToPeerDutyUnmet,
            $"Before an adverse decision on line {line} a peer-to-peer must be held or offered, the practice be "
                + $"out of reach, or the deadline leave no room: {unmet}.");
    }

    private static (string Code, string Sentence)? OnlySite(OrderLine line) => line.Service != Gate.Open ? null
        : (Refusals.OnlySiteInQuestion,
            $"The service of line {line.Asked.Number} is accepted; only its site is in question. Approve it or deny the site.");

    private static (string Code, string Sentence)? SiteRefused(Order order, OrderLine line) =>
        line.InForce is Determination.ApprovedLess
            ? (Refusals.ApprovedIsNotRejudged, $"Part of line {line.Asked.Number} is approved at this site; what was approved is not judged again.")
        : line.Site != Gate.Open && PlaceOfService.IsHospital(order.Form.PlaceOfService) ? null
        : (Refusals.SiteNotInQuestion,
            $"The site of line {line.Asked.Number} is not in question: it is not in scope, needs no review or was accepted.");

    private static (string Code, string Sentence)? LessRefused(OrderLine line, LineDecision.ApproveLess less)
    {
        var asked = line.Asked;
        var inside = less.Units >= 1 && less.Units <= asked.Units
            && less.Levels.All(asked.Levels.Contains) && (asked.Levels.Count == 0 || less.Levels.Count > 0);
        if (!inside || (less.Units == asked.Units && less.Levels.Count == asked.Levels.Count))
            return (Refusals.NotLessThanAsked, $"Line {asked.Number} asks for {asked.Units} units{On(asked.Levels)}; "
                + $"{less.Units} units{On(less.Levels)} are not a part of that. Approve at "
                + "least 1 and less than asked, or approve or deny the whole.");
        return line.InForce is Determination.ApprovedLess before && (less.Units < before.Units || before.Levels.Except(less.Levels).Any())
            ? (Refusals.ApprovedIsNotRejudged,
                $"Of line {asked.Number}, {before.Units} units{On(before.Levels)} are approved; what was approved is not judged again.")
            : null;
    }

    private static OrderEvent Fact(Order order, OrderLine line, LineDecision decision,
        OrderCommand.PhysicianDecide c, DateTimeOffset now, Rules rules)
    {
        var decided = Decided(order, now);
        var number = line.Asked.Number;
        Grounds Why(AdverseReason why) => GroundsOf(line, why.Reason, why.Criteria, why.Missing, c.SoftwareRecommended);
        var recourse = line is { Reopened: { } ground, Adverse: { } first }
            ? Recourses.Second(first.Recourse, ground, order.Clock.StartedAt.DateIn(OrderLifecycle.Zone(order)), decided.Date, order.Plan, rules)
            : Recourses.First(decided.Date, order.Plan, rules);
        return decision switch
        {
            LineDecision.ApproveLess less => new OrderEvent.LineApprovedLess(now, number, new(
                decided, Why(less.Why), c.Attestation, less.Duty, Valid(order, line, decided, rules), less.Units, less.Levels, recourse)),
            // Upholding a partial approval leaves the approved part exactly as it was.
            LineDecision.Deny deny when line.InForce is Determination.ApprovedLess before => new OrderEvent.LineApprovedLess(now, number, before with
            {
                Decided = decided,
                Grounds = Why(deny.Why),
                Attestation = c.Attestation,
                Duty = deny.Duty,
                Recourse = recourse,
            }),
            LineDecision.Deny deny => new OrderEvent.LineDenied(now, number, new(decided, Why(deny.Why), c.Attestation, deny.Duty, recourse)),
            LineDecision.DenySite site => new OrderEvent.LineSiteDenied(now, number, new(decided, Why(site.Why), c.Attestation, site.Duty, recourse)),
            LineDecision.Approve approve => Approve(order, line, new Approver.Physician(c.Attestation),
                GroundsOf(line, approve.Reason, approve.Criteria, software: c.SoftwareRecommended), now, rules),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static PhysicianAttestation? Signed(OrderLine line) => line.InForce switch
    {
        _ when line.Reopened is not null => null,
        IAdverse adverse => adverse.Attestation,
        Determination.Approved { By: Approver.Physician by } => by.Attestation,
        _ => null,
    };

    private static Validity Valid(Order order, OrderLine line, DecidedOn decided, Rules rules) =>
        Validities.Of(line.Asked.Program, decided.Date, Validities.IsChronic(order.Form.Diagnoses, rules), order.Plan, rules);

    private static DecidedOn Decided(Order order, DateTimeOffset now) => new(now, now.DateIn(OrderLifecycle.Zone(order)));

    private static string On(IReadOnlyList<string> levels) => levels.Count == 0 ? "" : " on " + string.Join(", ", levels);
}
