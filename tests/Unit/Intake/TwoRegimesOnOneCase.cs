using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>An insured employer plan stands under ERISA and its state: the stricter of each element holds.</summary>
public sealed class TwoRegimesOnOneCase
{
    private static readonly DateOnly Day = new(2026, 11, 24);

    private static readonly string[] States = [.. Law.Regimes.Select(r => r.State).Where(s => s != "*").Append("NV").Distinct()];

    private static PlanTerms Employer(string state) => Plan with { State = state, EmployerGroup = true };

    private static Regime On(PlanTerms plan, Urgency urgency = Urgency.Standard) => Laws.OnCase(Law.Regimes, plan, urgency, Day);

    private static DateTimeOffset Due(Regime regime, params ClockEvent[] events) => Clocks.DueAt(regime, Received, events, Law.Calendar, Chicago);

    [Theory]
    [InlineData("MI", "STATE-MI-STANDARD+ERISA-PRE-SERVICE", LateEffect.DeemedApproved, "MCL 500.2212e")]
    [InlineData("LA", "STATE-LA-STANDARD+ERISA-PRE-SERVICE", LateEffect.ClaimProtected, "RS 22:1260.44")]
    [InlineData("CA", "STATE-CA-STANDARD+ERISA-PRE-SERVICE", LateEffect.DeemedExhausted, "29 CFR 2560.503-1(l)")]
    [InlineData("WI", "STATE-WI-STANDARD+ERISA-PRE-SERVICE", LateEffect.DeemedExhausted, "29 CFR 2560.503-1(l)")]
    internal void The_more_protective_late_effect_holds(string state, string id, LateEffect effect, string rule) => On(Employer(state)).ShouldSatisfyAllConditions(
        r => r.Id.ShouldBe(id), r => r.LateEffect.ShouldBe(effect), r => r.LateRule.ShouldBe(rule));

    [Fact]
    public void The_earlier_of_both_due_times_holds()
    {
        Due(On(Employer("MI"))).ShouldBe(Received.AddDays(7));
        // New York starts its three days with the answer; ERISA does not wait for one.
        var asked = new ClockEvent(ClockEventKind.InformationAsked, Received.AddDays(1), "");
        Due(On(Plan with { State = "NY" }), asked).ShouldBeGreaterThan(Received.AddDays(45));
        Due(On(Employer("NY")), asked).ShouldBe(Received.AddDays(15));
    }

    [Fact]
    public void An_extension_that_only_the_later_clock_allows_is_refused()
    {
        var order = Submitted(Employer("MI"), Form);
        order.Refused(new ExtendClock("missing-information", "notes", "n-1")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(Refusals.ExtensionNotAllowed),
            r => r.Sentence.ShouldStartWith("Two clocks run on this order (STATE-MI-STANDARD+ERISA-PRE-SERVICE), and the earlier one allows no extension on the ground 'missing-information';"));
        order.Order.Clock.TollRuns.ShouldBeFalse();
    }

    [Fact]
    public void An_extension_of_the_earlier_clock_moves_the_due_time_as_far_as_the_other_lets_it()
    {
        // The question opened New York's clock until day 47 at least; ERISA's fifteen days are the earlier ones.
        var order = Submitted(Employer("NY"), Form).Do(Evaluation(ServiceAnswer.Unknown)).After(TimeSpan.FromDays(1)).Do(new AskForInformation("n-1", "nurse", ["notes"], [], new(2026, 12, 8)));
        var extended = order.After(TimeSpan.FromDays(3)).Do(new ExtendClock("missing-information", "notes", "n-1"));
        extended.Order.Clock.TollRuns.ShouldBeTrue();
        extended.Order.DueAt.ShouldBe(Due(On(Plan with { State = "NY" }), new ClockEvent(ClockEventKind.InformationAsked, Received.AddDays(1), "")));
    }

    [Fact]
    public void Rights_are_those_of_both_and_the_same_right_is_told_once()
    {
        var state = Recourses.First(Day, Plan, Law).Rights;
        var erisa = Recourses.First(Day, Plan with { LineOfBusiness = LineOfBusiness.CommercialSelfFunded }, Law).Rights;
        var both = Recourses.First(Day, Employer("WI"), Law).Rights;
        state.ShouldBeSubsetOf(both);
        both.ShouldContain(r => r.Contains("ERISA section 502(a)", StringComparison.Ordinal));
        both.Count(r => r.StartsWith("An internal appeal", StringComparison.Ordinal)).ShouldBe(1);
        both.Count(r => r.Contains("xternal review", StringComparison.Ordinal)).ShouldBe(1);
        erisa.Where(r => !r.Contains("xternal review", StringComparison.Ordinal)).ShouldBeSubsetOf(both);
        both.Distinct().Count().ShouldBe(both.Count);
    }

