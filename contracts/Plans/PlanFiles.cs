using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UtilizationReview.Contracts.Plans;

/// <summary>Reads plan files (<c>*.yaml</c>, one plan each, keys in snake_case). Strict: an unknown key or a value that is not allowed is a problem.</summary>
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
        var name = Path.GetFileName(path);
        YamlMappingNode root;
        try
        {
            using var text = new StreamReader(path);
            var stream = new YamlStream();
            stream.Load(text);
            if (stream.Documents is not [{ RootNode: YamlMappingNode map }])
            {
                problems.Add($"{name}:1: a plan file is one mapping of keys to values.");
                return null;
            }

            root = map;
        }
        catch (YamlException e)
        {
            problems.Add($"{name}:{e.Start.Line}: this is not well-formed YAML: {e.Message}");
            return null;
        }

        var before = problems.Count;
        var plan = new PlanMap(name, "", root, problems);
        var validity = plan.Map("validity");
        var reconsideration = plan.Map("reconsideration");
        var talk = plan.Map("peer_to_peer");
        var site = plan.Map("site_of_care");
        var file = new PlanFile
        {
            PlanId = plan.Text("plan_id", null, id => KebabCase().IsMatch(id) ? null : "is not kebab-case (lower-case letters, digits and single hyphens)"),
            Name = plan.Text("name", null, null),
            LineOfBusiness = plan.OneOf("line_of_business", null, LinesOfBusiness),
            State = plan.Text("state", null, s => s.Length == 2 && s.All(char.IsAsciiLetterUpper) ? null : "is not a two-letter state code such as WI"),
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
        };
        foreach (var map in (PlanMap[])[plan, validity, reconsideration, talk, site])
            map.ReportUnread();
        return problems.Count == before ? file : null;
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KebabCase();

    /// <summary>One mapping of a plan file; what nobody reads is an unknown key.</summary>
    private sealed class PlanMap(string file, string path, YamlMappingNode? node, List<string> problems)
    {
        private readonly HashSet<string> _read = new(StringComparer.Ordinal);

        public PlanMap Map(string key) => Find(key) switch
        {
            null => new PlanMap(file, $"{path}{key}.", null, problems),
            YamlMappingNode map => new PlanMap(file, $"{path}{key}.", map, problems),
            var other => new PlanMap(file, $"{path}{key}.", null, Problem(other, key, "is not a mapping of keys to values")),
        };

        public string Text(string key, string? fallback, Func<string, string?>? check)
        {
            var found = Find(key);
            if (found is null)
                return fallback ?? Missing(key);
            if (found is not YamlScalarNode { Value: { Length: > 0 } text })
                return Wrong(found, key, "is not a text");
            return check?.Invoke(text) is { } problem ? Wrong(found, key, $"'{text}' {problem}") : text;
        }

        public string OneOf(string key, string? fallback, string[] allowed) =>
            Text(key, fallback, text => allowed.Contains(text, StringComparer.Ordinal) ? null : $"is not one of {string.Join(", ", allowed)}");

        public bool Truth(string key, bool fallback) => Find(key) switch
        {
            null => fallback,
            YamlScalarNode { Value: "true" } => true,
            YamlScalarNode { Value: "false" } => false,
            var other => Wrong(other, key, "is neither true nor false").Length > 0,
        };

        public int Number(string key, int fallback, int lowest, int highest)
        {
            var found = Find(key);
            if (found is null)
                return fallback;
            if (found is YamlScalarNode { Value: { } text } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= lowest && number <= highest)
                return number;
            Problem(found, key, $"is not a whole number from {lowest} to {highest}");
            return fallback;
        }

        public DateOnly? Date(string key)
        {
            var found = Find(key);
            if (found is null)
                return null;
            if (found is YamlScalarNode { Value: { } text }
                && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                return date;
            Problem(found, key, "is not a date (yyyy-MM-dd)");
            return null;
        }

        public List<string> Words(string key, bool required, string[]? allowed)
        {
            var found = Find(key);
            if (found is null)
            {
                if (required)
                    Missing(key);
                return [];
            }

            if (found is not YamlSequenceNode list)
            {
                Problem(found, key, "is not a list");
                return [];
            }

            var words = new List<string>();
            foreach (var item in list.Children)
            {
                if (item is not YamlScalarNode { Value: { Length: > 0 } word })
                    Problem(item, key, "holds something that is not a word");
                else if (allowed is not null && !allowed.Contains(word, StringComparer.Ordinal))
                    Problem(item, key, $"'{word}' is not one of {string.Join(", ", allowed)}");
                else if (words.Contains(word, StringComparer.Ordinal))
                    Problem(item, key, $"names '{word}' twice");
                else
                    words.Add(word);
            }

            return words;
        }

        public void ReportUnread()
        {
            foreach (var key in node?.Children.Keys ?? [])
            {
                if (key is not YamlScalarNode { Value: { } name })
                    problems.Add($"{file}:{key.Start.Line}: a key is not a word.");
                else if (!_read.Contains(name))
                    problems.Add($"{file}:{key.Start.Line}: {path}{name} is not a key of a plan file; here are allowed: {string.Join(", ", _read)}.");
            }
        }

        private YamlNode? Find(string key)
        {
            _read.Add(key);
            return node is not null && node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
        }

        private string Missing(string key)
        {
            problems.Add($"{file}:{node?.Start.Line ?? 1}: {path}{key} is missing.");
            return "?";
        }

        private string Wrong(YamlNode at, string key, string reason)
        {
            Problem(at, key, reason);
            return "?";
        }

        private List<string> Problem(YamlNode at, string key, string reason)
        {
            problems.Add($"{file}:{at.Start.Line}: {path}{key} {reason}.");
            return problems;
        }
    }
}

/// <summary>Plan files cannot be used; the message lists every problem with file, line and reason.</summary>
/// <param name="problems">One sentence each.</param>
public sealed class PlanFileException(IReadOnlyList<string> problems)
    : Exception("The plan files cannot be used:" + Environment.NewLine + string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence each: <c>file:line: what is wrong</c>.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
