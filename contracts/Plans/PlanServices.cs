using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace UtilizationReview.Contracts.Plans;

/// <summary>Registration of the plans.</summary>
public static class PlanServices
{
    private const int DefaultSeconds = 5;

    /// <summary>
    /// Loads the plan files and registers <see cref="PlanRegistry"/>, which follows its folder. The directory is <c>Plans:Directory</c>, else
    /// <c>deploy/demo/plans</c> in the program's folder or the nearest folder above it; <c>Plans:ReloadSeconds</c> says how often it is looked at
    /// (0: never). A bad file stops the start. A registry that is there already stays, and follows nothing.
    /// </summary>
    public static IServiceCollection AddPlans(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (services.Any(service => service.ServiceType == typeof(PlanRegistry)))
            return services;
        var folder = new PlanFolder(configuration["Plans:Directory"] is { Length: > 0 } directory ? directory : DemoDirectory());
        var plans = PlanFiles.Load(folder.Directory);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(folder).AddSingleton(new PlansAtStart(plans)).AddSingleton<PlanReload>();
        services.AddSingleton(provider => new PlanRegistry(plans, provider.GetRequiredService<TimeProvider>()));
        var every = configuration["Plans:ReloadSeconds"] is { Length: > 0 } seconds
            ? int.Parse(seconds, CultureInfo.InvariantCulture) : DefaultSeconds;
        if (every > 0)
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<PlanWatch>(provider, TimeSpan.FromSeconds(every)));
        return services;
    }

    /// <summary>Adds a check that the plans must pass now and at every change.</summary>
    /// <param name="services">The container, after <see cref="AddPlans"/>.</param>
    /// <param name="problems">What is wrong with these plans, a sentence "file:line: …" each.</param>
    /// <exception cref="PlanFileException">The plans that were loaded do not pass.</exception>
    public static IServiceCollection AddPlanCheck(
        this IServiceCollection services, Func<IReadOnlyList<PlanFile>, IReadOnlyList<string>> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (services.Select(service => service.ImplementationInstance).OfType<PlansAtStart>().FirstOrDefault() is { } loaded
            && problems(loaded.Plans) is { Count: > 0 } found)
            throw new PlanFileException(found);
        return services.AddSingleton(new PlanCheck((plans, _) => Task.FromResult<IReadOnlyList<string>?>(problems(plans))));
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

    /// <summary>The plans as the start found them.</summary>
    private sealed record PlansAtStart(IReadOnlyList<PlanFile> Plans);
}
