using System.Text.Json.Serialization;

namespace UtilizationReview.Intake.Domain;

/// <summary>Whose desk the order is on (house-style §2.3).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Stage>))]
internal enum Stage { Submitted, NurseReview, PhysicianReview, Determined, Reconsideration, Closed }

/// <summary>The word people see; derived, never stored (<see cref="OrderLifecycle.Status"/>).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrderStatus>))]
internal enum OrderStatus
{
    Submitted, NurseReview, PhysicianReview, Approved, PartiallyApproved, Denied, Reconsideration, DenialUpheld, Expired, Withdrawn, Revoked,
    NoReviewRequired, NotificationRecorded,
}

/// <summary>Three-valued answer of the criteria; unknown neither approves nor denies.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ServiceAnswer>))]
internal enum ServiceAnswer { Met, NotMet, Unknown }

/// <summary>What the site review says.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SiteAnswer>))]
internal enum SiteAnswer { NotInScope, Accepted, PhysicianQuestion }

/// <summary>A gate of a line. Owed: the platform has not looked yet. Open: passed. Question: a clinician has to look.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Gate>))]
internal enum Gate { Owed, Open, Question }

/// <summary>Who a line waits for.</summary>
internal enum Waits { ForNobody, ForPlatform, ForNurse, ForPhysician, ForOtherPhysician }

/// <summary>How an approved line ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LineEnd>))]
internal enum LineEnd { Withdrawn, Expired, Revoked }

/// <summary>Why denied lines are open again. Documents that were not there for the denial are no reconsideration: nobody is excluded, and the right to
/// ask for one is not used up.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReopenGround>))]
internal enum ReopenGround { Reconsideration, TalkAfterDenial, SupportingDocuments }

/// <summary>Legal grounds on which an approval may be revoked (I6).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RevocationGround>))]
internal enum RevocationGround { None, FraudOrMisstatement, CoverageEnded, Statute }

/// <summary>A step of a talk between practice and physician.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TalkStep>))]
internal enum TalkStep { Offered, Asked, Connected, Booked, Moved, Cancelled, Held, Missed, Attempted, Declined, Escalated }

/// <summary>What the criteria say of one line; pinned with its version at intake (I11).</summary>
/// <param name="AutomationAllowed">The deciding criteria's evidence allows an approval by rules.</param>
/// <param name="Excluded">An exclusion is hit: no approval by rules.</param>
/// <param name="Pathway">The pathway that decides or comes closest.</param>
/// <param name="OpenCriteria">Ids of the criteria that stand open on it.</param>
/// <param name="Trace">The whole evaluation as the adapter keeps it; opaque here.</param>
internal sealed record LineFinding(
    int Line, ServiceAnswer Answer, bool AutomationAllowed, bool Excluded, string Guideline, string Version, string Pathway,
    IReadOnlyList<string> OpenCriteria, string Trace)
{
    /// <summary>True when the rules alone may open the service gate.</summary>
    [JsonIgnore]
    public bool OpensByRules => Answer == ServiceAnswer.Met && AutomationAllowed && !Excluded;
}

/// <summary>What the site review says of a line.</summary>
/// <param name="Reason">For example <c>SOC-3.a</c>; empty when none.</param>
/// <param name="Trace">The whole answer as the adapter keeps it; opaque here.</param>
internal sealed record SiteFinding(SiteAnswer Answer, string Reason, string Trace);

/// <summary>Who opened the service gate, and what it rests on.</summary>
internal sealed record ServicePassed(Approver By, Grounds Grounds);

/// <summary>One line with its two gates and every determination ever made on it, oldest first; the last one is in force.</summary>
internal sealed record OrderLine(RequestedLine Asked, Gate Service, Gate Site, IReadOnlyList<Determination> Determinations)
{
    public LineFinding? Finding { get; init; }

    public SiteFinding? SiteFinding { get; init; }

    /// <summary>Set when the service gate is open.</summary>
    public ServicePassed? Passed { get; init; }

    /// <summary>A nurse referred it to a physician.</summary>
    public bool Referred { get; init; }

    /// <summary>Set while a denial is looked at again.</summary>
    public ReopenGround? Reopened { get; init; }

