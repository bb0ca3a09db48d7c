using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.PeerToPeer;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Time;
using IntakeService = UtilizationReview.Contracts.Intake.V1.Intake;
using MskProgram = UtilizationReview.Contracts.Vocabulary.V1.Program;
using P = UtilizationReview.Contracts.PeerToPeer.V1;

namespace UtilizationReview.Tests.Integration.PeerToPeer;

/// <summary>Orders as the test wants intake to have them.</summary>
internal sealed class ScriptedOrders
{
    public ConcurrentDictionary<string, Order> Orders { get; } = new(StringComparer.Ordinal);
}

/// <summary>Intake, as far as this service asks it.</summary>
internal sealed class ScriptedIntake(ScriptedOrders script) : IntakeService.IntakeBase
{
    public override Task<Order> GetOrder(GetOrderRequest request, ServerCallContext context) => script.Orders.TryGetValue(request.Number, out var order)
        ? Task.FromResult(order)
        : throw new RpcException(new Status(StatusCode.NotFound, "no such order"));
}

/// <summary>The directory of facilities as the test has it.</summary>
internal sealed class ScriptedSites : Contracts.SiteOfCare.V1.SiteOfCare.SiteOfCareBase
{
    public override Task<Contracts.SiteOfCare.V1.Facility> GetFacility(
        Contracts.SiteOfCare.V1.GetFacilityRequest request, ServerCallContext context) => request.FacilityId switch
        {
            "away" => throw new RpcException(new Status(StatusCode.Unavailable, "away")),
            "isthmus" => Task.FromResult(new Contracts.SiteOfCare.V1.Facility
            {
                FacilityId = "isthmus", Name = "Isthmus Surgery Center",
                PlaceOfService = Contracts.Vocabulary.V1.PlaceOfService.AmbulatorySurgeryCenter,
            }),
            "general" => Task.FromResult(new Contracts.SiteOfCare.V1.Facility
            {
                FacilityId = "general", Name = "General Hospital",
                PlaceOfService = Contracts.Vocabulary.V1.PlaceOfService.OnCampusOutpatientHospital,
            }),
            _ => throw new RpcException(new Status(StatusCode.NotFound, "no such facility")),
        };
}

/// <summary>What the service told on the bus.</summary>
internal sealed class Told : IConsumer<PeerToPeerRecorded>, IConsumer<PeerToPeerEscalated>, IConsumer<PhysicianDecided>
{
    public static readonly ConcurrentDictionary<string, ConcurrentQueue<object>> ByOrder = new(StringComparer.Ordinal);

    public Task Consume(ConsumeContext<PeerToPeerRecorded> context) => Keep(context.Message.OrderId, context.Message);
    public Task Consume(ConsumeContext<PeerToPeerEscalated> context) => Keep(context.Message.OrderId, context.Message);
    public Task Consume(ConsumeContext<PhysicianDecided> context) => Keep(context.Message.OrderId, context.Message);

    private static Task Keep(string order, object message)
    {
        ByOrder.GetOrAdd(order, _ => []).Enqueue(message);
        return Task.CompletedTask;
    }
}

/// <summary>The service on a real server over a data directory, with a scripted intake; disposing stops it, the directory stays.</summary>
internal sealed class PeerToPeerHouse : IAsyncDisposable
{
    public const string Plan = "meadow-commercial";

    /// <summary>Monday 2026-11-30, 09:00 in Chicago.</summary>
    public static DateTimeOffset Monday { get; } = new(2026, 11, 30, 15, 0, 0, TimeSpan.Zero);

    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private PeerToPeerHouse(WebApplication app, MovableClock clock)
    {
        (_app, Clock) = (app, clock);
        _channel = app.Channel();
    }

    public MovableClock Clock { get; }
    public P.PeerToPeer.PeerToPeerClient Rpc => new(_channel);
    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <param name="directory">Where the house keeps what it keeps.</param>
    /// <param name="orders">What intake knows.</param>
    /// <param name="shared">Settings of several houses over one database; null: SQLite in the directory.</param>
    public static async Task<PeerToPeerHouse> StartAsync(
        string directory, ScriptedOrders orders, IEnumerable<KeyValuePair<string, string?>>? shared = null)
    {
        var clock = new MovableClock(Path.Combine(directory, "clock"), new Standing());
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection(
            [new("Data:Directory", directory), new("Data:Synchronous", "Normal"), new("Calls:BreakSeconds", "0"), .. shared ?? []]);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddLogging(l => l.AddSimpleConsole().SetMinimumLevel(LogLevel.Error));
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton(orders);
        builder.Services.AddPeerToPeer(builder.Configuration).AddEventConsumer<Told>("test-told").AddEventDelivery(builder.Configuration);
        var app = builder.Build();
        app.UseRouting();
        app.MapPeerToPeer();
        app.MapGrpcService<ScriptedIntake>();
        app.MapGrpcService<ScriptedSites>();
        await app.StartAsync();
        return new(app, clock);
    }

