using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Tests.Unit.PeerToPeer.ACase;

namespace UtilizationReview.Tests.Unit.PeerToPeer;

/// <summary>Midnight, the ends of months and years, the leap day, holidays and two minutes, to the second.</summary>
public sealed class EdgesOfTime
{
    public static TheoryData<string, string> Midnights()
    {
        string[] days = ["2026-11-30", "2026-12-31", "2028-02-28", "2028-02-29", "2026-03-07", "2026-10-31", "2026-11-25"];
        var data = new TheoryData<string, string>();
        foreach (var zone in new[] { "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles" })
        {
            foreach (var day in days) data.Add(zone, day);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Midnights))]
    public void A_denial_just_before_midnight_and_one_at_it_have_windows_a_day_apart(string zoneId, string text)
    {
        var (zone, day) = (TimeZones.Find(zoneId), Day(text));
        var midnight = day.EndOf(zone);
        TimeZoneInfo.ConvertTime(midnight, zone).TimeOfDay.ShouldBe(TimeSpan.Zero);
        Scheduling.EndOfTalks(midnight.AddTicks(-1), 14, zone).ShouldBe(day.AddDays(15).StartOf(zone));
        Scheduling.EndOfTalks(midnight, 14, zone).ShouldBe(day.AddDays(16).StartOf(zone));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void A_talk_about_a_denial_can_be_asked_for_until_the_midnight_that_ends_its_window(int ticks, bool possible)
    {
        var denied = DeniedAt(Monday);
        denied.TalksUntil.ShouldBe(new DateOnly(2026, 12, 8).StartOf(TimeZones.Find("America/Chicago")));
        (Scheduling.NothingToTalkAbout(denied, denied.TalksUntil.AddTicks(ticks)) is null).ShouldBe(possible);
    }

    [Theory]
    [MemberData(nameof(Midnights))]
    public void Hours_that_pass_midnight_offer_every_half_hour_once(string zoneId, string text)
    {
        var (zone, day) = (TimeZones.Find(zoneId), Day(text));
        var late = Okafor with
        {
            TimeZone = zoneId,
            Hours = [new(day.DayOfWeek, 23 * 60, 1440), new(day.AddDays(1).DayOfWeek, 0, 60)],
        };
        var midnight = day.EndOf(zone);
        Window whole = new(midnight.AddHours(-1), midnight.AddHours(1));
        Slots.Offer([(late, Fit.Same)], Caller with { TimeZone = zoneId }, [whole], new HashSet<Cell>(), midnight.AddHours(-3), midnight.AddHours(9),
            (_, _) => true).Select(s => s.Start).ShouldBe([midnight.AddHours(-1), midnight.AddMinutes(-30), midnight, midnight.AddMinutes(30)]);
    }

    [Theory]
    [MemberData(nameof(Midnights))]
    public void A_window_of_a_whole_day_begins_and_ends_at_its_midnights(string zoneId, string text)
    {
        var (zone, day) = (TimeZones.Find(zoneId), Day(text));
        Window whole = new(day.StartOf(zone), day.EndOf(zone));
        bool Suits(DateTimeOffset start) => Slots.Suits(start, Caller with { TimeZone = zoneId }, [whole]);
        (Suits(whole.From.AddMinutes(-30)), Suits(whole.From), Suits(whole.To.AddMinutes(-30)), Suits(whole.To)).ShouldBe((false, true, true, false));
    }

    [Fact]
    public void The_leap_day_has_hours_exceptions_and_days_off_like_any_other()
    {
        var leap = new DateOnly(2028, 2, 29); // a Tuesday
        Okafor.HoursOn(leap).ShouldBe([new Stretch(480, 1020)]);
        (Okafor with { DaysOff = [leap] }).HoursOn(leap).ShouldBeEmpty();
        (Okafor with { Exceptions = [new(leap, 480, 1020, HoursChange.Off), new(leap, 1080, 1140, HoursChange.Extra)] }).HoursOn(leap)
            .ShouldBe([new Stretch(1080, 1140)]);
        var licensed = Okafor with { Licences = [new("WI", "1", leap)] };
        var zone = TimeZones.Find("America/Chicago");
        licensed.ValidLicences(leap.EndOf(zone).AddTicks(-1)).ShouldHaveSingleItem();
        licensed.ValidLicences(leap.EndOf(zone)).ShouldBeEmpty();
    }

    public static TheoryData<string> Holidays() => ["2026-11-26", "2026-12-25", "2027-01-01", "2027-01-18", "2027-07-05", "2027-10-11"];

    /// <summary>Without windows a practice is taken to be closed; where it says that it is there, the physician's roster decides.</summary>
    [Theory]
    [MemberData(nameof(Holidays))]
    public void On_a_federal_holiday_the_practices_windows_and_the_physicians_roster_decide(string text)
    {
        var (day, zone) = (Day(text), TimeZones.Find("America/Chicago"));
        BusinessCalendar.UsFederal.IsHoliday(day).ShouldBeTrue();
        Window open = new(day.At(new(9, 0), zone), day.At(new(11, 0), zone));
        Offered(Okafor).ShouldBe(0, "the practice is taken to be closed");
        Offered(Okafor, open).ShouldBe(4);
        Offered(Okafor with { DaysOff = [day] }, open).ShouldBe(0);
        Offered(Okafor with { Exceptions = [new(day, 0, 10 * 60, HoursChange.Off)] }, open).ShouldBe(2);
        Offered(Okafor with { Hours = [], Exceptions = [new(day, 9 * 60, 10 * 60, HoursChange.Extra)] }, open).ShouldBe(2);
        Offered(Okafor with { Hours = [], Exceptions = [new(day, 9 * 60, 10 * 60, HoursChange.Extra)] }).ShouldBe(0);

        int Offered(Physician physician, params Window[] windows) => Slots.Offer(
            [(physician, Fit.Same)], Caller, windows, new HashSet<Cell>(), day.StartOf(zone), day.EndOf(zone), (_, _) => true).Count;
    }

    [Theory]
    [InlineData(119, true)]
    [InlineData(120, false)]
    [InlineData(121, false)]
    public void A_physician_who_is_asked_has_two_minutes(int seconds, bool his)
    {
        var asked = Taken().After(Ask(Bench(present: [Okafor.Id, Lindqvist.Id])), Monday);
        var at = Monday.AddSeconds(seconds);
        if (his)
        {
            asked.After(new AcceptConnection(By(Okafor), "UR-1-T1"), at).Talks[0].Phase.ShouldBe(TalkPhase.Connected);
            asked.Ignores(new PassOn(Bench(present: [Lindqvist.Id])), at);
            return;
        }
        asked.Refused(new AcceptConnection(By(Okafor), "UR-1-T1"), at).Code.ShouldBe("connection-passed");
        var next = asked.After(new PassOn(Bench(present: [Okafor.Id, Lindqvist.Id])), at).Talks[0];
        (next.PhysicianId, next.ReservedUntil).ShouldBe((Lindqvist.Id, at.AddMinutes(2)));
    }

    [Theory]
    [InlineData(-1, "slot-not-possible")]
    [InlineData(0, "slot-not-possible")] // a talk has to end before the decision is due, not with it
    [InlineData(1, "")]
    public void A_slot_is_booked_only_where_it_ends_before_the_due_time_to_the_second(int seconds, string refused)
    {
        var start = Monday.AddHours(1);
        var @case = Taken(r => r with { DueAt = start.AddMinutes(30).AddSeconds(seconds) }).After(Ask(Bench(physicians: [])), Monday);
        var book = new BookSlot(Practice, "UR-1-T1", "", start, false, Bench());
        if (refused.Length > 0) @case.Refused(book, Monday).Code.ShouldBe(refused);
        else @case.After(book, Monday).Talks[0].Phase.ShouldBe(TalkPhase.Booked);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
