using Grpc.Core;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.NurseReview.Adapters;

/// <summary>Asks Correspondence about the documents that nurses cite.</summary>
internal sealed class NurseDocuments(Documents.DocumentsClient documents)
{
    /// <summary>Why the place that a corrected fact names cannot be cited for the order; empty when it can, or is not kept here.</summary>
    /// <exception cref="RpcException">UNAVAILABLE, in a sentence for the nurse.</exception>
    public async Task<string> NotCitableAsync(string trackingNumber, CorrectedFact? fact, CancellationToken ct)
    {
        if (fact is not { IsKeptHere: true }) return "";
        try
        {
            var request = new CheckCitationsRequest
            {
                Order = trackingNumber, Citations = { new Citation { DocumentId = fact.Document, Page = fact.Page } },
            };
            var answer = await documents.CheckCitationsAsync(request, cancellationToken: ct);
            return answer.Problems.Count == 0 ? "" : answer.Problems[0].Problem;
        }
        catch (RpcException problem) when (problem.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
        {
            return problem.Status.Detail;
        }
        catch (RpcException problem) when (!ct.IsCancellationRequested)
        {
            throw new RpcException(
                new Status(StatusCode.Unavailable,
                    "Whether the document can be cited cannot be checked right now. Nothing was changed; try again in a moment.", problem),
                new Metadata { { RefusalErrors.CodeTrailer, "documents-not-readable" } });
        }
    }
}
