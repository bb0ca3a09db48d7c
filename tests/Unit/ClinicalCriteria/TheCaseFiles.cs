using UtilizationReview.ClinicalCriteria.Bench;
using UtilizationReview.ClinicalCriteria.Domain;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

/// <summary>The case files of every shipped family: facts, and the answer and trace they are to come to.</summary>
public sealed class TheCaseFiles
{
    internal static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Cases");

    internal static readonly IReadOnlyList<CaseFile> Files = CaseTest.Load(AnOrder.Library, Folder);

    public static TheoryData<string> Families => [.. AnOrder.Library.All.Select(guideline => guideline.Id).Distinct(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_case_comes_out_as_the_rules_say(string family)
    {
        var runner = new CaseRunner(AnOrder.Library);

        Files.Where(file => file.Guideline == family).SelectMany(runner.Run).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_leaf_pathway_and_threshold_is_tried_on_both_sides(string family)
    {
        var runner = new CaseRunner(AnOrder.Library);
        foreach (var file in Files.Where(file => file.Guideline == family))
            runner.Run(file);

        runner.CoverageOf(family).Gaps().ShouldBeEmpty();
    }

    [Fact]
    public void Only_evidence_that_carries_approves_by_rules()
    {
        foreach (var (family, tried) in Files.SelectMany(file => file.Cases.Select(tried => (file.Guideline, tried))))
        {
            if (new CaseRunner(AnOrder.Library).Evaluate(family, tried.Order, tried.Judged, out _) is not { AutomationAllowed: true } evaluation)
                continue;
            evaluation.Answer.ShouldBe(Answer.Met, tried.Name);
            evaluation.Excluded.ShouldBeFalse(tried.Name);
            foreach (var unit in evaluation.Units)
                Carried(LineEvaluation.Closest(evaluation.Guideline!, unit)!, unit).ShouldAllBe(leaf => Judge.Carries(leaf.Evidence, unit.Sheet), tried.Name);
        }
    }

    [Fact]
    public void A_stay_is_never_accepted_by_rules()
    {
        var judged = Files.Where(file => file.Guideline == CriteriaLibrary.LevelOfCareGuideline).SelectMany(file => file.Cases)
            .Select(tried => new CaseRunner(AnOrder.Library).Evaluate(CriteriaLibrary.LevelOfCareGuideline, tried.Order, tried.Judged, out _)!).ToArray();

        judged.ShouldContain(evaluation => evaluation.Answer == Answer.Met);
        judged.ShouldAllBe(evaluation => !evaluation.AutomationAllowed);
    }

    [Fact]
    public void No_case_is_answered_worse_by_a_fact_that_is_taken_away()
    {
        foreach (var (family, tried) in Files.SelectMany(file => file.Cases.Select(tried => (file.Guideline, tried))))
        {
            var runner = new CaseRunner(AnOrder.Library);
            if (runner.Evaluate(family, tried.Order, tried.Judged, out _) is not { Answer: Answer.Met })
                continue;
            foreach (var fact in tried.Order.Facts)
            {
                var without = tried.Order with { Facts = [.. tried.Order.Facts.Where(other => other.Fact != fact.Fact)] };
                runner.Evaluate(family, without, tried.Judged, out _)!.Answer.ShouldNotBe(Answer.NotMet, $"{tried.Name} without {fact.Fact.Name}");
            }
        }
    }

    /// <summary>The met leaves that a met node rests on, of an "any" one carrying way.</summary>
    private static IEnumerable<Criterion> Carried(Criterion node, JudgedUnit unit) => node.Combination switch
    {
        Combination.Leaf => [node],
        Combination.Not or Combination.Exists or Combination.Latest => [],
        Combination.Any => Carried(node.Nodes.First(child => unit.Of(child) is { Applies: true, Carries: true }), unit),
        Combination.Waivable => Carried(unit.Of(node).Waived ? node.Nodes[1] : node.Nodes.First(child => unit.Of(child).Carries), unit),
        Combination.AtLeast => node.Nodes.Where(child => unit.Of(child).Carries).SelectMany(child => Carried(child, unit)),
        _ => node.Nodes.SelectMany(child => Carried(child, unit)),
    };
}