    [Fact]
    public void Of_the_same_right_the_one_with_the_later_last_day_is_told()
    {
        var appeal = Law.Appeals.First(a => a.LineOfBusiness == LineOfBusiness.CommercialSelfFunded && a.Name == "internal-appeal");
        var longer = Law with { Appeals = [.. Law.Appeals.Where(a => a != appeal), appeal with { Days = 181 }] };
        Recourses.ByLaw(Day, Employer("WI"), longer).Single(r => r.Name == "internal-appeal").Days.ShouldBe(181);
    }

    [Fact]
    public void Both_regimes_are_pinned_to_the_order_and_read_back()
    {
        var order = Submitted(Employer("MI"), Form).Order;
        var back = JsonSerializer.Deserialize<Order>(JsonSerializer.Serialize(order))!;
        back.Clock.Regime.All.Select(r => r.Id).ShouldBe(["STATE-MI-STANDARD+ERISA-PRE-SERVICE", "ERISA-PRE-SERVICE"]);
        back.Plan.EmployerGroup.ShouldBeTrue();
        back.DueAt.ShouldBe(order.DueAt);
    }

    [Fact]
    public void An_order_stored_before_there_were_two_regimes_reads_as_one_of_one()
    {
        var text = JsonSerializer.Serialize(Submitted().Order);
        foreach (var added in new[] { ",\"EmployerGroup\":false", ",\"RegimeOptions\":[]" })
        {
            text.ShouldContain(added);
            text = text.Replace(added, "", StringComparison.Ordinal);
        }
        var back = JsonSerializer.Deserialize<Order>(text)!;
        back.Plan.RegimeOptions.ShouldBeEmpty();
        back.Clock.Regime.All.ShouldHaveSingleItem().Case.ShouldBe(CaseKind.PreService);
        foreach (var key in new[] { "Beside", "Filed", "Option", "CapDays", "Case", "Confidence", "Note" }) text.ShouldNotContain($"\"{key}\":");
    }

    [Fact]
    public void The_stricter_of_two_is_never_later_and_never_protects_less_than_either()
    {
        var cases = from regimes in Two
                    from events in Events
                    select (regimes, events);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var (one, other) = c.regimes;
            var both = Laws.Stricter(one, other);
            var swapped = Laws.Stricter(other, one);
            return Due(both, c.events) <= Due(one, c.events) && Due(both, c.events) <= Due(other, c.events) && Due(both, c.events) == Due(swapped, c.events)
                && Laws.Protection(both.LateEffect) == Math.Max(Laws.Protection(one.LateEffect), Laws.Protection(other.LateEffect))
                && both.LateEffect == swapped.LateEffect;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_employer_plan_is_never_due_later_than_its_state_or_ERISA_alone()
    {
        foreach (var state in States)
        {
            foreach (var urgency in Enum.GetValues<Urgency>())
            {
                var both = Due(On(Employer(state), urgency));
                both.ShouldBeLessThanOrEqualTo(Due(On(Plan with { State = state }, urgency)), state);
                both.ShouldBeLessThanOrEqualTo(Due(On(Plan with { State = state, LineOfBusiness = LineOfBusiness.CommercialSelfFunded }, urgency)), state);
            }
        }
    }

    [Fact]
    public void Forwarding_never_moves_the_due_time()
    {
        var plans = from business in Gen.Elements(Enum.GetValues<LineOfBusiness>())
                    from state in Gen.Elements(States)
                    from employer in Gen.Elements(true, false)
                    from urgency in Gen.Elements(Urgency.Standard, Urgency.Expedited)
                    from minutes in Gen.Choose(0, 50)
                    select (Plan: Plan with { LineOfBusiness = business, State = state, EmployerGroup = employer }, urgency, minutes);
        Prop.ForAll(plans.ToArbitrary(), c =>
        {
            var received = Submitted(c.Plan, Form with { Urgency = c.urgency });
            var nurse = received.After(TimeSpan.FromMinutes(1)).Do(Evaluation(ServiceAnswer.NotMet));
            var physician = nurse.After(TimeSpan.FromMinutes(c.minutes)).Do(new NurseRefer([], "n-1", []));
            var talk = physician.Do(Talk(TalkStep.Booked, physician.Now)).Do(Talk(TalkStep.Held, physician.Now));
            return nurse.Order.DueAt == received.Order.DueAt && physician.Order.DueAt == received.Order.DueAt && talk.Order.DueAt == received.Order.DueAt;
        }).QuickCheckThrowOnFailure();
    }

    private static readonly Gen<(Regime, Regime)> Two = from one in Gen.Elements(Law.Regimes.ToArray()) from other in Gen.Elements(Law.Regimes.ToArray()) select (one, other);

    private static readonly Gen<ClockEvent[]> Events =
        from count in Gen.Choose(0, 3)
        from events in Gen.ArrayOf(
            from kind in Gen.Elements(Enum.GetValues<ClockEventKind>())
            from hours in Gen.Choose(0, 24 * 40)
            from ground in Gen.Elements("member-asked", "missing-information", "beyond-control")
            select new ClockEvent(kind, Received.AddHours(hours), kind == ClockEventKind.Extended ? ground : ""), count)
        select events.OrderBy(e => e.At).ToArray();
}
