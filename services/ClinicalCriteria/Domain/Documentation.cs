namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>Advice on documentation: shown while a guideline reads its facts and one of them is not stated in full (clinical rules §12).</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Text">What a good record says.</param>
/// <param name="Facts">Facts, or fields of entries (<c>im.correlates</c>), that would show it; empty: shown with every request.</param>
internal sealed record DocumentationHint(string Id, string Text, IReadOnlyList<(FactDefinition Fact, FactDefinition? Field)> Facts)
{
    /// <summary>True where the line's guideline reads these facts and the order does not state them all.</summary>
    public bool Helps(LineEvaluation evaluation)
    {
        if (Facts.Count == 0)
            return true;
        if (evaluation.Guideline is not { } guideline)
            return false;
        var read = Facts.Where(hint => guideline.SlotOfFact[hint.Fact.Index] >= 0).ToArray();
        return Array.Exists(read,
            hint => evaluation.Units.Any(unit => Missing(unit.Sheet.Values[guideline.SlotOfFact[hint.Fact.Index]], hint.Field)));
    }

    private static bool Missing(FactValue value, FactDefinition? field) => !value.Known
        || (field is not null && (value.Entries.Length == 0 || value.Entries.Any(entry => !entry[field.Index].Known)));
}
