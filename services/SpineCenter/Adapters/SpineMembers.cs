using System.Globalization;
using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Time;
using UtilizationReview.SpineCenter.Domain;

namespace UtilizationReview.SpineCenter.Adapters;

/// <summary>What the program asks of a member.</summary>
/// <param name="BirthDate">Date of birth.</param>
/// <param name="County">County of residence; null: the record does not say.</param>
internal sealed record SpineMember(DateOnly BirthDate, County? County);

/// <summary>Members, as Intake has them on record.</summary>
internal sealed class SpineMembers(Intake.IntakeClient intake)
{
    /// <summary>A member of the plan.</summary>
    /// <exception cref="RpcException">NOT_FOUND: no such member of this plan. UNAVAILABLE: Intake does not answer.</exception>
    public async Task<SpineMember> FindAsync(string memberId, string planId, CancellationToken ct)
    {
        Member member;
        try
        {
            member = await intake.GetMemberAsync(new() { MemberId = memberId }, cancellationToken: ct);
        }
        catch (RpcException problem) when (problem.StatusCode == StatusCode.NotFound)
        {
            throw SpineRefusals.UnknownMember.ToRpcException();
        }
        catch (RpcException problem) when (!ct.IsCancellationRequested)
        {
            throw new RpcException(
                new Grpc.Core.Status(StatusCode.Unavailable, "The member's record cannot be read now: Intake does not answer. Try again.", problem));
        }
        if (member.PlanId != planId) throw SpineRefusals.UnknownMember.ToRpcException();
        return new(
            DateOnly.ParseExact(member.BirthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            member.County.Trim().Length > 0 ? new County(member.State, member.County) : null);
    }
}

/// <summary>Plans, and the programs they take part in.</summary>
internal sealed class SpinePlans(PlanRegistry plans, Programs programs, TimeProvider clock)
{
    /// <summary>Ids of all programs.</summary>
    public IReadOnlyCollection<string> ProgramIds { get; } = [.. programs.ById.Keys];

    /// <summary>A plan the caller may name: a practice any, others their own.</summary>
    /// <exception cref="RpcException">NOT_FOUND.</exception>
    public PlanFile Plan(string planId, Caller caller) =>
        plans.Find(planId) is { } plan && (caller.PracticeId is not null || caller.Sees(null, planId))
            ? plan
            : throw SpineRefusals.UnknownPlan(planId).ToRpcException();

    /// <summary>The plan's program, or null.</summary>
    /// <exception cref="RpcException">FAILED_PRECONDITION: the plan names one that is not here.</exception>
    public SpineProgram? ProgramOf(PlanFile plan) => plan.SpineCenter.Length == 0 ? null
        : programs.ById.GetValueOrDefault(plan.SpineCenter) ?? throw SpineRefusals.ProgramMissing.ToRpcException();

    /// <summary>The day it is where the plan counts days.</summary>
    public DateOnly Today(PlanFile plan) => clock.GetUtcNow().DateIn(TimeZones.Find(plan.TimeZone));

    /// <summary>The plan's kind of coverage.</summary>
    public static Product ProductOf(PlanFile plan) => plan.LineOfBusiness switch
    {
        "commercial_insured" or "commercial_self_funded" => Product.Commercial,
        "medicaid_managed" => Product.Medicaid,
        "medicare_advantage" => Product.MedicareAdvantage,
        _ => Product.Other,
    };
}
