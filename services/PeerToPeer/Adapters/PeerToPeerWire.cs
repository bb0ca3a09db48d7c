using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Time;
using P = UtilizationReview.Contracts.PeerToPeer.V1;

namespace UtilizationReview.PeerToPeer.Adapters;

/// <summary>Domain → answers.</summary>
internal static class PeerToPeerWire
{
    public static P.Physician Physician(Physician p, int version, bool present) => new()
    {
        PhysicianId = p.Id, Name = p.Name, Npi = p.Npi, Specialties = { p.Specialties },
        Licences = { p.Licences.Select(l => new P.Licence { State = l.State, Number = l.Number, Expires = Date(l.Expires) }) },
        PlanIds = { p.PlanIds },
        WeeklyHours =
        {
            p.Hours.Select(h => new P.WeeklyHours
            {
                Day = (P.Weekday)(h.Day == DayOfWeek.Sunday ? 7 : (int)h.Day), From = Time(h.FromMinute), To = Time(h.ToMinute),
            }),
        },
        TimeZone = p.TimeZone, DaysOff = { p.DaysOff.Select(Date) }, Version = version, Present = present,
        Exceptions =
        {
            p.Exceptions.Select(e => new P.HoursException
            {
                Date = Date(e.Date), From = Time(e.FromMinute), To = Time(e.ToMinute),
                Change = e.Change == HoursChange.Extra ? P.HoursChange.Extra : P.HoursChange.Off,
            }),
        },
        PracticeIds = { p.PracticeIds },
    };

    public static P.PhysicianCase Case(PhysicianCase c, int version, DateTimeOffset now) => new()
    {
        Number = c.Number, PlanId = c.PlanId, PracticeId = c.PracticeId,
        State = (P.CaseState)((int)c.Phase + 1), Question = (P.CaseQuestion)(int)c.Question,
        Programs = { c.Programs }, Lines = { c.Lines }, DueAt = c.DueAt.ToTimestamp(), Expedited = c.Expedited, MemberState = c.MemberState,
        RequiredSpecialty = c.RequiredSpecialty, LicenceInMemberState = c.LicenceInMemberState, TakenBy = c.TakenBy, Attempts = c.FailedAttempts,
        AttemptsBeforeDecision = c.AttemptsBeforeDecision, Duty = Duty(DenialDuty.Of(c, now)), LastRefusal = c.LastRefusal, Version = version,
        NewDocuments = c.Documents.Count - c.DocumentsSeen, LastDocumentAt = c.DocumentAt?.ToTimestamp(),
        ExcludedPhysicians = { c.Excluded }, Round = c.Round, Clinicians = { c.Clinicians },
        LawLicenceState = c.Law?.LicenceState ?? "", SimilarSpecialtyByLaw = c.Law?.SameOrSimilarSpecialty ?? false, Law = c.Law?.Citation ?? "",
    };

    public static P.Duty Duty(Duty duty) => new() { FulfilledBy = duty.FulfilledBy, Sentence = duty.Sentence };

    public static P.Talk Talk(PhysicianCase @case, Talk t) => new()
    {
        TalkId = t.Id, Number = @case.Number, State = (P.TalkState)((int)t.Phase + 1),
        Contact = new()
        {
            Name = t.Contact.Name, Phones = { t.Contact.Phones }, TimeZone = t.Contact.TimeZone, Specialty = t.Contact.Specialty,
            SpeaksFor = t.Contact.SpeaksFor,
        },
        PhysicianId = t.PhysicianId, PhysicianName = t.PhysicianName,
        SlotStart = t.SlotStart?.ToTimestamp(), ReservedUntil = t.ReservedUntil?.ToTimestamp(),
        AnswerBy = t.AnswerBy?.ToTimestamp(), Slots = { t.Slots.Select(s => Slot(s, t.Contact.TimeZone)) }, Escalated = t.Escalated,
        EscalationReason = t.Escalated && t.EscalationReason.Length == 0 ? Escalations.NoSlotFits : t.EscalationReason,
        EscalationSentence = t.Escalated ? Escalations.Sentence(@case, t) : "",
        EscalatedAt = t.Escalated ? (t.EscalatedAt ?? t.OpenedAt).ToTimestamp() : null,
        OpenedAt = t.OpenedAt.ToTimestamp(), OpenedBy = t.OpenedBy.ForPractice ? "practice" : "reviewer", EndedAt = t.EndedAt?.ToTimestamp(),
        Outcome = t.Outcome, AfterDetermination = t.AfterDetermination, Fit = (P.Fit)(int)t.Fit, ReleasedBecause = t.ReleasedBecause,
        HoldBy = TalkTimes.HoldBy(@case, t)?.ToTimestamp(), WithoutPracticesWord = t is { SlotStart: not null, UnansweredUntil: not null },
    };

    public static P.Attempt Attempt(Attempt a) => new()
    {
        At = a.At.ToTimestamp(), Phone = a.Phone, Outcome = (P.AttemptOutcome)((int)a.Outcome + 1), RecordedBy = a.RecordedBy,
    };

    public static P.TalkAnswer Answer(PhysicianCase @case, Talk talk)
    {
        var (outcome, sentence) = talk.Phase switch
        {
            TalkPhase.Connecting => (P.TalkOutcome.Connected,
                $"{talk.PhysicianName} is asked to take the call now. If nobody accepts, you are offered another physician or slots; "
                    + $"look at talk {talk.Id} again after {Refusals.Instant(talk.ReservedUntil)}."),
            TalkPhase.Connected => (P.TalkOutcome.Connected, $"{talk.PhysicianName} takes the call."),
            TalkPhase.Offered => (P.TalkOutcome.Slots, $"Book one of these slots until {Refusals.Instant(talk.AnswerBy)}."),
            TalkPhase.NoneFits => (P.TalkOutcome.NoneFits, Escalations.Sentence(@case, talk)),
            _ => (P.TalkOutcome.Slots, $"Talk {talk.Id} is {talk.Phase.ToString().ToLowerInvariant()}."),
        };
        return new() { Outcome = outcome, Talk = Talk(@case, talk), Sentence = sentence };
    }

    public static P.Escalation Escalation(PhysicianCase @case, Talk talk) => new()
    {
        Talk = Talk(@case, talk), PlanId = @case.PlanId, PracticeId = @case.PracticeId, EndsBefore = @case.TalksEnd.ToTimestamp(),
    };

    public static P.Invitation Invitation(Talk talk, Invitation invitation) => new()
    {
        FileName = $"{talk.Id}.ics", MediaType = $"text/calendar; charset=utf-8; method={invitation.Method}",
        Content = ByteString.CopyFromUtf8(invitation.Text), Method = invitation.Method, Sequence = invitation.Sequence,
    };

    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Approve => "approved as asked",
        Verdict.ApproveLess => "approved in part",
        Verdict.Deny => "denied",
        _ => "denied for its site",
    };

    private static P.Slot Slot(Slot slot, string zone) => new()
    {
        Start = slot.Start.ToTimestamp(), PhysicianId = slot.PhysicianId, PhysicianName = slot.PhysicianName, Fit = (P.Fit)(int)slot.Fit,
        Local =
            $"{TimeZoneInfo.ConvertTime(slot.Start, TimeZones.Find(zone)).ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} ({zone})",
    };

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Time(int minute) => $"{minute / 60:00}:{minute % 60:00}";
}
