using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Tests.Unit.PeerToPeer.ACase;

namespace UtilizationReview.Tests.Unit.PeerToPeer;

public sealed class TheCase
{
    [Fact]
    public void A_referral_opens_a_case_and_its_repetition_is_ignored()
    {
        Waiting().Phase.ShouldBe(CasePhase.Waiting);
        Waiting().Ignores(new ReferToPhysician(Referral()), Monday);
    }

    [Fact]
    public void A_case_can_be_taken_by_one_physician_only()
    {
        Taken().Ignores(new TakeCase(Okafor), Monday);
        Taken().Refused(new TakeCase(Lindqvist), Monday).Sentence.ShouldBe(
            "The case is taken by dr-okafor. It can be decided by another physician after it has been released.");
        Taken().After(new ReleaseCase(By(Okafor)), Monday).After(new TakeCase(Lindqvist), Monday).TakenBy.ShouldBe("dr-lindqvist");
    }

    [Fact]
    public void Only_the_holder_or_an_administrator_releases()
    {
        Taken().Refused(new ReleaseCase(By(Lindqvist)), Monday).Code.ShouldBe("case-taken");
        Taken().After(new ReleaseCase(new("admin", "plan_administrator")), Monday).Phase.ShouldBe(CasePhase.Waiting);
    }

    [Fact]
    public void A_reconsideration_never_goes_to_the_physician_whose_decision_is_questioned()
    {
        var again = Waiting(r => r with { Question = CaseQuestion.Reconsideration, Excluded = [Okafor.Id], RequiredSpecialty = "spine-surgery" });
        again.Refused(new TakeCase(Okafor), Monday).Code.ShouldBe("excluded-physician");
        again.Refused(new TakeCase(Lindqvist), Monday).Code.ShouldBe("other-specialty");
        again.After(new TakeCase(Doctor("dr-novak", "spine-surgery")), Monday).Phase.ShouldBe(CasePhase.Taken);
    }

    [Theory]
    [InlineData("2026-11-22", "licence-expired")]
    [InlineData("2026-11-23", null)]
    [InlineData("2026-11-24", null)]
    public void A_licence_is_valid_through_its_last_day_where_the_physician_is(string expires, string? code)
    {
        var physician = Okafor with { Licences = [new("WI", "1", DateOnly.Parse(expires, System.Globalization.CultureInfo.InvariantCulture))] };
        Matching.WhyNot(physician, Waiting(), Monday.AddHours(14))?.Code.ShouldBe(code); // 23:00 in Chicago, already the 24th in UTC
    }

    [Fact]
    public void A_licence_in_the_members_state_is_asked_where_the_rule_asks()
    {
        Waiting(r => r with { MemberState = "ME" }).After(new TakeCase(Okafor), Monday).TakenBy.ShouldBe(Okafor.Id);
        Waiting(r => r with { MemberState = "ME", LicenceInMemberState = true }).Refused(new TakeCase(Okafor), Monday).Sentence
            .ShouldBe("This case needs a physician licensed in ME, the member's state.");
    }

    [Fact]
    public void A_physician_of_another_plan_may_not_take_it() =>
        Waiting(r => r with { PlanId = "harbor-selfunded" }).Refused(new TakeCase(Okafor), Monday).Code.ShouldBe("not-your-plan");

    [Fact]
    public void The_due_time_moves_only_by_a_newer_message()
    {
        var later = Due.AddDays(3);
        Waiting().Ignores(new MoveDue(Number, 3, later), Monday);
        var moved = Waiting().After(new MoveDue(Number, 4, later), Monday);
        moved.DueAt.ShouldBe(later);
        moved.Ignores(new MoveDue(Number, 4, later), Monday);
    }

    [Fact]
    public void A_due_time_that_overtook_its_order_is_kept()
    {
        var known = ((PhysicianCase?)null).After(new MoveDue(Number, 4, Due.AddDays(3)), Monday);
        known.After(new ReferToPhysician(Referral()), Monday).DueAt.ShouldBe(Due.AddDays(3));
    }

    [Fact]
    public void A_closing_that_overtook_the_referral_keeps_the_case_closed() =>
        ((PhysicianCase?)null).After(new CloseCase(Number, 9), Monday).Ignores(new ReferToPhysician(Referral()), Monday);

    [Fact]
    public void A_refusal_by_intake_gives_the_case_back_with_the_reason()
    {
        var signed = Taken().After(Deny(Approval), Monday);
        signed.Ignores(new RefuseDecision(3, "dr-other", "x", "y"), Monday);
        var back = signed.After(new RefuseDecision(3, Okafor.Id, "stale-version", "The order changed."), Monday);
        (back.Phase, back.TakenBy, back.LastRefusal).ShouldBe((CasePhase.Taken, Okafor.Id, "The order changed."));
        back.Ignores(new RefuseDecision(3, Okafor.Id, "stale-version", "The order changed."), Monday);
    }