    public CallOptions As(string person, string role, string? practice = null, params string[] plans)
    {
        var token = Get<DemoIssuer>().Sign(new(person, person, role, practice, plans.Length == 0 && practice is null ? [Plan] : plans, null));
        return new CallOptions(new Metadata { { "authorization", "Bearer " + token } }, cancellationToken: TestContext.Current.CancellationToken);
    }

    public CallOptions Doctor(string id) => As(id, Roles.Physician);
    public CallOptions Practice(string id = "lakeside") => As("desk-" + id, Roles.Practice, id);
    public CallOptions Admin => As("admin", Roles.PlanAdministrator);

    public Task<P.Physician> AddDoctor(string id, string specialty = "spine-surgery", Action<P.Physician>? with = null)
    {
        var physician = new P.Physician
        {
            PhysicianId = id, Name = $"Dr. {id}", Npi = NpiOf(id), Specialties = { specialty }, PlanIds = { Plan }, TimeZone = "America/Chicago",
            Licences = { new P.Licence { State = "WI", Number = "WI-1", Expires = "2030-01-01" } },
            WeeklyHours = { Enumerable.Range(1, 5).Select(d => new P.WeeklyHours { Day = (P.Weekday)d, From = "08:00", To = "17:00" }) },
        };
        with?.Invoke(physician);
        return Rpc.SavePhysicianAsync(new() { Physician = physician, IdempotencyKey = "add-" + id }, Admin).ResponseAsync;
    }

    /// <summary>A provider identifier of the person's own: nobody is on the roster twice.</summary>
    public static string NpiOf(string id)
    {
        var number = id.Aggregate(17, (sum, letter) => ((sum * 31) + letter) % 10_000_000);
        return Enumerable.Range(0, 10).Select(check => $"19{number:0000000}{check}").First(UtilizationReview.PeerToPeer.Domain.Roster.IsNpi);
    }

    /// <summary>An order that waits for a physician: intake knows it and has told so.</summary>
    public async Task Refer(string number, Func<OrderReferredToPhysician, OrderReferredToPhysician>? with = null)
    {
        var due = Clock.GetUtcNow().AddHours(72);
        Know(number, due);
        var told = new OrderReferredToPhysician
        {
            OrderId = number, OrderVersion = 3, OccurredAt = Clock.GetUtcNow(), PlanId = Plan, PracticeId = "lakeside", Programs = ["spine"], Lines = [1],
            DueAt = due, Expedited = false, MemberState = "WI", Question = "service", ExcludedPhysicians = [], RequiredSpecialty = "",
            AttemptsBeforeDecision = 3, LicenceInMemberState = false,
        };
        await Publish((with ?? (e => e))(told));
    }

    /// <summary>An order that intake knows, and nobody has told of.</summary>
    public void Know(string number, DateTimeOffset due, string practice = "lakeside")
    {
        var order = AnOrder(number, due);
        order.Form.PracticeId = practice;
        Get<ScriptedOrders>().Orders[number] = order;
    }

    public Task Publish(object message) => _app.Services.ArriveAsync(message);

    public static Order AnOrder(string number, DateTimeOffset due) => new()
    {
        TrackingNumber = number, Status = OrderStatus.PhysicianReview, Version = 3, DueAt = due.ToTimestamp(), MemberState = "WI",
        Form = new() { PlanId = Plan, PracticeId = "lakeside" },
        Lines = { new OrderLine { Program = MskProgram.Spine, Line = new() { Number = 1, Code = "63030", Units = 1, Levels = { "L4-L5" } } } },
    };

    public static P.RequestTalkRequest Ask(string number, string? key = null, bool callBackOnly = false) => new()
    {
        Number = number, CallBackOnly = callBackOnly, IdempotencyKey = key ?? "ask-" + number,
        Contact = new() { Name = "Dr. Caller", Phones = { "+16085550142" }, TimeZone = "America/Chicago" },
    };

    public static P.DetermineRequest Deny(string number, string doctor, string key = "deny") => new()
    {
        Number = number, IdempotencyKey = key,
        Lines =
        {
            new P.DecidedLine
            {
                Line = 1, Decision = P.LineDecision.Deny, Reason = "No trial of therapy is documented.", Criteria = { "LUM-DISC-2.d" },
                Missing = { "therapy notes" },
            },
        },
        Attestation = new()
        {
            PersonId = doctor, Npi = NpiOf(doctor), Specialty = "spine-surgery", LicenceState = "WI", LicenceNumber = "WI-1", RecordReviewed = true,
            NoConflictOfInterest = true,
        },
    };


    public static Task<(StatusCode Code, string Reason, string Sentence)> Refusal(AsyncUnaryCall<P.Talk> call) => Refusal(call.ResponseAsync);

    public static async Task<(StatusCode Code, string Reason, string Sentence)> Refusal(Task call)
    {
        var problem = await Should.ThrowAsync<RpcException>(() => call);
        return (problem.StatusCode, problem.Trailers.GetValue("reason-code") ?? "", problem.Status.Detail);
    }

    /// <summary>Shows Monday morning until the test moves the clock over it.</summary>
    private sealed class Standing : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Monday;
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
