using System.Text;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;
using Bus = UtilizationReview.Contracts.Events;

namespace UtilizationReview.Intake.Adapters;

/// <summary>What intake tells on the bus of each fact.</summary>
internal static class OrderMessages
{
    /// <summary>State after all facts of the command, one fact, the new version → messages.</summary>
    public static IEnumerable<object> Tell(Order order, OrderEvent fact, int version) => fact switch
    {
        OrderEvent.OrderReceived e => [new Bus.OrderReceived
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, PlanId = order.Form.PlanId,
            PracticeId = order.Form.PracticeId, DueAt = e.DueAt, Regime = e.Regime.Id, DraftId = e.DraftId.Length > 0 ? e.DraftId : null,
        }],
        OrderEvent.ReferredToNurse e => [new Bus.OrderReferredToNurse
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, PlanId = order.Form.PlanId,
            PracticeId = order.Form.PracticeId, Programs = Programs(order, e.Lines),
            Lines = e.Lines, DueAt = order.DueAt,
            Expedited = order.Form.Urgency == Urgency.Expedited, MemberState = order.MemberState, Reasons = e.Reasons,
            Codes = [.. order.Lines.Where(l => e.Lines.Contains(l.Asked.Number)).Select(l => l.Asked.Code)],
            Minor = IntakeWire.Age(order.Form) < 18,
        }],
        OrderEvent.ReferredToPhysician e => [ToPhysician(order, version, e.At, e.Lines, e.Question, [], "")],
        OrderEvent.Reopened e =>
        [
            new Bus.OrderReopened
            {
                OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, PlanId = order.Form.PlanId,
                PracticeId = order.Form.PracticeId, Ground = Kebab(e.Ground), Lines = e.Lines,
            },
            // Lines denied by physicians of several specialties: the first is asked for, the deciding physician's own service sees to the rest.
            ToPhysician(order, version, e.At, e.Lines, Kebab(e.Ground), e.ExcludedPhysicians,
                e.RequiredSpecialties is [var specialty, ..] ? specialty : ""),
        ],
        OrderEvent.OrderDetermined e => [new Bus.OrderDetermined
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, PlanId = order.Form.PlanId,
            PracticeId = order.Form.PracticeId, Status = Kebab(e.Status),
            OrderNumber = order.OrderNumber, PlanVersion = order.Plan.Version, Lines = [.. order.Lines.Where(l => l.InForce is not null).Select(Line)],
            TalkThrough = Recourses.LastTalkDay(order, e.At.DateIn(TimeZones.Find(order.Plan.TimeZone))), NothingNew = e.NothingNew,
            Reinstated = e.Reinstated,
        }],
        OrderEvent.InformationReceived e => [new Bus.InformationReceived
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, Facts = [.. e.Facts.Select(f => f.Name)], DueAt = e.DueAt,
        }],
        OrderEvent.ClockExtended e =>
        [new Bus.ClockMoved
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, DueAt = e.DueAt, Ground = e.Ground, TollsThrough = e.TollsThrough,
            Items = order.OpenQuestion is { } open ? [.. open.Items, .. open.Missing.Select(m => m.Question)] : [],
            AnswerBy = order.OpenQuestion?.AnswerBy,
        }],
        OrderEvent.InformationAsked e when e.DueAt != DueBefore(order) =>
            [new Bus.ClockMoved { OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, DueAt = e.DueAt, Ground = "information-asked" }],
        OrderEvent.DueSoon e => [new Bus.DeadlineApproaching
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, PlanId = order.Form.PlanId, DueAt = e.DueAt,
        }],
        OrderEvent.DeadlineMissed e => [new Bus.DeadlineMissed
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At,
            PlanId = order.Form.PlanId, DueAt = e.DueAt, Effect = Kebab(e.Effect), Rule = e.Rule,
        }],
        OrderEvent.ExpiryWarned e => [new Bus.AuthorizationExpiring
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At,
            PracticeId = order.Form.PracticeId, Lines = e.Lines, ValidThrough = e.ValidThrough,
        }],
        OrderEvent.LinesExpired e => [new Bus.AuthorizationExpired
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At,
            PracticeId = order.Form.PracticeId, Lines = e.Lines, ValidThrough = e.ValidThrough,
        }],
        OrderEvent.LinesRevoked e => [new Bus.ApprovalRevoked
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, PlanId = order.Form.PlanId, PracticeId = order.Form.PracticeId,
            Lines = e.Lines, Ground = Kebab(e.Ground), Citation = e.Citation, Rights = e.Rights,
            TalkThrough = Recourses.LastTalkDay(order, e.At.DateIn(TimeZones.Find(order.Plan.TimeZone))),
        }],
        OrderEvent.ApprovalChanged e => [new Bus.ApprovalChanged
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, PlanId = order.Form.PlanId, PracticeId = order.Form.PracticeId,
            Lines = [.. order.Lines.Where(l => l.Valid is not null).Select(l => l.Asked.Number)],
        }],
        OrderEvent.LinkedReviewOpened e =>
            [new Bus.LinkedReviewOpened { OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, LinkedOrderId = e.LinkedOrderId }],
        OrderEvent.AppealFiled e => [new Bus.AppealRecorded
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, PlanId = order.Form.PlanId, PracticeId = order.Form.PracticeId,
            Step = Kebab(e.Appeal.Level), What = e.Appeal.By == AppealFiler.Plan ? "forwarded" : "filed", Lines = e.Appeal.Lines,
            FiledOn = e.Appeal.FiledOn, Expedited = e.Appeal.Expedited, DueAt = e.Appeal.DueAt, Subject = Kebab(e.Appeal.Subject),
        }],
        OrderEvent.AppealDecided e => order.Appeals.Last(a => a.Level == e.Level && a.RevokedAt == e.RevokedAt && a.Answer is not null) is var appeal ? [new Bus.AppealRecorded
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, PlanId = order.Form.PlanId, PracticeId = order.Form.PracticeId,
            Step = Kebab(e.Level), What = Kebab(e.Answer.Outcome), Lines = appeal.Lines, FiledOn = appeal.FiledOn, Expedited = appeal.Expedited,
            DueAt = appeal.DueAt, DecidedOn = e.Answer.DecidedOn, ApprovedLines = e.Answer.Lines, Subject = Kebab(appeal.Subject),
        }] : [],
        OrderEvent.AppealDue e => [new Bus.AppealDue
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, PlanId = order.Form.PlanId, Step = Kebab(e.Level),
            DueAt = e.DueAt, Missed = e.Missed, Subject = Kebab(e.RevokedAt is null ? AppealSubject.Denial : AppealSubject.Revocation),
        }],
        OrderEvent.AppealExtended e => order.Appeals.Last(a => a.Level == e.Level && a.RevokedAt == e.RevokedAt) is var longer ? [new Bus.AppealRecorded
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, PlanId = order.Form.PlanId, PracticeId = order.Form.PracticeId,
            Step = Kebab(e.Level), What = "extended", Lines = longer.Lines, FiledOn = longer.FiledOn, Expedited = longer.Expedited, DueAt = e.DueAt,
            Subject = Kebab(longer.Subject),
        }] : [],
        // Of a window that is over already there is nothing to warn of.
        OrderEvent.ReconsiderationClosing e when e.At < e.Through.EndOf(TimeZones.Find(order.Plan.TimeZone)) => [new Bus.ReconsiderationClosing
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, PlanId = order.Form.PlanId, PracticeId = order.Form.PracticeId,
            Lines = e.Lines, Through = e.Through,
        }],
        OrderEvent.OrderClosed e => [new Bus.OrderClosed
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = e.At, PlanId = order.Form.PlanId,
            PracticeId = order.Form.PracticeId, Status = Kebab(e.Status),
        }],
        _ => [],
    };

    /// <summary>A reviewer whose decision cannot be recorded has to hear of it: the case is open again there.</summary>
    public static IEnumerable<object> TellRefusal(OrderWork work, Refusal refusal, string id, int version, DateTimeOffset now) =>
        work.Commands.Select(DeciderOf).OfType<string>().Select(decider => new Bus.DeterminationRefused
        {
            OrderId = id, OrderVersion = version, OccurredAt = now, DecidedBy = decider, ReasonCode = refusal.Code, Sentence = refusal.Sentence,
        });

    private static string? DeciderOf(OrderCommand command) => command switch
    {
        OrderCommand.PhysicianDecide decided => decided.Attestation.PersonId,
        OrderCommand.NurseApprove approved => approved.Attestation.PersonId,
        OrderCommand.NurseRefer referred => referred.ReferredBy,
        _ => null,
    };

    /// <summary>The wire's word of a name: <c>DeemedApproved</c> → <c>deemed-approved</c>.</summary>
    public static string Kebab(object name)
    {
        var word = new StringBuilder();
        foreach (var letter in name.ToString()!)
        {
            if (char.IsUpper(letter) && word.Length > 0) word.Append('-');
            word.Append(char.ToLowerInvariant(letter));
        }
        return word.ToString();
    }

    /// <summary>When the decision was due before the last event of the clock.</summary>
    private static DateTimeOffset DueBefore(Order order) => Clocks.DueAt(
        order.Clock.Regime, order.Clock.StartedAt, [.. order.Clock.Events.SkipLast(1)],
        BusinessCalendar.UsFederal, TimeZones.Find(order.Plan.TimeZone));

    private static Bus.OrderReferredToPhysician ToPhysician(
        Order order, int version, DateTimeOffset at, IReadOnlyList<int> lines,
        string question, IReadOnlyList<string> excluded, string specialty) => new()
        {
            OrderId = order.Id, OrderVersion = version, OccurredAt = at, PlanId = order.Form.PlanId,
            PracticeId = order.Form.PracticeId, Programs = Programs(order, lines), Lines = lines,
            DueAt = order.DueAt, Expedited = order.Form.Urgency == Urgency.Expedited,
            MemberState = order.MemberState, Question = question, ExcludedPhysicians = excluded,
            RequiredSpecialty = specialty, AttemptsBeforeDecision = order.Plan.AttemptsBeforeDecision,
            LicenceInMemberState = order.Plan.LicenceInMemberState,
            Clinicians = [.. new[] { order.Form.OrderingClinicianId, order.Form.SurgeonId }.Where(id => !string.IsNullOrEmpty(id)).Distinct()],
        };

    private static List<string> Programs(Order order, IReadOnlyList<int> lines) =>
        [.. order.Lines.Where(l => lines.Contains(l.Asked.Number) && l.Asked.Program != Domain.Program.None)
            .Select(l => Kebab(l.Asked.Program)).Distinct()];

    /// <summary>Who decided: rules, nurse, law, appeal, nobody or physician.</summary>
    public static string Decider(Determination? determination) => determination switch
    {
        Determination.Approved { By: Approver.Rules } => "rules",
        Determination.Approved { By: Approver.Nurse } => "nurse",
        Determination.Approved { By: Approver.Law } => "law",
        Determination.Approved { By: Approver.Appeal } => "appeal",
        Determination.Settled => "nobody",
        _ => "physician",
    };

    private static Bus.LineDetermined Line(OrderLine line) => new()
    {
        Line = line.Asked.Number, Outcome = Kebab(line.Outcome), ValidThrough = line.Valid?.Through,
        Decider = Decider(line.InForce),
    };
}
