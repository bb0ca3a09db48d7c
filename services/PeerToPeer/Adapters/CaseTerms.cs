using UtilizationReview.Contracts.Plans;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.PeerToPeer.Adapters;

/// <summary>What a case is under: its plan's terms, and the law of the plan's state as it is today.</summary>
internal sealed class CaseTerms(PlanRegistry plans, StateLaws laws, TimeProvider clock)
{
    /// <summary>The plan in the version the order was received under; without one, or where it is gone, the version in force.</summary>
    /// <exception cref="InvalidOperationException">The plan is not configured here: the message is tried again when it is.</exception>
    public PlanFile Plan(string planId, string version = "") =>
        plans.Find(planId, version) ?? plans.Find(planId) ?? throw new InvalidOperationException($"The plan {planId} is not configured here.");

    /// <summary>In which time the law wants a talk held; null where it says nothing.</summary>
    public TalkTime? TalkTimeOf(PlanFile plan) =>
        laws.TalkTimeFor(plan.State, plan.LineOfBusiness, clock.GetUtcNow().DateIn(TimeZones.Find(plan.TimeZone)), plan.TimeZone);

    /// <summary>What the law asks of the physician; null where nothing.</summary>
    public StateLaw? LawOf(PlanFile plan) =>
        laws.For(plan.State, plan.LineOfBusiness, clock.GetUtcNow().DateIn(TimeZones.Find(plan.TimeZone)));
}
