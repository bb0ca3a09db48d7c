namespace UtilizationReview.Contracts.Plans;

/// <summary>A health plan as its file says: every service reads the part it needs. Programs, switches and windows are data, never code.</summary>
public sealed record PlanFile
{
    /// <summary>Stable id, kebab-case, for example <c>meadow-commercial</c>.</summary>
    public required string PlanId { get; init; }

    /// <summary>Version of the plan's terms, such as <c>2027.1</c>; a file without one is version <c>1</c>.</summary>
    public string Version { get; init; } = FirstVersion;

    /// <summary>First day of receipt, plan-local, of the orders this version is for; they keep it. A file without it: from the beginning.</summary>
    public DateOnly EffectiveFrom { get; init; } = DateOnly.MinValue;

    /// <summary>Name people see.</summary>
    public required string Name { get; init; }

    /// <summary>One of <c>commercial_insured</c>, <c>commercial_self_funded</c>, <c>medicare_advantage</c>, <c>medicaid_managed</c>,
    /// <c>qualified_health_plan</c>, <c>medicaid_fee_for_service</c>.</summary>
    public required string LineOfBusiness { get; init; }

    /// <summary>True: an insured plan (or qualified health plan) that an employer offers under ERISA; the stricter of state law and ERISA holds.
    /// Without effect for other lines of business.</summary>
    public bool EmployerGroup { get; init; }

    /// <summary>Two-letter state of issue; decides state rules for insured and Medicaid plans.</summary>
    public required string State { get; init; }

    /// <summary>IANA zone in which days are counted, for example <c>America/Chicago</c>.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Programs the plan bought: <c>spine</c>, <c>joint</c>, <c>pain</c>.</summary>
    public required IReadOnlyList<string> Programs { get; init; }

    /// <summary>Who bears the cost of care: <c>insured</c> or <c>self_funded</c> (the employer); follows from the line of business.</summary>
    public string Funding { get; init; } = Insured;

    /// <summary>Optional modules the plan bought: <c>pump</c> (implanted pain pumps), <c>sedation</c> (sedation with pain procedures).</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Codes of those programs that this plan does not review.</summary>
    public IReadOnlyList<string> CodesNotReviewed { get; init; } = [];

    /// <summary>Codes of programs or modules the plan did not buy, which it reviews all the same.</summary>
    public IReadOnlyList<string> CodesAdded { get; init; } = [];

    /// <summary>Guideline id to the version that judges whatever the date of service; others follow the date of service.</summary>
    public IReadOnlyDictionary<string, string> CriteriaVersions { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Code to the guideline of the plan's own medical policy, which wins over the catalogue's guideline (clinical rules §2).</summary>
    public IReadOnlyDictionary<string, string> MedicalPolicies { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>True: national and local coverage determinations come first (CMS-1). Medicare Advantage always, and nobody else.</summary>
    public bool MedicareFirst { get; init; }

    /// <summary>True: nicotine is a hard gate for fusion, not advice (GEN-NIC).</summary>
    public bool NicotineGateHard { get; init; }

    /// <summary>Practices whose orders need no review for some codes.</summary>
    public IReadOnlyList<PlanGoldCard> GoldCards { get; init; } = [];

    /// <summary>True: leaves of evidence grade <c>analog</c> may carry an automatic approval (clinical rules §0.2).</summary>
    public bool AdoptsAnalogCriteria { get; init; }

    /// <summary>How validity is counted (VAL-1).</summary>
    public PlanValidity Validity { get; init; } = new();

    /// <summary>Reconsideration window (RECON-1).</summary>
    public PlanReconsideration Reconsideration { get; init; } = new();

    /// <summary>Peer-to-peer terms (P2P-1, PATH-5).</summary>
    public PlanPeerToPeer PeerToPeer { get; init; } = new();

    /// <summary>Site-of-care terms (clinical rules §10).</summary>
    public PlanSiteOfCare SiteOfCare { get; init; } = new();

    /// <summary>Where it was read; for mistakes that only show beside something else, and for people who ask for the file.</summary>
    public PlanSource Source { get; init; } = PlanSource.None;

    /// <summary>Id of the spine center program the plan takes part in (clinical rules §13); empty: none.</summary>
    public string SpineCenter { get; init; } = "";

    /// <summary>What the plan's notices and letters say of the plan.</summary>
    public PlanCorrespondence Correspondence { get; init; } = new();

    /// <summary>Version of a file that names none.</summary>
    public const string FirstVersion = "1";

    internal const string Insured = "insured";

    internal const string SelfFunded = "self_funded";
}

/// <summary>A practice whose orders of these codes, or of a whole program, need no review.</summary>
public sealed record PlanGoldCard
{
    /// <summary>Id of the practice.</summary>
    public required string Practice { get; init; }

    /// <summary>Codes it holds for; empty where it holds for a program.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Program it holds for; empty where it holds for codes.</summary>
    public string Program { get; init; } = "";

    /// <summary>First day of receipt, plan-local, it holds for.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day of receipt, plan-local, it holds for; null: until a version of the plan ends it.</summary>
    public DateOnly? Through { get; init; }
}

/// <summary>How validity is counted.</summary>
public sealed record PlanValidity
{
    /// <summary>False: the decision day is day 0 (default). True: it is day 1, which ends validity one day earlier.</summary>
    public bool DecisionDayIsDayOne { get; init; }

    /// <summary>Days before the last valid day on which the expiry warning goes out; 0 to 30.</summary>
    public int WarningDays { get; init; } = 7;
}

/// <summary>The reconsideration window.</summary>
public sealed record PlanReconsideration
{
    /// <summary>Days after the denial notice; day 1 is the day after. At least 10.</summary>
    public int Days { get; init; } = 10;

    /// <summary><c>calendar</c> or <c>business</c>.</summary>
    public string Counting { get; init; } = "calendar";
}

/// <summary>Peer-to-peer terms.</summary>
public sealed record PlanPeerToPeer
{
    /// <summary>Attempts to reach the practice after which a physician may decide without the call; 1 to 10.</summary>
    public int AttemptsBeforeDecision { get; init; } = 3;

    /// <summary>Calendar days after a denial in which a peer-to-peer may still reopen it; 0 to 90.</summary>
    public int DaysAfterDetermination { get; init; } = 14;

    /// <summary>True where the physician must be licensed in the member's state.</summary>
    public bool LicenceInMemberState { get; init; }
}

/// <summary>Site-of-care terms.</summary>
public sealed record PlanSiteOfCare
{
    /// <summary>True when the plan reviews hospital outpatient sites.</summary>
    public bool Reviewed { get; init; } = true;

    /// <summary>True: objective reasons (age, distance and network from the directory) settle the site without a physician. Off by default.</summary>
    public bool ObjectiveReasonsSettle { get; init; }

    /// <summary>A capable network center beyond this many miles is out of reach (SOC-3.a); 1 to 200.</summary>
    public int ReachMiles { get; init; } = 30;

    /// <summary>Last day (ISO date) on which missing surgery-center privileges count (SOC-4.a); null: they do not count.</summary>
    public DateOnly? PrivilegesGraceThrough { get; init; }

    /// <summary>Networks of the plan; a facility is in network when it is in one of them.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Facility ids shown first among alternatives.</summary>
    public IReadOnlyList<string> PreferredFacilities { get; init; } = [];
}
