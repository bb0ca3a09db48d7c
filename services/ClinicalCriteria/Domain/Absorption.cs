namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>
/// What is still open under a node, without what cannot matter: in "A, or A and B" the second alternative adds nothing (absorption), and in
/// "A, and A or B" the second condition adds nothing.
/// </summary>
internal static class Absorption
{
    /// <summary>The node's open children that can still decide.</summary>
    public static Criterion[] Open(Criterion node, JudgedUnit unit)
    {
        var open = OpenChildren(node, unit);
        if (open.Length < 2 || node.Combination is Combination.AtLeast)
            return open;
        var inner = node.Combination == Combination.All ? Combination.Any : Combination.All;
        var parts = Array.ConvertAll(open, child => Parts(child, inner, unit).ToHashSet(StringComparer.Ordinal));
        return [.. open.Where((_, i) => !parts.Where((other, j) => i != j && other.IsSubsetOf(parts[i]) && (other.Count < parts[i].Count || j < i)).Any())];
    }

    /// <summary>A node in words that are equal exactly when two nodes test the same.</summary>
    public static string Signature(Criterion node) => node.Test is { } test
        ? $"{test.Subject?.Name}{(test.OnEntry ? "@" : "")} {test.InWords}"
        : $"{node.Combination}/{node.Needed}/{node.List?.Name}/{string.Join('&', node.Among.Select(a => a.Subject!.Name + a.InWords))}({string.Join(';', node.Nodes.Select(Signature))})";

    private static Criterion[] OpenChildren(Criterion node, JudgedUnit unit) =>
        Array.FindAll(node.Nodes, child => unit.Of(child) is { Applies: true, Answer: Answer.Unknown });

    private static IEnumerable<string> Parts(Criterion node, Combination inner, JudgedUnit unit)
    {
        var children = Simple(node) ? [] : OpenChildren(node, unit);
        var same = node.Combination == inner || (inner == Combination.Any && node.Combination == Combination.Waivable);
        return children.Length > 0 && (same || (children.Length == 1 && node.Combination is not (Combination.Not or Combination.AtLeast)))
            ? children.SelectMany(child => Parts(child, inner, unit))
            : [Left(node, unit)];
    }

    /// <summary>The signature of what is still open of a node.</summary>
    private static string Left(Criterion node, JudgedUnit unit)
    {
        if (Simple(node) || node.Combination == Combination.AtLeast)
            return Signature(node);
        var children = OpenChildren(node, unit);
        return children.Length == 1 && node.Combination != Combination.Not
            ? Left(children[0], unit)
            : $"{(node.Combination == Combination.Waivable ? Combination.Any : node.Combination)}({string.Join(';', children.Select(child => Left(child, unit)).Order(StringComparer.Ordinal))})";
    }

    private static bool Simple(Criterion node) => node.Combination is Combination.Leaf or Combination.Exists or Combination.Latest;
}
