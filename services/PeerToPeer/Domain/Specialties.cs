namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>Specialties as data: the words, which are similar, and which a program asks for. "Same or similar" is the law's phrase (I9); the
/// table is a plan's to read and ours to keep in one place.</summary>
internal static class Specialties
{
    public static IReadOnlyList<string> All { get; } = ["orthopedic-surgery", "spine-surgery", "neurosurgery", "pain-medicine", "physical-medicine"];

    public static string Words { get; } = string.Join(", ", All);

    private static readonly Dictionary<string, string[]> Similar = new(StringComparer.Ordinal)
    {
        ["orthopedic-surgery"] = ["spine-surgery"],
        ["spine-surgery"] = ["orthopedic-surgery", "neurosurgery"],
        ["neurosurgery"] = ["spine-surgery"],
        ["pain-medicine"] = ["physical-medicine"],
        ["physical-medicine"] = ["pain-medicine"],
    };

    private static readonly Dictionary<string, string[]> OfProgram = new(StringComparer.Ordinal)
    {
        ["spine"] = ["spine-surgery", "neurosurgery"],
        ["joint"] = ["orthopedic-surgery"],
        ["pain"] = ["pain-medicine"],
    };

    /// <summary>The specialties a talk about these programs wants when nothing more is known.</summary>
    public static IReadOnlyList<string> For(IEnumerable<string> programs) =>
        [.. programs.SelectMany(p => OfProgram.GetValueOrDefault(p, [])).Distinct()];

    /// <summary>How near a physician is to what is wanted.</summary>
    public static Fit FitOf(IReadOnlyList<string> has, IReadOnlyList<string> wanted)
    {
        if (has.Any(wanted.Contains)) return Fit.Same;
        return wanted.SelectMany(w => Similar.GetValueOrDefault(w, [])).Any(has.Contains) ? Fit.Similar : Fit.Other;
    }
}
