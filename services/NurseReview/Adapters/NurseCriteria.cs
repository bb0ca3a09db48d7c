using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.NurseReview.Adapters;

/// <summary>Asks the criteria: what they say on a nurse's facts, and how the vocabulary asks for a fact.</summary>
internal sealed class NurseCriteria(ClinicalCriteria.ClinicalCriteriaClient criteria)
{
    /// <summary>What differs on the waiting lines when the nurse's facts take the place of the practice's.</summary>
    /// <param name="order">The order with its own evaluation.</param>
    /// <param name="facts">The nurse's facts.</param>
    /// <param name="lines">The waiting lines.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RpcException">UNAVAILABLE, or INVALID_ARGUMENT when the criteria cannot read a fact, in a sentence for the nurse.</exception>
    public async Task<IReadOnlyList<LineDifference>> CompareAsync(
        Order order, IReadOnlyList<CorrectedFact> facts, IReadOnlyList<int> lines, CancellationToken ct)
    {
        var request = new EvaluateRequest { Order = NurseRecords.FactsOf(order, facts.Select(NurseReviewWire.ToWire)) };
        EvaluateResponse answer;
        try
        {
            answer = await criteria.EvaluateAsync(request, cancellationToken: ct);
        }
        catch (RpcException problem) when (problem.StatusCode == StatusCode.InvalidArgument)
        {
            throw Unreadable(problem.Status.Detail).ToRpcException();
        }
        catch (RpcException problem) when (!ct.IsCancellationRequested)
        {
            throw Away(problem);
        }
        if (answer.Problems.Count > 0) throw Unreadable(answer.Problems[0].Sentence).ToRpcException();
        return [.. order.Lines.Where(l => lines.Contains(l.Line.Number)).Select(l => NurseRecords.JudgementOf(l.Line.Number, l.Evaluation)
            .To(NurseRecords.JudgementOf(l.Line.Number, answer.Lines.FirstOrDefault(after => after.Route?.Line == l.Line.Number))))];
    }

    /// <summary>The vocabulary by name.</summary>
    /// <exception cref="RpcException">UNAVAILABLE, in a sentence for the nurse.</exception>
    public async Task<IReadOnlyDictionary<string, VocabularyFact>> VocabularyAsync(CancellationToken ct)
    {
        try
        {
            return (await criteria.ListFactsAsync(new(), cancellationToken: ct)).Facts
                .ToDictionary(f => f.Name, f => new VocabularyFact(f.Question, f.SuppliedBy.Length == 0), StringComparer.Ordinal);
        }
        catch (RpcException problem) when (!ct.IsCancellationRequested)
        {
            throw Away(problem);
        }
    }

    private static Refusal Unreadable(string why) =>
        FindingRules.Bad("fact-not-readable", "fact", $"The criteria cannot judge the order with the corrected facts: {why}", why);

    private static RpcException Away(RpcException problem) => new(
        new Status(StatusCode.Unavailable, "The criteria cannot be asked right now. Nothing was changed; try again in a moment.", problem),
        new Metadata { { RefusalErrors.CodeTrailer, "criteria-not-readable" } });
}
