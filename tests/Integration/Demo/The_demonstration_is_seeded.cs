using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.ClinicalCriteria;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Host.Demo;
using UtilizationReview.PeerToPeer;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.SiteOfCare;
using UtilizationReview.SpineCenter;
using IntakeBase = UtilizationReview.Contracts.Intake.V1.Intake.IntakeBase;
using PeerToPeerClient = UtilizationReview.Contracts.PeerToPeer.V1.PeerToPeer.PeerToPeerClient;
using SiteOfCareClient = UtilizationReview.Contracts.SiteOfCare.V1.SiteOfCare.SiteOfCareClient;
using SpineCenterClient = UtilizationReview.Contracts.SpineCenter.V1.SpineCenter.SpineCenterClient;

namespace UtilizationReview.Tests.Integration.Demo;

/// <summary>The shipped directory against the real SiteOfCare, PeerToPeer, SpineCenter and ClinicalCriteria; Intake is played.</summary>
public sealed class The_demonstration_is_seeded : IAsyncLifetime
{
    private readonly RecordingIntake _intake = new();
    private WebApplication _app = null!;
    private GrpcChannel _channel = null!;
    private DemoDirectory _directory = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = SlimServer.Builder([new("Data:Directory", ":temporary:"), new("Data:Synchronous", "Normal")]);
        builder.Services.AddSingleton(_intake).AddSiteOfCare(builder.Configuration).AddPeerToPeer(builder.Configuration).AddClinicalCriteria(builder.Configuration);
        builder.Services.AddSpineCenter(builder.Configuration).AddEventDelivery(builder.Configuration);
        _app = await builder.StartedAsync(app =>
        {
            app.MapSiteOfCare();
            app.MapPeerToPeer();
            app.MapClinicalCriteria();
            app.MapSpineCenter();
            app.MapGrpcService<RecordingIntake>();
        });
        _channel = _app.Channel();
        _directory = DemoDirectory.Load(FindDirectory(), [.. _app.Services.GetRequiredService<PlanRegistry>().All.Select(plan => plan.PlanId)]);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }

    [Fact]
    public async Task Everything_is_saved_and_a_second_time_changes_nothing()
    {
        await DemoSeeding.SeedAsync(_directory, As, Ct);
        var once = _intake.Keys.Order().ToList();
        await DemoSeeding.SeedAsync(_directory, As, Ct);

        var calls = As("admin-gale");
        var facilities = (await new SiteOfCareClient(calls).FindFacilitiesAsync(new(), cancellationToken: Ct)).Facilities;
        facilities.Select(f => f.FacilityId).ShouldBe(_directory.Facilities.Select(f => f.FacilityId), ignoreOrder: true);
        facilities.ShouldAllBe(f => f.Version == 1);
        var physicians = (await new PeerToPeerClient(calls).ListPhysiciansAsync(new(), cancellationToken: Ct)).Physicians;
        physicians.Select(p => p.PhysicianId).ShouldBe(_directory.Physicians.Select(p => p.PhysicianId), ignoreOrder: true);
        physicians.ShouldAllBe(p => p.Version == 1);
        var centers = (await new SpineCenterClient(calls).ListCentersAsync(new(), cancellationToken: Ct)).Centers;
        centers.Select(c => c.CenterId).ShouldBe(_directory.Centers.Select(c => c.CenterId), ignoreOrder: true);
        centers.ShouldAllBe(c => c.Version == 1);
        once.Count.ShouldBe(_directory.Practices.Count + _directory.Members.Count);
        _intake.Keys.Distinct().Order().ToList().ShouldBe(once); // a repeated record comes with its first key
    }

    [Fact]
    public async Task A_refused_record_is_named_with_the_services_sentence()
    {
        _directory.Facilities[0].Capabilities.Add("knee");
        var problem = await Should.ThrowAsync<InvalidOperationException>(() => DemoSeeding.SeedAsync(_directory, As, Ct));
        problem.Message.ShouldStartWith($"The demonstration's facility '{_directory.Facilities[0].FacilityId}' was not saved: ");
        problem.Message.ShouldContain("'knee' is not a procedure code");
    }

    [Theory]
    [InlineData("m-ruben", "northwoods-demo-hospital", SiteAnswer.Accepted, "SOC-3.a")] // no surgery center in reach, and the plan lets that settle
    [InlineData("m-nora", "northwoods-demo-hospital", SiteAnswer.PhysicianQuestion, "SOC-3.a")] // the same where the plan leaves it to a physician
    [InlineData("m-testa", "lakeshore-demo-hospital", SiteAnswer.PhysicianQuestion, "")] // a surgery center is near, the surgeon has privileges there
    public async Task The_real_guideline_judges_the_demonstrations_hospitals(string memberId, string facilityId, SiteAnswer answer, string reason)
    {
        await DemoSeeding.SeedAsync(_directory, As, Ct);
        var member = _directory.Members.Single(m => m.MemberId == memberId);
        var response = await new SiteOfCareClient(As("admin-gale")).ReviewSiteAsync(
            new()
            {
                Order = new()
                {
                    PlanId = member.PlanId, DateOfService = "2027-03-01", RequestDate = "2027-02-15", PlaceOfService = PlaceOfService.OnCampusOutpatientHospital,
                    Lines = { new Line { Number = 1, Code = "62323", Units = 1 } }, Diagnoses = { "M54.16" },
                },
                FacilityId = facilityId, SurgeonId = "dr-linden", Home = member.Home, LinesInScope = { 1 },
            },
            cancellationToken: Ct);
        (response.Answer, response.Reason).ShouldBe((answer, reason), response.Sentence);
        response.Guideline.ShouldBe("site-of-care/hospital-outpatient");
        response.Trace.ShouldNotBeEmpty();
        if (memberId == "m-testa") response.Alternatives[0].Facility.FacilityId.ShouldBe("isthmus-demo-surgery", "it is the plan's preferred one");
    }

    private CallInvoker As(string personId) => _channel.As(_directory.Find(personId)!, _app.Services);

    private static string FindDirectory()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "deploy", "demo", "directory");
            if (Directory.Exists(candidate)) return candidate;
        }
        throw new DirectoryNotFoundException("deploy/demo/directory was not found above the test's folder.");
    }

    private sealed class RecordingIntake : IntakeBase
    {
        public ConcurrentQueue<string> Keys { get; } = new();

        public override Task<Practice> SavePractice(SavePracticeRequest request, ServerCallContext context)
        {
            Keys.Enqueue(request.IdempotencyKey);
            return Task.FromResult(request.Practice);
        }

        public override Task<Member> SaveMember(SaveMemberRequest request, ServerCallContext context)
        {
            Keys.Enqueue(request.IdempotencyKey);
            return Task.FromResult(request.Member);
        }
    }
}
