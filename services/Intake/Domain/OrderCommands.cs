namespace UtilizationReview.Intake.Domain;

/// <summary>What somebody wants of an order. Who acts is part of the type: a denial needs a physician's attestation.</summary>
internal abstract record OrderCommand
{
    private OrderCommand() { }

    /// <summary>Creates the order. Ids are made by the caller: tracking number, and the authorization number kept for an approval.</summary>
    public sealed record Submit(
        string OrderId, string ReservedNumber, Channel Channel, string SubmittedBy,
        OrderForm Form, IReadOnlyList<RequestedLine> Lines, PlanTerms Plan,
        string MemberState, string LinkedFrom = "", string DraftId = "") : OrderCommand;

    /// <summary>What the catalogue says of lines that were received while it was away; lines whose route is known stay as they are.</summary>
    public sealed record RouteLines(IReadOnlyList<RequestedLine> Lines) : OrderCommand;

    /// <summary>The facility, which could not be checked at receipt, is not one the directory knows, or not of the kind the form says.</summary>
    public sealed record RecordFacilityProblem(string Code, string Sentence) : OrderCommand;

    /// <summary>The criteria's answer per reviewed line. An add-on without a finding of its own goes with its primary.</summary>
    public sealed record RecordEvaluation(IReadOnlyList<LineFinding> Findings) : OrderCommand;

    /// <summary>A service needed for evaluation was away.</summary>
    public sealed record RecordEvaluationFailure(string Why) : OrderCommand;

    /// <summary>The site review's answer. Lines empty: every line whose site gate is not open yet.</summary>
    public sealed record RecordSite(IReadOnlyList<int> Lines, SiteFinding Finding) : OrderCommand;

    /// <summary>A nurse or therapist approves lines as asked.</summary>
    public sealed record NurseApprove(IReadOnlyList<int> Lines, NurseAttestation Attestation, IReadOnlyList<string> Criteria, string Reason)
        : OrderCommand;

    /// <summary>A nurse refers lines to a physician; empty: every line that waits for a nurse.</summary>
    public sealed record NurseRefer(IReadOnlyList<int> Lines, string ReferredBy, IReadOnlyList<string> Criteria) : OrderCommand;

    /// <summary>A reviewer asks the practice.</summary>
    public sealed record AskForInformation(
        string AskedBy, string AskedByRole, IReadOnlyList<string> Items, IReadOnlyList<string> Facts, DateOnly AnswerBy) : OrderCommand
    {
        /// <summary>What of it the criteria wait for, with why.</summary>
        public IReadOnlyList<MissingInformation> Missing { get; init; } = [];
    }

    /// <summary>The practice answers, or adds facts while the order is under review.</summary>
    public sealed record AddInformation(IReadOnlyList<OrderFact> Facts, string Note, string From) : OrderCommand;

    /// <summary>Facts came in whose documents could not be checked, because the service that keeps them was away.</summary>
    /// <param name="Facts">Names of the facts.</param>
    public sealed record NoteUncheckedCitations(IReadOnlyList<string> Facts) : OrderCommand;

    /// <summary>A document of the order can be read. One that could not be read before a denial, and came inside the window for reconsideration,
    /// opens the denial for a physician's look.</summary>
    /// <param name="UsableAt">Instant from which it could be read and cited, UTC: the scanner may have held it back.</param>
    public sealed record AttachDocument(AttachedDocument Document, DateTimeOffset UsableAt, string From) : OrderCommand;

    /// <summary>Something happened about a talk. Held after a denial and inside the plan's window, it opens the denial again.</summary>
    public sealed record RecordTalk(
        DateTimeOffset OccurredAt, string TalkId, TalkStep Step, string By, string Role, string PhysicianId, DateTimeOffset? SlotStart, int Attempts)
        : OrderCommand;

    /// <summary>A physician decides lines. Nothing else carries a <see cref="LineDecision"/>.</summary>
    public sealed record PhysicianDecide(PhysicianAttestation Attestation, IReadOnlyList<LineDecision> Lines, bool SoftwareRecommended)
        : OrderCommand;

    /// <summary>Moves lines whose site is in question or was not accepted to an office or a surgery center.</summary>
    public sealed record MoveSite(string FacilityId, int PlaceOfService) : OrderCommand;

    /// <summary>RECON-1. Lines empty: every denied line that can still be asked for.</summary>
    public sealed record RequestReconsideration(IReadOnlyList<int> Lines, IReadOnlyList<OrderFact> Facts, string Reason, string AskedBy)
        : OrderCommand;

