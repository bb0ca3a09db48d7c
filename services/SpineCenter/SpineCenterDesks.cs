using System.Text.Json;
using System.Text.Json.Serialization;
using UtilizationReview.Platform.Desks;
using UtilizationReview.SpineCenter.Adapters;
using UtilizationReview.SpineCenter.Domain;

namespace UtilizationReview.SpineCenter;

/// <summary>What the desks of centers, evaluations and visit orders are composed of: the one way each of them changes.</summary>
internal static class SpineCenterDesks
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Nobody outside is told of a center: callers ask when they need to know.</summary>
    public static DeskRules<CenterRow, Center, SaveCenter, CenterSaved> Centers { get; } = new()
    {
        Decide = (center, command, _) => CenterDirectory.Decide(center, command),
        Evolve = CenterDirectory.Evolve,
        Index = (center, row) => (row.NameLower, row.UsState) = (center.Name.ToLowerInvariant(), center.State),
        Tell = (_, _, _) => [],
        Json = Json,
    };

    /// <summary>Evaluations of members.</summary>
    public static DeskRules<EvaluationRow, Evaluation, RecordEvaluation, EvaluationRecorded> Evaluations { get; } = new()
    {
        Decide = Domain.Evaluations.Decide,
        Evolve = Domain.Evaluations.Evolve,
        Index = (evaluation, row) => (row.MemberId, row.PlanId, row.DueOn, row.EvaluatedOn) =
            (evaluation.MemberId, evaluation.PlanId, evaluation.DueOn, evaluation.EvaluatedOn),
        Tell = (_, fact, version) => SpineCenterEvents.Tell(fact, version),
        Json = Json,
    };

    /// <summary>Visit orders.</summary>
    public static DeskRules<VisitRow, VisitOrder, VisitCommand, VisitEvent> Visits { get; } = new()
    {
        Decide = VisitLifecycle.Decide,
        Evolve = VisitLifecycle.Evolve,
        Index = (order, row) => (row.PlanId, row.PracticeId, row.Status, row.VisitOn) =
            (order.Form.PlanId, order.Form.PracticeId, order.Status, order.Facts.On),
        Tell = SpineCenterEvents.Tell,
        Json = Json,
    };
}
