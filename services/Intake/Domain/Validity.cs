using UtilizationReview.Platform.Time;

namespace UtilizationReview.Intake.Domain;

/// <summary>How long an approval is valid (VAL-1, I5): the program's default, lengthened, never shortened, by a floor in force.</summary>
internal static class Validities
{
    private const int SurgeryCalendarDays = 60;
    private const int PainBusinessDays = 10;

    /// <summary>First and last day of an approval decided on a day, both inclusive.</summary>
    /// <param name="chronic">The condition is chronic or long-term; some floors hold only then.</param>
    public static Validity Of(Program program, DateOnly decided, bool chronic, PlanTerms plan, Rules rules)
    {
        var validity = Default(program, decided, plan, rules.Calendar);
        foreach (var floor in rules.Floors.Where(f => Holds(f, program, decided, chronic, plan)))
        {
            var through = Through(floor, decided);
            if (through is null || through > validity.Through) validity = new(decided, through, Words(floor, plan));
            if (through is null) break;
        }
        return validity;
    }

    /// <summary>True when a diagnosis is on the list of chronic conditions.</summary>
    public static bool IsChronic(IReadOnlyList<string> diagnoses, Rules rules) =>
        diagnoses.Any(code => rules.ChronicDiagnoses.Any(prefix => code.StartsWith(prefix, StringComparison.Ordinal)));

    private static Validity Default(Program program, DateOnly decided, PlanTerms plan, BusinessCalendar calendar)
    {
        // The plan may count the decision day as day 1; then one day less remains to be counted.
        var counted = plan.DecisionDayIsDayOne ? 1 : 0;
        var reading = plan.DecisionDayIsDayOne ? ", the decision day is day 1" : "";
        return program == Program.Pain
            ? new(decided, calendar.AddBusinessDays(decided, PainBusinessDays - counted), $"VAL-1 pain {PainBusinessDays} business days{reading}")
            : new(decided, decided.AddDays(SurgeryCalendarDays - counted), $"VAL-1 {Words(program)} {SurgeryCalendarDays} calendar days{reading}");
    }

    private static bool Holds(ValidityFloor floor, Program program, DateOnly decided, bool chronic, PlanTerms plan) =>
        Laws.Reaches(floor.LineOfBusiness, floor.State, plan)
        && (floor.ServiceClass is null || floor.ServiceClass == program) && (chronic || !floor.ChronicOnly)
        && floor.EffectiveFrom <= decided && !(floor.EffectiveThrough < decided);

    private static DateOnly? Through(ValidityFloor floor, DateOnly decided) => floor.Unit switch
    {
        FloorUnit.CalendarDays => decided.AddDays(floor.Value),
        FloorUnit.Months => decided.AddMonths(floor.Value),
        FloorUnit.Years => decided.AddYears(floor.Value),
        _ => null,
    };

    private static string Words(ValidityFloor floor, PlanTerms plan)
    {
        var length = floor.Unit switch
        {
            FloorUnit.CalendarDays => $"{floor.Value} calendar days",
            FloorUnit.Months => $"{floor.Value} months",
            FloorUnit.Years => floor.Value == 1 ? "1 year" : $"{floor.Value} years",
            _ => "no expiry",
        };
        return floor.State == "*"
            ? $"{plan.LineOfBusiness} floor: {length} ({floor.Citation})"
            : $"state floor {floor.State}: {length} ({floor.Citation})";
    }

    private static string Words(Program program) => program switch
    {
        Program.Joint => "joint",
        Program.Spine => "spine",
        _ => "program unknown, the longer default,",
    };
}
