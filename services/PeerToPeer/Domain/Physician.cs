using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>A licence to practise; <paramref name="Expires"/> is its last valid day.</summary>
internal sealed record Licence(string State, string Number, DateOnly Expires);

/// <summary>Hours on one day of every week, in minutes from midnight, the end exclusive (1440 is the end of the day).</summary>
internal sealed record WeeklyHours(DayOfWeek Day, int FromMinute, int ToMinute);

/// <summary>A physician reviewer as the roster knows him.</summary>
internal sealed record Physician(
    string Id, string Name, string Npi, IReadOnlyList<string> Specialties, IReadOnlyList<Licence> Licences, IReadOnlyList<string> PlanIds,
    IReadOnlyList<WeeklyHours> Hours, string TimeZone, IReadOnlyList<DateOnly> DaysOff)
{
    /// <summary>Licences whose last valid day has not passed, by the physician's own calendar.</summary>
    public IEnumerable<Licence> ValidLicences(DateTimeOffset now)
    {
        var today = now.DateIn(TimeZones.Find(TimeZone));
        return Licences.Where(l => today <= l.Expires);
    }
}

/// <summary>The roster's only fact.</summary>
internal sealed record PhysicianSaved(Physician Physician);

/// <summary>Adds or replaces a physician.</summary>
internal sealed record SavePhysician(Physician Physician);

/// <summary>What a roster entry must be.</summary>
internal static class Roster
{
    public static Answer<PhysicianSaved> Decide(Physician? _, SavePhysician save, DateTimeOffset __) =>
        Problems(save.Physician).ToList() is { Count: > 0 } problems
        ? new Answer<PhysicianSaved>.Rejected(Refusals.Bad("physician-not-valid", "The physician cannot be saved as given", problems))
        : new[] { new PhysicianSaved(save.Physician) };

    public static Physician Evolve(Physician? _, PhysicianSaved saved) => saved.Physician;

    /// <summary>Ten digits whose Luhn sum with the prefix 80840 (the issuer of NPIs) ends in zero.</summary>
    public static bool IsNpi(string npi)
    {
        if (npi.Length != 10 || npi.Any(c => !char.IsAsciiDigit(c))) return false;
        var sum = 0;
        var digits = "80840" + npi;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1) digit = digit > 4 ? (2 * digit) - 9 : 2 * digit;
            sum += digit;
        }
        return sum % 10 == 0;
    }

    private static IEnumerable<FieldProblem> Problems(Physician p)
    {
        if (p.Id.Length is 0 or > 64) yield return new("physician.physician_id", "must have 1 to 64 characters: the person id of his token");
        if (p.Name.Length is 0 or > 200) yield return new("physician.name", "must have 1 to 200 characters");
        if (!IsNpi(p.Npi)) yield return new("physician.npi", "is not a national provider identifier: 10 digits with a correct check digit");
        if (p.Specialties.Count == 0) yield return new("physician.specialties", $"is empty; allowed are {Specialties.Words}");
        foreach (var (word, i) in p.Specialties.Select((word, i) => (word, i)))
        {
            if (!Specialties.All.Contains(word))
                yield return new($"physician.specialties[{i}]", $"'{word}' is not known; allowed are {Specialties.Words}");
        }
        if (p.Licences.Count == 0) yield return new("physician.licences", "is empty; a reviewer needs a licence");
        foreach (var (licence, i) in p.Licences.Select((licence, i) => (licence, i)))
        {
            if (licence.State.Length != 2 || licence.State.Any(c => !char.IsAsciiLetterUpper(c)))
                yield return new($"physician.licences[{i}].state", "must be a two-letter state such as WI");
            if (licence.Number.Length is 0 or > 40) yield return new($"physician.licences[{i}].number", "must have 1 to 40 characters");
        }
        if (p.PlanIds.Count == 0) yield return new("physician.plan_ids", "is empty; name the plans he reviews for");
        if (!TimeZones.TryFind(p.TimeZone, out _))
            yield return new("physician.time_zone", $"'{p.TimeZone}' is not a time zone; use an IANA id such as America/Chicago");
        foreach (var (hours, i) in p.Hours.Select((hours, i) => (hours, i)))
        {
            if (hours.FromMinute >= hours.ToMinute)
                yield return new($"physician.weekly_hours[{i}]", "must begin before it ends; hours past midnight are two entries");
        }
    }
}
