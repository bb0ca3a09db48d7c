using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.SiteOfCare;
using CriteriaBase = UtilizationReview.Contracts.Criteria.V1.ClinicalCriteria.ClinicalCriteriaBase;
using SiteOfCareClient = UtilizationReview.Contracts.SiteOfCare.V1.SiteOfCare.SiteOfCareClient;

namespace UtilizationReview.Tests.Integration.SiteOfCare;

/// <summary>SiteOfCare on a real port with its own database and a scripted ClinicalCriteria.</summary>
internal sealed class SiteHost : IAsyncDisposable
{
    public const string Network = "test-network";
    private const double MilesPerDegree = 69.09347;

    private static readonly Caller Administrator = new("admin-one", "Admin Example", Roles.PlanAdministrator, null, ["reviewing", "settling", "not-reviewing"], null);
    private static readonly Caller Practice = new("staff-one", "Staff Example", Roles.Practice, "practice-one", [], null);
    private static readonly Caller Service = new("service", "service", Roles.Service, null, [], null);

    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private SiteHost(WebApplication app, ScriptedCriteria criteria)
    {
        (_app, Criteria) = (app, criteria);
        _channel = app.Channel();
    }

    public static Coordinates Home { get; } = new() { Latitude = 43, Longitude = -89 };

    public ScriptedCriteria Criteria { get; }

    public SiteOfCareClient AsAdministrator => As(Administrator);

    public SiteOfCareClient AsPractice => As(Practice);

    public SiteOfCareClient AsService => As(Service);

    public static async Task<SiteHost> StartAsync()
    {
        var criteria = new ScriptedCriteria();
        var builder = SlimServer.Builder([new("Data:Directory", ":temporary:"), new("Data:Synchronous", "Normal")]);
        builder.Services.AddSingleton(criteria).AddSingleton(Plans());
        builder.Services.AddSiteOfCare(builder.Configuration);
        builder.Services.AddEventDelivery(builder.Configuration);
        var host = new SiteHost(await builder.StartedAsync(app =>
        {
            app.MapSiteOfCare();
            app.MapGrpcService<ScriptedCriteria>();
        }), criteria);
        await host.Save(Facility("hospital", PlaceOfService.OnCampusOutpatientHospital, 0));
        return host;
    }

    /// <summary>A facility straight north of the home.</summary>
    public static Facility Facility(string id, PlaceOfService place, double miles) => new()
    {
        FacilityId = id, Name = $"Example {id}", PlaceOfService = place, State = "WI", Networks = { Network }, Capabilities = { "62323" },
        Coordinates = new() { Latitude = Home.Latitude + miles / MilesPerDegree, Longitude = Home.Longitude },
    };

    /// <summary>An injection at the hospital, in scope.</summary>
    public static ReviewSiteRequest Review(string plan = "settling") => new()
    {
        Order = new()
        {
            PlanId = plan, DateOfService = "2027-03-01", RequestDate = "2027-02-15", PlaceOfService = PlaceOfService.OnCampusOutpatientHospital,
            Lines = { new Line { Number = 1, Code = "62323", Units = 1 } }, Diagnoses = { "M51.16" },
        },
        FacilityId = "hospital", SurgeonId = "surgeon-one", Home = Home, LinesInScope = { 1 },
    };

    public async Task<Facility> Save(Facility facility, string? key = null) => await AsAdministrator.SaveFacilityAsync(
        new() { Facility = facility, IdempotencyKey = key ?? Guid.NewGuid().ToString("N") }, cancellationToken: TestContext.Current.CancellationToken);

    public async Task<ReviewSiteResponse> Ask(ReviewSiteRequest request) =>
        await AsService.ReviewSiteAsync(request, cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }

    private static PlanRegistry Plans()
    {
        static PlanFile Plan(string id, bool reviewed, bool settles) => new()
        {
            PlanId = id, Name = id, LineOfBusiness = "commercial_insured", State = "WI", TimeZone = "America/Chicago", Programs = ["pain"],
            SiteOfCare = new()
            {
                Reviewed = reviewed, ObjectiveReasonsSettle = settles, ReachMiles = 30, Networks = [Network], PreferredFacilities = ["preferred"],
                PrivilegesGraceThrough = new(2027, 3, 1),
            },
        };
        return new([Plan("reviewing", true, false), Plan("settling", true, true), Plan("not-reviewing", false, false)]);
    }

    private SiteOfCareClient As(Caller caller) => new(_channel.As(caller, _app.Services));
}

/// <summary>Plays ClinicalCriteria: SOC-3.a beyond 30 miles, SOC-3.b without a center, else what the script says.</summary>
internal sealed class ScriptedCriteria : CriteriaBase
{
    public ConcurrentQueue<OrderFacts> Asked { get; } = new();

    /// <summary>A reason that needs judgement, which the script says is met; null: none.</summary>
    public string? Judgement { get; set; }

    /// <summary>The evidence of what is met carries it.</summary>
    public bool Carries { get; set; }

    /// <summary>Answers every question with this failure; null: answers.</summary>
    public Status? Failure { get; set; }

    public override Task<EvaluateSiteResponse> EvaluateSite(EvaluateSiteRequest request, ServerCallContext context)
    {
        if (Failure is { } failure) throw new RpcException(failure);
        Asked.Enqueue(request.Order);
        var facts = request.Order.Facts.ToDictionary(fact => fact.Name, fact => fact.Value);
        var objective = facts.TryGetValue("site.network_center_exists", out var exists) && !exists.Truth ? "SOC-3.b"
            : facts.TryGetValue("site.nearest_capable_center_miles", out var miles) && miles.Number > 30 ? "SOC-3.a" : null;
        var reason = objective ?? Judgement ?? "";
        return Task.FromResult(new EvaluateSiteResponse
        {
            Answer = reason.Length > 0 ? Answer.Met : Answer.NotMet, Objective = objective is not null, AutomationAllowed = Carries, Reason = reason, Guideline = "site-of-care/hospital-outpatient", Version = "test.1",
            WhatWouldChange = { reason.Length > 0 ? [] : [new Change { Steps = { "pt.asa at least 4 (now not given)" }, Facts = { "pt.asa" } }] },
            Trace = { new CriterionTrace { Id = "SOC", Combines = "any", Children = { new CriterionTrace { Id = reason, Text = "Text of the reason" } } } },
        });
    }
}
