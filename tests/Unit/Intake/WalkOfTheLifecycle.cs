using System.Diagnostics;
using System.Text;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;
using Domain = UtilizationReview.Intake.Domain;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>Every state that two lines, four moments and every kind of command can reach, and every decision there.</summary>
public sealed class WalkOfTheLifecycle
{
    private static readonly HashSet<OrderStatus> StatusesOfTheDesign = [.. Enum.GetValues<OrderStatus>()];

    private static readonly DateTimeOffset[] Moments =
    [
        Received, Received.AddDays(15), Received.AddDays(25), Received.AddDays(200),
    ];

    /// <summary>A surgery of two levels, and an injection at a hospital whose site is in scope.</summary>
    private static readonly RequestedLine[] TwoLines =
    [
        Line(levels: ["L4-L5", "L5-S1"]), Line(2, "62323", Domain.Program.Pain, siteScope: true),
    ];

    private static readonly Type[] BesideTheStages = [typeof(AskForInformation), typeof(AddInformation), typeof(RecordTalk), typeof(AttachDocument), typeof(ExtendClock), typeof(FileAppeal), typeof(RecordAppealOutcome)];

    /// <summary>What a line meets beside its stages; walked with one plain line, where it cannot multiply with the rest.</summary>
    private static OrderCommand[] ForOneLine => [.. Commands.Where(c => c is not (RecordSite or MoveSite or ChangeApproved or Revoke or FileAppeal or RecordAppealOutcome)
        && !(c is PhysicianDecide p && (p.Lines[0].Line == 2 || p.Lines.Count == 2 || p.Lines[0] is LineDecision.DenySite or LineDecision.ApproveLess))
        && !(c is NurseApprove n && n.Lines[0] == 2))];

    /// <summary>What appeals by law meet: denials of two lines, second looks, withdrawal, time.</summary>
    private static OrderCommand[] ForAppeals =>
    [
        new RecordEvaluation([Finding(1, ServiceAnswer.Met), Finding(2, ServiceAnswer.NotMet)]), new RecordEvaluation([Finding(1, ServiceAnswer.NotMet), Finding(2, ServiceAnswer.NotMet)]),
        new RecordSite([], new(SiteAnswer.Accepted, "SOC-3.a", "{}")), new NurseRefer([], "n-1", []), DenyBy("d-1", 1, 2), DenyBy("d-1", 2), ApproveBy("d-2", 1, 2), DenyBy("d-2", 1, 2),
        new RequestReconsideration([], [], "again", "pr-1"), new Withdraw("changed plans", "pr-1", []), new Tick(), new Revoke(RevocationGround.CoverageEnded, "finding 7", "admin"), .. Commands.Where(c => c is FileAppeal or RecordAppealOutcome),
        new FileAppeal(AppealLevel.PlanAppeal, [1], Received.AddDays(20), AppealFiler.Enrollee, false, true, "", "", "admin"),
        new FileAppeal(AppealLevel.ExternalReview, [], Received.AddDays(22), AppealFiler.Enrollee, false, false, "", "", "admin"),
        new RecordAppealOutcome(AppealLevel.PlanAppeal, AppealResult.OverturnedInPart, [1], new(2026, 12, 16), "the plan", "", "admin"),
        new RecordAppealOutcome(AppealLevel.ExternalReview, AppealResult.Overturned, [], new(2026, 12, 18), "a body", "", "admin"),
        new RecordAppealOutcome(AppealLevel.IndependentReview, AppealResult.Upheld, [], new(2026, 12, 20), "a body", "", "admin"),
        .. new[] { AppealLevel.PlanAppeal, AppealLevel.IndependentReview, AppealLevel.ExternalReview }.Select(level =>
            new RecordAppealOutcome(level, AppealResult.Withdrawn, [], new DateOnly(2026, 11, 24).AddDays(600), "a body", "", "admin") { Subject = AppealSubject.Denial }),
        .. new[] { AppealLevel.PlanAppeal, AppealLevel.IndependentReview, AppealLevel.ExternalReview }.Select(level =>
            new RecordAppealOutcome(level, AppealResult.Withdrawn, [], new DateOnly(2026, 11, 24).AddDays(600), "a body", "", "admin") { Subject = AppealSubject.Revocation }),
    ];

    private static OrderCommand[] ForTwoLines => [.. Commands.Where(c => !BesideTheStages.Contains(c.GetType()) && c is not RecordEvaluationFailure && !ReferenceEquals(c, ApprovedByAnother)
        && !(c is PhysicianDecide { Attestation.PersonId: "d-3" }))];


    private static readonly OrderCommand ApprovedByAnother = ApproveBy("d-2", 1);

