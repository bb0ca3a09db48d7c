using System.Diagnostics;
using System.Globalization;
using UtilizationReview.Correspondence.Adapters.Letters;

namespace UtilizationReview.Tests.Integration.Correspondence.Letters;

/// <summary>Letters as PDF, read by another program as a reader of screens would.</summary>
public sealed class LettersOnPaper
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_letter_is_tagged_and_says_its_title_and_what_everything_is()
    {
        var file = Render("""
            # A decision on your request {#form}

            Dear **Testa Demo-Patient**, this is *about* a request.

            - first
            - second

            1. one

            | Code | What it is |
            |---|---|
            | 63030 | Discectomy |

            > At least 6 weeks of care.
            """);
        var particulars = await AskAsync("pdfinfo", file);
        particulars.ShouldMatch("Title: +A letter");
        particulars.ShouldMatch("Tagged: +yes");
        particulars.ShouldMatch("Page size: .*letter");
        var structure = Squeezed(await AskAsync("pdfinfo", file, "-struct-text"));
        structure.ShouldContain("H1 (block) \"A decision on your request\"");
        structure.ShouldContain("P (block) \"Dear Testa Demo-Patient, this is about a request.\"");
        structure.ShouldContain("LI (block) Lbl (block) \"• \" LBody (block) \"first\"");
        structure.ShouldContain("Lbl (block) \"1. \" LBody (block) \"one\"");
        structure.ShouldContain("TR TH: /Scope /Column \"Code\" TH: /Scope /Column \"What it is\" TR TD \"63030\" TD \"Discectomy\"");
        structure.ShouldContain("BlockQuote");
        structure.ShouldNotContain("Page 1", customMessage: "what only decorates is not read out");
    }

    [Fact]
    public async Task The_language_and_the_header_cells_stand_in_the_file()
    {
        var text = await AskAsync("qpdf", Render("| A | B |\n|---|---|\n| 1 | 2 |"), "--qdf --object-streams=disable", toFile: true);
        text.ShouldContain("/Lang (en-US)");
        text.ShouldContain("/Scope /Column");
        text.ShouldContain("/DisplayDocTitle true");
    }

    [Fact]
    public async Task A_strict_reader_finds_nothing_to_complain_of()
    {
        var said = await AskAsync("qpdf", Render("# Title ≥ 1\n\nText.\n\n| A | B |\n|---|---|\n| 1 | 2 |"), "--check");
        said.ShouldContain("No syntax or stream encoding errors found");
    }

    [Fact]
    public async Task A_long_letter_goes_on_over_pages_and_nothing_is_lost()
    {
        var words = Enumerable.Range(1, 6000).Select(i => "w" + i.ToString(CultureInfo.InvariantCulture)).ToArray();
        var file = Render(string.Join(' ', words[..3000]) + "\n\n| A | B |\n|---|---|\n| short | " + string.Join(' ', words[3000..]) + " |");
        var structure = Squeezed(await AskAsync("pdfinfo", file, "-struct-text")).Replace("\" \"", " ", StringComparison.Ordinal);
        foreach (var word in words) structure.ShouldContain(word);
        (await AskAsync("pdfinfo", file)).ShouldMatch("Pages: +1[0-9]");
    }

    [Fact]
    public async Task A_word_wider_than_the_page_is_cut_not_lost()
    {
        var word = new string('W', 500);
        var text = await AskAsync("pdftotext", Render(word), "-", toFile: false);
        text.Count(letter => letter == 'W').ShouldBe(500);
    }

    [Fact]
    public async Task The_lines_of_an_address_stand_below_each_other() =>
        (await AskAsync("pdftotext", Render("**Meadow**\\\n1 Demo Plaza\\\nMadison"), "-")).ShouldStartWith("Meadow\n1 Demo Plaza\nMadison");

    [Fact]
    public async Task A_character_without_a_glyph_leaves_a_mark_that_is_seen() =>
        (await AskAsync("pdftotext", Render("Name: 王 Zoë, ≥ 6 weeks"), "-")).ShouldContain("Name: ? Zoë, ≥ 6 weeks");

    [Fact]
    public async Task Letters_can_be_made_at_the_same_time()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), Ct, async (i, _) =>
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            var text = await AskAsync("pdftotext", Render($"# Letter {number}\n\nText of **letter {number}** in *two* styles."), "-");
            text.ShouldContain($"Text of letter {number} in two styles.");
        });
    }

    private static byte[] Render(string markdown) => LetterPdf.Render(new("A letter", "en-US", new(2026, 11, 24), markdown, "UR-1 · approval"));

    private static string Squeezed(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What a program of the system says of the file.</summary>
    private static async Task<string> AskAsync(string program, byte[] pdf, string arguments = "", bool toFile = false)
    {
        var folder = Directory.CreateTempSubdirectory("letters");
        try
        {
            var (file, answer) = (Path.Combine(folder.FullName, "letter.pdf"), Path.Combine(folder.FullName, "answer"));
            await File.WriteAllBytesAsync(file, pdf, Ct);
            var after = program == "pdftotext";
            var start = new ProcessStartInfo(program, after ? $"\"{file}\" {arguments}" : $"{arguments} \"{file}\"" + (toFile ? $" \"{answer}\"" : ""))
            {
                UseShellExecute = false, RedirectStandardOutput = true, StandardOutputEncoding = System.Text.Encoding.UTF8,
            };
            using var process = Process.Start(start)!;
            var said = await process.StandardOutput.ReadToEndAsync(Ct);
            await process.WaitForExitAsync(Ct);
            return toFile ? System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(answer, Ct)) : said;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
