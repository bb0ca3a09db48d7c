using System.Text;
using UtilizationReview.PeerToPeer.Domain;
using static UtilizationReview.Tests.Unit.PeerToPeer.ACase;

namespace UtilizationReview.Tests.Unit.PeerToPeer;

/// <summary>Calendar files as RFC 5545 and RFC 5546 want them, read back by a reader of the test's own.</summary>
public sealed class InvitationsForCalendars
{
    private const string T1 = "UR-1-T1";
    private static readonly DateTimeOffset Start = Monday.AddHours(1);

    private static PhysicianCase Moved(DateTimeOffset to, string physician = "") =>
        Booked(Start).After(new BookSlot(Practice, T1, physician, to, true, Bench()), Monday.AddMinutes(5));

    [Fact]
    public void A_booking_is_a_request_in_UTC()
    {
        var file = Invitations.Of(Booked(Start), Booked(Start).Talks[0], "desk-1").ShouldNotBeNull();
        (file.Method, file.Sequence).ShouldBe(("REQUEST", 0));
        Unfolded(file.Text).ShouldBe(
        [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Utilization Review//Peer-to-Peer 1//EN", "CALSCALE:GREGORIAN", "METHOD:REQUEST",
            "BEGIN:VEVENT", "UID:UR-1-T1@peer-to-peer.invalid", "SEQUENCE:0", "DTSTAMP:20261123T150000Z", "DTSTART:20261123T160000Z",
            "DTEND:20261123T163000Z", "SUMMARY:Peer-to-peer call\\, order UR-1",
            "DESCRIPTION:Dr. okafor calls Dr. Caller about order UR-1.\\nNumbers\\, in this order: +16085550142\\nTalk UR-1-T1",
            "ORGANIZER;CN=\"Utilization review\":mailto:scheduling@peer-to-peer.invalid",
            "ATTENDEE;CN=\"Dr. okafor\";ROLE=CHAIR;PARTSTAT=ACCEPTED:mailto:dr-okafor@peer-to-peer.invalid",
            "ATTENDEE;CN=\"Dr. Caller\";ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:practice-lakeside@peer-to-peer.invalid",
            "STATUS:CONFIRMED", "CLASS:PRIVATE", "TRANSP:OPAQUE", "END:VEVENT", "END:VCALENDAR",
        ]);
    }

    [Fact]
    public void Both_sides_get_the_same_file_and_asking_again_gives_it_again()
    {
        var booked = Booked(Start);
        var practice = Invitations.Of(booked, booked.Talks[0], "desk-1");
        Invitations.Of(booked, booked.Talks[0], Okafor.Id).ShouldBe(practice);
        Invitations.Of(booked, booked.Talks[0], "desk-1").ShouldBe(practice);
    }

    [Fact]
    public void A_move_keeps_the_uid_and_raises_the_sequence()
    {
        var moved = Moved(Monday.AddHours(2));
        var file = Invitations.Of(moved, moved.Talks[0], "desk-1").ShouldNotBeNull();
        (file.Method, file.Sequence).ShouldBe(("REQUEST", 1));
        var lines = Unfolded(file.Text);
        lines.ShouldContain("UID:UR-1-T1@peer-to-peer.invalid");
        lines.ShouldContain("SEQUENCE:1");
        lines.ShouldContain("DTSTART:20261123T170000Z");
        lines.ShouldContain("DTSTAMP:20261123T150500Z");
        var again = moved.After(new BookSlot(Practice, T1, "", Monday.AddHours(3), true, Bench()), Monday.AddMinutes(6));
        Invitations.Of(again, again.Talks[0], "desk-1")!.Sequence.ShouldBe(2);
    }

    [Fact]
    public void A_physician_from_whom_the_talk_was_moved_away_gets_it_cancelled()
    {
        var moved = Moved(Start, Lindqvist.Id);
        var left = Invitations.Of(moved, moved.Talks[0], Okafor.Id).ShouldNotBeNull();
        (left.Method, left.Sequence).ShouldBe(("CANCEL", 1));
        Unfolded(left.Text).ShouldContain("STATUS:CANCELLED");
        Unfolded(left.Text).ShouldContain("DTSTART:20261123T160000Z");
        Unfolded(left.Text).ShouldContain("ATTENDEE;CN=\"Dr. okafor\";ROLE=CHAIR:mailto:dr-okafor@peer-to-peer.invalid");
        Invitations.Of(moved, moved.Talks[0], Lindqvist.Id)!.Method.ShouldBe("REQUEST");
        Invitations.Of(moved, moved.Talks[0], "desk-1")!.Method.ShouldBe("REQUEST");
        var back = moved.After(new BookSlot(Practice, T1, Okafor.Id, Start, true, Bench()), Monday.AddMinutes(6));
        Invitations.Of(back, back.Talks[0], Okafor.Id)!.Method.ShouldBe("REQUEST");
        Invitations.Of(back, back.Talks[0], Lindqvist.Id)!.Method.ShouldBe("CANCEL");
    }

