using System.Globalization;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Contracts.SpineCenter.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Contracts.Yaml;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Host.Demo;

/// <summary>The invented people, practices, members, facilities and physicians of a demonstration.</summary>
/// <param name="People">Who tokens are signed for.</param>
/// <param name="Practices">Practices, by the ids that people name.</param>
/// <param name="Members">Members of the plans.</param>
/// <param name="Facilities">The facility directory.</param>
/// <param name="Physicians">Physician reviewers; their name, plans and NPI are those of <paramref name="People"/>.</param>
internal sealed record DemoDirectory(
    IReadOnlyList<Caller> People, IReadOnlyList<Practice> Practices, IReadOnlyList<Member> Members,
    IReadOnlyList<Facility> Facilities, IReadOnlyList<Physician> Physicians)
{
    /// <summary>Designated spine centers.</summary>
    public IReadOnlyList<Center> Centers { get; init; } = [];

    /// <summary>The person of this id, or null.</summary>
    public Caller? Find(string personId) => People.FirstOrDefault(person => person.PersonId == personId);

    /// <summary>Reads <c>people.yaml</c>, <c>practices.yaml</c>, <c>members.yaml</c>, <c>facilities.yaml</c>, <c>physicians.yaml</c>
    /// and <c>centers.yaml</c>.</summary>
    /// <param name="directory">Where the files are.</param>
    /// <param name="planIds">Plans that exist; the files may name no other.</param>
    /// <exception cref="DemoDirectoryException">Something cannot be used; every problem is listed with file, line and reason.</exception>
    public static DemoDirectory Load(string directory, IReadOnlyCollection<string> planIds)
    {
        var files = new DemoFiles(directory, planIds);
        var loaded = files.Read();
        return files.Problems.Count == 0 ? loaded : throw new DemoDirectoryException(files.Problems);
    }
}

/// <summary>The demonstration files cannot be used.</summary>
/// <param name="problems">One sentence each: <c>file:line: what is wrong</c>.</param>
internal sealed class DemoDirectoryException(IReadOnlyList<string> problems)
    : Exception("The demonstration directory cannot be used:" + Environment.NewLine + string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}

/// <summary>Reads the files; goes on after a mistake, so that one look shows them all. What the services check when a record is saved is left
/// to them; what only these files can know (who is named where) is checked here.</summary>
internal sealed class DemoFiles(string directory, IReadOnlyCollection<string> planIds)
{
    private static readonly string[] Places = ["11", "19", "21", "22", "23", "24"];
    private static readonly string[] Days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    private Dictionary<string, IReadOnlyList<string>> _capabilities = [];
    private List<Practice> _practices = [];
    private List<Caller> _people = [];

    /// <summary>Everything found wrong.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>All six files.</summary>
    public DemoDirectory Read()
    {
        _practices = List("practices", Practice, practice => practice.PracticeId);
        _people = List("people", Person, person => person.PersonId);
        return new(
            _people, _practices, List("members", Member, member => member.MemberId),
            List("facilities", Facility, facility => facility.FacilityId, file => _capabilities = Groups(file.Map("capability_groups"))),
            List("physicians", Physician, physician => physician.PhysicianId))
        {
            Centers = List("centers", Center, center => center.CenterId),
        };
    }

    private List<T> List<T>(string name, Func<StrictMap, T> read, Func<T, string> id, Action<StrictMap>? first = null)
    {
        var path = Path.Combine(directory, name + ".yaml");
        if (!File.Exists(path))
        {
            Problems.Add($"{name}.yaml:1: the file is missing in {directory}.");
            return [];
        }
        if (StrictMap.Read(path, Problems) is not { } file) return [];
        first?.Invoke(file);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var records = new List<T>();
        foreach (var map in file.Maps(name))
        {
            records.Add(read(map));
            if (!seen.Add(id(records[^1]))) map.Problem("id", "is used twice; every one needs its own");
        }
        file.ReportUnread();
        return records;
    }

    private static Dictionary<string, IReadOnlyList<string>> Groups(StrictMap groups) =>
        groups.Keys.ToDictionary(name => name, name => groups.Words(name), StringComparer.Ordinal);

    private static Practice Practice(StrictMap map) => new()
    {
        PracticeId = map.Text("id"),
        Name = map.Text("name"),
        TimeZone = map.Text("time_zone", check: Zone),
        Npi = map.Text("npi", check: Npi),
        Phone = map.Text("phone"),
    };

    private Caller Person(StrictMap map)
    {
        var role = map.OneOf("role", null, [.. Roles.All.Where(role => role != Roles.Service)]);
        var practice = map.Text("practice", "",
            id => _practices.Exists(p => p.PracticeId == id) ? null : $"is not one of {string.Join(", ", _practices.Select(p => p.PracticeId))}");
        var plans = map.Words("plans", allowed: planIds);
        var npi = map.Text("npi", "", Npi);
        if (role == Roles.Practice && practice.Length == 0) map.Problem("practice", "is missing; a person of a practice names it");
        if (role is Roles.Nurse or Roles.Physician or Roles.ContactCenter or Roles.PlanAdministrator && plans.Count == 0)
            map.Problem("plans", "is missing; name the plans the person works for");
        if (role == Roles.Physician && npi.Length == 0) map.Problem("npi", "is missing; a physician reviewer has one");
        return new(map.Text("id"), map.Text("name"), role, practice.Length == 0 ? null : practice, plans, npi.Length == 0 ? null : npi);
    }

