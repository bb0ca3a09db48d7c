using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace UtilizationReview.Contracts.Plans;

/// <summary>The plans this process serves.</summary>
/// <param name="plans">Plans with distinct ids.</param>
public sealed class PlanRegistry(IEnumerable<PlanFile> plans)
{
    private readonly Dictionary<string, PlanFile> _byId = plans.ToDictionary(plan => plan.PlanId, StringComparer.Ordinal);

    /// <summary>Every plan, in the order of the files' names.</summary>
    public IReadOnlyCollection<PlanFile> All => _byId.Values;

    /// <summary>The plan of this id, or null.</summary>
    public PlanFile? Find(string planId) => _byId.GetValueOrDefault(planId);
}

/// <summary>Registration of the plans.</summary>
public static class PlanServices
{
    /// <summary>
    /// Loads the plan files and registers <see cref="PlanRegistry"/>. The directory is <c>Plans:Directory</c>, else <c>deploy/demo/plans</c>
    /// in the program's folder or the nearest folder above it. A bad file stops the start.
    /// </summary>
    public static IServiceCollection AddPlans(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(new PlanRegistry(PlanFiles.Load(configuration["Plans:Directory"] ?? DemoDirectory())));
        return services;
    }

    private static string DemoDirectory()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "deploy", "demo", "plans");
            if (Directory.Exists(candidate))
                return candidate;
        }

        return Path.Combine(AppContext.BaseDirectory, "deploy", "demo", "plans");
    }
}
