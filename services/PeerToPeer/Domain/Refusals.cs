using System.Globalization;
using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>Every "no" of this service: a stable code and the sentence a person reads.</summary>
internal static class Refusals
{
    public static Refusal OnlyAPhysician { get; } = new("only-a-physician", "Only a physician can sign a determination here.")
    {
        Kind = RefusalKind.NotAllowed,
    };
    public static Refusal NotOnRoster { get; } = new("not-on-roster", "You are not on the physician roster. Ask the plan administrator to add you.");
    public static Refusal Excluded { get; } = new("excluded-physician",
        "You may not decide this case: your own decision is questioned in it. It goes to a different physician.");
    public static Refusal OwnDecision { get; } = new("excluded-physician",
        "You may not take this talk: your own decision is questioned in it. It goes to a different physician.");
    public static Refusal OwnPatient { get; } = new("conflict-of-interest",
        "You may not decide this case: you order or perform what it asks for. It goes to a different physician.");
    public static Refusal OwnPractice { get; } = new("conflict-of-interest",
        "You may not decide this case: it comes from a practice you belong to. It goes to a different physician.");
    public static Refusal NoLicence { get; } = new("licence-expired",
        "You have no valid licence on the roster. Have the roster updated before you decide.");
    public static Refusal SlotTaken { get; } = new("slot-taken", "That slot was just taken.");

    public static Refusal UnknownCase { get; } = new("unknown", "There is no such order, or you may not see it.") { Kind = RefusalKind.Unknown };
    public static Refusal UnknownTalk { get; } = new("unknown", "There is no such talk, or you may not see it.") { Kind = RefusalKind.Unknown };
    public static Refusal UnknownPhysician { get; } = new("unknown", "There is no such physician.") { Kind = RefusalKind.Unknown };

    public static Refusal NotYourPlan(string planId) => new("not-your-plan", $"The roster does not list you for the plan {planId}.");

    public static Refusal SharedEntry(IReadOnlyList<string> changed) => Bad("entry-of-other-plans",
        "This physician also reviews for plans you do not administer, so you can only change for which of yours he does (keep_hours leaves his hours "
            + "as they are). For the rest ask an administrator of all his plans",
        [.. changed.Select(field => new FieldProblem($"physician.{field}", "is not yours to change here"))]);

    public static Refusal OtherSpecialty(string required) =>
        new("other-specialty",
            $"This case goes to a physician of the specialty {required}, the one whose decision is questioned; sign as that or leave it to another.");

    public static Refusal NoLicenceInState(string state) =>
        new("licence-state", $"This case needs a physician licensed in {state}, the member's state.");

    public static Refusal NoLicenceByLaw(StateLaw law) =>
        new("licence-state", $"This case needs a physician licensed in {law.LicenceState} ({law.Citation}).");

    public static Refusal NotSimilarSpecialty(IReadOnlyList<string> wanted, StateLaw law) =>
        new("other-specialty", $"This case needs a physician of the same or a similar specialty as {string.Join(" or ", wanted)} ({law.Citation}).");

    public static Refusal LicenceExpired(Licence licence) =>
        new("licence-expired", $"The {licence.State} licence was valid through {licence.Expires:yyyy-MM-dd}. Sign with a valid one.");

    public static Refusal CaseTaken(string holder) =>
        new("case-taken", $"The case is taken by {holder}. It can be decided by another physician after it has been released.");

    public static Refusal CaseNotTaken { get; } = new("case-not-taken",
        "Take the case before you decide it, so that nobody else decides it at the same time.");

    public static Refusal NotPossible(string what, CasePhase phase) => new("not-possible-now", $"{what} is not possible: the case {State(phase)}.");

    public static Refusal NothingToDiscuss { get; } =
        new("nothing-to-discuss", "Every line of the order is approved or closed: there is nothing left to talk about.");

    public static Refusal TalkWindowOver(DateTimeOffset until) =>
        new("talk-window-over",
            $"Since {Instant(until)} no talk can open this denial again, so none is arranged. What else can be done stands in the appeal ladder "
            + "of the order: reconsideration inside its window, once, and the appeals named in the notice.");

    public static Refusal TalkOpen(Talk talk) => new("talk-open", talk.Phase == TalkPhase.Booked
        ? $"Talk {talk.Id} is already booked for {Instant(talk.SlotStart)}. Move it or call it off."
        : $"Talk {talk.Id} is being connected already.");

    public static Refusal TalkNot(string what, Talk talk) => new("talk-not-possible-now", $"{what} is not possible: talk {talk.Id} {State(talk)}.");

    public static Refusal ConnectionPassed(Talk talk) =>
        new("connection-passed", $"The two minutes to accept talk {talk.Id} are over; the call goes to the next physician.");

    public static Refusal NotYourTalk { get; } = new("not-your-talk", "Another physician is asked to take this talk.");

    public static Refusal NotYoursToSay { get; } = new("not-your-talk",
        "That the practice did not come is recorded by the physician of the talk; a practice can report that the physician did not come.");

    public static Refusal NothingBooked(Talk talk) =>
        new("nothing-booked", $"There is nothing to put into a calendar: talk {talk.Id} {State(talk)}.");

    public static Refusal TooEarly(string what, DateTimeOffset from) => new("too-early", $"{what} is possible from {Instant(from)} on.");

    public static Refusal SlotGone(string why, IReadOnlyList<Slot> others) => new("slot-taken", others.Count == 0
        ? $"{why} No other slot fits now; ask for slots with other windows."
        : $"{why} Free now: {string.Join("; ", others.Select(s => $"{Instant(s.Start)} with {s.PhysicianName}"))}.");

    public static Refusal SlotNotPossible(string why) => new("slot-not-possible", why);

    public static Refusal DutyOpen(Duty duty) => new("peer-to-peer-duty", duty.Sentence);

    public static Refusal Bad(string code, string what, IReadOnlyList<FieldProblem> fields) =>
        new(code, $"{what}: {string.Join("; ", fields.Select(f => $"{f.Field} {f.Problem}"))}.") { Kind = RefusalKind.BadInput, Fields = fields };

    public static Refusal Bad(string field, string problem) => Bad("not-valid", "The request is not valid", [new(field, problem)]);

    public static string Instant(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? "";

    private static string State(CasePhase phase) => phase switch
    {
        CasePhase.NotReferred => "has not been referred to a physician; talks are possible",
        CasePhase.Waiting => "waits for a physician; he can take it",
        CasePhase.Taken => "is taken by a physician; he can decide or release it",
        CasePhase.Decided => "has been signed and is being recorded",
        CasePhase.Determined => "is determined; talks are possible while something denied can still be reopened",
        _ => "is closed; nothing is possible any more",
    };

    private static string State(Talk talk) => talk.Phase switch
    {
        TalkPhase.Connecting => "is being connected; the physician asked can accept it",
        TalkPhase.Connected => "is connected; it can be recorded as held",
        TalkPhase.Offered => "is offered; a slot can be booked",
        TalkPhase.NoneFits => "found no slot; it can be given other windows",
        TalkPhase.Booked => $"is booked for {Instant(talk.SlotStart)}; it can be moved, called off, or recorded as held or missed",
        TalkPhase.Held => "has been held",
        TalkPhase.Missed => "was missed; ask for a new one",
        _ => "was called off; ask for a new one",
    };
}
