using System.Text.Json;
using UtilizationReview.ClinicalCriteria.Bench;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

/// <summary>What those who write criteria see of the bench.</summary>
public sealed class TheBench : IDisposable
{
    private const string Sound = """
        guideline: msk-spine/lumbar-discectomy
        request: 2026-11-23
        service: 2026-12-07
        cases:
          - case: Cauda equina needs no conservative care
            line: {code: "63030", side: left, levels: [L4-L5]}
            facts: {ne.cauda_equina: true}
            expect: {answer: met, by_rules: true, pathway: LUM-DISC-1}
            trace: {LUM-DISC-1.a: met}
            vary:
              - {fact: ne.cauda_equina, criterion: LUM-DISC-1.a, values: {true: met, false: not_met, "~": unknown}}

        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cases");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Check_tells_what_is_loaded()
    {
        Run(out var told, out _, "check").ShouldBe(0);

        told.ShouldContain("no mistake.");
    }

    [Fact]
    public void List_names_every_family_and_version()
    {
        Run(out var told, out _, "list").ShouldBe(0);

        foreach (var guideline in AnOrder.Library.All)
        {
            told.ShouldContain(guideline.Id);
            told.ShouldContain($"    {guideline.Version}  dates of service {guideline.EffectiveFrom:yyyy-MM-dd}");
        }

        told.ShouldStartWith(AnOrder.Library.Notice);
    }

    [Fact]
    public void The_vocabulary_is_told_as_text_and_as_a_json_schema()
    {
        Run(out var text, out _, "facts").ShouldBe(0);
        Run(out var schema, out _, "facts", "--format", "json-schema").ShouldBe(0);

        using var json = JsonDocument.Parse(schema);
        foreach (var fact in AnOrder.Library.Vocabulary.Facts)
        {
            text.ShouldContain(fact.Name + "  (");
            json.RootElement.GetProperty("properties").TryGetProperty(fact.Name, out _).ShouldBe(!fact.Computed, fact.Name);
        }

        json.RootElement.GetProperty("properties").GetProperty("sx.pain").GetProperty("anyOf")[0].GetProperty("maximum").GetDouble().ShouldBe(10);
    }

    [Fact]
    public void A_guideline_is_shown_as_text_and_as_markdown_with_its_decision_tree()
    {
        Run(out var text, out _, "show", "msk-spine/lumbar-discectomy").ShouldBe(0);
        Run(out var markdown, out _, "show", "msk-spine/lumbar-discectomy", "--format", "markdown", "--version", "2026.1").ShouldBe(0);

        text.ShouldContain("GEN-CM.c: The course was long enough. [cm.weeks at least 6; ACS, secondary]");
        markdown.ShouldContain("```mermaid");
        markdown.ShouldContain("flowchart TD");
        markdown.ShouldContain("### LUM-DISC-2");
        markdown.ShouldContain("*Demonstration criteria");
    }

    [Fact]
    public void What_does_not_exist_is_told_with_what_does()
    {
        Run(out _, out var guideline, "show", "msk-spine/none").ShouldBe(2);
        Run(out _, out var version, "show", "msk-spine/lumbar-discectomy", "--version", "1").ShouldBe(2);
        Run(out _, out var command, "judge").ShouldBe(2);
        Run(out _, out var option, "check", "--colour", "blue").ShouldBe(2);

        guideline.ShouldStartWith("There is no guideline 'msk-spine/none'; there are ");
        version.ShouldStartWith("msk-spine/lumbar-discectomy has no version '1'; it has ");
        command.ShouldStartWith("'judge' is not one of check, list, facts, show, test, diff.");
        option.ShouldStartWith("'--colour' is not an option.");
    }

    [Fact]
    public void Test_runs_case_files_and_tells_the_coverage()
    {
        Case(Sound);

        var code = Run(out var told, out var failures, "test", "--cases", _folder.FullName, "--only", "msk-spine/lumbar-discectomy");

        failures.ShouldBeEmpty();
        told.ShouldContain("1 cases in 1 files, 4 orders judged, 0 failed; coverage of 1 guidelines is not complete.");
        told.ShouldContain("LUM-DISC-1.b was never met nor not met");
        code.ShouldBe(1);
    }

    [Fact]
    public void A_case_that_comes_out_otherwise_is_told_with_its_line()
    {
        Case(Sound.Replace("LUM-DISC-1.a: met}", "LUM-DISC-1.b: met}", StringComparison.Ordinal).Replace("answer: met, by_rules: true", "answer: not_met", StringComparison.Ordinal));

        Run(out _, out var failures, "test", "--cases", _folder.FullName, "--only", "msk-spine/lumbar-discectomy").ShouldBe(1);

        failures.ShouldContain("msk-spine/lumbar-discectomy.yaml:5: Cauda equina needs no conservative care: the answer is met, expected not_met; open: .");
        failures.ShouldContain("msk-spine/lumbar-discectomy.yaml:9: Cauda equina needs no conservative care: LUM-DISC-1/LUM-DISC-1.b at L4-L5 left is unknown, expected met.");
    }

    [Theory]
    [InlineData("guideline: msk-spine/lumbar-discectomy", "guideline: msk-spine/lumbar-discektomy", 1, "no guideline 'msk-spine/lumbar-discektomy' is loaded; did you mean 'msk-spine/lumbar-discectomy'?")]
    [InlineData("ne.cauda_equina: true", "ne.cauda_equin: true", 7, "Cauda equina needs no conservative care: unknown fact 'ne.cauda_equin'; did you mean 'ne.cauda_equina'?")]
    [InlineData("ne.cauda_equina: true", "ne.cauda_equina: maybe", 7, "Cauda equina needs no conservative care: 'maybe' is not a value of ne.cauda_equina; it takes true or false.")]
    [InlineData("ne.cauda_equina: true", "sx.pain: 11", 7, "Cauda equina needs no conservative care: '11' is not a value of sx.pain; it takes a number from 0 to 10 points.")]
    [InlineData("ne.cauda_equina: true", "line.both_sides: true", 7, "Cauda equina needs no conservative care: 'line.both_sides' is computed and cannot be stated; change the lines or the plan.")]
    [InlineData("ne.cauda_equina: true", "im: [{modality: x-ray}]", 7, null)]
    [InlineData("side: left", "side: middle", 6, "Cauda equina needs no conservative care: side 'middle' is not one of left, right, both.")]
    [InlineData("answer: met, by", "answer: yes, by", 8, "Cauda equina needs no conservative care: an answer is one of met, not_met, unknown, waived.")]
    [InlineData("service: 2026-12-07", "service: soon", 3, "Cauda equina needs no conservative care: service is not a date (yyyy-MM-dd).")]
    [InlineData("    expect: ", "    expects: ", 8, null)]
    [InlineData("    facts: ", "    like: nobody\n    facts: ", 7, "no case above is named 'nobody'.")]
    [InlineData("fact: ne.cauda_equina, criterion", "fact: \"im[0].date\", criterion", 11, "Cauda equina needs no conservative care: 'im[0].date' is not a field of one of the case's 0 entries of im.")]
    public void A_mistake_in_a_case_file_is_refused_with_file_and_line(string sound, string wrong, int line, string? reason)
    {
        Sound.ShouldContain(sound);
        Case(Sound.Replace(sound, wrong, StringComparison.Ordinal));

        Run(out _, out var problems, "test", "--cases", _folder.FullName).ShouldBe(1);

        problems.ShouldContain($"msk-spine/lumbar-discectomy.yaml:{line}: {reason}");
        problems.ShouldContain("nothing of these files is used.");
    }

    [Fact]
    public void Diff_tells_what_differs_and_which_orders_are_answered_otherwise()
    {
        Run(out var told, out _, "diff", "msk-pain/epidural-steroid-injection", "2022.1", "2023.1").ShouldBe(0);

        told.ShouldContain("relief_weeks at least 3");
        told.ShouldContain("relief_weeks at least 13");
        told.ShouldContain("within 12 months before the request");
        told.ShouldContain(" orders are answered otherwise.");
        told.ShouldNotContain(" 0 of ");
    }

    private void Case(string text)
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "msk-spine"));
        File.WriteAllText(Path.Combine(_folder.FullName, "msk-spine", "lumbar-discectomy.yaml"), text);
    }

    private static int Run(out string told, out string problems, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = CriteriaBench.Run(arguments, output, errors);
        (told, problems) = (output.ToString(), errors.ToString());
        return code;
    }
}
