using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.NurseReview.Domain;

// One order in front of a nurse, per round:
//
//   (expected) ──order arrives──▶ open ◀──release, lease ends── leased ──approve all, refer──▶ done
//                                  └───────────claim──────────────▲                             │
//                    order leaves (any stage) ──▶ done            └──── (open) ◀── decision refused by intake
//
// Expected: facts about the order came before the order itself. Events of intake come twice, late and in any order; the order version
// they carry decides. Nothing here denies, approves less or moves a due time (I1, I2).

/// <summary>Where an item stands.</summary>
internal enum ItemStage
{
    /// <summary>Known only from facts that overtook the order; nobody sees it.</summary>
    Expected,

    /// <summary>Nobody works on it.</summary>
    Open,

    /// <summary>A nurse holds it.</summary>
    Leased,

    /// <summary>The nurse's work is over.</summary>
    Done,
}

/// <summary>How an item ended.</summary>
internal enum ItemEnd
{
    /// <summary>Not yet.</summary>
    None,

    /// <summary>Every line was approved by a nurse.</summary>
    Approved,

    /// <summary>Referred to a physician by a nurse.</summary>
    Referred,

    /// <summary>The order left without a nurse's decision.</summary>
    OrderLeft,
}

/// <summary>Who works on an item and until when (exclusive).</summary>
internal sealed record Lease(string PersonId, string Name, DateTimeOffset Until);

/// <summary>An information request as sent.</summary>
internal sealed record AskedInformation(
    IReadOnlyList<string> Items, IReadOnlyList<string> Facts, DateOnly AnswerBy, string AskedBy, DateTimeOffset AskedAt)
{
    /// <summary>What of it the criteria wait for, with why.</summary>
    public IReadOnlyList<MissingFact> Missing { get; init; } = [];
}

/// <summary>One order in the nurse queue.</summary>
internal sealed partial record NurseItem
{
    public required string OrderId { get; init; }
    public ItemStage Stage { get; init; }

    /// <summary>Order version of the referral that opened this round; 0 before the first.</summary>
    public int RoundVersion { get; init; }

    /// <summary>Latest order version known at which the order was elsewhere.</summary>
    public int LeftVersion { get; init; }

    /// <summary>Order version <see cref="DueAt"/> comes from.</summary>
    public int DueVersion { get; init; }

    /// <summary>Latest order version of information received.</summary>
    public int InformationVersion { get; init; }

    public Referral? Referral { get; init; }
    public DateTimeOffset DueAt { get; init; }
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>Lines that still wait.</summary>
    public IReadOnlyList<int> Lines { get; init; } = [];

    /// <summary>Lines approved by a nurse in this round.</summary>
    public IReadOnlyList<int> ApprovedLines { get; init; } = [];

    public Lease? Lease { get; init; }

    /// <summary>The lease before; tells its holder that it was lost.</summary>
    public Lease? LostLease { get; init; }

    /// <summary>The last time a supervisor took it from somebody; tells her why.</summary>
    public Moved? Moved { get; init; }

    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The latest judgement on a nurse's facts.</summary>
    public Reevaluation? Reevaluation { get; init; }

    /// <summary>The record as a physician reads it; set by a referral.</summary>
    public IReadOnlyList<SummaryLine> RecordSummary { get; init; } = [];

    /// <summary>Nurse who finished it, and when; empty and null while it is not done or left without a nurse.</summary>
    public string DoneBy { get; init; } = "";
    public DateTimeOffset? DoneAt { get; init; }

    public AskedInformation? Asked { get; init; }
    public DateTimeOffset? InformationAt { get; init; }

    /// <summary>Ids of documents that came since the order did, oldest first; those from before lie in the record she opens.</summary>
    public IReadOnlyList<string> Documents { get; init; } = [];

    /// <summary>How many of them had come when a nurse last took it.</summary>
    public int DocumentsSeen { get; init; }

