using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>Intake with the real criteria and the real facility directory in one process.</summary>
public sealed class RealNeighboursTests : IAsyncLifetime
{
    private IntakeHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await IntakeHost.StartAsync(scripted: false);
        await _host.SitesAs(IntakeHost.Administrator).SaveFacilityAsync(new()
        {
            Facility = new()
            {
                FacilityId = "lakeside-surgery", Name = "Lakeside Surgery Center", PlaceOfService = PlaceOfService.AmbulatorySurgeryCenter, State = "WI",
                Coordinates = new() { Latitude = 43.1, Longitude = -89.3 }, Networks = { "meadow-network" }, Capabilities = { "63030", "29881" },
            },
            IdempotencyKey = _host.Key(),
        }, cancellationToken: Ct);
        await _host.SitesAs(IntakeHost.Administrator).SaveFacilityAsync(new()
        {
            Facility = new()
            {
                FacilityId = "meadow-general", Name = "Meadow General Hospital", PlaceOfService = PlaceOfService.OnCampusOutpatientHospital, State = "WI",
                Coordinates = new() { Latitude = 43.0, Longitude = -89.4 }, Networks = { "meadow-network" }, Capabilities = { "63030", "29881" },
            },
            IdempotencyKey = _host.Key(),
        }, cancellationToken: Ct);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_order_with_facts_missing_goes_to_a_nurse_with_the_open_criteria()
    {
        var order = (await _host.Submit(_host.LumbarDiscectomy())).Order;
        order.Status.ShouldBe(OrderStatus.NurseReview);
        var line = order.Lines.ShouldHaveSingleItem();
        line.Evaluation.Guideline.ShouldStartWith("msk-spine/");
        line.Evaluation.OpenCriteria.ShouldNotBeEmpty();
        line.Description.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_hospital_site_is_reviewed_in_the_same_call()
    {
        var order = (await _host.Submit(_host.HospitalDiscectomy().With(f =>
        {
            (f.Lines[0].Code, f.Diagnoses[0]) = ("29881", "M23.204");
            f.Lines[0].Levels.Clear();
        }))).Order;
        order.Lines[0].Site.Guideline.ShouldStartWith("site-of-care");
        order.SiteAlternatives.ShouldContain(a => a.Facility.FacilityId == "lakeside-surgery");
    }

    [Theory]
    [InlineData("00000", Side.Left, "unknown-code", "form.lines[0].code", "'00000' is not a procedure code this catalogue knows; ListProcedures shows the codes that are.")]
    [InlineData("63030", Side.Unspecified, "side-required", "form.lines[0].side", null)]
    [InlineData("63035", Side.Left, "add-on-without-primary", "form.lines[0].code", null)]
    public async Task What_the_catalogue_refuses_is_told_with_the_forms_own_paths(string code, Side side, string reason, string field, string? sentence)
    {
        var before = await _host.Settled();
        var problem = await Should.ThrowAsync<RpcException>(() => _host.Submit(_host.LumbarDiscectomy().With(f => (f.Lines[0].Code, f.Lines[0].Side) = (code, side))));
        var refusal = problem.ToRefusal()!;
        refusal.Code.ShouldBe(reason);
        refusal.Fields.Select(f => f.Field).ShouldContain(field);
        if (sentence is not null) refusal.Sentence.ShouldBe(sentence);
        (await _host.Stored()).ShouldBe(before);
    }

    [Fact]
    public async Task An_unknown_fact_and_a_value_of_the_wrong_kind_are_refused_with_their_places()
    {
        var before = await _host.Settled();
        var form = _host.LumbarDiscectomy().With(f =>
        {
            f.Facts.Add(new Fact { Name = "no.such", Value = new() { Truth = true } });
            f.Facts.Add(new Fact { Name = "cm.current_episode", Value = new() { Number = 3 } });
        });
        var refusal = (await Should.ThrowAsync<RpcException>(() => _host.Submit(form))).ToRefusal()!;
        refusal.Fields.Select(f => f.Field).ShouldBe(["form.facts[2].name", "form.facts[3].value"]);
        (await _host.Stored()).ShouldBe(before);
    }

    [Fact]
    public async Task A_facility_that_is_not_in_the_directory_is_refused()
    {
        var refusal = (await Should.ThrowAsync<RpcException>(() => _host.Submit(_host.LumbarDiscectomy().With(f => f.FacilityId = "nowhere")))).ToRefusal()!;
        (refusal.Code, refusal.Fields[0].Field).ShouldBe(("unknown-facility", "form.facility_id"));
    }
}
