using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Correspondence.Domain.Kit;
using UtilizationReview.Platform.Time;
using Judging = UtilizationReview.Contracts.Criteria.V1.ClinicalCriteria.ClinicalCriteriaClient;

namespace UtilizationReview.Correspondence.Adapters.Kit;

/// <summary>The vocabulary with the names of diagnoses, as a guideline version came with it.</summary>
/// <param name="Diagnoses">Start of codes → what they are about.</param>
/// <param name="Notice">What the criteria are and are not.</param>
internal sealed record KitVocabulary(FactTerms Terms, IReadOnlyList<(string Prefix, string Name)> Diagnoses, string Notice)
{
    /// <summary>What a code is about; empty when no family holds it.</summary>
    public string NameOf(string code) => Diagnoses.Where(family => code.StartsWith(family.Prefix, StringComparison.OrdinalIgnoreCase))
        .OrderByDescending(family => family.Prefix.Length).Select(family => family.Name).FirstOrDefault() ?? "";
}

/// <summary>Asks the criteria: their vocabulary, kept until an order names a guideline version or a fact that was not seen with it, and what
/// they say on the facts as they stand.</summary>
internal sealed class KitCriteria(Judging criteria)
{
    private Kept? _kept;

    /// <summary>The vocabulary for an order.</summary>
    public async Task<KitVocabulary> VocabularyAsync(Order order, CancellationToken ct)
    {
        var versions = order.Lines.Where(line => line.Evaluation is not null).Select(line => $"{line.Evaluation.Guideline}@{line.Evaluation.Version}")
            .ToHashSet(StringComparer.Ordinal);
        if (_kept is { } kept && versions.IsSubsetOf(kept.Versions) && order.Form.Facts.All(fact => kept.Vocabulary.Terms.Knows(fact.Name)))
            return kept.Vocabulary;
        var answer = await criteria.ListFactsAsync(new(), cancellationToken: ct);
        var vocabulary = new KitVocabulary(
            new(answer.Facts.Select(CaseWire.Term)), [.. answer.Diagnoses.Select(family => (family.Prefix, family.Name))], answer.Notice);
        _kept = new(vocabulary, [.. versions, .. _kept?.Versions ?? []]);
        return vocabulary;
    }

    /// <summary>What the criteria say of each line on the facts as they stand; a line is missing where they cannot say, or say it by another
    /// version than the one pinned at receipt.</summary>
    public async Task<IReadOnlyDictionary<int, LineEvaluation>> JudgeAsync(Order order, CancellationToken ct)
    {
        var zone = TimeZones.Find(order.TimeZone.Length > 0 ? order.TimeZone : "UTC");
        var request = new EvaluateRequest
        {
            Order = new()
            {
                PlanId = order.Form.PlanId, PlanVersion = order.PlanVersion, PracticeId = order.Form.PracticeId,
                DateOfService = order.Form.DateOfService, RequestDate = CaseWire.Iso((order.ReceivedAt?.ToDateTimeOffset() ?? default).DateIn(zone)),
                PlaceOfService = order.Form.PlaceOfService, EmergencyPresentation = order.Form.EmergencyPresentation,
                Lines = { order.Lines.Select(line => line.Line) }, Diagnoses = { order.Form.Diagnoses }, Facts = { order.Form.Facts },
            },
        };
        EvaluateResponse answer;
        try
        {
            answer = await criteria.EvaluateAsync(request, cancellationToken: ct);
        }
        catch (RpcException problem) when (problem.StatusCode is StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.NotFound)
        {
            return new Dictionary<int, LineEvaluation>(); // a fact or plan version they no longer read: what they said at receipt stands
        }
        var pinned = order.Lines.Where(line => line.Evaluation is not null)
            .ToDictionary(line => line.Line.Number, line => (line.Evaluation.Guideline, line.Evaluation.Version));
        return answer.Lines.Where(line => line.Route is not null && pinned.GetValueOrDefault(line.Route.Line) == (line.Guideline, line.Version))
            .ToDictionary(line => line.Route.Line);
    }

    private sealed record Kept(KitVocabulary Vocabulary, HashSet<string> Versions);
}
