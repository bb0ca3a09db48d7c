using Google.Protobuf.WellKnownTypes;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Intake.Domain;
using V1 = UtilizationReview.Contracts.Intake.V1;
using Vocabulary = UtilizationReview.Contracts.Vocabulary.V1;

namespace UtilizationReview.Intake.Adapters;

/// <summary>From the domain to the wire.</summary>
internal static partial class IntakeWire
{
    /// <summary>What a practice does by calling intake; the reviewers' acts come through their own services.</summary>
    private static readonly string[] PracticeActs =
        [nameof(V1.Intake.IntakeClient.AddInformation), nameof(V1.Intake.IntakeClient.Withdraw), nameof(V1.Intake.IntakeClient.MoveSite),
         nameof(V1.Intake.IntakeClient.RequestReconsideration), nameof(V1.Intake.IntakeClient.ChangeApproved),
         nameof(V1.AppealLadder.AppealLadderClient.FileAppeal)];

    public static V1.Order ToWire(Order order, int version, DateTimeOffset now)
    {
        var wire = new V1.Order
        {
            TrackingNumber = order.Id, OrderNumber = order.OrderNumber,
            Status = ToWire(OrderLifecycle.Status(order)), Version = version, Form = ToWire(order.Form),
            Channel = order.Channel switch
            {
                Channel.ContactCenter =>
                V1.Channel.ContactCenter,
                Channel.Api => V1.Channel.Api,
                _ => V1.Channel.Portal
            },
            SubmittedBy = order.SubmittedBy, ReceivedAt = order.Clock.ReceivedAt.ToTimestamp(),
            DueAt = order.DueAt.ToTimestamp(), Regime = order.Clock.Regime.Id,
            TimeZone = order.Plan.TimeZone, HolidayCalendar = "us-federal", OpenInformationRequest = order.OpenQuestion is { } asked
                ? ToWire(asked)
                : null,
            PeerToPeer = order.Talks.Count == 0 ? null : ToWire(order.Talks), LinkedFrom = order.LinkedFrom, DeadlineMissed = order.DeadlineMissed,
            MemberState = order.MemberState, PlanVersion = order.Plan.Version, DraftId = order.DraftId,
            UncheckedCitations = { order.UncheckedCitations },
            StatedFacts = { order.Form.Facts.Where(fact => fact.StatedOn is not null).Select(ToWire) },
            Lines = { order.Lines.Select(ToWire) }, LinkedOrders = { order.Linked.Select(l => l.OrderId) },
            PossibleNow =
            {
                OrderLifecycle.PossibleNow(order, now).Intersect(PracticeActs).Where(act => act != nameof(OrderCommand.FileAppeal)
                    || Appeals.CanFile(order, IntakeDates.In(now, order.Plan.TimeZone), AppealFiler.Practice)),
            },
        };
        wire.Form.Lines.AddRange(order.Lines.Select(l => ToWire(l.Asked)));
        wire.SiteAlternatives.AddRange(wire.Lines.FirstOrDefault(l => l.Site is not null)?.Site.Alternatives ?? []);
        if (order.Lines.Select(l => l.Adverse).OfType<IAdverse>().Select(a => a.Recourse.ReconsiderationThrough)
            .DefaultIfEmpty().Max() is var through && through != default)
        {
            wire.ReconsiderationThrough = IntakeDates.Write(through);
        }
        return wire;
    }

    public static V1.OrderSummary ToSummary(Order order) => new()
    {
        TrackingNumber = order.Id, OrderNumber = order.OrderNumber, Status = ToWire(OrderLifecycle.Status(order)),
        PlanId = order.Form.PlanId, PracticeId = order.Form.PracticeId,
        Codes = { order.Lines.Select(l => l.Asked.Code) },
        DateOfService = IntakeDates.Write(order.Form.DateOfService), ReceivedAt = order.Clock.ReceivedAt.ToTimestamp(),
        DueAt = order.DueAt.ToTimestamp(),
    };

