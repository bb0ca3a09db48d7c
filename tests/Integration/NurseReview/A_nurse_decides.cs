using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.NurseReview.V1;
using UtilizationReview.Platform.Desks;
using static UtilizationReview.Tests.Integration.NurseReview.NurseHouse;
using FindingKind = UtilizationReview.Contracts.NurseReview.V1.FindingKind;

namespace UtilizationReview.Tests.Integration.NurseReview;

public sealed class A_nurse_decides
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_approval_is_told_once_however_often_it_is_sent()
    {
        using var ground = new NurseGround();
        await using var house = await Held(ground);
        await house.Dana.RecordFindingAsync(Confirmation("T-1", "LUM-2.b"), cancellationToken: Ct);
        var open = await Refused(() => house.Dana.ApproveAsync(Approval("T-1", "nurse-dana", Key()), cancellationToken: Ct));
        (open.StatusCode, open.Trailers.GetValue("reason-code")).ShouldBe((StatusCode.FailedPrecondition, "criteria-without-finding"));
        open.Status.Detail.ShouldStartWith("Open criteria have no finding that they are met: line 1: LUM-2.c.");
        await house.Dana.RecordFindingAsync(
            new()
            {
                TrackingNumber = "T-1", Line = 1, Criterion = "LUM-2.c", Kind = FindingKind.Corrected, IdempotencyKey = Key(),
                Fact = new() { Name = "im.age", Value = new() { Number = 3 }, Document = "mri-report", Page = 2 },
            },
            cancellationToken: Ct);
        for (var i = 0; i < 3; i++)
        {
            var item = await house.Dana.ApproveAsync(Approval("T-1", "nurse-dana", "the-same-key"), cancellationToken: Ct);
            (item.Stage, item.End).ShouldBe((ItemStage.Done, ItemEnd.Approved));
            item.Findings.Single(f => f.Criterion == "LUM-2.c").Fact.Value.Number.ShouldBe(3);
        }
        await Eventually.Holds(() => !house.Told.IsEmpty, () => "nothing told");
        var told = house.Told.ShouldHaveSingleItem().ShouldBeOfType<NurseApproved>();
        told.Lines.ShouldBe([1]);
        told.Criteria.ShouldBe(["LUM-2.b", "LUM-2.c"]);
        (told.Attestation.PersonId, told.Attestation.Profession, told.Attestation.Name).ShouldBe(("nurse-dana", "nurse", "Dana Reyes"));
    }

    [Fact]
    public async Task A_referral_and_a_request_for_information_are_told()
    {
        using var ground = new NurseGround();
        await using var house = await Held(ground);
        var asked = await house.Dana.RequestInformationAsync(Request("Therapy notes"), cancellationToken: Ct);
        (asked.Stage, asked.OpenInformationRequest.Items.Single()).ShouldBe((ItemStage.Leased, "Therapy notes"));
        var referred = await house.Dana.ReferAsync(
            new() { TrackingNumber = "T-1", Summary = "No therapy documented.", Criteria = { "LUM-2.b" }, IdempotencyKey = Key() }, cancellationToken: Ct);
        (referred.End, referred.ReferralSummary).ShouldBe((ItemEnd.Referred, "No therapy documented."));
        await Eventually.Holds(() => house.Told.Count == 2, () => $"{house.Told.Count} told");
        house.Told.OfType<InformationRequested>().Single().AskedBy.ShouldBe("nurse-dana");
        house.Told.OfType<NurseReferred>().Single().Criteria.ShouldBe(["LUM-2.b"]);
    }

    [Fact]
    public async Task The_item_comes_with_its_order()
    {
        using var ground = new NurseGround();
        await using var house = await Held(ground);
        var got = await house.Ola.GetItemAsync(new() { TrackingNumber = "T-1" }, cancellationToken: Ct);
        got.Order.Lines.Single().Evaluation.Trace.Single().Children.Count.ShouldBe(3);
        (got.Item.DueAt, got.Item.Lease.Name).ShouldBe((Due.ToTimestamp(), "Dana Reyes"));
        house.Intake.Away = true;
        var away = await Refused(() => house.Ola.GetItemAsync(new() { TrackingNumber = "T-1" }, cancellationToken: Ct));
        (away.StatusCode, away.Status.Detail).ShouldBe((StatusCode.Unavailable, "The order cannot be read right now. Nothing was changed; try again in a moment."));
    }

    [Fact]
    public async Task Repeated_and_reordered_events_have_one_effect()
    {
        using var ground = new NurseGround();
        await using var house = await ground.StartAsync();
        await house.Deliver(new ClockMoved { OrderId = "T-1", OrderVersion = 3, OccurredAt = Due, DueAt = Due.AddDays(2), Ground = "member-asked" });
        await Refused(() => house.Dana.ClaimAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct));
        await house.Refer("T-1");
        await house.Refer("T-1");
        var item = (await house.Dana.ListQueueAsync(new(), cancellationToken: Ct)).Items.Single();
        item.DueAt.ShouldBe(Due.AddDays(2).ToTimestamp());
        var id = Guid.NewGuid();
        for (var i = 0; i < 2; i++) await house.Deliver(Closed("T-1", 5), id);
        await house.Refer("T-1");
        var done = (await house.Dana.ListQueueAsync(new() { Stages = { ItemStage.Done } }, cancellationToken: Ct)).Items.Single();
        (done.End, done.Version).ShouldBe((ItemEnd.OrderLeft, item.Version + 1));
        await house.Deliver(Closed("T-2", 4));
        await house.Refer("T-2", version: 2);
        (await house.Dana.ListQueueAsync(new(), cancellationToken: Ct)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bad_input_is_told_by_field_and_changes_nothing()
    {
        using var ground = new NurseGround();
        await using var house = await Held(ground);
        var before = (await house.Dana.ListQueueAsync(new(), cancellationToken: Ct)).Items.Single();
        var correction = Confirmation("T-1", "LUM-2.b");
        (correction.Kind, correction.Fact) = (FindingKind.Corrected, new() { Name = "cm.weeks", Value = new() { Number = 7 } });
        var noConflictMissing = Approval("T-1", "nurse-dana", Key());
        noConflictMissing.Attestation.NoConflictOfInterest = false;
        (Func<AsyncUnaryCall<Contracts.NurseReview.V1.NurseItem>> Call, string Field, string Sentence)[] cases =
        [
            (() => house.Dana.RecordFindingAsync(Confirmation("T-1", "SHO-1.a"), cancellationToken: Ct), "criterion",
                "No waiting line of this order has the criterion 'SHO-1.a'. Criteria in question: LUM-2.b, LUM-2.c."),
            (() => house.Dana.RecordFindingAsync(correction, cancellationToken: Ct), "fact.document",
                "A correction names where the record shows it. Give the document and the page, counted from 1."),
            (() => house.Dana.RecordFindingAsync(new() { TrackingNumber = "T-1", Criterion = "LUM-2.b", IdempotencyKey = Key() }, cancellationToken: Ct), "kind",
                "Say what was found: CONFIRMED, CORRECTED or CANNOT_CONFIRM."),
            (() => house.Dana.RequestInformationAsync(Request(), cancellationToken: Ct), "items",
                "Tell the practice what is missing: 1 to 20 items, each in its own words; 0 were sent."),
            (() => house.Dana.RequestInformationAsync(Request("Notes", answerBy: "2020-01-31"), cancellationToken: Ct), "answer_by",
                "The answer cannot be due on 2020-01-31: today is "),
            (() => house.Dana.RequestInformationAsync(Request("Notes", answerBy: "tomorrow"), cancellationToken: Ct), "answer_by",
                "The day by which an answer is useful is missing or is not a day such as 2026-11-30."),
            (() => house.Dana.ApproveAsync(Approval("T-1", "nurse-ola", Key()), cancellationToken: Ct), "attestation.person_id",
                "An attestation can only be signed by the person who sends it. Sign it yourself."),
            (() => house.Dana.ApproveAsync(noConflictMissing, cancellationToken: Ct), "attestation",
                "An approval needs both statements: that you reviewed the record, and that you have no conflict of interest."),
            (() => house.Dana.ApproveAsync(new() { TrackingNumber = "T-1", Reason = "…", IdempotencyKey = Key() }, cancellationToken: Ct), "attestation",
                "An approval needs the nurse's attestation."),
            (() => house.Dana.ReferAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct), "summary",
                "A referral tells the physician in 1 to 4000 characters what is in question."),
            (() => house.Dana.ReleaseAsync(new() { TrackingNumber = "T-1" }, cancellationToken: Ct), "idempotency_key", "A changing call needs an idempotency key"),
            (() => house.Dana.ClaimAsync(new() { IdempotencyKey = Key() }, cancellationToken: Ct), "tracking_number", "Give the tracking number of the order"),
        ];
        foreach (var (call, field, sentence) in cases)
        {
            var refused = await Refused(call);
            refused.StatusCode.ShouldBe(StatusCode.InvalidArgument, sentence);
            refused.Status.Detail.ShouldStartWith(sentence);
            refused.ToRefusal()!.Fields.Single().Field.ShouldBe(field);
        }
        (await house.Dana.ListQueueAsync(new(), cancellationToken: Ct)).Items.Single().ShouldBe(before);
        house.Told.ShouldBeEmpty();
        var unknown = await Refused(() => house.Dana.ApproveAsync(Approval("T-none", "nurse-dana", Key()), cancellationToken: Ct));
        (unknown.StatusCode, unknown.Status.Detail).ShouldBe((StatusCode.NotFound, "No such order is in the nurse queue of your plans."));
        foreach (var list in new[] { new ListQueueRequest { PageToken = "x" }, new() { PageSize = 201 }, new() { Stages = { (ItemStage)9 } } })
        {
            (await Should.ThrowAsync<RpcException>(async () => await house.Dana.ListQueueAsync(list, cancellationToken: Ct))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
        }
    }

    private static async Task<NurseHouse> Held(NurseGround ground)
    {
        var house = await ground.StartAsync();
        await house.Refer("T-1");
        await house.Dana.ClaimAsync(new() { TrackingNumber = "T-1", IdempotencyKey = Key() }, cancellationToken: Ct);
        return house;
    }

    private static RequestInformationRequest Request(string? item = null, string answerBy = "2099-01-31") => new()
    {
        TrackingNumber = "T-1", Facts = { "cm.weeks" }, AnswerBy = answerBy, IdempotencyKey = Key(), Items = { item is null ? [] : [item] },
    };

    private static async Task<RpcException> Refused<T>(Func<AsyncUnaryCall<T>> call) => await Should.ThrowAsync<RpcException>(async () => await call());
}
