using System.Text;
using System.Xml.Linq;
using PdfSharp.Pdf;
using UtilizationReview.Correspondence.Adapters.Letters;
using UtilizationReview.Correspondence.Adapters.Notices;
using UtilizationReview.Tests.Unit.Correspondence.Notices;
using Kind = UtilizationReview.Correspondence.Domain.Notices.NoticeKind;

namespace UtilizationReview.Tests.Unit.Correspondence.Letters;

/// <summary>What PDF/UA-1 (ISO 14289-1:2014) asks of a letter and a machine can check, on a letter of everything a letter can hold and on each kind
/// of notice. The numbers are those of the standard's clauses.</summary>
public sealed class LettersForEveryReader
{
    private static readonly string Everything = $"""
        # A decision & <its> reasons {"{#form}"}

        Dear **Testa Demo-Patient**, this is *about* a request. See <https://example.test> and [the rules](https://example.test/rules).

        ### A level is left out

        - first
        - second, with ≥ 6 weeks and “quotes”
            1. one
            2. two

        > At least 6 weeks of care.

        ---

        | About this request | |
        |---|---|
        | Patient | Testa Demo-Patient |
        | Place of care | Meadow Surgery Center |

        | Code | What it is | Units |
        |---|---|---|
        | 63030 | Discectomy | 1 |
        | 63035 | |

        {string.Join(' ', Enumerable.Range(1, 1500))}

        | A | B |
        |---|---|
        | short | {string.Join(' ', Enumerable.Range(1, 1200))} |

        """;

    private static readonly string[] Painting = ["Tj", "TJ", "'", "\"", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "BI"];

    /// <summary>Which tags stand in which (ISO 32000-1 §14.8.4).</summary>
    private static readonly Dictionary<string, string[]> Holds = new(StringComparer.Ordinal)
    {
        ["/Document"] = ["/H1", "/H2", "/H3", "/P", "/L", "/Table", "/BlockQuote"],
        ["/BlockQuote"] = ["/P", "/L", "/Table"],
        ["/L"] = ["/LI"],
        ["/LI"] = ["/Lbl", "/LBody"],
        ["/LBody"] = ["/L", "/P", "/Table", "/BlockQuote"],
        ["/Table"] = ["/TR"],
        ["/TR"] = ["/TH", "/TD"],
    };

    /// <summary>Letters by name: of everything, and each kind of notice to both recipients.</summary>
    public static TheoryData<string> Letters =>
        ["everything", "compact", .. Enum.GetNames<Kind>().SelectMany(kind => new[] { kind + " to a practice", kind + " to a member" })];