    private Member Member(StrictMap map) => new()
    {
        MemberId = map.Text("id"),
        PlanId = map.OneOf("plan", null, planIds),
        Name = map.Text("name"),
        BirthDate = Day(map, "birth_date"),
        State = map.Text("state", check: State),
        County = map.Text("county"),
        Home = Place(map),
        CoveredFrom = Day(map, "covered_from"),
        CoveredThrough = map.Has("covered_through") ? Day(map, "covered_through") : "",
        AddressLines = { map.Words("address") },
    };

    private Facility Facility(StrictMap map)
    {
        var facility = new Facility
        {
            FacilityId = map.Text("id"),
            Name = map.Text("name"),
            PlaceOfService = map.OneOf("place_of_service", null, Places) is var code && int.TryParse(code, out var number)
                ? (PlaceOfService)number
                : PlaceOfService.Unspecified,
            Coordinates = Place(map),
            State = map.Text("state", check: State),
            Networks = { map.Words("networks") },
            Equipment = { map.Words("equipment") },
        };
        facility.Capabilities.AddRange(map.Words("groups", allowed: _capabilities.Keys).SelectMany(group => _capabilities[group])
            .Concat(map.Words("capabilities")).Distinct(StringComparer.Ordinal));
        facility.PrivilegedSurgeons.AddRange(map.Words("surgeons", allowed: [.. _people.Where(p => p.Npi is not null).Select(p => p.PersonId)]));
        return facility;
    }

    private Physician Physician(StrictMap map)
    {
        var reviewers = _people.Where(person => person.Role == Roles.Physician).ToList();
        var id = map.OneOf("id", null, [.. reviewers.Select(person => person.PersonId)]);
        var person = reviewers.Find(reviewer => reviewer.PersonId == id);
        var physician = new Physician
        {
            PhysicianId = id,
            Name = person?.Name ?? "",
            Npi = person?.Npi ?? "",
            PlanIds = { person?.PlanIds ?? [] },
            Specialties = { map.Words("specialties", required: true) },
            TimeZone = map.Text("time_zone", check: Zone),
            DaysOff = { map.Words("days_off") },
        };
        physician.Licences.AddRange(map.Maps("licences").Select(licence => new Licence
        {
            State = licence.Text("state", check: State), Number = licence.Text("number"), Expires = Day(licence, "expires"),
        }));
        foreach (var hours in map.Maps("weekly_hours"))
        {
            var (from, to) = (hours.Text("from", check: Hour), hours.Text("to", check: Hour));
            physician.WeeklyHours.AddRange(hours.Words("days", required: true, Days)
                .Select(day => new WeeklyHours { Day = (Weekday)(Array.IndexOf(Days, day) + 1), From = from, To = to }));
        }
        return physician;
    }

    private Center Center(StrictMap map) => new()
    {
        CenterId = map.Text("id"),
        Name = map.Text("name"),
        PracticeId = map.Text("practice",
            check: id => _practices.Exists(p => p.PracticeId == id) ? null : $"is not one of {string.Join(", ", _practices.Select(p => p.PracticeId))}"),
        City = map.Text("city", ""),
        State = map.Text("state", check: State),
        Phone = map.Text("phone", ""),
        Programs = { map.Words("programs", required: true) },
        DesignatedFrom = Day(map, "designated_from"),
        DesignatedThrough = map.Has("designated_through") ? Day(map, "designated_through") : "",
        ByPhone = map.Truth("by_phone", false),
    };

    private static Coordinates Place(StrictMap map) => new()
    {
        Latitude = map.Measure("latitude", -90, 90), Longitude = map.Measure("longitude", -180, 180),
    };

    private static string Day(StrictMap map, string key)
    {
        if (!map.Has(key)) map.Problem(key, "is missing");
        return map.Date(key)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
    }

    private static string? State(string text) => text.Length == 2 && text.All(char.IsAsciiLetterUpper)
        ? null
        : "is not a two-letter state code such as WI";

    private static string? Zone(string text) =>
        text.Contains('/', StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(text, out _)
            ? null
            : "is not a known IANA time zone such as America/Chicago";

    private static string? Hour(string text) =>
        text == "24:00" || TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? null
            : "is not a time of day such as 08:30";

    // Ten digits whose Luhn sum, with the card-issuer prefix 80840 before them, is a multiple of ten (45 CFR 162.406).
    private static string? Npi(string text)
    {
        const string Problem = "is not a national provider identifier: ten digits, the last a check digit";
        if (text.Length != 10 || !text.All(char.IsAsciiDigit)) return Problem;
        var sum = ("80840" + text).Reverse()
            .Select((digit, place) => (digit - '0') * (place % 2 == 0 ? 1 : 2)).Sum(value => value > 9 ? value - 9 : value);
        return sum % 10 == 0 ? null : Problem;
    }
}
