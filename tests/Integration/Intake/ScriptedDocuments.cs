using Grpc.Core;
using UtilizationReview.Contracts.Correspondence.V1;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>A stand-in for the service that keeps documents: those of the script can be cited.</summary>
internal sealed class ScriptedDocuments(Script script) : Documents.DocumentsBase
{
    public override Task<CheckCitationsResponse> CheckCitations(CheckCitationsRequest request, ServerCallContext context)
    {
        script.Count(nameof(CheckCitations));
        if (script.DocumentsAway) throw new RpcException(new Status(StatusCode.Unavailable, "scripted outage"));
        var response = new CheckCitationsResponse();
        for (var i = 0; i < request.Citations.Count; i++)
        {
            var cited = request.Citations[i];
            var pages = 0;
            if (!script.Documents.TryGetValue(cited.DocumentId, out pages)
                && !(request.RecordCase == CheckCitationsRequest.RecordOneofCase.DraftId && script.DocumentsOfDrafts.TryGetValue(cited.DocumentId, out pages)))
                response.Problems.Add(new CitationProblem { Index = i, Problem = $"There is no document '{cited.DocumentId}' on this record." });
            else if (cited.Page > pages)
                response.Problems.Add(new CitationProblem { Index = i, Problem = $"The document {cited.DocumentId} has {pages} pages, and no page {cited.Page}." });
        }
        return Task.FromResult(response);
    }
}
