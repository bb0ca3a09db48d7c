using UtilizationReview.ClinicalCriteria.Domain;
using static UtilizationReview.Tests.Unit.ClinicalCriteria.AnOrder;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

/// <summary>
/// Thresholds outside pathways, just below, at and just above; those of pathways and exclusions are tried by the case files.
/// </summary>
public sealed class TheBoundaries
{
    [Theory]
    [InlineData("GEN-ADV.bmi", "pt.bmi", 39.9, false)]
    [InlineData("GEN-ADV.bmi", "pt.bmi", 40, true)]
    [InlineData("GEN-ADV.bmi", "pt.bmi", 40.1, true)]
    [InlineData("GEN-ADV.a1c2", "pt.hba1c", 7.9, false)]
    [InlineData("GEN-ADV.a1c2", "pt.hba1c", 8, false)]
    [InlineData("GEN-ADV.a1c2", "pt.hba1c", 8.1, true)]
    public void An_advisory_speaks_from_its_threshold_on(string leaf, string fact, double value, bool speaks)
    {
        var sheet = TheWindows.Sheet(Requested.DayNumber, Service.DayNumber);
        var tests = Library.All.SelectMany(guideline => guideline.Advisories).SelectMany(advisory => Guideline.Walk(advisory.When!))
            .Where(node => node.Id == leaf).Select(node => node.Test!).ToArray();

        tests.ShouldNotBeEmpty();
        tests.ShouldAllBe(test => test.Subject!.Name == fact && test.Judge(FactValue.OfNumber(value), sheet) == Kleene.Of(speaks));
    }

    [Fact]
    public void Unknown_values_answer_unknown_at_every_threshold()
    {
        var sheet = TheWindows.Sheet(Requested.DayNumber, Service.DayNumber);
        var tests = Library.All.SelectMany(guideline => guideline.Nodes()).Where(node => node.Test is { Threshold.Length: > 0 }).Select(node => node.Test!).ToArray();

        tests.Length.ShouldBeGreaterThan(150);
        foreach (var test in tests)
        {
            foreach (var unknown in (FactValue[])[default, FactValue.NotDocumented, FactValue.NotApplicable])
                test.Judge(unknown, sheet).ShouldBe(Answer.Unknown, test.InWords);
        }
    }
}
