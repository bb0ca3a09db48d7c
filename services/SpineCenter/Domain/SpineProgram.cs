namespace UtilizationReview.SpineCenter.Domain;

/// <summary>What a member comes to the surgeon for.</summary>
internal enum Complaint
{
    LowBack,
    NeckOrMidBack,
    NotSpine,
}

/// <summary>Kind of coverage, as the program sees it.</summary>
internal enum Product
{
    Commercial,
    Medicaid,
    MedicareAdvantage,
    Other,
}

/// <summary>What happens to a claim whose notification came without an evaluation (row 10); the plan chooses.</summary>
internal enum ClaimEdit
{
    Pay,

    /// <summary>Paid; the practice is told.</summary>
    Tell,

    /// <summary>Held for a person.</summary>
    Hold,
}

/// <summary>Phase of the program, by the day of the visit.</summary>
internal enum Phase
{
    /// <summary>Before the program, or no rule.</summary>
    None,

    /// <summary>Prior authorization (MSC-1).</summary>
    A,

    /// <summary>Prior notification (MSC-2).</summary>
    B,
}

/// <summary>One rule of the program, as its file says.</summary>
/// <param name="Id">Such as <c>MSC-9</c>.</param>
/// <param name="Text">The rule in our words.</param>
/// <param name="Evidence">Grade of evidence.</param>
/// <param name="Source">Id of the public source.</param>
internal sealed record ProgramRule(string Id, string Text, string Evidence, string Source)
{
    /// <summary>First day it is known to hold; null: not said.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day it holds; null: open.</summary>
    public DateOnly? Until { get; init; }
}

/// <summary>A condition that sends a member straight to the surgeon (MSC-7).</summary>
internal sealed record EmergentReason(string Id, string Text, string Evidence, string Source);

/// <summary>A county of residence.</summary>
/// <param name="State">Two-letter state.</param>
/// <param name="Name">Name, however it is written: "St. Louis", "Saint Louis County".</param>
internal sealed record County(string State, string Name)
{
    /// <summary>The same text for every way of writing one county.</summary>
    public string Key => $"{State.ToUpperInvariant()}:{Plain(Name)}";

    private static string Plain(string name)
    {
        var words = name.ToLowerInvariant().Replace(".", " ", StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words is [.. var front, "county"] && front.Length > 0) words = front;
        return string.Join(' ', words.Select(word => word == "saint" ? "st" : word));
    }
}

/// <summary>A spine-center program: its rules and parameters as dated data (clinical rules §13). Everything that can differ from one program to
/// another is here; what never differs is the order of the decision table in <see cref="VisitRules"/>.</summary>
internal sealed record SpineProgram
{
    /// <summary>Latest day on which notification can have replaced authorization: it is seen in force then (MSC-2).</summary>
    public static readonly DateOnly LatestNotificationStart = new(2020, 5, 1);

    /// <summary>Kebab-case.</summary>
    public required string ProgramId { get; init; }

    /// <summary>Name people see.</summary>
    public required string Name { get; init; }

    /// <summary>First day of visits under the program (MSC-0).</summary>
    public required DateOnly Starts { get; init; }

    /// <summary>First day of visits of phase B (MSC-2).</summary>
    public required DateOnly NotificationFrom { get; init; }

    /// <summary>Last day of visits that go ahead when booked before the program (MSC-14).</summary>
    public required DateOnly BookedVisitsThrough { get; init; }

    /// <summary>Complaints the visit order is for.</summary>
    public required IReadOnlyList<Complaint> Complaints { get; init; }

    /// <summary>Products in the program (MSC-3, MSC-4).</summary>
    public required IReadOnlyList<Product> Products { get; init; }

    /// <summary>Products without an evaluation from phase B on (MSC-4).</summary>
    public required IReadOnlyList<Product> EvaluationExemptProducts { get; init; }

    /// <summary>Whole years from which an evaluation is needed (MSC-6).</summary>
    public required int FullAge { get; init; }

    /// <summary>Calendar months an evaluation counts for (MSC-9).</summary>
    public required int EvaluationValidMonths { get; init; }

    /// <summary>First day on which evaluations are suspended (MSC-15); null: never.</summary>
    public DateOnly? SuspendedFrom { get; init; }

    /// <summary>Last such day; null: open.</summary>
    public DateOnly? SuspendedThrough { get; init; }

    /// <summary>Working days from request to evaluation (MSC-16).</summary>
    public required int AccessDays { get; init; }

    /// <summary>The same for chronic low back pain.</summary>
    public required int ChronicAccessDays { get; init; }

    /// <summary>Keys of the listed counties (MSC-5).</summary>
    public required IReadOnlySet<string> Counties { get; init; }

    /// <summary>True: the county list is a sample, not the plan's.</summary>
    public required bool CountiesAreSample { get; init; }

    /// <summary>Emergent conditions (MSC-7).</summary>
    public required IReadOnlyList<EmergentReason> EmergentReasons { get; init; }

    /// <summary>The claim edit of plans that name none.</summary>
    public required ClaimEdit DefaultClaimEdit { get; init; }

    /// <summary>Claim edit by plan id.</summary>
    public IReadOnlyDictionary<string, ClaimEdit> ClaimEdits { get; init; } = new Dictionary<string, ClaimEdit>(StringComparer.Ordinal);

    /// <summary>Rules by id; every one of MSC-0 to MSC-21.</summary>
    public required IReadOnlyDictionary<string, ProgramRule> Rules { get; init; }

    /// <summary>Every id a program has a rule for.</summary>
    public static IReadOnlyList<string> RuleIds { get; } = [.. Enumerable.Range(0, 22).Select(number => $"MSC-{number}")];

    /// <summary>Phase of a visit on the day.</summary>
    public Phase PhaseOn(DateOnly visit) => visit < Starts ? Phase.None : visit < NotificationFrom ? Phase.A : Phase.B;

    /// <summary>Whether evaluations are suspended on the day (MSC-15); both ends count.</summary>
    public bool IsSuspended(DateOnly day) => day >= SuspendedFrom && (SuspendedThrough is not { } last || day <= last);

    /// <summary>Whether the county is on the list (MSC-5).</summary>
    public bool Lists(County county) => Counties.Contains(county.Key);

    /// <summary>Last day of a surgeon visit the evaluation counts for: the same day number, clamped at the end of the month (MSC-9).</summary>
    public DateOnly ValidThrough(DateOnly evaluated) => evaluated.AddMonths(EvaluationValidMonths);

    /// <summary>What the plan does with a claim of row 10.</summary>
    public ClaimEdit EditOf(string planId) => ClaimEdits.GetValueOrDefault(planId, DefaultClaimEdit);

    /// <summary>The rules of these ids.</summary>
    public IReadOnlyList<ProgramRule> Cite(params IEnumerable<string> ids) => [.. ids.Distinct(StringComparer.Ordinal).Select(id => Rules[id])];
}
