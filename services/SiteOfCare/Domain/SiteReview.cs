namespace UtilizationReview.SiteOfCare.Domain;

/// <summary>What is asked: an order's place and the parts of it that the directory can say something about.</summary>
internal sealed record SiteQuestion
{
    /// <summary>Place of service as the order names it.</summary>
    public required Place OrderedPlace { get; init; }

    /// <summary>Where the service is to be done; null when the order names no facility.</summary>
    public Facility? Facility { get; init; }

    /// <summary>The member's home; null only where no distance is needed.</summary>
    public GeoPoint? Home { get; init; }

    public required DateOnly DateOfService { get; init; }

    /// <summary>Every code of the order.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>How many of the order's lines are in the site-of-care scope.</summary>
    public required int LinesInScope { get; init; }

    /// <summary>Person id; empty: not given.</summary>
    public string SurgeonId { get; init; } = "";

    /// <summary>Reason id the practice gives for the hospital, such as <c>SOC-2.b</c>; empty: none given.</summary>
    public string StatedReason { get; init; } = "";

    /// <summary>Equipment the practice says the service needs, in words of the directory; null: not said.</summary>
    public IReadOnlyList<string>? EquipmentNeeded { get; init; }
}

/// <summary>A place the order could move to.</summary>
internal sealed record SiteAlternative(Facility Facility, Miles Distance, bool Preferred, bool InNetwork, bool SurgeonPrivileged);

/// <summary>What the directory and the plan say; null where they cannot say anything.</summary>
/// <param name="NearestCapableCenter">Nearest network surgery center that can do every code; null when there is none.</param>
/// <param name="NetworkCenterExists">The plan's networks hold a surgery center that can do every code, at whatever distance.</param>
/// <param name="SurgeonLacksPrivileges">The surgeon has privileges at no such center within reach; null when no surgeon is named.</param>
/// <param name="PrivilegesGraceOpen">The plan's grace period covers the date of service.</param>
/// <param name="EquipmentAvailableElsewhere">Such a center within reach has all the equipment needed; null when the practice named none.</param>
internal sealed record DirectoryFacts(
    Miles? NearestCapableCenter, bool NetworkCenterExists, bool? SurgeonLacksPrivileges, bool PrivilegesGraceOpen, bool? EquipmentAvailableElsewhere);

/// <summary>The answer of the site-of-care guideline, as the review needs it.</summary>
/// <param name="Met">A hospital reason holds.</param>
/// <param name="Objective">It is one that needs no judgement: age, or reach and network from the directory.</param>
/// <param name="Reason">Its id, for example <c>SOC-3.a</c>; empty when none.</param>
/// <param name="ReasonText">Its text in the guideline; empty when not known.</param>
internal sealed record GuidelineAnswer(bool Met, bool Objective, string Reason, string ReasonText)
{
    /// <summary>It is met by evidence that carries an acceptance without a clinician (clinical rules §0.2).</summary>
    public bool Carries { get; init; }
}

/// <summary>The site gate's answer. There is no "denied": only a physician says that a hospital is not accepted.</summary>
internal abstract record SiteAnswer(string Reason, string Sentence)
{
    internal sealed record NotInScope(string Sentence) : SiteAnswer("", Sentence);

    internal sealed record Accepted(string Reason, string Sentence) : SiteAnswer(Reason, Sentence);

    internal sealed record PhysicianQuestion(string Reason, string Sentence) : SiteAnswer(Reason, Sentence);
}

/// <summary>The site review: is the site reviewed, what does the directory say, and what follows from the guideline's answer.</summary>
internal static class SiteReview
{
    /// <summary>The answer when the site needs no review, null when it does.</summary>
    public static SiteAnswer.NotInScope? OutOfScope(SiteQuestion question, SiteTerms terms)
    {
        if (!terms.Reviewed) return new("The plan does not review the site of care.");
        if (question.LinesInScope == 0) return new("No line of the order is in the site-of-care scope.");
        if (question.OrderedPlace == Place.InpatientHospital) return null;
        if (SiteRules.IsReviewedPlace(question.OrderedPlace, question.Facility?.Place)) return null;
        return new(question.OrderedPlace switch
        {
            Place.Office => "An office needs no site review.",
            Place.AmbulatorySurgeryCenter => "A surgery center needs no site review.",
            Place.EmergencyRoom => "Emergency care is not reviewed for its site.",
            _ => "Only hospital outpatient departments (place of service 19 or 22) are reviewed.",
        });
    }

    /// <summary>The facts of SOC-2.b, SOC-3 and SOC-4.a.</summary>
    public static DirectoryFacts Look(SiteQuestion question, SiteTerms terms, IEnumerable<Facility> directory)
    {
        var home = question.Home ?? throw new ArgumentException("A reviewed site needs the member's home.", nameof(question));
        var centers = directory
            .Where(facility => SiteRules.IsCenter(facility.Place) && facility.InAny(terms.Networks) && facility.CanDo(question.Codes))
            .Select(facility => (Facility: facility, Distance: Distance.Between(home, facility.Coordinates)))
            .ToList();
        var reachable = centers.Where(center => center.Distance.Within(terms.ReachMiles)).Select(center => center.Facility).ToList();
        return new(
            centers.Count == 0 ? null : new Miles(centers.Min(center => center.Distance.Tenths)),
            centers.Count > 0,
            question.SurgeonId.Length == 0 ? null : !reachable.Exists(center => center.PrivilegedSurgeons.Contains(question.SurgeonId)),
            SiteRules.IsGraceOpen(terms, question.DateOfService),
            question.EquipmentNeeded is not { Count: > 0 } needed ? null : reachable.Exists(center => needed.All(center.Equipment.Contains)));
    }