    public DateTimeOffset? DocumentAt { get; init; }
    public ItemEnd End { get; init; }

    /// <summary>Nurses whose decisions of this round were told to intake.</summary>
    public IReadOnlyList<string> DecidedBy { get; init; } = [];

    public string ReferralSummary { get; init; } = "";
    public string RefusedBecause { get; init; } = "";

    /// <summary>True while somebody holds it; a lease that has run out holds nothing, ticked or not.</summary>
    public bool IsHeldAt(DateTimeOffset now) => Stage == ItemStage.Leased && now < Lease!.Until;

    /// <summary>The item with the lines that still wait: no message tells of one that the catalogue or an appeal settled since the referral.</summary>
    /// <param name="order">The order as intake holds it now.</param>
    public NurseItem On(OrderCriteria order) => this with { Lines = [.. Lines.Where(line => !order.Of(line).Settled)] };

    /// <summary>The three-answer decision.</summary>
    /// <param name="item">The item; null when nothing is known of the order.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="now">Now.</param>
    /// <param name="lease">Length of a lease.</param>
    public static Answer<NurseEvent> Decide(NurseItem? item, NurseCommand command, DateTimeOffset now, TimeSpan lease) => command switch
    {
        OrderArrives c => Arrive(item, c, now),
        OrderLeaves c => Leave(item, c, now),
        MoveDue c => c.OrderVersion <= item?.DueVersion
            ? Ignored("a later due time is known")
            : new NurseEvent[] { new DueMoved(c.OrderId, c.OrderVersion, c.DueAt) },
        InformationArrives c => Inform(item, c),
        DocumentArrives c => item is { Stage: ItemStage.Open or ItemStage.Leased } && c.OccurredAt >= item.OpenedAt
            && !item.Documents.Contains(c.DocumentId)
            ? new NurseEvent[] { new DocumentArrived(c.DocumentId, c.OccurredAt) }
            : Ignored("nobody has it, it lies in the record already, or it is known"),
        DecisionRefused c => TakeBack(item, c, now),
        Tick => item is { Stage: ItemStage.Leased } && !item.IsHeldAt(now)
            ? new NurseEvent[] { new LeaseEnded(now) }
            : Ignored("no lease has run out"),
        CommandOfSupervisor c => item is null or { Stage: ItemStage.Expected }
            ? Rejected(LeaseSentences.NotInQueue)
            : Supervision.Decide(item, c, now, lease),
        CommandOfNurse c => item is null or { Stage: ItemStage.Expected } ? Rejected(LeaseSentences.NotInQueue) : OfNurse(item, c, now, lease),
        _ => throw new InvalidOperationException($"{command.GetType().Name} has no decision."),
    };

    private static Answer<NurseEvent> OfNurse(NurseItem item, CommandOfNurse command, DateTimeOffset now, TimeSpan lease)
    {
        var until = now + lease;
        if (item.Stage == ItemStage.Done) return Rejected(LeaseSentences.Done(item));
        if (command is ClaimOfNurse claim) return Take(item, claim, now, until);
        if (!item.IsHeldAt(now) && command is Release) return Ignored("nobody holds it");
        if (!item.IsHeldAt(now) || item.Lease!.PersonId != command.Nurse.PersonId) return Rejected(LeaseSentences.NotYours(item, command.Nurse, now));
        return command switch
        {
            RenewLease => Renew(item, until),
            Release => new NurseEvent[] { new LeaseReleased(now) },
            RecordFinding c => Find(item, c, now, until),
            RecordReevaluation c => Reevaluate(item, c, now, until),
            AskForInformation c => Ask(item, c, now, until),
            Approve c => ApproveLines(item, c, now, until),
            Refer c => ReferLines(item, c, now),
            _ => throw new InvalidOperationException($"{command.GetType().Name} has no decision."),
        };
    }

