using System.Globalization;
using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.ClinicalCriteria.Domain.Loading;

namespace UtilizationReview.ClinicalCriteria.Bench;

/// <summary>Reads facts as case files state them, against the vocabulary.</summary>
internal sealed class CaseFactReader(FactVocabulary vocabulary, LoadProblems problems)
{
    /// <summary>The facts of a case; null takes one away.</summary>
    public IReadOnlyList<FactStatement> Statements(IReadOnlyList<(SourceScalar Key, SourceNode Value)> pairs, string where)
    {
        var statements = new List<FactStatement>();
        foreach (var (key, node) in pairs)
        {
            if (node is SourceScalar { Text: "~" or "null" or "" })
                continue;
            var parts = key.Text.Split('@', 2);
            if (vocabulary.Find(parts[0]) is not { } fact)
                problems.Add(key, $"{where}: unknown fact '{parts[0]}'{Nearest.Hint(parts[0], vocabulary.Facts.Select(known => known.Name))}");
            else if (fact.Computed)
                problems.Add(key, $"{where}: '{fact.Name}' is computed and cannot be stated; change the lines or the plan.");
            else if (parts.Length > 1 && fact.Scope == FactScope.Order)
                problems.Add(key, $"{where}: '{fact.Name}' holds for the whole order, not for '{parts[1]}'.");
            else if (Value(fact, node, where) is { } value)
                statements.Add(new FactStatement(fact, value, parts.Length > 1 ? parts[1] : ""));
        }

        return statements;
    }

    /// <summary>One value; null when it cannot be read.</summary>
    public FactValue? Value(FactDefinition fact, SourceNode node, string where)
    {
        var text = (node as SourceScalar)?.Text;
        switch (fact.Type)
        {
            case var _ when text == "not_documented":
                return FactValue.NotDocumented;
            case var _ when text == "not_applicable":
                return FactValue.NotApplicable;
            case FactType.Boolean when text is "true" or "false":
                return FactValue.OfTruth(text == "true");
            case FactType.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number >= fact.Minimum && number <= fact.Maximum:
                return FactValue.OfNumber(number);
            case FactType.Date when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date):
                return FactValue.OfDay(date.DayNumber);
            case FactType.Word when text is not null && fact.WordIndex(text) is >= 0 and var word:
                return FactValue.OfWord(word);
            case FactType.Words when text is not null || node is SourceList:
                return Words(fact, node is SourceList list ? list.Items : [node], where);
            case FactType.Entries when node is SourceList entries && entries.Items.All(item => item is SourceMap):
                return FactValue.OfEntries([.. entries.Items.Cast<SourceMap>().Select(entry => Entry(fact, entry, where))]);
            default:
                problems.Add(node, $"{where}: '{text}' is not a value of {fact.Name}; it takes {Takes(fact)}.");
                return null;
        }
    }

    /// <summary>What a fact takes, in words.</summary>
    public static string Takes(FactDefinition fact) => fact.Type switch
    {
        FactType.Boolean => "true or false",
        FactType.Number => $"a number from {fact.Minimum:0.##} to {fact.Maximum:0.##}{(fact.Unit.Length > 0 ? " " + fact.Unit : "")}",
        FactType.Date => "a date (yyyy-MM-dd)",
        FactType.Word => $"one of {Allowed(fact)}",
        FactType.Words => $"a list of {Allowed(fact)}",
        _ => $"a list of entries with {string.Join(", ", fact.Fields.Select(field => field.Name))}",
    };

    private static string Allowed(FactDefinition fact) =>
        fact.List == KnownList.Levels ? "spinal levels such as L4-L5 or L4" : string.Join(", ", fact.Allowed.Select(allowed => allowed.Word));

    private FactValue Words(FactDefinition fact, IEnumerable<SourceNode> items, string where)
    {
        ulong mask = 0;
        foreach (var item in items)
        {
            var word = (item as SourceScalar)?.Text ?? "";
            if (fact.WordIndex(word) is >= 0 and var index)
                mask |= 1UL << index;
            else
                problems.Add(item, $"{where}: '{word}' is not a word of {fact.Name}; allowed: {Allowed(fact)}.");
        }

        return FactValue.OfWords(mask);
    }

    private FactValue[] Entry(FactDefinition fact, SourceMap entry, string where)
    {
        var values = new FactValue[fact.Fields.Count];
        foreach (var (key, node) in entry.Pairs)
        {
            if (fact.Field(key.Text) is not { } field)
                problems.Add(key, $"{where}: '{key.Text}' is not a field of {fact.Name}{Nearest.Hint(key.Text, fact.Fields.Select(f => f.Name))}");
            else if (Value(field, node, where) is { } value)
                values[field.Index] = value;
        }

        return values;
    }
}
