using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Intake.Domain;
using LineRoute = UtilizationReview.Intake.Domain.LineRoute;
using Route = UtilizationReview.Contracts.Criteria.V1.Route;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Asks the criteria and the site review about an order, outside any transaction, and puts their answers on the desk in one.</summary>
internal sealed class OrderEvaluation(
    OrderDesk desk, ClinicalCriteria.ClinicalCriteriaClient criteria, SiteOfCare.SiteOfCareClient sites, IntakeDirectory directory)
{
    /// <summary>Evaluates an order that is owed it. The answer is the order as it stands afterwards; a service that is away counts as a try.</summary>
    public async Task<Settled<Order>> EvaluateAsync(Order order, CancellationToken ct) =>
        (await desk.ExecuteAsync(order.Id, await AskAsync(order, ct), key: null, payloadHash: "", Actor.Platform, ct)).OrRefuse();

    private async Task<OrderWork> AskAsync(Order order, CancellationToken ct)
    {
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
        var routed = new OrderCommand.RouteLines([.. evaluated.Lines.Where(l => order.Line(l.Route.Line) is { Asked.Route: LineRoute.Unknown })
            .Select(l => IntakeWire.ToDomain(IntakeWire.ToWire(order.Line(l.Route.Line)!.Asked), l.Route))]);
        OrderCommand[] answered = routed.Lines.Count > 0 ? [routed, findings] : [findings];
        var inScope = evaluated.Lines.Where(l => l.Route is { Route: Route.Review, SiteOfCareScope: true }).Select(l => l.Route.Line).ToList();
        if (inScope.Count == 0 || !PlaceOfService.IsHospitalOutpatient(order.Form.PlaceOfService)) return new(answered);
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
            Order = facts, FacilityId = order.Form.FacilityId, SurgeonId = order.Form.SurgeonId is { Length: > 0 } surgeon ? surgeon : order.Form.OrderingClinicianId,
            Home = member?.Home, Reason = order.Form.SiteReason, LinesInScope = { inScope },
        };
        return IntakeWire.ToDomain(await sites.ReviewSiteAsync(request, cancellationToken: ct));
    }
}
