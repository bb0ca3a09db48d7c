using UtilizationReview.Contracts.Plans.V1;
using UtilizationReview.Host.Demo;
using UtilizationReview.Tests.Integration.Intake;

namespace UtilizationReview.Tests.Integration.Plans;

/// <summary>A folder of plan files that a test may change.</summary>
internal sealed class PlanFolders : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plan-files-");

    public PlanFolders()
    {
        foreach (var file in Directory.EnumerateFiles(DemoCast.Folder("plans"), "*.yaml"))
            File.Copy(file, System.IO.Path.Combine(_folder.FullName, System.IO.Path.GetFileName(file)));
    }

    public string Path => _folder.FullName;

    /// <summary>Meadow's plan in another version.</summary>
    public static string Meadow(string version, DateOnly from, string extra = "") => $"""
        plan_id: meadow-commercial
        version: "{version}"
        effective_from: {from:yyyy-MM-dd}
        name: Meadow Commercial (demonstration)
        line_of_business: commercial_insured
        state: WI
        time_zone: America/Chicago
        programs: [spine, joint, pain]
        adopts_analog_criteria: true
        {extra}
        """.ReplaceLineEndings("\n");

    /// <summary>Puts a file there the way an editor does: at once.</summary>
    public void Put(string name, string text)
    {
        var aside = System.IO.Path.Combine(_folder.FullName, name + ".part");
        File.WriteAllText(aside, text);
        File.Move(aside, System.IO.Path.Combine(_folder.FullName, name), overwrite: true);
    }

    public string[] Names() => [.. Directory.EnumerateFiles(_folder.FullName).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    /// <summary>Waits until the plans in use are as wanted; fails with the last answer.</summary>
    public static Task<ListPlansResponse> UntilAsync(IntakeHost host, Func<ListPlansResponse, bool> wanted) => Eventually.Seen(
        () => host.PlansAs(IntakeHost.Administrator).ListPlansAsync(new(), cancellationToken: TestContext.Current.CancellationToken).ResponseAsync,
        wanted, "the plans");

    /// <summary>The version of Meadow's plan for orders received now.</summary>
    public static string InForce(ListPlansResponse plans) =>
        plans.Versions.SingleOrDefault(version => version.PlanId == "meadow-commercial" && version.InForce)?.Version ?? "none";

    public void Dispose() => _folder.Delete(recursive: true);
}
