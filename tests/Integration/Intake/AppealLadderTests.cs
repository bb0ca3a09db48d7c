using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>The appeal ladder over gRPC: read, filed, answered, and by whom.</summary>
public sealed class AppealLadderTests : IAsyncLifetime
{
    private static readonly Caller OtherPlansAdministrator = new("admin-9", "Administrator", Roles.PlanAdministrator, null, ["harbor-selfunded"], null);

    private IntakeHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await IntakeHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_denied_order_shows_every_step_with_its_last_day_and_clock()
    {
        var number = await DeniedAsync();
        var ladder = await LadderAsync(number, IntakeHost.MapleStaff);
        ladder.Steps.Select(s => (s.Step, s.State)).ShouldBe([
            (RecourseStep.PeerToPeer, RecourseState.Open), (RecourseStep.SupportingDocumentation, RecourseState.Open), (RecourseStep.Reconsideration, RecourseState.Open),
            (RecourseStep.PlanAppeal, RecourseState.Open), (RecourseStep.ExternalReview, RecourseState.NotYetOpen)]);
        ladder.Steps.Where(s => s.DecidedHere).Select(s => s.Step).ShouldBe([RecourseStep.PeerToPeer, RecourseStep.SupportingDocumentation, RecourseStep.Reconsideration]);
        ladder.Steps.ShouldAllBe(s => s.Sentence.Length > 0 && s.DecidedBy.Length > 0 && s.MayDecide.Length > 0 && s.Consumes.Length > 0 && s.Citation.Length > 0);
        var appeal = ladder.Steps.Single(s => s.Step == RecourseStep.PlanAppeal);
        (appeal.Through, appeal.DecideWithin, appeal.DecideWithinExpedited).ShouldBe((_host.Day(180), "30 calendar days", "72 hours"));
        (await _host.Order(number)).PossibleNow.ShouldContain("FileAppeal");
        foreach (var reader in new[] { IntakeHost.Nurse, IntakeHost.ContactCenter, IntakeHost.Administrator })
            (await LadderAsync(number, reader)).Steps.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_filed_appeal_is_timed_told_and_when_overturned_approves_with_an_order_number()
    {
        var number = await DeniedAsync();
        var request = new FileAppealRequest
        {
            Number = number, Step = RecourseStep.PlanAppeal, FiledBy = AppealFiler.Enrollee, Expedited = true, Reference = "G-17", IdempotencyKey = _host.Key(),
        };
        var filed = await FileAsync(request, IntakeHost.ContactCenter);
        var record = filed.Appeals.ShouldHaveSingleItem();
        (record.DueAt.ToDateTimeOffset() - record.FiledAt.ToDateTimeOffset()).ShouldBe(TimeSpan.FromHours(72));
        (record.Outcome, record.Reference, record.Lines.Single(), record.FiledOn).ShouldBe((AppealResult.Unspecified, "G-17", 1, _host.Day(0)));
        (await FileAsync(request, IntakeHost.ContactCenter)).Appeals.ShouldHaveSingleItem();
        filed.Steps.Single(s => s.Step == RecourseStep.PlanAppeal).State.ShouldBe(RecourseState.Running);

        _host.Clock.Advance(TimeSpan.FromHours(60));
        await Until(async () => (await TimelineAsync(number)).Any(e => e.What == "appeal-due"));
        _host.Clock.Advance(TimeSpan.FromHours(12));
        await Until(async () => (await LadderAsync(number, IntakeHost.MapleStaff)).Appeals.Single().DeadlineMissed);
        (await LadderAsync(number, IntakeHost.MapleStaff)).Steps.Single(s => s.Step == RecourseStep.ExternalReview).State.ShouldBe(RecourseState.Open);

        var answered = await AnswerAsync(new()
        {
            Number = number, Step = RecourseStep.PlanAppeal, Outcome = AppealResult.Overturned, DecidedOn = _host.Day(0), Body = "Appeals Unit", Reference = "D-4", IdempotencyKey = _host.Key(),
        });
        (answered.Appeals.Single().Outcome, answered.Appeals.Single().ApprovedLines.Single()).ShouldBe((AppealResult.Overturned, 1));
        var order = await _host.Order(number);
        (order.Status, order.OrderNumber.Length > 0).ShouldBe((OrderStatus.Approved, true));
        var determination = order.Lines[0].Determinations[^1];
        (determination.Decider, determination.Rule, determination.ValidThrough).ShouldBe((Decider.Appeal, "Appeals Unit, plan appeal D-4", _host.Day(60)));
        (await TimelineAsync(number)).Select(e => e.Sentence).ShouldContain(s => s.StartsWith("Line 1 was approved by Appeals Unit (plan appeal), valid through", StringComparison.Ordinal));
        var told = await _host.OutboxTypes();
        told.Count(t => t == "ur:appeal-recorded:v1").ShouldBe(2);
        told.Count(t => t == "ur:appeal-due:v1").ShouldBe(2);
        told.Count(t => t == "ur:order-determined:v1").ShouldBe(2);
    }

    [Fact]
    public async Task What_the_plan_upheld_opens_the_external_review_counted_from_its_final_notice()
    {
        var number = await DeniedAsync();
        await FileAsync(new() { Number = number, Step = RecourseStep.PlanAppeal, FiledBy = AppealFiler.Representative, IdempotencyKey = _host.Key() }, IntakeHost.Administrator);
        var early = await RefusedAsync(() => FileAsync(
            new() { Number = number, Step = RecourseStep.ExternalReview, FiledBy = AppealFiler.Enrollee, IdempotencyKey = _host.Key() }, IntakeHost.ContactCenter));
        (early.Code, early.Kind).ShouldBe(("step-not-open", RefusalKind.NotPossibleNow));
        _host.Clock.Advance(TimeSpan.FromDays(5));
        var upheld = await AnswerAsync(new()
        {
            Number = number, Step = RecourseStep.PlanAppeal, Outcome = AppealResult.Upheld, DecidedOn = _host.Day(0), Body = "Appeals Unit", IdempotencyKey = _host.Key(),
        });
        var external = upheld.Steps.Single(s => s.Step == RecourseStep.ExternalReview);
        (external.State, external.Through).ShouldBe((RecourseState.Open, _host.Today.AddMonths(4).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        (await _host.Order(number)).Status.ShouldBe(OrderStatus.Denied);
    }

    [Fact]
    public async Task A_late_appeal_is_refused_and_taken_from_the_administrator_with_a_good_cause()
    {
        var number = await DeniedAsync();
        _host.Clock.Advance(TimeSpan.FromDays(181));
        FileAppealRequest Late(string cause) => new()
        {
            Number = number, Step = RecourseStep.PlanAppeal, FiledBy = AppealFiler.Enrollee, GoodCause = cause, IdempotencyKey = _host.Key(),
        };
        (await RefusedAsync(() => FileAsync(Late(""), IntakeHost.ContactCenter))).Code.ShouldBe("appeal-window-closed");
        (await RefusedAsync(() => FileAsync(Late("was in hospital"), IntakeHost.ContactCenter))).Fields.Single().Field.ShouldBe("good_cause");
        (await RefusedAsync(() => FileAsync(Late(""), IntakeHost.Administrator))).Code.ShouldBe("appeal-window-closed");
        (await FileAsync(Late("was in hospital"), IntakeHost.Administrator)).Appeals.Single().GoodCause.ShouldBe("was in hospital");
        (await TimelineAsync(number))[^1].Sentence.ShouldContain("late, for good cause: was in hospital");
    }

    [Fact]
    public async Task A_practice_files_for_its_own_orders_only_and_what_it_filed_itself()
    {
        var number = await DeniedAsync();
        FileAppealRequest By(AppealFiler filer, bool consent) => new()
        {
            Number = number, Step = RecourseStep.PlanAppeal, FiledBy = filer, EnrolleeConsents = consent, IdempotencyKey = _host.Key(),
        };
        foreach (var call in new Func<Task>[]
        {
            () => FileAsync(By(AppealFiler.Practice, true), IntakeHost.OakStaff), () => LadderAsync(number, IntakeHost.OakStaff), () => LadderAsync(number, OtherPlansAdministrator),
            () => AnswerAsync(new() { Number = number, Step = RecourseStep.PlanAppeal, Outcome = AppealResult.Upheld, DecidedOn = _host.Day(0), Body = "x", IdempotencyKey = _host.Key() }, OtherPlansAdministrator),
        })
            (await Should.ThrowAsync<RpcException>(call)).StatusCode.ShouldBe(StatusCode.NotFound);
        (await RefusedAsync(() => FileAsync(By(AppealFiler.Enrollee, false), IntakeHost.MapleStaff))).Fields.Single().Field.ShouldBe("filed_by");
        (await RefusedAsync(() => FileAsync(By(AppealFiler.Unspecified, false), IntakeHost.MapleStaff))).Code.ShouldBe("filer-not-admitted");
        (await RefusedAsync(() => FileAsync(By(AppealFiler.Plan, false), IntakeHost.ContactCenter))).Fields.Single().Field.ShouldBe("filed_by");
        (await FileAsync(By(AppealFiler.Unspecified, true), IntakeHost.MapleStaff)).Appeals.Single().FiledBy.ShouldBe(AppealFiler.Practice);
        (await Should.ThrowAsync<RpcException>(() => AnswerAsync(new() { Number = number }, IntakeHost.MapleStaff))).StatusCode.ShouldBe(StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task A_practice_cannot_date_its_own_filing_and_the_contact_center_dates_what_came_by_letter()
    {
        var number = await DeniedAsync();
        var decided = _host.Clock.GetUtcNow();
        _host.Clock.Advance(TimeSpan.FromDays(181));
        FileAppealRequest On(DateTimeOffset? at, AppealFiler by) => new()
        {
            Number = number, Step = RecourseStep.PlanAppeal, FiledBy = by, EnrolleeConsents = true, FiledAt = at?.ToTimestamp(), IdempotencyKey = _host.Key(),
        };
        var refusal = await RefusedAsync(() => FileAsync(On(decided.AddDays(100), AppealFiler.Practice), IntakeHost.MapleStaff));
        (refusal.Code, refusal.Fields.Single().Field).ShouldBe(("filing-date-not-yours", "filed_at"));
        (await RefusedAsync(() => FileAsync(On(null, AppealFiler.Practice), IntakeHost.MapleStaff))).Code.ShouldBe("appeal-window-closed");
        (await FileAsync(On(decided.AddDays(100), AppealFiler.Enrollee), IntakeHost.ContactCenter)).Appeals.Single().FiledAt.ToDateTimeOffset().ShouldBe(decided.AddDays(100));
    }

    [Fact]
    public async Task A_letter_that_waited_moves_the_members_last_day_and_the_ladder_says_so_ahead()
    {
        var number = await DeniedAsync();
        var decided = _host.Today;
        _host.Clock.Advance(TimeSpan.FromDays(10));
        var dated = _host.Today;
        var ahead = await _host.LadderAs(IntakeHost.MapleStaff).GetLadderAsync(new() { Number = number, ToldOn = _host.Day(0) }, cancellationToken: Ct);
        Last(ahead).ShouldBe(dated.AddDays(180));
        ahead.Rights.ShouldContain(right => right.Contains($"{dated.AddDays(180):yyyy-MM-dd}"));
        Last(await LadderAsync(number, IntakeHost.MapleStaff)).ShouldBe(decided.AddDays(180));
        await _host.Deliver(Notice("approval"));
        Last(await LadderAsync(number, IntakeHost.MapleStaff)).ShouldBe(decided.AddDays(180));
        await _host.Deliver(Notice("adverse"));
        Last(await LadderAsync(number, IntakeHost.MapleStaff)).ShouldBe(dated.AddDays(180));
        (await TimelineAsync(number))[^1].Sentence.ShouldBe($"The member was told of line 1 by the notice N-1, dated {dated:yyyy-MM-dd}.");
        (await RefusedAsync(async () => await _host.LadderAs(IntakeHost.MapleStaff).GetLadderAsync(new() { Number = number, ToldOn = "soon" }, cancellationToken: Ct)))
            .Fields.Single().Field.ShouldBe("told_on");

        NoticeIssued Notice(string kind) => new()
        {
            NoticeId = "N-1", OrderId = number, OccurredAt = _host.Clock.GetUtcNow(), PlanId = "meadow-commercial", PracticeId = "maple-spine", Kind = kind,
            Recipient = "member", Dated = dated,
        };
        static DateOnly Last(GetLadderResponse ladder) => DateOnly.Parse(ladder.Steps.Single(s => s.Step == RecourseStep.PlanAppeal).Through);
    }

    [Fact]
    public async Task The_plan_administrator_takes_more_time_for_an_appeal_where_the_law_gives_it()
    {
        var number = await DeniedAsync(_host.LumbarDiscectomy("m-summit").With(f => f.PlanId = "summit-advantage"));
        var filed = (await FileAsync(new() { Number = number, Step = RecourseStep.PlanAppeal, IdempotencyKey = _host.Key() }, IntakeHost.MapleStaff)).Appeals.Single();
        var request = new ExtendAppealRequest { Number = number, Step = RecourseStep.PlanAppeal, Reason = "The enrollee asked for it.", IdempotencyKey = _host.Key() };
        (await Should.ThrowAsync<RpcException>(async () => await _host.LadderAs(IntakeHost.MapleStaff).ExtendAppealAsync(request, cancellationToken: Ct)))
            .StatusCode.ShouldBe(StatusCode.PermissionDenied);
        var longer = (await _host.LadderAs(IntakeHost.Administrator).ExtendAppealAsync(request, cancellationToken: Ct)).Appeals.Single();
        (longer.DueAt.ToDateTimeOffset() - filed.DueAt.ToDateTimeOffset()).ShouldBeInRange(TimeSpan.FromHours(14 * 24 - 1), TimeSpan.FromHours(14 * 24 + 1));
        (longer.ExtendedOn, longer.ExtensionReason).ShouldBe((_host.Day(0), "The enrollee asked for it."));
        (await TimelineAsync(number))[^1].Sentence.ShouldStartWith("The plan took more time for the plan appeal: The enrollee asked for it.");
        (await _host.OutboxTypes()).Count(type => type == "ur:appeal-recorded:v1").ShouldBe(2);
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_told_with_its_field()
    {
        var number = await DeniedAsync();
        async Task<string> Field(FileAppealRequest request)
        {
            (request.Number, request.FiledBy, request.IdempotencyKey) = (number, AppealFiler.Enrollee, _host.Key());
            return (await RefusedAsync(() => FileAsync(request, IntakeHost.ContactCenter))).Fields.Single().Field;
        }
        (await Field(new() { Step = RecourseStep.Reconsideration })).ShouldBe("step");
        (await Field(new())).ShouldBe("step");
        (await Field(new() { Step = RecourseStep.PlanAppeal, FiledAt = _host.Clock.GetUtcNow().AddHours(1).ToTimestamp() })).ShouldBe("filed_at");
        (await Field(new() { Step = RecourseStep.PlanAppeal, FiledAt = new() { Seconds = long.MaxValue } })).ShouldBe("filed_at");
        (await Field(new() { Step = RecourseStep.PlanAppeal, Reference = new string('x', 65) })).ShouldBe("reference");
        await FileAsync(new() { Number = number, Step = RecourseStep.PlanAppeal, FiledBy = AppealFiler.Enrollee, IdempotencyKey = _host.Key() }, IntakeHost.ContactCenter);
        async Task<string> AnswerField(RecordAppealOutcomeRequest request)
        {
            (request.Number, request.Step, request.IdempotencyKey) = (number, RecourseStep.PlanAppeal, _host.Key());
            return (await RefusedAsync(() => AnswerAsync(request))).Fields.Single().Field;
        }
        (await AnswerField(new() { Body = "x", DecidedOn = _host.Day(0) })).ShouldBe("outcome");
        (await AnswerField(new() { Outcome = AppealResult.Upheld, DecidedOn = _host.Day(0) })).ShouldBe("body");
        (await AnswerField(new() { Outcome = AppealResult.Upheld, Body = "x" })).ShouldBe("decided_on");
        (await AnswerField(new() { Outcome = AppealResult.Upheld, Body = "x", DecidedOn = _host.Day(1) })).ShouldBe("decided_on");
        (await AnswerField(new() { Outcome = AppealResult.OverturnedInPart, Body = "x", DecidedOn = _host.Day(0) })).ShouldBe("lines");
    }

    private async Task<string> DeniedAsync(OrderForm? form = null)
    {
        _host.Script.Judge = (_, _) => ScriptedCriteria.NotMet();
        var number = (await _host.Submit(form ?? _host.LumbarDiscectomy())).Order.TrackingNumber;
        await _host.Deliver(_host.NurseRefers(number));
        await _host.Deliver(_host.Talk(number, "offered"));
        await _host.Deliver(_host.PhysicianDecides(number, "deny"));
        (await _host.Order(number)).Status.ShouldBe(OrderStatus.Denied);
        return number;
    }

    private async Task<GetLadderResponse> LadderAsync(string number, Caller caller) =>
        await _host.LadderAs(caller).GetLadderAsync(new() { Number = number }, cancellationToken: Ct);

    private async Task<GetLadderResponse> FileAsync(FileAppealRequest request, Caller caller) => await _host.LadderAs(caller).FileAppealAsync(request, cancellationToken: Ct);

    private async Task<GetLadderResponse> AnswerAsync(RecordAppealOutcomeRequest request, Caller? caller = null) =>
        await _host.LadderAs(caller ?? IntakeHost.Administrator).RecordAppealOutcomeAsync(request, cancellationToken: Ct);

    private async Task<IReadOnlyList<TimelineEntry>> TimelineAsync(string number) =>
        (await _host.As(IntakeHost.MapleStaff).GetTimelineAsync(new() { Number = number }, cancellationToken: Ct)).Entries;

    private static async Task<Refusal> RefusedAsync(Func<Task> call) => (await Should.ThrowAsync<RpcException>(call)).ToRefusal()!;

    private static async Task Until(Func<Task<bool>> holds)
    {
        var deadline = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(20);
        while (!await holds())
        {
            if (TimeProvider.System.GetUtcNow() > deadline) throw new TimeoutException("What was waited for did not come to be.");
            await Task.Delay(20, Ct);
        }
    }
}
