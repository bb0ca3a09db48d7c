using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Storage;
using UtilizationReview.SiteOfCare.Adapters;
using UtilizationReview.SiteOfCare.Domain;

namespace UtilizationReview.SiteOfCare;

/// <summary>Where care is rendered: loads into a process of its own or into the host of all services.</summary>
public static class SiteOfCareModule
{
    /// <summary>Registers the service: its storage <c>site_of_care.db</c>, its desk, and its client of ClinicalCriteria.</summary>
    public static IServiceCollection AddSiteOfCare(this IServiceCollection services, IConfiguration config)
    {
        services.AddPlans(config);
        services.AddCallers(config, RpcAccess.RolesByMethod);
        services.AddServiceStorage<SiteOfCareContext>(config, "site_of_care");
        services.AddDesk<SiteOfCareContext, FacilityRow, Facility, SaveFacility, FacilitySaved>(SiteOfCareStore.Rules);
        services.AddSingleton<SiteOfCareStore>();
        services.AddServiceClient<ClinicalCriteria.ClinicalCriteriaClient>(config, "ClinicalCriteria");
        return services;
    }

    /// <summary>Maps the service's RPCs.</summary>
    public static IEndpointRouteBuilder MapSiteOfCare(this IEndpointRouteBuilder app)
    {
        app.MapGrpcService<SiteOfCareGrpc>();
        return app;
    }
}
