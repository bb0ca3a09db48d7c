using System.Text.RegularExpressions;
using UtilizationReview.Contracts.Yaml;

namespace UtilizationReview.Contracts.Plans;

/// <summary>
/// Reads plan files (<c>*.yaml</c>, one plan each, keys in snake_case). Strict: an unknown key or a value that is not allowed is a problem.
/// </summary>
public static partial class PlanFiles
{
    private static readonly string[] LinesOfBusiness = ["commercial_insured", "commercial_self_funded", "medicare_advantage", "medicaid_managed"];
    private static readonly string[] KnownPrograms = ["spine", "joint", "pain"];

    /// <summary>All plans of a directory, by id.</summary>
    /// <param name="directory">Directory that holds the plan files.</param>
    /// <exception cref="PlanFileException">One or more files cannot be used; every problem is listed with file, line and reason.</exception>
    public static IReadOnlyList<PlanFile> Load(string directory)
    {
        var problems = new List<string>();
        if (!Directory.Exists(directory))
            throw new PlanFileException([$"{directory}: the directory of plan files does not exist; set Plans:Directory to one that does."]);

        var plans = new List<PlanFile>();
        var homes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(directory, "*.yaml").Order(StringComparer.Ordinal))
        {
            if (Read(path, problems) is not { } plan)
                continue;
            var name = Path.GetFileName(path);
            if (homes.TryGetValue(plan.PlanId, out var other))
                problems.Add($"{name}: plan_id '{plan.PlanId}' is already used by {other}; every plan needs its own.");
            else
                homes.Add(plan.PlanId, name);
            plans.Add(plan);
        }

        if (plans.Count == 0 && problems.Count == 0)
            problems.Add($"{directory}: no plan file (*.yaml) found; at least one is needed.");
        return problems.Count == 0 ? plans : throw new PlanFileException(problems);
    }

    private static PlanFile? Read(string path, List<string> problems)
    {
        var before = problems.Count;
        if (StrictMap.Read(path, problems) is not { } plan)
            return null;

        var validity = plan.Map("validity");
        var reconsideration = plan.Map("reconsideration");
        var talk = plan.Map("peer_to_peer");
        var site = plan.Map("site_of_care");
        var file = new PlanFile
        {
            PlanId = plan.Text("plan_id", null,
                id => KebabCase().IsMatch(id) ? null : "is not kebab-case (lower-case letters, digits and single hyphens)"),
            Name = plan.Text("name", null, null),
            LineOfBusiness = plan.OneOf("line_of_business", null, LinesOfBusiness),
            State = plan.Text("state", null,
                s => s.Length == 2 && s.All(char.IsAsciiLetterUpper) ? null : "is not a two-letter state code such as WI"),
            TimeZone = plan.Text("time_zone", null, z => TimeZoneInfo.TryFindSystemTimeZoneById(z, out _) && z.Contains('/', StringComparison.Ordinal)
                ? null : "is not a known IANA time zone such as America/Chicago"),
            Programs = plan.Words("programs", required: true, KnownPrograms),
            CodesNotReviewed = plan.Words("codes_not_reviewed", required: false, null),
            AdoptsAnalogCriteria = plan.Truth("adopts_analog_criteria", false),
            Validity = new PlanValidity
            {
                DecisionDayIsDayOne = validity.Truth("decision_day_is_day_one", false),
                WarningDays = validity.Number("warning_days", 7, 0, 30),
            },
            Reconsideration = new PlanReconsideration
            {
                Days = reconsideration.Number("days", 10, 10, 365),
                Counting = reconsideration.OneOf("counting", "calendar", ["calendar", "business"]),
            },
            PeerToPeer = new PlanPeerToPeer
            {
                AttemptsBeforeDecision = talk.Number("attempts_before_decision", 3, 1, 10),
                DaysAfterDetermination = talk.Number("days_after_determination", 14, 0, 90),
                LicenceInMemberState = talk.Truth("licence_in_member_state", false),
            },
            SiteOfCare = new PlanSiteOfCare
            {
                Reviewed = site.Truth("reviewed", true),
                ObjectiveReasonsSettle = site.Truth("objective_reasons_settle", false),
                ReachMiles = site.Number("reach_miles", 30, 1, 200),
                PrivilegesGraceThrough = site.Date("privileges_grace_through"),
                Networks = site.Words("networks", required: false, null),
                PreferredFacilities = site.Words("preferred_facilities", required: false, null),
            },
            SpineCenter = plan.Text("spine_center", "", id => KebabCase().IsMatch(id) ? null : "is not the kebab-case id of a program"),
        };
        plan.ReportUnread();
        return problems.Count == before ? file : null;
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KebabCase();
}

/// <summary>Plan files cannot be used; the message lists every problem with file, line and reason.</summary>
/// <param name="problems">One sentence each.</param>
public sealed class PlanFileException(IReadOnlyList<string> problems)
    : Exception("The plan files cannot be used:" + Environment.NewLine + string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence each: <c>file:line: what is wrong</c>.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
