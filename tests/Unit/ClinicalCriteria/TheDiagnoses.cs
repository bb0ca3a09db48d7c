using UtilizationReview.ClinicalCriteria.Domain;
using static UtilizationReview.Tests.Unit.ClinicalCriteria.AnOrder;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

/// <summary>Diagnoses are known by family; they route and warn, and never decide.</summary>
public sealed class TheDiagnoses
{
    [Theory]
    [InlineData("M48.061", "lumbar-stenosis")]
    [InlineData("M48.02", "cervical-thoracic-stenosis")]
    [InlineData("M51.16", "lumbar-disc-radiculopathy")]
    [InlineData("M51.06", "disc-myelopathy")]
    [InlineData("M53.2X8", "sacroiliac")] // the longer start wins over instability
    [InlineData("M53.2X6", "instability")]
    [InlineData("G89.18", "acute-pain")]
    [InlineData("G89.29", "chronic-pain")]
    [InlineData("S72.001A", "hip-fracture")]
    [InlineData("M75.121", "rotator-cuff")]
    [InlineData("Z00.00", null)]
    public void A_code_belongs_to_the_family_with_the_longest_start(string code, string? family) =>
        Library.Diagnoses.FamilyOf(code)?.Id.ShouldBe(family);

    [Fact]
    public void Every_family_leads_to_a_pathway_that_is_there()
    {
        string[] pathways = [.. Library.All.SelectMany(guideline => guideline.Pathways).Select(pathway => pathway.Id)];

        Library.Diagnoses.Families.SelectMany(family => family.RoutesTo.Where(start => !pathways.Any(id => id.StartsWith(start, StringComparison.Ordinal)))
            .Select(start => $"{family.Id}: {start}")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("M51.36", "2024-09-30", false)]
    [InlineData("M51.36", "2024-10-01", true)]
    [InlineData("M54.5", "2021-09-30", false)]
    [InlineData("M54.5", "2021-10-01", true)]
    public void A_code_that_ended_is_told_from_the_day_after(string code, string service, bool told)
    {
        var order = Of(Asking("63030", Side.Left, levels: "L4-L5")) with { Diagnoses = [code], ServiceDate = DateOnly.Parse(service) };

        Library.Diagnoses.Warnings(order, []).Any(warning => warning.StartsWith($"{code} ended on ", StringComparison.Ordinal)).ShouldBe(told);
    }

    [Fact]
    public void A_diagnosis_of_another_family_is_told_and_changes_nothing()
    {
        var order = Of(Example.Discectomy.Line, Example.Discectomy.Facts) with { Diagnoses = ["M75.121"] };
        var evaluation = order.Evaluated();

        Library.Diagnoses.Warnings(order, [evaluation]).ShouldHaveSingleItem()
            .ShouldBe("63030 (Laminotomy with disc removal, lumbar, first level) is asked for, the diagnoses say rotator cuff tear.");
        evaluation.AutomationAllowed.ShouldBeTrue();
        Library.Diagnoses.Warnings(order with { Diagnoses = ["M75.121", "M51.16"] }, [evaluation]).ShouldBeEmpty();
        Library.Diagnoses.Warnings(order with { Diagnoses = ["Z00.00"] }, [evaluation]).ShouldBeEmpty();
    }

    [Fact]
    public void A_diagnosis_that_says_little_alone_is_told_so()
    {
        var order = Of(Example.FirstInjection.Line, Example.FirstInjection.Facts) with { Diagnoses = ["M54.59"] };

        Library.Diagnoses.Warnings(order, [order.Evaluated()]).ShouldContain("Low back pain is the only diagnosis. Low back pain by itself says little; name its cause.");
    }
}
