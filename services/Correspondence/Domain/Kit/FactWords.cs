using System.Globalization;
using System.Text.RegularExpressions;

namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>Facts as sentences: the vocabulary's names and labels, never more than the value says.</summary>
internal static partial class FactWords
{
    private const RegexOptions Reading = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    /// <summary>Units of what is counted, not measured: "fewer than 2 levels".</summary>
    private static readonly HashSet<string> Counts = ["activities", "bodies", "joints", "kinds", "levels", "regions", "sites", "vertebrae"];

    /// <summary>"Usual worst pain"; a fact without a label is named by its question.</summary>
    public static string Name(FactTerm term) => term.Label.Length > 0 ? term.Label : term.Question.TrimEnd('?');

    /// <summary>"Usual worst pain: 7 points"; level or side where it holds for one only.</summary>
    public static string Sentence(CaseFact fact, FactTerms terms)
    {
        var term = terms.Find(fact.Name);
        return $"{Name(term)}{Where(fact.AppliesTo)}: {Value(term, fact.Content)}";
    }

    /// <summary>Where a fact comes from, and when it was stated where that is known: "office note “visit.pdf”, page 3, stated on November 24,
    /// 2026", "the practice's answer of November 24, 2026".</summary>
    public static string Citation(CaseFact fact, CaseRecord record)
    {
        var document = record.Documents.FirstOrDefault(d => d.Id == fact.Document);
        var page = fact.Page > 0 ? $", page {fact.Page}" : "";
        var on = fact.StatedOn is { } stated && stated != record.UnsaidDay ? CaseWords.Day(stated) : "";
        var day = on.Length > 0 ? $", stated on {on}" : "";
        if (document is not null) return CaseWords.Name(document) + page + day;
        if (fact.Document.Length > 0) return $"document {fact.Document}{page}{day}";
        return fact.Origin switch
        {
            FactOrigin.Document => "read in a document" + day,
            FactOrigin.Nurse => "read by a nurse in the record" + day,
            FactOrigin.Physician => "recorded by a physician" + day,
            FactOrigin.Platform => "from the order and the member's record",
            _ => "the practice's answer" + (on.Length > 0 ? $" of {on}" : ""),
        };
    }

    /// <summary>The value as people say it.</summary>
    public static string Value(FactTerm term, FactContent content) => content switch
    {
        FactContent.Truth truth => truth.Value ? "yes" : "no",
        FactContent.Number number => Number(term, number.Value),
        FactContent.Text text when term.IsDate => Date(text.Value),
        FactContent.Text text => Word(term, text.Value),
        FactContent.Words { Values.Count: 0 } => "none of those asked about",
        FactContent.Words words => CaseWords.List([.. words.Values.Select(word => Word(term, word))]),
        FactContent.Entries { Values.Count: 0 } => "none",
        FactContent.Entries entries => string.Join("; ", entries.Values.Select(entry => EntryOf(term, entry))),
        FactContent.Computed computed => computed.Value,
        FactContent.NotApplicable => "has no place in this case",
        _ => "not documented",
    };

    /// <summary>One entry: "study MRI, date September 30, 2026, shows stenosis, levels L3 and L4".</summary>
    public static string EntryOf(FactTerm term, IReadOnlyDictionary<string, FactContent> entry)
    {
        var fields = term.Fields.Where(field => entry.ContainsKey(field.Name)).Concat(
            entry.Keys.Where(name => term.Fields.All(field => field.Name != name)).Order(StringComparer.Ordinal).Select(FactTerm.Bare));
        var told = fields.Select(field =>
            $"{Name(field)}{(entry[field.Name] is FactContent.Truth ? ":" : "")} {Value(field, entry[field.Name])}").ToList();
        return told.Count == 0 ? "nothing told of it" : string.Join(", ", told);
    }