    /// <summary>New particulars for what is approved (null: unchanged) or related added lines.</summary>
    /// <param name="LinkedOrderId">Id for the linked order, used only if one is needed.</param>
    public sealed record ChangeApproved(
        DateOnly? DateOfService, string? FacilityId, int? PlaceOfService, string? SurgeonId, IReadOnlyList<RequestedLine> AddedLines,
        IReadOnlyList<OrderFact> Facts, string LinkedOrderId) : OrderCommand;

    /// <summary>An appeal by law was filed somewhere; it is recorded and timed. Lines empty: every line it is open for.</summary>
    /// <param name="FiledAt">Instant of the filing.</param>
    /// <param name="GoodCause">Why a late one is taken; empty from those who may not excuse it.</param>
    public sealed record FileAppeal(
        AppealLevel Level, IReadOnlyList<int> Lines, DateTimeOffset FiledAt, AppealFiler By, bool Consent, bool Expedited, string Reference,
        string GoodCause, string RecordedBy) : OrderCommand;

    /// <summary>The body of an appeal decided. It carries nothing adverse: an overturned decision approves lines, any other changes none.</summary>
    /// <param name="Lines">Lines approved; empty with Overturned: all of the appeal.</param>
    public sealed record RecordAppealOutcome(
        AppealLevel Level, AppealResult Outcome, IReadOnlyList<int> Lines, DateOnly DecidedOn, string Body, string Reference, string RecordedBy)
        : OrderCommand
    {
        /// <summary>Needed where one against a denial and one against a revocation run; null otherwise.</summary>
        public AppealSubject? Subject { get; init; }
    }

    /// <summary>The plan takes the time more that the law allows it for an appeal, once.</summary>
    /// <param name="Reason">Why, in plain words; required.</param>
    public sealed record ExtendAppeal(AppealLevel Level, string Reason, string By) : OrderCommand
    {
        /// <inheritdoc cref="RecordAppealOutcome.Subject"/>
        public AppealSubject? Subject { get; init; }
    }

    /// <summary>A notice of something adverse was issued to the member.</summary>
    /// <param name="Dated">Date of the notice, plan-local.</param>
    /// <param name="ToldAt">Instant of what it tells of: it tells of nothing that came later.</param>
    /// <param name="Lines">Lines it tells of; null: all, from a sender that does not say.</param>
    public sealed record RecordNotice(string NoticeId, DateOnly Dated, DateTimeOffset ToldAt, IReadOnlyList<int>? Lines = null) : OrderCommand;

    /// <summary>Ends the order. UsedLines: approved lines whose service was rendered; they stay approved.</summary>
    public sealed record Withdraw(string Reason, string By, IReadOnlyList<int> UsedLines) : OrderCommand;

    /// <summary>A formal extension or toll of the decision clock.</summary>
    public sealed record ExtendClock(string Ground, string Reason, string By) : OrderCommand;

    /// <summary>Revokes what is approved, on a coded legal ground.</summary>
    public sealed record Revoke(RevocationGround Ground, string Citation, string By) : OrderCommand;

    /// <summary>Time has passed: due dates, expiry, windows. Late or double ticks are ignored.</summary>
    public sealed record Tick : OrderCommand;
}

/// <summary>A physician's decision on one line; reaches an order only inside <see cref="OrderCommand.PhysicianDecide"/>.</summary>
internal abstract record LineDecision
{
    private LineDecision(int line) => Line = line;

    public int Line { get; init; }

    /// <summary>As asked.</summary>
    public sealed record Approve(int Line, string Reason, IReadOnlyList<string> Criteria) : LineDecision(Line);

    /// <summary>Fewer units or levels.</summary>
    public sealed record ApproveLess(int Line, int Units, IReadOnlyList<string> Levels, AdverseReason Why, PeerToPeerDuty Duty) : LineDecision(Line);

    /// <summary>Denies the service.</summary>
    public sealed record Deny(int Line, AdverseReason Why, PeerToPeerDuty Duty) : LineDecision(Line);

    /// <summary>Accepts the service, not the hospital site.</summary>
    public sealed record DenySite(int Line, AdverseReason Why, PeerToPeerDuty Duty) : LineDecision(Line);
}

/// <summary>Why something is adverse (I7).</summary>
/// <param name="Reason">Specific and in plain words; a code alone is not enough.</param>
/// <param name="Criteria">At least one criterion id.</param>
/// <param name="Missing">What is missing and why it matters.</param>
internal sealed record AdverseReason(string Reason, IReadOnlyList<string> Criteria, IReadOnlyList<string> Missing);
