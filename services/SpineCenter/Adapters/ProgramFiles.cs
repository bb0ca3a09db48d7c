using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.Yaml;
using UtilizationReview.SpineCenter.Domain;

namespace UtilizationReview.SpineCenter.Adapters;

/// <summary>The programs of this process, by id.</summary>
internal sealed record Programs(IReadOnlyDictionary<string, SpineProgram> ById)
{
    /// <summary>Programs that plans name and that are not here, a sentence with file and line each.</summary>
    public IReadOnlyList<string> Problems(IReadOnlyList<PlanFile> plans) =>
        [.. plans.Where(plan => plan.SpineCenter.Length > 0 && !ById.ContainsKey(plan.SpineCenter)).Select(Unknown)];

    private string Unknown(PlanFile plan) => plan.Source.Problem("spine_center",
        $"'{plan.SpineCenter}' is not a spine center program that is here; there are {string.Join(", ", ById.Keys)}");
}

/// <summary>Reads programs (<c>*.yaml</c>); strict, every mistake told with file and line.</summary>
internal static class ProgramFiles
{
    private static readonly string[] Grades = ["program_page", "plan_notice", "secondary", "analog", "news", "general_unverified", "design"];

    /// <summary>All programs of a directory.</summary>
    /// <exception cref="ProgramFileException">A file cannot be used; every problem is listed with file, line and reason.</exception>
    public static Programs Load(string directory)
    {
        var problems = new List<string>();
        var files = Directory.Exists(directory) ? Directory.EnumerateFiles(directory, "*.yaml").Order(StringComparer.Ordinal).ToList() : [];
        if (files.Count == 0) problems.Add($"{directory}: no program file (*.yaml) found; set SpinePrograms:Directory to a directory that has one.");
        var maps = files.Select(file => StrictMap.Read(file, problems)).OfType<StrictMap>().ToList();
        var programs = new Dictionary<string, SpineProgram>(StringComparer.Ordinal);
        // Programs that stand alone first: variants take over what they do not say.
        foreach (var map in maps.Where(map => !map.Has("variant_of"))) Add(map, ReadProgram(map));
        foreach (var map in maps.Where(map => map.Has("variant_of")))
        {
            var of = map.OneOf("variant_of", null, [.. programs.Keys]);
            if (programs.TryGetValue(of, out var whole)) Add(map, ReadVariant(map, whole));
        }
        return problems.Count == 0 ? new(programs) : throw new ProgramFileException(problems);

        void Add(StrictMap map, SpineProgram program)
        {
            Check(map, program);
            map.ReportUnread();
            if (!programs.TryAdd(program.ProgramId, program)) map.Problem("program_id", "is used twice; every program has its own");
        }
    }

    private static SpineProgram ReadProgram(StrictMap map)
    {
        var (access, counties) = (map.Map("access"), map.Map("counties"));
        var (suspendedFrom, suspendedThrough) = Suspension(map.Map("suspension"));
        var (edit, edits) = ClaimEdits(map.Map("claim_edit"));
        _ = counties.Text("source");
        return new()
        {
            ProgramId = map.Text("program_id"),
            Name = map.Text("name"),
            Starts = Required(map, "starts"),
            NotificationFrom = Required(map, "pn_effective_date"),
            BookedVisitsThrough = Required(map, "booked_visits_through"),
            Complaints = Words<Complaint>(map, "complaints", required: true),
            Products = Words<Product>(map, "products", required: true),
            EvaluationExemptProducts = Words<Product>(map, "evaluation_exempt_products", required: false),
            FullAge = Required(map, "full_age", 18, 1, 100),
            EvaluationValidMonths = Required(map, "evaluation_valid_months", 6, 1, 24),
            SuspendedFrom = suspendedFrom,
            SuspendedThrough = suspendedThrough,
            AccessDays = Required(access, "working_days", 2, 1, 60),
            ChronicAccessDays = Required(access, "chronic_working_days", 10, 1, 60),
            Counties = Counties(counties),
            CountiesAreSample = counties.Truth("sample", false),
            EmergentReasons = [.. map.Maps("emergent_reasons").Select(reason =>
                new EmergentReason(reason.Text("id"), reason.Text("text"), reason.OneOf("evidence", null, Grades), reason.Text("source")))],
            DefaultClaimEdit = edit,
            ClaimEdits = edits,
            Rules = Rules(map),
        };
    }

    private static SpineProgram ReadVariant(StrictMap map, SpineProgram whole)
    {
        var variant = whole with
        {
            ProgramId = map.Text("program_id"),
            Name = map.Text("name"),
            NotificationFrom = map.Date("pn_effective_date") ?? whole.NotificationFrom,
        };
        if (map.Has("suspension"))
        {
            var (from, through) = Suspension(map.Map("suspension"));
            variant = variant with { SuspendedFrom = from, SuspendedThrough = through };
        }
        if (!map.Has("claim_edit")) return variant;
        var (edit, edits) = ClaimEdits(map.Map("claim_edit"));
        return variant with { DefaultClaimEdit = edit, ClaimEdits = edits };
    }

