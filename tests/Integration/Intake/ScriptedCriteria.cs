using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using ReviewProgram = UtilizationReview.Contracts.Vocabulary.V1.Program;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>A stand-in for the criteria service that answers what a test tells it to, and can be away.</summary>
internal sealed class Script
{
    /// <summary>Every call answers UNAVAILABLE.</summary>
    public volatile bool CriteriaAway;

    /// <summary>As above, for the site-of-care service.</summary>
    public volatile bool SitesAway;

    /// <summary>As above, for the documents.</summary>
    public volatile bool DocumentsAway;

    /// <summary>Documents that can be cited: pages by id.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, int> Documents { get; } = new();

    /// <summary>The same, for documents that are still with their draft.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, int> DocumentsOfDrafts { get; } = new();

    /// <summary>What the criteria say of a line; met and automatic unless told otherwise.</summary>
    public Func<Line, OrderFacts, LineEvaluation>? Judge;

    /// <summary>What the site review says; a physician's question unless told otherwise.</summary>
    public Func<Contracts.SiteOfCare.V1.ReviewSiteRequest, Contracts.SiteOfCare.V1.ReviewSiteResponse>? JudgeSite;

    /// <summary>Calls so far, by rpc.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, int> Calls { get; } = new();

    /// <summary>The facts of the last evaluation.</summary>
    public volatile OrderFacts? LastEvaluated;

    public void Count(string rpc) => Calls.AddOrUpdate(rpc, 1, (_, n) => n + 1);
}

internal sealed class ScriptedCriteria(Script script) : Contracts.Criteria.V1.ClinicalCriteria.ClinicalCriteriaBase
{
    private static readonly Dictionary<string, (ReviewProgram Program, bool Side, bool SiteScope, string? Primary)> Catalogue = new()
    {
        ["63030"] = (ReviewProgram.Spine, true, true, null),
        ["63035"] = (ReviewProgram.Spine, true, false, "63030"),
        ["63047"] = (ReviewProgram.Spine, false, true, null),
        ["27447"] = (ReviewProgram.Joint, true, true, null),
        ["29881"] = (ReviewProgram.Joint, true, true, null),
        ["62323"] = (ReviewProgram.Pain, false, true, null),
        ["62322"] = (ReviewProgram.Pain, false, true, null),
        ["99213"] = (ReviewProgram.Unspecified, false, false, null),
    };

    public override Task<CheckLinesResponse> CheckLines(CheckLinesRequest request, ServerCallContext context)
    {
        Away(nameof(CheckLines));
        var response = new CheckLinesResponse { Problems = { Problems(request.Order) } };
        if (response.Problems.Count == 0) response.Routes.AddRange(request.Order.Lines.Select(line => RouteOf(line, request.Order)));
        return Task.FromResult(response);
    }

    public override Task<CheckPlanReferencesResponse> CheckPlanReferences(CheckPlanReferencesRequest request, ServerCallContext context)
    {
        Away(nameof(CheckPlanReferences));
        return Task.FromResult(new CheckPlanReferencesResponse());
    }

    public override Task<EvaluateResponse> Evaluate(EvaluateRequest request, ServerCallContext context)
    {
        Away(nameof(Evaluate));
        script.LastEvaluated = request.Order;
        var response = new EvaluateResponse { Problems = { Problems(request.Order) } };
        if (response.Problems.Count > 0) return Task.FromResult(response);
        foreach (var line in request.Order.Lines)
        {
            var judged = script.Judge?.Invoke(line, request.Order) ?? Met();
            judged.Route = RouteOf(line, request.Order);
            response.Lines.Add(judged.Route.Route == Route.Review ? judged : new LineEvaluation { Route = judged.Route });
        }
        return Task.FromResult(response);
    }

    public override Task<ListProceduresResponse> ListProcedures(ListProceduresRequest request, ServerCallContext context)
    {
        Away(nameof(ListProcedures));
        return Task.FromResult(new ListProceduresResponse
        {
            Procedures =
            {
                Catalogue.Where(c => c.Value.Program != ReviewProgram.Unspecified)
                    .Select(c => new Procedure { Code = c.Key, Description = "test procedure, one", Program = c.Value.Program }),
            },
        });
    }

    public static LineEvaluation Met() => new()
    {
        Answer = Answer.Met, AutomationAllowed = true, Guideline = "msk-test/anything", Version = "2026.1", Pathway = "T-1",
        Trace = { new CriterionTrace { Id = "T-1", Text = "test criterion", Answer = Answer.Met, Evidence = "program_page", Source = "TEST" } },
    };

    public static LineEvaluation NotMet(string criterion = "T-1.a") => new()
    {
        Answer = Answer.NotMet, Guideline = "msk-test/anything", Version = "2026.1", Pathway = "T-1",
        OpenCriteria = { new OpenCriterion { Id = criterion, Text = "six weeks of conservative care", Answer = Answer.NotMet, MissingFacts = { "cm.weeks" }, Source = "TEST" } },
        Trace = { new CriterionTrace { Id = criterion, Text = "six weeks of conservative care", Answer = Answer.NotMet, Evidence = "program_page", Source = "TEST" } },
    };

    private void Away(string rpc)
    {
        script.Count(rpc);
        if (script.CriteriaAway) throw new RpcException(new Status(StatusCode.Unavailable, "scripted outage"));
    }

    private static IEnumerable<LineProblem> Problems(OrderFacts order)
    {
        for (var i = 0; i < order.Lines.Count; i++)
        {
            var line = order.Lines[i];
            if (!Catalogue.TryGetValue(line.Code, out var known))
            {
                yield return new() { Field = $"order.lines[{i}].code", Code = "unknown-code", Sentence = $"The code {line.Code} is not in the catalogue." };
                continue;
            }
            if (known.Side && line.Side is Side.Unspecified or Side.NotApplicable)
            {
                yield return new() { Field = $"order.lines[{i}].side", Code = "side-required", Sentence = $"The code {line.Code} needs a side: left, right or both." };
            }
            if (known.Primary is { } primary && order.Lines.All(l => l.Code != primary))
            {
                yield return new() { Field = $"order.lines[{i}].code", Code = "add-on-without-primary", Sentence = $"The code {line.Code} is an add-on and needs {primary} in the same order." };
            }
        }
        for (var i = 0; i < order.Diagnoses.Count; i++)
        {
            if (order.Diagnoses[i].StartsWith("Q99", StringComparison.Ordinal))
            {
                yield return new() { Field = $"order.diagnoses[{i}]", Code = "unknown-diagnosis", Sentence = $"The diagnosis {order.Diagnoses[i]} is not known." };
            }
        }
    }

    private static LineRoute RouteOf(Line line, OrderFacts order)
    {
        var (program, _, siteScope, _) = Catalogue[line.Code];
        var (route, rule) = program == ReviewProgram.Unspecified ? (Route.NoReviewNotInProgram, "PROGRAM")
            : order.EmergencyPresentation && order.PlaceOfService == PlaceOfService.EmergencyRoom ? (Route.NoReviewEmergency, "EMERG-1")
            : line.Code == "62322" && order.Diagnoses.Contains("G89.18") ? (Route.NotificationOnly, "NOTIF-1")
            : (Route.Review, "");
        return new()
        {
            Line = line.Number, Program = program, Route = route, Rule = rule, Description = "test procedure", SiteOfCareScope = siteScope && route == Route.Review,
            Sentence = route == Route.Review ? "Reviewed." : $"Not reviewed ({rule}).",
        };
    }
}