    /// <summary>Set when the approval ended.</summary>
    public LineEnd? End { get; init; }

    /// <summary>The expiry warning of the approval in force went out.</summary>
    public bool Warned { get; init; }

    /// <summary>That the window of its reconsideration comes to its end was told, or would have been too late.</summary>
    public bool ReconsiderationWarned { get; init; }

    [JsonIgnore]
    public Determination? InForce => Determinations.Count == 0 ? null : Determinations[^1];

    /// <summary>The adverse determination in force, if there is one.</summary>
    [JsonIgnore]
    public IAdverse? Adverse => InForce as IAdverse;

    /// <summary>When an appeal ended the last revocation of the approval; null: none did.</summary>
    public DateTimeOffset? ReinstatedAt { get; init; }

    /// <summary>Set while a revocation of the approval holds; null also for one from before its rights were kept.</summary>
    public Revocation? Revocation { get; init; }

    /// <summary>A denial that the law's appeals lie against: also the denied rest of an approval in part that expired or was withdrawn.</summary>
    [JsonIgnore]
    public bool StandsDenied => Adverse is not null && End is not LineEnd.Revoked;

    /// <summary>Something that the law's appeals lie against: a denial or a revocation.</summary>
    [JsonIgnore]
    public bool StandsAdverse => StandsDenied || Revocation is not null;

    /// <summary>Since when, plan-local; null: nothing adverse stands.</summary>
    [JsonIgnore]
    public DecidedOn? AdverseSince => Revocation is { } revoked ? new(revoked.At, revoked.Day) : StandsDenied ? InForce!.Decided : null;

    /// <summary>The steps of the law against it; none when nothing adverse stands.</summary>
    [JsonIgnore]
    public IReadOnlyList<LegalStep> LegalSteps => Revocation?.Steps ?? (StandsDenied ? Adverse!.Recourse.Steps : []);

    /// <summary>Validity of the approval in force; null when nothing is approved (any more).</summary>
    [JsonIgnore]
    public Validity? Valid => End is not null ? null : InForce switch
    {
        Determination.Approved approved => approved.Validity,
        Determination.ApprovedLess less => less.Validity,
        _ => null,
    };

    [JsonIgnore]
    public LineOutcome Outcome => End switch
    {
        LineEnd.Withdrawn => LineOutcome.Withdrawn,
        LineEnd.Expired => LineOutcome.Expired,
        LineEnd.Revoked => LineOutcome.Revoked,
        _ => InForce?.Outcome ?? LineOutcome.Waiting,
    };

    [JsonIgnore]
    public Waits Waits => this switch
    {
        { Reopened: not null } => Waits.ForOtherPhysician,
        { Outcome: not LineOutcome.Waiting } => Waits.ForNobody,
        { Service: Gate.Owed } => Waits.ForPlatform,
        { Service: Gate.Question, Referred: false } => Waits.ForNurse,
        { Service: Gate.Question } => Waits.ForPhysician,
        { Site: Gate.Owed } => Waits.ForPlatform,
        { Site: Gate.Question } => Waits.ForPhysician,
        _ => Waits.ForNobody,
    };
}

/// <summary>A question to the practice that is still open.</summary>
internal sealed record InformationRequest(
    DateTimeOffset AskedAt, string AskedBy, string AskedByRole, IReadOnlyList<string> Items, IReadOnlyList<string> Facts, DateOnly AnswerBy)
{
    /// <summary>What of it the criteria wait for, with why; empty in questions from before it was told.</summary>
    public IReadOnlyList<MissingInformation> Missing { get; init; } = [];

    /// <summary>The same question, with time to answer at least through a day; null: as it was.</summary>
    public InformationRequest GivenThrough(DateOnly? least) => least > AnswerBy ? this with { AnswerBy = least.Value } : this;
}

/// <summary>A fact the criteria wait for: the question to the practice, and what hangs on it.</summary>
internal sealed record MissingInformation(string Fact, string Question, string Criterion, string Why);

