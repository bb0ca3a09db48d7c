using UtilizationReview.Correspondence.Adapters.Kit;
using UtilizationReview.Tests.Unit.ClinicalCriteria;
using UtilizationReview.Tests.Unit.House;

namespace UtilizationReview.Tests.Unit.Correspondence.Kit;

/// <summary>The file that places facts on the call sheet keeps up with the vocabulary.</summary>
public sealed class WhereFactsAreShown
{
    private static readonly string Shipped =
        File.ReadAllText(Path.Combine(SourceTree.Root, "services", "Correspondence", "Adapters", "Kit", "sections.yaml"));

    [Fact]
    public void Every_fact_of_the_vocabulary_is_placed_or_explicitly_left_out()
    {
        var sections = Read(Shipped);
        sections.All.SelectMany(section => section.Show).Concat(sections.OnlyWhereAsked).Distinct()
            .Order(StringComparer.Ordinal).ShouldBe(AnOrder.Library.Vocabulary.Facts.Select(fact => fact.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_fact_on_the_sheet_has_a_short_name_and_its_affirming_words_exist()
    {
        var sections = Read(Shipped);
        sections.All.SelectMany(section => section.Show).Select(name => AnOrder.Library.Vocabulary.Find(name)!).Where(fact => fact.Label.Length == 0)
            .Select(fact => fact.Name).ShouldBeEmpty();
        foreach (var (fact, words) in sections.All.SelectMany(section => section.AffirmedBy))
            words.ShouldBeSubsetOf(AnOrder.Library.Vocabulary.Find(fact)!.Allowed.Select(allowed => allowed.Word), fact);
    }

    [Theory]
    [InlineData("patient:\n", "patients:\n", "patients is not a known key")]
    [InlineData("only_where_a_criterion_asks: [", "only_where_a_criterion_asks: [pt.age, ", "names 'pt.age', which a section shows")]
    [InlineData("{facts: [im], say", "{facts: [imaging], say", "'imaging' is not one of im")]
    [InlineData("say: \"imaging studies\"", "say: \"Are there imaging studies?\"", "is not a phrase; it stands after")]
    [InlineData("affirmed_by: {vert.pain_course", "affirmed_by: {sx.pain: [worse], vert.pain_course", "sx.pain is not shown in this section")]
    [InlineData("  dates: the dates of the scores", "  date: the dates of the scores", "function.date is not a known key")]
    public void A_mistake_is_told_with_file_and_line(string sound, string wrong, string told)
    {
        Shipped.ShouldContain(sound);
        var problem = Should.Throw<InvalidDataException>(() => Read(Shipped.Replace(sound, wrong, StringComparison.Ordinal))).Message;
        problem.ShouldContain(told);
        problem.ShouldStartWith("sections.yaml:");
    }

    private static UtilizationReview.Correspondence.Domain.Kit.SheetSections Read(string text) =>
        KitSections.Read("sections.yaml", new StringReader(text));
}