    /// <summary>The wire's names are the domain's names.</summary>
    public static V1.OrderStatus ToWire(OrderStatus status) => System.Enum.Parse<V1.OrderStatus>(status.ToString());

    /// <summary>Null for the wire's UNSPECIFIED.</summary>
    public static OrderStatus? ToDomain(V1.OrderStatus status) => System.Enum.TryParse<OrderStatus>(status.ToString(), out var known) ? known : null;

    public static Line ToWire(RequestedLine line) => new()
    {
        Number = line.Number, Code = line.Code, Units = line.Units, Levels = { line.Levels },
        Side = line.Side switch
        {
            Side.Left => Vocabulary.Side.Left,
            Side.Right =>
            Vocabulary.Side.Right,
            Side.Both => Vocabulary.Side.Both,
            _ => Vocabulary.Side.NotApplicable
        },
    };

    private static V1.StatedFact ToWire(OrderFact fact) => new()
    {
        Name = fact.Name, AppliesTo = fact.AppliesTo, StatedOn = fact.StatedOn is { } day ? IntakeDates.Write(day) : "",
    };

    private static V1.OrderForm ToWire(OrderForm form) => new()
    {
        PlanId = form.PlanId, MemberId = form.MemberId, PracticeId = form.PracticeId,
        OrderingClinicianId = form.OrderingClinicianId, SurgeonId = form.SurgeonId,
        FacilityId = form.FacilityId, PlaceOfService = (Vocabulary.PlaceOfService)form.PlaceOfService,
        DateOfService = IntakeDates.Write(form.DateOfService),
        Urgency = form.Urgency == Urgency.Expedited ? V1.Urgency.Expedited : V1.Urgency.Standard, EmergencyPresentation = form.EmergencyPresentation,
        SiteReason = form.SiteReason, CallbackPhone = form.CallbackPhone, Diagnoses = { form.Diagnoses },
        Facts = { form.Facts.Select(f => Vocabulary.Fact.Parser.ParseJson(f.Json)) },
    };

    private static V1.OrderLine ToWire(OrderLine line) => new()
    {
        Line = ToWire(line.Asked), Description = line.Asked.Description, Outcome = ToWire(line.Outcome),
        Program = line.Asked.Program switch
        {
            Domain.Program.Spine => Vocabulary.Program.Spine,
            Domain.Program.Joint => Vocabulary.Program.Joint,
            Domain.Program.Pain => Vocabulary.Program.Pain,
            _ => Vocabulary.Program.Unspecified,
        },
        Evaluation = line.Finding is { } finding ? LineEvaluation.Parser.ParseFrom(Convert.FromBase64String(finding.Trace)) : null,
        Site = line.SiteFinding is { Trace.Length: > 0 } site ? ReviewSiteResponse.Parser.ParseFrom(Convert.FromBase64String(site.Trace)) : null,
        Determinations = { line.Determinations.Select(ToWire) },
    };

    private static V1.LineOutcome ToWire(LineOutcome outcome) => System.Enum.Parse<V1.LineOutcome>(outcome.ToString());

    private static V1.Determination ToWire(Determination determination)
    {
        var wire = new V1.Determination
        {
            Outcome = ToWire(determination.Outcome), DecidedAt = determination.Decided.At.ToTimestamp(),
            DecisionDate = IntakeDates.Write(determination.Decided.Date),
            Reason = determination.Grounds.Reason, Criteria = { determination.Grounds.Criteria }, Guideline = determination.Grounds.Guideline,
            GuidelineVersion = determination.Grounds.GuidelineVersion, Missing = { determination.Grounds.Missing },
            SoftwareRecommended = determination.Grounds.SoftwareRecommended,
        };
        switch (determination)
        {
            case Determination.Approved approved:
                Put(wire, approved.Validity, approved.Units, approved.Levels);
                Put(wire, approved.By);
                break;
            case Determination.ApprovedLess less:
                Put(wire, less.Validity, less.Units, less.Levels);
                break;
            case Determination.Settled:
                wire.Decider = V1.Decider.Nobody;
                break;
        }
        if (determination is not IAdverse adverse) return wire;
        (wire.Decider, wire.Attestation) = (V1.Decider.Physician, ToWire(adverse.Attestation));
        wire.Rights.AddRange(adverse.Recourse.Rights);
        return wire;
    }

