using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Tests.Unit.PeerToPeer.ACase;

namespace UtilizationReview.Tests.Unit.PeerToPeer;

public sealed class SlotArithmetic
{
    private static readonly string[] Zones = ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"];

    /// <summary>Days around both changes of the clocks in 2026 (8 March, 1 November), with hours at night, where clocks change.</summary>
    [Fact]
    public void Slots_lie_inside_the_hours_as_clocks_show_them_across_both_changes()
    {
        foreach (var zoneId in Zones)
        {
            var zone = TimeZones.Find(zoneId);
            foreach (var (day, hoursShown) in new[] { (new DateOnly(2026, 3, 8), 4), (new DateOnly(2026, 11, 1), 5), (new DateOnly(2026, 11, 8), 5) })
            {
                var hours = new[] { new WeeklyHours(DayOfWeek.Sunday, 0, 5 * 60) };
                var grid = Slots.Grid(day.AddDays(-1).StartOf(zone), day.EndOf(zone).AddHours(12)).ToList();
                var inside = grid.Where(s => Slots.Inside(s, hours, zone)).ToList();
                inside.Count.ShouldBe(2 * hoursShown, $"{zoneId} {day}");
                foreach (var start in inside)
                {
                    for (var minute = 0; minute < 30; minute++)
                    {
                        var shown = TimeZoneInfo.ConvertTime(start.AddMinutes(minute), zone);
                        (shown.DayOfWeek, shown.Hour < 5, zone.IsInvalidTime(shown.DateTime)).ShouldBe((DayOfWeek.Sunday, true, false));
                    }
                }
            }
        }
    }

    [Fact]
    public void Nothing_offered_is_past_ends_after_the_due_time_leaves_the_hours_or_is_taken()
    {
        var cases =
            from zone in Gen.Elements(Zones)
            from practiceZone in Gen.Elements(Zones)
            from minutes in Gen.Choose(0, 60 * 24 * 365)
            from due in Gen.Choose(1, 60 * 24 * 5)
            from fromMinute in Gen.Choose(0, 23 * 60)
            from length in Gen.Choose(30, 600)
            from taken in Gen.Choose(0, 30).ListOf(8)
            select (zone, practiceZone, minutes, due, fromMinute, length, taken);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(c.minutes);
            var physician = Okafor with
            {
                TimeZone = c.zone,
                Hours = [.. Enum.GetValues<DayOfWeek>().Select(d => new WeeklyHours(d, c.fromMinute, Math.Min(1440, c.fromMinute + c.length)))],
            };
            var occupied = c.taken.Select(t => new Cell(physician.Id, Slots.Touched(now).First().AddMinutes(30 * t))).ToHashSet();
            var contact = Caller with { TimeZone = c.practiceZone };
            var latest = now.AddMinutes(c.due);
            var offered = Slots.Offer([(physician, Fit.Same)], contact, [], occupied, now, latest, (_, _) => true);
            var zone = TimeZones.Find(c.zone);
            var practice = TimeZones.Find(c.practiceZone);
            return offered.All(s =>
                Slots.OnGrid(s.Start) && s.Start >= now && s.Start + Slots.Length < latest && !occupied.Contains(new(physician.Id, s.Start))
                && MinuteIn(s.Start, zone) >= c.fromMinute && MinuteIn(s.Start.AddMinutes(29), zone) < c.fromMinute + c.length
                && MinuteIn(s.Start, practice) >= 8 * 60 && MinuteIn(s.Start.AddMinutes(29), practice) < 17 * 60
                && BusinessCalendar.UsFederal.IsBusinessDay(s.Start.DateIn(practice)))
                && offered.Select(s => s.Start).Distinct().Count() == offered.Count;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(0, 5)]
    [InlineData(1, 6)]
    public void A_slot_has_to_end_before_the_latest_moment(int ticks, int slots) =>
        Slots.Grid(Monday, Monday.AddHours(3).AddTicks(ticks)).Count().ShouldBe(slots);

    [Fact]
    public void A_talk_off_the_grid_touches_two_half_hours()
    {
        Slots.Touched(Monday).ShouldBe([Monday]);
        Slots.Touched(Monday.AddMinutes(29)).ShouldBe([Monday, Monday.AddMinutes(30)]);
        Slots.Touched(Monday.AddTicks(-1)).ShouldBe([Monday.AddMinutes(-30), Monday]);
    }

    [Fact]
    public void Days_off_and_holidays_offer_nothing()
    {
        var thanksgiving = new DateTimeOffset(2026, 11, 26, 16, 0, 0, TimeSpan.Zero);
        Slots.Suits(thanksgiving, Caller, []).ShouldBeFalse();
        Slots.Suits(thanksgiving, Caller, [new(thanksgiving, thanksgiving.AddMinutes(30))]).ShouldBeTrue();
        Slots.Suits(thanksgiving, Caller, [new(thanksgiving, thanksgiving.AddMinutes(29))]).ShouldBeFalse();
        Slots.Suits(Monday, Okafor with { DaysOff = [new(2026, 11, 23)] }).ShouldBeFalse();
    }

    private static int MinuteIn(DateTimeOffset instant, TimeZoneInfo zone) => (int)TimeZoneInfo.ConvertTime(instant, zone).TimeOfDay.TotalMinutes;
}
