namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>The hospital reason that holds: the lettered criterion of the site guideline, objective ones first.</summary>
internal static class SiteReason
{
    /// <summary>Id of the reason (<c>SOC-3.a</c>) and whether it is objective; empty when none is met.</summary>
    public static (string Id, bool Objective) Of(LineEvaluation evaluation)
    {
        var unit = evaluation.Units[0];
        var met = evaluation.Guideline!.Pathways.SelectMany(pathway => Lettered(pathway, unit)).ToArray();
        var found = Array.Find(met, reason => reason.Objective) ?? met.FirstOrDefault();
        return found is null ? ("", false) : (found.Id, found.Objective);
    }

    private static IEnumerable<Criterion> Lettered(Criterion node, JudgedUnit unit)
    {
        if (unit.Of(node).Answer != Answer.Met)
            return [];
        var point = node.Id.LastIndexOf('.');
        return point > 0 && point == node.Id.Length - 2 || node.Nodes.Length == 0 ? [node] : node.Nodes.SelectMany(child => Lettered(child, unit));
    }
}
