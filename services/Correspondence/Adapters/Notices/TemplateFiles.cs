using System.Text.RegularExpressions;
using UtilizationReview.Contracts.Yaml;
using UtilizationReview.Correspondence.Domain.Notices;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>The files of the templates, read but not joined yet: <c>*.md</c> one kind each, <c>parts/*.md</c> pieces of them.</summary>
internal sealed partial class TemplateFiles
{
    /// <summary>Lines of business as plan files write them.</summary>
    public static readonly string[] LinesOfBusiness =
    [
        "medicare_advantage", "medicaid_managed", "medicaid_fee_for_service", "commercial_self_funded", "commercial_insured", "qualified_health_plan",
    ];

    private static readonly Dictionary<string, NoticeKind> Kinds =
        Enum.GetValues<NoticeKind>().ToDictionary(kind => Shape.Snake(kind.ToString()), StringComparer.Ordinal);

    private readonly List<Main> _mains = [];
    private readonly List<Part> _parts = [];

    private TemplateFiles() { }

    public static TemplateFiles Read(string directory, List<string> problems)
    {
        var files = new TemplateFiles();
        foreach (var path in Listed(Path.Combine(directory, "parts")))
        {
            if (Head(path, "parts/", problems) is not var (head, lines)) continue;
            files._parts.Add(new(head.Text("part"), head.Words("lines_of_business", required: false, LinesOfBusiness), lines));
            head.ReportUnread();
        }
        foreach (var path in Listed(directory))
        {
            if (Head(path, "", problems) is not var (head, lines)) continue;
            var kind = head.OneOf("kind", null, Kinds.Keys);
            files._mains.Add(new(
                Kinds.GetValueOrDefault(kind), head.Words("lines_of_business", required: true, LinesOfBusiness), head.Text("version"),
                head.Date("effective_from") ?? DateOnly.MinValue, head.OneOf("language", null, ["en-US"]), lines));
            if (!head.Has("effective_from")) head.Problem("effective_from", "is missing; write the first day it holds (yyyy-MM-dd)");
            head.ReportUnread();
        }
        foreach (var (name, kind) in Kinds)
        {
            foreach (var missing in LinesOfBusiness.Where(line => !files._mains.Exists(m => m.Kind == kind && m.Lines.Contains(line))))
                problems.Add($"{directory}:1: there is no template of the kind {name} for {missing}.");
        }
        return files;
    }

    /// <summary>Joins and checks each template for each line of business it is for.</summary>
    public IReadOnlyList<NoticeTemplate> Compile(List<string> problems)
    {
        var shape = Shape.Of(typeof(NoticeText));
        List<NoticeTemplate> all = [];
        foreach (var main in _mains.OrderBy(m => m.Kind).ThenBy(m => m.EffectiveFrom))
        {
            foreach (var line in main.Lines)
            {
                if (all.Exists(t => t.Kind == main.Kind && t.LineOfBusiness == line && t.EffectiveFrom == main.EffectiveFrom))
                    problems.Add($"{main.Text[0].File}:1: another template of this kind for {line} begins on the same day.");
                List<string> found = [];
                List<TemplateLine> lines = [.. Joined(main.Text, line, found, [])];
                var source = new TemplateSource(shape, (IReadOnlyCollection<string>)NoticeFields.All, found).Join(lines);
                if (!lines.Exists(l => l.Text.StartsWith("# ", StringComparison.Ordinal)))
                    found.Add($"{main.Text[0].File}:1: the template has no heading of the first level; the notice has no title.");
                var compiled = found.Count == 0 ? NoticeTemplates.Parse(source, main.Text[0].File, found) : null;
                problems.AddRange(found.Where(problem => !problems.Contains(problem)));
                if (compiled is null) continue;
                all.Add(new(main.Kind, line, main.Version, main.EffectiveFrom, main.Language,
                    [.. lines.Select(l => l.File).Distinct()], NoticeTemplates.CheckSumOf(source), compiled));
            }
        }
        return all;
    }

    private IEnumerable<TemplateLine> Joined(IReadOnlyList<TemplateLine> lines, string lineOfBusiness, List<string> problems, string[] inside)
    {
        foreach (var line in lines)
        {
            if (PartTag().Match(line.Text) is not { Success: true } tag)
            {
                yield return line;
                continue;
            }
            var name = tag.Groups["name"].Value;
            var fitting = _parts.Where(p => p.Name == name && (p.Lines.Count == 0 || p.Lines.Contains(lineOfBusiness))).ToList();
            if (fitting.Count != 1 || inside.Contains(name, StringComparer.Ordinal))
            {
                problems.Add($"{line.File}:{line.Number}: takes the part '{name}', of which there {(fitting.Count == 1 ? "is this one, inside itself"
                    : fitting.Count == 0 ? "is none" : "are several")} for {lineOfBusiness}; there must be one.");
                continue;
            }
            foreach (var inner in Joined(fitting[0].Text, lineOfBusiness, problems, [.. inside, name])) yield return inner;
        }
    }

    private static (StrictMap Head, IReadOnlyList<TemplateLine> Lines)? Head(string path, string folder, List<string> problems)
    {
        var (file, lines) = (folder + Path.GetFileName(path), File.ReadAllLines(path));
        var end = lines.Length > 0 && lines[0] == "---" ? Array.IndexOf(lines, "---", 1) : -1;
        if (end < 0)
        {
            problems.Add($"{file}:1: the file does not begin with its particulars between two lines of '---'.");
            return null;
        }
        // The first line stays empty, so that lines are counted as in the file.
        using var yaml = new StringReader("\n" + string.Join('\n', lines[1..end]));
        return StrictMap.Read(file, yaml, problems) is { } head
            ? (head, [.. lines.Select((text, index) => new TemplateLine(file, index + 1, text)).Skip(end + 1)])
            : null;
    }

    private static IEnumerable<string> Listed(string directory) =>
        Directory.Exists(directory) ? Directory.EnumerateFiles(directory, "*.md").Order(StringComparer.Ordinal) : [];

    private sealed record Main(
        NoticeKind Kind, IReadOnlyList<string> Lines, string Version, DateOnly EffectiveFrom, string Language, IReadOnlyList<TemplateLine> Text);

    private sealed record Part(string Name, IReadOnlyList<string> Lines, IReadOnlyList<TemplateLine> Text);

    [GeneratedRegex(@"^\{% part (?<name>[a-z-]+) %\}\s*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PartTag();
}
