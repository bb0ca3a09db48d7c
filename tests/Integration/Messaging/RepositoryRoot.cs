using System.Runtime.CompilerServices;

namespace UtilizationReview.Tests.Integration.Messaging;

/// <summary>Where the committed files are.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find([CallerFilePath] string here = "") => System.IO.Path.GetFullPath(System.IO.Path.Combine(here, "..", "..", "..", ".."));
}
