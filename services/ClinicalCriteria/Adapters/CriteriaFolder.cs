using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.ClinicalCriteria.Domain.Loading;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UtilizationReview.ClinicalCriteria.Adapters;

/// <summary>
/// Reads the folder of criteria files: <c>facts/</c> (the vocabulary), <c>procedures.yaml</c>, <c>general.yaml</c>, guidelines in other subfolders.
/// </summary>
internal static class CriteriaFolder
{
    /// <exception cref="CriteriaFileException">Something is wrong; every problem is listed with file, line and reason.</exception>
    public static CriteriaLibrary Load(string directory)
    {
        var problems = new LoadProblems();
        var files = ReadAll(directory, problems);
        foreach (var needed in (string[])["diagnoses.yaml", "general.yaml", "procedures.yaml"])
        {
            if (!files.ContainsKey(needed) && !problems.All.Any(problem => problem.StartsWith(needed, StringComparison.Ordinal)))
                problems.Add(new SourceScalar(needed, 1, ""), $"this file is missing in {directory}.");
        }

        if (!files.Keys.Any(IsFacts) && problems.Count == 0)
            problems.Add(new SourceScalar("facts", 1, ""), $"this folder of vocabulary files is missing in {directory}.");
        if (problems.Count > 0)
            throw new CriteriaFileException(problems.All);
        return LibraryReader.Read(
            new SourceFiles([.. files.Where(pair => IsFacts(pair.Key)).Select(pair => pair.Value)], files["procedures.yaml"], files["general.yaml"],
                files["diagnoses.yaml"],
                [.. files.Where(pair => pair.Key.Contains('/', StringComparison.Ordinal) && !IsFacts(pair.Key)).Select(pair => pair.Value)]),
            problems);
    }

    /// <summary>Every YAML file below a folder, by its path in it.</summary>
    public static IReadOnlyDictionary<string, SourceMap> ReadAll(string directory, LoadProblems problems)
    {
        var files = new SortedDictionary<string, SourceMap>(StringComparer.Ordinal);
        if (!Directory.Exists(directory))
            return files;
        foreach (var path in Directory.EnumerateFiles(directory, "*.yaml", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(directory, path).Replace('\\', '/');
            if (Read(path, name, problems) is { } map)
                files[name] = map;
        }

        return files;
    }

    private static bool IsFacts(string name) => name.StartsWith("facts/", StringComparison.Ordinal);

    private static SourceMap? Read(string path, string name, LoadProblems problems)
    {
        try
        {
            using var text = new StreamReader(path);
            var stream = new YamlStream();
            stream.Load(text);
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
                return (SourceMap)Node(root, name);
            problems.Add(new SourceScalar(name, 1, ""), "a criteria file is one mapping of keys to values.");
        }
        catch (YamlException e)
        {
            problems.Add(new SourceScalar(name, (int)e.Start.Line, ""), $"this is not well-formed YAML: {e.Message}");
        }

        return null;
    }

    private static SourceNode Node(YamlNode node, string file)
    {
        var line = (int)node.Start.Line;
        return node switch
        {
            YamlMappingNode map => new SourceMap(file, line, [.. map.Children.Select(pair => (Scalar(pair.Key, file), Node(pair.Value, file)))]),
            YamlSequenceNode list => new SourceList(file, line, [.. list.Children.Select(item => Node(item, file))]),
            _ => Scalar(node, file),
        };
    }

    private static SourceScalar Scalar(YamlNode node, string file) =>
        new(file, (int)node.Start.Line, node is YamlScalarNode { Value: { } text } ? text : "");
}
