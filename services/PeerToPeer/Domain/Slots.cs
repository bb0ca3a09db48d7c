using UtilizationReview.Platform.Time;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>Arithmetic of call-back slots. All slots lie on one grid of half hours in UTC, so two talks overlap exactly when they share a half
/// hour, and a unique index on (physician, half hour) is the whole protection against double booking. Hours are what a wall clock reads:
/// an hour that clocks skip offers nothing, one they show twice is offered the first time only.</summary>
internal static class Slots
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(30);

    /// <summary>How far ahead slots are looked for.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(14);

    /// <summary>Slots offered at once.</summary>
    public const int Most = 6;

    private static readonly IReadOnlyList<WeeklyHours> PracticeHours =
        [.. Enumerable.Range((int)DayOfWeek.Monday, 5).Select(day => new WeeklyHours((DayOfWeek)day, 8 * 60, 17 * 60))];

    public static bool OnGrid(DateTimeOffset instant) => instant.UtcTicks % Length.Ticks == 0;

    /// <summary>The half hours that a talk of one slot's length beginning at the instant touches: one on the grid, else two.</summary>
    public static IEnumerable<DateTimeOffset> Touched(DateTimeOffset start)
    {
        var first = new DateTimeOffset(start.UtcTicks - (start.UtcTicks % Length.Ticks), TimeSpan.Zero);
        yield return first;
        if (first != start) yield return first + Length;
    }

    /// <summary>Starts on the grid from the instant on whose slots end before <paramref name="end"/>.</summary>
    public static IEnumerable<DateTimeOffset> Grid(DateTimeOffset from, DateTimeOffset end)
    {
        var start = Touched(from).Last();
        for (; start + Length < end; start += Length) yield return start;
    }

    /// <summary>Whether every moment of the slot lies inside one stretch of the hours as clocks in the zone show it.</summary>
    public static bool Inside(DateTimeOffset start, IEnumerable<WeeklyHours> hours, TimeZoneInfo zone) => Inside(start, zone,
        date => Stretch.Joined(hours.Where(h => h.Day == date.DayOfWeek).Select(h => new Stretch(h.FromMinute, h.ToMinute))));

    /// <summary>Whether the physician works then, by his weekly hours, exceptions and days off.</summary>
    public static bool Suits(DateTimeOffset start, Physician physician) => Inside(start, TimeZones.Find(physician.TimeZone), physician.HoursOn);

    private static bool Inside(DateTimeOffset start, TimeZoneInfo zone, Func<DateOnly, IReadOnlyList<Stretch>> hoursOn)
    {
        var first = TimeZoneInfo.ConvertTime(start, zone);
        var last = TimeZoneInfo.ConvertTime(start + Length - TimeSpan.FromTicks(1), zone);
        if (last.DateTime - first.DateTime != Length - TimeSpan.FromTicks(1)) return false; // clocks change within the slot
        if (ShownBefore(first, zone) || ShownBefore(last, zone)) return false;
        return first.Date == last.Date && hoursOn(DateOnly.FromDateTime(first.DateTime)).Any(s =>
            first.TimeOfDay >= TimeSpan.FromMinutes(s.From) && last.TimeOfDay < TimeSpan.FromMinutes(s.To));
    }

    /// <summary>Clocks went back and show this time of day again.</summary>
    private static bool ShownBefore(DateTimeOffset local, TimeZoneInfo zone) =>
        zone.IsAmbiguousTime(local.DateTime) && local.Offset < zone.GetAmbiguousTimeOffsets(local.DateTime).Max();

    /// <summary>Whether the practice can talk then: in its windows, or without windows Monday to Friday 08:00 to 17:00, holidays excepted.</summary>
    public static bool Suits(DateTimeOffset start, Contact contact, IReadOnlyList<Window> windows)
    {
        if (windows.Count > 0) return windows.Any(w => start >= w.From && start + Length <= w.To);
        var zone = TimeZones.Find(contact.TimeZone);
        return Inside(start, PracticeHours, zone) && !BusinessCalendar.UsFederal.IsHoliday(start.DateIn(zone));
    }

    /// <summary>The slots to offer: one physician a start, the best fitting; same specialty first, then similar, then by time.</summary>
    /// <param name="suitable">Who may have the talk, with how near he is.</param>
    /// <param name="contact">Who speaks for the practice.</param>
    /// <param name="windows">When the practice can talk; none: its hours.</param>
    /// <param name="taken">Half hours that are given away.</param>
    /// <param name="now">Now.</param>
    /// <param name="latest">Slots end before it.</param>
    /// <param name="may">Whether he still may at the start of a slot: a licence can end before it.</param>
    public static IReadOnlyList<Slot> Offer(
        IEnumerable<(Physician Physician, Fit Fit)> suitable, Contact contact, IReadOnlyList<Window> windows, IReadOnlySet<Cell> taken,
        DateTimeOffset now, DateTimeOffset latest, Func<Physician, DateTimeOffset, bool> may)
    {
        var physicians = suitable.ToList();
        var end = latest < now + Horizon ? latest : now + Horizon;
        return
        [
            .. Grid(now, end).Where(start => Suits(start, contact, windows))
                .SelectMany(start => physicians
                    .Where(p => !taken.Contains(new(p.Physician.Id, start)) && Suits(start, p.Physician) && may(p.Physician, start))
                    .OrderBy(p => p.Fit).ThenBy(p => p.Physician.Id, StringComparer.Ordinal)
                    .Take(1).Select(p => new Slot(start, p.Physician.Id, p.Physician.Name, p.Fit)))
                .OrderBy(s => s.Fit).ThenBy(s => s.Start).Take(Most),
        ];
    }
}
