using System.Globalization;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>Decision clocks received at the edges of days, on holidays, at month ends, and across changes of the clock both ways: days keep the
/// local time of day, hours are elapsed time.</summary>
public sealed class ClocksAtTheirBoundaries
{
    /// <summary>The regime by plan, the zone, the local instant of receipt, and when the decision is due, local.</summary>
    [Theory]
    // The last second of a day and the first of the next are a day apart where days are counted, and a second where hours are.
    [InlineData("CommercialSelfFunded ME Standard", "America/New_York", "2026-11-24 23:59:59", "2026-12-09 23:59:59")]
    [InlineData("CommercialSelfFunded ME Standard", "America/New_York", "2026-11-25 00:00:00", "2026-12-10 00:00:00")]
    [InlineData("MedicareAdvantage AZ Standard", "America/Phoenix", "2026-11-24 23:59:59", "2026-12-01 23:59:59")]
    [InlineData("MedicareAdvantage AZ Expedited", "America/Phoenix", "2026-11-25 00:00:00", "2026-11-28 00:00:00")]
    // Business days: on the eve of a holiday, on a holiday, on a weekend. Thanksgiving is 26 November.
    [InlineData("CommercialInsured AR Standard", "America/Chicago", "2026-11-25 23:59:59", "2026-11-30 23:59:59")]
    [InlineData("CommercialInsured AR Standard", "America/Chicago", "2026-11-26 00:00:00", "2026-11-30 00:00:00")]
    [InlineData("CommercialInsured AR Standard", "America/Chicago", "2026-11-28 10:00:00", "2026-12-01 10:00:00")]
    [InlineData("CommercialInsured CA Standard", "America/Los_Angeles", "2026-12-24 09:00:00", "2027-01-04 09:00:00")]
    [InlineData("CommercialInsured MN Standard", "America/Chicago", "2026-07-02 09:00:00", "2026-07-10 09:00:00")]
    // Month ends and the leap day.
    [InlineData("CommercialSelfFunded ME Standard", "America/New_York", "2027-01-31 09:00:00", "2027-02-15 09:00:00")]
    [InlineData("CommercialSelfFunded ME Standard", "America/New_York", "2028-02-14 09:00:00", "2028-02-29 09:00:00")]
    [InlineData("CommercialSelfFunded ME Standard", "America/New_York", "2027-02-14 09:00:00", "2027-03-01 09:00:00")]
    [InlineData("CommercialSelfFunded ME Standard", "America/New_York", "2026-12-31 23:59:59", "2027-01-15 23:59:59")]
    // Summer time ends on 1 November 2026: days keep the hour, hours come an hour earlier by the clock on the wall. Phoenix and Honolulu have none.
    [InlineData("CommercialSelfFunded ME Standard", "America/New_York", "2026-10-25 09:00:00", "2026-11-09 09:00:00")]
    [InlineData("CommercialSelfFunded ME Expedited", "America/New_York", "2026-10-30 09:00:00", "2026-11-02 08:00:00")]
    [InlineData("MedicareAdvantage AZ Expedited", "America/Phoenix", "2026-10-30 09:00:00", "2026-11-02 09:00:00")]
    [InlineData("CommercialSelfFunded HI Expedited", "Pacific/Honolulu", "2026-10-30 09:00:00", "2026-11-02 09:00:00")]
    [InlineData("MedicareAdvantage CA Standard", "America/Los_Angeles", "2026-10-28 15:00:00", "2026-11-04 14:00:00")]
    // Summer time begins on 14 March 2027; 02:30 does not exist that night, and counts as the first instant after the gap.
    [InlineData("CommercialSelfFunded ME Standard", "America/New_York", "2027-03-05 09:00:00", "2027-03-20 09:00:00")]
    [InlineData("CommercialSelfFunded ME Expedited", "America/New_York", "2027-03-12 09:00:00", "2027-03-15 10:00:00")]
    [InlineData("MedicareAdvantage AZ Expedited", "America/Phoenix", "2027-03-12 09:00:00", "2027-03-15 09:00:00")]
    [InlineData("CommercialSelfFunded ME Standard", "America/New_York", "2027-02-27 02:30:00", "2027-03-14 03:00:00")]
    public void A_decision_is_due_to_the_second(string plan, string zoneId, string received, string due)
    {
        var words = plan.Split(' ');
        var zone = TimeZones.Find(zoneId);
        var at = Local(received, zone);
        var terms = Plan with { LineOfBusiness = Enum.Parse<LineOfBusiness>(words[0]), State = words[1], TimeZone = zoneId };
        var regime = Laws.OnCase(Law.Regimes, terms, Enum.Parse<Urgency>(words[2]), at.DateIn(zone));
        var dueAt = Clocks.DueAt(regime, at, [], Law.Calendar, zone);
        TimeZoneInfo.ConvertTime(dueAt, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture).ShouldBe(due, regime.Id);
    }

    [Fact]
    public void The_hour_that_comes_twice_is_counted_as_the_instant_it_was()
    {
        var zone = TimeZones.Find("America/New_York");
        var first = new DateTimeOffset(2026, 11, 1, 5, 30, 0, TimeSpan.Zero); // 01:30, summer time
        var second = first.AddHours(1); // 01:30 again
        var terms = Plan with { LineOfBusiness = LineOfBusiness.CommercialSelfFunded, State = "ME", TimeZone = "America/New_York" };
        var regime = Laws.OnCase(Law.Regimes, terms, Urgency.Expedited, first.DateIn(zone));
        (Clocks.DueAt(regime, second, [], Law.Calendar, zone) - Clocks.DueAt(regime, first, [], Law.Calendar, zone)).ShouldBe(TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData("America/New_York")]
    [InlineData("America/Phoenix")]
    [InlineData("Pacific/Honolulu")]
    public void A_deadline_is_missed_at_its_instant_and_not_before_in_every_zone(string zoneId)
    {
        var zone = TimeZones.Find(zoneId);
        foreach (var received in new[] { "2026-10-31 23:59:59", "2027-03-13 00:00:00", "2027-01-31 23:59:59", "2026-11-26 12:00:00" })
        {
            var at = Local(received, zone);
            var plan = Plan with { TimeZone = zoneId };
            var order = new AnOrder(null, at, []).Do(new OrderCommand.Submit(
                "T-1", "A-1", Channel.Portal, "pr-1", Form with { DateOfService = at.DateIn(zone).AddDays(30) }, [Line()], plan, "WI")).Do(Evaluation(ServiceAnswer.NotMet));
            var due = order.Order.DueAt;
            OrderTimers.IsLate(order.Order, due.AddTicks(-1)).ShouldBeFalse(received);
            OrderTimers.IsLate(order.Order, due).ShouldBeTrue(received);
            order.At(due).Do(new OrderCommand.Tick()).Facts.OfType<OrderEvent.DeadlineMissed>().Single().DueAt.ShouldBe(due);
        }
    }

    private static DateTimeOffset Local(string text, TimeZoneInfo zone)
    {
        var at = DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return DateOnly.FromDateTime(at).At(TimeOnly.FromDateTime(at), zone);
    }
}
