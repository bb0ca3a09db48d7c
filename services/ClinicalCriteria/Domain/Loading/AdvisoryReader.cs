namespace UtilizationReview.ClinicalCriteria.Domain.Loading;

/// <summary>Reads what never decides: advisories, contradictions, conflicts of sources.</summary>
internal sealed class AdvisoryReader(LoadContext context, TreeReader tree, ParameterScope parameters, string guideline)
{
    /// <summary>Advisories by reference to the general ones, each for the versions it is named for.</summary>
    public IReadOnlyList<Advisory> Advisories(IReadOnlyList<SourceMap> sources)
    {
        var found = new List<Advisory>();
        foreach (var source in sources)
        {
            var reference = new MapReader(source, context.Problems);
            var id = reference.Text("use", guideline);
            context.Used.Add(id);
            if (!context.Advisories.TryGetValue(id, out var general))
            {
                context.Problems.Add(source, $"{guideline}: unknown advisory '{id}'{Nearest.Hint(id, context.Advisories.Keys)}");
                continue;
            }

            // The general entry is read as a criterion of this version, so that from_version and the grades are checked alike.
            if (tree.Read(Occasion(general, source), parameters, id, asId: id) is not { } when)
                continue;
            TreeReader.Number(when, 0);
            found.Add(new Advisory(id, new MapReader(general, context.Problems).Text("text", id), when));
        }

        return found;
    }

    /// <summary>"The code says stenosis, the answers say herniation."</summary>
    public IReadOnlyList<Contradiction> Contradictions(IReadOnlyList<SourceMap> sources)
    {
        var found = new List<Contradiction>();
        foreach (var source in sources)
        {
            var map = new MapReader(source, context.Problems);
            var id = map.Text("id", guideline);
            var sentence = map.Text("sentence", id);
            var diagnoses = map.Words("diagnoses", id).Select(word => word.Text).ToArray();
            var unless = map.Words("unless", id).Select(word => word.Text).ToArray();
            if (diagnoses.Length == 0)
                context.Problems.Add(source, $"{id}: diagnoses are missing.");
            if (map.Find("when") is SourceMap when && tree.Read(when, parameters, id, asId: id) is { } node)
            {
                TreeReader.Number(node, 0);
                found.Add(new Contradiction(id, sentence, diagnoses, unless, node));
            }
            else
            {
                context.Problems.Add(source, $"{id}: when is missing.");
            }

            map.ReportUnread(id);
        }

        return found;
    }

    /// <summary>Where sources disagree.</summary>
    public static IReadOnlyList<SourceConflict> Conflicts(IReadOnlyList<SourceMap> sources, string owner, LoadProblems problems)
    {
        var found = new List<SourceConflict>();
        foreach (var source in sources)
        {
            var map = new MapReader(source, problems);
            var id = map.Text("id", owner);
            found.Add(new SourceConflict(id, map.Text("topic", id), map.Text("says", id), map.Text("default", id),
                [.. map.Words("criteria", id).Select(word => word.Text)]));
            map.ReportUnread(id);
        }

        return found;
    }

    private static SourceMap Occasion(SourceMap general, SourceMap reference) => general with
    {
        Pairs = [.. general.Pairs.Where(pair => pair.Key.Text != "id"),
            .. reference.Pairs.Where(pair => pair.Key.Text is "from_version" or "through_version")],
    };
}

/// <summary>Reads checklists; facts a guideline reads and no item names become items of their own.</summary>
internal static class ChecklistReader
{
    public static IReadOnlyList<ChecklistEntry> Read(
        IReadOnlyList<SourceMap> sources, string guideline, IReadOnlyList<FactDefinition> slots, FactVocabulary vocabulary, LoadProblems problems)
    {
        var items = new List<ChecklistEntry>();
        foreach (var source in sources)
        {
            var map = new MapReader(source, problems);
            var text = map.Text("text", "checklist");
            var facts = new List<FactDefinition>();
            foreach (var name in map.Words("facts", "checklist"))
            {
                if (vocabulary.Find(name.Text) is { } fact)
                    facts.Add(fact);
                else
                    problems.Add(name, $"checklist: unknown fact '{name.Text}'{Nearest.Hint(name.Text, vocabulary.Facts.Select(f => f.Name))}");
            }

            map.ReportUnread("checklist");
            items.Add(new ChecklistEntry(guideline, text, facts));
        }

        items.AddRange(slots.Where(fact => fact.Supply == FactSupply.Asked && !items.Exists(item => item.Facts.Contains(fact)))
            .Select(fact => new ChecklistEntry(guideline, fact.Question, [fact])).ToArray());
        return items;
    }
}
