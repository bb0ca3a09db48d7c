namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>
/// Which open tests can still decide. Every test that reads an unanswered fact is an atom, met or not met; equal tests are one atom. An atom
/// decides when, for some answers to the others, the result differs with it. The search sets what stands beside the way to the atom (met beside
/// an "all", not met beside an "any") and tries the opposite when that fails; beyond its budget an atom counts as deciding, so that the
/// interview rather asks too much than too little.
/// </summary>
internal sealed class Pivots
{
    private const int Budget = 4000;

    private readonly JudgedUnit _unit;
    private readonly Criterion _root;
    private readonly Dictionary<Criterion, int> _atomOf = new(ReferenceEqualityComparer.Instance);
    private readonly List<sbyte> _set = [];
    private int _steps;

    public Pivots(Criterion root, JudgedUnit unit, Func<Criterion, bool> isOpen)
    {
        (_root, _unit) = (root, unit);
        var bySignature = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in Atoms(root).Where(isOpen))
        {
            var signature = Signature(node);
            if (!bySignature.TryGetValue(signature, out var atom))
            {
                bySignature.Add(signature, atom = _set.Count);
                _set.Add(-1);
            }

            _atomOf.Add(node, atom);
        }
    }

    /// <summary>Atoms in all.</summary>
    public int Count => _set.Count;

    /// <summary>A node in words that are equal exactly when two nodes test the same.</summary>
    public static string Signature(Criterion node) => node.Test is { } test
        ? $"{test.Subject?.Name}{(test.OnEntry ? "@" : "")} {test.InWords}"
        : $"{node.Combination}/{node.Needed}/{node.List?.Name}/{string.Join('&', node.Among.Select(a => a.Subject!.Name + a.InWords))}"
            + $"({string.Join(';', node.Nodes.Select(Signature))})";

    /// <summary>True when the answer to this node's test can still change the result.</summary>
    public bool Decides(Criterion node)
    {
        _steps = 0;
        return _atomOf.TryGetValue(node, out var atom) && Search(atom);
    }

    /// <summary>The result with every atom set; for trying all of them out.</summary>
    internal Answer Result(Func<int, bool> truth)
    {
        for (var i = 0; i < _set.Count; i++)
            _set[i] = (sbyte)(truth(i) ? 1 : 0);
        var answer = (Answer)Range(_root).Low;
        for (var i = 0; i < _set.Count; i++)
            _set[i] = -1;
        return answer;
    }

    internal int AtomOf(Criterion node) => _atomOf.GetValueOrDefault(node, -1);

    private static bool IsAtom(Criterion node) => node.Combination is Combination.Leaf or Combination.Exists or Combination.Latest;

    /// <summary>Unknown atoms on unknown ways from the root.</summary>
    private IEnumerable<Criterion> Atoms(Criterion node) => _unit.Of(node) is not { Applies: true, Answer: Answer.Unknown } ? []
        : IsAtom(node) ? [node] : node.Nodes.SelectMany(Atoms);

    private bool Search(int atom)
    {
        if (++_steps > Budget)
            return true;
        var (met, not) = (With(atom, 1), With(atom, 0));
        if (met.Low > not.High || not.Low > met.High)
            return true;
        if (met == not && met.Low == met.High)
            return false;
        if (Beside(_root, atom, want: null) is not ({ } next, var value))
            return false;
        foreach (var tried in (sbyte[])[value, (sbyte)(1 - value)])
        {
            _set[next] = tried;
            var found = Search(atom);
            _set[next] = -1;
            if (found)
                return true;
        }

        return false;
    }

    private (int Low, int High) With(int atom, sbyte value)
    {
        _set[atom] = value;
        var range = Range(_root);
        _set[atom] = -1;
        return range;
    }

    /// <summary>Least and greatest answer the node can still come to.</summary>
    private (int Low, int High) Range(Criterion node)
    {
        var answer = _unit.Of(node).Answer;
        if (answer != Answer.Unknown)
            return ((int)answer, (int)answer);
        if (IsAtom(node))
            return !_atomOf.TryGetValue(node, out var atom) ? (1, 1) : _set[atom] switch { 0 => (0, 0), 1 => (2, 2), _ => (0, 2) };
        switch (node.Combination)
        {
            case Combination.Not:
                var (low, high) = Range(node.Nodes[0]);
                return (2 - high, 2 - low);
            case Combination.AtLeast:
                var ranges = node.Nodes.Select(Range).ToArray();
                return (Counted(node, ranges.Select(range => range.Low)), Counted(node, ranges.Select(range => range.High)));
            case var combination:
                var result = combination == Combination.All ? (Low: 2, High: 2) : (Low: 0, High: 0);
                foreach (var child in node.Nodes.Where(child => _unit.Of(child).Applies))
                {
                    var range = Range(child);
                    result = combination == Combination.All
                        ? (Math.Min(result.Low, range.Low), Math.Min(result.High, range.High))
                        : (Math.Max(result.Low, range.Low), Math.Max(result.High, range.High));
                }

                return result;
        }
    }

    private static int Counted(Criterion node, IEnumerable<int> answers) =>
        (int)Kleene.AtLeast(node.Needed, answers.Count(answer => answer == 2), answers.Count(answer => answer == 1));

    /// <summary>The next atom to set, and to what: beside the way to the searched atom, else any that is open.</summary>
    private (int? Atom, sbyte Value) Beside(Criterion node, int searched, bool? want)
    {
        if (_unit.Of(node) is not { Applies: true, Answer: Answer.Unknown } || Range(node) is var range && range.Low == range.High)
            return (null, 0);
        if (IsAtom(node))
            return _atomOf.TryGetValue(node, out var atom) && _set[atom] < 0 && atom != searched ? (atom, (sbyte)(want is false ? 0 : 1)) : (null, 0);
        // Children that do not hold the searched atom come first: they block the way.
        foreach (var child in node.Nodes.OrderBy(child => Holds(child, searched) ? 1 : 0))
        {
            bool? wanted = Holds(child, searched) ? null
                : node.Combination == Combination.Not ? !(want ?? false)
                : want ?? (node.Combination == Combination.All);
            if (Beside(child, searched, wanted) is ({ } found, var value))
                return (found, value);
        }

        return (null, 0);
    }

    private bool Holds(Criterion node, int atom) => IsAtom(node)
        ? _atomOf.TryGetValue(node, out var own) && own == atom
        : Array.Exists(node.Nodes, child => Holds(child, atom));
}
