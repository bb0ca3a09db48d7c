using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.NurseReview.Adapters;

/// <summary>Reads orders from intake: content for the nurse, criteria for the checks.</summary>
internal sealed class NurseOrders(Contracts.Intake.V1.Intake.IntakeClient intake, NurseCriteria criteria)
{
    /// <summary>The order as it stands now.</summary>
    /// <exception cref="RpcException">NOT_FOUND or UNAVAILABLE, in a sentence for the nurse.</exception>
    public async Task<Order> GetAsync(string trackingNumber, CancellationToken ct)
    {
        try
        {
            return await intake.GetOrderAsync(new() { Number = trackingNumber }, cancellationToken: ct);
        }
        catch (RpcException problem) when (problem.StatusCode == StatusCode.NotFound)
        {
            throw LeaseSentences.NotInQueue.ToRpcException();
        }
        catch (RpcException problem) when (!ct.IsCancellationRequested)
        {
            throw new RpcException(
                new Status(StatusCode.Unavailable, "The order cannot be read right now. Nothing was changed; try again in a moment.", problem),
                new Metadata { { RefusalErrors.CodeTrailer, "order-not-readable" } });
        }
    }

    /// <summary>The criteria of the order as it stands now.</summary>
    public async Task<OrderCriteria> CriteriaAsync(string trackingNumber, CancellationToken ct) =>
        CriteriaOf(await GetAsync(trackingNumber, ct));

    /// <summary>What the criteria say of the waiting lines on the nurse's facts, beside what they say on the order's own.</summary>
    public Task<IReadOnlyList<LineDifference>> CompareAsync(
        NurseItem item, Order order, IReadOnlyList<CorrectedFact> facts, CancellationToken ct) => criteria.CompareAsync(order, facts, item.Lines, ct);

    /// <summary>What exactly is missing, in the practice's words.</summary>
    public async Task<IReadOnlyList<MissingFact>> MissingAsync(NurseItem item, CancellationToken ct) =>
        MissingFact.Of(item, NurseRecords.CaseOf(await GetAsync(item.OrderId, ct)), await criteria.VocabularyAsync(ct));

    /// <summary>The criteria of an order.</summary>
    public static OrderCriteria CriteriaOf(Order order) => new([.. order.Lines.Select(CriteriaOf)]);

    private static LineCriteria CriteriaOf(OrderLine line)
    {
        var open = line.Evaluation?.OpenCriteria.Concat(line.Site?.OpenCriteria ?? []).ToList() ?? [];
        var nodes = (line.Evaluation?.Trace ?? []).Concat(line.Site?.Trace ?? []).SelectMany(Nodes);
        var known = nodes.Select(node => (node.Id, Facts: Nodes(node).SelectMany(n => n.Facts).Select(f => f.Name)))
            .Concat(open.Select(o => (o.Id, Facts: o.MissingFacts.AsEnumerable())))
            .GroupBy(node => node.Id, node => node.Facts)
            .Select(node => new KnownCriterion(node.Key, [.. node.SelectMany(facts => facts).Distinct()]));
        // Open criteria of the site are a physician's question and bind no nurse.
        return new(line.Line.Number, [.. known], [.. line.Evaluation?.OpenCriteria.Select(o => o.Id).Distinct() ?? []])
        {
            Settled = line.Outcome is not (LineOutcome.Unspecified or LineOutcome.Waiting),
        };
    }

    /// <summary>The node and everything below it.</summary>
    public static IEnumerable<CriterionTrace> Nodes(CriterionTrace node) => node.Children.SelectMany(Nodes).Prepend(node);
}
