using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.Correspondence.Adapters.Letters;

namespace UtilizationReview.Tests.Unit.Correspondence.Letters;

/// <summary>Text goes into letters and comes out as it was.</summary>
public sealed class TextOfLetters
{
    private const string Marks = "ab 1.)(\\`*_[]<>#|{}&~-+=:!\"'\t\n";

    [Fact]
    public void Whatever_a_practice_writes_reads_as_it_was_written()
    {
        var texts = Gen.Elements(Marks.ToCharArray()).ArrayOf().Select(letters => new string(letters)).ToArbitrary();
        Prop.ForAll(texts, text =>
        {
            var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            LetterText.Sections($"# H {{#reason}}\n\n{LetterText.Escape(text)}\n")["reason"].ShouldBe(words);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("[press](javascript:alert(1))")]
    [InlineData("![](http://example.test/pixel.png)")]
    [InlineData("<img src=x onerror=alert(1)>")]
    public void Nothing_in_a_text_is_obeyed_on_a_page(string text)
    {
        var page = LetterHtml.Render(Of(LetterText.Escape(text)));
        page.ShouldNotContain("<script");
        page.ShouldNotContain("<img");
        page.ShouldNotContain("<a ");
    }

    [Fact]
    public void Raw_html_of_a_template_is_shown_not_obeyed() =>
        LetterHtml.Render(Of("<script>alert(1)</script>")).ShouldContain("&lt;script&gt;");

    [Fact]
    public void A_section_ends_at_the_next_heading_of_its_level_and_holds_those_below()
    {
        var sections = LetterText.Sections("""
            # Letter
            Before.
            ## Why {#specific_reason}
            Because *six* weeks are asked for.

            ### The criterion {#criterion}
            > At least 6 weeks.

            ## What then {#appeal_right}

            - ask
            - wait
            """);
        sections["specific_reason"].ShouldContain("Because six weeks are asked for.");
        sections["specific_reason"].ShouldContain("At least 6 weeks.");
        sections["criterion"].ShouldBe("At least 6 weeks.");
        sections["appeal_right"].ShouldBe("ask\nwait");
        sections.Keys.ShouldBe(["specific_reason", "criterion", "appeal_right"], ignoreOrder: true);
    }

    [Fact]
    public void A_heading_with_nothing_under_it_is_an_empty_section() =>
        LetterText.Sections("## Why {#specific_reason}\n\n## Next\ntext")["specific_reason"].ShouldBe("");

    [Fact]
    public void A_page_says_its_language_title_and_which_cells_are_headers()
    {
        var page = LetterHtml.Render(Of("| Code | Units |\n|---|---|\n| 63030 | 1 |"));
        page.ShouldContain("<html lang=\"en-US\">");
        page.ShouldContain("<title>Notice &lt;1&gt;</title>");
        page.ShouldContain("<th scope=\"col\">Code</th>");
        page.ShouldContain("<footer>UR-1</footer>");
    }

    private static Letter Of(string markdown) => new("Notice <1>", "en-US", new(2026, 11, 24), markdown, "UR-1");
}
