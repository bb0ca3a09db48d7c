namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>What can be asked of a case.</summary>
internal abstract record CaseCommand;

/// <summary>Makes an order known that no event brought here, before a practice's talk about it.</summary>
internal sealed record Introduce(OrderKnown Order) : CaseCommand;

internal sealed record ReferToPhysician(Referral Referral) : CaseCommand;
internal sealed record MoveDue(string Number, int OrderVersion, DateTimeOffset DueAt) : CaseCommand;

/// <summary>The order is determined, or what was approved on it is revoked.</summary>
/// <param name="Denied">A talk can open something denied.</param>
/// <param name="TalksUntil">Until when.</param>
internal sealed record RecordDetermination(int OrderVersion, bool Denied, DateTimeOffset TalksUntil) : CaseCommand
{
    /// <inheritdoc cref="CaseDetermined.Number"/>
    public string Number { get; init; } = "";
}

/// <summary>A document of the order can be read.</summary>
internal sealed record DocumentArrives(string DocumentId, DateTimeOffset OccurredAt) : CaseCommand;

internal sealed record RefuseDecision(int OrderVersion, string DecidedBy, string Code, string Sentence) : CaseCommand;
internal sealed record CloseCase(string Number, int OrderVersion) : CaseCommand;

internal sealed record TakeCase(Physician Physician) : CaseCommand;
internal sealed record ReleaseCase(Who By) : CaseCommand;
internal sealed record RecordAttempt(Attempt Attempt, Who By) : CaseCommand;

/// <summary>A physician signs. The lines asked come from intake, as the practice has them now.</summary>
internal sealed record Determine(
    Who By, Physician Physician, IReadOnlyList<LineVerdict> Lines, Signature Signature,
    bool SoftwareRecommended, IReadOnlyList<LineAsked> Asked) : CaseCommand
{
    /// <summary>Who orders and who performs, as the order has it now.</summary>
    public IReadOnlyList<string> Clinicians { get; init; } = [];

    /// <summary>Where the service is asked to be done, by facility id; empty when no facility is named on the order.</summary>
    public string Site { get; init; } = "";

    /// <summary>The facilities named in the lines that the directory knows.</summary>
    public IReadOnlyList<NamedFacility> Facilities { get; init; } = [];
}

/// <summary>What can be asked of the talks of a case.</summary>
internal abstract record TalkCommand : CaseCommand;

internal sealed record AskForTalk(
    Who By, Contact Contact, IReadOnlyList<Window> Windows, bool CallBackOnly, string Key, Bench Bench) : TalkCommand;

internal sealed record OfferTalk(
    Who By, Contact Contact, IReadOnlyList<Window> Windows, DateTimeOffset? AnswerBy, string Key, Bench Bench) : TalkCommand;

internal sealed record OfferSlots(Who By, string TalkId, IReadOnlyList<Window> Windows, Bench Bench) : TalkCommand;

/// <summary>Reservations that nobody accepted go to the next physician.</summary>
internal sealed record PassOn(Bench Bench) : TalkCommand;

/// <summary>Books or moves to a slot; an empty physician means the best fitting (booking) or the talk's own (moving).</summary>
internal sealed record BookSlot(Who By, string TalkId, string PhysicianId, DateTimeOffset Start, bool Move, Bench Bench) : TalkCommand
{
    /// <inheritdoc cref="TalkBooked.AgreedWith"/>
    public string AgreedWith { get; init; } = "";
}

/// <summary>The roster changed: a booking that its physician cannot keep is taken back.</summary>
internal sealed record ReleaseBooking(string TalkId, Bench Bench) : TalkCommand;

internal sealed record AcceptConnection(Who By, string TalkId) : TalkCommand;
internal sealed record CallOff(Who By, string TalkId, string Reason) : TalkCommand;
internal sealed record RecordHeld(Who By, string TalkId, Physician Physician, string SpokeWith, TalkSummary Summary) : TalkCommand;
internal sealed record RecordMissed(Who By, string TalkId, bool ByPractice) : TalkCommand
{
    /// <summary>Neither side came.</summary>
    public bool ByBoth { get; init; }
}
