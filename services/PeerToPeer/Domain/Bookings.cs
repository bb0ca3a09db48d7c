using static UtilizationReview.PeerToPeer.Domain.TalkRules;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>Booked talks and the roster: a booking lasts only while its physician works then and may have the case. One that is lost does not
/// stay silently: the practice is offered other slots, or a supervisor looks after it.</summary>
internal static class Bookings
{
    /// <summary>The physician does not work then any more.</summary>
    public const string OutsideHours = "outside-hours";

    /// <summary>The physician may not have this case any more: plan, specialty, licence on the day of the talk, conflict of interest.</summary>
    public const string NotSuitable = "physician-not-suitable";

    /// <summary>Why the talk cannot take place as booked; empty when it can, when it has begun, or when nothing is booked.</summary>
    /// <param name="case">The case.</param>
    /// <param name="talk">Its talk.</param>
    /// <param name="physician">The physician of the talk as the roster has him now, or would have him; null when it has him no more.</param>
    /// <param name="now">Now.</param>
    public static string WhyLost(PhysicianCase @case, Talk talk, Physician? physician, DateTimeOffset now)
    {
        if (talk is not { Phase: TalkPhase.Booked, SlotStart: { } start } || now >= start) return "";
        if (physician is null || @case.Questioned.Contains(physician.Id) || Matching.WhyNot(physician, @case, start) is not null) return NotSuitable;
        return Slots.Suits(start, physician) ? "" : OutsideHours;
    }

    /// <summary>Takes the booking back when it cannot stand, and offers what there is instead.</summary>
    public static Platform.Deciding.Answer<CaseEvent> Release(PhysicianCase @case, Talk talk, ReleaseBooking release, DateTimeOffset now)
    {
        var why = WhyLost(@case, talk, release.Bench.Find(talk.PhysicianId), now);
        if (why.Length == 0) return new Platform.Deciding.Answer<CaseEvent>.Ignored("the talk can take place as booked");
        if (Scheduling.NothingToTalkAbout(@case, now) is { } no) return Refuse(no);
        var released = new BookingReleased(talk.Id, now, why);
        var free = Talk.Evolve(talk, released);
        return new CaseEvent[] { released }.Concat(Scheduling.OfferInstead(@case, free, release.Bench, now)).ToArray();
    }

    /// <summary>Saving hours that booked talks do not fit is refused until the caller says that they shall be offered other slots.</summary>
    /// <param name="talks">The talks, with their slots.</param>
    public static Platform.Deciding.Refusal Affected(IReadOnlyList<Talk> talks) => new("booked-talks-affected",
        $"{(talks.Count == 1 ? "A booked talk" : $"{talks.Count} booked talks")} could not take place as saved: "
            + $"{string.Join("; ", talks.Take(10).Select(t => $"{t.Id} at {Refusals.Instant(t.SlotStart)}"))}{(talks.Count > 10 ? "; …" : "")}. "
            + "Move or cancel them first, or save with move_booked_talks: then the practices are offered other slots.");
}
