using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Tests.Unit.NurseReview.AnItem;

namespace UtilizationReview.Tests.Unit.NurseReview;

public sealed class LeaseTests
{
    private static readonly DateTimeOffset End = Start + LeaseLength;
    private static readonly TimeSpan Tiny = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void A_lease_holds_until_just_before_its_end_and_not_at_it()
    {
        var item = HeldBy(Dana);
        item.IsHeldAt(End - Tiny).ShouldBeTrue();
        item.IsHeldAt(End).ShouldBeFalse();
        item.IsHeldAt(End + Tiny).ShouldBeFalse();
    }

    [Fact]
    public void Another_nurse_cannot_claim_just_before_the_end_but_at_the_end_and_after_it()
    {
        HeldBy(Dana).Decide(new Claim(Ola), End - Tiny).Refusal().Code.ShouldBe("lease-held");
        foreach (var at in new[] { End, End + Tiny })
        {
            var item = Fold(HeldBy(Dana), new Claim(Ola), at);
            item.Lease.ShouldBe(new Lease(Ola.PersonId, Ola.Name, at + LeaseLength));
        }
    }

    [Fact]
    public void The_holder_acts_just_before_the_end_and_not_at_it_whether_the_sweeper_has_come_or_not()
    {
        HeldBy(Dana).Decide(Confirm(Dana, "LUM-DISC-2.b"), End - Tiny).ShouldBeOfType<Answer<NurseEvent>.Accepted>();
        var unticked = HeldBy(Dana).Decide(Confirm(Dana, "LUM-DISC-2.b"), End).Refusal();
        var ticked = Fold(HeldBy(Dana), new Tick(), End).Decide(Confirm(Dana, "LUM-DISC-2.b"), End).Refusal();
        unticked.ShouldBe(ticked with { Fields = unticked.Fields });
        unticked.Code.ShouldBe("lease-lost");
    }

    [Fact]
    public void A_tick_ends_a_lease_at_its_end_and_not_before()
    {
        HeldBy(Dana).Decide(new Tick(), End - Tiny).ShouldBeOfType<Answer<NurseEvent>.Ignored>();
        Fold(HeldBy(Dana), new Tick(), End).Stage.ShouldBe(ItemStage.Open);
        Open().Decide(new Tick(), End).ShouldBeOfType<Answer<NurseEvent>.Ignored>();
    }

    [Fact]
    public void Any_activity_of_the_holder_renews_the_lease()
    {
        var at = Start.AddMinutes(19);
        NurseCommand[] activities = [new RenewLease(Dana), new Claim(Dana), Confirm(Dana, "LUM-DISC-2.b"), Asks(Dana), ApproveAll(Dana, 2)];
        foreach (var activity in activities)
        {
            Fold(Ready2(), activity, at).Lease!.Until.ShouldBe(at + LeaseLength, $"{activity}");
        }
        static NurseItem Ready2() => Fold(HeldBy(Dana), Confirm(Dana, "LUM-LAM-1.a"), Start);
    }

    [Fact]
    public void A_repeated_finding_is_activity_too()
    {
        var item = Fold(HeldBy(Dana), Confirm(Dana, "LUM-DISC-2.b"), Start);
        item.Decide(Confirm(Dana, "LUM-DISC-2.b"), Start.AddMinutes(5)).Events().ShouldBe([new LeaseRenewed(Start.AddMinutes(25))]);
        item.Decide(Confirm(Dana, "LUM-DISC-2.b"), Start).ShouldBeOfType<Answer<NurseEvent>.Ignored>();
    }

    [Fact]
    public void A_late_action_names_who_holds_the_order_now()
    {
        var item = Fold(HeldBy(Dana), new Claim(Ola), Start.AddMinutes(25));
        item.Decide(ApproveAll(Dana), Start.AddMinutes(26)).Refusal().Sentence.ShouldBe(
            "Your lease ended at 2026-11-24 15:20 UTC. Ola Berg holds this order now, until 2026-11-24 15:45 UTC. " +
            "Take another order, or this one when it is back in the queue.");
    }

    [Fact]
    public void A_late_action_says_that_the_order_is_back_in_the_queue()
    {
        HeldBy(Dana).Decide(ApproveAll(Dana), Start.AddMinutes(20)).Refusal().Sentence.ShouldBe(
            "Your lease ended at 2026-11-24 15:20 UTC and this order is back in the queue. Claim it again to go on; what you recorded is kept.");
    }

    [Fact]
    public void Who_never_claimed_is_told_to_claim_or_who_holds_it()
    {
        Open().Decide(ApproveAll(Ola), Start).Refusal().Sentence.ShouldBe("This order is in the queue and nobody holds it. Claim it first.");
        HeldBy(Dana).Decide(ApproveAll(Ola), Start).Refusal().Sentence.ShouldBe(
            "Dana Reyes holds this order now, until 2026-11-24 15:20 UTC. Take another order, or this one when it is back in the queue.");
    }

    [Fact]
    public void Findings_stay_when_a_lease_is_lost_or_released()
    {
        var item = Fold(HeldBy(Dana), Confirm(Dana, "LUM-DISC-2.b"), Start);
        Fold(item, new Tick(), End).Findings.Count.ShouldBe(1);
        var released = Fold(item, new Release(Dana), Start);
        released.Findings.Count.ShouldBe(1);
        released.Stage.ShouldBe(ItemStage.Open);
        released.Decide(new Release(Dana), Start).ShouldBeOfType<Answer<NurseEvent>.Ignored>();
    }

    [Fact]
    public void The_next_open_item_is_never_one_that_somebody_holds()
    {
        HeldBy(Dana).Decide(new ClaimOpen(Dana), Start).Refusal().Code.ShouldBe("lease-held");
        HeldBy(Dana).Decide(new ClaimOpen(Ola), Start).Refusal().Code.ShouldBe("lease-held");
        Fold(Open(), new ClaimOpen(Ola), Start).Lease!.PersonId.ShouldBe(Ola.PersonId);
    }
}
