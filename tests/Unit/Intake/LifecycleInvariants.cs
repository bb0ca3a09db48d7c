using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Intake.Domain.OrderCommand;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>What holds of every decision, whatever came before. Used by the walk and by the random sequences.</summary>
internal static class LifecycleInvariants
{
    private const string Acts = "acts", Rejects = "rejects", Ignores = "ignores";

    /// <summary>The table of house-style §2.3: which answers a command may get in Submitted, NurseReview, PhysicianReview, Determined, Reconsideration, Closed.
    /// "acts" always allows "ignores" (a repetition) and "rejects" (a guard).</summary>
    private static readonly Dictionary<string, string[]> Table = new(StringComparer.Ordinal)
    {
        [nameof(RouteLines)] = [Acts, Acts, Acts, Ignores, Acts, Ignores],
        [nameof(RecordFacilityProblem)] = [Acts, Ignores, Ignores, Ignores, Ignores, Ignores],
        [nameof(RecordEvaluation)] = [Acts, Ignores, Ignores, Ignores, Ignores, Ignores],
        [nameof(RecordEvaluationFailure)] = [Acts, Ignores, Ignores, Ignores, Ignores, Ignores],
        [nameof(RecordSite)] = [Acts, Acts, Acts, Ignores, Ignores, Ignores],
        [nameof(NurseApprove)] = [Rejects, Acts, Rejects, Rejects, Rejects, Rejects],
        [nameof(NurseRefer)] = [Rejects, Acts, Rejects, Rejects, Rejects, Rejects],
        [nameof(AskForInformation)] = [Rejects, Acts, Acts, Rejects, Acts, Rejects],
        [nameof(AddInformation)] = [Acts, Acts, Acts, Ignores, Acts, Ignores],
        [nameof(AttachDocument)] = [Acts, Acts, Acts, Acts, Acts, Ignores],
        [nameof(RecordTalk)] = [Acts, Acts, Acts, Acts, Acts, Ignores],
        [nameof(PhysicianDecide)] = [Rejects, Rejects, Acts, Rejects, Acts, Rejects],
        [nameof(RequestReconsideration)] = [Rejects, Rejects, Rejects, Acts, Rejects, Rejects],
        [nameof(Withdraw)] = [Acts, Acts, Acts, Acts, Acts, Rejects],
        [nameof(ExtendClock)] = [Acts, Acts, Acts, Rejects, Acts, Rejects],
        [nameof(Tick)] = [Acts, Acts, Acts, Acts, Acts, Ignores],
        [nameof(Revoke)] = [Rejects, Rejects, Rejects, Acts, Rejects, Rejects],
        [nameof(ChangeApproved)] = [Rejects, Rejects, Rejects, Acts, Rejects, Rejects],
        [nameof(NoteUncheckedCitations)] = [Acts, Acts, Acts, Acts, Acts, Ignores],
        [nameof(FileAppeal)] = [Acts, Acts, Acts, Acts, Acts, Rejects],
        [nameof(RecordAppealOutcome)] = [Acts, Acts, Acts, Acts, Acts, Rejects],
        [nameof(ExtendAppeal)] = [Acts, Acts, Acts, Acts, Acts, Rejects],
        [nameof(RecordNotice)] = [Acts, Acts, Acts, Acts, Acts, Ignores],
        [nameof(MoveSite)] = [Acts, Acts, Acts, Acts, Acts, Rejects],
    };