    private static readonly OrderCommand[] Commands =
    [
        new RecordEvaluation([Finding(1, ServiceAnswer.Met), Finding(2, ServiceAnswer.Met)]),
        ApprovedByAnother,
        new RecordEvaluation([Finding(1, ServiceAnswer.NotMet), Finding(2, ServiceAnswer.Met)]),
        new RecordEvaluation([Finding(1, ServiceAnswer.Met, excluded: true), Finding(2, ServiceAnswer.Unknown)]),
        new RouteLines([Line()]),
        new RecordFacilityProblem("unknown-facility", "There is no such facility."),
        new RecordEvaluationFailure("away"),
        new RecordSite([], new(SiteAnswer.Accepted, "SOC-3.a", "{}")),
        new RecordSite([], new(SiteAnswer.PhysicianQuestion, "", "{}")),
        new NurseApprove([1], Nurse(), ["c"], "r"),
        new NurseApprove([2], Nurse(), ["c"], "r"),
        new NurseRefer([1], "n-1", []),
        new NurseRefer([], "n-1", []),
        new AskForInformation("n-1", "nurse", ["notes"], [], new(2026, 12, 1)),
        new AddInformation([], "here they are", "pr-1"),
        Talk(TalkStep.Held, Received.AddTicks(1), "t-2"),
        Document("DOC-1", Received.AddDays(16)),
        ApproveBy("d-1", 1),
        ApproveBy("d-2", 1, 2),
        DenyBy("d-1", 1),
        DenyBy("d-2", 1),
        DenyBy("d-1", 2),
        new PhysicianDecide(Physician(), [new LineDecision.DenySite(1, Why, Offered)], false),
        new PhysicianDecide(Physician(), [new LineDecision.DenySite(2, Why, Offered)], false),
        new PhysicianDecide(Physician(), [new LineDecision.ApproveLess(1, 1, ["L4-L5"], Why, new PeerToPeerDuty.Unreachable(3))], false),
        new PhysicianDecide(Physician("d-3"), [new LineDecision.Deny(1, Why, new PeerToPeerDuty.Unreachable(1))], false),
        new RequestReconsideration([], [], "again", "pr-1"),
        new MoveSite("asc", PlaceOfService.SurgeryCenter),
        new ChangeApproved(null, null, null, "dr-9", [], [], "T-2"),
        new Revoke(RevocationGround.FraudOrMisstatement, "finding 7", "admin"),
        new Withdraw("changed plans", "pr-1", []),
        new ExtendClock("missing-information", "notes", "n-1"),
        new FileAppeal(AppealLevel.PlanAppeal, [], Received.AddDays(16), AppealFiler.Enrollee, false, false, "", "", "admin"),
        new RecordAppealOutcome(AppealLevel.PlanAppeal, AppealResult.Upheld, [], new(2026, 12, 12), "the plan", "", "admin"),
        new RecordAppealOutcome(AppealLevel.PlanAppeal, AppealResult.Overturned, [], new(2026, 12, 12), "the plan", "", "admin"),
        new Tick(),
    ];