    [Fact]
    public void An_approval_ends_all_talks_and_a_denial_keeps_them()
    {
        var booked = Booked(Monday.AddHours(1));
        booked.After(new RecordDetermination(5, false, Due), Monday).Talks[0].Phase.ShouldBe(TalkPhase.Cancelled);
        booked.After(new RecordDetermination(5, true, Due), Monday).Talks[0].Phase.ShouldBe(TalkPhase.Booked);
        booked.After(new CloseCase(Number, 5), Monday).Talks[0].Phase.ShouldBe(TalkPhase.Cancelled);
    }

    [Fact]
    public void A_practice_may_ask_for_a_talk_before_any_referral()
    {
        var order = new OrderKnown(Number, 2, "meadow-commercial", "lakeside", ["spine"], Due, "WI", 3, Open: true);
        var known = ((PhysicianCase?)null).After(new Introduce(order), Monday).After(Ask(), Monday);
        known.Phase.ShouldBe(CasePhase.NotReferred);
        known.After(new ReferToPhysician(Referral()), Monday).Talks.Count.ShouldBe(1);
        ((PhysicianCase?)null).Refused(new Introduce(order with { Open = false }), Monday).Code.ShouldBe("nothing-to-discuss");
    }

    [Fact]
    public void A_talk_before_any_referral_goes_only_to_whom_the_plan_would_let_decide()
    {
        var order = new OrderKnown(Number, 2, "meadow-commercial", "lakeside", ["spine"], Due, "ME", 3, Open: true) { LicenceInMemberState = true };
        var known = ((PhysicianCase?)null).After(new Introduce(order), Monday);
        var maine = Lindqvist with { Licences = [new("ME", "ME-1", new(2027, 6, 30))] };
        known.After(Ask(Bench([Okafor, maine])), Monday).Talks[0].Slots.ShouldAllBe(s => s.PhysicianId == maine.Id);
        known.After(Ask(Bench([Okafor])), Monday).Talks[0].Phase.ShouldBe(TalkPhase.NoneFits);
        ((PhysicianCase?)null).After(new Introduce(order with { LicenceInMemberState = false }), Monday)
            .After(Ask(Bench([Okafor])), Monday).Talks[0].Phase.ShouldBe(TalkPhase.Offered);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    public void A_document_that_comes_while_a_physician_has_the_case_is_counted_once_until_the_next_takes_it(int ticks, int counted)
    {
        DocumentArrives document = new("DOC-1", Monday.AddTicks(ticks));
        var taken = Taken(r => r with { At = Monday });
        if (counted == 0)
        {
            taken.Ignores(document, Monday); // it lay in the record that he opened
            return;
        }
        var told = taken.After(document, Monday.AddHours(1));
        told.Ignores(document, Monday.AddHours(1));
        (told.Documents.Count - told.DocumentsSeen, told.DocumentAt).ShouldBe((1, document.OccurredAt));
        var next = told.After(new ReleaseCase(By(Okafor)), Monday.AddHours(1)).After(new TakeCase(Lindqvist), Monday.AddHours(1));
        (next.Documents.Count - next.DocumentsSeen, next.DocumentAt).ShouldBe((0, document.OccurredAt));
        told.After(new ReferToPhysician(Referral(6)), Monday.AddHours(2)).Documents.ShouldBeEmpty();
    }

    [Fact]
    public void A_document_of_an_order_that_no_physician_has_is_nothing_to_him()
    {
        ((PhysicianCase?)null).Ignores(new DocumentArrives("DOC-1", Monday), Monday);
        DeniedAt(Monday).Ignores(new DocumentArrives("DOC-1", Monday.AddHours(1)), Monday.AddHours(1));
    }

    [Fact]
    public void A_closed_case_takes_nothing_more()
    {
        var closed = Taken().After(new CloseCase(Number, 7), Monday);
        closed.Ignores(new CloseCase(Number, 8), Monday);
        closed.Ignores(new ReferToPhysician(Referral(9)), Monday);
        closed.Refused(Ask(), Monday).Code.ShouldBe("nothing-to-discuss");
        closed.Refused(new TakeCase(Okafor), Monday).Sentence.ShouldBe("Taking is not possible: the case is closed; nothing is possible any more.");
        closed.Refused(Deny(), Monday).Kind.ShouldBe(RefusalKind.NotPossibleNow);
    }
}
