using System.Globalization;
using System.Text.RegularExpressions;
using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.ClinicalCriteria.Domain.Loading;

namespace UtilizationReview.ClinicalCriteria.Bench;

/// <summary>Reads case files strictly; every mistake is told with file and line.</summary>
internal sealed partial class CaseFileReader(CriteriaLibrary library, LoadProblems problems)
{
    private static readonly string[] Inherited = ["request", "service", "place", "plan", "line", "lines", "judged", "diagnoses", "emergency"];
    private static readonly string[] Answers = ["met", "not_met", "unknown", "waived"];

    private readonly CaseFactReader _facts = new(library.Vocabulary, problems);

    public CaseFile Read(SourceMap file)
    {
        var root = new MapReader(file, problems);
        var guideline = root.Text("guideline", "case file");
        if (guideline.Length > 0 && library.Versions(guideline).Count == 0)
            problems.Add(root.Find("guideline")!,
                $"no guideline '{guideline}' is loaded{Nearest.Hint(guideline, library.All.Select(known => known.Id))}");
        var maps = root.Maps("cases", guideline);
        foreach (var key in Inherited)
            root.Find(key);
        root.ReportUnread(guideline);

        var merged = new Dictionary<string, SourceMap>(StringComparer.Ordinal);
        var cases = new List<CriteriaCase>();
        foreach (var map in maps)
        {
            var name = new MapReader(map, problems).Text("case", guideline);
            var whole = Merged(map, file, merged);
            if (!merged.TryAdd(name, whole))
                problems.Add(map, $"a case named '{name}' stands above; names are unique in a file.");
            else if (Case(name, map, whole) is { } read)
                cases.Add(read);
        }

        return new CaseFile(guideline, cases);
    }

    /// <summary>The case with what it takes over from the case it is like, or from the file's defaults.</summary>
    private SourceMap Merged(SourceMap map, SourceMap file, Dictionary<string, SourceMap> earlier)
    {
        var own = new MapReader(map, problems);
        var like = own.OptionalText("like", "case");
        var from = file;
        if (like.Length > 0 && !earlier.TryGetValue(like, out from))
        {
            problems.Add(own.Find("like")!, $"no case above is named '{like}'.");
            from = file;
        }

        var facts = new List<(SourceScalar Key, SourceNode Value)>();
        foreach (var source in (SourceMap[])[from!, map])
        {
            foreach (var fact in source == file ? [] : new MapReader(source, problems).Pairs("facts", "case"))
            {
                facts.RemoveAll(pair => pair.Key.Text == fact.Key.Text);
                facts.Add(fact);
            }
        }

        var lineGiven = own.Has("line") || own.Has("lines");
        return map with
        {
            Pairs =
            [
                .. map.Pairs.Where(pair => pair.Key.Text != "facts"),
                .. from!.Pairs.Where(pair => Inherited.Contains(pair.Key.Text, StringComparer.Ordinal) && !own.Has(pair.Key.Text)
                    && !(lineGiven && pair.Key.Text is ("line" or "lines"))),
                (new SourceScalar(map.File, map.Line, "facts"), new SourceMap(map.File, map.Line, facts)),
            ],
        };
    }

    private CriteriaCase? Case(string name, SourceMap home, SourceMap whole)
    {
        var before = problems.Count;
        var map = new MapReader(whole, problems);
        map.Find("case");
        map.Find("like");
        SourceMap[] lines = map.Find("line") is SourceMap one ? [one] : [.. map.Maps("lines", name)];
        map.Find("lines");
        if (lines.Length == 0)
            problems.Add(home, $"{name}: line (or lines) is missing.");
        var order = new CriteriaOrder
        {
            Plan = Plan(map.Find("plan") as SourceMap, name),
            ServiceDate = map.Date("service", name) ?? Missing(home, name, "service"),
            RequestDate = map.Date("request", name) ?? Missing(home, name, "request"),
            PlaceOfService = map.Whole("place", name) ?? 24,
            EmergencyPresentation = map.Truth("emergency", name),
            Lines = [.. lines.Select((line, i) => Line(line, i + 1, name))],
            Diagnoses = [.. map.Words("diagnoses", name).Select(word => word.Text)],
            Facts = _facts.Statements(map.Pairs("facts", name), name),
        };
        var read = new CriteriaCase(name, home, order, map.Whole("judged", name) ?? 1, Expect(map, home, name),
            [.. map.Pairs("trace", name).Select(pair => new ExpectedCriterion(pair.Key.Text, Word(pair.Value, name), pair.Key))],
            [.. map.Maps("vary", name).Select(vary => Vary(vary, order, name)).OfType<Variation>()]);
        map.ReportUnread(name);
        return problems.Count == before ? read : null;
    }

    private DateOnly Missing(SourceMap home, string name, string key)
    {
        problems.Add(home, $"{name}: {key} is missing; give it to the case or to the file.");
        return new DateOnly(2000, 1, 1);
    }

