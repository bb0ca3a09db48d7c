using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;
using static UtilizationReview.PeerToPeer.Domain.TalkRules;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>Finding a time for a talk: connect now, offer slots, book, move (P2P-1).</summary>
internal static class Scheduling
{
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromHours(24);
    private static readonly TimeSpan LeastTimeToAnswer = TimeSpan.FromHours(1);

    public static Answer<CaseEvent> Ask(PhysicianCase @case, AskForTalk ask, DateTimeOffset now)
    {
        if (NothingToTalkAbout(@case, now) is { } no) return Refuse(no);
        var open = @case.Talks.LastOrDefault(t => !t.Ended);
        if (open is { Phase: TalkPhase.Connecting or TalkPhase.Connected or TalkPhase.Booked }) return Refuse(Refusals.TalkOpen(open));
        var opened = new TalkOpened(
            open?.Id ?? @case.NextTalkId(), now, ask.By, ask.Contact, ask.Windows, @case.Phase == CasePhase.Determined, ask.Key);
        var talk = Talk.Evolve(open, opened);
        return new CaseEvent[] { opened }.Concat(Propose(@case, talk, ask.Windows, ask.Bench, ask.By, connect: !ask.CallBackOnly, now)).ToArray();
    }

    public static Answer<CaseEvent> Offer(PhysicianCase @case, OfferTalk offer, DateTimeOffset now)
    {
        if (NothingToTalkAbout(@case, now) is { } no) return Refuse(no);
        if (@case.Talks.LastOrDefault(t => !t.Ended) is { } open) return Refuse(open.Phase is TalkPhase.Offered or TalkPhase.NoneFits
            ? Refusals.TalkNot("Offering another one", open)
            : Refusals.TalkOpen(open));
        var last = LastAnswer(@case, now);
        var least = Earlier(now + LeastTimeToAnswer, last);
        if (offer.AnswerBy is { } by && (by < least || by > last))
        {
            return Refuse(Refusals.Bad("answer_by", $"must lie between {Refusals.Instant(least)} and {Refusals.Instant(last)}"));
        }
        var opened = new TalkOpened(
            @case.NextTalkId(), now, offer.By, offer.Contact, offer.Windows, @case.Phase == CasePhase.Determined, offer.Key);
        var slots = Find(@case, offer.Contact, offer.Windows, offer.Bench, now);
        // An offer without a time to talk is none, and fulfils no duty.
        if (slots.Count == 0) return new[] { opened }.Concat(NoneFits(Talk.Evolve(null, opened), offer.Windows, now)).ToArray();
        return new CaseEvent[]
        {
            opened, new SlotsOffered(opened.TalkId, now, offer.By, slots, offer.AnswerBy ?? Earlier(now + TimeToAnswer, last), offer.Windows),
        };
    }

    public static Answer<CaseEvent> OfferAgain(PhysicianCase @case, Talk talk, OfferSlots offer, DateTimeOffset now)
    {
        if (NothingToTalkAbout(@case, now) is { } no) return Refuse(no);
        if (talk.Phase is not (TalkPhase.Offered or TalkPhase.NoneFits)) return Refuse(Refusals.TalkNot("Offering slots", talk));
        return Propose(@case, talk, offer.Windows.Count > 0 ? offer.Windows : talk.Windows, offer.Bench, offer.By, connect: false, now).ToArray();
    }

    /// <summary>Every reservation whose two minutes are over goes to the next physician, or to slots when there is none; a talk that runs out of
    /// its lawful time goes to a supervisor. When the window after a denial is over, there is nothing left for him to look after.</summary>
    public static Answer<CaseEvent> PassOn(PhysicianCase @case, PassOn pass, DateTimeOffset now)
    {
        List<CaseEvent> events = [];
        if (@case.Phase == CasePhase.Determined && now >= @case.TalksUntil)
        {
            events.AddRange(@case.Talks.Where(t => t.Escalated)
                .Select(t => new TalkCalledOff(t.Id, now, Who.Platform, Declined: false, "the time for talks is over")));
        }
        foreach (var talk in @case.Talks.Where(t => t.Phase == TalkPhase.Connecting && now >= t.ReservedUntil))
        {
            var passed = new ConnectionPassed(talk.Id, talk.PhysicianId);
            events.Add(passed);
            events.AddRange(Propose(@case, Talk.Evolve(talk, passed), talk.Windows, pass.Bench, Who.Platform, connect: true, now));
        }
        // By what has just been passed on: a talk that found slots may still run out of its time.
        events.AddRange(TalkTimes.Overdue(events.Aggregate(@case, PhysicianCase.Evolve), now));
        return events.Count > 0 ? events.ToArray() : new Answer<CaseEvent>.Ignored("nobody is waited for any more");
    }

