using System.ComponentModel.DataAnnotations;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.NurseReview.Adapters;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Live;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.NurseReview;

/// <summary>The nurse queue: loads into a process of its own or into the host of all services.</summary>
public static class NurseReviewModule
{
    /// <summary>Registers the service: its storage <c>nurse_review.db</c>, desks, sweeper, consumers, and its clients of Intake,
    /// ClinicalCriteria and Correspondence.</summary>
    /// <param name="services">The container.</param>
    /// <param name="config"><c>NurseReview:LeaseMinutes</c>: 1 to 240, by default 20.</param>
    public static IServiceCollection AddNurseReview(this IServiceCollection services, IConfiguration config)
    {
        var options = config.GetSection("NurseReview").Get<NurseReviewOptions>() ?? new();
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        services.AddPlans(config);
        services.AddCallers(config, RpcAccess.RolesByMethod);
        services.AddSingleton<NursePresence>().AddGrpc().AddServiceOptions<NurseReviewGrpc>(options => options.Interceptors.Add<NursePresence>());
        services.AddServiceStorage<NurseReviewContext>(config, "nurse_review");
        services.AddDesk<NurseReviewContext, NurseItemRow, NurseItem, NurseCommand, NurseEvent>(
            NurseDesk.Rules(TimeSpan.FromMinutes(options.LeaseMinutes)));
        services.AddDesk<NurseReviewContext, NurseProfileRow, NurseProfile, SaveNurse, NurseSaved>(NurseRoster.Rules);
        services.AddSweeper<NurseReviewContext, NurseItemRow>((provider, id, _, ct) =>
            provider.GetRequiredService<NurseDesk>().ExecuteAsync(id, new Tick(), key: null, payloadHash: "", Actor.Platform, ct));
        services.AddCounters(NurseReviewTelemetry.Board).AddSingleton<NurseReviewTelemetry>()
            .AddSingleton(provider => new FactListener<NurseItem, NurseEvent>(provider.GetRequiredService<NurseReviewTelemetry>().Heard));
        services.AddEventConsumer<NurseReviewConsumers>("ur-nurse-review").AddEventSubscriptions(EventSubscriptions.Queues);
        services.AddServiceClient<Contracts.Intake.V1.Intake.IntakeClient>(config, "Intake");
        services.AddServiceClient<Contracts.Criteria.V1.ClinicalCriteria.ClinicalCriteriaClient>(config, "ClinicalCriteria");
        services.AddServiceClient<Contracts.Correspondence.V1.Documents.DocumentsClient>(config, "Correspondence");
        services.AddTransient<NurseDocuments>();
        services.AddSingleton<NurseRoster>().AddSingleton<SupervisorViews>().AddTransient<NurseCriteria>();
        return services.AddSingleton<QueueSignal>().AddSingleton<NurseDesk>().AddSingleton<NurseQueue>().AddSingleton<QueueWatch>()
            .AddSingleton<NurseCalls>().AddTransient<NurseOrders>();
    }

    /// <summary>Maps the service's RPCs.</summary>
    public static IEndpointRouteBuilder MapNurseReview(this IEndpointRouteBuilder app)
    {
        app.MapGrpcService<NurseReviewGrpc>();
        app.MapGrpcService<NurseSupervisionGrpc>();
        return app;
    }
}

/// <summary>Settings of the nurse queue.</summary>
internal sealed class NurseReviewOptions
{
    /// <summary>Length of a lease, in minutes; every activity of the holder starts it anew.</summary>
    [Range(1, 240, ErrorMessage = "NurseReview:LeaseMinutes must be 1 to 240.")]
    public int LeaseMinutes { get; init; } = 20;
}
