using Grpc.Core;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using CitedDocuments = UtilizationReview.Contracts.Correspondence.V1.Documents;

namespace UtilizationReview.Intake.Adapters;

/// <summary>What the check of citations found.</summary>
/// <param name="Problems">Citations that cannot be used.</param>
/// <param name="Unchecked">Names of facts whose citations could not be checked, because the service was away.</param>
internal sealed record CitationCheck(IReadOnlyList<FormProblem> Problems, IReadOnlyList<string> Unchecked)
{
    /// <summary>Nothing is cited, or everything cited is there.</summary>
    public static CitationCheck Sound { get; } = new([], []);
}

/// <summary>Whether the documents of the platform that facts cite are there, can be used, and have the page. Only ids "DOC-…" are such documents;
/// any other name is of a paper outside and stays free text. One call, and only when a document of the platform is cited.</summary>
internal sealed class Citations(CitedDocuments.DocumentsClient documents)
{
    private const string Prefix = "DOC-";

    /// <summary>Checks the citations of facts on an order. What is still with the draft it came from, because word of the submission is on its way,
    /// can be cited too.</summary>
    /// <param name="facts">The facts, as the caller sent them.</param>
    /// <param name="path">Where they stand in the request, for field paths.</param>
    /// <param name="order">The order.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<CitationCheck> OfOrderAsync(IReadOnlyList<Fact> facts, string path, Domain.Order order, CancellationToken ct)
    {
        var found = await CheckAsync(facts, path, new() { Order = order.Id }, ct);
        if (found.Problems.Count == 0 || order.DraftId.Length == 0) return found;
        var draft = await CheckAsync(facts, path, new() { DraftId = order.DraftId }, ct);
        return draft with { Problems = [.. found.Problems.Where(p => draft.Problems.Any(d => d.Field == p.Field))] };
    }

    /// <summary>The same on a draft; a form that is no draft has no documents yet, and whatever it cites is not there.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="path">Where they stand in the request.</param>
    /// <param name="draftId">Id of the draft; empty: there is none.</param>
    /// <param name="ct">Cancels.</param>
    public Task<CitationCheck> OfDraftAsync(IReadOnlyList<Fact> facts, string path, string draftId, CancellationToken ct) => draftId.Length > 0
        ? CheckAsync(facts, path, new() { DraftId = draftId }, ct)
        : Task.FromResult(new CitationCheck([.. Cited(facts).Select(i => Problem(path, i,
            $"The document '{Shown(facts[i].Document)}' is cited, and there are no documents yet: "
                + "save a draft, upload them to it, and submit the draft."))], []));

    private async Task<CitationCheck> CheckAsync(IReadOnlyList<Fact> facts, string path, CheckCitationsRequest request, CancellationToken ct)
    {
        var cited = Cited(facts).ToList();
        if (cited.Count == 0) return CitationCheck.Sound;
        request.Citations.AddRange(cited.Select(i => new Citation { DocumentId = facts[i].Document, Page = facts[i].Page }));
        try
        {
            var answer = await documents.CheckCitationsAsync(request, cancellationToken: ct);
            return new([.. answer.Problems.Where(p => p.Index >= 0 && p.Index < cited.Count)
                .Select(p => Problem(path, cited[p.Index], p.Problem))], []);
        }
        catch (RpcException problem) when (problem.StatusCode == StatusCode.NotFound)
        {
            return new([.. cited.Select(i => Problem(path, i, $"There is no document '{Shown(facts[i].Document)}' on this record."))], []);
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            return new([], [.. cited.Select(i => facts[i].Name).Distinct(StringComparer.Ordinal)]);
        }
    }

    private static IEnumerable<int> Cited(IReadOnlyList<Fact> facts) =>
        Enumerable.Range(0, facts.Count).Where(i => facts[i].Document.StartsWith(Prefix, StringComparison.Ordinal));

    private static FormProblem Problem(string path, int index, string sentence) => new("citation", $"{path}[{index}].document", sentence);

    private static string Shown(string id) => id.Length <= 40 ? id : id[..40] + "…";
}
