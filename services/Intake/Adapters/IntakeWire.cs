using Google.Protobuf;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Intake.Domain;
using Route = UtilizationReview.Contracts.Criteria.V1.Route;
using V1 = UtilizationReview.Contracts.Intake.V1;
using Vocabulary = UtilizationReview.Contracts.Vocabulary.V1;

namespace UtilizationReview.Intake.Adapters;

/// <summary>From the wire into the domain; the way out is in IntakeWire.Out.cs, events in IntakeWire.Events.cs. The only mapping of intake.</summary>
internal static partial class IntakeWire
{
    /// <summary>The fact whose value the platform computes from the member record.</summary>
    public const string AgeFact = "pt.age";

    private static readonly JsonFormatter Json = JsonFormatter.Default;

    public static OrderForm ToDomain(V1.OrderForm form) => new(
        form.PlanId, form.MemberId, form.PracticeId, form.OrderingClinicianId, form.SurgeonId, form.FacilityId, (int)form.PlaceOfService,
        IntakeDates.Read(form.DateOfService), form.Urgency == V1.Urgency.Expedited ? Urgency.Expedited : Urgency.Standard,
        [.. form.Diagnoses], ToDomain(form.Facts), form.EmergencyPresentation, form.SiteReason, form.CallbackPhone);

    public static IReadOnlyList<OrderFact> ToDomain(IEnumerable<Vocabulary.Fact> facts) =>
        [.. facts.Select(f => new OrderFact(f.Name, f.AppliesTo, Json.Format(f)))];

    /// <summary>
    /// The facts with the day of the call; one that the form already has, the same in everything, is the one it has and keeps its day.
    /// </summary>
    public static IReadOnlyList<OrderFact> ToDomain(IEnumerable<Vocabulary.Fact> facts, DateOnly today, OrderForm form) =>
        [.. ToDomain(facts).Select(fact => form.Facts.FirstOrDefault(known => known with { StatedOn = null } == fact) ?? StatedOn(fact, today))];

    /// <summary>The form as it is submitted: what is stated in it is stated on that day.</summary>
    public static OrderForm Submitted(OrderForm form, DateOnly today) => form with { Facts = [.. form.Facts.Select(fact => StatedOn(fact, today))] };

    public static Channel ToDomain(V1.Channel channel) => channel switch
    {
        V1.Channel.ContactCenter => Channel.ContactCenter,
        V1.Channel.Api => Channel.Api,
        _ => Channel.Portal,
    };

    /// <summary>A line with what the catalogue says of it; without a route (the criteria were away) it is routed when they return.</summary>
    public static RequestedLine ToDomain(Line line, Contracts.Criteria.V1.LineRoute? route) => new(
        line.Number, line.Code, line.Units, ToDomain(line.Side), [.. line.Levels],
        ToDomain(route?.Program ?? Vocabulary.Program.Unspecified), route?.Description ?? "",
        route is null
            ? Domain.LineRoute.Unknown
            : ToDomain(route.Route), route?.Rule ?? "", route?.Sentence ?? "", route?.PrimaryLine ?? 0, route?.SiteOfCareScope ?? false);

    public static PlanTerms ToDomain(PlanFile plan) => new(
        plan.PlanId, ToDomain(plan.LineOfBusiness), plan.State, plan.TimeZone,
        plan.Validity.DecisionDayIsDayOne, plan.Validity.WarningDays, plan.Reconsideration.Days,
        plan.Reconsideration.Counting == "business", plan.PeerToPeer.AttemptsBeforeDecision,
        plan.PeerToPeer.DaysAfterDetermination, plan.PeerToPeer.LicenceInMemberState)
    {
        EmployerGroup = plan.EmployerGroup,
    };

    public static LineFinding ToDomain(LineEvaluation line) => new(
        line.Route.Line,
        line.Answer switch
        {
            Vocabulary.Answer.Met =>
            ServiceAnswer.Met,
            Vocabulary.Answer.NotMet => ServiceAnswer.NotMet,
            _ => ServiceAnswer.Unknown
        },
        line.AutomationAllowed, line.Excluded, line.Guideline, line.Version, line.Pathway, [.. line.OpenCriteria.Select(c => c.Id)], Kept(line));

    public static SiteFinding ToDomain(ReviewSiteResponse site) => new(
        site.Answer switch
        {
            Contracts.SiteOfCare.V1.SiteAnswer.NotInScope => Domain.SiteAnswer.NotInScope,
            Contracts.SiteOfCare.V1.SiteAnswer.Accepted => Domain.SiteAnswer.Accepted,
            _ => Domain.SiteAnswer.PhysicianQuestion,
        },
        site.Reason, Kept(site));

