using Grpc.Core;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.Intake.V1;
using static UtilizationReview.Tests.Integration.Correspondence.NoticesHouse;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>Notices that are not written yet, and those that never are.</summary>
public sealed class NoticesThatWait
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_to_an_order_that_is_decided_is_never_told_and_bothers_nobody()
    {
        await using var house = await StartAsync();
        house.Neighbours.Decided("UR-1", house.Now.AddMinutes(-1), LineOutcome.Approved, "Met.").Status = OrderStatus.Approved;
        await house.Deliver(new InformationRequested
        {
            OrderId = "UR-1", OccurredAt = house.Now, AskedBy = "nurse-1", AskedByRole = "nurse", Items = ["Notes of therapy"], Facts = [], AnswerBy = new(2026, 12, 4),
        });
        await Eventually.Becomes(() => house.Rows("SELECT event FROM history WHERE event = 'NoticeOvertaken'"), found => found.Count == 1);
        (await house.As(Operator).ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices.ShouldBeEmpty();
        (await house.As(Nurse).ListNoticesAsync(new() { Order = "UR-1" }, cancellationToken: Ct)).Notices.ShouldBeEmpty();
        house.Clock.Advance(TimeSpan.FromDays(1));
        (await house.Rows("SELECT event FROM history WHERE event = 'NoticeIssued'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whatever_keeps_a_notice_from_being_written_surfaces()
    {
        await using var house = await StartAsync();
        var received = house.Neighbours.Decided("UR-1", house.Now, LineOutcome.Denied, "Six weeks were asked for.").ReceivedAt;
        house.Neighbours.Orders["UR-1"].ReceivedAt = null; // no service of ours answers so
        await house.Deliver(Determined("UR-1", house.Neighbours.Orders["UR-1"].Lines[0].Determinations[0].DecidedAt.ToDateTimeOffset(), "denied"));
        var held = (await Eventually.Seen(
            async () => (await house.As(Operator).ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices, found => found.Count == 2))[0];
        (held.Stage, held.Held.Code).ShouldBe((NoticeStage.Held, "cannot-write"));
        held.Held.Sentences.ShouldHaveSingleItem().ShouldContain("the log of the service says why");
        (await house.Rows("SELECT body FROM outbox WHERE type = 'ur:notice-held:v1'")).Count.ShouldBe(2);
        house.Neighbours.Orders["UR-1"].ReceivedAt = received;
        house.Clock.Advance(TimeSpan.FromSeconds(31));
        await house.IssuedAsync("UR-1", 2);
    }

    [Fact]
    public async Task What_the_plan_file_lacks_is_told_with_the_place_where_to_add_it()
    {
        var plans = Directory.CreateTempSubdirectory("plans-test-");
        var shipped = await File.ReadAllLinesAsync(Path.Combine(Host.Demo.DemoCast.Folder("plans"), "meadow-commercial.yaml"), Ct);
        await File.WriteAllLinesAsync(Path.Combine(plans.FullName, "meadow-commercial.yaml"),
            shipped.Where(line => !line.Contains("coverage_document", StringComparison.Ordinal)), Ct);
        await using var house = await StartAsync(new Dictionary<string, string?> { ["Plans:Directory"] = plans.FullName });
        await house.DeniedAsync();
        var held = (await Eventually.Seen(
            async () => (await house.As(Operator).ListDeliveryProblemsAsync(new(), cancellationToken: Ct)).Notices, found => found.Count == 2))[0];
        held.Held.Fields.ShouldBe(["plan_provision"]);
        held.Held.Sentences.ShouldHaveSingleItem().ShouldEndWith("Add correspondence.coverage_document to the plan file.");
        plans.Delete(recursive: true);
    }

    [Fact]
    public async Task An_appeal_that_was_answered_in_part_is_told_as_used_and_not_offered_again()
    {
        const string appeal = "An internal appeal can be filed through 2027-05-28.";
        await using var house = await StartAsync();
        var order = house.Neighbours.Decided("UR-1", house.Now.AddDays(-20), LineOutcome.Denied, "Six weeks were asked for.");
        order.Lines[0].Determinations[0].Rights.Add("Copies of the file and of the criteria used are free on request.");
        order.Lines.Add(order.Lines[0].Clone());
        (order.OrderNumber, order.Lines[1].Line.Number) = ("ORD-1", 2);
        order.Lines[1].Determinations.Add(PlayedNeighbours.Determination(house.Now, LineOutcome.Approved, "The plan appeal overturned the decision."));
        house.Neighbours.Steps.RemoveAll(step => step.Step is RecourseStep.PlanAppeal or RecourseStep.ExternalReview);
        house.Neighbours.Steps.Add(new() { Step = RecourseStep.PlanAppeal, State = RecourseState.Used, Told = { appeal } });
        house.Neighbours.Steps.Add(new() { Step = RecourseStep.ExternalReview, State = RecourseState.Open, Through = "2027-03-29", ByPractice = PracticeFiling.No });
        var at = order.Lines[1].Determinations[1].DecidedAt.ToDateTimeOffset();
        await house.Deliver(new OrderDetermined
        {
            OrderId = "UR-1", OrderVersion = 9, OccurredAt = at, PlanId = "meadow-commercial", PracticeId = "maple-spine", Status = "partially-approved",
            OrderNumber = "ORD-1", Lines = [new() { Line = 1, Outcome = "denied", Decider = "physician" }, new() { Line = 2, Outcome = "approved", Decider = "appeal" }],
        });
        foreach (var notice in await house.IssuedAsync("UR-1", 2))
        {
            var text = (await house.As(Nurse).GetNoticeAsync(new() { NoticeId = notice.NoticeId }, cancellationToken: Ct)).Markdown;
            text.ShouldContain("An appeal to us was made and answered. It cannot be made again.");
            text.ShouldNotContain("can be filed through");
            text.ShouldContain("Copies of the file and of the criteria used are free on request.");
            text.ShouldContain("The last day to ask is March 29, 2027.");
        }
    }

    [Fact]
    public async Task A_toll_and_a_question_tell_the_days_that_Intake_gives()
    {
        await using var house = await StartAsync();
        var at = house.Now;
        var order = house.Neighbours.Decided("UR-1", at.AddHours(-2), LineOutcome.Waiting, "");
        order.Lines[0].Determinations.Clear();
        order.Status = OrderStatus.NurseReview;
        house.Neighbours.Timeline.Add(new()
        {
            At = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(at), What = "information-asked", Sentence = "…", AnswerBy = "2026-12-06",
            QuestionEffect = QuestionEffect.StartsWithAnswer,
        });
        await house.Deliver(new InformationRequested
        {
            OrderId = "UR-1", OccurredAt = at, AskedBy = "nurse-1", AskedByRole = "nurse", Items = ["Notes of therapy"], Facts = [], AnswerBy = new(2026, 12, 4),
        });
        await house.Deliver(new ClockMoved
        {
            OrderId = "UR-1", OrderVersion = 4, OccurredAt = at, DueAt = at.AddDays(60), Ground = "missing-information", TollsThrough = new(2027, 1, 13),
            Items = ["Notes of therapy"], AnswerBy = new(2027, 1, 13),
        });
        var issued = await house.IssuedAsync("UR-1", 3);
        async Task<string> Text(IssuedKind kind) => (await house.As(Nurse).GetNoticeAsync(
            new() { NoticeId = issued.First(n => n.Kind == kind).NoticeId }, cancellationToken: Ct)).Markdown;
        var question = await Text(IssuedKind.InformationRequest);
        question.ShouldContain("Please answer by December 6, 2026.", Case.Sensitive, "the later of both days");
        question.ShouldContain("the time to decide starts with your answer.");
        var extension = await Text(IssuedKind.Extension);
        extension.ShouldContain("The clock stands still from this notice until we have the answer, through January 13, 2027 at most.");
        extension.ShouldContain("Please answer by January 13, 2027.");
        extension.ShouldContain("- Notes of therapy");
    }
}
