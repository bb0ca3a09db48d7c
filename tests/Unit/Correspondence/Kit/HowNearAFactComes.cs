using UtilizationReview.Correspondence.Domain.Kit;
using UtilizationReview.Tests.Unit.ClinicalCriteria;

namespace UtilizationReview.Tests.Unit.Correspondence.Kit;

/// <summary>A number that misses its limit is told with the limit and the distance; nothing else is.</summary>
public sealed class HowNearAFactComes
{
    [Theory]
    [InlineData("AtLeast", 6, 4, "weeks", "at least 6 weeks are asked for: 2 short")]
    [InlineData("AtLeast", 6, 5.5, "weeks", "at least 6 weeks are asked for: 0.5 short")]
    [InlineData("AtLeast", 6, 5.999, "weeks", "at least 6 weeks are asked for: just short")]
    [InlineData("AtLeast", 6, 6, "weeks", "")]
    [InlineData("AtLeast", 6, 7, "weeks", "")]
    [InlineData("AtLeast", 1, 0, "weeks", "at least 1 week is asked for: 1 short")]
    [InlineData("AtLeast", 3, 2, "grade", "at least grade 3 is asked for: 1 short")]
    [InlineData("AtLeast", 3, 2, "class", "at least class 3 is asked for: 1 short")]
    [InlineData("AtLeast", 2, 1, "vertebrae", "at least 2 vertebrae are asked for: 1 short")]
    [InlineData("AtMost", 2, 1, "levels", "")]
    [InlineData("AtMost", 2, 2, "levels", "")]
    [InlineData("AtMost", 2, 3, "levels", "at most 2 levels are asked for: 1 over")]
    [InlineData("Above", 50, 49, "percent", "more than 50 percent is asked for: 1 below that")]
    [InlineData("Above", 50, 50, "percent", "more than 50 percent is asked for: exactly at the limit")]
    [InlineData("Above", 50, 51, "percent", "")]
    [InlineData("Below", 35, 34.9, "kg/m2", "")]
    [InlineData("Below", 35, 35, "kg/m2", "less than 35 kg/m2 is asked for: exactly at the limit")]
    [InlineData("Below", 35, 37.25, "kg/m2", "less than 35 kg/m2 is asked for: 2.25 above that")]
    [InlineData("Below", 2, 3, "levels", "fewer than 2 levels are asked for: 1 above that")]
    [InlineData("Above", -2.5, -2.5, "SD", "more than -2.5 SD is asked for: exactly at the limit")]
    [InlineData("None", 6, 4, "weeks", "")]
    public void A_missed_limit_is_told_with_the_distance(string kind, double limit, double seen, string unit, string told)
    {
        var bound = new Bound(Enum.Parse<BoundKind>(kind), limit, seen);
        (bound.IsMissed ? FactWords.Missed(bound, FactTerm.Bare("x") with { Unit = unit }) : "").ShouldBe(told);
        (bound with { Seen = null }).IsMissed.ShouldBeFalse();
        if (kind != "None") bound.Opposite.IsMissed.ShouldBe(!bound.IsMissed);
        bound.Opposite.Opposite.ShouldBe(bound);
    }

    [Theory]
    [InlineData(4, "Length of conservative care: 4 weeks (the practice's answer); at least 6 weeks are asked for: 2 short.")]
    [InlineData(5.9, "Length of conservative care: 5.9 weeks (the practice's answer); at least 6 weeks are asked for: 0.1 short.")]
    [InlineData(6, "")]
    [InlineData(6.1, "")]
    public void The_shipped_criteria_tell_how_long_care_still_has_to_be(double weeks, string told)
    {
        var example = Example.All.Single(e => e.Pathway == "LUM-LAM-2");
        var order = AnOrder.Of(example.Line, example.Facts.With(("cm.weeks", weeks)));
        var why = Why.Of(KitsOfTheShippedCriteria.Of(order, order.Evaluated())).Document!;
        var statements = why.Sections.SelectMany(section => section.Statements).Where(s => s.Text.Contains("asked for", StringComparison.Ordinal)).ToList();
        statements.Select(statement => statement.Text).ShouldBe(told.Length > 0 ? [told] : []);
        foreach (var statement in statements)
        {
            statement.Sources.Select(source => source.Kind).ShouldBe([SourceKind.Fact, SourceKind.Criterion]);
            statement.Sources[1].Says.ShouldContain("; limit: 6, ");
        }
    }

