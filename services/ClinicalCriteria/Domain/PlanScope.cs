namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>Which procedures a plan reviews, and for whom not (PROGRAM, GOLD-CARD).</summary>
internal static class PlanScope
{
    /// <summary>Why the plan does not review a procedure; null when it does.</summary>
    public static string? WhyNotReviewed(PlanTerms plan, Procedure procedure)
    {
        var code = procedure.Code;
        if (plan.CodesAdded.Contains(code, StringComparer.Ordinal))
            return null;
        if (!HasProgram(plan, procedure))
            return $"The plan has no {Program(procedure)} program, so {code} needs no review.";
        if (!HasModule(plan, procedure))
            return $"The plan has not bought the {procedure.Module} module, so {code} needs no review.";
        return plan.CodesNotReviewed.Contains(code, StringComparer.Ordinal) ? $"The plan does not review {code}." : null;
    }

    /// <summary>The same the other way round, for a procedure it reviews.</summary>
    public static string WhyReviewed(PlanTerms plan, Procedure procedure) => IsBought(plan, procedure)
        ? $"{procedure.Code} is in the plan's {Program(procedure)} program and is reviewed."
        : $"The plan reviews {procedure.Code} beside the programs it bought.";

    /// <summary>The program and the module of a procedure were bought.</summary>
    public static bool IsBought(PlanTerms plan, Procedure procedure) => HasProgram(plan, procedure) && HasModule(plan, procedure);

    /// <summary>The gold card of the practice that asks, for a procedure on the day of receipt; null when it has none. An add-on goes with its
    /// primary: ask for that.</summary>
    public static GoldCard? GoldCardOf(CriteriaOrder order, Procedure procedure) => order.PracticeId.Length == 0 ? null
        : order.Plan.GoldCards.FirstOrDefault(card => card.PracticeId == order.PracticeId
            && order.RequestDate >= card.From && !(order.RequestDate > card.Through)
            && (card.Codes.Contains(procedure.Code, StringComparer.Ordinal) || card.Program == Program(procedure)));

    /// <summary>What a gold card means for a line.</summary>
    public static string Sentence(GoldCard card, string code) => $"The practice holds the plan's gold card "
        + $"{(card.Program.Length > 0 ? $"for its {card.Program} program" : "for this code")}"
        + $"{(card.Through is { } last ? $" through {last:yyyy-MM-dd}" : "")}, so {code} needs no review.";

    private static bool HasProgram(PlanTerms plan, Procedure procedure) => plan.Programs.Contains(Program(procedure), StringComparer.Ordinal);

    private static bool HasModule(PlanTerms plan, Procedure procedure) =>
        procedure.Module.Length == 0 || plan.Modules.Contains(procedure.Module, StringComparer.Ordinal);

    private static string Program(Procedure procedure) => procedure.Program switch
    {
        CareProgram.Spine => "spine",
        CareProgram.Joint => "joint",
        _ => "pain",
    };
}
