using Grpc.Core;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Platform.Identity;

/// <summary>Who calls, as the signed token says.</summary>
/// <param name="PersonId">Claim <c>sub</c>: stable id of the person or service.</param>
/// <param name="Name">Claim <c>name</c>: for display only.</param>
/// <param name="Role">Claim <c>role</c>: exactly one.</param>
/// <param name="PracticeId">Claim <c>practice</c>: the practice the person works for; null when none.</param>
/// <param name="PlanIds">Claims <c>plan</c>: the plans the person works for.</param>
/// <param name="Npi">Claim <c>npi</c>: National Provider Identifier; null when none.</param>
public sealed record Caller(string PersonId, string Name, string Role, string? PracticeId, IReadOnlyList<string> PlanIds, string? Npi)
{
    /// <summary>Role of the platform's own services calling each other.</summary>
    public const string ServiceRole = "service";

    /// <summary>Role of those who run the platform.</summary>
    public const string OperatorRole = "operator";

    /// <summary>The caller as history keeps it.</summary>
    public Actor Actor { get; } = new(PersonId, Role);

    /// <summary>Whether the caller may know that a record exists: of a practice, the practice's own; of plans, those plans'; a service or an
    /// operator all; anybody else none.</summary>
    /// <param name="practiceId">The record's practice; null when it belongs to none.</param>
    /// <param name="planId">The record's plan.</param>
    public bool Sees(string? practiceId, string planId) => Role is ServiceRole or OperatorRole
        || (PracticeId is not null ? PracticeId == practiceId : PlanIds.Contains(planId));
}

/// <summary>Puts the caller in reach of RPC handlers.</summary>
public static class CallerExtensions
{
    /// <summary>Who calls; present in every RPC but health and reflection.</summary>
    public static Caller Caller(this ServerCallContext context) =>
        context?.UserState.TryGetValue(typeof(Caller), out var caller) == true
            ? (Caller)caller
            : throw new InvalidOperationException("This call has no caller: AddCallers was not called, or the RPC is exempt from it.");

    /// <summary>The inbox key of a caller's command: the same key of another caller, or for another RPC, is another key.</summary>
    /// <param name="context">The call.</param>
    /// <param name="idempotencyKey">The caller's key.</param>
    public static MessageKey KeyOf(this ServerCallContext context, string idempotencyKey)
    {
        var caller = context.Caller();
        return new($"{context.Method}|{caller.PracticeId ?? caller.PersonId}", idempotencyKey);
    }
}
