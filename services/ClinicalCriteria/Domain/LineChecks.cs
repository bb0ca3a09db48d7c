using System.Text.RegularExpressions;

namespace UtilizationReview.ClinicalCriteria.Domain;

internal enum RouteKind : byte
{
    Review,
    NotInProgram,
    Emergency,
    NotificationOnly,
}

/// <summary>Whether a line is reviewed at all, and by which rule.</summary>
internal sealed record LineRoute(OrderLine Line, Procedure Procedure, RouteKind Kind, int PrimaryLine, string Rule, string Sentence);

/// <summary>What is wrong with a line or a diagnosis.</summary>
/// <param name="Field">Path in the order: <c>lines[1].side</c>.</param>
/// <param name="Code">Stable kebab-case code.</param>
/// <param name="Sentence">What is wrong and what is allowed.</param>
internal sealed record LineProblem(string Field, string Code, string Sentence);

/// <summary>Checks the lines and the diagnoses of an order and routes what is sound.</summary>
internal static partial class LineChecks
{
    private static readonly string[] NotificationCodes = ["62320", "62322"];
    private static readonly string[] NotificationDiagnoses = ["G89.11", "G89.12", "G89.18"];

    /// <summary>First and last category of each ICD-10-CM chapter letter; the third character may be a letter (C7A, O9A).</summary>
    private static readonly Dictionary<char, string> LastCategory = new()
    {
        ['A'] = "A99", ['B'] = "B99", ['C'] = "C99", ['D'] = "D89", ['E'] = "E89",
        ['F'] = "F99", ['G'] = "G99", ['H'] = "H95", ['I'] = "I99", ['J'] = "J99",
        ['K'] = "K95", ['L'] = "L99", ['M'] = "M99", ['N'] = "N99", ['O'] = "O9A",
        ['P'] = "P96", ['Q'] = "Q99", ['R'] = "R99", ['S'] = "S99", ['T'] = "T88",
        ['U'] = "U85", ['V'] = "V99", ['W'] = "W99", ['X'] = "X99", ['Y'] = "Y99", ['Z'] = "Z99",
    };

    /// <summary>Routes of the lines whose codes are known, and everything that is wrong. With any problem the order is refused as a whole.</summary>
    public static (IReadOnlyList<LineRoute> Routes, IReadOnlyList<LineProblem> Problems) Check(CriteriaLibrary library, CriteriaOrder order)
    {
        var routes = new List<LineRoute>();
        var problems = new List<LineProblem>();
        for (var i = 0; i < order.Lines.Count; i++)
        {
            var line = order.Lines[i];
            var at = $"lines[{i}]";
            if (library.Catalogue.Find(line.Code) is not { } procedure)
            {
                problems.Add(new LineProblem($"{at}.code", "unknown-code",
                    $"'{line.Code}' is not a procedure code this catalogue knows; ListProcedures shows the codes that are."));
                continue;
            }

            CheckSide(line, procedure, at, problems);
            CheckLevels(line, procedure, at, problems);
            CheckBand(line, procedure, at, problems);
            CheckUnits(line, procedure, at, problems);
            CheckDuplicate(order, i, at, problems);
            routes.Add(Route(library, order, line, procedure, at, problems));
        }

        for (var i = 0; i < order.Diagnoses.Count; i++)
        {
            if (!IsDiagnosis(order.Diagnoses[i]))
            {
                problems.Add(new LineProblem($"diagnoses[{i}]", "unknown-diagnosis",
                    $"'{order.Diagnoses[i]}' is not an ICD-10-CM code; write a letter, two characters "
                        + "and, after a dot, up to four more, for example M51.16."));
            }
        }

        return (routes, problems);
    }

    /// <summary>Well-formed, and in a category its chapter has.</summary>
    public static bool IsDiagnosis(string code) => DiagnosisForm().IsMatch(code) && LastCategory.TryGetValue(code[0], out var last)
        && string.CompareOrdinal(code, 0, last, 0, 3) <= 0;

