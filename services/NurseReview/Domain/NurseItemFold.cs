namespace UtilizationReview.NurseReview.Domain;

internal sealed partial record NurseItem
{
    /// <summary>Folds one fact; never fails, never decides.</summary>
    public static NurseItem Evolve(NurseItem? item, NurseEvent fact) => fact switch
    {
        ItemOpened e => Opened(item ?? new() { OrderId = e.OrderId }, e),
        OrderLeft e => Left(item ?? new() { OrderId = e.OrderId }, e),
        DueMoved e => (item ?? new() { OrderId = e.OrderId }) with { DueAt = e.DueAt, DueVersion = e.OrderVersion },
        InformationArrived e => Informed(item ?? new() { OrderId = e.OrderId }, e),
        _ when item is null => throw new InvalidOperationException($"{fact.GetType().Name} cannot be the first fact of an item."),
        LeaseTaken e => item with
        {
            Stage = ItemStage.Leased,
            Lease = new(e.Nurse.PersonId, e.Nurse.Name, e.Until),
            Moved = item.Moved?.From == e.Nurse.PersonId ? null : item.Moved,
            DocumentsSeen = item.Documents.Count,
        },
        DocumentArrived e => item with { Documents = [.. item.Documents, e.DocumentId], DocumentAt = e.OccurredAt },
        LeaseRenewed e => item with { Lease = item.Lease! with { Until = e.Until } },
        LeaseReleased => item with { Stage = ItemStage.Open, Lease = null, LostLease = null },
        LeaseEnded => item with { Stage = ItemStage.Open, Lease = null, LostLease = item.Lease },
        WorkMoved e => item with { Stage = ItemStage.Open, Lease = null, LostLease = item.Lease, Moved = e.Moved },
        CriteriaReevaluated e => item with { Reevaluation = e.Reevaluation },
        FindingsRecorded e => item with
        {
            Findings = [.. item.Findings.Where(f => !e.Findings.Any(n => n.Line == f.Line && n.Criterion == f.Criterion)), .. e.Findings],
        },
        InformationAsked e => item with { Asked = e.Asked },
        LinesApproved e => Approved(item, e),
        LinesReferred e => item with
        {
            Stage = ItemStage.Done,
            End = ItemEnd.Referred,
            Lease = null,
            DecidedBy = [.. item.DecidedBy, e.ReferredBy],
            ReferralSummary = e.Summary,
            RecordSummary = e.Record,
            DoneBy = e.ReferredBy,
            DoneAt = e.At,
            RefusedBecause = "",
        },
        DecisionTakenBack e => item with
        {
            Stage = item.Stage == ItemStage.Done ? ItemStage.Open : item.Stage,
            End = ItemEnd.None,
            DecidedBy = [],
            RefusedBecause = e.Sentence,
            Lines = [.. item.Lines.Concat(item.ApprovedLines).Distinct().Order()],
            ApprovedLines = [],
            ReferralSummary = "",
            RecordSummary = [],
            DoneBy = "",
            DoneAt = null,
        },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} is not folded."),
    };

    /// <summary>A new round starts clean; a due time that is already known to be later by the order's count stays.</summary>
    private static NurseItem Opened(NurseItem item, ItemOpened e) => new()
    {
        OrderId = item.OrderId, Stage = ItemStage.Open, RoundVersion = e.OrderVersion, LeftVersion = item.LeftVersion,
        Referral = e.Referral, Lines = [.. e.Referral.Lines.Order()], OpenedAt = e.At,
        DueAt = item.DueVersion > e.OrderVersion ? item.DueAt : e.DueAt, DueVersion = Math.Max(item.DueVersion, e.OrderVersion),
        InformationVersion = item.InformationVersion, InformationAt = item.InformationAt,
    };

    /// <summary>An own decision stays what it is: the order leaving confirms it.</summary>
    private static NurseItem Left(NurseItem item, OrderLeft e) => item.Stage switch
    {
        ItemStage.Expected => item with { LeftVersion = e.OrderVersion },
        ItemStage.Done => item with { LeftVersion = e.OrderVersion },
        _ => item with { LeftVersion = e.OrderVersion, Stage = ItemStage.Done, End = ItemEnd.OrderLeft, Lease = null, LostLease = item.Lease },
    };

    private static NurseItem Informed(NurseItem item, InformationArrived e) => item with
    {
        InformationVersion = e.OrderVersion,
        InformationAt = e.OccurredAt,
        Asked = item.Asked is { } asked && e.OccurredAt >= asked.AskedAt ? null : item.Asked,
    };

    private static NurseItem Approved(NurseItem item, LinesApproved e)
    {
        int[] waiting = [.. item.Lines.Except(e.Lines).Except(e.Settled)];
        var next = item with
        {
            Lines = waiting,
            ApprovedLines = [.. item.ApprovedLines, .. e.Lines],
            DecidedBy = [.. item.DecidedBy, e.Attestation.PersonId],
            RefusedBecause = "",
        };
        return waiting.Length > 0
            ? next
            : next with { Stage = ItemStage.Done, End = ItemEnd.Approved, Lease = null, DoneBy = e.Attestation.PersonId, DoneAt = e.At };
    }
}
