namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>Where an order stands, as far as a kit is concerned.</summary>
internal enum CaseStage
{
    /// <summary>Received; its evaluation is owed.</summary>
    Submitted,

    /// <summary>Waits for a nurse or therapist.</summary>
    NurseReview,

    /// <summary>Waits for a physician.</summary>
    PhysicianReview,

    /// <summary>Something is approved, something is not, or less than asked.</summary>
    PartiallyApproved,

    /// <summary>Nothing is approved and something is denied.</summary>
    Denied,

    /// <summary>Denied lines are open again.</summary>
    Reconsideration,

    /// <summary>A second look changed nothing.</summary>
    DenialUpheld,

    /// <summary>Approved, not reviewed, withdrawn, expired or revoked: there is nothing to argue.</summary>
    Settled,
}

/// <summary>Outcome of a line; the numbers are the wire's.</summary>
internal enum CaseOutcome
{
    None = 0, Waiting = 1, Approved = 2, ApprovedLess = 3, Denied = 4, DeniedSite = 5, NoReview = 6, Notification = 7, Withdrawn = 8, Expired = 9,
    Revoked = 10,
}

/// <summary>Everything a kit is made of: one order with what belongs to it, as it stands. No clock, no other source.</summary>
internal sealed record CaseRecord
{
    /// <summary>Tracking number.</summary>
    public required string Number { get; init; }

    public required CaseStage Stage { get; init; }

    /// <summary>Plan-local today.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Plan-local day of receipt; null where it is not known.</summary>
    public DateOnly? ReceivedOn { get; init; }

    /// <summary>The day of statements that goes without saying; null: every day is told.</summary>
    public DateOnly? UnsaidDay { get; init; }

    /// <summary>What the order and the member's record say besides; each name at most once.</summary>
    public required IReadOnlyList<Particular> Particulars { get; init; }

    public required IReadOnlyList<Diagnosis> Diagnoses { get; init; }

    public required IReadOnlyList<CaseLine> Lines { get; init; }

    /// <summary>As stated last; computed ones included.</summary>
    public required IReadOnlyList<CaseFact> Facts { get; init; }

    public required FactTerms Terms { get; init; }

    /// <summary>Usable ones, oldest first.</summary>
    public IReadOnlyList<CaseDocument> Documents { get; init; } = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<CaseTalk> Talks { get; init; } = [];

    public OpenQuestion? Question { get; init; }

    /// <summary>Last day for asking reconsideration, inclusive; null when nothing is denied.</summary>
    public DateOnly? ReconsiderationThrough { get; init; }

    /// <summary>Intake says that reconsideration can be asked now.</summary>
    public bool CanBeReconsidered { get; init; }

    /// <summary>The particular of the name; null when the record does not have it.</summary>
    public Particular? Find(string particular) => Particulars.FirstOrDefault(p => p.Name == particular);

    /// <summary>The facts of the name that hold for the unit, or for the whole order; with an empty unit all of them.</summary>
    public IEnumerable<CaseFact> FactsOf(string name, string unit = "") =>
        Facts.Where(f => f.Name == name && (unit.Length == 0 || f.AppliesTo.Length == 0 || f.AppliesTo == unit));

    /// <summary>Lines whose determination in force is adverse, or was when it was opened again.</summary>
    public IReadOnlyList<CaseLine> Denied => [.. Lines.Where(l => l.Decisions is [.., { IsAdverse: true }])];
}

/// <summary>One thing the order says, or the record of its member, plan or practice.</summary>
/// <param name="Name">A name of <see cref="ParticularNames"/>.</param>
/// <param name="Value">In words.</param>
/// <param name="Of">Where it stands: with the order, the member, the plan or the practice.</param>
internal sealed record Particular(string Name, string Value, SourceKind Of = SourceKind.Order);

