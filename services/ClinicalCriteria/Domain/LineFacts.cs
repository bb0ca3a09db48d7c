using System.Collections.Frozen;

using Readers = System.Collections.Generic.Dictionary<string,
    System.Func<UtilizationReview.ClinicalCriteria.Domain.LineFacts.Reading, UtilizationReview.ClinicalCriteria.Domain.FactValue>>;

namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>
/// Facts this service reads off the order's lines and the plan; the vocabulary marks them <c>supplied_by: lines</c> or <c>plan</c>.
/// </summary>
internal static class LineFacts
{
    public static readonly FrozenDictionary<string, Func<Reading, FactValue>> All = new Readers
    {
        ["line.both_sides"] = reading => FactValue.OfTruth(reading.Line.Side == Side.Both),
        ["order.injection_regions"] = reading => FactValue.OfNumber(Regions(reading)),
        ["order.injection_kinds"] = reading => FactValue.OfNumber(Kinds(reading)),
        ["order.interlaminar_sites"] = reading => FactValue.OfNumber(InterlaminarSites(reading)),
        ["order.transforaminal_levels"] = reading =>
            FactValue.OfNumber(Has(reading, "transforaminal") ? LevelsOf(Injections(reading, "transforaminal")).Count : 0),
        ["order.transforaminal_both_sides"] = reading => FactValue.OfTruth(
            Has(reading, "transforaminal") && Injections(reading, "transforaminal").Any(x => x.Line.Side == Side.Both)),
        ["order.facet_levels"] = reading => FactValue.OfNumber(FacetJoints(reading)),
        ["order.surgical_levels"] = reading => FactValue.OfNumber(LevelsOf(SameOperation(reading)).Count),
        ["order.vertebral_bodies"] = reading => FactValue.OfNumber(LevelsOf(SameOperation(reading)).Count),
        ["order.levels_contiguous"] = reading => FactValue.OfTruth(Contiguous(LevelsOf(SameOperation(reading)))),
        ["plan.nicotine_gate_hard"] = reading => FactValue.OfTruth(reading.Order.Plan.NicotineGateHard),
        ["plan.medicare"] = reading => FactValue.OfTruth(reading.Order.Plan.Medicare),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a fact is read from.</summary>
    /// <param name="Library">Knows the codes.</param>
    /// <param name="Order">The whole order.</param>
    /// <param name="Line">The line under review.</param>
    /// <param name="Procedure">Procedure it is judged as: its own, or its primary's.</param>
    internal readonly record struct Reading(CriteriaLibrary Library, CriteriaOrder Order, OrderLine Line, Procedure Procedure);

    private static IEnumerable<(OrderLine Line, Procedure Procedure)> Known(Reading reading) => reading.Order.Lines
        .Select(line => (Line: line, Procedure: reading.Library.Catalogue.Find(line.Code)!)).Where(x => x.Procedure is not null);

    private static IEnumerable<(OrderLine Line, Procedure Procedure)> Injections(Reading reading, params string[] approaches) => Known(reading)
        .Where(x => x.Procedure.Approach.Length > 0 && (approaches.Length == 0 || approaches.Contains(x.Procedure.Approach, StringComparer.Ordinal)));

    // Most orders have one line: the plain loops below cost no allocation.
    private static int Regions(Reading reading)
    {
        var (upper, lower) = (0, 0);
        foreach (var line in reading.Order.Lines)
        {
            if (reading.Library.Catalogue.Find(line.Code) is { Approach.Length: > 0, Region.Length: > 0 } procedure)
                (upper, lower) = procedure.IsUpperSpine ? (1, lower) : (upper, 1);
        }

        return upper + lower;
    }

    private static int Kinds(Reading reading)
    {
        var kinds = 0;
        for (var i = 0; i < reading.Order.Lines.Count; i++)
        {
            if (reading.Library.Catalogue.Find(reading.Order.Lines[i].Code) is not { Approach: { Length: > 0 } approach })
                continue;
            var seen = false;
            for (var j = 0; j < i && !seen; j++)
                seen = reading.Library.Catalogue.Find(reading.Order.Lines[j].Code)?.Approach == approach;
            kinds += seen ? 0 : 1;
        }

        return kinds;
    }

    private static int InterlaminarSites(Reading reading)
    {
        var sites = 0;
        foreach (var line in reading.Order.Lines)
            sites += reading.Library.Catalogue.Find(line.Code)?.Approach == "interlaminar" ? line.Units : 0;
        return sites;
    }

    private static bool Has(Reading reading, string approach)
    {
        foreach (var line in reading.Order.Lines)
        {
            if (reading.Library.Catalogue.Find(line.Code)?.Approach == approach)
                return true;
        }

        return false;
    }

    /// <summary>Lines of the same family, and the add-ons that stand beside them.</summary>
    private static IEnumerable<(OrderLine Line, Procedure Procedure)> SameOperation(Reading reading)
    {
        var family = reading.Procedure.Guideline;
        var primaries = Known(reading).Where(x => !x.Procedure.AddOn && x.Procedure.Guideline == family).Select(x => x.Line.Code).ToArray();
        return Known(reading).Where(x => x.Procedure.AddOn
            ? x.Procedure.Primaries.Any(primary => primaries.Contains(primary, StringComparer.Ordinal))
            : x.Procedure.Guideline == family);
    }

    private static HashSet<string> LevelsOf(IEnumerable<(OrderLine Line, Procedure Procedure)> lines) =>
        lines.SelectMany(x => x.Line.Levels).ToHashSet(StringComparer.Ordinal);

    /// <summary>Facet joints on the side that has more; a line that names no level counts by its units.</summary>
    private static int FacetJoints(Reading reading)
    {
        var lines = Injections(reading, "facet", "neurotomy").ToArray();
        return new[] { Side.Left, Side.Right }.Max(side =>
        {
            var here = lines.Where(x => x.Line.Side == side || x.Line.Side is not (Side.Left or Side.Right)).ToArray();
            return LevelsOf(here).Count + here.Where(x => x.Line.Levels.Count == 0).Sum(x => x.Line.Units);
        });
    }

    private static bool Contiguous(HashSet<string> levels)
    {
        var places = levels.Select(SpinalLevels.IndexOf).Order().ToArray();
        return places.Length < 2 || places[^1] - places[0] == places.Length - 1;
    }
}
