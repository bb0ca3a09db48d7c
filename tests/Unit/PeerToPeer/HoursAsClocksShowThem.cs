using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Tests.Unit.PeerToPeer.ACase;

namespace UtilizationReview.Tests.Unit.PeerToPeer;

/// <summary>Weekly hours, exceptions and days off on the days on which calendars are hard.</summary>
public sealed class HoursAsClocksShowThem
{
    private const string Night = "01:00 01:30 02:00 02:30 03:00 03:30";

    [Theory]
    [InlineData("America/New_York", "01:00 01:30 03:00 03:30")]
    [InlineData("America/Chicago", "01:00 01:30 03:00 03:30")]
    [InlineData("America/Denver", "01:00 01:30 03:00 03:30")]
    [InlineData("America/Phoenix", Night)]
    [InlineData("America/Los_Angeles", "01:00 01:30 03:00 03:30")]
    public void An_hour_that_clocks_skip_is_not_offered(string zone, string starts) => Starts(zone, new(2026, 3, 8)).ShouldBe(starts);

    [Theory]
    [InlineData("America/New_York", 5)]
    [InlineData("America/Chicago", 6)]
    [InlineData("America/Denver", 7)]
    [InlineData("America/Los_Angeles", 8)]
    public void An_hour_that_clocks_show_twice_is_offered_the_first_time_only(string zone, int firstShownUtc)
    {
        Starts(zone, new(2026, 11, 1)).ShouldBe(Night);
        var first = new DateTimeOffset(2026, 11, 1, firstShownUtc, 0, 0, TimeSpan.Zero);
        var awake = AtNight(zone);
        Slots.Suits(first, awake).ShouldBeTrue();
        Slots.Suits(first.AddHours(1), awake).ShouldBeFalse("clocks show 01:00 again");
        Slots.Suits(first.AddMinutes(90), awake).ShouldBeFalse("clocks show 01:30 again");
        Slots.Suits(first.AddHours(2), awake).ShouldBeTrue("02:00 comes once");
    }

    [Fact]
    public void Where_clocks_never_change_every_night_offers_the_same() => Starts("America/Phoenix", new(2026, 11, 1)).ShouldBe(Night);

    [Fact]
    public void Hours_before_and_after_midnight_meet_without_a_slot_in_both_days()
    {
        var late = Okafor with { Hours = [new(DayOfWeek.Monday, 23 * 60, 1440), new(DayOfWeek.Tuesday, 0, 60)] };
        var midnight = new DateOnly(2026, 11, 24).StartOf(TimeZones.Find("America/Chicago"));
        Slots.Grid(midnight.AddHours(-12), midnight.AddHours(12)).Where(s => Slots.Suits(s, late))
            .ShouldBe([midnight.AddHours(-1), midnight.AddMinutes(-30), midnight, midnight.AddMinutes(30)]);
        var off = late with { DaysOff = [new(2026, 11, 24)] };
        Slots.Suits(midnight.AddMinutes(-30), off).ShouldBeTrue();
        Slots.Suits(midnight, off).ShouldBeFalse();
    }

    /// <summary>Every day of three years with a leap day, in every zone: 18 half hours from 08:00 to 17:00 on business days of the practice, else
    /// none. Month ends, year ends, holidays and both changes of the clocks are among them.</summary>
    [Fact]
    public void Every_day_offers_its_hours_and_no_others()
    {
        foreach (var id in new[] { "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles" })
        {
            var zone = TimeZones.Find(id);
            var physician = Okafor with { TimeZone = id, Hours = [.. Enum.GetValues<DayOfWeek>().Select(d => new WeeklyHours(d, 8 * 60, 17 * 60))] };
            for (var day = new DateOnly(2026, 1, 1); day.Year < 2029; day = day.AddDays(1))
            {
                var offered = Slots.Grid(day.StartOf(zone), day.EndOf(zone))
                    .Count(s => Slots.Suits(s, physician) && Slots.Suits(s, Caller with { TimeZone = id }, []));
                offered.ShouldBe(BusinessCalendar.UsFederal.IsBusinessDay(day) ? 18 : 0, $"{id} {day:yyyy-MM-dd}");
            }
        }
    }

