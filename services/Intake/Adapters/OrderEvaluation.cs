using System.Diagnostics;
using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Desks;
using LineRoute = UtilizationReview.Intake.Domain.LineRoute;
using Route = UtilizationReview.Contracts.Criteria.V1.Route;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Asks the criteria and the site review about an order, outside any transaction, and puts their answers on the desk in one.</summary>
internal sealed class OrderEvaluation(
    OrderDesk desk, ClinicalCriteria.ClinicalCriteriaClient criteria,
    SiteOfCare.SiteOfCareClient sites, IntakeDirectory directory, SubmissionChecks checks,
    IntakeTelemetry telemetry)
{
    /// <summary>
    /// Evaluates an order that is owed it. The answer is the order as it stands afterwards; a service that is away counts as a try.
    /// </summary>
    public async Task<Settled<Order>> EvaluateAsync(Order order, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var work = await AskAsync(order, ct);
        telemetry.Evaluated(started, answered: !work.Commands.OfType<OrderCommand.RecordEvaluationFailure>().Any());
        return (await desk.ExecuteAsync(order.Id, work, key: null, payloadHash: "", Actor.Platform, ct)).OrRefuse();
    }

    /// <summary>
    /// Asks the catalogue about lines that clinicians got while it was away: their validity hangs on the program. Still away: nothing changes.
    /// </summary>
    public async Task RouteAsync(string orderId, CancellationToken ct)
    {
        if (await desk.ReadAsync(orderId, ct) is not { State: var order } || !OrderLifecycle.OwesRoutes(order)) return;
        CheckLinesResponse answer;
        try
        {
            answer = await criteria.CheckLinesAsync(new() { Order = IntakeWire.CriteriaFacts(order) }, cancellationToken: ct);
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            return; // a clinician's decision does not wait for it
        }
        if (Routed(order, answer.Routes) is { Lines.Count: > 0 } routed)
            await desk.ExecuteAsync(orderId, new OrderWork(routed), key: null, payloadHash: "", Actor.Platform, ct);
    }

    private static OrderCommand.RouteLines Routed(Order order, IEnumerable<Contracts.Criteria.V1.LineRoute> routes) =>
        new([.. routes.Where(r => order.Line(r.Line) is { Asked.Route: LineRoute.Unknown })
            .Select(r => IntakeWire.ToDomain(IntakeWire.ToWire(order.Line(r.Line)!.Asked), r))]);

    private async Task<OrderWork> AskAsync(Order order, CancellationToken ct)
    {
        OrderCommand.RecordFacilityProblem? facility;
        try
        {
            facility = await checks.CheckFacilityAsync(order.Form.FacilityId,
                (Contracts.Vocabulary.V1.PlaceOfService)order.Form.PlaceOfService, ct) is { } fault
                ? new(fault.Code, fault.Sentence) : null;
        }
        catch (RpcException problem) when (!ct.IsCancellationRequested)
        {
            if (order.EvaluationTries + 1 < order.Plan.EvaluationTries)
                return new(new OrderCommand.RecordEvaluationFailure($"site of care: {problem.StatusCode}"));
            // The last try: a nurse gets it, with what the criteria say.
            facility = new("facility-unchecked", $"The facility '{order.Form.FacilityId}' could not be checked, the directory is away.");
        }
        var facts = IntakeWire.CriteriaFacts(order);
        EvaluateResponse evaluated;
        try
        {
            evaluated = await criteria.EvaluateAsync(new() { Order = facts }, cancellationToken: ct);
        }
        catch (RpcException problem) when (!ct.IsCancellationRequested)
        {
            return new(new OrderCommand.RecordEvaluationFailure($"clinical criteria: {problem.StatusCode}"));
        }
        if (evaluated.Problems.Count > 0)
        {
            // Only possible when the order was accepted while the criteria were away: clinicians see what is wrong with it.
            return new(new OrderCommand.RecordEvaluationFailure("clinical criteria: " + string.Join(", ", evaluated.Problems.Select(p => p.Code))));
        }
        var findings = new OrderCommand.RecordEvaluation([.. evaluated.Lines.Where(l => l.Route.Route == Route.Review).Select(IntakeWire.ToDomain)]);
        var routed = Routed(order, evaluated.Lines.Select(l => l.Route));
        List<OrderCommand> answered = [findings];
        if (routed.Lines.Count > 0) answered.Insert(0, routed);
        if (facility is not null) answered.Insert(0, facility);
        var inScope = evaluated.Lines.Where(l => l.Route.Route == Route.Review
            && PlaceOfService.IsReviewed(order.Form.PlaceOfService, l.Route.SiteOfCareScope)).Select(l => l.Route.Line).ToList();
        if (inScope.Count == 0) return new(answered);
        try
        {
            return new([.. answered, new OrderCommand.RecordSite([], await ReviewSiteAsync(order, facts, inScope, ct))]);
        }
        catch (RpcException problem) when (!ct.IsCancellationRequested)
        {
            return new([.. answered, new OrderCommand.RecordEvaluationFailure($"site of care: {problem.StatusCode}")]);
        }
    }

    private async Task<SiteFinding> ReviewSiteAsync(Order order, OrderFacts facts, IEnumerable<int> inScope, CancellationToken ct)
    {
        var member = await directory.MemberAsync(order.Form.MemberId, ct);
        var request = new ReviewSiteRequest
        {
            Order = facts, FacilityId = order.Form.FacilityId, SurgeonId = order.Form.SurgeonId is { Length: > 0 } surgeon
                ? surgeon
                : order.Form.OrderingClinicianId,
            Home = member?.Home, Reason = order.Form.SiteReason, LinesInScope = { inScope },
        };
        return IntakeWire.ToDomain(await sites.ReviewSiteAsync(request, cancellationToken: ct));
    }
}
