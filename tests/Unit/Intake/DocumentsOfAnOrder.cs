using UtilizationReview.Contracts.Events;
using UtilizationReview.Intake.Adapters;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>Documents on an order: on record before a decision, supporting documentation after a denial, never a reconsideration.</summary>
public sealed class DocumentsOfAnOrder
{
    /// <summary>Denied on 1 December 2026; the window for reconsideration ends on the 11th.</summary>
    private static readonly DateOnly Denied = new(2026, 12, 1);

    [Fact]
    public void A_document_before_the_decision_is_on_record_and_moves_neither_stage_nor_due_date()
    {
        var before = WithNurse();
        var after = before.Do(Document("DOC-1", before.Now));
        (after.Order.Stage, after.Order.DueAt).ShouldBe((before.Order.Stage, before.Order.DueAt));
        after.Order.Documents.ShouldBe([new("DOC-1", "therapy-notes", before.Now)]);
    }

    [Fact]
    public void A_document_after_the_denial_opens_it_for_a_physicians_look_and_is_told_apart_from_a_reconsideration()
    {
        var order = DeniedOn(Denied).After(TimeSpan.FromHours(1));
        order = order.Do(Document("DOC-1", order.Now));
        order.Status.ShouldBe(OrderStatus.Reconsideration);
        var reopened = order.Facts.OfType<OrderEvent.Reopened>().ShouldHaveSingleItem();
        (reopened.Ground, reopened.ExcludedPhysicians.Count, reopened.RequiredSpecialties.Count).ShouldBe((ReopenGround.SupportingDocuments, 0, 0));
        var told = OrderMessages.Tell(order.Order, reopened, 7).ToList();
        told.OfType<OrderReopened>().Single().Ground.ShouldBe("supporting-documents");
        told.OfType<OrderReferredToPhysician>().Single().Question.ShouldBe("supporting-documents");
        IntakeSentences.Of(reopened).ShouldContain("which is no reconsideration");
    }

    [Fact]
    public void The_same_physician_may_look_and_the_right_to_reconsideration_stays()
    {
        var order = DeniedOn(Denied).After(TimeSpan.FromHours(1));
        order = order.Do(Document("DOC-1", order.Now)).Do(DenyBy("d-1", 1));
        order.Status.ShouldBe(OrderStatus.DenialUpheld);
        order.Do(Ask()).LineOf().Reopened.ShouldBe(ReopenGround.Reconsideration);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, true)]
    [InlineData(12, false)]
    public void The_last_day_of_the_window_counts_by_when_the_document_came(int day, bool opens)
    {
        var came = new DateOnly(2026, 12, day).At(new(23, 59), Chicago);
        // The scanner took two days: what counts is when the document came.
        var order = DeniedOn(Denied).At(came.AddDays(2)).Do(Document("DOC-1", came, came.AddDays(2)));
        (order.Status == OrderStatus.Reconsideration).ShouldBe(opens);
        order.Order.Documents.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_document_that_the_scanner_held_back_until_after_the_denial_opens_it(long ticks, bool opens)
    {
        var order = DeniedOn(Denied).After(TimeSpan.FromHours(1));
        var decided = order.LineOf().InForce!.Decided.At;
        order = order.Do(Document("DOC-1", decided.AddHours(-1), decided.AddTicks(ticks)));
        order.Status.ShouldBe(opens ? OrderStatus.Reconsideration : OrderStatus.Denied, "who decided could not read it");
        if (opens)
        {
            order.Facts.OfType<OrderEvent.Reopened>().ShouldHaveSingleItem().Reason
                .ShouldBe("What the practice sent before the denial could be read only after it.");
        }
    }

    [Fact]
    public void A_denial_that_was_reconsidered_is_not_opened_by_documents()
    {
        var order = DeniedOn(Denied).After(TimeSpan.FromHours(1)).Do(Ask()).Do(DenyBy("d-2", 1)).After(TimeSpan.FromHours(1));
        order.Do(Document("DOC-1", order.Now)).Status.ShouldBe(OrderStatus.DenialUpheld);
    }

    [Fact]
    public void What_is_approved_is_not_opened_and_a_repeated_document_is_ignored()
    {
        var order = ApprovedByRules().After(TimeSpan.FromHours(1));
        order = order.Do(Document("DOC-1", order.Now));
        order.Status.ShouldBe(OrderStatus.Approved);
        order.Ignores(Document("DOC-1", order.Now));
    }
}