    [Theory]
    [InlineData(2, "CommercialInsured", "WI", false, 10_000)]
    [InlineData(1, "CommercialInsured", "AR", false, 1_000)]
    [InlineData(1, "CommercialSelfFunded", "ME", false, 1_000)]
    [InlineData(1, "MedicaidManaged", "WI", false, 1_000)]
    [InlineData(2, "CommercialInsured", "WI", true, 1_000)]
    [InlineData(2, "MedicareAdvantage", "AZ", true, 1_000)]
    public void Every_reachable_state_obeys_every_rule(int lines, string lineOfBusiness, string state, bool appeals, int statesAtLeast)
    {
        var plan = Plan with { LineOfBusiness = Enum.Parse<LineOfBusiness>(lineOfBusiness), State = state, EvaluationTries = 1 };
        var start = Submitted(plan, Form with { PlaceOfService = PlaceOfService.OnCampusHospital }, lines == 2 ? TwoLines : [Line(route: plan.LineOfBusiness == LineOfBusiness.MedicaidManaged ? LineRoute.Unknown : LineRoute.Review)]).Order;
        var commands = appeals ? ForAppeals : lines == 1 ? ForOneLine : ForTwoLines;
        DateTimeOffset[] moments = appeals ? [Moments[0], Moments[2], Moments[3], Received.AddDays(600)]
            : lines == 1 ? Moments : [Moments[0], Moments[^1]];
        var watch = Stopwatch.StartNew();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal) { [Key(start, 0)] = 0 };
        var nodes = new List<(Order Order, int Moment)> { (start, 0) };
        var cameFrom = new List<List<int>> { new() };
        var statuses = new HashSet<OrderStatus>();
        var broken = new SortedSet<string>(StringComparer.Ordinal);
        long decisions = 0;
        for (var at = 0; at < nodes.Count; at++)
        {
            var (order, moment) = nodes[at];
            statuses.Add(OrderLifecycle.Status(order));
            if (moment + 1 < moments.Length) Visit(order, moment + 1);
            foreach (var command in commands)
            {
                decisions++;
                var answer = OrderLifecycle.Decide(order, command, moments[moment], Law);
                var after = answer is Answer<OrderEvent>.Accepted accepted ? accepted.Events.Aggregate(order, OrderLifecycle.Evolve) : order;
                foreach (var rule in LifecycleInvariants.Broken(order, command, moments[moment], answer, after, Law)) broken.Add(rule);
                if (!ReferenceEquals(after, order)) Visit(after, moment);
            }

            void Visit(Order next, int when)
            {
                var key = Key(next, when);
                if (!seen.TryGetValue(key, out var id))
                {
                    seen.Add(key, id = nodes.Count);
                    nodes.Add((next, when));
                    cameFrom.Add([]);
                }
                cameFrom[id].Add(at);
            }
        }
        var stuck = Stuck(nodes, cameFrom).Where(o => !o.Lines.Any(l => l.StandsDenied)).Select(o => OrderLifecycle.Status(o)).Distinct();
        TestContext.Current.TestOutputHelper?.WriteLine($"{lines} line(s), {lineOfBusiness} {state}: {nodes.Count} states, {decisions} decisions, {watch.ElapsedMilliseconds} ms; {string.Join(", ", statuses)}");
        broken.ShouldBeEmpty();
        stuck.ShouldBeEmpty("every order can still be closed, but for one that is denied: a denial stays on record");
        statuses.IsSubsetOf(StatusesOfTheDesign).ShouldBeTrue();
        nodes.Count.ShouldBeGreaterThan(statesAtLeast);
    }

    /// <summary>States from which no closed one can be reached.</summary>
    private static IEnumerable<Order> Stuck(List<(Order Order, int Moment)> nodes, List<List<int>> cameFrom)
    {
        var free = new bool[nodes.Count];
        var todo = new Stack<int>(Enumerable.Range(0, nodes.Count).Where(i => nodes[i].Order is var order && (order.Stage == Stage.Closed || TimeCloses(order))));
        while (todo.TryPop(out var id))
        {
            if (free[id]) continue;
            free[id] = true;
            foreach (var from in cameFrom[id]) todo.Push(from);
        }
        return nodes.Where((_, i) => !free[i]).Select(n => n.Order);
    }

    /// <summary>A window that ends after the last moment of the walk closes it.</summary>
    private static bool TimeCloses(Order order) => OrderLifecycle.WakeAt(order) is { } at
        && OrderLifecycle.Decide(order, new Tick(), at, Law) is Answer<OrderEvent>.Accepted { Events: [.., OrderEvent.OrderClosed] };

    /// <summary>What the future depends on; instants that only a reader sees are left out.</summary>
    private static string Key(Order order, int moment)
    {
        var key = new StringBuilder(160).Append(moment).Append(order.Stage).Append(order.DueAt.UtcTicks).Append(order.Clock.DueSoonTold).Append(order.Clock.Missed)
            .Append(order.Clock.Events.Any(e => e.Kind == ClockEventKind.Extended)).Append(order.Clock.TollRuns).Append(order.Notes.Count > 0).Append(order.OpenQuestion is null).Append(order.Talks.Count).Append(order.Documents.Count).Append(order.IsWithdrawn).Append(order.Form.PlaceOfService)
            .Append(order.Form.SurgeonId);
        foreach (var appeal in order.Appeals)
            key.Append(appeal.Level).AppendJoin(',', appeal.Lines).Append(appeal.DueSoonTold).Append(appeal.Missed).Append(appeal.Answer?.Outcome);
        key.Append(order.Late?.Effect);
        foreach (var line in order.Lines)
        {
            key.Append('|').Append((int)line.Asked.Route).Append((int)line.Service).Append((int)line.Site).Append(line.Referred).Append(line.Reopened).Append(line.End).Append(line.Warned).Append(line.ReconsiderationWarned)
                .Append(line.SiteFinding is null).Append(line.Passed?.By.GetType().Name).Append(line.Finding?.OpensByRules);
            foreach (var d in line.Determinations)
            {
                key.Append((int)d.Outcome).Append(d.Decided.Date.DayNumber);
                if (d is IAdverse adverse) key.Append(adverse.Attestation.PersonId).Append(adverse.Recourse.Upheld).Append(adverse.Recourse.Reconsidered)
                    .Append(adverse.Recourse.ReconsiderationThrough.DayNumber).Append(adverse.Recourse.TalkThrough.DayNumber);
            }
        }
        return key.ToString();
    }
}
