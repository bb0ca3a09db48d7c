using UtilizationReview.ClinicalCriteria.Domain;

namespace UtilizationReview.ClinicalCriteria.Bench;

/// <summary>What differs between two versions of a guideline, and which orders the newer one answers otherwise.</summary>
internal static class VersionDiff
{
    public static int Run(CriteriaLibrary library, BenchCall call, TextWriter output, TextWriter errors)
    {
        if (GuidelineText.Find(library, call.Operands[0], call.Operands[1], errors) is not { } older
            || GuidelineText.Find(library, call.Operands[0], call.Operands[2], errors) is not { } newer)
            return 2;
        var differences = Differences(older, newer);
        output.WriteLine($"{older.Id}: {older.Version} ({GuidelineText.Span(older)}) and {newer.Version} ({GuidelineText.Span(newer)})");
        foreach (var difference in differences)
            output.WriteLine($"  {difference}");
        if (differences.Count == 0)
            output.WriteLine("  The criteria do not differ.");

        var (orders, changed) = (0, 0);
        foreach (var (name, order, line) in Orders(library, older.Id, call.CasesFolder))
        {
            orders++;
            if (Judged(library, order, line, older) is not { } before || Judged(library, order, line, newer) is not { } after || before == after)
                continue;
            changed++;
            output.WriteLine($"  {name}: {Words(before)} under {older.Version}, {Words(after)} under {newer.Version}");
        }

        output.WriteLine($"{differences.Count} differences; {changed} of {orders} orders are answered otherwise.");
        return 0;
    }

    /// <summary>One sentence a difference, in the order of the newer tree.</summary>
    public static IReadOnlyList<string> Differences(Guideline older, Guideline newer)
    {
        var before = Placed(older);
        var after = Placed(newer);
        return
        [
            .. after.Where(pair => !before.ContainsKey(pair.Key)).Select(pair => $"+ {pair.Key}: {GuidelineText.Line(pair.Value)}"),
            .. before.Where(pair => !after.ContainsKey(pair.Key)).Select(pair => $"- {pair.Key}: {GuidelineText.Line(pair.Value)}"),
            .. after.Where(pair => before.TryGetValue(pair.Key, out var old) && GuidelineText.Line(old) != GuidelineText.Line(pair.Value))
                .Select(pair => $"~ {pair.Key}: {GuidelineText.Line(before[pair.Key])} -> {GuidelineText.Line(pair.Value)}"),
            .. newer.Codes.Except(older.Codes, StringComparer.Ordinal).Select(code => $"+ code {code}"),
            .. newer.Advisories.Select(a => a.Id).Except(older.Advisories.Select(a => a.Id), StringComparer.Ordinal).Select(id => $"+ advisory {id}"),
            .. older.Advisories.Select(a => a.Id).Except(newer.Advisories.Select(a => a.Id), StringComparer.Ordinal).Select(id => $"- advisory {id}"),
        ];
    }

    /// <summary>The case files of the guideline and all their variations, as orders.</summary>
    private static IEnumerable<(string Name, CriteriaOrder Order, int Line)> Orders(CriteriaLibrary library, string guideline, string folder) =>
        CaseTest.Load(library, folder).Where(file => file.Guideline == guideline).SelectMany(file => file.Cases).SelectMany(tried =>
            new[] { (tried.Name, tried.Order, tried.Judged) }.Concat(tried.Variations.SelectMany(variation => variation.Values
                .Select(value => ($"{tried.Name} ({variation.Fact.Name} {value.Text})", tried.With(variation, value), tried.Judged)))));

    /// <summary>The answer a version gives, whatever the date of service.</summary>
    private static (Answer Answer, bool ByRules)? Judged(CriteriaLibrary library, CriteriaOrder order, int line, Guideline version)
    {
        var pinned = order with
        {
            Plan = order.Plan with { VersionPins = new Dictionary<string, string>(StringComparer.Ordinal) { [version.Id] = version.Version } },
        };
        return new CaseRunner(library).Evaluate(version.Id, pinned, line, out _) is { } evaluation
            ? (evaluation.Answer, evaluation.AutomationAllowed)
            : null;
    }

    private static Dictionary<string, Criterion> Placed(Guideline guideline)
    {
        var placed = new Dictionary<string, Criterion>(StringComparer.Ordinal);
        foreach (var top in guideline.Exclusions.Concat(guideline.Pathways))
            Place(top, "");
        return placed;

        void Place(Criterion node, string above)
        {
            var at = above.Length == 0 ? node.Id : $"{above}/{node.Id}";
            placed.TryAdd(at, node);
            foreach (var child in GuidelineText.Under(node))
                Place(child, at);
        }
    }

    private static string Words((Answer Answer, bool ByRules) judged) => judged.Answer switch
    {
        Answer.Met => judged.ByRules ? "met, by rules" : "met, by a nurse",
        Answer.NotMet => "not met",
        _ => "unknown",
    };
}
