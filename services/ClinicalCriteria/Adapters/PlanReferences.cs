using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.Contracts.Plans;

namespace UtilizationReview.ClinicalCriteria.Adapters;

/// <summary>Checks what plan files say of codes, guidelines and their versions against the criteria that are loaded.</summary>
internal static class PlanReferences
{
    private const int MostNamed = 12;

    /// <summary>Everything that is wrong, a sentence "file:line: what is wrong and what is allowed" each.</summary>
    public static IReadOnlyList<string> Problems(CriteriaLibrary library, IReadOnlyList<PlanFile> plans) =>
        [.. plans.SelectMany(plan => Of(library, plan))];

    private static IEnumerable<string> Of(CriteriaLibrary library, PlanFile plan) =>
        [.. Pins(library, plan), .. Policies(library, plan), .. Codes(library, plan), .. GoldCards(library, plan)];

    private static IEnumerable<string> Pins(CriteriaLibrary library, PlanFile plan)
    {
        foreach (var (id, version) in plan.CriteriaVersions)
        {
            var versions = library.Versions(id);
            if (versions.Count == 0)
                yield return plan.Source.Problem($"criteria_versions.{id}", UnknownGuideline(library, id));
            else if (versions.All(candidate => candidate.Version != version))
                yield return plan.Source.Problem($"criteria_versions.{id}", $"'{version}' is not a version of this guideline; its versions are "
                    + string.Join(", ", versions.Select(candidate => candidate.Version)));
        }
    }

    private static IEnumerable<string> Policies(CriteriaLibrary library, PlanFile plan)
    {
        foreach (var (code, id) in plan.MedicalPolicies)
        {
            var at = $"medical_policies.{code}";
            if (library.Catalogue.Find(code) is null)
                yield return plan.Source.Problem(at, UnknownCode(code));
            else if (library.Versions(id) is not [var guideline, ..])
                yield return plan.Source.Problem(at, UnknownGuideline(library, id));
            else if (guideline.Codes.Count > 0 && !guideline.Codes.Contains(code, StringComparer.Ordinal))
                yield return plan.Source.Problem(at, $"'{id}' does not judge {code}; it judges {Some(guideline.Codes)}");
        }
    }

    private static IEnumerable<string> Codes(CriteriaLibrary library, PlanFile plan)
    {
        var terms = CriteriaWire.Terms(plan);
        for (var i = 0; i < plan.CodesAdded.Count; i++)
        {
            var code = plan.CodesAdded[i];
            if (library.Catalogue.Find(code) is not { } procedure)
                yield return plan.Source.Problem($"codes_added[{i}]", UnknownCode(code));
            else if (PlanScope.IsBought(terms, procedure))
                yield return plan.Source.Problem($"codes_added[{i}]",
                    $"'{code}' is in a program the plan bought and is reviewed anyway; leave it out");
        }

        for (var i = 0; i < plan.CodesNotReviewed.Count; i++)
        {
            var code = plan.CodesNotReviewed[i];
            if (library.Catalogue.Find(code) is not { } procedure)
                yield return plan.Source.Problem($"codes_not_reviewed[{i}]", UnknownCode(code));
            else if (!PlanScope.IsBought(terms, procedure))
                yield return plan.Source.Problem($"codes_not_reviewed[{i}]",
                    $"'{code}' is in no program or module the plan bought and is not reviewed anyway; leave it out");
        }
    }

    private static IEnumerable<string> GoldCards(CriteriaLibrary library, PlanFile plan) =>
        from card in plan.GoldCards.Index()
        from code in card.Item.Codes.Index()
        where library.Catalogue.Find(code.Item) is null
        select plan.Source.Problem($"gold_cards[{card.Index}].codes[{code.Index}]", UnknownCode(code.Item));

    private static string UnknownCode(string code) => $"'{code}' is not a code of the catalogue; ListProcedures shows the codes that are";

    /// <summary>The guidelines of the same family are named, or all families where it has none.</summary>
    private static string UnknownGuideline(CriteriaLibrary library, string id)
    {
        var ids = library.All.Select(guideline => guideline.Id).Distinct(StringComparer.Ordinal).ToList();
        var family = ids.FindAll(known => known.StartsWith(id.Split('/')[0] + "/", StringComparison.Ordinal));
        return $"'{id}' is not a guideline that is loaded; there {(family.Count > 0 ? "are" : "are in all")} {Some(family.Count > 0 ? family : ids)}";
    }

    private static string Some(IReadOnlyList<string> words) =>
        string.Join(", ", words.Take(MostNamed)) + (words.Count > MostNamed ? $" and {words.Count - MostNamed} more" : "");
}
