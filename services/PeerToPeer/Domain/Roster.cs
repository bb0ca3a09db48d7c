using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>The roster's only fact.</summary>
internal sealed record PhysicianSaved(Physician Physician);

/// <summary>What can be asked of a roster entry.</summary>
internal abstract record RosterCommand;

/// <summary>The plan administrator adds or replaces a physician.</summary>
internal sealed record SavePhysician(Physician Physician) : RosterCommand
{
    /// <summary>The hours of an entry that exists stay: they are the physician's own.</summary>
    public bool KeepHours { get; init; }

    /// <summary>Plans of the administrator who saves; null: he answers for all. Plans of others are not his to give or to take, and an entry that
    /// has such plans is not his to change otherwise: its decisions are not only his.</summary>
    public IReadOnlyList<string>? Administers { get; init; }

    /// <summary>The entry of another person has this provider identifier.</summary>
    public bool NpiTaken { get; init; }
}

/// <summary>The physician's own hours, as a whole.</summary>
internal sealed record SaveHours(
    IReadOnlyList<WeeklyHours> Weekly, string TimeZone, IReadOnlyList<DateOnly> DaysOff, IReadOnlyList<HoursException> Exceptions) : RosterCommand;

/// <summary>What a roster entry must be.</summary>
internal static class Roster
{
    /// <summary>Entries of each kind of hours that one physician may have: years of days off, and no more than can be read.</summary>
    private const int MostHours = 500;

    public static Answer<PhysicianSaved> Decide(Physician? physician, RosterCommand command, DateTimeOffset _) => command switch
    {
        SavePhysician c => Administer(physician, c),
        SaveHours when physician is null => new Answer<PhysicianSaved>.Rejected(Refusals.NotOnRoster),
        SaveHours c => Save(
            physician with { Hours = c.Weekly, TimeZone = c.TimeZone, DaysOff = c.DaysOff, Exceptions = c.Exceptions }, HoursProblems),
        _ => throw new InvalidOperationException($"{command.GetType().Name} has no rule: a bug."),
    };

    public static Physician Evolve(Physician? _, PhysicianSaved saved) => saved.Physician;

    private static Answer<PhysicianSaved> Administer(Physician? known, SavePhysician save)
    {
        var entry = save.KeepHours && known is not null
            ? save.Physician with { Hours = known.Hours, TimeZone = known.TimeZone, DaysOff = known.DaysOff, Exceptions = known.Exceptions }
            : save.Physician;
        string[] foreign = save.Administers is { } own ? [.. (known?.PlanIds ?? []).Except(own)] : [];
        if (save.Administers is { } plans && entry.PlanIds.Except(plans).Except(foreign).FirstOrDefault() is { } given)
            return new Answer<PhysicianSaved>.Rejected(Refusals.Bad("physician.plan_ids", $"'{given}' is not a plan you administer"));
        if (foreign.Length > 0)
        {
            entry = entry with { PlanIds = [.. entry.PlanIds.Union(foreign)] };
            if (Changed(known!, entry).ToList() is { Count: > 0 } changed) return new Answer<PhysicianSaved>.Rejected(Refusals.SharedEntry(changed));
        }
        return save.NpiTaken && entry.Npi != known?.Npi
            ? new Answer<PhysicianSaved>.Rejected(Refusals.Bad(
                "physician.npi", "is on the roster already, under another person id: one person has one entry; change that one"))
            : Save(entry);
    }

    /// <summary>Fields in which the entries differ, but for the plans.</summary>
    private static IEnumerable<string> Changed(Physician before, Physician after)
    {
        if (before.Name != after.Name) yield return "name";
        if (before.Npi != after.Npi) yield return "npi";
        if (!before.Specialties.SequenceEqual(after.Specialties)) yield return "specialties";
        if (!before.Licences.SequenceEqual(after.Licences)) yield return "licences";
        if (!before.PracticeIds.SequenceEqual(after.PracticeIds)) yield return "practice_ids";
        if (!before.Hours.SequenceEqual(after.Hours)) yield return "weekly_hours";
        if (before.TimeZone != after.TimeZone) yield return "time_zone";
        if (!before.DaysOff.SequenceEqual(after.DaysOff)) yield return "days_off";
        if (!before.Exceptions.SequenceEqual(after.Exceptions)) yield return "exceptions";
    }

    private static Answer<PhysicianSaved> Save(Physician physician, Func<Physician, IEnumerable<FieldProblem>>? check = null) =>
        (check ?? Problems)(physician).ToList() is { Count: > 0 } problems
        ? new Answer<PhysicianSaved>.Rejected(Refusals.Bad("physician-not-valid", "The physician cannot be saved as given", problems))
        : new[] { new PhysicianSaved(physician) };

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
        foreach (var problem in HoursProblems(p)) yield return problem with { Field = $"physician.{problem.Field}" };
        foreach (var (id, i) in p.PracticeIds.Select((id, i) => (id, i)))
        {
            if (id.Length is 0 or > 64) yield return new($"physician.practice_ids[{i}]", "must have 1 to 64 characters: the id of a practice");
        }
    }

    private static IEnumerable<FieldProblem> HoursProblems(Physician p)
    {
        if (!TimeZones.TryFind(p.TimeZone, out _))
            yield return new("time_zone", $"'{p.TimeZone}' is not a time zone; use an IANA id such as America/Chicago");
        foreach (var (hours, i) in p.Hours.Select((hours, i) => (hours, i)))
        {
            if (hours.FromMinute >= hours.ToMinute)
                yield return new($"weekly_hours[{i}]", "must begin before it ends; hours past midnight are two entries");
        }
        foreach (var (e, i) in p.Exceptions.Select((e, i) => (e, i)))
        {
            if (e.FromMinute >= e.ToMinute)
                yield return new($"exceptions[{i}]", "must begin before it ends; hours past midnight are two entries");
            if (e.Change == HoursChange.Extra && p.DaysOff.Contains(e.Date))
                yield return new($"exceptions[{i}].date", $"{e.Date:yyyy-MM-dd} is a day off; take it off that list to work a part of it");
        }
        foreach (var (field, count) in new[] { ("weekly_hours", p.Hours.Count), ("days_off", p.DaysOff.Count), ("exceptions", p.Exceptions.Count) })
        {
            if (count > MostHours) yield return new(field, $"must hold at most {MostHours} entries; leave out what is past");
        }
    }
}
