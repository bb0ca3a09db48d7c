using UtilizationReview.ClinicalCriteria.Adapters;
using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.ClinicalCriteria;

/// <summary>Clinical criteria: loads into a process of its own or into the host of all services.</summary>
public static class ClinicalCriteriaModule
{
    /// <summary>
    /// Registers the service. The criteria files come from <c>Criteria:Directory</c>, else from <c>Guidelines</c> beside the program, and are
    /// compiled here: a bad file stops the start with every problem listed.
    /// </summary>
    public static IServiceCollection AddClinicalCriteria(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddPlans(configuration);
        services.AddCallers(configuration, RpcAccess.RolesByMethod);
        services.AddGrpcHealthChecks();
        services.AddSingleton(CriteriaFolder.Load(configuration["Criteria:Directory"] ?? Path.Combine(AppContext.BaseDirectory, "Guidelines")));
        return services;
    }

    /// <summary>Maps the service's RPCs.</summary>
    public static IEndpointRouteBuilder MapClinicalCriteria(this IEndpointRouteBuilder app)
    {
        app.MapGrpcService<ClinicalCriteriaGrpc>();
        app.MapGrpcService<PreCheckGrpc>();
        return app;
    }
}
