namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>A booked talk as a calendar file.</summary>
/// <param name="Method">REQUEST for a booking or its move, CANCEL when it is off (RFC 5546).</param>
/// <param name="Sequence">Counts changes of the booking from 0; a later file replaces an earlier one.</param>
/// <param name="Text">The file, lines ended by CRLF.</param>
internal sealed record Invitation(string Method, int Sequence, string Text);

/// <summary>Makes calendar files of talks. The same talk as it stands gives the same file, for the practice as for the physician; it names the
/// order by its tracking number and says nothing of the member.</summary>
internal static class Invitations
{
    /// <summary>The file; null when nothing of the talk was ever booked.</summary>
    /// <param name="case">The case.</param>
    /// <param name="talk">Its talk.</param>
    /// <param name="reader">Person id of who asks: a physician from whom the talk was moved away gets the cancelling of his booking.</param>
    public static Invitation? Of(PhysicianCase @case, Talk talk, string reader)
    {
        if (talk.PhysicianId != reader && talk.Left.FirstOrDefault(l => l.PhysicianId == reader) is { } left) return Cancelling(@case, talk, left);
        // A booking that was taken back and not made again goes out of every calendar.
        if (talk.SlotStart is not { } start) return talk.Left.Count == 0 ? null : Cancelling(@case, talk, talk.Left[^1]);
        return File(@case, talk, start, (talk.PhysicianId, talk.PhysicianName), talk.Phase is TalkPhase.Cancelled or TalkPhase.Declined,
            talk.Sequence, talk.InvitedAt ?? talk.OpenedAt);
    }

    private static Invitation Cancelling(PhysicianCase @case, Talk talk, FormerBooking left) =>
        File(@case, talk, left.Start, (left.PhysicianId, left.PhysicianName), cancelled: true, left.Sequence, left.At);

    private static Invitation File(
        PhysicianCase @case, Talk talk, DateTimeOffset start, (string Id, string Name) physician, bool cancelled, int sequence, DateTimeOffset at)
    {
        var method = cancelled ? "CANCEL" : "REQUEST";
        var part = cancelled ? "" : ";PARTSTAT=ACCEPTED";
        var text = new CalendarText()
            .Line("BEGIN", "VCALENDAR")
            .Line("VERSION", "2.0")
            .Line("PRODID", "-//Utilization Review//Peer-to-Peer 1//EN")
            .Line("CALSCALE", "GREGORIAN")
            .Line("METHOD", method)
            .Line("BEGIN", "VEVENT")
            .Line("UID", $"{talk.Id}@peer-to-peer.invalid")
            .Line("SEQUENCE", $"{sequence}")
            .Moment("DTSTAMP", at)
            .Moment("DTSTART", start)
            .Moment("DTEND", start + Slots.Length)
            .Text("SUMMARY", $"Peer-to-peer call, order {@case.Number}")
            .Text("DESCRIPTION", Description(@case, talk, physician.Name))
            .Line($"ORGANIZER;CN={CalendarText.Quoted("Utilization review")}", CalendarText.Address("scheduling"))
            .Line($"ATTENDEE;CN={CalendarText.Quoted(physician.Name)};ROLE=CHAIR{part}", CalendarText.Address(physician.Id))
            .Line($"ATTENDEE;CN={CalendarText.Quoted(talk.Contact.Words)};ROLE=REQ-PARTICIPANT{part}",
                CalendarText.Address($"practice-{@case.PracticeId}"))
            .Line("STATUS", cancelled ? "CANCELLED" : "CONFIRMED")
            .Line("CLASS", "PRIVATE")
            .Line("TRANSP", cancelled ? "TRANSPARENT" : "OPAQUE")
            .Line("END", "VEVENT")
            .Line("END", "VCALENDAR");
        return new(method, sequence, text.ToString());
    }

    private static string Description(PhysicianCase @case, Talk talk, string physician) =>
        $"{physician} calls {talk.Contact.Words} about order {@case.Number}.\n"
        + $"Numbers, in this order: {string.Join(", ", talk.Contact.Phones)}\nTalk {talk.Id}";
}
