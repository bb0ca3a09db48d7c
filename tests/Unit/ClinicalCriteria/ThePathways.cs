using UtilizationReview.ClinicalCriteria.Domain;
using static UtilizationReview.Tests.Unit.ClinicalCriteria.AnOrder;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

public sealed class ThePathways
{
    public static TheoryData<string> Names => [.. Example.All.Select(example => example.Pathway)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_example_meets_its_pathway(string pathway)
    {
        var example = Example.All.Single(example => example.Pathway == pathway);

        var evaluation = Of(example.Line, example.Facts).Evaluated();

        evaluation.Pathway!.Id.ShouldBe(pathway);
        evaluation.Answer.ShouldBe(Answer.Met, string.Join("; ", evaluation.OpenCriteria().Select(open => $"{open.Id} {open.Answer} {string.Join(',', open.MissingFacts)}")));
        evaluation.AutomationAllowed.ShouldBe(example.ByRules);
        evaluation.OpenCriteria().ShouldBeEmpty();
        Remedies.Of(evaluation).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_stated_is_unknown_and_never_an_approval()
    {
        foreach (var example in Example.All)
        {
            var evaluation = Of(example.Line).Evaluated();
            evaluation.Answer.ShouldBe(Answer.Unknown, example.Pathway);
            evaluation.AutomationAllowed.ShouldBeFalse();
        }
    }

    [Fact]
    public void Taking_one_fact_away_never_turns_met_into_not_met()
    {
        foreach (var example in Example.All)
        {
            foreach (var fact in example.Facts)
                Of(example.Line, example.Facts.Without(fact.Fact.Name)).Evaluated().Answer.ShouldNotBe(Answer.NotMet, $"{example.Pathway} without {fact.Fact.Name}");
        }
    }

    [Fact]
    public void A_code_without_a_guideline_is_unknown_for_a_nurse()
    {
        var evaluation = Of(Asking("63032")).Evaluated();

        evaluation.Answer.ShouldBe(Answer.Unknown);
        evaluation.AutomationAllowed.ShouldBeFalse();
        evaluation.Guideline.ShouldBeNull();
        evaluation.OpenCriteria().ShouldBeEmpty();
    }

    [Fact]
    public void An_exclusion_that_is_hit_blocks_whatever_pathway_is_met()
    {
        var evaluation = Of(Example.FirstInjection.Line, Example.FirstInjection.Facts.With(("esi.contraindications", "anticoagulant_not_held"))).Evaluated();

        evaluation.Excluded.ShouldBeTrue();
        evaluation.Answer.ShouldBe(Answer.NotMet);
        evaluation.AutomationAllowed.ShouldBeFalse();
        evaluation.OpenCriteria().ShouldHaveSingleItem().Id.ShouldBe("ESI-X");
    }

    [Fact]
    public void An_unanswered_exclusion_keeps_the_answer_unknown() =>
        Of(Example.FirstInjection.Line, Example.FirstInjection.Facts.Without("esi.contraindications")).Evaluated().Answer.ShouldBe(Answer.Unknown);

    [Fact]
    public void Analog_evidence_carries_an_approval_only_where_the_plan_adopted_it()
    {
        var order = Of(Example.FirstInjection.Line, Example.FirstInjection.Facts);

        order.Evaluated().AutomationAllowed.ShouldBeTrue();
        var without = (order with { Plan = Plan(adoptsAnalog: false) }).Evaluated();
        without.Answer.ShouldBe(Answer.Met);
        without.AutomationAllowed.ShouldBeFalse();
    }

    [Fact]
    public void A_waived_conservative_period_counts_as_met_and_is_shown_as_waived()
    {
        var facts = Example.Discectomy.Facts.With(("cm.weeks", 1), ("ne.progressive_or_severe", true));

        var evaluation = Of(Example.Discectomy.Line, facts).Evaluated();

        evaluation.Answer.ShouldBe(Answer.Met);
        evaluation.AutomationAllowed.ShouldBeTrue();
        Everything(Trace.Of(evaluation)).First(node => node.Id == "LUM-DISC-2.d" && node.Waived).Answer.ShouldBe(Answer.Met);
    }

    [Fact]
    public void Kellgren_Lawrence_4_waives_the_conservative_period_before_a_knee_replacement()
    {
        var order = Of(Asking("27447", Side.Right), Example.All.Single(e => e.Pathway == "UKA-1").Facts);

        order.Evaluated().Answer.ShouldBe(Answer.Met);
        order.Evaluated().AutomationAllowed.ShouldBeTrue();
    }

    [Fact]
    public void Multi_level_surgery_needs_every_level()
    {
        var line = Asking("63030", Side.Left, levels: ["L4-L5", "L5-S1"]);
        var both = Example.Discectomy.Facts.With(("im", AnOrder.Entry(("modality", "mri"), ("date", "2026-10-01"), ("reader", "independent_radiologist"), ("correlates", true),
            ("findings", "root_compression"), ("levels", new[] { "L4-L5", "L5-S1" }))));

        Of(line, both).Evaluated().Answer.ShouldBe(Answer.Met);
        Of(line, Example.Discectomy.Facts).Evaluated().Answer.ShouldNotBe(Answer.Met);
        var oneExcluded = Of(line, [.. both, Fact("sx.other_sources_excluded", false, "L5-S1")]).Evaluated();
        oneExcluded.Answer.ShouldNotBe(Answer.Met);
        oneExcluded.Worst.Name.ShouldBe("L5-S1 left");
        Trace.Of(oneExcluded).Select(node => node.Id).ShouldBe(["L4-L5 left", "L5-S1 left"]);
    }

    [Fact]
    public void Both_sides_need_both_sides()
    {
        var example = Example.All.Single(e => e.Pathway == "TKA-1");

        Of(Asking("27447", Side.Both), example.Facts).Evaluated().Answer.ShouldNotBe(Answer.Met);
        Of(Asking("27447", Side.Left), example.Facts).Evaluated().Answer.ShouldNotBe(Answer.Met);
    }

    [Fact]
    public void An_add_on_inherits_the_answer_of_its_primary_at_its_own_level()
    {
        OrderLine[] lines = [Asking("63030", Side.Left, 1, 1, "L4-L5"), Asking("63035", Side.Left, 2, 1, "L3-L4")];

        var evaluations = Of(lines, Example.Discectomy.Facts).EvaluatedAll();

        evaluations[0].Answer.ShouldBe(Answer.Met);
        evaluations[1].Answer.ShouldNotBe(Answer.Met);
        evaluations[1].Guideline!.Id.ShouldBe("msk-spine/lumbar-discectomy");
        Of([lines[0], Asking("63035", Side.Left, 2, 1, "L4-L5")], Example.Discectomy.Facts).EvaluatedAll()[1].AutomationAllowed.ShouldBeTrue();
        Of([lines[0], Asking("63035", Side.Left, 2, 1, "L4-L5")], Example.Discectomy.Facts.With(("cm.weeks", 2))).EvaluatedAll()[1].Answer.ShouldNotBe(Answer.Met);
    }

    [Fact]
    public void Injections_without_imaging_outside_a_notification_fail_the_guidance_criterion()
    {
        var evaluation = Of(Asking("62322"), Example.FirstInjection.Facts).Evaluated();

        evaluation.Answer.ShouldNotBe(Answer.Met);
        evaluation.OpenCriteria().Select(open => open.Id).ShouldContain("ESI.guided");
    }

    [Fact]
    public void Three_transforaminal_levels_or_two_on_both_sides_are_too_many()
    {
        var facts = Example.FirstInjection.Facts;
        OrderLine[] Levels(Side side, params string[] further) => [Asking("64483", side, 1, 1, "L4"), .. further.Select((level, i) => Asking("64484", side, i + 2, 1, level))];

        Of(Levels(Side.Left, "L5"), facts).Evaluated().Answer.ShouldBe(Answer.Met);
        Of(Levels(Side.Both), facts).Evaluated().Answer.ShouldBe(Answer.Met);
        Of(Levels(Side.Left, "L5", "S1"), facts).Evaluated().AutomationAllowed.ShouldBeFalse();
        Of(Levels(Side.Both, "L5"), facts).Evaluated().AutomationAllowed.ShouldBeFalse();
    }

    [Fact]
    public void Advisories_never_gate()
    {
        var plain = Of(Example.Discectomy.Line, Example.Discectomy.Facts).Evaluated();
        var smoker = Of(Example.Discectomy.Line, Example.Discectomy.Facts.With(("nic.use", "current"), ("pt.bmi", 45), ("pt.diabetic", true), ("pt.hba1c", 9))).Evaluated();

        smoker.Answer.ShouldBe(plain.Answer);
        smoker.AutomationAllowed.ShouldBeTrue();
        smoker.Advisories().Select(text => text.Split(':')[0]).ShouldBe(["GEN-ADV.nic", "GEN-ADV.bmi", "GEN-ADV.a1c"]);
        Of(Example.Discectomy.Line, Example.Discectomy.Facts.With(("nic.use", "never"), ("pt.bmi", 25), ("pt.diabetic", false))).Evaluated().Advisories().ShouldBeEmpty();
    }

    [Fact]
    public void A_diagnosis_that_does_not_go_with_the_answers_is_told_and_changes_nothing()
    {
        var facts = Example.Discectomy.Facts.With(("im", Example.Spine("disc_herniation").Select(f => f.Item1 == "findings" ? ("findings", (object)new[] { "disc_herniation", "root_compression" }) : f).ToArray()));
        var order = Of(Example.Discectomy.Line, facts) with { Diagnoses = ["M48.061"] };

        order.Evaluated().Contradictions().ShouldBe(["The diagnosis says stenosis, the imaging answers say disc herniation."]);
        order.Evaluated().AutomationAllowed.ShouldBeTrue();
        (order with { Diagnoses = ["M48.061", "M51.16"] }).Evaluated().Contradictions().ShouldBeEmpty();
    }

    [Fact]
    public void The_trace_names_facts_values_and_origins()
    {
        var facts = Example.Discectomy.Facts.Without("sx.pain");
        var order = Of(Example.Discectomy.Line, [.. facts, Fact("sx.pain", 7) with { Origin = FactOrigin.Document, Document = "note.pdf", Page = 2 }]);

        var pain = Everything(Trace.Of(order.Evaluated())).First(node => node.Id == "GEN-SEV.a");

        pain.Facts.ShouldHaveSingleItem().ShouldBe(new TraceFact("sx.pain", "7 points", FactOrigin.Document, "note.pdf", 2));
        pain.Source.ShouldBe("ACS");
        pain.Evidence.ShouldBe(Evidence.Secondary);
    }

    private static IEnumerable<TraceNode> Everything(IEnumerable<TraceNode> nodes) => nodes.SelectMany(node => Everything(node.Children).Prepend(node));
}
