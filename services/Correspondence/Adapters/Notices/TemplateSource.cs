using System.Text;
using System.Text.RegularExpressions;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>A line of a template and where it stands.</summary>
internal sealed record TemplateLine(string File, int Number, string Text);

/// <summary>
/// Checks and joins the lines of one template with its parts. What a template may hold is little on purpose: values, if, unless, for and part;
/// every name is known, every section is a field of the rules.
/// </summary>
internal sealed partial class TemplateSource(Shape root, IReadOnlyCollection<string> fields, List<string> problems)
{
    private readonly Stack<(string Opened, TemplateLine Line)> _open = new();
    private readonly Stack<(string Name, Shape Shape)> _names = new();
    private readonly StringBuilder _text = new();

    /// <summary>The whole source as the template engine reads it. Problems are told as <c>file:line: what is wrong</c>.</summary>
    public string Join(IEnumerable<TemplateLine> lines)
    {
        foreach (var line in lines)
        {
            foreach (Match tag in Tag().Matches(line.Text)) Check(line, tag);
            if (Unbalanced().IsMatch(Tag().Replace(line.Text, ""))) Problem(line, "has a tag that does not end on its line");
            if (SectionId().Match(line.Text) is { Success: true } section && !fields.Contains(section.Groups["id"].Value))
            {
                Problem(line, $"names the section '{section.Groups["id"].Value}', which is no field of a notice; allowed are "
                    + string.Join(", ", fields));
            }
            // A line of tags only leaves no line: lists stay together. A heading stands alone, whatever part or condition ends before it: the
            // template leaves too many empty lines rather than too few, and the notice keeps one of them.
            if (OnlyTags().IsMatch(line.Text)) _text.Append(line.Text.Trim());
            else if (Heading().IsMatch(line.Text)) _text.Append('\n').Append(line.Text).Append("\n\n");
            else _text.Append(line.Text).Append('\n');
        }
        while (_open.TryPop(out var left)) Problem(left.Line, $"opens '{left.Opened}', which nothing ends");
        return _text.ToString();
    }

    private void Check(TemplateLine line, Match tag)
    {
        if (tag.Groups["value"] is { Success: true, Value: var value })
        {
            if (Find(line, value.Trim()) is { } shape && (shape.Members is not null || shape.Item is not null))
                Problem(line, $"writes '{value.Trim()}', which is no text; name one of its members, or go through it with for");
            return;
        }
        var words = tag.Groups["tag"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["if" or "unless", var path]:
                Find(line, path);
                _open.Push((words[0], line));
                break;
            case ["elsif", var path] when Inside("if"):
                Find(line, path);
                break;
            case ["if" or "elsif", var path, "==", var word] when words[0] == "if" || Inside("if"):
                if (Find(line, path) is { } found && !(found.Words?.Contains(word.Trim('\''), StringComparer.Ordinal) ?? false))
                    Problem(line, $"compares '{path}' with {word}; allowed is {(found.Words is { } all ? string.Join(", ", all) : "no comparison")}");
                if (words[0] == "if") _open.Push(("if", line));
                break;
            case ["else"] when Inside("if") || Inside("unless"):
                break;
            case ["for", var name, "in", var path]:
                var list = Find(line, path);
                if (list is { Item: null }) Problem(line, $"goes through '{path}', which is no list");
                _names.Push((name, list?.Item ?? new(null, null, null)));
                _open.Push(("for", line));
                break;
            case ["endif"] when Inside("if"):
            case ["endunless"] when Inside("unless"):
                _open.Pop();
                break;
            case ["endfor"] when Inside("for"):
                _open.Pop();
                _names.Pop();
                break;
            default:
                Problem(line, $"has the tag '{tag.Groups["tag"].Value.Trim()}', which is not allowed here; allowed are if, elsif, unless, else, for, "
                    + "their ends, and part on a line of its own");
                break;
        }
    }

    private bool Inside(string opened) => _open.TryPeek(out var top) && top.Opened == opened;

    private Shape? Find(TemplateLine line, string path)
    {
        var steps = path.Split('.');
        var at = _names.FirstOrDefault(known => known.Name == steps[0]) is { Shape: { } loop } ? loop : root.Members!.GetValueOrDefault(steps[0]);
        foreach (var step in steps.Skip(1)) at = at?.Members?.GetValueOrDefault(step);
        if (at is null) Problem(line, $"names '{path}', which a notice does not know");
        return at;
    }

    private void Problem(TemplateLine line, string what) => problems.Add($"{line.File}:{line.Number}: {what}.");

    [GeneratedRegex(@"\{\{(?<value>[^{}]*)\}\}|\{%-?(?<tag>[^{}%]*)-?%\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^\s*(\{%[^{}%]*%\}\s*)+$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OnlyTags();

    [GeneratedRegex(@"\{\{|\}\}|\{%|%\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Unbalanced();

    [GeneratedRegex(@"^#{1,6} ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^#{1,3} .*\{#(?<id>[^}]*)\}\s*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SectionId();
}
