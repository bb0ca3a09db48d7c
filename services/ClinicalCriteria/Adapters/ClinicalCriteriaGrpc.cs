using Grpc.Core;
using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using Wire = UtilizationReview.Contracts.Criteria.V1;

namespace UtilizationReview.ClinicalCriteria.Adapters;

/// <summary>The RPCs of clinical criteria. No member record is read or kept; the platform's interceptor has admitted the caller.</summary>
internal sealed class ClinicalCriteriaGrpc(CriteriaLibrary library, PlanRegistry plans) : Wire.ClinicalCriteria.ClinicalCriteriaBase
{
    private readonly CriteriaWire _wire = new(library, plans);

    public override Task<CheckLinesResponse> CheckLines(CheckLinesRequest request, ServerCallContext context)
    {
        var (routes, problems) = LineChecks.Check(library, Order(request.Order, context));
        return Task.FromResult(
            new CheckLinesResponse { Routes = { routes.Select(CriteriaShown.Route) }, Problems = { problems.Select(CriteriaShown.Problem) } });
    }

    public override Task<EvaluateResponse> Evaluate(EvaluateRequest request, ServerCallContext context)
    {
        var order = Order(request.Order, context);
        var (routes, problems) = LineChecks.Check(library, order);
        if (problems.Count > 0)
            return Task.FromResult(new EvaluateResponse { Problems = { problems.Select(CriteriaShown.Problem) } });
        var evaluations = Evaluator.Evaluate(library, order, routes);
        return Task.FromResult(new EvaluateResponse
        {
            Lines = { evaluations.Select(CriteriaShown.Evaluation) },
            Contradictions = { Contradictions(library, order, evaluations) },
        });
    }

    public override Task<EvaluateSiteResponse> EvaluateSite(EvaluateSiteRequest request, ServerCallContext context)
    {
        var order = Order(request.Order, context);
        var routes = Sound(order);
        if (Evaluator.Site(library, order, routes[0]) is not { } site)
            return Task.FromResult(new EvaluateSiteResponse { Answer = CriteriaShown.Answer(Answer.Unknown) });
        var (reason, objective) = SiteReason.Of(site);
        return Task.FromResult(new EvaluateSiteResponse
        {
            Answer = CriteriaShown.Answer(site.Answer),
            Objective = objective,
            AutomationAllowed = site.AutomationAllowed,
            Reason = reason,
            Guideline = site.Guideline!.Id,
            Version = site.Guideline.Version,
            Trace = { Trace.Of(site).Select(CriteriaShown.Node) },
            OpenCriteria = { site.Answer == Answer.Met ? [] : site.OpenCriteria().Select(CriteriaShown.Open) },
            WhatWouldChange = { Remedies.Of(site).Select(CriteriaShown.Change) },
        });
    }

    public override Task<NextQuestionsResponse> NextQuestions(NextQuestionsRequest request, ServerCallContext context)
    {
        if (request.Limit is < 0 or > 100)
            throw CriteriaWire.BadInput([new FieldProblem("limit", $"is {request.Limit}; 0 to 100 are allowed, 0 means 5.")]).ToRpcException();
        var order = Order(request.Order, context);
        var routes = Sound(order);
        var evaluations = Evaluator.Evaluate(library, order, routes);
        Domain.LineEvaluation[] site = request.IncludeSite && order.IsAtHospital
            && Evaluator.Site(library, order, routes[0]) is { } reviewed ? [reviewed] : [];
        var questions = Interview.NextQuestions([.. evaluations, .. site], request.Limit == 0 ? 5 : request.Limit);
        return Task.FromResult(new NextQuestionsResponse
        {
            Questions = { questions.Select(CriteriaShown.Question) },
            SoFar = { evaluations.Select(CriteriaShown.Evaluation) },
        });
    }

    public override Task<GetChecklistResponse> GetChecklist(GetChecklistRequest request, ServerCallContext context)
    {
        var plan = Terms(request.PlanId);
        var problems = new List<FieldProblem>();
        var date = CriteriaWire.Date(request.DateOfService, "date_of_service", problems);
        for (var i = 0; i < request.Codes.Count; i++)
        {
            if (library.Catalogue.Find(request.Codes[i]) is null)
                problems.Add(new FieldProblem($"codes[{i}]", $"'{request.Codes[i]}' is not a procedure code this catalogue knows."));
        }

        if (problems.Count > 0)
            throw CriteriaWire.BadInput(problems).ToRpcException();
        var families = request.Codes.Select(code => library.For(library.Catalogue.Find(code)!, plan, date)).OfType<Domain.Guideline>().Distinct();
        return Task.FromResult(new GetChecklistResponse
        {
            Items = { library.GeneralChecklist.Concat(families.SelectMany(guideline => guideline.Checklist)).Select(CriteriaShown.Checklist) },
            Notice = library.Notice,
        });
    }

