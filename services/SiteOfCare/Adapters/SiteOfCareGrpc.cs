using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.SiteOfCare.Domain;
using Facility = UtilizationReview.SiteOfCare.Domain.Facility;
using Wire = UtilizationReview.Contracts.SiteOfCare.V1;

namespace UtilizationReview.SiteOfCare.Adapters;

/// <summary>The service on the wire.</summary>
internal sealed class SiteOfCareGrpc(
    SiteOfCareStore store,
    Desk<SiteOfCareContext, FacilityRow, Facility, SaveFacility, FacilitySaved> desk,
    PlanRegistry plans,
    ClinicalCriteria.ClinicalCriteriaClient criteria) : Wire.SiteOfCare.SiteOfCareBase
{
    public override async Task<ReviewSiteResponse> ReviewSite(ReviewSiteRequest request, ServerCallContext context)
    {
        Refuse(SiteOfCareWire.Problems(request));
        var terms = Terms(request.Order.PlanId, "order.plan_id");
        var facility = request.FacilityId.Length == 0 ? null : await FacilityAsync(request.FacilityId, context.CancellationToken);
        var question = SiteOfCareWire.Question(request, SiteOfCareWire.Date(request.Order.DateOfService)!.Value, facility);
        if (SiteReview.OutOfScope(question, terms) is { } notInScope) return SiteOfCareWire.Write(notInScope, guideline: null, []);

        if (question.OrderedPlace == Place.InpatientHospital)
        {
            var level = await EvaluateAsync(new() { Order = request.Order }, context.CancellationToken);
            return SiteOfCareWire.Write(SiteReview.ConcludeLevel(SiteOfCareWire.Read(level)), level, []);
        }

        Refuse(SiteOfCareWire.Problems(request.Home));
        var directory = await store.AlternativesAsync(context.CancellationToken);
        var facts = SiteReview.Look(question, terms, directory);
        var offers = SiteReview.Offers(question, terms, directory);
        var guideline = await EvaluateAsync(new() { Order = SiteOfCareWire.WithDirectory(request.Order, facts) }, context.CancellationToken);
        return SiteOfCareWire.Write(SiteReview.Conclude(question, terms, facts, SiteOfCareWire.Read(guideline), offers.Count), guideline, offers);
    }

    public override async Task<ListAlternativesResponse> ListAlternatives(ListAlternativesRequest request, ServerCallContext context)
    {
        Refuse(
        [
            .. SiteOfCareWire.Problems(request.Home),
            .. request.Codes.Count > 0
                ? Array.Empty<FieldProblem>()
                : [new("codes", "is empty; name the procedure codes that have to be possible there")],
            .. request.WithinMiles is >= 0 and <= 5000
                ? Array.Empty<FieldProblem>()
                : [new("within_miles", $"{request.WithinMiles} is not in 0 to 5000; 0 is the plan's reach")],
        ]);
        var terms = Terms(request.PlanId, "plan_id");
        var reach = request.WithinMiles == 0 ? terms.ReachMiles : request.WithinMiles;
        var directory = await store.AlternativesAsync(context.CancellationToken);
        var home = SiteOfCareWire.Read(request.Home)!;
        return new()
        {
            Alternatives = { SiteReview.Alternatives(home, request.Codes, request.SurgeonId, reach, terms, directory).Select(SiteOfCareWire.Write) },
        };
    }

    public override async Task<Wire.Facility> GetFacility(GetFacilityRequest request, ServerCallContext context) =>
        SiteOfCareWire.Write(await FacilityAsync(request.FacilityId, context.CancellationToken));

    public override async Task<FindFacilitiesResponse> FindFacilities(FindFacilitiesRequest request, ServerCallContext context)
    {
        var found = await store.SearchAsync(request.NameContains, (Place)request.PlaceOfService, request.State, context.CancellationToken);
        return new() { Facilities = { found.Select(SiteOfCareWire.Write) } };
    }

    public override async Task<Wire.Facility> SaveFacility(SaveFacilityRequest request, ServerCallContext context)
    {
        Refuse(
        [
            .. request.Facility is not null ? Array.Empty<FieldProblem>() : [new("facility", "is missing")],
            .. request.IdempotencyKey.Length is > 0 and <= 200
                ? Array.Empty<FieldProblem>()
                : [new("idempotency_key", "is missing or longer than 200 letters; a new save has a new key, a repeated one the same")],
        ]);
        var answer = await desk.ExecuteAsync(
            request.Facility!.FacilityId, new SaveFacility(SiteOfCareWire.Read(request.Facility)), context.KeyOf(request.IdempotencyKey),
            PayloadHash.Of(request), context.Caller().Actor, context.CancellationToken);
        var (facility, version) = answer switch
        {
            DeskAnswer<Facility>.Accepted saved => (saved.State, saved.Version),
            DeskAnswer<Facility>.Ignored { State: { } same } ignored => (same, ignored.Version),
            DeskAnswer<Facility>.Repeated repeated => (repeated.State, repeated.Version),
            DeskAnswer<Facility>.Rejected rejected => throw rejected.Refusal.ToRpcException(),
            DeskAnswer<Facility>.Unknown unknown => throw unknown.Refusal.ToRpcException(),
            _ => throw new InvalidOperationException("The directory gave no answer to a save."),
        };
        return SiteOfCareWire.Write(facility with { Version = version });
    }

    private async Task<EvaluateSiteResponse> EvaluateAsync(EvaluateSiteRequest request, CancellationToken ct)
    {
        try
        {
            return await criteria.EvaluateSiteAsync(request, cancellationToken: ct);
        }
        catch (RpcException problem) when (problem.StatusCode is not (StatusCode.InvalidArgument or StatusCode.NotFound)
            && !ct.IsCancellationRequested)
        {
            // What is wrong with the order is told as it came; a criteria service that is away is the caller's to try again.
            throw new RpcException(
                new Status(StatusCode.Unavailable, "The site cannot be reviewed now: the criteria service does not answer. Try again.", problem));
        }
    }

    private SiteTerms Terms(string planId, string field) => plans.Find(planId) is { } plan
        ? SiteOfCareWire.Terms(plan)
        : throw Unknown("unknown-plan", field, $"There is no plan '{planId}'.");

    private async Task<Facility> FacilityAsync(string facilityId, CancellationToken ct) => await store.FindAsync(facilityId, ct)
        ?? throw Unknown("unknown-facility", "facility_id",
            $"There is no facility '{facilityId}' in the directory; FindFacilities lists those there are.");

    private static RpcException Unknown(string code, string field, string sentence) =>
        new Refusal(code, sentence) { Kind = RefusalKind.Unknown, Fields = [new(field, "is not known")] }.ToRpcException();

    private static void Refuse(IReadOnlyList<FieldProblem> problems)
    {
        if (problems.Count == 0) return;
        throw new Refusal("invalid-request", $"The request cannot be answered: {string.Join("; ", problems.Select(p => $"{p.Field} {p.Problem}"))}.")
        {
            Kind = RefusalKind.BadInput,
            Fields = problems,
        }.ToRpcException();
    }
}
