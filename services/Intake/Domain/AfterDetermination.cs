using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Intake.Domain.OrderEvent;

namespace UtilizationReview.Intake.Domain;

/// <summary>What can still happen to a determined order: reconsideration, another site, changed particulars, revocation ⁴.</summary>
internal static class AfterDetermination
{
    public static Answer<OrderEvent> ReconsiderationAsked(Order order, RequestReconsideration c, DateTimeOffset now, Rules rules)
    {
        if (OrderLifecycle.Unknown(order, c.Lines) is { } unknown) return Refusals.Now(order, now, Refusals.LineUnknown, unknown);
        var adverse = order.Lines.Where(l => l.Adverse is not null && l.End is null or LineEnd.Expired
            && (c.Lines.Count == 0 || c.Lines.Contains(l.Asked.Number))).ToList();
        if (adverse.Count == 0 || c.Lines.Any(n => !adverse.Exists(l => l.Asked.Number == n)))
            return Refusals.Now(order, now, Refusals.NothingDenied, "What is asked to be reconsidered is not denied.");
        var today = now.DateIn(OrderLifecycle.Zone(order));
        var lines = adverse.Where(line => CanBeReconsidered(line, today)).ToList();
        if (lines.Count > 0 && (c.Lines.Count == 0 || lines.Count == adverse.Count))
            return OrderLifecycle.Then(order, now, rules,
                [Reopen(order, ReopenGround.Reconsideration, lines, c.Facts, c.Reason, c.AskedBy, now, rules)]);
        return adverse.Find(l => !l.Adverse!.Recourse.Reconsidered && !CanBeReconsidered(l, today)) is { } late
            ? Refusals.Now(order, now, Refusals.ReconsiderationWindowClosed,
                "Reconsideration could be asked through "
                    + $"{Recourses.Day(late.Adverse!.Recourse.ReconsiderationThrough)}, the last day of the window of "
                + $"{order.Plan.ReconsiderationDays} "
                + $"{(order.Plan.ReconsiderationInBusinessDays ? "business" : "calendar")} days after the denial notice; "
                + "the appeal rights named in the notice remain.")
            : Refusals.Now(order, now, Refusals.AlreadyReconsidered,
                "This denial was reconsidered once; the appeal rights named in the notice remain.");
    }

    /// <summary>A document is on record. One that could not be read before a denial counts as supporting documentation: while reconsideration could
    /// still be asked, a physician looks at what is denied with it. For the window counts when it came, not how long the scanner took.</summary>
    public static Answer<OrderEvent> Attached(Order order, AttachDocument c, DateTimeOffset now, Rules rules)
    {
        if (order.Documents.Any(d => d.DocumentId == c.Document.DocumentId)) return OrderLifecycle.Ignored("The document is on record.");
        var attached = new DocumentAttached(now, c.Document, c.From);
        var day = c.Document.ReceivedAt.DateIn(OrderLifecycle.Zone(order));
        var lines = order.Stage != Stage.Determined ? [] : order.Lines.Where(line => CanBeReconsidered(line, day)
            && c.UsableAt > line.InForce!.Decided.At).ToList();
        return lines.Count == 0
            ? new OrderEvent[] { attached }
            : OrderLifecycle.Then(order, now, rules, [attached, Reopen(order, ReopenGround.SupportingDocuments, lines, [],
                lines.TrueForAll(line => c.Document.ReceivedAt <= line.InForce!.Decided.At)
                    ? "What the practice sent before the denial could be read only after it."
                    : "The practice sent documents after the denial.",
                c.From, now, rules)]);
    }