    [Fact]
    public void A_cancelled_booking_is_cancelled_for_everybody()
    {
        var off = Moved(Monday.AddHours(2)).After(new CallOff(Practice, T1, "x"), Monday.AddMinutes(9));
        var file = Invitations.Of(off, off.Talks[0], Okafor.Id).ShouldNotBeNull();
        (file.Method, file.Sequence).ShouldBe(("CANCEL", 2));
        Unfolded(file.Text).ShouldContain("STATUS:CANCELLED");
        Unfolded(file.Text).ShouldContain("DTSTAMP:20261123T150900Z");
        var closed = Booked(Start).After(new CloseCase(Number, 9), Monday);
        Invitations.Of(closed, closed.Talks[0], "desk-1")!.Method.ShouldBe("CANCEL");
    }

    [Fact]
    public void A_talk_that_never_had_a_slot_has_no_file()
    {
        var offered = Taken().After(Ask(), Monday);
        Invitations.Of(offered, offered.Talks[0], "desk-1").ShouldBeNull();
        var off = offered.After(new CallOff(Practice, T1, "x"), Monday);
        Invitations.Of(off, off.Talks[0], "desk-1").ShouldBeNull();
    }

    [Fact]
    public void A_delegate_is_named_with_whom_he_speaks_for()
    {
        var delegated = Caller with { Name = "Ada Bell, RN", SpeaksFor = "Dr. Caller" };
        var @case = Taken().After(new AskForTalk(Practice, delegated, [], false, "k", Bench()), Monday)
            .After(new BookSlot(Practice, T1, Okafor.Id, Start, false, Bench()), Monday);
        Unfolded(Invitations.Of(@case, @case.Talks[0], "desk-1")!.Text).ShouldContain(
            "ATTENDEE;CN=\"Ada Bell, RN (for Dr. Caller)\";ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED"
            + ":mailto:practice-lakeside@peer-to-peer.invalid");
    }

    [Fact]
    public void Texts_are_escaped_and_control_characters_left_out() =>
        new CalendarText().Text("DESCRIPTION", "a\\b;c,d\r\ne\nf\u0007g").ToString().ShouldBe("DESCRIPTION:a\\\\b\\;c\\,d\\ne\\nf g\r\n");

    [Fact]
    public void A_name_cannot_break_out_of_its_quotes()
    {
        CalendarText.Quoted("Dr. \"X\"^;:\r\nBEGIN").ShouldBe("\"Dr. ^'X^'^^;: BEGIN\"");
        CalendarText.Address("dr okafor\r\n@x").ShouldBe("mailto:dr%20okafor%0D%0A%40x@peer-to-peer.invalid");
    }

    [Theory]
    [InlineData(72, 1)]
    [InlineData(73, 1)]
    [InlineData(74, 2)]
    [InlineData(147, 2)]
    [InlineData(148, 3)]
    public void Lines_are_folded_at_75_octets(int letters, int lines) // with "X:" in front; a folded line begins with one space
    {
        var text = new CalendarText().Text("X", new('a', letters)).ToString();
        var folded = text.TrimEnd('\r', '\n').Split("\r\n");
        folded.Length.ShouldBe(lines);
        folded.ShouldAllBe(line => Encoding.UTF8.GetByteCount(line) <= 75);
        folded.Skip(1).ShouldAllBe(line => line[0] == ' ');
        Unfolded(text).ShouldBe(["X:" + new string('a', letters)]);
    }

    [Fact]
    public void A_character_of_several_octets_is_never_cut()
    {
        for (var before = 60; before < 80; before++)
        {
            var value = new string('a', before) + "é€𝄞ñ" + new string('b', 80);
            var text = new CalendarText().Text("X", value).ToString();
            text.Split("\r\n").ShouldAllBe(line => Encoding.UTF8.GetByteCount(line) <= 75 && !line.Contains('\uFFFD'));
            Unfolded(text).ShouldBe(["X:" + value]);
        }
    }

    private static string[] Unfolded(string text)
    {
        text.ShouldEndWith("\r\n");
        return text.Replace("\r\n ", "", StringComparison.Ordinal).TrimEnd('\r', '\n').Split("\r\n");
    }
}