    [Fact]
    public void What_must_not_hold_is_told_the_other_way_round()
    {
        // An exclusion from 40 on: hit, the order would need less; with 39 it stands in nobody's way.
        Told(Leaf(BoundKind.AtLeast, 40, 42, CaseAnswer.Met), CaseAnswer.NotMet).ShouldBe(["W: 42 weeks (the practice's answer); less than 40 weeks are asked for: 2 above that."]);
        Told(Leaf(BoundKind.AtLeast, 40, 39, CaseAnswer.NotMet), CaseAnswer.Met).ShouldBe(["W: 39 weeks (the practice's answer)."]);
        // The same under a "not".
        var not = new Criterion("N", "Not from 40 on.", CaseAnswer.NotMet, false, "", [], [Leaf(BoundKind.AtLeast, 40, 40, CaseAnswer.Met)]) { Negates = true };
        Told(not, CaseAnswer.NotMet).ShouldBe(["W: 40 weeks (the practice's answer); less than 40 weeks are asked for: exactly at the limit."]);
    }

    [Fact]
    public void Nothing_is_near_while_the_answer_is_open_or_the_record_says_another_number_by_now()
    {
        Told(Leaf(BoundKind.AtLeast, 6, 4, CaseAnswer.NotMet), CaseAnswer.Unknown).ShouldBe(["W: 4 weeks (the practice's answer)."]);
        Told(Leaf(BoundKind.AtLeast, 6, 4, CaseAnswer.NotMet), CaseAnswer.NotMet, recorded: 5).ShouldBe(["W: 5 weeks (the practice's answer)."]);
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "")]
    [InlineData(3, "; at most grade 2 is asked for: 1 over")]
    public void A_number_of_an_entry_is_told_with_its_limit_too(double grade, string near)
    {
        var field = FactTerm.Bare("kl") with { Label = "grade", Unit = "grade" };
        var leaf = new Criterion("G", "Grade 2 or less.", CaseAnswer.NotMet, false, "secondary", [new("kl", $"{grade} grade")], [])
        {
            Bound = new(BoundKind.AtMost, 2, grade),
        };
        var whole = new Criterion("E", "A film.", CaseAnswer.NotMet, false, "", [new("im", $"kl {grade} grade")], [leaf]);
        var study = new Dictionary<string, FactContent> { ["kl"] = new FactContent.Number(grade) };
        var record = new KitCases(1).Next() with
        {
            Terms = new([FactTerm.Bare("im") with { Label = "Study", Fields = [field] }]),
            Facts = [new("im", "", new FactContent.Entries([study]), FactOrigin.Practice, "", 0)],
        };
        var asked = new OpenCriterion("G", "Grade 2 or less.", CaseAnswer.NotMet, []);
        Cited.Deciding(asked, new(1, CaseAnswer.NotMet, "msk/test", "1", "", [whole], [asked], [], []), record)
            .Select(statement => statement.Text).ShouldBe([$"Study, grade: grade {grade} (the practice's answer){near}."]);
    }

    private static Criterion Leaf(BoundKind kind, double limit, double seen, CaseAnswer answer) =>
        new("L", "A limit.", answer, false, "secondary", [new("w", $"{seen} weeks")], []) { Bound = new(kind, limit, seen) };

    private static IEnumerable<string> Told(Criterion criterion, CaseAnswer open, double? recorded = null)
    {
        var seen = criterion.Leaves.Single().Bound!.Seen!.Value;
        var record = new KitCases(1).Next() with
        {
            Terms = new([FactTerm.Bare("w") with { Label = "W", Unit = "weeks" }]),
            Facts = [new("w", "", new FactContent.Number(recorded ?? seen), FactOrigin.Practice, "", 0)],
        };
        var asked = new OpenCriterion(criterion.Id, criterion.Text, open, []);
        return Cited.Deciding(asked, new(1, open, "msk/test", "1", "", [criterion], [asked], [], []), record).Select(statement => statement.Text);
    }
}