    private static Answer<NurseEvent> Take(NurseItem item, ClaimOfNurse command, DateTimeOffset now, DateTimeOffset until)
    {
        if (!item.IsHeldAt(now) && Pools.Outside(command.Profile, item.Referral!, toHer: true) is { } outside) return Rejected(outside);
        var taken = new LeaseTaken(command.Nurse, now, until);
        if (item.Stage == ItemStage.Open) return new NurseEvent[] { taken };
        if (!item.IsHeldAt(now)) return new NurseEvent[] { new LeaseEnded(now), taken };
        return command is Claim && item.Lease!.PersonId == command.Nurse.PersonId
            ? Renew(item, until)
            : Rejected(LeaseSentences.NotYours(item, command.Nurse, now));
    }

    private static Answer<NurseEvent> Renew(NurseItem item, DateTimeOffset until) =>
        item.Lease!.Until == until ? Ignored("the lease already lasts that long") : new NurseEvent[] { new LeaseRenewed(until) };

    private static Answer<NurseEvent> Find(NurseItem item, RecordFinding command, DateTimeOffset now, DateTimeOffset until)
    {
        var (lines, refusal) = FindingRules.LinesFor(item, command);
        if (refusal is not null) return Rejected(refusal);
        Finding[] found = [.. lines
            .Select(line => new Finding(line, command.Criterion, command.Kind, command.Fact, command.Note, command.Nurse.PersonId, now))
            .Where(finding => !item.Findings.Any(f => f with { FoundAt = now } == finding))];
        return found.Length == 0 ? Renew(item, until) : new NurseEvent[] { new FindingsRecorded(found), new LeaseRenewed(until) };
    }

    private static Answer<NurseEvent> Reevaluate(NurseItem item, RecordReevaluation command, DateTimeOffset now, DateTimeOffset until)
    {
        var facts = Domain.Reevaluation.FactsOf(item);
        if (facts.Count == 0) return Rejected(Domain.Reevaluation.NothingCorrected);
        if (!facts.SequenceEqual(command.Facts)) return Rejected(Domain.Reevaluation.CorrectionsChanged);
        return item.Reevaluation is { } last && last.IsCurrent(item) && last.Lines.SequenceEqual(command.Lines)
            ? Renew(item, until)
            : new NurseEvent[]
            {
                new CriteriaReevaluated(new(facts, command.Lines, command.Nurse.PersonId, now)), new LeaseRenewed(until),
            };
    }

    private static Answer<NurseEvent> Ask(NurseItem item, AskForInformation command, DateTimeOffset now, DateTimeOffset until)
    {
        if (DecisionInput.Problem(command, now) is { } refusal) return Rejected(refusal);
        var same = item.Asked is { } asked && asked.AnswerBy == command.AnswerBy
            && asked.Items.SequenceEqual(command.Items) && asked.Facts.SequenceEqual(command.Facts);
        return same
            ? Renew(item, until)
            : new NurseEvent[]
            {
                new InformationAsked(new(command.Items, command.Facts, command.AnswerBy, command.Nurse.PersonId, now) { Missing = command.Missing }),
                new LeaseRenewed(until),
            };
    }

    private static Answer<NurseEvent> ApproveLines(NurseItem item, Approve command, DateTimeOffset now, DateTimeOffset until)
    {
        if (DecisionInput.Problem(command) is { } problem) return Rejected(problem);
        var waiting = item.On(command.Criteria);
        IReadOnlyList<int> lines = command.Lines.Count > 0 ? [.. command.Lines.Distinct().Order()]
            : waiting.Lines.Count > 0 ? waiting.Lines : item.Lines;
        var strangers = lines.Except(waiting.Lines).ToList();
        if (strangers.Count > 0) return Rejected(FindingRules.NotWaiting(waiting, "lines", strangers));
        if (FindingRules.WithoutFinding(item, lines, command.Criteria) is { } open) return Rejected(open);
        if (FindingRules.CannotBeConfirmed(item, lines) is { } doubted) return Rejected(doubted);
        var judged = Domain.Reevaluation.For(item, command.Judged, command.Nurse, now);
        if (judged is null && Domain.Reevaluation.IsDue(item)) return Rejected(Domain.Reevaluation.CorrectionsChanged);
        if (Domain.Reevaluation.NotEnough(judged is null ? item : Evolve(item, judged), lines) is { } notEnough) return Rejected(notEnough);
        var approved = new LinesApproved(lines, command.Attestation, FindingRules.ConfirmedOn(item, lines), command.Reason, now)
        {
            Corrected = [.. item.Findings.Where(f => f.Kind == FindingKind.Corrected && lines.Contains(f.Line))],
            Settled = [.. item.Lines.Except(waiting.Lines)],
        };
        return Facts(judged, approved, lines.Count == waiting.Lines.Count ? null : new LeaseRenewed(until));
    }

