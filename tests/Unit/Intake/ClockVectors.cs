using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>The worked deadlines of regulation §11: received Tuesday 2026-11-24 15:00 in Chicago, Thanksgiving on the 26th.</summary>
public sealed class ClockVectors
{
    private static DateTimeOffset Local(int month, int day, int hour, int year = 2026) => new DateOnly(year, month, day).At(new(hour, 0), Chicago);

    private static Regime Regime(string lineOfBusiness, string state, string urgency) =>
        Clocks.Choose(Law.Regimes, Enum.Parse<LineOfBusiness>(lineOfBusiness), state, Enum.Parse<Urgency>(urgency), new(2026, 11, 24));

    private static DateTimeOffset Due(Regime regime, params ClockEvent[] events) => Clocks.DueAt(regime, Received, events, Law.Calendar, Chicago);

    private static ClockEvent Asked(DateTimeOffset at) => new(ClockEventKind.InformationAsked, at, "");

    private static ClockEvent Answered(DateTimeOffset at) => new(ClockEventKind.InformationReceived, at, "");

    private static ClockEvent Extended(DateTimeOffset at, string ground) => new(ClockEventKind.Extended, at, ground);

    [Theory]
    [InlineData("MedicareAdvantage", "AZ", "Standard", "2026-12-01 15:00", "MA-STANDARD")]
    [InlineData("MedicareAdvantage", "AZ", "Expedited", "2026-11-27 15:00", "MA-EXPEDITED")]
    [InlineData("MedicaidManaged", "MN", "Standard", "2026-12-01 15:00", "MEDICAID-STANDARD")]
    [InlineData("MedicaidManaged", "MN", "Expedited", "2026-11-27 15:00", "MEDICAID-EXPEDITED")]
    [InlineData("CommercialSelfFunded", "ME", "Expedited", "2026-11-27 15:00", "ERISA-URGENT")]
    [InlineData("CommercialSelfFunded", "ME", "Standard", "2026-12-09 15:00", "ERISA-PRE-SERVICE")]
    [InlineData("CommercialInsured", "AR", "Standard", "2026-11-27 15:00", "STATE-AR-STANDARD")]
    [InlineData("CommercialInsured", "AR", "Expedited", "2026-11-25 15:00", "STATE-AR-EXPEDITED")]
    [InlineData("CommercialInsured", "MN", "Standard", "2026-12-02 15:00", "STATE-MN-STANDARD")]
    [InlineData("CommercialInsured", "CA", "Standard", "2026-12-02 15:00", "STATE-CA-STANDARD")]
    [InlineData("CommercialInsured", "NY", "Standard", "2026-11-30 15:00", "STATE-NY-STANDARD")]
    [InlineData("CommercialInsured", "TX", "Standard", "2026-11-27 15:00", "STATE-TX-STANDARD")]
    [InlineData("CommercialInsured", "WA", "Standard", "2026-11-28 15:00", "STATE-WA-STANDARD")]
    [InlineData("CommercialInsured", "IN", "Standard", "2026-11-27 15:00", "STATE-IN-STANDARD")]
    [InlineData("CommercialInsured", "MI", "Standard", "2026-12-01 15:00", "STATE-MI-STANDARD")]
    [InlineData("CommercialInsured", "WI", "Standard", "2026-12-09 15:00", "STATE-WI-STANDARD")]
    [InlineData("CommercialInsured", "WI", "Expedited", "2026-11-27 15:00", "STATE-WI-EXPEDITED")]
    public void Each_regime_is_due_as_its_rule_says(string lineOfBusiness, string state, string urgency, string local, string id)
    {
        var regime = Regime(lineOfBusiness, state, urgency);
        regime.Id.ShouldBe(id);
        TimeZoneInfo.ConvertTime(Due(regime), Chicago).ToString("yyyy-MM-dd HH:mm").ShouldBe(local);
    }

    [Fact]
    public void Medicare_extends_by_fourteen_days() =>
        Due(Regime("MedicareAdvantage", "AZ", "Standard"), Extended(Local(11, 30, 9), "member-asked")).ShouldBe(Local(12, 15, 15));

    [Fact]
    public void Medicare_does_not_wait_for_missing_information() =>
        Due(Regime("MedicareAdvantage", "AZ", "Standard"), Asked(Local(11, 25, 9))).ShouldBe(Local(12, 1, 15));

    [Fact]
    public void Medicare_had_fourteen_days_until_the_end_of_2025() =>
        Clocks.Choose(Law.Regimes, LineOfBusiness.MedicareAdvantage, "AZ", Urgency.Standard, new(2025, 12, 31)).Period.ShouldBe(new(14, PeriodUnit.CalendarDays));