    private PlanTerms Plan(SourceMap? source, string name)
    {
        var map = new MapReader(source ?? new SourceMap("", 0, []), problems);
        var gate = map.OptionalText("nicotine_gate", name, "advisory");
        if (gate is not ("advisory" or "hard"))
            problems.Add(map.Find("nicotine_gate")!, $"{name}: nicotine_gate is advisory or hard.");
        var plan = new PlanTerms("cases", ["spine", "joint", "pain"], [], map.Truth("adopts_analog", name), map.Whole("reach_miles", name) ?? 30)
        {
            Medicare = map.Truth("medicare", name),
            NicotineGateHard = gate == "hard",
            Modules = ["pump", "sedation"],
        };
        map.ReportUnread($"{name}: plan");
        return plan;
    }

    private OrderLine Line(SourceMap source, int number, string name)
    {
        var map = new MapReader(source, problems);
        var side = !map.Has("side") ? Side.NotGiven : VocabularyReader.OneOf(map, "side", name,
            new Dictionary<string, Side>(StringComparer.Ordinal) { ["left"] = Side.Left, ["right"] = Side.Right, ["both"] = Side.Both }, problems);
        var line = new OrderLine(
            number, map.Text("code", name), map.Whole("units", name) ?? 1, side, [.. map.Words("levels", name).Select(w => w.Text)]);
        map.ReportUnread($"{name}: line");
        return line;
    }

    private Expectation Expect(MapReader of, SourceMap home, string name)
    {
        if (of.Find("expect") is not SourceMap source)
        {
            problems.Add(home, $"{name}: expect is missing.");
            return new Expectation(null, null, null, null, null, null);
        }

        var map = new MapReader(source, problems);
        var expected = new Expectation(
            map.Has("answer") ? AnswerOf(map.Find("answer")!, name) : null,
            map.Has("by_rules") ? map.Truth("by_rules", name) : null,
            map.Has("excluded") ? map.Truth("excluded", name) : null,
            map.Has("pathway") ? map.Text("pathway", name) : null,
            map.Has("version") ? map.Text("version", name) : null,
            map.Has("open") ? [.. map.Words("open", name).Select(word => word.Text)] : null);
        map.ReportUnread($"{name}: expect");
        return expected;
    }

    private Answer? AnswerOf(SourceNode node, string name) => Word(node, name) switch
    {
        Expected.Met => Answer.Met,
        Expected.NotMet => Answer.NotMet,
        _ => Answer.Unknown,
    };

    private Expected Word(SourceNode node, string name)
    {
        var index = Array.IndexOf(Answers, (node as SourceScalar)?.Text);
        if (index < 0)
            problems.Add(node, $"{name}: an answer is one of {string.Join(", ", Answers)}.");
        return (Expected)Math.Max(index, 0);
    }

    private Variation? Vary(SourceMap source, CriteriaOrder order, string name)
    {
        var map = new MapReader(source, problems);
        var path = map.Text("fact", name);
        var criterion = map.Text("criterion", name);
        var pairs = map.Pairs("values", name);
        map.ReportUnread($"{name}: vary");
        var match = FactPath().Match(path);
        if (library.Vocabulary.Find(match.Groups["fact"].Value) is not { } fact)
        {
            problems.Add(map.Find("fact") ?? source, $"{name}: unknown fact in '{path}'; write cm.weeks, sx.pattern@L4-L5 or im[0].date.");
            return null;
        }

        var (entry, field) = (-1, default(FactDefinition));
        if (match.Groups["field"].Success)
        {
            entry = int.Parse(match.Groups["at"].Value, CultureInfo.InvariantCulture);
            field = fact.Field(match.Groups["field"].Value);
            var entries = order.Facts.FirstOrDefault(stated => stated.Fact == fact)?.Value.Entries.Length ?? 0;
            if (field is null || entry >= entries)
            {
                problems.Add(map.Find("fact")!, $"{name}: '{path}' is not a field of one of the case's {entries} entries of {fact.Name}.");
                return null;
            }
        }

        return new Variation(fact, match.Groups["applies"].Value, entry, field, criterion,
            [.. pairs.Select(pair => Varied(pair.Key, field ?? fact, Word(pair.Value, name), name))]);
    }

    private VariedValue Varied(SourceScalar key, FactDefinition subject, Expected answer, string name)
    {
        if (key.Text is "~" or "null")
            return new VariedValue("not stated", null, null, answer, key);
        if (subject.Type == FactType.Entries && int.TryParse(key.Text, CultureInfo.InvariantCulture, out var count))
            return new VariedValue($"{count} entries", null, count, answer, key);
        SourceNode node = subject.Type != FactType.Words ? key : key.Text is "none" && subject.WordIndex("none") < 0
            ? new SourceList(key.File, key.Line, [])
            : new SourceList(key.File, key.Line, [.. key.Text.Split(',', StringSplitOptions.TrimEntries).Select(word => key with { Text = word })]);
        return new VariedValue(key.Text, _facts.Value(subject, node, name), null, answer, key);
    }

    [GeneratedRegex(@"^(?<fact>[^\[@]+)(@(?<applies>[^\[]+))?(\[(?<at>[0-9]+)\]\.(?<field>[a-z0-9_]+))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FactPath();
}
