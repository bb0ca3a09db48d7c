using UtilizationReview.Contracts.Yaml;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Reads the dated rules of a directory; strict, every mistake told with file and line. Clocks and floors here, the rest in
/// RegimeFiles.Rights.cs and RegimeFiles.Approvals.cs.</summary>
internal static partial class RegimeFiles
{
    private static readonly string[] Names =
        ["regimes.yaml", "validity-floors.yaml", "duties.yaml", "rights.yaml", "notices.yaml", "approvals.yaml", "gold-cards.yaml"];

    /// <summary>The rules of a directory that holds every file.</summary>
    /// <exception cref="RegimeFileException">A file cannot be used; every problem is listed with file, line and reason.</exception>
    public static Rules Load(string directory)
    {
        var problems = new List<string>();
        var files = Names.Select(name => Read(Path.Combine(directory, name), problems)).OfType<StrictMap>().ToList();
        if (files is not [var clocks, var floors, var duties, var rights, var notices, var approvals, var goldCards])
            throw new RegimeFileException(problems);
        var rules = new Rules(
            [.. clocks.Maps("regimes").Select(ReadRegime)],
            [.. floors.Maps("floors").Select(ReadFloor)], [.. rights.Maps("appeals").Select(ReadAppeal)],
            floors.Words("chronic_diagnoses", required: true), BusinessCalendar.UsFederal)
        {
            Duties = [.. duties.Maps("duties").Select(ReadDuty)],
            Accreditation = [.. duties.Maps("accreditation").Select(ReadAccreditation)],
            Notices = [.. Enum.GetValues<NoticeKind>().SelectMany(kind => ReadNotices(notices, kind))],
            VagueReasons = notices.Words("no_specific_reason", required: true),
            Revocations = [.. approvals.Maps("revocations").Select(ReadRevocation)],
            CriteriaPins = [.. approvals.Maps("criteria_pins").Select(ReadCriteriaPin)],
            Continuity = [.. approvals.Maps("continuity").Select(ReadContinuity)],
            GoldCards = [.. goldCards.Maps("gold_cards").Select(ReadGoldCard)],
        };
        files.ForEach(file => file.ReportUnread());
        if (problems.Count == 0) CheckWhole(rules, clocks);
        if (problems.Count == 0) CheckApprovals(rules, approvals);
        return problems.Count == 0 ? rules : throw new RegimeFileException(problems);
    }

    private static StrictMap? Read(string path, List<string> problems)
    {
        if (File.Exists(path)) return StrictMap.Read(path, problems);
        problems.Add($"{path}: the file does not exist; the dated rules stand in {string.Join(", ", Names)}.");
        return null;
    }

    private static Regime ReadRegime(StrictMap map)
    {
        var incomplete = map.Map("incomplete");
        var source = map.Source();
        var regime = new Regime(
            map.Text("id"), map.Word<LineOfBusiness>("line_of_business"), map.State(), map.Word<Urgency>("urgency"), source.EffectiveFrom,
            map.Period(), map.Word<ClockStart>("start"), map.Word<LateEffect>("late"), map.Text("late_rule"), source.Citation,
            [.. map.Maps("extensions").Select(e => new Extension(
                e.OneOf("ground", null, ["member-asked", "non-contract-information", "extraordinary", "missing-information", "beyond-control"]),
                e.Period(), e.Number("toll_days", 0, 1, 365)))])
        {
            EffectiveThrough = source.EffectiveThrough,
            Incomplete = incomplete.Exists
                ? new(incomplete.Number("ask_within_hours", 24, 1, 240),
                    incomplete.Number("given_hours", 48, 1, 240), incomplete.Number("decide_within_hours", 48, 1, 240))
                : null,
            HoldsABusinessDay = map.Truth("holds_a_business_day", false),
            AnswerDays = map.Number("answer_days", 45, 1, 365),
            StaffedFrom = map.Time("staffed_from", "06:00"),
            StaffedTo = map.Time("staffed_to", "18:00"),
            VerifiedOn = source.VerifiedOn,
            Case = map.OptionalWord<CaseKind>("case") ?? CaseKind.PreService,
            Filed = map.OptionalWord<Filing>("filed"),
            Option = map.Has("option") ? map.Text("option") : map.Text("option", "") is { Length: > 0 } option ? option : null,
            CapDays = map.Number("cap_days", 0, 1, 365),
            Confidence = source.Confidence,
            Note = source.Note,
        };
        if (regime.StaffedTo <= regime.StaffedFrom) map.Problem("staffed_to", "is not after staffed_from");
        return regime;
    }

    private static ValidityFloor ReadFloor(StrictMap map)
    {
        var source = map.Source();
        var floor = new ValidityFloor(
            map.State(), map.Word<LineOfBusiness>("line_of_business"), map.OptionalWord<Domain.Program>("service_class"),
            map.Truth("chronic_only", false), source.EffectiveFrom, source.EffectiveThrough,
            map.Number("value", 0, 0, 3650), map.Word<FloorUnit>("unit"), source.Citation, source.VerifiedOn)
        {
            Confidence = source.Confidence,
            Note = source.Note,
        };
        if (floor.Unit == FloorUnit.NoExpiry != (floor.Value == 0))
            map.Problem("value", "must be 0 with the unit no_expiry and at least 1 with every other");
        return floor;
    }

    /// <summary>Every order must find a clock: each line of business has, per urgency, an open row for every state.</summary>
    private static void CheckWhole(Rules rules, StrictMap clocks)
    {
        foreach (var lineOfBusiness in Enum.GetValues<LineOfBusiness>())
        {
            foreach (var urgency in Enum.GetValues<Urgency>())
            {
                if (!rules.Regimes.Any(r => r.LineOfBusiness == lineOfBusiness && r.Urgency == urgency && r.State == "*"
                    && r is { EffectiveThrough: null, Case: CaseKind.PreService, Filed: null, Option: null }))
                    clocks.Problem("regimes", $"has no open row with state \"*\" for {RegimeWords.Snake(lineOfBusiness.ToString())}, "
                        + $"{RegimeWords.Snake(urgency.ToString())}; every order needs a clock");
            }
        }
        foreach (var twice in rules.Regimes.GroupBy(r => (r.Id, r.EffectiveFrom)).Where(g => g.Count() > 1))
            clocks.Problem("regimes", $"names {twice.Key.Id} from {twice.Key.EffectiveFrom:yyyy-MM-dd} twice");
    }
}

/// <summary>The dated rules cannot be used; the message lists every problem with file, line and reason.</summary>
internal sealed class RegimeFileException(IReadOnlyList<string> problems)
    : Exception("The files of the dated rules cannot be used:" + Environment.NewLine + string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence each: <c>file:line: what is wrong</c>.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
