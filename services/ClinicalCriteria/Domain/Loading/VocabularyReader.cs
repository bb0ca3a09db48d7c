namespace UtilizationReview.ClinicalCriteria.Domain.Loading;

/// <summary>Reads the files of the folder <c>facts</c>: one vocabulary.</summary>
internal static class VocabularyReader
{
    private const int LongestLabel = 60;
    private static readonly AllowedWord[] SideWords = [new("left", "Left"), new("right", "Right"), new("both", "Both sides")];
    private static readonly AllowedWord[] RegionWords = [new("cervicothoracic", "Neck or upper back"), new("lumbosacral", "Low back or sacrum")];

    public static FactVocabulary Read(IReadOnlyList<SourceMap> files, LoadProblems problems)
    {
        var facts = new List<FactDefinition>();
        foreach (var file in files)
        {
            var root = new MapReader(file, problems);
            foreach (var map in root.Maps("facts", "facts"))
            {
                var fact = Fact(new MapReader(map, problems), facts.Count, "", problems);
                if (facts.Exists(other => other.Name == fact.Name))
                    problems.Add(map, $"{fact.Name}: a fact of this name stands in {file.File} or a file read before; names are unique.");
                else
                    facts.Add(fact);
            }

            root.ReportUnread("facts file");
        }

        return new FactVocabulary(facts);
    }

    private static FactDefinition Fact(MapReader map, int index, string owner, LoadProblems problems)
    {
        var name = map.Text("name", owner.Length == 0 ? "fact" : owner);
        var where = owner.Length == 0 ? name : $"{owner}.{name}";
        var type = OneOf(map, "type", where, new Dictionary<string, FactType>(StringComparer.Ordinal)
        {
            ["boolean"] = FactType.Boolean, ["number"] = FactType.Number, ["date"] = FactType.Date,
            ["word"] = FactType.Word, ["words"] = FactType.Words, ["entries"] = FactType.Entries,
        }, problems);
        var (list, allowed) = Allowed(map, where, type, problems);
        var (minimum, maximum) = Range(map, where, type, problems);
        var fields = new List<FactDefinition>();
        if (type == FactType.Entries && owner.Length == 0)
        {
            foreach (var field in map.Maps("fields", where))
                fields.Add(Fact(new MapReader(field, problems), fields.Count, where, problems));
            if (fields.Count == 0)
                problems.Add(map.Map, $"{where}: entries need fields.");
        }
        else if (type == FactType.Entries)
        {
            problems.Add(map.Map, $"{where}: fields hold no entries themselves.");
        }

        var supply = !map.Has("supplied_by") ? FactSupply.Asked : OneOf(map, "supplied_by", where,
            new Dictionary<string, FactSupply>(StringComparer.Ordinal)
            {
                ["platform"] = FactSupply.Platform, ["lines"] = FactSupply.Lines, ["plan"] = FactSupply.Plan,
            }, problems);
        if (supply is FactSupply.Lines or FactSupply.Plan && !LineFacts.All.ContainsKey(name))
            problems.Add(map.Map, $"{where}: nothing computes this fact; known are "
                + $"{string.Join(", ", LineFacts.All.Keys.Order(StringComparer.Ordinal))}.");
        var scope = !map.Has("applies_to") ? FactScope.Order : OneOf(map, "applies_to", where,
            new Dictionary<string, FactScope>(StringComparer.Ordinal) { ["level"] = FactScope.Level, ["side"] = FactScope.Side }, problems);
        var label = map.OptionalText("label", where);
        if (label.Length > LongestLabel || label.AsSpan().IndexOfAny('?', ':', '.') >= 0)
            problems.Add(map.Map, $"{where}: the label is a noun phrase of at most {LongestLabel} characters without '?', ':' and '.'.");
        var fact = new FactDefinition
        {
            Label = label, Name = name, Index = index, Type = type, Unit = map.OptionalText("unit", where), Question = map.Text("question", where),
            Minimum = minimum, Maximum = maximum, Scope = scope, Supply = supply, List = list, Allowed = allowed, Fields = fields,
        };
        map.ReportUnread(where);
        return fact;
    }

    private static (KnownList, IReadOnlyList<AllowedWord>) Allowed(MapReader map, string where, FactType type, LoadProblems problems)
    {
        if (map.Has("list"))
        {
            var list = OneOf(map, "list", where,
                new Dictionary<string, KnownList>(StringComparer.Ordinal)
                {
                    ["levels"] = KnownList.Levels, ["sides"] = KnownList.Sides, ["regions"] = KnownList.Regions,
                }, problems);
            return (list, list switch { KnownList.Levels => SpinalLevels.Words, KnownList.Sides => SideWords, _ => RegionWords });
        }

        AllowedWord[] allowed = [.. map.Pairs("allowed", where)
            .Select(pair => new AllowedWord(pair.Key.Text, (pair.Value as SourceScalar)?.Text ?? pair.Key.Text))];
        var wordy = type is FactType.Word or FactType.Words;
        if (wordy != allowed.Length > 0)
            problems.Add(map.Map, wordy
                ? $"{where}: a {type.ToString().ToLowerInvariant()} fact needs its allowed words."
                : $"{where}: only word and words facts have allowed words.");
        if (allowed.Length > 64)
            problems.Add(map.Map, $"{where}: more than 64 allowed words.");
        return (KnownList.None, allowed);
    }

    private static (double Minimum, double Maximum) Range(MapReader map, string where, FactType type, LoadProblems problems)
    {
        var range = map.Words("range", where);
        if (type != FactType.Number)
        {
            if (range.Count > 0)
                problems.Add(map.Map, $"{where}: only number facts have a range.");
            return default;
        }

        if (range.Count == 2 && double.TryParse(range[0].Text, out var minimum)
            && double.TryParse(range[1].Text, out var maximum) && minimum < maximum)
            return (minimum, maximum);
        problems.Add(map.Map, $"{where}: a number fact needs its range [lowest, highest].");
        return (0, 0);
    }

    public static T OneOf<T>(MapReader map, string key, string where, IReadOnlyDictionary<string, T> allowed, LoadProblems problems)
    {
        var text = map.Text(key, where);
        if (allowed.TryGetValue(text, out var value))
            return value;
        if (text.Length > 0)
            problems.Add(map.Find(key)!, $"{where}: {key} '{text}' is not one of {string.Join(", ", allowed.Keys)}.");
        return default!;
    }
}