    private static Answer<NurseEvent> ReferLines(NurseItem item, Refer command, DateTimeOffset now)
    {
        if (DecisionInput.Problem(command, item) is { } problem) return Rejected(problem);
        IReadOnlyList<string> criteria = [.. item.Findings
            .Where(f => f.Kind == FindingKind.CannotConfirm && item.Lines.Contains(f.Line)).Select(f => f.Criterion)
            .Concat(command.UnconfirmedCriteria).Distinct()];
        var judged = Domain.Reevaluation.For(item, command.Judged, command.Nurse, now);
        var known = judged is null ? item : Evolve(item, judged);
        IReadOnlyList<SummaryLine> record = command.Record is { } order ? Domain.ReferralSummary.Build(known, order, command.Summary) : [];
        return Facts(judged, new LinesReferred(item.Lines, command.Nurse.PersonId, command.Summary, criteria, now) { Record = record });
    }

    private static NurseEvent[] Facts(params NurseEvent?[] facts) => [.. facts.OfType<NurseEvent>()];

    private static Answer<NurseEvent> Arrive(NurseItem? item, OrderArrives command, DateTimeOffset now) =>
        command.OrderVersion <= item?.RoundVersion ? Ignored("this or a later referral is known")
        : command.OrderVersion <= item?.LeftVersion ? Ignored("the order has left since")
        : new NurseEvent[] { new ItemOpened(command.OrderId, command.OrderVersion, command.Referral, command.DueAt, now) };

    private static Answer<NurseEvent> Leave(NurseItem? item, OrderLeaves command, DateTimeOffset now) =>
        command.OrderVersion <= item?.LeftVersion ? Ignored("known")
        : command.OrderVersion <= item?.RoundVersion ? Ignored("the order has come back since")
        : new NurseEvent[] { new OrderLeft(command.OrderId, command.OrderVersion, command.Why, now) };

    private static Answer<NurseEvent> Inform(NurseItem? item, InformationArrives command)
    {
        List<NurseEvent> facts = [];
        if (command.OrderVersion > (item?.DueVersion ?? 0)) facts.Add(new DueMoved(command.OrderId, command.OrderVersion, command.DueAt));
        if (command.OrderVersion > (item?.InformationVersion ?? 0))
            facts.Add(new InformationArrived(command.OrderId, command.OrderVersion, command.OccurredAt));
        return facts.Count == 0 ? Ignored("known") : facts.ToArray();
    }

    /// <summary>Only an own decision that intake has not confirmed since can be taken back.</summary>
    private static Answer<NurseEvent> TakeBack(NurseItem? item, DecisionRefused command, DateTimeOffset now) =>
        item is null || !item.DecidedBy.Contains(command.DecidedBy) ? Ignored("not a decision made here")
        : item.LeftVersion > item.RoundVersion ? Ignored("the order has left since")
        : new NurseEvent[] { new DecisionTakenBack(command.Sentence, now) };

    private static Answer<NurseEvent> Ignored(string why) => new Answer<NurseEvent>.Ignored(why);
    private static Answer<NurseEvent> Rejected(Refusal refusal) => new Answer<NurseEvent>.Rejected(refusal);
}
