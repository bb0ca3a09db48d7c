using UtilizationReview.ClinicalCriteria;
using UtilizationReview.ClinicalCriteria.Adapters;
using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.Contracts.Plans;
using static UtilizationReview.Tests.Unit.ClinicalCriteria.AnOrder;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

/// <summary>What a plan says of codes, versions and practices, and what is checked of it.</summary>
public sealed class ThePlan
{
    private const string Lines = """
        plan_id: test-plan
        name: Test
        line_of_business: medicare_advantage
        state: WI
        time_zone: America/Chicago
        programs: [spine, pain]
        """;

    private static readonly DateOnly Start = new(2026, 1, 1);

    [Fact]
    public void A_gold_card_for_a_code_spares_the_review_of_that_code_only()
    {
        var order = Of([Asking("63030", Side.Left, levels: "L4-L5"), Asking("63047", number: 2, levels: "L4")]) with
        {
            PracticeId = "maple",
            Plan = Plan() with { GoldCards = [new("maple", ["63030"], "", Start, new DateOnly(2026, 12, 31))] },
        };

        var routes = LineChecks.Check(Library, order).Routes;

        routes.Select(route => route.Kind).ShouldBe([RouteKind.GoldCard, RouteKind.Review]);
        (routes[0].Rule, routes[0].Sentence).ShouldBe(
            ("GOLD-CARD", "The practice holds the plan's gold card for this code through 2026-12-31, so 63030 needs no review."));
        order.EvaluatedAll().Select(line => line.Guideline?.Id).ShouldBe([null, "msk-spine/lumbar-laminectomy"]);
    }

    [Theory]
    [InlineData("maple", "2026-11-23", null, true)]
    [InlineData("maple", "2026-11-24", null, false)] // begins tomorrow
    [InlineData("maple", "2026-01-01", "2026-11-23", true)]
    [InlineData("maple", "2026-01-01", "2026-11-22", false)] // ended yesterday
    [InlineData("oak", "2026-01-01", null, false)]
    [InlineData("", "2026-01-01", null, false)]
    public void A_gold_card_holds_for_its_practice_on_its_days_of_receipt(string practice, string from, string? through, bool spared)
    {
        var order = Of(Asking("62323")) with
        {
            PracticeId = practice,
            Plan = Plan() with { GoldCards = [new("maple", [], "pain", Day(from), through is null ? null : Day(through))] },
        };

        LineChecks.Check(Library, order).Routes.Single().Kind.ShouldBe(spared ? RouteKind.GoldCard : RouteKind.Review);
    }

    [Fact]
    public void An_add_on_goes_with_its_primary()
    {
        var order = Of([Asking("63030", Side.Left, levels: "L4-L5"), Asking("63035", Side.Left, 2, levels: "L3-L4")]) with { PracticeId = "maple" };
        PlanTerms Carded(string code) => Plan() with { GoldCards = [new GoldCard("maple", [code], "", Start, null)] };

        LineChecks.Check(Library, order with { Plan = Carded("63030") }).Routes.ShouldAllBe(route => route.Kind == RouteKind.GoldCard);
        LineChecks.Check(Library, order with { Plan = Carded("63035") }).Routes.ShouldAllBe(route => route.Kind == RouteKind.Review);
    }

    [Fact]
    public void A_notification_stays_a_notification_for_a_gold_carded_practice()
    {
        var order = Of(Asking("62322")) with
        {
            PracticeId = "maple",
            Diagnoses = ["G89.18"],
            Plan = Plan() with { GoldCards = [new("maple", [], "pain", Start, null)] },
        };

        LineChecks.Check(Library, order).Routes.Single().Kind.ShouldBe(RouteKind.NotificationOnly);
    }

    [Fact]
    public void A_code_that_was_added_is_reviewed_without_its_program()
    {
        var order = Of([Asking("27447", Side.Right), Asking("29881", Side.Right, 2)]) with
        {
            Plan = Plan(programs: "spine") with { CodesAdded = ["27447"] },
        };

        var routes = LineChecks.Check(Library, order).Routes;

        routes.Select(route => route.Kind).ShouldBe([RouteKind.Review, RouteKind.NotInProgram]);
        routes[0].Sentence.ShouldBe("The plan reviews 27447 beside the programs it bought.");
    }

    [Fact]
    public void A_pin_selects_the_version_whatever_the_date_of_service()
    {
        var discectomy = Library.Catalogue.Find("63030")!;
        var pinned = Terms("criteria_versions: {msk-spine/lumbar-discectomy: \"2025.2\"}");

        Library.For(discectomy, Terms(""), Service)!.Version.ShouldBe("2026.1");
        Library.For(discectomy, pinned, Service)!.Version.ShouldBe("2025.2");
    }

    [Fact]
    public void The_medical_policy_wins_over_the_catalogue_and_a_coverage_determination_over_both()
    {
        var library = new CriteriaLibrary([Small("test/usual", medicare: false, "63030"), Small("test/policy", medicare: false),
            Small("medicare/first", medicare: true, "63030")])
        {
            Vocabulary = Library.Vocabulary, Notice = "", GeneralChecklist = [], Conflicts = [],
            Diagnoses = Library.Diagnoses, Documentation = Library.Documentation,
            Catalogue = new ProcedureCatalogue([Library.Catalogue.Find("63030")! with { Guideline = "test/usual" }]),
        };
        var procedure = library.Catalogue.Find("63030")!;
        const string Policy = "medical_policies: {\"63030\": test/policy}";

        library.For(procedure, Terms("", "commercial_insured"), Service)!.Id.ShouldBe("test/usual");
        library.For(procedure, Terms(Policy, "commercial_insured"), Service)!.Id.ShouldBe("test/policy");
        library.For(procedure, Terms(Policy), Service)!.Id.ShouldBe("medicare/first");
    }

