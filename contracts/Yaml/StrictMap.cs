using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UtilizationReview.Contracts.Yaml;

/// <summary>
/// One mapping of a YAML file that people write: every key is asked for by name and type, every mistake is noted with file and line, and
/// what nobody asked for is an unknown key. Reading goes on after a mistake, so that one look shows them all.
/// </summary>
public sealed class StrictMap
{
    private readonly string _file;
    private readonly string _path;
    private readonly YamlMappingNode? _node;
    private readonly List<string> _problems;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly List<StrictMap> _inner = [];

    private StrictMap(string file, string path, YamlMappingNode? node, List<string> problems) =>
        (_file, _path, _node, _problems) = (file, path, node, problems);

    /// <summary>True when the mapping stands in the file; an absent one answers with fallbacks.</summary>
    public bool Exists => _node is not null;

    /// <summary>Line the mapping starts on, from 1.</summary>
    public int Line => _node is null ? 1 : (int)_node.Start.Line;

    /// <summary>Keys in the order of the file.</summary>
    public IEnumerable<string> Keys => _node?.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "") ?? [];

    /// <summary>Reads a file that is one mapping.</summary>
    /// <param name="path">File to read.</param>
    /// <param name="problems">Takes a sentence "file:line: what is wrong" per mistake.</param>
    /// <returns>Null when the file is not YAML or not one mapping.</returns>
    public static StrictMap? Read(string path, List<string> problems)
    {
        using var text = new StreamReader(path);
        return Read(Path.GetFileName(path), text, problems);
    }

    /// <summary>Reads a text that is one mapping.</summary>
    /// <param name="name">What mistakes call the file.</param>
    /// <param name="text">The text.</param>
    /// <param name="problems">Takes a sentence "file:line: what is wrong" per mistake.</param>
    /// <returns>Null when the text is not YAML or not one mapping.</returns>
    public static StrictMap? Read(string name, TextReader text, List<string> problems)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(text);
            if (stream.Documents is [{ RootNode: YamlMappingNode map }])
                return new StrictMap(name, "", map, problems);
            problems.Add($"{name}:1: the file is not one mapping of keys to values.");
        }
        catch (YamlException e)
        {
            problems.Add($"{name}:{e.Start.Line}: this is not well-formed YAML: {e.Message}");
        }

        return null;
    }

    /// <summary>An inner mapping; an absent one when the key is missing.</summary>
    public StrictMap Map(string key)
    {
        var found = Find(key);
        if (found is not null and not YamlMappingNode)
            Problem(found, key, "is not a mapping of keys to values");
        return Inner($"{_path}{key}.", found as YamlMappingNode);
    }

    /// <summary>A list of mappings; empty when the key is missing.</summary>
    public IReadOnlyList<StrictMap> Maps(string key)
    {
        var found = Find(key);
        if (found is null)
            return [];
        if (found is not YamlSequenceNode list)
        {
            Problem(found, key, "is not a list");
            return [];
        }

        var maps = new List<StrictMap>();
        foreach (var (item, index) in list.Children.Select((item, index) => (item, index)))
        {
            if (item is YamlMappingNode map)
                maps.Add(Inner($"{_path}{key}[{index}].", map));
            else
                Problem(item, key, "holds something that is not a mapping of keys to values");
        }

        return maps;
    }

    /// <summary>A text; the fallback when the key is missing, a problem when there is none.</summary>
    /// <param name="key">Key in this mapping.</param>
    /// <param name="fallback">Value of a missing key; null: the key is required.</param>
    /// <param name="check">What is wrong with a value, as a predicate ("is not …"); null when it is fine.</param>
    public string Text(string key, string? fallback = null, Func<string, string?>? check = null)
    {
        var found = Find(key);
        if (found is null)
            return fallback ?? Missing(key);
        if (found is not YamlScalarNode { Value: { Length: > 0 } text })
            return Wrong(found, key, "is not a text");
        return check?.Invoke(text) is { } problem ? Wrong(found, key, $"'{text}' {problem}") : text;
    }

    /// <summary>One of the allowed words.</summary>
    public string OneOf(string key, string? fallback, IReadOnlyCollection<string> allowed) =>
        Text(key, fallback, text => allowed.Contains(text, StringComparer.Ordinal) ? null : $"is not one of {string.Join(", ", allowed)}");

    /// <summary>True or false.</summary>
    public bool Truth(string key, bool fallback) => Find(key) switch
    {
        null => fallback,
        YamlScalarNode { Value: "true" } => true,
        YamlScalarNode { Value: "false" } => false,
        var other => Wrong(other, key, "is neither true nor false").Length == 0,
    };

    /// <summary>A whole number inside its bounds.</summary>
    public int Number(string key, int fallback, int lowest, int highest)
    {
        var found = Find(key);
        if (found is null)
            return fallback;
        if (found is YamlScalarNode { Value: { } text } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= lowest && number <= highest)
            return number;
        Problem(found, key, $"is not a whole number from {lowest} to {highest}");
        return fallback;
    }

    /// <summary>A number inside its bounds; required.</summary>
    public double Measure(string key, double lowest, double highest)
    {
        var found = Find(key);
        if (found is YamlScalarNode { Value: { } text } && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= lowest && number <= highest)
            return number;
        if (found is null)
            Missing(key);
        else
            Problem(found, key, $"is not a number from {lowest} to {highest}");
        return lowest;
    }

    /// <summary>A calendar date (yyyy-MM-dd); null when the key is missing.</summary>
    public DateOnly? Date(string key)
    {
        var found = Find(key);
        if (found is null)
            return null;
        if (found is YamlScalarNode { Value: { } text }
            && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        Problem(found, key, "is not a date (yyyy-MM-dd)");
        return null;
    }

    /// <summary>A list of distinct words.</summary>
    /// <param name="key">Key in this mapping.</param>
    /// <param name="required">True: a missing key is a problem.</param>
    /// <param name="allowed">Allowed words; null: any.</param>
    /// <param name="check">What is wrong with a word, as a predicate ("is not …"); null when it is fine.</param>
    public IReadOnlyList<string> Words(
        string key, bool required = false, IReadOnlyCollection<string>? allowed = null, Func<string, string?>? check = null)
    {
        var found = Find(key);
        if (found is null)
        {
            if (required)
                Missing(key);
            return [];
        }

        if (found is not YamlSequenceNode list)
        {
            Problem(found, key, "is not a list");
            return [];
        }

        var words = new List<string>();
        foreach (var item in list.Children)
        {
            if (item is not YamlScalarNode { Value: { Length: > 0 } word })
                Problem(item, key, "holds something that is not a word");
            else if (allowed is not null && !allowed.Contains(word, StringComparer.Ordinal))
                Problem(item, key, $"'{word}' is not one of {string.Join(", ", allowed)}");
            else if (check?.Invoke(word) is { } problem)
                Problem(item, key, $"'{word}' {problem}");
            else if (words.Contains(word, StringComparer.Ordinal))
                Problem(item, key, $"names '{word}' twice");
            else
                words.Add(word);
        }

        return words;
    }

    /// <summary>A mapping of words to words, such as codes to guidelines; empty when the key is missing.</summary>
    public IReadOnlyDictionary<string, string> Pairs(string key)
    {
        var map = Map(key);
        return map.Keys.ToDictionary(word => word, word => map.Text(word), StringComparer.Ordinal);
    }

    /// <summary>Line of every value below, by its path from the root: <c>peer_to_peer.attempts</c>, <c>gold_cards[0].codes[1]</c>.</summary>
    public IReadOnlyDictionary<string, int> Lines()
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        if (_node is not null)
            Note(_node, _path.TrimEnd('.'), lines);
        return lines;
    }

    /// <summary>True when the key stands in the file; does not count as reading it.</summary>
    public bool Has(string key) => _node?.Children.ContainsKey(new YamlScalarNode(key)) ?? false;

    /// <summary>True when the key has this text; does not count as reading it.</summary>
    public bool Is(string key, string text) =>
        _node is not null && _node.Children.TryGetValue(new YamlScalarNode(key), out var value) && value is YamlScalarNode scalar && scalar.Value == text;

    /// <summary>The node of a key whose shape the caller reads by itself; null when missing.</summary>
    public YamlNode? Node(string key) => Find(key);

    /// <summary>Notes a mistake at a key (or at the mapping, when the key is missing).</summary>
    public void Problem(string key, string reason)
    {
        var at = _node is not null && _node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? (int)value.Start.Line : Line;
        _problems.Add($"{_file}:{at}: {_path}{key} {reason}.");
    }

    /// <summary>Notes every key that nobody asked for, here and in the mappings read from here.</summary>
    public void ReportUnread()
    {
        foreach (var key in _node?.Children.Keys ?? [])
        {
            if (key is not YamlScalarNode { Value: { } name })
                _problems.Add($"{_file}:{key.Start.Line}: a key is not a word.");
            else if (!_read.Contains(name))
                _problems.Add($"{_file}:{key.Start.Line}: {_path}{name} is not a known key; here are allowed: {string.Join(", ", _read)}.");
        }

        foreach (var map in _inner)
            map.ReportUnread();
    }

    private StrictMap Inner(string path, YamlMappingNode? node)
    {
        var map = new StrictMap(_file, path, node, _problems);
        _inner.Add(map);
        return map;
    }

    private static void Note(YamlNode node, string path, Dictionary<string, int> lines)
    {
        lines[path] = (int)node.Start.Line;
        switch (node)
        {
            case YamlMappingNode map:
                foreach (var (key, value) in map.Children)
                    Note(value, path.Length == 0 ? $"{key}" : $"{path}.{key}", lines);
                break;
            case YamlSequenceNode list:
                for (var i = 0; i < list.Children.Count; i++)
                    Note(list.Children[i], $"{path}[{i}]", lines);
                break;
        }
    }

    private YamlNode? Find(string key)
    {
        _read.Add(key);
        return _node is not null && _node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }

    private string Missing(string key)
    {
        _problems.Add($"{_file}:{Line}: {_path}{key} is missing.");
        return "?";
    }

    private string Wrong(YamlNode at, string key, string reason)
    {
        Problem(at, key, reason);
        return "?";
    }

    private void Problem(YamlNode at, string key, string reason) => _problems.Add($"{_file}:{at.Start.Line}: {_path}{key} {reason}.");
}
