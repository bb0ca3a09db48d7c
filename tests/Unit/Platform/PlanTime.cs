using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Tests.Unit.Platform;

public sealed class PlanTime
{
    private static readonly TimeZoneInfo NewYork = TimeZones.Find("America/New_York");

    [Fact]
    public void A_date_is_the_one_on_the_calendar_of_the_place()
    {
        var instant = new DateTimeOffset(2026, 11, 3, 4, 30, 0, TimeSpan.Zero);
        instant.DateIn(NewYork).ShouldBe(new DateOnly(2026, 11, 2));
        instant.DateIn(TimeZones.Find("Asia/Tokyo")).ShouldBe(new DateOnly(2026, 11, 3));
    }

    [Fact]
    public void A_day_starts_at_midnight_of_the_place_and_ends_when_the_next_starts()
    {
        new DateOnly(2026, 7, 1).StartOf(NewYork).ShouldBe(new DateTimeOffset(2026, 7, 1, 4, 0, 0, TimeSpan.Zero));
        var day = new DateOnly(2026, 11, 1); // clocks go back: 25 hours
        (day.EndOf(NewYork) - day.StartOf(NewYork)).ShouldBe(TimeSpan.FromHours(25));
        day = new DateOnly(2026, 3, 8); // clocks go forward: 23 hours
        (day.EndOf(NewYork) - day.StartOf(NewYork)).ShouldBe(TimeSpan.FromHours(23));
    }

    [Fact]
    public void A_time_that_clocks_skip_becomes_the_first_instant_after_the_gap() =>
        new DateOnly(2026, 3, 8).At(new TimeOnly(2, 30, 15), NewYork).ShouldBe(new DateTimeOffset(2026, 3, 8, 7, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_midnight_that_clocks_skip_starts_the_day_after_the_gap() =>
        new DateOnly(2023, 4, 28).StartOf(TimeZones.Find("Africa/Cairo")).ShouldBe(new DateTimeOffset(2023, 4, 27, 22, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_time_shown_twice_means_the_earlier_one() =>
        new DateOnly(2026, 11, 1).At(new TimeOnly(1, 30), NewYork).ShouldBe(new DateTimeOffset(2026, 11, 1, 5, 30, 0, TimeSpan.Zero));

    [Fact]
    public void Every_instant_lies_in_the_day_it_is_dated()
    {
        var zones = new[] { "America/New_York", "America/Chicago", "America/Phoenix", "Pacific/Honolulu", "America/St_Johns", "Africa/Cairo" }.Select(TimeZones.Find).ToArray();
        var start = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Prop.ForAll(Gen.Elements(zones).Zip(Gen.Choose(0, 60 * 24 * 365 * 40)).ToArbitrary(), given =>
        {
            var instant = start.AddMinutes(given.Item2);
            var date = instant.DateIn(given.Item1);
            return date.StartOf(given.Item1) <= instant && instant < date.EndOf(given.Item1) && date.StartOf(given.Item1).Offset == TimeSpan.Zero;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_unknown_zone_is_told_by_name() =>
        Should.Throw<ArgumentException>(() => TimeZones.Find("America/Springfield")).Message.ShouldContain("'America/Springfield' is not a known time zone");
}