    [Fact]
    public void Every_term_reaches_the_criteria()
    {
        var terms = Terms("""
            modules: [pump]
            codes_added: ["27447"]
            nicotine_gate: hard
            gold_cards: [{practice: maple, codes: ["63030"], from: 2026-01-01}]
            """);

        (terms.Medicare, terms.NicotineGateHard).ShouldBe((true, true));
        (terms.Modules.Single(), terms.CodesAdded.Single(), terms.GoldCards.Single().PracticeId).ShouldBe(("pump", "27447", "maple"));
    }

    [Theory]
    [InlineData("criteria_versions:\n  msk-spine/lumbar-disectomy: \"2025.2\"",
        "a.yaml:8: criteria_versions.msk-spine/lumbar-disectomy 'msk-spine/lumbar-disectomy' is not a guideline that is loaded; there are msk-spine/")]
    [InlineData("criteria_versions:\n  msk-spine/lumbar-discectomy: \"2025.1\"",
        "a.yaml:8: criteria_versions.msk-spine/lumbar-discectomy '2025.1' is not a version of this guideline; its versions are ")]
    [InlineData("medical_policies:\n  \"63030\": test/policy",
        "a.yaml:8: medical_policies.63030 'test/policy' is not a guideline that is loaded; there are in all ")]
    [InlineData("medical_policies:\n  \"99999\": msk-spine/lumbar-discectomy", "a.yaml:8: medical_policies.99999 '99999' is not a code of the catalogue;")]
    [InlineData("medical_policies:\n  \"63047\": msk-spine/lumbar-discectomy",
        "a.yaml:8: medical_policies.63047 'msk-spine/lumbar-discectomy' does not judge 63047; it judges 63030,")]
    [InlineData("codes_added:\n  - \"27447\"\n  - \"99999\"", "a.yaml:9: codes_added[1] '99999' is not a code of the catalogue; ListProcedures shows")]
    [InlineData("codes_added: [\"63030\"]", "a.yaml:7: codes_added[0] '63030' is in a program the plan bought and is reviewed anyway; leave it out.")]
    [InlineData("codes_not_reviewed: [\"99999\"]", "a.yaml:7: codes_not_reviewed[0] '99999' is not a code of the catalogue;")]
    [InlineData("codes_not_reviewed: [\"27447\"]", "a.yaml:7: codes_not_reviewed[0] '27447' is in no program or module the plan bought and is not reviewed")]
    [InlineData("gold_cards:\n  - practice: maple\n    from: 2026-01-01\n    codes:\n      - \"63030\"\n      - \"99999\"",
        "a.yaml:12: gold_cards[0].codes[1] '99999' is not a code of the catalogue;")]
    public void What_the_criteria_do_not_have_is_told_with_file_line_and_what_is_allowed(string extra, string problem) =>
        PlanReferences.Problems(Library, [File(extra)]).ShouldHaveSingleItem().ShouldStartWith(problem);

    [Fact]
    public void A_folder_is_checked_from_the_command_line()
    {
        var folder = Directory.CreateTempSubdirectory("plans");
        using StringWriter output = new(), errors = new();
        System.IO.File.WriteAllText(Path.Combine(folder.FullName, "a.yaml"), Lines + "\ncodes_added: [\"63030\"]");

        PlansCheck.Run(["check", folder.FullName], output, errors).ShouldBe(1);
        errors.ToString().ShouldStartWith("a.yaml:7: codes_added[0] '63030' is in a program");
        System.IO.File.WriteAllText(Path.Combine(folder.FullName, "a.yaml"), Lines);
        PlansCheck.Run(["check", folder.FullName], output, errors).ShouldBe(0);
        output.ToString().ShouldContain("1 plans in 1 versions; no mistake.");
        PlansCheck.Run(["chek"], output, errors).ShouldBe(2);
        folder.Delete(recursive: true);
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static PlanTerms Terms(string extra, string line = "medicare_advantage") => CriteriaWire.Terms(File(extra, line));

    private static PlanFile File(string extra, string line = "medicare_advantage")
    {
        var text = $"{Lines.Replace("medicare_advantage", line, StringComparison.Ordinal)}\n{extra}".ReplaceLineEndings("\n");
        var (plans, problems) = PlanFiles.Read([new PlanText("a.yaml", text)]);
        problems.ShouldBeEmpty();
        return plans.Single();
    }

    /// <summary>A guideline that exists; what it says does not matter here.</summary>
    private static Guideline Small(string id, bool medicare, params string[] codes) => new()
    {
        Id = id, Title = id, Version = "1", EffectiveFrom = Start, EffectiveThrough = null, Codes = codes, MedicareFirst = medicare, NodeCount = 1,
        Root = new Criterion { Id = id, Text = id, Combination = Combination.All }, Exclusions = [], Pathways = [], Advisories = [], Contradictions = [],
        Checklist = [], Slots = [], SlotOfFact = [],
    };
}
