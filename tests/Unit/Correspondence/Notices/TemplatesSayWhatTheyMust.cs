using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.Correspondence.Adapters.Letters;
using UtilizationReview.Correspondence.Adapters.Notices;
using UtilizationReview.Correspondence.Domain.Notices;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Tests.Unit.Intake;
using IntakeKind = UtilizationReview.Intake.Domain.NoticeKind;
using Kind = UtilizationReview.Correspondence.Domain.Notices.NoticeKind;
using Shape = UtilizationReview.Correspondence.Adapters.Notices.Shape;

namespace UtilizationReview.Tests.Unit.Correspondence.Notices;

/// <summary>The shipped templates against the dated rules of what notices must say.</summary>
public sealed class TemplatesSayWhatTheyMust
{
    private static readonly NoticeTemplates Templates = NoticeTemplates.Load(NoticeTemplates.ShippedDirectory);

    /// <summary>Every kind for every line of business, in two states, of an employer and not, to both recipients.</summary>
    public static TheoryData<string, string, string, bool, bool> Everything
    {
        get
        {
            var all = new TheoryData<string, string, string, bool, bool>();
            foreach (var kind in Enum.GetNames<Kind>())
            {
                foreach (var line in TemplateFiles.LinesOfBusiness)
                {
                    foreach (var member in new[] { false, true })
                    {
                        all.Add(kind, line, "WI", false, member);
                        all.Add(kind, line, "CA", line is "commercial_insured" or "qualified_health_plan", member);
                    }
                }
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Every_kind_of_notice_fills_every_required_field_for_every_line_of_business(
        string kind, string line, string state, bool employer, bool toMember) =>
        Missing(kind, line, state, employer, Written(kind, line, employer, toMember)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Everything))]
    public void A_heading_stands_alone_and_no_two_empty_lines_follow_each_other(string kind, string line, string state, bool employer, bool toMember)
    {
        _ = state;
        var lines = Written(kind, line, employer, toMember).TrimEnd('\n').Split('\n');
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].StartsWith('#')) lines[i - 1].ShouldBe("", $"before '{lines[i]}'");
            if (lines[i - 1].StartsWith('#')) lines[i].ShouldBe("", $"after '{lines[i - 1]}'");
            (lines[i].Length + lines[i - 1].Length).ShouldBeGreaterThan(0, $"around '{lines.ElementAtOrDefault(i + 1)}'");
        }
    }

    /// <summary>Whatever required field is taken out, the notice cannot be issued, and the check says which field it is.</summary>
    [Fact]
    public void A_notice_without_any_one_required_field_cannot_be_issued()
    {
        var rows = Everything.Select(row => row.Data).ToArray();
        Prop.ForAll(Gen.Choose(0, rows.Length - 1).ToArbitrary(), Gen.Choose(0, 999).ToArbitrary(), (row, pick) =>
        {
            var (kind, line, state, employer, toMember) = rows[row];
            var required = UtilizationReview.Intake.Domain.Notices.Of(Enum.Parse<IntakeKind>(kind), PlanOf(line, state, employer), InventedNotice.Of(Enum.Parse<Kind>(kind), line, toMember).Date, AnOrder.Law)
                .Where(rule => rule.Need != NoticeNeed.GoodPractice).Select(rule => Shape.Snake(rule.Field.ToString())).ToArray();
            var gone = required[pick % required.Length];
            var without = Without(Written(kind, line, employer, toMember), gone);
            return Missing(kind, line, state, employer, without).SequenceEqual([gone]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Fact]
    public void The_fields_that_sections_can_name_are_those_of_the_rules() =>
        NoticeFields.All.ShouldBe(Enum.GetNames<NoticeField>().Select(Shape.Snake), ignoreOrder: true);

    [Fact]
    public void A_denial_without_a_reason_lacks_it()
    {
        var facts = InventedNotice.Of(Kind.Adverse, "medicare_advantage", toMember: true);
        var bare = facts with { Adverse = [.. facts.Adverse.Select(line => line with { Reason = "" })] };
        Missing("Adverse", "medicare_advantage", "WI", false, NoticeTemplates.Write(Find("Adverse", "medicare_advantage"), bare).Markdown).ShouldBe(["specific_reason"]);
    }

    [Fact]
    public void What_the_plan_file_does_not_say_is_missing_by_name()
    {
        var facts = InventedNotice.Of(Kind.Adverse, "commercial_self_funded", toMember: true);
        var bare = facts with { Plan = new() { Name = "Bare Plan" } };
        Missing("Adverse", "commercial_self_funded", "WI", false, NoticeTemplates.Write(Find("Adverse", "commercial_self_funded"), bare).Markdown)
            .ShouldBe(["plan_provision", "appeal_right", "expedited_path", "external_review", "civil_action", "consumer_help", "language_help"]);
    }

    [Fact]
    public void A_member_reads_no_procedure_code_where_the_decision_is_told()
    {
        var toMember = Written("Adverse", "commercial_insured", employer: false, toMember: true);
        toMember.ShouldNotContain("63030");
        Written("Adverse", "commercial_insured", employer: false, toMember: false).ShouldContain("63030");
    }

    [Fact]
    public void The_criterion_is_quoted_with_its_guideline_and_version()
    {
        var section = LetterText.Sections(Written("Adverse", "commercial_insured", employer: false, toMember: true))["criterion"];
        section.ShouldContain("“At least 6 weeks of conservative care.”");
        section.ShouldContain("lumbar discectomy (msk-spine/lumbar-discectomy, version 2026.1)");
    }

    [Fact]
    public void Dates_are_written_as_people_write_them()
    {
        var text = Written("Adverse", "medicare_advantage", employer: false, toMember: true);
        text.ShouldContain("The last day to ask is January 28, 2027.");
        System.Text.RegularExpressions.Regex.IsMatch(text, @"\d{4}-\d{2}-\d{2}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("# A heading {#specific_reason}")]
    [InlineData("<script>alert(1)</script> & <b>bold</b>")]
    [InlineData("{{ plan.name }} {% if x %} | a | b |")]
    [InlineData("**bold** _it_ [link](http://x) `code` ~~gone~~ ![i](u)")]
    [InlineData("- item\n1. one\n> quote\n\n## Other {#form}")]
    public void Whatever_somebody_wrote_stays_literal(string text)
    {
        var facts = InventedNotice.Of(Kind.Adverse, "commercial_insured", toMember: false);
        var evil = facts with
        {
            Practice = text,
            MemberName = text,
            Adverse = [.. facts.Adverse.Select(line => line with { Reason = text, Description = text, Missing = [text] })],
        };
        var plain = NoticeTemplates.Write(Find("Adverse", "commercial_insured"), facts).Markdown;
        var markdown = NoticeTemplates.Write(Find("Adverse", "commercial_insured"), evil).Markdown;
        var sections = LetterText.Sections(markdown);
        sections.Keys.ShouldBe(LetterText.Sections(plain).Keys, "no section came or went");
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        sections["specific_reason"].ShouldBe($"{line}: {line}");
        var html = LetterHtml.Render(new("Title", "en-US", facts.Date, markdown, ""));
        html.ShouldNotContain("<script");
        html.ShouldNotContain("<b>");
    }

    [Fact]
    public void What_is_written_twice_from_the_same_facts_is_the_same() =>
        Written("Adverse", "medicaid_managed", employer: false, toMember: true).ShouldBe(Written("Adverse", "medicaid_managed", employer: false, toMember: true));

    internal static NoticeTemplate Find(string kind, string line) => Templates.Find(Enum.Parse<Kind>(kind), line, new DateOnly(2026, 11, 24)).ShouldNotBeNull();

    private static string Written(string kind, string line, bool employer, bool toMember)
    {
        var facts = InventedNotice.Of(Enum.Parse<Kind>(kind), line, toMember);
        // An insured plan of an employer stands under ERISA too: its ladder ends before a court.
        if (employer) facts = facts with { Rights = facts.Rights with { CivilAction = new(null) } };
        return NoticeTemplates.Write(Find(kind, line), facts).Markdown;
    }

    internal static string[] Missing(string kind, string line, string state, bool employer, string markdown)
    {
        var filled = LetterText.Sections(markdown)
            .ToDictionary(section => Enum.GetValues<NoticeField>().Single(f => Shape.Snake(f.ToString()) == section.Key), section => section.Value);
        return [.. UtilizationReview.Intake.Domain.Notices.Missing(Enum.Parse<IntakeKind>(kind), PlanOf(line, state, employer), filled, new(2026, 11, 24), AnOrder.Law)
            .Select(rule => Shape.Snake(rule.Field.ToString()))];
    }

    private static PlanTerms PlanOf(string line, string state, bool employer) => AnOrder.Plan with
    {
        LineOfBusiness = Enum.GetValues<LineOfBusiness>().Single(l => Shape.Snake(l.ToString()) == line),
        State = state,
        EmployerGroup = employer,
    };

    /// <summary>The text without one section.</summary>
    private static string Without(string markdown, string field)
    {
        var lines = markdown.Split('\n').ToList();
        var from = lines.FindIndex(line => line.EndsWith($"{{#{field}}}", StringComparison.Ordinal));
        var to = lines.FindIndex(from + 1, line => line.StartsWith('#'));
        lines.RemoveRange(from, (to < 0 ? lines.Count : to) - from);
        return string.Join('\n', lines);
    }
}
