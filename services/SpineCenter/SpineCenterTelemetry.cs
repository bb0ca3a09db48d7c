using System.Diagnostics.Metrics;
using UtilizationReview.SpineCenter.Adapters;
using UtilizationReview.SpineCenter.Domain;

namespace UtilizationReview.SpineCenter;

/// <summary>What the service measures: recorded after the commit, once per fact. No tag says anything of a member.</summary>
internal sealed class SpineCenterTelemetry
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "UtilizationReview.SpineCenter";

    private readonly Counter<long> _visits;
    private readonly Counter<long> _evaluations;

    public SpineCenterTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _visits = meter.CreateCounter<long>(
            "ur.visits.decided", "{visit}", "Visit orders decided, by plan, outcome and decider (rules, nurse, physician).");
        _evaluations = meter.CreateCounter<long>("ur.spine_evaluations", "{evaluation}", "Evaluations that took place, by plan and timeliness.");
    }

    /// <summary>One fact of a visit order is committed.</summary>
    public void Heard(VisitOrder order, VisitEvent fact)
    {
        if (order.Waits) return;
        _visits.Add(1, new(Tag.Plan, order.Form.PlanId), new(Tag.Outcome, SpineCenterEvents.ResultWord(order)), new(Tag.Decider, order.DecidedBy));
    }

    /// <summary>One fact of an evaluation is committed.</summary>
    public void Heard(Evaluation evaluation, EvaluationRecorded fact)
    {
        if (!fact.TookPlace) return;
        _evaluations.Add(1, new(Tag.Plan, evaluation.PlanId), new(Tag.Outcome, evaluation.EvaluatedOn <= evaluation.DueOn ? "in-time" : "late"));
    }

    /// <summary>Tag names.</summary>
    public static class Tag
    {
        public const string Plan = "ur.plan";
        public const string Outcome = "ur.outcome";
        public const string Decider = "ur.decider";
    }
}
