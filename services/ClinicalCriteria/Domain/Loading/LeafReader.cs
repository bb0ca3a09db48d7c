namespace UtilizationReview.ClinicalCriteria.Domain.Loading;

/// <summary>Where a leaf reads from: the guideline's slots, or the fields of an entry.</summary>
/// <param name="vocabulary">All facts.</param>
internal sealed class SlotTable(FactVocabulary vocabulary)
{
    private readonly List<FactDefinition> _slots = [];

    public FactVocabulary Vocabulary { get; } = vocabulary;

    public FactDefinition[] Slots => [.. _slots];

    public int SlotOf(FactDefinition fact)
    {
        var slot = _slots.IndexOf(fact);
        if (slot >= 0)
            return slot;
        _slots.Add(fact);
        return _slots.Count - 1;
    }
}

/// <summary>Reads the test of a leaf: what is tested, with which operator, against what.</summary>
internal sealed class LeafReader(SlotTable slots, ProcedureCatalogue catalogue, LoadProblems problems)
{
    private static readonly string[] NumberKeys = ["at_least", "at_most", "above", "below"];
    private static readonly string[] DateKeys = ["within_months",
        "within_days_before_service", "within_rolling_months", "days_before_service_at_least", "within_months_before_service",
        "months_before_request_at_least"];
    private static readonly string[] WordsKeys = ["any_of", "all_of", "none_of", "count_of"];

    /// <summary>Null when anything is wrong; the problems say what.</summary>
    public LeafTest? Read(MapReader map, string where, FactDefinition? list)
    {
        if (LineTestOf(map, where) is { } ofLine)
            return ofLine;
        var onEntry = map.Has("field");
        var name = map.Text(onEntry ? "field" : "fact", where);
        if (name.Length == 0)
            return null;
        var subject = onEntry ? list?.Field(name) : slots.Vocabulary.Find(name);
        if (subject is null)
        {
            problems.Add(map.Find(onEntry ? "field" : "fact")!, onEntry
                ? list is null
                    ? $"{where}: field '{name}' stands outside an entry; use fact."
                    : $"{where}: unknown field '{name}' of {list.Name}{Nearest.Hint(name, list.Fields.Select(f => f.Name))}"
                : $"{where}: unknown fact '{name}'{Nearest.Hint(name, slots.Vocabulary.Facts.Select(f => f.Name))}");
            return null;
        }

        return Test(map, where, subject, onEntry ? subject.Index : slots.SlotOf(subject), onEntry);
    }

    /// <summary>A test of the line or the order itself; null when the leaf tests a fact.</summary>
    private LeafTest? LineTestOf(MapReader map, string where)
    {
        if (map.Has("line_code"))
            return new LineCodeTest(Codes(map, "line_code", where)) { Subject = null, Slot = -1 };
        if (map.Has("order_code"))
            return new OrderCodeTest(Codes(map, "order_code", where)) { Subject = null, Slot = -1 };
        if (!map.Has("line_level"))
            return null;
        var levels = map.Words("line_level", where);
        foreach (var wrong in levels.Where(level => SpinalLevels.IndexOf(level.Text) < 0))
            problems.Add(wrong, $"{where}: '{wrong.Text}' is not a spinal level such as L4-L5 or L4.");
        return new LineLevelTest([.. levels.Select(level => level.Text)]) { Subject = null, Slot = -1 };
    }

    private string[] Codes(MapReader map, string key, string where)
    {
        var codes = map.Words(key, where);
        foreach (var wrong in codes.Where(code => catalogue.Find(code.Text) is null))
            problems.Add(wrong, $"{where}: unknown code '{wrong.Text}'; the catalogue does not have it.");
        if (codes.Count == 0)
            problems.Add(map.Map, $"{where}: {key} names no code.");
        return [.. codes.Select(code => code.Text)];
    }

    private LeafTest? Test(MapReader map, string where, FactDefinition subject, int slot, bool onEntry)
    {
        var operators = map.Map.Pairs.Select(pair => pair.Key.Text)
            .Where(key => key is "is" or "one_of" or "here" or "count" || NumberKeys.Contains(key)
                || DateKeys.Contains(key) || WordsKeys.Contains(key)).ToArray();
        if (operators.Length != 1 && !(operators.Length == 2 && operators.Contains("count")))
        {
            problems.Add(map.Map,
                $"{where}: a leaf has exactly one test; found {(operators.Length == 0 ? "none" : string.Join(" and ", operators))}.");
            return null;
        }

        switch (subject.Type)
        {
            case FactType.Boolean when operators is ["is"]:
                return new TruthTest(map.Truth("is", where)) { Subject = subject, Slot = slot, OnEntry = onEntry };
            case FactType.Number when NumberKeys.Contains(operators[0]):
                return Number(map, where, subject, operators[0], slot, onEntry);
            case FactType.Date when DateKeys.Contains(operators[0]):
                return new DateTest((DateOperator)Array.IndexOf(DateKeys, operators[0]), map.Whole(operators[0], where) ?? 0)
                {
                    Subject = subject, Slot = slot, OnEntry = onEntry,
                };
            case FactType.Word when operators is ["is" or "one_of"]:
                return new WordTest(Mask(map, operators[0], where, subject)) { Subject = subject, Slot = slot, OnEntry = onEntry };
            case FactType.Words when WordsKeys.Contains(operators[0]):
                return Words(map, where, subject, operators[0], slot, onEntry);
            case FactType.Word or FactType.Words when operators is ["here"] && subject.List != KnownList.None:
                map.Truth("here", where);
                return new HereTest { Subject = subject, Slot = slot, OnEntry = onEntry };
            case FactType.Entries when operators.Contains("count") && !onEntry:
                return Count(map, where, subject, slot);
            default:
                problems.Add(map.Map,
                    $"{where}: {subject.Name} is a {subject.Type.ToString().ToLowerInvariant()} fact; '{operators[0]}' does not test one.");
                return null;
        }
    }

