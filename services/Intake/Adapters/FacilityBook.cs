using System.Collections.Concurrent;
using Grpc.Core;
using UtilizationReview.Contracts.SiteOfCare.V1;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Facilities of the site-of-care service, remembered for a minute so that a busy practice costs no call per order.</summary>
internal sealed class FacilityBook(SiteOfCare.SiteOfCareClient sites)
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (Facility Facility, long Until)> _known = [];

    /// <summary>The facility; null when there is none of this id.</summary>
    /// <exception cref="RpcException">The service is away.</exception>
    public async Task<Facility?> FindAsync(string facilityId, CancellationToken ct)
    {
        if (_known.TryGetValue(facilityId, out var known) && Environment.TickCount64 < known.Until) return known.Facility;
        try
        {
            var facility = await sites.GetFacilityAsync(new() { FacilityId = facilityId }, cancellationToken: ct);
            if (_known.Count >= MostRemembered) _known.Clear();
            _known[facilityId] = (facility, Environment.TickCount64 + (long)Remembered.TotalMilliseconds);
            return facility;
        }
        catch (RpcException problem) when (problem.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
        {
            return null;
        }
    }
}
