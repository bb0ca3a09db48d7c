namespace UtilizationReview.Intake.Domain;

/// <summary>Which laws reach a plan (regulation §1), and what holds where two of them do: the stricter element.</summary>
internal static class Laws
{
    /// <summary>
    /// Lines of business whose rows hold for the plan, its own first. An insured employer plan stands under ERISA and its state; a qualified
    /// health plan under the federal claims rule and its state. State law does not reach self-funded plans and Medicare Advantage.
    /// </summary>
    public static IReadOnlyList<LineOfBusiness> Of(PlanTerms plan) => plan switch
    {
        { LineOfBusiness: LineOfBusiness.CommercialInsured, EmployerGroup: true } =>
            [LineOfBusiness.CommercialInsured, LineOfBusiness.CommercialSelfFunded],
        { LineOfBusiness: LineOfBusiness.QualifiedHealthPlan, EmployerGroup: true } =>
            [LineOfBusiness.QualifiedHealthPlan, LineOfBusiness.CommercialInsured, LineOfBusiness.CommercialSelfFunded],
        { LineOfBusiness: LineOfBusiness.QualifiedHealthPlan } => [LineOfBusiness.QualifiedHealthPlan, LineOfBusiness.CommercialInsured],
        _ => [plan.LineOfBusiness],
    };

    /// <summary>True where a row of a state and line of business holds for the plan.</summary>
    public static bool Reaches(LineOfBusiness lineOfBusiness, string state, PlanTerms plan) =>
        Of(plan).Contains(lineOfBusiness) && (state == "*" || state == plan.State)
            // What is said of insured plans of every state is not said of a qualified health plan: that has rows of its own.
            && !(state == "*" && lineOfBusiness == LineOfBusiness.CommercialInsured && plan.LineOfBusiness == LineOfBusiness.QualifiedHealthPlan);

    /// <summary>The same for a row of several lines of business; none means all.</summary>
    public static bool Reaches(IReadOnlyList<LineOfBusiness> lines, string state, PlanTerms plan) =>
        lines.Count == 0 ? state == "*" || state == plan.State : lines.Any(line => Reaches(line, state, plan));

    /// <summary>The regime of a case: every clock that runs on it, as one.</summary>
    /// <param name="filed">How the request came; the channels of this platform are electronic, which is never the longer clock.</param>
    public static Regime OnCase(IReadOnlyList<Regime> regimes, PlanTerms plan, Urgency urgency, DateOnly receivedOn,
        Filing filed = Filing.Electronic, CaseKind kind = CaseKind.PreService)
    {
        Regime Of(LineOfBusiness line, string state) => Clocks.Choose(regimes, line, state, urgency, receivedOn, filed, kind, plan.RegimeOptions);
        var own = Of(plan.LineOfBusiness, plan.State);
        List<Regime> all = [own];
        // 42 CFR 438.210(d): a state may set a shorter time; the federal one stays beside it.
        if (own.State != "*" && plan.LineOfBusiness is LineOfBusiness.MedicaidManaged or LineOfBusiness.MedicaidFeeForService)
            all.Add(Of(plan.LineOfBusiness, "*"));
        if (plan.LineOfBusiness == LineOfBusiness.QualifiedHealthPlan && Of(LineOfBusiness.CommercialInsured, plan.State) is { State: not "*" } state)
            all.Add(state);
        if (Laws.Of(plan) is [.., LineOfBusiness.CommercialSelfFunded] and not [LineOfBusiness.CommercialSelfFunded])
            all.Add(Of(LineOfBusiness.CommercialSelfFunded, "*"));
        return all.Aggregate(Stricter);
    }

    /// <summary>Two regimes on one case: the earlier due time (<see cref="Clocks.DueAt"/>), the more protective late effect. A plan that missed
    /// the earlier clock has no benefit of the later one: the effect holds from the earlier due time.</summary>
    public static Regime Stricter(Regime one, Regime other)
    {
        var late = Protection(other.LateEffect) > Protection(one.LateEffect) ? other : one;
        return one with
        {
            Id = $"{one.Id}+{other.Id}",
            LateEffect = late.LateEffect,
            LateRule = late.LateRule,
            Beside = one.Beside is null ? other : Stricter(one.Beside, other),
        };
    }

    /// <summary>How far a late effect protects the member: an approval most, then a claim that cannot be refused, then the open way to review
    /// outside the plan, then an appeal.</summary>
    public static int Protection(LateEffect effect) => effect switch
    {
        LateEffect.DeemedApproved => 5,
        LateEffect.ClaimProtected => 4,
        LateEffect.DeemedExhausted => 3,
        LateEffect.AppealableAdverse => 2,
        LateEffect.DeemedDenied => 1,
        _ => 0,
    };
}
