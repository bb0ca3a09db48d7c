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

    private readonly Criterion _root;

    /// <summary>By node: what it came to, its atom or -1, and the set of atoms under it.</summary>
    private readonly byte[] _verdicts;
    private readonly int[] _atomOf;
    private readonly ulong[] _under;
    private readonly int _words;

    private readonly sbyte[] _set;
    private int _steps;

    public Pivots(Criterion root, JudgedUnit unit, Func<Criterion, bool> isOpen)
    {
        (_root, _verdicts) = (root, unit.Verdicts);
        _atomOf = new int[root.End];
        Array.Fill(_atomOf, -1);
        var bySignature = new Dictionary<string, int>(StringComparer.Ordinal);
        Place(root, isOpen, bySignature);
        Count = bySignature.Count;
        _set = new sbyte[Count];
        Array.Fill(_set, (sbyte)-1);
        _words = (Count + 63) / 64;
        _under = new ulong[root.End * _words];
        Gather(root);
    }

    /// <summary>Atoms in all.</summary>
    public int Count { get; }

    /// <summary>A node in words that are equal exactly when two nodes test the same.</summary>
    public static string Signature(Criterion node) => node.Signature ??= node.Test is { } test
        ? $"{test.Subject?.Name}{(test.OnEntry ? "@" : "")} {test.InWords}"
        : $"{node.Combination}/{node.Needed}/{node.List?.Name}/{string.Join('&', node.Among.Select(a => a.Subject!.Name + a.InWords))}"
            + $"({string.Join(';', node.Nodes.Select(Signature))})";

    /// <summary>True when the answer to this node's test can still change the result.</summary>
    public bool Decides(Criterion node)
    {
        _steps = 0;
        return _atomOf[node.Index] is >= 0 and var atom && Search(atom);
    }

    /// <summary>The result with every atom set; for trying all of them out.</summary>
    internal Answer Result(Func<int, bool> truth)
    {
        for (var i = 0; i < _set.Length; i++)
            _set[i] = (sbyte)(truth(i) ? 1 : 0);
        var answer = (Answer)Range(_root).Low;
        Array.Fill(_set, (sbyte)-1);
        return answer;
    }

    internal int AtomOf(Criterion node) => _atomOf[node.Index];

    private static bool IsAtom(Criterion node) => node.Combination is Combination.Leaf or Combination.Exists or Combination.Latest;

    private bool IsOpen(Criterion node) => new Verdict(_verdicts[node.Index]) is { Applies: true, Answer: Answer.Unknown };

    /// <summary>Unknown atoms on unknown ways from the root get their numbers.</summary>
    private void Place(Criterion node, Func<Criterion, bool> isOpen, Dictionary<string, int> bySignature)
    {
        if (!IsOpen(node))
            return;
        if (!IsAtom(node))
        {
            foreach (var child in node.Nodes)
                Place(child, isOpen, bySignature);
        }
        else if (isOpen(node))
        {
            var signature = Signature(node);
            if (!bySignature.TryGetValue(signature, out var atom))
                bySignature.Add(signature, atom = bySignature.Count);
            _atomOf[node.Index] = atom;
        }
    }

    private void Gather(Criterion node)
    {
        var own = _under.AsSpan(node.Index * _words, _words);
        if (_atomOf[node.Index] is >= 0 and var atom)
            own[atom / 64] |= 1UL << (atom % 64);
        if (IsAtom(node))
            return;
        foreach (var child in node.Nodes)
        {
            Gather(child);
            var theirs = _under.AsSpan(child.Index * _words, _words);
            for (var i = 0; i < own.Length; i++)
                own[i] |= theirs[i];
        }
    }

    private bool Holds(Criterion node, int atom) => (_under[node.Index * _words + atom / 64] >> (atom % 64) & 1) != 0;

    private bool Search(int atom)
    {
        if (++_steps > Budget)
            return true;
        var (met, not) = (With(atom, 1), With(atom, 0));
        if (met.Low > not.High || not.Low > met.High)
            return true;
        if (met == not && met.Low == met.High)
            return false;
        if (Beside(_root, atom, want: null) is not ( >= 0 and var next, var value))
            return false;
        if (Tried(next, value, atom) || Tried(next, (sbyte)(1 - value), atom))
            return true;
        return false;
    }

    private bool Tried(int next, sbyte value, int atom)
    {
        _set[next] = value;
        var found = Search(atom);
        _set[next] = -1;
        return found;
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
        var answer = new Verdict(_verdicts[node.Index]).Answer;
        if (answer != Answer.Unknown)
            return ((int)answer, (int)answer);
        if (IsAtom(node))
            return _atomOf[node.Index] is >= 0 and var atom ? _set[atom] switch { 0 => (0, 0), 1 => (2, 2), _ => (0, 2) } : (1, 1);
        switch (node.Combination)
        {
            case Combination.Not:
                var (low, high) = Range(node.Nodes[0]);
                return (2 - high, 2 - low);
            case Combination.AtLeast:
                return AtLeast(node);
            case Combination.All:
                return All(node);
            default:
                return Any(node);
        }
    }

    private (int Low, int High) All(Criterion node)
    {
        var (low, high) = (2, 2);
        foreach (var child in node.Nodes)
        {
            if (!new Verdict(_verdicts[child.Index]).Applies)
                continue;
            var range = Range(child);
            (low, high) = (Math.Min(low, range.Low), Math.Min(high, range.High));
            if (high == 0)
                break;
        }

        return (low, high);
    }

    private (int Low, int High) Any(Criterion node)
    {
        var (low, high) = (0, 0);
        foreach (var child in node.Nodes)
        {
            if (!new Verdict(_verdicts[child.Index]).Applies)
                continue;
            var range = Range(child);
            (low, high) = (Math.Max(low, range.Low), Math.Max(high, range.High));
            if (low == 2)
                break;
        }

        return (low, high);
    }

    private (int Low, int High) AtLeast(Criterion node)
    {
        var (lowMet, lowUnknown, highMet, highUnknown) = (0, 0, 0, 0);
        foreach (var child in node.Nodes)
        {
            var (low, high) = Range(child);
            lowMet += low == 2 ? 1 : 0;
            lowUnknown += low == 1 ? 1 : 0;
            highMet += high == 2 ? 1 : 0;
            highUnknown += high == 1 ? 1 : 0;
        }

        return ((int)Kleene.AtLeast(node.Needed, lowMet, lowUnknown), (int)Kleene.AtLeast(node.Needed, highMet, highUnknown));
    }

    /// <summary>The next atom to set, and to what: beside the way to the searched atom, else any that is open; -1 for none.</summary>
    private (int Atom, sbyte Value) Beside(Criterion node, int searched, bool? want)
    {
        if (!IsOpen(node) || Range(node) is var range && range.Low == range.High)
            return (-1, 0);
        if (IsAtom(node))
            return _atomOf[node.Index] is >= 0 and var atom && _set[atom] < 0 && atom != searched
                ? (atom, want is false ? (sbyte)0 : (sbyte)1) : (-1, (sbyte)0);
        // Children that do not hold the searched atom come first: they block the way.
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var child in node.Nodes)
            {
                var holds = Holds(child, searched);
                if (holds != (pass == 1))
                    continue;
                bool? wanted = holds ? null : node.Combination == Combination.Not ? !(want ?? false) : want ?? (node.Combination == Combination.All);
                if (Beside(child, searched, wanted) is ( >= 0, _) found)
                    return found;
            }
        }

        return (-1, 0);
    }
}
