using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Correspondence.Domain.Notices;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Correspondence.Domain.Notices.NoticeCommand;

namespace UtilizationReview.Tests.Unit.Correspondence.Notices;

/// <summary>Owed, held, issued, delivered: what may follow what.</summary>
public sealed class LifeOfANotice
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero);
    private static readonly Ownership Owner = new("maple-spine", "meadow-commercial");
    private static readonly Occasion Denied = new Occasion.Determined(Start, [new(1, "denied")]);
    private static readonly Addresses Everywhere = new(["a@practice.example", "b@practice.example"], AttachPdf: true, HasWebhook: true);
    private static readonly Issue Text = new(default, new(2026, 11, 24), "Title", "en-US", "foot", "adverse@1+0", "00", ["form"], Urgent: false);

    private static Notice Owed(Recipient to = Recipient.Practice) => After(null, new Owe("N-1", NoticeKind.Adverse, to, "UR-1", Owner, Denied), Start);

    private static Notice Issued(Recipient to = Recipient.Practice, Addresses? addresses = null) =>
        After(Owed(to), new Write(Owner, Text, "# Title", addresses ?? Everywhere), Start);

    [Fact]
    public void A_notice_that_is_owed_is_written_at_once()
    {
        var notice = Owed();
        (notice.Stage, notice.WakeAt).ShouldBe((NoticeStage.Owed, Start));
    }

    [Fact]
    public void The_same_event_again_owes_nothing_more() =>
        NoticeLifecycle.Decide(Issued(), new Owe("N-1", NoticeKind.Adverse, Recipient.Practice, "UR-1", Owner, Denied), Start).ShouldBeOfType<Answer<NoticeEvent>.Ignored>();

    [Fact]
    public void What_is_issued_is_never_written_again()
    {
        NoticeLifecycle.Decide(Issued(), new Write(Owner, Text with { Title = "Other" }, "# Other", Addresses.None), Start).ShouldBeOfType<Answer<NoticeEvent>.Ignored>();
        NoticeLifecycle.Decide(Issued(), new Hold(Owner, new("missing-fields", [], ["form"])), Start).ShouldBeOfType<Answer<NoticeEvent>.Ignored>();
        Refused(Issued(), new WriteAgain()).ShouldBe("notice-issued");
    }

    [Fact]
    public void A_practices_notice_lies_in_its_inbox_when_it_is_issued_and_goes_to_every_address()
    {
        var notice = Issued();
        notice.Deliveries.Select(d => (d.Id, d.Channel, d.State, d.TryAt)).ShouldBe(
        [
            ("inbox", Channel.Inbox, DeliveryState.Delivered, null), ("email-1", Channel.Email, DeliveryState.Pending, Start),
            ("email-2", Channel.Email, DeliveryState.Pending, Start), ("webhook", Channel.Webhook, DeliveryState.Pending, Start),
        ]);
        (notice.IsUnread, notice.WaitsForMail, notice.WakeAt).ShouldBe((true, false, Start));
    }

    [Fact]
    public void A_members_letter_waits_for_the_mail_room_until_it_is_posted()
    {
        var letter = Issued(Recipient.Member, Addresses.None);
        (letter.WaitsForMail, letter.IsUnread, letter.WakeAt).ShouldBe((true, false, null));
        Refused(letter, new Redeliver("letter")).ShouldBe("waits-for-mail");
        var posted = After(letter, new RecordMailed("9400"), Start);
        (posted.WaitsForMail, posted.Deliveries[0].State, posted.Deliveries[0].Reference).ShouldBe((false, DeliveryState.Delivered, "9400"));
        NoticeLifecycle.Decide(posted, new RecordMailed("9400"), Start).ShouldBeOfType<Answer<NoticeEvent>.Ignored>();
        Refused(Issued(), new RecordMailed("")).ShouldBe("no-letter");
    }

    [Fact]
    public void A_held_notice_is_tried_again_by_itself_and_by_hand_and_is_issued_when_nothing_is_missing()
    {
        var held = After(Owed(), new Hold(Owner, new("missing-fields", ["…"], ["consumer_help"])), Start);
        (held.Stage, held.HasProblem, held.WakeAt).ShouldBe((NoticeStage.Held, true, Start.AddSeconds(30)));
        After(held, new WriteAgain(), Start.AddSeconds(5)).WakeAt.ShouldBe(Start.AddSeconds(5));
        var issued = After(held, new Write(Owner, Text, "# Title", Addresses.None), Start.AddHours(1));
        (issued.Stage, issued.Held, issued.HasProblem).ShouldBe((NoticeStage.Issued, null, false));
    }

    [Fact]
    public void A_reason_is_told_once_and_a_neighbour_that_is_away_only_after_a_while()
    {
        Tells(Owed(), new("missing-fields", [], ["form"])).ShouldBeTrue();
        var held = After(Owed(), new Hold(Owner, new("missing-fields", [], ["form"])), Start);
        Tells(held, new("missing-fields", [], ["form"])).ShouldBeFalse();
        Tells(held, new("missing-fields", [], ["form", "reviewer"])).ShouldBeTrue();
        var notice = Owed();
        for (var tries = 1; tries <= NoticeLifecycle.TriesBeforeTelling + 1; tries++)
        {
            Tells(notice, new("neighbour-away", [], [])).ShouldBe(tries == NoticeLifecycle.TriesBeforeTelling, $"try {tries}");
            notice = After(notice, new Hold(null, new("neighbour-away", [], [])), Start);
        }
    }

    [Fact]
    public void A_delivery_that_fails_is_tried_again_given_up_after_three_days_and_sent_again_by_hand()
    {
        var (notice, now, tries) = (Issued(addresses: new([], false, true)), Start, 0);
        while (notice.Find("webhook")!.State == DeliveryState.Pending)
        {
            now = notice.WakeAt.ShouldNotBeNull();
            notice = After(notice, new RecordFailure("webhook", "no answer", ForEver: false), now);
            tries++;
        }
        (now - Start).ShouldBeInRange(TimeSpan.FromDays(2.7), TimeSpan.FromDays(3));
        (notice.HasProblem, notice.WakeAt, notice.Find("webhook")!.Tries).ShouldBe((true, null, tries));
        NoticeLifecycle.Decide(notice, new RecordFailure("webhook", "late", ForEver: false), now).ShouldBeOfType<Answer<NoticeEvent>.Ignored>();
        var again = After(notice, new Redeliver("webhook"), now.AddDays(1));
        (again.HasProblem, again.WakeAt, again.Find("webhook")!.Tries).ShouldBe((false, now.AddDays(1), 0));
        var arrived = After(again, new RecordDelivered("webhook", "HTTP 200"), now.AddDays(1));
        (arrived.Find("webhook")!.State, arrived.WakeAt).ShouldBe((DeliveryState.Delivered, null));
        Refused(arrived, new Redeliver("webhook")).ShouldBe("notice-delivered");
        Refused(arrived, new Redeliver("fax")).ShouldBe("unknown-delivery");
    }

    [Fact]
    public void What_can_never_arrive_is_given_up_at_once() =>
        After(Issued(), new RecordFailure("email-1", "no such box", ForEver: true), Start).Find("email-1")!.State.ShouldBe(DeliveryState.Failed);

    [Fact]
    public void Only_the_practice_it_is_written_to_opens_a_notice_and_every_reading_is_on_record()
    {
        var read = After(Issued(), new RecordReading(ByRecipient: false), Start);
        read.IsUnread.ShouldBeTrue();
        var opened = After(read, new RecordReading(ByRecipient: true), Start.AddHours(1));
        (opened.IsUnread, opened.OpenedAt).ShouldBe((false, Start.AddHours(1)));
        After(opened, new RecordReading(ByRecipient: true), Start.AddHours(2)).OpenedAt.ShouldBe(Start.AddHours(1));
        After(Issued(), new MarkRead(), Start).IsUnread.ShouldBeFalse();
        NoticeLifecycle.Decide(opened, new MarkRead(), Start).ShouldBeOfType<Answer<NoticeEvent>.Ignored>();
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 60)]
    [InlineData(5, 480)]
    [InlineData(10, 15_360)]
    [InlineData(11, 21_600)]
    [InlineData(100, 21_600)]
    public void Pauses_double_from_half_a_minute_to_six_hours(int failures, int seconds) =>
        RetrySchedule.Pause(failures).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_try_that_would_come_after_three_days_is_not_made(int ticks, bool made) =>
        (RetrySchedule.Next(Start, 11, Start.AddDays(3).AddHours(-6).AddTicks(ticks)) is not null).ShouldBe(made);

    [Theory]
    [InlineData("approved approved", NoticeKind.Approval)]
    [InlineData("approved denied", NoticeKind.Adverse)]
    [InlineData("approved-less", NoticeKind.Adverse)]
    [InlineData("denied-site", NoticeKind.Adverse)]
    [InlineData("no-review-required notification-recorded", null)]
    [InlineData("withdrawn approved", NoticeKind.Approval)]
    public void A_determination_calls_for_one_kind_of_notice(string outcomes, object? kind) =>
        Occasions.KindOf(new Occasion.Determined(Start, [.. outcomes.Split(' ').Select((o, i) => new LineOutcome(i + 1, o))])).ShouldBe((NoticeKind?)kind);

    [Fact]
    public void A_look_that_ended_without_a_decision_is_not_told_again() =>
        Occasions.KindOf(new Occasion.Determined(Start, [new LineOutcome(1, "denied")]) { NothingNew = true }).ShouldBeNull();

    [Fact]
    public void An_approval_that_is_in_force_again_is_told_as_an_approval_beside_a_denial_long_told() =>
        Occasions.KindOf(new Occasion.Determined(Start, [new LineOutcome(1, "approved"), new LineOutcome(2, "denied")]) { NothingNew = true, Reinstated = [1] })
            .ShouldBe(NoticeKind.Approval);

    [Fact]
    public void Only_formal_extensions_and_missed_deadlines_with_an_effect_are_told()
    {
        Occasions.KindOf(new Occasion.Extended(Start, "beyond-control", Start)).ShouldBe(NoticeKind.Extension);
        Occasions.KindOf(new Occasion.Extended(Start, "information-asked", Start)).ShouldBeNull();
        foreach (var effect in new[] { "deemed-approved", "claim-protected", "deemed-denied", "appealable-adverse", "deemed-exhausted" })
            Occasions.KindOf(new Occasion.Missed(Start, Start, effect, "rule")).ShouldBe(NoticeKind.MissedDeadline, effect);
        Occasions.KindOf(new Occasion.Missed(Start, Start, "regulatory-breach-only", "rule")).ShouldBeNull();
    }

    [Fact]
    public void A_revocation_is_adverse_and_a_changed_approval_is_told_as_an_approval()
    {
        Occasions.KindOf(new Occasion.Revoked(Start, [1], "coverage-ended", "finding 7", [])).ShouldBe(NoticeKind.Adverse);
        Occasions.KindOf(new Occasion.Changed(Start, [1])).ShouldBe(NoticeKind.Approval);
    }

    private static Notice After(Notice? notice, NoticeCommand command, DateTimeOffset now) =>
        NoticeLifecycle.Decide(notice, command, now).ShouldBeOfType<Answer<NoticeEvent>.Accepted>().Events.Aggregate(notice, NoticeLifecycle.Evolve)!;

    [Fact]
    public void What_was_overtaken_is_never_written_and_bothers_nobody()
    {
        var held = After(Owed(), new Hold(Owner, new("not-on-record", ["…"], [])), Start);
        var over = After(held, new Drop(Owner, new("overtaken", ["The order was decided before."], [])), Start);
        (over.Stage, over.HasProblem, over.WakeAt).ShouldBe((NoticeStage.Overtaken, false, null));
        NoticeLifecycle.Decide(over, new Hold(Owner, new("not-on-record", [], [])), Start).ShouldBeOfType<Answer<NoticeEvent>.Ignored>();
        NoticeLifecycle.Decide(over, new WriteAgain(), Start).ShouldBeOfType<Answer<NoticeEvent>.Rejected>().Refusal.Sentence
            .ShouldEndWith("The order was decided before.");
        NoticeLifecycle.Decide(Issued(), new Drop(Owner, new("overtaken", [], [])), Start).ShouldBeOfType<Answer<NoticeEvent>.Ignored>();
    }

    [Theory]
    [InlineData(false, true, null, null)]
    [InlineData(true, false, null, null)]
    [InlineData(false, false, null, "The order was decided before")]
    [InlineData(false, true, "Notes of therapy", "The same question is open already")]
    [InlineData(false, true, "Imaging", null)]
    [InlineData(true, true, "Notes of therapy", null)]
    public void A_question_is_overtaken_when_its_order_can_not_take_it_up(bool isOnRecord, bool isUnderReview, string? open, string? why)
    {
        var asked = new Occasion.Asked(Start, ["Notes of therapy"], [], new(2026, 12, 4));
        var said = Occasions.Overtaken(asked, isOnRecord, isUnderReview, open is null ? null : [open]);
        if (why is null) said.ShouldBeNull();
        else said.ShouldNotBeNull().ShouldStartWith(why);
        Occasions.Overtaken(new Occasion.Expiring(Start, [1], new(2026, 12, 4)), isOnRecord, isUnderReview, open is null ? null : [open]).ShouldBeNull();
    }

    private static bool Tells(Notice notice, Holding why) => NoticeLifecycle.Decide(notice, new Hold(Owner, why), Start)
        .ShouldBeOfType<Answer<NoticeEvent>.Accepted>().Events.ShouldHaveSingleItem().ShouldBeOfType<NoticeEvent.NoticeHeld>().Tell;

    private static string Refused(Notice notice, NoticeCommand command) =>
        NoticeLifecycle.Decide(notice, command, Start).ShouldBeOfType<Answer<NoticeEvent>.Rejected>().Refusal.Code;
}
