using System.Text.Json.Serialization;

namespace UtilizationReview.Intake.Domain;

/// <summary>What has happened to an order. Type names, discriminators and property names are storage format: only ever added to.</summary>
[JsonPolymorphic]
[JsonDerivedType(typeof(OrderReceived), "order-received")]
[JsonDerivedType(typeof(LinesRouted), "lines-routed")]
[JsonDerivedType(typeof(LineSettled), "line-settled")]
[JsonDerivedType(typeof(EvaluationRecorded), "evaluation-recorded")]
[JsonDerivedType(typeof(EvaluationFailed), "evaluation-failed")]
[JsonDerivedType(typeof(EvaluationGivenUp), "evaluation-given-up")]
[JsonDerivedType(typeof(SiteRecorded), "site-recorded")]
[JsonDerivedType(typeof(ReferredToNurse), "referred-to-nurse")]
[JsonDerivedType(typeof(ServiceConfirmed), "service-confirmed")]
[JsonDerivedType(typeof(LinesReferred), "lines-referred")]
[JsonDerivedType(typeof(ReferredToPhysician), "referred-to-physician")]
[JsonDerivedType(typeof(LineApproved), "line-approved")]
[JsonDerivedType(typeof(LineApprovedLess), "line-approved-less")]
[JsonDerivedType(typeof(LineDenied), "line-denied")]
[JsonDerivedType(typeof(LineSiteDenied), "line-site-denied")]
[JsonDerivedType(typeof(OrderDetermined), "order-determined")]
[JsonDerivedType(typeof(InformationAsked), "information-asked")]
[JsonDerivedType(typeof(InformationReceived), "information-received")]
[JsonDerivedType(typeof(TalkRecorded), "talk-recorded")]
[JsonDerivedType(typeof(ClockExtended), "clock-extended")]
[JsonDerivedType(typeof(DueSoon), "due-soon")]
[JsonDerivedType(typeof(DeadlineMissed), "deadline-missed")]
[JsonDerivedType(typeof(Reopened), "reopened")]
[JsonDerivedType(typeof(SiteMoved), "site-moved")]
[JsonDerivedType(typeof(ApprovalChanged), "approval-changed")]
[JsonDerivedType(typeof(LinkedReviewOpened), "linked-review-opened")]
[JsonDerivedType(typeof(ExpiryWarned), "expiry-warned")]
[JsonDerivedType(typeof(LinesExpired), "lines-expired")]
[JsonDerivedType(typeof(LinesRevoked), "lines-revoked")]
[JsonDerivedType(typeof(OrderWithdrawn), "order-withdrawn")]
[JsonDerivedType(typeof(OrderClosed), "order-closed")]
[JsonDerivedType(typeof(FacilityQuestioned), "facility-questioned")]
[JsonDerivedType(typeof(DocumentAttached), "document-attached")]
[JsonDerivedType(typeof(AppealFiled), "appeal-filed")]
[JsonDerivedType(typeof(AppealDecided), "appeal-decided")]
[JsonDerivedType(typeof(AppealDue), "appeal-due")]
[JsonDerivedType(typeof(CitationsUnchecked), "citations-unchecked")]
[JsonDerivedType(typeof(DecisionOvertaken), "decision-overtaken")]
[JsonDerivedType(typeof(NoticeGiven), "notice-given")]
[JsonDerivedType(typeof(ReconsiderationClosing), "reconsideration-closing")]
[JsonDerivedType(typeof(AppealExtended), "appeal-extended")]
[JsonDerivedType(typeof(ApprovalReinstated), "approval-reinstated")]
internal abstract record OrderEvent
{
    private OrderEvent(DateTimeOffset at) => At = at;