    /// <summary>A trace is tens of kilobytes as JSON and a tenth of that as the message itself, which is also read faster.</summary>
    private static string Kept(IMessage trace) => Convert.ToBase64String(trace.ToByteArray());

    public static RevocationGround ToDomain(V1.RevocationGround ground) => ground switch
    {
        V1.RevocationGround.FraudOrMisstatement => RevocationGround.FraudOrMisstatement,
        V1.RevocationGround.CoverageEnded => RevocationGround.CoverageEnded,
        V1.RevocationGround.Statute => RevocationGround.Statute,
        _ => RevocationGround.None,
    };

    /// <summary>What the criteria need to know of an order.</summary>
    public static OrderFacts CriteriaFacts(Order order) =>
        CriteriaFacts(order.Form, order.Lines.Select(l => ToWire(l.Asked)), order.Clock.ReceivedAt, order.Plan.TimeZone, order.Plan.Version);

    /// <summary>The same from a form and lines that are not an order yet.</summary>
    public static OrderFacts CriteriaFacts(
        OrderForm form, IEnumerable<Line> lines, DateTimeOffset receivedAt, string timeZone, string planVersion) => new()
        {
            PlanId = form.PlanId, PlanVersion = planVersion, PracticeId = form.PracticeId, DateOfService = IntakeDates.Write(form.DateOfService),
            RequestDate = IntakeDates.Write(IntakeDates.In(receivedAt, timeZone)),
            PlaceOfService = (Vocabulary.PlaceOfService)form.PlaceOfService, EmergencyPresentation = form.EmergencyPresentation,
            Lines = { lines }, Diagnoses = { form.Diagnoses }, Facts = { form.Facts.Select(f => Vocabulary.Fact.Parser.ParseJson(f.Json)) },
        };

    /// <summary>
    /// The age at the date of service in the place of whatever the form said; other facts keep their places, so that field paths stay right.
    /// </summary>
    public static V1.OrderForm WithAge(V1.OrderForm form, int age)
    {
        var fact = new Vocabulary.Fact { Name = AgeFact, Value = new() { Number = age }, Origin = Vocabulary.FactOrigin.Platform };
        var complete = form.Clone();
        for (var i = 0; i < complete.Facts.Count; i++)
        {
            if (complete.Facts[i].Name != AgeFact) continue;
            complete.Facts[i] = fact;
            return complete;
        }
        complete.Facts.Add(fact);
        return complete;
    }

    /// <summary>The age at the date of service that was set at submission; null when it is not known.</summary>
    public static double? Age(OrderForm form) => form.Facts.FirstOrDefault(f => f.Name == AgeFact) is { } fact
        && Vocabulary.Fact.Parser.ParseJson(fact.Json).Value is { KindCase: Vocabulary.FactValue.KindOneofCase.Number } value
            ? value.Number
            : null;

    /// <summary>Nobody states what the platform computes.</summary>
    private static OrderFact StatedOn(OrderFact fact, DateOnly day) => fact.Name == AgeFact ? fact : fact with { StatedOn = day };

    private static Side ToDomain(Vocabulary.Side side) => side switch
    {
        Vocabulary.Side.Left => Side.Left,
        Vocabulary.Side.Right => Side.Right,
        Vocabulary.Side.Both => Side.Both,
        _ => Side.NotApplicable,
    };

    private static Domain.Program ToDomain(Vocabulary.Program program) => program switch
    {
        Vocabulary.Program.Spine => Domain.Program.Spine,
        Vocabulary.Program.Joint => Domain.Program.Joint,
        Vocabulary.Program.Pain => Domain.Program.Pain,
        _ => Domain.Program.None,
    };

    private static Domain.LineRoute ToDomain(Route route) => route switch
    {
        Route.NoReviewNotInProgram => Domain.LineRoute.NotInProgram,
        Route.NoReviewEmergency => Domain.LineRoute.Emergency,
        Route.NotificationOnly => Domain.LineRoute.NotificationOnly,
        Route.NoReviewGoldCard => Domain.LineRoute.GoldCard,
        _ => Domain.LineRoute.Review,
    };

    /// <summary>As plan files write it.</summary>
    public static LineOfBusiness ToDomain(string lineOfBusiness) => lineOfBusiness switch
    {
        "commercial_insured" => LineOfBusiness.CommercialInsured,
        "commercial_self_funded" => LineOfBusiness.CommercialSelfFunded,
        "medicare_advantage" => LineOfBusiness.MedicareAdvantage,
        "medicaid_managed" => LineOfBusiness.MedicaidManaged,
        "qualified_health_plan" => LineOfBusiness.QualifiedHealthPlan,
        "medicaid_fee_for_service" => LineOfBusiness.MedicaidFeeForService,
        _ => throw new InvalidDataException($"'{lineOfBusiness}' is not a line of business; the plan files allow only the six."),
    };
}
