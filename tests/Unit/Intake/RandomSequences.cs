using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;
using Domain = UtilizationReview.Intake.Domain;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>Whatever sequence of commands and clock moves is tried, under whatever regime.</summary>
public sealed class RandomSequences
{
    private static readonly Gen<int> ALine = Gen.Choose(1, 2);

    private static readonly Gen<string> APhysician = Gen.Elements("d-1", "d-2", "d-3");

    private static readonly Gen<PeerToPeerDuty> ADuty = Gen.Elements<PeerToPeerDuty>(
        Offered, new PeerToPeerDuty.Held(Received), new PeerToPeerDuty.Unreachable(2), new PeerToPeerDuty.Unreachable(3), new PeerToPeerDuty.NoRoom(Received.AddDays(15)),
        new PeerToPeerDuty.Held(Received.AddYears(9)));

    private static readonly Gen<PhysicianAttestation> AnAttestation =
        from id in APhysician from reviewed in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false))) select Physician(id) with { RecordReviewed = reviewed };

    private static readonly Gen<LineDecision> ADecision =
        from line in ALine
        from duty in ADuty
        from which in Gen.Choose(0, 3)
        select which switch
        {
            0 => new LineDecision.Approve(line, "r", ["c"]),
            1 => new LineDecision.Deny(line, Why, duty),
            2 => new LineDecision.DenySite(line, Why, duty),
            _ => (LineDecision)new LineDecision.ApproveLess(line, 1, ["L4-L5"], Why, duty),
        };

    private static readonly Gen<OrderCommand> ACommand = Gen.OneOf(
        from a in Gen.Elements(Enum.GetValues<ServiceAnswer>())
        from b in Gen.Elements(Enum.GetValues<ServiceAnswer>())
        from auto in Gen.Elements(true, false)
        select (OrderCommand)new RecordEvaluation([Finding(1, a, auto), Finding(2, b)]),
        from a in Gen.Elements(Enum.GetValues<SiteAnswer>()) select (OrderCommand)new RecordSite([], new(a, "", "{}")),
        from l in ALine select (OrderCommand)new NurseApprove([l], Nurse(), ["c"], "r"),
        from l in ALine select (OrderCommand)new NurseRefer([l], "n-1", []),
        from signer in AnAttestation from d in ADecision select (OrderCommand)new PhysicianDecide(signer, [d], true),
        from signer in AnAttestation from d in ADecision select (OrderCommand)new PhysicianDecide(signer, [d], false),
        from t in Gen.Choose(0, 40)
        from s in Gen.Elements(Enum.GetValues<TalkStep>())
        from id in Gen.Elements("t-1", "t-2")
        select (OrderCommand)Talk(s, Received.AddDays(t), id),
        from g in Gen.Elements(RevocationGround.FraudOrMisstatement, RevocationGround.Statute) select (OrderCommand)new Revoke(g, "s. 1", "admin"),
        from t in Gen.Choose(0, 40) from id in Gen.Elements("DOC-1", "DOC-2", "DOC-3") select (OrderCommand)Document(id, Received.AddDays(t)),
        from g in Gen.Elements("member-asked", "missing-information", "beyond-control") select (OrderCommand)new ExtendClock(g, "r", "n-1"),
        from level in Gen.Elements(AppealLevel.PlanAppeal, AppealLevel.PlanAppeal, AppealLevel.ExternalReview, AppealLevel.IndependentReview, AppealLevel.StateFairHearing)
        from t in Gen.Choose(0, 60)
        from l in Gen.Elements<int[]>([], [1], [2])
        from cause in Gen.Elements("", "", "in hospital")
        select (OrderCommand)new FileAppeal(level, l, Received.AddDays(t), AppealFiler.Enrollee, false, t % 2 == 0, "", cause, "admin"),
        from level in Gen.Elements(AppealLevel.PlanAppeal, AppealLevel.PlanAppeal, AppealLevel.ExternalReview, AppealLevel.IndependentReview, AppealLevel.StateFairHearing)
        from result in Gen.Elements(AppealResult.Upheld, AppealResult.Overturned, AppealResult.OverturnedInPart, AppealResult.Dismissed, AppealResult.Withdrawn)
        from t in Gen.Choose(0, 60)
        select (OrderCommand)new RecordAppealOutcome(level, result, result == AppealResult.OverturnedInPart ? [1] : [], new DateOnly(2026, 11, 24).AddDays(t), "a body", "", "admin"),
        from t in Gen.Choose(0, 60)
        select (OrderCommand)new RecordNotice("N-1", new DateOnly(2026, 11, 24).AddDays(t), Received.AddDays(t)),
        from level in Gen.Elements(AppealLevel.PlanAppeal, AppealLevel.ExternalReview) select (OrderCommand)new ExtendAppeal(level, "the enrollee asked", "admin"),
        Gen.Elements<OrderCommand>(
            new Tick(), new Tick(), new RouteLines([Line()]), new RecordFacilityProblem("unknown-facility", "There is no such facility."), Ask(), Ask(1), new MoveSite("asc", PlaceOfService.SurgeryCenter), new Withdraw("r", "pr-1", []), new Withdraw("r", "pr-1", [1]),
            new Revoke(RevocationGround.CoverageEnded, "file", "admin"), new AskForInformation("n-1", "nurse", ["notes"], [], new(2026, 12, 1)),
            new AddInformation([new("im", "", "{}")], "", "pr-1"), new AddInformation([], "a note", "pr-1"), new RecordEvaluationFailure("away"), new NoteUncheckedCitations(["im"]),
            new ChangeApproved(new(2026, 12, 5), "f-2", null, "dr-2", [], [], "T-2"), new ChangeApproved(null, "h", PlaceOfService.OnCampusHospital, null, [Line(3)], [], "T-3")));

    private static readonly Gen<PlanTerms> APlan =
        from business in Gen.Elements(Enum.GetValues<LineOfBusiness>())
        from state in Gen.Elements("WI", "AR", "MN", "CA", "NY", "TX", "WA", "IN", "MI", "ND", "TN", "LA")
        from employer in Gen.Elements(true, false)
        select Plan with { LineOfBusiness = business, State = state, EmployerGroup = employer, EvaluationTries = 2 };

    [Fact]
    public void No_sequence_breaks_a_rule()
    {
        var steps = from moves in Gen.Frequency((4, Gen.Constant(0)), (3, Gen.Choose(1, 60)), (3, Gen.Choose(60, 60 * 24 * 20))) from command in ACommand select (moves, command);
        var runs = from plan in APlan
                   from urgency in Gen.Elements(Urgency.Standard, Urgency.Expedited)
                   from place in Gen.Elements(PlaceOfService.OnCampusHospital, PlaceOfService.SurgeryCenter)
                   from todo in Gen.ListOf(steps, 25)
                   select (plan, urgency, place, todo);
        Prop.ForAll(runs.ToArbitrary(), run => Play(run.plan, run.urgency, run.place, run.todo).ShouldBeEmpty()).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    private static List<string> Play(PlanTerms plan, Urgency urgency, int place, IEnumerable<(int Minutes, OrderCommand Command)> steps)
    {
        var order = Submitted(plan, Form with { Urgency = urgency, PlaceOfService = place }, Line(levels: ["L4-L5", "L5-S1"]),
            Line(2, "62323", Domain.Program.Pain, siteScope: true)).Order;
        var now = Received;
        DecidedCase? decided = null;
        var broken = new List<string>();
        foreach (var (minutes, command) in steps)
        {
            now = now.AddMinutes(minutes);
            var answer = OrderLifecycle.Decide(order, command, now, Law);
            var after = answer is Answer<OrderEvent>.Accepted accepted ? accepted.Events.Aggregate(order, OrderLifecycle.Evolve) : order;
            broken.AddRange(LifecycleInvariants.Broken(order, command, now, answer, after, Law).Select(rule => $"{rule} ({command})"));
            var counted = (answer as Answer<OrderEvent>.Accepted)?.Events
                .Aggregate(decided, (before, fact) => DecidedCases.After(before, after, fact)) ?? decided;
            broken.AddRange(Miscounted(decided, counted, after).Select(rule => $"{rule} ({command})"));
            (order, decided) = (after, counted);
        }
        var text = JsonSerializer.Serialize(order);
        if (JsonSerializer.Serialize(JsonSerializer.Deserialize<Order>(text)) != text) broken.Add("a stored order reads back otherwise");
        return broken;
    }

    private static IEnumerable<string> Miscounted(DecidedCase? before, DecidedCase? counted, Order after)
    {
        if (counted is null)
        {
            if (after.Stage is Stage.Determined or Stage.Reconsideration or Stage.Closed) yield return "a decided order has no case";
            yield break;
        }
        if (before is not (null or { Outcome: CaseOutcome.DeemedDenied })
            && (before.Outcome, before.DecidedAt, before.DecidedBy, before.Extended)
                != (counted.Outcome, counted.DecidedAt, counted.DecidedBy, counted.Extended))
            yield return "a first decision changed";
        var reconsidered = after.Lines.Any(l => l.Reopened == ReopenGround.Reconsideration);
        if (counted.Appeal == AppealOutcome.Pending && !reconsidered && !after.Appeals.Any(a => a is { Runs: true, Subject: AppealSubject.Denial }))
            yield return "an appeal is pending, and no line is in reconsideration and no appeal runs";
        if (counted.Appeal is AppealOutcome.None or AppealOutcome.Withdrawn && (reconsidered || after.Appeals.Any(a => a is { Runs: true, Subject: AppealSubject.Denial })))
            yield return "a line is in reconsideration or an appeal runs, and none is pending";
        if (counted.Appeal == AppealOutcome.Overturned && counted.InForce != CaseOutcome.Approved)
            yield return "an overturned denial is not approved";
        if (counted.Services.Count > 0 && counted.Services.All(s => s.InForce == LineOutcome.Approved) != (counted.InForce == CaseOutcome.Approved))
            yield return "the services and their case say different things";
    }
}
