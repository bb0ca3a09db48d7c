using UtilizationReview.Intake.Adapters;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;
using Bus = UtilizationReview.Contracts.Events;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>A look after a talk or at documents is no reconsideration: its days do not count in the windows of the program.</summary>
public sealed class LooksThatUseNothingUp
{
    /// <summary>Denied on Tuesday 24 November 2026: reconsideration through 4 December, a talk through 8 December.</summary>
    private static readonly AnOrder Denied = DeniedOn(new(2026, 11, 24));

    private static DateTimeOffset Day(int month, int day) => new DateOnly(2026, month, day).At(new(12, 0), Chicago);

    private static AnOrder Looked(DateTimeOffset opened, DateTimeOffset upheld, bool talk = false) =>
        Denied.At(opened).Do(talk ? Talk(TalkStep.Held, opened) : Document("DOC-1", opened)).At(upheld).Do(DenyBy("d-1", 1));

    private static DateOnly Through(AnOrder order) => order.LineOf().Adverse!.Recourse.ReconsiderationThrough;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_left_of_the_window_when_the_look_began_follows_the_decision(bool talk)
    {
        // Opened on day 3 with 7 days left, upheld on day 12: after the first window was over.
        var upheld = Looked(Day(11, 27), Day(12, 6), talk);
        Through(upheld).ShouldBe(new(2026, 12, 13));
        upheld.At(Day(12, 12)).Do(Ask()).Status.ShouldBe(OrderStatus.Reconsideration);
        upheld.At(new DateOnly(2026, 12, 13).EndOf(Chicago).AddTicks(-1)).Do(Ask()).Status.ShouldBe(OrderStatus.Reconsideration);
        upheld.At(new DateOnly(2026, 12, 13).EndOf(Chicago)).Refused(Ask()).Code.ShouldBe(Refusals.ReconsiderationWindowClosed);
        upheld.LineOf().Adverse!.Recourse.Rights[0].ShouldContain("2026-12-13");
    }

    [Theory]
    [InlineData("2026-11-27", "2026-11-27", "2026-12-04")] // a look of a moment takes no day
    [InlineData("2026-11-27", "2026-11-28", "2026-12-05")]
    [InlineData("2026-12-03", "2026-12-10", "2026-12-11")]
    [InlineData("2026-12-04", "2026-12-10", "2026-12-10")] // the last day was left: it is the day of the decision
    public void The_window_grows_by_the_days_of_the_look(string opened, string upheld, string through) =>
        Through(Looked(DateOnly.Parse(opened).At(new(12, 0), Chicago), DateOnly.Parse(upheld).At(new(13, 0), Chicago))).ShouldBe(DateOnly.Parse(through));

    [Fact]
    public void A_talk_held_after_the_window_of_the_reconsideration_does_not_open_it_again() =>
        Through(Looked(Day(12, 5), Day(12, 8), talk: true)).ShouldBe(new(2026, 12, 4));

    [Fact]
    public void A_window_in_business_days_keeps_the_business_days_that_were_left()
    {
        // Ten business days after 24 November end on 9 December; on Friday 4 December three are left.
        var denied = DeniedOn(new(2026, 11, 24), Plan with { ReconsiderationInBusinessDays = true });
        var upheld = denied.At(Day(12, 4)).Do(Document("DOC-1", Day(12, 4))).At(Day(12, 11)).Do(DenyBy("d-1", 1));
        Through(upheld).ShouldBe(new(2026, 12, 16));
    }

    [Fact]
    public void A_second_look_keeps_what_is_left_after_the_first()
    {
        var twice = Looked(Day(11, 27), Day(12, 6)).At(Day(12, 10)).Do(Document("DOC-2", Day(12, 10))).At(Day(12, 12)).Do(DenyBy("d-1", 1));
        Through(twice).ShouldBe(new(2026, 12, 15));
    }

    [Fact]
    public void The_window_of_a_talk_keeps_its_days_too() =>
        Looked(Day(11, 27), Day(12, 6)).LineOf().Adverse!.Recourse.TalkThrough.ShouldBe(new(2026, 12, 17));

    [Fact]
    public void The_last_day_for_a_talk_is_told_with_the_determination_and_is_past_once_the_denial_was_reconsidered()
    {
        Told(Denied).ShouldBe(new(2026, 12, 8));
        Told(Looked(Day(11, 27), Day(12, 6))).ShouldBe(new(2026, 12, 17));
        Told(Denied.At(Day(11, 27)).Do(Ask()).At(Day(12, 1)).Do(DenyBy("d-2", 1))).ShouldBe(new(2026, 11, 30));
        Told(ApprovedByRules()).ShouldBeNull();
        static DateOnly? Told(AnOrder order) => OrderMessages.Tell(order.Order, order.Facts.OfType<OrderEvent.OrderDetermined>().Last(), 7)
            .OfType<Bus.OrderDetermined>().Single().TalkThrough;
    }

    [Fact]
    public void While_a_physician_looks_the_ladder_says_that_the_days_do_not_count_even_after_the_first_last_day()
    {
        var looking = Denied.At(Day(11, 27)).Do(Document("DOC-1", Day(11, 27))).At(Day(12, 9));
        Ladder.Of(looking.Order, looking.Now, Law).Single(r => r.Kind == RecourseKind.Reconsideration).ShouldSatisfyAllConditions(
            r => r.State.ShouldBe(RungState.NotYetOpen), r => r.Sentence.ShouldContain("the days of this look do not count"));
        looking.Refused(Ask()).Sentence.ShouldContain("the days of this look do not count in the window");
    }
}
