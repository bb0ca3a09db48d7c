using UtilizationReview.Contracts.Yaml;

namespace UtilizationReview.Contracts.Plans;

/// <summary>What the values of one plan file must be to each other.</summary>
internal static class PlanRules
{
    /// <summary>Notes every value that does not go with another one.</summary>
    public static void Check(StrictMap map, PlanFile plan)
    {
        if (map.Has("version") != map.Has("effective_from"))
            map.Problem(map.Has("version") ? "version" : "effective_from",
                $"stands without {(map.Has("version") ? "effective_from" : "version")}; "
                    + "a plan file says both, or neither (version 1 from the beginning)");
        var selfFunded = plan.LineOfBusiness == "commercial_self_funded";
        if (plan.Funding == PlanFile.SelfFunded != selfFunded)
            map.Problem("funding", $"'{plan.Funding}' does not go with line_of_business {plan.LineOfBusiness}; "
                + $"write {(selfFunded ? PlanFile.SelfFunded : PlanFile.Insured)}, or leave it out");
        if (map.Has("coverage_first") && plan.LineOfBusiness != "medicare_advantage")
            map.Problem("coverage_first", $"'medicare' does not go with line_of_business {plan.LineOfBusiness}; it is for medicare_advantage only");
        foreach (var code in plan.CodesAdded.Intersect(plan.CodesNotReviewed, StringComparer.Ordinal))
            map.Problem("codes_added", $"names '{code}', which codes_not_reviewed names too; name it in one of them");
        foreach (var (card, at) in plan.GoldCards.Zip(map.Maps("gold_cards")))
            Check(at, card, plan);
    }

    private static void Check(StrictMap map, PlanGoldCard card, PlanFile plan)
    {
        if (card.Through < card.From)
            map.Problem("through", $"{card.Through:yyyy-MM-dd} lies before from {card.From:yyyy-MM-dd}");
        if (card.Program.Length > 0 && !plan.Programs.Contains(card.Program, StringComparer.Ordinal))
            map.Problem("program", $"'{card.Program}' is not a program the plan bought; it bought {string.Join(", ", plan.Programs)}");
        if (card.Program.Length == 0 && card.Codes.Count == 0)
            map.Problem("codes", "is empty; name at least one code, or a program instead");
    }
}
