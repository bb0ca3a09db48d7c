namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>Talks that nobody can have as things stand: a supervisor has to look after them. The practice reads the same sentence.</summary>
internal static class Escalations
{
    /// <summary>No slot of any suitable physician lies in the practice's times before the end.</summary>
    public const string NoSlotFits = "no-slot-fits";

    /// <summary>The decision became due earlier, and the booked talk would end after it.</summary>
    public const string BookedTooLate = "booked-too-late";

    /// <summary>A state's law sets a time in which the talk has to be held, and it ends within a day with nothing in time booked, or is
    /// over.</summary>
    public const string NotHeldInTime = "not-held-in-time";

    /// <summary>What is wrong and what can be done about it; empty when nothing is escalated.</summary>
    public static string Sentence(PhysicianCase @case, Talk talk) => talk.EscalationReason switch
    {
        "" when !talk.Escalated => "",
        BookedTooLate => $"Talk {talk.Id} is booked for {Refusals.Instant(talk.SlotStart)} and would end after {Refusals.Instant(@case.TalksEnd)}, "
            + "when the decision is due now. It has been escalated to a supervisor of the plan; it can be moved to an earlier slot.",
        NotHeldInTime => $"Talk {talk.Id}, which the practice asked for, has to be held before {Refusals.Instant(TalkTimes.HoldBy(@case, talk))} "
            + $"({@case.TalkTime?.Citation}). It has been escalated to a supervisor of the plan; a slot before then can be booked.",
        _ => $"No slot fits these times before {Refusals.Instant(@case.TalksEnd)}. It has been escalated to a supervisor of the plan; "
            + "you can also ask for slots with other windows.",
    };

    /// <summary>What a new end of talks makes of the talks that are not over: offered slots that end too late are taken back, booked ones are
    /// escalated, and what fits again is not escalated any more.</summary>
    /// <param name="case">The case as it is after the change.</param>
    /// <param name="now">The instant of the change.</param>
    public static IEnumerable<CaseEvent> After(PhysicianCase @case, DateTimeOffset now) => @case.Talks.SelectMany(talk => talk.Phase switch
    {
        TalkPhase.Offered when talk.Slots.Any(s => !Fits(s.Start, @case)) => OfferedAgain(@case, talk, now),
        TalkPhase.Booked when now < talk.SlotStart && Fits(talk.SlotStart!.Value, @case) != (talk.EscalationReason != BookedTooLate) =>
            Fits(talk.SlotStart!.Value, @case) ? [new EscalationOver(talk.Id)] : [new TalkEscalated(talk.Id, now, BookedTooLate)],
        _ => Array.Empty<CaseEvent>(),
    });

    private static CaseEvent[] OfferedAgain(PhysicianCase @case, Talk talk, DateTimeOffset now)
    {
        var slots = talk.Slots.Where(s => Fits(s.Start, @case)).ToList();
        if (slots.Count == 0) return [new NoSlotFits(talk.Id, talk.Windows), new TalkEscalated(talk.Id, now, NoSlotFits)];
        var by = Scheduling.LastAnswer(@case, now);
        return [new SlotsOffered(talk.Id, now, Who.Platform, slots, talk.AnswerBy < by ? talk.AnswerBy.Value : by, talk.Windows)];
    }

    private static bool Fits(DateTimeOffset start, PhysicianCase @case) => start + Slots.Length < @case.TalksEnd;
}
