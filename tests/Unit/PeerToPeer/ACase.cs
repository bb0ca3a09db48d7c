using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Tests.Unit.PeerToPeer;

/// <summary>Cases as they stand, built by commands and facts; never by setting fields.</summary>
internal static class ACase
{
    public const string Number = "UR-1";

    /// <summary>Monday 2026-11-23, 09:00 in Chicago.</summary>
    public static DateTimeOffset Monday { get; } = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Due { get; } = Monday.AddHours(72);

    public static Who Practice { get; } = new("desk-1", "practice");
    public static Who Nurse { get; } = new("nurse-1", "nurse");
    public static Contact Caller { get; } = new("Dr. Caller", ["+16085550142"], "America/Chicago", "");

    public static Physician Okafor { get; } = Doctor("dr-okafor", "spine-surgery");
    public static Physician Lindqvist { get; } = Doctor("dr-lindqvist", "neurosurgery");
    public static Physician Weber { get; } = Doctor("dr-weber", "pain-medicine");

    public static Who By(Physician physician) => new(physician.Id, "physician");

    public static Physician Doctor(string id, string specialty) => new(
        id, $"Dr. {id[3..]}", "1234567893", [specialty], [new("WI", $"WI-{id}", new(2027, 6, 30))], ["meadow-commercial"],
        [.. Enumerable.Range(1, 5).Select(day => new WeeklyHours((DayOfWeek)day, 8 * 60, 17 * 60))], "America/Chicago", []);

    public static Bench Bench(IEnumerable<Physician>? physicians = null, IEnumerable<string>? present = null, IEnumerable<Cell>? taken = null) => new(
        [.. physicians ?? [Okafor, Lindqvist, Weber]], (present ?? []).ToHashSet(), (taken ?? []).ToHashSet());

    public static Referral Referral(int version = 3) => new(
        Number, version, "meadow-commercial", "lakeside", ["spine"], [1], Due, false, "WI", CaseQuestion.Service, [], "", 3, false);

    public static PhysicianCase Waiting(Func<Referral, Referral>? with = null) =>
        PhysicianCase.Evolve(null, new CaseReferred((with ?? (r => r))(Referral())));

    public static PhysicianCase Taken(Func<Referral, Referral>? with = null) => Waiting(with).After(new TakeCase(Okafor), Monday);

    public static PhysicianCase DeniedAt(DateTimeOffset at) => Taken()
        .After(new RecordHeld(By(Okafor), "", Okafor, "Dr. Caller", TalkSummary.NothingNew), at)
        .After(Deny(), at)
        .After(new RecordDetermination(5, Denied: true, Scheduling.EndOfTalks(at, 14, TimeZones.Find("America/Chicago"))), at);

    public static AskForTalk Ask(Bench? bench = null, string key = "k", bool callBackOnly = false, params Window[] windows) =>
        new(Practice, Caller, windows, callBackOnly, key, bench ?? Bench());

    public static PhysicianCase Booked(DateTimeOffset start) => Taken().After(Ask(), Monday)
        .After(new BookSlot(Practice, "UR-1-T1", Okafor.Id, start, Move: false, Bench()), Monday);

    public static Signature Signed { get; } = new(Okafor.Id, Okafor.Npi, "spine-surgery", "WI", "WI-dr-okafor", true, true);

    public static LineVerdict Denial { get; } = new(1, Verdict.Deny, 0, [], "No trial of therapy is documented.", ["LUM-DISC-2.d"], ["therapy notes"]);

    public static Determine Deny(LineVerdict? line = null, Physician? by = null, Signature? signature = null) => new(
        By(by ?? Okafor), by ?? Okafor, [line ?? Denial], signature ?? Signed, false, [new(1, 2, ["L4-L5", "L5-S1"])]);

    public static LineVerdict Approval { get; } = new(1, Verdict.Approve, 0, [], "", [], []);

    public static Answer<CaseEvent> When(this PhysicianCase? @case, CaseCommand command, DateTimeOffset now) => PhysicianCase.Decide(@case, command, now);

    public static PhysicianCase After(this PhysicianCase? @case, CaseCommand command, DateTimeOffset now) =>
        @case.When(command, now).ShouldBeOfType<Answer<CaseEvent>.Accepted>($"{command.GetType().Name} on {@case?.Phase}").Events
            .Aggregate(@case, PhysicianCase.Evolve)!;

    public static Refusal Refused(this PhysicianCase? @case, CaseCommand command, DateTimeOffset now) =>
        @case.When(command, now) is Answer<CaseEvent>.Rejected rejected ? rejected.Refusal : throw new ShouldAssertException($"{command.GetType().Name} was not refused");

    public static void Ignores(this PhysicianCase? @case, CaseCommand command, DateTimeOffset now) => @case.When(command, now).ShouldBeOfType<Answer<CaseEvent>.Ignored>();
}