    public static Answer<CaseEvent> Book(PhysicianCase @case, Talk talk, BookSlot book, DateTimeOffset now)
    {
        var what = book.Move ? "Moving" : "Booking";
        if (NothingToTalkAbout(@case, now) is { } no) return Refuse(no);
        if (talk.Phase == TalkPhase.Booked && talk.SlotStart == book.Start
            && book.PhysicianId is var id && (id.Length == 0 || id == talk.PhysicianId))
        {
            // The practice takes the slot that a reviewer booked without its word.
            return talk.UnansweredUntil is not null && Talk.HasWord(book.By, book.AgreedWith) && now < book.Start
                ? new CaseEvent[]
                {
                    new TalkBooked(talk.Id, now, book.By, new(book.Start, talk.PhysicianId, talk.PhysicianName, talk.Fit))
                    {
                        AgreedWith = book.AgreedWith,
                    },
                }
                : new Answer<CaseEvent>.Ignored("already booked so");
        }
        var possible = book.Move ? talk.Phase == TalkPhase.Booked && now < talk.SlotStart : talk.Phase is TalkPhase.Offered or TalkPhase.NoneFits;
        if (!possible) return Refuse(Refusals.TalkNot(what, talk));
        if (WrongTime(@case, book.Start, now) is { } wrong) return Refuse(wrong);
        var wanted = book.PhysicianId.Length > 0 || !book.Move ? book.PhysicianId : talk.PhysicianId;
        var suitable = Matching.Suitable(@case, talk.Contact, book.Bench, now)
            .Where(s => (wanted.Length == 0 || s.Physician.Id == wanted) && Matching.WhyNot(s.Physician, @case, book.Start) is null).ToList();
        if (suitable.Count == 0)
        {
            return Refuse(
                Refusals.SlotNotPossible("This physician cannot take the talk; choose one of the offered slots or leave the physician open."));
        }
        var working = suitable.Where(s => Slots.Suits(book.Start, s.Physician)).ToList();
        var free = working.Where(s => !book.Bench.Taken.Contains(new(s.Physician.Id, book.Start)))
            .OrderBy(s => s.Fit).ThenBy(s => s.Physician.Id, StringComparer.Ordinal).ToList();
        if (free.Count == 0)
        {
            var others = Find(@case, talk.Contact, talk.Windows, book.Bench, now);
            return Refuse(
                Refusals.SlotGone(working.Count > 0 ? "That slot was just taken." : "That slot lies outside the physician's hours.", others));
        }
        var slot = new Slot(book.Start, free[0].Physician.Id, free[0].Physician.Name, free[0].Fit);
        return new CaseEvent[]
        {
            book.Move
                ? new TalkMoved(talk.Id, now, book.By, slot) { AgreedWith = book.AgreedWith }
                : new TalkBooked(talk.Id, now, book.By, slot) { AgreedWith = book.AgreedWith },
        };
    }

    /// <summary>End, exclusive, of the window in which a talk may still reopen a denial: so many calendar days after it, plan-local.</summary>
    public static DateTimeOffset EndOfTalks(DateTimeOffset determinedAt, int days, TimeZoneInfo zone) =>
        determinedAt.DateIn(zone).AddDays(days).EndOf(zone);

    /// <summary>Why no talk is possible about the case now; null when one is.</summary>
    public static Refusal? NothingToTalkAbout(PhysicianCase @case, DateTimeOffset now) => @case.Phase switch
    {
        CasePhase.Closed => Refusals.NothingToDiscuss,
        CasePhase.Determined when !@case.Denied => Refusals.NothingToDiscuss,
        CasePhase.Determined when now >= @case.TalksUntil => Refusals.TalkWindowOver(@case.TalksUntil),
        _ => null,
    };

