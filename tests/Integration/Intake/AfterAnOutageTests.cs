using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Platform.Time;
using ReviewProgram = UtilizationReview.Contracts.Vocabulary.V1.Program;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>What could not be looked up at receipt is looked up before anything rests on it.</summary>
public sealed class AfterAnOutageTests : IAsyncLifetime
{
    private IntakeHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await IntakeHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_pain_code_that_a_nurse_approves_after_an_outage_is_valid_for_ten_business_days()
    {
        var number = await WithNurseUnrouted(_host.Injection());
        _host.Script.CriteriaAway = false;
        await _host.Deliver(_host.NurseApproves(number, 1));
        var order = await _host.Order(number);
        order.Status.ShouldBe(OrderStatus.Approved);
        order.Lines[0].Program.ShouldBe(ReviewProgram.Pain);
        order.Lines[0].Determinations[^1].ValidThrough.ShouldBe($"{BusinessCalendar.UsFederal.AddBusinessDays(_host.Today, 10):yyyy-MM-dd}");
    }

    [Fact]
    public async Task An_approval_does_not_wait_for_a_catalogue_that_is_still_away()
    {
        var number = await WithNurseUnrouted(_host.Injection());
        await _host.Deliver(_host.NurseApproves(number, 1));
        var order = await _host.Order(number);
        order.Status.ShouldBe(OrderStatus.Approved);
        order.Lines[0].Determinations[^1].ValidThrough.ShouldBe(_host.Day(60));
    }

    [Fact]
    public async Task A_code_that_turns_out_to_need_no_review_is_settled_instead_of_referred()
    {
        var number = await WithNurseUnrouted(_host.LumbarDiscectomy().With(f => f.Lines[0].Code = "99213"));
        _host.Script.CriteriaAway = false;
        await _host.Deliver(_host.NurseRefers(number));
        (await _host.Order(number)).Status.ShouldBe(OrderStatus.NoReviewRequired);
    }

    [Fact]
    public async Task A_physician_gets_the_program_and_approves_under_it()
    {
        var number = await WithNurseUnrouted(_host.Injection());
        _host.Script.CriteriaAway = false;
        await _host.Deliver(_host.NurseRefers(number));
        (await _host.Order(number)).Lines[0].Program.ShouldBe(ReviewProgram.Pain);
        await _host.Deliver(_host.PhysicianDecides(number, "approve"));
        (await _host.Order(number)).Lines[0].Determinations[^1].ValidThrough.ShouldBe($"{BusinessCalendar.UsFederal.AddBusinessDays(_host.Today, 10):yyyy-MM-dd}");
    }

    [Fact]
    public async Task A_facility_found_unknown_after_an_outage_brings_the_order_to_a_nurse()
    {
        _host.Script.SitesAway = true;
        var number = (await _host.Submit(_host.LumbarDiscectomy().With(f => f.FacilityId = "nowhere"))).Order.TrackingNumber;
        (await _host.Order(number)).Status.ShouldBe(OrderStatus.Submitted);
        _host.Script.SitesAway = false;
        _host.Clock.Advance(TimeSpan.FromMinutes(5));
        await _host.Until(number, o => o.Status == OrderStatus.NurseReview);
        var sentences = await Timeline(number);
        sentences["facility-questioned"].ShouldBe("The facility is in question: There is no facility 'nowhere'; look it up with FindFacilities.");
        sentences["referred-to-nurse"].ShouldBe("Line 1 went to a nurse: unknown-facility.");
        await _host.Deliver(_host.NurseApproves(number, 1));
        (await _host.Order(number)).Status.ShouldBe(OrderStatus.Approved);
    }

    [Fact]
    public async Task A_facility_found_good_after_an_outage_lets_the_order_go_on()
    {
        _host.Script.SitesAway = true;
        var number = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        _host.Script.SitesAway = false;
        _host.Clock.Advance(TimeSpan.FromMinutes(5));
        await _host.Until(number, o => o.Status == OrderStatus.Approved);
    }

    [Fact]
    public async Task A_facility_that_could_not_be_checked_in_all_tries_brings_the_order_to_a_nurse_with_what_the_criteria_say()
    {
        _host.Script.SitesAway = true;
        var number = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        var order = await UntilWithNurse(number);
        order.Lines[0].Evaluation.Pathway.ShouldBe("T-1");
        (await Timeline(number))["referred-to-nurse"].ShouldBe("Line 1 went to a nurse: facility-unchecked.");
    }

    private async Task<string> WithNurseUnrouted(OrderForm form)
    {
        _host.Script.CriteriaAway = true;
        var number = (await _host.Submit(form)).Order.TrackingNumber;
        await UntilWithNurse(number);
        return number;
    }

    private Task<Order> UntilWithNurse(string number) => _host.Until(number, o =>
    {
        if (o.Status == OrderStatus.Submitted) _host.Clock.Advance(TimeSpan.FromMinutes(2));
        return o.Status == OrderStatus.NurseReview;
    });

    private async Task<Dictionary<string, string>> Timeline(string number)
    {
        var timeline = await _host.As(IntakeHost.MapleStaff).GetTimelineAsync(new() { Number = number }, cancellationToken: TestContext.Current.CancellationToken);
        return timeline.Entries.GroupBy(e => e.What).ToDictionary(g => g.Key, g => g.Last().Sentence, StringComparer.Ordinal);
    }
}