    /// <summary>Instant of the decision that made it a fact, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Receipt: the legal clock runs from here.</summary>
    public sealed record OrderReceived(
        DateTimeOffset At, string OrderId, string ReservedNumber, Channel Channel,
        string SubmittedBy, OrderForm Form, IReadOnlyList<RequestedLine> Lines,
        PlanTerms Plan, string MemberState, string LinkedFrom, Regime Regime, DateTimeOffset DueAt, DateTimeOffset EvaluateAt,
        string DraftId = "") : OrderEvent(At);

    /// <summary>The catalogue said what it knows of lines that were received while it was away.</summary>
    public sealed record LinesRouted(DateTimeOffset At, IReadOnlyList<RequestedLine> Lines) : OrderEvent(At);

    /// <summary>A line that needs no review has its outcome.</summary>
    public sealed record LineSettled(DateTimeOffset At, int Line, Determination.Settled Determination) : OrderEvent(At);

    /// <summary>The facility was checked at last, or could not be: nothing is approved there by rules.</summary>
    /// <param name="Code">unknown-facility, place-of-service-mismatch, facility-unchecked.</param>
    public sealed record FacilityQuestioned(DateTimeOffset At, string Code, string Sentence) : OrderEvent(At);

    /// <summary>The criteria answered.</summary>
    public sealed record EvaluationRecorded(DateTimeOffset At, IReadOnlyList<LineFinding> Findings) : OrderEvent(At);

    /// <summary>A service needed for the evaluation was away; another try is owed.</summary>
    public sealed record EvaluationFailed(DateTimeOffset At, int Tries, string Why, DateTimeOffset EvaluateAt) : OrderEvent(At);

    /// <summary>The tries are used up: clinicians look with facts unknown.</summary>
    public sealed record EvaluationGivenUp(DateTimeOffset At, int Tries) : OrderEvent(At);

    /// <summary>The site review answered for these lines.</summary>
    public sealed record SiteRecorded(DateTimeOffset At, IReadOnlyList<int> Lines, SiteFinding Finding) : OrderEvent(At);

    /// <summary>The order is on a nurse's desk.</summary>
    /// <param name="Reasons">criteria-not-met, criteria-unknown, exclusion, automation-not-allowed, evaluation-unavailable,
    /// unknown-facility, place-of-service-mismatch, facility-unchecked.</param>
    public sealed record ReferredToNurse(DateTimeOffset At, IReadOnlyList<int> Lines, IReadOnlyList<string> Reasons) : OrderEvent(At);

    /// <summary>A nurse confirmed the service criteria of a line.</summary>
    public sealed record ServiceConfirmed(DateTimeOffset At, int Line, NurseAttestation Attestation, Grounds Grounds) : OrderEvent(At);

    /// <summary>A nurse referred lines.</summary>
    public sealed record LinesReferred(DateTimeOffset At, IReadOnlyList<int> Lines, string ReferredBy, IReadOnlyList<string> Criteria)
        : OrderEvent(At);

    /// <summary>The order is on a physician's desk.</summary>
    /// <param name="Question">service or site.</param>
    public sealed record ReferredToPhysician(DateTimeOffset At, IReadOnlyList<int> Lines, string Question) : OrderEvent(At);

    public sealed record LineApproved(DateTimeOffset At, int Line, Determination.Approved Determination) : OrderEvent(At);

    public sealed record LineApprovedLess(DateTimeOffset At, int Line, Determination.ApprovedLess Determination) : OrderEvent(At);

    public sealed record LineDenied(DateTimeOffset At, int Line, Determination.Denied Determination) : OrderEvent(At);

    public sealed record LineSiteDenied(DateTimeOffset At, int Line, Determination.DeniedSite Determination) : OrderEvent(At);

    /// <summary>No line waits for anybody.</summary>
    public sealed record OrderDetermined(DateTimeOffset At, OrderStatus Status) : OrderEvent(At)
    {
        /// <summary>No line was decided since the order was last determined: what stands was told before.</summary>
        public bool NothingNew { get; init; }

        /// <summary>Lines whose approval is in force again since then, after an appeal against its revocation.</summary>
        public IReadOnlyList<int> Reinstated { get; init; } = [];
    }

