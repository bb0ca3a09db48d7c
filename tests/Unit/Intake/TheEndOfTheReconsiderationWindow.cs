using UtilizationReview.Intake.Adapters;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;
using Bus = UtilizationReview.Contracts.Events;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>On day 7 of the ten the practice is told that its reconsideration window comes to its end (regulation §5).</summary>
public sealed class TheEndOfTheReconsiderationWindow
{
    private static readonly Tick Tick = new();

    /// <summary>Denied on 24 November 2026: ten days end on 4 December, and 1 December is day 7.</summary>
    private static readonly AnOrder Denied = DeniedOn(new(2026, 11, 24));

    private static readonly DateTimeOffset DaySeven = new DateOnly(2026, 12, 1).StartOf(Chicago);

    [Fact]
    public void It_is_told_once_on_day_seven()
    {
        OrderLifecycle.WakeAt(Denied.Order).ShouldBe(DaySeven);
        Denied.At(DaySeven.AddTicks(-1)).Ignores(Tick);
        var warned = Denied.At(DaySeven).Do(Tick);
        var fact = warned.Facts[^1].ShouldBeOfType<OrderEvent.ReconsiderationClosing>();
        (fact.Lines.Single(), fact.Through).ShouldBe((1, new DateOnly(2026, 12, 4)));
        OrderMessages.Tell(warned.Order, fact, 7).ShouldHaveSingleItem().ShouldBeOfType<Bus.ReconsiderationClosing>()
            .ShouldSatisfyAllConditions(e => e.Through.ShouldBe(new(2026, 12, 4)), e => e.PracticeId.ShouldBe("pr-1"), e => e.Lines.ShouldBe([1]));
        warned.At(DaySeven.AddTicks(1)).Ignores(Tick);
        OrderLifecycle.WakeAt(warned.Order).ShouldBeNull();
    }

    [Fact]
    public void Once_the_window_is_over_nobody_is_warned_of_it()
    {
        var last = new DateOnly(2026, 12, 4).EndOf(Chicago);
        Tell(Denied.At(last.AddTicks(-1)).Do(Tick)).ShouldBe(1);
        var late = Denied.At(last).Do(Tick);
        Tell(late).ShouldBe(0);
        late.Ignores(Tick);
        static int Tell(AnOrder order) => OrderMessages.Tell(order.Order, order.Facts[^1], 7).Count();
    }

    [Fact]
    public void While_somebody_looks_or_after_a_reconsideration_there_is_nothing_to_warn_of()
    {
        Denied.Do(Ask()).At(DaySeven).Ignores(Tick);
        Denied.Do(Ask()).Do(DenyBy("d-2", 1)).At(DaySeven).Ignores(Tick);
        OrderLifecycle.WakeAt(ApprovedByRules().Order).ShouldBe(new DateOnly(2027, 1, 16).StartOf(Chicago));
    }

    [Fact]
    public void A_window_that_a_look_at_documents_moved_is_warned_of_at_its_new_end()
    {
        var opened = new DateOnly(2026, 12, 2).At(new(12, 0), Chicago);
        var upheld = Denied.At(DaySeven).Do(Tick).At(opened).Do(Document("DOC-1", opened)).At(opened.AddDays(5)).Do(DenyBy("d-1", 1));
        // Two days were left: shorter than the warning's three, so the notice of the decision is warning enough.
        upheld.LineOf().Adverse!.Recourse.ReconsiderationThrough.ShouldBe(new(2026, 12, 9));
        OrderLifecycle.WakeAt(upheld.Order).ShouldBeNull();
        var early = Denied.At(opened.AddDays(-7)).Do(Document("DOC-1", opened.AddDays(-7))).At(opened).Do(DenyBy("d-1", 1));
        OrderLifecycle.WakeAt(early.Order).ShouldBe(new DateOnly(2026, 12, 8).StartOf(Chicago));
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void A_window_of_three_days_or_less_has_no_warning_of_its_own(int days, bool warned) =>
        (OrderLifecycle.WakeAt(DeniedOn(new(2026, 11, 24), Plan with { ReconsiderationDays = days }).Order) is not null).ShouldBe(warned);
}
