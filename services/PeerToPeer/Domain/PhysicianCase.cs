using System.Text.Json.Serialization;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.PeerToPeer.Domain.TalkRules;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>One order as the physicians see it, with all its talks and attempts:
/// (not referred) → waiting → taken → decided → determined → closed. A refusal by intake leads from decided back to taken; a reconsideration or
/// a talk after the denial from determined back to waiting, as another round.</summary>
internal sealed record PhysicianCase
{
    public required string Number { get; init; }
    public CasePhase Phase { get; init; }
    public string PlanId { get; init; } = "";
    public string PracticeId { get; init; } = "";
    public IReadOnlyList<string> Programs { get; init; } = [];
    public IReadOnlyList<int> Lines { get; init; } = [];
    public DateTimeOffset DueAt { get; init; }
    public bool Expedited { get; init; }
    public string MemberState { get; init; } = "";
    public CaseQuestion Question { get; init; }
    public IReadOnlyList<string> Excluded { get; init; } = [];
    public string RequiredSpecialty { get; init; } = "";
    public int AttemptsBeforeDecision { get; init; }

    /// <summary>The plan asks for a licence in the member's state.</summary>
    public bool LicenceInMemberState { get; init; }

    /// <summary>Since when somebody can have tried to reach the practice about it: its receipt, or where that is not known its first referral.
    /// Null in cases from before it was kept.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Person ids or provider identifiers of who orders and who performs: none of them judges it.</summary>
    public IReadOnlyList<string> Clinicians { get; init; } = [];

    /// <summary>What the law of the plan's state asks of the physician; null where nothing.</summary>
    public StateLaw? Law { get; init; }

    /// <summary>In which time the law of the plan's state wants a talk held; null where it says nothing.</summary>
    public TalkTime? TalkTime { get; init; }

    public string TakenBy { get; init; } = "";
    public int Round { get; init; }

    /// <summary>Version of the order at the last message that moved the case; older messages came late and are ignored.</summary>
    public int OrderVersion { get; init; }

    /// <summary>The same for the due time.</summary>
    public int DueVersion { get; init; }

