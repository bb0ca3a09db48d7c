using UtilizationReview.Contracts.Intake.V1;
using YamlDotNet.RepresentationModel;

namespace UtilizationReview.Host.Journeys;

/// <summary>An acceptance scenario: one order from submission to its end, with what is expected on the way.</summary>
internal sealed record Journey
{
    public required string File { get; init; }
    public required string Title { get; init; }

    /// <summary>Plan whose zone the step times are in.</summary>
    public required string PlanId { get; init; }

    /// <summary>Plan-local wall-clock time at which the journey begins; the platform's clock starts here.</summary>
    public required DateTime Start { get; init; }

    /// <summary>The order without its facts, which need the vocabulary to be typed.</summary>
    public required OrderForm Order { get; init; }

    public required IReadOnlyList<GivenFact> Facts { get; init; }
    public required IReadOnlyList<JourneyStep> Steps { get; init; }
}

/// <summary>A fact as the file gives it, not typed yet.</summary>
/// <param name="Name">Name in the fact vocabulary.</param>
/// <param name="AppliesTo">Level or side after the "@" of the key; empty for the whole order.</param>
/// <param name="Value">The YAML value.</param>
internal sealed record GivenFact(string Name, string AppliesTo, YamlNode Value);

/// <summary>One dated step.</summary>
internal sealed record JourneyStep
{
    /// <summary>Line in the file, for messages.</summary>
    public required int Line { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    /// <summary>Plan-local time; null: no time passes.</summary>
    public DateTime? At { get; init; }

    public required Party Party { get; init; }

    /// <summary>Person id; empty: the first demo person of that kind.</summary>
    public string By { get; init; } = "";

    public required Act Act { get; init; }
    public Expectation? Expect { get; init; }
}

/// <summary>Who acts in a step.</summary>
internal enum Party
{
    Practice,
    ContactCenter,
    Nurse,
    Physician,
    Administrator,
    Clock,
}

/// <summary>What is done in a step.</summary>
internal abstract record Act
{
    internal sealed record Submit(bool DespiteDuplicate) : Act;
    internal sealed record AddInformation(IReadOnlyList<GivenFact> Facts, string Note) : Act;
    internal sealed record Withdraw(string Reason) : Act;
    internal sealed record MoveSite(string Facility) : Act;
    internal sealed record Change(DateOnly? DateOfService, string Facility, int PlaceOfService, string Surgeon) : Act;
    internal sealed record AskReconsideration(string Reason, IReadOnlyList<GivenFact> Facts) : Act;
    internal sealed record AskForCall(bool CallBackOnly) : Act;

    /// <summary>Books the offered slot of this place in the list, from 1.</summary>
    internal sealed record BookCall(int Slot) : Act;

    internal sealed record AskForInformation(IReadOnlyList<string> Items, IReadOnlyList<string> Facts, DateOnly AnswerBy) : Act;

    /// <summary>Confirms every open criterion on the record and approves.</summary>
    internal sealed record NurseApprove(string Reason) : Act;

    internal sealed record Refer(string Summary, IReadOnlyList<string> Criteria) : Act;
    internal sealed record BePresent : Act;
    internal sealed record TakeCall : Act;
    internal sealed record HoldCall(bool NewInformation) : Act;
    internal sealed record OfferCall : Act;
    internal sealed record Attempt(string Outcome) : Act;
    internal sealed record Determine(IReadOnlyList<DecidedLineGiven> Lines) : Act;
    internal sealed record Revoke(RevocationGround Ground, string Citation) : Act;

    internal sealed record FileAppeal(RecourseStep Step, AppealFiler By, bool Expedited, bool Consent) : Act;

    /// <summary>What the body of an appeal decided, on the day of the step.</summary>
    internal sealed record AnswerAppeal(RecourseStep Step, AppealResult Outcome, string Body) : Act;

    /// <summary>Only the clock moves.</summary>
    internal sealed record Wait : Act;
}

/// <summary>A physician's decision on a line as the file gives it.</summary>
/// <param name="Line">Line number; 0: every line that waits.</param>
/// <param name="Decision">approve, approve less, deny, deny site.</param>
internal sealed record DecidedLineGiven(
    int Line, string Decision, int Units, IReadOnlyList<string> Levels, string Reason, IReadOnlyList<string> Criteria, IReadOnlyList<string> Missing);

/// <summary>What has to hold after a step; what is not named is not looked at.</summary>
internal sealed record Expectation
{
    public OrderStatus? Status { get; init; }
    public Decider? Decider { get; init; }

    /// <summary>Deciding criteria: each must be the pathway of the decision or one of the criteria it relies on.</summary>
    public IReadOnlyList<string> Criteria { get; init; } = [];

    /// <summary>Last valid day of what is approved.</summary>
    public DateOnly? Expires { get; init; }

    /// <summary>Outcome per line number.</summary>
    public IReadOnlyDictionary<int, LineOutcome> Lines { get; init; } = new Dictionary<int, LineOutcome>();

    /// <summary>Reason code with which the step must be refused; empty: it must succeed.</summary>
    public string Refused { get; init; } = "";

    /// <summary>Words that the answer, the refusal or the timeline must contain.</summary>
    public string Says { get; init; } = "";

    /// <summary>Last day for reconsideration.</summary>
    public DateOnly? ReconsiderationThrough { get; init; }

    /// <summary>Facility ids that must be offered as alternatives.</summary>
    public IReadOnlyList<string> Alternatives { get; init; } = [];

    /// <summary>Physician of the talk.</summary>
    public string Physician { get; init; } = "";
}
