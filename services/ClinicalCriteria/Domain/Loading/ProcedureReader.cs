using System.Text.RegularExpressions;

namespace UtilizationReview.ClinicalCriteria.Domain.Loading;

/// <summary>Reads <c>procedures.yaml</c>: groups of codes that share their rules; a code may set its own.</summary>
internal static partial class ProcedureReader
{
    private static readonly Dictionary<string, CareProgram> Programs = new(StringComparer.Ordinal)
    { ["spine"] = CareProgram.Spine, ["joint"] = CareProgram.Joint, ["pain"] = CareProgram.Pain };

    private static readonly Dictionary<string, LevelRule> LevelRules = new(StringComparer.Ordinal)
    { ["none"] = LevelRule.None, ["interspace"] = LevelRule.Interspace, ["segment"] = LevelRule.Segment, ["either"] = LevelRule.Either };

    private static readonly string[] Approaches = ["interlaminar", "transforaminal", "facet", "neurotomy", "sacroiliac", "sympathetic"];

    private static readonly string[] Modules = ["pump", "sedation"];

    private static readonly string[] Regions = ["", "cervical", "thoracic", "lumbar", "lumbosacral", "cervicothoracic", "sacral", "any"];

    /// <summary>The catalogue, and where each code stands.</summary>
    public static (ProcedureCatalogue Catalogue, IReadOnlyDictionary<string, SourceNode> Homes) Read(SourceMap file, LoadProblems problems)
    {
        var root = new MapReader(file, problems);
        var found = new List<(Procedure Procedure, SourceNode At)>();
        foreach (var map in root.Maps("groups", "procedures"))
        {
            var group = new MapReader(map, problems);
            var where = group.Text("group", "group");
            foreach (var (key, value) in group.Pairs("codes", where))
            {
                if (found.Exists(other => other.Procedure.Code == key.Text))
                    problems.Add(key, $"{key.Text}: this code stands above already; codes are unique.");
                else
                    found.Add((Procedure(key, value, group, where, problems), key));
            }

            group.ReportUnread(where);
        }

        root.ReportUnread("procedures file");
        foreach (var (procedure, at) in found)
        {
            foreach (var primary in procedure.Primaries.Where(primary => !found.Exists(other => other.Procedure.Code == primary)))
                problems.Add(at, $"{procedure.Code}: stands beside '{primary}', which is not in the catalogue.");
        }

        return (new ProcedureCatalogue([.. found.Select(x => x.Procedure)]),
            found.ToDictionary(x => x.Procedure.Code, x => x.At, StringComparer.Ordinal));
    }

    private static Procedure Procedure(SourceScalar code, SourceNode value, MapReader group, string groupName, LoadProblems problems)
    {
        if (!CodeForm().IsMatch(code.Text))
            problems.Add(code, $"{groupName}: '{code.Text}' is not a code of five characters.");
        var own = value is SourceMap map
            ? new MapReader(map, problems)
            : new MapReader(new SourceMap(value.File, value.Line, [(new SourceScalar(value.File, value.Line, "text"), value)]), problems);
        MapReader From(string key) => own.Has(key) ? own : group;
        // Both readers note every key, so that a group's default is not reported as unread.
        foreach (var key in (string[])["program", "unit", "region", "side", "levels", "levels_required",
            "site_of_care", "max_units", "guideline", "beside", "approach", "segments", "module",
            "reviewed_from"])
            _ = (own.Find(key), group.Find(key));
        var region = From("region").OptionalText("region", code.Text);
        if (!Regions.Contains(region, StringComparer.Ordinal))
            problems.Add(code, $"{code.Text}: region '{region}' is not one of {string.Join(", ", Regions.Skip(1))}.");
        var levels = From("levels").Has("levels")
            ? VocabularyReader.OneOf(From("levels"), "levels", code.Text, LevelRules, problems)
            : LevelRule.None;
        var procedure = new Procedure
        {
            Code = code.Text,
            Description = own.Text("text", code.Text),
            Program = VocabularyReader.OneOf(From("program"), "program", code.Text, Programs, problems),
            Unit = From("unit").Text("unit", code.Text),
            Region = region == "any" ? "" : region,
            Primaries = [.. From("beside").Words("beside", code.Text).Select(word => word.Text)],
            SideRequired = From("side").Truth("side", code.Text),
            Levels = levels,
            LevelsRequired = levels != LevelRule.None
                && (!From("levels_required").Has("levels_required") || From("levels_required").Truth("levels_required", code.Text)),
            SiteOfCareScope = From("site_of_care").Truth("site_of_care", code.Text),
            MaxUnits = From("max_units").Whole("max_units", code.Text) ?? 1,
            Guideline = From("guideline").OptionalText("guideline", code.Text),
            Approach = OneOf(From("approach"), "approach", code.Text, Approaches, problems),
            Module = OneOf(From("module"), "module", code.Text, Modules, problems),
            ReviewedFrom = From("reviewed_from").Date("reviewed_from", code.Text),
            Segments = Band(From("segments"), code.Text, problems),
        };
        own.ReportUnread(code.Text);
        return procedure;
    }

    private static string OneOf(MapReader map, string key, string where, string[] allowed, LoadProblems problems)
    {
        var word = map.OptionalText(key, where);
        if (word.Length > 0 && !allowed.Contains(word, StringComparer.Ordinal))
            problems.Add(map.Find(key)!, $"{where}: {key} '{word}' is not one of {string.Join(", ", allowed)}.");
        return word;
    }

    private static (int Fewest, int Most)? Band(MapReader map, string where, LoadProblems problems)
    {
        var words = map.Words("segments", where);
        if (words.Count == 0)
            return null;
        if (words.Count == 2 && int.TryParse(words[0].Text, out var fewest) && int.TryParse(words[1].Text, out var most)
            && fewest >= 1 && fewest <= most && most <= 30)
            return (fewest, most);
        problems.Add(words[0], $"{where}: segments is [fewest, most], whole numbers from 1 to 30.");
        return null;
    }

    [GeneratedRegex("^[0-9A-Z][0-9]{3}[0-9A-Z]$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeForm();
}
