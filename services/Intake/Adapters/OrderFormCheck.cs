using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.Collections;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.Intake.Adapters;

/// <summary>One thing wrong with a form.</summary>
/// <param name="Code">Stable kebab-case code; the first problem's code becomes the trailer <c>reason-code</c>.</param>
/// <param name="Field">Path in the form, without the message it stands in: <c>lines[0].units</c>.</param>
/// <param name="Sentence">What is wrong and what is allowed. No member data.</param>
internal sealed record FormProblem(string Code, string Field, string Sentence)
{
    /// <summary>All problems as one refusal; the fields are told under the path of the form in the request.</summary>
    public static Refusal Refuse(string path, IReadOnlyList<FormProblem> problems) =>
        new(problems[0].Code, string.Join(' ', problems.Select(p => p.Sentence)))
        {
            Kind = RefusalKind.BadInput,
            Fields = [.. problems.Select(p => new FieldProblem(path + p.Field, p.Sentence))],
        };
}

/// <summary>What can be said of a form by looking at it: presence, shape, ranges. What a code or a fact means is the criteria's to say.</summary>
internal static partial class OrderFormCheck
{
    private const int MostLines = 24;
    private const int MostDiagnoses = 24;
    private const int MostFacts = 500;

    /// <summary>Places whose facility must be named: hospitals and surgery centers.</summary>
    private static readonly HashSet<PlaceOfService> NeedsFacility =
    [
        PlaceOfService.OffCampusOutpatientHospital, PlaceOfService.InpatientHospital,
        PlaceOfService.OnCampusOutpatientHospital, PlaceOfService.AmbulatorySurgeryCenter,
    ];

    /// <summary>Every problem of the form, in the order of its fields.</summary>
    /// <param name="form">The form.</param>
    /// <param name="today">Today in the plan's zone.</param>
    public static IEnumerable<FormProblem> Problems(OrderForm form, DateOnly today)
    {
        foreach (var (field, value) in new[] { ("plan_id", form.PlanId), ("member_id", form.MemberId), ("practice_id",
            form.PracticeId), ("ordering_clinician_id", form.OrderingClinicianId) })
        {
            if (value.Length == 0) yield return Missing(field);
        }
        foreach (var (field, value, most) in new[]
        {
            ("plan_id", form.PlanId, 64), ("member_id", form.MemberId, 64),
            ("practice_id", form.PracticeId, 64), ("ordering_clinician_id", form.OrderingClinicianId, 64),
            ("surgeon_id", form.SurgeonId, 64), ("facility_id", form.FacilityId, 64),
            ("site_reason", form.SiteReason, 64), ("callback_phone", form.CallbackPhone, 32),
        })
        {
            if (value.Length > most) yield return new("too-long", field, $"{field} has {value.Length} characters; at most {most} are allowed.");
        }
        if (!Enum.IsDefined(form.PlaceOfService) || form.PlaceOfService == PlaceOfService.Unspecified)
        {
            yield return new("place-of-service-required", "place_of_service",
                "The place of service is missing or unknown; allowed are 11, 19, 21, 22, 23 and 24.");
        }
        else if (form.FacilityId.Length == 0 && NeedsFacility.Contains(form.PlaceOfService))
        {
            yield return new("facility-required", "facility_id", $"At place of service {(int)form.PlaceOfService} the facility must be named.");
        }
        if (!Enum.IsDefined(form.Urgency))
            yield return new("unknown-urgency", "urgency", "The urgency is unknown; allowed are standard and expedited.");
        if (DateOfService(form.DateOfService, today) is { } date) yield return date;
        foreach (var problem in Lines(form.Lines).Concat(Diagnoses(form.Diagnoses)).Concat(Facts(form.Facts, "facts"))) yield return problem;
    }

