using UtilizationReview.Contracts.Yaml;
using UtilizationReview.PeerToPeer.Domain;

namespace UtilizationReview.PeerToPeer.Adapters;

/// <summary>Reads <c>reviewer-rules.yaml</c>; strict, every mistake told with file and line.</summary>
internal static class StateLawFiles
{
    private static readonly string[] LinesOfBusiness =
        ["commercial_insured", "commercial_self_funded", "medicare_advantage", "medicaid_managed", "qualified_health_plan"];

    /// <summary>The laws of the file in the directory.</summary>
    /// <exception cref="InvalidDataException">The file cannot be used; every problem is listed with file, line and reason.</exception>
    public static StateLaws Load(string directory)
    {
        var path = Path.Combine(directory, "reviewer-rules.yaml");
        List<string> problems = [];
        if (!File.Exists(path)) problems.Add($"{path}: the file does not exist; it says which states ask what of a reviewing physician.");
        else if (StrictMap.Read(path, problems) is { } file)
        {
            var rows = file.Maps("rules").Select(Row).ToList();
            var talks = file.Has("talks") ? file.Maps("talks").Select(TalkRow).ToList() : [];
            file.ReportUnread();
            if (problems.Count == 0) return new(rows) { Talks = talks };
        }
        throw new InvalidDataException(
            "The file of reviewer rules cannot be used:" + Environment.NewLine + string.Join(Environment.NewLine, problems));
    }

    private static StateLawRow Row(StrictMap map)
    {
        var row = new StateLawRow(
            map.Text("state", null, s => s.Length == 2 && s.All(char.IsAsciiLetterUpper) ? null : "is not a two-letter state"),
            map.OneOf("line_of_business", null, LinesOfBusiness), map.Truth("licence_in_state", false),
            map.Truth("same_or_similar_specialty", false), Day(map, "effective_from"), map.Date("effective_through"), map.Text("citation"));
        Day(map, "verified_on");
        if (row.EffectiveThrough < row.EffectiveFrom) map.Problem("effective_through", "lies before effective_from");
        return row;
    }

    private static TalkTimeRow TalkRow(StrictMap map)
    {
        var row = new TalkTimeRow(
            map.Text("state", null, s => s.Length == 2 && s.All(char.IsAsciiLetterUpper) ? null : "is not a two-letter state"),
            map.OneOf("line_of_business", null, LinesOfBusiness), map.Number("within_business_days", 0, 1, 60), Day(map, "effective_from"),
            map.Date("effective_through"), map.Text("citation"));
        if (!map.Has("within_business_days")) map.Problem("within_business_days", "is missing; give 1 to 60");
        Day(map, "verified_on");
        if (row.EffectiveThrough < row.EffectiveFrom) map.Problem("effective_through", "lies before effective_from");
        return row;
    }

    private static DateOnly Day(StrictMap map, string key)
    {
        if (!map.Has(key)) _ = map.Text(key);
        return map.Date(key) ?? DateOnly.MinValue;
    }
}
