using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.NurseReview.Domain;

/// <summary>What a nurse may work on, as a supervisor saved it.</summary>
/// <param name="PersonId">Stable id of the nurse.</param>
/// <param name="Name">Name for people.</param>
/// <param name="PlanIds">Plans she works for.</param>
/// <param name="Programs">Programs she reviews: spine, joint, pain.</param>
/// <param name="States">Two-letter states she is licensed in; empty: licence binds nothing.</param>
/// <param name="Skills">What she knows beside the ordinary: see <see cref="Pools.Skills"/>.</param>
internal sealed record NurseProfile(
    string PersonId, string Name, IReadOnlyList<string> PlanIds, IReadOnlyList<string> Programs, IReadOnlyList<string> States,
    IReadOnlyList<string> Skills);

/// <summary>Creates or replaces a profile.</summary>
internal sealed record SaveNurse(NurseProfile Nurse);

/// <summary>A supervisor saved a profile. Storage format.</summary>
internal sealed record NurseSaved(NurseProfile Nurse);

/// <summary>Which cases a nurse may take: programs, licence and skill, all of what the case needs.</summary>
internal static class Pools
{
    public const string Pediatric = "pediatric";
    public const string Deformity = "deformity";
    public const string Pain = "pain";

    private const int NameLimit = 200;
    private const int IdLimit = 64;

    private static readonly string[] Programs = ["spine", "joint", Pain];

    /// <summary>Fusion for deformity, kyphectomy, and instrumentation of seven segments or more.</summary>
    private static readonly HashSet<string> DeformityCodes = new(StringComparer.Ordinal)
    {
        "22800", "22802", "22804", "22808", "22810", "22812", "22818", "22819", "22843", "22844", "22847",
    };

    /// <summary>Every skill there is; the place is the bit of the searched column.</summary>
    public static IReadOnlyList<string> Skills { get; } = [Pediatric, Deformity, Pain];

    /// <summary>What a case needs its nurse to know.</summary>
    /// <param name="programs">Programs of the waiting lines.</param>
    /// <param name="codes">Codes of the waiting lines; may be unknown and empty.</param>
    /// <param name="minor">The member is under 18.</param>
    public static IReadOnlyList<string> SkillsFor(IEnumerable<string> programs, IEnumerable<string> codes, bool minor) =>
        [.. Skills.Where(skill => skill switch
        {
            Pediatric => minor,
            Deformity => codes.Any(DeformityCodes.Contains),
            _ => programs.Contains(Pain),
        })];

    /// <summary>Why the case is not in the nurse's pool; null when it is, and for a nurse nobody saved a profile of.</summary>
    /// <param name="nurse">The profile, or null.</param>
    /// <param name="referral">The case.</param>
    /// <param name="toHer">True: the sentence is for the nurse herself; else for a supervisor.</param>
    public static Refusal? Outside(NurseProfile? nurse, Referral referral, bool toHer)
    {
        if (nurse is null) return null;
        List<string> lacking = [];
        if (!nurse.PlanIds.Contains(referral.PlanId)) lacking.Add($"work for the plan {referral.PlanId}");
        if (referral.Programs.Except(nurse.Programs).ToList() is { Count: > 0 } programs)
            lacking.Add($"the program {string.Join(", ", programs)}");
        if (nurse.States.Count > 0 && !nurse.States.Contains(referral.MemberState)) lacking.Add($"a licence in {referral.MemberState}");
        if (referral.Skills.Except(nurse.Skills).ToList() is { Count: > 0 } skills) lacking.Add($"the skill {string.Join(", ", skills)}");
        if (lacking.Count == 0) return null;
        return new("outside-pool", toHer
            ? $"This order needs {string.Join(" and ", lacking)}, which your profile does not have. Take the next one, or ask your supervisor."
            : $"This order needs {string.Join(" and ", lacking)}, which {nurse.Name}'s profile does not have. Choose another nurse.");
    }

    /// <summary>Checks a profile as sent.</summary>
    public static Answer<NurseSaved> Decide(NurseProfile? _, SaveNurse save, DateTimeOffset __)
    {
        var problems = Problems(save.Nurse).ToList();
        return problems.Count == 0
            ? new[] { new NurseSaved(save.Nurse) }
            : new Answer<NurseSaved>.Rejected(new("nurse-not-valid",
                $"The nurse cannot be saved: {string.Join("; ", problems.Select(p => $"{p.Field} {p.Problem}"))}.")
            {
                Kind = RefusalKind.BadInput, Fields = problems,
            });
    }

    /// <summary>The latest save is what counts.</summary>
    public static NurseProfile Evolve(NurseProfile? _, NurseSaved saved) => saved.Nurse;

    private static IEnumerable<FieldProblem> Problems(NurseProfile nurse)
    {
        if (nurse.PersonId.Length is 0 or > IdLimit) yield return new("nurse.person_id", $"must have 1 to {IdLimit} characters");
        if (nurse.Name.Trim().Length is 0 or > NameLimit) yield return new("nurse.name", $"must have 1 to {NameLimit} characters");
        if (nurse.PlanIds.Count == 0) yield return new("nurse.plan_ids", "must name at least one plan");
        if (nurse.Programs.Count == 0 || nurse.Programs.Except(Programs).Any())
            yield return new("nurse.programs", "must name one or more of SPINE, JOINT, PAIN");
        foreach (var (state, i) in nurse.States.Select((state, i) => (state, i)))
        {
            if (state.Length != 2 || !state.All(char.IsAsciiLetterUpper))
                yield return new($"nurse.states[{i}]", $"'{state}' is not a two-letter state such as WI");
        }
        foreach (var (skill, i) in nurse.Skills.Select((skill, i) => (skill, i)))
        {
            if (!Skills.Contains(skill)) yield return new($"nurse.skills[{i}]", $"'{skill}' is not one of {string.Join(", ", Skills)}");
        }
    }
}
