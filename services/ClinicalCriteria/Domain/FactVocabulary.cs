using System.Globalization;
using System.Text;

namespace UtilizationReview.ClinicalCriteria.Domain;

internal enum FactType : byte
{
    Boolean,
    Number,
    Date,
    Word,
    Words,
    Entries,
}

/// <summary>What one value of a fact may hold for.</summary>
internal enum FactScope : byte
{
    Order,
    Level,
    Side,
}

/// <summary>Who supplies a fact.</summary>
internal enum FactSupply : byte
{
    /// <summary>The practice or a reviewer; the interview may ask for it.</summary>
    Asked,

    /// <summary>The platform, from the member or the facility directory; never asked.</summary>
    Platform,

    /// <summary>This service, from the order's lines; never sent and never asked.</summary>
    Lines,

    /// <summary>This service, from the plan; never sent and never asked.</summary>
    Plan,
}

/// <summary>Lists of words that have a meaning to the evaluator itself.</summary>
internal enum KnownList : byte
{
    None,
    Levels,
    Sides,
    Regions,
}

internal sealed record AllowedWord(string Word, string Label);

/// <summary>One fact, or one field of an entry.</summary>
internal sealed class FactDefinition
{
    public required string Name { get; init; }

    /// <summary>Position in the vocabulary, or in the fields of its entry.</summary>
    public required int Index { get; init; }

    public required FactType Type { get; init; }

    public string Unit { get; init; } = "";

    public string Question { get; init; } = "";

    /// <summary>What the fact is, as a noun phrase before its value: "Worst pain"; empty: only the question says it.</summary>
    public string Label { get; init; } = "";

    public double Minimum { get; init; }

    public double Maximum { get; init; }

    public FactScope Scope { get; init; }

    public FactSupply Supply { get; init; }

    public KnownList List { get; init; }

    public IReadOnlyList<AllowedWord> Allowed { get; init; } = [];

    public IReadOnlyList<FactDefinition> Fields { get; init; } = [];

    /// <summary>True when this service computes it: nobody may state it.</summary>
    public bool Computed => Supply is FactSupply.Lines or FactSupply.Plan;

    public int WordIndex(string word)
    {
        for (var i = 0; i < Allowed.Count; i++)
        {
            if (Allowed[i].Word == word)
                return i;
        }

        return -1;
    }

    public FactDefinition? Field(string name) => Fields.FirstOrDefault(field => field.Name == name);

    /// <summary>The value as a person reads it.</summary>
    public string InWords(FactValue value)
    {
        switch (value.Kind)
        {
            case FactKind.NotGiven:
                return "not given";
            case FactKind.NotDocumented:
                return "not documented";
            case FactKind.NotApplicable:
                return "not applicable";
            case FactKind.Truth:
                return value.Truth ? "yes" : "no";
            case FactKind.Number:
                return value.Number.ToString("0.##", CultureInfo.InvariantCulture) + (Unit.Length > 0 ? " " + Unit : "");
            case FactKind.Date:
                return DateOnly.FromDayNumber(value.Day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            case FactKind.Word:
                return Allowed[value.Word].Word;
            case FactKind.Words:
                return WordsOf(value.Words) is { Length: > 0 } words ? words : "none of them";
            default:
                return EntriesInWords(value.Entries);
        }
    }

    public string WordsOf(ulong mask) => string.Join(", ", Allowed.Where((_, i) => (mask >> i & 1) != 0).Select(allowed => allowed.Word));

    private string EntriesInWords(FactValue[][] entries)
    {
        if (entries.Length == 0)
            return "none";
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            text.Append(text.Length > 0 ? "; " : "");
            text.AppendJoin(", ", Fields.Where(field => entry[field.Index].Kind != FactKind.NotGiven)
                .Select(field => $"{field.Name} {field.InWords(entry[field.Index])}"));
        }

        return text.ToString();
    }
}

/// <summary>Every fact the criteria may use: one vocabulary drives evaluator, interview, checklist and form.</summary>
internal sealed class FactVocabulary(IReadOnlyList<FactDefinition> facts)
{
    private readonly Dictionary<string, FactDefinition> _byName = facts.ToDictionary(fact => fact.Name, StringComparer.Ordinal);

    public IReadOnlyList<FactDefinition> Facts { get; } = facts;

    public FactDefinition? Find(string name) => _byName.GetValueOrDefault(name);
}

/// <summary>Vertebral segments (<c>L4</c>) and interspaces (<c>L4-L5</c>): anatomy, so code and not data.</summary>
internal static class SpinalLevels
{
    public static readonly IReadOnlyList<string> All = Build();

    public static readonly IReadOnlyList<AllowedWord> Words = [.. All.Select(level => new AllowedWord(level, level))];

    private static readonly Dictionary<string, int> Positions = All.Select((level, i) => (level, i))
        .ToDictionary(x => x.level, x => x.i, StringComparer.Ordinal);
    private static readonly ulong[] Matches = [.. All.Select(MatchOf)];

    public static int IndexOf(string level) => Positions.GetValueOrDefault(level, -1);

    public static bool IsInterspace(string level) => level.Contains('-', StringComparison.Ordinal);

    /// <summary>Levels named in a study or an operation that speak for this level: itself, and for a segment the interspaces that touch it.</summary>
    public static ulong MatchMask(int level) => Matches[level];

    /// <summary>True when a code of this region may name this level. Regions overlap where the spine's parts meet.</summary>
    public static bool InRegion(string level, string region) => region switch
    {
        "cervical" => level[0] == 'C',
        "thoracic" => level[0] == 'T' || level is "C7-T1",
        "lumbar" => level[0] == 'L' || level is "T12-L1" or "S1",
        "lumbosacral" => level[0] is 'L' or 'S' || level is "T12-L1",
        "cervicothoracic" => level[0] is 'C' or 'T',
        "sacral" => level[0] == 'S' || level is "L5-S1",
        _ => true,
    };

    private static ulong MatchOf(string level)
    {
        ulong mask = 0;
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i] == level || (!IsInterspace(level) && IsInterspace(All[i]) && All[i].Split('-').Contains(level, StringComparer.Ordinal)))
                mask |= 1UL << i;
        }

        return mask;
    }

    private static string[] Build()
    {
        string[] segments = [.. Part('C', 7), .. Part('T', 12), .. Part('L', 5), .. Part('S', 5)];
        var throughS1 = segments.TakeWhile(segment => segment != "S2").ToArray();
        return [.. segments, .. throughS1.Zip(throughS1.Skip(1), (upper, lower) => $"{upper}-{lower}")];
    }

    private static IEnumerable<string> Part(char letter, int count) => Enumerable.Range(1, count).Select(i => $"{letter}{i}");
}
