namespace UtilizationReview.ClinicalCriteria.Domain.Loading;

/// <summary>What guidelines refer to.</summary>
internal sealed record LoadContext(
    FactVocabulary Vocabulary, ProcedureCatalogue Catalogue, IReadOnlySet<string> Sources, IReadOnlyDictionary<string, SourceMap> Definitions,
    IReadOnlyDictionary<string, SourceMap> Advisories, LoadProblems Problems)
{
    /// <summary>General definitions and advisories that some guideline uses.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);
}

/// <summary>Reads one guideline file: its versions share one tree, with parameters and parts that differ by version.</summary>
internal static class GuidelineReader
{
    private static readonly Dictionary<string, bool> Firsts = new(StringComparer.Ordinal) { ["medicare"] = true };

    public static IReadOnlyList<(Guideline Guideline, SourceMap Home)> Read(SourceMap file, LoadContext context)
    {
        var problems = context.Problems;
        var root = new MapReader(file, problems);
        var id = root.Text("guideline", "guideline file");
        root.Text("title", id);
        if (root.Text("notice", id) is { Length: > 0 } notice && !notice.Contains("demonstration", StringComparison.OrdinalIgnoreCase))
            problems.Add(root.Find("notice")!, $"{id}: the notice does not say what this set is; shipped sets say that they are a demonstration.");
        var codes = root.Words("codes", id);
        foreach (var code in codes.Where(code => context.Catalogue.Find(code.Text) is null))
            problems.Add(code, $"{id}: unknown code '{code.Text}'; the catalogue does not have it.");
        var medicareFirst = root.Has("comes_first") && VocabularyReader.OneOf(root, "comes_first", id, Firsts, problems);
        foreach (var code in codes.Where(code => !medicareFirst && context.Catalogue.Find(code.Text) is { } known && known.Guideline != id))
            problems.Add(code, $"{id}: the catalogue gives code '{code.Text}' to '{context.Catalogue.Find(code.Text)!.Guideline}'.");
        if (codes.Count > 64)
            problems.Add(file, $"{id}: more than 64 codes.");

        var versions = root.Maps("versions", id);
        var names = versions.Select(version => new MapReader(version, problems).Text("version", id)).ToArray();
        if (names.Length == 0)
            problems.Add(file, $"{id}: no version is declared.");
        foreach (var key in (string[])["definitions", "exclusions", "pathways", "advisories", "contradictions", "checklist", "conflicts"])
            root.Find(key);
        root.ReportUnread(id);

        var compiled = new List<(Guideline, SourceMap)>();
        foreach (var version in versions)
            compiled.Add((Version(file, version, names, [.. codes.Select(code => code.Text)], context), version));
        var known = compiled.SelectMany(version => version.Item1.Nodes()).Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var conflict in root.Maps("conflicts", id))
        {
            var unknown = new MapReader(conflict, problems).Words("criteria", id).Where(criterion => !known.Contains(criterion.Text));
            foreach (var criterion in unknown)
                problems.Add(criterion, $"{id}: '{criterion.Text}' is no criterion of any version; name those that carry the default.");
        }

