using System.Collections.Frozen;

namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>Judges the lines of an order, each against the guideline version in force on its date of service.</summary>
internal static class Evaluator
{
    private static readonly string[] NoLevel = [""];

    /// <summary>Facts this service reads off the order's lines; the vocabulary marks them <c>supplied_by: lines</c>.</summary>
    public static readonly FrozenDictionary<string, Func<CriteriaLibrary, CriteriaOrder, OrderLine, FactValue>> LineFacts =
        new Dictionary<string, Func<CriteriaLibrary, CriteriaOrder, OrderLine, FactValue>>(StringComparer.Ordinal)
        {
            ["line.both_sides"] = (_, _, line) => FactValue.OfTruth(line.Side == Side.Both),
            ["order.injection_regions"] = (library, order, _) => FactValue.OfNumber(Injections(library, order, "")
                .Select(x => x.Procedure.Region).Distinct(StringComparer.Ordinal).Count()),
            ["order.interlaminar_sites"] = (library, order, _) =>
                FactValue.OfNumber(Injections(library, order, "interlaminar").Sum(x => x.Line.Units)),
            ["order.transforaminal_levels"] = (library, order, _) => FactValue.OfNumber(Injections(library, order, "transforaminal")
                .SelectMany(x => x.Line.Levels).Distinct(StringComparer.Ordinal).Count()),
            ["order.transforaminal_both_sides"] = (library, order, _) => FactValue.OfTruth(
                Injections(library, order, "transforaminal").Any(x => x.Line.Side == Side.Both)),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>One evaluation per route, in the routes' order. Add-ons follow their primary.</summary>
    public static IReadOnlyList<LineEvaluation> Evaluate(CriteriaLibrary library, CriteriaOrder order, IReadOnlyList<LineRoute> routes)
    {
        var evaluations = new LineEvaluation[routes.Count];
        for (var i = 0; i < routes.Count; i++)
        {
            if (routes[i].PrimaryLine == 0)
                evaluations[i] = Line(library, order, routes[i], null);
        }

        for (var i = 0; i < routes.Count; i++)
        {
            if (routes[i].PrimaryLine != 0)
                evaluations[i] = Line(library, order, routes[i],
                    evaluations.First(e => e is not null && e.Route.Line.Number == routes[i].PrimaryLine));
        }

        return evaluations;
    }

    /// <summary>One line. An add-on is judged as its primary's code at its own levels, and is never better than its primary.</summary>
    public static LineEvaluation Line(CriteriaLibrary library, CriteriaOrder order, LineRoute route, LineEvaluation? primary)
    {
        var procedure = primary?.Route.Procedure ?? route.Procedure;
        var guideline = route.Kind == RouteKind.Review && procedure.Guideline.Length > 0
            ? library.Find(procedure.Guideline, order.ServiceDate)
            : null;
        return guideline is null
            ? new LineEvaluation(order, route, null, [], primary)
            : new LineEvaluation(order, route, guideline, Units(library, guideline, order, route.Line, procedure), primary);
    }

    /// <summary>The site guideline on an order's facts; null when no version is in force.</summary>
    public static LineEvaluation? Site(CriteriaLibrary library, CriteriaOrder order, LineRoute route)
    {
        var guideline = library.Find(CriteriaLibrary.SiteGuideline, order.ServiceDate);
        return guideline is null
            ? null
            : new LineEvaluation(order, route, guideline, [Judged(library, guideline, order, route.Line, route.Procedure, "", "")], null);
    }

    /// <summary>The facts of an order in the slots of a guideline; what holds for a level or side goes before what holds for all.</summary>
    public static Sheet SheetOf(
        CriteriaLibrary library, Guideline guideline, CriteriaOrder order, OrderLine line, Procedure procedure, string level, string side)
    {
        var values = new FactValue[guideline.Slots.Length];
        var facts = order.Facts;
        for (var i = 0; i < facts.Count; i++)
        {
            var slot = guideline.SlotOfFact[facts[i].Fact.Index];
            if (slot >= 0 && facts[i].AppliesTo.Length == 0)
                values[slot] = facts[i].Value;
        }

        for (var i = 0; i < facts.Count; i++)
        {
            var slot = guideline.SlotOfFact[facts[i].Fact.Index];
            if (slot >= 0 && facts[i].AppliesTo is { Length: > 0 } here && (here == level || here == side))
                values[slot] = facts[i].Value;
        }

        for (var slot = 0; slot < values.Length; slot++)
        {
            if (guideline.Slots[slot].Supply == FactSupply.Lines)
                values[slot] = LineFacts[guideline.Slots[slot].Name](library, order, line);
        }

        return new Sheet
        {
            Values = values,
            Code = procedure.Code,
            CodeBit = guideline.CodeBit(procedure.Code),
            RequestDay = order.RequestDate.DayNumber,
            ServiceDay = order.ServiceDate.DayNumber,
            Level = level,
            LevelMask = level.Length > 0 ? SpinalLevels.MatchMask(SpinalLevels.IndexOf(level)) : 0,
            Side = side,
            SideMask = side switch { "left" => 0b101, "right" => 0b110, _ => 0 },
            RegionMask = procedure.Region switch { "" => 0UL, "cervical" or "thoracic" or "cervicothoracic" => 0b01, _ => 0b10 },
            ReachMiles = order.Plan.ReachMiles,
            AnalogCarries = order.Plan.AdoptsAnalogCriteria,
        };
    }

    private static JudgedUnit[] Units(CriteriaLibrary library, Guideline guideline, CriteriaOrder order, OrderLine line, Procedure procedure)
    {
        var levels = line.Levels.Count > 0 ? line.Levels : NoLevel;
        var both = line.Side == Side.Both;
        var units = new JudgedUnit[levels.Count * (both ? 2 : 1)];
        for (var i = 0; i < units.Length; i++)
        {
            var side = both ? i % 2 == 0 ? "left" : "right" : line.Side switch { Side.Left => "left", Side.Right => "right", _ => "" };
            units[i] = Judged(library, guideline, order, line, procedure, levels[both ? i / 2 : i], side);
        }

        return units;
    }

    private static JudgedUnit Judged(
        CriteriaLibrary library, Guideline guideline, CriteriaOrder order, OrderLine line, Procedure procedure, string level, string side)
    {
        var sheet = SheetOf(library, guideline, order, line, procedure, level, side);
        var verdicts = new byte[guideline.NodeCount];
        Judge.Node(guideline.Root, sheet, null, verdicts);
        return new JudgedUnit(sheet, verdicts);
    }

    private static IEnumerable<(OrderLine Line, Procedure Procedure)> Injections(CriteriaLibrary library, CriteriaOrder order, string approach) =>
        order.Lines.Select(line => (line, library.Catalogue.Find(line.Code)!))
            .Where(x => x.Item2 is { Approach.Length: > 0 } && (approach.Length == 0 || x.Item2.Approach == approach));
}
