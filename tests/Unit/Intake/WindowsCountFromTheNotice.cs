using UtilizationReview.Intake.Adapters;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;
using Bus = UtilizationReview.Contracts.Events;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>A letter can wait for days. What the member can do by law counts from the member's notice, the program's windows from the denial.</summary>
public sealed class WindowsCountFromTheNotice
{
    private static readonly DateOnly Decision = new(2026, 11, 24);

    /// <summary>Denied on 24 November: the plan appeal of Medicare can be filed 65 days, through 28 January.</summary>
    private static readonly AnOrder Denied = DeniedOn(Decision, Plan with { LineOfBusiness = LineOfBusiness.MedicareAdvantage });

    private static AnOrder Told(AnOrder order, DateOnly dated, string notice = "N-1")
    {
        var at = dated.At(new(17, 0), Chicago);
        return order.At(at).Do(new RecordNotice(notice, dated, at));
    }

    private static Recourse Recourse(AnOrder order) => order.LineOf().Adverse!.Recourse;

    private static DateOnly? AppealThrough(AnOrder order) =>
        Ladder.Of(order.Order, order.Now, Law).Single(r => r.Kind == RecourseKind.PlanAppeal).Through;

    private static FileAppeal File(DateTimeOffset at) => new(AppealLevel.PlanAppeal, [], at, AppealFiler.Enrollee, Consent: false, Expedited: false, "", "", "admin");

    [Theory]
    [InlineData("2026-11-24", "2027-01-28")]
    [InlineData("2026-11-25", "2027-01-29")]
    [InlineData("2026-12-04", "2027-02-07")]
    public void The_last_day_of_an_appeal_counts_from_the_members_notice(string dated, string through)
    {
        var last = DateOnly.Parse(through);
        var told = Told(Denied, DateOnly.Parse(dated));
        AppealThrough(told).ShouldBe(last);
        told.At(last.AddDays(-1).At(new(12, 0), Chicago)).Do(File(last.AddDays(-1).At(new(12, 0), Chicago)));
        told.At(last.EndOf(Chicago)).Do(File(last.EndOf(Chicago).AddTicks(-1)));
        told.At(last.EndOf(Chicago)).Refused(File(last.EndOf(Chicago))).Code.ShouldBe(Refusals.AppealWindowClosed);
        Recourse(told).Rights.ShouldContain(r => r.Contains(through));
    }

    [Fact]
    public void The_programs_windows_count_from_the_denial_whenever_the_letter_comes()
    {
        var told = Recourse(Told(Denied, new(2026, 12, 6)));
        (told.ReconsiderationThrough, told.TalkThrough).ShouldBe((new(2026, 12, 4), new(2026, 12, 8)));
    }

    [Fact]
    public void The_first_notice_counts_and_one_that_repeats_it_moves_nothing()
    {
        var told = Told(Denied, Decision);
        var later = new DateOnly(2026, 12, 4).At(new(9, 0), Chicago);
        told.At(later).Ignores(new RecordNotice("N-2", new(2026, 12, 4), later));
        AppealThrough(told).ShouldBe(new(2027, 1, 28));
    }

    [Fact]
    public void A_notice_from_before_the_decision_in_force_tells_nothing_of_it()
    {
        var upheld = Denied.After(TimeSpan.FromDays(1)).Do(Ask()).After(TimeSpan.FromDays(2)).Do(DenyBy("d-2", 1));
        upheld.Ignores(new RecordNotice("N-1", Decision, Denied.Now));
        var told = Told(upheld, new(2026, 12, 4), "N-2");
        AppealThrough(told).ShouldBe(new(2027, 2, 7));
        Recourse(told).Reconsidered.ShouldBeTrue();
    }

    [Fact]
    public void A_second_look_is_told_anew()
    {
        var told = Told(Denied, new(2026, 11, 26));
        var upheld = told.Do(Document("DOC-1", told.Now)).After(TimeSpan.FromHours(1)).Do(DenyBy("d-1", 1));
        Recourse(upheld).MemberToldOn.ShouldBeNull();
    }

    [Fact]
    public void What_is_approved_has_no_notice_to_wait_for() =>
        ApprovedByRules().Ignores(new RecordNotice("N-1", Decision, Received));

    [Fact]
    public void The_ladder_for_a_letter_of_a_day_says_what_it_will_be_once_the_letter_is_issued()
    {
        var day = new DateOnly(2026, 12, 4);
        var ahead = Ladder.Of(Tellings.AsIfTold(Denied.Order, day, Law), day.At(new(9, 0), Chicago), Law);
        var then = Told(Denied, day);
        ahead.Select(r => (r.Kind, r.Through)).ShouldBe(Ladder.Of(then.Order, then.Now, Law).Select(r => (r.Kind, r.Through)));
        Recourses.LastRights(Tellings.AsIfTold(Denied.Order, day, Law)).ShouldBe(Recourses.LastRights(then.Order));
        // Who was told before is not told again.
        var told = Told(Denied, Decision);
        Recourses.LastRights(Tellings.AsIfTold(told.Order, day, Law)).ShouldContain(r => r.Contains("2027-01-28"));
    }

    [Fact]
    public void Only_the_members_notice_of_something_adverse_is_heard()
    {
        Bus.NoticeIssued Notice(string kind, string to) => new()
        {
            NoticeId = "N-1", OrderId = "T-1", OccurredAt = Received, PlanId = "meadow", PracticeId = "pr-1", Kind = kind, Recipient = to, Dated = Decision,
        };
        IntakeWire.ToCommand(Notice("adverse", "member")).ShouldBe(new RecordNotice("N-1", Decision, Received));
        IntakeWire.ToCommand(Notice("adverse", "practice")).ShouldBeNull();
        IntakeWire.ToCommand(Notice("approval", "member")).ShouldBeNull();
    }
}
