using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;
using UtilizationReview.SpineCenter.Adapters;
using UtilizationReview.SpineCenter.Domain;

namespace UtilizationReview.SpineCenter;

/// <summary>Designated spine centers: loads into a process of its own or into the host of all services.</summary>
public static class SpineCenterModule
{
    /// <summary>Registers the service: its storage <c>spine_center.db</c>, its three desks, and its client of Intake.</summary>
    /// <param name="services">The container.</param>
    /// <param name="config"><c>SpinePrograms:Directory</c>: program files; by default those shipped with the service.</param>
    public static IServiceCollection AddSpineCenter(this IServiceCollection services, IConfiguration config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var programs = ProgramFiles.Load(config["SpinePrograms:Directory"] ?? Path.Combine(AppContext.BaseDirectory, "Programs"));
        services.AddPlans(config).AddPlanCheck(programs.Problems);
        services.AddSingleton(programs);
        services.AddCallers(config, RpcAccess.RolesByMethod);
        services.AddServiceStorage<SpineCenterContext>(config, "spine_center");
        services.AddDesk<SpineCenterContext, CenterRow, Center, SaveCenter, CenterSaved>(SpineCenterDesks.Centers)
            .AddDesk<SpineCenterContext, EvaluationRow, Evaluation, RecordEvaluation, EvaluationRecorded>(SpineCenterDesks.Evaluations)
            .AddDesk<SpineCenterContext, VisitRow, VisitOrder, VisitCommand, VisitEvent>(SpineCenterDesks.Visits);
        services.AddSingleton<SpineCenterTelemetry>()
            .AddSingleton(provider => new FactListener<VisitOrder, VisitEvent>(provider.GetRequiredService<SpineCenterTelemetry>().Heard))
            .AddSingleton(provider => new FactListener<Evaluation, EvaluationRecorded>(provider.GetRequiredService<SpineCenterTelemetry>().Heard));
        services.AddServiceClient<Intake.IntakeClient>(config, "Intake");
        services.AddEventSubscriptions(EventSubscriptions.Queues);
        return services.AddSingleton<CenterBook>().AddSingleton<EvaluationBook>().AddSingleton<VisitBook>()
            .AddSingleton<SpineMembers>().AddSingleton<SpinePlans>();
    }

    /// <summary>Maps the service's RPCs.</summary>
    public static IEndpointRouteBuilder MapSpineCenter(this IEndpointRouteBuilder app)
    {
        app.MapGrpcService<SpineCenterGrpc>();
        return app;
    }
}
