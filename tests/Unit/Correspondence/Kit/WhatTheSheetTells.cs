using UtilizationReview.Correspondence.Domain.Kit;

namespace UtilizationReview.Tests.Unit.Correspondence.Kit;

/// <summary>What came since a denial, and what found no room on the page.</summary>
public sealed class WhatTheSheetTells
{
    private static readonly DateTimeOffset Decided = new(2026, 11, 24, 22, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void What_came_since_the_denial_came_after_its_moment_not_on_its_day(long ticks, bool since)
    {
        var day = new DateOnly(2026, 11, 24);
        var denied = new Decision(1, CaseOutcome.Denied, day, "a physician", "", "Three weeks.", [], "", "", ["Therapy notes"], [], 0, []) { At = Decided };
        var record = new KitCases(1).Next() with
        {
            Stage = CaseStage.Denied,
            Lines = [new(1, "63047", "", 1, "", [], CaseOutcome.Denied, null, null, null, [denied])],
            // A draft's documents come into the folder later than they were sent: the order of the list says nothing.
            Documents = [Note("DOC-1", Decided.AddTicks(ticks)), Note("DOC-2", Decided.AddHours(-7))],
        };
        var answer = Objections.Of(record).Single(entry => entry.Main.Text == "Named as missing: Therapy notes.").Under.ShouldHaveSingleItem();
        answer.Text.ShouldBe(since
            ? "Received since: office note “DOC-1.pdf”, received on November 24, 2026." : "Not in the record: a document received since.");

        CaseDocument Note(string id, DateTimeOffset at) => new(id, "office note", $"{id}.pdf", 0, day, at);
    }

    [Fact]
    public void What_found_no_room_is_named_by_section_and_first_words_unless_the_page_tells_it()
    {
        var (told, own) = (Source.Of(new Particular("order", "UR-1")), Source.Of(new Particular("window", "to 9")));
        Section[] sections =
        [
            new(Headings.Patient, [Say("Order: UR-1.", told)]),
            new(Headings.Care, [.. Enumerable.Range(1, 60).Select(n => Say($"Told above, {n}.", told)), Say("The window lasts to 9.", own)]),
            new(Headings.Objections, [.. Enumerable.Range(1, 4).Select(n => Say($"Objection {n} which rests on what the page tells all the same, and more.", told))]),
            new(Headings.Call, [Say("Call.", told)]),
        ];
        var sheet = OnePage.Fit(sections);
        OnePage.Height(sheet).ShouldBeLessThanOrEqualTo(OnePage.Lines);
        var left = sheet[^1].Entries[^1].Main.ShouldBeOfType<Statement.Stated>();
        left.Text.ShouldBe("Left out here for room, see the kit's “why” and the record: under objections, "
            + "Objection 4 which rests on what the page tells all the …; under care, The window lasts to 9.");
        left.Sources.ShouldBe([told, own]);
    }

    [Fact]
    public void What_gives_way_under_an_objection_is_what_the_record_says_not_a_gap()
    {
        var told = Source.Of(new Particular("order", "UR-1"));
        Statement[] under = [.. Enumerable.Range(1, 60).Select(n => new Statement.Stated($"Answer {n}.", told)), new Statement.NotInRecord("a gap")];
        var sheet = OnePage.Fit([new(Headings.Objections, [new(new Statement.Stated("Objection.", told), under)]), new(Headings.Call, [Say("Call.", told)])]);
        OnePage.Height(sheet).ShouldBeLessThanOrEqualTo(OnePage.Lines);
        var kept = sheet[0].Entries.ShouldHaveSingleItem().Under.Select(statement => statement.Text).ToList();
        kept.Count.ShouldBeInRange(10, 59);
        kept.ShouldBe([.. Enumerable.Range(1, kept.Count - 1).Select(n => $"Answer {n}."), "Not in the record: a gap."]);
    }

    private static Entry Say(string text, Source source) => new(new Statement.Stated(text, source));
}
