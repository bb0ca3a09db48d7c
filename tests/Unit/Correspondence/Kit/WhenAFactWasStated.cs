using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Correspondence.Adapters.Kit;
using UtilizationReview.Correspondence.Domain.Kit;
using FactOrigin = UtilizationReview.Correspondence.Domain.Kit.FactOrigin;

namespace UtilizationReview.Tests.Unit.Correspondence.Kit;

/// <summary>The day of a statement stands with its source, where it is known.</summary>
public sealed class WhenAFactWasStated
{
    private static readonly DateOnly Day = new(2026, 11, 24);

    [Theory]
    [InlineData("Practice", "", 0, "the practice's answer of November 24, 2026", "the practice's answer")]
    [InlineData("Document", "DOC-1", 3, "office note “visit.pdf”, page 3, stated on November 24, 2026", "office note “visit.pdf”, page 3")]
    [InlineData("Document", "DOC-2", 0, "document DOC-2, stated on November 24, 2026", "document DOC-2")]
    [InlineData("Document", "", 0, "read in a document, stated on November 24, 2026", "read in a document")]
    [InlineData("Nurse", "", 0, "read by a nurse in the record, stated on November 24, 2026", "read by a nurse in the record")]
    [InlineData("Platform", "", 0, "from the order and the member's record", "from the order and the member's record")]
    public void The_day_stands_with_the_source(string origin, string document, int page, string dated, string undated)
    {
        var record = new KitCases(1).Next() with { Documents = [new("DOC-1", "office note", "visit.pdf", 3, Day, default)] };
        var fact = new CaseFact("cm.weeks", "", new FactContent.Number(4), Enum.Parse<FactOrigin>(origin), document, page);
        FactWords.Citation(fact with { StatedOn = Day }, record).ShouldBe(dated);
        FactWords.Citation(fact, record).ShouldBe(undated);
        Source.Of(fact with { StatedOn = Day }, record).StatedOn.ShouldBe(Day);
    }

    [Theory]
    [InlineData(-1, "the practice's answer of November 24, 2026")]
    [InlineData(0, "the practice's answer")]
    [InlineData(1, "the practice's answer of November 24, 2026")]
    public void On_the_sheet_the_day_of_receipt_goes_without_saying(int receivedAfter, string told)
    {
        var record = new KitCases(1).Next() with
        {
            Stage = CaseStage.NurseReview,
            ReceivedOn = Day.AddDays(receivedAfter),
            Facts = [new("cm.weeks", "", new FactContent.Number(4), FactOrigin.Practice, "", 0) { StatedOn = Day }],
        };
        var care = CallSheet.Of(record, KitCases.Sections).Document!.Sections.Single(section => section.Heading == Headings.Care);
        var statement = care.Statements.First();
        statement.Text.ShouldBe($"Length of conservative care: 4 weeks ({told}).");
        statement.Sources.ShouldHaveSingleItem().StatedOn.ShouldBe(Day);
    }

    [Fact]
    public void A_day_belongs_to_the_fact_of_its_name_and_level()
    {
        var order = new Order
        {
            Form = new() { Facts = { Fact("a", ""), Fact("a", "L4"), Fact("b", "") } },
            StatedFacts = { new StatedFact { Name = "a", AppliesTo = "L4", StatedOn = "2026-11-24" }, new StatedFact { Name = "b", StatedOn = "" } },
        };
        CaseWire.Stated(order).Select(fact => fact.StatedOn).ShouldBe([null, Day, null]);

        static Fact Fact(string name, string appliesTo) => new() { Name = name, AppliesTo = appliesTo, Value = new() { Truth = true } };
    }
}
