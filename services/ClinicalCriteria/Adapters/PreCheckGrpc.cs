using Grpc.Core;
using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Platform.Desks;
using Wire = UtilizationReview.Contracts.Criteria.V1;

namespace UtilizationReview.ClinicalCriteria.Adapters;

/// <summary>What a practice sees before it submits. No member record is read or kept.</summary>
internal sealed class PreCheckGrpc(CriteriaLibrary library, PlanRegistry plans) : Wire.PreCheck.PreCheckBase
{
    public override Task<PreCheckResponse> Check(PreCheckRequest request, ServerCallContext context)
    {
        var (order, refusal) = new CriteriaWire(library, plans).Read(request.Order);
        if (order is null)
            throw refusal!.ToRpcException();
        var (routes, problems) = LineChecks.Check(library, order);
        if (problems.Count > 0)
            return Task.FromResult(new PreCheckResponse { Problems = { problems.Select(CriteriaShown.Problem) }, Notice = library.Notice });
        var evaluations = Evaluator.Evaluate(library, order, routes);
        return Task.FromResult(new PreCheckResponse
        {
            Lines = { evaluations.Select(Line) },
            Contradictions = { ClinicalCriteriaGrpc.Contradictions(library, order, evaluations) },
            Diagnoses = { order.Diagnoses.Select(Diagnosis) },
            Documentation =
            {
                library.Documentation.Where(hint => evaluations.Any(hint.Helps))
                    .Select(hint => new DocumentationAdvice { Id = hint.Id, Text = hint.Text }),
            },
            Notice = library.Notice,
        });
    }

    private static PreCheckedLine Line(Domain.LineEvaluation evaluation) => new()
    {
        Route = CriteriaShown.Route(evaluation.Route),
        Outlook = evaluation.Route.Kind switch
        {
            RouteKind.Review => evaluation.AutomationAllowed ? Outlook.ApprovalByRules : Outlook.NurseReview,
            RouteKind.NotificationOnly => Outlook.Notification,
            _ => Outlook.NoReview,
        },
        Sentence = Domain.PreCheck.Sentence(evaluation),
        Guideline = evaluation.Guideline?.Id ?? "",
        Version = evaluation.Guideline?.Version ?? "",
        Pathway = evaluation.Pathway?.Id ?? "",
        Criteria = { Domain.PreCheck.Of(evaluation).Select(criterion => Criterion(evaluation, criterion)) },
        Advisories = { evaluation.Advisories() },
    };

    private static Wire.CheckedCriterion Criterion(Domain.LineEvaluation evaluation, Domain.CheckedCriterion of) => new()
    {
        Id = of.Criterion.Id,
        Text = of.Criterion.Text,
        State = of.State switch
        {
            Domain.CriterionState.Met => Wire.CriterionState.Met,
            Domain.CriterionState.Unmet => Wire.CriterionState.Unmet,
            _ => Wire.CriterionState.Missing,
        },
        Where = of.Unit.Name,
        Citation = $"{evaluation.Guideline!.Id} {evaluation.Guideline.Version}, {Domain.LineEvaluation.SourceOf(of.Criterion)}"
            + (of.Criterion.Evidence == Evidence.None ? "" : $" ({CriteriaShown.Grade(of.Criterion.Evidence)})"),
        Facts = { Trace.FactsOf(evaluation, of).Select(CriteriaShown.Fact) },
        MissingFacts = { of.State == Domain.CriterionState.Missing ? Domain.LineEvaluation.Missing(of.Criterion, of.Unit, of.Entry) : [] },
    };

    private Wire.DiagnosisFamily Diagnosis(string code)
    {
        var family = library.Diagnoses.FamilyOf(code);
        return new Wire.DiagnosisFamily { Code = code, Family = family?.Id ?? "", Name = family?.Name ?? "" };
    }
}
