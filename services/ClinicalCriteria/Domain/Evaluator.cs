namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>Judges the lines of an order, each against the guideline version in force on its date of service.</summary>
internal static class Evaluator
{
    /// <summary>CMS place of service: inpatient hospital.</summary>
    private const int Inpatient = 21;

    private static readonly string[] NoLevel = [""];

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
        var guideline = route.Kind == RouteKind.Review ? library.For(procedure, order.Plan, order.ServiceDate) : null;
        return guideline is null
            ? new LineEvaluation(order, route, null, [], primary)
            : new LineEvaluation(order, route, guideline, Units(library, guideline, order, route.Line, procedure), primary);
    }

    /// <summary>
    /// The site guideline on an order's facts, for an inpatient order the one of the level of care (clinical rules §10); null when no version is in
    /// force.
    /// </summary>
    public static LineEvaluation? Site(CriteriaLibrary library, CriteriaOrder order, LineRoute route)
    {
        var id = order.PlaceOfService == Inpatient ? CriteriaLibrary.LevelOfCareGuideline : CriteriaLibrary.SiteGuideline;
        var guideline = library.Pinned(id, order.Plan, order.ServiceDate);
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
            if (guideline.Slots[slot].Computed)
                values[slot] = LineFacts.All[guideline.Slots[slot].Name](new LineFacts.Reading(library, order, line, procedure));
        }

        return new Sheet
        {
            Values = values,
            Code = procedure.Code,
            CodeBit = guideline.CodeBit(procedure.Code),
            OrderCodes = CodesOf(order),
            RequestDay = order.RequestDate.DayNumber,
            ServiceDay = order.ServiceDate.DayNumber,
            Level = level,
            LevelMask = level.Length > 0 ? SpinalLevels.MatchMask(SpinalLevels.IndexOf(level)) : 0,
            Side = side,
            SideMask = side switch { "left" => 0b101, "right" => 0b110, _ => 0 },
            RegionMask = procedure.Region.Length == 0 ? 0UL : procedure.IsUpperSpine ? 0b01UL : 0b10UL,
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

    private static string[] CodesOf(CriteriaOrder order)
    {
        var codes = new string[order.Lines.Count];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = order.Lines[i].Code;
        return codes;
    }
}
