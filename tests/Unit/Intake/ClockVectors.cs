using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>The worked deadlines of regulation §11: received Tuesday 2026-11-24 15:00 in Chicago, Thanksgiving on the 26th.</summary>
public sealed class ClockVectors
{
    private static DateTimeOffset Local(int month, int day, int hour, int year = 2026) => new DateOnly(year, month, day).At(new(hour, 0), Chicago);

    private static PlanTerms PlanOf(string lineOfBusiness, string state) => Plan with { LineOfBusiness = Enum.Parse<LineOfBusiness>(lineOfBusiness), State = state };

    private static Regime Regime(string lineOfBusiness, string state, string urgency) =>
        Laws.OnCase(Law.Regimes, PlanOf(lineOfBusiness, state), Enum.Parse<Urgency>(urgency), new(2026, 11, 24));

    private static DateTimeOffset Due(Regime regime, params ClockEvent[] events) => Clocks.DueAt(regime, Received, events, Law.Calendar, Chicago);

    private static ClockEvent Asked(DateTimeOffset at) => new(ClockEventKind.InformationAsked, at, "");

    private static ClockEvent Answered(DateTimeOffset at) => new(ClockEventKind.InformationReceived, at, "");

    private static ClockEvent Extended(DateTimeOffset at, string ground) => new(ClockEventKind.Extended, at, ground);

    /// <summary>The clock rows of the table: case, plan, what is recorded ("what month-day hour", local), due.</summary>
    [Theory]
    [InlineData("MA standard", "MedicareAdvantage AZ Standard", "", "2026-12-01 15:00")]
    [InlineData("MA standard, +14 d extension", "MedicareAdvantage AZ Standard", "member-asked 11-30 09", "2026-12-15 15:00")]
    [InlineData("MA expedited", "MedicareAdvantage AZ Expedited", "", "2026-11-27 15:00")]
    [InlineData("Medicaid expedited", "MedicaidManaged WI Expedited", "", "2026-11-27 15:00")]
    [InlineData("MA, information missing, never answered", "MedicareAdvantage AZ Standard", "asked 11-25 09", "2026-12-01 15:00")]
    [InlineData("ERISA urgent complete", "CommercialSelfFunded ME Expedited", "", "2026-11-27 15:00")]
    [InlineData("ERISA urgent incomplete, reply", "CommercialSelfFunded ME Expedited", "asked 11-25 09, answered 11-26 09", "2026-11-28 09:00")]
    [InlineData("ERISA urgent incomplete, no reply", "CommercialSelfFunded ME Expedited", "asked 11-25 09", "2026-11-29 09:00")]
    [InlineData("ERISA pre-service", "CommercialSelfFunded ME Standard", "", "2026-12-09 15:00")]
    [InlineData("ERISA pre-service, tolled 4-20 Dec", "CommercialSelfFunded ME Standard", "missing-information 12-04 09, answered 12-20 09", "2027-01-04 09:00")]
    [InlineData("AR standard, complete at receipt", "CommercialInsured AR Standard", "", "2026-11-27 15:00")]
    [InlineData("AR urgent", "CommercialInsured AR Expedited", "", "2026-11-25 15:00")]
    [InlineData("MN standard", "CommercialInsured MN Standard", "", "2026-12-02 15:00")]
    [InlineData("CA standard", "CommercialInsured CA Standard", "", "2026-12-02 15:00")]
    [InlineData("NY", "CommercialInsured NY Standard", "", "2026-11-30 15:00")]
    [InlineData("TX", "CommercialInsured TX Standard", "", "2026-11-27 15:00")]
    [InlineData("WA electronic standard", "CommercialInsured WA Standard", "", "2026-11-28 15:00")]
    [InlineData("IN non-urgent", "CommercialInsured IN Standard", "", "2026-11-27 15:00")]
    [InlineData("MI", "CommercialInsured MI Standard", "", "2026-12-01 15:00")]
    public void The_table_of_worked_clocks_holds(string vector, string plan, string recorded, string due)
    {
        var words = plan.Split(' ');
        ClockEvent[] events = [.. recorded.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(e => e.Split(' ')).Select(e =>
        {
            var at = Local(int.Parse(e[1][..2]), int.Parse(e[1][3..]), int.Parse(e[2]));
            return e[0] switch { "asked" => Asked(at), "answered" => Answered(at), var ground => Extended(at, ground) };
        })];
        TimeZoneInfo.ConvertTime(Due(Regime(words[0], words[1], words[2]), events), Chicago).ToString("yyyy-MM-dd HH:mm").ShouldBe(due, vector);
    }