    public static Answer<OrderEvent> Moved(Order order, MoveSite c, DateTimeOffset now, Rules rules)
    {
        var lines = order.Lines.Where(CanMove).ToList();
        if (lines.Count == 0) return Refusals.NotHere(order, c, now);
        if (c.PlaceOfService is not (PlaceOfService.Office or PlaceOfService.SurgeryCenter))
            return Refusals.Now(order, now, Refusals.SiteNeedsReview,
                $"Place of service {c.PlaceOfService} would be reviewed again; move to an office (11) or a surgery center (24).");
        List<OrderEvent> facts =
        [
            new SiteMoved(now, [.. lines.Select(l => l.Asked.Number)], c.FacilityId, c.PlaceOfService),
            .. lines.Where(l => l.InForce is Determination.DeniedSite).Select(l => PhysicianDecisions.Approve(order, l, new Approver.Rules(),
                PhysicianDecisions.GroundsOf(l,
                    "The service was accepted before; it moved to a site that needs no review.", l.InForce!.Grounds.Criteria), now, rules)),
        ];
        // A determined order has new outcomes: whoever writes notices hears of them.
        if (order.Stage == Stage.Determined) facts.Add(new OrderDetermined(now, OrderLifecycle.Status(facts.Aggregate(order, OrderLifecycle.Evolve))));
        return OrderLifecycle.Then(order, now, rules, facts);
    }

    public static Answer<OrderEvent> Changed(Order order, ChangeApproved c, DateTimeOffset now, Rules rules)
    {
        var approved = order.Lines.Where(l => l.Valid is not null).ToList();
        if (approved.Count == 0)
            return Refusals.Now(order, now, Refusals.NothingApproved, "Nothing on this order is approved, so nothing approved can change.");
        var today = now.DateIn(OrderLifecycle.Zone(order));
        var last = approved.Min(l => l.Valid!.Through ?? DateOnly.MaxValue);
        if ((c.DateOfService ?? today) is var date && (date < today || date > last))
            return Refusals.Now(order, now, Refusals.DateOutsideValidity, last < today
                ? $"The approval was valid through {Recourses.Day(last)}; nothing can be changed after that."
                : $"The date of service {Recourses.Day(date)} is outside what the approval covers; choose a day from "
                    + $"{Recourses.Day(today)} through {Recourses.Day(last)}.");
        // A hospital site, or a stay there, was never looked at: that is a review of its own. The approval itself stays as it is.
        var review = c.PlaceOfService is { } place && place != order.Form.PlaceOfService
            && !PlaceOfService.IsHospitalOutpatient(order.Form.PlaceOfService)
            ? approved.Where(l => place == PlaceOfService.Inpatient || (PlaceOfService.IsHospitalOutpatient(place) && l.Asked.SiteOfCareScope))
                .Select(l => l.Asked).ToList() : [];
        var change = new ApprovalChanged(now, Other(c.DateOfService, order.Form.DateOfService),
            review.Count > 0 ? null : Other(c.FacilityId, order.Form.FacilityId),
            review.Count > 0 || c.PlaceOfService == order.Form.PlaceOfService ? null : c.PlaceOfService, Other(c.SurgeonId, order.Form.SurgeonId));
        var added = c.AddedLines.Where(
            a => !order.Linked.Any(k => k.Lines.Any(l => l.Code == a.Code && l.Side == a.Side && l.Levels.SequenceEqual(a.Levels)))).ToList();
        review.RemoveAll(r => order.Linked.Any(k => k.Lines.Any(l => l.Number == r.Number && l.Code == r.Code)));
        var form = order.Form.With(c.Facts) with
        {
            DateOfService = c.DateOfService ?? order.Form.DateOfService,
            FacilityId = c.FacilityId ?? order.Form.FacilityId,
            PlaceOfService = c.PlaceOfService ?? order.Form.PlaceOfService,
            SurgeonId = c.SurgeonId ?? order.Form.SurgeonId,
        };
        List<OrderEvent> facts = [];
        if (change != new ApprovalChanged(now, null, null, null, null)) facts.Add(change);
        if (review.Count + added.Count > 0) facts.Add(new LinkedReviewOpened(now, c.LinkedOrderId, [.. review, .. added], form));
        return facts.Count == 0 ? OrderLifecycle.Ignored("Nothing would change.") : OrderLifecycle.Then(order, now, rules, facts);
    }

