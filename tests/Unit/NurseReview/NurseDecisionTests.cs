using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Tests.Unit.NurseReview.AnItem;
using Wire = UtilizationReview.Contracts.NurseReview.V1;

namespace UtilizationReview.Tests.Unit.NurseReview;

public sealed class NurseDecisionTests
{
    private static readonly string[] Adverse = ["deny", "denial", "denied", "less", "reduce", "modif", "partial", "reject", "uphold"];

    [Fact]
    public void A_nurse_cannot_deny()
    {
        var wire = Wire.NurseReviewReflection.Descriptor;
        var files = wire.Dependencies.Where(file => file.Package == wire.Package).Append(wire).ToList();
        files.Count.ShouldBe(2);
        var messages = files.SelectMany(file => file.MessageTypes).ToList();
        var names = wire.Services.Single().Methods.Select(m => m.Name)
            .Concat(messages.Select(m => m.Name))
            .Concat(messages.SelectMany(m => m.Fields.InDeclarationOrder()).Select(f => f.Name))
            .Concat(files.SelectMany(file => file.EnumTypes).SelectMany(e => e.Values).Select(v => v.Name))
            .Concat(DomainTypes().Select(t => t.Name))
            .Concat(DomainTypes().SelectMany(t => t.GetProperties()).Select(p => p.Name));
        names.Where(name => Adverse.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))).ShouldBeEmpty();
        wire.Services.Single().Methods.Select(m => m.Name).ShouldBe(
        [
            "ListQueue", "WatchQueue", "ClaimNext", "Claim", "RenewLease", "Release", "GetItem", "Reevaluate", "ListMissing", "DraftReferral", "RecordFinding", "RequestInformation", "Approve", "Refer",
        ]);
    }

    [Fact]
    public void An_approval_names_lines_only_and_cannot_say_how_much()
    {
        typeof(Approve).GetProperties().Select(p => p.Name)
            .ShouldBe(["Lines", "Attestation", "Reason", "Criteria", "Nurse", "Judged"], ignoreOrder: true);
        typeof(LinesApproved).GetProperties().Select(p => p.Name).ShouldBe(["Lines", "Attestation", "Criteria", "Reason", "Corrected", "Settled", "At"], ignoreOrder: true);
    }

    [Fact]
    public void An_attestation_exists_only_when_both_statements_were_made()
    {
        NurseAttestation.Sign(Dana, "nurse", recordReviewed: false, noConflictOfInterest: true).ShouldBeNull();
        NurseAttestation.Sign(Dana, "nurse", recordReviewed: true, noConflictOfInterest: false).ShouldBeNull();
        NurseAttestation.Sign(Dana, "nurse", recordReviewed: true, noConflictOfInterest: true)!.PersonId.ShouldBe(Dana.PersonId);
        typeof(NurseAttestation).GetConstructors().ShouldBeEmpty();
    }

    [Fact]
    public void An_approval_is_refused_with_the_criteria_that_have_no_finding()
    {
        var item = Fold(HeldBy(Dana), Confirm(Dana, "LUM-DISC-2.b"), Start);
        var refusal = item.Decide(ApproveAll(Dana), Start).Refusal();
        refusal.Code.ShouldBe("criteria-without-finding");
        refusal.Kind.ShouldBe(RefusalKind.NotPossibleNow);
        refusal.Sentence.ShouldBe(
            "Open criteria have no finding that they are met: line 1: LUM-DISC-2.c; line 2: LUM-LAM-1.a. " +
            "Record CONFIRMED or CORRECTED for each, ask the practice, or refer to a physician.");
    }

    [Fact]
    public void A_criterion_that_cannot_be_confirmed_does_not_carry_an_approval()
    {
        var item = Fold(Ready(Dana), new RecordFinding(Dana, 2, "LUM-LAM-1.a", FindingKind.CannotConfirm, null, "", Criteria), Start);
        item.Decide(ApproveAll(Dana), Start).Refusal().Sentence.ShouldContain("line 2: LUM-LAM-1.a.");
        item.Decide(ApproveAll(Dana, 1), Start).ShouldBeOfType<Answer<NurseEvent>.Accepted>();
    }

    [Fact]
    public void What_a_nurse_could_not_confirm_holds_an_approval_back_though_the_criteria_call_it_met()
    {
        RecordFinding doubt = new(Dana, 1, "LUM-DISC-2.a", FindingKind.CannotConfirm, null, "", Criteria);
        var doubted = Fold(Ready(Dana), doubt, Start);
        var refusal = doubted.Decide(ApproveAll(Dana), Start).Refusal();
        (refusal.Code, refusal.Sentence).ShouldBe(("criteria-not-confirmed", "These criteria could not be confirmed: line 1: LUM-DISC-2.a. "
            + "A physician judges them: refer, or record CONFIRMED or CORRECTED where the record shows it after all."));
        doubted.Decide(ApproveAll(Dana, 2), Start).ShouldBeOfType<Answer<NurseEvent>.Accepted>();
        Fold(Fold(doubted, Confirm(Dana, "LUM-DISC-2.a"), Start), ApproveAll(Dana), Start).End.ShouldBe(ItemEnd.Approved);
    }

    [Fact]
    public void A_line_can_be_approved_while_another_still_waits()
    {
        var item = Fold(Ready(Dana), ApproveAll(Dana, 1), Start);
        (item.Stage, item.Lines, item.ApprovedLines).ShouldSatisfyAllConditions(
            i => i.Stage.ShouldBe(ItemStage.Leased), i => i.Lines.ShouldBe([2]), i => i.ApprovedLines.ShouldBe([1]));
        var done = Fold(item, ApproveAll(Dana), Start);
        (done.Stage, done.End).ShouldBe((ItemStage.Done, ItemEnd.Approved));
    }

    [Fact]
    public void A_line_that_was_settled_since_the_referral_is_left_out_and_the_item_is_done_without_it()
    {
        OrderCriteria now = new([Criteria.Lines[0] with { Settled = true }, Criteria.Lines[1]]);
        var item = Fold(HeldBy(Dana), Confirm(Dana, "LUM-LAM-1.a"), Start);
        item.On(now).Lines.ShouldBe([2]);
        item.Decide(ApproveAll(Dana, 1) with { Criteria = now }, Start).Refusal().Sentence
            .ShouldBe("Line 1 does not wait for a nurse on this order. Lines that wait: 2.");
        var approved = item.Decide(ApproveAll(Dana) with { Criteria = now }, Start).Events().Single().ShouldBeOfType<LinesApproved>();
        (approved.Lines.Single(), approved.Settled.Single()).ShouldBe((2, 1));
        var done = Fold(item, ApproveAll(Dana) with { Criteria = now }, Start);
        (done.Stage, done.End, done.ApprovedLines.Single()).ShouldBe((ItemStage.Done, ItemEnd.Approved, 2));
    }

    [Fact]
    public void What_was_settled_as_a_whole_is_not_approved_again()
    {
        OrderCriteria now = new([.. Criteria.Lines.Select(line => line with { Settled = true })]);
        Ready(Dana).Decide(ApproveAll(Dana) with { Criteria = now }, Start).Refusal().Sentence
            .ShouldBe("Line 1, 2 does not wait for a nurse on this order. Lines that wait: none.");
    }

    [Fact]
    public void An_approval_carries_the_confirmed_criteria_and_the_attestation()
    {
        var approved = Ready(Dana).Decide(ApproveAll(Dana), Start).Events().Single().ShouldBeOfType<LinesApproved>();
        approved.Lines.ShouldBe([1, 2]);
        approved.Criteria.ShouldBe(["LUM-DISC-2.b", "LUM-DISC-2.c", "LUM-LAM-1.a"]);
        approved.Attestation.Name.ShouldBe("Dana Reyes");
    }

    [Fact]
    public void An_attestation_must_be_signed_by_the_nurse_who_approves()
    {
        var refusal = Ready(Dana).Decide(ApproveAll(Dana) with { Attestation = NurseAttestation.Sign(Ola, "nurse", true, true)! }, Start).Refusal();
        refusal.Sentence.ShouldBe("An attestation can only be signed by the person who sends it. Sign it yourself.");
        refusal.Kind.ShouldBe(RefusalKind.BadInput);
    }

    [Fact]
    public void A_line_that_does_not_wait_cannot_be_approved()
    {
        Ready(Dana).Decide(ApproveAll(Dana, 1, 3), Start).Refusal().Sentence
            .ShouldBe("Line 3 does not wait for a nurse on this order. Lines that wait: 1, 2.");
    }

    [Fact]
    public void A_referral_carries_every_criterion_that_cannot_be_confirmed()
    {
        var item = Fold(HeldBy(Dana), new RecordFinding(Dana, 0, "LUM-DISC-2.b", FindingKind.CannotConfirm, null, "", Criteria), Start);
        var referred = item.Decide(Refers(Dana) with { UnconfirmedCriteria = ["LUM-LAM-1.a"], Criteria = Criteria }, Start).Events()
            .Single().ShouldBeOfType<LinesReferred>();
        referred.Criteria.ShouldBe(["LUM-DISC-2.b", "LUM-LAM-1.a"]);
        referred.Lines.ShouldBe([1, 2]);
    }

    [Fact]
    public void A_referral_needs_a_summary_and_known_criteria()
    {
        HeldBy(Dana).Decide(Refers(Dana) with { Summary = " " }, Start).Refusal().Sentence
            .ShouldBe("A referral tells the physician in 1 to 4000 characters what is in question.");
        HeldBy(Dana).Decide(Refers(Dana) with { UnconfirmedCriteria = ["X-1"], Criteria = Criteria }, Start).Refusal().Sentence
            .ShouldBe("No waiting line of this order has the criterion 'X-1'. Criteria in question: LUM-DISC-2.b, LUM-DISC-2.c, LUM-LAM-1.a.");
    }

    [Fact]
    public void A_correction_needs_a_fact_of_the_criterion_and_its_source()
    {
        var correction = Confirm(Dana, "LUM-DISC-2.b") with { Kind = FindingKind.Corrected };
        var fact = new CorrectedFact("cm.weeks", "{\"number\":7}", "", "doc-1", 3);
        Sentence(correction).ShouldBe("A correction names the fact and the value the record shows. Give the fact's name and value.");
        Sentence(correction with { Fact = fact with { Document = "" } }).ShouldBe(
            "A correction names where the record shows it. Give the document and the page, counted from 1.");
        Sentence(correction with { Fact = fact with { Page = 0 } }).ShouldContain("counted from 1");
        Sentence(correction with { Fact = fact with { Name = "sx.pain" } }).ShouldBe(
            "The criterion LUM-DISC-2.b does not use the fact 'sx.pain'. It uses: cm.weeks, cm.kinds.");
        Sentence(Confirm(Dana, "LUM-DISC-2.b") with { Fact = fact }).ShouldStartWith("A fact comes only with a correction.");
        Sentence(correction with { Fact = fact, NotCitable = "The document has 2 pages." }).ShouldBe(
            "The source of the correction cannot be cited: The document has 2 pages. Cite a document of this order and a page it has.");
        HeldBy(Dana).Decide(correction with { Fact = fact }, Start).ShouldBeOfType<Answer<NurseEvent>.Accepted>();
        static string Sentence(RecordFinding command) => HeldBy(Dana).Decide(command, Start).Refusal().Sentence;
    }

    [Fact]
    public void A_finding_on_an_unknown_criterion_or_line_is_refused()
    {
        HeldBy(Dana).Decide(Confirm(Dana, "SHO-9.z"), Start).Refusal().Code.ShouldBe("unknown-criterion");
        HeldBy(Dana).Decide(Confirm(Dana, "LUM-LAM-1.a", line: 1), Start).Refusal().Code.ShouldBe("unknown-criterion");
        HeldBy(Dana).Decide(Confirm(Dana, "LUM-LAM-1.a", line: 4), Start).Refusal().Code.ShouldBe("line-not-waiting");
    }

    [Fact]
    public void A_later_finding_replaces_the_earlier_one()
    {
        var item = Fold(Ready(Dana), new RecordFinding(Dana, 0, "LUM-DISC-2.b", FindingKind.CannotConfirm, null, "no dates", Criteria), Start);
        item.Findings.Count(f => f.Criterion == "LUM-DISC-2.b").ShouldBe(1);
        item.Findings.Single(f => f.Criterion == "LUM-DISC-2.b").Kind.ShouldBe(FindingKind.CannotConfirm);
    }

    [Fact]
    public void A_request_for_information_needs_items_and_a_day_that_is_not_past_in_the_plans_zone()
    {
        var late = new DateTimeOffset(2026, 11, 28, 5, 59, 0, TimeSpan.Zero); // 23:59 on the 27th in Chicago
        var item = Fold(Open(), new Claim(Dana), late);
        item.Decide(Asks(Dana), late).ShouldBeOfType<Answer<NurseEvent>.Accepted>();
        item.Decide(Asks(Dana), late.AddMinutes(1)).Refusal().Sentence.ShouldBe(
            "The answer cannot be due on 2026-11-27: today is 2026-11-28 in America/Chicago. Give today or a later day.");
        item.Decide(Asks(Dana) with { Items = [] }, late).Refusal().Sentence.ShouldBe(
            "Tell the practice what is missing: 1 to 20 items, each in its own words; 0 were sent.");
        item.Decide(Asks(Dana) with { Items = ["Notes", " "] }, late).Refusal().Fields.Single().Field.ShouldBe("items[1]");
    }

    [Fact]
    public void A_request_for_information_keeps_the_item_and_its_due_time()
    {
        var asked = Fold(HeldBy(Dana), Asks(Dana), Start.AddMinutes(1));
        (asked.Stage, asked.DueAt).ShouldBe((ItemStage.Leased, Due));
        asked.Asked!.Items.ShouldHaveSingleItem();
        var answered = Fold(asked, new InformationArrives(OrderId, 4, Start.AddHours(1), Due), Start.AddHours(1));
        (answered.Asked, answered.InformationAt, answered.DueAt).ShouldBe((null, Start.AddHours(1), Due));
    }

    private static IEnumerable<Type> DomainTypes() =>
        typeof(NurseItem).Assembly.GetTypes().Where(t => t.Namespace == typeof(NurseItem).Namespace && !t.Name.Contains('<', StringComparison.Ordinal));
}