    /// <summary>The rows of rights and windows: last day for a denial whose notice is of 24 November.</summary>
    [Theory]
    [InlineData("Reconsideration window, calendar", "2026-12-04")]
    [InlineData("Reconsideration window, business", "2026-12-09")]
    [InlineData("MA appeal filing last day", "2027-01-28")]
    [InlineData("ERISA appeal filing last day", "2027-05-23")]
    public void The_table_of_worked_windows_holds(string vector, string lastDay)
    {
        var notice = new DateOnly(2026, 11, 24);
        DateOnly Appeal(string line) => Recourses.ByLaw(notice, PlanOf(line, "WI"), Law).Where(r => r.Name == "internal-appeal").Select(r => Recourses.LastDay(r, notice)).Single();
        (vector switch
        {
            "Reconsideration window, calendar" => Recourses.First(notice, Plan, Law).ReconsiderationThrough,
            "Reconsideration window, business" => Recourses.First(notice, Plan with { ReconsiderationInBusinessDays = true }, Law).ReconsiderationThrough,
            "MA appeal filing last day" => Appeal("MedicareAdvantage"),
            _ => Appeal("CommercialSelfFunded"),
        }).ShouldBe(DateOnly.Parse(lastDay));
    }

    [Theory]
    [InlineData("MedicaidManaged", "WI", "Standard", "2026-12-01 15:00", "MEDICAID-STANDARD")]
    [InlineData("MedicaidManaged", "MN", "Standard", "2026-12-01 15:00", "MN-MEDICAID-STANDARD+MEDICAID-STANDARD")]
    [InlineData("MedicaidManaged", "MN", "Expedited", "2026-11-26 15:00", "MN-MEDICAID-EXPEDITED+MEDICAID-EXPEDITED")]
    [InlineData("MedicaidFeeForService", "MN", "Standard", "2026-12-01 15:00", "MEDICAID-FFS-STANDARD")]
    [InlineData("MedicaidFeeForService", "WI", "Expedited", "2026-11-27 15:00", "MEDICAID-FFS-EXPEDITED")]
    [InlineData("QualifiedHealthPlan", "WI", "Standard", "2026-12-09 15:00", "QHP-PRE-SERVICE")]
    [InlineData("QualifiedHealthPlan", "WI", "Expedited", "2026-11-27 15:00", "QHP-URGENT")]
    [InlineData("QualifiedHealthPlan", "MI", "Standard", "2026-12-01 15:00", "QHP-PRE-SERVICE+STATE-MI-STANDARD")]
    [InlineData("CommercialInsured", "WI", "Standard", "2026-12-09 15:00", "STATE-WI-STANDARD")]
    [InlineData("CommercialInsured", "WI", "Expedited", "2026-11-27 15:00", "STATE-WI-EXPEDITED")]
    [InlineData("CommercialInsured", "DE", "Standard", "2026-11-30 15:00", "STATE-DE-STANDARD-ELECTRONIC")]
    [InlineData("CommercialInsured", "AZ", "Expedited", "2026-11-27 15:00", "STATE-AZ-EXPEDITED")]
    public void Each_regime_is_due_as_its_rule_says(string lineOfBusiness, string state, string urgency, string local, string id)
    {
        var regime = Regime(lineOfBusiness, state, urgency);
        regime.Id.ShouldBe(id);
        TimeZoneInfo.ConvertTime(Due(regime), Chicago).ToString("yyyy-MM-dd HH:mm").ShouldBe(local);
    }

