using Grpc.Core;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.NurseReview.V1;
using static UtilizationReview.Tests.Integration.NurseReview.NurseHouse;
using FindingKind = UtilizationReview.Contracts.NurseReview.V1.FindingKind;

namespace UtilizationReview.Tests.Integration.NurseReview;

/// <summary>A correction stands on a place in the record, and a decision on what the criteria make of it.</summary>
public sealed class Corrections_and_their_sources
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_correction_cites_a_document_of_the_order_and_a_page_it_has()
    {
        using var ground = new NurseGround();
        await using var house = await Held(ground);
        (await Refusal.Of(() => house.Dana.RecordFindingAsync(Corrects("DOC-9999", 1), cancellationToken: Ct), "source-not-citable")).ShouldBe(
            "The source of the correction cannot be cited: There is no such document. Cite a document of this order and a page it has.");
        await Refusal.Of(() => house.Dana.RecordFindingAsync(Corrects(ScriptedDocuments.Kept, 3), cancellationToken: Ct), "source-not-citable");
        var found = await house.Dana.RecordFindingAsync(Corrects(ScriptedDocuments.Kept, 2), cancellationToken: Ct);
        found.Findings.ShouldHaveSingleItem().Fact.Document.ShouldBe(ScriptedDocuments.Kept);
        house.Documents.Asked.ShouldBe(["T-1 DOC-9999 1", "T-1 DOC-0001 3", "T-1 DOC-0001 2"]);
    }

    [Fact]
    public async Task What_cannot_be_checked_is_not_recorded_and_paper_is_named_in_words()
    {
        using var ground = new NurseGround();
        await using var house = await Held(ground);
        house.Documents.Away = true;
        var away = await Should.ThrowAsync<RpcException>(
            async () => await house.Dana.RecordFindingAsync(Corrects(ScriptedDocuments.Kept, 2), cancellationToken: Ct));
        (away.StatusCode, away.Status.Detail).ShouldBe((StatusCode.Unavailable,
            "Whether the document can be cited cannot be checked right now. Nothing was changed; try again in a moment."));
        (await house.Dana.GetItemAsync(new() { TrackingNumber = "T-1" }, cancellationToken: Ct)).Item.Findings.ShouldBeEmpty();
        var paper = await house.Dana.RecordFindingAsync(Corrects("fax of 24 November", 2), cancellationToken: Ct);
        paper.Findings.ShouldHaveSingleItem();
        house.Documents.Away = false;
        (await house.Dana.RecordFindingAsync(Corrects(ScriptedDocuments.Kept, 2), cancellationToken: Ct)).Findings.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_approval_is_judged_on_the_corrected_facts_without_being_asked_to()
    {
        using var ground = new NurseGround();
        await using var house = await Held(ground);
        await house.Dana.RecordFindingAsync(Confirmation("T-1", "LUM-2.b"), cancellationToken: Ct);
        await house.Dana.RecordFindingAsync(Corrects(ScriptedDocuments.Kept, 1, months: 8), cancellationToken: Ct);
        (await Refusal.Of(() => house.Dana.ApproveAsync(Approval("T-1", "nurse-dana", Key()), cancellationToken: Ct), "correction-not-enough"))
            .ShouldStartWith("On the corrected facts these criteria are open: line 1: LUM-2.c.");
        await house.Dana.RecordFindingAsync(Corrects(ScriptedDocuments.Kept, 1, months: 3), cancellationToken: Ct);
        house.Criteria.Away = true;
        await Refusal.Of(() => house.Dana.ApproveAsync(Approval("T-1", "nurse-dana", Key()), cancellationToken: Ct), "criteria-not-readable");
        house.Criteria.Away = false;
        var done = await house.Dana.ApproveAsync(Approval("T-1", "nurse-dana", Key()), cancellationToken: Ct);
        (done.End, done.Reevaluation.Current, done.Reevaluation.Facts.Single().Value.Number).ShouldBe((ItemEnd.Approved, true, 3));
        await Eventually.Holds(() => !house.Told.IsEmpty, () => "nothing told");
        house.Told.ShouldHaveSingleItem().ShouldBeOfType<NurseApproved>().Corrected.ShouldHaveSingleItem().Document.ShouldBe(ScriptedDocuments.Kept);
    }

    [Fact]
    public async Task A_referral_carries_the_judgement_and_is_not_held_up_by_criteria_that_are_away()
    {
        using var ground = new NurseGround();
        await using var house = await Held(ground);
        await house.Refer("T-2");
        await house.Dana.ClaimAsync(new() { TrackingNumber = "T-2", IdempotencyKey = Key() }, cancellationToken: Ct);
        foreach (var order in new[] { "T-1", "T-2" })
        {
            var correction = new RecordFindingRequest(Corrects(ScriptedDocuments.Kept, 1, months: 8)) { TrackingNumber = order };
            await house.Dana.RecordFindingAsync(correction, cancellationToken: Ct);
        }
        var draft = await house.Dana.DraftReferralAsync(new() { TrackingNumber = "T-1", Summary = "Old imaging." }, cancellationToken: Ct);
        var judged = await house.Dana.ReferAsync(Refers("T-1"), cancellationToken: Ct);
        judged.RecordSummary.ShouldBe(draft.Lines);
        judged.RecordSummary.Single(l => l.Kind == "judged").Text.ShouldBe("On the corrected facts, line 1: open: LUM-2.b, LUM-2.c.");
        house.Criteria.Away = true;
        var alone = await house.Dana.ReferAsync(Refers("T-2"), cancellationToken: Ct);
        alone.RecordSummary.Single(l => l.Kind == "judged").Text.ShouldBe("The criteria have not been judged on the corrected facts.");
    }

    private static async Task<NurseHouse> Held(NurseGround ground)
    {
        var house = await ground.StartAsync();
        await house.Refer("T-1");
        await house.Dana.ClaimAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct);
        return house;
    }

    private static ReferRequest Refers(string order) => new() { TrackingNumber = order, Summary = "Old imaging.", IdempotencyKey = Key() };

    private static RecordFindingRequest Corrects(string document, int page, double months = 3) => new()
    {
        TrackingNumber = "T-1", Line = 1, Criterion = "LUM-2.c", Kind = FindingKind.Corrected, IdempotencyKey = Key(),
        Fact = new() { Name = "im.age", Value = new() { Number = months }, Document = document, Page = page },
    };
}
