using System.Text.RegularExpressions;

namespace UtilizationReview.Host.Submission;

/// <summary>A letter as it reads on a terminal.</summary>
internal static partial class Reading
{
    /// <summary>Without the names of sections behind headings and the marks of line ends, which are there for programs.</summary>
    public static string Plain(string markdown) => Marks().Replace(markdown, "");

    [GeneratedRegex(@"(?: \{#[a-z0-9_-]+\}|\\)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Marks();
}
