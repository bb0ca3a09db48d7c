using System.Text.Json.Serialization;
using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>One talk between practice and physician:
/// connecting → connected → held; offered or none fits → booked → held, missed or called off. Ended talks stay ended.</summary>
internal sealed record Talk
{
    public required string Id { get; init; }
    public required TalkPhase Phase { get; init; }
    public required Contact Contact { get; init; }
    public IReadOnlyList<Window> Windows { get; init; } = [];
    public required Who OpenedBy { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>The caller's key of the call that opened it, so that a repetition finds it.</summary>
    public string OpenedWith { get; init; } = "";

    public bool AfterDetermination { get; init; }

    /// <summary>When the practice first asked for it; null while it is a reviewer's offer only, and for talks from before this was kept.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    public string PhysicianId { get; init; } = "";
    public string PhysicianName { get; init; } = "";
    public Fit Fit { get; init; }
    public DateTimeOffset? SlotStart { get; init; }
    public DateTimeOffset? ConnectAt { get; init; }
    public DateTimeOffset? ReservedUntil { get; init; }
    public DateTimeOffset? AnswerBy { get; init; }
    public IReadOnlyList<Slot> Slots { get; init; } = [];
    public IReadOnlyList<string> PassedOver { get; init; } = [];

    /// <summary>When the practice was first given something to say yes to: slots, a booking, a physician on the line.</summary>
    public DateTimeOffset? OfferedAt { get; init; }

    /// <summary>A reviewer booked or moved it without the practice's word: until when the practice may answer what it was offered, the end of
    /// time when it was offered nothing else. Null when the practice took the slot or agreed to it, and in talks from before this was kept.</summary>
    public DateTimeOffset? UnansweredUntil { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>It ended by the practice's doing: declined, called off or not come. Only such an end leaves the offer standing.</summary>
    public bool EndedByPractice { get; init; }

    public string Outcome { get; init; } = "";

    /// <summary>Why a supervisor has to look after it (<see cref="Escalations"/>); empty when nobody has to.</summary>
    public string EscalationReason { get; init; } = "";

    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>Counts moves and the cancelling of a booking, for calendars: a later invitation replaces an earlier one.</summary>
    public int Sequence { get; init; }

    /// <summary>When the booking was last made, moved or cancelled.</summary>
    public DateTimeOffset? InvitedAt { get; init; }

    /// <summary>Bookings that a move or the platform took away from a physician: his calendar still shows them until he reads of it.</summary>
    public IReadOnlyList<FormerBooking> Left { get; init; } = [];

    /// <summary>Why the platform took its last booking back (<see cref="Bookings"/>); empty when it did not, or the talk is booked again.</summary>
    public string ReleasedBecause { get; init; } = "";

    [JsonIgnore]
    public bool Ended => Phase is TalkPhase.Held or TalkPhase.Missed or TalkPhase.Cancelled or TalkPhase.Declined;

    /// <summary>Waits for a supervisor. A talk that fits nobody does so always, also one kept from before escalations were told.</summary>
    [JsonIgnore]
    public bool Escalated => Phase == TalkPhase.NoneFits || EscalationReason.Length > 0;

    /// <summary>The physician's half hours that this talk holds.</summary>
    public IEnumerable<Cell> Cells() => Phase switch
    {
        TalkPhase.Booked => [new(PhysicianId, SlotStart!.Value)],
        TalkPhase.Connecting or TalkPhase.Connected => Domain.Slots.Touched(ConnectAt!.Value).Select(start => new Cell(PhysicianId, start)),
        _ => [],
    };

    public static Talk Evolve(Talk? talk, TalkEvent @event) => @event switch
    {
        TalkOpened e => Open(talk, e),
        TalkHeld e => (talk ?? throw Unopened(e)) with
        {
            Phase = TalkPhase.Held,
            PhysicianId = e.By.PersonId,
            PhysicianName = e.PhysicianName,
            EndedAt = e.At,
            Outcome = e.Summary.ToString(),
            AfterDetermination = talk.AfterDetermination || e.AfterDetermination,
            EscalationReason = "",
            EscalatedAt = null,
        },
        TalkEscalated e => (talk ?? throw Unopened(e)) with { EscalationReason = e.Reason, EscalatedAt = e.At },
        EscalationOver e => (talk ?? throw Unopened(e)) with { EscalationReason = "", EscalatedAt = null },
        _ => Change(talk ?? throw Unopened(@event), @event),
    };

    private static Talk Open(Talk? talk, TalkOpened e) => talk is null
        ? new Talk
        {
            Id = e.TalkId, Phase = TalkPhase.NoneFits, Contact = e.Contact, Windows = e.Windows, OpenedBy = e.By, OpenedAt = e.At, OpenedWith = e.Key,
            AfterDetermination = e.AfterDetermination, AskedAt = Asked(null, e),
        }
        : talk with
        {
            AskedAt = Asked(talk.AskedAt, e),
            Contact = e.Contact,
            Windows = e.Windows,
            OpenedBy = e.By,
            OpenedWith = e.Key,
            AfterDetermination = e.AfterDetermination,
            PassedOver = [],
        };

    private static DateTimeOffset? Asked(DateTimeOffset? before, TalkOpened e) => before ?? (e.By.ForPractice ? e.At : null);

    private static Talk Change(Talk talk, TalkEvent @event) => @event switch
    {
        PhysicianReserved e => talk with
        {
            Phase = TalkPhase.Connecting,
            PhysicianId = e.PhysicianId,
            PhysicianName = e.PhysicianName,
            Fit = e.Fit,
            ConnectAt = e.At,
            ReservedUntil = e.Until,
            Slots = [],
            AnswerBy = null,
            EscalationReason = "",
            EscalatedAt = null,
        },
        ConnectionPassed e => Without(talk) with { Phase = TalkPhase.NoneFits, PassedOver = [.. talk.PassedOver, e.PhysicianId] },
        SlotsOffered e => Without(talk) with
        {
            Phase = TalkPhase.Offered,
            Slots = e.Slots,
            AnswerBy = e.AnswerBy,
            Windows = e.Windows,
            OfferedAt = talk.OfferedAt ?? e.At,
            EscalationReason = "",
            EscalatedAt = null,
        },
        NoSlotFits e => Without(talk) with { Phase = TalkPhase.NoneFits, Slots = [], AnswerBy = null, Windows = e.Windows },
        TalkConnected e => talk with { Phase = TalkPhase.Connected, ReservedUntil = null, OfferedAt = talk.OfferedAt ?? e.At },
        TalkBooked e => On(talk, e.Slot) with
        {
            OfferedAt = talk.OfferedAt ?? e.At,
            InvitedAt = e.At,
            Sequence = talk.Left.Count > 0 ? talk.Sequence + 1 : talk.Sequence,
            UnansweredUntil = Unanswered(talk, e.By, e.AgreedWith),
        },
        BookingReleased e => Without(talk) with
        {
            Phase = TalkPhase.NoneFits,
            SlotStart = null,
            EscalationReason = "",
            EscalatedAt = null,
            Sequence = talk.Sequence + 1,
            InvitedAt = e.At,
            ReleasedBecause = e.Reason,
            Left = [.. talk.Left.Where(l => l.PhysicianId != talk.PhysicianId), LeavingAt(talk, e.At)],
        },
        TalkMoved e => On(talk, e.Slot) with
        {
            InvitedAt = e.At,
            Sequence = talk.Sequence + 1,
            Left = LeftBy(talk, e),
            UnansweredUntil = Unanswered(talk, e.By, e.AgreedWith),
        },
        TalkMissed e => talk with
        {
            Phase = TalkPhase.Missed,
            EndedAt = e.At,
            EndedByPractice = e.ByPractice,
            Outcome = e.ByBoth ? "both" : e.ByPractice ? "practice" : "physician",
            EscalationReason = "",
            EscalatedAt = null,
        },
        TalkCalledOff e => talk with
        {
            Phase = e.Declined ? TalkPhase.Declined : TalkPhase.Cancelled,
            EndedAt = e.At,
            EndedByPractice = e.By.ForPractice,
            Outcome = e.Reason,
            ReservedUntil = null,
            EscalationReason = "",
            EscalatedAt = null,
            Sequence = talk.Phase == TalkPhase.Booked ? talk.Sequence + 1 : talk.Sequence,
            InvitedAt = talk.Phase == TalkPhase.Booked ? e.At : talk.InvitedAt,
        },
        _ => talk,
    };

    private static Talk Without(Talk talk) => talk with
    {
        PhysicianId = "",
        PhysicianName = "",
        Fit = Fit.None,
        ConnectAt = null,
        ReservedUntil = null,
    };

    private static Talk On(Talk talk, Slot slot) => talk with
    {
        Phase = TalkPhase.Booked,
        PhysicianId = slot.PhysicianId,
        PhysicianName = slot.PhysicianName,
        Fit = slot.Fit,
        SlotStart = slot.Start,
        AnswerBy = null,
        Slots = [],
        EscalationReason = "",
        EscalatedAt = null,
        ReleasedBecause = "",
    };

    /// <summary>The practice takes the slot itself, or agreed to it.</summary>
    public static bool HasWord(Who by, string agreedWith) => by.ForPractice || agreedWith.Length > 0;

    private static DateTimeOffset? Unanswered(Talk before, Who by, string agreedWith) =>
        HasWord(by, agreedWith) ? null : before.AnswerBy ?? before.UnansweredUntil ?? DateTimeOffset.MaxValue;

    private static IReadOnlyList<FormerBooking> LeftBy(Talk talk, TalkMoved moved)
    {
        var others = talk.Left.Where(l => l.PhysicianId != moved.Slot.PhysicianId);
        return talk.PhysicianId == moved.Slot.PhysicianId
            ? [.. others]
            : [.. others, LeavingAt(talk, moved.At)];
    }

    private static FormerBooking LeavingAt(Talk talk, DateTimeOffset at) =>
        new(talk.PhysicianId, talk.PhysicianName, talk.SlotStart!.Value, talk.Sequence + 1, at);

    private static InvalidOperationException Unopened(TalkEvent @event) => new($"{@event.GetType().Name} for a talk that was never opened: a bug.");
}

/// <summary>A booking that went to another physician.</summary>
/// <param name="Sequence">The move's place among the changes of the booking.</param>
/// <param name="At">When it was moved away.</param>
internal sealed record FormerBooking(string PhysicianId, string PhysicianName, DateTimeOffset Start, int Sequence, DateTimeOffset At);

/// <summary>What ends or continues a talk; finding a time for it is <see cref="Scheduling"/>.</summary>
internal static class TalkRules
{
    /// <summary>How long a physician who is asked to connect is reserved.</summary>
    public static readonly TimeSpan Reservation = TimeSpan.FromMinutes(2);

    /// <summary>How long one side waits on a booked call before the other has missed it.</summary>
    public static readonly TimeSpan IsLate = TimeSpan.FromMinutes(10);

    public static Answer<CaseEvent> Accept(Talk talk, AcceptConnection accept, DateTimeOffset now)
    {
        var me = accept.By.PersonId;
        if (talk.Phase == TalkPhase.Connected && talk.PhysicianId == me) return new Answer<CaseEvent>.Ignored("already connected");
        if (talk.PassedOver.Contains(me) && talk.PhysicianId != me) return Refuse(Refusals.ConnectionPassed(talk));
        if (talk.Phase != TalkPhase.Connecting) return Refuse(Refusals.TalkNot("Accepting", talk));
        if (talk.PhysicianId != me) return Refuse(Refusals.NotYourTalk);
        return now >= talk.ReservedUntil
            ? Refuse(Refusals.ConnectionPassed(talk))
            : new CaseEvent[] { new TalkConnected(talk.Id, now, accept.By) };
    }

    public static Answer<CaseEvent> Held(Talk talk, RecordHeld held, bool afterDetermination, DateTimeOffset now)
    {
        if (talk.Phase == TalkPhase.Held && talk.PhysicianId == held.By.PersonId) return new Answer<CaseEvent>.Ignored("already recorded");
        if (talk.Ended || talk.Phase == TalkPhase.Connecting) return Refuse(Refusals.TalkNot("Recording it as held", talk));
        if (talk.Phase is TalkPhase.Connected or TalkPhase.Booked && talk.PhysicianId != held.By.PersonId) return Refuse(Refusals.NotYourTalk);
        return talk.Phase == TalkPhase.Booked && now < talk.SlotStart
            ? Refuse(Refusals.TooEarly("Recording this talk as held", talk.SlotStart!.Value))
            : new CaseEvent[] { new TalkHeld(talk.Id, now, held.By, held.Physician.Name, held.SpokeWith, held.Summary, afterDetermination) };
    }

    public static Answer<CaseEvent> Missed(Talk talk, RecordMissed missed, DateTimeOffset now)
    {
        var (who, word) = missed switch
        {
            { ByBoth: true } => ("neither side came", "both"),
            { ByPractice: true } => ("the practice did not come", "practice"),
            _ => ("the physician did not come", "physician"),
        };
        if (talk.Phase == TalkPhase.Missed && talk.Outcome == word) return new Answer<CaseEvent>.Ignored("already recorded");
        if (talk.Phase != TalkPhase.Booked) return Refuse(Refusals.TalkNot("Recording it as missed", talk));
        // That the practice stayed away counts as its chance to talk: nobody says so but the physician who waited.
        if (word == "practice" && missed.By.PersonId != talk.PhysicianId) return Refuse(Refusals.NotYoursToSay);
        // A physician knows at once that he cannot come; the practice has to wait for him first.
        var from = word == "physician" && !missed.By.ForPractice ? talk.SlotStart!.Value : talk.SlotStart!.Value + IsLate;
        return now < from
            ? Refuse(Refusals.TooEarly($"Recording that {who}", from))
            : new CaseEvent[] { new TalkMissed(talk.Id, now, missed.By, word == "practice") { ByBoth = missed.ByBoth } };
    }

    public static Answer<CaseEvent> CallOff(Talk talk, CallOff off, DateTimeOffset now)
    {
        if (talk.Phase is TalkPhase.Cancelled or TalkPhase.Declined) return new Answer<CaseEvent>.Ignored("already called off");
        if (talk.Ended || (talk.Phase == TalkPhase.Booked && now >= talk.SlotStart)) return Refuse(Refusals.TalkNot("Calling it off", talk));
        var declined = off.By.ForPractice && !talk.OpenedBy.ForPractice && (talk.Phase is TalkPhase.Offered or TalkPhase.NoneFits);
        return new CaseEvent[] { new TalkCalledOff(talk.Id, now, off.By, declined, off.Reason) };
    }

    internal static Answer<CaseEvent> Refuse(Refusal refusal) => new Answer<CaseEvent>.Rejected(refusal);
}
