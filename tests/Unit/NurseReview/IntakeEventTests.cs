using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Tests.Unit.NurseReview.AnItem;

namespace UtilizationReview.Tests.Unit.NurseReview;

/// <summary>Events of intake come twice, late and in any order: the order version decides.</summary>
public sealed class IntakeEventTests
{
    private static readonly NurseCommand[] TwoRounds =
    [
        Arrives(2),
        new MoveDue(OrderId, 3, Due.AddDays(1)),
        new InformationArrives(OrderId, 4, Start.AddHours(2), Due.AddDays(2)),
        new OrderLeaves(OrderId, 5, "with-physician"),
        Arrives(7, 2),
        new MoveDue(OrderId, 8, Due.AddDays(5)),
    ];

    [Fact]
    public void Any_order_and_any_repetition_of_the_events_ends_in_the_same_item()
    {
        var expected = Visible(TwoRounds);
        foreach (var permutation in Permutations(TwoRounds.Length))
        {
            NurseCommand[] shuffled = [.. permutation.Select(i => TwoRounds[i])];
            Visible(shuffled).ShouldBe(expected);
            Visible([.. shuffled, .. shuffled]).ShouldBe(expected);
        }
    }

    [Fact]
    public void An_order_that_left_before_it_arrived_never_opens()
    {
        var item = After(null, new OrderLeaves(OrderId, 3, "approved"), Start);
        item.ShouldNotBeNull().Stage.ShouldBe(ItemStage.Expected);
        item.Decide(Arrives(2), Start).ShouldBeOfType<Answer<NurseEvent>.Ignored>();
        item.Decide(new Claim(Dana), Start).Refusal().Kind.ShouldBe(RefusalKind.Unknown);
    }

    [Fact]
    public void An_order_that_leaves_ends_the_lease_and_tells_the_holder()
    {
        var item = Fold(HeldBy(Dana), new OrderLeaves(OrderId, 3, "withdrawn"), Start);
        (item.Stage, item.End, item.Lease).ShouldBe((ItemStage.Done, ItemEnd.OrderLeft, null));
        item.Decide(ApproveAll(Dana), Start).Refusal().Sentence.ShouldBe("This order has left the nurse queue; nothing more can be recorded on it here.");
    }

    [Fact]
    public void A_refused_decision_puts_the_order_back_with_the_reason()
    {
        var refused = new DecisionRefused(OrderId, Dana.PersonId, "The order changed while you decided.");
        foreach (var item in new[] { Approved(), Referred() })
        {
            var back = Fold(item, refused, Start);
            (back.Stage, back.RefusedBecause).ShouldBe((ItemStage.Open, "The order changed while you decided."));
            back.Lines.ShouldBe([1, 2]);
            back.ApprovedLines.ShouldBeEmpty();
            back.Decide(refused, Start).ShouldBeOfType<Answer<NurseEvent>.Ignored>();
        }
    }

    [Fact]
    public void A_refused_decision_of_another_person_or_of_an_order_that_left_is_ignored()
    {
        Approved().Decide(new DecisionRefused(OrderId, "dr-ives", "…"), Start).ShouldBeOfType<Answer<NurseEvent>.Ignored>();
        var confirmed = Fold(Approved(), new OrderLeaves(OrderId, 3, "approved"), Start);
        confirmed.End.ShouldBe(ItemEnd.Approved);
        confirmed.Decide(new DecisionRefused(OrderId, Dana.PersonId, "…"), Start).ShouldBeOfType<Answer<NurseEvent>.Ignored>();
        ((NurseItem?)null).Decide(new DecisionRefused(OrderId, Dana.PersonId, "…"), Start).ShouldBeOfType<Answer<NurseEvent>.Ignored>();
    }

    [Fact]
    public void A_partly_recorded_approval_that_is_refused_lets_the_line_wait_again()
    {
        var item = Fold(Fold(Ready(Dana), ApproveAll(Dana, 1), Start), new DecisionRefused(OrderId, Dana.PersonId, "…"), Start);
        (item.Stage, item.Lease!.PersonId).ShouldBe((ItemStage.Leased, Dana.PersonId));
        item.Lines.ShouldBe([1, 2]);
    }

    [Fact]
    public void A_new_round_starts_without_findings_and_without_a_lease()
    {
        var again = Fold(Fold(Ready(Dana), new OrderLeaves(OrderId, 3, "with-physician"), Start), Arrives(5, 2), Start);
        (again.Stage, again.Lease, again.Findings.Count).ShouldBe((ItemStage.Open, null, 0));
        again.Lines.ShouldBe([2]);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    public void A_document_that_comes_while_the_order_is_in_the_queue_is_counted_once_until_the_next_nurse_takes_it(int ticks, int counted)
    {
        DocumentArrives document = new("DOC-1", Start.AddTicks(ticks));
        if (counted == 0)
        {
            HeldBy(Dana).Decide(document, Start).ShouldBeOfType<Answer<NurseEvent>.Ignored>("it lies in the record that she opens");
            return;
        }
        var told = Fold(HeldBy(Dana), document, Start.AddMinutes(1));
        told.Decide(document, Start.AddMinutes(2)).ShouldBeOfType<Answer<NurseEvent>.Ignored>();
        (told.Documents.Count - told.DocumentsSeen, told.DocumentAt).ShouldBe((1, document.OccurredAt));
        var next = Fold(Fold(told, new Release(Dana), Start.AddMinutes(2)), new Claim(Ola), Start.AddMinutes(2));
        (next.Documents.Count - next.DocumentsSeen, next.DocumentAt).ShouldBe((0, document.OccurredAt));
        Fold(Fold(told, new OrderLeaves(OrderId, 3, "with-physician"), Start.AddHours(1)), Arrives(5, 2), Start.AddHours(1)).Documents.ShouldBeEmpty();
    }

    [Fact]
    public void A_document_of_an_order_that_no_nurse_has_is_nothing_to_her()
    {
        foreach (var item in new[] { null, After(null, new OrderLeaves(OrderId, 3, "approved"), Start), Approved() })
            item.Decide(new DocumentArrives("DOC-1", Start.AddHours(1)), Start.AddHours(1)).ShouldBeOfType<Answer<NurseEvent>.Ignored>();
    }

    private static (ItemStage, DateTimeOffset, int, string, DateTimeOffset?, ItemEnd) Visible(IEnumerable<NurseCommand> commands)
    {
        var item = commands.Aggregate((NurseItem?)null, (state, command) => After(state, command, Start))!;
        return (item.Stage, item.DueAt, item.RoundVersion, string.Join(',', item.Lines), item.InformationAt, item.End);
    }

    private static IEnumerable<int[]> Permutations(int count) => count == 0
        ? [[]]
        : Permutations(count - 1).SelectMany(rest => Enumerable.Range(0, count).Select(at => (int[])[.. rest[..at], count - 1, .. rest[at..]]));
}