    [Fact]
    public void Practice_and_physician_meet_where_their_hours_overlap_on_the_same_clock()
    {
        var coast = Okafor with { TimeZone = "America/Los_Angeles" };
        var day = new DateOnly(2026, 11, 23);
        var starts = Slots.Grid(day.StartOf(TimeZones.Find("America/New_York")), day.EndOf(TimeZones.Find("America/New_York")))
            .Where(s => Slots.Suits(s, coast) && Slots.Suits(s, Caller with { TimeZone = "America/New_York" }, [])).ToList();
        starts[0].ShouldBe(new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero)); // 08:00 on the coast
        starts[^1].ShouldBe(new(2026, 11, 23, 21, 30, 0, TimeSpan.Zero)); // 16:30 in New York
    }

    [Fact]
    public void Extra_hours_and_part_days_off_change_their_date_only()
    {
        var saturday = new DateOnly(2026, 11, 28);
        var changed = Okafor with
        {
            Exceptions =
            [
                new(saturday, 9 * 60, 11 * 60, HoursChange.Extra), new(new(2026, 11, 23), 12 * 60, 1440, HoursChange.Off),
            ],
        };
        changed.HoursOn(saturday).ShouldBe([new Stretch(540, 660)]);
        changed.HoursOn(saturday.AddDays(7)).ShouldBeEmpty();
        changed.HoursOn(new(2026, 11, 23)).ShouldBe([new Stretch(480, 720)]);
        changed.HoursOn(new(2026, 11, 30)).ShouldBe([new Stretch(480, 1020)]);
        Slots.Suits(Monday.AddHours(2.5), changed).ShouldBeTrue("11:30 is before noon");
        Slots.Suits(Monday.AddHours(3), changed).ShouldBeFalse("noon begins the part off");
    }

    [Fact]
    public void Time_off_wins_over_extra_hours_and_hours_that_touch_are_one_stretch()
    {
        var day = new DateOnly(2026, 11, 23);
        Physician With(params HoursException[] exceptions) => Okafor with { Exceptions = exceptions };
        With(new HoursException(day, 17 * 60, 18 * 60, HoursChange.Extra)).HoursOn(day).ShouldBe([new Stretch(480, 1080)]);
        With(new(day, 600, 660, HoursChange.Off), new(day, 540, 720, HoursChange.Extra)).HoursOn(day)
            .ShouldBe([new Stretch(480, 600), new Stretch(660, 1020)]);
        With(new HoursException(day, 0, 1440, HoursChange.Off)).HoursOn(day).ShouldBeEmpty();
        (With(new HoursException(day, 1020, 1080, HoursChange.Extra)) with { DaysOff = [day] }).HoursOn(day).ShouldBeEmpty();
    }

    [Fact]
    public void A_practices_window_is_a_stretch_of_time_whatever_clocks_do()
    {
        var from = new DateTimeOffset(2026, 11, 1, 5, 0, 0, TimeSpan.Zero); // 00:00 in Chicago; clocks go back at 02:00
        Window window = new(from, from.AddHours(3));
        Slots.Grid(from.AddHours(-1), from.AddHours(5)).Count(s => Slots.Suits(s, Caller, [window])).ShouldBe(6);
        Slots.Suits(from.AddHours(2.5), Caller, [window]).ShouldBeTrue();
        Slots.Suits(from.AddHours(3), Caller, [window]).ShouldBeFalse();
    }

    private static Physician AtNight(string zone) => Okafor with { TimeZone = zone, Hours = [new(DayOfWeek.Sunday, 60, 240)] };

    private static string Starts(string zoneId, DateOnly day)
    {
        var zone = TimeZones.Find(zoneId);
        return string.Join(' ', Slots.Grid(day.StartOf(zone), day.EndOf(zone)).Where(s => Slots.Suits(s, AtNight(zoneId)))
            .Select(s => TimeZoneInfo.ConvertTime(s, zone).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture)));
    }
}
