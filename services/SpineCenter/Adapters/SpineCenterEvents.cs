using System.Text.Json;
using UtilizationReview.Contracts.Events;
using UtilizationReview.SpineCenter.Domain;

namespace UtilizationReview.SpineCenter.Adapters;

/// <summary>Facts as bus events: ids, codes and dates, nothing of the member. Nothing else leaves the service.</summary>
internal static class SpineCenterEvents
{
    /// <summary>A visit order that waits for a reviewer tells nobody yet.</summary>
    public static IEnumerable<object> Tell(VisitOrder order, VisitEvent fact, int version) => order.Waits ? [] :
    [
        new VisitDecided
        {
            VisitNumber = order.VisitNumber, VisitVersion = version, OccurredAt = fact.At, PlanId = order.Form.PlanId,
            PracticeId = order.Form.PracticeId, VisitOn = order.Facts.On, Outcome = ResultWord(order), Row = order.Answer.Row,
            Evaluation = Kebab(order.Answer.Evaluation), Reasons = order.Answer.Reasons,
            Rules = [.. order.Answer.Rules.Select(rule => rule.Id)], DecidedBy = order.DecidedBy,
        },
    ];

    /// <summary>Told when an evaluation took place, or its day was corrected.</summary>
    public static IEnumerable<object> Tell(EvaluationRecorded fact, int version) => !fact.TookPlace ? [] :
    [
        new SpineEvaluationRecorded
        {
            EvaluationId = fact.Evaluation.EvaluationId, EvaluationVersion = version, OccurredAt = fact.At, PlanId = fact.Evaluation.PlanId,
            CenterId = fact.Evaluation.CenterId, EvaluatedOn = fact.Evaluation.EvaluatedOn!.Value, Mode = Kebab(fact.Evaluation.Mode),
            ValidThrough = fact.Evaluation.ValidThrough!.Value,
        },
    ];

    /// <summary>Where the order stands, in the words of the contract.</summary>
    public static string ResultWord(VisitOrder order) => order.Status switch
    {
        VisitStatus.Approved => "visit-pa-approved",
        VisitStatus.NotApproved => "visit-pa-not-approved",
        VisitStatus.Accepted => "pn-accepted",
        VisitStatus.NurseReview or VisitStatus.PhysicianReview => "nurse-review",
        _ => Kebab(order.Answer.Outcome),
    };

    private static string Kebab<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