    [Theory]
    [MemberData(nameof(Letters))]
    public void A_letter_says_that_it_follows_the_standard_and_what_its_title_is(string name) // 5, 7.1
    {
        XNamespace ua = "http://www.aiim.org/pdfua/ns/id/", dc = "http://purl.org/dc/elements/1.1/";
        var letter = LetterOf(name);
        var about = PdfRead.Of(letter).Metadata;
        about.Descendants(ua + "part").ShouldHaveSingleItem().Value.ShouldBe("1");
        about.Descendants(dc + "title").ShouldHaveSingleItem().Value.ShouldBe(letter.Title);
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void A_window_shows_the_title_and_a_voice_knows_the_language(string name) // 7.1, 7.2
    {
        var catalog = PdfRead.Of(LetterOf(name)).Catalog.Elements;
        catalog.GetDictionary("/ViewerPreferences")!.Elements.GetBoolean("/DisplayDocTitle").ShouldBeTrue();
        catalog.GetString("/Lang").ShouldBe("en-US");
        catalog.GetDictionary("/MarkInfo")!.Elements.GetBoolean("/Marked").ShouldBeTrue();
        catalog.GetDictionary("/MarkInfo")!.Elements.GetBoolean("/Suspects").ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void Every_mark_on_a_page_belongs_to_a_tag_or_is_an_artifact(string name) // 7.1
    {
        foreach (var page in PdfRead.Of(LetterOf(name)).Pages)
        {
            var open = new Stack<string>();
            foreach (var drawn in Drawn.On(page))
            {
                if (drawn.Name is "BMC" or "BDC")
                {
                    open.ShouldBeEmpty("content is in one tag or one artifact, never in both");
                    open.Push(drawn.Operands[0]);
                }
                else if (drawn.Name == "EMC") open.Pop();
                else if (Painting.Contains(drawn.Name)) open.ShouldNotBeEmpty($"{drawn} is in no tag and no artifact");
            }
            open.ShouldBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void Text_and_what_is_marked_lie_one_in_the_other(string name) // ISO 32000-1 §14.6.1
    {
        foreach (var page in PdfRead.Of(LetterOf(name)).Pages)
        {
            var open = new Stack<string>();
            foreach (var drawn in Drawn.On(page))
            {
                if (drawn.Name is "BMC" or "BDC" or "BT") open.Push(drawn.Name == "BT" ? "ET" : "EMC");
                else if (drawn.Name is "EMC" or "ET") open.Pop().ShouldBe(drawn.Name);
            }
            open.ShouldBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void Every_piece_of_content_is_found_from_its_tag_and_its_tag_from_it(string name) // 7.1, ISO 32000-1 §14.7.4.4
    {
        var pdf = PdfRead.Of(LetterOf(name));
        var marks = pdf.Root.All.SelectMany(tag => tag.Marks.Select(mark => (mark, tag.Entry))).ToDictionary(held => held.mark, held => held.Entry);
        for (var i = 0; i < pdf.Pages.Count; i++)
        {
            var numbers = Drawn.On(pdf.Pages[i]).Select(drawn => drawn.Begins).OfType<int>().ToList();
            numbers.ShouldBe(Enumerable.Range(0, numbers.Count), $"page {i + 1}");
            var parents = pdf.Parents(pdf.Pages[i]);
            parents.Count.ShouldBe(numbers.Count);
            foreach (var number in numbers)
            {
                marks.Remove((i, number), out var tag).ShouldBeTrue();
                parents[number].Reference!.ObjectNumber.ShouldBe(tag!.Reference!.ObjectNumber);
            }
        }
        marks.ShouldBeEmpty("a tag has no content that is on no page");
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void Tags_are_those_of_the_format_and_stand_where_it_lets_them(string name) // 7.1, 7.2
    {
        var pdf = PdfRead.Of(LetterOf(name));
        pdf.Catalog.Elements.GetDictionary("/StructTreeRoot")!.Elements["/RoleMap"].ShouldBeNull();
        pdf.Root.Kind.ShouldBe("/Document");
        foreach (var tag in pdf.Root.All)
            tag.Kids.ShouldAllBe(kid => Holds.ContainsKey(tag.Kind) && Holds[tag.Kind].Contains(kid.Kind), $"a {kid(tag)} stands in a {tag.Kind}");

        static string kid(Tag tag) => string.Join(", ", tag.Kids.Select(k => k.Kind).Distinct());
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void Headings_begin_at_the_first_level_and_leave_none_out(string name) // 7.4
    {
        var levels = PdfRead.Of(LetterOf(name)).Root.All.Where(tag => tag.Kind is "/H1" or "/H2" or "/H3").Select(tag => tag.Kind[2] - '0').ToList();
        levels[0].ShouldBe(1);
        levels.Zip(levels.Skip(1)).ShouldAllBe(next => next.Second <= next.First + 1);
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void A_list_says_how_it_counts_and_each_item_has_a_label_and_a_body(string name) // 7.6
    {
        var pdf = PdfRead.Of(LetterOf(name));
        foreach (var list in pdf.Root.All.Where(tag => tag.Kind == "/L")) list.Attribute("/List", "/ListNumbering").ShouldBeOneOf("/Disc", "/Decimal");
        pdf.Root.All.Where(tag => tag.Kind == "/LI").ShouldAllBe(item => item.Kids.Select(kid => kid.Kind).SequenceEqual(new[] { "/Lbl", "/LBody" }));
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void Rows_of_a_table_are_equally_long_and_header_cells_say_what_they_head(string name) // 7.5
    {
        foreach (var table in PdfRead.Of(LetterOf(name)).Root.All.Where(tag => tag.Kind == "/Table"))
        {
            table.Kids.Select(row => row.Kids.Count).Distinct().ShouldHaveSingleItem();
            var cells = table.All.Where(tag => tag.Kind is "/TH" or "/TD").ToList();
            cells.Where(cell => cell.Kind == "/TH").ShouldAllBe(cell => cell.Attribute("/Table", "/Scope") == "/Column" || cell.Attribute("/Table", "/Scope") == "/Row");
            cells.ShouldContain(cell => cell.Kind == "/TH");
        }
    }

    [Fact]
    public void Where_columns_have_no_names_the_first_cell_of_a_row_heads_it()
    {
        var table = PdfRead.Of("| About | |\n|---|---|\n| Patient | Testa |\n\n").Root.All.Single(tag => tag.Kind == "/Table");
        table.Kids.Select(row => string.Join(' ', row.Kids.Select(cell => cell.Kind + cell.Attribute("/Table", "/Scope")))).ShouldBe(["/TH/Column /TD", "/TH/Row /TD"]);
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void The_foot_of_a_page_is_told_as_one_and_never_read_as_content(string name) // 7.8
    {
        foreach (var page in PdfRead.Of(LetterOf(name)).Pages)
        {
            var first = Drawn.On(page).First(drawn => drawn.Name is "BMC" or "BDC" or "Tj" or "S");
            first.Operands.ShouldBe(["/Artifact", "<</Type/Pagination/Subtype/Footer/Attached[/Bottom]>>"]);
        }
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void A_page_holds_nothing_that_would_need_a_name_of_its_own(string name) // 7.3, 7.7, 7.9 to 7.20
    {
        var pdf = PdfRead.Of(LetterOf(name));
        pdf.Catalog.Elements.Keys.ShouldBe(
            ["/Type", "/Pages", "/Lang", "/MarkInfo", "/Metadata", "/StructTreeRoot", "/ViewerPreferences"], ignoreOrder: true, "no forms, files, layers, scripts");
        foreach (var page in pdf.Pages)
        {
            page.Elements.GetName("/Tabs").ShouldBe("/S");
            page.Elements["/Annots"].ShouldBeNull();
            page.Elements.GetDictionary("/Resources")!.Elements["/XObject"].ShouldBeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void Every_font_is_in_the_file_and_tells_what_its_characters_are(string name) // 7.21
    {
        var fonts = PdfRead.Of(LetterOf(name)).Pages.Select(page => page.Elements.GetDictionary("/Resources")!.Elements.GetDictionary("/Font")!)
            .SelectMany(held => held.Elements.Keys.Select(key => held.Elements.GetDictionary(key)!)).DistinctBy(font => font.Reference!.ObjectNumber).ToList();
        fonts.ShouldNotBeEmpty();
        foreach (var font in fonts)
        {
            if (font.Elements.GetName("/Subtype") == "/TrueType")
            {
                font.Elements.GetName("/Encoding").ShouldBe("/WinAnsiEncoding");
                var descriptor = font.Elements.GetDictionary("/FontDescriptor")!;
                descriptor.Elements.GetInteger("/Flags").ShouldBe(32, "not symbolic: the encoding says what each character is");
                var (letters, widths) = (new FontFile(descriptor), font.Elements.GetArray("/Widths")!);
                for (var letter = ' '; letter <= '~'; letter++)
                    letters.WidthOf(letters.GlyphOf(letter)).ShouldBe(widths.Elements.GetReal(letter - font.Elements.GetInteger("/FirstChar")), 1.0, $"'{letter}'");
                continue;
            }
            font.Elements.GetName("/Subtype").ShouldBe("/Type0");
            font.Elements.GetName("/Encoding").ShouldBe("/Identity-H");
            Encoding.ASCII.GetString(font.Elements.GetDictionary("/ToUnicode")!.Stream.UnfilteredValue).ShouldContain("beginbf");
            var inner = font.Elements.GetArray("/DescendantFonts")!.Elements.GetDictionary(0)!;
            inner.Elements.GetName("/CIDToGIDMap").ShouldBe("/Identity");
            var program = new FontFile(inner.Elements.GetDictionary("/FontDescriptor")!);
            foreach (var (glyph, width) in Widths(inner.Elements.GetArray("/W")!))
            {
                glyph.ShouldNotBe(0, "every character has a shape");
                program.WidthOf(glyph).ShouldBe(width, 1.0, $"glyph {glyph}");
            }
        }
    }

    private static Letter LetterOf(string name)
    {
        if (name is "everything" or "compact") return new("A decision & <its> reasons", "en-US", new(2026, 11, 24), Everything, "UR-1 · approval") { Compact = name == "compact" };
        var kind = Enum.Parse<Kind>(name.Split(' ')[0]);
        var written = NoticeTemplates.Write(TemplatesSayWhatTheyMust.Find(kind.ToString(), "medicare_advantage"),
            InventedNotice.Of(kind, "medicare_advantage", name.EndsWith("member", StringComparison.Ordinal)));
        return new(written.Title, "en-US", new(2026, 11, 24), written.Markdown, "UR-1");
    }

    private static IEnumerable<(int Glyph, double Width)> Widths(PdfArray widths)
    {
        for (var i = 0; i < widths.Elements.Count; i += 2)
        {
            var run = widths.Elements.GetArray(i + 1)!;
            for (var k = 0; k < run.Elements.Count; k++) yield return (widths.Elements.GetInteger(i) + k, run.Elements.GetReal(k));
        }
    }
}
