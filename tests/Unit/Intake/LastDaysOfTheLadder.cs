using System.Globalization;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>The last day of every window of the ladder is whole in the plan's zone, and the first instant after it is too late: across changes of
/// the clock, month ends, a leap day, the turn of the year, and holidays.</summary>
public sealed class LastDaysOfTheLadder
{
    private static readonly string[] Zones = ["America/New_York", "America/Phoenix", "Pacific/Honolulu", "America/Los_Angeles"];

    /// <summary>Window, day of the notice that starts it, its last day.</summary>
    private static readonly (string Window, string Notice, string Last)[] Days =
    [
        // Reconsideration, 10 calendar days: plain, across the end of summer time, month end in a leap year and in none, year end.
        ("reconsideration", "2026-11-24", "2026-12-04"), ("reconsideration", "2026-10-25", "2026-11-04"), ("reconsideration", "2027-03-10", "2027-03-20"),
        ("reconsideration", "2028-02-20", "2028-03-01"), ("reconsideration", "2027-02-20", "2027-03-02"), ("reconsideration", "2026-12-28", "2027-01-07"),
        // 10 business days: Thanksgiving; Christmas and New Year; Independence Day observed on Monday.
        ("reconsideration-business", "2026-11-24", "2026-12-09"), ("reconsideration-business", "2026-12-21", "2027-01-06"), ("reconsideration-business", "2027-06-30", "2027-07-15"),
        // A talk, 14 calendar days.
        ("talk", "2026-10-30", "2026-11-13"), ("talk", "2027-03-08", "2027-03-22"), ("talk", "2026-12-24", "2027-01-07"), ("talk", "2028-02-16", "2028-03-01"),
        // Medicare 65 days, Medicaid 60, ERISA 180.
        ("medicare", "2026-11-24", "2027-01-28"), ("medicare", "2026-09-15", "2026-11-19"), ("medicare", "2027-12-27", "2028-03-01"),
        ("medicaid", "2026-11-24", "2027-01-23"), ("medicaid", "2027-01-31", "2027-04-01"), ("medicaid", "2028-01-01", "2028-03-01"),
        ("erisa", "2026-11-24", "2027-05-23"), ("erisa", "2027-09-03", "2028-03-01"), ("erisa", "2026-07-05", "2027-01-01"),
        // Federal external review, 4 months from the final notice: the first of the fifth month where there is no such day (the rule's own example
        // is October 30), the leap day, and on from a weekend or a federal holiday.
        ("external", "2026-10-27", "2027-03-01"), ("external", "2026-10-29", "2027-03-01"), ("external", "2026-10-30", "2027-03-01"), ("external", "2026-10-31", "2027-03-01"),
        ("external", "2027-10-29", "2028-02-29"), ("external", "2027-10-30", "2028-03-01"), ("external", "2026-12-31", "2027-05-03"), ("external", "2026-11-15", "2027-03-15"),
        ("external", "2026-11-13", "2027-03-15"), ("external", "2026-11-12", "2027-03-12"), ("external", "2026-09-01", "2027-01-04"), ("external", "2027-03-04", "2027-07-06"),
        // A state's external review ends with the month.
        ("state-external", "2026-10-31", "2027-02-28"), ("state-external", "2026-12-31", "2027-04-30"), ("state-external", "2026-11-13", "2027-03-13"),
        // Medicaid fair hearing, 120 days, and the administrative law judge, 60 days, from the answer before.
        ("hearing", "2026-11-24", "2027-03-24"), ("judge", "2027-01-31", "2027-04-01"),
    ];

    public static TheoryData<string, string, string, string> Windows =>
        [.. from zone in Zones from row in Days select new TheoryDataRow<string, string, string, string>(row.Window, zone, row.Notice, row.Last)];

