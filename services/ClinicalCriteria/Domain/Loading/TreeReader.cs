namespace UtilizationReview.ClinicalCriteria.Domain.Loading;

/// <summary>Reads criteria trees: groups, entry nodes, waivers, general definitions by reference, leaves.</summary>
internal sealed class TreeReader(
    SlotTable slots, IReadOnlyDictionary<string, SourceMap> definitions, IReadOnlySet<string> sources, IReadOnlyList<string> versions, string version,
    IReadOnlyList<string> codes, ProcedureCatalogue catalogue, LoadProblems problems)
{
    private static readonly Dictionary<string, Evidence> Grades = new(StringComparer.Ordinal)
    {
        ["program_page"] = Evidence.ProgramPage, ["plan_notice"] = Evidence.PlanNotice, ["secondary"] = Evidence.Secondary,
        ["analog"] = Evidence.Analog, ["general_unverified"] = Evidence.GeneralUnverified, ["design"] = Evidence.Design,
    };

    private static readonly string[] Kinds = ["all", "any", "some", "not", "exists", "latest", "use", "fact", "field",
        "line_code", "order_code", "line_level"];

    private readonly LeafReader _leaves = new(slots, catalogue, problems);

    /// <summary>Where each node stands, for problems found later.</summary>
    public Dictionary<Criterion, SourceMap> Homes { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Definitions that something refers to.</summary>
    public HashSet<string> UsedDefinitions { get; } = new(StringComparer.Ordinal);

    /// <summary>Numbers a finished tree from its root down; entry children get their place under their node.</summary>
    public static int Number(Criterion node, int next)
    {
        node.Index = next++;
        foreach (var child in node.Nodes)
            next = Number(child, next);
        node.End = next;
        return next;
    }

    /// <summary>The node; null when this version does not have it or it cannot be read.</summary>
    public Criterion? Read(SourceMap source, ParameterScope parameters, string owner, FactDefinition? list = null, string asId = "", int depth = 0)
    {
        var map = new MapReader(source, problems, parameters);
        var id = asId.Length > 0 ? asId : map.Has("id") ? map.Text("id", owner) : map.OptionalText("use", owner);
        if (asId.Length > 0)
            map.Find("id");
        if (id.Length == 0)
        {
            problems.Add(source, $"{owner}: a criterion has no id.");
            return null;
        }

        var inForce = InForce(map, id);
        var kinds = Kinds.Where(map.Has).ToArray();
        if (kinds is ["all" or "any", "exists" or "latest"])
            kinds = [kinds[1]];
        if (kinds.Length != 1)
        {
            problems.Add(source, $"{id}: a criterion is exactly one of {string.Join(", ", Kinds)}; found "
                + $"{(kinds.Length == 0 ? "none" : string.Join(" and ", kinds))}.");
            return null;
        }

        var node = kinds[0] == "use" ? Use(map, source, id, parameters, list, depth) : Own(map, source, id, kinds[0], parameters, list, depth);
        if (map.Has("waived_by") && map.Find("waived_by") is SourceMap waiver && node is not null
            && Read(waiver, parameters, id, list, depth: depth) is { } by)
        {
            node = new Criterion { Id = id, Text = node.Text, Combination = Combination.Waivable, Nodes = [node, by] };
            Homes[node] = source;
        }

        map.Find("parameters");
        if (node is not null)
            map.ReportUnread(id, "codes", "from_version", "through_version", "waived_by");
        return inForce ? node : null;
    }

    private Criterion? Own(MapReader map, SourceMap source, string id, string kind, ParameterScope parameters, FactDefinition? list, int depth)
    {
        var leaf = kind is "fact" or "field" or "line_code" or "order_code" or "line_level";
        var text = leaf || map.Has("text") ? map.Text("text", id) : "";
        var (evidence, sourceKey) = (Grade(map, id, leaf), Source(map, id, leaf));
        var listFact = kind is "exists" or "latest" ? slots.Vocabulary.Find(map.Text(kind, id)) : null;
        if (kind is "exists" or "latest" && listFact is not { Type: FactType.Entries })
        {
            problems.Add(map.Find(kind)!, $"{id}: '{map.Text(kind, id)}' is not a fact with entries.");
            return null;
        }

        var test = leaf ? _leaves.Read(map, id, list) : null;
        if (leaf && test is null)
            return null;
        var children = Children(map, kind, id, parameters, listFact ?? list, depth);
        if (!leaf && children.Length == 0)
        {
            problems.Add(source, $"{id}: {kind} has no criteria under it.");
            return null;
        }

        var (among, latestBy) = Latest(map, kind, id, listFact);
        var node = new Criterion
        {
            Id = id,
            Text = text.Length > 0 ? text : Said(kind, children),
            Source = sourceKey,
            Evidence = evidence,
            Combination = kind switch
            {
                "all" => Combination.All,
                "any" => Combination.Any,
                "some" => Combination.AtLeast,
                "not" => Combination.Not,
                "exists" => Combination.Exists,
                "latest" => Combination.Latest,
                _ => Combination.Leaf,
            },
            Needed = kind == "some" ? Needed(map, id, children.Length) : 0,
            Nodes = children,
            Test = test,
            List = listFact,
            ListSlot = listFact is null ? 0 : slots.SlotOf(listFact),
            Among = among,
            LatestBy = latestBy,
            CodeMask = Codes(map, id),
            Objective = map.Truth("objective", id),
        };
        Homes[node] = source;
        return node;
    }

    private Criterion[] Children(MapReader map, string kind, string id, ParameterScope parameters, FactDefinition? list, int depth)
    {
        if (kind is "exists" or "latest")
        {
            var inner = map.Has("any") ? "any" : "all";
            var under = Children(map, inner, id, parameters, list, depth);
            return under.Length == 0 ? []
                : [new Criterion
                {
                    Id = id, Text = "All of it of one and the same entry.",
                    Combination = inner == "any" ? Combination.Any : Combination.All, Nodes = under,
                }];
        }

        IEnumerable<SourceMap> sourcesOfChildren = kind switch
        {
            "all" or "any" => map.Maps(kind, id),
            "not" => map.Find("not") is SourceMap one ? [one] : [],
            "some" => map.Find("some") is SourceMap some ? Of(some, id) : [],
            _ => [],
        };
        return [.. sourcesOfChildren.Select(child => Read(child, parameters, id, list, depth: depth)).OfType<Criterion>()];
    }

    private IEnumerable<SourceMap> Of(SourceMap some, string id)
    {
        var inner = new MapReader(some, problems);
        inner.Find("at_least");
        var maps = inner.Maps("of", id);
        inner.ReportUnread(id);
        return maps;
    }

    private int Needed(MapReader map, string id, int count)
    {
        var needed = map.Find("some") is SourceMap some ? new MapReader(some, problems).Whole("at_least", id) ?? 0 : 0;
        if (needed < 1 || needed > count)
            problems.Add(map.Map, $"{id}: at least {needed} of {count} criteria is not possible; name 1 to {count}.");
        return needed;
    }

    private Criterion? Use(MapReader map, SourceMap source, string id, ParameterScope outer, FactDefinition? list, int depth)
    {
        var name = map.Text("use", id);
        UsedDefinitions.Add(name);
        var given = map.Pairs("with", id);
        if (!definitions.TryGetValue(name, out var definition))
        {
            problems.Add(map.Find("use")!, $"{id}: unknown general definition '{name}'{Nearest.Hint(name, definitions.Keys)}");
            return null;
        }

        if (depth > 5)
        {
            problems.Add(source, $"{id}: definition '{name}' refers to itself.");
            return null;
        }

        var declared = new MapReader(definition, problems).Pairs("parameters", name);
        var values = new Dictionary<string, SourceNode>(StringComparer.Ordinal);
        foreach (var (key, value) in declared)
        {
            if (value is not SourceScalar { Text: "required" })
                values[key.Text] = value;
        }

        foreach (var (key, value) in given)
        {
            if (!declared.Any(pair => pair.Key.Text == key.Text))
                problems.Add(key,
                    $"{id}: definition '{name}' has no parameter '{key.Text}'{Nearest.Hint(key.Text, declared.Select(pair => pair.Key.Text))}");
            else if ((value is SourceScalar { Text: ['$', .. var parameter] } ? outer.Resolve(parameter, value, problems) : value) is { } resolved)
                values[key.Text] = resolved;
        }

        foreach (var (key, _) in declared.Where(pair => !values.ContainsKey(pair.Key.Text)))
            problems.Add(source, $"{id}: definition '{name}' needs parameter '{key.Text}'.");

        var scope = new ParameterScope(values, $"definition '{name}'");
        var node = Read(definition, scope, id, list, asId: id, depth: depth + 1);
        scope.ReportUnused(problems);
        return node is null || !map.Has("text") ? node : Renamed(node, map.Text("text", id), source);
    }

    private Criterion Renamed(Criterion node, string text, SourceMap source)
    {
        var renamed = new Criterion
        {
            Id = node.Id, Text = text, Source = node.Source, Evidence = node.Evidence,
            Combination = node.Combination, Needed = node.Needed, Nodes = node.Nodes,
            Test = node.Test, List = node.List, ListSlot = node.ListSlot, Among = node.Among,
            LatestBy = node.LatestBy, CodeMask = node.CodeMask, Objective = node.Objective,
        };
        Homes[renamed] = source;
        return renamed;
    }

    private (LeafTest[] Among, int By) Latest(MapReader map, string kind, string id, FactDefinition? list)
    {
        if (kind != "latest" || list is null)
            return ([], 0);
        var by = map.Text("by", id);
        var among = _leaves.Filters(map, "among", id, list);
        if (list.Field(by) is { Type: FactType.Date } field)
            return (among, field.Index);
        problems.Add(map.Find("by") ?? map.Map, $"{id}: '{by}' is not a date field of {list.Name}.");
        return (among, 0);
    }

    private bool InForce(MapReader map, string id)
    {
        var here = versions.ToList().IndexOf(version);
        var (first, last) = (Bound("from_version", 0), Bound("through_version", versions.Count));
        return first <= here && here <= last;

        int Bound(string key, int open)
        {
            if (!map.Has(key))
                return open;
            var index = versions.ToList().IndexOf(map.Text(key, id));
            if (index < 0)
                problems.Add(map.Find(key)!, $"{id}: {key} '{map.Text(key, id)}' is not a version of this guideline: {string.Join(", ", versions)}.");
            return index < 0 ? open : index;
        }
    }

    private ulong Codes(MapReader map, string id)
    {
        if (!map.Has("codes"))
            return ulong.MaxValue;
        ulong mask = 0;
        foreach (var code in map.Words("codes", id))
        {
            var index = codes.ToList().IndexOf(code.Text);
            if (index < 0)
                problems.Add(code, $"{id}: code '{code.Text}' is not one of this guideline's codes: {string.Join(", ", codes)}.");
            else
                mask |= 1UL << index;
        }

        return mask;
    }

    private Evidence Grade(MapReader map, string id, bool needed)
    {
        if (!map.Has("evidence"))
        {
            if (needed)
                problems.Add(map.Map, $"{id}: evidence is missing; one of {string.Join(", ", Grades.Keys)}.");
            return Evidence.None;
        }

        return VocabularyReader.OneOf(map, "evidence", id, Grades, problems);
    }

    private string Source(MapReader map, string id, bool needed)
    {
        if (!map.Has("source"))
        {
            if (needed)
                problems.Add(map.Map, $"{id}: source is missing; every leaf names where its rule comes from.");
            return "";
        }

        var key = map.Text("source", id);
        if (key.Length > 0 && !sources.Contains(key))
            problems.Add(map.Find("source")!, $"{id}: unknown source '{key}'{Nearest.Hint(key, sources)}");
        return key;
    }

    private static string Said(string kind, Criterion[] children) => kind switch
    {
        "all" => "All of these hold.",
        "any" => "Any of these holds.",
        "some" => "Some of these hold.",
        "not" => $"Not: {children[0].Text}",
        _ => "An entry shows this.",
    };
}