    /// <summary>Centers and offices that can do every code, within so many miles: preferred ones first, then the nearest.</summary>
    public static IReadOnlyList<SiteAlternative> Alternatives(
        GeoPoint home, IReadOnlyList<string> codes, string surgeonId, int withinMiles, SiteTerms terms, IEnumerable<Facility> directory) =>
        [.. directory
            .Where(facility => SiteRules.IsAlternative(facility.Place) && facility.CanDo(codes))
            .Select(facility => new SiteAlternative(
                facility,
                Distance.Between(home, facility.Coordinates),
                terms.PreferredFacilities.Contains(facility.FacilityId),
                facility.InAny(terms.Networks),
                surgeonId.Length > 0 && facility.PrivilegedSurgeons.Contains(surgeonId)))
            .Where(alternative => alternative.Distance.Within(withinMiles))
            .OrderByDescending(alternative => alternative.Preferred)
            .ThenBy(alternative => alternative.Distance.Tenths)
            .ThenBy(alternative => alternative.Facility.FacilityId, StringComparer.Ordinal)];

    /// <summary>Where this order can move to: the alternatives of the plan's network within its reach.</summary>
    public static IReadOnlyList<SiteAlternative> Offers(SiteQuestion question, SiteTerms terms, IEnumerable<Facility> directory) =>
        question.Home is not { } home ? [] :
        [.. Alternatives(home, question.Codes, question.SurgeonId, terms.ReachMiles, terms, directory).Where(alternative => alternative.InNetwork)];

    /// <summary>What follows: accepted only on an objective reason, where the plan lets those settle, and at a hospital of its network;
    /// otherwise a physician's question, with what speaks for the hospital.</summary>
    public static SiteAnswer Conclude(SiteQuestion question, SiteTerms terms, DirectoryFacts facts, GuidelineAnswer guideline, int alternatives)
    {
        var offer = alternatives switch
        {
            0 => "No network center or office that can do every line is within reach.",
            1 => "One network center or office that can do every line is within reach.",
            _ => $"{alternatives} network centers and offices that can do every line are within reach.",
        };
        if (!guideline.Met)
        {
            var stated = SiteRules.IsReasonId(question.StatedReason) ? $" The practice gives {question.StatedReason} as its reason." : "";
            return new SiteAnswer.PhysicianQuestion("",
                $"No reason for a hospital outpatient department is shown so far, so a physician decides on the site.{stated} {offer}");
        }
        var why = Why(terms, facts, guideline);
        if (!guideline.Objective)
            return new SiteAnswer.PhysicianQuestion(guideline.Reason, $"{why} This reason needs a physician's judgement. {offer}");
        if (!terms.ObjectiveReasonsSettle)
        {
            return new SiteAnswer.PhysicianQuestion(guideline.Reason, $"{why} The plan leaves this to a physician. {offer}");
        }
        if (question.Facility?.InAny(terms.Networks) is not true)
        {
            return new SiteAnswer.PhysicianQuestion(guideline.Reason,
                $"{why} The hospital is not in the plan's network, so a physician decides. {offer}");
        }
        return new SiteAnswer.Accepted(guideline.Reason, $"The hospital site is accepted. {why}");
    }

    /// <summary>
    /// A stay: outpatient or observation care is the rule. Accepted where the level-of-care guideline is met by evidence that carries it, else a
    /// physician's question, with what speaks for the stay (clinical rules §0.2, §10.3).
    /// </summary>
    public static SiteAnswer ConcludeLevel(GuidelineAnswer guideline)
    {
        if (!guideline.Met)
        {
            return new SiteAnswer.PhysicianQuestion("",
                "Outpatient or observation care is the rule, and the record does not show so far why a stay is needed; a physician decides.");
        }

        var why = guideline.ReasonText.Length > 0
            ? $"{guideline.Reason}: {guideline.ReasonText.TrimEnd('.')}." : $"{guideline.Reason} speaks for the stay.";
        return guideline.Carries
            ? new SiteAnswer.Accepted(guideline.Reason, $"The inpatient stay is accepted. {why}")
            : new SiteAnswer.PhysicianQuestion(guideline.Reason, $"{why} This reason needs a physician's judgement.");
    }

    private static string Why(SiteTerms terms, DirectoryFacts facts, GuidelineAnswer guideline) => guideline.Reason switch
    {
        "SOC-3.a" when facts.NearestCapableCenter is { } nearest =>
            $"{guideline.Reason}: the nearest network surgery center that can do every line is {nearest} miles from "
                + $"the member's home, beyond the plan's {terms.ReachMiles}.",
        "SOC-3.a" or "SOC-3.b" when !facts.NetworkCenterExists => $"{guideline.Reason}: no surgery center in the plan's network can do every line.",
        _ when guideline.ReasonText.Length > 0 => $"{guideline.Reason}: {guideline.ReasonText.TrimEnd('.')}.",
        _ => $"{guideline.Reason} speaks for the hospital.",
    };
}
