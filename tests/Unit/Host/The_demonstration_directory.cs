using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Host.Demo;
using UtilizationReview.SiteOfCare.Domain;

namespace UtilizationReview.Tests.Unit.Host;

public sealed class The_demonstration_directory
{
    private static readonly string Demo = FindDemo();
    private static readonly IReadOnlyList<PlanFile> Plans = PlanFiles.Load(Path.Combine(Demo, "plans"));

    private static DemoDirectory Shipped => DemoDirectory.Load(Path.Combine(Demo, "directory"), [.. Plans.Select(plan => plan.PlanId)]);

    [Fact]
    public void Every_role_a_person_can_have_is_played_by_somebody() =>
        Shipped.People.Select(person => person.Role).Distinct().ShouldBe(Roles.All.Where(role => role != Roles.Service), ignoreOrder: true);

    [Fact]
    public void Everybody_is_obviously_invented()
    {
        var shipped = Shipped;
        shipped.People.Select(person => person.Name).Concat(shipped.Members.Select(m => m.Name)).Concat(shipped.Facilities.Select(f => f.Name))
            .ShouldAllBe(name => name.Contains("Demo"));
        shipped.Practices.ShouldAllBe(practice => practice.Name.Contains("demonstration"));
    }

    [Theory]
    [InlineData("orthopedic-surgery")]
    [InlineData("spine-surgery")]
    [InlineData("pain-medicine")]
    public void A_reconsideration_always_finds_another_physician_of_the_specialty(string specialty)
    {
        foreach (var plan in Plans)
        {
            Shipped.Physicians.Count(p => p.Specialties.Contains(specialty) && p.PlanIds.Contains(plan.PlanId)
                && (!plan.PeerToPeer.LicenceInMemberState || p.Licences.Any(licence => licence.State == plan.State))).ShouldBeGreaterThanOrEqualTo(2, plan.PlanId);
        }
    }

    [Fact]
    public void Every_plan_has_members_a_hospital_and_a_surgery_center()
    {
        var shipped = Shipped;
        foreach (var plan in Plans)
        {
            shipped.Members.ShouldContain(member => member.PlanId == plan.PlanId);
            foreach (var place in new[] { PlaceOfService.OnCampusOutpatientHospital, PlaceOfService.AmbulatorySurgeryCenter })
            {
                var alike = place is PlaceOfService.OnCampusOutpatientHospital ? [place, PlaceOfService.OffCampusOutpatientHospital] : new[] { place };
                shipped.Facilities.ShouldContain(f => alike.Contains(f.PlaceOfService) && f.Networks.Any(plan.SiteOfCare.Networks.Contains), $"{plan.PlanId} {place}");
            }
        }
    }

    [Theory]
    [InlineData("m-nora", true)]
    [InlineData("m-ruben", true)]
    [InlineData("m-testa", false)]
    [InlineData("m-petra", false)]
    public void Two_members_live_more_than_60_miles_from_any_surgery_center(string memberId, bool remote)
    {
        var home = Shipped.Members.Single(member => member.MemberId == memberId).Home;
        var nearest = Shipped.Facilities.Where(f => f.PlaceOfService == PlaceOfService.AmbulatorySurgeryCenter)
            .Min(f => Distance.MilesBetween(new(home.Latitude, home.Longitude), new(f.Coordinates.Latitude, f.Coordinates.Longitude)));
        (nearest > 60).ShouldBe(remote, $"{nearest:0.0} miles");
    }

    [Fact]
    public void Hours_and_names_are_read_whole()
    {
        var physician = Shipped.Physicians.Single(p => p.PhysicianId == "dr-quill");
        (physician.Name, physician.PlanIds.Count, physician.WeeklyHours.Count).ShouldBe(("Demo Dr. Quill Example", 4, 10));
        physician.WeeklyHours[0].ShouldBe(new WeeklyHours { Day = Weekday.Monday, From = "08:00", To = "12:00" });
        Shipped.Find("maple-staff")!.PracticeId.ShouldBe("maple-spine-demo");
        Shipped.Find("nobody").ShouldBeNull();
    }

    [Fact]
    public void Every_mistake_is_told_with_file_and_line()
    {
        var folder = Directory.CreateTempSubdirectory("demo-directory-").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Demo, "directory"))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            File.WriteAllText(Path.Combine(folder, "people.yaml"), """
                people:
                  - { id: dr-quill, name: Demo Quill, role: physician, plans: [no-plan], npi: "1999990059" }
                  - { id: staff, name: Demo Staff, role: practice, colour: blue }
                  - { id: staff, name: Demo Staff, role: king }
                """);
            File.Delete(Path.Combine(folder, "members.yaml"));
            var problems = Should.Throw<DemoDirectoryException>(() => DemoDirectory.Load(folder, ["meadow-commercial"])).Problems;
            problems.ShouldContain("people.yaml:2: people[0].plans 'no-plan' is not one of meadow-commercial.");
            problems.ShouldContain("people.yaml:2: people[0].npi '1999990059' is not a national provider identifier: ten digits, the last a check digit.");
            problems.ShouldContain("people.yaml:3: people[1].practice is missing; a person of a practice names it.");
            problems.ShouldContain("people.yaml:3: people[1].colour is not a known key; here are allowed: role, practice, plans, npi, id, name.");
            problems.ShouldContain("people.yaml:4: people[2].id is used twice; every one needs its own.");
            problems.ShouldContain("people.yaml:4: people[2].role 'king' is not one of practice, contact_center, nurse, physician, plan_administrator, operator.");
            problems.ShouldContain(problem => problem.StartsWith("members.yaml:1: the file is missing in", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string FindDemo()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "deploy", "demo");
            if (Directory.Exists(Path.Combine(candidate, "directory"))) return candidate;
        }
        throw new DirectoryNotFoundException("deploy/demo/directory was not found above the test's folder.");
    }
}
