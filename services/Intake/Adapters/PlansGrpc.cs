using Grpc.Core;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.Plans.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Intake.Adapters;

/// <summary>The administration of plans on the wire.</summary>
internal sealed class PlansGrpc(PlanRegistry plans, PlanLoading loading, PlanAudit audit) : Contracts.Plans.V1.Plans.PlansBase
{
    private const int MostChanges = 500;

    public override Task<ListPlansResponse> ListPlans(ListPlansRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var ids = plans.EveryVersion.Select(plan => plan.PlanId).Distinct(StringComparer.Ordinal).Where(id => caller.Sees(null, id));
        return Task.FromResult(new ListPlansResponse
        {
            Versions = { ids.SelectMany(id => PlansWire.Versions(plans.Versions(id), plans.Find(id))) }, Problems = { plans.Refused },
        });
    }

    public override Task<GetPlanResponse> GetPlan(GetPlanRequest request, ServerCallContext context)
    {
        var versions = plans.Versions(request.PlanId);
        if (versions.Count == 0 || !context.Caller().Sees(null, request.PlanId))
            throw Unknown($"There is no plan '{request.PlanId}' here.");
        if (request.ReceivedOn.Length > 0 && !IntakeDates.TryRead(request.ReceivedOn, out _))
        {
            throw OrderRefusals.BadField("date-malformed", "received_on",
                $"'{request.ReceivedOn}' is not a date written as yyyy-MM-dd; leave it empty for today.").ToRpcException();
        }

        var found = (request.ReceivedOn.Length > 0 ? plans.Find(request.PlanId, IntakeDates.Read(request.ReceivedOn)) : plans.Find(request.PlanId))
            ?? throw Unknown($"The plan '{request.PlanId}' has no version for that day; its first is for orders received from "
                + $"{IntakeDates.Write(versions[0].EffectiveFrom)} on.");
        var shown = PlansWire.Versions(versions, plans.Find(request.PlanId)).ToList();
        return Task.FromResult(new GetPlanResponse
        {
            Version = shown.First(version => version.Version == found.Version), Terms = PlansWire.Terms(found), Versions = { shown },
            Text = found.Source.Text,
        });
    }

    public override Task<LoadPlanResponse> LoadPlan(LoadPlanRequest request, ServerCallContext context) => loading.LoadAsync(
        request, request.DryRun ? null : context.KeyOf(OrderRefusals.Required(request.IdempotencyKey)), context.Caller(), context.CancellationToken);

    public override async Task<ListPlanChangesResponse> ListPlanChanges(ListPlanChangesRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var ledgers = (await audit.LedgersAsync(context.CancellationToken))
            .Where(ledger => caller.Sees(null, ledger.PlanId) && (request.PlanId.Length == 0 || ledger.PlanId == request.PlanId)).ToList();
        if (request.PlanId.Length > 0 && ledgers.Count == 0)
            throw Unknown($"There is no plan '{request.PlanId}' here.");
        return new ListPlanChangesResponse
        {
            Changes =
            {
                ledgers.SelectMany(ledger => ledger.Entries.Select(entry => (Ledger: ledger, Entry: entry)))
                    .OrderByDescending(change => change.Entry.At).Take(MostChanges).Select(change => PlansWire.Change(change.Ledger, change.Entry)),
            },
            BrokenChains = { ledgers.Where(ledger => !ledger.IsWhole()).Select(ledger => ledger.PlanId) },
        };
    }

    private static RpcException Unknown(string sentence) => new Refusal("unknown-plan", sentence) { Kind = RefusalKind.Unknown }.ToRpcException();
}