    [Fact]
    public void An_urgent_incomplete_erisa_request_is_due_two_days_after_the_reply_or_after_the_time_given()
    {
        var regime = Regime("CommercialSelfFunded", "ME", "Expedited");
        var asked = Asked(Local(11, 25, 9));
        Due(regime, asked, Answered(Local(11, 26, 9))).ShouldBe(Local(11, 28, 9));
        Due(regime, asked).ShouldBe(Local(11, 29, 9));
    }

    [Fact]
    public void A_question_later_than_a_day_after_an_urgent_erisa_request_moves_nothing()
    {
        var regime = Regime("CommercialSelfFunded", "ME", "Expedited");
        Due(regime, Asked(Local(11, 25, 15))).ShouldBe(Local(11, 29, 15));
        Due(regime, Asked(Local(11, 25, 15).AddMilliseconds(1))).ShouldBe(Local(11, 27, 15));
    }

    [Fact]
    public void An_erisa_extension_for_missing_information_stops_the_clock_until_the_answer()
    {
        var regime = Regime("CommercialSelfFunded", "ME", "Standard");
        var notice = Extended(Local(12, 4, 9), "missing-information");
        Due(regime, notice, Answered(Local(12, 20, 9))).DateIn(Chicago).ShouldBe(new DateOnly(2027, 1, 4));
        Due(regime, notice).DateIn(Chicago).ShouldBe(new DateOnly(2026, 12, 4).AddDays(45 + 15));
        Due(regime, Extended(Local(12, 4, 9), "beyond-control")).ShouldBe(Local(12, 24, 15));
    }

    [Fact]
    public void Where_completeness_starts_the_clock_the_answer_starts_it_and_asking_again_does_not()
    {
        var regime = Regime("CommercialInsured", "NY", "Standard");
        Due(regime, Asked(Local(11, 25, 9)), Answered(Local(12, 1, 9))).ShouldBe(Local(12, 4, 9));
        Due(regime, Asked(Local(11, 25, 9)), Answered(Local(12, 1, 9)), Asked(Local(12, 2, 9))).ShouldBe(Local(12, 4, 9));
        Due(regime, Asked(Local(12, 2, 9))).ShouldBe(Local(11, 30, 15));
    }

    [Theory]
    [InlineData("2026-11-24 05:00", "2026-11-27 06:00")]
    [InlineData("2026-11-24 17:59", "2026-11-27 17:59")]
    [InlineData("2026-11-24 18:00", "2026-11-28 06:00")]
    [InlineData("2026-11-28 12:00", "2026-12-03 06:00")]
    public void In_Texas_a_receipt_outside_staffed_hours_counts_from_the_next_ones(string received, string due)
    {
        var at = DateTime.Parse(received);
        var start = DateOnly.FromDateTime(at).At(TimeOnly.FromDateTime(at), Chicago);
        var answer = Clocks.DueAt(Regime("CommercialInsured", "TX", "Standard"), start, [], Law.Calendar, Chicago);
        TimeZoneInfo.ConvertTime(answer, Chicago).ToString("yyyy-MM-dd HH:mm").ShouldBe(due);
    }

    [Fact]
    public void In_Minnesota_urgent_hours_hold_a_business_day()
    {
        var regime = Regime("CommercialInsured", "MN", "Expedited");
        Due(regime).ShouldBe(Local(11, 26, 15));
        Clocks.DueAt(regime, Local(11, 27, 15), [], Law.Calendar, Chicago).ShouldBe(Local(11, 30, 15));
    }

    [Fact]
    public void The_last_days_of_the_windows_and_appeals_are_as_worked_out()
    {
        var denial = new DateOnly(2026, 11, 24);
        Recourses.First(denial, Plan, Law).ReconsiderationThrough.ShouldBe(new(2026, 12, 4));
        Recourses.First(denial, Plan with { ReconsiderationInBusinessDays = true }, Law).ReconsiderationThrough.ShouldBe(new(2026, 12, 9));
        Recourses.First(denial, Plan with { LineOfBusiness = LineOfBusiness.MedicareAdvantage }, Law).Rights.ShouldContain(r => r.Contains("2027-01-28"));
        Recourses.First(denial, Plan with { LineOfBusiness = LineOfBusiness.CommercialSelfFunded }, Law).Rights.ShouldContain(r => r.Contains("2027-05-23"));
        Recourses.First(denial, Plan with { LineOfBusiness = LineOfBusiness.MedicaidManaged }, Law).Rights.ShouldContain(r => r.Contains("2027-01-23"));
    }
}
