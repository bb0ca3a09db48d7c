using System.Runtime.CompilerServices;

namespace UtilizationReview.Tests.Unit.House;

/// <summary>The source files of the project, for rules that are about source.</summary>
internal static class SourceTree
{
    /// <summary>Root of the checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Hand-written C# files below a folder of the root, with forward-slash paths relative to the root.</summary>
    public static IEnumerable<(string Path, string[] Lines)> CSharp(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(Root, file).Replace('\\', '/'), Full: file))
            .Where(file => !file.Path.Contains("/obj/", StringComparison.Ordinal) && !file.Path.StartsWith("artifacts/", StringComparison.Ordinal))
            .Select(file => (file.Path, File.ReadAllLines(file.Full)));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (var folder = new DirectoryInfo(Path.GetDirectoryName(here)!); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "UtilizationReview.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("UtilizationReview.sln was not found above the tests.");
    }
}
