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
        (plan.Version, plan.EffectiveFrom, plan.Funding).ShouldBe(("1", DateOnly.MinValue, "insured"));
        (plan.MedicareFirst, plan.NicotineGateHard).ShouldBe((false, false));
        plan.Modules.Concat(plan.CodesAdded).ShouldBeEmpty();
        plan.CriteriaVersions.Concat(plan.MedicalPolicies).ShouldBeEmpty();
        plan.GoldCards.ShouldBeEmpty();
    }

    [Fact]
    public void Every_term_is_read_as_it_is_said()
    {
        Write("a.yaml", Sound + """

            version: "2027.1"
            effective_from: 2027-01-01
            funding: insured
            modules: [pump, sedation]
            codes_added: ["27447"]
            codes_not_reviewed: ["63030"]
            criteria_versions: {msk-spine/lumbar-discectomy: "2025.2"}
            medical_policies: {"63047": own/laminectomy}
            nicotine_gate: hard
            gold_cards:
              - {practice: maple-spine, codes: ["63047"], from: 2027-01-01, through: 2027-06-30}
              - {practice: oak-joint, program: spine, from: 2027-02-01}
            """);

        var plan = PlanFiles.Load(_folder.FullName).ShouldHaveSingleItem();

        (plan.Version, plan.EffectiveFrom, plan.NicotineGateHard).ShouldBe(("2027.1", new DateOnly(2027, 1, 1), true));
        plan.Modules.ShouldBe(["pump", "sedation"]);
        plan.CodesAdded.ShouldBe(["27447"]);
        plan.CriteriaVersions.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("msk-spine/lumbar-discectomy", "2025.2"));
        plan.MedicalPolicies.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("63047", "own/laminectomy"));
        plan.GoldCards.Select(card => (card.Practice, string.Join(',', card.Codes), card.Program, card.Through))
            .ShouldBe([("maple-spine", "63047", "", new DateOnly(2027, 6, 30)), ("oak-joint", "", "spine", (DateOnly?)null)]);
        plan.Source.Problem("gold_cards[1].program", "is so").ShouldBe("a.yaml:18: gold_cards[1].program is so.");
    }

    [Theory]
    [InlineData("medicare_advantage", true, "insured")]
    [InlineData("commercial_insured", false, "insured")]
    [InlineData("commercial_self_funded", false, "self_funded")]
    public void Coverage_order_and_funding_follow_from_the_line_of_business(string line, bool medicare, string funding)
    {
        Write("a.yaml", Sound.Replace("commercial_insured", line, StringComparison.Ordinal));

        var plan = PlanFiles.Load(_folder.FullName).ShouldHaveSingleItem();

        (plan.MedicareFirst, plan.Funding).ShouldBe((medicare, funding));
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
    [InlineData("version: \"2\"", "a.yaml:7: version stands without effective_from; a plan file says both, or neither (version 1 from the beginning).")]
    [InlineData("effective_from: 2027-01-01", "a.yaml:7: effective_from stands without version; a plan file says both, or neither")]
    [InlineData("version: a/b\neffective_from: 2027-01-01", "a.yaml:7: version 'a/b' is not 1 to 32 letters, digits, dots, underscores and hyphens")]
    [InlineData("version: \"2\"\neffective_from: 2027-13-01", "a.yaml:8: effective_from is not a date (yyyy-MM-dd).")]
    [InlineData("funding: charity", "a.yaml:7: funding 'charity' is not one of insured, self_funded.")]
    [InlineData("funding: self_funded", "a.yaml:7: funding 'self_funded' does not go with line_of_business commercial_insured; write insured, or leave it out.")]
    [InlineData("modules: [pumps]", "a.yaml:7: modules 'pumps' is not one of pump, sedation.")]
    [InlineData("codes_added:\n  - \"27447\"\n  - knee", "a.yaml:9: codes_added 'knee' is not a procedure code of five digits and capital letters.")]
    [InlineData("codes_added: [\"27447\"]\ncodes_not_reviewed: [\"27447\"]", "a.yaml:7: codes_added names '27447', which codes_not_reviewed names too;")]
    [InlineData("criteria_versions: [\"2025.2\"]", "a.yaml:7: criteria_versions is not a mapping of keys to values.")]
    [InlineData("criteria_versions: {msk-spine/lumbar-discectomy: []}", "a.yaml:7: criteria_versions.msk-spine/lumbar-discectomy is not a text.")]
    [InlineData("medical_policies:\n  \"63047\":", "a.yaml:8: medical_policies.63047 is not a text.")]
    [InlineData("nicotine_gate: firm", "a.yaml:7: nicotine_gate 'firm' is not one of advisory, hard.")]
    [InlineData("coverage_first: medicare", "a.yaml:7: coverage_first 'medicare' does not go with line_of_business commercial_insured; it is for medicare_advantage only.")]
    [InlineData("coverage_first: medicaid", "a.yaml:7: coverage_first 'medicaid' is not one of medicare.")]
    [InlineData("gold_cards: {practice: maple-spine}", "a.yaml:7: gold_cards is not a list.")]
    [InlineData("gold_cards:\n  - {practice: Maple, program: spine, from: 2027-01-01}", "a.yaml:8: gold_cards[0].practice 'Maple' is not the kebab-case id of a practice.")]
    [InlineData("gold_cards:\n  - {practice: maple, program: spine}", "a.yaml:8: gold_cards[0].from is missing; write the first day it holds for (yyyy-MM-dd).")]
    [InlineData("gold_cards:\n  - {practice: maple, from: 2027-01-01}", "a.yaml:8: gold_cards[0].codes and program: a gold card names one of them, the codes or the program")]
    [InlineData("gold_cards:\n  - {practice: maple, codes: [], from: 2027-01-01}", "a.yaml:8: gold_cards[0].codes is empty; name at least one code, or a program instead.")]
    [InlineData("gold_cards:\n  - {practice: maple, program: joint, from: 2027-01-01}", "a.yaml:8: gold_cards[0].program 'joint' is not a program the plan bought; it bought spine.")]
    [InlineData("gold_cards:\n  - {practice: maple, program: spine, from: 2027-02-01, through: 2027-01-31}", "a.yaml:8: gold_cards[0].through 2027-01-31 lies before from 2027-02-01.")]
    [InlineData("gold_cards:\n  - {practice: maple, program: spine, from: 2027-02-01, until: 2027-03-01}", "a.yaml:8: gold_cards[0].until is not a known key; here are allowed:")]
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
        problems[1].ShouldBe("c.yaml:1: plan_id 'test-plan' version '1' is already in b.yaml; every version of a plan has a version and an "
            + "effective_from of its own.");
    }

    [Fact]
    public void One_day_selects_one_version()
    {
        Write("a.yaml", Sound);
        Write("b.yaml", Sound + "\nversion: \"2\"\neffective_from: 2027-01-01");
        Write("c.yaml", Sound + "\nversion: \"3\"\neffective_from: 2027-01-01");
        Write("d.yaml", Sound + "\nversion: \"2\"\neffective_from: 2027-02-01");

        Should.Throw<PlanFileException>(() => PlanFiles.Load(_folder.FullName)).Problems.ShouldBe(
        [
            "c.yaml:8: effective_from 2027-01-01 is already the first day of version '2' in b.yaml; one day selects one version.",
            "d.yaml:1: plan_id 'test-plan' version '2' is already in b.yaml; every version of a plan has a version and an effective_from of its own.",
        ]);
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