    /// <summary>Other slots for a talk that lost its booking, in its own windows.</summary>
    internal static IEnumerable<CaseEvent> OfferInstead(PhysicianCase @case, Talk talk, Bench bench, DateTimeOffset now) =>
        Propose(@case, talk, talk.Windows, bench, Who.Platform, connect: false, now);

    private static IEnumerable<CaseEvent> Propose(
        PhysicianCase @case, Talk talk, IReadOnlyList<Window> windows, Bench bench, Who by, bool connect, DateTimeOffset now)
    {
        // A call can still begin while the physician has his two minutes before the end; after it there is nothing to offer.
        if (connect && now + Reservation <= @case.TalksEnd
            && Matching.ToConnect(@case, talk.Contact, bench, talk.PassedOver, now) is var (physician, fit))
        {
            return [new PhysicianReserved(talk.Id, physician.Id, physician.Name, fit, now, now + Reservation)];
        }
        // Within the time that a law sets while there is something in it, whoever has time then.
        var slots = TalkTimes.HoldBy(@case, talk) is { } lawful && lawful < @case.TalksEnd
            ? Find(@case, talk.Contact, windows, bench, now, lawful)
            : [];
        if (slots.Count == 0) slots = Find(@case, talk.Contact, windows, bench, now);
        if (slots.Count == 0) return NoneFits(talk, windows, now);
        var last = LastAnswer(@case, now);
        var answerBy = Earlier(Earlier(now + TimeToAnswer, last), slots.Max(s => s.Start));
        // Slots that others look for leave the practice its hour, though the last of them be sooner: it can ask for other times.
        if (!by.ForPractice && answerBy < Earlier(now + LeastTimeToAnswer, last)) answerBy = Earlier(now + LeastTimeToAnswer, last);
        return [new SlotsOffered(talk.Id, now, by, slots, answerBy, windows)];
    }

    /// <summary>A supervisor looks after it; one who was told is not told again.</summary>
    private static IEnumerable<CaseEvent> NoneFits(Talk talk, IReadOnlyList<Window> windows, DateTimeOffset now)
    {
        yield return new NoSlotFits(talk.Id, windows);
        if (talk.EscalationReason != Escalations.NoSlotFits) yield return new TalkEscalated(talk.Id, now, Escalations.NoSlotFits);
    }

    private static IReadOnlyList<Slot> Find(
        PhysicianCase @case, Contact contact, IReadOnlyList<Window> windows, Bench bench, DateTimeOffset now, DateTimeOffset? latest = null) =>
        Slots.Offer(Matching.Suitable(@case, contact, bench, now), contact, windows, bench.Taken, now, latest ?? @case.TalksEnd,
            (physician, start) => Matching.WhyNot(physician, @case, start) is null);

    private static Refusal? WrongTime(PhysicianCase @case, DateTimeOffset start, DateTimeOffset now)
    {
        if (!Slots.OnGrid(start)) return Refusals.Bad("start", "must be a full or half hour: slots lie on a grid of 30 minutes");
        if (start < now) return Refusals.SlotNotPossible("That slot is past; choose a later one.");
        return start + Slots.Length < @case.TalksEnd ? null : Refusals.SlotNotPossible(@case.Phase == CasePhase.Determined
            ? $"That slot ends too late: talks about this determination are possible until {Refusals.Instant(@case.TalksEnd)}."
            : $"That slot ends too late: the decision is due at {Refusals.Instant(@case.TalksEnd)}. Choose an earlier one.");
    }

    /// <summary>Last moment for which an offer may stay unanswered: afterwards there is no room for the talk.</summary>
    internal static DateTimeOffset LastAnswer(PhysicianCase @case, DateTimeOffset now)
    {
        var last = @case.Phase == CasePhase.Determined ? @case.TalksUntil : @case.DueAt - DenialDuty.NoRoom;
        return last < now ? now : last;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