    private NumberTest Number(MapReader map, string where, FactDefinition subject, string op, int slot, bool onEntry)
    {
        // The plan's reach replaces the file's (PlanFile.SiteOfCare.ReachMiles).
        var planReach = map.Has("plan_parameter");
        if (planReach && map.Text("plan_parameter", where) is not "reach_miles" and var parameter)
            problems.Add(map.Find("plan_parameter")!, $"{where}: unknown plan parameter '{parameter}'; known is reach_miles.");
        return new NumberTest((NumberOperator)Array.IndexOf(NumberKeys, op), map.Number(op, where) ?? 0, planReach)
        {
            Subject = subject, Slot = slot, OnEntry = onEntry,
        };
    }

    private WordsTest? Words(MapReader map, string where, FactDefinition subject, string op, int slot, bool onEntry)
    {
        if (op != "count_of")
            return new WordsTest((WordsOperator)Array.IndexOf(WordsKeys, op), Mask(map, op, where, subject), 0)
            {
                Subject = subject, Slot = slot, OnEntry = onEntry,
            };
        if (map.Find("count_of") is not SourceMap of)
        {
            problems.Add(map.Map, $"{where}: count_of is not a mapping of words and at_least.");
            return null;
        }

        var inner = new MapReader(of, problems);
        var test = new WordsTest(WordsOperator.CountOf, Mask(inner, "words", where, subject), inner.Whole("at_least", where) ?? 0)
        {
            Subject = subject, Slot = slot, OnEntry = onEntry,
        };
        inner.ReportUnread(where);
        return test;
    }

    private CountTest? Count(MapReader map, string where, FactDefinition subject, int slot)
    {
        if (map.Find("count") is not SourceMap count)
        {
            problems.Add(map.Map, $"{where}: count is not a mapping.");
            return null;
        }

        var inner = new MapReader(count, problems);
        var tests = Filters(inner, "where", where, subject);
        var distinct = inner.Has("distinct_by") ? subject.Field(inner.Text("distinct_by", where))?.Index ?? -1 : -1;
        if (inner.Has("distinct_by") && distinct < 0)
            problems.Add(inner.Find("distinct_by")!, $"{where}: unknown field '{inner.Text("distinct_by", where)}' of {subject.Name}.");
        var apart = inner.Whole("apart_days", where) ?? 0;
        if (apart > 0 && (distinct < 0 || subject.Fields[distinct].Type != FactType.Date))
        {
            problems.Add(inner.Find("apart_days")!, $"{where}: apart_days needs distinct_by with a date field of {subject.Name}.");
            apart = 0;
        }

        inner.ReportUnread(where);
        var atLeast = map.Has("at_least");
        if (atLeast == map.Has("at_most"))
            problems.Add(map.Map, $"{where}: a count needs either at_least or at_most.");
        var limit = map.Whole(atLeast ? "at_least" : "at_most", where) ?? 0;
        return new CountTest(tests, distinct, apart, atLeast, limit) { Subject = subject, Slot = slot };
    }

    /// <summary>Tests on the fields of an entry, all of which must pass.</summary>
    public LeafTest[] Filters(MapReader map, string key, string where, FactDefinition list)
    {
        var tests = new List<LeafTest>();
        foreach (var filter in map.Maps(key, where))
        {
            var reader = new MapReader(filter, problems);
            if (Read(reader, where, list) is { OnEntry: true } test)
                tests.Add(test);
            else
                problems.Add(filter, $"{where}: {key} tests the fields of {list.Name}.");
            reader.ReportUnread(where);
        }

        if (tests.Count == 0)
            problems.Add(map.Map, $"{where}: {key} names no test.");
        return [.. tests];
    }

    private ulong Mask(MapReader map, string key, string where, FactDefinition subject)
    {
        ulong mask = 0;
        foreach (var word in map.Words(key, where))
        {
            var index = subject.WordIndex(word.Text);
            if (index < 0)
                problems.Add(word,
                    $"{where}: '{word.Text}' is not a word of {subject.Name}; allowed: {string.Join(", ", subject.Allowed.Select(a => a.Word))}.");
            else
                mask |= 1UL << index;
        }

        if (mask == 0)
            problems.Add(map.Map, $"{where}: {key} names no word of {subject.Name}.");
        return mask;
    }
}
