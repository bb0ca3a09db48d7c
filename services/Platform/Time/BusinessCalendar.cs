using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace UtilizationReview.Platform.Time;

/// <summary>Which days count as business days: Monday to Friday, less the holidays of the calendar. Immutable and safe to share.</summary>
public sealed class BusinessCalendar
{
    private readonly Func<int, IEnumerable<DateOnly>> _observedIn;
    private readonly ConcurrentDictionary<int, FrozenSet<DateOnly>> _years = [];

    private BusinessCalendar(string name, Func<int, IEnumerable<DateOnly>> observedIn) => (Name, _observedIn) = (name, observedIn);

    /// <summary>The federal holidays of 5 U.S.C. 6103 on the days they are observed (a Saturday's on the Friday before, a Sunday's on the
    /// Monday after). Inauguration Day and one-off closures by executive order are not in it.</summary>
    public static BusinessCalendar UsFederal { get; } = new("us-federal", UsFederalHolidays.ObservedIn);

    /// <summary>Stable name of the calendar, for traces and explanations.</summary>
    public string Name { get; }

    /// <summary>The same calendar with further closed days, as an administrator enters them.</summary>
    public BusinessCalendar With(params DateOnly[] extraHolidays) =>
        new($"{Name}+{extraHolidays.Length}", year => HolidaysIn(year).Concat(extraHolidays.Where(d => d.Year == year)));

    /// <summary>True when the date is an observed holiday of this calendar.</summary>
    public bool IsHoliday(DateOnly date) => Year(date.Year).Contains(date);

    /// <summary>True when the date is Monday to Friday and not an observed holiday.</summary>
    public bool IsBusinessDay(DateOnly date) => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsHoliday(date);

    /// <summary>The <paramref name="days"/>-th business day after the date (before it when negative). The date itself is never counted;
    /// zero answers the date itself, whatever day it is.</summary>
    public DateOnly AddBusinessDays(DateOnly date, int days)
    {
        var step = Math.Sign(days);
        for (var left = Math.Abs(days); left > 0;)
        {
            date = date.AddDays(step);
            if (IsBusinessDay(date)) left--;
        }
        return date;
    }

    /// <summary>The observed holidays whose observed day falls in the calendar year, in order.</summary>
    public IReadOnlyList<DateOnly> HolidaysIn(int year) => [.. Year(year).Order()];

    private FrozenSet<DateOnly> Year(int year) => _years.GetOrAdd(year, y => _observedIn(y).ToFrozenSet());
}