        return compiled;
    }

    private static Guideline Version(SourceMap file, SourceMap version, IReadOnlyList<string> names, IReadOnlyList<string> codes, LoadContext context)
    {
        var problems = context.Problems;
        var head = new MapReader(version, problems);
        var root = new MapReader(file, problems);
        var id = root.Text("guideline", "guideline file");
        var name = head.Text("version", id);
        var from = head.Date("effective_from", $"{id} {name}");
        var through = head.Date("effective_through", $"{id} {name}");
        if (from is null && !head.Has("effective_from"))
            problems.Add(version, $"{id} {name}: effective_from is missing.");
        if (through < from)
            problems.Add(version, $"{id} {name}: effective_through {through:yyyy-MM-dd} lies before effective_from {from:yyyy-MM-dd}.");
        if (head.Has("source") && !context.Sources.Contains(head.Text("source", id)))
            problems.Add(head.Find("source")!, $"{id} {name}: unknown source '{head.Text("source", id)}'.");
        var parameters = new ParameterScope(head.Pairs("parameters", id)
            .ToDictionary(pair => pair.Key.Text, pair => pair.Value, StringComparer.Ordinal), $"{id} {name}");
        head.ReportUnread($"{id} {name}");

        var definitions = Definitions.Merge(context.Definitions, root.Maps("definitions", id), id, problems);
        var slots = new SlotTable(context.Vocabulary);
        var tree = new TreeReader(slots, definitions, context.Sources, names, name, codes, context.Catalogue, problems);
        var exclusions = Criteria(root.Maps("exclusions", id), tree, parameters, id);
        var pathways = Criteria(root.Maps("pathways", id), tree, parameters, id);
        if (pathways.Count == 0)
            problems.Add(file, $"{id} {name}: no pathway; nothing could ever be met.");
        var whole = Whole(id, exclusions, pathways);
        var advisories = new AdvisoryReader(context, tree, parameters, id);
        var guideline = new Guideline
        {
            Id = id,
            Title = root.Text("title", id),
            Version = name,
            EffectiveFrom = from ?? DateOnly.MinValue,
            EffectiveThrough = through,
            Codes = codes,
            Root = whole,
            Exclusions = exclusions,
            Pathways = pathways,
            NodeCount = TreeReader.Number(whole, 0),
            Advisories = advisories.Advisories(root.Maps("advisories", id)),
            Contradictions = advisories.Contradictions(root.Maps("contradictions", id)),
            Conflicts = AdvisoryReader.Conflicts(root.Maps("conflicts", id), id, problems),
            MedicareFirst = root.Has("comes_first"),
            Checklist = ChecklistReader.Read(root.Maps("checklist", id), id, slots.Slots, context.Vocabulary, problems),
            Slots = slots.Slots,
            SlotOfFact = SlotMap(slots, context.Vocabulary),
        };
        parameters.ReportUnused(problems);
        context.Used.UnionWith(tree.UsedDefinitions);
        foreach (var local in root.Maps("definitions", id)
            .Select(map => (map, id: new MapReader(map, problems).Text("id", id))).Where(x => !tree.UsedDefinitions.Contains(x.id)))
            problems.Add(local.map, $"{id}: definition '{local.id}' is never used.");
        if (pathways.Count > 0)
            Reachability.Check(guideline, tree.Homes, file, problems);
        return guideline;
    }

    /// <summary>No contraindication, and any pathway.</summary>
    private static Criterion Whole(string id, List<Criterion> exclusions, List<Criterion> pathways)
    {
        var any = new Criterion { Id = id, Text = "Any pathway suffices.", Combination = Combination.Any, Nodes = [.. pathways] };
        if (exclusions.Count == 0)
            return new Criterion { Id = id, Text = "Any pathway.", Combination = Combination.All, Nodes = [any] };
        var hit = new Criterion { Id = id, Text = "Any contraindication.", Combination = Combination.Any, Nodes = [.. exclusions] };
        var none = new Criterion { Id = id, Text = "No contraindication.", Combination = Combination.Not, Nodes = [hit] };
        return new Criterion { Id = id, Text = "No contraindication, and any pathway.", Combination = Combination.All, Nodes = [none, any] };
    }

    private static List<Criterion> Criteria(IReadOnlyList<SourceMap> sources, TreeReader tree, ParameterScope parameters, string owner)
    {
        var found = new List<Criterion>();
        foreach (var source in sources)
        {
            if (tree.Read(source, parameters, owner) is { } node)
                found.Add(node);
        }

        return found;
    }

    private static int[] SlotMap(SlotTable slots, FactVocabulary vocabulary)
    {
        var map = Enumerable.Repeat(-1, vocabulary.Facts.Count).ToArray();
        for (var slot = 0; slot < slots.Slots.Length; slot++)
            map[slots.Slots[slot].Index] = slot;
        return map;
    }
}

/// <summary>General definitions, and a guideline's own beside them.</summary>
internal static class Definitions
{
    public static Dictionary<string, SourceMap> Merge(IReadOnlyDictionary<string, SourceMap> general,
        IReadOnlyList<SourceMap> own, string owner, LoadProblems problems)
    {
        var merged = new Dictionary<string, SourceMap>(general, StringComparer.Ordinal);
        foreach (var map in own)
        {
            var id = new MapReader(map, problems).Text("id", owner);
            if (id.Length > 0 && !merged.TryAdd(id, map))
                problems.Add(map, $"{owner}: definition '{id}' stands twice.");
        }

        return merged;
    }
}
