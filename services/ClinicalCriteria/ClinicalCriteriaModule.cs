using System.Globalization;
using UtilizationReview.ClinicalCriteria.Adapters;
using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.ClinicalCriteria;

/// <summary>Clinical criteria: loads into a process of its own or into the host of all services.</summary>
public static class ClinicalCriteriaModule
{
    private const int ReloadSeconds = 5;

    /// <summary>
    /// Registers the service. The criteria files come from <c>Criteria:Directory</c>, else from <c>Guidelines</c> beside the program, and are
    /// compiled here: a bad file, or a plan that refers to what is not in them, stops the start with every problem listed. Afterwards the folder is
    /// followed: <c>Criteria:ReloadSeconds</c> says how often it is looked at (5; 0: never).
    /// </summary>
    public static IServiceCollection AddClinicalCriteria(this IServiceCollection services, IConfiguration configuration)
    {
        var directory = configuration["Criteria:Directory"] is { Length: > 0 } named ? named : Path.Combine(AppContext.BaseDirectory, "Guidelines");
        var loaded = CriteriaFolder.Load(directory);
        CriteriaInForce? inForce = null;
        services.AddPlans(configuration).AddPlanCheck(plans => PlanReferences.Problems(inForce?.Current ?? loaded, plans));
        services.AddCallers(configuration, RpcAccess.RolesByMethod);
        services.AddGrpcHealthChecks();
        services.AddSingleton(provider => inForce = new CriteriaInForce(directory, loaded,
            next => PlanReferences.Problems(next, provider.GetRequiredService<PlanRegistry>().EveryVersion),
            provider.GetRequiredService<ILogger<CriteriaInForce>>()));
        services.AddTransient(provider => provider.GetRequiredService<CriteriaInForce>().Current);
        var seconds = configuration["Criteria:ReloadSeconds"] is { Length: > 0 } every
            ? int.Parse(every, CultureInfo.InvariantCulture) : ReloadSeconds;
        if (seconds > 0)
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<CriteriaWatch>(provider, TimeSpan.FromSeconds(seconds)));
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
