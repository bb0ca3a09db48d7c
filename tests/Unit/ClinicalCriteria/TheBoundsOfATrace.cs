using UtilizationReview.ClinicalCriteria.Adapters;
using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.Contracts.Criteria.V1;
using static UtilizationReview.Tests.Unit.ClinicalCriteria.AnOrder;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

/// <summary>A test of a number tells its limit and what it saw; no other test does.</summary>
public sealed class TheBoundsOfATrace
{
    private static readonly Example Laminectomy = Example.All.Single(example => example.Pathway == "LUM-LAM-2");

    [Theory]
    [InlineData(5.9)]
    [InlineData(6)]
    [InlineData(6.1)]
    public void A_number_is_told_with_its_limit(double weeks) => Length(Laminectomy.Facts.With(("cm.weeks", weeks)))
        .ShouldBe(new Bound { Kind = BoundKind.AtLeast, Limit = 6, Seen = weeks });

    [Fact]
    public void A_number_that_nobody_stated_is_told_as_absent()
    {
        var bound = Length(Laminectomy.Facts.Without("cm.weeks"));
        (bound.Kind, bound.Limit, bound.HasSeen).ShouldBe((BoundKind.AtLeast, 6, false));
    }

    [Fact]
    public void The_limit_that_a_plan_sets_is_the_plans() =>
        new NumberTest(NumberOperator.Above, 30, planReach: true) { Subject = null }
            .Bound(FactValue.OfNumber(31), Of(Laminectomy.Line, Laminectomy.Facts).Evaluated().Worst.Sheet)
            .ShouldBe(new(NumberOperator.Above, Plan().ReachMiles, 31));

    [Fact]
    public void Only_numbers_have_a_limit_and_only_where_an_order_was_judged()
    {
        foreach (var example in Example.All)
        {
            var nodes = CriteriaShown.Evaluation(Of(example.Line, example.Facts).Evaluated()).Trace.SelectMany(Walk).ToList();
            nodes.ShouldAllBe(node => node.Bound == null || (node.Children.Count == 0 && node.Facts.Count == 1 && node.Bound.Kind != BoundKind.Unspecified));
        }
        Trace.Of(Of(Laminectomy.Line, Laminectomy.Facts).Evaluated().Guideline!).Select(CriteriaShown.Node).SelectMany(Walk)
            .ShouldAllBe(node => node.Bound == null);
    }

    private static Bound Length(FactStatement[] facts) => CriteriaShown.Evaluation(Of(Laminectomy.Line, facts).Evaluated()).Trace.SelectMany(Walk)
        .First(node => node.Facts.Any(fact => fact.Name == "cm.weeks")).Bound;

    private static IEnumerable<CriterionTrace> Walk(CriterionTrace node) => node.Children.SelectMany(Walk).Prepend(node);
}