    /// <summary>A step of a change, with the vocabulary's names: "Length of conservative care: at least 6 (now 4 weeks)".</summary>
    public static string Step(string step, FactTerms terms)
    {
        var space = step.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || !terms.Knows(step[..space])) return step;
        var term = terms.Find(step[..space]);
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in term.Fields.Append(term))
        {
            foreach (var (word, label) in one.Allowed) said.TryAdd(word, Lower(label));
            if (one != term) said.TryAdd(one.Name, Name(one));
        }
        return $"{Name(term)}: {VocabularyWord().Replace(step[(space + 1)..], found => said.GetValueOrDefault(found.Value, found.Value))}";
    }

    /// <summary>What is asked of a number that misses it, and by how much: "at least 6 weeks are asked for: 2 short".</summary>
    public static string Missed(Bound bound, FactTerm term)
    {
        var verb = bound.Limit != 1 && IsPlural(term.Unit) ? "are" : "is";
        var (asked, away) = bound.Kind switch
        {
            BoundKind.AtLeast => ("at least", "short"),
            BoundKind.AtMost => ("at most", "over"),
            BoundKind.Above => ("more than", "below that"),
            _ when Counts.Contains(term.Unit) => ("fewer than", "above that"),
            _ => ("less than", "above that"),
        };
        var distance = bound.Distance == 0 ? "exactly at the limit" : Plain(bound.Distance) is "0" ? $"just {away}" : $"{Plain(bound.Distance)} {away}";
        return $"{asked} {Number(term, bound.Limit)} {verb} asked for: {distance}";
    }

    /// <summary>A number without its unit, with two decimals at most.</summary>
    public static string Plain(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>What the criteria saw of a fact, when the record has no more to say of it.</summary>
    public static string Seen(SeenFact seen, string list, FactTerms terms)
    {
        var term = list.Length > 0 && !terms.Knows(seen.Name) ? terms.Find(list).Field(seen.Name) : terms.Find(seen.Name);
        var number = term.Unit.Length > 0 && seen.Value.EndsWith($" {term.Unit}", StringComparison.Ordinal)
            && double.TryParse(seen.Value[..^(term.Unit.Length + 1)], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? Number(term, value) : null;
        var words = (number is null ? seen.Value.Split(", ") : [number])
            .Select(word => term.IsDate ? Date(word) : term.Allowed.TryGetValue(word, out var label) ? Lower(label) : word);
        return $"{(list.Length > 0 && !terms.Knows(seen.Name) ? Name(terms.Find(list)) + ", " : "")}{Name(term)}: {string.Join(", ", words)}";
    }

    private static string Where(string appliesTo) => appliesTo switch
    {
        "" => "",
        "left" or "right" => $", {appliesTo} side",
        _ => $" at {appliesTo}",
    };

    private static string Number(FactTerm term, double value)
    {
        var number = Plain(value);
        return term.Unit switch
        {
            "" => number,
            "grade" or "class" => $"{term.Unit} {number}",
            var unit when value == 1 && unit.EndsWith("ies", StringComparison.Ordinal) => $"{number} {unit[..^3]}y",
            var unit when value == 1 && unit.EndsWith('s') => $"{number} {unit[..^1]}",
            var unit => $"{number} {unit}",
        };
    }

    private static bool IsPlural(string unit) =>
        unit != "class" && (unit.EndsWith('s') || unit.EndsWith("ae", StringComparison.Ordinal));

    private static string Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? CaseWords.Day(day) : text;

    private static string Word(FactTerm term, string word) => term.Allowed.TryGetValue(word, out var label) ? Lower(label) : word;

    /// <summary>Lower case at the start, unless it is a name or an abbreviation.</summary>
    private static string Lower(string label) =>
        label.Length > 1 && char.IsUpper(label[0]) && char.IsLower(label[1]) && !Eponym().IsMatch(label)
            ? char.ToLowerInvariant(label[0]) + label[1..]
            : label;

    [GeneratedRegex("[a-z][a-z0-9_]*", Reading, 1000)]
    private static partial Regex VocabularyWord();

    [GeneratedRegex("^(Hoffmann|Babinski|Lachman|Scheuermann|Bankart|Gaenslen|Modic|Cobb)", Reading, 1000)]
    private static partial Regex Eponym();
}