    /// <summary>Names of the broken rules; empty when all hold.</summary>
    public static IEnumerable<string> Broken(Order before, OrderCommand command, DateTimeOffset now, Answer<OrderEvent> answer, Order after, Rules law)
    {
        if (command is not Tick && OrderTimers.IsLate(before, now))
        {
            // What time has done comes ahead of the command; every rule holds from there on.
            var late = ((Answer<OrderEvent>.Accepted)OrderLifecycle.Decide(before, new Tick(), now, law)).Events;
            if (answer is not Answer<OrderEvent>.Accepted) before = late.Aggregate(before, OrderLifecycle.Evolve);
            if (answer is Answer<OrderEvent>.Accepted { Events: var all })
            {
                if (all.Take(late.Count).OfType<OrderEvent.DeadlineMissed>().Count() != 1) yield return "a late command without the mark of the deadline";
                before = all.Take(late.Count).Aggregate(before, OrderLifecycle.Evolve);
                answer = new Answer<OrderEvent>.Accepted([.. all.Skip(late.Count)]);
            }
        }
        var cell = Table[command.GetType().Name][(int)before.Stage];
        var word = answer switch { Answer<OrderEvent>.Accepted => Acts, Answer<OrderEvent>.Rejected => Rejects, _ => Ignores };
        if (cell != Acts && word != cell) yield return $"table: {command.GetType().Name} in {before.Stage} {word}";
        if (answer is Answer<OrderEvent>.Rejected { Refusal.Sentence.Length: < 20 }) yield return "a refusal without a sentence";
        if (answer is not Answer<OrderEvent>.Accepted { Events: var facts }) yield break;

        if (facts.Count == 0) yield return "accepted nothing";
        if (before.Stage == Stage.Closed) yield return "closed accepts nothing";
        if (before.Stage == Stage.Determined && OrderLifecycle.PossibleNow(before, now) is var possible && command is Withdraw or Revoke or ChangeApproved or RequestReconsideration or RecordAppealOutcome
            && !possible.Contains(command.GetType().Name)) yield return "accepted what is said to be impossible";

        var newAdverse = after.Lines.SelectMany(l => l.Determinations.Skip(before.Line(l.Asked.Number)!.Determinations.Count)).OfType<IAdverse>().ToList();
        if (newAdverse.Count > 0 && command is not PhysicianDecide) yield return "adverse without a physician's command";
        if (newAdverse.Exists(d => d.Attestation.Lacks().Count > 0)) yield return "adverse with an incomplete attestation";
        if (command is FileAppeal or RecordAppealOutcome)
        {
            if (after.Lines.Any(l => l.InForce is not (null or Determination.Approved) && before.Line(l.Asked.Number)! is var was && l.InForce != was.InForce && !(was.Revocation is not null && l.Outcome == was.InForce!.Outcome))) yield return "an appeal made something adverse";
            if (command is FileAppeal && after.Lines.Any(l => l.Determinations.Count > before.Line(l.Asked.Number)!.Determinations.Count)) yield return "filing an appeal decided something";
        }
        if (after.IsWithdrawn && after.Lines.Any(l => l.StandsAdverse)) yield return "a withdrawal took a denial or a revocation off the record";
        if (after.Appeals.GroupBy(a => (a.Level, a.RevokedAt)).Any(same => same.Count(a => a.Runs) > 1)) yield return "two appeals of a step run at once against the same";
        foreach (var line in after.Lines)
        {
            var old = before.Line(line.Asked.Number)!;
            if (old.Valid is not null && line.Outcome is LineOutcome.Denied or LineOutcome.DeniedSite or LineOutcome.Waiting) yield return "an approval was judged again";
            if (old.InForce is Determination.ApprovedLess less && line.InForce is Determination.ApprovedLess now2 && now2.Units < less.Units) yield return "an approval shrank";
            if (command is RecordNotice && (line.Determinations.Count != old.Determinations.Count || line.Outcome != old.Outcome)) yield return "a notice decided something";
            if (command is RecordNotice && line.Adverse?.Recourse.ReconsiderationThrough != old.Adverse?.Recourse.ReconsiderationThrough) yield return "a notice moved the window of the program";
            if (old is { Revocation: not null, Valid: null } && line.Valid is not null && command is not RecordAppealOutcome) yield return "a revocation ended without an appeal";
            if (old is { InForce: Determination.Approved, Revocation: null } && line.InForce != old.InForce) yield return "a full approval was decided again";
            if (line.Determinations.Count > old.Determinations.Count && line.InForce is Determination.Approved { By: Approver.Rules } && command is not MoveSite
                && !(line is { Service: Gate.Open, Site: Gate.Open, Finding: { } finding } && finding.OpensByRules)) yield return "rules approved through a closed gate";
            if (line.Determinations.Count > old.Determinations.Count && line.InForce is Determination.Approved { By: Approver.Nurse } && line.Site != Gate.Open)
                yield return "a nurse settled a site";
            if (line.Valid is { } valid && valid.From.AddDays(9) > valid.Through) yield return "validity is too short";
            if (line.Reopened == ReopenGround.Reconsideration && old.Adverse is { Recourse.Reconsidered: true }) yield return "a denial was reconsidered twice";
        }
        foreach (var (line, decided) in after.Lines.Select(l => (l, before.Line(l.Asked.Number)!)).Where(x => x.Item2.Reopened == ReopenGround.Reconsideration))
        {
            if (line.Determinations.Count == decided.Determinations.Count || command is not PhysicianDecide by) continue;
            if (decided.Determinations.OfType<IAdverse>().Any(d => d.Attestation.PersonId == by.Attestation.PersonId)) yield return "a physician reconsidered his own denial";
            if (line.Adverse is { } again && again.Recourse.ReconsiderationThrough != decided.Adverse!.Recourse.ReconsiderationThrough) yield return "upholding renewed the window";
        }
        if (command is RecordTalk or AddInformation or AskForInformation && after.Stage != before.Stage && !(after.Stage == Stage.Reconsideration && command is RecordTalk))
            yield return "a question or a talk moved the stage";
        if (command is AttachDocument && after.Stage != before.Stage && !(before.Stage == Stage.Determined && after.Stage == Stage.Reconsideration))
            yield return "a document moved the stage";
        if (command is RecordTalk && after.DueAt != before.DueAt && after.Stage == before.Stage) yield return "a talk moved the due date";
        if (after.DueAt != before.DueAt && !facts.Any(f => f is OrderEvent.InformationAsked or OrderEvent.InformationReceived or OrderEvent.ClockExtended or OrderEvent.Reopened))
            yield return "the due date moved without its event";
        if (after.DueAt != Clocks.DueAt(after.Clock.Regime, after.Clock.StartedAt, after.Clock.Events, law.Calendar, AnOrder.Chicago)) yield return "the due date is not its function";
        if (command is Tick && after.Stage != Stage.Submitted && OrderLifecycle.WakeAt(after) <= now) yield return "a tick did not catch up";
        if (after.Stage is Stage.Determined or Stage.Closed && after.Waiting.Any(l => l.Outcome == LineOutcome.Waiting)) yield return "determined while a line waits";
        if (after.Stage is not (Stage.Determined or Stage.Closed) && !after.Waiting.Any()) yield return "on a desk, and no line waits";
        if (after.Stage == Stage.Closed && OrderLifecycle.WakeAt(after) is not null) yield return "closed, and still to be woken";
        if (command is not RecordEvaluationFailure && OrderLifecycle.Decide(after, command, now, law) is Answer<OrderEvent>.Accepted) yield return "a repetition was accepted";
    }
}