    public override Task<ListGuidelinesResponse> ListGuidelines(ListGuidelinesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListGuidelinesResponse { Guidelines = { library.All.Select(CriteriaShown.Summary) }, Notice = library.Notice });

    public override Task<Wire.Guideline> GetGuideline(GetGuidelineRequest request, ServerCallContext context)
    {
        var versions = library.Versions(request.Guideline);
        var problems = new List<FieldProblem>();
        var found = request switch
        {
            { Version.Length: > 0 } => versions.FirstOrDefault(version => version.Version == request.Version),
            { DateOfService.Length: > 0 } => library.Find(request.Guideline, CriteriaWire.Date(request.DateOfService, "date_of_service", problems)),
            _ => versions.Count > 0 ? versions[^1] : null,
        };
        if (problems.Count > 0)
            throw CriteriaWire.BadInput(problems).ToRpcException();
        if (found is null)
        {
            throw new Refusal("unknown-guideline", versions.Count == 0
                ? $"There is no guideline '{request.Guideline}'; ListGuidelines shows them."
                : $"'{request.Guideline}' has no such version; its versions are {string.Join(", ", versions.Select(version => version.Version))}.")
            { Kind = RefusalKind.Unknown }.ToRpcException();
        }

        return Task.FromResult(new Wire.Guideline
        {
            Summary = CriteriaShown.Summary(found), Criteria = { Trace.Of(found).Select(CriteriaShown.Node) }, Notice = library.Notice,
            Conflicts = { found.Conflicts.Concat(library.Conflicts).Select(CriteriaShown.Conflict) },
        });
    }

    public override Task<ListFactsResponse> ListFacts(ListFactsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListFactsResponse
        {
            Facts = { library.Vocabulary.Facts.Select(CriteriaShown.Definition) }, Notice = library.Notice,
            Diagnoses = { library.Diagnoses.Families
                .SelectMany(family => family.Prefixes.Select(prefix => new DiagnosisName { Prefix = prefix, Name = family.Name })) },
        });

    public override Task<ListProceduresResponse> ListProcedures(ListProceduresRequest request, ServerCallContext context)
    {
        var procedures = library.Catalogue.All.AsEnumerable();
        if (request.PlanId.Length > 0)
        {
            var plan = Terms(request.PlanId);
            procedures = procedures.Where(procedure => PlanScope.WhyNotReviewed(plan, procedure) is null);
        }

        return Task.FromResult(new ListProceduresResponse { Procedures = { procedures.Select(CriteriaShown.Procedure) } });
    }

    /// <summary>Answers and diagnoses that do not go together, each once.</summary>
    internal static IEnumerable<string> Contradictions(
        CriteriaLibrary library, CriteriaOrder order, IReadOnlyList<Domain.LineEvaluation> evaluations) =>
        evaluations.SelectMany(evaluation => evaluation.Contradictions()).Concat(library.Diagnoses.Warnings(order, evaluations))
            .Distinct(StringComparer.Ordinal);

    public override Task<CheckPlanReferencesResponse> CheckPlanReferences(CheckPlanReferencesRequest request, ServerCallContext context)
    {
        var (read, problems) = PlanFiles.Read(request.Files.Select(file => new PlanText(file.File, file.Text)));
        return Task.FromResult(new CheckPlanReferencesResponse
        {
            Problems = { problems.Count > 0 ? problems : PlanReferences.Problems(library, read) },
        });
    }

    private PlanTerms Terms(string planId) => plans.Find(planId) is { } plan ? CriteriaWire.Terms(plan)
        : throw new Refusal("unknown-plan", $"There is no plan '{planId}'.") { Kind = RefusalKind.Unknown }.ToRpcException();

    private CriteriaOrder Order(Wire.OrderFacts? facts, ServerCallContext context)
    {
        var (order, refusal) = _wire.Read(facts, context.Caller().PracticeId);
        return order ?? throw refusal!.ToRpcException();
    }

    /// <summary>Routes of sound lines; problems refuse the request, for RPCs whose answer has no place for them.</summary>
    private IReadOnlyList<Domain.LineRoute> Sound(CriteriaOrder order)
    {
        var (routes, problems) = LineChecks.Check(library, order);
        return problems.Count == 0 ? routes
            : throw CriteriaWire.BadInput([.. problems.Select(problem => new FieldProblem("order." + problem.Field, problem.Sentence))])
                .ToRpcException();
    }
}
