namespace UtilizationReview.Contracts.Plans;

/// <summary>A health plan as its file says: every service reads the part it needs. Programs, switches and windows are data, never code.</summary>
public sealed record PlanFile
{
    /// <summary>Stable id, kebab-case, for example <c>meadow-commercial</c>.</summary>
    public required string PlanId { get; init; }

    /// <summary>Name people see.</summary>
    public required string Name { get; init; }

    /// <summary>One of <c>commercial_insured</c>, <c>commercial_self_funded</c>, <c>medicare_advantage</c>, <c>medicaid_managed</c>.</summary>
    public required string LineOfBusiness { get; init; }

    /// <summary>Two-letter state of issue; decides state rules for insured and Medicaid plans.</summary>
    public required string State { get; init; }

    /// <summary>IANA zone in which days are counted, for example <c>America/Chicago</c>.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Programs the plan bought: <c>spine</c>, <c>joint</c>, <c>pain</c>.</summary>
    public required IReadOnlyList<string> Programs { get; init; }

    /// <summary>Codes of those programs that this plan does not review.</summary>
    public IReadOnlyList<string> CodesNotReviewed { get; init; } = [];

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

    /// <summary>Id of the spine center program the plan takes part in (clinical rules §13); empty: none.</summary>
    public string SpineCenter { get; init; } = "";
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