/// <summary>Names of particulars.</summary>
internal static class ParticularNames
{
    public const string Order = "order";
    public const string Authorization = "authorization number";
    public const string Plan = "plan";
    public const string Practice = "practice";
    public const string PracticeNpi = "NPI of the practice";
    public const string PracticePhone = "phone of the practice";
    public const string Place = "place of service";
    public const string DateOfService = "date of service";
    public const string Urgency = "urgency";
    public const string Received = "received";
    public const string Due = "decision due";
    public const string Window = "last day for asking reconsideration";
    public const string Phone = "phone for a call";
    public const string SiteReason = "the practice's reason for the site";
    public const string MemberName = "name of the member";
    public const string MemberId = "member id";
    public const string BirthDate = "date of birth";
}

/// <summary>A diagnosis of the order.</summary>
/// <param name="Name">What the code is about, in our own words; empty when no family holds it.</param>
internal sealed record Diagnosis(string Code, string Name);

/// <summary>One requested procedure.</summary>
/// <param name="Side">"left", "right", "both sides"; empty when none.</param>
/// <param name="AtReceipt">What the criteria said when it was received; null when it is not judged.</param>
/// <param name="Now">What they say on the facts as they stand; the same when nothing was added.</param>
/// <param name="Decisions">Oldest first.</param>
internal sealed record CaseLine(
    int Number, string Code, string Description, int Units, string Side, IReadOnlyList<string> Levels, CaseOutcome Outcome,
    Judgement? AtReceipt, Judgement? Now, SiteReview? Site, IReadOnlyList<Decision> Decisions)
{
    /// <summary>The judgement to argue with.</summary>
    public Judgement? Judged => Now ?? AtReceipt;

    /// <summary>The adverse determination that stands or was opened again; null when there is none.</summary>
    public Decision? Adverse => Decisions is [.., { IsAdverse: true } last] ? last : null;
}

/// <summary>A determination on a line.</summary>
/// <param name="By">"a physician", "the criteria", …</param>
/// <param name="Signer">Name and specialty of the signer; empty when nobody signed.</param>
internal sealed record Decision(
    int Line, CaseOutcome Outcome, DateOnly On, string By, string Signer, string Reason, IReadOnlyList<string> Criteria, string Guideline,
    string GuidelineVersion, IReadOnlyList<string> Missing, IReadOnlyList<string> Rights, int ApprovedUnits, IReadOnlyList<string> ApprovedLevels)
{
    /// <summary>Instant, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>It denies, in whole or in part.</summary>
    public bool IsAdverse => Outcome is CaseOutcome.ApprovedLess or CaseOutcome.Denied or CaseOutcome.DeniedSite;
}

/// <summary>A document that can be read and cited.</summary>
/// <param name="Kind">"office note", "imaging report", …</param>
/// <param name="Pages">0: not counted.</param>
/// <param name="ReceivedAt">Instant it was stored, UTC; <paramref name="ReceivedOn"/> is the plan's day of it.</param>
internal sealed record CaseDocument(string Id, string Kind, string FileName, int Pages, DateOnly ReceivedOn, DateTimeOffset ReceivedAt);

/// <summary>A talk on record.</summary>
/// <param name="Sentence">What became of it, in words.</param>
/// <param name="Ahead">It is booked and has not taken place.</param>
internal sealed record CaseTalk(string Id, string Sentence, bool Ahead);

/// <summary>What a reviewer waits for.</summary>
internal sealed record OpenQuestion(DateOnly AskedOn, DateOnly AnswerBy, IReadOnlyList<string> Items);

/// <summary>The review of the site.</summary>
/// <param name="Accepted">Settled for the site asked for.</param>
/// <param name="Sentence">What it says.</param>
/// <param name="Alternatives">Places the service could move to, each in words.</param>
/// <param name="Judgement">The site's criteria.</param>
internal sealed record SiteReview(bool Accepted, string Sentence, IReadOnlyList<string> Alternatives, Judgement Judgement);
