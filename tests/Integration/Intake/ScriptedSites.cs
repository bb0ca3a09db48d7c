using Grpc.Core;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Contracts.Vocabulary.V1;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>A stand-in for the site-of-care service with four facilities.</summary>
internal sealed class ScriptedSites(Script script) : Contracts.SiteOfCare.V1.SiteOfCare.SiteOfCareBase
{
    private static readonly Facility[] Facilities =
    [
        new() { FacilityId = "lakeside-surgery", Name = "Lakeside Surgery Center", PlaceOfService = PlaceOfService.AmbulatorySurgeryCenter, State = "WI" },
        new() { FacilityId = "oakwood-surgery", Name = "Oakwood Surgery Center", PlaceOfService = PlaceOfService.AmbulatorySurgeryCenter, State = "WI" },
        new() { FacilityId = "meadow-general", Name = "Meadow General Hospital", PlaceOfService = PlaceOfService.OnCampusOutpatientHospital, State = "WI" },
        new() { FacilityId = "elm-office", Name = "Elm Street Office", PlaceOfService = PlaceOfService.Office, State = "WI" },
    ];

    public override Task<Facility> GetFacility(GetFacilityRequest request, ServerCallContext context)
    {
        Away(nameof(GetFacility));
        return Task.FromResult(Facilities.FirstOrDefault(f => f.FacilityId == request.FacilityId)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"There is no facility '{request.FacilityId}'.")));
    }

    public override Task<ReviewSiteResponse> ReviewSite(ReviewSiteRequest request, ServerCallContext context)
    {
        Away(nameof(ReviewSite));
        return Task.FromResult(script.JudgeSite?.Invoke(request) ?? new ReviewSiteResponse
        {
            Answer = SiteAnswer.PhysicianQuestion, Sentence = "A surgery center can do this; a physician decides about the hospital.", Guideline = "site-of-care/hopd", Version = "2026.1",
            Alternatives = { new Alternative { Facility = Facilities[0], TenthsOfMile = 42, Preferred = true, InNetwork = true } },
        });
    }

    private void Away(string rpc)
    {
        script.Count(rpc);
        if (script.SitesAway) throw new RpcException(new Status(StatusCode.Unavailable, "scripted outage"));
    }
}