    private static void CheckSide(OrderLine line, Procedure procedure, string at, List<LineProblem> problems)
    {
        if (procedure.SideRequired && line.Side is Side.NotGiven or Side.NotApplicable)
        {
            problems.Add(new LineProblem($"{at}.side", "side-required",
                $"{line.Code} ({procedure.Description}) needs a side: left, right or both."));
        }
        else if (!procedure.SideRequired && line.Side is Side.Left or Side.Right or Side.Both)
        {
            problems.Add(new LineProblem($"{at}.side", "side-not-allowed",
                $"{line.Code} ({procedure.Description}) has no side; leave it out or say not applicable."));
        }
    }

    private static void CheckLevels(OrderLine line, Procedure procedure, string at, List<LineProblem> problems)
    {
        if (line.Levels.Count == 0 && procedure.LevelsRequired)
        {
            problems.Add(new LineProblem($"{at}.levels", "levels-required",
                $"{line.Code} ({procedure.Description}) needs the level, {Example(procedure.Levels)}."));
        }

        for (var j = 0; j < line.Levels.Count; j++)
        {
            var level = line.Levels[j];
            var path = $"{at}.levels[{j}]";
            if (procedure.Levels == LevelRule.None)
                problems.Add(new LineProblem(path, "unknown-level",
                    $"{line.Code} ({procedure.Description}) has no spinal level; leave '{level}' out."));
            else if (SpinalLevels.IndexOf(level) < 0)
                problems.Add(new LineProblem(path, "unknown-level", $"'{level}' is not a spinal level; write {Example(procedure.Levels)}."));
            else if (procedure.Levels != LevelRule.Either && SpinalLevels.IsInterspace(level) != (procedure.Levels == LevelRule.Interspace))
                problems.Add(new LineProblem(path, "unknown-level",
                    $"{line.Code} is counted per {procedure.Unit}; write {Example(procedure.Levels)} instead of '{level}'."));
            else if (!SpinalLevels.InRegion(level, procedure.Region))
                problems.Add(new LineProblem(path, "unknown-level", $"'{level}' is not in the {procedure.Region} region that {line.Code} is for."));
            else if (line.Levels.Take(j).Contains(level, StringComparer.Ordinal))
                problems.Add(new LineProblem(path, "unknown-level", $"'{level}' is named twice in this line."));
        }
    }

    /// <summary>A banded code names as many levels as its band has (clinical rules §4, counting rules).</summary>
    private static void CheckBand(OrderLine line, Procedure procedure, string at, List<LineProblem> problems)
    {
        if (procedure.Segments is not var (fewest, most) || line.Levels.Count == 0 || (line.Levels.Count >= fewest && line.Levels.Count <= most))
            return;
        problems.Add(new LineProblem($"{at}.levels", "levels-outside-band",
            $"{line.Code} ({procedure.Description}) is for {fewest} to {most} levels, and {line.Levels.Count} are named; "
                + "ask for the code of that band."));
    }

    private static void CheckUnits(OrderLine line, Procedure procedure, string at, List<LineProblem> problems)
    {
        if (line.Units < 1 || line.Units > procedure.MaxUnits)
        {
            problems.Add(new LineProblem($"{at}.units", "units-out-of-range", procedure.MaxUnits == 1
                ? $"{line.Code} is asked for in exactly 1 unit ({procedure.Unit}), not {line.Units}."
                : $"{line.Code} is asked for in 1 to {procedure.MaxUnits} units ({procedure.Unit}), not {line.Units}."));
        }
    }