/// <summary>One step on record about a talk.</summary>
internal sealed record TalkEntry(
    DateTimeOffset At, string TalkId, TalkStep Step, string By, string Role, string PhysicianId, DateTimeOffset? SlotStart, int Attempts);

/// <summary>What the practice wrote beside its facts.</summary>
internal sealed record PracticeNote(DateTimeOffset At, string From, string Text);

/// <summary>A document that can be read and cited.</summary>
/// <param name="ReceivedAt">Instant it was stored, UTC.</param>
internal sealed record AttachedDocument(string DocumentId, string Kind, DateTimeOffset ReceivedAt);

/// <summary>A review of its own that grew out of this order.</summary>
internal sealed record LinkedReview(string OrderId, IReadOnlyList<RequestedLine> Lines);

/// <summary>An order as its facts fold to. Changed only through <see cref="OrderLifecycle"/>.</summary>
internal sealed record Order
{
    /// <summary>Tracking number.</summary>
    public required string Id { get; init; }

    /// <summary>The authorization number kept for this order; shown as <see cref="OrderNumber"/> once something is approved.</summary>
    public required string ReservedNumber { get; init; }

    public required Stage Stage { get; init; }

    public required OrderForm Form { get; init; }

    public required Channel Channel { get; init; }

    public required string SubmittedBy { get; init; }

    public required PlanTerms Plan { get; init; }

    /// <summary>Two-letter state of the member's residence.</summary>
    public required string MemberState { get; init; }

    public required IReadOnlyList<OrderLine> Lines { get; init; }

    public required ClockState Clock { get; init; }

    /// <summary>The order this one is linked to; empty when none.</summary>
    public string LinkedFrom { get; init; } = "";

    /// <summary>The draft it was submitted from; empty when none.</summary>
    public string DraftId { get; init; } = "";

    public IReadOnlyList<LinkedReview> Linked { get; init; } = [];

    /// <summary>Evaluation tries so far, and when the next one is owed while the order is in <see cref="Stage.Submitted"/>.</summary>
    public int EvaluationTries { get; init; }

    public DateTimeOffset EvaluateAt { get; init; }

    /// <summary>Why the facility is in question, as a reason code; empty when it is not.</summary>
    public string FacilityQuestion { get; init; } = "";

    public InformationRequest? OpenQuestion { get; init; }

    public IReadOnlyList<PracticeNote> Notes { get; init; } = [];

    /// <summary>Names of facts whose citation was not checked; a fact that is given again leaves the list.</summary>
    public IReadOnlyList<string> UncheckedCitations { get; init; } = [];

    public IReadOnlyList<TalkEntry> Talks { get; init; } = [];

    public IReadOnlyList<AttachedDocument> Documents { get; init; } = [];

    /// <summary>Appeals by law that are on record, oldest first.</summary>
    public IReadOnlyList<Appeal> Appeals { get; init; } = [];

    /// <summary>Set when a missed deadline itself opened steps of the law.</summary>
    public LateRecourse? Late { get; init; }

    /// <summary>True once a decision deadline was missed.</summary>
    public bool DeadlineMissed { get; init; }

    /// <summary>True when the practice withdrew all of it; never while a denial or a revocation stands.</summary>
    public bool IsWithdrawn { get; init; }

    [JsonIgnore]
    public DateTimeOffset DueAt => Clock.DueAt;

    /// <summary>The authorization number; empty until something is approved.</summary>
    [JsonIgnore]
    public string OrderNumber =>
        Lines.Any(line => line.Determinations.Any(d => d is Determination.Approved or Determination.ApprovedLess)) ? ReservedNumber : "";

    /// <summary>Lines still waiting for somebody.</summary>
    [JsonIgnore]
    public IEnumerable<OrderLine> Waiting => Lines.Where(line => line.Waits != Waits.ForNobody);

    /// <summary>The order with facts that came.</summary>
    public Order With(IReadOnlyList<OrderFact> facts) => this with
    {
        Form = Form.With(facts),
        UncheckedCitations = [.. UncheckedCitations.Except(facts.Select(f => f.Name), StringComparer.Ordinal)],
    };

    public OrderLine? Line(int number) => Lines.FirstOrDefault(line => line.Asked.Number == number);
}
