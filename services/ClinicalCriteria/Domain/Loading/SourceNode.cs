using System.Globalization;

namespace UtilizationReview.ClinicalCriteria.Domain.Loading;

/// <summary>A node of a data file with where it stands; the format (YAML) is the adapter's business.</summary>
internal abstract record SourceNode(string File, int Line);

internal sealed record SourceScalar(string File, int Line, string Text) : SourceNode(File, Line);

internal sealed record SourceList(string File, int Line, IReadOnlyList<SourceNode> Items) : SourceNode(File, Line);

internal sealed record SourceMap(string File, int Line, IReadOnlyList<(SourceScalar Key, SourceNode Value)> Pairs) : SourceNode(File, Line);

/// <summary>Everything wrong with the data files, each as <c>file:line: reason</c>.</summary>
internal sealed class LoadProblems
{
    private readonly List<(string File, int Line, string Reason)> _all = [];

    public IReadOnlyList<string> All => [.. _all.OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line)
        .Select(p => $"{p.File}:{p.Line}: {p.Reason}").Distinct(StringComparer.Ordinal)];

    public int Count => _all.Count;

    public void Add(SourceNode at, string reason) => _all.Add((at.File, at.Line, reason));
}

/// <summary>The criteria files cannot be used; nothing of them is.</summary>
/// <param name="problems">One sentence each: <c>file:line: reason</c>.</param>
internal sealed class CriteriaFileException(IReadOnlyList<string> problems)
    : Exception("The criteria files cannot be used:" + Environment.NewLine + string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}

/// <summary>Reads one mapping strictly: what nobody asked for is an unknown key. Values that start with <c>$</c> are parameters.</summary>
internal sealed class MapReader
{
    private readonly SourceMap _map;
    private readonly ParameterScope _parameters;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public MapReader(SourceMap map, LoadProblems problems, ParameterScope? parameters = null)
    {
        _map = map;
        Problems = problems;
        _parameters = parameters ?? ParameterScope.None;
        foreach (var twice in map.Pairs.GroupBy(pair => pair.Key.Text, StringComparer.Ordinal).Where(group => group.Skip(1).Any()))
            problems.Add(twice.Last().Key, $"'{twice.Key}' stands twice in the same mapping.");
    }

    public SourceMap Map => _map;

    public LoadProblems Problems { get; }

    public bool Has(string key) => _map.Pairs.Any(pair => pair.Key.Text == key);

    public SourceNode? Find(string key)
    {
        _read.Add(key);
        var value = _map.Pairs.FirstOrDefault(pair => pair.Key.Text == key).Value;
        if (value is SourceScalar { Text: ['$', .. var name] } scalar)
            return _parameters.Resolve(name, scalar, Problems);
        return value is SourceScalar { Text: "~" or "null" } ? null : value;
    }

    public string Text(string key, string where)
    {
        if (Find(key) is SourceScalar { Text.Length: > 0 } scalar)
            return scalar.Text;
        Problems.Add(Has(key) ? _map.Pairs.First(pair => pair.Key.Text == key).Value : _map,
            Has(key) ? $"{where}: {key} is not a text." : $"{where}: {key} is missing.");
        return "";
    }

    public string OptionalText(string key, string where, string fallback = "") => Has(key) ? Text(key, where) : fallback;

    public bool Truth(string key, string where)
    {
        if (Find(key) is not { } node)
            return false;
        if (node is SourceScalar { Text: "true" or "false" } scalar)
            return scalar.Text == "true";
        Problems.Add(node, $"{where}: {key} is neither true nor false.");
        return false;
    }

    public double? Number(string key, string where)
    {
        if (Find(key) is not { } node)
            return null;
        if (node is SourceScalar { Text: var text } && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number;
        Problems.Add(node, $"{where}: {key} is not a number.");
        return null;
    }

    public int? Whole(string key, string where)
    {
        if (Number(key, where) is not { } number)
            return null;
        if (number is >= 0 and <= 100000 && Math.Floor(number) == number)
            return (int)number;
        Problems.Add(Find(key)!, $"{where}: {key} is not a whole number.");
        return null;
    }

    public DateOnly? Date(string key, string where)
    {
        if (Find(key) is not { } node)
            return null;
        if (node is SourceScalar { Text: var text }
            && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        Problems.Add(node, $"{where}: {key} is not a date (yyyy-MM-dd).");
        return null;
    }

    public IReadOnlyList<SourceScalar> Words(string key, string where)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case SourceScalar one:
                return [one];
            case SourceList list when list.Items.All(item => item is SourceScalar):
                return [.. list.Items.Cast<SourceScalar>()];
            case var other:
                Problems.Add(other, $"{where}: {key} is not a list of words.");
                return [];
        }
    }

    public IReadOnlyList<SourceMap> Maps(string key, string where)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case SourceList list when list.Items.All(item => item is SourceMap):
                return [.. list.Items.Cast<SourceMap>()];
            case var other:
                Problems.Add(other, $"{where}: {key} is not a list of mappings.");
                return [];
        }
    }

    public IReadOnlyList<(SourceScalar Key, SourceNode Value)> Pairs(string key, string where)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case SourceMap map:
                return map.Pairs;
            case var other:
                Problems.Add(other, $"{where}: {key} is not a mapping.");
                return [];
        }
    }

    /// <summary>Call last: what was not read is not known here; <paramref name="also"/> are further keys to name as allowed.</summary>
    public void ReportUnread(string where, params string[] also)
    {
        foreach (var (key, _) in _map.Pairs.Where(pair => !_read.Contains(pair.Key.Text)))
            Problems.Add(key, $"{where}: unknown key '{key.Text}'; allowed here: "
                + $"{string.Join(", ", _read.Union(also, StringComparer.Ordinal).Order(StringComparer.Ordinal))}.");
    }
}

/// <summary>Values of <c>$name</c> in a definition or guideline.</summary>
internal sealed class ParameterScope(IReadOnlyDictionary<string, SourceNode> values, string owner)
{
    public static readonly ParameterScope None = new(new Dictionary<string, SourceNode>(StringComparer.Ordinal), "");

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public SourceNode? Resolve(string name, SourceNode at, LoadProblems problems)
    {
        _used.Add(name);
        if (values.TryGetValue(name, out var value))
            return value;
        problems.Add(at, owner.Length == 0
            ? $"unknown parameter '${name}'; none is declared here."
            : $"unknown parameter '${name}'; {owner} declares "
                + $"{(values.Count == 0 ? "none" : string.Join(", ", values.Keys.Order(StringComparer.Ordinal)))}.");
        return null;
    }

    public void ReportUnused(LoadProblems problems)
    {
        foreach (var (name, value) in values.Where(pair => !_used.Contains(pair.Key)))
            problems.Add(value, $"parameter '{name}' of {owner} is never used.");
    }
}

/// <summary>"Did you mean": the nearest known word.</summary>
internal static class Nearest
{
    public static string Hint(string wrong, IEnumerable<string> known)
    {
        var nearest = known.Select(word => (word, distance: Distance(wrong, word)))
            .Where(x => x.distance <= Math.Max(2, wrong.Length / 3)).OrderBy(x => x.distance).FirstOrDefault();
        return nearest.word is null ? "" : $"; did you mean '{nearest.word}'?";
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[b.Length];
    }
}