    [Theory]
    [MemberData(nameof(Windows))]
    public void A_window_is_open_to_the_end_of_its_last_day_and_closed_at_the_first_instant_after(string window, string zoneId, string notice, string last)
    {
        var (zone, start, end) = (TimeZones.Find(zoneId), Day(notice), Day(last));
        var (order, command) = Ready(window, zoneId, start);
        // The last day minus one, the last day at 23:59:59, the first instant after it.
        Opens(order, command, end.AddDays(-1).At(new(12, 0), zone)).ShouldBeTrue("the last day minus one");
        Opens(order, command, end.At(new(23, 59, 59), zone)).ShouldBeTrue("the last second of the last day");
        Opens(order, command, end.EndOf(zone).AddTicks(-1)).ShouldBeTrue("the last instant of the last day");
        Opens(order, command, end.EndOf(zone)).ShouldBeFalse("the first instant after the last day");
    }

    /// <summary>The order in the state the window starts from, and what uses the window at an instant.</summary>
    private static (AnOrder Order, Func<DateTimeOffset, OrderCommand> Command) Ready(string window, string zoneId, DateOnly start)
    {
        var zone = TimeZones.Find(zoneId);
        var line = window switch
        {
            "medicare" or "judge" => LineOfBusiness.MedicareAdvantage,
            "medicaid" or "hearing" => LineOfBusiness.MedicaidManaged,
            "erisa" or "external" => LineOfBusiness.CommercialSelfFunded,
            _ => LineOfBusiness.CommercialInsured,
        };
        var plan = Plan with { TimeZone = zoneId, LineOfBusiness = line, ReconsiderationInBusinessDays = window == "reconsideration-business" };
        // The denial is made in the last minute of the day: the windows count from the day, not from the hour.
        var received = start.At(new(8, 0), zone);
        var denied = new AnOrder(null, received, []).Do(new Submit("T-1", "A-1", Channel.Portal, "pr-1", Form with { DateOfService = start.AddDays(30) }, [Line()], plan, "WI"))
            .Do(Evaluation(ServiceAnswer.NotMet)).Do(new NurseRefer([], "n-1", [])).At(start.At(new(23, 59, 59), zone))
            .Do(DenyAs(received));
        return window switch
        {
            "reconsideration" or "reconsideration-business" => (denied, _ => Ask()),
            "talk" => (denied, at => Talk(TalkStep.Held, at)),
            "medicare" or "medicaid" or "erisa" => (denied, at => File(AppealLevel.PlanAppeal, at)),
            "external" or "state-external" => (Answered(denied, AppealLevel.PlanAppeal, start), at => File(AppealLevel.ExternalReview, at)),
            "hearing" => (Answered(denied, AppealLevel.PlanAppeal, start), at => File(AppealLevel.StateFairHearing, at)),
            _ => (denied.Do(File(AppealLevel.PlanAppeal, denied.Now)).Do(Upheld(AppealLevel.PlanAppeal, start)).Do(Upheld(AppealLevel.IndependentReview, start)),
                at => File(AppealLevel.AdministrativeHearing, at)),
        };
    }

    private static AnOrder Answered(AnOrder denied, AppealLevel level, DateOnly on) => denied.Do(File(level, denied.Now)).Do(Upheld(level, on));

    private static FileAppeal File(AppealLevel level, DateTimeOffset at) => new(level, [], at, AppealFiler.Enrollee, Consent: false, Expedited: false, "", "", "admin");

    private static RecordAppealOutcome Upheld(AppealLevel level, DateOnly on) => new(level, AppealResult.Upheld, [], on, "a body", "", "admin");

    private static PhysicianDecide DenyAs(DateTimeOffset offered) => new(Physician(), [new LineDecision.Deny(1, Why, new PeerToPeerDuty.Offered(offered))], false);

    /// <summary>True when the command uses the window: it opens the denial again, or files the appeal.</summary>
    private static bool Opens(AnOrder order, Func<DateTimeOffset, OrderCommand> command, DateTimeOffset at) =>
        order.At(at).Try(command(at)) is Answer<OrderEvent>.Accepted { Events: var facts } && facts.Any(f => f is OrderEvent.Reopened or OrderEvent.AppealFiled);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
