using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.SpineCenter.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.SpineCenter;
using UtilizationReview.SpineCenter.Adapters;
using UtilizationReview.Tests.Integration.Servers;
using IntakeBase = UtilizationReview.Contracts.Intake.V1.Intake.IntakeBase;
using SpineCenterClient = UtilizationReview.Contracts.SpineCenter.V1.SpineCenter.SpineCenterClient;

namespace UtilizationReview.Tests.Integration.SpineCenter;

/// <summary>SpineCenter on a real port with its own database, a clock, and members played by a scripted Intake.</summary>
internal sealed class SpineHost : IAsyncDisposable
{
    private static readonly string[] AllPlans = ["resumed", "published", "none", "advantage"];

    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private SpineHost(WebApplication app, ScriptedMembers members, SetClock clock)
    {
        (_app, Members, Clock) = (app, members, clock);
        _channel = app.Channel();
    }

    public ScriptedMembers Members { get; }
    public SetClock Clock { get; }

    public SpineCenterClient Staff => As(new("staff-1", "Staff", Roles.Practice, "surgeons", [], null));
    public SpineCenterClient OtherStaff => As(new("staff-2", "Staff", Roles.Practice, "others", [], null));
    public SpineCenterClient CenterStaff => As(new("staff-3", "Staff", Roles.Practice, "spine-practice", [], null));
    public SpineCenterClient Nurse => As(new("nurse-1", "Nurse", Roles.Nurse, null, AllPlans, null));
    public SpineCenterClient OtherNurse => As(new("nurse-2", "Nurse", Roles.Nurse, null, ["none"], null));
    public SpineCenterClient Physician => As(new("dr-1", "Physician", Roles.Physician, null, AllPlans, null));
    public SpineCenterClient Administrator => As(new("admin-1", "Administrator", Roles.PlanAdministrator, null, AllPlans, null));

    /// <summary>Starts on 10 March 2023, noon in Chicago, or on another day.</summary>
    public static async Task<SpineHost> StartAsync(RealServers? servers = null, DateOnly? on = null)
    {
        var (members, clock) = (new ScriptedMembers(), new SetClock(on ?? new DateOnly(2023, 3, 10)));
        var builder = SlimServer.Builder([new("Data:Directory", ":temporary:")]);
        if (servers is not null)
        {
            builder.Configuration.AddInMemoryCollection([
                new("Database:Provider", "PostgreSQL"), new("Database:ConnectionString", (await servers.PostgresAsync()).ConnectionString),
                new("Database:Prefix", $"sc_{Guid.NewGuid():N}_"[..20]),
            ]);
        }
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton(members).AddSingleton(Plans());
        builder.Services.AddSpineCenter(builder.Configuration);
        builder.Services.AddEventDelivery(builder.Configuration);
        var host = new SpineHost(await builder.StartedAsync(app =>
        {
            app.MapSpineCenter();
            app.MapGrpcService<ScriptedMembers>();
        }), members, clock);
        await host.Administrator.SaveCenterAsync(new() { Center = Center(), IdempotencyKey = Key() });
        return host;
    }

    public static string Key() => Guid.NewGuid().ToString("N");

    public static Center Center(string id = "hudson-spine") => new()
    {
        CenterId = id, Name = $"Example {id}", PracticeId = "spine-practice", State = "WI", ByPhone = true, DesignatedFrom = "2012-01-01",
        Programs = { "upper-midwest-spine", "upper-midwest-spine-resumed" },
    };

    public static VisitForm Form(string visitOn = "2023-03-20", string plan = "resumed", string member = "m-in") => new()
    {
        PlanId = plan, MemberId = member, VisitOn = visitOn, PlaceOfService = PlaceOfService.Office, Complaint = Complaint.LowBack,
    };

    public static RecordEvaluationRequest Evaluation(string evaluatedOn, string member = "m-in") => new()
    {
        MemberId = member, PlanId = "resumed", CenterId = "hudson-spine", EvaluatedOn = evaluatedOn,
        Mode = evaluatedOn.Length > 0 ? EvaluationMode.InPerson : EvaluationMode.Unspecified, IdempotencyKey = Key(),
    };

    public async Task<Visit> FileAsync(VisitForm form) => await Staff.RequestVisitAsync(new() { Form = form, IdempotencyKey = Key() });

    /// <summary>Names of the events in the outbox, sent or not.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync(string aggregateId)
    {
        await using var context = await _app.Services.GetRequiredService<IDbContextFactory<SpineCenterContext>>().CreateDbContextAsync();
        return await context.Outbox.Where(row => row.AggregateId == aggregateId).OrderBy(row => row.AggregateVersion)
            .Select(row => row.Type).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }

    private static PlanRegistry Plans()
    {
        static PlanFile Plan(string id, string program, string line = "commercial_insured") => new()
        {
            PlanId = id, Name = id, LineOfBusiness = line, State = "WI", TimeZone = "America/Chicago", Programs = ["spine"],
            SpineCenter = program,
        };
        return new([
            Plan("resumed", "upper-midwest-spine-resumed"), Plan("published", "upper-midwest-spine"), Plan("none", ""),
            Plan("advantage", "upper-midwest-spine-resumed", "medicare_advantage"),
        ]);
    }

    private SpineCenterClient As(Caller caller) => new(_channel.As(caller, _app.Services));
}

/// <summary>Plays Intake's directory of members: <c>m-in</c>, <c>m-out</c>, <c>m-nowhere</c>; of another plan when asked by
/// <c>PLAN/MEMBER</c>.</summary>
internal sealed class ScriptedMembers : IntakeBase
{
    /// <summary>Intake answers nobody.</summary>
    public bool Away { get; set; }

    public override Task<Member> GetMember(GetMemberRequest request, ServerCallContext context)
    {
        if (Away) throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "away"));
        var (plan, member) = request.MemberId.Split('/') is [var of, var id] ? (of, id) : ("resumed", request.MemberId);
        return member.StartsWith("m-", StringComparison.Ordinal)
            ? Task.FromResult(new Member
            {
                MemberId = request.MemberId, PlanId = plan, Name = "Example", State = "WI",
                BirthDate = member == "m-young" ? "2005-03-21" : "1970-01-01",
                County = member switch { "m-out" => "Dane", "m-nowhere" => "", _ => "St. Croix" },
            })
            : throw new RpcException(new Grpc.Core.Status(StatusCode.NotFound, "none"));
    }
}

/// <summary>Stands at noon in Chicago of the day it is set to.</summary>
internal sealed class SetClock(DateOnly day) : TimeProvider
{
    public DateOnly Day { get; set; } = day;

    public override DateTimeOffset GetUtcNow() => new(Day.ToDateTime(new TimeOnly(18, 0)), TimeSpan.Zero);
}
