using System.Text.Json.Serialization;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>Who acts: person and role as the caller's token says; kept with every fact.</summary>
/// <param name="PersonId">Stable id of the person or system.</param>
/// <param name="Role">The token's role word, or <c>platform</c>.</param>
internal sealed record Who(string PersonId, string Role)
{
    public const string PhysicianRole = "physician";
    public const string AdministratorRole = "plan_administrator";

    public static Who Platform { get; } = new("platform", "platform");

    /// <summary>Speaks for the practice: the practice itself, or the contact center on its behalf.</summary>
    [JsonIgnore]
    public bool ForPractice => Role is "practice" or "contact_center";
}

/// <summary>Where a case stands with the physicians.</summary>
internal enum CasePhase
{
    /// <summary>A talk was asked for; the order has not been referred to a physician (yet).</summary>
    NotReferred,
    Waiting,
    Taken,

    /// <summary>Signed; intake has not recorded it yet.</summary>
    Decided,

    /// <summary>Every line has an outcome; talks go on inside the plan's window when something was denied.</summary>
    Determined,
    Closed,
}

/// <summary>What the physician is asked.</summary>
internal enum CaseQuestion { None, Service, Site, Reconsideration, TalkAfterDenial, SupportingDocuments }

/// <summary>Where a talk stands.</summary>
internal enum TalkPhase { Connecting, Connected, Offered, NoneFits, Booked, Held, Missed, Cancelled, Declined }

/// <summary>How near a physician's specialty is to the one wanted; the order is the order of preference.</summary>
internal enum Fit { None, Same, Similar, Other }

/// <summary>What came of a try to reach the practice.</summary>
internal enum AttemptOutcome { NoAnswer, Busy, LeftMessage, WrongNumber, Reached }

/// <summary>What a held talk brought.</summary>
internal enum TalkSummary { NewInformation, NothingNew, PracticeChangesOrder }

/// <summary>A physician's decision on a line.</summary>
internal enum Verdict { Approve, ApproveLess, Deny, DenySite }

/// <summary>Who speaks for the practice and how he is reached.</summary>
/// <param name="Name">Who will speak.</param>
/// <param name="Phones">In the order to try them.</param>
/// <param name="TimeZone">IANA zone in which his hours count.</param>
/// <param name="Specialty">Of the clinician; empty: that of the order's program.</param>
internal sealed record Contact(string Name, IReadOnlyList<string> Phones, string TimeZone, string Specialty)
{
    /// <summary>The clinician a delegate speaks for; empty: the clinician speaks himself.</summary>
    public string SpeaksFor { get; init; } = "";

    [JsonIgnore]
    public string Words => SpeaksFor.Length == 0 ? Name : $"{Name} (for {SpeaksFor})";
}

/// <summary>A stretch of time; the end is exclusive.</summary>
internal sealed record Window(DateTimeOffset From, DateTimeOffset To);

/// <summary>A slot of thirty minutes with one physician.</summary>
internal sealed record Slot(DateTimeOffset Start, string PhysicianId, string PhysicianName, Fit Fit);

/// <summary>One try to reach the practice.</summary>
internal sealed record Attempt(DateTimeOffset At, string Phone, AttemptOutcome Outcome, string RecordedBy)
{
    /// <summary>Counts towards "could not be reached" (PATH-5).</summary>
    [JsonIgnore]
    public bool Failed => Outcome != AttemptOutcome.Reached;
}

/// <summary>A line as the practice asked for it.</summary>
internal sealed record LineAsked(int Line, int Units, IReadOnlyList<string> Levels)
{
    /// <summary>Guideline that intake pinned on the line, with its version; empty when the line was not evaluated.</summary>
    public string Guideline { get; init; } = "";

    /// <inheritdoc cref="Guideline"/>
    public string GuidelineVersion { get; init; } = "";

    /// <summary>It has an outcome that is not adverse, or was withdrawn: nobody has to decide it (any more).</summary>
    public bool Settled { get; init; }

    /// <summary>Criteria of the evaluation that are not met or unknown: id and text.</summary>
    public IReadOnlyDictionary<string, string> Open { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>A physician's decision on one line.</summary>
internal sealed record LineVerdict(
    int Line, Verdict Verdict, int Units, IReadOnlyList<string> Levels, string Reason, IReadOnlyList<string> Criteria, IReadOnlyList<string> Missing)
{
    /// <summary>Guideline relied on, with its version: what the physician had before him, and what the order has pinned (I11).</summary>
    public string Guideline { get; init; } = "";

    /// <inheritdoc cref="Guideline"/>
    public string GuidelineVersion { get; init; } = "";

    /// <summary>Another site that the physician names with a denial of the site; empty when he names none.</summary>
    public string FacilityId { get; init; } = "";

    /// <summary>Anything but "approve as asked" is adverse (I1).</summary>
    [JsonIgnore]
    public bool Adverse => Verdict != Verdict.Approve;
}

/// <summary>A facility as the directory has it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Name people see.</param>
/// <param name="WithoutReview">An office or a surgery center: an order moved there needs no review of its site.</param>
internal sealed record NamedFacility(string Id, string Name, bool WithoutReview);

/// <summary>A half hour of a physician on the grid; two talks that share none do not overlap.</summary>
internal readonly record struct Cell(string PhysicianId, DateTimeOffset Start);

/// <summary>The physicians as they are at a moment: roster, who is present, and which half hours are taken.</summary>
internal sealed record Bench(IReadOnlyList<Physician> Physicians, IReadOnlySet<string> Present, IReadOnlySet<Cell> Taken)
{
    public Physician? Find(string physicianId) => Physicians.FirstOrDefault(p => p.Id == physicianId);
}
