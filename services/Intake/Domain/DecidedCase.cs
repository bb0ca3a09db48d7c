using System.Text.Json.Serialization;

namespace UtilizationReview.Intake.Domain;

/// <summary>What became of a request, as it is counted. The last three are kept and not counted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CaseOutcome>))]
internal enum CaseOutcome
{
    /// <summary>Every reviewed line as asked.</summary>
    Approved,

    /// <summary>Less than asked: some lines, or fewer units or levels.</summary>
    PartlyApproved,

    /// <summary>Nothing of what was asked, or not at the site asked for.</summary>
    Denied,

    /// <summary>The time ran out, the law takes that for an adverse determination, and nobody has decided yet.</summary>
    DeemedDenied,

    Withdrawn,

    NoReviewRequired,

    NotificationRecorded,
}

/// <summary>How a case was decided: by the one furthest up who decided any of its lines (physician, law, nurse, rules).</summary>
internal enum CaseDecider { Nobody, Rules, Nurse, Law, Physician }

/// <summary>What came of an appeal against the first decision. Overturned: everything is approved as asked in the end.</summary>
internal enum AppealOutcome { None, Pending, Overturned, PartlyOverturned, Upheld, Withdrawn }

/// <summary>One service of a decided case.</summary>
/// <param name="Line">Number of its line.</param>
/// <param name="Family">Guideline that judged it, such as <c>msk-spine/lumbar-discectomy</c>; empty when none did.</param>
/// <param name="First">Outcome of its first determination.</param>
/// <param name="InForce">Outcome of its last determination, whatever became of an approval afterwards.</param>
internal sealed record DecidedService(int Line, string Code, string Family, Program Program, LineOutcome First, LineOutcome InForce);

/// <summary>One request as the public figures and the gold-card counts need it (regulation §7, §6.4). No word of the member.</summary>
internal sealed record DecidedCase
{
    public required string OrderId { get; init; }

    /// <summary>The plan, which stands for the MA contract, the Medicaid plan or the QHP issuer: the level figures are published at.</summary>
    public required string PlanId { get; init; }

    public required LineOfBusiness LineOfBusiness { get; init; }

    public required Urgency Urgency { get; init; }

    /// <summary>Drugs are outside the figures. Nothing this platform reviews is one; a licensee's code list may hold some one day.</summary>
    public bool IsDrug { get; init; }

    public required string PracticeId { get; init; }

    /// <summary>Person id of the clinician who ordered.</summary>
    public required string OrderingClinicianId { get; init; }

    /// <summary>Programs of its reviewed lines, in the order of <see cref="Program"/>.</summary>
    public required IReadOnlyList<Program> Programs { get; init; }

    /// <summary>Codes of its reviewed lines, each once, in order.</summary>
    public required IReadOnlyList<string> ProcedureCodes { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Instant of the first decision on the whole request; for a deemed denial, the moment the time ran out.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>The day of <see cref="DecidedAt"/> in the plan's zone; its year is the year the case is counted in.</summary>
    public required DateOnly DecidedOn { get; init; }

    /// <summary>The first decision; later ones do not change it.</summary>
    public required CaseOutcome Outcome { get; init; }

    /// <summary>What is in force after second looks; equal to <see cref="Outcome"/> when there were none.</summary>
    public required CaseOutcome InForce { get; init; }

    public required CaseDecider DecidedBy { get; init; }

    /// <summary>An extension or toll of the decision clock was recorded before the first decision.</summary>
    public bool Extended { get; init; }

    /// <summary>The first decision came after its time.</summary>
    public bool Late { get; init; }

    public AppealOutcome Appeal { get; init; }

    /// <summary>The reviewed lines that were determined; none while a denial is only deemed.</summary>
    public IReadOnlyList<DecidedService> Services { get; init; } = [];

    /// <summary>From receipt to the first decision, in milliseconds as instants are stored; never negative.</summary>
    public long ElapsedMilliseconds => Math.Max(0, DecidedAt.ToUnixTimeMilliseconds() - ReceivedAt.ToUnixTimeMilliseconds());
}
