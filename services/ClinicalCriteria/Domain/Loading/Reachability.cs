namespace UtilizationReview.ClinicalCriteria.Domain.Loading;

/// <summary>Finds what a guideline says and no order can ever reach: contradictions, doubled ids, pathways in another's shadow.</summary>
internal static class Reachability
{
    public static void Check(Guideline guideline, IReadOnlyDictionary<Criterion, SourceMap> homes, SourceMap file, LoadProblems problems)
    {
        SourceNode Home(Criterion node) => homes.TryGetValue(node, out var home) ? home : file;

        var tops = guideline.Exclusions.Concat(guideline.Pathways).ToArray();
        foreach (var twice in tops.GroupBy(node => node.Id, StringComparer.Ordinal).SelectMany(group => group.Skip(1)))
            problems.Add(Home(twice), $"{twice.Id}: this id stands twice in {guideline.Id}.");
        foreach (var top in tops)
        {
            foreach (var twice in Guideline.Walk(top).Where(homes.ContainsKey).GroupBy(node => node.Id, StringComparer.Ordinal)
                .Where(group => group.Select(node => homes[node]).Distinct().Count() > 1 && group.Any(node => node.Test is not null))
                .Select(group => group.Last()))
                problems.Add(Home(twice), $"{twice.Id}: this id stands twice in {top.Id}.");
        }

        foreach (var leaf in guideline.Nodes().Where(node => node.Test is { Subject: not null } and not HereTest))
            Always(guideline, leaf, Home(leaf), problems);
        foreach (var top in tops)
        {
            if (!CodesOf(guideline, top).Any(code => CanBeMet(guideline, top, Blank(guideline, code))))
                problems.Add(Home(top), $"{top.Id} can never be met: its criteria contradict each other.");
        }

        foreach (var code in guideline.Codes.Where(code => !guideline.Pathways.Any(pathway => (pathway.CodeMask & guideline.CodeBit(code)) != 0)))
            problems.Add(file, $"{guideline.Id}: no pathway judges code {code}.");
        Shadows(guideline, Home, problems);
    }

    private static bool CanBeMet(Guideline guideline, Criterion top, Sheet sheet) =>
        Judge.Node(top, sheet, null, new byte[guideline.NodeCount]).Answer == Answer.Met
        || Remedies.Find(guideline, top, sheet, includeComputed: true).Count > 0;

    private static void Always(Guideline guideline, Criterion leaf, SourceNode home, LoadProblems problems)
    {
        var test = leaf.Test!;
        var sheet = Blank(guideline, guideline.Codes.Count > 0 ? guideline.Codes[0] : "");
        foreach (var met in (bool[])[true, false])
        {
            var value = default(FactValue);
            if (!test.TryMake(met, sheet, ref value))
            {
                problems.Add(home, $"{leaf.Id}: {test.Subject!.Name} {test.InWords} is {(met ? "never" : "always")} true"
                    + (test.Subject.Type == FactType.Number
                        ? $"; {test.Subject.Name} lies between {test.Subject.Minimum} and {test.Subject.Maximum}."
                        : "."));
            }
        }
    }

    private static void Shadows(Guideline guideline, Func<Criterion, SourceNode> home, LoadProblems problems)
    {
        var parts = guideline.Pathways
            .Select(pathway => (pathway, needs: Conjuncts(pathway).Select(Pivots.Signature).ToHashSet(StringComparer.Ordinal))).ToArray();
        for (var i = 0; i < parts.Length; i++)
        {
            for (var j = 0; j < parts.Length; j++)
            {
                var (wide, narrow) = (parts[i], parts[j]);
                var codesCovered = (narrow.pathway.CodeMask & ~wide.pathway.CodeMask) == 0;
                if (i != j && codesCovered && wide.needs.IsSubsetOf(narrow.needs) && (wide.needs.Count < narrow.needs.Count || i < j))
                    problems.Add(home(narrow.pathway), $"{narrow.pathway.Id} can never decide: whenever it is met, {wide.pathway.Id} is met too.");
            }
        }
    }

    private static IEnumerable<Criterion> Conjuncts(Criterion node) => node.Combination == Combination.All
        ? node.Nodes.SelectMany(Conjuncts)
        : [node];

    private static IEnumerable<string> CodesOf(Guideline guideline, Criterion top) =>
        guideline.Codes.Count == 0 ? [""] : guideline.Codes.Where(code => (top.CodeMask & guideline.CodeBit(code)) != 0);

    private static Sheet Blank(Guideline guideline, string code)
    {
        var day = guideline.EffectiveFrom > DateOnly.MinValue.AddYears(200)
            ? guideline.EffectiveFrom.DayNumber
            : DateOnly.MinValue.AddYears(2000).DayNumber;
        return new Sheet
        {
            Values = new FactValue[guideline.Slots.Length], Code = code,
            CodeBit = guideline.CodeBit(code), RequestDay = day, ServiceDay = day + 14, ReachMiles = 30,
        };
    }
}
