namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>A family of ICD-10-CM codes, known by name (clinical rules §9).</summary>
/// <param name="Id">Stable kebab-case id.</param>
/// <param name="Name">Name people read.</param>
/// <param name="Prefixes">Starts of its codes, upper case with the dot.</param>
/// <param name="RoutesTo">Starts of the ids of pathways it leads to; empty: it bears on the site only.</param>
/// <param name="WeakAlone">What to say where no diagnosis of another family stands beside it; empty: nothing.</param>
internal sealed record DiagnosisFamily(
    string Id, string Name, IReadOnlyList<string> Prefixes, IReadOnlyList<string> RoutesTo, string WeakAlone);

/// <summary>A code that ended, and what is written instead.</summary>
internal sealed record EndedDiagnosis(string Code, DateOnly LastDay, IReadOnlyList<string> Instead);

/// <summary>What is known of diagnoses. They route and warn; they never decide.</summary>
internal sealed class DiagnosisBook(IReadOnlyList<DiagnosisFamily> families, IReadOnlyList<EndedDiagnosis> ended)
{
    public IReadOnlyList<DiagnosisFamily> Families { get; } = families;

    public IReadOnlyList<EndedDiagnosis> Ended { get; } = ended;

    /// <summary>The family with the longest matching start; null when the code belongs to none.</summary>
    public DiagnosisFamily? FamilyOf(string code) => Families
        .Select(family => (family, length: family.Prefixes.Where(prefix => code.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Select(prefix => prefix.Length).DefaultIfEmpty(0).Max()))
        .Where(found => found.length > 0).OrderByDescending(found => found.length).Select(found => found.family).FirstOrDefault();

    /// <summary>Sentences on diagnoses that ended, that lead elsewhere than the lines asked for, or that say little alone.</summary>
    public IReadOnlyList<string> Warnings(CriteriaOrder order, IReadOnlyList<LineEvaluation> evaluations)
    {
        var warnings = new List<string>();
        foreach (var diagnosis in order.Diagnoses)
        {
            if (Ended.FirstOrDefault(ended => ended.Code.Equals(diagnosis, StringComparison.OrdinalIgnoreCase)
                && order.ServiceDate > ended.LastDay) is { } gone)
                warnings.Add($"{diagnosis} ended on {gone.LastDay:yyyy-MM-dd}; write {string.Join(" or ", gone.Instead)} instead.");
        }

        DiagnosisFamily[] known =
            [.. order.Diagnoses.Select(FamilyOf).OfType<DiagnosisFamily>().Where(family => family.RoutesTo.Count > 0).Distinct()];
        foreach (var evaluation in evaluations
            .Where(evaluation => evaluation is { Guideline: not null, Route.Procedure: { AddOn: false, Module: "" } }))
        {
            string[] pathways = [.. evaluation.Guideline!.Pathways.Select(pathway => pathway.Id)];
            if (known.Length > 0 && !known.Any(family => Leads(family, pathways)))
                warnings.Add($"{evaluation.Route.Line.Code} ({evaluation.Route.Procedure.Description}) is asked for, the diagnoses say "
                    + $"{string.Join(" and ", known.Select(family => char.ToLowerInvariant(family.Name[0]) + family.Name[1..]))}.");
        }

        if (known is [{ WeakAlone.Length: > 0 } alone])
            warnings.Add($"{alone.Name} is the only diagnosis. {alone.WeakAlone}");
        return warnings;
    }

    private static bool Leads(DiagnosisFamily family, string[] pathways) =>
        family.RoutesTo.Any(start => Array.Exists(pathways, pathway => pathway.StartsWith(start, StringComparison.Ordinal)));
}