    public IReadOnlyList<Talk> Talks { get; init; } = [];
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];
    public string LastRefusal { get; init; } = "";

    /// <summary>When intake referred this round; null in rounds from before it was kept.</summary>
    public DateTimeOffset? ReferredAt { get; init; }

    /// <summary>Ids of documents that came since the referral, oldest first; those from before lie in the record the physician opens.</summary>
    public IReadOnlyList<string> Documents { get; init; } = [];

    /// <summary>How many of them had come when a physician last took it.</summary>
    public int DocumentsSeen { get; init; }

    public DateTimeOffset? DocumentAt { get; init; }
    public bool Denied { get; init; }
    public DateTimeOffset TalksUntil { get; init; }

    /// <summary>Who signed something adverse that intake has not recorded yet; empty when nobody.</summary>
    public string SigningAdverse { get; init; } = "";

    /// <summary>Physicians whose adverse decisions stand or stood.</summary>
    public IReadOnlyList<string> Deniers { get; init; } = [];

    /// <summary>Physicians whose decision a talk now would question.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Questioned =>
        Phase == CasePhase.Determined || IsSecondLook(Question) ? Deniers : [];

    /// <summary>Since when a talk waits for a supervisor; null when none does.</summary>
    [JsonIgnore]
    public DateTimeOffset? EscalatedAt => Talks.Where(t => t.Escalated).Min(t => (DateTimeOffset?)(t.EscalatedAt ?? t.OpenedAt));

    [JsonIgnore]
    public int FailedAttempts => Attempts.Count(a => a.Failed);

    /// <summary>Talks have to end before this instant: the due time, or the end of the window after a denial.</summary>
    [JsonIgnore]
    public DateTimeOffset TalksEnd => Phase == CasePhase.Determined ? TalksUntil : DueAt;

    /// <summary>A talk waits for a physician until this instant, runs out of its lawful time, or waits for a supervisor until the window after
    /// a denial ends; null when none does.</summary>
    [JsonIgnore]
    public DateTimeOffset? WakeAt => new[]
    {
        Talks.Min(t => t.ReservedUntil), Phase == CasePhase.Determined && Talks.Any(t => t.Escalated) ? TalksUntil : null,
        Talks.Min(t => TalkTimes.WatchAt(this, t)),
    }.Min();

    /// <summary>An order that is known by name only: a message about it overtook the first.</summary>
    [JsonIgnore]
    public bool NameOnly => PlanId.Length == 0;

    /// <summary>The case with the lines of its round that still wait: no message tells of one that another site, an appeal or the catalogue
    /// settled since the referral.</summary>
    /// <param name="asked">The lines as the order has them now.</param>
    public PhysicianCase On(IReadOnlyList<LineAsked> asked) => Phase is CasePhase.Waiting or CasePhase.Taken
        ? this with { Lines = [.. Lines.Where(line => !asked.Any(a => a.Line == line && a.Settled))] }
        : this;

    public string NextTalkId() => $"{Number}-T{Talks.Count + 1}";

    public static Answer<CaseEvent> Decide(PhysicianCase? @case, CaseCommand command, DateTimeOffset now) => (@case, command) switch
    {
        (_, ReferToPhysician c) => Refer(@case, c, now),
        (_, MoveDue c) => @case is null || (@case.Phase != CasePhase.Closed && c.OrderVersion > @case.DueVersion)
            ? WithTalks(@case, new DueMoved(c.Number, c.OrderVersion, c.DueAt), now)
            : Ignore("a later due time is known, or nothing is due any more"),
        (_, CloseCase c) => @case?.Phase == CasePhase.Closed ? Ignore("already closed") : Close(@case, c, now),
        (_, Introduce c) => @case is null or { NameOnly: true, Phase: not CasePhase.Closed } ? Introduce(c) : Ignore("already known"),
        // It may have overtaken the referral, which then must not open the case.
        (null, RecordDetermination c) => Fact(new CaseDetermined(c.OrderVersion, c.Denied, c.TalksUntil) { Number = c.Number }),
        (null, RefuseDecision) => Ignore("no physician had this order"),
        (_, DocumentArrives c) => @case is { Phase: CasePhase.Waiting or CasePhase.Taken } && !(c.OccurredAt < @case.ReferredAt)
            && !@case.Documents.Contains(c.DocumentId)
            ? Fact(new DocumentArrived(c.DocumentId, c.OccurredAt))
            : Ignore("no physician has it, it lies in the record already, or it is known"),
        (null, _) => Refuse(Refusals.UnknownCase),
        ({ } has, RecordDetermination c) =>
            has.Phase == CasePhase.Closed || c.OrderVersion <= has.OrderVersion
                ? Ignore("already known")
                : Determined(has, c, now),
        ({ Phase: CasePhase.Decided } has, RefuseDecision c) when c.DecidedBy == has.TakenBy && c.OrderVersion >= has.OrderVersion =>
            Fact(new DecisionRefused(c.OrderVersion, c.Code, c.Sentence)),
        (_, RefuseDecision) => Ignore("nothing signed waits to be recorded"),
        ({ } has, TakeCase c) => Take(has, c, now),
        ({ } has, ReleaseCase c) => Release(has, c),
        ({ } has, RecordAttempt c) => RecordAttempt(has, c, now),
        ({ } has, Determine c) => Determinations.Decide(has, c, now),
        ({ } has, TalkCommand c) => DecideTalk(has, c, now),
        _ => throw new InvalidOperationException($"{command.GetType().Name} has no rule: a bug."),
    };

    public static PhysicianCase Evolve(PhysicianCase? @case, CaseEvent @event) => (@case, @event) switch
    {
        (_, OrderIntroduced { Order: var o }) => (@case ?? new() { Number = o.Number }) with
        {
            PlanId = o.PlanId,
            PracticeId = o.PracticeId,
            Programs = o.Programs,
            MemberState = o.MemberState,
            AttemptsBeforeDecision = o.AttemptsBeforeDecision,
            LicenceInMemberState = o.LicenceInMemberState,
            Since = @case?.Since ?? o.ReceivedAt,
            Clinicians = o.Clinicians,
            Law = o.Law,
            TalkTime = o.TalkTime,
            DueAt = @case?.DueVersion > o.Version ? @case.DueAt : o.DueAt,
            DueVersion = Math.Max(@case?.DueVersion ?? 0, o.Version),
        },
        (_, CaseReferred { Referral: var r }) => (@case ?? new() { Number = r.Number }) with
        {
            Phase = CasePhase.Waiting,
            PlanId = r.PlanId,
            PracticeId = r.PracticeId,
            Programs = r.Programs,
            Lines = r.Lines,
            Expedited = r.Expedited,
            MemberState = r.MemberState,
            Question = r.Question,
            Excluded = r.Excluded,
            RequiredSpecialty = r.RequiredSpecialty,
            AttemptsBeforeDecision = r.AttemptsBeforeDecision,
            LicenceInMemberState = r.LicenceInMemberState,
            Since = @case?.Since ?? r.At,
            Clinicians = r.Clinicians,
            Law = r.Law,
            TalkTime = r.TalkTime,
            SigningAdverse = "",
            Deniers = IsSecondLook(r.Question) ? WithSigner(@case) : @case?.Deniers ?? [],
            OrderVersion = r.OrderVersion,
            DueAt = @case?.DueVersion > r.OrderVersion ? @case.DueAt : r.DueAt,
            DueVersion = Math.Max(@case?.DueVersion ?? 0, r.OrderVersion),
            TakenBy = "",
            LastRefusal = "",
            ReferredAt = r.At,
            Documents = [],
            DocumentsSeen = 0,
            DocumentAt = null,
            Round = (@case?.Round ?? 0) + 1,
        },
        (_, DueMoved e) => (@case ?? new() { Number = e.Number }) with { DueAt = e.DueAt, DueVersion = e.OrderVersion },
        (_, CaseClosed e) => (@case ?? new() { Number = e.Number }) with { Phase = CasePhase.Closed, OrderVersion = e.OrderVersion, TakenBy = "" },
        (null, CaseDetermined e) => new()
        {
            Number = e.Number, Phase = CasePhase.Determined, Denied = e.Denied, TalksUntil = e.TalksUntil, OrderVersion = e.OrderVersion,
        },
        (null, _) => throw new InvalidOperationException($"{@event.GetType().Name} for a case that does not exist: a bug."),
        (_, CaseTaken e) => @case with { Phase = CasePhase.Taken, TakenBy = e.PhysicianId, DocumentsSeen = @case.Documents.Count },
        (_, DocumentArrived e) => @case with { Documents = [.. @case.Documents, e.DocumentId], DocumentAt = e.OccurredAt },
        (_, CaseReleased) => @case with { Phase = CasePhase.Waiting, TakenBy = "" },
        (_, AttemptRecorded e) => @case with { Attempts = [.. @case.Attempts, e.Attempt] },
        (_, LinesDecided e) => @case with
        {
            Phase = CasePhase.Decided,
            LastRefusal = "",
            SigningAdverse = e.Lines.Any(l => l.Adverse) ? e.Attestation.PersonId : "",
        },
        (_, DecisionRefused e) => @case with { Phase = CasePhase.Taken, LastRefusal = e.Sentence, SigningAdverse = "" },
        (_, CaseDetermined e) => @case with
        {
            Phase = CasePhase.Determined,
            Denied = e.Denied,
            TalksUntil = e.TalksUntil,
            OrderVersion = e.OrderVersion,
            TakenBy = "",
            LastRefusal = "",
            SigningAdverse = "",
            Deniers = WithSigner(@case),
        },
        (_, TalkEvent e) => @case with { Talks = Replace(@case.Talks, e) },
        _ => @case,
    };

    private static bool IsSecondLook(CaseQuestion question) =>
        question is CaseQuestion.Reconsideration or CaseQuestion.TalkAfterDenial or CaseQuestion.SupportingDocuments;

    /// <summary>The deniers with him whose adverse decision was signed and is recorded now. A second look says so too: the message of the
    /// determination before it may come after it, and is ignored then.</summary>
    private static IReadOnlyList<string> WithSigner(PhysicianCase? @case) =>
        @case is null ? [] : @case.SigningAdverse.Length == 0 ? @case.Deniers : [.. @case.Deniers.Union([@case.SigningAdverse])];

    private static IReadOnlyList<Talk> Replace(IReadOnlyList<Talk> talks, TalkEvent e)
    {
        var before = talks.FirstOrDefault(t => t.Id == e.TalkId);
        var after = Talk.Evolve(before, e);
        return before is null ? [.. talks, after] : [.. talks.Select(t => t.Id == e.TalkId ? after : t)];
    }

    private static Answer<CaseEvent> DecideTalk(PhysicianCase @case, TalkCommand command, DateTimeOffset now)
    {
        switch (command)
        {
            case AskForTalk c: return Scheduling.Ask(@case, c, now);
            case OfferTalk c: return Scheduling.Offer(@case, c, now);
            case PassOn c: return Scheduling.PassOn(@case, c, now);
            case RecordHeld { TalkId.Length: 0 } c: return HeldUnbooked(@case, c, now);
            default: break;
        }
        var id = command switch
        {
            OfferSlots c => c.TalkId,
            BookSlot c => c.TalkId,
            ReleaseBooking c => c.TalkId,
            AcceptConnection c => c.TalkId,
            RecordHeld c => c.TalkId,
            RecordMissed c => c.TalkId,
            CallOff c => c.TalkId,
            _ => "",
        };
        if (@case.Talks.FirstOrDefault(t => t.Id == id) is not { } talk) return Refuse(Refusals.UnknownTalk);
        return command switch
        {
            OfferSlots c => Scheduling.OfferAgain(@case, talk, c, now),
            BookSlot c => Scheduling.Book(@case, talk, c, now),
            ReleaseBooking c => Bookings.Release(@case, talk, c, now),
            AcceptConnection c when @case.Questioned.Contains(c.By.PersonId) => Refuse(Refusals.OwnDecision),
            AcceptConnection c => Accept(talk, c, now),
            RecordHeld c when !talk.Ended && @case.Questioned.Contains(c.Physician.Id) => Refuse(Refusals.OwnDecision),
            RecordHeld c when talk.PhysicianId.Length == 0 && Matching.WhyNot(c.Physician, @case, now) is { } not => Refuse(not),
            RecordHeld c => TalkRules.Held(talk, c, @case.Phase == CasePhase.Determined, now),
            RecordMissed c => Missed(talk, c, now),
            CallOff c => TalkRules.CallOff(talk, c, now),
            _ => throw new InvalidOperationException($"{command.GetType().Name} has no rule: a bug."),
        };
    }

    /// <summary>The physician reached the practice by a call of his own.</summary>
    private static Answer<CaseEvent> HeldUnbooked(PhysicianCase @case, RecordHeld held, DateTimeOffset now)
    {
        if (Scheduling.NothingToTalkAbout(@case, now) is { } no) return Refuse(no);
        if (@case.Questioned.Contains(held.Physician.Id)) return Refuse(Refusals.OwnDecision);
        if (Matching.WhyNot(held.Physician, @case, now) is { } not) return Refuse(not);
        if (@case.Talks.LastOrDefault(t => !t.Ended) is { } open) return TalkRules.Held(open, held, @case.Phase == CasePhase.Determined, now);
        var after = @case.Phase == CasePhase.Determined;
        var opened = new TalkOpened(@case.NextTalkId(), now, held.By, new(held.SpokeWith, [], held.Physician.TimeZone, ""), [], after, "");
        return new CaseEvent[] { opened, new TalkHeld(opened.TalkId, now, held.By, held.Physician.Name, held.SpokeWith, held.Summary, after) };
    }

    /// <summary>The fact, and what it makes of talks that end too late by it.</summary>
    private static Answer<CaseEvent> WithTalks(PhysicianCase? @case, CaseEvent fact, DateTimeOffset now) =>
        new[] { fact }.Concat(@case is null ? [] : Escalations.After(Evolve(@case, fact), now)).ToArray();

    private static Answer<CaseEvent> Refer(PhysicianCase? @case, ReferToPhysician refer, DateTimeOffset now) =>
        @case is not null && (@case.Phase == CasePhase.Closed || refer.Referral.OrderVersion <= @case.OrderVersion)
            ? Ignore("already known")
            : WithTalks(@case, new CaseReferred(refer.Referral), now);

    private static Answer<CaseEvent> Introduce(Introduce introduce) =>
        introduce.Order.Open ? Fact(new OrderIntroduced(introduce.Order)) : Refuse(Refusals.NothingToDiscuss);

    private static Answer<CaseEvent> Determined(PhysicianCase @case, RecordDetermination c, DateTimeOffset now)
    {
        var fact = new CaseDetermined(c.OrderVersion, c.Denied, c.TalksUntil) { Number = c.Number };
        return c.Denied
            ? WithTalks(@case, fact, now)
            : new CaseEvent[] { fact }.Concat(CallOffAll(@case, "nothing on the order is denied", now)).ToArray();
    }

    private static Answer<CaseEvent> Close(PhysicianCase? @case, CloseCase c, DateTimeOffset now) =>
        new CaseEvent[] { new CaseClosed(c.Number, c.OrderVersion) }
            .Concat(@case is null ? [] : CallOffAll(@case, "the order is closed", now)).ToArray();

    private static IEnumerable<CaseEvent> CallOffAll(PhysicianCase @case, string reason, DateTimeOffset now) =>
        @case.Talks.Where(t => !t.Ended).Select(t => new TalkCalledOff(t.Id, now, Who.Platform, Declined: false, reason));

    private static Answer<CaseEvent> Take(PhysicianCase @case, TakeCase take, DateTimeOffset now) => @case.Phase switch
    {
        CasePhase.Taken when @case.TakenBy == take.Physician.Id => Ignore("already yours"),
        CasePhase.Taken => Refuse(Refusals.CaseTaken(@case.TakenBy)),
        CasePhase.Waiting => Matching.WhyNot(take.Physician, @case, now) is { } not ? Refuse(not) : Fact(new CaseTaken(take.Physician.Id)),
        _ => Refuse(Refusals.NotPossible("Taking", @case.Phase)),
    };

    private static Answer<CaseEvent> Release(PhysicianCase @case, ReleaseCase release) => @case.Phase switch
    {
        CasePhase.Waiting => Ignore("nobody has it"),
        CasePhase.Taken => @case.TakenBy == release.By.PersonId || release.By.Role == Who.AdministratorRole
            ? Fact(new CaseReleased(release.By))
            : Refuse(Refusals.CaseTaken(@case.TakenBy)),
        _ => Refuse(Refusals.NotPossible("Releasing", @case.Phase)),
    };

    private static Answer<CaseEvent> RecordAttempt(PhysicianCase @case, RecordAttempt record, DateTimeOffset now)
    {
        if (Scheduling.NothingToTalkAbout(@case, now) is { } no) return Refuse(no);
        if (record.Attempt.At > now) return Refuse(Refusals.Bad("at", "lies in the future; an attempt is recorded after it was made"));
        if (record.Attempt.At < @case.Since)
            return Refuse(Refusals.Bad("at", $"lies before {Refusals.Instant(@case.Since)}, when the order came; record attempts made since"));
        return @case.Attempts.Any(a => a.At == record.Attempt.At && a.Phone == record.Attempt.Phone)
            ? Ignore("already recorded")
            : Fact(new AttemptRecorded(record.Attempt, record.By));
    }

    private static Answer<CaseEvent> Fact(CaseEvent @event) => new[] { @event };
    private static Answer<CaseEvent> Ignore(string why) => new Answer<CaseEvent>.Ignored(why);
}
