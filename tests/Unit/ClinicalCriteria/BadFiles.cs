using UtilizationReview.ClinicalCriteria.Adapters;
using UtilizationReview.ClinicalCriteria.Domain.Loading;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

/// <summary>One mistake at a time in the shipped files: the load stops as a whole and tells file, line and reason.</summary>
public sealed class BadFiles : IDisposable
{
    private const string Disc = "msk-spine/lumbar-discectomy.yaml";
    private const string Men = "msk-joint/meniscus.yaml";
    private const string Esi = "msk-pain/epidural-steroid-injection.yaml";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("criteria");

    public BadFiles()
    {
        foreach (var file in Directory.EnumerateFiles(AnOrder.Folder, "*.yaml", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder.FullName, Path.GetRelativePath(AnOrder.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_shipped_files_load() => CriteriaFolder.Load(_folder.FullName).All.Count().ShouldBe(AnOrder.Library.All.Count());

    [Theory]
    [InlineData(Disc, "fact: cm.recurrence_weeks", "fact: cm.recurence_weeks", "LUM-DISC-3.c: unknown fact 'cm.recurence_weeks'; did you mean 'cm.recurrence_weeks'?")]
    [InlineData(Disc, "fact: cm.recurrence_weeks, at_least: 6", "fact: cm.recurrence_weeks, is: true", "LUM-DISC-3.c: cm.recurrence_weeks is a number fact; 'is' does not test one.")]
    [InlineData(Disc, "fact: cm.recurrence_weeks, at_least: 6", "fact: cm.recurrence_weeks, at_least: six", "LUM-DISC-3.c: at_least is not a number.")]
    [InlineData(Disc, "fact: cm.recurrence_weeks, at_least: 6", "fact: cm.recurrence_weeks, at_least: 600", "LUM-DISC-3.c: cm.recurrence_weeks at least 600 is never true; cm.recurrence_weeks lies between 0 and 520.")]
    [InlineData(Disc, "fact: cm.recurrence_weeks, at_least: 6", "fact: cm.recurrence_weeks, at_least: 0", "LUM-DISC-3.c: cm.recurrence_weeks at least 0 is always true; cm.recurrence_weeks lies between 0 and 520.")]
    [InlineData(Disc, "fact: cm.recurrence_weeks, at_least: 6", "fact: cm.recurrence_weeks, at_least: 6, at_most: 9", "LUM-DISC-3.c: a leaf has exactly one test; found at_least and at_most.")]
    [InlineData(Disc, "field: kind, is: discectomy", "field: kind, is: discotomy", "LUM-DISC-3.b1: 'discotomy' is not a word of kind; allowed: epidural_injection, diagnostic_injection, joint_steroid_injection, discectomy, laminectomy, fusion, joint_surgery, other, medial_branch_block, facet_injection, radiofrequency_neurotomy, si_diagnostic_injection, si_therapeutic_injection, sympathetic_block, scs_trial, scs_implant, pump_trial, disc_arthroplasty, si_fusion, vertebral_augmentation.")]
    [InlineData(Disc, "field: kind, is: discectomy", "field: kinds, is: discectomy", "LUM-DISC-3.b1: unknown field 'kinds' of px; did you mean 'kind'?")]
    [InlineData(Disc, "source: ACS, evidence: secondary, field: kind", "evidence: secondary, field: kind", "LUM-DISC-3.b1: source is missing; every leaf names where its rule comes from.")]
    [InlineData(Disc, "source: ACS, evidence: secondary, field: kind", "source: ACME, evidence: secondary, field: kind", "LUM-DISC-3.b1: unknown source 'ACME'; did you mean 'ACS'?")]
    [InlineData(Disc, "source: ACS, evidence: secondary, field: kind", "source: ACS, field: kind", "LUM-DISC-3.b1: evidence is missing; one of program_page, plan_notice, secondary, analog, general_unverified, design.")]
    [InlineData(Disc, "source: ACS, evidence: secondary, field: kind", "source: ACS, evidence: rumour, field: kind", "LUM-DISC-3.b1: evidence 'rumour' is not one of program_page, plan_notice, secondary, analog, general_unverified, design.")]
    [InlineData(Disc, "use: GEN-CM-PTOPT, with: {min_weeks: 6}", "use: GEN-CM-OPT, with: {min_weeks: 6}", "LUM-DISC-2.d: unknown general definition 'GEN-CM-OPT'; did you mean 'GEN-CM-PTOPT'?")]
    [InlineData(Disc, "use: GEN-CM-PTOPT, with: {min_weeks: 6}", "use: GEN-CM-PTOPT, with: {weeks: 6, min_weeks: 6}", "LUM-DISC-2.d: definition 'GEN-CM-PTOPT' has no parameter 'weeks'")]
    [InlineData(Disc, "use: GEN-CM-PTOPT, with: {min_weeks: 6}", "use: GEN-CM-PTOPT", "LUM-DISC-2.d: definition 'GEN-CM-PTOPT' needs parameter 'min_weeks'.")]
    [InlineData(Disc, "id: LUM-DISC-3.c, text", "id: LUM-DISC-3.c, txt: x, text", "LUM-DISC-3.c: unknown key 'txt'; allowed here: at_least, codes, evidence, fact, from_version, id, objective, parameters, source, text, through_version, waived_by.")]
    [InlineData(Disc, "  - id: LUM-DISC-3\n", "  - id: LUM-DISC-2\n", "LUM-DISC-2: this id stands twice in msk-spine/lumbar-discectomy.")]
    [InlineData(Disc, "\"C9757\"]", "\"C9757\", \"63999\"]", "msk-spine/lumbar-discectomy: unknown code '63999'; the catalogue does not have it.")]
    [InlineData(Disc, "\"C9757\"]", "\"C9757\", \"63047\"]", "msk-spine/lumbar-discectomy: the catalogue gives code '63047' to 'msk-spine/lumbar-laminectomy'.")]
    [InlineData(Disc, "effective_from: 2026-09-19", "effective_from: 2026-09-18", "msk-spine/lumbar-discectomy: versions 2025.2 and 2026.1 overlap; one date of service must select one version.")]
    [InlineData(Disc, "effective_from: 2026-09-19", "effective_from: 2026-09-31", "msk-spine/lumbar-discectomy 2026.1: effective_from is not a date (yyyy-MM-dd).")]
    [InlineData(Disc, "effective_from: 2026-09-19, source: ACS", "effective_from: 2026-09-19, parameters: {weeks: 6}", "parameter 'weeks' of msk-spine/lumbar-discectomy 2026.1 is never used.")]
    [InlineData(Disc, "use: GEN-ADV.nic, from_version: \"2026.1\"", "use: GEN-ADV.nic, from_version: \"2027.1\"", "GEN-ADV.nic: from_version '2027.1' is not a version of this guideline: 2017.1, 2019.1, 2020.1, 2021.1, 2023.1, 2024.1, 2025.2, 2026.1.")]
    [InlineData(Disc, "notice: Demonstration criteria modelled on public information;", "notice: Criteria;", "msk-spine/lumbar-discectomy: the notice does not say what this set is; shipped sets say that they are a demonstration.")]
    [InlineData(Disc, "facts: [px, lum.operated_here]", "facts: [px, lum.operated_her]", "checklist: unknown fact 'lum.operated_her'; did you mean 'lum.operated_here'?")]
    [InlineData(Esi, "months: $imaging_months", "months: $image_months", "unknown parameter '$image_months'; msk-pain/epidural-steroid-injection 2022.1 declares imaging_months, repeat_weeks.")]
    [InlineData(Esi, "by: date\n", "by: day\n", "ESI-2.last: 'day' is not a date field of px.")]
    [InlineData(Men, "at_least: 2}}", "at_least: 6}}", "MEN.exam: knee.exam at least 6 of joint_line_tenderness, effusion, mcmurray, apley_thessaly, lost_extension is never true.")]
    [InlineData("general.yaml", "notice:", "colour: blue\nnotice:", "general file: unknown key 'colour'; allowed here: advisories, checklist, conflicts, definitions, documentation, notice, sources.")]
    [InlineData("facts/shared.yaml", "name: sx.pain, type: number", "name: sx.pain, type: numeric", "sx.pain: type 'numeric' is not one of boolean, number, date, word, words, entries.")]
    [InlineData("facts/shared.yaml", "label: Usual worst pain", "label: How bad?", "sx.pain: the label is a noun phrase of at most 60 characters without '?', ':' and '.'.")]
    [InlineData("facts/shared.yaml", "range: [0, 10], label: Usual worst pain", "label: Usual worst pain", "sx.pain: a number fact needs its range [lowest, highest].")]
    [InlineData("procedures.yaml", "beside: [\"63042\"]", "beside: [\"63142\"]", "63044: stands beside '63142', which is not in the catalogue.")]
    [InlineData("procedures.yaml", "\"63030\": ", "\"6303\": ", "Spine: discectomy, lumbar: '6303' is not a code of five characters.")]
    [InlineData("procedures.yaml", "segments: [1, 6]", "segments: [6, 1]", "22800: segments is [fewest, most], whole numbers from 1 to 30.")]
    [InlineData("procedures.yaml", "module: pump", "module: pumps", "62350: module 'pumps' is not one of pump, sedation.")]
    [InlineData("procedures.yaml", "approach: facet", "approach: faset", "64490: approach 'faset' is not one of interlaminar, transforaminal, facet, neurotomy, sacroiliac, sympathetic.")]
    [InlineData("procedures.yaml", "reviewed_from: 2026-09-19", "reviewed_from: soon", "0219T: reviewed_from is not a date (yyyy-MM-dd).")]
    [InlineData("msk-joint/shoulder-arthroscopy.yaml", "order_code: [\"29826\"]", "order_code: [\"29899\"]", "SH-SAD.asked: unknown code '29899'; the catalogue does not have it.")]
    [InlineData("msk-spine/lumbar-disc-arthroplasty.yaml", "line_level: [L3-L4,", "line_level: [L3-L5,", "LUM-DA-1.d: 'L3-L5' is not a spinal level such as L4-L5 or L4.")]
    [InlineData("msk-pain/radiofrequency-neurotomy.yaml", "distinct_by: date, apart_days: 7", "apart_days: 7", "RFN-1.a: apart_days needs distinct_by with a date field of px.")]
    [InlineData("medicare/pump.yaml", "comes_first: medicare", "comes_first: medicaid", "medicare/pump: comes_first 'medicaid' is not one of medicare.")]
    [InlineData("msk-joint/knee-arthroplasty.yaml", "criteria: [TKA-1.b4]", "criteria: [TKA-1.b99]", "msk-joint/knee-arthroplasty: 'TKA-1.b99' is no criterion of any version; name those that carry the default.")]
    [InlineData("general.yaml", "lost.\", facts: [fx.lost]}", "lost.\", facts: [fx.lots]}", "DOC-2: unknown fact 'fx.lots'; did you mean 'fx.lost'?")]
    [InlineData("diagnoses.yaml", "codes: [M51.0]", "codes: [m51.0]", "disc-myelopathy: 'm51.0' is not the start of an ICD-10-CM code; write it as M48.06.")]
    [InlineData("diagnoses.yaml", "codes: [M48.8X]", "codes: [M51.0]", "opll: 'M51.0' stands in disc-myelopathy already.")]
    [InlineData("diagnoses.yaml", "last_day: 2021-09-30", "last_day: someday", "M54.5: last_day is not a date (yyyy-MM-dd).")]
    public void A_mistake_is_told_with_file_line_and_reason(string file, string sound, string wrong, string reason)
    {
        var line = Change(file, sound, wrong);

        var problems = Should.Throw<CriteriaFileException>(() => CriteriaFolder.Load(_folder.FullName)).Problems;

        problems.ShouldContain($"{file}:{line}: {reason}", string.Join("\n", problems));
    }

    [Fact]
    public void A_pathway_that_contradicts_itself_is_told()
    {
        Append(Disc, "pathways:\n", """
              - id: LUM-DISC-9
                text: Never.
                all:
                  - {id: LUM-DISC-9.a, text: "More.", source: ACS, evidence: secondary, fact: sx.pain, at_least: 8}
                  - {id: LUM-DISC-9.b, text: "Less.", source: ACS, evidence: secondary, fact: sx.pain, at_most: 3}

            """);

        Problems().ShouldHaveSingleItem().ShouldEndWith("LUM-DISC-9 can never be met: its criteria contradict each other.");
    }

    [Fact]
    public void A_pathway_in_the_shadow_of_another_is_told()
    {
        Append(Disc, "pathways:\n", """
              - id: LUM-DISC-9
                text: Shadowed.
                all:
                  - {id: LUM-DISC-9.a, text: "Cauda equina.", source: ACS, evidence: secondary, fact: ne.cauda_equina, is: true}
              - id: LUM-DISC-10
                text: In its shadow.
                all:
                  - {id: LUM-DISC-10.a, text: "Cauda equina.", source: ACS, evidence: secondary, fact: ne.cauda_equina, is: true}
                  - {id: LUM-DISC-10.b, text: "Pain.", source: ACS, evidence: secondary, fact: sx.pain, at_least: 8}

            """);

        Problems().ShouldHaveSingleItem().ShouldEndWith("LUM-DISC-10 can never decide: whenever it is met, LUM-DISC-9 is met too.");
    }

    [Fact]
    public void A_definition_nobody_uses_is_told()
    {
        Append(Disc, "definitions:\n", "  - {id: LUM-DISC-SPARE, all: [{use: GEN-SEV}]}\n");

        Problems().ShouldHaveSingleItem().ShouldEndWith("msk-spine/lumbar-discectomy: definition 'LUM-DISC-SPARE' is never used.");
    }

    [Fact]
    public void A_code_without_a_pathway_is_told()
    {
        Change("msk-spine/lumbar-laminectomy.yaml", "    codes: [\"63200\"]\n", "    codes: [\"63047\"]\n");

        Problems().ShouldContain("msk-spine/lumbar-laminectomy.yaml:1: msk-spine/lumbar-laminectomy: no pathway judges code 63200.");
    }

    [Fact]
    public void Text_that_is_not_yaml_and_a_file_that_is_missing_are_told()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "msk-joint", "torn.yaml"), "guideline: [\n");
        File.Delete(Path.Combine(_folder.FullName, "general.yaml"));

        var problems = Problems();

        problems[0].ShouldStartWith("general.yaml:1: this file is missing in ");
        problems[1].ShouldStartWith("msk-joint/torn.yaml:2: this is not well-formed YAML:");
    }

    [Fact]
    public void Every_problem_of_every_file_is_told_at_once()
    {
        Change(Disc, "fact: cm.recurrence_weeks", "fact: nothing");
        Change(Men, "fact: sx.injury_date", "fact: nothing");

        Problems().Count.ShouldBe(2);
    }

    private IReadOnlyList<string> Problems() => Should.Throw<CriteriaFileException>(() => CriteriaFolder.Load(_folder.FullName)).Problems;

    private void Append(string file, string after, string text) => Change(file, after, after + text.ReplaceLineEndings("\n"));

    /// <summary>Line of the first change.</summary>
    private int Change(string file, string sound, string wrong)
    {
        var path = Path.Combine(_folder.FullName, file);
        var text = File.ReadAllText(path);
        var at = text.IndexOf(sound, StringComparison.Ordinal);
        at.ShouldBeGreaterThan(-1, sound);
        File.WriteAllText(path, text[..at] + wrong + text[(at + sound.Length)..]);
        return text[..at].Count(c => c == '\n') + 1;
    }
}
