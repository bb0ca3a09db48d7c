using System.Text.RegularExpressions;
using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.SiteOfCare.Domain;

/// <summary>CMS place-of-service code; the number is the code.</summary>
internal enum Place
{
    NotGiven = 0,
    Office = 11,
    OffCampusOutpatientHospital = 19,
    InpatientHospital = 21,
    OnCampusOutpatientHospital = 22,
    EmergencyRoom = 23,
    AmbulatorySurgeryCenter = 24,
}

/// <summary>A place where care is rendered, and what the directory knows of it. Lists are sorted and hold nothing twice, so that equal
/// content is equal text.</summary>
internal sealed record Facility
{
    /// <summary>Stable, kebab-case.</summary>
    public required string FacilityId { get; init; }

    public required string Name { get; init; }

    public required Place Place { get; init; }

    public required GeoPoint Coordinates { get; init; }

    /// <summary>Two-letter state.</summary>
    public required string State { get; init; }

    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>CPT or HCPCS codes that can be done here.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Equipment beyond the ordinary, in words of the directory.</summary>
    public IReadOnlyList<string> Equipment { get; init; } = [];

    /// <summary>Person ids.</summary>
    public IReadOnlyList<string> PrivilegedSurgeons { get; init; } = [];

    /// <summary>Count of saves; filled when read, 0 in what is stored.</summary>
    public int Version { get; init; }

    /// <summary>Member of one of these networks.</summary>
    public bool InAny(IReadOnlyCollection<string> networks) => Networks.Any(networks.Contains);

    /// <summary>Able to do every one of the codes: half an operation is none.</summary>
    public bool CanDo(IEnumerable<string> codes) => codes.All(code => Capabilities.Contains(code));

    /// <summary>Equality by content, lists included.</summary>
    public bool SameAs(Facility other) =>
        (FacilityId, Name, Place, Coordinates, State) == (other.FacilityId, other.Name, other.Place, other.Coordinates, other.State)
        && Networks.SequenceEqual(other.Networks) && Capabilities.SequenceEqual(other.Capabilities)
        && Equipment.SequenceEqual(other.Equipment) && PrivilegedSurgeons.SequenceEqual(other.PrivilegedSurgeons);
}

/// <summary>Creates or replaces a facility.</summary>
/// <param name="Facility">As given, lists in any order.</param>
internal sealed record SaveFacility(Facility Facility);

/// <summary>The directory now says this of a facility. Name and properties are storage format: additive change only.</summary>
internal sealed record FacilitySaved(Facility Facility);

/// <summary>What may stand in the directory, and what a save does.</summary>
internal static partial class FacilityDirectory
{
    /// <summary>Refusal code of a facility that cannot be saved.</summary>
    public const string InvalidFacility = "invalid-facility";

    /// <summary>New or different content is saved; the same content again changes nothing.</summary>
    public static Answer<FacilitySaved> Decide(Facility? now, SaveFacility command)
    {
        var facility = Tidy(command.Facility);
        var problems = Problems(facility);
        if (problems.Count > 0)
        {
            return new Answer<FacilitySaved>.Rejected(new(InvalidFacility,
                $"The facility was not saved: {string.Join("; ", problems.Select(p => $"{p.Field} {p.Problem}"))}.")
            {
                Kind = RefusalKind.BadInput,
                Fields = problems,
            });
        }
        if (now is not null && now.SameAs(facility)) return new Answer<FacilitySaved>.Ignored("the directory already says this");
        return new[] { new FacilitySaved(facility) };
    }

    /// <summary>The last save is what holds.</summary>
    public static Facility Evolve(Facility? _, FacilitySaved saved) => saved.Facility;

    private static Facility Tidy(Facility facility) => facility with
    {
        Version = 0,
        Name = facility.Name.Trim(),
        Networks = Sorted(facility.Networks),
        Capabilities = Sorted(facility.Capabilities),
        Equipment = Sorted(facility.Equipment),
        PrivilegedSurgeons = Sorted(facility.PrivilegedSurgeons),
    };

    private static string[] Sorted(IEnumerable<string> words) => [.. words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static List<FieldProblem> Problems(Facility facility)
    {
        var problems = new List<FieldProblem>();
        void Check(bool sound, string field, string problem)
        {
            if (!sound) problems.Add(new("facility." + field, problem));
        }

        Check(KebabCase().IsMatch(facility.FacilityId) && facility.FacilityId.Length <= 64, "facility_id",
            $"'{facility.FacilityId}' is not an id: lower-case letters, digits and single hyphens, at most 64");
        Check(facility.Name.Length is > 0 and <= 200, "name", "is empty or longer than 200 letters");
        Check(facility.Place is not Place.NotGiven && Enum.IsDefined(facility.Place), "place_of_service",
            "is not one of 11 office, 19 off-campus outpatient hospital, 21 inpatient hospital, 22 on-campus outpatient hospital, "
                + "23 emergency room, 24 surgery center");
        Check(facility.Coordinates.Latitude is >= -90 and <= 90, "coordinates.latitude",
            $"{facility.Coordinates.Latitude} is not in -90 to 90 degrees");
        Check(facility.Coordinates.Longitude is >= -180 and <= 180, "coordinates.longitude",
            $"{facility.Coordinates.Longitude} is not in -180 to 180 degrees");
        Check(facility.Coordinates is not { Latitude: 0, Longitude: 0 }, "coordinates", "is missing (0, 0 is in the Atlantic Ocean)");
        Check(facility.State.Length == 2 && facility.State.All(char.IsAsciiLetterUpper), "state",
            $"'{facility.State}' is not a two-letter state code such as WI");
        CheckWords(facility.Networks, "networks", KebabCase().IsMatch, "is not a network id: lower-case letters, digits and single hyphens");
        CheckWords(facility.Capabilities, "capabilities", ProcedureCode().IsMatch,
            "is not a procedure code: five characters, CPT such as 62323 or HCPCS such as G0260");
        CheckWords(facility.Equipment, "equipment", EquipmentWord().IsMatch,
            "is not an equipment word: lower-case letters, digits and underscores, such as bariatric_table");
        CheckWords(facility.PrivilegedSurgeons, "privileged_surgeons", id => id.Trim() is { Length: > 0 and <= 100 }, "is not a person id");
        return problems;

        void CheckWords(IReadOnlyList<string> words, string field, Func<string, bool> sound, string problem)
        {
            foreach (var word in words.Where(w => !sound(w))) problems.Add(new("facility." + field, $"'{word}' {problem}"));
        }
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KebabCase();

    // CPT: four digits and a digit or letter (0275T). HCPCS level II: a letter and four digits.
    [GeneratedRegex("^([0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProcedureCode();

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EquipmentWord();
}
