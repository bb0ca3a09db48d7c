using Grpc.Core;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.PeerToPeer.Domain;

namespace UtilizationReview.PeerToPeer.Adapters;

/// <summary>The directory of facilities, for the sites that physicians name.</summary>
internal sealed class Facilities(SiteOfCare.SiteOfCareClient sites)
{
    /// <summary>Those of the ids that the directory knows; nobody is asked when no id is given.</summary>
    /// <param name="ids">Facility ids; empty ones are passed over.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RpcException">UNAVAILABLE, in a sentence for the physician.</exception>
    public async Task<IReadOnlyList<NamedFacility>> KnownAsync(IEnumerable<string> ids, CancellationToken ct)
    {
        List<NamedFacility> known = [];
        foreach (var id in ids.Where(id => id.Length > 0).Distinct())
        {
            try
            {
                var found = await sites.GetFacilityAsync(new() { FacilityId = id }, cancellationToken: ct);
                var withoutReview = found.PlaceOfService is PlaceOfService.Office or PlaceOfService.AmbulatorySurgeryCenter;
                known.Add(new(found.FacilityId, found.Name, withoutReview));
            }
            catch (RpcException problem) when (problem.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
            {
                // Not in the directory: the decision names the field.
            }
            catch (RpcException problem) when (!ct.IsCancellationRequested)
            {
                throw new RpcException(new Status(StatusCode.Unavailable,
                    "The site you name cannot be looked up now: the directory of facilities does not answer. Try again in a moment, or name none.",
                    problem));
            }
        }
        return known;
    }
}
