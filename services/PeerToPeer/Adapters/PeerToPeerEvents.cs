using UtilizationReview.Contracts.Events;
using UtilizationReview.PeerToPeer.Domain;

namespace UtilizationReview.PeerToPeer.Adapters;

/// <summary>Facts of a case as the bus events that tell of them.</summary>
internal static class PeerToPeerEvents
{
    public static IEnumerable<object> Tell(PhysicianCase @case, CaseEvent @event, int version)
    {
        switch (@event)
        {
            case LinesDecided e:
                yield return Decided(@case, e);
                break;
            case AttemptRecorded e:
                yield return Recorded(@case, "attempted", "", e.Attempt.At, e.By);
                break;
            case TalkOpened { By.ForPractice: true } e:
                yield return Recorded(@case, "asked", e.TalkId, e.At, e.By);
                break;
            case SlotsOffered e:
                yield return Recorded(@case, "offered", e.TalkId, e.At, e.By);
                break;
            case TalkConnected e:
                yield return Recorded(@case, "connected", e.TalkId, e.At, e.By);
                break;
            case TalkBooked e:
                yield return Recorded(@case, "booked", e.TalkId, e.At, e.By);
                break;
            case TalkMoved e:
                yield return Recorded(@case, "moved", e.TalkId, e.At, e.By);
                break;
            case BookingReleased e:
                yield return Recorded(@case, "cancelled", e.TalkId, e.At, Who.Platform);
                break;
            case TalkHeld e:
                yield return Recorded(@case, "held", e.TalkId, e.At, e.By);
                break;
            case TalkMissed e:
                yield return Recorded(@case, "missed", e.TalkId, e.At, e.By);
                break;
            case TalkCalledOff e:
                yield return Recorded(@case, e.Declined ? "declined" : "cancelled", e.TalkId, e.At, e.By);
                break;
            case TalkEscalated e:
                yield return Recorded(@case, "escalated", e.TalkId, e.At, Who.Platform);
                yield return Escalated(@case, e);
                break;
            default:
                break; // taken, released, reserved: nobody outside needs to know
        }
    }

    private static PeerToPeerRecorded Recorded(PhysicianCase @case, string what, string talkId, DateTimeOffset at, Who by)
    {
        var talk = @case.Talks.FirstOrDefault(t => t.Id == talkId);
        return new()
        {
            OrderId = @case.Number, OccurredAt = at, TalkId = talkId, What = what, RecordedBy = by.PersonId, RecordedByRole = by.Role,
            PhysicianId = talk?.PhysicianId ?? "", SlotStart = talk?.SlotStart, Attempts = @case.FailedAttempts,
        };
    }

    private static PeerToPeerEscalated Escalated(PhysicianCase @case, TalkEscalated e)
    {
        var talk = @case.Talks.First(t => t.Id == e.TalkId);
        return new()
        {
            OrderId = @case.Number, OccurredAt = e.At, PlanId = @case.PlanId, PracticeId = @case.PracticeId, TalkId = e.TalkId, Reason = e.Reason,
            Sentence = Escalations.Sentence(@case, talk), EndsBefore = @case.TalksEnd,
        };
    }

    private static PhysicianDecided Decided(PhysicianCase @case, LinesDecided e) => new()
    {
        OrderId = @case.Number,
        OccurredAt = e.Attestation.SignedAt,
        Attestation = new()
        {
            PersonId = e.Attestation.PersonId, Name = e.Attestation.Name, Profession = "physician", Npi = e.Attestation.Npi,
            Specialty = e.Attestation.Specialty, LicenceState = e.Attestation.LicenceState, LicenceNumber = e.Attestation.LicenceNumber,
            RecordReviewed = true, NoConflictOfInterest = true, SignedAt = e.Attestation.SignedAt,
        },
        Lines = [.. e.Lines.Select(l => new LineDecided
        {
            Line = l.Line, Decision = Word(l.Verdict), Units = l.Units, Levels = l.Levels,
            Reason = l.Reason, Criteria = l.Criteria, Missing = l.Missing, Guideline = l.Guideline, GuidelineVersion = l.GuidelineVersion,
            FacilityId = l.FacilityId,
        })],
        PeerToPeerDuty = e.Duty,
        PeerToPeerEvidence = e.DutyEvidence,
        Attempts = @case.FailedAttempts,
        SoftwareRecommended = e.SoftwareRecommended,
    };

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Approve => "approve",
        Verdict.ApproveLess => "approve-less",
        Verdict.Deny => "deny",
        Verdict.DenySite => "deny-site",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "not a verdict"),
    };
}
