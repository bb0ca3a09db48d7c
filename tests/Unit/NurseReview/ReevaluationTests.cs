using System.Text.Json;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Tests.Unit.NurseReview.AnItem;

namespace UtilizationReview.Tests.Unit.NurseReview;

/// <summary>The criteria on the nurse's facts, beside what they said on the order's own.</summary>
public sealed class ReevaluationTests
{
    private static readonly NurseItem Corrected = Fold(HeldBy(Dana), Corrects(Dana, 7), Start);

    [Fact]
    public void The_difference_names_every_criterion_whose_answer_changed_and_no_other()
    {
        LineJudgement before = new(1, "g", "1", CriteriaAnswer.Unknown, false, ["b"],
            [new("a", CriteriaAnswer.Met), new("b", CriteriaAnswer.Unknown), new("b", CriteriaAnswer.Met), new("gone", CriteriaAnswer.NotMet)]);
        LineJudgement after = new(1, "g", "2", CriteriaAnswer.Met, true, [],
            [new("a", CriteriaAnswer.Met), new("b", CriteriaAnswer.Met), new("b", CriteriaAnswer.Met), new("new", CriteriaAnswer.Met)]);
        var difference = before.To(after);
        difference.Criteria.ShouldBe(
        [
            new("b", CriteriaAnswer.Unknown, CriteriaAnswer.Met), new("gone", CriteriaAnswer.NotMet, CriteriaAnswer.None),
            new("new", CriteriaAnswer.None, CriteriaAnswer.Met),
        ]);
        (difference.Before, difference.After, difference.AutomationBefore, difference.AutomationAfter, difference.Version)
            .ShouldBe((CriteriaAnswer.Unknown, CriteriaAnswer.Met, false, true, "2"));
        before.To(before).Criteria.ShouldBeEmpty();
        (after with { Criteria = [new("silent", CriteriaAnswer.None)] }).To(after with { Criteria = [] }).Criteria
            .ShouldBeEmpty("a node that was never judged and is gone says nothing new");
    }

    [Fact]
    public void A_reevaluation_stays_with_the_item_and_says_when_the_corrections_changed_since()
    {
        var item = Fold(Corrected, Reevaluates(Dana, 7), Start.AddMinutes(1));
        item.Reevaluation!.IsCurrent(item).ShouldBeTrue();
        (item.Reevaluation.By, item.Reevaluation.At, item.Lease!.Until).ShouldBe((Dana.PersonId, Start.AddMinutes(1), Start.AddMinutes(21)));
        var changed = Fold(item, Corrects(Dana, 4), Start.AddMinutes(2));
        changed.Reevaluation!.IsCurrent(changed).ShouldBeFalse();
        var kept = JsonSerializer.Deserialize<NurseItem>(JsonSerializer.Serialize(item))!;
        kept.Reevaluation!.Lines.Single().Criteria.Single().After.ShouldBe(CriteriaAnswer.Met);
        JsonSerializer.Serialize(item.Reevaluation).Length.ShouldBeLessThan(1_000, "it is kept compact");
    }

    [Fact]
    public void Without_a_correction_or_with_other_corrections_nothing_is_recorded()
    {
        HeldBy(Dana).Decide(Reevaluates(Dana, 7), Start).Refusal().Code.ShouldBe("nothing-corrected");
        Corrected.Decide(Reevaluates(Dana, 8), Start).Refusal().Code.ShouldBe("corrections-changed");
        Corrected.Decide(Reevaluates(Ola, 7), Start).Refusal().Code.ShouldBe("lease-held");
    }

    [Fact]
    public void The_latest_correction_of_a_fact_counts_and_one_taken_back_does_not()
    {
        var twice = Fold(Corrected, Corrects(Dana, 9), Start.AddMinutes(1));
        Reevaluation.FactsOf(twice).ShouldBe([Weeks(9)]);
        Reevaluation.FactsOf(Fold(twice, Confirm(Dana, "LUM-DISC-2.b"), Start.AddMinutes(2))).ShouldBeEmpty();
    }

    [Fact]
    public void A_correction_that_is_not_enough_for_the_criteria_carries_no_approval()
    {
        var short4 = Fold(HeldBy(Dana), Corrects(Dana, 4), Start);
        var ready = new[] { "LUM-DISC-2.c", "LUM-LAM-1.a" }.Aggregate(short4, (item, id) => Fold(item, Confirm(Dana, id), Start));
        var judged = Fold(ready, Reevaluates(Dana, 4), Start);
        var refusal = judged.Decide(ApproveAll(Dana), Start).Refusal();
        (refusal.Code, refusal.Sentence).ShouldBe(("correction-not-enough",
            "On the corrected facts these criteria are still open: line 1: LUM-DISC-2.b. Ask the practice, or refer to a physician."));
        judged.Decide(ApproveAll(Dana, 2), Start).ShouldBeOfType<Answer<NurseEvent>.Accepted>();
    }

    [Fact]
    public void An_approval_records_which_facts_were_corrected()
    {
        var ready = Fold(Ready(Dana), Corrects(Dana, 7), Start);
        var approved = Fold2(ready).ShouldBeOfType<LinesApproved>();
        approved.Corrected.Select(f => (f.Line, f.Criterion, f.Fact)).ShouldBe([(1, "LUM-DISC-2.b", Weeks(7))]);
        static NurseEvent Fold2(NurseItem item) => item.Decide(ApproveAll(Dana), Start).Events().Single();
    }
}
