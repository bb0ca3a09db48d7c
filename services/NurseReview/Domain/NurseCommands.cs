namespace UtilizationReview.NurseReview.Domain;

/// <summary>What can be asked of an item: by a nurse, by a fact about the order, or by the clock. No command denies or approves less (I1).</summary>
internal abstract record NurseCommand
{
    private protected NurseCommand() { }
}

/// <summary>A command of a person at the queue.</summary>
/// <param name="Nurse">Who acts.</param>
internal abstract record CommandOfNurse(Nurse Nurse) : NurseCommand;

/// <summary>A nurse or therapist.</summary>
/// <param name="PersonId">Stable id.</param>
/// <param name="Name">Name for people.</param>
internal sealed record Nurse(string PersonId, string Name);

/// <summary>Leases the item; renews what the nurse already holds.</summary>
internal sealed record Claim(Nurse Nurse) : ClaimOfNurse(Nurse);

/// <summary>Leases the item only when nobody holds it: "the next one" never gives the same item twice.</summary>
internal sealed record ClaimOpen(Nurse Nurse) : ClaimOfNurse(Nurse);

/// <summary>A claim: only of what is in the nurse's pool.</summary>
internal abstract record ClaimOfNurse(Nurse Nurse) : CommandOfNurse(Nurse)
{
    /// <summary>What she may work on; null: nobody saved a profile, everything of her plans.</summary>
    public NurseProfile? Profile { get; init; }
}

/// <summary>Keeps what the criteria say on the nurse's facts.</summary>
/// <param name="Nurse">Who acts.</param>
/// <param name="Facts">The facts they were asked with.</param>
/// <param name="Lines">What differs per line.</param>
internal sealed record RecordReevaluation(
    Nurse Nurse, IReadOnlyList<CorrectedFact> Facts, IReadOnlyList<LineDifference> Lines) : CommandOfNurse(Nurse);

/// <summary>Keeps the lease for its full length from now.</summary>
internal sealed record RenewLease(Nurse Nurse) : CommandOfNurse(Nurse);

/// <summary>Gives the item back.</summary>
internal sealed record Release(Nurse Nurse) : CommandOfNurse(Nurse);

/// <summary>Records what the record says of a criterion.</summary>
/// <param name="Nurse">Who acts.</param>
/// <param name="Line">Line; 0: every waiting line that has the criterion.</param>
/// <param name="Criterion">Criterion id.</param>
/// <param name="Kind">What was found.</param>
/// <param name="Fact">The corrected fact; only for a correction.</param>
/// <param name="Note">The nurse's words; may be empty.</param>
/// <param name="Criteria">Criteria of the order as intake holds it now.</param>
internal sealed record RecordFinding(
    Nurse Nurse, int Line, string Criterion, FindingKind Kind, CorrectedFact? Fact, string Note, OrderCriteria Criteria) : CommandOfNurse(Nurse)
{
    /// <summary>Why the place that the corrected fact names cannot be cited; empty when it can, or nobody has to be asked.</summary>
    public string NotCitable { get; init; } = "";
}

/// <summary>Asks the practice for what is missing.</summary>
/// <param name="Nurse">Who acts.</param>
/// <param name="Items">In the practice's words, one missing thing each.</param>
/// <param name="Facts">Names of the facts asked for.</param>
/// <param name="AnswerBy">Day by which an answer is useful.</param>
/// <param name="Zone">The plan's zone, in which that day is counted.</param>
internal sealed record AskForInformation(
    Nurse Nurse, IReadOnlyList<string> Items, IReadOnlyList<string> Facts, DateOnly AnswerBy, TimeZoneInfo Zone) : CommandOfNurse(Nurse)
{
    /// <summary>What of it the criteria wait for, with why; empty when asked in the nurse's words only.</summary>
    public IReadOnlyList<MissingFact> Missing { get; init; } = [];
}

/// <summary>Approves lines exactly as asked.</summary>
/// <param name="Nurse">Who acts.</param>
/// <param name="Lines">Lines; empty: every line that waits.</param>
/// <param name="Attestation">The nurse's statement; its person must be the nurse.</param>
/// <param name="Reason">Why, in the nurse's words.</param>
/// <param name="Criteria">Criteria of the order as intake holds it now.</param>
internal sealed record Approve(
    Nurse Nurse, IReadOnlyList<int> Lines, NurseAttestation Attestation, string Reason, OrderCriteria Criteria) : CommandOfNurse(Nurse)
{
    /// <summary>The criteria on what was corrected; null when they were not asked, because no answer was due.</summary>
    public JudgedAnew? Judged { get; init; }
}

/// <summary>Sends every line that still waits to a physician.</summary>
/// <param name="Nurse">Who acts.</param>
/// <param name="Summary">For the physician.</param>
/// <param name="UnconfirmedCriteria">Criteria that cannot be confirmed, beside those with such a finding.</param>
/// <param name="Criteria">Criteria of the order as intake holds it now; null when no criterion is named.</param>
internal sealed record Refer(
    Nurse Nurse, string Summary, IReadOnlyList<string> UnconfirmedCriteria, OrderCriteria? Criteria) : CommandOfNurse(Nurse)
{
    /// <summary>The order, for the record's own summary; null: none is built.</summary>
    public CaseRecord? Record { get; init; }

    /// <summary>The criteria on what was corrected; null when no answer was due, or they did not answer: the physician is told then.</summary>
    public JudgedAnew? Judged { get; init; }
}

/// <summary>The order waits for a nurse.</summary>
internal sealed record OrderArrives(string OrderId, int OrderVersion, Referral Referral, DateTimeOffset DueAt) : NurseCommand;

/// <summary>The order is no longer the nurse's: with a physician, determined or closed.</summary>
internal sealed record OrderLeaves(string OrderId, int OrderVersion, string Why) : NurseCommand;

/// <summary>The order's clock was moved.</summary>
internal sealed record MoveDue(string OrderId, int OrderVersion, DateTimeOffset DueAt) : NurseCommand;

/// <summary>The practice sent information.</summary>
internal sealed record InformationArrives(string OrderId, int OrderVersion, DateTimeOffset OccurredAt, DateTimeOffset DueAt) : NurseCommand;

/// <summary>A document of the order can be read.</summary>
internal sealed record DocumentArrives(string DocumentId, DateTimeOffset OccurredAt) : NurseCommand;

/// <summary>Intake could not record a decision.</summary>
internal sealed record DecisionRefused(string OrderId, string DecidedBy, string Sentence) : NurseCommand;

/// <summary>Time has passed.</summary>
internal sealed record Tick : NurseCommand;

/// <summary>Why and how an order came to the queue.</summary>
/// <param name="PlanId">Plan of the member.</param>
/// <param name="PracticeId">Practice that asks.</param>
/// <param name="Programs">Programs of the waiting lines: spine, joint, pain.</param>
/// <param name="Lines">Numbers of the waiting lines.</param>
/// <param name="Expedited">The practice asked for an expedited decision.</param>
/// <param name="MemberState">Two-letter state of the member.</param>
/// <param name="Reasons">Reason codes of the referral.</param>
internal sealed record Referral(
    string PlanId, string PracticeId, IReadOnlyList<string> Programs, IReadOnlyList<int> Lines, bool Expedited, string MemberState,
    IReadOnlyList<string> Reasons)
{
    /// <summary>What its nurse needs to know, see <see cref="Pools.SkillsFor"/>.</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];
}