    public static Answer<OrderEvent> Revoked(Order order, Revoke c, DateTimeOffset now, Rules rules)
    {
        var lines = order.Lines.Where(l => l.Valid is not null).Select(l => l.Asked.Number).ToList();
        if (lines.Count == 0)
            return Refusals.Now(order, now, Refusals.NothingApproved, "Nothing on this order is approved, so nothing can be revoked.");
        if (c.Ground == RevocationGround.None || c.Citation.Length == 0)
            return Refusals.Now(order, now, Refusals.RevocationGroundRequired,
                "An approval is revoked only on a coded legal ground (fraud or misstatement, coverage "
                    + "ended, statute) with the finding or statute relied on.");
        var approved = order.Lines.Where(l => l.Valid is not null).Max(l => l.InForce!.Decided.Date);
        var today = now.DateIn(OrderLifecycle.Zone(order));
        if (Revocations.Refused(c.Ground, approved, today, order.Plan, rules) is { } forbidden)
            return Refusals.Now(order, now, Refusals.RevocationNotAllowed, forbidden);
        return OrderLifecycle.Then(order, now, rules,
        [
            new LinesRevoked(now, lines, c.Ground, c.Citation, c.By)
            {
                Rights = [.. Recourses.Legal(today, order.Plan, rules)],
                Steps = Recourses.Steps(today, order.Plan, rules),
            },
        ]);
    }

    /// <summary>Opens denied lines again under a clock of their own.</summary>
    public static Reopened Reopen(
        Order order, ReopenGround ground, List<OrderLine> lines,
        IReadOnlyList<OrderFact> facts, string reason, string by, DateTimeOffset now, Rules rules)
    {
        // I9: those who made the denial do not decide its reconsideration. A talk may change the mind of the same physician.
        var questioned = lines.SelectMany(l => l.Determinations).OfType<IAdverse>().Select(d => d.Attestation).ToList();
        var again = ground == ReopenGround.Reconsideration;
        return new(now, ground, [.. lines.Select(l => l.Asked.Number)], facts, reason, by,
            again ? [.. questioned.Select(a => a.PersonId).Distinct()] : [],
            again ? [.. lines.Select(l => l.Adverse!.Attestation.Specialty).Distinct()] : [],
            Clocks.DueAt(order.Clock.Regime, now, [], rules.Calendar, OrderLifecycle.Zone(order)));
    }

    /// <summary>No line waits any more. After a second look it says what is new: the practice can have withdrawn what it asked for.</summary>
    public static OrderDetermined Determined(Order order, DateTimeOffset now)
    {
        var determined = new OrderDetermined(now, OrderLifecycle.Status(order with { Stage = Stage.Determined }));
        return order.Stage != Stage.Reconsideration ? determined : determined with
        {
            NothingNew = order.Lines.All(line => !(line.InForce?.Decided.At >= order.Clock.StartedAt)),
            Reinstated = order.Lines.Where(line => line.ReinstatedAt >= order.Clock.StartedAt).Select(line => line.Asked.Number).ToArray(),
        };
    }

    public static bool CanMove(OrderLine line) =>
        line.InForce is Determination.DeniedSite || (line.Waits != Waits.ForNobody && line.Site == Gate.Question);

    public static bool CanBeReconsidered(OrderLine line, DateOnly today) =>
        line.End is null or LineEnd.Expired
            && line.Adverse is { Recourse: { Reconsidered: false } recourse } && today <= recourse.ReconsiderationThrough;

    private static T? Other<T>(T? wanted, T present) where T : struct => wanted is { } value && !value.Equals(present) ? wanted : null;

    private static string? Other(string? wanted, string present) => wanted == present ? null : wanted;
}
