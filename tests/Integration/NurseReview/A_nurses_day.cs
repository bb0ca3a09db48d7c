using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.NurseReview.V1;
using static UtilizationReview.Tests.Integration.NurseReview.NurseHouse;
using FindingKind = UtilizationReview.Contracts.NurseReview.V1.FindingKind;
using NurseClient = UtilizationReview.Contracts.NurseReview.V1.NurseReview.NurseReviewClient;

namespace UtilizationReview.Tests.Integration.NurseReview;

/// <summary>Real gRPC, from the first claim to the last case; and fifty nurses at once.</summary>
public sealed class A_nurses_day
{
    private const int Cases = 200;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_cases_are_worked_by_deadline_and_each_is_told_once()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        for (var i = 0; i < Cases; i++) await house.Refer($"T-{i:000}", (i * 37) % Cases);
        List<DateTimeOffset> dues = [];
        while ((await house.Dana.ClaimNextAsync(new() { IdempotencyKey = Key() }, cancellationToken: Ct)).Item is { } item)
        {
            var i = dues.Count;
            dues.Add(item.DueAt.ToDateTimeOffset());
            ground.Clock.Advance(TimeSpan.FromMinutes(2));
            if (i % 4 == 3) await AskThenReferAsync(house, item.TrackingNumber);
            else await CorrectAndApproveAsync(house, item.TrackingNumber);
        }
        dues.Count.ShouldBe(Cases);
        dues.ShouldBeInOrder();
        await Eventually.Holds(() => house.Told.Count == Cases + (Cases / 4), () => $"{house.Told.Count} told");
        house.Told.OfType<NurseApproved>().Select(e => e.OrderId).Distinct().Count().ShouldBe(Cases * 3 / 4);
        house.Told.OfType<NurseReferred>().Select(e => e.OrderId).Distinct().Count().ShouldBe(Cases / 4);
        house.Told.OfType<NurseApproved>().ShouldAllBe(e => e.Corrected.Count == 2);
        var load = (await house.Sam.LoadAsync(new(), cancellationToken: Ct)).Nurses.ShouldHaveSingleItem();
        load.Held.ShouldBe(0);
        load.DoneToday.ShouldBeInRange(1, Cases); // the day may turn in the plan's zone while she works
    }

    [Fact]
    public async Task Fifty_nurses_on_one_queue_get_each_case_once()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        for (var i = 0; i < 100; i++) await house.Refer($"T-{i:000}", i);
        var claimed = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => TakeAllAsync(house.As($"nurse-{n}", $"Nurse {n}"), $"nurse-{n}")));
        claimed.SelectMany(c => c).Order().ShouldBe(Enumerable.Range(0, 100).Select(i => $"T-{i:000}"));
    }

    [Fact]
    public async Task The_criteria_are_judged_on_the_nurses_facts_and_the_difference_is_shown_and_kept()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        await house.Refer("T-1");
        await house.Dana.ClaimAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct);
        await Refusal.Of(() => house.Dana.ReevaluateAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct), "nothing-corrected");
        await house.Dana.RecordFindingAsync(Correction("T-1", "LUM-2.c", "im.age", 3), cancellationToken: Ct);
        var judged = await house.Dana.ReevaluateAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct);
        var asked = house.Criteria.Asked.ShouldHaveSingleItem();
        asked.RequestDate.ShouldBe("2027-02-22");
        asked.Facts.Select(f => (f.Name, f.Value.Number, f.Origin, f.Document, f.Page)).ShouldBe(
        [
            ("pt.age", 54, Contracts.Vocabulary.V1.FactOrigin.Platform, "", 0),
            ("im.age", 3, Contracts.Vocabulary.V1.FactOrigin.Nurse, "mri-report", 2),
        ]);
        var line = judged.Reevaluation.Lines.ShouldHaveSingleItem();
        (line.OpenBefore, line.OpenAfter).ShouldSatisfyAllConditions(o => o.OpenBefore.ShouldBe(["LUM-2.b", "LUM-2.c"]), o => o.OpenAfter.ShouldBe(["LUM-2.b"]));
        line.Criteria.Single(c => c.Id == "LUM-2.c").After.ShouldBe(Contracts.Vocabulary.V1.Answer.Met);
        judged.Reevaluation.Current.ShouldBeTrue();
        await house.Dana.RecordFindingAsync(Correction("T-1", "LUM-2.c", "im.age", 8), cancellationToken: Ct);
        var physician = house.As("dr-ives", "Ives", Contracts.Access.Roles.Physician);
        (await physician.GetItemAsync(new() { TrackingNumber = "T-1" }, cancellationToken: Ct)).Item.Reevaluation.Current.ShouldBeFalse();
        await house.Dana.RecordFindingAsync(Confirmation("T-1", "LUM-2.b"), cancellationToken: Ct);
        await house.Dana.ReevaluateAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct);
        await Refusal.Of(() => house.Dana.ApproveAsync(Approval("T-1", "nurse-dana", Key()), cancellationToken: Ct), "correction-not-enough");
        house.Criteria.Away = true;
        await Refusal.Of(() => house.Dana.ReevaluateAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct), "criteria-not-readable");
    }

    [Fact]
    public async Task A_request_lists_exactly_what_is_missing_in_the_practices_words_and_with_why()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        await house.Refer("T-1");
        await house.Dana.ClaimAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct);
        var listed = (await house.Dana.ListMissingAsync(new() { TrackingNumber = "T-1" }, cancellationToken: Ct)).Missing.ShouldHaveSingleItem();
        await house.Dana.RequestInformationAsync(All("T-1"), cancellationToken: Ct);
        await Eventually.Holds(() => !house.Told.IsEmpty, () => "nothing told");
        var told = house.Told.OfType<InformationRequested>().Single();
        told.Items.ShouldBe(["How many weeks of conservative care were done?"]);
        told.Facts.ShouldBe(["cm.weeks"]);
        told.Missing.Single().ShouldBe(new()
        {
            Fact = "cm.weeks", Question = "How many weeks of conservative care were done?", Criterion = "LUM-2.b", Why = "Six weeks of conservative care",
        });
        listed.Why.ShouldBe(told.Missing.Single().Why);
    }

    [Fact]
    public async Task The_draft_of_a_referral_is_what_the_physician_gets()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        await house.Refer("T-1");
        await house.Dana.ClaimAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct);
        var draft = await house.Dana.DraftReferralAsync(new() { TrackingNumber = "T-1", Summary = "No notes." }, cancellationToken: Ct);
        draft.Words.ShouldBeInRange(20, 250);
        draft.Lines[0].Text.ShouldBe("Patient: 54 years, WI, plan meadow-commercial; service on 2027-03-15, surgery center.");
        var referred = await house.Dana.ReferAsync(new() { TrackingNumber = "T-1", Summary = "No notes.", IdempotencyKey = Key() }, cancellationToken: Ct);
        referred.RecordSummary.ShouldBe(draft.Lines);
    }

    /// <summary>Claims until nothing is left; every answer must be hers.</summary>
    internal static async Task<IReadOnlyList<string>> TakeAllAsync(NurseClient nurse, string person)
    {
        List<string> mine = [];
        while ((await nurse.ClaimNextAsync(new() { IdempotencyKey = Key() }, cancellationToken: Ct)).Item is { } item)
        {
            item.Lease.PersonId.ShouldBe(person);
            mine.Add(item.TrackingNumber);
        }
        return mine;
    }

    private static async Task CorrectAndApproveAsync(NurseHouse house, string order)
    {
        await house.Dana.RecordFindingAsync(Correction(order, "LUM-2.b", "cm.weeks", 7), cancellationToken: Ct);
        await house.Dana.RecordFindingAsync(Correction(order, "LUM-2.c", "im.age", 3), cancellationToken: Ct);
        var judged = await house.Dana.ReevaluateAsync(new() { TrackingNumber = order, IdempotencyKey = Key() }, cancellationToken: Ct);
        judged.Reevaluation.Lines.Single().AutomationAfter.ShouldBeTrue();
        var done = await house.Dana.ApproveAsync(Approval(order, "nurse-dana", Key()), cancellationToken: Ct);
        done.End.ShouldBe(ItemEnd.Approved);
    }

    private static async Task AskThenReferAsync(NurseHouse house, string order)
    {
        await house.Dana.RequestInformationAsync(All(order), cancellationToken: Ct);
        var done = await house.Dana.ReferAsync(new() { TrackingNumber = order, Summary = "Care is not documented.", IdempotencyKey = Key() }, cancellationToken: Ct);
        (done.End, done.RecordSummary[^1].Kind).ShouldBe((ItemEnd.Referred, "due"));
    }

    private static RequestInformationRequest All(string order) =>
        new() { TrackingNumber = order, AllMissing = true, AnswerBy = "2099-01-31", IdempotencyKey = Key() };

    private static RecordFindingRequest Correction(string order, string criterion, string fact, double number) => new()
    {
        TrackingNumber = order, Line = 1, Criterion = criterion, Kind = FindingKind.Corrected, IdempotencyKey = Key(),
        Fact = new() { Name = fact, Value = new() { Number = number }, Document = "mri-report", Page = 2 },
    };
}