    /// <summary>A question to the practice is open. DueAt differs from before only where the regime says so (I3).</summary>
    public sealed record InformationAsked(DateTimeOffset At, InformationRequest Request, DateTimeOffset DueAt) : OrderEvent(At)
    {
        /// <summary>What it does to the clock; null in questions from before it was told.</summary>
        public QuestionEffect? Effect { get; init; }
    }

    /// <summary>The practice answered or added facts.</summary>
    public sealed record InformationReceived(
        DateTimeOffset At, IReadOnlyList<OrderFact> Facts, string Note, string From, bool AnswersQuestion, DateTimeOffset DueAt) : OrderEvent(At);

    /// <summary>What these facts cite was not checked: nobody has seen yet that the documents and pages are there.</summary>
    public sealed record CitationsUnchecked(DateTimeOffset At, IReadOnlyList<string> Facts) : OrderEvent(At);

    /// <summary>Lines of a physician's decision that were settled since he signed it: what he decided of them changes nothing.</summary>
    /// <param name="DecidedBy">Person id of the physician.</param>
    public sealed record DecisionOvertaken(DateTimeOffset At, IReadOnlyList<int> Lines, string DecidedBy) : OrderEvent(At);

    /// <summary>A document can be read and cited.</summary>
    public sealed record DocumentAttached(DateTimeOffset At, AttachedDocument Document, string From) : OrderEvent(At);

    public sealed record TalkRecorded(DateTimeOffset At, TalkEntry Entry) : OrderEvent(At);

    /// <summary>The decision clock was extended or tolled on a ground of its regime.</summary>
    public sealed record ClockExtended(DateTimeOffset At, string Ground, string Reason, string By, DateTimeOffset DueAt) : OrderEvent(At)
    {
        /// <summary>Last day, plan-local, on which the clock still stands still for an answer; null: it does not stand still.</summary>
        public DateOnly? TollsThrough { get; init; }
    }

    public sealed record DueSoon(DateTimeOffset At, DateTimeOffset DueAt) : OrderEvent(At);

    /// <summary>A deadline passed without a decision; a fact, never a denial by the system.</summary>
    public sealed record DeadlineMissed(DateTimeOffset At, DateTimeOffset DueAt, LateEffect Effect, string Rule) : OrderEvent(At)
    {
        /// <summary>Steps of the law that the missed deadline itself opens; none where it opens none.</summary>
        public IReadOnlyList<LegalStep> Steps { get; init; } = [];
    }

    /// <summary>Denied lines are looked at again, under a clock of the program.</summary>
    /// <param name="ExcludedPhysicians">Person ids of those who may not decide it (I9); empty after a talk.</param>
    /// <param name="RequiredSpecialties">Specialties of those whose decision is questioned; empty after a talk.</param>
    public sealed record Reopened(
        DateTimeOffset At, ReopenGround Ground, IReadOnlyList<int> Lines, IReadOnlyList<OrderFact> Facts, string Reason, string AskedBy,
        IReadOnlyList<string> ExcludedPhysicians, IReadOnlyList<string> RequiredSpecialties, DateTimeOffset DueAt) : OrderEvent(At);

    /// <summary>An appeal by law was filed, or forwarded by the plan.</summary>
    public sealed record AppealFiled(DateTimeOffset At, Appeal Appeal, string RecordedBy) : OrderEvent(At);

    /// <summary>The body of an appeal answered.</summary>
    public sealed record AppealDecided(DateTimeOffset At, AppealLevel Level, AppealAnswer Answer, string RecordedBy) : OrderEvent(At)
    {
        /// <inheritdoc cref="Appeal.RevokedAt"/>
        public DateTimeOffset? RevokedAt { get; init; }
    }

