using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>Who sees which orders, and how they are read and watched.</summary>
public sealed class ReadingTests : IAsyncLifetime
{
    private IntakeHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await IntakeHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Another_practice_is_told_that_there_is_no_such_order()
    {
        var number = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        foreach (var stranger in new[] { IntakeHost.OakStaff, IntakeHost.ContactCenter with { PlanIds = ["summit-advantage"] } })
        {
            var problem = await Should.ThrowAsync<RpcException>(() => _host.Order(number, stranger));
            (problem.StatusCode, problem.Status.Detail).ShouldBe((StatusCode.NotFound, $"There is no order with the number '{number}'."));
            (await _host.As(stranger).FindOrdersAsync(new(), cancellationToken: Ct)).Orders.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task The_order_number_is_no_way_to_an_order_that_has_none_yet()
    {
        _host.Script.Judge = (_, _) => ScriptedCriteria.NotMet();
        var number = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        (await Should.ThrowAsync<RpcException>(() => _host.Order("ORD-" + number[3..]))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Reviewers_of_the_plan_the_contact_center_and_services_see_the_order()
    {
        var number = (await _host.Submit(_host.LumbarDiscectomy(), by: IntakeHost.ContactCenter, channel: Channel.ContactCenter)).Order.TrackingNumber;
        foreach (var viewer in new[] { IntakeHost.Nurse, IntakeHost.ContactCenter, IntakeHost.MapleStaff, new Caller("service", "service", Caller.ServiceRole, null, [], null) })
        {
            (await _host.Order(number, viewer)).Channel.ShouldBe(Channel.ContactCenter);
        }
    }

    [Fact]
    public async Task Pages_are_stable_and_newest_first()
    {
        var numbers = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            numbers.Insert(0, (await _host.Submit(_host.LumbarDiscectomy(), despiteDuplicate: true)).Order.TrackingNumber);
            _host.Clock.Advance(TimeSpan.FromMilliseconds(5));
        }
        var practice = _host.As(IntakeHost.MapleStaff);
        var first = await practice.FindOrdersAsync(new() { PageSize = 2, Statuses = { OrderStatus.Approved } }, cancellationToken: Ct);
        await _host.Submit(_host.LumbarDiscectomy("m-2")); // a newer one does not move the following pages
        var second = await practice.FindOrdersAsync(new() { PageSize = 2, PageToken = first.NextPageToken }, cancellationToken: Ct);
        var third = await practice.FindOrdersAsync(new() { PageSize = 2, PageToken = second.NextPageToken }, cancellationToken: Ct);
        first.Orders.Concat(second.Orders).Concat(third.Orders).Select(o => o.TrackingNumber).ShouldBe(numbers);
        third.NextPageToken.ShouldBeEmpty();
        (await practice.FindOrdersAsync(new() { MemberId = "m-2" }, cancellationToken: Ct)).Orders.Count.ShouldBe(1);
        (await Should.ThrowAsync<RpcException>(async () => await practice.FindOrdersAsync(new() { PageToken = "?" }, cancellationToken: Ct))).Status.Detail
            .ShouldBe("The page token is not one of an earlier answer; leave it empty for the first page.");
    }

    [Fact]
    public async Task The_timeline_says_who_did_what_when_and_why()
    {
        var order = (await _host.Submit(_host.LumbarDiscectomy())).Order;
        var entries = (await _host.As(IntakeHost.MapleStaff).GetTimelineAsync(new() { Number = order.TrackingNumber }, cancellationToken: Ct)).Entries;
        entries[0].What.ShouldBe("order-received");
        (entries[0].PersonId, entries[0].Role, entries[0].StatusAfter).ShouldBe(("p-maple-1", "practice", OrderStatus.Submitted));
        entries[0].Sentence.ShouldStartWith("Received with 1 line; a decision is due by ");
        entries.Select(e => e.What).ShouldBe(["order-received", "evaluation-recorded", "line-approved", "order-determined"]);
        entries[2].PersonId.ShouldBe("platform");
        entries[2].Sentence.ShouldStartWith($"Line 1 was approved by the rules, valid through {_host.Day(60)}.");
        entries.ShouldAllBe(e => !e.Sentence.Contains("Invented Person", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_watcher_sees_the_order_now_and_after_every_change_until_it_cancels()
    {
        _host.Script.Judge = (_, _) => ScriptedCriteria.NotMet();
        var number = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        using var call = _host.As(IntakeHost.MapleStaff).WatchOrder(new() { Number = number }, cancellationToken: enough.Token);
        (await call.ResponseStream.MoveNext(Ct)).ShouldBeTrue();
        call.ResponseStream.Current.Status.ShouldBe(OrderStatus.NurseReview);
        await _host.Deliver(_host.NurseApproves(number, 1));
        (await call.ResponseStream.MoveNext(Ct)).ShouldBeTrue();
        call.ResponseStream.Current.Status.ShouldBe(OrderStatus.Approved);
        await enough.CancelAsync();
        (await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None))).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task Drafts_are_saved_listed_and_discarded_by_their_own_practice_only()
    {
        var practice = _host.As(IntakeHost.MapleStaff);
        var request = new SaveDraftRequest { Form = _host.LumbarDiscectomy().With(f => f.PracticeId = ""), IdempotencyKey = _host.Key() };
        var draft = await practice.SaveDraftAsync(request, cancellationToken: Ct);
        (await practice.SaveDraftAsync(request, cancellationToken: Ct)).ShouldBe(draft);
        (draft.Version, draft.Form.PracticeId).ShouldBe((1, "maple-spine"));
        (await practice.ListDraftsAsync(new(), cancellationToken: Ct)).Drafts.ShouldBe([draft]);
        (await _host.As(IntakeHost.OakStaff).ListDraftsAsync(new(), cancellationToken: Ct)).Drafts.ShouldBeEmpty();
        (await Should.ThrowAsync<RpcException>(async () => await _host.As(IntakeHost.OakStaff).GetDraftAsync(new() { DraftId = draft.DraftId }, cancellationToken: Ct)))
            .StatusCode.ShouldBe(StatusCode.NotFound);
        await practice.DiscardDraftAsync(new() { DraftId = draft.DraftId, IdempotencyKey = _host.Key() }, cancellationToken: Ct);
        (await practice.ListDraftsAsync(new(), cancellationToken: Ct)).Drafts.ShouldBeEmpty();
        (await Should.ThrowAsync<RpcException>(async () => await practice.GetDraftAsync(new() { DraftId = draft.DraftId }, cancellationToken: Ct)))
            .StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Orders_and_their_timers_are_there_after_a_restart()
    {
        var directory = Directory.CreateTempSubdirectory("intake-restart-").FullName;
        string number;
        await using (var first = await IntakeHost.StartAsync(directory: directory, keep: true))
        {
            await first.SaveDirectoryAsync();
            first.Script.CriteriaAway = true;
            number = (await first.Submit(first.LumbarDiscectomy())).Order.TrackingNumber;
        }
        await using var second = await IntakeHost.StartAsync(directory: directory);
        second.Clock.Advance(TimeSpan.FromMinutes(5));
        await second.Until(number, o => o.Status == OrderStatus.Approved);
    }
}
