using UtilizationReview.Contracts.Plans;

namespace UtilizationReview.Tests.Unit.Plans;

public sealed class PlanFileTests : IDisposable
{
    private const string Sound = """
        plan_id: test-plan
        name: Test
        line_of_business: commercial_insured
        state: WI
        time_zone: America/Chicago
        programs: [spine]
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plans");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_demo_plans_load()
    {
        var plans = new PlanRegistry(PlanFiles.Load(Path.Combine(RepositoryRoot(), "deploy", "demo", "plans")));

        plans.All.Select(plan => plan.PlanId).ShouldBe(["harbor-selfunded", "meadow-commercial", "prairie-objective", "summit-advantage"]);
        plans.Find("prairie-objective")!.SiteOfCare.ObjectiveReasonsSettle.ShouldBeTrue();
        plans.Find("meadow-commercial")!.SiteOfCare.PrivilegesGraceThrough.ShouldBe(new DateOnly(2027, 6, 30));
        plans.Find("nobody").ShouldBeNull();
    }

    [Fact]
    public void Defaults_stand_where_a_plan_says_nothing()
    {
        Write("a.yaml", Sound);

        var plan = PlanFiles.Load(_folder.FullName).ShouldHaveSingleItem();

        plan.Validity.DecisionDayIsDayOne.ShouldBeFalse();
        plan.Validity.WarningDays.ShouldBe(7);
        plan.Reconsideration.ShouldBe(new PlanReconsideration { Days = 10, Counting = "calendar" });
        plan.PeerToPeer.AttemptsBeforeDecision.ShouldBe(3);
        plan.SiteOfCare.ReachMiles.ShouldBe(30);
    }

    [Theory]
    [InlineData("commercial_insured")]
    [InlineData("commercial_self_funded")]
    [InlineData("medicare_advantage")]
    [InlineData("medicaid_managed")]
    [InlineData("qualified_health_plan")]
    [InlineData("medicaid_fee_for_service")]
    public void Every_line_of_business_can_be_named(string lineOfBusiness)
    {
        Write("a.yaml", Sound.Replace("commercial_insured", lineOfBusiness, StringComparison.Ordinal));

        PlanFiles.Load(_folder.FullName).ShouldHaveSingleItem().LineOfBusiness.ShouldBe(lineOfBusiness);
    }

    [Fact]
    public void A_plan_says_when_an_employer_offers_it()
    {
        Write("a.yaml", Sound);
        Write("b.yaml", Sound.Replace("test-plan", "other-plan", StringComparison.Ordinal) + "\nemployer_group: true");

        PlanFiles.Load(_folder.FullName).Select(plan => plan.EmployerGroup).ShouldBe([false, true]);
    }

    [Theory]
    [InlineData("employer_group: perhaps", "a.yaml:7: employer_group is neither true nor false.")]
    [InlineData("colour: blue", "a.yaml:7: colour is not a known key; here are allowed: validity, reconsideration, peer_to_peer, site_of_care, plan_id,")]
    [InlineData("validity: {warning_days: 31}", "a.yaml:7: validity.warning_days is not a whole number from 0 to 30.")]
    [InlineData("validity: 7", "a.yaml:7: validity is not a mapping of keys to values.")]
    [InlineData("validity:\n  decision_day_is_day_one: perhaps", "a.yaml:8: validity.decision_day_is_day_one is neither true nor false.")]
    [InlineData("reconsideration: {days: 9}", "a.yaml:7: reconsideration.days is not a whole number from 10 to 365.")]
    [InlineData("reconsideration: {counting: lunar}", "a.yaml:7: reconsideration.counting 'lunar' is not one of calendar, business.")]
    [InlineData("site_of_care:\n  privileges_grace_through: 2027-02-30", "a.yaml:8: site_of_care.privileges_grace_through is not a date (yyyy-MM-dd).")]
    [InlineData("codes_not_reviewed: [\"63030\", \"63030\"]", "a.yaml:7: codes_not_reviewed names '63030' twice.")]
    [InlineData("state: XX", "a.yaml:7: this is not well-formed YAML:")]
    public void A_mistake_is_told_with_file_line_and_reason(string extra, string expected)
    {
        Write("a.yaml", Sound + "\n" + extra);

        Should.Throw<PlanFileException>(() => PlanFiles.Load(_folder.FullName)).Problems.ShouldHaveSingleItem().ShouldStartWith(expected);
    }

    [Theory]
    [InlineData("plan_id: test-plan", "plan_id: Test_Plan", "a.yaml:1: plan_id 'Test_Plan' is not kebab-case")]
    [InlineData("commercial_insured", "charity", "a.yaml:3: line_of_business 'charity' is not one of commercial_insured, commercial_self_funded,")]
    [InlineData("America/Chicago", "Central", "a.yaml:5: time_zone 'Central' is not a known IANA time zone such as America/Chicago.")]
    [InlineData("state: WI", "state: Wisconsin", "a.yaml:4: state 'Wisconsin' is not a two-letter state code such as WI.")]
    [InlineData("programs: [spine]", "programs: [spine, heart]", "a.yaml:6: programs 'heart' is not one of spine, joint, pain.")]
    [InlineData("programs: [spine]", "", "a.yaml:1: programs is missing.")]
    public void A_wrong_value_is_told_with_what_is_allowed(string sound, string wrong, string expected)
    {
        Write("a.yaml", Sound.Replace(sound, wrong, StringComparison.Ordinal));

        Should.Throw<PlanFileException>(() => PlanFiles.Load(_folder.FullName)).Problems.ShouldHaveSingleItem().ShouldStartWith(expected);
    }

    [Fact]
    public void Every_problem_of_every_file_is_told_at_once()
    {
        Write("a.yaml", Sound.Replace("state: WI", "state: wi", StringComparison.Ordinal));
        Write("b.yaml", Sound);
        Write("c.yaml", Sound);

        var problems = Should.Throw<PlanFileException>(() => PlanFiles.Load(_folder.FullName)).Problems;

        problems.Count.ShouldBe(2);
        problems[1].ShouldBe("c.yaml: plan_id 'test-plan' is already used by b.yaml; every plan needs its own.");
    }

    [Fact]
    public void A_missing_directory_is_told() =>
        Should.Throw<PlanFileException>(() => PlanFiles.Load(Path.Combine(_folder.FullName, "none"))).Problems.ShouldHaveSingleItem()
            .ShouldEndWith("the directory of plan files does not exist; set Plans:Directory to one that does.");

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "UtilizationReview.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
