using System.Text.Json.Serialization;
using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.SpineCenter.Domain;

/// <summary>Where a visit order stands.</summary>
internal enum VisitStatus
{
    /// <summary>Nothing to be granted: rows 1 to 4.</summary>
    NotNeeded,

    /// <summary>Authorization approved, by the rules or a reviewer.</summary>
    Approved,

    /// <summary>Administratively not approved: the evaluation is missing.</summary>
    NotApproved,

    /// <summary>Notification accepted, flagged or not.</summary>
    Accepted,

    /// <summary>Waits for a nurse (row 8).</summary>
    NurseReview,

    /// <summary>Waits for a physician: a nurse sent it on.</summary>
    PhysicianReview,
}

/// <summary>The form of a first office visit as filed.</summary>
internal sealed record VisitForm
{
    public required string PlanId { get; init; }

    public required string MemberId { get; init; }

    /// <summary>Surgical practice that is consulted.</summary>
    public required string PracticeId { get; init; }

    /// <summary>Person id; empty: not given.</summary>
    public required string SurgeonId { get; init; }

    /// <summary>CMS place-of-service code, as on the form.</summary>
    public required int PlaceOfService { get; init; }
}

/// <summary>A visit order: one for each member, practice and day of visit.</summary>
internal sealed record VisitOrder
{
    public required string VisitNumber { get; init; }

    /// <summary>Program it was judged by; empty: the plan takes part in none.</summary>
    public required string ProgramId { get; init; }

    public required VisitForm Form { get; init; }

    /// <summary>What it was judged by.</summary>
    public required VisitFacts Facts { get; init; }

    /// <summary>Day it was filed, plan-local; the last filing counts.</summary>
    public required DateOnly FiledOn { get; init; }

    /// <summary>What the decision table said.</summary>
    public required VisitAnswer Answer { get; init; }

    public required VisitStatus Status { get; init; }

    /// <summary>rules, nurse or physician; empty: it waits.</summary>
    public required string DecidedBy { get; init; }

    /// <summary>A reviewer's reason; empty: none reviewed it.</summary>
    public string ReviewReason { get; init; } = "";

    /// <summary>Waits for a reviewer.</summary>
    [JsonIgnore]
    public bool Waits => Status is VisitStatus.NurseReview or VisitStatus.PhysicianReview;

    /// <summary>Granted without a flag: another filing changes nothing.</summary>
    [JsonIgnore]
    public bool Stands => Status == VisitStatus.Approved || (Status == VisitStatus.Accepted && !Answer.LacksEvaluation);
}

/// <summary>A nurse at a visit order. She approves or sends on; there is no command of hers that says no.</summary>
internal sealed record NurseReviewer(string PersonId);

/// <summary>A physician at a visit order.</summary>
internal sealed record PhysicianReviewer(string PersonId);

/// <summary>What can be asked of a visit order.</summary>
internal abstract record VisitCommand
{
    private VisitCommand() { }

    /// <summary>Files the form, or files it again.</summary>
    /// <param name="VisitNumber">Number of the order.</param>
    /// <param name="Form">The form.</param>
    /// <param name="Facts">What it is judged by.</param>
    /// <param name="FiledOn">Today, plan-local.</param>
    /// <param name="Program">The plan's program; null: none.</param>
    public sealed record File(string VisitNumber, VisitForm Form, VisitFacts Facts, DateOnly FiledOn, SpineProgram? Program) : VisitCommand;

    /// <summary>A nurse judges that no evaluation is needed (MSC-13).</summary>
    public sealed record NurseApproves(NurseReviewer Nurse, string Reason) : VisitCommand;

    /// <summary>A nurse wants a physician to judge.</summary>
    public sealed record NurseForwards(NurseReviewer Nurse, string Reason) : VisitCommand;

    /// <summary>A physician judges that no evaluation is needed.</summary>
    public sealed record PhysicianApproves(PhysicianReviewer Physician, string Reason) : VisitCommand;

    /// <summary>A physician judges that the evaluation is needed first: row 9 applies. Administrative; no denial of care.</summary>
    public sealed record PhysicianRequiresEvaluation(PhysicianReviewer Physician, string Reason) : VisitCommand;
}

/// <summary>What happened to a visit order. Names and discriminators are storage format: additive change only.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(VisitFiled), "visit-filed")]
[JsonDerivedType(typeof(VisitApproved), "visit-approved")]
[JsonDerivedType(typeof(VisitForwarded), "visit-forwarded")]
[JsonDerivedType(typeof(EvaluationRequired), "evaluation-required")]
internal abstract record VisitEvent(DateTimeOffset At);

/// <summary>The form was filed and judged.</summary>
internal sealed record VisitFiled(
    string VisitNumber, string ProgramId, VisitForm Form, VisitFacts Facts, DateOnly FiledOn, VisitAnswer Answer, DateTimeOffset At) : VisitEvent(At);

/// <summary>A reviewer let the visit go ahead.</summary>
/// <param name="By">nurse or physician.</param>
internal sealed record VisitApproved(string By, string PersonId, string Reason, DateTimeOffset At) : VisitEvent(At);

/// <summary>A nurse sent it on to a physician.</summary>
internal sealed record VisitForwarded(string PersonId, string Reason, DateTimeOffset At) : VisitEvent(At);

