using Microsoft.Extensions.DependencyInjection.Extensions;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.PeerToPeer.Adapters;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Live;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.PeerToPeer;

/// <summary>The service as a module: the only public way in.</summary>
public static class PeerToPeerModule
{
    /// <summary>Registers the service. The process adds the delivery of events (AddEventDelivery) after all its modules.</summary>
    /// <param name="services">The container.</param>
    /// <param name="config"><c>Data:Directory</c>, <c>Plans:Directory</c>, <c>ReviewerRules:Directory</c>, <c>Services:Intake</c>,
    /// <c>Services:SiteOfCare</c>, <c>Identity:*</c>.</param>
    public static IServiceCollection AddPeerToPeer(this IServiceCollection services, IConfiguration config)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddPlans(config)
            .AddCallers(config, RpcAccess.RolesByMethod)
            .AddServiceStorage<PeerToPeerContext>(config, "peer_to_peer")
            .AddDesk<PeerToPeerContext, CaseRow, PhysicianCase, CaseCommand, CaseEvent>(CaseDesk.Rules, PeerToPeerContext.ReserveAsync)
            .AddDesk<PeerToPeerContext, PhysicianRow, Physician, RosterCommand, PhysicianSaved>(RosterDesk.Rules)
            .AddSweeper<PeerToPeerContext, CaseRow>((provider, number, _, ct) => provider.GetRequiredService<CaseDesk>()
                .ExecuteAsync(number, bench => new PassOn(bench), key: null, payloadHash: "", Actor.Platform, ct))
            .AddEventConsumer<PeerToPeerConsumers>("ur-peer-to-peer").AddEventSubscriptions(EventSubscriptions.Queues)
            .AddSingleton<CaseDesk>().AddSingleton<RosterDesk>().AddSingleton<PhysicianPresence>()
            .AddSingleton(StateLawFiles.Load(config["ReviewerRules:Directory"] ?? Path.Combine(AppContext.BaseDirectory, "Regimes")))
            .AddSingleton<CaseTerms>().AddSingleton<CaseChanges>().AddSingleton<CaseReader>().AddSingleton<Live>()
            .AddHostedService<BookingsWatch>();
        services.AddCounters(PeerToPeerTelemetry.Board).AddSingleton<PeerToPeerTelemetry>()
            .AddSingleton(provider => new FactListener<PhysicianCase, CaseEvent>(provider.GetRequiredService<PeerToPeerTelemetry>().Heard));
        services.AddServiceClient<Intake.IntakeClient>(config, "Intake");
        services.AddServiceClient<SiteOfCare.SiteOfCareClient>(config, "SiteOfCare").Services.AddTransient<Facilities>();
        return services;
    }

    /// <summary>Maps the service's RPCs.</summary>
    public static void MapPeerToPeer(this IEndpointRouteBuilder app) => app.MapGrpcService<PeerToPeerGrpc>();
}
