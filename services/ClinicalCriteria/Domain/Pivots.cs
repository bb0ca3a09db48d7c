namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>
/// Which open tests can still decide. Every test that reads an unanswered fact is an atom, met or not met; equal tests are one atom. An atom
/// decides when, for some answers to the others, the result differs with it. The search sets what stands beside the way to the atom (met beside
/// an "all", not met beside an "any") and tries the opposite when that fails; beyond its budget an atom counts as deciding, so that the
/// interview rather asks too much than too little. A first guess is tried before: what stands beside the way as it must be, all else not met.
/// </summary>
internal sealed class Pivots
{
    /// <summary>Steps of a search: enough to try everything where there is little, bounded where there is much.</summary>
    private const int ThoroughSteps = 4000;
    private const int BoundedSteps = 400;
    private const int FewAtoms = 12;

    private readonly Criterion _root;

    /// <summary>By node: what it came to, its atom or -1, and the set of atoms under it.</summary>
    private readonly byte[] _verdicts;
    private readonly int[] _atomOf;
    private readonly ulong[] _under;
    private readonly int _words;

    private readonly Criterion?[] _above;
    private readonly List<Criterion>[] _places;
    private readonly bool?[] _decides;
    private readonly sbyte[] _set;
    private int _steps;

    public Pivots(Criterion root, JudgedUnit unit, Func<Criterion, bool> isOpen)
    {
        (_root, _verdicts) = (root, unit.Verdicts);
        _atomOf = new int[root.End];
        _above = new Criterion?[root.End];
        Array.Fill(_atomOf, -1);
        var bySignature = new Dictionary<string, int>(StringComparer.Ordinal);
        List<List<Criterion>> places = [];
        Place(root, isOpen, bySignature, places);
        Count = bySignature.Count;
        _places = [.. places];
        _decides = new bool?[Count];
        _set = new sbyte[Count];
        Array.Fill(_set, (sbyte)-1);
        _words = (Count + 63) / 64;
        _under = new ulong[root.End * _words];
        Gather(root);
    }

    /// <summary>Atoms in all.</summary>
    public int Count { get; }

    /// <summary>Atoms that count as deciding because the search for a proof ended too early.</summary>
    public int Unproven { get; private set; }

    /// <summary>A node in words that are equal exactly when two nodes test the same.</summary>
    public static string Signature(Criterion node) => node.Signature ??= node.Test is { } test
        ? $"{test.Subject?.Name}{(test.OnEntry ? "@" : "")} {test.InWords}"
        : $"{node.Combination}/{node.Needed}/{node.List?.Name}/{string.Join('&', node.Among.Select(a => a.Subject!.Name + a.InWords))}"
            + $"({string.Join(';', node.Nodes.Select(Signature))})";

    /// <summary>True when the answer to this node's test can still change the result.</summary>
    public bool Decides(Criterion node)
    {
        if (_atomOf[node.Index] is not (>= 0 and var atom))
            return false;
        if (_decides[atom] is not { } known)
        {
            _steps = 0;
            _decides[atom] = known = _places[atom].Exists(place => Guess(place, atom)) || Search(atom);
        }

        return known;
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
    private void Place(Criterion node, Func<Criterion, bool> isOpen, Dictionary<string, int> bySignature, List<List<Criterion>> places)
    {
        if (!IsOpen(node))
            return;
        if (!IsAtom(node))
        {
            foreach (var child in node.Nodes)
            {
                _above[child.Index] = node;
                Place(child, isOpen, bySignature, places);
            }
        }
        else if (isOpen(node))
        {
            var signature = Signature(node);
            if (!bySignature.TryGetValue(signature, out var atom))
            {
                bySignature.Add(signature, atom = bySignature.Count);
                places.Add([]);
            }

            _atomOf[node.Index] = atom;
            places[atom].Add(node);
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

    /// <summary>One way to make the atom decide from this place, tried out; false says nothing.</summary>
    private bool Guess(Criterion place, int atom)
    {
        Array.Fill(_set, (sbyte)0);
        for (var (child, above) = (place, _above[place.Index]); above is not null; (child, above) = (above, _above[above.Index]))
        {
            if (above.Combination == Combination.Not)
                continue;
            var spare = above.Combination == Combination.AtLeast
                ? above.Needed - 1 - above.Nodes.Count(node => new Verdict(_verdicts[node.Index]).Answer == Answer.Met)
                : above.Combination == Combination.All ? above.Nodes.Length : 0;
            foreach (var beside in above.Nodes)
            {
                if (beside != child && IsOpen(beside) && !Holds(beside, atom))
                    Make(beside, met: spare-- > 0, atom);
            }
        }

        var (met, not) = (With(atom, 1), With(atom, 0));
        Array.Fill(_set, (sbyte)-1);
        return met.Low > not.High || not.Low > met.High;
    }

    /// <summary>Sets atoms so that the node is met or not, if nothing set before stands against it; what is not set is not met.</summary>
    private void Make(Criterion node, bool met, int searched)
    {
        if (!IsOpen(node))
            return;
        if (IsAtom(node))
        {
            if (met && _atomOf[node.Index] is >= 0 and var atom && atom != searched)
                _set[atom] = 1;
            return;
        }

        if (node.Combination == Combination.Not)
        {
            Make(node.Nodes[0], !met, searched);
            return;
        }

        // All of them where each must be so, else as many as it takes.
        var wanted = node.Combination switch
        {
            Combination.All => met ? node.Nodes.Length : 1,
            Combination.AtLeast when met => node.Needed - node.Nodes.Count(child => new Verdict(_verdicts[child.Index]).Answer == Answer.Met),
            Combination.AtLeast => node.Nodes.Length,
            _ => met ? 1 : node.Nodes.Length,
        };
        foreach (var child in node.Nodes)
        {
            if (wanted > 0 && IsOpen(child) && (wanted >= node.Nodes.Length || !Holds(child, searched)))
            {
                Make(child, met, searched);
                wanted--;
            }
        }
    }

    private bool Search(int atom)
    {
        if (++_steps > (Count <= FewAtoms ? ThoroughSteps : BoundedSteps))
        {
            Unproven++;
            return true;
        }

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
