using UtilizationReview.Correspondence.Adapters.Notices;

namespace UtilizationReview.Tests.Unit.Correspondence.Notices;

/// <summary>A mistake in a template stops the start and says where it is.</summary>
public sealed class TemplatesAreReadStrictly : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("templates-");

    public TemplatesAreReadStrictly()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "parts"));
        foreach (var file in Directory.EnumerateFiles(NoticeTemplates.ShippedDirectory, "*.md", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetRelativePath(NoticeTemplates.ShippedDirectory, file)));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_shipped_templates_are_one_of_every_kind_for_every_line_of_business() =>
        NoticeTemplates.Load(_folder.FullName).All.Count.ShouldBe(36);

    [Theory]
    [InlineData("{{ plan.nam }}", "approval.md:36: names 'plan.nam', which a notice does not know.")]
    [InlineData("{{ plan }}", "approval.md:36: writes 'plan', which is no text; name one of its members, or go through it with for.")]
    [InlineData("{{ member_name | upcase }}", "approval.md:36: names 'member_name | upcase', which a notice does not know.")]
    [InlineData("{% assign x = 1 %}", "approval.md:36: has the tag 'assign x = 1', which is not allowed here; allowed are if, elsif, unless, else, for, their ends, and part on a line of its own.")]
    [InlineData("{% if urgent %}", "approval.md:36: opens 'if', which nothing ends.")]
    [InlineData("{% endfor %}", "approval.md:36: has the tag 'endfor', which is not allowed here; allowed are if, elsif, unless, else, for, their ends, and part on a line of its own.")]
    [InlineData("{{ member_name }", "approval.md:36: has a tag that does not end on its line.")]
    [InlineData("{% for line in member_name %}{% endfor %}", "approval.md:36: goes through 'member_name', which is no list.")]
    [InlineData("{% for line in approved %}{% if line.outcome == 'refused' %}{% endif %}{% endfor %}",
        "approval.md:36: compares 'line.outcome' with 'refused'; allowed is approved, approved-less, denied, denied-site, waiting.")]
    [InlineData("{% part nowhere %}", "approval.md:36: takes the part 'nowhere', of which there is none for medicare_advantage; there must be one.")]
    [InlineData("## Section {#no_field}", "approval.md:36: names the section 'no_field', which is no field of a notice; allowed are ")]
    public void A_mistake_is_told_with_file_and_line(string line, string told)
    {
        Change("approval.md", text => text.Replace("{% part case %}", line, StringComparison.Ordinal));
        Problems().ShouldContain(problem => problem.StartsWith(told, StringComparison.Ordinal), told);
    }

    [Theory]
    [InlineData("kind: approval", "kind: approvals", "approval.md:2: kind 'approvals' is not one of ")]
    [InlineData("version: \"2026.1\"", "verison: \"2026.1\"", "approval.md:4: verison is not a known key; ")]
    [InlineData("effective_from: 2026-01-01", "effective_from: soon", "approval.md:5: effective_from is not a date (yyyy-MM-dd).")]
    [InlineData("language: en-US", "language: fr", "approval.md:6: language 'fr' is not one of en-US.")]
    public void Particulars_are_checked(string from, string to, string told)
    {
        Change("approval.md", text => text.Replace(from, to, StringComparison.Ordinal));
        Problems().ShouldContain(problem => problem.StartsWith(told, StringComparison.Ordinal), told);
    }

    [Fact]
    public void A_missing_kind_is_told_for_every_line_of_business()
    {
        File.Delete(Path.Combine(_folder.FullName, "extension.md"));
        Problems().Count(problem => problem.Contains("there is no template of the kind extension for", StringComparison.Ordinal)).ShouldBe(6);
    }

    [Fact]
    public void Two_parts_for_one_line_of_business_are_told()
    {
        Change("parts/grievance.medicaid.md", text => text.Replace("[medicaid_managed,", "[commercial_insured, medicaid_managed,", StringComparison.Ordinal));
        Problems().ShouldContain(problem => problem.Contains("'grievance', of which there are several for commercial_insured", StringComparison.Ordinal));
    }

    [Fact]
    public void A_later_version_takes_over_on_its_first_day()
    {
        var text = File.ReadAllText(Path.Combine(_folder.FullName, "approval.md"));
        File.WriteAllText(Path.Combine(_folder.FullName, "approval@2027.md"), text
            .Replace("\"2026.1\"", "\"2027.1\"", StringComparison.Ordinal).Replace("2026-01-01", "2027-01-01", StringComparison.Ordinal));
        var templates = NoticeTemplates.Load(_folder.FullName);
        foreach (var (day, version) in new[] { (new DateOnly(2026, 12, 31), "2026.1"), (new DateOnly(2027, 1, 1), "2027.1") })
        {
            templates.Find(UtilizationReview.Correspondence.Domain.Notices.NoticeKind.Approval, "commercial_insured", day)!.Version.ShouldBe(version);
        }
        templates.Find(UtilizationReview.Correspondence.Domain.Notices.NoticeKind.Approval, "commercial_insured", new(2025, 12, 31)).ShouldBeNull();
    }

    private IReadOnlyList<string> Problems() => Should.Throw<NoticeTemplateException>(() => NoticeTemplates.Load(_folder.FullName)).Problems;

    private void Change(string file, Func<string, string> change)
    {
        var path = Path.Combine(_folder.FullName, file);
        var text = File.ReadAllText(path);
        var changed = change(text);
        changed.ShouldNotBe(text);
        File.WriteAllText(path, changed);
    }
}
