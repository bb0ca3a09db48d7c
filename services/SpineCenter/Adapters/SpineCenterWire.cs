using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Platform.Desks;
using UtilizationReview.SpineCenter.Domain;
using Wire = UtilizationReview.Contracts.SpineCenter.V1;

namespace UtilizationReview.SpineCenter.Adapters;

/// <summary>Messages of the wire ↔ the domain's own words. Enumerations differ by the wire's UNSPECIFIED, so the wire's number is one more.</summary>
internal static class SpineCenterWire
{
    public static Wire.Center Write(Versioned<Center> center) => new()
    {
        CenterId = center.State.CenterId, Name = center.State.Name, PracticeId = center.State.PracticeId, City = center.State.City,
        State = center.State.State, Phone = center.State.Phone, Programs = { center.State.Programs },
        DesignatedFrom = Date(center.State.DesignatedFrom), DesignatedThrough = Date(center.State.DesignatedThrough),
        ByPhone = center.State.ByPhone, Version = center.Version,
    };

    public static Center Read(Wire.Center center, RequestProblems problems) => new()
    {
        CenterId = center.CenterId, Name = center.Name, PracticeId = center.PracticeId, City = center.City, State = center.State,
        Phone = center.Phone, Programs = [.. center.Programs], ByPhone = center.ByPhone,
        DesignatedFrom = problems.Date(center.DesignatedFrom, "center.designated_from"),
        DesignatedThrough = problems.Optional(center.DesignatedThrough, "center.designated_through"),
    };

    public static Wire.Evaluation Write(Versioned<Evaluation> evaluation) => new()
    {
        EvaluationId = evaluation.State.EvaluationId, MemberId = evaluation.State.MemberId, PlanId = evaluation.State.PlanId,
        CenterId = evaluation.State.CenterId, RequestedOn = Date(evaluation.State.RequestedOn),
        Course = (Wire.ComplaintCourse)(evaluation.State.Course + 1), DueOn = Date(evaluation.State.DueOn),
        EvaluatedOn = Date(evaluation.State.EvaluatedOn), Mode = (Wire.EvaluationMode)evaluation.State.Mode,
        ValidThrough = Date(evaluation.State.ValidThrough), SummarySentOn = Date(evaluation.State.SummarySentOn), Version = evaluation.Version,
    };

    /// <summary>The evaluation as given; what follows from the program is left to the domain.</summary>
    public static Evaluation Read(Wire.RecordEvaluationRequest request, string id, RequestProblems problems)
    {
        var evaluated = problems.Optional(request.EvaluatedOn, "evaluated_on");
        var requested = problems.Optional(request.RequestedOn, "requested_on") ?? evaluated;
        problems.Id(request.MemberId, "member_id").Id(request.PlanId, "plan_id").Id(request.CenterId, "center_id")
            .Add(requested is not null, "requested_on", "is missing; say when the evaluation was asked for, or when it took place")
            .Add(System.Enum.IsDefined(request.Course), "course", "is not one of acute and chronic")
            .Add(System.Enum.IsDefined(request.Mode), "mode", "is not one of in person and phone");
        return new()
        {
            EvaluationId = id, MemberId = request.MemberId, PlanId = request.PlanId, CenterId = request.CenterId, RequestedOn = requested ?? default,
            Course = request.Course == Wire.ComplaintCourse.Chronic ? ComplaintCourse.Chronic : ComplaintCourse.Acute, DueOn = default,
            EvaluatedOn = evaluated, Mode = (EvaluationMode)request.Mode,
            SummarySentOn = problems.Optional(request.SummarySentOn, "summary_sent_on"),
        };
    }

    /// <summary>What a form says of the visit; member and evaluations are filled in from the records.</summary>
    public static VisitFacts Facts(Wire.VisitForm form, string path, Product product, RequestProblems problems)
    {
        problems.Add(form.Complaint is not Wire.Complaint.Unspecified && System.Enum.IsDefined(form.Complaint), path + "complaint",
                "is missing or unknown: low back, neck or mid back, or not the spine")
            .Add(form.PlaceOfService is not PlaceOfService.Unspecified && System.Enum.IsDefined(form.PlaceOfService), path + "place_of_service",
                "is missing or unknown: 11 office, 19 or 22 outpatient hospital, 21 inpatient, 23 emergency room, 24 surgery center")
            .Add(form.SurgeonId.Length <= 64, path + "surgeon_id", "is longer than 64 characters");
        return new()
        {
            On = problems.Date(form.VisitOn, path + "visit_on"),
            BookedOn = problems.Optional(form.BookedOn, path + "booked_on"),
            Place = form.PlaceOfService switch
            {
                PlaceOfService.InpatientHospital => VisitPlace.Inpatient,
                PlaceOfService.EmergencyRoom => VisitPlace.EmergencyRoom,
                _ => VisitPlace.Office,
            },
            Complaint = (Complaint)((int)form.Complaint - 1),
            Product = product,
            BirthDate = default,
            EmergentReason = form.EmergentReason.Length > 0 ? form.EmergentReason : null,
            OperatedBefore = form.OperatedBeforeByThisSurgeon,
        };
    }

