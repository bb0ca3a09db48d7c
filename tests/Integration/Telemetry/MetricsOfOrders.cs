using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Platform.Live;
using UtilizationReview.Tests.Integration.Intake;
using UtilizationReview.Tests.Integration.Platform;

namespace UtilizationReview.Tests.Integration.Telemetry;

/// <summary>What intake measures of orders, with which values and tags.</summary>
public sealed class MetricsOfOrders : IAsyncLifetime
{
    private const string Regime = "ur.regime=STATE-WI-STANDARD";
    private IntakeHost _host = null!;
    private Measured _measured = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await IntakeHost.StartAsync();
        _measured = new(_host.Services);
    }

    public async ValueTask DisposeAsync()
    {
        _measured.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task An_approval_by_rules_is_counted_once_however_often_it_is_asked_for()
    {
        var key = _host.Key();
        (await _host.Submit(_host.LumbarDiscectomy(), key)).Order.Status.ShouldBe(OrderStatus.Approved);
        (await _host.Submit(_host.LumbarDiscectomy(), key)).Order.Status.ShouldBe(OrderStatus.Approved);
        _measured.Sum("ur.orders.received", $"ur.channel=portal {Regime}").ShouldBe(1);
        _measured.Sum("ur.orders.determined", "ur.decider=rules ur.outcome=approved").ShouldBe(1);
        _measured.Count("ur.time_to_determination", $"ur.outcome=approved {Regime}").ShouldBe(1);
        _measured.Count("ur.evaluation.time", "ur.result=answered").ShouldBe(1);
    }

    [Fact]
    public async Task A_neighbour_that_is_away_is_told_from_one_that_answers()
    {
        _host.Script.CriteriaAway = true;
        (await _host.Submit(_host.LumbarDiscectomy())).Order.Status.ShouldBe(OrderStatus.Submitted);
        _measured.Count("ur.evaluation.time", "ur.result=away").ShouldBe(1);
        _host.Script.CriteriaAway = false;
    }

    [Fact]
    public async Task A_deadline_that_comes_near_and_passes_is_counted_under_its_regime()
    {
        _host.Script.Judge = (_, _) => ScriptedCriteria.NotMet();
        var number = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        var due = (await _host.Order(number)).DueAt.ToDateTimeOffset();
        _host.Clock.Advance(due - _host.Clock.GetUtcNow() - TimeSpan.FromMinutes(30));
        await Eventually.Becomes(() => Task.FromResult(_measured.Sum("ur.deadlines.approaching", Regime)), sum => sum == 1, "deadlines approaching");
        _measured.Sum("ur.deadlines.missed", Regime).ShouldBe(0);
        _host.Clock.Advance(TimeSpan.FromHours(1));
        await Eventually.Becomes(() => Task.FromResult(_measured.Sum("ur.deadlines.missed", Regime)), sum => sum == 1, "deadlines missed");
    }

    [Fact]
    public async Task Orders_by_status_the_oldest_of_a_desk_and_the_outbox_are_counted_from_the_database()
    {
        await _host.Submit(_host.LumbarDiscectomy());
        _host.Script.Judge = (_, _) => ScriptedCriteria.NotMet();
        await _host.Submit(_host.LumbarDiscectomy(), despiteDuplicate: true);
        _host.Clock.Advance(TimeSpan.FromHours(2));
        await _host.Submit(_host.LumbarDiscectomy(), despiteDuplicate: true);
        await _host.Settled();
        foreach (var board in _host.Services.GetServices<Counters>()) await board.RoundAsync(TestContext.Current.CancellationToken);
        _measured.Gauge("ur.orders", "ur.status=approved").ShouldBe(1);
        _measured.Gauge("ur.orders", "ur.status=nurse-review").ShouldBe(2);
        _measured.Gauge("ur.stage.age", "ur.stage=nurse-review")!.Value.ShouldBeInRange(7200, 7300);
        _measured.Gauge("ur.stage.age", "ur.stage=submitted").ShouldBe(0);
        _measured.Gauge("ur.outbox.waiting", "ur.service=intake").ShouldBe(0);
        _measured.Gauge("ur.outbox.oldest_age", "ur.service=intake").ShouldBe(0);
        _measured.Gauge("ur.outbox.parked", "ur.service=intake").ShouldBe(0);
        _measured.Gauge("ur.messages.kept", "ur.service=intake").ShouldBe(0);
    }
}
