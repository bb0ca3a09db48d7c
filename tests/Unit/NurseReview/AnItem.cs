using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.Tests.Unit.NurseReview;

/// <summary>Items in the states of the tests, built by folding facts.</summary>
internal static class AnItem
{
    public const string OrderId = "T-1001";
    public static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(20);
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Due = Start.AddDays(7);
    public static readonly TimeZoneInfo Chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");
    public static readonly Nurse Dana = new("nurse-dana", "Dana Reyes");
    public static readonly Nurse Ola = new("nurse-ola", "Ola Berg");

    /// <summary>Line 1 has two open criteria of three, line 2 one.</summary>
    public static readonly OrderCriteria Criteria = new(
    [
        new(1, [new("LUM-DISC-2.a", ["sx.pain"]), new("LUM-DISC-2.b", ["cm.weeks", "cm.kinds"]), new("LUM-DISC-2.c", [])], ["LUM-DISC-2.b", "LUM-DISC-2.c"]),
        new(2, [new("LUM-LAM-1.a", ["sx.claudication"])], ["LUM-LAM-1.a"]),
    ]);

    private static readonly LineDifference[] Enough =
    [
        new(1, "msk-spine/lumbar-discectomy", "2026.1", CriteriaAnswer.Unknown, CriteriaAnswer.Met, false, true,
            ["LUM-DISC-2.b"], [], [new("LUM-DISC-2.b", CriteriaAnswer.Unknown, CriteriaAnswer.Met)]),
    ];

    private static readonly LineDifference[] NotEnough =
    [
        new(1, "msk-spine/lumbar-discectomy", "2026.1", CriteriaAnswer.Unknown, CriteriaAnswer.NotMet, false, false,
            ["LUM-DISC-2.b"], ["LUM-DISC-2.b"], [new("LUM-DISC-2.b", CriteriaAnswer.Unknown, CriteriaAnswer.NotMet)]),
    ];

    public static Referral Referral(params int[] lines) => new("meadow-commercial", "practice-1", ["spine"], lines, false, "WI", ["criteria-unknown"]);

    public static OrderArrives Arrives(int version = 2, params int[] lines) => new(OrderId, version, Referral(lines.Length == 0 ? [1, 2] : lines), Due);

    public static NurseItem Open(params int[] lines) => Fold(null, Arrives(2, lines), Start);

    public static NurseItem HeldBy(Nurse nurse, params int[] lines) => Fold(Open(lines), new Claim(nurse), Start);

    public static NurseItem Ready(Nurse nurse) => Criteria.Lines.SelectMany(line => line.Open)
        .Aggregate(HeldBy(nurse), (item, id) => Fold(item, Confirm(nurse, id), Start));

    public static NurseItem Approved() => Fold(Ready(Dana), ApproveAll(Dana), Start);

    public static NurseItem Referred() => Fold(HeldBy(Dana), Refers(Dana), Start);

    public static RecordFinding Confirm(Nurse nurse, string criterion, int line = 0) => new(nurse, line, criterion, FindingKind.Confirmed, null, "", Criteria);

    public static Approve ApproveAll(Nurse nurse, params int[] lines) =>
        new(nurse, lines, NurseAttestation.Sign(nurse, "nurse", true, true)!, "The therapy notes document seven weeks.", Criteria);

    public static Refer Refers(Nurse nurse) => new(nurse, "Conservative care is not documented.", [], null);

    public static readonly Supervisor Sam = new("admin-sam", "Sam Lead");

    public static NurseProfile ProfileOf(Nurse nurse) => new(nurse.PersonId, nurse.Name, ["meadow-commercial"], ["spine"], ["WI"], []);

    /// <summary>Weeks of conservative care on LUM-DISC-2.b of line 1, from the therapy notes.</summary>
    public static RecordFinding Corrects(Nurse nurse, int weeks) =>
        Confirm(nurse, "LUM-DISC-2.b", line: 1) with { Kind = FindingKind.Corrected, Fact = Weeks(weeks) };

    public static CorrectedFact Weeks(int weeks) => new("cm.weeks", $$"""{"number":{{weeks}}}""", "", "therapy-notes", 3);

    /// <summary>Six weeks are enough.</summary>
    public static RecordReevaluation Reevaluates(Nurse nurse, int weeks) => new(nurse, [Weeks(weeks)], weeks >= 6 ? Enough : NotEnough);

    /// <summary>The same, beside a decision.</summary>
    public static JudgedAnew Judges(int weeks) => new([Weeks(weeks)], weeks >= 6 ? Enough : NotEnough);

    public static AskForInformation Asks(Nurse nurse) =>
        new(nurse, ["Therapy notes of the last six weeks"], ["cm.weeks"], new DateOnly(2026, 11, 27), Chicago);

    public static Answer<NurseEvent> Decide(this NurseItem? item, NurseCommand command, DateTimeOffset at) => NurseItem.Decide(item, command, at, LeaseLength);

    /// <summary>The item after an accepted command.</summary>
    public static NurseItem Fold(NurseItem? item, NurseCommand command, DateTimeOffset at) =>
        item.Decide(command, at).ShouldBeOfType<Answer<NurseEvent>.Accepted>($"{command}").Events.Aggregate(item, NurseItem.Evolve)!;

    /// <summary>The item after a command, whatever the answer.</summary>
    public static NurseItem? After(NurseItem? item, NurseCommand command, DateTimeOffset at) =>
        item.Decide(command, at) is Answer<NurseEvent>.Accepted accepted ? accepted.Events.Aggregate(item, NurseItem.Evolve) : item;

    public static Refusal Refusal(this Answer<NurseEvent> answer) => answer.ShouldBeOfType<Answer<NurseEvent>.Rejected>().Refusal;

    public static IReadOnlyList<NurseEvent> Events(this Answer<NurseEvent> answer) => answer.ShouldBeOfType<Answer<NurseEvent>.Accepted>().Events;
}
