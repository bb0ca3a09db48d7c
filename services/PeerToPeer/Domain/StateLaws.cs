namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>What a state's law asks of the physician who decides, as it stood for one case (regulation-and-standards §3).</summary>
/// <param name="LicenceState">State the physician must be licensed in; empty: any.</param>
/// <param name="SameOrSimilarSpecialty">He must have the specialty of the program or one near to it.</param>
/// <param name="Citation">The law, for people.</param>
internal sealed record StateLaw(string LicenceState, bool SameOrSimilarSpecialty, string Citation);

/// <summary>One dated row of <c>reviewer-rules.yaml</c>.</summary>
/// <param name="State">State of issue of the plan.</param>
/// <param name="LineOfBusiness">Plans it is for, in the words of the plan files.</param>
/// <param name="EffectiveThrough">Last day, inclusive; null while in force.</param>
internal sealed record StateLawRow(
    string State, string LineOfBusiness, bool LicenceInState, bool SameOrSimilarSpecialty, DateOnly EffectiveFrom, DateOnly? EffectiveThrough,
    string Citation);

/// <summary>The laws about reviewers. A plan may ask for more, never for less.</summary>
internal sealed record StateLaws(IReadOnlyList<StateLawRow> Rows)
{
    /// <summary>In which time a talk that was asked for has to be held.</summary>
    public IReadOnlyList<TalkTimeRow> Talks { get; init; } = [];

    /// <summary>The time the law of the plan's state sets for a talk on the day; of several rows the shortest. Null where it sets none.</summary>
    public TalkTime? TalkTimeFor(string planState, string lineOfBusiness, DateOnly day, string timeZone) => Talks
        .Where(r => r.State == planState && Reaches(r.LineOfBusiness, lineOfBusiness)
            && r.EffectiveFrom <= day && (r.EffectiveThrough is not { } last || day <= last))
        .OrderBy(r => r.WithinBusinessDays).Select(r => new TalkTime(r.WithinBusinessDays, timeZone, r.Citation)).FirstOrDefault();

    /// <summary>What the law of the plan's state asks on the day; null where it asks nothing beyond a valid licence.</summary>
    public StateLaw? For(string planState, string lineOfBusiness, DateOnly day)
    {
        var rows = Rows.Where(r => r.State == planState && Reaches(r.LineOfBusiness, lineOfBusiness)
            && r.EffectiveFrom <= day && (r.EffectiveThrough is not { } last || day <= last)).ToList();
        return rows.Count == 0 ? null : new(
            rows.Exists(r => r.LicenceInState) ? planState : "", rows.Exists(r => r.SameOrSimilarSpecialty),
            string.Join("; ", rows.Select(r => r.Citation)));
    }

    /// <summary>A qualified health plan is insured in its state: what the state says of insured plans holds for it too (regulation §1).</summary>
    private static bool Reaches(string row, string plan) => row == plan || (row == "commercial_insured" && plan == "qualified_health_plan");
}
