using UtilizationReview.ClinicalCriteria.Domain;

namespace UtilizationReview.ClinicalCriteria.Bench;

/// <summary>One guideline as Markdown: its criteria as lists, and the decision tree as a Mermaid flowchart.</summary>
internal static class GuidelineMarkdown
{
    public static void Write(CriteriaLibrary library, Guideline guideline, TextWriter output)
    {
        output.WriteLine($"# {guideline.Title}");
        output.WriteLine();
        output.WriteLine($"*{library.Notice}*");
        output.WriteLine();
        output.WriteLine($"`{guideline.Id}` version {guideline.Version}, dates of service {GuidelineText.Span(guideline)}. "
            + $"Codes: {(guideline.Codes.Count == 0 ? "any" : string.Join(", ", guideline.Codes))}.");
        Section(output, "Exclusions", guideline.Exclusions);
        Section(output, "Pathways (any one suffices)", guideline.Pathways);
        Items(output, "Advisories (never a gate)", guideline.Advisories.Select(advisory => $"**{advisory.Id}** {advisory.Text}"));
        Items(output, "Where sources disagree", guideline.Conflicts
            .Select(conflict => $"**{conflict.Topic}.** {conflict.Says} *Here:* {conflict.Default}"));
        Items(output, "What a complete request documents", library.GeneralChecklist.Concat(guideline.Checklist).Select(item => item.Text));
        Items(output, "Versions", library.Versions(guideline.Id).Select(version => $"{version.Version}: {GuidelineText.Span(version)}"));
        output.WriteLine();
        output.WriteLine("## Decision tree");
        output.WriteLine();
        Mermaid(guideline, output);
    }

    private static void Section(TextWriter output, string title, IReadOnlyList<Criterion> nodes)
    {
        if (nodes.Count == 0)
            return;
        output.WriteLine();
        output.WriteLine($"## {title}");
        foreach (var node in nodes)
        {
            output.WriteLine();
            output.WriteLine($"### {node.Id}");
            output.WriteLine();
            Tree(node, 0);
        }

        void Tree(Criterion node, int depth)
        {
            output.WriteLine($"{new string(' ', depth * 2)}- {GuidelineText.Line(node)}");
            foreach (var child in GuidelineText.Under(node))
                Tree(child, depth + 1);
        }
    }

    private static void Items(TextWriter output, string title, IEnumerable<string> items)
    {
        string[] all = [.. items];
        if (all.Length == 0)
            return;
        output.WriteLine();
        output.WriteLine($"## {title}");
        output.WriteLine();
        foreach (var item in all)
            output.WriteLine($"- {item}");
    }

    private static void Mermaid(Guideline guideline, TextWriter output)
    {
        output.WriteLine("```mermaid");
        output.WriteLine("flowchart TD");
        output.WriteLine("  start([line under review])");
        if (guideline.Exclusions.Count > 0)
            output.WriteLine("  start --> exclusions{any exclusion?}");
        output.WriteLine($"  {(guideline.Exclusions.Count > 0 ? "exclusions -->|none|" : "start -->")} pathways{{any pathway?}}");
        output.WriteLine("  pathways -->|met, evidence carries| approved([approved by rules])");
        output.WriteLine("  pathways -->|otherwise| nurse([nurse review])");
        foreach (var exclusion in guideline.Exclusions)
        {
            output.WriteLine($"  exclusions -.-> {Node(exclusion)}");
            Children(exclusion);
        }

        if (guideline.Exclusions.Count > 0)
            output.WriteLine("  exclusions -->|hit or unknown| nurse");
        foreach (var pathway in guideline.Pathways)
        {
            output.WriteLine($"  pathways -.-> {Node(pathway)}");
            Children(pathway);
        }

        output.WriteLine("```");

        void Children(Criterion node)
        {
            foreach (var child in GuidelineText.Under(node))
            {
                output.WriteLine($"  n{node.Index} --> {Node(child)}");
                Children(child);
            }
        }
    }

    private static string Node(Criterion node)
    {
        var text = Quoted(node.Test is { } test
            ? $"{node.Id}<br/>{(test.Subject is { } subject ? subject.Name + " " : "")}{test.InWords}"
            : $"{node.Id}<br/>{GuidelineText.Combines(node)}");
        return node.Test is null ? $"n{node.Index}{{{{\"{text}\"}}}}" : $"n{node.Index}[\"{text}\"]";
    }

    private static string Quoted(string text) => text.Replace("\"", "&quot;", StringComparison.Ordinal);
}
