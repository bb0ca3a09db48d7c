using System.Security.Cryptography;
using System.Text;

namespace UtilizationReview.Contracts.Plans;

/// <summary>A plan file as text, before anything is made of it.</summary>
/// <param name="File">Name of the file, without its folder.</param>
/// <param name="Text">What stands in it.</param>
public sealed record PlanText(string File, string Text)
{
    /// <summary>Name of the file a version is kept in: <c>meadow-commercial@2027.1.yaml</c>.</summary>
    public static string NameOf(string planId, string version) => $"{planId}@{version}.yaml";
}

/// <summary>Where a plan was read: its file, its text, and the line of every value in it.</summary>
public sealed class PlanSource
{
    private readonly IReadOnlyDictionary<string, int> _lines;

    internal PlanSource(PlanText read, IReadOnlyDictionary<string, int> lines) =>
        (File, Text, _lines, Hash) = (read.File, read.Text, lines, HashOf(read.Text));

    /// <summary>Of a plan that was made in memory.</summary>
    public static PlanSource None { get; } = new(new("", ""), new Dictionary<string, int>(StringComparer.Ordinal));

    /// <summary>Name of the file, without its folder.</summary>
    public string File { get; }

    /// <summary>The whole file.</summary>
    public string Text { get; }

    /// <summary>SHA-256 of the text, hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>True when the value stands in the file.</summary>
    /// <param name="path">Where it would stand.</param>
    public bool Has(string path) => _lines.ContainsKey(path);

    /// <summary>A mistake at a value, as the loader tells it: <c>file:line: path reason.</c></summary>
    /// <param name="path">Where the value stands: <c>codes_added[0]</c>, <c>criteria_versions.msk-spine/lumbar-discectomy</c>.</param>
    /// <param name="reason">What is wrong and what is allowed, as the rest of the sentence.</param>
    public string Problem(string path, string reason) => $"{File}:{_lines.GetValueOrDefault(path, 1)}: {path} {reason}.";

    /// <summary>SHA-256 of a text, hexadecimal.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
