using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.NurseReview.Domain;

/// <summary>Who moves work.</summary>
internal sealed record Supervisor(string PersonId, string Name);

/// <summary>A command of a supervisor.</summary>
/// <param name="By">Who acts.</param>
/// <param name="Reason">For whoever it is taken from.</param>
internal abstract record CommandOfSupervisor(Supervisor By, string Reason) : NurseCommand;

/// <summary>Gives the item to a nurse, whoever holds it.</summary>
internal sealed record AssignTo(Supervisor By, NurseProfile To, string Reason) : CommandOfSupervisor(By, Reason);

/// <summary>Takes the item from its holder back to the queue.</summary>
internal sealed record ReturnToPool(Supervisor By, string Reason) : CommandOfSupervisor(By, Reason);

/// <summary>Work that was taken from a nurse; she is told when she answers late.</summary>
/// <param name="From">Person id of the nurse it was taken from.</param>
/// <param name="By">Name of the supervisor.</param>
/// <param name="Reason">The supervisor's words.</param>
/// <param name="At">When.</param>
internal sealed record Moved(string From, string By, string Reason, DateTimeOffset At);

/// <summary>How work is moved.</summary>
internal static class Supervision
{
    public const int ReasonLimit = 500;

    /// <summary>The three-answer decision; the lease of the nurse it goes to runs like any other.</summary>
    public static Answer<NurseEvent> Decide(NurseItem item, CommandOfSupervisor command, DateTimeOffset now, TimeSpan lease)
    {
        if (command.Reason.Trim().Length is 0 or > ReasonLimit)
        {
            return new Answer<NurseEvent>.Rejected(FindingRules.Bad("reason-required", "reason",
                $"Moving work says why in 1 to {ReasonLimit} characters: the nurse it is taken from reads it.",
                $"1 to {ReasonLimit} characters are required"));
        }
        if (item.Stage == ItemStage.Done) return new Answer<NurseEvent>.Rejected(LeaseSentences.Done(item));
        List<NurseEvent> facts = [];
        if (item.IsHeldAt(now)) facts.Add(new WorkMoved(new(item.Lease!.PersonId, command.By.Name, command.Reason.Trim(), now)));
        else if (item.Stage == ItemStage.Leased) facts.Add(new LeaseEnded(now));
        if (command is not AssignTo { To: var to })
            return item.IsHeldAt(now) ? facts.ToArray() : new Answer<NurseEvent>.Ignored("nobody holds it");
        if (item.IsHeldAt(now) && item.Lease!.PersonId == to.PersonId) return new Answer<NurseEvent>.Ignored("she holds it already");
        if (Pools.Outside(to, item.Referral!, toHer: false) is { } outside) return new Answer<NurseEvent>.Rejected(outside);
        facts.Add(new LeaseTaken(new(to.PersonId, to.Name), now, now + lease));
        return facts.ToArray();
    }
}
