namespace UtilizationReview.Correspondence.Domain.Notices;

/// <summary>Everything a notice can say, as its templates name it (in snake_case). An empty text, an empty list and null are the same to a
/// template: not there. Texts may hold anything; they are made literal before a template sees them.</summary>
internal sealed record NoticeText
{
    public required string NoticeId { get; init; }

    /// <summary>Day of the notice, plan-local.</summary>
    public required DateOnly Date { get; init; }

    public required bool ToMember { get; init; }

    public bool ToPractice => !ToMember;

    /// <summary>Name and address of who gets it, as on an envelope.</summary>
    public required IReadOnlyList<string> Envelope { get; init; }

    /// <summary>Tracking number.</summary>
    public required string Tracking { get; init; }

    /// <summary>Authorization number; empty when nothing is approved.</summary>
    public string OrderNumber { get; init; } = "";

    public required string MemberName { get; init; }

    /// <summary>Id on the card.</summary>
    public required string MemberId { get; init; }

    /// <summary>Practice that asked and renders the service.</summary>
    public required string Practice { get; init; }

    /// <summary>Where the service is to be done, in words.</summary>
    public required string Site { get; init; }

    /// <summary>Planned date of service, plan-local.</summary>
    public required DateOnly DateOfService { get; init; }

    /// <summary>Day the request was received, plan-local.</summary>
    public required DateOnly Received { get; init; }

    public bool Urgent { get; init; }

    /// <summary>When a decision is due, in words with its time zone; empty when it is made.</summary>
    public string Due { get; init; } = "";

    public required SenderText Plan { get; init; }

    /// <summary>Lines approved in full or in part.</summary>
    public IReadOnlyList<LineText> Approved { get; init; } = [];

    /// <summary>Lines denied, approved for less, or not at the site asked for.</summary>
    public IReadOnlyList<LineText> Adverse { get; init; } = [];

    /// <summary>Lines this notice is about otherwise: asked about, waiting, ending.</summary>
    public IReadOnlyList<LineText> Lines { get; init; } = [];

    /// <summary>Physicians who signed what is adverse.</summary>
    public IReadOnlyList<ReviewerText> Reviewers { get; init; } = [];

    public RightsText Rights { get; init; } = new();

    public QuestionText? Question { get; init; }

    public ExtensionText? Extension { get; init; }

    public MissedText? Missed { get; init; }

    /// <summary>Set where an approval was revoked.</summary>
    public RevocationText? Revocation { get; init; }

    /// <summary>The particulars of an approval have changed; what is approved has not.</summary>
    public bool Changed { get; init; }

    /// <summary>An approval that was revoked is in force again.</summary>
    public bool Reinstated { get; init; }

    /// <summary>Last valid day of what ends; null in other notices.</summary>
    public DateOnly? EndsOn { get; init; }
}

/// <summary>The plan, as its file says it.</summary>
internal sealed record SenderText
{
    public required string Name { get; init; }
    public IReadOnlyList<string> Address { get; init; } = [];
    public string Phone { get; init; } = "";
    public string Hours { get; init; } = "";
    public string Fax { get; init; } = "";
    public IReadOnlyList<string> AppealsAddress { get; init; } = [];
    public string AppealsPhone { get; init; } = "";
    public string AppealsFax { get; init; } = "";
    public string ExpeditedPhone { get; init; } = "";
    public string LanguageHelp { get; init; } = "";
    public string LanguagePhone { get; init; } = "";
    public string ConsumerHelpName { get; init; } = "";
    public string ConsumerHelpPhone { get; init; } = "";
    public string ConsumerHelpWeb { get; init; } = "";
    public string CoverageDocument { get; init; } = "";
    public IReadOnlyList<string> ExternalReviewAddress { get; init; } = [];
    public string CivilAction { get; init; } = "";
    public IReadOnlyList<string> FairHearingAddress { get; init; } = [];
    public string FormName { get; init; } = "";
    public string FormConfirmation { get; init; } = "";
}

/// <summary>What became of a line.</summary>
internal enum LineWord { Approved, ApprovedLess, Denied, DeniedSite, Waiting }

/// <summary>One procedure.</summary>
internal sealed record LineText
{
    public required int Number { get; init; }

    /// <summary>CPT or HCPCS code.</summary>
    public required string Code { get; init; }

    /// <summary>Our own short description.</summary>
    public required string Description { get; init; }

    /// <summary>Side, levels and units asked for, in words.</summary>
    public string Asked { get; init; } = "";

    public LineWord Outcome { get; init; } = LineWord.Waiting;

    /// <summary>Units and levels approved, in words; empty where nothing is approved.</summary>
    public string Given { get; init; } = "";

    /// <summary>The reason of record.</summary>
    public string Reason { get; init; } = "";

    public IReadOnlyList<CriterionText> Criteria { get; init; } = [];

    /// <summary>What is missing and why it matters.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>It is known that nothing is missing: what is on record answers every criterion relied on.</summary>
    public bool NothingMissing { get; init; }

    /// <summary>First and last valid day; null where nothing is approved, or where it does not end.</summary>
    public DateOnly? ValidFrom { get; init; }

    public DateOnly? ValidThrough { get; init; }

