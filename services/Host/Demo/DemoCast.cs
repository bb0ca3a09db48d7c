using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Host.Demo;

/// <summary>Who plays which part in a demonstration: the demo directory and the plans, as one finds people in them.</summary>
/// <param name="Directory">The invented people and places.</param>
/// <param name="Plans">The demo plans.</param>
internal sealed record DemoCast(DemoDirectory Directory, PlanRegistry Plans)
{
    /// <summary>Reads the shipped demonstration.</summary>
    public static DemoCast Load()
    {
        var plans = new PlanRegistry(PlanFiles.Load(Folder("plans")));
        return new DemoCast(DemoDirectory.Load(Folder("directory"), [.. plans.All.Select(plan => plan.PlanId)]), plans);
    }

    /// <summary>A folder of the shipped demonstration, found beside the program or above it.</summary>
    public static string Folder(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "deploy", "demo", name);
            if (System.IO.Directory.Exists(candidate))
                return candidate;
        }

        return Path.Combine("deploy", "demo", name);
    }

    /// <summary>The person of this id, or null.</summary>
    public Caller? Find(string personId) => Directory.Find(personId);

    /// <summary>Who writes the orders of a practice; of any practice when the id is unknown.</summary>
    public string StaffOf(string practiceId) =>
        (Directory.People.FirstOrDefault(person => person.Role == Roles.Practice && person.PracticeId == practiceId)
            ?? Directory.People.First(person => person.Role == Roles.Practice)).PersonId;

    /// <summary>The first person of a role who works for the plan.</summary>
    public string FirstOf(string role, string planId) =>
        Directory.People.First(person => person.Role == role && (person.PlanIds.Count == 0 || person.PlanIds.Contains(planId))).PersonId;

    /// <summary>Zone in which the plan counts days; Coordinated Universal Time for a plan that does not exist.</summary>
    public string TimeZoneOf(string planId) => Plans.Find(planId)?.TimeZone ?? "Etc/UTC";

    /// <summary>A physician's roster entry; null when the person is none.</summary>
    public Physician? Physician(string personId) => Directory.Physicians.FirstOrDefault(physician => physician.PhysicianId == personId);
}
