using UtilizationReview.ClinicalCriteria.Domain;

namespace UtilizationReview.ClinicalCriteria.Bench;

/// <summary>Guidelines as people read them.</summary>
internal static class GuidelineText
{
    public static int List(CriteriaLibrary library, TextWriter output)
    {
        output.WriteLine(library.Notice);
        foreach (var family in library.All.GroupBy(guideline => guideline.Id, StringComparer.Ordinal))
        {
            output.WriteLine();
            output.WriteLine($"{family.Key}  {family.First().Title}{(family.First().MedicareFirst ? " (Medicare Advantage: comes first)" : "")}");
            foreach (var version in family)
                output.WriteLine($"    {version.Version}  dates of service {Span(version)}  {version.Pathways.Count} pathways, "
                    + $"{version.Exclusions.Count} exclusions, {version.Nodes().Count(node => node.Test is not null)} leaves");
            output.WriteLine($"    codes: {(family.First().Codes.Count == 0 ? "any" : string.Join(' ', family.First().Codes))}");
        }

        return 0;
    }

    public static int Show(CriteriaLibrary library, BenchCall call, TextWriter output, TextWriter errors)
    {
        if (call.Format is not ("text" or "markdown"))
        {
            errors.WriteLine($"'{call.Format}' is not a format of show; text and markdown are.");
            return 2;
        }

        if (Find(library, call.Operands[0], call.Version, errors) is not { } guideline)
            return 2;
        if (call.Format == "markdown")
            GuidelineMarkdown.Write(library, guideline, output);
        else
            Text(library, guideline, output);
        return 0;
    }

    /// <summary>The version named, or the newest; null with the reason told.</summary>
    public static Guideline? Find(CriteriaLibrary library, string id, string? version, TextWriter errors)
    {
        var versions = library.Versions(id);
        var found = version is null ? (versions.Count > 0 ? versions[^1] : null) : versions.FirstOrDefault(candidate => candidate.Version == version);
        if (found is null)
        {
            errors.WriteLine(versions.Count == 0
                ? $"There is no guideline '{id}'; there are "
                    + $"{string.Join(", ", library.All.Select(known => known.Id).Distinct(StringComparer.Ordinal))}."
                : $"{id} has no version '{version}'; it has {string.Join(", ", versions.Select(known => known.Version))}.");
        }

        return found;
    }

    public static string Span(Guideline guideline) =>
        $"{guideline.EffectiveFrom:yyyy-MM-dd} to {(guideline.EffectiveThrough is { } last ? $"{last:yyyy-MM-dd}" : "open")}";

    /// <summary>A criterion in one line: what combines, or what is tested, and where it comes from.</summary>
    public static string Line(Criterion node) => node.Test is { } test
        ? $"{node.Id}: {node.Text} [{(test.Subject is { } subject ? subject.Name + " " : "")}{test.InWords}; {node.Source}, {Grade(node.Evidence)}]"
        : $"{node.Id}: {node.Text} ({Combines(node)})";

    /// <summary>How a node combines what stands under it.</summary>
    public static string Combines(Criterion node) => node.Combination is Combination.Exists or Combination.Latest
        ? $"{Trace.Combines(node)}: {Trace.Combines(node.Nodes[0])} of it"
        : Trace.Combines(node);

    /// <summary>What stands under a node; of an entry what is asked of it.</summary>
    public static IReadOnlyList<Criterion> Under(Criterion node) =>
        node.Combination is Combination.Exists or Combination.Latest ? node.Nodes[0].Children : node.Children;

    public static string Grade(Evidence evidence) => evidence switch
    {
        Evidence.ProgramPage => "program page",
        Evidence.PlanNotice => "plan notice",
        Evidence.Secondary => "secondary",
        Evidence.Analog => "analog",
        Evidence.GeneralUnverified => "general, unverified",
        Evidence.Design => "design",
        _ => "",
    };

    private static void Text(CriteriaLibrary library, Guideline guideline, TextWriter output)
    {
        output.WriteLine($"{guideline.Title} ({guideline.Id} {guideline.Version}, dates of service {Span(guideline)})");
        output.WriteLine(library.Notice);
        Section("Exclusions", guideline.Exclusions);
        Section("Pathways: any one suffices", guideline.Pathways);
        if (guideline.Advisories.Count > 0)
            output.WriteLine("\nAdvisories, never a gate");
        foreach (var advisory in guideline.Advisories)
            output.WriteLine($"  {advisory.Id}: {advisory.Text}");
        if (guideline.Conflicts.Count > 0)
            output.WriteLine("\nWhere sources disagree");
        foreach (var conflict in guideline.Conflicts)
            output.WriteLine($"  {conflict.Id}: {conflict.Topic}: {conflict.Says} Here: {conflict.Default}");

        void Section(string title, IReadOnlyList<Criterion> nodes)
        {
            if (nodes.Count > 0)
                output.WriteLine($"\n{title}");
            foreach (var node in nodes)
                Tree(node, 1);
        }

        void Tree(Criterion node, int depth)
        {
            var only = guideline.Codes.Where(code => (node.CodeMask & guideline.CodeBit(code)) != 0).ToArray();
            var codes = node.CodeMask != ulong.MaxValue && only.Length < guideline.Codes.Count ? $" {{{string.Join(' ', only)}}}" : "";
            output.WriteLine($"{new string(' ', depth * 2)}{Line(node)}{codes}");
            foreach (var child in Under(node))
                Tree(child, depth + 1);
        }
    }
}
