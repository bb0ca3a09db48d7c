using System.Text.RegularExpressions;
using UtilizationReview.Contracts.Yaml;

namespace UtilizationReview.Contracts.Plans;

/// <summary>
/// Reads plan files (<c>*.yaml</c>, one plan each, keys in snake_case). Strict: an unknown key or a value that is not allowed is a problem.
/// </summary>
public static partial class PlanFiles
{
    private const string Medicare = "medicare";

    private static readonly string[] LinesOfBusiness =
    [
        "commercial_insured", "commercial_self_funded", "medicare_advantage", "medicaid_managed", "qualified_health_plan",
        "medicaid_fee_for_service",
    ];
    private static readonly string[] KnownPrograms = ["spine", "joint", "pain"];
    private static readonly string[] KnownModules = ["pump", "sedation"];

    /// <summary>Every version of every plan of a directory.</summary>
    /// <param name="directory">Directory that holds the plan files.</param>
    /// <exception cref="PlanFileException">One or more files cannot be used; every problem is listed with file, line and reason.</exception>
    public static IReadOnlyList<PlanFile> Load(string directory)
    {
        var (plans, problems) = Read(new PlanFolder(directory).Texts());
        if (plans.Count == 0 && problems.Count == 0)
            problems = [$"{directory}: no plan file (*.yaml) found; at least one is needed."];
        return problems.Count == 0 ? plans : throw new PlanFileException(problems);
    }

    /// <summary>Every version of every plan of a set of texts that stand or fall together.</summary>
    /// <param name="texts">The files, in the order in which mistakes are told.</param>
    /// <returns>The plans that could be read, and a sentence "file:line: what is wrong" per mistake; with any mistake none may be used.</returns>
    public static (IReadOnlyList<PlanFile> Plans, IReadOnlyList<string> Problems) Read(IEnumerable<PlanText> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var plans = new List<PlanFile>();
        var problems = new List<string>();
        foreach (var text in texts)
        {
            if (Read(text, problems) is not { } plan)
                continue;
            if (plans.Find(other => other.PlanId == plan.PlanId && other.Version == plan.Version) is { } same)
                problems.Add(plan.Source.Problem("plan_id", $"'{plan.PlanId}' version '{plan.Version}' is already in {same.Source.File}; "
                    + "every version of a plan has a version and an effective_from of its own"));
            else if (plans.Find(other => other.PlanId == plan.PlanId && other.EffectiveFrom == plan.EffectiveFrom) is { } twin)
                problems.Add(plan.Source.Problem("effective_from", $"{plan.EffectiveFrom:yyyy-MM-dd} is already the first day of version "
                    + $"'{twin.Version}' in {twin.Source.File}; one day selects one version"));
            plans.Add(plan);
        }

        return (plans, problems);
    }

    private static PlanFile? Read(PlanText text, List<string> problems)
    {
        var before = problems.Count;
        using var lines = new StringReader(text.Text);
        if (StrictMap.Read(text.File, lines, problems) is not { } plan)
            return null;

        var validity = plan.Map("validity");
        var reconsideration = plan.Map("reconsideration");
        var talk = plan.Map("peer_to_peer");
        var site = plan.Map("site_of_care");
        var file = new PlanFile
        {
            PlanId = plan.Text("plan_id", null,
                id => KebabCase().IsMatch(id) && id.Length <= 64 ? null
                    : "is not kebab-case (at most 64 lower-case letters, digits and single hyphens)"),
            Version = plan.Text("version", PlanFile.FirstVersion,
                version => VersionForm().IsMatch(version) ? null
                    : "is not 1 to 32 letters, digits, dots, underscores and hyphens, a letter or digit first"),
            EffectiveFrom = plan.Date("effective_from") ?? DateOnly.MinValue,
            Name = plan.Text("name", null, null),
            LineOfBusiness = plan.OneOf("line_of_business", null, LinesOfBusiness),
            EmployerGroup = plan.Truth("employer_group", false),
            State = plan.Text("state", null,
                s => s.Length == 2 && s.All(char.IsAsciiLetterUpper) ? null : "is not a two-letter state code such as WI"),
            TimeZone = plan.Text("time_zone", null, z => TimeZoneInfo.TryFindSystemTimeZoneById(z, out _) && z.Contains('/', StringComparison.Ordinal)
                ? null : "is not a known IANA time zone such as America/Chicago"),
            Programs = plan.Words("programs", required: true, KnownPrograms),
            Funding = plan.OneOf("funding", FundingOf(plan), [PlanFile.Insured, PlanFile.SelfFunded]),
            Modules = plan.Words("modules", required: false, KnownModules),
            CodesNotReviewed = plan.Words("codes_not_reviewed", required: false, null, CodeProblem),
            CodesAdded = plan.Words("codes_added", required: false, null, CodeProblem),
            CriteriaVersions = plan.Pairs("criteria_versions"),
            MedicalPolicies = plan.Pairs("medical_policies"),
            MedicareFirst = plan.OneOf("coverage_first", MedicareOf(plan), [Medicare]) == Medicare,
            NicotineGateHard = plan.OneOf("nicotine_gate", "advisory", ["advisory", "hard"]) == "hard",
            GoldCards = [.. plan.Maps("gold_cards").Select(Card)],
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
            Correspondence = PlanCorrespondence.Read(plan.Map("correspondence")),
        };
        plan.ReportUnread();
        if (problems.Count == before)
            PlanRules.Check(plan, file);
        return problems.Count == before ? file with { Source = new PlanSource(text, plan.Lines()) } : null;
    }

    private static PlanGoldCard Card(StrictMap card)
    {
        if (card.Has("codes") == card.Has("program"))
            card.Problem("codes", "and program: a gold card names one of them, the codes or the program it is for");
        if (!card.Has("from"))
            card.Problem("from", "is missing; write the first day it holds for (yyyy-MM-dd)");
        return new PlanGoldCard
        {
            Practice = card.Text("practice", null, id => KebabCase().IsMatch(id) ? null : "is not the kebab-case id of a practice"),
            Codes = card.Words("codes", required: false, null, CodeProblem),
            Program = card.OneOf("program", "", KnownPrograms),
            From = card.Date("from") ?? DateOnly.MinValue,
            Through = card.Date("through"),
        };
    }

    /// <summary>The employer bears the cost of a self-funded plan, an insurer that of every other.</summary>
    private static string FundingOf(StrictMap plan) =>
        plan.Is("line_of_business", "commercial_self_funded") ? PlanFile.SelfFunded : PlanFile.Insured;

    private static string MedicareOf(StrictMap plan) => plan.Is("line_of_business", "medicare_advantage") ? Medicare : "none";

    private static string? CodeProblem(string code) => CodeForm().IsMatch(code) ? null : "is not a procedure code of five digits and capital letters";

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KebabCase();

    /// <summary>Part of a file's name.</summary>
    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionForm();

    [GeneratedRegex("^[0-9A-Z]{5}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeForm();
}

/// <summary>Plan files cannot be used; the message lists every problem with file, line and reason.</summary>
/// <param name="problems">One sentence each.</param>
public sealed class PlanFileException(IReadOnlyList<string> problems)
    : Exception("The plan files cannot be used:" + Environment.NewLine + string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence each: <c>file:line: what is wrong</c>.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
