namespace UtilizationReview.ClinicalCriteria.Domain.Loading;

/// <summary>The data files as read, before anything is made of them.</summary>
/// <param name="Facts">The files of the folder <c>facts</c>.</param>
/// <param name="Procedures"><c>procedures.yaml</c>.</param>
/// <param name="General"><c>general.yaml</c>: notice, sources, general definitions, advisories, the checklist of every request.</param>
/// <param name="Diagnoses"><c>diagnoses.yaml</c>.</param>
/// <param name="Guidelines">Every other file.</param>
internal sealed record SourceFiles(
    IReadOnlyList<SourceMap> Facts, SourceMap Procedures, SourceMap General, SourceMap Diagnoses, IReadOnlyList<SourceMap> Guidelines);

/// <summary>Makes a library of the files, or tells everything that is wrong with them. A bad file stops the load as a whole.</summary>
internal static class LibraryReader
{
    /// <exception cref="CriteriaFileException">Something is wrong; every problem is listed.</exception>
    public static CriteriaLibrary Read(SourceFiles files, LoadProblems problems)
    {
        var vocabulary = VocabularyReader.Read(files.Facts, problems);
        var (catalogue, codeHomes) = ProcedureReader.Read(files.Procedures, problems);
        var general = new MapReader(files.General, problems);
        var notice = general.Text("notice", "general");
        var sources = general.Pairs("sources", "general").Select(pair => pair.Key.Text).ToHashSet(StringComparer.Ordinal);
        var definitions = Definitions.Merge(new Dictionary<string, SourceMap>(StringComparer.Ordinal),
            general.Maps("definitions", "general"), "general", problems);
        var advisories = Definitions.Merge(new Dictionary<string, SourceMap>(StringComparer.Ordinal),
            general.Maps("advisories", "general"), "general", problems);
        var checklist = ChecklistReader.Read(general.Maps("checklist", "general"), "", [], vocabulary, problems);
        var documentation = DocumentationReader.Read(general.Maps("documentation", "general"), vocabulary, problems);
        var conflicts = AdvisoryReader.Conflicts(general.Maps("conflicts", "general"), "general", problems);
        general.ReportUnread("general file");
        var diagnoses = DiagnosisReader.Read(files.Diagnoses, problems);

        var context = new LoadContext(vocabulary, catalogue, sources, definitions, advisories, problems);
        var guidelines = files.Guidelines.SelectMany(file => GuidelineReader.Read(file, context)).ToList();
        foreach (var (name, at) in definitions.Concat(advisories).Where(pair => !context.Used.Contains(pair.Key)))
            problems.Add(at, $"general: '{name}' is never used.");
        CheckVersions(guidelines, problems);
        CheckCatalogue(catalogue, guidelines, codeHomes, problems);
        return problems.Count > 0
            ? throw new CriteriaFileException(problems.All)
            : new CriteriaLibrary(guidelines.Select(x => x.Guideline))
            {
                Vocabulary = vocabulary, Catalogue = catalogue, GeneralChecklist = checklist, Notice = notice,
                Diagnoses = diagnoses, Documentation = documentation, Conflicts = conflicts,
            };
    }

    private static void CheckVersions(List<(Guideline Guideline, SourceMap Home)> guidelines, LoadProblems problems)
    {
        for (var i = 0; i < guidelines.Count; i++)
        {
            var (later, home) = guidelines[i];
            foreach (var (earlier, _) in guidelines.Take(i).Where(other => other.Guideline.Id == later.Id))
            {
                if (earlier.Version == later.Version)
                    problems.Add(home, $"{later.Id}: version {later.Version} stands twice.");
                else if (earlier.EffectiveFrom <= (later.EffectiveThrough ?? DateOnly.MaxValue)
                    && later.EffectiveFrom <= (earlier.EffectiveThrough ?? DateOnly.MaxValue))
                    problems.Add(home,
                        $"{later.Id}: versions {earlier.Version} and {later.Version} overlap; one date of service must select one version.");
            }
        }
    }

    private static void CheckCatalogue(ProcedureCatalogue catalogue, List<(Guideline Guideline, SourceMap Home)> guidelines,
        IReadOnlyDictionary<string, SourceNode> homes, LoadProblems problems)
    {
        foreach (var procedure in catalogue.All.Where(procedure => procedure.Guideline.Length > 0))
        {
            if (!guidelines.Exists(x => x.Guideline.Id == procedure.Guideline))
                problems.Add(homes[procedure.Code], $"{procedure.Code}: no guideline '{procedure.Guideline}' is loaded.");
            else if (!procedure.AddOn && !guidelines.Exists(x => x.Guideline.Id == procedure.Guideline
                && x.Guideline.Codes.Contains(procedure.Code, StringComparer.Ordinal)))
                problems.Add(homes[procedure.Code], $"{procedure.Code}: guideline '{procedure.Guideline}' does not list this code.");
        }
    }
}
