namespace UtilizationReview.ClinicalCriteria.Domain.Loading;

/// <summary>Reads <c>diagnoses.yaml</c>.</summary>
internal static class DiagnosisReader
{
    public static DiagnosisBook Read(SourceMap file, LoadProblems problems)
    {
        var root = new MapReader(file, problems);
        var families = new List<DiagnosisFamily>();
        var homes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var source in root.Maps("families", "diagnoses"))
        {
            var map = new MapReader(source, problems);
            var id = map.Text("id", "diagnosis family");
            var codes = map.Words("codes", id);
            if (codes.Count == 0)
                problems.Add(source, $"{id}: codes are missing.");
            foreach (var code in codes)
            {
                if (!char.IsAsciiLetterUpper(code.Text[0]) || code.Text.Length > 8)
                    problems.Add(code, $"{id}: '{code.Text}' is not the start of an ICD-10-CM code; write it as M48.06.");
                else if (!homes.TryAdd(code.Text, id))
                    problems.Add(code, $"{id}: '{code.Text}' stands in {homes[code.Text]} already.");
            }

            families.Add(new DiagnosisFamily(id, map.Text("name", id), [.. codes.Select(code => code.Text)],
                [.. map.Words("routes_to", id).Select(route => route.Text)], map.OptionalText("weak_alone", id)));
            map.ReportUnread(id);
        }

        var ended = new List<EndedDiagnosis>();
        foreach (var source in root.Maps("ended", "diagnoses"))
        {
            var map = new MapReader(source, problems);
            var code = map.Text("code", "ended diagnosis");
            if (map.Date("last_day", code) is { } day)
                ended.Add(new EndedDiagnosis(code, day, [.. map.Words("instead", code).Select(word => word.Text)]));
            else
                problems.Add(source, $"{code}: last_day is missing.");
            map.ReportUnread(code);
        }

        root.ReportUnread("diagnoses file");
        return new DiagnosisBook(families, ended);
    }
}

/// <summary>Reads the advice on documentation of <c>general.yaml</c>.</summary>
internal static class DocumentationReader
{
    public static IReadOnlyList<DocumentationHint> Read(IReadOnlyList<SourceMap> sources, FactVocabulary vocabulary, LoadProblems problems)
    {
        var hints = new List<DocumentationHint>();
        foreach (var source in sources)
        {
            var map = new MapReader(source, problems);
            var id = map.Text("id", "documentation");
            var facts = new List<(FactDefinition, FactDefinition?)>();
            foreach (var name in map.Words("facts", id))
            {
                if (vocabulary.Find(name.Text) is { } fact)
                    facts.Add((fact, null));
                else if (name.Text.LastIndexOf('.') is > 0 and var point && vocabulary.Find(name.Text[..point]) is { } list
                    && list.Field(name.Text[(point + 1)..]) is { } field)
                    facts.Add((list, field));
                else
                    problems.Add(name, $"{id}: unknown fact '{name.Text}'{Nearest.Hint(name.Text, vocabulary.Facts.Select(f => f.Name))}");
            }

            hints.Add(new DocumentationHint(id, map.Text("text", id), facts));
            map.ReportUnread(id);
        }

        return hints;
    }
}
