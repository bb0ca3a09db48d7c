using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.ClinicalCriteria.Domain.Loading;

namespace UtilizationReview.ClinicalCriteria.Bench;

/// <summary>What a criterion is expected to come to.</summary>
internal enum Expected
{
    Met,
    NotMet,
    Unknown,

    /// <summary>Met because something waives it.</summary>
    Waived,
}

/// <summary>Cases of one guideline: facts, and what is to come of them.</summary>
/// <param name="Guideline">Guideline that judges them.</param>
/// <param name="Cases">In the order of the file.</param>
internal sealed record CaseFile(string Guideline, IReadOnlyList<CriteriaCase> Cases);

/// <summary>One order with the line that is judged, and what is expected of it.</summary>
/// <param name="Name">States the rule.</param>
/// <param name="Home">Where it stands.</param>
/// <param name="Order">The order.</param>
/// <param name="Judged">Number of the line that is judged.</param>
/// <param name="Expect">What the line is to come to.</param>
/// <param name="Trace">What criteria are to come to, by id or path.</param>
/// <param name="Variations">The same order with one value changed.</param>
internal sealed record CriteriaCase(
    string Name, SourceNode Home, CriteriaOrder Order, int Judged, Expectation Expect,
    IReadOnlyList<ExpectedCriterion> Trace, IReadOnlyList<Variation> Variations)
{
    /// <summary>The order with one value replaced.</summary>
    public CriteriaOrder With(Variation variation, VariedValue value) => Order with { Facts = variation.Apply(Order.Facts, value) };
}

/// <summary>What the line is to come to; null: not looked at.</summary>
internal sealed record Expectation(Answer? Answer, bool? ByRules, bool? Excluded, string? Pathway, string? Version, IReadOnlyList<string>? Open);

/// <summary>What one criterion is to come to.</summary>
/// <param name="Path">Ids from the top down, not all of them needed: <c>LUM-DISC-2/GEN-CM.c</c>.</param>
/// <param name="Answer">What it is to come to.</param>
/// <param name="Home">Where it stands.</param>
internal sealed record ExpectedCriterion(string Path, Expected Answer, SourceNode Home);

/// <summary>One fact, or one field of an entry, with several values in turn.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="AppliesTo">Level or side; empty: the order.</param>
/// <param name="Entry">Position of the entry; -1: the fact itself.</param>
/// <param name="Field">Field of the entry; null: the fact itself.</param>
/// <param name="Criterion">Id or path of the criterion that is looked at.</param>
/// <param name="Values">Values, each with what the criterion is to come to.</param>
internal sealed record Variation(
    FactDefinition Fact, string AppliesTo, int Entry, FactDefinition? Field, string Criterion, IReadOnlyList<VariedValue> Values)
{
    public IReadOnlyList<FactStatement> Apply(IReadOnlyList<FactStatement> facts, VariedValue value)
    {
        var stated = facts.FirstOrDefault(Is);
        var others = facts.Where(fact => !Is(fact));
        if (Field is null && value.Count is not { } count)
            return [.. others, .. value.Value is { } plain ? [new FactStatement(Fact, plain, AppliesTo)] : Array.Empty<FactStatement>()];
        var entries = stated?.Value.Entries ?? [];
        if (Field is null)
            return [.. others, new FactStatement(Fact, FactValue.OfEntries([.. entries.Take(value.Count ?? 0)]), AppliesTo)];
        FactValue[][] changed = [.. entries.Select(entry => (FactValue[])entry.Clone())];
        changed[Entry][Field.Index] = value.Value ?? default;
        return [.. others, new FactStatement(Fact, FactValue.OfEntries(changed), AppliesTo)];
    }

    private bool Is(FactStatement statement) => statement.Fact == Fact && statement.AppliesTo == AppliesTo;
}

/// <summary>One value of a variation.</summary>
/// <param name="Text">As written.</param>
/// <param name="Value">The value; null: not stated.</param>
/// <param name="Count">For entries: how many of the case's entries are kept; null otherwise.</param>
/// <param name="Answer">What the criterion is to come to.</param>
/// <param name="Home">Where it stands.</param>
internal sealed record VariedValue(string Text, FactValue? Value, int? Count, Expected Answer, SourceNode Home);