    public static Wire.Visit Write(Versioned<VisitOrder> versioned)
    {
        var order = versioned.State;
        return new()
        {
            VisitNumber = order.VisitNumber, ProgramId = order.ProgramId, FiledOn = Date(order.FiledOn), Outcome = ResultOf(order),
            DecidedBy = order.DecidedBy, WaitsForPhysician = order.Status == VisitStatus.PhysicianReview, ReviewReason = order.ReviewReason,
            Answer = Write(order.Answer), Version = versioned.Version,
            Form = new()
            {
                PlanId = order.Form.PlanId, MemberId = order.Form.MemberId, PracticeId = order.Form.PracticeId, SurgeonId = order.Form.SurgeonId,
                VisitOn = Date(order.Facts.On), BookedOn = Date(order.Facts.BookedOn), PlaceOfService = (PlaceOfService)order.Form.PlaceOfService,
                Complaint = (Wire.Complaint)(order.Facts.Complaint + 1), EmergentReason = order.Facts.EmergentReason ?? "",
                OperatedBeforeByThisSurgeon = order.Facts.OperatedBefore,
            },
        };
    }

    public static Wire.VisitAnswer Write(VisitAnswer answer) => new()
    {
        Row = answer.Row, Outcome = ResultOf(answer.Outcome), Phase = answer.Phase == Phase.None ? "" : answer.Phase.ToString(),
        Evaluation = (Wire.EvaluationStanding)(answer.Evaluation + 1), Waivers = { answer.Waivers },
        EvaluationValidThrough = Date(answer.EvaluationValidThrough),
        Form = answer.Phase switch
        {
            Phase.A => Wire.FormKind.PriorAuthorization,
            Phase.B => Wire.FormKind.PriorNotification,
            _ => Wire.FormKind.None,
        },
        FormDue = (Wire.FormDue)(answer.Due + 1), Reasons = { answer.Reasons }, Rules = { answer.Rules.Select(Write) }, Sentence = answer.Sentence,
    };

    public static Wire.CheckClaimResponse Write(ClaimAnswer answer, string visitNumber) => new()
    {
        Outcome = (Wire.ClaimResult)(answer.Outcome + 1), Reasons = { answer.Reasons }, Rules = { answer.Rules.Select(Write) },
        Sentence = answer.Sentence, VisitNumber = visitNumber, Table = Write(answer.Table),
    };

    public static Wire.VisitStep Write(HistoryEntry entry) => new()
    {
        At = Timestamp.FromDateTimeOffset(entry.At), PersonId = entry.Actor.PersonId, Role = entry.Actor.Role,
        What = System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(entry.Event),
    };

    private static Wire.CitedRule Write(ProgramRule rule) => new() { Id = rule.Id, Text = rule.Text, Evidence = rule.Evidence, Source = rule.Source };

    private static Wire.VisitResult ResultOf(VisitOrder order) => order.Status switch
    {
        VisitStatus.Approved => Wire.VisitResult.VisitPaApproved,
        VisitStatus.NotApproved => Wire.VisitResult.VisitPaNotApproved,
        VisitStatus.Accepted => Wire.VisitResult.PnAccepted,
        VisitStatus.NurseReview or VisitStatus.PhysicianReview => Wire.VisitResult.NurseReview,
        _ => ResultOf(order.Answer.Outcome),
    };

    private static Wire.VisitResult ResultOf(VisitResult result) => result switch
    {
        VisitResult.NoRule => Wire.VisitResult.NoRule,
        VisitResult.NoVisitOrderNeeded => Wire.VisitResult.NoVisitOrderNeeded,
        VisitResult.BookedBeforeProgram => Wire.VisitResult.BookedBeforeProgram,
        VisitResult.OutOfProgram => Wire.VisitResult.OutOfProgram,
        VisitResult.AuthorizationApproved => Wire.VisitResult.VisitPaApproved,
        VisitResult.AuthorizationNotApproved => Wire.VisitResult.VisitPaNotApproved,
        VisitResult.NotificationAccepted => Wire.VisitResult.PnAccepted,
        _ => Wire.VisitResult.NurseReview,
    };

    private static string Date(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