    [Theory]
    [InlineData("WA", "Standard", "Paper", "2026-11-29 15:00")]
    [InlineData("WA", "Expedited", "Electronic", "2026-11-25 15:00")]
    [InlineData("WA", "Expedited", "Paper", "2026-11-26 15:00")]
    [InlineData("DE", "Standard", "Paper", "2026-12-02 15:00")]
    [InlineData("NJ", "Standard", "Paper", "2026-12-06 15:00")]
    [InlineData("NJ", "Standard", "Electronic", "2026-11-27 15:00")]
    [InlineData("MI", "Standard", "Paper", "2026-12-01 15:00")]
    public void The_way_of_filing_counts_where_the_law_says_so(string state, string urgency, string filed, string due) =>
        TimeZoneInfo.ConvertTime(Due(Laws.OnCase(Law.Regimes, PlanOf("CommercialInsured", state), Enum.Parse<Urgency>(urgency), new(2026, 11, 24), Enum.Parse<Filing>(filed))), Chicago)
            .ToString("yyyy-MM-dd HH:mm").ShouldBe(due);

    [Theory]
    [InlineData("CommercialSelfFunded ME Expedited Concurrent", "ERISA-CONCURRENT")]
    [InlineData("CommercialSelfFunded ME Standard PostService", "ERISA-POST-SERVICE")]
    [InlineData("MedicareAdvantage AZ Standard OtherDetermination", "MA-OTHER")]
    [InlineData("MedicareAdvantage AZ Expedited PartBDrug", "MA-PART-B-EXPEDITED")]
    [InlineData("CommercialInsured NY Standard Concurrent", "STATE-NY-STANDARD-CONCURRENT")]
    [InlineData("CommercialInsured TX Expedited PostStabilization", "STATE-TX-EXPEDITED-POST-STABILIZATION")]
    [InlineData("CommercialInsured WI Standard Experimental", "STATE-WI-STANDARD-EXPERIMENTAL")]
    [InlineData("CommercialInsured MI Standard Concurrent", "STATE-MI-STANDARD")]
    public void A_kind_of_determination_has_a_clock_of_its_own_where_a_rule_gives_one(string which, string id)
    {
        var words = which.Split(' ');
        Laws.OnCase(Law.Regimes, PlanOf(words[0], words[1]), Enum.Parse<Urgency>(words[2]), new(2026, 11, 24), kind: Enum.Parse<CaseKind>(words[3])).Id.ShouldBe(id);
    }

    [Theory]
    [InlineData("MI", "Standard", "2024-05-31", 9)]
    [InlineData("MI", "Standard", "2024-06-01", 7)]
    [InlineData("NE", "Expedited", "2027-12-31", 72)]
    [InlineData("NE", "Expedited", "2028-01-01", 48)]
    [InlineData("MA", "Expedited", "2026-06-04", 72)]
    [InlineData("MA", "Expedited", "2026-06-05", 24)]
    [InlineData("VA", "Standard", "2026-12-31", 15)]
    [InlineData("VA", "Standard", "2027-01-01", 7)]
    public void A_new_rule_holds_from_its_first_day(string state, string urgency, string received, int amount) =>
        Laws.OnCase(Law.Regimes, PlanOf("CommercialInsured", state), Enum.Parse<Urgency>(urgency), DateOnly.Parse(received)).Period.Amount.ShouldBe(amount);

    [Fact]
    public void A_bill_whose_fate_is_open_holds_only_for_a_plan_that_chose_it()
    {
        var california = PlanOf("CommercialInsured", "CA");
        var chosen = california with { RegimeOptions = ["AB-512"] };
        Laws.OnCase(Law.Regimes, california, Urgency.Standard, new(2026, 11, 24)).Period.ShouldBe(new(5, PeriodUnit.BusinessDays));
        Laws.OnCase(Law.Regimes, chosen, Urgency.Standard, new(2026, 11, 24)).Period.ShouldBe(new(3, PeriodUnit.BusinessDays));
        Laws.OnCase(Law.Regimes, chosen, Urgency.Expedited, new(2026, 11, 24)).Period.ShouldBe(new(24, PeriodUnit.Hours));
        Laws.OnCase(Law.Regimes, chosen with { State = "NV" }, Urgency.Standard, new(2026, 11, 24)).Option.ShouldBeNull();
    }

