using System.Globalization;
using UtilizationReview.Contracts.Yaml;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Reads the dated rules of <c>regimes.yaml</c> and <c>validity-floors.yaml</c>; strict, every mistake told with file and line.</summary>
internal static class RegimeFiles
{
    /// <summary>The rules of a directory that holds both files.</summary>
    /// <exception cref="RegimeFileException">A file cannot be used; every problem is listed with file, line and reason.</exception>
    public static Rules Load(string directory)
    {
        var problems = new List<string>();
        var clocks = Read(Path.Combine(directory, "regimes.yaml"), problems);
        var floors = Read(Path.Combine(directory, "validity-floors.yaml"), problems);
        if (clocks is null || floors is null) throw new RegimeFileException(problems);
        var rules = new Rules(
            [.. clocks.Maps("regimes").Select(ReadRegime)],
            [.. floors.Maps("floors").Select(ReadFloor)], [.. clocks.Maps("appeals").Select(ReadAppeal)],
            floors.Words("chronic_diagnoses", required: true), BusinessCalendar.UsFederal);
        clocks.ReportUnread();
        floors.ReportUnread();
        if (problems.Count == 0) CheckWhole(rules, clocks);
        return problems.Count == 0 ? rules : throw new RegimeFileException(problems);
    }

    private static StrictMap? Read(string path, List<string> problems)
    {
        if (File.Exists(path)) return StrictMap.Read(path, problems);
        problems.Add($"{path}: the file does not exist; the clocks and floors of the law stand in regimes.yaml and validity-floors.yaml.");
        return null;
    }

    private static Regime ReadRegime(StrictMap map)
    {
        var incomplete = map.Map("incomplete");
        var regime = new Regime(
            map.Text("id"), Word<LineOfBusiness>(map, "line_of_business"), State(map), Word<Urgency>(map, "urgency"), Required(map, "effective_from"),
            new(Amount(map), Word<PeriodUnit>(map, "unit")), Word<ClockStart>(map, "start"),
            Word<LateEffect>(map, "late"), map.Text("late_rule"), map.Text("citation"),
            [.. map.Maps("extensions").Select(e => new Extension(
                e.OneOf("ground", null, ["member-asked", "non-contract-information", "extraordinary", "missing-information", "beyond-control"]),
                new(Amount(e), Word<PeriodUnit>(e, "unit")), e.Number("toll_days", 0, 1, 365)))])
        {
            EffectiveThrough = map.Date("effective_through"),
            Incomplete = incomplete.Exists
                ? new(incomplete.Number("ask_within_hours", 24, 1, 240),
                    incomplete.Number("given_hours", 48, 1, 240), incomplete.Number("decide_within_hours", 48, 1, 240))
                : null,
            HoldsABusinessDay = map.Truth("holds_a_business_day", false),
            AnswerDays = map.Number("answer_days", 45, 1, 365),
            StaffedFrom = Time(map, "staffed_from", "06:00"),
            StaffedTo = Time(map, "staffed_to", "18:00"),
            VerifiedOn = Required(map, "verified_on"),
        };
        if (regime.EffectiveThrough < regime.EffectiveFrom) map.Problem("effective_through", "lies before effective_from");
        if (regime.StaffedTo <= regime.StaffedFrom) map.Problem("staffed_to", "is not after staffed_from");
        return regime;
    }

    private static ValidityFloor ReadFloor(StrictMap map)
    {
        var floor = new ValidityFloor(
            State(map), Word<LineOfBusiness>(map, "line_of_business"), map.Has("service_class") ? Word<Domain.Program>(map, "service_class") : null,
            map.Truth("chronic_only", false), Required(map, "effective_from"), map.Date("effective_through"),
            map.Number("value", 0, 0, 3650), Word<FloorUnit>(map, "unit"),
            map.Text("citation"), Required(map, "verified_on"));
        if (!map.Has("service_class")) _ = map.Text("service_class", "all");
        if (floor.Unit == FloorUnit.NoExpiry != (floor.Value == 0))
            map.Problem("value", "must be 0 with the unit no_expiry and at least 1 with every other");
        if (floor.EffectiveThrough < floor.EffectiveFrom) map.Problem("effective_through", "lies before effective_from");
        return floor;
    }

    private static AppealRight ReadAppeal(StrictMap map) => new(
        Word<LineOfBusiness>(map, "line_of_business"), map.Text("name"), map.Number("days", 0, 1, 365),
        map.Number("months", 0, 1, 24), map.Text("sentence"), map.Text("citation"));

    /// <summary>Every order must find a clock: each line of business has, per urgency, an open row for every state.</summary>
    private static void CheckWhole(Rules rules, StrictMap clocks)
    {
        foreach (var lineOfBusiness in Enum.GetValues<LineOfBusiness>())
        {
            foreach (var urgency in Enum.GetValues<Urgency>())
            {
                if (!rules.Regimes.Any(r => r.LineOfBusiness == lineOfBusiness
                    && r.Urgency == urgency && r.State == "*" && r.EffectiveThrough is null))
                    clocks.Problem("regimes", $"has no open row with state \"*\" for {Snake(lineOfBusiness.ToString())}, "
                        + $"{Snake(urgency.ToString())}; every order needs a clock");
            }
        }
        foreach (var twice in rules.Regimes.GroupBy(r => (r.Id, r.EffectiveFrom)).Where(g => g.Count() > 1))
            clocks.Problem("regimes", $"names {twice.Key.Id} from {twice.Key.EffectiveFrom:yyyy-MM-dd} twice");
    }

    private static string State(StrictMap map) =>
        map.Text("state", null, s => s == "*"
            || (s.Length == 2 && s.All(char.IsAsciiLetterUpper)) ? null : "is neither a two-letter state nor \"*\"");

    private static int Amount(StrictMap map)
    {
        if (!map.Has("amount")) _ = map.Text("amount");
        return map.Number("amount", 1, 1, 1000);
    }

    private static DateOnly Required(StrictMap map, string key)
    {
        if (!map.Has(key)) _ = map.Text(key);
        return map.Date(key) ?? DateOnly.MinValue;
    }

    private static TimeOnly Time(StrictMap map, string key, string fallback)
    {
        var text = map.Text(key, fallback, t => TimeOnly.TryParseExact(t, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? null : "is not a time of day (HH:mm)");
        return TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : default;
    }

    private static T Word<T>(StrictMap map, string key) where T : struct, Enum
    {
        var word = map.OneOf(key, null, [.. Enum.GetNames<T>().Where(n => n != "None").Select(Snake)]);
        return Enum.GetValues<T>().FirstOrDefault(value => Snake(value.ToString()) == word);
    }

    private static string Snake(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : char.ToLowerInvariant(c).ToString()));
}

/// <summary>The dated rules cannot be used; the message lists every problem with file, line and reason.</summary>
internal sealed class RegimeFileException(IReadOnlyList<string> problems)
    : Exception("The files of clocks and floors cannot be used:" + Environment.NewLine + string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence each: <c>file:line: what is wrong</c>.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
