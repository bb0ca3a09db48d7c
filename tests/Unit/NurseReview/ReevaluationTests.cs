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
            "On the corrected facts these criteria are open: line 1: LUM-DISC-2.b. Ask the practice, or refer to a physician."));
        judged.Decide(ApproveAll(Dana, 2), Start).ShouldBeOfType<Answer<NurseEvent>.Accepted>();
    }

    [Fact]
    public void An_approval_records_which_facts_were_corrected()
    {
        var ready = Fold(Ready(Dana), Corrects(Dana, 7), Start);
        var approved = Fold2(ready).ShouldBeOfType<LinesApproved>();
        approved.Corrected.Select(f => (f.Line, f.Criterion, f.Fact)).ShouldBe([(1, "LUM-DISC-2.b", Weeks(7))]);
        static NurseEvent Fold2(NurseItem item) => item.Decide(ApproveAll(Dana) with { Judged = Judges(7) }, Start).Events()[^1];
    }

    [Fact]
    public void An_approval_after_a_correction_rests_on_criteria_judged_on_just_these_facts()
    {
        var ready = Fold(Ready(Dana), Corrects(Dana, 7), Start);
        ready.Decide(ApproveAll(Dana), Start).Refusal().Code.ShouldBe("corrections-changed");
        ready.Decide(ApproveAll(Dana) with { Judged = Judges(8) }, Start).Refusal().Code.ShouldBe("corrections-changed");
        var approved = Fold(ready, ApproveAll(Dana) with { Judged = Judges(7) }, Start);
        (approved.End, approved.Reevaluation!.IsCurrent(approved), approved.Reevaluation.By).ShouldBe((ItemEnd.Approved, true, Dana.PersonId));
        var judged = Fold(ready, Reevaluates(Dana, 7), Start);
        judged.Decide(ApproveAll(Dana), Start).Events().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_judgement_is_stale_once_the_practice_sent_information()
    {
        var judged = Fold(Fold(Ready(Dana), Corrects(Dana, 7), Start), Reevaluates(Dana, 7), Start);
        var informed = Fold(judged, new InformationArrives(OrderId, 3, Start.AddMinutes(1), Due), Start.AddMinutes(1));
        informed.Reevaluation!.IsCurrent(informed).ShouldBeFalse();
        informed.Decide(ApproveAll(Dana), Start.AddMinutes(2)).Refusal().Code.ShouldBe("corrections-changed");
        Fold(informed, ApproveAll(Dana) with { Judged = Judges(7) }, Start.AddMinutes(2)).End.ShouldBe(ItemEnd.Approved);
    }

    [Fact]
    public void What_a_correction_opens_carries_no_approval_until_the_nurse_confirms_it()
    {
        var ready = Fold(Ready(Dana), Corrects(Dana, 7), Start);
        var opens = Judges(7) with
        {
            Lines = [Judges(7).Lines[0] with
            {
                OpenAfter = ["LUM-DISC-2.a"], Criteria = [new("LUM-DISC-2.a", CriteriaAnswer.Met, CriteriaAnswer.NotMet)],
            }],
        };
        ready.Decide(ApproveAll(Dana) with { Judged = opens }, Start).Refusal().Sentence.ShouldStartWith(
            "On the corrected facts these criteria are open: line 1: LUM-DISC-2.a.");
        var confirmed = Fold(ready, Confirm(Dana, "LUM-DISC-2.a"), Start);
        Fold(confirmed, ApproveAll(Dana) with { Judged = opens }, Start).End.ShouldBe(ItemEnd.Approved);
    }

    [Fact]
    public void A_correction_that_closes_a_pathway_does_not_carry_an_approval_on_another_that_was_never_met()
    {
        // One pathway lacked only 2.b, which nobody knew; the other lacked 2.a all along. With 2.b not met, the other is the closest.
        LineJudgement before = new(1, "msk-spine/lumbar-discectomy", "2026.1", CriteriaAnswer.Unknown, false, ["LUM-DISC-2.b"],
            [new("LUM-DISC-2.b", CriteriaAnswer.Unknown), new("LUM-DISC-2.a", CriteriaAnswer.NotMet), new("LUM-DISC-2.c", CriteriaAnswer.Met)]);
        var after = before with
        {
            Answer = CriteriaAnswer.NotMet,
            Open = ["LUM-DISC-2.a"],
            Criteria = [new("LUM-DISC-2.b", CriteriaAnswer.NotMet), .. before.Criteria.Skip(1)],
        };
        var judged = new JudgedAnew([Weeks(4)], [before.To(after)]);
        var ready = Fold(Ready(Dana), Corrects(Dana, 4), Start);
        ready.Decide(ApproveAll(Dana) with { Judged = judged }, Start).Refusal().Sentence.ShouldStartWith(
            "On the corrected facts these criteria are open: line 1: LUM-DISC-2.a.");
        Fold(Fold(ready, Confirm(Dana, "LUM-DISC-2.a"), Start), ApproveAll(Dana) with { Judged = judged }, Start).End.ShouldBe(ItemEnd.Approved);
    }

    [Fact]
    public void A_referral_tells_the_physician_what_the_criteria_make_of_the_corrections_or_that_they_were_not_asked()
    {
        var corrected = Fold(HeldBy(Dana), Corrects(Dana, 4), Start);
        var refer = Refers(Dana) with { Record = ReferralSummaryTests.Record };
        Judged(Fold(corrected, refer, Start)).ShouldBe(["The criteria have not been judged on the corrected facts."]);
        Judged(Fold(corrected, refer with { Judged = Judges(4) }, Start)).ShouldBe(["On the corrected facts, line 1: open: LUM-DISC-2.b."]);
        Judged(Fold(HeldBy(Dana), refer, Start)).ShouldBeEmpty();

        static IEnumerable<string> Judged(NurseItem item) => item.RecordSummary.Where(l => l.Kind == "judged").Select(l => l.Text);
    }
}
