namespace UtilizationReview.Platform.Time;

/// <summary>5 U.S.C. 6103(a) and (b), computed for any year.</summary>
internal static class UsFederalHolidays
{
    /// <summary>The days of one calendar year on which a federal holiday is observed. New Year's Day of a following Saturday start is observed
    /// on 31 December, so a year can have eleven or twelve of them, or lack its own New Year's Day.</summary>
    public static IEnumerable<DateOnly> ObservedIn(int year)
    {
        var named = year < DateOnly.MaxValue.Year ? Named(year).Append(new DateOnly(year + 1, 1, 1)) : Named(year);
        return named.Select(Observed).Where(d => d.Year == year);
    }

    private static IEnumerable<DateOnly> Named(int year)
    {
        yield return new(year, 1, 1);
        if (year >= 1986) yield return Nth(3, DayOfWeek.Monday, year, 1);   // Birthday of Martin Luther King, Jr.
        yield return Nth(3, DayOfWeek.Monday, year, 2);                     // Washington's Birthday
        yield return Last(DayOfWeek.Monday, year, 5);                       // Memorial Day
        if (year >= 2021) yield return new(year, 6, 19);                    // Juneteenth
        yield return new(year, 7, 4);
        yield return Nth(1, DayOfWeek.Monday, year, 9);                     // Labor Day
        yield return Nth(2, DayOfWeek.Monday, year, 10);                    // Columbus Day
        yield return new(year, 11, 11);                                     // Veterans Day
        yield return Nth(4, DayOfWeek.Thursday, year, 11);                  // Thanksgiving Day
        yield return new(year, 12, 25);
    }

    private static DateOnly Observed(DateOnly date) => date.DayOfWeek switch
    {
        DayOfWeek.Saturday => date.AddDays(-1),
        DayOfWeek.Sunday => date.AddDays(1),
        _ => date,
    };

    private static DateOnly Nth(int n, DayOfWeek day, int year, int month)
    {
        var first = new DateOnly(year, month, 1);
        return first.AddDays(((day - first.DayOfWeek + 7) % 7) + (7 * (n - 1)));
    }

    private static DateOnly Last(DayOfWeek day, int year, int month)
    {
        var last = new DateOnly(year, month, DateTime.DaysInMonth(year, month));
        return last.AddDays(-((last.DayOfWeek - day + 7) % 7));
    }
}
