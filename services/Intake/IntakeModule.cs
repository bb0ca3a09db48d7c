using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Intake.Adapters;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Live;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Intake;

/// <summary>The Intake service as a module: on its own, or in a host with others.</summary>
public static class IntakeModule
{
    /// <summary>Registers Intake. The process calls <c>AddEventDelivery</c> after its last module.</summary>
    /// <param name="services">The container.</param>
    /// <param name="config"><c>Data:Directory</c>, <c>Plans:Directory</c>, <c>Plans:ReloadSeconds</c>, <c>Regimes:Directory</c>, <c>Services:ClinicalCriteria</c>,
    /// <c>Services:SiteOfCare</c>, <c>Services:Correspondence</c>; every one has a default.</param>
    public static IServiceCollection AddIntake(this IServiceCollection services, IConfiguration config)
    {
        ArgumentNullException.ThrowIfNull(config);
        services.AddServiceStorage<IntakeContext>(config, "intake")
            .AddCallers(config, RpcAccess.RolesByMethod)
            .AddPlans(config);
        services.AddServiceClient<ClinicalCriteria.ClinicalCriteriaClient>(config, "ClinicalCriteria");
        services.AddSingleton(provider => new PlanCheck(async (plans, ct) =>
            await PlanLoading.ReferencesAsync(provider.GetRequiredService<ClinicalCriteria.ClinicalCriteriaClient>(), plans, ct)));
        services.AddServiceClient<SiteOfCare.SiteOfCareClient>(config, "SiteOfCare");
        services.AddServiceClient<Contracts.Correspondence.V1.Documents.DocumentsClient>(config, "Correspondence");
        services.AddCounters(IntakeTelemetry.Board).AddSingleton<IntakeTelemetry>()
            .AddSingleton(provider => new FactListener<Order, OrderEvent>(provider.GetRequiredService<IntakeTelemetry>().Heard));
        AddDesks(services, RegimeFiles.Load(config["Regimes:Directory"] ?? Path.Combine(AppContext.BaseDirectory, "Regimes")));
        services.AddSweeper<IntakeContext, OrderRow>((provider, id, now, ct) => provider.GetRequiredService<IntakeSweeper>().WakeAsync(id, now, ct));
        return services.AddEventConsumer<IntakeConsumers>("ur-intake-order").AddEventSubscriptions(EventSubscriptions.Queues);
    }

    /// <summary>Maps Intake's gRPC API.</summary>
    public static IEndpointRouteBuilder MapIntake(this IEndpointRouteBuilder app)
    {
        app.MapGrpcService<IntakeGrpc>();
        app.MapGrpcService<PlansGrpc>();
        app.MapGrpcService<AppealLadderGrpc>();
        app.MapGrpcService<RuleBookGrpc>();
        app.MapGrpcService<NoticeRulesGrpc>();
        app.MapGrpcService<PublicMetricsGrpc>();
        return app;
    }

    private static void AddDesks(IServiceCollection services, Rules rules) => services
        .AddDesk<IntakeContext, OrderRow, Order, OrderWork, OrderEvent>(OrderDesk.Rules(rules), DecidedCaseBook.AlongsideAsync)
        .AddDesk<IntakeContext, DraftRow, Document, DocumentCommand, DocumentEvent>(Documents.Rules<DraftRow>(DraftDesk.Index))
        .AddDesk<IntakeContext, MemberRow, Document, DocumentCommand, DocumentEvent>(Documents.Rules<MemberRow>((_, _) => { }, idIsPrivate: true))
        .AddDesk<IntakeContext, PracticeRow, Document, DocumentCommand, DocumentEvent>(Documents.Rules<PracticeRow>((_, _) => { }))
        .AddDesk<IntakeContext, PlanRow, PlanLedger, RecordPlan, PlanRecorded>(PlanLedgers.Rules)
        .AddSingleton<PlanAudit>().AddHostedService(provider => provider.GetRequiredService<PlanAudit>()).AddSingleton<PlanLoading>()
        .AddSingleton<OrderDesk>().AddSingleton<OrderChanges>().AddSingleton<OrderStore>().AddSingleton<OrderViews>()
        .AddSingleton<DraftDesk>().AddSingleton<IntakeDirectory>().AddSingleton<FacilityBook>().AddSingleton<Citations>().AddSingleton<SubmissionChecks>()
        .AddSingleton<OrderSubmission>().AddSingleton<OrderEvaluation>().AddSingleton<OrderRequests>().AddSingleton<LinkedOrders>()
        .AddSingleton<IntakeSweeper>().AddSingleton<IntakeGrpc>().AddSingleton<PlansGrpc>().AddSingleton(new RuleBookGrpc(rules))
        .AddSingleton<NoticeRulesGrpc>().AddSingleton<AppealLadderGrpc>()
        .AddSingleton(rules).AddSingleton<DecidedCaseStore>().AddSingleton<PublicMetricsGrpc>()
        .AddSingleton<DecidedCaseFilling>().AddHostedService(provider => provider.GetRequiredService<DecidedCaseFilling>());
}
