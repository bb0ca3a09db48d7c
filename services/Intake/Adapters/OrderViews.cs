using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using WireEffect = UtilizationReview.Contracts.Intake.V1.QuestionEffect;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Orders as callers see them. What a caller may not see is not there.</summary>
internal sealed class OrderViews(OrderDesk desk, OrderStore store, OrderChanges changes, TimeProvider clock)
{
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

    /// <summary>How often a watcher looks without having been told of a change: changes of another process.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>The order with the tracking or order number.</summary>
    /// <exception cref="RpcException">NOT_FOUND when there is none, or the caller may not see it.</exception>
    public async Task<Settled<Domain.Order>> SeenAsync(string number, Caller caller, CancellationToken ct)
    {
        var id = OrderNumbers.TrackingOf(number);
        return id.Length > 0 && await desk.ReadAsync(id, ct) is { State: var order } found && (id == number || order.OrderNumber == number)
            && caller.Sees(order.Form.PracticeId, order.Form.PlanId)
            ? new(id, order, found.Version)
            : throw OrderRefusals.UnknownOrder(number).ToRpcException();
    }

    /// <summary>Today where the order's days are counted.</summary>
    public DateOnly Today(Domain.Order order) => IntakeDates.In(clock.GetUtcNow(), order.Plan.TimeZone);

    public Contracts.Intake.V1.Order Wire(Settled<Domain.Order> order) => IntakeWire.ToWire(order.State, order.Version, clock.GetUtcNow());

    public async Task<FindOrdersResponse> FindAsync(FindOrdersRequest request, Caller caller, CancellationToken ct)
    {
        if (request.PageSize is < 0 or > LargestPage)
        {
            throw OrderRefusals.BadField("page-size", "page_size",
                $"A page of {request.PageSize} orders was asked for; 1 to {LargestPage} are allowed, 0 means {DefaultPage}.").ToRpcException();
        }
        if (!OrderStore.IsToken(request.PageToken))
            throw OrderRefusals.BadField("page-token", "page_token",
            "The page token is not one of an earlier answer; leave it empty for the first page.").ToRpcException();
        var statuses = new List<Domain.OrderStatus>();
        for (var i = 0; i < request.Statuses.Count; i++)
        {
            statuses.Add(IntakeWire.ToDomain(request.Statuses[i])
                ?? throw OrderRefusals.BadField("unknown-status", $"statuses[{i}]", "The status is not one an order can have.").ToRpcException());
        }
        var (orders, next) = await store
            .FindAsync(caller, statuses, request.MemberId, request.PageSize == 0 ? DefaultPage : request.PageSize, request.PageToken, ct);
        return new() { Orders = { orders.Select(IntakeWire.ToSummary) }, NextPageToken = next };
    }

    public async Task<Timeline> TimelineAsync(string number, Caller caller, CancellationToken ct)
    {
        var seen = await SeenAsync(number, caller, ct);
        var timeline = new Timeline();
        Domain.Order? order = null;
        foreach (var entry in await desk.HistoryAsync(seen.Id, ct))
        {
            var fact = JsonSerializer.Deserialize<OrderEvent>(entry.Body, OrderDesk.Json)!;
            order = OrderLifecycle.Evolve(order, fact);
            var asked = fact as OrderEvent.InformationAsked;
            timeline.Entries.Add(new TimelineEntry
            {
                // A talk is told of by its own service; people want to know when it took place.
                At = (fact is OrderEvent.TalkRecorded talk ? talk.Entry.At : entry.At).ToTimestamp(),
                PersonId = entry.Actor.PersonId, Role = entry.Actor.Role, What = OrderMessages.Kebab(entry.Event),
                Sentence = IntakeSentences.Of(fact), Version = entry.Version, StatusAfter = IntakeWire.ToWire(OrderLifecycle.Status(order)),
                QuestionEffect = asked?.Effect is { } effect ? (WireEffect)effect : WireEffect.Unspecified, AnswerBy = IntakeDates.Write(asked?.Request.AnswerBy),
            });
        }
        return timeline;
    }

    /// <summary>The order now and after every change, until the caller has enough.</summary>
    public async Task WatchAsync(string number, Caller caller, IServerStreamWriter<Contracts.Intake.V1.Order> stream, CancellationToken ct)
    {
        var order = await SeenAsync(number, caller, ct);
        using var watch = changes.Listen(order.Id);
        var told = 0;
        try
        {
            while (true)
            {
                order = await SeenAsync(number, caller, ct);
                if (order.Version != told) await stream.WriteAsync(Wire(order), ct);
                told = order.Version;
                await watch.WaitAsync(Poll, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The caller has enough.
        }
    }
}
