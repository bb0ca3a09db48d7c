using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.SpineCenter.Domain;

/// <summary>How long the complaint has lasted; decides the access standard.</summary>
internal enum ComplaintCourse
{
    Acute,
    Chronic,
}

/// <summary>How an evaluation took place.</summary>
internal enum EvaluationMode
{
    /// <summary>Has not taken place.</summary>
    None,
    InPerson,
    Phone,
}

/// <summary>An evaluation of a member at a spine center. It holds no advice: what the center found binds nobody and changes no
/// answer here (MSC-10).</summary>
internal sealed record Evaluation
{
    public required string EvaluationId { get; init; }

    public required string MemberId { get; init; }

    public required string PlanId { get; init; }

    public required string CenterId { get; init; }

    /// <summary>Day it was asked for.</summary>
    public required DateOnly RequestedOn { get; init; }

    public required ComplaintCourse Course { get; init; }

    /// <summary>Last day within the access standard (MSC-16).</summary>
    public required DateOnly DueOn { get; init; }

    /// <summary>Day it took place; null: not yet.</summary>
    public DateOnly? EvaluatedOn { get; init; }

    public EvaluationMode Mode { get; init; }

    /// <summary>Last day of a surgeon visit it counts for (MSC-9); null: has not taken place.</summary>
    public DateOnly? ValidThrough { get; init; }

    /// <summary>Day the summary went to the primary clinician (MSC-17); null: not sent.</summary>
    public DateOnly? SummarySentOn { get; init; }
}

/// <summary>What is known of an evaluation.</summary>
/// <param name="Evaluation">As given; the days that follow from the program are filled in.</param>
/// <param name="Center">Where; null: the directory does not know the center.</param>
/// <param name="Program">The plan's program.</param>
/// <param name="Today">Plan-local.</param>
internal sealed record RecordEvaluation(Evaluation Evaluation, Center? Center, SpineProgram Program, DateOnly Today);

/// <summary>This is on record now. Name and properties are storage format: additive change only.</summary>
/// <param name="Evaluation">As recorded.</param>
/// <param name="TookPlace">It took place, or took place on another day than was recorded: others are told.</param>
/// <param name="At">When it was recorded.</param>
internal sealed record EvaluationRecorded(Evaluation Evaluation, bool TookPlace, DateTimeOffset At);

/// <summary>What may stand on record about an evaluation.</summary>
internal static class Evaluations
{
    /// <summary>Refusal code of what cannot be recorded.</summary>
    public const string Invalid = "invalid-evaluation";

    /// <summary>An evaluation that took place cannot be taken back.</summary>
    public const string AlreadyTookPlace = "evaluation-took-place";

    /// <summary>New or different content is recorded; the same again changes nothing.</summary>
    public static Answer<EvaluationRecorded> Decide(Evaluation? now, RecordEvaluation command, DateTimeOffset at)
    {
        var problems = Problems(command).ToList();
        if (now is not null && (now.MemberId, now.PlanId) != (command.Evaluation.MemberId, command.Evaluation.PlanId))
            problems.Add(new("evaluation_id", "is of another member or plan"));
        if (problems.Count > 0)
        {
            return new Answer<EvaluationRecorded>.Rejected(new(Invalid,
                $"The evaluation was not recorded: {string.Join("; ", problems.Select(p => $"{p.Field} {p.Problem}"))}.")
            {
                Kind = RefusalKind.BadInput, Fields = problems,
            });
        }
        if (now is { EvaluatedOn: not null } && command.Evaluation.EvaluatedOn is null)
        {
            return new Answer<EvaluationRecorded>.Rejected(
                new(AlreadyTookPlace, "The evaluation took place; its day can be corrected, but not taken away."));
        }
        var complete = Complete(command.Evaluation, command.Program);
        if (complete == now) return new Answer<EvaluationRecorded>.Ignored("this is on record already");
        var tookPlace = complete.EvaluatedOn is not null && complete.EvaluatedOn != now?.EvaluatedOn;
        return new[] { new EvaluationRecorded(complete, tookPlace, at) };
    }

    /// <summary>The last record is what holds.</summary>
    public static Evaluation Evolve(Evaluation? _, EvaluationRecorded recorded) => recorded.Evaluation;

    /// <summary>Last day within the access standard: working days after the day it was asked for, which is not counted (MSC-16).</summary>
    public static DateOnly DueOn(SpineProgram program, DateOnly requested, ComplaintCourse course) => BusinessCalendar.UsFederal.AddBusinessDays(
        requested, course == ComplaintCourse.Chronic ? program.ChronicAccessDays : program.AccessDays);

    private static Evaluation Complete(Evaluation evaluation, SpineProgram program) => evaluation with
    {
        DueOn = DueOn(program, evaluation.RequestedOn, evaluation.Course),
        ValidThrough = evaluation.EvaluatedOn is { } day ? program.ValidThrough(day) : null,
    };

    private static IEnumerable<FieldProblem> Problems(RecordEvaluation command)
    {
        var (evaluation, today) = (command.Evaluation, command.Today);
        if (command.Center is not { } center)
        {
            yield return new("center_id", "is not in the directory of spine centers");
        }
        else if (!center.Programs.Contains(command.Program.ProgramId))
        {
            yield return new("center_id", "is not designated in the program of the member's plan");
        }
        else if (evaluation.EvaluatedOn is { } day && !center.IsDesignatedOn(day))
        {
            yield return new("center_id", "was not designated on the day of the evaluation; only a designated spine center counts");
        }
        if (evaluation.RequestedOn > today) yield return new("requested_on", "lies in the future");
        if (evaluation.EvaluatedOn > today) yield return new("evaluated_on", "lies in the future; record it when it has taken place");
        if (evaluation.EvaluatedOn < evaluation.RequestedOn) yield return new("evaluated_on", "lies before the day it was asked for");
        if (evaluation.EvaluatedOn is null != evaluation.Mode is EvaluationMode.None)
            yield return new("mode", "and evaluated_on belong together: how and when it took place");
        if (evaluation is { Mode: EvaluationMode.Phone } && command.Center is { ByPhone: false })
            yield return new("mode", "is phone, but this center does not evaluate by phone");
        if (evaluation.SummarySentOn > today) yield return new("summary_sent_on", "lies in the future");
        if (evaluation.SummarySentOn is not null && !(evaluation.SummarySentOn >= evaluation.EvaluatedOn))
            yield return new("summary_sent_on", "lies before the evaluation, or there was none yet");
    }
}