    private static (DateOnly? From, DateOnly? Through) Suspension(StrictMap map)
    {
        if (!map.Exists) return (null, null);
        var (from, through) = (Required(map, "from"), map.Date("through"));
        if (through < from) map.Problem("through", "lies before from");
        return (from, through);
    }

    private static (ClaimEdit Default, Dictionary<string, ClaimEdit> Plans) ClaimEdits(StrictMap map)
    {
        var (edit, plans) = (Word<ClaimEdit>(map, "default"), map.Map("plans"));
        return (edit, plans.Keys.ToDictionary(plan => plan, plan => Word<ClaimEdit>(plans, plan), StringComparer.Ordinal));
    }

    private static HashSet<string> Counties(StrictMap counties)
    {
        var states = counties.Map("states");
        foreach (var state in states.Keys.Where(state => state.Length != 2 || !state.All(char.IsAsciiLetterUpper)))
            states.Problem(state, "is not a two-letter state code such as MN");
        var listed = states.Keys.SelectMany(state => states.Words(state).Select(name => new County(state, name).Key))
            .ToHashSet(StringComparer.Ordinal);
        if (listed.Count == 0) counties.Problem("states", "lists no county; a program names the counties its members live in");
        return listed;
    }

    private static Dictionary<string, ProgramRule> Rules(StrictMap map)
    {
        var rules = new Dictionary<string, ProgramRule>(StringComparer.Ordinal);
        foreach (var entry in map.Maps("rules"))
        {
            var rule = new ProgramRule(
                entry.OneOf("id", null, SpineProgram.RuleIds), entry.Text("text"), entry.OneOf("evidence", null, Grades), entry.Text("source"))
            {
                From = entry.Date("from"), Until = entry.Date("until"),
            };
            if (rule.Until < rule.From) entry.Problem("until", "lies before from");
            if (!rules.TryAdd(rule.Id, rule)) entry.Problem("id", $"{rule.Id} is used twice");
        }
        foreach (var id in SpineProgram.RuleIds.Where(id => !rules.ContainsKey(id)))
            map.Problem("rules", $"has no {id}; every answer cites its rules");
        return rules;
    }

    /// <summary>What only shows when the whole file is read.</summary>
    private static void Check(StrictMap map, SpineProgram program)
    {
        if (program.NotificationFrom > SpineProgram.LatestNotificationStart)
            map.Problem("pn_effective_date", $"is after {SpineProgram.LatestNotificationStart:yyyy-MM-dd}, when notification was in force (MSC-2)");
        if (program.NotificationFrom < program.Starts) map.Problem("pn_effective_date", "lies before starts");
        if (program.BookedVisitsThrough < program.Starts) map.Problem("booked_visits_through", "lies before starts");
        foreach (var product in program.EvaluationExemptProducts.Where(product => !program.Products.Contains(product)))
            map.Problem("evaluation_exempt_products", $"names {Snake(product.ToString())}, which products does not");
        foreach (var twice in program.EmergentReasons.GroupBy(reason => reason.Id, StringComparer.Ordinal).Where(group => group.Count() > 1))
            map.Problem("emergent_reasons", $"names {twice.Key} twice");
    }

    private static DateOnly Required(StrictMap map, string key)
    {
        if (!map.Has(key)) _ = map.Text(key);
        return map.Date(key) ?? DateOnly.MinValue;
    }

    private static int Required(StrictMap map, string key, int ordinary, int lowest, int highest)
    {
        if (!map.Has(key)) _ = map.Text(key);
        return map.Number(key, ordinary, lowest, highest);
    }

    private static T Word<T>(StrictMap map, string key) where T : struct, Enum => Value<T>(map.OneOf(key, null, Names<T>()));

    private static IReadOnlyList<T> Words<T>(StrictMap map, string key, bool required) where T : struct, Enum =>
        [.. map.Words(key, required, Names<T>()).Select(Value<T>)];

    private static string[] Names<T>() where T : struct, Enum => [.. Enum.GetNames<T>().Select(Snake)];

    private static T Value<T>(string word) where T : struct, Enum => Enum.GetValues<T>().FirstOrDefault(value => Snake(value.ToString()) == word);

    private static string Snake(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : char.ToLowerInvariant(c).ToString()));
}

/// <summary>The program files cannot be used; the message lists every problem with file, line and reason.</summary>
internal sealed class ProgramFileException(IReadOnlyList<string> problems)
    : Exception("The spine center programs cannot be used:" + Environment.NewLine + string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence each: <c>file:line: what is wrong</c>.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
