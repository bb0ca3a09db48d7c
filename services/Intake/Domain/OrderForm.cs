using System.Text.Json.Serialization;

namespace UtilizationReview.Intake.Domain;

/// <summary>Program a procedure is reviewed in; decides validity and routing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Program>))]
internal enum Program { None, Spine, Joint, Pain }

/// <summary>Side of the body.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Side>))]
internal enum Side { NotApplicable, Left, Right, Both }

/// <summary>Whether a line is reviewed at all. Unknown: the catalogue was away at receipt; the line waits for it like one that is reviewed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LineRoute>))]
internal enum LineRoute { Review, NotInProgram, Emergency, NotificationOnly, Unknown, GoldCard }

/// <summary>Urgency as the treating practice states it; never downgraded (I4).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Urgency>))]
internal enum Urgency { Standard, Expedited }

/// <summary>Through which channel an order came.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Channel>))]
internal enum Channel { Portal, ContactCenter, Api }

/// <summary>Line of business and funding of a plan; decides which law the clocks and floors come from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LineOfBusiness>))]
internal enum LineOfBusiness
{
    CommercialInsured, CommercialSelfFunded, MedicareAdvantage, MedicaidManaged, QualifiedHealthPlan, MedicaidFeeForService,
}

/// <summary>CMS place-of-service codes with a meaning here.</summary>
internal static class PlaceOfService
{
    public const int Office = 11;
    public const int OffCampusHospital = 19;
    public const int Inpatient = 21;
    public const int OnCampusHospital = 22;
    public const int EmergencyRoom = 23;
    public const int SurgeryCenter = 24;

    /// <summary>Hospital outpatient department: codes in scope have their site reviewed.</summary>
    public static bool IsHospitalOutpatient(int code) => code is OffCampusHospital or OnCampusHospital;

    /// <summary>A hospital, for the day or for a stay: the site, or the level of care, may be a question.</summary>
    public static bool IsHospital(int code) => code == Inpatient || IsHospitalOutpatient(code);

    /// <summary>
    /// Whether a line owes a review of its place: at an outpatient department the codes in scope, for a stay every line (clinical rules §10).
    /// </summary>
    public static bool IsReviewed(int code, bool siteOfCareScope) => code == Inpatient || (siteOfCareScope && IsHospitalOutpatient(code));
}

/// <summary>A fact as the practice or a reviewer gave it. Intake stores it and hands it on; only the criteria read the value.</summary>
/// <param name="Name">Name in the fact vocabulary, for example <c>cm.weeks</c>.</param>
/// <param name="AppliesTo">Level or side the fact holds for; empty: the whole order.</param>
/// <param name="Json">The whole fact (value, origin, document, page) as the wire writes it in JSON.</param>
internal sealed record OrderFact(string Name, string AppliesTo, string Json)
{
    /// <summary>Plan-local day on which it was stated as it stands; null for a fact of the platform, and where the day was not kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? StatedOn { get; init; }
}

/// <summary>One requested procedure with what the catalogue says of it.</summary>
/// <param name="Number">From 1, unique in the order.</param>
/// <param name="PrimaryLine">The line this one is an add-on of; 0 when it stands alone.</param>
/// <param name="SiteOfCareScope">The code is in the hospital-outpatient scope.</param>
/// <param name="RouteRule">Rule that decided the route: <c>NOTIF-1</c>, <c>EMERG-1</c>, <c>GOLD-CARD</c>, <c>PROGRAM</c>.</param>
/// <param name="RouteSentence">The same for a person.</param>
internal sealed record RequestedLine(
    int Number, string Code, int Units, Side Side, IReadOnlyList<string> Levels, Program Program, string Description, LineRoute Route,
    string RouteRule, string RouteSentence, int PrimaryLine, bool SiteOfCareScope);

/// <summary>What the practice sent, lines apart.</summary>
/// <param name="PlaceOfService">CMS code, see <see cref="Domain.PlaceOfService"/>.</param>
/// <param name="DateOfService">Planned date, plan-local.</param>
internal sealed record OrderForm(
    string PlanId, string MemberId, string PracticeId, string OrderingClinicianId, string SurgeonId, string FacilityId, int PlaceOfService,
    DateOnly DateOfService, Urgency Urgency, IReadOnlyList<string> Diagnoses, IReadOnlyList<OrderFact> Facts, bool EmergencyPresentation,
    string SiteReason, string CallbackPhone)
{
    /// <summary>The form with these facts in place of earlier ones of the same name and level or side.</summary>
    public OrderForm With(IReadOnlyList<OrderFact> facts) => this with
    {
        Facts = [.. Facts.Where(old => !facts.Any(f => f.Name == old.Name && f.AppliesTo == old.AppliesTo)), .. facts],
    };
}

/// <summary>The terms of the plan that the lifecycle needs, pinned at receipt.</summary>
/// <param name="State">Two-letter state of issue.</param>
/// <param name="TimeZone">IANA zone in which days are counted.</param>
/// <param name="DecisionDayIsDayOne">Plan switch of VAL-1.</param>
/// <param name="WarningDays">Days before the last valid day on which the warning goes out.</param>
/// <param name="ReconsiderationDays">RECON-1: at least 10.</param>
/// <param name="ReconsiderationInBusinessDays">False: calendar days.</param>
/// <param name="AttemptsBeforeDecision">Attempts to reach the practice after which a physician may decide without the call.</param>
/// <param name="TalkDaysAfterDetermination">Calendar days after a denial in which a talk may reopen it.</param>
/// <param name="LicenceInMemberState">The deciding physician must be licensed in the member's state.</param>
internal sealed record PlanTerms(
    string PlanId, LineOfBusiness LineOfBusiness, string State, string TimeZone, bool DecisionDayIsDayOne = false, int WarningDays = 7,
    int ReconsiderationDays = 10, bool ReconsiderationInBusinessDays = false, int AttemptsBeforeDecision = 3,
    int TalkDaysAfterDetermination = 14, bool LicenceInMemberState = false)
{
    /// <summary>Version of the plan the order was received under; <c>1</c> is that of plans without versions.</summary>
    public string Version { get; init; } = "1";

    /// <summary>Evaluation tries before the order goes to a nurse with facts unknown.</summary>
    public int EvaluationTries { get; init; } = 5;

    /// <summary>An insured plan that an employer offers: ERISA holds beside the state's law (<see cref="Laws.Of"/>).</summary>
    public bool EmployerGroup { get; init; }

    /// <summary>Options of the dated rules that the plan chose, for example a bill whose fate is open; their rows hold before the law's.</summary>
    public IReadOnlyList<string> RegimeOptions { get; init; } = [];
}