    /// <summary>The deadline of an appeal comes near, or passed without an answer on record.</summary>
    public sealed record AppealDue(DateTimeOffset At, AppealLevel Level, DateTimeOffset DueAt, bool Missed) : OrderEvent(At)
    {
        /// <inheritdoc cref="Appeal.RevokedAt"/>
        public DateTimeOffset? RevokedAt { get; init; }
    }

    /// <summary>The plan takes more time for an appeal, as the law allows it.</summary>
    /// <param name="DueAt">When its answer is due now.</param>
    public sealed record AppealExtended(DateTimeOffset At, AppealLevel Level, string Reason, string By, DateTimeOffset DueAt) : OrderEvent(At)
    {
        /// <inheritdoc cref="Appeal.RevokedAt"/>
        public DateTimeOffset? RevokedAt { get; init; }
    }

    /// <summary>A notice told the member of denied or revoked lines; what the law lets be done about each counts from it.</summary>
    public sealed record NoticeGiven(DateTimeOffset At, string NoticeId, DateOnly Dated, IReadOnlyList<ToldLine> Lines) : OrderEvent(At);

    /// <summary>The window in which reconsideration of these lines can be asked comes to its end.</summary>
    /// <param name="Through">Its last day, plan-local; past when nobody looked in time.</param>
    public sealed record ReconsiderationClosing(DateTimeOffset At, IReadOnlyList<int> Lines, DateOnly Through) : OrderEvent(At);

    /// <summary>The service moves to a site that needs no review.</summary>
    public sealed record SiteMoved(DateTimeOffset At, IReadOnlyList<int> Lines, string FacilityId, int PlaceOfService) : OrderEvent(At);

    /// <summary>What was approved stays approved under these particulars; null: unchanged.</summary>
    public sealed record ApprovalChanged(
        DateTimeOffset At, DateOnly? DateOfService, string? FacilityId, int? PlaceOfService, string? SurgeonId) : OrderEvent(At);

    /// <summary>These lines need a review of their own, under the linked order's id.</summary>
    public sealed record LinkedReviewOpened(DateTimeOffset At, string LinkedOrderId, IReadOnlyList<RequestedLine> Lines, OrderForm Form)
        : OrderEvent(At);

    public sealed record ExpiryWarned(DateTimeOffset At, IReadOnlyList<int> Lines, DateOnly ValidThrough) : OrderEvent(At);

    public sealed record LinesExpired(DateTimeOffset At, IReadOnlyList<int> Lines, DateOnly ValidThrough) : OrderEvent(At);

    public sealed record LinesRevoked(DateTimeOffset At, IReadOnlyList<int> Lines, RevocationGround Ground, string Citation, string By)
        : OrderEvent(At)
    {
        /// <summary>Rights by law that go with it, with their last days; empty in revocations from before they were told.</summary>
        public IReadOnlyList<string> Rights { get; init; } = [];

        /// <summary>The steps of the law against it; none in revocations from before they were kept, which closed their order.</summary>
        public IReadOnlyList<LegalStep> Steps { get; init; } = [];
    }

    /// <summary>An appeal overturned a revocation: what had been approved is approved again, with a validity of its own.</summary>
    public sealed record ApprovalReinstated(DateTimeOffset At, int Line, AppealLevel Level, Validity Validity) : OrderEvent(At);

    /// <summary>The practice withdrew it; Lines are those whose wait or approval ended by it.</summary>
    public sealed record OrderWithdrawn(DateTimeOffset At, IReadOnlyList<int> Lines, string Reason, string By) : OrderEvent(At);

    /// <summary>Nothing is open any more, for ever.</summary>
    public sealed record OrderClosed(DateTimeOffset At, OrderStatus Status) : OrderEvent(At);
}

/// <summary>What can be done about an adverse line once it was told.</summary>
/// <param name="Recourse">Of a denial; null: it is a revocation.</param>
internal sealed record ToldLine(int Line, Recourse? Recourse)
{
    /// <summary>Set when it is a revocation.</summary>
    public Revocation? Revocation { get; init; }
}