    [Fact]
    public void In_Colorado_two_business_days_of_an_urgent_request_never_pass_seventy_two_hours()
    {
        var regime = Regime("CommercialInsured", "CO", "Expedited");
        Due(regime).ShouldBe(Local(11, 27, 15));
        Clocks.DueAt(regime, Local(11, 27, 15), [], Law.Calendar, Chicago).ShouldBe(Local(11, 30, 15));
        Clocks.DueAt(regime, Local(11, 30, 15), [], Law.Calendar, Chicago).ShouldBe(Local(12, 2, 15));
    }

    [Fact]
    public void In_Tennessee_the_clock_ends_seventeen_days_after_receipt_whatever_is_missing()
    {
        var regime = Regime("CommercialInsured", "TN", "Standard");
        Due(regime).ShouldBe(Local(12, 1, 15));
        Due(regime, Asked(Local(11, 25, 9)), Answered(Local(11, 30, 9))).ShouldBe(Local(12, 7, 9));
        Due(regime, Asked(Local(11, 25, 9)), Answered(Local(12, 4, 14))).ShouldBe(Local(12, 11, 14));
        Due(regime, Asked(Local(11, 25, 9)), Answered(Local(12, 4, 16))).ShouldBe(Local(12, 11, 15));
        Due(regime, Asked(Local(11, 25, 9))).ShouldBe(Local(12, 11, 15));
    }

    [Theory]
    [InlineData("MedicareAdvantage", "AZ", "Expedited", "Electronic", "2026-11-25 15:00")]
    [InlineData("MedicareAdvantage", "AZ", "Standard", "Electronic", "")]
    [InlineData("CommercialSelfFunded", "ME", "Expedited", "Electronic", "2026-11-25 15:00")]
    [InlineData("CommercialInsured", "WA", "Standard", "Electronic", "2026-11-25 15:00")]
    [InlineData("CommercialInsured", "WA", "Standard", "Paper", "2026-11-29 15:00")]
    [InlineData("CommercialInsured", "WA", "Expedited", "Paper", "2026-11-25 15:00")]
    [InlineData("CommercialInsured", "WI", "Expedited", "Electronic", "")]
    public void Missing_information_is_asked_for_in_its_time(string lineOfBusiness, string state, string urgency, string filed, string by) =>
        (Duties.AskBy(Law, PlanOf(lineOfBusiness, state), Enum.Parse<Urgency>(urgency), Enum.Parse<Filing>(filed), Received, Chicago) is { } at
            ? TimeZoneInfo.ConvertTime(at, Chicago).ToString("yyyy-MM-dd HH:mm") : "").ShouldBe(by);

    [Theory]
    [InlineData("Standard", 5 * 24)]
    [InlineData("Expedited", 24)]
    public void An_improperly_filed_ERISA_request_is_answered_in_five_days_or_a_day(string urgency, int hours) =>
        Duties.Of(Law, PlanOf("CommercialSelfFunded", "ME"), Enum.Parse<Urgency>(urgency), Filing.Electronic, new(2026, 11, 24))
            .Single(d => d.Kind == DutyKind.TellImproperFiling).DueAt(Received, Law.Calendar, Chicago).ShouldBe(Received.AddHours(hours));

    [Fact]
    public void Medicare_that_refuses_to_expedite_counts_the_standard_clock_from_the_same_receipt()
    {
        Clocks.AfterRefusalToExpedite(Law, PlanOf("MedicareAdvantage", "AZ"), new(2026, 11, 24))!.Id.ShouldBe("MA-STANDARD");
        Clocks.AfterRefusalToExpedite(Law, PlanOf("CommercialInsured", "WI"), new(2026, 11, 24)).ShouldBeNull();
        Duties.Of(Law, PlanOf("MedicareAdvantage", "AZ"), Urgency.Expedited, Filing.Electronic, new(2026, 11, 24))
            .Single(d => d.Kind == DutyKind.TellRefusalToExpedite).DueAt(Received, Law.Calendar, Chicago).ShouldBe(Received.AddDays(3));
    }

    [Fact]
    public void Medicare_had_fourteen_days_until_the_end_of_2025() =>
        Clocks.Choose(Law.Regimes, LineOfBusiness.MedicareAdvantage, "AZ", Urgency.Standard, new(2025, 12, 31)).Period.ShouldBe(new(14, PeriodUnit.CalendarDays));

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
}
