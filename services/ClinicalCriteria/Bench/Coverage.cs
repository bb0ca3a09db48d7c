using UtilizationReview.ClinicalCriteria.Domain;

namespace UtilizationReview.ClinicalCriteria.Bench;

/// <summary>
/// What the cases of a guideline tried: every leaf, pathway and exclusion both met and not met, every threshold just below, at and just above.
/// All versions of the guideline together; a leaf counts by its id.
/// </summary>
internal sealed class Coverage
{
    private readonly Dictionary<string, (bool Met, bool NotMet)> _leaves = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (bool Met, bool NotMet)> _tops = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Leaf, string Test), (bool Below, bool At, bool Above)> _thresholds = [];

    public Coverage(string guideline, IReadOnlyList<Guideline> versions)
    {
        Guideline = guideline;
        foreach (var version in versions)
        {
            foreach (var top in version.Exclusions.Concat(version.Pathways))
                _tops.TryAdd(top.Id, default);
            foreach (var node in version.Nodes())
            {
                if (node.Test is not null)
                    _leaves.TryAdd(node.Id, default);
                foreach (var test in TestsOf(node))
                    _thresholds.TryAdd((node.Id, Name(test)), (!test.Room.Below, false, !test.Room.Above));
            }
        }
    }

    public string Guideline { get; }

    public int Leaves => _leaves.Count;

    public int LeavesTried => _leaves.Values.Count(tried => tried is { Met: true, NotMet: true });

    public int Tops => _tops.Count;

    public int TopsTried => _tops.Values.Count(tried => tried is { Met: true, NotMet: true });

    public int Thresholds => _thresholds.Count;

    public int ThresholdsTried => _thresholds.Values.Count(tried => tried is { Below: true, At: true, Above: true });

    public bool Complete => LeavesTried == Leaves && TopsTried == Tops && ThresholdsTried == Thresholds;

    /// <summary>What was not tried, one sentence each.</summary>
    public IEnumerable<string> Gaps() =>
    [
        .. _tops.Where(pair => pair.Value is not { Met: true, NotMet: true }).Select(pair => $"{pair.Key} was never {Never(pair.Value)}"),
        .. _leaves.Where(pair => pair.Value is not { Met: true, NotMet: true }).Select(pair => $"{pair.Key} was never {Never(pair.Value)}"),
        .. _thresholds.Where(pair => pair.Value is not { Below: true, At: true, Above: true })
            .Select(pair => $"{pair.Key.Leaf} ({pair.Key.Test}) was never tried {string.Join(" or ", Missing(pair.Value))}"),
    ];

    public void Add(LineEvaluation evaluation)
    {
        foreach (var unit in evaluation.Units)
        {
            foreach (var top in evaluation.Guideline!.Exclusions.Concat(evaluation.Guideline.Pathways).Where(top => unit.Of(top).Applies))
            {
                Note(_tops, top.Id, unit.Of(top).Answer);
                Leaf(top, unit, null);
            }
        }
    }

    private void Leaf(Criterion node, JudgedUnit unit, FactValue[]? entry)
    {
        if (node.Test is { } test)
        {
            Note(_leaves, node.Id, test.Judge(unit.Sheet, entry));
            var value = test.Slot < 0 ? default : test.OnEntry ? entry![test.Slot] : unit.Sheet.Values[test.Slot];
            Near(node, test, value, unit.Sheet);
            foreach (var counted in test is CountTest ? value.Entries : [])
                Filters(node, counted, unit.Sheet);
            return;
        }

        if (node.Combination is not (Combination.Exists or Combination.Latest))
        {
            foreach (var child in node.Nodes.Where(child => unit.Of(child).Applies))
                Leaf(child, unit, entry);
            return;
        }

        var latest = node.Combination == Combination.Latest ? Judge.PickLatest(node, unit.Sheet, out _) : null;
        foreach (var among in node.Combination == Combination.Latest ? unit.Sheet.Values[node.ListSlot].Entries : [])
            Filters(node, among, unit.Sheet);
        foreach (var one in node.Combination == Combination.Exists ? unit.Sheet.Values[node.ListSlot].Entries : latest is null ? [] : [latest])
            Leaf(node.Nodes[0], unit, one);
    }

    private void Filters(Criterion node, FactValue[] entry, Sheet sheet)
    {
        foreach (var filter in TestsOf(node).Where(test => test.OnEntry && test != node.Test))
            Near(node, filter, entry[filter.Slot], sheet);
    }

    /// <summary>Tests of a node that have a threshold: its own, and those that say which entries count.</summary>
    private static IEnumerable<LeafTest> TestsOf(Criterion node)
    {
        IEnumerable<LeafTest> filters = node.Test is CountTest count ? count.Where : node.Among;
        return (node.Test is { } own ? filters.Prepend(own) : filters).Where(test => test.Threshold.Length > 0);
    }

    private static string Name(LeafTest test) => test.OnEntry ? $"{test.Subject!.Name} {test.Threshold}" : test.Threshold;

    private void Near(Criterion node, LeafTest test, FactValue value, Sheet sheet)
    {
        if (test.Threshold.Length == 0 || test.FromThreshold(value, sheet) is not { } distance)
            return;
        var key = (node.Id, Name(test));
        var tried = _thresholds[key];
        _thresholds[key] = (tried.Below || distance is >= -1 and < 0, tried.At || distance == 0, tried.Above || distance is > 0 and <= 1);
    }

    private static void Note(Dictionary<string, (bool Met, bool NotMet)> tried, string id, Answer answer)
    {
        var before = tried[id];
        tried[id] = (before.Met || answer == Answer.Met, before.NotMet || answer == Answer.NotMet);
    }

    private static string Never((bool Met, bool NotMet) tried) => (tried.Met, tried.NotMet) switch
    {
        (true, _) => "not met",
        (_, true) => "met",
        _ => "met nor not met",
    };

    private static IEnumerable<string> Missing((bool Below, bool At, bool Above) tried)
    {
        if (!tried.Below)
            yield return "just below";
        if (!tried.At)
            yield return "at";
        if (!tried.Above)
            yield return "just above";
    }
}