/// <summary>A physician asked for the evaluation.</summary>
internal sealed record EvaluationRequired(string PersonId, string Reason, DateTimeOffset At) : VisitEvent(At);

/// <summary>The life of a visit order.</summary>
internal static class VisitLifecycle
{
    /// <summary>The form came after the visit and is neither urgent nor emergent (MSC-2, MSC-8).</summary>
    public const string FiledAfterVisit = "filed-after-visit";

    /// <summary>The member's record does not say the county, and the answer hangs on it.</summary>
    public const string CountyUnknown = "county-unknown";

    /// <summary>No reviewer, or another one, is asked.</summary>
    public const string NotInReview = "visit-not-in-review";

    public static Answer<VisitEvent> Decide(VisitOrder? order, VisitCommand command, DateTimeOffset now) => command switch
    {
        VisitCommand.File file => Filed(order, file, now),
        VisitCommand.NurseApproves c => Reviewed(order, VisitStatus.NurseReview, new VisitApproved("nurse", c.Nurse.PersonId, c.Reason, now)),
        VisitCommand.NurseForwards c => Reviewed(order, VisitStatus.NurseReview, new VisitForwarded(c.Nurse.PersonId, c.Reason, now)),
        VisitCommand.PhysicianApproves c =>
            Reviewed(order, VisitStatus.PhysicianReview, new VisitApproved("physician", c.Physician.PersonId, c.Reason, now)),
        VisitCommand.PhysicianRequiresEvaluation c =>
            Reviewed(order, VisitStatus.PhysicianReview, new EvaluationRequired(c.Physician.PersonId, c.Reason, now)),
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };

    public static VisitOrder Evolve(VisitOrder? order, VisitEvent fact) => fact switch
    {
        VisitFiled f => new()
        {
            VisitNumber = f.VisitNumber, ProgramId = f.ProgramId, Form = f.Form, Facts = f.Facts, FiledOn = f.FiledOn, Answer = f.Answer,
            Status = StatusOf(f.Answer.Outcome), DecidedBy = f.Answer.Outcome == VisitResult.NurseReview ? "" : "rules",
        },
        VisitApproved f => order! with { Status = VisitStatus.Approved, DecidedBy = f.By, ReviewReason = f.Reason },
        VisitForwarded f => order! with { Status = VisitStatus.PhysicianReview, ReviewReason = f.Reason },
        EvaluationRequired f => order! with { Status = VisitStatus.NotApproved, DecidedBy = "physician", ReviewReason = f.Reason },
        _ => order!,
    };

    private static Answer<VisitEvent> Filed(VisitOrder? order, VisitCommand.File file, DateTimeOffset now)
    {
        if (order is { Stands: true }) return new Answer<VisitEvent>.Ignored("the visit is already approved or accepted");
        var answer = VisitRules.Decide(file.Program, file.Facts);
        if (file.Facts.County is null && answer.Row >= 8)
        {
            return Refuse(CountyUnknown, "Whether an evaluation is needed hangs on the county the member lives in, and the member's record does "
                + "not say it. Ask the plan to complete the record, then file the visit again.");
        }
        if (answer.Due == FormDue.BeforeVisit && file.FiledOn > file.Facts.On)
        {
            return Refuse(FiledAfterVisit, $"The visit was on {file.Facts.On:yyyy-MM-dd} and the form is due before it; only a visit that was "
                + "urgent or emergent may be filed afterwards, before the claim: name the reason.");
        }
        // A reviewer's judgement is not asked for twice on the same ground.
        if (order is not null && answer.Row == order.Answer.Row && answer.Evaluation == order.Answer.Evaluation)
            return new Answer<VisitEvent>.Ignored("nothing has changed since the visit was filed");
        return new VisitEvent[] { new VisitFiled(file.VisitNumber, file.Program?.ProgramId ?? "", file.Form, file.Facts, file.FiledOn, answer, now) };
    }

    private static Answer<VisitEvent> Reviewed(VisitOrder? order, VisitStatus desk, VisitEvent fact)
    {
        if (order is null)
            return new Answer<VisitEvent>.Rejected(new("unknown-visit", "There is no such visit order.") { Kind = RefusalKind.Unknown });
        return order.Status == desk ? new[] { fact } : Refuse(NotInReview, order.Status switch
        {
            VisitStatus.NurseReview => "The visit order waits for a nurse: a nurse approves it or sends it on to a physician.",
            VisitStatus.PhysicianReview => "The visit order waits for a physician, who approves it or asks for an evaluation.",
            _ => "The visit order is decided and waits for no reviewer.",
        });
    }

    private static VisitStatus StatusOf(VisitResult result) => result switch
    {
        VisitResult.AuthorizationApproved => VisitStatus.Approved,
        VisitResult.AuthorizationNotApproved => VisitStatus.NotApproved,
        VisitResult.NotificationAccepted => VisitStatus.Accepted,
        VisitResult.NurseReview => VisitStatus.NurseReview,
        _ => VisitStatus.NotNeeded,
    };

    private static Answer<VisitEvent>.Rejected Refuse(string code, string sentence) => new(new(code, sentence));
}
