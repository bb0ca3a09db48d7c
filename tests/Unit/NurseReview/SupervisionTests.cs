using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Tests.Unit.NurseReview.AnItem;

namespace UtilizationReview.Tests.Unit.NurseReview;

/// <summary>Supervisors move work; whoever lost it reads who moved it and why.</summary>
public sealed class SupervisionTests
{
    private static readonly AssignTo ToOla = new(Sam, ProfileOf(Ola), "Dana went home.");

    [Fact]
    public void Work_goes_from_one_nurse_to_another_and_the_first_is_told_why_when_she_answers_late()
    {
        var moved = Fold(HeldBy(Dana), ToOla, Start.AddMinutes(5));
        moved.Lease.ShouldBe(new Lease(Ola.PersonId, Ola.Name, Start.AddMinutes(25)));
        var late = moved.Decide(ApproveAll(Dana), Start.AddMinutes(6)).Refusal();
        (late.Code, late.Sentence).ShouldBe(("lease-held",
            "Sam Lead moved this order away from you at 2026-11-24 15:05 UTC: Dana went home. "
                + "Ola Berg holds it now, until 2026-11-24 15:25 UTC. Take another order."));
    }

    [Fact]
    public void Work_goes_back_to_the_pool_with_what_was_recorded_and_the_holder_is_told_why()
    {
        var held = Fold(HeldBy(Dana), Confirm(Dana, "LUM-DISC-2.b"), Start);
        var back = Fold(held, new ReturnToPool(Sam, "It needs a deformity reviewer"), Start.AddMinutes(1));
        (back.Stage, back.Lease, back.Findings.Count).ShouldBe((ItemStage.Open, null, 1));
        var late = back.Decide(ApproveAll(Dana), Start.AddMinutes(2)).Refusal();
        (late.Code, late.Sentence).ShouldBe(("lease-moved",
            "Sam Lead moved this order away from you at 2026-11-24 15:01 UTC: It needs a deformity reviewer. "
                + "It is back in the queue; what you recorded is kept. Take the next order."));
        back.Decide(new ReturnToPool(Sam, "again"), Start.AddMinutes(2)).ShouldBeOfType<Answer<NurseEvent>.Ignored>();
    }

    [Fact]
    public void An_assigned_lease_runs_out_like_any_other()
    {
        var assigned = Fold(Open(), ToOla, Start);
        assigned.IsHeldAt(Start + LeaseLength).ShouldBeFalse();
        Fold(assigned, new Claim(Dana), Start + LeaseLength).Lease!.PersonId.ShouldBe(Dana.PersonId);
    }

    [Fact]
    public void Who_takes_moved_work_back_is_a_holder_like_any_other()
    {
        var again = Fold(Fold(HeldBy(Dana), new ReturnToPool(Sam, "Break"), Start), new Claim(Dana), Start.AddMinutes(1));
        again.Moved.ShouldBeNull();
        again.Decide(ApproveAll(Dana, 2), Start + LeaseLength + LeaseLength).Refusal().Sentence.ShouldStartWith("Your lease ended at ");
    }

    [Fact]
    public void Moving_needs_a_reason_a_nurse_whose_pool_it_is_in_and_a_case_that_is_not_done()
    {
        foreach (var reason in new[] { " ", new string('x', Supervision.ReasonLimit + 1) })
            Open().Decide(ToOla with { Reason = reason }, Start).Refusal().Code.ShouldBe("reason-required");
        var outside = Open().Decide(ToOla with { To = ProfileOf(Ola) with { States = ["MN"] } }, Start).Refusal();
        outside.Sentence.ShouldBe("This order needs a licence in WI, which Ola Berg's profile does not have. Choose another nurse.");
        Approved().Decide(ToOla, Start).Refusal().Code.ShouldBe("item-done");
        ((NurseItem?)null).Decide(ToOla, Start).Refusal().Kind.ShouldBe(RefusalKind.Unknown);
        HeldBy(Ola).Decide(ToOla, Start).ShouldBeOfType<Answer<NurseEvent>.Ignored>();
    }

    [Fact]
    public void Who_finished_a_case_and_when_is_kept_until_intake_takes_the_decision_back()
    {
        (Approved().DoneBy, Approved().DoneAt).ShouldBe((Dana.PersonId, Start));
        (Referred().DoneBy, Referred().DoneAt).ShouldBe((Dana.PersonId, Start));
        var back = Fold(Referred(), new DecisionRefused(OrderId, Dana.PersonId, "…"), Start);
        (back.DoneBy, back.DoneAt).ShouldBe(("", null));
        Fold(HeldBy(Dana), new OrderLeaves(OrderId, 3, "withdrawn"), Start).DoneBy.ShouldBeEmpty();
    }
}