    /// <summary>What is wrong with a planned date of service; null when nothing is.</summary>
    public static FormProblem? DateOfService(string text, DateOnly today)
    {
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return new("date-malformed", "date_of_service", $"The date of service '{text}' is not a date; write it as yyyy-MM-dd.");
        }
        if (date < today)
            return new("date-past", "date_of_service",
            $"The date of service {date:yyyy-MM-dd} is past; today is {today:yyyy-MM-dd} in the plan's time zone.");
        return date > today.AddYears(1)
            ? new("date-too-far", "date_of_service",
                $"The date of service {date:yyyy-MM-dd} is more than one year ahead; the last possible day is {today.AddYears(1):yyyy-MM-dd}.")
            : null;
    }

    /// <summary>What is wrong with facts a practice sends, by their shape.</summary>
    public static IEnumerable<FormProblem> Facts(IReadOnlyList<Fact> facts, string path)
    {
        if (facts.Count > MostFacts) yield return new("too-many-facts", path, $"{facts.Count} facts were given; at most {MostFacts} are allowed.");
        var seen = new HashSet<(string, string)>();
        for (var i = 0; i < facts.Count; i++)
        {
            var fact = facts[i];
            if (fact.Name.Length is 0 or > 64)
                yield return new("fact-unnamed", $"{path}[{i}].name", "A fact has no name, or one longer than 64 characters.");
            else if (!seen.Add((fact.Name, fact.AppliesTo)))
            {
                yield return new("fact-twice", $"{path}[{i}]",
                    $"The fact {fact.Name} is given twice; one value per fact and per level or side is allowed.");
            }
            if (fact.Value is null || fact.Value.KindCase == FactValue.KindOneofCase.None)
            {
                yield return new("fact-without-value", $"{path}[{i}].value",
                    $"The fact {fact.Name} has no value; leave it out, or say not_documented.");
            }
            if (fact.Origin is not (FactOrigin.Unspecified or FactOrigin.Practice or FactOrigin.Document))
            {
                yield return new("fact-origin", $"{path}[{i}].origin",
                    $"The fact {fact.Name} claims an origin a practice cannot give; allowed are practice and document.");
            }
        }
    }

    /// <summary>What is wrong with lines by their shape.</summary>
    public static IEnumerable<FormProblem> Lines(IReadOnlyList<Line> lines)
    {
        if (lines.Count is 0 or > MostLines)
            yield return new("lines-required", "lines", $"{lines.Count} lines were given; 1 to {MostLines} are allowed.");
        var numbers = new HashSet<int>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.Number < 1 || !numbers.Add(line.Number))
            {
                yield return new("line-number", $"lines[{i}].number",
                    $"The line number {line.Number} is below 1 or stands twice; number the lines 1, 2, 3.");
            }
            if (!ProcedureCode().IsMatch(line.Code))
            {
                yield return new("malformed-code", $"lines[{i}].code",
                    $"'{Shown(line.Code)}' is not written as a CPT or HCPCS code; five characters such as 63030 or G0260.");
            }
            if (line.Units is < 1 or > 99)
                yield return new("units-out-of-range", $"lines[{i}].units", $"{line.Units} units were asked for; 1 to 99 are allowed.");
            if (!Enum.IsDefined(line.Side))
                yield return new("unknown-side", $"lines[{i}].side", "The side is unknown; allowed are left, right, both and not applicable.");
        }
    }

    private static IEnumerable<FormProblem> Diagnoses(RepeatedField<string> diagnoses)
    {
        if (diagnoses.Count is 0 or > MostDiagnoses)
            yield return new("diagnosis-required", "diagnoses", $"{diagnoses.Count} diagnoses were given; 1 to {MostDiagnoses} are allowed.");
        for (var i = 0; i < diagnoses.Count; i++)
        {
            if (!Diagnosis().IsMatch(diagnoses[i]))
            {
                yield return new("malformed-diagnosis", $"diagnoses[{i}]",
                    $"'{Shown(diagnoses[i])}' is not written as ICD-10-CM with the dot, for example M51.16.");
            }
        }
    }

    private static FormProblem Missing(string field) => new("field-required", field, $"{field} is missing.");

    private static string Shown(string text) => text.Length <= 20 ? text : text[..20] + "…";

    [GeneratedRegex("^([0-9]{5}|[0-9]{4}[A-Z]|[A-Z][0-9]{4})$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ProcedureCode();

    [GeneratedRegex(@"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Diagnosis();
}
