using Google.Protobuf.Collections;
using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using Order = UtilizationReview.Intake.Domain.Order;
using PlaceOfService = UtilizationReview.Contracts.Vocabulary.V1.PlaceOfService;

namespace UtilizationReview.Intake.Adapters;

/// <summary>What practices, reviewers and administrators ask of an order that is there.</summary>
internal sealed class OrderRequests(
    OrderDesk desk, OrderViews views, SubmissionChecks checks, FacilityBook facilities, Citations citations, LinkedOrders linked)
{
    public async Task<Settled<Order>> AddInformationAsync(AddInformationRequest request, MessageKey key, Caller caller, CancellationToken ct)
    {
        var order = await views.SeenAsync(request.Number, caller, ct);
        if (request.Facts.Count == 0 && request.Note.Length == 0)
        {
            throw OrderRefusals.BadField("nothing-given", "facts", "Neither facts nor a note were given; give what was asked for.").ToRpcException();
        }
        var command = new OrderCommand.AddInformation(
            Stated(order, request.Facts), OrderRefusals.Bounded(request.Note, "note"), caller.PersonId);
        return await PutAsync(order, OrderWork.With(command, await CheckFactsAsync(order, request.Facts, ct)), key, request, caller, ct);
    }

    public async Task<Settled<Order>> WithdrawAsync(WithdrawRequest request, MessageKey key, Caller caller, CancellationToken ct) => await PutAsync(
        await views.SeenAsync(request.Number, caller, ct),
        new OrderCommand.Withdraw(OrderRefusals.Bounded(request.Reason, "reason"), caller.PersonId, [.. request.UsedLines.Distinct()]),
        key, request, caller, ct);

    public async Task<Settled<Order>> MoveSiteAsync(MoveSiteRequest request, MessageKey key, Caller caller, CancellationToken ct)
    {
        var order = await views.SeenAsync(request.Number, caller, ct);
        var place = await PlaceAsync(request.FacilityId, ct);
        return await PutAsync(order, new OrderCommand.MoveSite(request.FacilityId, (int)place), key, request, caller, ct);
    }

    public async Task<Settled<Order>> ReconsiderAsync(RequestReconsiderationRequest request, MessageKey key, Caller caller, CancellationToken ct)
    {
        var order = await views.SeenAsync(request.Number, caller, ct);
        var command = new OrderCommand.RequestReconsideration([.. request.Lines], Stated(order, request.Facts),
            OrderRefusals.Bounded(request.Reason, "reason"), caller.PersonId);
        return await PutAsync(order, OrderWork.With(command, await CheckFactsAsync(order, request.Facts, ct)), key, request, caller, ct);
    }

    public async Task<Settled<Order>> RevokeAsync(RevokeRequest request, MessageKey key, Caller caller, CancellationToken ct) => await PutAsync(
        await views.SeenAsync(request.Number, caller, ct),
        new OrderCommand.Revoke(IntakeWire.ToDomain(request.Ground), OrderRefusals.Bounded(request.Citation, "citation"), caller.PersonId),
        key, request, caller, ct);

    public async Task<Settled<Order>> ExtendAsync(ExtendClockRequest request, MessageKey key, Caller caller, CancellationToken ct) => await PutAsync(
        await views.SeenAsync(request.Number, caller, ct),
        new OrderCommand.ExtendClock(OrderRefusals.Bounded(request.Ground, "ground", 64),
            OrderRefusals.Bounded(request.Reason, "reason"), caller.PersonId), key, request, caller, ct);

    /// <summary>The changed order, and the order opened for what needs a review of its own.</summary>
    public async Task<(Settled<Order> Order, Settled<Order>? Linked)> ChangeAsync(ChangeApprovedRequest request,
        MessageKey key, Caller caller, CancellationToken ct)
    {
        var order = await views.SeenAsync(request.Number, caller, ct);
        var place = request.PlaceOfService == PlaceOfService.Unspecified && request.FacilityId.Length > 0
            ? await PlaceAsync(request.FacilityId, ct)
            : request.PlaceOfService;
        await CheckChangeAsync(order.State, request, place, ct);
        // The number follows from the caller's key, so that a repeated call finds the order the first one opened.
        var linkedId = OrderNumbers.Tracking($"{key.Scope}|{key.Id}");
        var command = new OrderCommand.ChangeApproved(
            request.DateOfService.Length == 0 ? null : IntakeDates.Read(request.DateOfService), Given(request.FacilityId),
            place == PlaceOfService.Unspecified
                ? null
                : (int)place, Given(request.SurgeonId), await AddedAsync(order.State, request, ct), Stated(order, request.Facts), linkedId);
        var changed = await PutAsync(order, command, key, request, caller, ct);
        return (changed, changed.State.Linked.Any(l => l.OrderId == linkedId) ? await linked.OpenAsync(order.Id, linkedId, ct) : null);
    }

    private IReadOnlyList<OrderFact> Stated(Settled<Order> order, RepeatedField<Fact> facts) =>
        IntakeWire.ToDomain(facts, views.Today(order.State), order.State.Form);

    private async Task CheckChangeAsync(Order order, ChangeApprovedRequest request, PlaceOfService place, CancellationToken ct)
    {
        var problems = OrderFormCheck.Facts(request.Facts, "facts").ToList();
        if (request.AddedLines.Count > 0)
        {
            problems.AddRange(OrderFormCheck.Lines(request.AddedLines).Select(p => p with { Field = "added_" + p.Field }));
            foreach (var taken in request.AddedLines.Where(l => order.Line(l.Number) is not null))
            {
                problems.Add(new("line-number", "added_lines",
                    $"The order has a line {taken.Number} already; number added lines from {order.Lines.Max(l => l.Asked.Number) + 1}."));
            }
        }
        if (request.DateOfService.Length > 0 && OrderFormCheck.DateOfService(request.DateOfService, views.Today(order)) is { } date)
            problems.Add(date);
        if (place != PlaceOfService.Unspecified && await checks.FacilityProblemAsync(request.FacilityId, place, ct) is { } facility)
            problems.Add(facility);
        if (problems.Count > 0) throw FormProblem.Refuse("", problems).ToRpcException();
    }

    private async Task<IReadOnlyList<RequestedLine>> AddedAsync(Order order, ChangeApprovedRequest request, CancellationToken ct)
    {
        if (request.AddedLines.Count == 0) return [];
        var facts = IntakeWire.CriteriaFacts(order);
        var known = facts.Lines.Count;
        facts.Lines.AddRange(request.AddedLines);
        facts.Facts.Clear();
        facts.Facts.AddRange(request.Facts);
        var (routes, problems) = await checks.RoutesAsync(facts, "", ct);
        // The criteria count the order's own lines first.
        var added = problems.Select(p => p with
        {
            Field = Enumerable.Range(0, request.AddedLines.Count)
            .Aggregate(p.Field, (field, i) => field.Replace($"lines[{known + i}]", $"added_lines[{i}]", StringComparison.Ordinal))
        }).ToList();
        if (added.Count > 0) throw FormProblem.Refuse("", added).ToRpcException();
        return routes.Count > 0
            ? [.. request.AddedLines.Select(line => IntakeWire.ToDomain(line, routes.GetValueOrDefault(line.Number)))]
            : throw Away("The clinical criteria are away, so the added codes cannot be checked.");
    }

    /// <summary>Refuses facts that cannot be taken; names those whose citations could not be checked.</summary>
    private async Task<IReadOnlyList<string>> CheckFactsAsync(Settled<Order> order, RepeatedField<Fact> facts, CancellationToken ct)
    {
        if (OrderFormCheck.Facts(facts, "facts").ToList() is { Count: > 0 } problems) throw FormProblem.Refuse("", problems).ToRpcException();
        if (facts.Count == 0) return [];
        var cited = citations.OfOrderAsync(facts, "facts", order.State, ct);
        var asked = IntakeWire.CriteriaFacts(order.State);
        asked.Facts.Clear();
        asked.Facts.AddRange(facts);
        await checks.RoutesAsync(asked, "", ct); // refuses unknown facts and values of the wrong kind
        var found = await cited;
        return found.Problems.Count == 0 ? found.Unchecked : throw FormProblem.Refuse("", found.Problems).ToRpcException();
    }

    private async Task<PlaceOfService> PlaceAsync(string facilityId, CancellationToken ct)
    {
        try
        {
            return facilityId.Length > 0 && await facilities.FindAsync(facilityId, ct) is { } facility
                ? facility.PlaceOfService
                : throw OrderRefusals.BadField("unknown-facility", "facility_id",
                    $"There is no facility '{facilityId}'; look it up with FindFacilities.").ToRpcException();
        }
        catch (RpcException problem) when (problem.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            throw Away("The facility directory is away, so the facility cannot be checked.");
        }
    }

    private Task<Settled<Order>> PutAsync(Settled<Order> order, OrderCommand command, MessageKey key,
        Google.Protobuf.IMessage request, Caller caller, CancellationToken ct) => PutAsync(order, new OrderWork(command), key, request, caller, ct);

    private async Task<Settled<Order>> PutAsync(Settled<Order> order, OrderWork work, MessageKey key,
        Google.Protobuf.IMessage request, Caller caller, CancellationToken ct) =>
        (await desk.ExecuteAsync(order.Id, work, key, PayloadHash.Of(request), caller.Actor, ct)).OrRefuse();

    private static RpcException Away(string sentence) => new(new Status(StatusCode.Unavailable, sentence + " Try again in a moment."));

    private static string? Given(string text) => text.Length == 0 ? null : text;
}
