using Grpc.Core;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Time;
using Order = UtilizationReview.Contracts.Intake.V1.Order;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>The clock moves only by what its regime allows, once, and on a ground the regime names.</summary>
public sealed class ClockExtensionTests : IAsyncLifetime
{
    private static readonly Caller Nurse = new("nurse-2", "Nurse", Roles.Nurse, null, ["meadow-commercial", "summit-advantage"], null);

    private IntakeHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await IntakeHost.StartAsync();
        _host.Script.Judge = (_, _) => ScriptedCriteria.NotMet();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_extension_of_the_regime_moves_the_due_time_by_its_span_and_is_told()
    {
        var order = await Medicare();
        var extended = await Extend(order, "member-asked");
        extended.DueAt.ToDateTimeOffset().ShouldBe(Clocks.Add(
            order.DueAt.ToDateTimeOffset(), new(14, PeriodUnit.CalendarDays), BusinessCalendar.UsFederal, TimeZones.Find("America/Phoenix")));
        extended.Status.ShouldBe(order.Status);
        (await _host.OutboxTypes()).ShouldContain("ur:clock-moved:v1");
        var timeline = await _host.As(Nurse).GetTimelineAsync(new() { Number = order.TrackingNumber }, cancellationToken: TestContext.Current.CancellationToken);
        var entry = timeline.Entries.Single(e => e.What == "clock-extended");
        (entry.PersonId, entry.Role).ShouldBe(("nurse-2", Roles.Nurse));
        entry.Sentence.ShouldContain("The member asked for time.");
    }

    [Fact]
    public async Task The_same_extension_again_changes_nothing()
    {
        var order = await Medicare();
        var extended = await Extend(order, "member-asked");
        (await Extend(order, "member-asked")).ShouldBe(extended);
    }

    [Fact]
    public async Task There_is_no_second_extension()
    {
        var order = await Medicare();
        await Extend(order, "member-asked");
        await Refused(order, "extraordinary", "extension-used",
            "The clock was extended once, on the ground 'member-asked'; the regime MA-STANDARD allows no second extension.");
    }

    [Fact]
    public async Task A_ground_the_regime_lacks_is_refused_with_the_grounds_it_has() => await Refused(await Medicare(), "beyond-control", "extension-not-allowed",
        "The regime MA-STANDARD does not allow an extension on the ground 'beyond-control'; its grounds are member-asked, non-contract-information, extraordinary.");

    [Fact]
    public async Task A_regime_without_extensions_refuses_every_ground()
    {
        var order = (await _host.Submit(_host.LumbarDiscectomy())).Order;
        order.PossibleNow.ShouldNotContain("ExtendClock");
        await Refused(order, "member-asked", "extension-not-allowed", "The regime STATE-WI-STANDARD allows no extension.");
    }

    [Fact]
    public async Task A_clock_that_ran_out_is_not_extended()
    {
        var order = await Medicare();
        _host.Clock.Advance(TimeSpan.FromDays(8));
        await Refused(order, "member-asked", "deadline-passed", "The decision was due at ");
    }

    [Fact]
    public async Task Nothing_owed_is_nothing_to_extend()
    {
        _host.Script.Judge = null;
        await Refused(await Medicare(), "member-asked", "not-possible-in-this-state", "An order that is approved cannot have its clock extended: no decision is owed.");
    }

    [Fact]
    public async Task A_practice_does_not_extend_the_clock()
    {
        var order = await Medicare();
        (await Should.ThrowAsync<RpcException>(() => Extend(order, "member-asked", IntakeHost.MapleStaff))).StatusCode.ShouldBe(StatusCode.PermissionDenied);
        (await _host.Order(order.TrackingNumber)).DueAt.ShouldBe(order.DueAt);
    }

    private async Task<Order> Medicare() =>
        (await _host.Submit(_host.LumbarDiscectomy("m-summit").With(f => f.PlanId = "summit-advantage"))).Order;

    private async Task<Order> Extend(Order order, string ground, Caller? by = null) => await _host.As(by ?? Nurse).ExtendClockAsync(
        new() { Number = order.TrackingNumber, Ground = ground, Reason = "The member asked for time.", IdempotencyKey = _host.Key() },
        cancellationToken: TestContext.Current.CancellationToken);

    private async Task Refused(Order order, string ground, string code, string sentence)
    {
        var refusal = (await Should.ThrowAsync<RpcException>(() => Extend(order, ground))).ToRefusal()!;
        (refusal.Kind, refusal.Code).ShouldBe((RefusalKind.NotPossibleNow, code));
        refusal.Sentence.ShouldStartWith(sentence);
    }
}