    private static void Put(V1.Determination wire, Validity validity, int units, IReadOnlyList<string> levels)
    {
        (wire.ValidFrom, wire.ValidThrough, wire.ValidityRule, wire.ApprovedUnits) =
            (IntakeDates.Write(validity.From), IntakeDates.Write(validity.Through), validity.Rule, units);
        wire.ApprovedLevels.AddRange(levels);
    }

    private static void Put(V1.Determination wire, Approver by)
    {
        switch (by)
        {
            case Approver.Rules:
                wire.Decider = V1.Decider.Rules;
                break;
            case Approver.Nurse nurse:
                (wire.Decider, wire.Attestation) = (V1.Decider.Nurse, new()
                {
                    PersonId = nurse.Attestation.PersonId, Name = nurse.Attestation.Name,
                    Profession = nurse.Attestation.Profession, RecordReviewed = nurse.Attestation.RecordReviewed,
                    NoConflictOfInterest = nurse.Attestation.NoConflictOfInterest, SignedAt = nurse.Attestation.SignedAt.ToTimestamp(),
                });
                break;
            case Approver.Physician physician:
                (wire.Decider, wire.Attestation) = (V1.Decider.Physician, ToWire(physician.Attestation));
                break;
            case Approver.Law law:
                (wire.Decider, wire.Rule) = (V1.Decider.Law, law.Rule);
                break;
            case Approver.Appeal appeal:
                (wire.Decider, wire.Rule) = (V1.Decider.Appeal,
                    $"{appeal.Body}, {Ladder.Name(appeal.Level)}{(appeal.Reference.Length > 0 ? $" {appeal.Reference}" : "")}");
                break;
        }
    }

    private static V1.Attestation ToWire(PhysicianAttestation signed) => new()
    {
        PersonId = signed.PersonId, Name = signed.Name, Profession = "physician", Npi = signed.Npi,
        Specialty = signed.Specialty, LicenceState = signed.LicenceState,
        LicenceNumber = signed.LicenceNumber, RecordReviewed = signed.RecordReviewed,
        NoConflictOfInterest = signed.NoConflictOfInterest, SignedAt = signed.SignedAt.ToTimestamp(),
    };

    private static V1.InformationRequest ToWire(InformationRequest asked) => new()
    {
        AskedAt = asked.AskedAt.ToTimestamp(), AskedBy = asked.AskedBy, Items = { asked.Items },
        Facts = { asked.Facts }, AnswerBy = IntakeDates.Write(asked.AnswerBy),
        Missing =
        {
            asked.Missing.Select(m => new V1.MissingInformation { Fact = m.Fact, Question = m.Question, Criterion = m.Criterion, Why = m.Why }),
        },
    };

    private static V1.PeerToPeerRecord ToWire(IReadOnlyList<TalkEntry> talks)
    {
        var offered = talks.FirstOrDefault(t => t.Step == TalkStep.Offered);
        var held = talks.LastOrDefault(t => t.Step == TalkStep.Held);
        var slot = talks.LastOrDefault(t => t.Step is TalkStep.Booked or TalkStep.Moved or TalkStep.Cancelled);
        return new()
        {
            Offered = offered is not null, OfferedAt = offered?.At.ToTimestamp(), Held = held is not null, HeldAt = held?.At.ToTimestamp(),
            BookedFor = slot?.SlotStart?.ToTimestamp(), Attempts = talks.Max(t => t.Attempts),
        };
    }
}