    /// <summary>Law that approved it because the time ran out; empty: none.</summary>
    public string ByLaw { get; init; } = "";
}

/// <summary>A criterion relied on, quoted by our own text.</summary>
/// <param name="Guideline">Its guideline in words.</param>
/// <param name="Text">Empty where the trace does not hold it.</param>
internal sealed record CriterionText(string Id, string Text, string Guideline, string GuidelineId, string Version);

/// <summary>A physician who signed.</summary>
/// <param name="Specialty">In words.</param>
internal sealed record ReviewerText(string Name, string Specialty);

/// <summary>What can be done about an adverse determination or a missed deadline; a step that does not go with the plan is null.</summary>
internal sealed record RightsText
{
    /// <summary>The rights as the determination told them when it was made, with their last days.</summary>
    public IReadOnlyList<string> Told { get; init; } = [];

    public StepText? Talk { get; init; }

    /// <summary>A second look by another physician of the program; no appeal.</summary>
    public StepText? Reconsideration { get; init; }

    public StepText? PlanAppeal { get; init; }
    public StepText? IndependentReview { get; init; }
    public StepText? ExternalReview { get; init; }
    public StepText? StateFairHearing { get; init; }
    public StepText? AdministrativeHearing { get; init; }
    public StepText? CivilAction { get; init; }
}

/// <summary>How a step stands.</summary>
internal enum StepWord
{
    /// <summary>It can be taken, or will open in its turn.</summary>
    Open,

    /// <summary>It was taken and is not answered.</summary>
    Running,

    /// <summary>It was taken and answered; it cannot be taken again.</summary>
    Used,

    /// <summary>Its last day is over; only of steps of the program.</summary>
    Closed,
}

/// <summary>Whether the practice may take a step.</summary>
internal enum PracticeWord { InOwnRight, WithConsent, No }

/// <summary>One step.</summary>
/// <param name="Through">Last day; null where it has none of this notice.</param>
/// <param name="Within">Time in which it is decided, in words; empty: no rule has a number.</param>
internal sealed record StepText(
    DateOnly? Through, string Within = "", StepWord State = StepWord.Open, PracticeWord ByPractice = PracticeWord.WithConsent);

/// <summary>What a question to the practice does to the deadline.</summary>
internal enum QuestionWord { Unspecified, GoesOn, StartsWithAnswer, DecidedAfterAnswer }

/// <summary>What a reviewer asks.</summary>
/// <param name="Effect">What it does to the deadline; unspecified where Intake did not keep it.</param>
internal sealed record QuestionText(
    IReadOnlyList<string> Items, IReadOnlyList<MissingText> Missing, DateOnly AnswerBy, QuestionWord Effect = QuestionWord.Unspecified);

/// <summary>A missing fact with why it matters.</summary>
internal sealed record MissingText(string Question, string Criterion, string Why);

/// <summary>Why more time is taken, as the law names the ground.</summary>
internal enum GroundWord { MemberAsked, NonContractInformation, Extraordinary, MissingInformation, BeyondControl }

/// <summary>More time.</summary>
/// <param name="Record">The entry of the record, with the reviewer's own reason; empty when there is none.</param>
/// <param name="Items">What is asked for meanwhile; empty: nothing.</param>
/// <param name="Due">When a decision is due now, in words.</param>
/// <param name="TollsThrough">Last day on which the clock stands still for an answer; null: it does not stand still.</param>
internal sealed record ExtensionText(
    GroundWord Ground, string Record, IReadOnlyList<string> Items, DateOnly? AnswerBy, string Due, DateOnly? TollsThrough = null);

/// <summary>What the law makes of a missed deadline.</summary>
internal enum EffectWord { DeemedApproved, ClaimProtected, DeemedDenied, AppealableAdverse, DeemedExhausted }

/// <summary>A missed deadline.</summary>
/// <param name="Due">When a decision was due, in words.</param>
/// <param name="Rule">Rule that gives the effect.</param>
internal sealed record MissedText(EffectWord Effect, string Due, string Rule);

/// <summary>The ground on which an approval was revoked.</summary>
internal enum RevocationWord { FraudOrMisstatement, CoverageEnded, Statute }

/// <summary>The end of an approval before its time. It is no medical decision.</summary>
/// <param name="Citation">Finding or statute relied on.</param>
/// <param name="From">Day from which it holds, plan-local.</param>
internal sealed record RevocationText(RevocationWord Ground, string Citation, DateOnly From);

/// <summary>Fields the rules of notices know; a section of a template fills the one its heading names.</summary>
internal static class NoticeFields
{
    public static IReadOnlyList<string> All { get; } =
    [
        "specific_reason", "denial_code", "plan_provision", "criterion", "missing_information", "clinical_explanation", "claim_identification",
        "codes_on_request", "free_copies", "peer_to_peer", "appeal_right", "expedited_path", "external_review", "continuation_of_benefits",
        "civil_action", "consumer_help", "language_help", "form", "reviewer", "order_number", "services", "provider_and_site", "validity",
        "conditions", "eligibility_caveat", "how_to_extend", "answer_by", "how_to_answer", "clock_effect", "extension_reason", "expected_date",
        "grievance_right", "deadline_passed", "late_effect",
    ];
}
