using UtilizationReview.ClinicalCriteria.Domain;
using static UtilizationReview.Tests.Unit.ClinicalCriteria.AnOrder;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

/// <summary>What a practice sees before it submits.</summary>
public sealed class ThePreCheck
{
    [Fact]
    public void A_complete_order_is_met_criterion_by_criterion()
    {
        var evaluation = Of(Example.Discectomy.Line, Example.Discectomy.Facts).Evaluated();

        PreCheck.Of(evaluation).ShouldAllBe(criterion => criterion.State == CriterionState.Met);
        PreCheck.Sentence(evaluation).ShouldStartWith("Every criterion is met; the line would be approved at once");
    }

    [Fact]
    public void What_is_not_met_and_what_is_missing_are_told_apart()
    {
        var evaluation = Of(Example.Discectomy.Line, Example.Discectomy.Facts.With(("cm.weeks", 2)).Without("im")).Evaluated();
        var found = PreCheck.Of(evaluation);

        found.Single(criterion => criterion.Criterion.Id == "GEN-CM.c").State.ShouldBe(CriterionState.Unmet);
        found.Single(criterion => criterion.Criterion.Id == "LUM-DISC-2.b").State.ShouldBe(CriterionState.Missing);
        LineEvaluation.Missing(found.Single(criterion => criterion.Criterion.Id == "LUM-DISC-2.b").Criterion, evaluation.Units[0], null).ShouldContain("im");
    }

    [Fact]
    public void A_contraindication_is_unmet_while_it_is_present_and_met_when_it_is_absent()
    {
        var example = Example.All.Single(e => e.Pathway == "TKA-1");

        PreCheck.Of(Of(example.Line, example.Facts).Evaluated()).Single(c => c.Criterion.Id == "TKA-X").State.ShouldBe(CriterionState.Met);
        var excluded = Of(example.Line, example.Facts.With(("knee.contraindications", "bacteraemia"))).Evaluated();
        PreCheck.Of(excluded).Single(c => c.Criterion.Id == "TKA-X").State.ShouldBe(CriterionState.Unmet);
        PreCheck.Sentence(excluded).ShouldStartWith("A contraindication is present");
    }

    [Fact]
    public void Advice_is_given_while_it_still_helps()
    {
        var complete = Of(Example.Discectomy.Line, Example.Discectomy.Facts).Evaluated();
        var bare = Of(Example.Discectomy.Line).Evaluated();

        Advice(bare).ShouldBe(["DOC-1", "DOC-2", "DOC-3", "DOC-4", "DOC-5"]);
        Advice(complete).ShouldBe(["DOC-4", "DOC-5"]);
        Advice(Of(Example.Discectomy.Line, Example.Discectomy.Facts.With(("im", Entry(("modality", "mri"), ("date", "2026-10-01"))))).Evaluated())
            .ShouldBe(["DOC-3", "DOC-4", "DOC-5"]);

        static IEnumerable<string> Advice(LineEvaluation evaluation) => Library.Documentation.Where(hint => hint.Helps(evaluation)).Select(hint => hint.Id);
    }
}
