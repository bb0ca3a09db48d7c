using Grpc.Core;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.SiteOfCare.Adapters;
using UtilizationReview.Tests.Integration.Platform;
using static UtilizationReview.Tests.Integration.SiteOfCare.SiteHost;

namespace UtilizationReview.Tests.Integration.SiteOfCare;

public sealed class The_facility_directory : IAsyncLifetime
{
    private SiteHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_migrated_schema_is_what_the_model_says()
    {
        var (migrated, model) = await SchemaComparison.OfAsync<SiteOfCareContext>(options => new(options));
        migrated.ShouldBe(model);
    }

    [Fact]
    public async Task The_same_content_again_changes_nothing_and_other_content_is_the_next_version()
    {
        var facility = Facility("center", PlaceOfService.AmbulatorySurgeryCenter, 5);
        (await _host.Save(facility)).Version.ShouldBe(1);
        (await _host.Save(facility)).Version.ShouldBe(1);
        facility.Capabilities.Add("29881");
        (await _host.Save(facility)).Version.ShouldBe(2);
        (await Read("center")).Capabilities.ShouldBe(["29881", "62323"]);
    }

    [Fact]
    public async Task A_repeated_key_gives_the_same_answer_and_a_reused_one_is_refused()
    {
        var facility = Facility("center", PlaceOfService.AmbulatorySurgeryCenter, 5);
        await _host.Save(facility, "key-1");
        (await _host.Save(facility, "key-1")).Version.ShouldBe(1);
        facility.Name = "Another Name";
        var problem = await Should.ThrowAsync<RpcException>(() => _host.Save(facility, "key-1"));
        problem.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        problem.Trailers.GetValue("reason-code").ShouldBe("idempotency-key-reused");
        (await Read("center")).Name.ShouldBe("Example center");
    }

    [Fact]
    public async Task What_is_refused_is_told_whole_and_leaves_what_was_there()
    {
        await _host.Save(Facility("center", PlaceOfService.AmbulatorySurgeryCenter, 5));
        var bad = Facility("center", PlaceOfService.Unspecified, 5);
        bad.Coordinates.Latitude = 91;
        bad.Capabilities.Add("knee");
        var problem = await Should.ThrowAsync<RpcException>(() => _host.Save(bad));
        problem.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        problem.Status.Detail.ShouldContain("facility.coordinates.latitude 91 is not in -90 to 90 degrees");
        problem.Status.Detail.ShouldContain("facility.place_of_service is not one of 11 office");
        problem.Status.Detail.ShouldContain("facility.capabilities 'knee' is not a procedure code");
        problem.Trailers.GetValue("reason-code").ShouldBe("invalid-facility");
        var kept = await Read("center");
        (kept.Version, kept.PlaceOfService).ShouldBe((1, PlaceOfService.AmbulatorySurgeryCenter));
    }

    [Fact]
    public async Task Concurrent_saves_are_each_counted_once()
    {
        var saves = Enumerable.Range(0, 12).Select(i =>
        {
            var facility = Facility("busy", PlaceOfService.AmbulatorySurgeryCenter, 5);
            facility.Name = $"Name {i}";
            return _host.Save(facility);
        });
        var answers = await Task.WhenAll(saves);
        answers.Select(a => a.Version).Order().ShouldBe(Enumerable.Range(1, 12));
        var kept = await Read("busy");
        kept.Version.ShouldBe(12);
        kept.Name.ShouldBe(answers.Single(a => a.Version == 12).Name);
    }

    [Fact]
    public async Task Concurrent_saves_of_the_same_content_make_one_version()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _host.Save(Facility("same", PlaceOfService.Office, 2))));
        answers.ShouldAllBe(a => a.Version == 1);
    }

    [Fact]
    public async Task Facilities_are_found_by_name_place_and_state()
    {
        await _host.Save(Facility("center", PlaceOfService.AmbulatorySurgeryCenter, 5));
        var elsewhere = Facility("desert", PlaceOfService.AmbulatorySurgeryCenter, 5);
        elsewhere.State = "AZ";
        await _host.Save(elsewhere);
        (await Find(new() { NameContains = "EXAMPLE" })).ShouldBe(["center", "desert", "hospital"]);
        (await Find(new() { PlaceOfService = PlaceOfService.AmbulatorySurgeryCenter, State = "WI" })).ShouldBe(["center"]);
        (await Find(new() { NameContains = "nothing like it" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_a_plan_administrator_saves() =>
        (await Should.ThrowAsync<RpcException>(async () => await _host.AsPractice.SaveFacilityAsync(new() { Facility = Facility("x", PlaceOfService.Office, 1), IdempotencyKey = "k" }, cancellationToken: Ct)))
            .StatusCode.ShouldBe(StatusCode.PermissionDenied);

    private async Task<Facility> Read(string id) => await _host.AsPractice.GetFacilityAsync(new() { FacilityId = id }, cancellationToken: Ct);

    private async Task<IEnumerable<string>> Find(FindFacilitiesRequest request) =>
        (await _host.AsPractice.FindFacilitiesAsync(request, cancellationToken: Ct)).Facilities.Select(f => f.FacilityId);
}
