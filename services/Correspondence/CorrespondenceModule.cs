using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Correspondence.Adapters;
using UtilizationReview.Correspondence.Adapters.Kit;
using UtilizationReview.Correspondence.Adapters.Notices;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Live;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Correspondence;

/// <summary>Documents: loads into a process of its own or into the host of all services.</summary>
public static class CorrespondenceModule
{
    /// <summary>Registers the service: its storage <c>correspondence.db</c>, its document store, desk, sweepers, consumers, and its client of
    /// Intake.</summary>
    /// <param name="services">The container.</param>
    /// <param name="config"><c>Documents:Store</c> (Disk or S3) with what each needs, and <c>Documents:Scanner</c>.</param>
    public static IServiceCollection AddCorrespondence(this IServiceCollection services, IConfiguration config)
    {
        var options = DocumentsOptions.Read(config);
        services.AddCallers(config, RpcAccess.RolesByMethod);
        services.AddServiceStorage<CorrespondenceContext>(config, "correspondence");
        services.AddDesk<CorrespondenceContext, FolderRow, Folder, FolderCommand, FolderEvent>(FolderDesk.Rules, CorrespondenceContext.FollowAsync);
        services.AddSweeper<CorrespondenceContext, FolderRow>(
            (provider, id, now, ct) => provider.GetRequiredService<Screening>().WakeAsync(id, now, ct));
        services.AddCounters(CorrespondenceTelemetry.Board).AddSingleton<CorrespondenceTelemetry>()
            .AddSingleton(provider => new FactListener<Folder, FolderEvent>(provider.GetRequiredService<CorrespondenceTelemetry>().Heard));
        services.AddEventConsumer<CorrespondenceConsumers>("ur-correspondence").AddEventSubscriptions(EventSubscriptions.Queues);
        services.AddServiceClient<Intake.IntakeClient>(config, "Intake");
        services.AddNotices(config);
        services.AddServiceClient<ClinicalCriteria.ClinicalCriteriaClient>(config, "ClinicalCriteria");
        services.AddServiceClient<PeerToPeer.PeerToPeerClient>(config, "PeerToPeer");
        services.AddSingleton(KitSections.Load(KitSections.ShippedPath)).AddSingleton<KitCriteria>().AddSingleton<CaseRecords>();
        return services.AddSingleton(provider => options.Open(provider.GetRequiredService<DataDirectory>()))
            .AddSingleton(provider => new Screening(
                provider.GetRequiredService<FolderDesk>(), provider.GetRequiredService<Holding>(), options.Scanner,
                provider.GetRequiredService<ILogger<Screening>>()))
            .AddSingleton<FolderDesk>().AddSingleton<IntakeRecords>().AddSingleton<Shelves>().AddSingleton<Uploads>()
            .AddSingleton<StoreSweeper>().AddHostedService(provider => provider.GetRequiredService<StoreSweeper>());
    }

    /// <summary>Maps the service's RPCs.</summary>
    public static IEndpointRouteBuilder MapCorrespondence(this IEndpointRouteBuilder app)
    {
        app.MapGrpcService<DocumentsGrpc>();
        app.MapGrpcService<NoticesGrpc>();
        app.MapGrpcService<AdvocatesKitGrpc>();
        return app;
    }
}