    private static void CheckDuplicate(CriteriaOrder order, int i, string at, List<LineProblem> problems)
    {
        var line = order.Lines[i];
        for (var j = 0; j < i; j++)
        {
            var other = order.Lines[j];
            if (other.Number == line.Number)
            {
                problems.Add(new LineProblem($"{at}.number", "duplicate-line", $"Line number {line.Number} is used twice; every line has its own."));
            }
            else if (other.Code == line.Code && (other.Side == line.Side || Side.Both == other.Side || Side.Both == line.Side)
                && (line.Levels.Count == 0 || other.Levels.Count == 0 || line.Levels.Intersect(other.Levels, StringComparer.Ordinal).Any()))
            {
                problems.Add(new LineProblem(at, "duplicate-line",
                    $"Line {line.Number} repeats line {other.Number}: {line.Code} on the same side and level; ask for it once, with units."));
            }
        }
    }

    private static LineRoute Route(
        CriteriaLibrary library, CriteriaOrder order, OrderLine line, Procedure procedure, string at, List<LineProblem> problems)
    {
        var primary = 0;
        if (procedure.AddOn)
        {
            primary = order.Lines.FirstOrDefault(other => procedure.Primaries.Contains(other.Code, StringComparer.Ordinal)
                && library.Catalogue.Find(other.Code) is { AddOn: false })?.Number ?? 0;
            if (primary == 0)
            {
                problems.Add(new LineProblem($"{at}.code", "add-on-without-primary",
                    $"{line.Code} ({procedure.Description}) is an add-on; the order needs one "
                        + $"of {string.Join(", ", procedure.Primaries)} beside it."));
            }
        }

        var plan = order.Plan;
        var program = procedure.Program.ToString().ToLowerInvariant();
        if (!plan.Programs.Contains(program, StringComparer.Ordinal))
        {
            return new LineRoute(line, procedure, RouteKind.NotInProgram, primary, "PROGRAM",
                $"The plan has no {program} program, so {line.Code} needs no review.");
        }

        if (order.ServiceDate < procedure.ReviewedFrom)
        {
            return new LineRoute(line, procedure, RouteKind.NotInProgram, primary, "PROGRAM",
                $"{line.Code} is reviewed for dates of service from {procedure.ReviewedFrom:yyyy-MM-dd} on.");
        }

        if (procedure.Module.Length > 0 && !plan.Modules.Contains(procedure.Module, StringComparer.Ordinal))
        {
            return new LineRoute(line, procedure, RouteKind.NotInProgram, primary, "PROGRAM",
                $"The plan has not bought the {procedure.Module} module, so {line.Code} needs no review.");
        }

        if (plan.CodesNotReviewed.Contains(line.Code, StringComparer.Ordinal))
            return new LineRoute(line, procedure, RouteKind.NotInProgram, primary, "PROGRAM", $"The plan does not review {line.Code}.");
        if (order.PlaceOfService == 23 || order.EmergencyPresentation)
        {
            return new LineRoute(line, procedure, RouteKind.Emergency, primary, "EMERG-1",
                "An acute fracture, trauma or neurological emergency in the emergency room needs no prior review.");
        }

        if (NotificationCodes.Contains(line.Code, StringComparer.Ordinal)
            && order.Diagnoses.Any(dx => NotificationDiagnoses.Contains(dx, StringComparer.OrdinalIgnoreCase)))
        {
            return new LineRoute(line, procedure, RouteKind.NotificationOnly, primary, "NOTIF-1",
                $"{line.Code} for acute or post-procedural pain "
                    + $"({string.Join(", ", NotificationDiagnoses)}) is recorded as a notification and not reviewed.");
        }

        return new LineRoute(line, procedure, RouteKind.Review, primary, "PROGRAM",
            $"{line.Code} is in the plan's {program} program and is reviewed.");
    }

    private static string Example(LevelRule rule) => rule switch
    {
        LevelRule.Interspace => "an interspace such as L4-L5",
        LevelRule.Segment => "a segment such as L4",
        _ => "an interspace such as L4-L5 or a segment such as L5",
    };

    [GeneratedRegex(@"^[A-Za-z][0-9][0-9A-Za-z](\.[0-9A-Za-z]{1,4})?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DiagnosisForm();
}
