namespace UtilizationReview.Intake.Domain;

/// <summary>A state's exemption of ordering providers whose requests are nearly always approved (regulation §6.4), as dated data.</summary>
/// <param name="ApprovedPercent">Least share of approvals, percent.</param>
/// <param name="LeastRequests">Least number of eligible requests in the window.</param>
/// <param name="WindowMonths">Months that are looked back on.</param>
/// <param name="ExemptMonths">Months an exemption lasts; 0: until it is rescinded.</param>
/// <param name="RescindedOnlyIn">Month (1 to 12) in which alone it can be rescinded; 0: any.</param>
/// <param name="OverturnedCounts">A denial that an appeal overturned counts as an approval.</param>
internal sealed record GoldCardRule(
    string Id, IReadOnlyList<LineOfBusiness> Lines, string State, int ApprovedPercent, int LeastRequests, int WindowMonths, int ExemptMonths,
    int RescindedOnlyIn, bool OverturnedCounts, Source Source)
{
    /// <summary>First and last day, both inclusive, of the window that ends the day before.</summary>
    public (DateOnly From, DateOnly Through) Window(DateOnly on) => (on.AddMonths(-WindowMonths), on.AddDays(-1));
}

/// <summary>What one ordering provider asked for of one service in a window, decided requests only.</summary>
/// <param name="Npi">Ordering provider.</param>
/// <param name="Service">Code or group of codes the exemption is for.</param>
/// <param name="Requests">Eligible requests.</param>
/// <param name="Approved">Approved as asked.</param>
/// <param name="Overturned">Denied or partly approved first, approved on appeal; not in <paramref name="Approved"/>.</param>
internal sealed record ServiceCounts(string Npi, string Service, DateOnly From, DateOnly Through, int Requests, int Approved, int Overturned);

/// <summary>Whether a provider is exempt, and why.</summary>
/// <param name="Rule">The state's rule; null: the state has none in force.</param>
/// <param name="Through">Last day of the exemption; null: not exempt, or until it is rescinded.</param>
/// <param name="Sentence">For people.</param>
internal sealed record GoldCardAnswer(bool Exempt, GoldCardRule? Rule, DateOnly? Through, string Sentence);

/// <summary>Gold cards: an exempt request needs no review.</summary>
internal static class GoldCards
{
    /// <summary>The rule in force for a plan on a day; null: there is none.</summary>
    public static GoldCardRule? Of(PlanTerms plan, DateOnly on, Rules rules) => rules.GoldCards
        .Where(rule => Laws.Reaches(rule.Lines, rule.State, plan) && rule.Source.HoldsOn(on)).MaxBy(rule => rule.Source.EffectiveFrom);

    /// <summary>Exempt or not, for one provider and service, judged on a day.</summary>
    /// <param name="counts">Of the rule's window (<see cref="GoldCardRule.Window"/>); of another one they prove nothing.</param>
    public static GoldCardAnswer Judge(PlanTerms plan, ServiceCounts counts, DateOnly on, Rules rules)
    {
        if (Of(plan, on, rules) is not { } rule)
            return new(false, null, null, $"No gold card law is in force in {plan.State} for this line of business.");
        GoldCardAnswer No(string why) => new(false, rule, null, $"Not exempt: {why} ({rule.Source.Citation}).");
        var window = rule.Window(on);
        if ((counts.From, counts.Through) != window)
            return No($"the counts are not those of {Recourses.Day(window.From)} through {Recourses.Day(window.Through)}");
        if (counts.Requests < rule.LeastRequests)
            return No($"{counts.Requests} requests in {rule.WindowMonths} months, at least {rule.LeastRequests} are needed");
        var approved = counts.Approved + (rule.OverturnedCounts ? counts.Overturned : 0);
        if (approved * 100L < (long)rule.ApprovedPercent * counts.Requests)
            return No($"{approved} of {counts.Requests} requests approved, at least {rule.ApprovedPercent} percent are needed");
        DateOnly? through = rule.ExemptMonths == 0 ? null : on.AddMonths(rule.ExemptMonths).AddDays(-1);
        return new(true, rule, through, $"Exempt: {approved} of {counts.Requests} requests approved in {rule.WindowMonths} months"
            + $"{(through is { } last ? $"; the exemption lasts through {Recourses.Day(last)}" : "")} ({rule.Source.Citation}).");
    }
}
