namespace UtilizationReview.ClinicalCriteria.Domain;

internal enum Side : byte
{
    NotGiven,
    Left,
    Right,
    Both,
    NotApplicable,
}

internal enum FactOrigin : byte
{
    Practice,
    Document,
    Nurse,
    Physician,
    Platform,
}

/// <summary>One requested procedure.</summary>
internal sealed record OrderLine(int Number, string Code, int Units, Side Side, IReadOnlyList<string> Levels);

/// <summary>A fact as stated, with where it came from.</summary>
/// <param name="Fact">What the statement is about.</param>
/// <param name="Value">What it says.</param>
/// <param name="AppliesTo">Level or side it holds for; empty: all of the order.</param>
/// <param name="Origin">Who said it.</param>
/// <param name="Document">Document it was read in; empty when none.</param>
/// <param name="Page">Page of the document; 0 when none.</param>
internal sealed record FactStatement(
    FactDefinition Fact, FactValue Value, string AppliesTo = "", FactOrigin Origin = FactOrigin.Practice, string Document = "", int Page = 0);

/// <summary>What the criteria read of a plan.</summary>
internal sealed record PlanTerms(
    string PlanId, IReadOnlyList<string> Programs, IReadOnlyList<string> CodesNotReviewed, bool AdoptsAnalogCriteria, int ReachMiles)
{
    /// <summary>Optional modules bought: <c>pump</c>, <c>sedation</c>.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>National and local coverage determinations come first (CMS-1).</summary>
    public bool Medicare { get; init; }

    /// <summary>Nicotine is a hard gate, not advice (GEN-NIC).</summary>
    public bool NicotineGateHard { get; init; }

    /// <summary>Guideline id to the version that judges whatever the date of service.</summary>
    public IReadOnlyDictionary<string, string> VersionPins { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Code to the plan's own medical policy, which wins over the catalogue's guideline (clinical rules §2).</summary>
    public IReadOnlyDictionary<string, string> MedicalPolicies { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>What the criteria need to know of an order.</summary>
internal sealed record CriteriaOrder
{
    public required PlanTerms Plan { get; init; }

    /// <summary>Planned date of service; selects the guideline version.</summary>
    public required DateOnly ServiceDate { get; init; }

    /// <summary>"Within N months" counts back from this day.</summary>
    public required DateOnly RequestDate { get; init; }

    /// <summary>CMS place-of-service code.</summary>
    public int PlaceOfService { get; init; }

    /// <summary>A hospital, for the day (19, 22) or for a stay (21).</summary>
    public bool IsAtHospital => PlaceOfService is 19 or 21 or 22;

    public IReadOnlyList<OrderLine> Lines { get; init; } = [];

    public IReadOnlyList<string> Diagnoses { get; init; } = [];

    public IReadOnlyList<FactStatement> Facts { get; init; } = [];

    public bool EmergencyPresentation { get; init; }
}
