using UtilizationReview.Platform.Time;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>A licence to practise; <paramref name="Expires"/> is its last valid day.</summary>
internal sealed record Licence(string State, string Number, DateOnly Expires);

/// <summary>Hours on one day of every week, in minutes from midnight, the end exclusive (1440 is the end of the day).</summary>
internal sealed record WeeklyHours(DayOfWeek Day, int FromMinute, int ToMinute);

/// <summary>What an exception does to the weekly hours of its date.</summary>
internal enum HoursChange { Off, Extra }

/// <summary>A part of one date that differs from the weekly hours, in minutes from midnight, the end exclusive. Time off wins over extra
/// hours.</summary>
internal sealed record HoursException(DateOnly Date, int FromMinute, int ToMinute, HoursChange Change);

/// <summary>A physician reviewer as the roster knows him.</summary>
internal sealed record Physician(
    string Id, string Name, string Npi, IReadOnlyList<string> Specialties, IReadOnlyList<Licence> Licences, IReadOnlyList<string> PlanIds,
    IReadOnlyList<WeeklyHours> Hours, string TimeZone, IReadOnlyList<DateOnly> DaysOff)
{
    /// <summary>Single dates with extra hours or part of the day off.</summary>
    public IReadOnlyList<HoursException> Exceptions { get; init; } = [];

    /// <summary>Practices he works in or for: their orders are not his to judge.</summary>
    public IReadOnlyList<string> PracticeIds { get; init; } = [];

    /// <summary>Licences whose last valid day has not passed, by the physician's own calendar.</summary>
    public IEnumerable<Licence> ValidLicences(DateTimeOffset now)
    {
        var today = now.DateIn(TimeZones.Find(TimeZone));
        return Licences.Where(l => today <= l.Expires);
    }

    /// <summary>When he works on the date, as clocks in his zone show it; stretches in order that do not touch.</summary>
    public IReadOnlyList<Stretch> HoursOn(DateOnly date)
    {
        if (DaysOff.Contains(date)) return [];
        var weekly = Hours.Where(h => h.Day == date.DayOfWeek).Select(h => new Stretch(h.FromMinute, h.ToMinute));
        var changes = Exceptions.Where(e => e.Date == date).ToList();
        if (changes.Count == 0) return Stretch.Joined(weekly);
        var works = Stretch.Joined(weekly.Concat(Of(HoursChange.Extra)));
        return [.. Of(HoursChange.Off).Aggregate(works, Stretch.Without)];

        IEnumerable<Stretch> Of(HoursChange change) =>
            changes.Where(e => e.Change == change).Select(e => new Stretch(e.FromMinute, e.ToMinute));
    }
}

/// <summary>Part of a day in minutes from midnight, the end exclusive.</summary>
internal sealed record Stretch(int From, int To)
{
    /// <summary>The same minutes in order, as few stretches as possible.</summary>
    public static IReadOnlyList<Stretch> Joined(IEnumerable<Stretch> stretches)
    {
        List<Stretch> joined = [];
        foreach (var next in stretches.OrderBy(s => s.From))
        {
            if (joined.Count > 0 && next.From <= joined[^1].To) joined[^1] = new(joined[^1].From, Math.Max(joined[^1].To, next.To));
            else joined.Add(next);
        }
        return joined;
    }

    /// <summary>The minutes that are not in the other.</summary>
    public static IReadOnlyList<Stretch> Without(IReadOnlyList<Stretch> stretches, Stretch off) =>
    [
        .. stretches.SelectMany(s => new[] { new Stretch(s.From, Math.Min(s.To, off.From)), new Stretch(Math.Max(s.From, off.To), s.To) })
            .Where(s => s.From < s.To),
    ];
}
