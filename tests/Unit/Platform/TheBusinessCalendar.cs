using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Tests.Unit.Platform;

public sealed class TheBusinessCalendar
{
    private static readonly BusinessCalendar Federal = BusinessCalendar.UsFederal;

    [Theory]
    [InlineData(2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25")]
    [InlineData(2027, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31")]
    [InlineData(2028, "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25")]
    [InlineData(2021, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31")]
    [InlineData(2020, "01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25")]
    [InlineData(1985, "01-01 02-18 05-27 07-04 09-02 10-14 11-11 11-28 12-25")]
    public void Federal_holidays_are_those_of_the_table_as_observed(int year, string days) =>
        Federal.HolidaysIn(year).Select(d => d.ToString("MM-dd", CultureInfo.InvariantCulture)).ShouldBe(days.Split(' '));

    [Theory]
    [InlineData("2026-11-04", 10, "2026-11-19")] // Veterans Day is skipped
    [InlineData("2026-12-21", 10, "2027-01-06")] // Christmas and New Year are skipped
    [InlineData("2026-11-20", 10, "2026-12-07")] // Thanksgiving is skipped
    [InlineData("2027-12-30", 1, "2028-01-03")]  // New Year 2028 is observed on 2027-12-31
    [InlineData("2026-11-21", 1, "2026-11-23")]  // from a Saturday
    [InlineData("2026-11-21", 0, "2026-11-21")]  // zero is the day itself
    [InlineData("2026-11-30", -1, "2026-11-27")] // backwards
    [InlineData("2026-11-27", -1, "2026-11-25")] // backwards over Thanksgiving
    public void Business_days_are_counted_from_the_day_after(string from, int days, string expected) =>
        Federal.AddBusinessDays(Date(from), days).ShouldBe(Date(expected));

    [Fact]
    public void A_one_off_closure_counts_only_when_an_administrator_enters_it()
    {
        Federal.IsBusinessDay(Date("2026-12-24")).ShouldBeTrue();
        var closed = Federal.With(Date("2026-12-24"));
        closed.IsBusinessDay(Date("2026-12-24")).ShouldBeFalse();
        closed.AddBusinessDays(Date("2026-12-23"), 1).ShouldBe(Date("2026-12-28"));
        closed.HolidaysIn(2026).Count.ShouldBe(12);
        Federal.IsBusinessDay(Date("2026-12-24")).ShouldBeTrue();
    }

    [Fact]
    public void Every_observed_holiday_is_a_weekday_and_its_eve_or_morrow_rule_holds() =>
        Prop.ForAll(Gen.Choose(1900, 2400).ToArbitrary(), year =>
        {
            var observed = Federal.HolidaysIn(year);
            var independent = Independently(year).ToList();
            return observed.All(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)) && observed.SequenceEqual(independent);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Counting_agrees_with_listing_the_open_days()
    {
        var dates = Gen.Choose(new DateOnly(1990, 1, 1).DayNumber, new DateOnly(2090, 1, 1).DayNumber).Select(DateOnly.FromDayNumber);
        Prop.ForAll(dates.Zip(Gen.Choose(1, 60)).ToArbitrary(), given =>
        {
            var (from, days) = given;
            var open = Enumerable.Range(1, 200).Select(from.AddDays).Where(d =>
                (int)d.DayOfWeek is > 0 and < 6 && !Independently(d.Year).Contains(d)).ToList();
            var answer = Federal.AddBusinessDays(from, days);
            return answer == open[days - 1] && (!Federal.IsBusinessDay(from) || Federal.AddBusinessDays(answer, -days) == from);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>The statute read day by day: a weekday is a holiday when it is one by name, or a Friday before one, or a Monday after one.</summary>
    private static IEnumerable<DateOnly> Independently(int year) =>
        from n in Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365)
        let day = new DateOnly(year, 1, 1).AddDays(n)
        where day.DayOfWeek switch
        {
            DayOfWeek.Saturday or DayOfWeek.Sunday => false,
            DayOfWeek.Friday => ByName(day) || ByName(day.AddDays(1)),
            DayOfWeek.Monday => ByName(day) || ByName(day.AddDays(-1)),
            _ => ByName(day),
        }
        select day;

    private static bool ByName(DateOnly day)
    {
        var week = ((day.Day - 1) / 7) + 1;
        var inLastWeek = day.AddDays(7).Month != day.Month;
        return (day.Month, day.Day, day.DayOfWeek) switch
        {
            (1, 1, _) or (7, 4, _) or (11, 11, _) or (12, 25, _) => true,
            (6, 19, _) => day.Year >= 2021,
            (1, _, DayOfWeek.Monday) => week == 3 && day.Year >= 1986,
            (2, _, DayOfWeek.Monday) => week == 3,
            (5, _, DayOfWeek.Monday) => inLastWeek,
            (9, _, DayOfWeek.Monday) => week == 1,
            (10, _, DayOfWeek.Monday) => week == 2,
            (11, _, DayOfWeek.Thursday) => week == 4,
            _ => false,
        };
    }

    private static DateOnly Date(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
